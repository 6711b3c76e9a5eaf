//! Mail: a letter goes to the SMTP server that the operator named, and what became of it
//! comes back: accepted, to be tried again, or refused for good.
//!
//! Nothing leaves in the clear unless the operator has written that it may: without
//! STARTTLS or with a certificate that does not hold, the letter waits.

mod letter;
mod lines;
mod outcome;
mod session;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, TlsParameters};

use self::session::Session;
use crate::trust::Authorities;

pub use self::letter::Letter;
pub use self::outcome::{MailError, Refusal, Retry, Stage};

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Plain at first, and encrypted before anything else is said; a server that cannot do
    /// that gets no mail. Port 587.
    StartTls,
    /// Encrypted from the first byte. Port 465.
    Implicit,
    /// Not at all: for a server on this machine, or where the operator says so.
    None,
}

/// Who we are to the server. The password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// How long we wait for each thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection, the look-up of the name included.
    pub connect: Duration,
    /// For each answer.
    pub step: Duration,
    /// For the answer to the whole letter. A server that is slow here has often accepted
    /// it already; giving up early sends it twice.
    pub accepted: Duration,
}

impl Default for Patience {
    /// RFC 5321 4.5.3.2 asks for five and ten minutes. That is for relays among
    /// themselves; a submission server answers in seconds, and eight that hang for ten
    /// minutes would hold up all other mail.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            step: Duration::from_secs(60),
            accepted: Duration::from_secs(180),
        }
    }
}

/// The server that takes our mail.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// A name or an address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub tls: Tls,
    /// Who we are, where it asks.
    pub login: Option<Login>,
    /// Who writes: `Name <address>` or an address.
    pub from: String,
    /// What we call ourselves: the name of this machine as others know it.
    pub hello: String,
    /// Authorities beside those of the web.
    pub authorities: Authorities,
    /// How long we wait.
    pub patience: Patience,
}

/// A setting that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The sender's address is none.
    #[error("{0:?} is no e-mail address, and none with a name such as Support <help@example.org>")]
    From(String),
    /// A login without TLS would show the password to everybody on the way.
    #[error("a password must not go over a connection without TLS")]
    LoginInTheClear,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// At most so many connections wait for the next letter.
const IDLE_MAX: usize = 4;

/// A connection that has waited so long is closed: servers close theirs after a minute or
/// more, and one that closes as we write costs an attempt.
const IDLE_LONGEST: Duration = Duration::from_secs(20);

/// So many letters go over one connection; many servers count to a hundred and refuse.
const LETTERS_MAX: u32 = 50;

/// The way to the server: open connections are used again.
pub struct Post {
    settings: SmtpSettings,
    from: Mailbox,
    tls: Option<TlsParameters>,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    session: Session,
    since: Instant,
}

impl Post {
    /// Prepares the way; connects to nothing yet.
    ///
    /// # Errors
    /// When a setting cannot be.
    pub fn new(settings: SmtpSettings) -> Result<Self, SettingsError> {
        let from = mailbox(&settings.from)?;
        let tls = match settings.tls {
            Tls::StartTls | Tls::Implicit => Some(parameters(&settings)?),
            Tls::None if settings.login.is_some() => return Err(SettingsError::LoginInTheClear),
            Tls::None => None,
        };
        Ok(Self { settings, from, tls, idle: Mutex::default() })
    }

    /// The domain of the sender's address, for Message-IDs.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Hands a letter over. Returns when the server has said that it is responsible now.
    ///
    /// # Errors
    /// With whether another attempt makes sense, and the reason in words.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let parcel = letter.packed(&self.from)?;
        if let Some(mut session) = self.waiting() {
            match session.send(&parcel).await {
                // It closed while it waited: nothing was said yet, so nothing is lost.
                Err(error) if error.before_anything() => {}
                Err(error) => return self.settled(session, Err(error)).await,
                Ok(()) => return self.settled(session, Ok(())).await,
            }
        }
        let mut session = Session::open(&self.settings, self.tls.as_ref()).await?;
        let sent = session.send(&parcel).await;
        self.settled(session, sent).await
    }

    /// Says goodbye on connections that wait.
    pub async fn close(&self) {
        let waiting = std::mem::take(&mut *self.held());
        for idle in waiting {
            idle.session.quit().await;
        }
    }

    /// Keeps a connection that can be used again.
    async fn settled(
        &self,
        session: Session,
        sent: Result<(), MailError>,
    ) -> Result<(), MailError> {
        if !session.ready() {
            return sent;
        }
        if session.letters() >= LETTERS_MAX {
            session.quit().await;
            return sent;
        }
        let mut idle = self.held();
        if idle.len() < IDLE_MAX {
            idle.push(Idle { session, since: Instant::now() });
        }
        sent
    }

    fn waiting(&self) -> Option<Session> {
        let mut idle = self.held();
        idle.retain(|one| one.since.elapsed() < IDLE_LONGEST);
        idle.pop().map(|one| one.session)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Parses the sender.
fn mailbox(from: &str) -> Result<Mailbox, SettingsError> {
    let wrong = || SettingsError::From(from.to_owned());
    if from.chars().any(char::is_control) {
        return Err(wrong());
    }
    from.parse().map_err(|_| wrong())
}

fn parameters(settings: &SmtpSettings) -> Result<TlsParameters, SettingsError> {
    let wrong = |error: lettre::transport::smtp::Error| SettingsError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(settings.host.clone());
    for certificate in settings.authorities.certificates() {
        let certificate = Certificate::from_der(certificate.as_ref().to_vec()).map_err(wrong)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(wrong)
}

#[cfg(test)]
mod tests;
