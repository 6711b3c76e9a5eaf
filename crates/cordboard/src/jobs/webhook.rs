//! Webhooks: the message is built from what is stored now, signed, and sent under an id
//! that is the same on every attempt.

use std::time::SystemTime;

use courier::pace::Course;
use courier::webhook::{Message, Secret, WebhookError};
use desk::{Seq, Toggle, WebhookEvent, WebhookId, WebhookSettings};
use store::DueJob;

use super::{Around, Outcome, store_trouble};

impl Around {
    /// One attempt.
    pub(super) async fn call_webhook(
        &self,
        due: &DueJob,
        webhook: WebhookId,
        event: WebhookEvent,
        subject: u64,
        seq: Seq,
    ) -> Outcome {
        let looked = self.inbox.look(move |desk| desk.webhooks().get(&webhook).cloned()).await;
        let settings = match looked {
            Ok(settings) => settings,
            Err(api::Unheard::Stopping) => return Outcome::Abandoned,
            Err(api::Unheard::StoreDown | api::Unheard::Overloaded) => {
                return Outcome::again(Course::House, due, "The server has too much to do.");
            }
        };
        let Some(settings) = settings.filter(is_called) else {
            return given_up("This webhook is switched off.");
        };
        let secret = match self.store.webhook_secret(due.workspace, webhook).await {
            Ok(secret) => secret,
            Err(error) => return store_trouble(due, &error),
        };
        let Some(secret) = secret.and_then(|text| Secret::read(&text).ok()) else {
            let words = "This webhook has no signing secret yet; make one on its page.";
            return Outcome::again(Course::Webhook, due, words);
        };
        let body = match self.payload(event, subject, seq).await {
            Ok(Some(body)) => body,
            Ok(None) => return given_up("What this message is about is not there any more."),
            Err(error) => return store_trouble(due, &error),
        };
        let id = format!("{}-{}", due.workspace, due.key);
        let message = Message { id: &id, at: SystemTime::now(), body: &body };
        match self.ways.caller.call(&settings.url, &secret, message).await {
            Ok(_) => Outcome::Done,
            Err(error) => judged(due, error),
        }
    }
}

fn is_called(settings: &WebhookSettings) -> bool {
    settings.on == Toggle::On && settings.retired == Toggle::Off
}

fn judged(due: &DueJob, error: WebhookError) -> Outcome {
    let brief = error.brief();
    match error {
        WebhookError::Gone { words } => Outcome::GivenUp { words, brief },
        // A name may lead elsewhere tomorrow, and the operator may allow the network.
        WebhookError::Later { words, .. } | WebhookError::Forbidden { words } => {
            match Course::Webhook.pause_ms(&due.key, due.attempts) {
                Some(pause_ms) => Outcome::Again { words, brief, pause_ms },
                None => Outcome::GivenUp { words, brief },
            }
        }
    }
}

fn given_up(words: &str) -> Outcome {
    Outcome::GivenUp { words: words.to_owned(), brief: words.to_owned() }
}
