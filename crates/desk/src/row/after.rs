//! What is left after a call: results, mails, tasks and alerts.

use serde::{Deserialize, Serialize};

use crate::id::{
    AlertId, CallId, ConversationId, MailId, NotificationId, ResultId, TaskId, TeammateId,
};
use crate::input::Actor;
use crate::notify::{AlertTo, Verdict};
use crate::time::Millis;

/// What became of one notification after one call [004].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// The result.
    pub id: ResultId,
    /// The call.
    pub call: CallId,
    /// The conversation the call lives in.
    pub conversation: ConversationId,
    /// The notification.
    pub notification: NotificationId,
    /// The version of its settings that was judged.
    pub version: u64,
    /// 0 for the first, counted up by each time somebody sends it again.
    pub resend: u32,
    /// Whether it fired.
    pub verdict: Verdict,
    /// When it was judged.
    pub at: Millis,
    /// The mails it made, one for each recipient.
    pub mails: Vec<MailId>,
    /// The task it made.
    pub task: Option<TaskId>,
    /// The alert it made.
    pub alert: Option<AlertId>,
}

/// A mail's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    /// The mail.
    pub id: MailId,
    /// The call it tells of.
    pub call: CallId,
    /// What it belongs to.
    pub result: ResultId,
    /// Whether it was taken.
    pub stage: MailStage,
    /// When it was written.
    pub at: Millis,
}

/// Whether a mail was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailStage {
    /// Not yet.
    Waiting,
    /// The recipient's side took it.
    Sent {
        /// When.
        at: Millis,
    },
    /// It will never be taken.
    Failed {
        /// When that was known.
        at: Millis,
        /// Why.
        why: MailFailure,
    },
}

/// Why a mail will never be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailFailure {
    /// The recipient's server knows no such address, or refuses it.
    RecipientRefused,
    /// Our server may not send from the address it is to send from.
    SenderRefused,
    /// The mail itself was refused.
    MessageRefused,
    /// It was tried for as long as a mail is tried.
    GaveUp,
    /// Nobody has said which server sends our mail.
    NotConfigured,
}

/// A mail's content: whom it goes to and what it says, as it was rendered once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailContent {
    /// The same on every attempt, angle brackets and all.
    pub message_id: String,
    /// The name it comes from; its address is the operator's.
    pub from_name: String,
    /// The one recipient's address.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// The whole body as HTML.
    pub html: String,
    /// The same body as plain text.
    pub text: String,
}

/// How urgent a task is [004].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As usual.
    #[default]
    Medium,
    /// Before the others.
    High,
    /// Now.
    Urgent,
}

/// A task's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// The task.
    pub id: TaskId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The call it follows up, when a notification made it.
    pub call: Option<CallId>,
    /// What it belongs to, when a notification made it.
    pub result: Option<ResultId>,
    /// How urgent it is.
    pub priority: Priority,
    /// Whose it is, if anybody's.
    pub assignee: Option<TeammateId>,
    /// Until when it should be done.
    pub due: Option<Millis>,
    /// When it was made.
    pub created: Millis,
    /// When it was done.
    pub done: Option<Millis>,
    /// Who made it.
    pub by: Actor,
}

/// A task's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskContent {
    /// What is to be done, in one line.
    pub title: String,
}

/// A team alert's state; written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRow {
    /// The alert.
    pub id: AlertId,
    /// What it belongs to.
    pub result: ResultId,
    /// The call.
    pub call: CallId,
    /// The conversation the call lives in.
    pub conversation: ConversationId,
    /// Who was told.
    pub to: AlertTo,
    /// When.
    pub at: Millis,
}

/// A team alert's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertContent {
    /// What it says, in one line.
    pub title: String,
}
