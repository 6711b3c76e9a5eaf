//! Webhooks as Standard Webhooks describes them: a signed POST, delivered at least once
//! under one id. The address was written by a person who may not look into the operator's
//! network, so nothing inside it is reached, whatever a name resolves to or a receiver
//! redirects to.

mod address;
mod signature;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::ClientConfig;
use tokio::time::timeout;

use self::address::Target;
use crate::network::Network;
use crate::trust::Authorities;

pub use self::address::check_url;
pub use self::signature::{Secret, SecretError};

/// The whole of an attempt, from the look-up of the name to the end of the answer. A
/// receiver that takes longer should answer first and work then.
const LONGEST: Duration = Duration::from_secs(15);

/// Of an answer so much is read; what it says is shown when it refuses.
const ANSWER_MAX: usize = 4 * 1024;

/// Of that so much is shown.
const SHOWN_MAX: usize = 200;

/// Looks names up.
pub trait Lookup: Send + Sync {
    /// The addresses of a name, as many as it has.
    fn lookup(&self, name: String) -> Looking;
}

/// A look-up under way.
pub type Looking = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// As the system does it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Lookup for SystemNames {
    fn lookup(&self, name: String) -> Looking {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// How webhooks are called.
pub struct CallerSettings {
    /// Networks that are inside and may be reached all the same, also without TLS.
    pub allow_internal: Vec<Network>,
    /// Authorities beside those of the web.
    pub authorities: Authorities,
    /// Who looks names up.
    pub names: Arc<dyn Lookup>,
    /// The whole of an attempt.
    pub longest: Duration,
}

impl Default for CallerSettings {
    fn default() -> Self {
        Self {
            allow_internal: Vec::new(),
            authorities: Authorities::default(),
            names: Arc::new(SystemNames),
            longest: LONGEST,
        }
    }
}

/// Why a webhook was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// It may be later.
    #[error("{words}")]
    Later {
        /// The receiver's status, when it gave one.
        status: Option<u16>,
        /// For a person.
        words: String,
    },
    /// The receiver says that it is gone for good (410).
    #[error("{words}")]
    Gone {
        /// For a person.
        words: String,
    },
    /// The address is one that is not called.
    #[error("{words}")]
    Forbidden {
        /// For a person.
        words: String,
    },
}

impl WebhookError {
    fn later(words: impl Into<String>) -> Self {
        Self::Later { status: None, words: words.into() }
    }

    /// For logs: no words of the receiver.
    #[must_use]
    pub fn brief(&self) -> String {
        match self {
            Self::Later { status: Some(status), .. } => format!("status {status}"),
            Self::Later { status: None, .. } => "not reached".to_owned(),
            Self::Gone { .. } => "status 410".to_owned(),
            Self::Forbidden { .. } => "forbidden".to_owned(),
        }
    }
}

/// Calls webhooks.
pub struct Caller {
    settings: CallerSettings,
    tls: ClientConfig,
}

/// What one attempt says.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The same on every attempt, so that a receiver knows what it has seen.
    pub id: &'a str,
    /// The time of this attempt: receivers refuse old ones, which somebody may replay.
    pub at: SystemTime,
    /// JSON.
    pub body: &'a str,
}

impl Caller {
    /// Prepares calls.
    ///
    /// # Errors
    /// When an authority's certificate cannot be used.
    pub fn new(settings: CallerSettings) -> Result<Self, rustls::Error> {
        let tls = settings.authorities.client()?;
        Ok(Self { settings, tls })
    }

    /// One attempt. Returns the receiver's status, which says that it has the message.
    ///
    /// # Errors
    /// With whether another attempt makes sense, in words.
    pub async fn call(
        &self,
        url: &str,
        secret: &Secret,
        message: Message<'_>,
    ) -> Result<u16, WebhookError> {
        match timeout(self.settings.longest, self.attempt(url, secret, message)).await {
            Ok(done) => done,
            Err(_) => {
                let seconds = self.settings.longest.as_secs_f64();
                Err(WebhookError::later(format!("The receiver did not answer within {seconds} s.")))
            }
        }
    }

    async fn attempt(
        &self,
        url: &str,
        secret: &Secret,
        message: Message<'_>,
    ) -> Result<u16, WebhookError> {
        let target = Target::read(url).map_err(|words| WebhookError::Forbidden { words })?;
        let addresses = self.resolved(&target).await?;
        self.allowed(&target, &addresses)?;
        let client = self.client(addresses).map_err(|error| WebhookError::later(reason(&error)))?;
        let seconds = message.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let timestamp = seconds.as_secs().to_string();
        let signature = secret.sign(message.id, &timestamp, message.body);
        let request = client
            .post(target.url)
            .header("content-type", "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(message.body.to_owned());
        match request.send().await {
            Ok(response) => judge(response).await,
            Err(error) => Err(WebhookError::later(format!(
                "The receiver cannot be reached: {}.",
                reason(&error)
            ))),
        }
    }

    /// Where the connection may go. A name is looked up once, here, and nowhere else: an
    /// answer that changes between the look and the step cannot matter.
    async fn resolved(&self, target: &Target) -> Result<Vec<IpAddr>, WebhookError> {
        let name = match &target.host {
            address::Host::Address(address) => return Ok(vec![*address]),
            address::Host::Name(name) => name,
        };
        let found = self.settings.names.lookup(name.clone()).await;
        let found = found.map_err(|error| {
            WebhookError::later(format!("The name {name} cannot be looked up: {error}."))
        })?;
        if found.is_empty() {
            return Err(WebhookError::later(format!("The name {name} has no address.")));
        }
        Ok(found)
    }

    /// Every address has to be one that may be called: a name with one good and one bad
    /// address is a trap.
    fn allowed(&self, target: &Target, addresses: &[IpAddr]) -> Result<(), WebhookError> {
        let listed = |address: &IpAddr| {
            let address = address.to_canonical();
            self.settings.allow_internal.iter().any(|network| network.holds(address))
        };
        if addresses.iter().all(listed) {
            return Ok(());
        }
        let bad =
            addresses.iter().find(|address| crate::network::inside(**address) && !listed(address));
        if let Some(bad) = bad {
            let words = format!(
                "The address leads to {bad}, which lies inside a network and is not called; \
                 the operator can allow it with `webhooks.allow_internal`."
            );
            return Err(WebhookError::Forbidden { words });
        }
        target.of_the_open_net().map_err(|words| WebhookError::Forbidden { words })
    }

    fn client(&self, addresses: Vec<IpAddr>) -> reqwest::Result<Client> {
        Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .dns_resolver(Arc::new(Checked(addresses)))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .user_agent(concat!("Cordboard/", env!("CARGO_PKG_VERSION")))
            .build()
    }
}

/// Whatever name is asked for: these addresses, which were checked.
struct Checked(Vec<IpAddr>);

impl Resolve for Checked {
    fn resolve(&self, _: Name) -> Resolving {
        // Port 0 is replaced by the one of the URL.
        let all: Vec<_> = self.0.iter().map(|address| SocketAddr::new(*address, 0)).collect();
        Box::pin(async move { Ok(Box::new(all.into_iter()) as Addrs) })
    }
}

/// What a status means.
async fn judge(response: Response) -> Result<u16, WebhookError> {
    let status = response.status();
    if status.is_success() {
        return Ok(status.as_u16());
    }
    if status.is_redirection() {
        let words =
            format!("The receiver answers with a redirect ({status}), which is not followed.");
        return Err(WebhookError::Later { status: Some(status.as_u16()), words });
    }
    if status == StatusCode::GONE {
        let words = "The receiver says that it is gone for good (410).".to_owned();
        return Err(WebhookError::Gone { words });
    }
    let said = beginning(response).await;
    let words = match said.as_str() {
        "" => format!("The receiver answers with {status}."),
        said => format!("The receiver answers with {status}: {said}"),
    };
    Err(WebhookError::Later { status: Some(status.as_u16()), words })
}

/// The first words of an answer; whatever comes after is not read.
async fn beginning(mut response: Response) -> String {
    let mut read = Vec::new();
    while read.len() < ANSWER_MAX {
        match response.chunk().await {
            Ok(Some(chunk)) => read.extend(chunk.iter().take(ANSWER_MAX - read.len())),
            // What came before it broke off is as good as nothing more.
            Ok(None) | Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&read);
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The last cause is the one that says something; the URL stays out of it.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;
