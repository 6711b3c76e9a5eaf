//! Webhooks: other programs that are told what happens at the desk.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::settings::Toggle;

/// A webhook's settings. Its signing secret stands elsewhere: facts hold no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// Shown name.
    pub name: String,
    /// Where it is called.
    pub url: String,
    /// What it is told.
    pub events: BTreeSet<WebhookEvent>,
    /// Whether it is called.
    pub on: Toggle,
    /// A retired webhook is called no more and shown no more.
    pub retired: Toggle,
}

/// What a webhook can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookEvent {
    /// A call is over.
    CallEnded,
    /// A call is over and its recording is closed.
    CallDataReady,
    /// A conversation began.
    ConversationCreated,
    /// A task was made.
    TaskCreated,
}

impl WebhookEvent {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::CallEnded, Self::CallDataReady, Self::ConversationCreated, Self::TaskCreated];
}
