//! What holds after every turn of every script, whatever it is about.

use std::collections::BTreeSet;

use desk::{
    CallState, Channels, Fact, Millis, Phone, Row, RowKey, Segment, Stage, Status, TeammateId,
    WorkspaceKind,
};

use super::world::World;

/// How many offers of a call may be lost on the way to one teammate.
const LOST_OFFERS_MAX: u32 = 3;

/// Checks everything.
///
/// # Errors
/// The law that is broken, and by what.
pub(super) fn check(world: &World) -> Result<(), String> {
    the_log_has_no_gap(world)?;
    rows_are_what_the_log_folds_to(world)?;
    nobody_has_two_calls(world)?;
    no_live_call_is_forgotten(world)?;
    no_caller_waits_for_a_free_teammate(world)?;
    segments_fill_the_call(world)?;
    compositions_count_everybody_once(world)?;
    outcomes_add_up(world)?;
    data_is_ready_once(world)?;
    the_line_is_as_wanted(world)
}

fn holds(condition: bool, law: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(law()) }
}

/// E1: places without a gap, time that never goes back, causes that precede.
fn the_log_has_no_gap(world: &World) -> Result<(), String> {
    let mut lines = std::collections::BTreeMap::new();
    let mut before = Millis(i64::MIN);
    for (n, logged) in world.log.iter().enumerate() {
        holds(logged.seq.0 == n as u64 + 1, || {
            format!("line {} is numbered {}", n + 1, logged.seq)
        })?;
        holds(logged.at >= before, || format!("line {} goes back in time", logged.seq))?;
        holds(logged.cause.is_none_or(|cause| cause < logged.seq), || {
            format!("line {} is caused by {:?}", logged.seq, logged.cause)
        })?;
        if let Some((call, line)) = logged.call {
            let last: &mut u32 = lines.entry(call).or_default();
            *last += 1;
            holds(*last == line, || format!("call {call} has line {line} after {}", *last - 1))?;
        }
        before = logged.at;
    }
    Ok(())
}

/// E9: `fold(log)` is the state part of the rows.
fn rows_are_what_the_log_folds_to(world: &World) -> Result<(), String> {
    let folded = world.fold.rows();
    for row in world.shelf.rows() {
        let key = row.key();
        if world.known.contains(&key) {
            continue;
        }
        let state = row.clone().state();
        holds(folded.get(&key) == Some(&state), || {
            format!("{key:?} is stored as {state:?}, the log folds to {:?}", folded.get(&key))
        })?;
    }
    let missing = folded.keys().find(|key| world.shelf.get(**key).is_none());
    holds(missing.is_none(), || format!("{missing:?} was never stored"))
}

/// S1, S2: one teammate, one call; one call, one ring.
fn nobody_has_two_calls(world: &World) -> Result<(), String> {
    let mut busy = BTreeSet::new();
    for call in world.desk.calls() {
        let who = match call.stage {
            Stage::Ringing { teammate, .. } => teammate,
            Stage::Talking(talk) | Stage::OnHold(talk) => talk.teammate,
            Stage::Menu | Stage::Queued { .. } | Stage::Deflected { .. } | Stage::Ended { .. } => {
                continue;
            }
        };
        holds(busy.insert(who), || format!("teammate {who} has two calls"))?;
        let phone = world.desk.teammates().find(|(row, _)| row.id == who).map(|(row, _)| row.phone);
        let with = match phone {
            Some(Phone::Ringing { call, .. } | Phone::OnCall { call }) => Some(call),
            Some(Phone::Free | Phone::WrapUp { .. }) | None => None,
        };
        holds(with == Some(call.id), || {
            format!("teammate {who} does not know of call {}", call.id)
        })?;
    }
    let mut rung = BTreeSet::new();
    for row in world.shelf.rows() {
        if let Row::Offer(offer) = row
            && offer.ended.is_none()
        {
            holds(rung.insert(offer.call), || format!("call {} has two rings", offer.call))?;
        }
    }
    Ok(())
}

/// L1: a call that rings, hears an announcement or waits under a limit has a deadline
/// ahead; a timer that has passed is not left behind.
fn no_live_call_is_forgotten(world: &World) -> Result<(), String> {
    let due = world.desk.deadline().map(|(at, _)| at);
    let now = Millis(world.cast.start.0 + world.now.0);
    holds(due.is_none_or(|due| due > now), || format!("{:?} is overdue", world.desk.deadline()))?;
    for call in world.desk.calls().filter(|call| call.live()) {
        let until = match call.stage {
            Stage::Menu | Stage::Deflected { .. } => Some(now.plus(60_000)),
            Stage::Queued { .. } => call.hold_until,
            Stage::Ringing { offer, .. } => match world.shelf.get(RowKey::Offer(offer)) {
                Some(Row::Offer(row)) => Some(row.ring_until),
                Some(_) | None => return Err(format!("call {} rings without an offer", call.id)),
            },
            Stage::Talking(_) | Stage::OnHold(_) | Stage::Ended { .. } => None,
        };
        if let Some(until) = until {
            holds(due.is_some_and(|due| due <= until), || {
                format!("call {} is {:?} and nothing is due before {until:?}", call.id, call.stage)
            })?;
        }
    }
    Ok(())
}

/// L2: no pair of a waiting caller and a teammate who could be rung for it is left.
fn no_caller_waits_for_a_free_teammate(world: &World) -> Result<(), String> {
    if world.desk.settings().kind == WorkspaceKind::Test {
        return Ok(());
    }
    let now = Millis(world.cast.start.0 + world.now.0);
    for call in world.desk.calls() {
        let Stage::Queued { team } = call.stage else { continue };
        if call.hold_until.is_some_and(|until| until <= now) {
            return Err(format!("call {} waits past its hold limit", call.id));
        }
        let Some(team) = world.desk.teams().get(&team) else { continue };
        let free = team.members.iter().find(|id| could_be_rung(world, **id, call, now));
        holds(free.is_none(), || {
            format!("call {} waits although teammate {free:?} is free", call.id)
        })?;
    }
    Ok(())
}

fn could_be_rung(world: &World, id: TeammateId, call: &CallState, now: Millis) -> bool {
    let Some((row, person)) = world.desk.teammates().find(|(row, _)| row.id == id) else {
        return false;
    };
    row.status == Status::Active
        && row.channels != Channels::Conversations
        && row.phone == Phone::Free
        && world.desk.permissions(id).contains(&desk::Permission::TakesCalls)
        && person.employment == desk::Employment::Here
        && world.desk.has_client(id)
        && !call.barred.contains(&id)
        && call.excluded.get(&id).is_none_or(|until| *until <= now)
        && call.lost.get(&id).is_none_or(|lost| *lost < LOST_OFFERS_MAX)
}

/// M1: segments follow each other from the call's start to its end.
fn segments_fill_the_call(world: &World) -> Result<(), String> {
    for row in world.shelf.rows() {
        let Row::Call(call, _) = row else { continue };
        let mut at = call.placed;
        for segment in segments(world, call) {
            holds(segment.from == at && segment.to > at, || {
                format!("segment {segment:?} does not begin at {at:?}")
            })?;
            at = segment.to;
        }
        if let Some(ended) = call.ended {
            holds(at == ended, || format!("call {} ended at {ended:?}, not {at:?}", call.id))?;
        }
    }
    Ok(())
}

/// The finished segments of a call, in order.
pub(super) fn segments<'a>(
    world: &'a World,
    call: &CallState,
) -> impl Iterator<Item = &'a Segment> {
    let id = call.id;
    (1..=call.segments).filter_map(move |n| {
        let Some(Row::Segment(segment)) = world.shelf.get(RowKey::Segment(id, n)) else {
            return None;
        };
        Some(segment)
    })
}

/// E7: away, without client and available together are the team.
fn compositions_count_everybody_once(world: &World) -> Result<(), String> {
    let saved = |logged: &desk::Logged| matches!(logged.fact, Fact::SettingsSaved { .. });
    if world.script_log().iter().any(saved) {
        // The size of a team then is no longer its size now.
        return Ok(());
    }
    let mut team = 0;
    for logged in world.script_log() {
        if let Fact::CallQueued { team: id, .. } | Fact::CallDeflected { team: id, .. } =
            &logged.fact
        {
            team = world.desk.teams().get(id).map_or(0, |team| team.members.len());
        }
        let Fact::AvailabilityNoted { counts, .. } = &logged.fact else { continue };
        let sum = counts.away + counts.no_client + counts.available;
        let size = team as u32;
        holds(size == 0 || sum == size, || format!("{counts:?} of a team of {size}"))?;
        holds(counts.conversations_only <= counts.away, || format!("{counts:?}"))?;
    }
    Ok(())
}

/// M6: the outcomes cover all ended calls.
fn outcomes_add_up(world: &World) -> Result<(), String> {
    let it = world.metrics.figures();
    let outcomes = it.completed + it.abandoned() + it.no_answer + it.deflected + it.failed;
    holds(outcomes == it.ended, || format!("{outcomes} outcomes of {} ended calls", it.ended))?;
    let open = it.arrived - it.ended;
    holds(it.in_queue + it.active <= open, || format!("more than {open} calls are counted"))
}

/// A call's data is ready once: when it is over and none of its recordings is open.
fn data_is_ready_once(world: &World) -> Result<(), String> {
    for row in world.shelf.rows() {
        let Row::Call(call, _) = row else { continue };
        let of_call = |logged: &&desk::Logged| logged.call.is_some_and(|(id, _)| id == call.id);
        let ready = world.log.iter().filter(of_call);
        let ready =
            ready.filter(|logged| matches!(logged.fact, Fact::CallDataReady { .. })).count();
        let open = world.shelf.rows().any(
            |row| matches!(row, Row::Recording(row, _) if row.call == call.id && row.stage.open()),
        );
        let due = usize::from(!call.live() && !open);
        holds(ready == due, || format!("the data of call {} was ready {ready} times", call.id))?;
    }
    Ok(())
}

/// The orders have led to what the desk wants, leg by leg, and it records what it says.
fn the_line_is_as_wanted(world: &World) -> Result<(), String> {
    let mut wanted = world.desk.wanted();
    let mut there = world.line.inventory();
    wanted.sort_by_key(|it| it.leg);
    there.sort_by_key(|it| it.leg);
    holds(wanted == there, || format!("the desk wants {wanted:?}, the line has {there:?}"))?;
    let open: BTreeSet<_> = world.desk.open_recordings().map(|(row, _)| row.id).collect();
    let running: BTreeSet<_> = world.line.open_recordings().collect();
    holds(open == running, || format!("open recordings are {open:?}, the line has {running:?}"))
}
