//! What became of notifications.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AlertView, May, NameRef, NotificationSettings, TaskView};

/// What became of a notification after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultState {
    /// Everything it does is done.
    Sent,
    /// It does nothing after this call; the words say why.
    Skipped,
    /// Something of it is still to be done.
    Waiting,
    /// A mail of it could not be sent, and is not tried again.
    Failed,
}

/// What became of a notification after a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultView {
    /// The result.
    pub id: u64,
    /// The notification, by its name now.
    pub notification: NameRef,
    /// Which version of it was judged.
    pub version: u64,
    /// 0; higher for one that was sent again by hand.
    pub resend: u32,
    /// The call.
    pub call: u64,
    /// The conversation.
    pub conversation: u64,
    /// When it was judged.
    pub at_ms: i64,
    /// What became of it.
    pub state: ResultState,
    /// The same in words.
    pub words: String,
    /// Its mails.
    pub mails: Vec<MailLine>,
    /// Its task.
    pub task: Option<TaskView>,
    /// Its alert.
    pub alert: Option<u64>,
    /// What the viewer may do with it now: `resend`.
    pub may: Vec<May>,
}

/// What became of all notifications after one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallNotifications {
    /// The results, the newest first.
    pub items: Vec<ResultView>,
    /// Why some notifications were not judged yet; null: nothing is waited for.
    pub pending: Option<String>,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultPage {
    /// The results, the newest first.
    pub items: Vec<ResultView>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
}

/// What a notification did last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationActivity {
    /// The notification.
    pub id: u64,
    /// When it was judged last; null: never.
    pub at_ms: Option<i64>,
    /// What became of it then.
    pub state: Option<ResultState>,
    /// The same in words.
    pub words: Option<String>,
}

/// How the results of a conversation stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ResultCounts {
    /// Done.
    pub sent: u32,
    /// Nothing to do.
    pub skipped: u32,
    /// Still to be done.
    pub waiting: u32,
    /// Could not be done.
    pub failed: u32,
}

/// A result was sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resent {
    /// The new result.
    pub result: Option<u64>,
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// It waits to be sent.
    Waiting,
    /// The mail server took it.
    Sent,
    /// It was given up.
    Failed,
}

/// A mail in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailLine {
    /// The mail.
    pub id: u64,
    /// The result it belongs to.
    pub result: u64,
    /// The call.
    pub call: u64,
    /// The conversation.
    pub conversation: u64,
    /// The notification, by its name now.
    pub notification: NameRef,
    /// To whom; null once its words were removed.
    pub recipient: Option<String>,
    /// Its subject; null once its words were removed.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: MailState,
    /// The same in words.
    pub words: String,
    /// When it was written.
    pub at_ms: i64,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; null: not again.
    pub next_ms: Option<i64>,
}

/// A page of mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailPage {
    /// The mails, the newest first.
    pub items: Vec<MailLine>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
    /// Whether there is a mail server to send them by.
    pub mail_configured: bool,
}

/// A line of a mail's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeaderLine {
    /// `Subject`, `To`, ….
    pub name: String,
    /// What it says.
    pub value: String,
}

/// A mail, whole. Its HTML belongs into a frame without scripts, and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailDetail {
    /// Its line in the list.
    pub mail: MailLine,
    /// Its head.
    pub headers: Vec<HeaderLine>,
    /// The body as HTML; null once its words were removed.
    pub html: Option<String>,
    /// The body as text; null once its words were removed.
    pub text: Option<String>,
}

/// A notification to be tried on a call that is over. Nothing is sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryNotification {
    /// The notification, saved or not.
    #[schema(value_type = NotificationSettings)]
    pub draft: desk::NotificationSettings,
    /// The call.
    pub call: u64,
}

/// What a notification would do after a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trial {
    /// Whether it would fire.
    pub fires: bool,
    /// What would become of it, in words.
    pub words: String,
    /// Each test of the condition.
    pub findings: Vec<FindingView>,
    /// Who would get the mail.
    pub recipients: Vec<String>,
    /// The mail, finished.
    pub mail: Option<TrialMail>,
    /// The task.
    pub task: Option<TrialTask>,
    /// The alert.
    pub alert: Option<TrialAlert>,
}

/// A test of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// What was asked, in words.
    pub test: String,
    /// Whether it is met.
    pub met: bool,
    /// What was found, in words.
    pub seen: String,
}

/// A mail that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialMail {
    /// The subject.
    pub subject: String,
    /// The body as HTML: for a frame without scripts.
    pub html: String,
    /// The body as text.
    pub text: String,
}

/// A task that was not created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialTask {
    /// What it would be called.
    pub title: String,
    /// How urgent.
    pub priority: super::Priority,
    /// Whose.
    pub assignee: Option<NameRef>,
    /// When it would be due.
    pub due_ms: Option<i64>,
}

/// An alert that was not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialAlert {
    /// What it would say.
    pub title: String,
    /// To whom, in words.
    pub to: String,
}

/// A page of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertPage {
    /// The alerts, the newest first.
    pub items: Vec<AlertView>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
    /// How many the viewer has not seen.
    pub unseen: u64,
}
