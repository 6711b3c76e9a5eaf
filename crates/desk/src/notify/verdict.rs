//! What can become of a notification after a call.

use serde::{Deserialize, Serialize};

/// Whether a notification fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It did: its mails, its task and its alert stand beside it.
    Fired,
    /// It did not.
    Skipped {
        /// Why not.
        why: SkipReason,
    },
}

/// Why a notification did not fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The call does not meet its condition.
    ConditionNotMet,
    /// Its condition is about what was said, and nobody knows what was said.
    NoTranscript,
    /// There is nobody to send it to.
    NoValidRecipient,
}

/// When a notification is judged: as soon as everything it looks at is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgePart {
    /// As soon as the call's data is ready.
    AtOnce,
    /// After wrap-up: what looks at tags or notes waits for whoever writes them.
    AfterWrapUp,
}

impl JudgePart {
    /// Its name in keys and columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::AfterWrapUp => "after_wrap_up",
        }
    }
}
