//! The rows beside the log: at rest, everything that is live hangs together, and the
//! segments of every call add up (L1, S1, S2, M1, M2, M4).

use std::collections::BTreeMap;

use desk::{
    CallId, CallState, OfferId, OfferRow, Phone, Row, RowKey, Segment, SegmentKind, Stage,
    TeammateId, TeammateState,
};

use super::after;
use super::audit::Audit;

/// The rows, by what they are.
#[derive(Default)]
struct Rows<'a> {
    calls: BTreeMap<CallId, &'a CallState>,
    offers: BTreeMap<OfferId, &'a OfferRow>,
    teammates: BTreeMap<TeammateId, &'a TeammateState>,
    segments: BTreeMap<CallId, Vec<&'a Segment>>,
}

/// Examines the rows and what the log said of them.
pub(super) fn examine(audit: &mut Audit, rows: &BTreeMap<RowKey, Row>) {
    let mut sorted = Rows::default();
    for row in rows.values() {
        match row {
            Row::Call(state, _) => {
                sorted.calls.insert(state.id, state);
            }
            Row::Offer(row) => {
                sorted.offers.insert(row.id, row);
            }
            Row::Teammate(state) => {
                sorted.teammates.insert(state.id, state);
            }
            Row::Segment(segment) => {
                sorted.segments.entry(segment.call).or_default().push(segment);
            }
            Row::Settings(_)
            | Row::Contact(..)
            | Row::Conversation(_)
            | Row::Note(..)
            | Row::Recording(..)
            | Row::Result(_)
            | Row::Mail(..)
            | Row::Task(..)
            | Row::Alert(..) => {}
        }
    }
    after::examine(audit, rows);
    for call in sorted.calls.values() {
        hangs_together(audit, &sorted, call);
        tiled(audit, &sorted, call);
        stays(audit, &sorted, call);
        told(audit, call);
    }
    for call in sorted.segments.keys().filter(|call| !sorted.calls.contains_key(call)) {
        audit.breach_at_rest("M1", Some(*call), "segments of no call are stored".to_owned());
    }
    offers(audit, &sorted);
    phones(audit, &sorted);
}

/// L1: a live call stands in one place, and what it waits for is there.
fn hangs_together(audit: &mut Audit, rows: &Rows<'_>, call: &CallState) {
    let phone = |teammate: TeammateId| rows.teammates.get(&teammate).map(|state| state.phone);
    let held = match call.stage {
        Stage::Menu | Stage::Deflected { .. } => true,
        Stage::Queued { team } => call.team == Some(team) && call.rank.is_some(),
        Stage::Ringing { offer, teammate, team } => {
            let open = rows.offers.get(&offer).is_some_and(|row| {
                row.ended.is_none() && row.call == call.id && row.teammate == teammate
            });
            let rings = phone(teammate) == Some(Phone::Ringing { offer, call: call.id });
            open && rings && call.team == Some(team)
        }
        Stage::Talking(talk) | Stage::OnHold(talk) => {
            phone(talk.teammate) == Some(Phone::OnCall { call: call.id })
        }
        Stage::Ended { .. } => call.ended.is_some(),
    };
    let ended = matches!(call.stage, Stage::Ended { .. });
    if !held || ended != call.ended.is_some() {
        let what = format!("a call stands at {:?}, and nothing else says so", call.stage);
        audit.breach_at_rest("L1", Some(call.id), what);
    }
}

/// S2 and L1: an open offer belongs to a call that rings for it.
fn offers(audit: &mut Audit, rows: &Rows<'_>) {
    for row in rows.offers.values().filter(|row| row.ended.is_none()) {
        let stage = rows.calls.get(&row.call).map(|call| call.stage);
        let rings = matches!(stage, Some(Stage::Ringing { offer, .. }) if offer == row.id);
        if !rings {
            let what = format!("offer {} is open, and its call does not ring for it", row.id);
            audit.breach_at_rest("S2", Some(row.call), what);
        }
    }
}

/// S1 and L1: a phone that is busy is busy with a call that knows it.
fn phones(audit: &mut Audit, rows: &Rows<'_>) {
    for (id, state) in &rows.teammates {
        let stage = |call: CallId| rows.calls.get(&call).map(|call| call.stage);
        let (call, known) = match state.phone {
            Phone::Free | Phone::WrapUp { .. } => continue,
            Phone::Ringing { offer, call } => {
                let rings = matches!(
                    stage(call),
                    Some(Stage::Ringing { offer: rings, teammate, .. })
                        if rings == offer && teammate == *id
                );
                (call, rings)
            }
            Phone::OnCall { call } => {
                let talks = matches!(
                    stage(call),
                    Some(Stage::Talking(talk) | Stage::OnHold(talk)) if talk.teammate == *id
                );
                (call, talks)
            }
        };
        if !known {
            let what = format!("teammate {id} is busy with a call that does not know it");
            audit.breach_at_rest("S1", Some(call), what);
        }
    }
}

/// M1: the finished segments follow each other from the call's start to where it stands.
fn tiled(audit: &mut Audit, rows: &Rows<'_>, call: &CallState) {
    let segments = rows.segments.get(&call.id).map_or(&[][..], Vec::as_slice);
    let mut end = call.placed;
    for (n, segment) in (1..).zip(segments) {
        if segment.n != n || segment.from != end || segment.to <= segment.from {
            let what = format!("segment {} leaves a hole or overlaps: {segment:?}", segment.n);
            audit.breach_at_rest("M1", Some(call.id), what);
            return;
        }
        end = segment.to;
    }
    let sum: u64 = segments.iter().map(|segment| segment.to.since(segment.from)).sum();
    let until = call.ended.unwrap_or(call.since);
    let count = u32::try_from(segments.len());
    if end != until || sum != until.since(call.placed) || count != Ok(call.segments) {
        let what = format!("the segments make {sum} ms of {} ms", until.since(call.placed));
        audit.breach_at_rest("M1", Some(call.id), what);
    }
}

/// M2: every stay in a team's queue has segments of its own.
fn stays(audit: &mut Audit, rows: &Rows<'_>, call: &CallState) {
    let Some(told) = audit.calls.get(&call.id) else { return };
    let stays = told.stays.clone();
    for segment in rows.segments.get(&call.id).into_iter().flatten() {
        let of_a_queue = matches!(segment.kind, SegmentKind::Queue | SegmentKind::Ring);
        if !of_a_queue {
            continue;
        }
        let place = usize::try_from(segment.stay).unwrap_or(0);
        let stay = place.checked_sub(1).and_then(|place| stays.get(place));
        let next = stays.get(place).map(|(at, _)| *at);
        let fits = stay.is_some_and(|(from, team)| {
            segment.team == Some(*team)
                && segment.from >= *from
                && next.is_none_or(|next| segment.to <= next)
        });
        if !fits {
            let what = format!("segment {} is counted to another stay or team", segment.n);
            audit.breach_at_rest("M2", Some(call.id), what);
        }
    }
}

/// M4 and C1: the call's own row says what its log says.
fn told(audit: &mut Audit, call: &CallState) {
    let Some(told) = audit.calls.get(&call.id) else { return };
    let (first_answer, ended) = (told.first_answer, told.ended);
    if call.first_answer != first_answer || first_answer.is_some_and(|at| at < call.placed) {
        let what = format!("first answered at {first_answer:?}, says {:?}", call.first_answer);
        audit.breach_at_rest("M4", Some(call.id), what);
    }
    let outcome = call.outcome();
    if outcome != ended.map(|(_, outcome)| outcome) {
        let what = format!("the log says {ended:?}, the row {outcome:?}");
        audit.breach_at_rest("C1", Some(call.id), what);
    }
}
