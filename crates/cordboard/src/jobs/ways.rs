//! The ways out of the house, as the configuration has them.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use courier::mail::Post;
use courier::webhook::{Caller, CallerSettings, Message, Secret, WebhookError};

use super::payload;
use crate::clock;
use crate::config::{Config, Wrong};

/// Where mail and webhooks go.
#[derive(Clone)]
pub(crate) struct Ways {
    /// The way to the mail server, when there is one.
    pub(crate) post: Option<Arc<Post>>,
    /// Calls webhooks.
    pub(crate) caller: Arc<Caller>,
}

/// Prepares them; connects to nothing.
pub(crate) fn ways(config: &Config) -> Result<Ways, Wrong> {
    let post = match &config.mail {
        Some(settings) => Some(Arc::new(
            Post::new(settings.clone()).map_err(|why| Wrong::new(format!("`mail`: {why}.")))?,
        )),
        None => None,
    };
    let settings = CallerSettings {
        allow_internal: config.webhooks.allow_internal.clone(),
        authorities: config.webhooks.authorities.clone(),
        ..CallerSettings::default()
    };
    let caller = Caller::new(settings)
        .map_err(|why| Wrong::new(format!("`webhooks.ca_file` cannot be used: {why}.")))?;
    Ok(Ways { post, caller: Arc::new(caller) })
}

/// What a webhook answered to a test call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tried {
    /// Its status, when it gave one.
    pub(crate) status: Option<u16>,
    /// What is wrong; nothing when it took the message.
    pub(crate) trouble: Option<String>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// Calls a webhook with a message that says it is a test: the same way, the same signature
/// and the same refusals as a real one. Nothing is tried again.
pub(crate) async fn try_webhook(caller: &Caller, url: &str, secret: &str) -> Tried {
    let Ok(secret) = Secret::read(secret) else {
        let trouble = "The secret of this webhook cannot be read; make a new one.".to_owned();
        return Tried { status: None, trouble: Some(trouble), took: Duration::ZERO };
    };
    let now = clock::now();
    let (id, body) = (format!("test-{}", now.0), payload::of_a_test(now));
    let since_1970 = Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    let at = SystemTime::UNIX_EPOCH + since_1970;
    let begun = Instant::now();
    let done = caller.call(url, &secret, Message { id: &id, at, body: &body }).await;
    let (status, trouble) = match done {
        Ok(status) => (Some(status), None),
        Err(WebhookError::Later { status, words }) => (status, Some(words)),
        Err(WebhookError::Gone { words }) => (Some(410), Some(words)),
        Err(WebhookError::Forbidden { words }) => (None, Some(words)),
    };
    Tried { status, trouble, took: begun.elapsed() }
}
