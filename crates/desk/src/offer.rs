//! An offer: one call rings one teammate, on all of that teammate's phones at once.

use serde::{Deserialize, Serialize};

use crate::id::TeammateId;

/// How an offer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferHow {
    /// Balanced assignment picked the teammate; the teammate answers by hand.
    Picked,
    /// Balanced assignment picked the teammate; it connects without action [002].
    AutoAnswered,
    /// The teammate took it from the pool; it connects at once [002].
    Claimed,
}

/// The real cause of a declined call, stored beside the words shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineCause {
    /// A deliberate press of *Decline*; the only one that says so in the log [002].
    DeclineButton,
    /// The phone was busy.
    Busy,
    /// No phone of the teammate could be reached.
    NetworkLost,
    /// The phone answered, but no audio could be agreed.
    MediaFailed,
    /// The teammate went Away, or off phone calls, before the connection.
    WentAway,
    /// The tab did not acknowledge the ring in time.
    ClientFrozen,
}

impl DeclineCause {
    /// Whether it starts the five minutes of peace: deliberate acts, busy and going
    /// away do, a lost or frozen client and failed media do not.
    #[must_use]
    pub fn excludes(self) -> bool {
        match self {
            Self::DeclineButton | Self::Busy | Self::WentAway => true,
            Self::NetworkLost | Self::MediaFailed | Self::ClientFrozen => false,
        }
    }
}

/// Why the desk took an offer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnWhy {
    /// The caller hung up.
    CallerGone,
    /// Another teammate claimed the call.
    Claimed,
    /// The call was assigned to this teammate by hand, who may not answer it [001].
    AssignedByHand,
    /// The call moved to another team.
    MovedToTeam,
    /// The teammate was removed, or left the team.
    TeammateRemoved,
    /// The process that rang was lost.
    NodeLost,
}

/// Why a member of the team was or was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Could take the call.
    Eligible,
    /// Away by hand.
    Away,
    /// Available for Conversations only.
    ConversationsOnly,
    /// No proven phone client.
    NoClient,
    /// Another call rings there.
    Ringing,
    /// On a call.
    OnCall,
    /// In wrap-up.
    WrapUp,
    /// Declined or missed this call less than five minutes ago.
    Excluded,
    /// The call was assigned to this teammate by hand, who may not answer it.
    Barred,
    /// Three offers of this call were lost on the way to this teammate.
    LostTooOften,
    /// Without the permission *takes calls*.
    NotPermitted,
}

/// Who was considered at an offer: counts per reason, and the nearest by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Considered {
    /// How many members stood where, zeros left out.
    pub counts: Vec<(Standing, u32)>,
    /// The chosen one first, then the next in line and those passed by for this call;
    /// at most twenty.
    pub nearest: Vec<(TeammateId, Standing)>,
}
