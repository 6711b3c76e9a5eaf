//! What the world answers to a check.

use desk::metrics::{Figures, Spread};
use desk::timeline::{Names, cause_name};
use desk::{
    CallId, CallState, ConversationId, ConversationRow, ConversationState, Fact, LegId, OfferEnd,
    OfferRow, Outcome, RecordingStage, Row, RowKey, SegmentKind, Stage, Standing, TeammateId,
    WithdrawnWhy,
};

use super::World;
use crate::script::clock::length;
use crate::script::laws::segments;
use crate::script::lineside::{Hears, sound_name};
use crate::script::probe::{Ask, OfCall};

impl World {
    /// The answer to a check, now.
    pub(in crate::script) fn answer(&self, ask: &Ask) -> String {
        let figures = self.metrics.figures();
        match ask {
            Ask::Shown(who) => self.shown(*who),
            Ask::Ringing => self.ringing(),
            Ask::Devices => self.devices(),
            Ask::CallerHears(label) => match self.call(label) {
                Ok(call) => self.leg_hears(call.leg),
                Err(why) => why,
            },
            Ask::Hears(who) => self.person_hears(*who),
            Ask::BrowserPhone(who) => self.carrier(*who),
            Ask::Ready(who) => self.ready(*who),
            Ask::Route(team) => self.route(*team),
            Ask::NewLeads => {
                let created = |fact: &Fact| matches!(fact, Fact::ContactCreated { .. });
                self.script_log().iter().filter(|it| created(&it.fact)).count().to_string()
            }
            Ask::AvailableForPhone(team) => self.desk.available_for_phone(*team).to_string(),
            Ask::Figures => figures_shown(figures),
            Ask::CallDuration => spread(figures.duration),
            Ask::AnswerTime => spread(figures.answer_time),
            Ask::QueueTime(team) => {
                spread(figures.teams.get(team).map(|team| team.queue_time).unwrap_or_default())
            }
            Ask::TeamTalk(team) => length(figures.teams.get(team).map_or(0, |it| it.talk_ms)),
            Ask::Talk(who) => length(figures.teammates.get(who).map_or(0, |it| it.talk_ms)),
            Ask::Tally(who) => {
                let it = figures.teammates.get(who).cloned().unwrap_or_default();
                format!("answered {}, missed {}, declined {}", it.answered, it.missed, it.declined)
            }
            Ask::NowIn(team) => {
                let it = figures.teams.get(team).cloned().unwrap_or_default();
                format!("in queue {}, active {}", it.in_queue, it.active)
            }
            Ask::Rejected => {
                let all: Vec<_> = self.line.rejected().iter().map(u16::to_string).collect();
                listed(&all)
            }
            Ask::Jobs => self.shelf.jobs.len().to_string(),
            Ask::Of(label, ask) => match self.call_id(label) {
                Ok(id) => self.answer_of(id, ask),
                Err(why) => why,
            },
        }
    }

    fn answer_of(&self, id: CallId, ask: &OfCall) -> String {
        let Some(Row::Call(call, _)) = self.shelf.get(RowKey::Call(id)) else {
            return "there is no such call".to_owned();
        };
        match ask {
            OfCall::Outcome => match call.stage {
                Stage::Ended { outcome } => Outcome::name(outcome).to_owned(),
                Stage::Menu
                | Stage::Queued { .. }
                | Stage::Ringing { .. }
                | Stage::Talking(_)
                | Stage::OnHold(_)
                | Stage::Deflected { .. } => "none yet".to_owned(),
            },
            OfCall::Contact => self.contact(call),
            OfCall::ContactActive => match self.shelf.get(RowKey::Contact(call.contact)) {
                Some(Row::Contact(row, _)) => self.moment_of(row.last_active).to_string(),
                Some(_) | None => "there is no such contact".to_owned(),
            },
            OfCall::ContactKnown => match self.shelf.get(RowKey::Contact(call.contact)) {
                Some(Row::Contact(_, Some(content))) => format!(
                    "{}, {}",
                    content.name.as_deref().unwrap_or("no name"),
                    content.email.as_deref().unwrap_or("no e-mail")
                ),
                Some(_) | None => "nothing".to_owned(),
            },
            OfCall::ConversationActive => {
                match self.shelf.get(RowKey::Conversation(call.conversation)) {
                    Some(Row::Conversation(row)) => self.moment_of(row.active).to_string(),
                    Some(_) | None => "never".to_owned(),
                }
            }
            OfCall::FirstAnswered => match call.first_answer {
                Some(at) => self.moment_of(at).to_string(),
                None => "never".to_owned(),
            },
            OfCall::Offers => {
                listed(&self.offers(id).map(|it| self.offer_shown(it)).collect::<Vec<_>>())
            }
            OfCall::Causes => self.causes(id),
            OfCall::Snapshots => self.snapshots(id),
            OfCall::Segments => {
                let all = segments(self, call).map(|it| self.segment_shown(it));
                listed(&all.collect::<Vec<_>>())
            }
            OfCall::Stays => call.stay.to_string(),
            OfCall::Conversation => self.conversation_shown(call.conversation),
            OfCall::Recording => self.recording(id),
            OfCall::Named(n) => match self.offers(id).nth(n - 1) {
                Some(offer) => {
                    let nearest = offer.considered.nearest.iter();
                    let named = nearest.map(|(who, standing)| {
                        format!("{} {}", self.teammate(*who), standing_name(*standing))
                    });
                    listed(&named.collect::<Vec<_>>())
                }
                None => "there is no such offer".to_owned(),
            },
            OfCall::Counted(n) => match self.offers(id).nth(n - 1) {
                Some(offer) => {
                    let counts = offer.considered.counts.iter();
                    let counted =
                        counts.map(|(it, count)| format!("{count} {}", standing_name(*it)));
                    listed(&counted.collect::<Vec<_>>())
                }
                None => "there is no such offer".to_owned(),
            },
        }
    }

    fn shown(&self, who: TeammateId) -> String {
        let found = self.desk.teammates().find(|(row, _)| row.id == who);
        found.map_or("unknown", |(row, _)| row.shown()).to_owned()
    }

    fn ringing(&self) -> String {
        let mut all: Vec<TeammateId> = self.line.ringing_tabs().map(|(who, _)| who).collect();
        let rung = |leg: LegId| match leg {
            LegId::Offer(offer, _) => self.hands.rung.get(&offer).copied(),
            LegId::Caller(_) => None,
        };
        all.extend(self.line.ringing_phones().filter_map(rung));
        all.sort_unstable();
        all.dedup();
        let names: Vec<String> = all.into_iter().map(|who| self.teammate(who)).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(" and ") }
    }

    fn devices(&self) -> String {
        let tabs = self.line.ringing_tabs();
        let mut all: Vec<String> =
            tabs.map(|(who, _)| format!("tab of {}", self.teammate(who))).collect();
        for leg in self.line.ringing_phones() {
            let LegId::Offer(offer, phone) = leg else { continue };
            let Some(who) = self.hands.rung.get(&offer) else { continue };
            let which = if phone == 1 { "desk phone" } else { "second desk phone" };
            all.push(format!("{which} of {}", self.teammate(*who)));
        }
        listed(&all)
    }

    fn leg_hears(&self, leg: LegId) -> String {
        match self.line.hears(leg) {
            None => "nothing, the line is closed".to_owned(),
            Some(_) if !self.line.answered(leg) => "the ringing tone".to_owned(),
            Some(Hears::Nothing) => "nothing".to_owned(),
            Some(Hears::Sound(sound)) => sound_name(sound).to_owned(),
            Some(Hears::Peer(peer)) if self.line.is_parted(peer) || self.line.is_parted(leg) => {
                "nothing".to_owned()
            }
            Some(Hears::Peer(peer)) if self.line.muted(peer) => {
                format!("{}, muted", self.at(peer))
            }
            Some(Hears::Peer(peer)) => self.at(peer),
        }
    }

    /// Who is at the other end of a leg.
    fn at(&self, leg: LegId) -> String {
        match leg {
            LegId::Caller(_) => {
                let call = self.calls.iter().find(|call| call.leg == leg);
                call.map_or("nobody", |call| &call.label).to_owned()
            }
            LegId::Offer(offer, _) => match self.hands.rung.get(&offer) {
                Some(who) => self.teammate(*who),
                None => "nobody".to_owned(),
            },
        }
    }

    fn person_hears(&self, who: TeammateId) -> String {
        let mut talks = self.desk.calls().filter_map(CallState::talk);
        match talks.find(|talk| talk.teammate == who) {
            Some(talk) => self.leg_hears(talk.leg),
            None => "nothing".to_owned(),
        }
    }

    /// Which tab carries somebody's call, by the orders, and what the desk knows of it.
    fn carrier(&self, who: TeammateId) -> String {
        let Some((tab, leg)) = self.line.carrier(who) else { return "nothing".to_owned() };
        let mut shown = format!("tab {tab}");
        if self.line.is_parted(leg) {
            shown.push_str(", parted");
        }
        let of = |call: &&CallState| call.talk().is_some_and(|talk| talk.leg == leg);
        match self.desk.calls().find(of) {
            Some(call) => {
                if self.desk.parted(call.id) != self.line.is_parted(leg) {
                    shown.push_str(", and the desk does not know it");
                }
                if self.desk.muted(call.id) {
                    shown.push_str(", muted");
                }
            }
            None => shown.push_str(", for no call"),
        }
        shown
    }

    fn ready(&self, who: TeammateId) -> String {
        let readiness = self.desk.phone_readiness(who);
        if readiness.ready {
            return "ready".to_owned();
        }
        let reasons = readiness.reasons.into_iter().map(|reason| reason.sentence);
        reasons.collect::<Vec<_>>().join(" ")
    }

    fn route(&self, team: desk::TeamId) -> String {
        let channel = desk::ChannelId(team.0);
        let now = desk::Millis(self.cast.start.0 + self.now.0);
        self.desk.route(channel, now).sentence(self)
    }

    fn contact(&self, call: &CallState) -> String {
        let Some(Row::Contact(row, content)) = self.shelf.get(RowKey::Contact(call.contact)) else {
            return "nobody".to_owned();
        };
        if self.known.contains(&RowKey::Contact(row.id)) {
            return content.clone().and_then(|it| it.name).unwrap_or_default();
        }
        let mut earlier = self.calls.iter().filter(|other| other.id < Some(call.id));
        let same = earlier.find(|other| {
            let row = other.id.and_then(|id| self.shelf.get(RowKey::Call(id)));
            matches!(row, Some(Row::Call(other, _)) if other.contact == call.contact)
        });
        match same {
            Some(other) => format!("the lead of {}", other.label),
            None => "a new lead".to_owned(),
        }
    }

    fn offers(&self, id: CallId) -> impl Iterator<Item = &OfferRow> {
        self.shelf.rows().filter_map(move |row| {
            let Row::Offer(offer) = row else { return None };
            (offer.call == id).then_some(offer)
        })
    }

    fn offer_shown(&self, offer: &OfferRow) -> String {
        let name = self.teammate(offer.teammate);
        match offer.ended {
            None => format!("{name} ringing"),
            Some((_, OfferEnd::Answered)) => format!("{name} answered"),
            Some((_, OfferEnd::Missed)) => format!("{name} missed"),
            Some((_, OfferEnd::Declined(_))) => format!("{name} declined"),
            Some((_, OfferEnd::Withdrawn(why))) => {
                let why = match why {
                    WithdrawnWhy::CallerGone => "caller gone",
                    WithdrawnWhy::Claimed => "claimed",
                    WithdrawnWhy::AssignedByHand => "assigned by hand",
                    WithdrawnWhy::MovedToTeam => "moved to another team",
                    WithdrawnWhy::TeammateRemoved => "removed",
                    WithdrawnWhy::NodeLost => "server lost",
                };
                format!("{name} withdrawn ({why})")
            }
        }
    }

    fn causes(&self, id: CallId) -> String {
        let of_call = self.log.iter().filter(|it| it.fact.call() == Some(id));
        let causes = of_call.filter_map(|logged| {
            let (Fact::CallDeclined { cause, .. } | Fact::CallReturned { cause, .. }) =
                &logged.fact
            else {
                return None;
            };
            Some(cause_name(*cause))
        });
        listed(&causes.collect::<Vec<_>>())
    }

    fn snapshots(&self, id: CallId) -> String {
        let shown = self.log.iter().filter_map(|logged| {
            let Fact::AvailabilityNoted { call, counts } = &logged.fact else { return None };
            let apart = match counts.conversations_only {
                0 => String::new(),
                n => format!(" ({n} for Conversations only)"),
            };
            (*call == id).then(|| {
                format!(
                    "{} away{apart}, {} without client, {} available",
                    counts.away, counts.no_client, counts.available
                )
            })
        });
        let all: Vec<String> = shown.collect();
        if all.is_empty() { "none".to_owned() } else { all.join("; ") }
    }

    fn segment_shown(&self, segment: &desk::Segment) -> String {
        let ms = length(segment.to.since(segment.from));
        let team = segment.team.map(|id| self.team(id)).unwrap_or_default();
        let who = segment.teammate.map(|id| self.teammate(id)).unwrap_or_default();
        match segment.kind {
            SegmentKind::Routing => format!("routing {ms}"),
            SegmentKind::Queue => format!("queue {team} {ms}"),
            SegmentKind::Ring => format!("ring {who} {ms}"),
            SegmentKind::Talk => format!("talk {who} {ms}"),
            SegmentKind::Hold => format!("hold {who} {ms}"),
        }
    }

    pub(in crate::script) fn conversation_of(&self, call: CallId) -> Option<ConversationId> {
        let Some(Row::Call(call, _)) = self.shelf.get(RowKey::Call(call)) else { return None };
        Some(call.conversation)
    }

    fn conversation_shown(&self, id: ConversationId) -> String {
        let Some(Row::Conversation(row)) = self.shelf.get(RowKey::Conversation(id)) else {
            return "none".to_owned();
        };
        let ConversationRow { state, teammate, team, notes, .. } = row;
        let state = match state {
            ConversationState::Open => "open",
            ConversationState::Closed => "closed",
        };
        let owner = teammate.map_or_else(|| "nobody".to_owned(), |id| self.teammate(id));
        let team = team.map_or_else(|| "no team".to_owned(), |id| self.team(id));
        let notes = match notes {
            0 => String::new(),
            1 => ", 1 note".to_owned(),
            several => format!(", {several} notes"),
        };
        format!("{state}, {owner}, {team}{notes}")
    }

    fn recording(&self, id: CallId) -> String {
        let shown = self.shelf.rows().filter_map(|row| {
            let Row::Recording(row, _) = row else { return None };
            let shown = match row.stage {
                RecordingStage::Running => "running".to_owned(),
                RecordingStage::Paused => "paused".to_owned(),
                RecordingStage::Closing => "closing".to_owned(),
                RecordingStage::Stored { length_ms } => format!("stored {}", length(length_ms)),
                RecordingStage::Failed { length_ms } => format!("failed {}", length(length_ms)),
                RecordingStage::Deleted { length_ms } => format!("deleted {}", length(length_ms)),
            };
            (row.call == id).then_some(shown)
        });
        listed(&shown.collect::<Vec<_>>())
    }
}

fn listed<T: AsRef<str>>(all: &[T]) -> String {
    if all.is_empty() {
        return "none".to_owned();
    }
    all.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")
}

fn spread(it: Spread) -> String {
    format!("{}, {} in all, longest {}", it.count, length(it.total_ms), length(it.longest_ms))
}

fn figures_shown(it: &Figures) -> String {
    let all = [
        ("arrived", it.arrived),
        ("in queue", it.in_queue),
        ("active", it.active),
        ("ended", it.ended),
        ("completed", it.completed),
        ("abandoned", it.abandoned()),
        ("while routed", it.abandoned_ivr),
        ("while queued", it.abandoned_queue),
        ("while on hold", it.abandoned_on_hold),
        ("no answer", it.no_answer),
        ("deflected", it.deflected),
        ("failed", it.failed),
    ];
    let shown = all.iter().filter(|(_, count)| *count > 0);
    listed(&shown.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>())
}

fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Eligible => "eligible",
        Standing::Away => "away",
        Standing::ConversationsOnly => "for Conversations only",
        Standing::NoClient => "without client",
        Standing::Ringing => "ringing",
        Standing::OnCall => "on a call",
        Standing::WrapUp => "in wrap-up",
        Standing::Excluded => "excluded",
        Standing::Barred => "barred",
        Standing::LostTooOften => "lost too often",
        Standing::NotPermitted => "not permitted",
    }
}
