//! What facts make true, retold.

use desk::{
    CallId, Consent, DeclineCause, Document, Fact, Logged, Millis, OfferId, Outcome, Phone,
    RecordingMode, Segment, Stage, Talk, TeammateId,
};

use super::{Call, Model, Offer, Over, Person};

impl Model {
    /// Takes one line of the log.
    pub(crate) fn apply(&mut self, logged: &Logged) {
        self.now = self.now.max(logged.at);
        if let Some((call, line)) = logged.call {
            if let Some(call) = self.live.get_mut(&call) {
                call.lines = line;
            } else if let Some(over) = self.over.get_mut(&call) {
                over.lines = line;
            }
        }
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
            Fact::ConversationAssigned { teammate, waiting, .. } => {
                self.assigned(*teammate, *waiting);
            }
            Fact::CallArrived { .. } => self.arrived(logged),
            Fact::CallOffered { .. }
            | Fact::CallDeclined { .. }
            | Fact::CallMissed { .. }
            | Fact::OfferWithdrawn { .. }
            | Fact::CallAnswered { .. }
            | Fact::CallReturned { .. } => self.offer_fact(logged),
            Fact::ConsentHeard { .. }
            | Fact::CallQueued { .. }
            | Fact::CallHeld { .. }
            | Fact::CallResumed { .. }
            | Fact::CallDeflected { .. }
            | Fact::CallEnded { .. } => self.call_fact(logged),
            Fact::RecordingStarted { call, recording } => {
                self.recordings.insert(*recording, (*call, true));
                if let Some(call) = self.live.get_mut(call) {
                    call.recording = Some(*recording);
                }
            }
            Fact::RecordingStored { recording, .. } | Fact::RecordingFailed { recording, .. } => {
                if let Some((_, open)) = self.recordings.get_mut(recording) {
                    *open = false;
                }
            }
            Fact::AssignmentStartedLate { call } => {
                if let Some(over) = self.over.get_mut(call) {
                    over.late += 1;
                }
            }
            Fact::RecordingPaused { .. }
            | Fact::RecordingResumed { .. }
            | Fact::AvailabilityNoted { .. }
            | Fact::ManualAnswerRequested { .. }
            | Fact::NoteAdded { .. }
            | Fact::ConversationStateSet { .. } => {}
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
            Document::Teammate(id, settings) => {
                let person = self.people.entry(*id).or_insert_with(|| Person {
                    settings: settings.clone(),
                    status: desk::Status::Away,
                    channels: desk::Channels::All,
                    phone: Phone::Free,
                    last_assigned: None,
                    desk: super::Desktop::default(),
                });
                person.settings = settings.clone();
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

    fn assigned(&mut self, teammate: Option<TeammateId>, waiting: Option<CallId>) {
        let Some(id) = teammate else { return };
        let now = self.now;
        self.with(id, |person| person.last_assigned = Some(now));
        if let Some(call) = waiting.and_then(|call| self.live.get_mut(&call)) {
            call.barred.push(id);
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
                consent,
                recording: None,
                lines: 1,
                segments: Vec::new(),
                stored: 0,
            },
        );
    }

    fn call_fact(&mut self, logged: &Logged) {
        let at = logged.at;
        let Some(call) = logged.fact.call().and_then(|id| self.live.get_mut(&id)) else { return };
        match &logged.fact {
            Fact::ConsentHeard { .. } => call.consent = Consent::Given,
            Fact::CallQueued { team, hold_until, .. } => {
                call.hold_minutes =
                    self.teams.get(team).and_then(|team| team.hold_limit_minutes);
                call.go(Stage::Queued { team: *team }, at);
                call.team = Some(*team);
                call.rank.get_or_insert(logged.seq);
                call.stay += 1;
                call.hold_until = *hold_until;
            }
            Fact::CallHeld { .. } => {
                if let Stage::Talking(talk) = call.stage {
                    call.go(Stage::OnHold(talk), at);
                }
            }
            Fact::CallResumed { .. } => {
                if let Stage::OnHold(talk) = call.stage {
                    call.go(Stage::Talking(talk), at);
                }
            }
            Fact::CallDeflected { team, reason, .. } => {
                call.go(Stage::Deflected { reason: *reason }, at);
                call.team = Some(*team);
                call.hold_until = None;
            }
            Fact::CallEnded { call: id, outcome, ended } => {
                let (id, outcome, ended) = (*id, *outcome, *ended);
                self.ended(id, outcome, ended);
            }
            other => debug_assert!(false, "{other:?} is not about a call alone"),
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

    fn offer_fact(&mut self, logged: &Logged) {
        let at = logged.at;
        match &logged.fact {
            Fact::CallOffered { call, offer, teammate, team, how, ring_until, .. } => {
                let (call, offer, teammate, team) = (*call, *offer, *teammate, *team);
                self.offers.insert(
                    offer,
                    Offer {
                        id: offer,
                        call,
                        teammate,
                        team,
                        how: *how,
                        at,
                        ring_until: *ring_until,
                        acknowledged: None,
                        prove_until: None,
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
                self.go(call, Stage::Ringing { team, offer, teammate }, at);
            }
            Fact::CallDeclined { call, offer, teammate, cause, .. } => {
                // A word that came in this very millisecond thaws the tab again.
                let word = self.offers.get(offer).and_then(|offer| offer.acknowledged);
                if *cause == DeclineCause::ClientFrozen && word != Some(at) {
                    self.froze(*teammate);
                }
                self.end_offer(*offer, *teammate);
                self.lost_or_left(*call, *teammate, *cause, at);
                self.back(*call, at);
            }
            Fact::CallMissed { call, offer, teammate, .. } => {
                self.end_offer(*offer, *teammate);
                self.leave(*call, *teammate, at);
                self.back(*call, at);
            }
            Fact::OfferWithdrawn { call, offer, teammate, why } => {
                self.end_offer(*offer, *teammate);
                match why {
                    // The call ends in the stage in which the caller left it.
                    desk::WithdrawnWhy::CallerGone | desk::WithdrawnWhy::NodeLost => {}
                    desk::WithdrawnWhy::Claimed
                    | desk::WithdrawnWhy::AssignedByHand
                    | desk::WithdrawnWhy::MovedToTeam
                    | desk::WithdrawnWhy::TeammateRemoved => self.back(*call, at),
                }
            }
            Fact::CallAnswered { call, offer, teammate, leg } => {
                self.offers.remove(offer);
                let (call, teammate) = (*call, *teammate);
                self.with(teammate, |person| person.phone = Phone::OnCall { call });
                let talk = Talk { offer: *offer, teammate, leg: *leg };
                self.go(call, Stage::Talking(talk), at);
                if let Some(call) = self.live.get_mut(&call) {
                    call.first_answer.get_or_insert(at);
                    call.hold_until = None;
                }
            }
            Fact::CallReturned { call, teammate, cause, hold_until, .. } => {
                self.free_phone(*teammate);
                if lost_on_the_way(*cause) {
                    self.lose(*call, *teammate);
                }
                if let Some(call) = self.live.get_mut(call)
                    && let Some(team) = call.team
                {
                    call.go(Stage::Queued { team }, at);
                    call.stay += 1;
                    call.hold_until = *hold_until;
                    call.hold_minutes =
                        self.teams.get(&team).and_then(|team| team.hold_limit_minutes);
                    call.recording = None;
                }
            }
            other => debug_assert!(false, "{other:?} is not about an offer"),
        }
    }

    fn end_offer(&mut self, offer: OfferId, teammate: TeammateId) {
        self.offers.remove(&offer);
        self.free_phone(teammate);
    }

    /// [002, D4] deliberate acts, busy and going away are left in peace; a lost or
    /// frozen client is not.
    fn lost_or_left(&mut self, call: CallId, teammate: TeammateId, cause: DeclineCause, at: Millis) {
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

    fn go(&mut self, call: CallId, stage: Stage, at: Millis) {
        if let Some(call) = self.live.get_mut(&call) {
            call.go(stage, at);
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
