//! Calls that arrive, queue, are turned away, return and end.

use desk::timeline::{self, Names};
use desk::{
    Actor, CallId, Composition, DeflectionReason, Fact, Failure, Input, LegDeparture, LegId,
    Logged, NumberMatching, Outcome, Stage, TeamId, TeammateId,
};

use super::rings::on;
use super::{Batch, Invariant, Watch};
use crate::model::{Entry, Model};

/// [001] how long the announcement to a call may take before it is overdue.
const ANNOUNCEMENT_MS: u64 = 20_000;

const MINUTE_MS: u64 = 60_000;

impl Names for Model {
    fn teammate(&self, id: TeammateId) -> String {
        self.person(id).map(|person| person.settings.name.clone()).unwrap_or_default()
    }

    fn team(&self, id: TeamId) -> String {
        self.teams.get(&id).map(|team| team.name.clone()).unwrap_or_default()
    }
}

impl Watch {
    /// What people read of a line.
    pub(super) fn words(&self, logged: &Logged) -> String {
        let lines = timeline::timeline(std::slice::from_ref(logged), &self.model);
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// [C4] one contact, by number.
    pub(super) fn arrived(&mut self, batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallArrived { call, contact, leg, .. } = logged.fact else { return };
        let arrival = batch.inputs.iter().find_map(|(_, input)| {
            let Input::CallArrived(arrival) = input else { return None };
            (arrival.leg == leg).then(|| arrival.clone())
        });
        let Some(arrival) = arrival else {
            self.ledger
                .check(Invariant::C4, Some(call), false, || format!("nobody called on {leg:?}"));
            return;
        };
        let fresh = self.model.newest == Some(contact) && contact.0 + 2 == logged.seq.0;
        let always = self.model.workspace.number_matching == NumberMatching::AlwaysCreateLead;
        let known = arrival.caller.as_ref().and_then(|number| self.model.numbers.get(number));
        let known = known.filter(|_| !always).into_iter().flatten();
        let expected = known
            .map(|id| (self.model.contacts.get(id).copied(), std::cmp::Reverse(*id)))
            .max()
            .map(|(_, id)| id.0);
        let right = match expected {
            Some(expected) => expected == contact && !fresh,
            None => fresh,
        };
        self.ledger.check(Invariant::C4, Some(call), right, || {
            format!("contact {contact} (new: {fresh}) for a number of {expected:?}")
        });
        if let (Some(number), true) = (arrival.caller, fresh) {
            self.model.numbers.entry(number).or_default().push(contact);
        }
    }

    /// A stay in a queue begins.
    pub(super) fn queued(&mut self, batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallQueued { call: id, team, hold_until } = logged.fact else { return };
        let Some(call) = self.model.live.get(&id) else { return };
        let stage = call.stage;
        let minutes = self.model.teams.get(&team).and_then(|team| team.hold_limit_minutes);
        let until = minutes.map(|minutes| logged.at.plus(u64::from(minutes) * MINUTE_MS));
        self.ledger.check(Invariant::L3, Some(id), hold_until == until, || {
            format!("its hold limit passes at {hold_until:?}, {until:?} would be right")
        });
        if stage == Stage::Menu {
            let to = self.model.leads_to(call);
            self.ledger.check(Invariant::L1, Some(id), to == Some(team), || {
                format!("it entered team {team}, it was on its way to {to:?}")
            });
            self.entered(id, team, None);
        } else {
            let moved = batch.any(|input| {
                matches!(input, Input::Command(_, desk::Command::Assign { team: Some(to), .. })
                    if *to == team)
            });
            self.ledger.check(Invariant::D8, Some(id), moved, || {
                format!("it moved to team {team}, nobody asked for that")
            });
        }
    }

    /// [L4, C3] whether it may enter, and why not.
    fn entered(&mut self, call: CallId, team: TeamId, turned_away: Option<DeflectionReason>) {
        let entry = self.model.entry(team);
        let right = match &entry {
            Entry::Must(expected) => *expected == turned_away,
            Entry::Either(one, other) => *one == turned_away || *other == turned_away,
            Entry::Unknown => true,
        };
        let invariant = if turned_away.is_some() { Invariant::C3 } else { Invariant::L4 };
        self.ledger.check(invariant, Some(call), right, || {
            format!("at the entry into team {team}: {turned_away:?}, right would be {entry:?}")
        });
    }

    /// A call is turned away.
    pub(super) fn deflected(&mut self, logged: &Logged) {
        let Fact::CallDeflected { call: id, team, reason } = logged.fact else { return };
        let Some(call) = self.model.live.get(&id).cloned() else { return };
        let some = Some(id);
        let name = self.model.teams.get(&team).map(|team| team.name.clone()).unwrap_or_default();
        let words = format!("Call deflected because {}", reason_in_words(reason, &name));
        let told = self.words(logged);
        self.ledger.check(Invariant::C3, some, told == words, || {
            format!("it reads {told:?} instead of {words:?}")
        });
        if let Stage::Queued { .. } = call.stage {
            let waited = matches!(reason, DeflectionReason::HoldTimeout { .. });
            self.ledger.check(Invariant::D3, some, waited, || {
                format!("a waiting caller was turned away: {reason:?}")
            });
            let minutes = match reason {
                DeflectionReason::HoldTimeout { minutes } => Some(minutes),
                DeflectionReason::WorkspaceOutOfOffice
                | DeflectionReason::TeamOutOfOffice
                | DeflectionReason::NoTeammatesAvailable
                | DeflectionReason::QueueFull { .. } => None,
            };
            self.ledger.check(Invariant::C3, some, minutes == call.hold_minutes, || {
                format!("{minutes:?} minutes are told, {:?} was the limit", call.hold_minutes)
            });
            let late_ms = call.hold_until.map(|until| logged.at.since(until));
            let most = self.model.workspace.ring_ms.max(40_000);
            let in_time = call.held_too_long(logged.at) && late_ms.is_some_and(|ms| ms <= most);
            self.ledger.check(Invariant::L3, some, in_time, || {
                format!("turned away {late_ms:?} ms after its limit {:?}", call.hold_until)
            });
        } else {
            self.entered(id, team, Some(reason));
        }
    }

    /// A call whose teammate was lost is back in its queue.
    pub(super) fn returned(&mut self, _batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallReturned { call: id, teammate, hold_until, .. } = logged.fact else { return };
        let Some(call) = self.model.live.get(&id) else { return };
        let minutes = call
            .team
            .and_then(|team| self.model.teams.get(&team))
            .and_then(|team| team.hold_limit_minutes);
        let until = minutes.map(|minutes| logged.at.plus(u64::from(minutes) * MINUTE_MS));
        let talk = talking_with(call.stage);
        self.ledger.check(Invariant::E2, Some(id), talk == Some(teammate), || {
            format!("{teammate} was lost, {talk:?} was talking")
        });
        self.ledger.check(Invariant::L3, Some(id), hold_until == until, || {
            format!("its hold limit passes at {hold_until:?}, {until:?} would be right")
        });
    }

    /// A conversation has a new owner.
    pub(super) fn assigned(&mut self, logged: &Logged) {
        let Fact::ConversationAssigned { conversation, waiting, .. } = &logged.fact else { return };
        let call = self.model.live.values().find(|call| call.conversation == *conversation);
        let expected = call.filter(|call| match call.stage {
            Stage::Menu | Stage::Queued { .. } | Stage::Ringing { .. } => true,
            Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => false,
        });
        let (id, expected) = (call.map(|call| call.id), expected.map(|call| call.id));
        self.ledger.check(Invariant::D8, id, *waiting == expected, || {
            format!("assigned with waiting call {waiting:?}, {expected:?} waits in it")
        });
    }

    /// Something tried to assign a call that had ended.
    pub(super) fn started_late(&mut self, call: CallId) {
        let over = self.model.over.get(&call);
        let right = over.is_some_and(|over| over.first_answer.is_none() && over.late == 0);
        self.ledger.check(Invariant::L6, Some(call), right, || {
            format!("assignment after the end is told of wrongly or twice: {over:?}")
        });
    }

    /// [E7] the composition of a team.
    pub(super) fn composition(&mut self, call: CallId, counts: Composition) {
        let wanted = on(self.model.workspace.show_team_composition);
        self.ledger.check(Invariant::E7, Some(call), wanted, || {
            "availability is noted though the setting is off".into()
        });
        let Some(call) = self.model.live.get(&call) else { return };
        let leads = self.model.leads_to(call);
        let team = if let Stage::Queued { team } = call.stage { Some(team) } else { leads };
        let Some(team) = team else { return };
        let right = self.model.composed(team, counts);
        self.ledger.check(Invariant::E7, Some(call.id), right.is_ok(), || {
            format!("{counts:?}: {right:?}")
        });
    }

    /// A call ends.
    pub(super) fn call_ended(&mut self, batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallEnded { call: id, outcome, ended } = logged.fact else { return };
        let some = Some(id);
        self.ended.push(id);
        let Some(call) = self.model.live.get(&id).cloned() else { return };
        let expected = outcome_of(call.stage, logged.by);
        let right = expected.contains(&outcome);
        self.ledger.check(Invariant::D6, some, right, || {
            format!("{outcome:?} by {:?} while it was {:?}", logged.by, call.stage)
        });
        let left = batch.any(
            |input| matches!(input, Input::LegGone(leg, LegDeparture::HungUp) if *leg == call.leg),
        );
        let by_caller = logged.by == Actor::Caller;
        self.ledger.check(Invariant::E6, some, left || !by_caller, || {
            "the caller is said to have hung up, and has not".into()
        });
        let words = "Call ended by customer before a teammate answered.";
        let told = call.first_answer.is_none() && self.words(logged) == words;
        let unanswered = by_caller && call.first_answer.is_none();
        self.ledger.check(Invariant::E6, some, told == unanswered, || {
            format!("{words:?} is told: {told}, would be right: {unanswered}")
        });
        let waiting = matches!(call.stage, Stage::Queued { .. });
        self.ledger.check(Invariant::D3, some, !(waiting && logged.by == Actor::Desk), || {
            "the desk ended a waiting call".into()
        });
        if matches!(call.stage, Stage::Deflected { .. }) && logged.by == Actor::Desk {
            let heard =
                batch.any(|input| matches!(input, Input::PlayEnded(leg) if *leg == call.leg));
            let overdue = logged.at.since(call.since) >= ANNOUNCEMENT_MS;
            self.ledger.check(Invariant::L1, some, heard || overdue, || {
                let ms = logged.at.since(call.since);
                format!("cut {ms} ms into the announcement, before its end was heard")
            });
        }
        let sane = ended >= call.placed && ended <= logged.at;
        self.ledger.check(Invariant::M9, some, sane, || {
            format!("ended at {}, placed at {}, told at {}", ended.0, call.placed.0, logged.at.0)
        });
        self.wrap_up_expected(&call, logged, ended);
    }

    /// The caller's leg is gone: the call is over at the end of the turn [L5, L1].
    pub(super) fn gone_callers(&mut self, batch: &Batch<'_>) {
        for (_, input) in batch.inputs {
            if let Input::LegGone(leg @ LegId::Caller(_), _) = input {
                let call = self.model.by_leg(*leg);
                self.ledger.check(Invariant::L1, call, call.is_none(), || {
                    "its caller is gone and it goes on".into()
                });
            }
        }
    }
}

/// [002] the words, written down once more.
fn reason_in_words(reason: DeflectionReason, team: &str) -> String {
    match reason {
        DeflectionReason::WorkspaceOutOfOffice => "Workspace out of office.".into(),
        DeflectionReason::TeamOutOfOffice => format!("{team} is out of office."),
        DeflectionReason::NoTeammatesAvailable => "No teammates available.".into(),
        DeflectionReason::QueueFull { max } => format!("Queue is longer than {max} calls."),
        DeflectionReason::HoldTimeout { minutes } => {
            format!("Customer has been waiting on hold for more than {minutes} minutes.")
        }
    }
}

fn talking_with(stage: Stage) -> Option<TeammateId> {
    match stage {
        Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk.teammate),
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Deflected { .. }
        | Stage::Ended { .. } => None,
    }
}

/// The outcomes that are right for a call that stood there and was ended by that.
fn outcome_of(stage: Stage, by: Actor) -> Vec<Outcome> {
    let line = [Failure::NodeLost, Failure::CallerLost, Failure::MediaFailed].map(Outcome::Failed);
    let talks = talking_with(stage).is_some();
    match by {
        Actor::Line => line.to_vec(),
        Actor::Teammate(who) if talks && talking_with(stage) == Some(who) => {
            vec![Outcome::Completed]
        }
        Actor::Caller => vec![match stage {
            Stage::Menu => Outcome::AbandonedIvr,
            Stage::Queued { .. } => Outcome::AbandonedQueue,
            Stage::Ringing { .. } => Outcome::NoAnswer,
            Stage::Talking(_) => Outcome::Completed,
            Stage::OnHold(_) => Outcome::AbandonedOnHold,
            Stage::Deflected { reason } => Outcome::Deflected(reason),
            Stage::Ended { outcome } => outcome,
        }],
        Actor::Desk => match stage {
            Stage::Deflected { reason } => vec![Outcome::Deflected(reason)],
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Ended { .. } => Vec::new(),
        },
        Actor::Clock | Actor::Teammate(_) | Actor::Operator => Vec::new(),
    }
}
