//! What became true. Facts are the return value of `Desk::handle` and of nothing else;
//! they carry ids and enums, never numbers, names of callers or words that were said,
//! so that people and recordings can be deleted while the log stays whole.

mod about;

use serde::{Deserialize, Serialize};

use crate::id::{
    AlertId, CallId, ChannelId, ContactId, ConversationId, LegId, MailId, NoteId, NotificationId,
    OfferId, RecordingId, ResultId, Seq, TagId, TaskId, TeamId, TeammateId,
};
use crate::input::{Actor, Channels, Status};
use crate::notify::{AlertTo, Verdict};
use crate::offer::{Considered, DeclineCause, OfferHow, WithdrawnWhy};
use crate::outcome::{DeflectionReason, Outcome};
use crate::row::{MailFailure, Priority};
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
    /// A tag was put on a conversation.
    ConversationTagged {
        /// The conversation.
        conversation: ConversationId,
        /// The tag.
        tag: TagId,
    },
    /// A tag was taken off a conversation.
    ConversationUntagged {
        /// The conversation.
        conversation: ConversationId,
        /// The tag.
        tag: TagId,
    },
    /// The call is over and everything that was recorded of it is closed: what happens
    /// after calls may begin. Once for every call.
    CallDataReady {
        /// The call.
        call: CallId,
    },
    /// One notification was judged for one call [004].
    NotificationJudged {
        /// What became of it.
        result: ResultId,
        /// The call.
        call: CallId,
        /// The notification.
        notification: NotificationId,
        /// The version of its settings that was judged.
        version: u64,
        /// 0 for the first, counted up by each time somebody sends it again.
        resend: u32,
        /// Whether it fired.
        verdict: Verdict,
    },
    /// A mail waits to be sent.
    MailQueued {
        /// The mail.
        mail: MailId,
        /// The call it tells of.
        call: CallId,
        /// What it belongs to.
        result: ResultId,
    },
    /// The recipient's side took the mail.
    MailSent {
        /// The mail.
        mail: MailId,
    },
    /// The mail will never be taken.
    MailFailed {
        /// The mail.
        mail: MailId,
        /// Why.
        why: MailFailure,
    },
    /// The team, or some of it, was told of a call.
    TeamAlerted {
        /// The alert.
        alert: AlertId,
        /// The call.
        call: CallId,
        /// The conversation it lives in.
        conversation: ConversationId,
        /// What it belongs to.
        result: ResultId,
        /// Who was told.
        to: AlertTo,
    },
    /// A follow-up task was made.
    TaskCreated {
        /// The task.
        task: TaskId,
        /// The conversation it belongs to.
        conversation: ConversationId,
        /// The call it follows up, when a notification made it.
        call: Option<CallId>,
        /// What it belongs to, when a notification made it.
        result: Option<ResultId>,
        /// How urgent it is.
        priority: Priority,
        /// Whose it is, if anybody's.
        assignee: Option<TeammateId>,
        /// Until when it should be done.
        due: Option<Millis>,
    },
    /// A task was changed; these are its new values.
    TaskChanged {
        /// The task.
        task: TaskId,
        /// How urgent it is.
        priority: Priority,
        /// Whose it is, if anybody's.
        assignee: Option<TeammateId>,
        /// Until when it should be done.
        due: Option<Millis>,
    },
    /// A task is done.
    TaskDone {
        /// The task.
        task: TaskId,
    },
    /// A task that was done is to be done again.
    TaskReopened {
        /// The task.
        task: TaskId,
    },
    /// A recording was deleted; what is left of it is this line.
    RecordingDeleted {
        /// The call.
        call: CallId,
        /// The recording.
        recording: RecordingId,
        /// Why.
        why: DeletedWhy,
    },
    /// Everything that was known of a contact was erased.
    ContactErased {
        /// The contact.
        contact: ContactId,
    },
}

/// Why a recording was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedWhy {
    /// Somebody deleted it.
    ByHand,
    /// It was kept for as long as the workspace keeps recordings.
    Retention,
    /// Its contact was erased.
    Erasure,
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
