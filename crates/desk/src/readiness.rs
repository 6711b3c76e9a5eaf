//! Whether a teammate would be rung for a call now, and if not why, as the teammate
//! reads it: "Your phone is not ready because …".

use serde::{Deserialize, Serialize};

/// Whether a teammate's phone is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// Whether a call could ring there now, or rings there.
    pub ready: bool,
    /// Everything that speaks against it; empty when it is ready.
    pub reasons: Vec<Reason>,
}

/// One thing that keeps calls from a teammate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A stable code.
    pub code: ReasonCode,
    /// One sentence for that teammate, saying what happens next or what to do.
    pub sentence: String,
}

/// The codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// Works here no more.
    Removed,
    /// The role does not take calls.
    NotPermitted,
    /// No number leads to a team of this teammate.
    NoTeam,
    /// Away by hand.
    Away,
    /// Available for Conversations only.
    ConversationsOnly,
    /// On a call.
    OnCall,
    /// In wrap-up.
    WrapUp,
    /// No tab is open.
    NoTab,
    /// No open tab has working audio.
    NoAudio,
    /// The tab did not answer its last ring.
    TabFrozen,
    /// The SIP phone that would count could not be reached.
    PhoneUnreachable,
}

impl ReasonCode {
    /// The reason in words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Removed => "You are no longer a teammate here.",
            Self::NotPermitted => {
                "Your role does not take calls: whoever manages teammates can change that."
            }
            Self::NoTeam => {
                "No phone number leads to a team of yours: ask to be added to one that takes calls."
            }
            Self::Away => "You are Away: calls come again when you are Active.",
            Self::ConversationsOnly => {
                "You are available for Conversations only: choose All or Phone for calls."
            }
            Self::OnCall => "You are on a call: the next one comes when it is over.",
            Self::WrapUp => {
                "You are in wrap-up: calls come when it ends, or when you switch to active."
            }
            Self::NoTab => "The Help Desk is open in no tab: calls come when it is.",
            Self::NoAudio => {
                "This page has no working audio: allow the microphone, and calls can come."
            }
            Self::TabFrozen => {
                "Your tab did not answer its last ring: it counts again as soon as it answers."
            }
            Self::PhoneUnreachable => {
                "Your SIP phone could not be reached: it is tried again in half a minute."
            }
        }
    }
}

impl From<ReasonCode> for Reason {
    fn from(code: ReasonCode) -> Self {
        Self { code, sentence: code.sentence().to_owned() }
    }
}
