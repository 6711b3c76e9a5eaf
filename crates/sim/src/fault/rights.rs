//! Bugs of browser phones, permissions and what is retired.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bends one kind of thing and leaves all others alone"
)]

use desk::{
    Actor, Document, Employment, Fact, Input, Order, Permission, Problem, ProblemCode, Reply,
    RoleId, Sound, Stage, TabId, Toggle,
};

use super::Step;

/// A tab that nobody has open.
pub(super) fn connects_a_stranger(step: &mut Step<'_>) -> bool {
    step.turn.orders.iter_mut().any(|order| match order {
        Order::Connect { tab, .. } => {
            *tab = Some(TabId(999_999));
            true
        }
        _ => false,
    })
}

/// The tab of another call.
pub(super) fn connects_one_tab_twice(step: &mut Step<'_>) -> bool {
    let carried = &step.model.carried;
    step.turn.orders.iter_mut().any(|order| match order {
        Order::Connect { leg, teammate, tab } => {
            match carried.iter().find(|(other, _)| *other != leg) {
                Some((_, by)) => {
                    (*teammate, *tab) = (by.0, Some(by.1));
                    true
                }
                None => false,
            }
        }
        _ => false,
    })
}

pub(super) fn bridges_before_it_connects(step: &mut Step<'_>) -> bool {
    let orders = &mut step.turn.orders;
    let connect = orders.iter().position(|order| {
        matches!(order, Order::Connect { leg, .. } if !step.model.carried.contains_key(leg))
    });
    let bridge =
        orders.iter().position(|order| matches!(order, Order::Bridge(_, leg) if leg.is_tab()));
    match (connect, bridge) {
        (Some(connect), Some(bridge)) if connect < bridge => {
            orders.swap(connect, bridge);
            true
        }
        _ => false,
    }
}

/// The call of a lost phone is put on hold, or taken back, instead of being returned.
pub(super) fn waits_for_ever_for_a_lost_phone(step: &mut Step<'_>) -> bool {
    // A call that is offered again in the same turn would break much else.
    let facts = step.turn.facts.iter();
    let offered = facts.filter(|line| matches!(line.fact, Fact::CallOffered { .. }));
    let offered: Vec<_> = offered.filter_map(|line| line.fact.call()).collect();
    step.bend(|logged, model| match logged.fact {
        Fact::CallReturned { call, .. } if !offered.contains(&call) => {
            let state = model.live.get(&call)?;
            let parted = state.parted?;
            let over = parted.since.plus(crate::model::PARTED_MS) <= logged.at;
            let talking = matches!(state.stage, Stage::Talking(_));
            over.then_some(if talking {
                Fact::CallHeld { call }
            } else {
                Fact::CallResumed { call }
            })
        }
        _ => None,
    })
}

pub(super) fn plays_no_music_for_a_lost_phone(step: &mut Step<'_>) -> bool {
    let model = step.model;
    let before = step.turn.orders.len();
    step.turn.orders.retain(|order| {
        let Order::Play(caller, Sound::HoldMusic) = order else { return true };
        let call = model.live.values().find(|call| call.leg == *caller);
        let quiet = call.and_then(|call| call.parted).is_some_and(|it| it.quiet_until.is_some());
        !quiet
    });
    step.turn.orders.len() < before
}

/// Somebody without the permission did it.
pub(super) fn lets_anybody_save(step: &mut Step<'_>) -> bool {
    let nobody = step.model.people.iter().find(|(_, person)| {
        !person.may.contains(&Permission::PhoneSettings)
            && !person.may.contains(&Permission::ManageTeammates)
    });
    let Some(nobody) = nobody.map(|(id, _)| *id) else { return false };
    let saved = |fact: &Fact| matches!(fact, Fact::SettingsSaved { .. });
    match step.turn.facts.iter_mut().find(|logged| saved(&logged.fact)) {
        Some(logged) => {
            logged.by = Actor::Teammate(nobody);
            true
        }
        None => false,
    }
}

/// The last owner leaves.
pub(super) fn loses_the_last_owner(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let Fact::SettingsSaved { version, document: Document::Teammate(..) } = &logged.fact else {
            return None;
        };
        let mut owners = model.owners();
        let (last, None) = (owners.next()?, owners.next()) else { return None };
        let mut settings = model.person(last)?.settings.clone();
        settings.role = RoleId(0);
        settings.employment = Employment::Here;
        let document = Document::Teammate(last, settings);
        Some(Fact::SettingsSaved { version: *version, document })
    })
}

/// What was promised beforehand is refused.
pub(super) fn promises_too_much(step: &mut Step<'_>) -> bool {
    match (step.batch, step.turn.replies.first_mut()) {
        ([(_, Input::Command(..))], Some(reply @ Reply::Done)) => {
            *reply = Reply::Refused(Problem::new(ProblemCode::NotNow, "Not now."));
            true
        }
        _ => false,
    }
}

/// A number is retired while somebody talks who came by it.
pub(super) fn retires_in_mid_call(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| {
        let Fact::SettingsSaved { version, document: Document::Channel(id, channel) } =
            &logged.fact
        else {
            return None;
        };
        let live = model.live.values().any(|call| call.channel == *id);
        let mut channel = channel.clone();
        channel.retired = Toggle::On;
        let document = Document::Channel(*id, channel);
        live.then_some(Fact::SettingsSaved { version: *version, document })
    })
}
