//! Facts that say something else than what happened.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bends one kind of thing and leaves all others alone"
)]

use desk::{
    Actor, Considered, DeclineCause, DeflectionReason, Fact, Logged, OfferHow, OfferId, Outcome,
    Stage, Status, TeammateId,
};

use super::Step;
use crate::model::{Model, PEACE_MS};

/// A line that changes nothing.
fn nothing(call: desk::CallId, teammate: TeammateId) -> Fact {
    Fact::ManualAnswerRequested { call, teammate }
}

pub(super) fn rings_31_seconds(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| {
        let mut fact = logged.fact.clone();
        let Fact::CallOffered { ring_until, .. } = &mut fact else { return None };
        *ring_until = ring_until.plus(1_000);
        Some(fact)
    })
}

/// The next phone rings although the first still does.
pub(super) fn second_ring(step: &mut Step<'_>) -> bool {
    let offers =
        step.turn.facts.iter().filter(|line| matches!(line.fact, Fact::CallOffered { .. }));
    let offered: Vec<_> = offers.filter_map(|line| line.fact.call()).collect();
    step.bend(|logged, _| match logged.fact {
        Fact::CallMissed { call, teammate, .. } if offered.contains(&call) => {
            Some(nothing(call, teammate))
        }
        _ => None,
    })
}

pub(super) fn holds_an_ended_call(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::RecordingStored { call, .. } if model.over.contains_key(&call) => {
            Some(Fact::CallHeld { call })
        }
        _ => None,
    })
}

pub(super) fn ends_twice(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::RecordingStored { call, .. } => {
            let over = model.over.get(&call)?;
            Some(Fact::CallEnded { call, outcome: over.outcome, ended: logged.at })
        }
        _ => None,
    })
}

/// Rewrites how an offer was declined.
fn cause(
    step: &mut Step<'_>,
    from: impl Fn(DeclineCause, &Logged, &Model) -> bool,
    to: DeclineCause,
) -> bool {
    step.bend(|logged, model| {
        let mut fact = logged.fact.clone();
        let Fact::CallDeclined { cause, excluded_until, .. } = &mut fact else { return None };
        if !from(*cause, logged, model) {
            return None;
        }
        *cause = to;
        *excluded_until = to.excludes().then(|| logged.at.plus(PEACE_MS));
        Some(fact)
    })
}

pub(super) fn stale_timer_ends_ring(step: &mut Step<'_>) -> bool {
    cause(step, |cause, _, _| cause == DeclineCause::DeclineButton, DeclineCause::ClientFrozen)
}

pub(super) fn away_counts_as_button(step: &mut Step<'_>) -> bool {
    cause(step, |cause, _, _| cause == DeclineCause::WentAway, DeclineCause::DeclineButton)
}

pub(super) fn button_in_auto_answer(step: &mut Step<'_>) -> bool {
    cause(
        step,
        |cause, logged, model| {
            let offer = logged.fact.offer().and_then(|offer| model.offers.get(&offer));
            cause != DeclineCause::DeclineButton
                && offer.is_some_and(|offer| offer.how == OfferHow::AutoAnswered)
        },
        DeclineCause::DeclineButton,
    )
}

pub(super) fn frozen_is_left_in_peace(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| {
        let mut fact = logged.fact.clone();
        let Fact::CallDeclined { cause: DeclineCause::ClientFrozen, excluded_until, .. } =
            &mut fact
        else {
            return None;
        };
        *excluded_until = Some(logged.at.plus(PEACE_MS));
        Some(fact)
    })
}

/// The five minutes are counted from the beginning of the ring.
pub(super) fn peace_from_the_rings_start(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let mut fact = logged.fact.clone();
        let Fact::CallMissed { offer, excluded_until, .. } = &mut fact else { return None };
        *excluded_until = model.offers.get(offer)?.at.plus(PEACE_MS);
        Some(fact)
    })
}

pub(super) fn offers_in_a_test_workspace(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let mut fact = logged.fact.clone();
        let Fact::CallOffered { how: how @ OfferHow::Claimed, .. } = &mut fact else { return None };
        *how = OfferHow::Picked;
        (model.workspace.kind == desk::WorkspaceKind::Test).then_some(fact)
    })
}

/// An offer that nobody should have made, in the place of another line.
fn offered(logged: &Logged, model: &Model, call: desk::CallId) -> Option<Fact> {
    let state = model.live.get(&call)?;
    let team = state.team?;
    let (teammate, _) = model.members(team).find(|(_, p)| p.phone == desk::Phone::Free)?;
    Some(Fact::CallOffered {
        call,
        offer: OfferId(logged.seq.0),
        teammate,
        team,
        how: OfferHow::Picked,
        ring_until: logged.at.plus(model.workspace.ring_ms),
        considered: Considered::default(),
    })
}

pub(super) fn offers_the_turned_away(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallEnded { call, outcome: Outcome::Deflected(_), .. } => {
            offered(logged, model, call)
        }
        _ => None,
    })
}

pub(super) fn offers_after_the_limit(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallDeflected { call, reason: DeflectionReason::HoldTimeout { .. }, .. } => {
            let waits = matches!(model.live.get(&call)?.stage, Stage::Queued { .. });
            waits.then(|| offered(logged, model, call)).flatten()
        }
        _ => None,
    })
}

pub(super) fn forgets_the_limit(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallDeflected { call, reason: DeflectionReason::HoldTimeout { .. }, .. } => {
            let waits = matches!(model.live.get(&call)?.stage, Stage::Queued { .. });
            waits.then(|| nothing(call, TeammateId(1)))
        }
        _ => None,
    })
}

pub(super) fn lone_decliner_costs_the_caller(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallDeflected { call, team, reason: DeflectionReason::HoldTimeout { .. } } => {
            let reason = DeflectionReason::NoTeammatesAvailable;
            Some(Fact::CallDeflected { call, team, reason })
        }
        _ => None,
    })
}

pub(super) fn forgets_an_offer(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallOffered { call, teammate, how: OfferHow::Picked, .. } => {
            model.live.contains_key(&call).then(|| nothing(call, teammate))
        }
        _ => None,
    })
}

pub(super) fn forgets_that_the_caller_left(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallEnded { call, .. } if logged.by == Actor::Caller => {
            let waits = matches!(model.live.get(&call)?.stage, Stage::Queued { .. });
            waits.then(|| nothing(call, TeammateId(1)))
        }
        _ => None,
    })
}

pub(super) fn lets_one_too_many_in(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallDeflected { call, team, reason: DeflectionReason::QueueFull { .. } } => {
            let minutes = model.teams.get(&team)?.hold_limit_minutes;
            let hold_until = minutes.map(|minutes| logged.at.plus(u64::from(minutes) * 60_000));
            Some(Fact::CallQueued { call, team, hold_until })
        }
        _ => None,
    })
}

pub(super) fn tells_a_wrong_maximum(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallDeflected { call, team, reason: DeflectionReason::QueueFull { max } } => {
            let reason = DeflectionReason::QueueFull { max: max + 1 };
            Some(Fact::CallDeflected { call, team, reason })
        }
        _ => None,
    })
}

pub(super) fn tells_a_wrong_reason(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallDeflected { call, team, reason: DeflectionReason::TeamOutOfOffice } => {
            let reason = DeflectionReason::WorkspaceOutOfOffice;
            Some(Fact::CallDeflected { call, team, reason })
        }
        _ => None,
    })
}

pub(super) fn resumes_what_is_not_held(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallHeld { call } => Some(Fact::CallResumed { call }),
        _ => None,
    })
}

pub(super) fn mixes_up_contacts(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let mut fact = logged.fact.clone();
        let Fact::CallArrived { contact, .. } = &mut fact else { return None };
        let other = model.contacts.keys().find(|other| **other != *contact)?;
        *contact = *other;
        Some(fact)
    })
}

pub(super) fn somebody_else_answers(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let mut fact = logged.fact.clone();
        let Fact::CallAnswered { teammate, .. } = &mut fact else { return None };
        let other = model.people.keys().find(|other| **other != *teammate)?;
        *teammate = *other;
        Some(fact)
    })
}

pub(super) fn swallows_an_answer(step: &mut Step<'_>) -> bool {
    let pressed = step
        .batch
        .iter()
        .any(|(_, input)| matches!(input, desk::Input::Command(_, desk::Command::Answer { .. })));
    pressed
        && step.bend(|logged, _| match logged.fact {
            Fact::CallAnswered { call, teammate, .. } => Some(nothing(call, teammate)),
            _ => None,
        })
}

pub(super) fn misses_too_early(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallDeclined {
            call, offer, teammate, cause: DeclineCause::DeclineButton, ..
        } => {
            let excluded_until = logged.at.plus(PEACE_MS);
            Some(Fact::CallMissed { call, offer, teammate, excluded_until })
        }
        _ => None,
    })
}

/// A vanished caller is told of as one who hung up.
pub(super) fn blames_the_customer(step: &mut Step<'_>) -> bool {
    for logged in &mut step.turn.facts {
        if let Fact::CallEnded { outcome: Outcome::Failed(_), .. } = logged.fact
            && logged.by == Actor::Line
        {
            logged.by = Actor::Caller;
            return true;
        }
    }
    false
}

pub(super) fn miscounts_the_team(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::AvailabilityNoted { call, mut counts } => {
            counts.available += 1;
            Some(Fact::AvailabilityNoted { call, counts })
        }
        _ => None,
    })
}

pub(super) fn a_cut_call_is_completed(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallEnded { call, outcome: Outcome::Failed(desk::Failure::NodeLost), ended } => {
            Some(Fact::CallEnded { call, outcome: Outcome::Completed, ended })
        }
        _ => None,
    })
}

pub(super) fn leaving_on_hold_is_completed(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::CallEnded { call, outcome: Outcome::AbandonedOnHold, ended } => {
            Some(Fact::CallEnded { call, outcome: Outcome::Completed, ended })
        }
        _ => None,
    })
}

pub(super) fn ends_before_it_began(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::CallEnded { call, outcome, .. } => {
            let ended = desk::Millis(model.live.get(&call)?.placed.0 - 1_000);
            Some(Fact::CallEnded { call, outcome, ended })
        }
        _ => None,
    })
}

pub(super) fn wraps_up_too_long(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::WrapUpStarted { teammate, call, until } => {
            Some(Fact::WrapUpStarted { teammate, call, until: until.plus(5_000) })
        }
        _ => None,
    })
}

/// An old wrap-up timer makes somebody Active who had gone Away.
pub(super) fn wakes_who_went_away(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::WrapUpEnded { teammate } if logged.by == Actor::Clock => {
            let away = model.person(teammate)?.status == Status::Away;
            away.then_some(Fact::StatusSet { teammate, status: Status::Active })
        }
        _ => None,
    })
}

/// Assigning an answered call puts the caller back into the queue.
pub(super) fn assigning_moves_the_audio(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::ConversationAssigned { conversation, waiting: None, teammate, team } => {
            let call = model.live.values().find(|call| {
                call.conversation == conversation && matches!(call.stage, Stage::Talking(_))
            })?;
            let waiting = Some(call.id);
            Some(Fact::ConversationAssigned { conversation, waiting, teammate, team })
        }
        _ => None,
    })
}

pub(super) fn a_line_from_the_past(step: &mut Step<'_>) -> bool {
    let now = step.model.now;
    match step.turn.facts.last_mut() {
        Some(logged) if now.0 > 0 => {
            logged.at = desk::Millis(now.0 - 10);
            true
        }
        Some(_) | None => false,
    }
}

/// A line is lost between the desk and the store.
pub(super) fn loses_a_line(step: &mut Step<'_>) -> bool {
    if step.turn.facts.len() < 2 {
        return false;
    }
    step.turn.facts.remove(0);
    true
}

/// Nobody is told that an assignment came too late.
pub(super) fn says_nothing_of_late_answers(step: &mut Step<'_>) -> bool {
    let late = |line: &Logged| matches!(line.fact, Fact::AssignmentStartedLate { .. });
    let refused = step.turn.replies.iter().any(|reply| matches!(reply, desk::Reply::Refused(_)));
    if step.turn.facts.len() == 1 && step.turn.facts.iter().all(late) && refused {
        step.turn.facts.clear();
        step.turn.rows.clear();
        return true;
    }
    false
}
