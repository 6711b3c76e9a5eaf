//! Conversations: lists and one of them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CallBrief, CallCard, Contact, ContactBrief, May, NameRef, ResultCounts, TaskView};

/// Open or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStanding {
    /// Being worked on.
    Open,
    /// Done.
    Closed,
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationItem {
    /// The conversation.
    pub id: u64,
    /// Whose.
    pub contact: ContactBrief,
    /// Where it came in.
    pub channel: NameRef,
    /// Open or closed.
    pub state: ConversationStanding,
    /// Its owner.
    pub teammate: Option<NameRef>,
    /// Its team.
    pub team: Option<NameRef>,
    /// The call that lives in it.
    pub call: Option<CallBrief>,
    /// What happened last, in a few words.
    pub preview: String,
    /// When something last happened in it.
    pub active_ms: i64,
    /// How many notes it has.
    pub notes: u32,
    /// Its tags, by name.
    pub tags: Vec<NameRef>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationPage {
    /// The conversations.
    pub items: Vec<ConversationItem>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
}

/// Which conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewName {
    /// The viewer's own.
    Yours,
    /// Nobody's.
    Unassigned,
    /// All.
    #[default]
    All,
    /// Those whose caller waits.
    Waiting,
    /// Those in whose call somebody talks, or the caller is on hold.
    Active,
    /// A team's.
    Team,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateFilter {
    /// Open ones.
    #[default]
    Open,
    /// Closed ones.
    Closed,
    /// All.
    Any,
}

/// In which order of last activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// The last active first.
    #[default]
    Newest,
    /// The longest silent first.
    Oldest,
}

/// Which page of which list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConversationFilter {
    /// The view.
    #[serde(default)]
    #[param(inline)]
    pub view: ViewName,
    /// The team of the view `team`.
    pub team: Option<u64>,
    /// Open ones, closed ones, or all.
    #[serde(default)]
    #[param(inline)]
    pub state: StateFilter,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    pub sort: SortOrder,
    /// `next` of the page before.
    pub after: Option<String>,
    /// How many, 100 at most; 50 unless given.
    pub limit: Option<u32>,
}

/// How many open conversations each view has; counted up to 1,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Views {
    /// The viewer's own.
    pub yours: u32,
    /// Nobody's.
    pub unassigned: u32,
    /// All.
    pub all: u32,
    /// Those whose caller waits.
    pub waiting: u32,
    /// By team, in the order of their names.
    pub teams: Vec<TeamOpen>,
    /// Open tasks of the viewer.
    pub tasks_mine: u64,
    /// Alerts that the viewer has not seen.
    pub alerts_unseen: u64,
}

/// How many open conversations a team has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamOpen {
    /// The team.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// How many, counted up to 1,000.
    pub open: u32,
}

/// A conversation with everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationDetail {
    /// Its line in a list.
    pub item: ConversationItem,
    /// Whose it is.
    pub contact: Contact,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// Its calls.
    pub calls: Vec<CallCard>,
    /// Its tasks: open ones first, by when they are due.
    pub tasks: Vec<TaskView>,
    /// How the notifications after its calls stand.
    pub notifications: ResultCounts,
    /// What the viewer may do with it now.
    pub may: Vec<May>,
    /// The log's last line when this was read: what comes later may change it.
    pub seq: u64,
}

/// What kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Something that happened.
    Event,
    /// An internal note.
    Note,
    /// A call began: its card belongs here.
    Call,
}

/// One entry of a conversation's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// When.
    pub at_ms: i64,
    /// What kind.
    pub kind: EntryKind,
    /// The words shown: the call log's own, or the note's.
    pub text: String,
    /// Only under *details*.
    pub under_details: bool,
    /// The real cause stored beside the words: `busy`, `client_frozen`, ….
    pub cause: Option<String>,
    /// Who did it, if a teammate.
    pub by: Option<NameRef>,
    /// The note.
    pub note: Option<u64>,
    /// The call it belongs to.
    pub call: Option<u64>,
}
