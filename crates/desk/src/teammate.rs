//! A teammate's availability: the own choice, the phone, and what is derived of both.

use serde::{Deserialize, Serialize};

use crate::id::{CallId, OfferId, TeammateId};
use crate::input::{Channels, Status};
use crate::time::Millis;

/// A teammate's state, as the log folds to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeammateState {
    /// Who.
    pub id: TeammateId,
    /// The own choice; what is shown while the phone is busy is derived.
    pub status: Status,
    /// Channel availability.
    pub channels: Channels,
    /// What the phone is doing.
    pub phone: Phone,
    /// When a conversation of any kind was last assigned; never is earliest.
    pub last_assigned: Option<Millis>,
}

/// What a teammate's phone is doing: at most one call at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// Nothing.
    Free,
    /// An offer rings.
    Ringing {
        /// The offer.
        offer: OfferId,
        /// The call.
        call: CallId,
    },
    /// On a call, also when the caller is on hold.
    OnCall {
        /// The call.
        call: CallId,
    },
    /// Finishing the work of a call.
    WrapUp {
        /// The call.
        call: CallId,
        /// When it ends by itself.
        until: Millis,
    },
}

impl TeammateState {
    /// A teammate nobody has told anything: Away, available for All, free.
    #[must_use]
    pub fn new(id: TeammateId) -> Self {
        Self {
            id,
            status: Status::Away,
            channels: Channels::All,
            phone: Phone::Free,
            last_assigned: None,
        }
    }

    /// The status shown, with its reason: `Active`, `Away`, `Away: On a call`,
    /// `Away: Call wrap up` [001, 002].
    #[must_use]
    pub fn shown(&self) -> &'static str {
        match (self.phone, self.status) {
            (Phone::OnCall { .. }, _) => "Away: On a call",
            (Phone::WrapUp { .. }, _) => "Away: Call wrap up",
            (Phone::Free | Phone::Ringing { .. }, Status::Active) => "Active",
            (Phone::Free | Phone::Ringing { .. }, Status::Away) => "Away",
        }
    }
}
