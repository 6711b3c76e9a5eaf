//! A log as an auditor reads it: line after line, keeping only what later lines must
//! agree with. Written apart from the desk's own fold, so that both cannot share a
//! mistake.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    CallId, ChannelId, DeflectionReason, Fact, Logged, Millis, OfferHow, OfferId, Outcome, Row,
    RowKey, Seq, TeamId, TeammateId,
};

use super::after::After;
use super::rules::Rules;
use super::{BREACHES_MAX, Breach, rest};

/// A log being audited.
#[derive(Debug, Default)]
pub struct Audit {
    pub(super) rules: Rules,
    pub(super) calls: BTreeMap<CallId, Call>,
    /// Offers that are open.
    pub(super) offers: BTreeMap<OfferId, Offer>,
    /// The call each teammate is rung for or talks on.
    pub(super) busy: BTreeMap<TeammateId, CallId>,
    /// Who waits for which team, the earliest caller first.
    pub(super) waiting: BTreeMap<TeamId, BTreeSet<(Seq, CallId)>>,
    pub(super) after: After,
    breaches: Vec<Breach>,
    last: Option<(Seq, Millis)>,
}

/// What the log has said of a call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) channel: ChannelId,
    pub(super) placed: Millis,
    pub(super) place: Place,
    pub(super) lines: u32,
    /// Its place in every queue.
    pub(super) rank: Option<Seq>,
    pub(super) hold_until: Option<Millis>,
    /// Every stay in a team's queue: since when, and which team.
    pub(super) stays: Vec<(Millis, TeamId)>,
    /// When an offer to whom ended in a way that starts the five minutes of peace.
    pub(super) peace: BTreeMap<TeammateId, Millis>,
    pub(super) lost: BTreeMap<TeammateId, u32>,
    pub(super) barred: BTreeSet<TeammateId>,
    pub(super) first_answer: Option<Millis>,
    pub(super) deflected: Option<DeflectionReason>,
    pub(super) ended: Option<(Millis, Outcome)>,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Menu,
    Queued,
    Ringing(OfferId),
    /// The ring was stopped because the call is ending.
    Leaving,
    Talking(OfferId, TeammateId),
    OnHold(OfferId, TeammateId),
    Deflected,
    Ended,
}

/// An open offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub(super) call: CallId,
    pub(super) teammate: TeammateId,
    pub(super) how: OfferHow,
    pub(super) ring_until: Millis,
}

impl Call {
    pub(super) fn team(&self) -> Option<TeamId> {
        self.stays.last().map(|(_, team)| *team)
    }
}

impl Audit {
    /// Reads the next line.
    pub fn see(&mut self, logged: &Logged) {
        self.in_order(logged);
        self.in_order_of_its_call(logged);
        self.see_after(logged);
        match &logged.fact {
            Fact::SettingsSaved { document, .. } => self.rules.save(logged.seq, document),
            Fact::CallArrived { call, channel, .. } => self.arrived(logged, *call, *channel),
            Fact::CallQueued { call, team, hold_until } => {
                self.queued(logged, *call, *team, *hold_until);
            }
            Fact::AvailabilityNoted { call, counts } => self.noted(logged, *call, *counts),
            Fact::CallOffered { .. } => self.offered(logged),
            Fact::CallDeclined { .. } => self.declined(logged),
            Fact::CallMissed { call, offer, teammate, .. } => {
                self.missed(logged, *call, *offer, *teammate);
            }
            Fact::OfferWithdrawn { call, offer, teammate, why } => {
                self.withdrawn(logged, *call, *offer, *teammate, *why);
            }
            Fact::CallAnswered { call, offer, teammate, .. } => {
                self.answered(logged, *call, *offer, *teammate);
            }
            Fact::CallReturned { .. } => self.returned(logged),
            Fact::CallHeld { call } => self.held(logged, *call),
            Fact::CallResumed { call } => self.resumed(logged, *call),
            Fact::CallDeflected { call, reason, .. } => self.deflected(logged, *call, *reason),
            Fact::CallEnded { call, outcome, ended } => {
                self.ended(logged, *call, *outcome, *ended);
            }
            Fact::ConversationAssigned { waiting, teammate, .. } => {
                if let (Some(call), Some(teammate)) = (waiting, teammate)
                    && let Some(call) = self.calls.get_mut(call)
                {
                    call.barred.insert(*teammate);
                }
            }
            Fact::Restarted
            | Fact::ContactCreated { .. }
            | Fact::ContactEdited { .. }
            | Fact::ConversationCreated { .. }
            | Fact::ConsentHeard { .. }
            | Fact::ManualAnswerRequested { .. }
            | Fact::AssignmentStartedLate { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpEnded { .. }
            | Fact::StatusSet { .. }
            | Fact::ChannelsSet { .. }
            | Fact::RecordingStarted { .. }
            | Fact::RecordingPaused { .. }
            | Fact::RecordingResumed { .. }
            | Fact::RecordingStored { .. }
            | Fact::RecordingFailed { .. }
            | Fact::RecordingDeleted { .. }
            | Fact::NoteAdded { .. }
            | Fact::ConversationStateSet { .. }
            | Fact::ConversationTagged { .. }
            | Fact::ConversationUntagged { .. }
            | Fact::CallDataReady { .. }
            | Fact::NotificationJudged { .. }
            | Fact::MailQueued { .. }
            | Fact::MailSent { .. }
            | Fact::MailFailed { .. }
            | Fact::TeamAlerted { .. }
            | Fact::TaskCreated { .. }
            | Fact::TaskChanged { .. }
            | Fact::TaskDone { .. }
            | Fact::TaskReopened { .. }
            | Fact::ContactErased { .. } => {}
        }
    }

    /// What does not hold, of the log and of the rows that stand beside it. Contents of
    /// rows are not looked at.
    #[must_use]
    pub fn finish(mut self, rows: &BTreeMap<RowKey, Row>) -> Vec<Breach> {
        rest::examine(&mut self, rows);
        self.breaches
    }

    /// How many ended calls had each outcome, by name.
    pub(super) fn outcomes(&self) -> BTreeMap<&'static str, u64> {
        let mut outcomes = BTreeMap::new();
        for (_, outcome) in self.calls.values().filter_map(|call| call.ended) {
            *outcomes.entry(outcome.name()).or_default() += 1;
        }
        outcomes
    }

    /// Notes a breach that shows at a line.
    pub(super) fn breach(&mut self, invariant: &'static str, logged: &Logged, what: String) {
        let call = logged.fact.call();
        self.push(Breach { invariant, call, seq: Some(logged.seq), what });
    }

    /// Notes a breach of the rows.
    pub(super) fn breach_at_rest(
        &mut self,
        invariant: &'static str,
        call: Option<CallId>,
        what: String,
    ) {
        self.push(Breach { invariant, call, seq: None, what });
    }

    fn push(&mut self, breach: Breach) {
        if self.breaches.len() < BREACHES_MAX {
            self.breaches.push(breach);
        }
    }

    /// E1 for the workspace.
    fn in_order(&mut self, logged: &Logged) {
        let (next, not_before) = match self.last {
            Some((seq, at)) => (Seq(seq.0 + 1), at),
            None => (Seq(1), logged.at),
        };
        if logged.seq != next {
            self.breach("E1", logged, format!("line {next} was expected"));
        }
        if logged.at < not_before {
            self.breach("E1", logged, "the time goes back".to_owned());
        }
        if logged.cause.is_some_and(|cause| cause >= logged.seq || cause.0 == 0) {
            self.breach("E1", logged, "its cause does not precede it".to_owned());
        }
        self.last = Some((logged.seq, logged.at.max(not_before)));
    }

    /// E1 for the call, and S3.
    fn in_order_of_its_call(&mut self, logged: &Logged) {
        let named = logged.call.map(|(call, _)| call);
        if named != logged.fact.call() {
            self.breach("E1", logged, "it is filed under another call".to_owned());
        }
        let (Some((id, line)), false) =
            (logged.call, matches!(logged.fact, Fact::CallArrived { .. }))
        else {
            return;
        };
        let Some(call) = self.calls.get_mut(&id) else {
            self.breach("E1", logged, "its call has not arrived".to_owned());
            return;
        };
        let next = call.lines + 1;
        call.lines = line;
        let over = call.place == Place::Ended && !may_come_late(&logged.fact);
        if line != next {
            self.breach("E1", logged, format!("line {next} of the call was expected"));
        }
        if over {
            let again = matches!(logged.fact, Fact::CallEnded { .. });
            let invariant = if again { "C1" } else { "S3" };
            self.breach(invariant, logged, "the call has ended before".to_owned());
        }
    }

    fn arrived(&mut self, logged: &Logged, id: CallId, channel: ChannelId) {
        if logged.call != Some((id, 1)) {
            self.breach("E1", logged, "a call's first line is not its arrival".to_owned());
        }
        let call = Call {
            channel,
            placed: logged.at,
            place: Place::Menu,
            lines: 1,
            rank: None,
            hold_until: None,
            stays: Vec::new(),
            peace: BTreeMap::new(),
            lost: BTreeMap::new(),
            barred: BTreeSet::new(),
            first_answer: None,
            deflected: None,
            ended: None,
        };
        if self.calls.insert(id, call).is_some() {
            self.breach("E1", logged, "the call has arrived before".to_owned());
        }
    }

    fn queued(&mut self, logged: &Logged, id: CallId, team: TeamId, hold_until: Option<Millis>) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.rank.get_or_insert(logged.seq);
        call.hold_until = hold_until;
        let place = call.place;
        self.move_to(id, Place::Queued);
        if let Some(call) = self.calls.get_mut(&id) {
            call.stays.push((logged.at, team));
        }
        self.file(id);
        match place {
            Place::Menu | Place::Queued | Place::Ended => {}
            Place::Ringing(_) => {
                self.breach("S2", logged, "it is queued while a phone rings".to_owned());
            }
            Place::Leaving | Place::Talking(..) | Place::OnHold(..) | Place::Deflected => {
                self.breach("C2", logged, format!("it cannot be queued from {place:?}"));
            }
        }
    }

    /// Moves a call, keeping the queues.
    pub(super) fn move_to(&mut self, id: CallId, place: Place) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.place == Place::Ended {
            return;
        }
        call.place = place;
        if let (Some(team), Some(rank)) = (call.team(), call.rank)
            && let Some(queue) = self.waiting.get_mut(&team)
        {
            queue.remove(&(rank, id));
        }
        self.file(id);
    }

    fn file(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        if let (Place::Queued, Some(team), Some(rank)) = (call.place, call.team(), call.rank) {
            self.waiting.entry(team).or_default().insert((rank, id));
        }
    }
}

/// What may still be said of a call that has ended.
fn may_come_late(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::AssignmentStartedLate { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::RecordingStored { .. }
            | Fact::RecordingFailed { .. }
            | Fact::RecordingDeleted { .. }
            | Fact::CallDataReady { .. }
            | Fact::NotificationJudged { .. }
            | Fact::MailQueued { .. }
            | Fact::TeamAlerted { .. }
            | Fact::TaskCreated { .. }
    )
}
