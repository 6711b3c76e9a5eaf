//! Offers to the wrong teammate, or for the wrong call.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bends one kind of thing and leaves all others alone"
)]

use desk::{Channels, Fact, Logged, OfferId, Phone, Status, TeammateId};

use super::Step;
use crate::model::{Call, Client, Model, Person, Verdict};

/// The first automatic offer of a step, and who could be named instead.
fn offer_to(
    step: &mut Step<'_>,
    whom: impl Fn(&Model, Option<&Call>, TeammateId, &Person) -> bool,
    members_only: bool,
) -> bool {
    let model = step.model;
    let found = step.turn.facts.iter().find_map(|logged| {
        let Fact::CallOffered { call, offer, teammate, team, how, .. } = logged.fact else {
            return None;
        };
        if how == desk::OfferHow::Claimed {
            return None;
        }
        let call = model.live.get(&call);
        let other = model.people.iter().find(|(id, person)| {
            let member = model.teams.get(&team).is_some_and(|team| team.members.contains(id));
            **id != teammate && member == members_only && whom(model, call, **id, person)
        });
        other.map(|(id, _)| (offer, *id))
    });
    let Some((offer, other)) = found else { return false };
    rename(&mut step.turn.facts, offer, other);
    true
}

/// Everything said of an offer names somebody else.
fn rename(facts: &mut [Logged], of: OfferId, to: TeammateId) {
    for logged in facts {
        match &mut logged.fact {
            Fact::CallOffered { offer, teammate, .. }
            | Fact::CallAnswered { offer, teammate, .. }
            | Fact::CallMissed { offer, teammate, .. }
            | Fact::CallDeclined { offer, teammate, .. }
            | Fact::OfferWithdrawn { offer, teammate, .. }
                if *offer == of =>
            {
                *teammate = to;
            }
            _ => {}
        }
    }
}

fn free(model: &Model, person: &Person) -> bool {
    person.free(model.now, &model.workspace) == Verdict::Yes
}

fn at_hand(person: &Person) -> bool {
    person.takes_calls()
        && person.settings.employment == desk::Employment::Here
        && person.phone == Phone::Free
}

/// Somebody else who is just as free, but later in turn.
fn second_best(
    step: &mut Step<'_>,
    of: impl Fn(&Model, TeammateId, &Person, &Fact) -> bool,
) -> bool {
    let model = step.model;
    let chosen = step.turn.facts.iter().find_map(|logged| match &logged.fact {
        fact @ Fact::CallOffered { call, teammate, .. } => {
            let person = model.person(*teammate)?;
            let known = model.live.contains_key(call);
            (known && free(model, person) && of(model, *teammate, person, fact))
                .then_some(*teammate)
        }
        _ => None,
    });
    chosen.is_some()
        && offer_to(
            step,
            |model, call, id, person| {
                free(model, person)
                    && call.is_some_and(|call| call.passes_by(id, model.now).is_none())
            },
            true,
        )
}

pub(super) fn to_the_second_best(step: &mut Step<'_>) -> bool {
    second_best(step, |_, _, _, _| true)
}

pub(super) fn by_assignment_method(step: &mut Step<'_>) -> bool {
    second_best(step, |model, _, _, fact| {
        let Fact::CallOffered { team, .. } = fact else { return false };
        model.teams.get(team).is_some_and(|team| team.conversation_limit > 0)
    })
}

pub(super) fn never_to_the_deaf(step: &mut Step<'_>) -> bool {
    second_best(step, |_, _, person, _| !person.listens())
}

pub(super) fn peace_from_every_call(step: &mut Step<'_>) -> bool {
    second_best(step, |model, id, _, fact| {
        let call = fact.call();
        model.live.values().any(|other| Some(other.id) != call && other.peaceful(id, model.now))
    })
}

pub(super) fn to_the_busy(step: &mut Step<'_>) -> bool {
    let lets_go = |fact: &Fact| matches!(fact, Fact::CallReturned { .. } | Fact::CallEnded { .. });
    if step.turn.facts.iter().any(|logged| lets_go(&logged.fact)) {
        // Who was on a call before this turn may not be any more.
        return false;
    }
    offer_to(step, |_, _, _, person| matches!(person.phone, Phone::OnCall { .. }), true)
}

pub(super) fn to_the_wrapping_up(step: &mut Step<'_>) -> bool {
    offer_to(step, |_, _, _, person| matches!(person.phone, Phone::WrapUp { .. }), true)
}

pub(super) fn to_the_away(step: &mut Step<'_>) -> bool {
    offer_to(step, |_, _, _, person| at_hand(person) && person.status == Status::Away, true)
}

pub(super) fn to_the_off_phones(step: &mut Step<'_>) -> bool {
    offer_to(
        step,
        |_, _, _, person| {
            at_hand(person)
                && person.status == Status::Active
                && person.channels == Channels::Conversations
        },
        true,
    )
}

pub(super) fn to_the_tabless(step: &mut Step<'_>) -> bool {
    offer_to(
        step,
        |model, _, _, person| {
            at_hand(person)
                && person.status == Status::Active
                && person.channels.phone()
                && person.client(model.now, &model.workspace) == Client::Missing
        },
        true,
    )
}

pub(super) fn to_a_stranger(step: &mut Step<'_>) -> bool {
    offer_to(step, |model, _, _, person| free(model, person), false)
}

pub(super) fn in_spite_of_peace(step: &mut Step<'_>) -> bool {
    offer_to(step, |model, call, id, _| call.is_some_and(|call| call.peaceful(id, model.now)), true)
}

pub(super) fn to_the_barred(step: &mut Step<'_>) -> bool {
    offer_to(step, |_, call, id, _| call.is_some_and(|call| call.barred.contains(&id)), true)
}

/// The newest caller is served first.
pub(super) fn to_the_latest_caller(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let Fact::CallOffered { call, offer, teammate, team, how, ring_until, considered } =
            &logged.fact
        else {
            return None;
        };
        let first = model.live.get(call)?;
        let later = model.waiting(*team).find(|later| {
            later.rank > first.rank
                && matches!(later.stage, desk::Stage::Queued { .. })
                && later.passes_by(*teammate, model.now).is_none()
        })?;
        Some(Fact::CallOffered {
            call: later.id,
            offer: *offer,
            teammate: *teammate,
            team: *team,
            how: *how,
            ring_until: *ring_until,
            considered: considered.clone(),
        })
    })
}
