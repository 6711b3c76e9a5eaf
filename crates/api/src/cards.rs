//! The card of a call: who, when, how long, and what may be done with it.

use desk::timeline::Names;
use desk::{
    Actor, CallId, Command, Desk, Fact, Logged, Millis, RecordingId, RecordingStage, Segment,
    SegmentKind, TeammateId, Toggle,
};
use store::{CallRecord, RecordingRecord};

use crate::problem::Trouble;
use crate::reads::{call_stage, outcome_words};
use crate::rooms::Rooms;
use crate::schema::{CallCard, Direction, Durations, May, RecordingStanding, RecordingView};
use crate::view::{self, NamesOf};

/// Everything that is stored about a call.
pub(crate) struct Parts {
    pub(crate) record: CallRecord,
    pub(crate) facts: Vec<Logged>,
    segments: Vec<Segment>,
    recordings: Vec<RecordingRecord>,
}

/// Reads it; nothing where there is no call.
pub(crate) async fn parts(rooms: &Rooms, id: Option<CallId>) -> Result<Option<Parts>, Trouble> {
    let Some(id) = id else { return Ok(None) };
    let (store, workspace) = (&rooms.store, rooms.workspace);
    let (record, facts, segments, recordings) = tokio::try_join!(
        store.call(workspace, id),
        store.facts_of_call(workspace, id),
        store.segments(workspace, id),
        store.recordings_of_call(workspace, id),
    )?;
    Ok(record.map(|record| Parts { record, facts, segments, recordings }))
}

/// The card.
pub(crate) fn card(
    parts: Parts,
    names: &NamesOf,
    may: Vec<May>,
    delete: &May,
    now: Millis,
) -> CallCard {
    let Parts { record: CallRecord { state, content }, facts, segments, recordings } = parts;
    let outcome = state.outcome();
    let with = view::stage(&state).1.or_else(|| last_talked(&facts));
    let running = state.live().then_some(()).and(state.stage.segment());
    let running = running.map(|kind| (kind, now.since(state.since)));
    CallCard {
        id: state.id.0,
        stage: call_stage(state.stage),
        // Only customers call until calls can be placed from here.
        direction: Direction::Inbound,
        caller: content.caller,
        caller_name: content.caller_name,
        called: (!content.called.is_empty()).then_some(content.called),
        channel: names.of_channel(state.channel),
        team: state.team.map(|id| names.of_team(id)),
        teammate: with.map(|id| names.of_teammate(id)),
        placed_ms: state.placed.0,
        answered_ms: state.first_answer.map(|at| at.0),
        ended_ms: state.ended.map(|at| at.0),
        outcome: outcome.map(|outcome| outcome.name().to_owned()),
        outcome_words: outcome.map(outcome_words),
        ended_by: ended_by(&facts, names),
        durations: durations(&segments, running),
        recordings: recordings.iter().map(|record| recording(record, delete)).collect(),
        may,
    }
}

fn last_talked(facts: &[Logged]) -> Option<TeammateId> {
    facts.iter().rev().find_map(|logged| {
        if let Fact::CallAnswered { teammate, .. } = logged.fact { Some(teammate) } else { None }
    })
}

fn ended_by(facts: &[Logged], names: &NamesOf) -> Option<String> {
    let ended = |logged: &&Logged| matches!(logged.fact, Fact::CallEnded { .. });
    let by = facts.iter().rev().find(ended)?.by;
    Some(match by {
        Actor::Caller => "the customer".to_owned(),
        Actor::Teammate(id) => names.teammate(id),
        Actor::Desk | Actor::Clock | Actor::Operator => "Cordboard".to_owned(),
        Actor::Line => "a fault of the line".to_owned(),
    })
}

fn durations(segments: &[Segment], running: Option<(SegmentKind, u64)>) -> Durations {
    let mut all = Durations::default();
    let over = segments.iter().map(|segment| (segment.kind, segment.to.since(segment.from)));
    for (kind, ms) in over.chain(running) {
        let part = match kind {
            SegmentKind::Routing => &mut all.routing_ms,
            SegmentKind::Queue => &mut all.queue_ms,
            SegmentKind::Ring => &mut all.ring_ms,
            SegmentKind::Talk => &mut all.talk_ms,
            SegmentKind::Hold => &mut all.hold_ms,
        };
        *part += ms;
        all.total_ms += ms;
    }
    all
}

fn recording(record: &RecordingRecord, delete: &May) -> RecordingView {
    let (stage, length_ms) = match record.row.stage {
        RecordingStage::Running => (RecordingStanding::Running, None),
        RecordingStage::Paused => (RecordingStanding::Paused, None),
        RecordingStage::Closing => (RecordingStanding::Closing, None),
        RecordingStage::Stored { length_ms } => (RecordingStanding::Stored, Some(length_ms)),
        RecordingStage::Failed { length_ms } => (RecordingStanding::Failed, Some(length_ms)),
        RecordingStage::Deleted { length_ms } => (RecordingStanding::Deleted, Some(length_ms)),
    };
    let deleted = stage == RecordingStanding::Deleted;
    let playable = length_ms.is_some_and(|ms| ms > 0) && record.content.is_some() && !deleted;
    let done = match stage {
        RecordingStanding::Deleted => Some("It is deleted already.".to_owned()),
        RecordingStanding::Running | RecordingStanding::Paused | RecordingStanding::Closing => {
            Some("It is still being made; it can be deleted after the call.".to_owned())
        }
        RecordingStanding::Stored | RecordingStanding::Failed => None,
    };
    let delete = May { reason: delete.reason.clone().or(done), ..delete.clone() };
    RecordingView { id: record.row.id.0, stage, length_ms, playable, may: vec![delete] }
}

/// What a teammate may do with a call now; nothing once it is over.
pub(crate) fn may(desk: &Desk, by: TeammateId, call: CallId) -> Vec<May> {
    if !desk.call(call).is_some_and(desk::CallState::live) {
        return Vec::new();
    }
    let asks = [
        ("claim", Command::Claim { call }),
        ("hold", Command::Hold { call }),
        ("resume", Command::Resume { call }),
        ("mute", Command::Mute { call, mute: Toggle::On }),
        ("pause_recording", Command::PauseRecording { call }),
        ("resume_recording", Command::ResumeRecording { call }),
        ("end", Command::End { call }),
    ];
    let answer = |(action, command): (&str, Command)| May {
        action: action.to_owned(),
        reason: desk.may(by, &command).err().map(|problem| problem.sentence),
    };
    asks.map(answer).into()
}

/// Whether a teammate may delete recordings, whichever it is.
pub(crate) fn may_delete(desk: &Desk, by: TeammateId) -> May {
    let command = Command::DeleteRecording { recording: RecordingId(0) };
    let reason = desk.may(by, &command).err().map(|problem| problem.sentence);
    May { action: "delete_recording".to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_calls_time_add_up_also_while_it_goes_on() {
        let piece = |kind, from, to| Segment {
            call: CallId(1),
            n: 1,
            kind,
            team: None,
            teammate: None,
            stay: 1,
            from: Millis(from),
            to: Millis(to),
        };
        let over = [piece(SegmentKind::Queue, 0, 100), piece(SegmentKind::Ring, 100, 350)];
        let all = durations(&over, Some((SegmentKind::Talk, 50)));
        assert_eq!((all.queue_ms, all.ring_ms, all.talk_ms, all.total_ms), (100, 250, 50, 400));
    }
}
