//! What facts make true, retold.

use desk::{
    CallId, Consent, DeclineCause, Document, Fact, Logged, Millis, OfferId, Outcome, Phone,
    RecordingMode, Segment, Stage, Talk, TeamId, TeammateId, WithdrawnWhy,
};

use super::{Call, Model, Offer, Over, Person};

impl Model {
    /// Takes one line of the log.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "many facts change nothing of the reference"
    )]
    pub(crate) fn apply(&mut self, logged: &Logged) {
        self.now = self.now.max(logged.at);
        self.numbered(logged);
        match &logged.fact {
            Fact::SettingsSaved { version, document } => self.saved(*version, document),
            Fact::Restarted => self.restarts += 1,
            Fact::ContactCreated { contact } => {
                self.contacts.insert(*contact, logged.at);
                self.newest = Some(*contact);
            }
            Fact::ConversationCreated { conversation, .. } => {
                self.conversations.insert(*conversation);
            }
            Fact::StatusSet { teammate, status } => {
                self.with(*teammate, |person| person.status = *status);
            }
            Fact::ChannelsSet { teammate, channels } => {
                self.with(*teammate, |person| person.channels = *channels);
            }
            Fact::WrapUpStarted { teammate, call, until } => {
                let phone = Phone::WrapUp { call: *call, until: *until };
                self.with(*teammate, |person| person.phone = phone);
            }
            Fact::WrapUpEnded { teammate } => self.free_phone(*teammate),
            Fact::ConversationAssigned { teammate, waiting, team, .. } => {
                self.assigned(*teammate, *waiting, *team);
            }
            Fact::CallArrived { .. } => self.arrived(logged),
            Fact::CallOffered { .. } => self.offer_made(logged),
            Fact::CallDeclined { call, offer, teammate, cause, .. } => {
                self.declined(*call, *offer, *teammate, *cause);
            }
            Fact::CallMissed { call, offer, teammate, .. } => {
                self.end_offer(*offer, *teammate);
                self.leave(*call, *teammate, logged.at);
                self.back(*call, logged.at);
            }
            Fact::OfferWithdrawn { call, offer, teammate, why } => {
                self.withdrawn(*call, *offer, *teammate, *why);
            }
            Fact::CallAnswered { call, offer, teammate, leg } => {
                let talk = Talk { offer: *offer, teammate: *teammate, leg: *leg };
                self.answered(*call, talk);
            }
            Fact::CallReturned { call, teammate, cause, hold_until, .. } => {
                self.returned(*call, *teammate, *cause, *hold_until);
            }
            Fact::CallEnded { .. }
            | Fact::CallQueued { .. }
            | Fact::ConsentHeard { .. }
            | Fact::CallHeld { .. }
            | Fact::CallResumed { .. }
            | Fact::CallDeflected { .. } => self.moved(logged),
            Fact::RecordingStarted { call, recording } => {
                self.change(*call, |call| call.recording = Some(*recording));
            }
            Fact::AssignmentStartedLate { call } => {
                if let Some(over) = self.over.get_mut(call) {
                    over.late += 1;
                }
            }
            Fact::ContactErased { contact } => {
                // Nobody is found by what was erased.
                for owners in self.numbers.values_mut() {
                    owners.retain(|owner| owner != contact);
                }
            }
            _ => {}
        }
    }

    fn numbered(&mut self, logged: &Logged) {
        if let Some((call, line)) = logged.call {
            if let Some(call) = self.live.get_mut(&call) {
                call.lines = line;
            } else if let Some(over) = self.over.get_mut(&call) {
                over.lines = line;
            }
        }
    }

    /// A call moves on, whoever is rung.
    fn moved(&mut self, logged: &Logged) {
        let at = logged.at;
        if let Fact::CallQueued { call, team, hold_until } = logged.fact {
            self.queued(call, team, hold_until, logged);
        } else if let Fact::CallEnded { call, outcome, ended } = logged.fact {
            self.ended(call, outcome, ended);
        } else if let Fact::ConsentHeard { call } = logged.fact {
            self.change(call, |call| call.consent = Consent::Given);
        } else if let Fact::CallDeflected { call, team, reason } = logged.fact {
            self.change(call, |call| {
                call.go(Stage::Deflected { reason }, at);
                call.team = Some(team);
                call.hold_until = None;
            });
        } else if let Fact::CallHeld { call } = logged.fact {
            self.change(call, |call| {
                if let Stage::Talking(talk) = call.stage {
                    call.go(Stage::OnHold(talk), at);
                }
            });
        } else if let Fact::CallResumed { call } = logged.fact {
            self.change(call, |call| {
                if let Stage::OnHold(talk) = call.stage {
                    call.go(Stage::Talking(talk), at);
                }
            });
        }
    }

    fn saved(&mut self, version: u64, document: &Document) {
        self.versions.insert(document.subject(), version);
        match document {
            Document::Workspace(settings) => {
                self.workspace = settings.clone();
            }
            Document::Team(id, settings) => {
                self.teams.insert(*id, settings.clone());
            }
            Document::Channel(id, settings) => {
                self.channels.insert(*id, settings.clone());
            }
            // What happens after calls is the watch's own to remember.
            Document::Notification(..) | Document::Tag(..) | Document::Webhook(..) => {}
            Document::Role(id, settings) => {
                self.roles.insert(*id, settings.clone());
                let may = self.may(*id);
                let holders = self.people.values_mut();
                for person in holders.filter(|person| person.settings.role == *id) {
                    person.may.clone_from(&may);
                }
            }
            Document::Teammate(id, settings) => {
                let may = self.may(settings.role);
                let person = self.people.entry(*id).or_insert_with(|| Person {
                    settings: settings.clone(),
                    may: may.clone(),
                    status: desk::Status::Away,
                    channels: desk::Channels::All,
                    phone: Phone::Free,
                    last_assigned: None,
                    desk: super::Desktop::default(),
                });
                person.settings = settings.clone();
                person.may = may;
            }
        }
    }

    fn with(&mut self, id: TeammateId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&id) {
            change(person);
        }
    }

    fn free_phone(&mut self, id: TeammateId) {
        self.with(id, |person| person.phone = Phone::Free);
    }

    fn assigned(
        &mut self,
        teammate: Option<TeammateId>,
        waiting: Option<CallId>,
        team: Option<TeamId>,
    ) {
        let now = self.now;
        let call = waiting.and_then(|call| self.live.get_mut(&call));
        if let Some(call) = call {
            call.barred.extend(teammate);
            if call.stage == Stage::Menu {
                call.assigned = team.or(call.assigned);
            }
        }
        if let Some(id) = teammate {
            self.with(id, |person| person.last_assigned = Some(now));
        }
    }

    fn arrived(&mut self, logged: &Logged) {
        let Fact::CallArrived { call, conversation, contact, channel, leg } = logged.fact else {
            return;
        };
        let consent = match self.channels.get(&channel).map(|channel| channel.recording) {
            None | Some(RecordingMode::Off) => Consent::NotRecorded,
            Some(RecordingMode::On) => Consent::Given,
            Some(RecordingMode::WithConsentAnnouncement) => Consent::Awaited,
        };
        self.contacts.insert(contact, logged.at);
        self.live.insert(
            call,
            Call {
                id: call,
                conversation,
                channel,
                leg,
                placed: logged.at,
                stage: Stage::Menu,
                since: logged.at,
                team: None,
                rank: None,
                stay: 0,
                hold_until: None,
                hold_minutes: None,
                first_answer: None,
                peace: Vec::new(),
                lost: Vec::new(),
                barred: Vec::new(),
                assigned: None,
                parted: None,
                consent,
                recording: None,
                lines: 1,
                segments: Vec::new(),
                stored: 0,
            },
        );
    }

    fn queued(&mut self, id: CallId, team: TeamId, hold_until: Option<Millis>, line: &Logged) {
        let minutes = self.teams.get(&team).and_then(|team| team.hold_limit_minutes);
        self.change(id, |call| {
            call.hold_minutes = minutes;
            call.go(Stage::Queued { team }, line.at);
            call.team = Some(team);
            call.rank.get_or_insert(line.seq);
            call.stay += 1;
            call.hold_until = hold_until;
        });
    }

    fn change(&mut self, id: CallId, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.live.get_mut(&id) {
            change(call);
        }
    }

    fn ended(&mut self, id: CallId, outcome: Outcome, ended: Millis) {
        let Some(mut call) = self.live.remove(&id) else { return };
        let talk = talk_of(call.stage);
        call.go(Stage::Ended { outcome }, ended);
        if let Some(talk) = talk {
            self.free_phone(talk.teammate);
        }
        self.over.insert(
            id,
            Over {
                outcome,
                ended: call.since,
                placed: call.placed,
                first_answer: call.first_answer,
                lines: call.lines,
                segments: call.segments,
                conversation: call.conversation,
                stored: call.stored,
                late: 0,
            },
        );
    }

    fn offer_made(&mut self, logged: &Logged) {
        let Fact::CallOffered { call, offer, teammate, team, how, ring_until, .. } = logged.fact
        else {
            return;
        };
        let at = logged.at;
        self.offers.insert(
            offer,
            Offer {
                id: offer,
                call,
                teammate,
                team,
                how,
                at,
                ring_until,
                told: std::collections::BTreeMap::new(),
                refusals: Vec::new(),
                blurred: false,
            },
        );
        self.offered.insert(offer, (call, teammate));
        self.with(teammate, |person| {
            person.phone = Phone::Ringing { offer, call };
            // [002] it moves when the offer is made.
            person.last_assigned = Some(at);
        });
        self.tabs_told(offer);
        self.change(call, |call| call.go(Stage::Ringing { team, offer, teammate }, at));
    }

    fn declined(&mut self, call: CallId, offer: OfferId, who: TeammateId, cause: DeclineCause) {
        let at = self.now;
        self.end_offer(offer, who);
        self.lost_or_left(call, who, cause, at);
        self.back(call, at);
    }

    fn withdrawn(&mut self, call: CallId, offer: OfferId, who: TeammateId, why: WithdrawnWhy) {
        self.end_offer(offer, who);
        match why {
            // The call ends in the stage in which the caller left it.
            WithdrawnWhy::CallerGone | WithdrawnWhy::NodeLost => {}
            WithdrawnWhy::Claimed
            | WithdrawnWhy::AssignedByHand
            | WithdrawnWhy::MovedToTeam
            | WithdrawnWhy::TeammateRemoved => self.back(call, self.now),
        }
    }

    fn answered(&mut self, id: CallId, talk: Talk) {
        let at = self.now;
        self.offers.remove(&talk.offer);
        self.with(talk.teammate, |person| person.phone = Phone::OnCall { call: id });
        self.change(id, |call| {
            call.go(Stage::Talking(talk), at);
            call.first_answer.get_or_insert(at);
            call.hold_until = None;
        });
    }

    fn returned(
        &mut self,
        id: CallId,
        who: TeammateId,
        cause: DeclineCause,
        hold_until: Option<Millis>,
    ) {
        let at = self.now;
        self.free_phone(who);
        if lost_on_the_way(cause) {
            self.lose(id, who);
        }
        let Some(team) = self.live.get(&id).and_then(|call| call.team) else { return };
        let minutes = self.teams.get(&team).and_then(|team| team.hold_limit_minutes);
        self.change(id, |call| {
            call.go(Stage::Queued { team }, at);
            call.stay += 1;
            call.hold_until = hold_until;
            call.hold_minutes = minutes;
            call.recording = None;
            call.parted = None;
        });
    }

    fn end_offer(&mut self, offer: OfferId, teammate: TeammateId) {
        self.offers.remove(&offer);
        self.free_phone(teammate);
    }

    /// [002, D4] deliberate acts, busy and going away are left in peace; a lost or
    /// frozen client is not.
    fn lost_or_left(
        &mut self,
        call: CallId,
        teammate: TeammateId,
        cause: DeclineCause,
        at: Millis,
    ) {
        if lost_on_the_way(cause) {
            self.lose(call, teammate);
        } else {
            self.leave(call, teammate, at);
        }
    }

    fn lose(&mut self, call: CallId, teammate: TeammateId) {
        let Some(call) = self.live.get_mut(&call) else { return };
        match call.lost.iter_mut().find(|(who, _)| *who == teammate) {
            Some((_, n)) => *n += 1,
            None => call.lost.push((teammate, 1)),
        }
    }

    fn leave(&mut self, call: CallId, teammate: TeammateId, at: Millis) {
        if let Some(call) = self.live.get_mut(&call) {
            call.peace.retain(|(who, _)| *who != teammate);
            call.peace.push((teammate, at.plus(super::PEACE_MS)));
        }
    }

    fn back(&mut self, call: CallId, at: Millis) {
        if let Some(call) = self.live.get_mut(&call)
            && let Stage::Ringing { team, .. } = call.stage
        {
            call.go(Stage::Queued { team }, at);
        }
    }
}

impl Call {
    /// Moves on, finishing the piece of time it leaves; pieces of no length are none.
    fn go(&mut self, stage: Stage, at: Millis) {
        let at = at.max(self.since);
        if let Some(kind) = self.stage.segment()
            && at > self.since
        {
            let teammate = match self.stage {
                Stage::Ringing { teammate, .. } => Some(teammate),
                Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk.teammate),
                Stage::Menu
                | Stage::Queued { .. }
                | Stage::Deflected { .. }
                | Stage::Ended { .. } => None,
            };
            self.segments.push(Segment {
                call: self.id,
                n: u32::try_from(self.segments.len() + 1).unwrap_or(u32::MAX),
                kind,
                team: self.team,
                teammate,
                stay: self.stay,
                from: self.since,
                to: at,
            });
        }
        self.since = at;
        self.stage = stage;
    }
}

fn talk_of(stage: Stage) -> Option<Talk> {
    match stage {
        Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk),
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Deflected { .. }
        | Stage::Ended { .. } => None,
    }
}

/// Whether the offer was lost on the way, through nobody's will.
fn lost_on_the_way(cause: DeclineCause) -> bool {
    match cause {
        DeclineCause::NetworkLost | DeclineCause::MediaFailed | DeclineCause::ClientFrozen => true,
        DeclineCause::DeclineButton | DeclineCause::Busy | DeclineCause::WentAway => false,
    }
}
