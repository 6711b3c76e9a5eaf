//! What jobs are about, by the names that people know: whom a webhook tells, who gets a
//! mail, whose call it was.

use std::collections::{BTreeMap, BTreeSet};

use desk::{CallId, ContactId, Job, MailId, RecordingId, WebhookId};
use store::{Store, StoreError};

use crate::schema::ContactBrief;

/// The names behind the numbers of some jobs. What has no name, or has been erased, is
/// called by its number.
#[derive(Debug, Clone, Default)]
pub struct AboutJobs {
    webhooks: BTreeMap<WebhookId, String>,
    recipients: BTreeMap<MailId, String>,
    callers: BTreeMap<CallId, String>,
}

impl AboutJobs {
    /// Reads what these jobs are about. What webhooks are called, whoever asks knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read<'a>(
        store: &Store,
        workspace: desk::WorkspaceId,
        jobs: impl Iterator<Item = &'a Job>,
        webhooks: BTreeMap<WebhookId, String>,
    ) -> Result<Self, StoreError> {
        let (mut calls, mut mails) = (BTreeSet::new(), BTreeSet::new());
        for job in jobs {
            match job {
                Job::StoreRecording { call, .. }
                | Job::DeleteRecording { call, .. }
                | Job::Judge { call, .. } => {
                    calls.insert(*call);
                }
                Job::SendMail { mail } => {
                    mails.insert(*mail);
                }
                Job::CallWebhook { .. } | Job::EraseContact { .. } => {}
            }
        }
        let mut recipients = BTreeMap::new();
        for mail in mails {
            let found = store.mail(workspace, mail).await?;
            let content = found.and_then(|(_, content)| content);
            recipients.extend(content.map(|content| (mail, content.recipient)));
        }
        let calls: Vec<CallId> = calls.into_iter().collect();
        let records = store.calls(workspace, &calls).await?;
        let contacts: Vec<ContactId> = records.iter().map(|call| call.state.contact).collect();
        let contacts = store.contacts(workspace, &contacts).await?;
        let caller = |call: &store::CallRecord| {
            let (row, content) = contacts.get(&call.state.contact)?;
            Some((call.state.id, ContactBrief::of(row, content).name))
        };
        let callers = records.iter().filter_map(caller).collect();
        Ok(Self { webhooks, recipients, callers })
    }

    /// `webhook Orders`; `webhook 3`.
    #[must_use]
    pub fn webhook(&self, id: WebhookId) -> String {
        self.webhooks.get(&id).map_or_else(|| format!("webhook {id}"), |it| format!("webhook {it}"))
    }

    /// `mail 7 to team@example.org`; `mail 7`.
    #[must_use]
    pub fn mail(&self, id: MailId) -> String {
        let recipient = self.recipients.get(&id);
        recipient.map_or_else(|| format!("mail {id}"), |it| format!("mail {id} to {it}"))
    }

    /// `call 7 (Ruth Novak)`; `call 7`.
    #[must_use]
    pub fn call(&self, id: CallId) -> String {
        self.callers.get(&id).map_or_else(|| format!("call {id}"), |it| format!("call {id} ({it})"))
    }

    /// `recording 9 of call 7 (Ruth Novak)`.
    #[must_use]
    pub fn recording(&self, id: RecordingId, call: CallId) -> String {
        format!("recording {id} of {}", self.call(call))
    }
}
