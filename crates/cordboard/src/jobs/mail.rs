//! Mails: read from their rows, handed to the server, and the desk told what became of
//! them. The receipt stands in the commit of that fact, so a mail is sent twice only if
//! the process dies between the server's yes and the commit.

use std::time::{Duration, SystemTime};

use courier::mail::{Letter, MailError, Refusal, Retry};
use courier::pace::Course;
use desk::{Input, MailContent, MailFailure, MailId, MailRow, MailStage};
use store::{DueJob, JobFilter};

use super::{Around, Outcome, store_trouble};
use crate::clock;
use crate::desk_loop::chain;

/// What a mail waits for that nobody can send.
pub(crate) const NO_SERVER: &str = "No SMTP server is configured.";

/// Who sets the server up within a day still gets the mails of that day sent.
const PARKED_MS: u64 = 24 * 3_600_000;

/// So many jobs are read at a time when a server was configured.
const UNPARKED_AT_ONCE: u32 = 500;

impl Around {
    /// Sends a mail, or says that it never will be.
    pub(super) async fn send_mail(&self, due: &DueJob, mail: MailId) -> Outcome {
        let (row, content) = match self.store.mail(due.workspace, mail).await {
            Ok(Some(found)) => found,
            // A mail that is not there needs nobody; the desk writes the receipt.
            Ok(None) => return Outcome::Done,
            Err(error) => return store_trouble(due, &error),
        };
        match row.stage {
            MailStage::Waiting => {}
            MailStage::Sent { .. } | MailStage::Failed { .. } => return Outcome::Done,
        }
        let Some(content) = content else {
            // Its words were erased before it was sent.
            return self.failed(due, mail, MailFailure::MessageRefused).await;
        };
        let Some(post) = &self.ways.post else { return self.parked(due, &row).await };
        match post.send(&letter(&row, content)).await {
            Ok(()) => self.told(Input::MailSent { mail, job: due.key.clone() }).await,
            Err(error) => self.refused(due, mail, error).await,
        }
    }

    async fn refused(&self, due: &DueJob, mail: MailId, error: MailError) -> Outcome {
        let why = match error.retry {
            Retry::Later => match Course::Mail.pause_ms(&due.key, due.attempts) {
                Some(pause_ms) => {
                    let brief = error.brief();
                    return Outcome::Again { words: error.words, brief, pause_ms };
                }
                None => MailFailure::GaveUp,
            },
            Retry::Never(Refusal::Recipient) => MailFailure::RecipientRefused,
            Retry::Never(Refusal::Sender) => MailFailure::SenderRefused,
            Retry::Never(Refusal::Message) => MailFailure::MessageRefused,
        };
        tracing::warn!(job.key = due.key, why = error.brief(), "a mail will not be sent");
        self.failed(due, mail, why).await
    }

    async fn failed(&self, due: &DueJob, mail: MailId, why: MailFailure) -> Outcome {
        self.told(Input::MailFailed { mail, why, job: due.key.clone() }).await
    }

    /// Nobody takes our mail: it waits for a day.
    async fn parked(&self, due: &DueJob, row: &MailRow) -> Outcome {
        let waited = clock::now().since(row.at);
        if waited >= PARKED_MS {
            return self.failed(due, row.id, MailFailure::NotConfigured).await;
        }
        let words = NO_SERVER.to_owned();
        Outcome::Again { brief: words.clone(), words, pause_ms: PARKED_MS - waited }
    }

    /// Mails that were parked are due at once when there is a server.
    pub(super) async fn unpark(&self) {
        if self.ways.post.is_none() {
            return;
        }
        let mut before = None;
        loop {
            let page = self
                .store
                .jobs_page(
                    self.workspace,
                    JobFilter::Failing,
                    Some("mail"),
                    before.as_ref(),
                    UNPARKED_AT_ONCE,
                )
                .await;
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(error = %chain(&error), "parked mails wait for their time");
                    return;
                }
            };
            let Some(last) = page.last() else { return };
            before = Some(last.place(JobFilter::Failing));
            let parked = |job: &&store::JobRecord| job.last_error.as_deref() == Some(NO_SERVER);
            for job in page.iter().filter(parked) {
                let retried = self.store.retry_job(self.workspace, &job.key, clock::now()).await;
                if let Err(error) = retried {
                    tracing::warn!(error = %chain(&error), "parked mails wait for their time");
                    return;
                }
            }
        }
    }
}

fn letter(row: &MailRow, content: MailContent) -> Letter {
    let MailContent { message_id, from_name, recipient, subject, html, text } = content;
    let written = Duration::from_millis(u64::try_from(row.at.0).unwrap_or_default());
    Letter {
        message_id,
        from_name: Some(from_name).filter(|name| !name.trim().is_empty()),
        to: recipient,
        subject,
        html,
        text,
        date: SystemTime::UNIX_EPOCH + written,
    }
}
