//! Everything about one call: its words, its time, its offers, its recordings.

use desk::timeline::{Names, Place, timeline};
use desk::{OfferRow, RecordingStage, Segment, SegmentKind};
use serde::Serialize;
use store::{CallRecord, RecordingRecord};

use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::view::{self, CallView, NamesOf};

/// Offers shown of one call; a call that was offered more often shows the first ones.
const OFFERS_MAX: u32 = 200;

/// Everything about one call.
#[derive(Debug, Serialize)]
pub(crate) struct CallDetail {
    #[serde(flatten)]
    call: CallView,
    /// Who owns the conversation: whoever answered, or was assigned by hand.
    assignee: Option<u64>,
    /// The team it is assigned to.
    assignee_team: Option<u64>,
    timeline: Vec<LineView>,
    segments: Vec<SegmentView>,
    offers: Vec<OfferView>,
    recordings: Vec<RecordingView>,
}

/// A line of the call log, in the words people see.
#[derive(Debug, Serialize)]
struct LineView {
    at_ms: i64,
    text: String,
    /// Only under *details*.
    details: bool,
    cause: Option<&'static str>,
}

/// A piece of the call's time.
#[derive(Debug, Serialize)]
struct SegmentView {
    n: u32,
    kind: SegmentKind,
    team: Option<u64>,
    teammate: Option<u64>,
    stay: u32,
    from_ms: i64,
    to_ms: i64,
}

/// An offer, and who was considered for it.
#[derive(Debug, Serialize)]
struct OfferView {
    id: u64,
    teammate: u64,
    name: String,
    team: u64,
    how: desk::OfferHow,
    at_ms: i64,
    ring_until_ms: i64,
    ended_ms: Option<i64>,
    end: Option<desk::OfferEnd>,
    counts: Vec<CountView>,
    nearest: Vec<NearView>,
}

/// How many members stood so.
#[derive(Debug, Serialize)]
struct CountView {
    standing: desk::Standing,
    count: u32,
}

/// One of those considered by name.
#[derive(Debug, Serialize)]
struct NearView {
    teammate: u64,
    name: String,
    standing: desk::Standing,
}

/// A recording.
#[derive(Debug, Serialize)]
struct RecordingView {
    id: u64,
    /// `running`, `paused`, `closing`, `stored`, `failed` or
    /// `deleted`.
    stage: &'static str,
    length_ms: Option<u64>,
}

pub(crate) async fn of(rooms: &Rooms, record: CallRecord) -> Result<CallDetail, Trouble> {
    let (workspace, id) = (rooms.workspace, record.state.id);
    let conversation = rooms.store.conversation(workspace, record.state.conversation).await?;
    let names = NamesOf::settings(&rooms.store.settings(workspace).await?);
    let facts = rooms.store.facts_of_call(workspace, id).await?;
    let offers = rooms.store.offers_of_call(workspace, id, OFFERS_MAX).await?;
    let segments = rooms.store.segments(workspace, id).await?;
    let recordings = rooms.store.recordings_of_call(workspace, id).await?;
    Ok(CallDetail {
        call: view::call(record),
        assignee: conversation.as_ref().and_then(|row| row.teammate).map(|id| id.0),
        assignee_team: conversation.and_then(|row| row.team).map(|id| id.0),
        timeline: timeline(&facts, &names).into_iter().map(line_view).collect(),
        segments: segments.into_iter().map(segment_view).collect(),
        offers: offers.into_iter().map(|row| offer_view(row, &names)).collect(),
        recordings: recordings.iter().map(recording_view).collect(),
    })
}

fn line_view(line: desk::timeline::Line) -> LineView {
    let details = match line.place {
        Place::Timeline => false,
        Place::Details => true,
    };
    LineView { at_ms: line.at.0, text: line.text, details, cause: line.detail }
}

fn segment_view(segment: Segment) -> SegmentView {
    SegmentView {
        n: segment.n,
        kind: segment.kind,
        team: segment.team.map(|id| id.0),
        teammate: segment.teammate.map(|id| id.0),
        stay: segment.stay,
        from_ms: segment.from.0,
        to_ms: segment.to.0,
    }
}

fn offer_view(row: OfferRow, names: &NamesOf) -> OfferView {
    let near = |(teammate, standing): (desk::TeammateId, desk::Standing)| NearView {
        teammate: teammate.0,
        name: names.teammate(teammate),
        standing,
    };
    let count = |(standing, count)| CountView { standing, count };
    OfferView {
        id: row.id.0,
        teammate: row.teammate.0,
        name: names.teammate(row.teammate),
        team: row.team.0,
        how: row.how,
        at_ms: row.at.0,
        ring_until_ms: row.ring_until.0,
        ended_ms: row.ended.map(|(at, _)| at.0),
        end: row.ended.map(|(_, end)| end),
        counts: row.considered.counts.into_iter().map(count).collect(),
        nearest: row.considered.nearest.into_iter().map(near).collect(),
    }
}

fn recording_view(record: &RecordingRecord) -> RecordingView {
    let (stage, length_ms) = match record.row.stage {
        RecordingStage::Running => ("running", None),
        RecordingStage::Paused => ("paused", None),
        RecordingStage::Closing => ("closing", None),
        RecordingStage::Stored { length_ms } => ("stored", Some(length_ms)),
        RecordingStage::Failed { length_ms } => ("failed", Some(length_ms)),
        RecordingStage::Deleted { length_ms } => ("deleted", Some(length_ms)),
    };
    RecordingView { id: record.row.id.0, stage, length_ms }
}
