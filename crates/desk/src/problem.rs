//! The user's mistakes, in one sentence each.

use serde::{Deserialize, Serialize};

/// Why something asked for is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable code.
    pub code: ProblemCode,
    /// One sentence for a person, saying what to do.
    pub sentence: String,
}

/// The codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The thing named does not exist (any more).
    NotFound,
    /// The call is over.
    CallEnded,
    /// Somebody else was first.
    AlreadyAnswered,
    /// The call is not in a state for that.
    NotNow,
    /// This person may not do that.
    NotAllowed,
    /// Auto-answer mode knows no Decline [002].
    AutoAnswerOn,
    /// The document was changed by somebody else in between.
    StaleVersion,
    /// Somebody has to stay the owner.
    LastOwner,
    /// A value is missing or out of its range.
    Invalid,
}

impl Problem {
    /// A problem with its sentence.
    #[must_use]
    pub fn new(code: ProblemCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}
