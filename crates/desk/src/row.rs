//! What is, as the store keeps it. A row has two parts: *state*, to which the facts
//! fold, and *content* (names, numbers, words), which can be deleted.

mod after;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::after::{
    AlertContent, AlertRow, MailContent, MailFailure, MailRow, MailStage, Priority, ResultRow,
    TaskContent, TaskRow,
};
use crate::call::CallState;
use crate::fact::ConversationState;
use crate::id::{
    AlertId, CallId, ChannelId, ContactId, ConversationId, MailId, NoteId, OfferId, RecordingId,
    ResultId, TagId, TaskId, TeamId, TeammateId,
};
use crate::input::Actor;
use crate::offer::{Considered, DeclineCause, OfferHow, WithdrawnWhy};
use crate::settings::{Document, Subject};
use crate::teammate::TeammateState;
use crate::time::Millis;

/// One changed row, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A settings document; keyed by its subject.
    Settings(SettingsRow),
    /// A teammate's availability and phone; keyed by `id`.
    Teammate(TeammateState),
    /// A contact; keyed by `id`. Content `None` leaves the stored content as it is.
    Contact(ContactRow, Option<ContactContent>),
    /// A conversation's header; keyed by `id`.
    Conversation(ConversationRow),
    /// A call; keyed by `id`. Content `None` leaves the stored content as it is.
    Call(Box<CallState>, Option<CallContent>),
    /// An offer; keyed by `id`.
    Offer(OfferRow),
    /// A finished piece of a call's time; keyed by (`call`, `n`), written once.
    Segment(Segment),
    /// A note; keyed by `id`, written once.
    Note(NoteRow, Option<NoteContent>),
    /// A recording; keyed by `id`. Content `None` leaves the stored content as it is.
    Recording(RecordingRow, Option<RecordingContent>),
    /// What became of a notification after a call; keyed by `id`.
    Result(ResultRow),
    /// A mail; keyed by `id`. Content `None` leaves the stored content as it is.
    Mail(MailRow, Option<MailContent>),
    /// A task; keyed by `id`. Content `None` leaves the stored content as it is.
    Task(TaskRow, Option<TaskContent>),
    /// A team alert; keyed by `id`, written once.
    Alert(AlertRow, Option<AlertContent>),
}

/// What a row is keyed by; within one workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// A settings document.
    Settings(Subject),
    /// A teammate.
    Teammate(TeammateId),
    /// A contact.
    Contact(ContactId),
    /// A conversation.
    Conversation(ConversationId),
    /// A call.
    Call(CallId),
    /// An offer.
    Offer(OfferId),
    /// A segment of a call.
    Segment(CallId, u32),
    /// A note.
    Note(NoteId),
    /// A recording.
    Recording(RecordingId),
    /// What became of a notification after a call.
    Result(ResultId),
    /// A mail.
    Mail(MailId),
    /// A task.
    Task(TaskId),
    /// A team alert.
    Alert(AlertId),
}

impl Row {
    /// What this row is keyed by.
    #[must_use]
    pub fn key(&self) -> RowKey {
        match self {
            Self::Settings(row) => RowKey::Settings(row.document.subject()),
            Self::Teammate(state) => RowKey::Teammate(state.id),
            Self::Contact(row, _) => RowKey::Contact(row.id),
            Self::Conversation(row) => RowKey::Conversation(row.id),
            Self::Call(state, _) => RowKey::Call(state.id),
            Self::Offer(row) => RowKey::Offer(row.id),
            Self::Segment(segment) => RowKey::Segment(segment.call, segment.n),
            Self::Note(row, _) => RowKey::Note(row.id),
            Self::Recording(row, _) => RowKey::Recording(row.id),
            Self::Result(row) => RowKey::Result(row.id),
            Self::Mail(row, _) => RowKey::Mail(row.id),
            Self::Task(row, _) => RowKey::Task(row.id),
            Self::Alert(row, _) => RowKey::Alert(row.id),
        }
    }

    /// A later row without content leaves the content of the earlier one standing.
    pub fn keep_content(&mut self, earlier: Self) {
        match (self, earlier) {
            (Self::Contact(_, content @ None), Self::Contact(_, before)) => *content = before,
            (Self::Call(_, content @ None), Self::Call(_, before)) => *content = before,
            (Self::Note(_, content @ None), Self::Note(_, before)) => *content = before,
            (Self::Recording(_, content @ None), Self::Recording(_, before)) => *content = before,
            (Self::Mail(_, content @ None), Self::Mail(_, before)) => *content = before,
            (Self::Task(_, content @ None), Self::Task(_, before)) => *content = before,
            (Self::Alert(_, content @ None), Self::Alert(_, before)) => *content = before,
            (_, _) => {}
        }
    }

    /// The same row without its content: the part that the facts fold to.
    #[must_use]
    pub fn state(self) -> Self {
        match self {
            Self::Contact(row, _) => Self::Contact(row, None),
            Self::Call(state, _) => Self::Call(state, None),
            Self::Note(row, _) => Self::Note(row, None),
            Self::Recording(row, _) => Self::Recording(row, None),
            Self::Mail(row, _) => Self::Mail(row, None),
            Self::Task(row, _) => Self::Task(row, None),
            Self::Alert(row, _) => Self::Alert(row, None),
            Self::Settings(_)
            | Self::Teammate(_)
            | Self::Conversation(_)
            | Self::Offer(_)
            | Self::Segment(_)
            | Self::Result(_) => self,
        }
    }
}

/// A settings document and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsRow {
    /// The version, 1 for the first.
    pub version: u64,
    /// The document.
    pub document: Document,
}

/// A contact's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// The contact.
    pub id: ContactId,
    /// When it was made.
    pub created: Millis,
    /// When it last called.
    pub last_active: Millis,
    /// When everything known of it was erased; the row stays for the calls it made.
    #[serde(default)]
    pub erased: Option<Millis>,
}

/// A contact's content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContactContent {
    /// E.164, `None` for a withheld number.
    pub number: Option<String>,
    /// As the caller's carrier gave it, or as a teammate wrote it.
    pub name: Option<String>,
    /// The e-mail address, if a teammate wrote one.
    #[serde(default)]
    pub email: Option<String>,
}

/// A conversation's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    /// The conversation.
    pub id: ConversationId,
    /// Whose.
    pub contact: ContactId,
    /// Where it came in.
    pub channel: ChannelId,
    /// The call that lives in it.
    pub call: Option<CallId>,
    /// Open or closed.
    pub state: ConversationState,
    /// Its owner.
    pub teammate: Option<TeammateId>,
    /// Its team.
    pub team: Option<TeamId>,
    /// How many notes it has.
    pub notes: u32,
    /// When something last happened in it: made, noted, opened, closed, assigned; its
    /// call answered, returned or ended.
    #[serde(default)]
    pub active: Millis,
    /// The tags on it.
    #[serde(default)]
    pub tags: BTreeSet<TagId>,
}

/// A call's content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CallContent {
    /// The caller's number, `None` when withheld.
    pub caller: Option<String>,
    /// The caller's display name.
    pub caller_name: Option<String>,
    /// The number called.
    pub called: String,
}

/// One offer, open or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferRow {
    /// The offer.
    pub id: OfferId,
    /// The call.
    pub call: CallId,
    /// To whom.
    pub teammate: TeammateId,
    /// For which team's queue.
    pub team: TeamId,
    /// How it came about.
    pub how: OfferHow,
    /// When it was made.
    pub at: Millis,
    /// When its ring ends.
    pub ring_until: Millis,
    /// How and when it ended.
    pub ended: Option<(Millis, OfferEnd)>,
    /// Who was considered.
    pub considered: Considered,
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// It connected.
    Answered,
    /// The teammate's side ended it.
    Declined(DeclineCause),
    /// It rang out.
    Missed,
    /// The desk took it back.
    Withdrawn(WithdrawnWhy),
}

/// What a piece of a call's time was spent on. Segments of a call follow each other
/// without hole or overlap from the call's start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// Before a queue, or turned away and hearing why.
    Routing,
    /// Waiting in a team's queue.
    Queue,
    /// Waiting while a phone rings.
    Ring,
    /// Talking.
    Talk,
    /// Put on hold by a teammate.
    Hold,
}

/// A finished piece of a call's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The call.
    pub call: CallId,
    /// Its place among the call's segments: 1, 2, 3, ….
    pub n: u32,
    /// What it was spent on.
    pub kind: SegmentKind,
    /// The team it counts for.
    pub team: Option<TeamId>,
    /// The teammate rung or talking.
    pub teammate: Option<TeammateId>,
    /// Which stay in a queue it belongs to, from 1; 0 before the first.
    pub stay: u32,
    /// Its start.
    pub from: Millis,
    /// Its end.
    pub to: Millis,
}

/// A note's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    /// The note.
    pub id: NoteId,
    /// Where.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub by: Actor,
    /// When.
    pub at: Millis,
}

/// A note's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteContent {
    /// The words.
    pub body: String,
}

/// A recording's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingRow {
    /// The recording.
    pub id: RecordingId,
    /// Its call.
    pub call: CallId,
    /// When it began.
    pub started: Millis,
    /// Where it stands.
    pub stage: RecordingStage,
}

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingStage {
    /// Storing.
    Running,
    /// Storing nothing for a while.
    Paused,
    /// Asked to close.
    Closing,
    /// Closed and good.
    Stored {
        /// Milliseconds of audio.
        length_ms: u64,
    },
    /// Cut short; what there is was kept.
    Failed {
        /// Milliseconds of audio kept.
        length_ms: u64,
    },
    /// Deleted everywhere; that it was is all that is left.
    Deleted {
        /// Milliseconds of audio there were.
        length_ms: u64,
    },
}

impl RecordingStage {
    /// Whether the file may still change.
    #[must_use]
    pub fn open(self) -> bool {
        match self {
            Self::Running | Self::Paused | Self::Closing => true,
            Self::Stored { .. } | Self::Failed { .. } | Self::Deleted { .. } => false,
        }
    }
}

/// A recording's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingContent {
    /// Where its file lies.
    pub path: String,
}
