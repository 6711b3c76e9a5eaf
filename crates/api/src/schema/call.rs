//! Calls.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{May, NameRef, RecordingView};

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStage {
    /// Being routed.
    Menu,
    /// Waiting in a team's queue.
    Queued,
    /// Waiting while a teammate's phone rings.
    Ringing,
    /// Talking with a teammate.
    Talking,
    /// Put on hold by the teammate.
    OnHold,
    /// Turned away, hearing why.
    Deflected,
    /// Over.
    Ended,
}

/// Who placed a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer.
    Inbound,
    /// A teammate.
    Outbound,
}

/// A call in one line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallBrief {
    /// The call.
    pub id: u64,
    /// Where it stands.
    pub stage: CallStage,
    /// Since when it stands there.
    pub since_ms: i64,
    /// When the customer placed it.
    pub placed_ms: i64,
    /// When a teammate answered first.
    pub answered_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// Its outcome's stable name.
    pub outcome: Option<String>,
    /// Its outcome as people read it.
    pub outcome_words: Option<String>,
    /// Who is rung, or talks.
    pub teammate: Option<NameRef>,
}

/// What a call's time was spent on, in milliseconds; the parts add up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Durations {
    /// From placed to ended, or to now.
    pub total_ms: u64,
    /// Being routed, or turned away.
    pub routing_ms: u64,
    /// Waiting.
    pub queue_ms: u64,
    /// Waiting while a phone rang.
    pub ring_ms: u64,
    /// Talking.
    pub talk_ms: u64,
    /// On hold.
    pub hold_ms: u64,
}

/// The card of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallCard {
    /// The call.
    pub id: u64,
    /// Where it stands.
    pub stage: CallStage,
    /// Who placed it.
    pub direction: Direction,
    /// The caller's number; null when withheld.
    pub caller: Option<String>,
    /// The caller's display name.
    pub caller_name: Option<String>,
    /// The number that was called.
    pub called: Option<String>,
    /// The channel called.
    pub channel: NameRef,
    /// The team it waits for, or is assigned to.
    pub team: Option<NameRef>,
    /// Who is rung or talks; of an ended call, who talked last.
    pub teammate: Option<NameRef>,
    /// When the customer placed it.
    pub placed_ms: i64,
    /// When a teammate answered first.
    pub answered_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// Its outcome's stable name.
    pub outcome: Option<String>,
    /// Its outcome as people read it.
    pub outcome_words: Option<String>,
    /// Who or what ended it, as people read it.
    pub ended_by: Option<String>,
    /// What its time was spent on.
    pub durations: Durations,
    /// Its recordings, in order.
    pub recordings: Vec<RecordingView>,
    /// What the viewer may do with it now.
    pub may: Vec<May>,
}
