//! Tasks, alerts and tags.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ContactBrief, May, NameRef, Priority};

/// A follow-up that is linked to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskView {
    /// The task.
    pub id: u64,
    /// The conversation.
    pub conversation: u64,
    /// Whose conversation it is.
    pub contact: ContactBrief,
    /// The call it follows from.
    pub call: Option<u64>,
    /// What is to be done; empty once it was erased.
    pub title: String,
    /// How urgent.
    pub priority: Priority,
    /// Whose it is.
    pub assignee: Option<NameRef>,
    /// When it is due.
    pub due_ms: Option<i64>,
    /// When it was created.
    pub created_ms: i64,
    /// When it was done.
    pub done_ms: Option<i64>,
    /// Who created it, in words: a teammate's name, or the notification's.
    pub by: String,
    /// The notification that created it.
    pub notification: Option<String>,
    /// What the viewer may do with it now: `edit`, `finish`, `reopen`.
    pub may: Vec<May>,
}

/// A page of tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskPage {
    /// The tasks: open ones by when they are due, done ones the latest first.
    pub items: Vec<TaskView>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
    /// How many open tasks the viewer has.
    pub mine_open: u64,
}

/// Which tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskList {
    /// The viewer's own open ones.
    #[default]
    Mine,
    /// All open ones.
    Open,
    /// Done ones.
    Done,
}

/// Which page of which tasks.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TasksAsked {
    /// Which.
    #[serde(default)]
    #[param(inline)]
    pub view: TaskList,
    /// Those of this priority alone.
    #[param(inline)]
    pub priority: Option<Priority>,
    /// `next` of the page before.
    pub before: Option<String>,
}

/// A task to be created.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// The conversation.
    pub conversation: u64,
    /// What is to be done.
    pub title: String,
    /// How urgent.
    pub priority: Priority,
    /// Whose it is.
    pub assignee: Option<u64>,
    /// When it is due.
    pub due_ms: Option<i64>,
}

/// A task as it is to be: whole new values.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskChange {
    /// What is to be done.
    pub title: String,
    /// How urgent.
    pub priority: Priority,
    /// Whose it is.
    pub assignee: Option<u64>,
    /// When it is due.
    pub due_ms: Option<i64>,
}

/// An alert in the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertView {
    /// The alert.
    pub id: u64,
    /// The call.
    pub call: u64,
    /// The conversation.
    pub conversation: u64,
    /// Whose conversation it is.
    pub contact: ContactBrief,
    /// The notification that gave it.
    pub notification: String,
    /// What it says; empty once it was erased.
    pub title: String,
    /// When it was given.
    pub at_ms: i64,
    /// Whether the viewer has seen it.
    pub seen: bool,
}

/// Up to where alerts were seen.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertsSeen {
    /// The newest alert that was seen.
    pub until: u64,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TagView {
    /// The tag.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// A retired tag can be taken off, and not put on.
    #[schema(value_type = super::Toggle)]
    pub retired: desk::Toggle,
}

/// A tag to be made.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagMade {
    /// Its name.
    pub name: String,
}
