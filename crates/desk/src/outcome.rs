//! How a call ends: exactly one outcome, decided once, by where the call stood.

use serde::{Deserialize, Serialize};

/// The outcome of an inbound call [002].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A teammate talked with the customer.
    Completed,
    /// The customer left while the call was being routed.
    AbandonedIvr,
    /// The customer left while waiting.
    AbandonedQueue,
    /// The customer left while a teammate had put the call on hold.
    AbandonedOnHold,
    /// The customer left while a teammate's phone rang.
    NoAnswer,
    /// The desk turned the call away.
    Deflected(DeflectionReason),
    /// A fault of ours or of the carrier's.
    Failed(Failure),
}

/// Why the desk turned a call away: the five reasons of [002].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeflectionReason {
    /// `Workspace out of office`
    WorkspaceOutOfOffice,
    /// `[team name] is out of office.`
    TeamOutOfOffice,
    /// `No teammates available`
    NoTeammatesAvailable,
    /// `Queue is longer than [max] calls.`
    QueueFull {
        /// The maximum that was reached.
        max: u32,
    },
    /// `Customer has been waiting on hold for more than [X] minutes.`
    HoldTimeout {
        /// The limit that passed.
        minutes: u32,
    },
}

/// What broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The process that carried the call was lost.
    NodeLost,
    /// The caller's leg vanished without a word.
    CallerLost,
    /// The caller's media could not be opened.
    MediaFailed,
}

/// An outcome without its reason: what conditions and filters choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// A teammate talked with the customer.
    Completed,
    /// The customer left while the call was being routed.
    AbandonedIvr,
    /// The customer left while waiting.
    AbandonedQueue,
    /// The customer left while put on hold.
    AbandonedOnHold,
    /// The customer left while a teammate's phone rang.
    NoAnswer,
    /// The desk turned the call away.
    Deflected,
    /// A fault of ours or of the carrier's.
    Failed,
}

impl OutcomeKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Completed,
        Self::AbandonedIvr,
        Self::AbandonedQueue,
        Self::AbandonedOnHold,
        Self::NoAnswer,
        Self::Deflected,
        Self::Failed,
    ];

    /// Its name as people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::AbandonedIvr => "abandoned (ivr)",
            Self::AbandonedQueue => "abandoned (queue)",
            Self::AbandonedOnHold => "abandoned (on hold)",
            Self::NoAnswer => "no answer",
            Self::Deflected => "deflected",
            Self::Failed => "failed",
        }
    }
}

impl Outcome {
    /// The outcome without its reason.
    #[must_use]
    pub fn kind(self) -> OutcomeKind {
        match self {
            Self::Completed => OutcomeKind::Completed,
            Self::AbandonedIvr => OutcomeKind::AbandonedIvr,
            Self::AbandonedQueue => OutcomeKind::AbandonedQueue,
            Self::AbandonedOnHold => OutcomeKind::AbandonedOnHold,
            Self::NoAnswer => OutcomeKind::NoAnswer,
            Self::Deflected(_) => OutcomeKind::Deflected,
            Self::Failed(_) => OutcomeKind::Failed,
        }
    }

    /// A short stable name for tables and filters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::AbandonedIvr => "abandoned (ivr)",
            Self::AbandonedQueue => "abandoned (queue)",
            Self::AbandonedOnHold => "abandoned (on hold)",
            Self::NoAnswer => "no answer",
            Self::Deflected(reason) => reason.outcome_name(),
            Self::Failed(Failure::NodeLost) => "failed (node_lost)",
            Self::Failed(Failure::CallerLost) => "failed (caller_lost)",
            Self::Failed(Failure::MediaFailed) => "failed (media_failed)",
        }
    }
}

impl DeflectionReason {
    fn outcome_name(self) -> &'static str {
        match self {
            Self::WorkspaceOutOfOffice => "deflected (workspace out of office)",
            Self::TeamOutOfOffice => "deflected (team out of office)",
            Self::NoTeammatesAvailable => "deflected (no teammates available)",
            Self::QueueFull { .. } => "deflected (queue full)",
            Self::HoldTimeout { .. } => "deflected (hold timeout)",
        }
    }
}
