//! What the telephony edge should do now. Volatile: after a loss, `Desk::wanted` says
//! what should exist, and the shell brings the line there.

use crate::id::{CallId, LegId, OfferId, RecordingId, TabId, TeammateId};
use crate::outcome::DeflectionReason;
use crate::settings::Toggle;

/// One thing to do at the telephony edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Answer the caller.
    Answer(LegId),
    /// Refuse the caller with a SIP status.
    Reject(LegId, u16),
    /// End a leg, whatever its state.
    HangUp(LegId),
    /// Ring a SIP phone of a teammate.
    Dial(Dial),
    /// Ring the teammate's tabs.
    RingTabs(TeammateId, OfferId, CallId),
    /// Stop ringing the teammate's tabs.
    StopRinging(TeammateId, OfferId),
    /// Let a tab's browser phone carry a leg: a new one, which is up at once, or one
    /// that another browser phone carried before.
    Connect {
        /// The leg.
        leg: LegId,
        /// Whose phone.
        teammate: TeammateId,
        /// The tab; `None`, any of the teammate's tabs whose phone is up.
        tab: Option<TabId>,
    },
    /// Play a sound to a leg.
    Play(LegId, Sound),
    /// Let two legs hear each other.
    Bridge(LegId, LegId),
    /// Part a leg from its peer.
    Unbridge(LegId),
    /// Silence what a leg says, or not.
    Mute(LegId, Toggle),
    /// Start a recording: caller left, desk side right.
    Record {
        /// The recording.
        recording: RecordingId,
        /// The caller's leg.
        caller: LegId,
        /// The teammate's leg.
        desk: LegId,
    },
    /// Store nothing for a while.
    PauseRecording(RecordingId),
    /// Store again.
    ResumeRecording(RecordingId),
    /// Close the file.
    StopRecording(RecordingId),
}

/// Ring one SIP phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// The new leg.
    pub leg: LegId,
    /// A SIP address.
    pub to: String,
    /// The caller's number to show; `None` shows anonymous.
    pub caller: Option<String>,
    /// The caller's name to show.
    pub caller_name: Option<String>,
    /// Whether the phone is asked to answer by itself.
    pub auto_answer: Toggle,
}

/// What a caller hears when nobody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Music, until something else.
    HoldMusic,
    /// That the call will be recorded, once.
    RecordingConsent,
    /// Why the call is turned away, once.
    Deflection(DeflectionReason),
}

/// A leg that should exist, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The leg.
    pub leg: LegId,
    /// The leg it should hear.
    pub bridged_with: Option<LegId>,
}
