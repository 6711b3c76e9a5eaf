//! What must be done sooner or later. Durable: a job's row is in the commit of its
//! cause and is done again under the same key until a receipt is written.

use serde::{Deserialize, Serialize};

use crate::id::{CallId, ContactId, MailId, RecordingId, Seq, WebhookId};
use crate::notify::JudgePart;
use crate::webhook::WebhookEvent;

/// Work that outlives the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Move a closed recording from the live folder into the recordings store.
    StoreRecording {
        /// The recording.
        recording: RecordingId,
        /// Its call.
        call: CallId,
        /// The closed file.
        path: String,
    },
    /// Judge an ended call's notifications: comes back as `Input::JudgeCall`.
    Judge {
        /// The call.
        call: CallId,
        /// Which of them.
        part: JudgePart,
    },
    /// Send a mail: comes back as `Input::MailSent` or `Input::MailFailed`.
    SendMail {
        /// The mail.
        mail: MailId,
    },
    /// Tell a webhook what happened.
    CallWebhook {
        /// The webhook.
        webhook: WebhookId,
        /// What happened.
        event: WebhookEvent,
        /// To which call, conversation or task.
        subject: u64,
        /// The line of the log that says so.
        seq: Seq,
    },
    /// Delete a recording's file, wherever it lies.
    DeleteRecording {
        /// The recording.
        recording: RecordingId,
        /// Its call.
        call: CallId,
    },
    /// Erase what stands about a contact in other rows.
    EraseContact {
        /// The contact.
        contact: ContactId,
    },
}

impl Job {
    /// The same for every attempt at the same work, so that doing it twice does it once.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::StoreRecording { recording, .. } => format!("store-recording-{recording}"),
            Self::Judge { call, part } => format!("judge-{}-{call}", part.name()),
            Self::SendMail { mail } => format!("send-mail-{mail}"),
            Self::CallWebhook { webhook, seq, .. } => format!("webhook-{webhook}-{seq}"),
            Self::DeleteRecording { recording, .. } => format!("delete-recording-{recording}"),
            Self::EraseContact { contact } => format!("erase-contact-{contact}"),
        }
    }
}
