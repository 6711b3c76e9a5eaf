//! What is done behind the scenes, and who did what: jobs, webhooks, the audit log.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CallBrief, ContactBrief, NameRef, Toggle};

/// A tag's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagSettings {
    /// Shown name.
    pub name: String,
    /// A retired tag can be taken off, and not put on.
    pub retired: Toggle,
}

/// What a webhook can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookEvent {
    /// A call ended.
    CallEnded,
    /// A call ended, and its recording is stored or known to be missing.
    CallDataReady,
    /// A conversation was created.
    ConversationCreated,
    /// A task was created.
    TaskCreated,
}

/// A webhook's settings. Its secret is no part of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// Shown name.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// What it is told.
    pub events: Vec<WebhookEvent>,
    /// Whether it is told.
    pub on: Toggle,
    /// A retired webhook is told nothing.
    pub retired: Toggle,
}

/// A webhook's signing secret, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookSecret {
    /// `whsec_…`, as Standard Webhooks writes it.
    pub secret: String,
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookSecret").finish_non_exhaustive()
    }
}

/// What became of a test call to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookTested {
    /// Whether it was taken.
    pub ok: bool,
    /// The HTTP status it answered.
    pub status: Option<u16>,
    /// What happened, and what to do about it.
    pub sentence: String,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It was not tried yet.
    Waiting,
    /// It was tried, failed, and will be tried again.
    #[default]
    Failing,
    /// It was given up.
    GivenUp,
    /// Done.
    Done,
}

/// Which jobs.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobsAsked {
    /// Which.
    #[serde(default)]
    #[param(inline)]
    pub state: JobState,
    /// The calls of this webhook alone.
    pub webhook: Option<u64>,
    /// `next` of the page before.
    pub before: Option<String>,
}

/// A piece of work that outlives a crash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobView {
    /// The job.
    pub key: String,
    /// `send_mail`, `call_webhook`, ….
    pub kind: String,
    /// What it does, in words.
    pub words: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; null: not again.
    pub due_ms: Option<i64>,
    /// When it was made.
    pub created_ms: i64,
    /// When it was done.
    pub done_ms: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// The call it is about.
    pub call: Option<u64>,
    /// The mail it sends.
    pub mail: Option<u64>,
    /// The webhook it tells.
    pub webhook: Option<u64>,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct JobCounts {
    /// Not tried yet.
    pub waiting: u64,
    /// Tried, and to be tried again.
    pub failing: u64,
    /// Given up.
    pub given_up: u64,
    /// Done, and still remembered.
    pub done: u64,
}

/// A page of jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<JobView>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
    /// How many there are of each.
    pub counts: JobCounts,
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditView {
    /// The line.
    pub id: u64,
    /// When.
    pub at_ms: i64,
    /// Who; null: the operator.
    pub teammate: Option<NameRef>,
    /// What was done: `recording_played`, `team_saved`, ….
    pub what: String,
    /// The same in words.
    pub words: String,
    /// To what: `recording 7`, `team Support`.
    pub subject: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    /// The lines, the newest first.
    pub items: Vec<AuditView>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Before {
    /// `next` of the page before.
    pub before: Option<String>,
}

/// Which page of the calls that are over.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PastAsked {
    /// `next` of the page before.
    pub before: Option<String>,
    /// How many, 100 at most; 50 unless given.
    pub limit: Option<u32>,
}

/// A call that is over, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastCall {
    /// The call.
    pub call: CallBrief,
    /// Its conversation.
    pub conversation: u64,
    /// Who called.
    pub contact: ContactBrief,
    /// The team it was for.
    pub team: Option<NameRef>,
    /// Where it came in.
    pub channel: NameRef,
}

/// A page of calls that are over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastCalls {
    /// The calls, the last placed first.
    pub items: Vec<PastCall>,
    /// Where the next page begins; null: this was the last.
    pub next: Option<String>,
}
