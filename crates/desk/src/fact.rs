//! What became true. Facts are the return value of `Desk::handle` and of nothing else;
//! they carry ids and enums, never numbers, names of callers or words that were said,
//! so that people and recordings can be deleted while the log stays whole.

use serde::{Deserialize, Serialize};

use crate::id::{
    CallId, ChannelId, ContactId, ConversationId, LegId, NoteId, OfferId, RecordingId, Seq, TeamId,
    TeammateId,
};
use crate::input::{Actor, Channels, Status};
use crate::offer::{Considered, DeclineCause, OfferHow, WithdrawnWhy};
use crate::outcome::{DeflectionReason, Outcome};
use crate::settings::Document;
use crate::time::Millis;

/// One line of a workspace's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// Its place in the workspace's log: 1, 2, 3, … without a gap.
    pub seq: Seq,
    /// When, never earlier than the line before it.
    pub at: Millis,
    /// Who did it.
    pub by: Actor,
    /// The earlier line that led to this one, if one did.
    pub cause: Option<Seq>,
    /// The call it belongs to and its place among that call's lines: 1, 2, 3, ….
    pub call: Option<(CallId, u32)>,
    /// What became true.
    pub fact: Fact,
}

/// What became true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// A settings document was saved.
    SettingsSaved {
        /// Its new version; the first is 1.
        version: u64,
        /// The document.
        document: Document,
    },
    /// The process started again after having stopped, however it stopped.
    Restarted,
    /// A new lead, for a number nobody has, or for every call.
    ContactCreated {
        /// The contact.
        contact: ContactId,
    },
    /// A teammate corrected what is known of a contact.
    ContactEdited {
        /// The contact.
        contact: ContactId,
    },
    /// A new conversation.
    ConversationCreated {
        /// The conversation.
        conversation: ConversationId,
        /// Whose.
        contact: ContactId,
        /// Where it came in.
        channel: ChannelId,
    },
    /// A call came in.
    CallArrived {
        /// The call.
        call: CallId,
        /// The conversation it lives in.
        conversation: ConversationId,
        /// Who calls.
        contact: ContactId,
        /// The channel called.
        channel: ChannelId,
        /// The caller's leg.
        leg: LegId,
    },
    /// The consent announcement was heard to its end; only now may be recorded.
    ConsentHeard {
        /// The call.
        call: CallId,
    },
    /// The call begins a stay in a team's queue.
    CallQueued {
        /// The call.
        call: CallId,
        /// The team.
        team: TeamId,
        /// When the hold limit of this stay passes.
        hold_until: Option<Millis>,
    },
    /// Team composition at that moment, over all members [002].
    AvailabilityNoted {
        /// The call.
        call: CallId,
        /// The counts.
        counts: Composition,
    },
    /// A teammate's phone rings for the call, or is connected at once.
    CallOffered {
        /// The call.
        call: CallId,
        /// The offer.
        offer: OfferId,
        /// To whom.
        teammate: TeammateId,
        /// For which team's queue.
        team: TeamId,
        /// Picked, auto-answered or claimed.
        how: OfferHow,
        /// When the ring ends.
        ring_until: Millis,
        /// Who was considered, and why not chosen.
        considered: Considered,
    },
    /// Somebody asked to take the call by hand.
    ManualAnswerRequested {
        /// The call.
        call: CallId,
        /// Who.
        teammate: TeammateId,
    },
    /// The offer ended without a connection by the teammate's side.
    CallDeclined {
        /// The call.
        call: CallId,
        /// The offer.
        offer: OfferId,
        /// Who.
        teammate: TeammateId,
        /// The real cause.
        cause: DeclineCause,
        /// Until when this teammate is passed by for this call.
        excluded_until: Option<Millis>,
    },
    /// The offer rang to its end.
    CallMissed {
        /// The call.
        call: CallId,
        /// The offer.
        offer: OfferId,
        /// Who.
        teammate: TeammateId,
        /// Until when this teammate is passed by for this call.
        excluded_until: Millis,
    },
    /// The desk took the offer back.
    OfferWithdrawn {
        /// The call.
        call: CallId,
        /// The offer.
        offer: OfferId,
        /// Who had been rung.
        teammate: TeammateId,
        /// Why.
        why: WithdrawnWhy,
    },
    /// A teammate pressed *Answer*; logged at once, even if the media then fails.
    CallAnswered {
        /// The call.
        call: CallId,
        /// The offer.
        offer: OfferId,
        /// Who.
        teammate: TeammateId,
        /// The teammate's leg.
        leg: LegId,
    },
    /// The teammate's side was lost after the answer; the call is back in its place.
    CallReturned {
        /// The call.
        call: CallId,
        /// The offer it had been answered under.
        offer: OfferId,
        /// Who was lost.
        teammate: TeammateId,
        /// Why.
        cause: DeclineCause,
        /// When the hold limit of the new stay passes.
        hold_until: Option<Millis>,
    },
    /// The caller was put on hold.
    CallHeld {
        /// The call.
        call: CallId,
    },
    /// The caller was taken back.
    CallResumed {
        /// The call.
        call: CallId,
    },
    /// The call was turned away, on entry or while waiting.
    CallDeflected {
        /// The call.
        call: CallId,
        /// The team it was meant for.
        team: TeamId,
        /// Why, one of the five reasons.
        reason: DeflectionReason,
    },
    /// The call is over.
    CallEnded {
        /// The call.
        call: CallId,
        /// Its one outcome.
        outcome: Outcome,
        /// When it really ended: `at`, or the last moment known before a crash.
        ended: Millis,
    },
    /// Somebody or something tried to assign a call that had just ended unanswered.
    AssignmentStartedLate {
        /// The call.
        call: CallId,
    },
    /// Wrap-up began.
    WrapUpStarted {
        /// Whose.
        teammate: TeammateId,
        /// After which call.
        call: CallId,
        /// When it ends by itself.
        until: Millis,
    },
    /// Wrap-up ended, by the clock or by *Switch to active*.
    WrapUpEnded {
        /// Whose.
        teammate: TeammateId,
    },
    /// A teammate became Active or Away.
    StatusSet {
        /// Who.
        teammate: TeammateId,
        /// The status.
        status: Status,
    },
    /// A teammate's channel availability changed.
    ChannelsSet {
        /// Who.
        teammate: TeammateId,
        /// The channels.
        channels: Channels,
    },
    /// Recording began.
    RecordingStarted {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
    },
    /// Recording stores nothing for a while.
    RecordingPaused {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
    },
    /// Recording stores again.
    RecordingResumed {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
    },
    /// The recording is closed and kept.
    RecordingStored {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
        /// Milliseconds of audio.
        length_ms: u64,
    },
    /// Nothing more could be stored; the call went on.
    RecordingFailed {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
        /// Milliseconds of audio kept.
        length_ms: u64,
    },
    /// The conversation has a new owner.
    ConversationAssigned {
        /// The conversation.
        conversation: ConversationId,
        /// The call that waits in it; its new owner may not answer it [001].
        waiting: Option<CallId>,
        /// The owner, if one was named.
        teammate: Option<TeammateId>,
        /// The team, if one was named.
        team: Option<TeamId>,
    },
    /// An internal note was added.
    NoteAdded {
        /// The conversation.
        conversation: ConversationId,
        /// The note.
        note: NoteId,
    },
    /// The conversation was closed or opened.
    ConversationStateSet {
        /// The conversation.
        conversation: ConversationId,
        /// The new state.
        state: ConversationState,
    },
}

/// Team composition: every member is counted exactly once [002].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Composition {
    /// Away, on a call, in wrap-up, or available for Conversations only.
    pub away: u32,
    /// Those of `away` that are Active for Conversations only.
    pub conversations_only: u32,
    /// Active, without a proven phone client.
    pub no_client: u32,
    /// The rest.
    pub available: u32,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Being worked on.
    Open,
    /// Done.
    Closed,
}

impl Fact {
    /// The call this fact belongs to.
    #[must_use]
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::CallArrived { call, .. }
            | Self::ConsentHeard { call }
            | Self::CallQueued { call, .. }
            | Self::AvailabilityNoted { call, .. }
            | Self::CallOffered { call, .. }
            | Self::ManualAnswerRequested { call, .. }
            | Self::CallDeclined { call, .. }
            | Self::CallMissed { call, .. }
            | Self::OfferWithdrawn { call, .. }
            | Self::CallAnswered { call, .. }
            | Self::CallReturned { call, .. }
            | Self::CallHeld { call }
            | Self::CallResumed { call }
            | Self::CallDeflected { call, .. }
            | Self::CallEnded { call, .. }
            | Self::AssignmentStartedLate { call }
            | Self::WrapUpStarted { call, .. }
            | Self::RecordingStarted { call, .. }
            | Self::RecordingPaused { call, .. }
            | Self::RecordingResumed { call, .. }
            | Self::RecordingStored { call, .. }
            | Self::RecordingFailed { call, .. } => Some(*call),
            Self::ConversationAssigned { waiting, .. } => *waiting,
            Self::SettingsSaved { .. }
            | Self::Restarted
            | Self::ContactCreated { .. }
            | Self::ContactEdited { .. }
            | Self::ConversationCreated { .. }
            | Self::WrapUpEnded { .. }
            | Self::StatusSet { .. }
            | Self::ChannelsSet { .. }
            | Self::NoteAdded { .. }
            | Self::ConversationStateSet { .. } => None,
        }
    }

    /// The offer this fact is about.
    #[must_use]
    pub fn offer(&self) -> Option<OfferId> {
        match self {
            Self::CallOffered { offer, .. }
            | Self::CallDeclined { offer, .. }
            | Self::CallMissed { offer, .. }
            | Self::OfferWithdrawn { offer, .. }
            | Self::CallAnswered { offer, .. }
            | Self::CallReturned { offer, .. } => Some(*offer),
            Self::SettingsSaved { .. }
            | Self::Restarted
            | Self::ContactCreated { .. }
            | Self::ContactEdited { .. }
            | Self::ConversationCreated { .. }
            | Self::CallArrived { .. }
            | Self::ConsentHeard { .. }
            | Self::CallQueued { .. }
            | Self::AvailabilityNoted { .. }
            | Self::ManualAnswerRequested { .. }
            | Self::CallHeld { .. }
            | Self::CallResumed { .. }
            | Self::CallDeflected { .. }
            | Self::CallEnded { .. }
            | Self::AssignmentStartedLate { .. }
            | Self::WrapUpStarted { .. }
            | Self::WrapUpEnded { .. }
            | Self::StatusSet { .. }
            | Self::ChannelsSet { .. }
            | Self::RecordingStarted { .. }
            | Self::RecordingPaused { .. }
            | Self::RecordingResumed { .. }
            | Self::RecordingStored { .. }
            | Self::RecordingFailed { .. }
            | Self::ConversationAssigned { .. }
            | Self::NoteAdded { .. }
            | Self::ConversationStateSet { .. } => None,
        }
    }
}
