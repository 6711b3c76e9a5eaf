//! What a fact is about.

use super::Fact;
use crate::id::{CallId, OfferId};

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
            | Self::RecordingFailed { call, .. }
            | Self::RecordingDeleted { call, .. }
            | Self::CallDataReady { call }
            | Self::NotificationJudged { call, .. }
            | Self::MailQueued { call, .. }
            | Self::TeamAlerted { call, .. } => Some(*call),
            Self::ConversationAssigned { waiting, .. } => *waiting,
            Self::TaskCreated { call, .. } => *call,
            Self::SettingsSaved { .. }
            | Self::Restarted
            | Self::ContactCreated { .. }
            | Self::ContactEdited { .. }
            | Self::ConversationCreated { .. }
            | Self::WrapUpEnded { .. }
            | Self::StatusSet { .. }
            | Self::ChannelsSet { .. }
            | Self::NoteAdded { .. }
            | Self::ConversationStateSet { .. }
            | Self::ConversationTagged { .. }
            | Self::ConversationUntagged { .. }
            | Self::MailSent { .. }
            | Self::MailFailed { .. }
            | Self::TaskChanged { .. }
            | Self::TaskDone { .. }
            | Self::TaskReopened { .. }
            | Self::ContactErased { .. } => None,
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
            | Self::ConversationStateSet { .. }
            | Self::ConversationTagged { .. }
            | Self::ConversationUntagged { .. }
            | Self::CallDataReady { .. }
            | Self::NotificationJudged { .. }
            | Self::MailQueued { .. }
            | Self::MailSent { .. }
            | Self::MailFailed { .. }
            | Self::TeamAlerted { .. }
            | Self::TaskCreated { .. }
            | Self::TaskChanged { .. }
            | Self::TaskDone { .. }
            | Self::TaskReopened { .. }
            | Self::RecordingDeleted { .. }
            | Self::ContactErased { .. } => None,
        }
    }
}
