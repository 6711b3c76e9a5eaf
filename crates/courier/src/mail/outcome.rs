//! What an SMTP server's answer means: try again, or never.

use std::fmt;

use lettre::transport::smtp::Error;

/// Where in the conversation it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Before anything was sent: the letter itself is the matter.
    Letter,
    /// Finding and reaching the server.
    Connect,
    /// Its greeting, and the answer to ours.
    Greeting,
    /// The way into TLS.
    Tls,
    /// User and password.
    Login,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`.
    Data,
    /// The letter is sent; whether it was accepted is unknown until the answer.
    Accepted,
}

impl Stage {
    /// For logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Tls => "tls",
            Self::Login => "login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Accepted => "accepted",
        }
    }
}

/// What was refused for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody has that address.
    Recipient,
    /// We may not write as whom we write.
    Sender,
    /// The letter itself.
    Message,
}

/// Whether another attempt makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It does.
    Later,
    /// It does not.
    Never(Refusal),
}

/// Why a letter was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailError {
    /// Whether another attempt makes sense.
    pub retry: Retry,
    /// Where it happened.
    pub stage: Stage,
    /// The server's code, when it gave one.
    pub code: Option<u16>,
    /// For a person: one sentence. May hold what the server said, and so an address; logs
    /// take [`MailError::brief`].
    pub words: String,
}

impl fmt::Display for MailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for MailError {}

/// What a server says is shown up to here.
const SAID_MAX: usize = 300;

/// RFC 5321 3.8 and 4.2.3: the service goes away.
const CLOSING: u16 = 421;

/// RFC 4954 6: what a server says that wants a login, another one or TLS first. The letter
/// is not the matter, the operator's settings are.
const WANTS_LOGIN: [u16; 4] = [530, 534, 535, 538];

/// RFC 5321 4.5.3.1.10: 552 to a recipient is a full mailbox, which may be emptied.
const MAILBOX_FULL: u16 = 552;

impl MailError {
    /// For logs: no addresses, no words of the letter or the server.
    #[must_use]
    pub fn brief(&self) -> String {
        match self.code {
            Some(code) => format!("{} {code}", self.stage.name()),
            None => self.stage.name().to_owned(),
        }
    }

    /// The letter cannot be sent whatever the server says.
    pub(super) fn unusable(words: impl Into<String>) -> Self {
        let retry = Retry::Never(Refusal::Message);
        Self { retry, stage: Stage::Letter, code: None, words: words.into() }
    }

    /// Nobody can get it.
    pub(super) fn nobody(words: impl Into<String>) -> Self {
        let retry = Retry::Never(Refusal::Recipient);
        Self { retry, stage: Stage::Letter, code: None, words: words.into() }
    }

    /// Something that may pass.
    pub(super) fn later(stage: Stage, words: impl Into<String>) -> Self {
        Self { retry: Retry::Later, stage, code: None, words: words.into() }
    }

    /// The server did not answer in time.
    pub(super) fn silent(stage: Stage, place: &str, seconds: f64) -> Self {
        let words = match stage {
            Stage::Connect => format!("{place} could not be reached within {seconds} s."),
            Stage::Accepted => format!(
                "{place} took the mail but did not say within {seconds} s that it accepted it."
            ),
            Stage::Letter
            | Stage::Greeting
            | Stage::Tls
            | Stage::Login
            | Stage::Sender
            | Stage::Recipient
            | Stage::Data => {
                format!("{place} did not answer within {seconds} s ({}).", stage.doing())
            }
        };
        Self::later(stage, words)
    }

    /// What lettre's error at this stage means.
    pub(super) fn of(stage: Stage, place: &str, error: &Error) -> Self {
        let Some(code) = error.status().map(u16::from) else {
            return Self::later(stage, broken(stage, place, error));
        };
        let said = said(error);
        let retry = meaning(stage, code);
        let words = match stage {
            // Some servers repeat what they were told; a login is never repeated here.
            Stage::Login if code == 535 => {
                format!("{place} refuses the user and password of the settings (535).")
            }
            Stage::Login => format!("{place} does not let us sign in now ({code})."),
            Stage::Recipient => format!("{place} refuses the recipient: {said}"),
            Stage::Sender => format!("{place} refuses the sender: {said}"),
            Stage::Data | Stage::Accepted => format!("{place} refuses the mail: {said}"),
            Stage::Letter | Stage::Connect | Stage::Greeting | Stage::Tls => {
                format!("{place} refuses to talk ({}): {said}", stage.doing())
            }
        };
        Self { retry, stage, code: Some(code), words }
    }

    /// The connection ended, or was ended, before the server had heard of this letter.
    pub(super) fn before_anything(&self) -> bool {
        let gone = self.code.is_none() || self.code == Some(CLOSING);
        self.stage == Stage::Sender && gone
    }

    /// The server gave a whole answer and goes on listening.
    pub(super) fn answered(&self) -> bool {
        self.code.is_some_and(|code| code != CLOSING)
    }
}

/// RFC 5321 4.2.1: 4yz passes, 5yz does not; with the exceptions that practice made.
fn meaning(stage: Stage, code: u16) -> Retry {
    if !(500..600).contains(&code) || WANTS_LOGIN.contains(&code) {
        return Retry::Later;
    }
    match stage {
        // A server that wants nothing of us now may be told otherwise by its operator.
        Stage::Letter | Stage::Connect | Stage::Greeting | Stage::Tls | Stage::Login => {
            Retry::Later
        }
        Stage::Sender => Retry::Never(Refusal::Sender),
        Stage::Recipient if code == MAILBOX_FULL => Retry::Later,
        Stage::Recipient => Retry::Never(Refusal::Recipient),
        Stage::Data | Stage::Accepted => Retry::Never(Refusal::Message),
    }
}

impl Stage {
    /// What was being done, for the words in brackets.
    fn doing(self) -> &'static str {
        match self {
            Self::Letter => "writing the mail",
            Self::Connect => "connecting",
            Self::Greeting => "greeting",
            Self::Tls => "starting TLS",
            Self::Login => "signing in",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the recipient",
            Self::Data => "before the mail",
            Self::Accepted => "after the mail",
        }
    }
}

/// The words for a connection that broke.
fn broken(stage: Stage, place: &str, error: &Error) -> String {
    let why = innermost(error);
    match stage {
        Stage::Connect => format!("{place} cannot be reached: {why}."),
        Stage::Tls => {
            format!("{place} could not be spoken to over TLS, so nothing was sent: {why}.")
        }
        Stage::Accepted => format!(
            "{place} closed the connection before it said whether it accepted the mail: {why}."
        ),
        Stage::Letter
        | Stage::Greeting
        | Stage::Login
        | Stage::Sender
        | Stage::Recipient
        | Stage::Data => {
            format!("The connection to {place} broke ({}): {why}.", stage.doing())
        }
    }
}

/// The last cause is the one that says something.
fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    plain(&cause.to_string())
}

/// Code and words of the server's answer.
fn said(error: &Error) -> String {
    let code = error.status().map(u16::from).unwrap_or_default();
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    format!("{code} {}", plain(&words)).trim_end().to_owned()
}

/// Somebody else's words as one short line.
pub(super) fn plain(words: &str) -> String {
    let words = words.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(SAID_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.trim_end_matches('.').to_owned(),
    }
}
