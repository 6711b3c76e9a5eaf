//! One connection to the server, from its greeting on. Each step has its own patience and
//! its own meaning of an answer.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::letter::Parcel;
use super::lines::Lines;
use super::outcome::{MailError, Stage};
use super::{Login, Patience, SmtpSettings, Tls};

/// A goodbye is a courtesy; nobody waits for its answer longer than this.
const GOODBYE: Duration = Duration::from_secs(2);

/// RFC 5321 3.3: what the server says before the letter.
const GO_ON: u16 = 354;

/// An open connection that has been greeted, encrypted and signed in as the settings ask.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    place: String,
    patience: Patience,
    letters: u32,
    // Whether the server waits for the next letter.
    ready: bool,
}

impl Session {
    /// Connects, and does all that comes before the first letter.
    pub(super) async fn open(
        settings: &SmtpSettings,
        tls: Option<&TlsParameters>,
    ) -> Result<Self, MailError> {
        let place = format!("{}:{}", settings.host, settings.port);
        let patience = settings.patience;
        let hello = ClientId::Domain(settings.hello.clone());
        let connection = match (settings.tls, tls) {
            (Tls::Implicit, Some(tls)) => encrypted(settings, &place, &hello, tls.clone()).await?,
            (Tls::StartTls, Some(tls)) => {
                let mut plain = plain(settings, &place, &hello).await?;
                start_tls(&mut plain, &place, patience.step, &hello, tls.clone()).await?;
                plain
            }
            (Tls::None, _) => plain(settings, &place, &hello).await?,
            (Tls::Implicit | Tls::StartTls, None) => {
                return Err(MailError::later(Stage::Tls, "TLS was not set up."));
            }
        };
        let mut session = Self { connection, place, patience, letters: 0, ready: true };
        if let Some(login) = &settings.login {
            session.sign_in(login).await?;
        }
        Ok(session)
    }

    /// How many letters went over it.
    pub(super) fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether another letter may go over it.
    pub(super) fn ready(&self) -> bool {
        self.ready
    }

    /// Sends one letter; an answer that refuses it leaves the connection ready for another.
    pub(super) async fn send(&mut self, parcel: &Parcel) -> Result<(), MailError> {
        self.letters += 1;
        let sent = self.hand_over(parcel).await;
        if let Err(error) = &sent {
            // What became of the letter is known; this is about the next one.
            self.ready = error.answered()
                && self.step(Stage::Sender, async |it| it.command(Rset).await).await.is_ok();
        }
        sent
    }

    /// Says goodbye.
    pub(super) async fn quit(mut self) {
        // Whether it is heard does not matter.
        let _ = timeout(GOODBYE, self.connection.command(Quit)).await;
    }

    async fn sign_in(&mut self, login: &Login) -> Result<(), MailError> {
        const WAYS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
        if !self.connection.is_encrypted() {
            let words = "The password was not sent, because the connection has no TLS.";
            return Err(MailError::later(Stage::Login, words));
        }
        if self.connection.server_info().get_auth_mechanism(&WAYS).is_none() {
            let words = format!("{} offers no way to sign in with a password.", self.place);
            return Err(MailError::later(Stage::Login, words));
        }
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        self.step(Stage::Login, async |it| it.auth(&WAYS, &credentials).await).await.map(drop)
    }

    async fn hand_over(&mut self, parcel: &Parcel) -> Result<(), MailError> {
        let Parcel { from, to, bytes } = parcel;
        let mail = Mail::new(Some(from.clone()), self.parameters(from, to)?);
        self.step(Stage::Sender, async |it| it.command(mail).await).await?;
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        self.step(Stage::Recipient, async |it| it.command(rcpt).await).await?;
        let answer = self.step(Stage::Data, async |it| it.command(Data).await).await?;
        if !answer.has_code(GO_ON) {
            return Err(self.confused(Stage::Data, &answer));
        }
        let answer = self.step(Stage::Accepted, async |it| it.message(bytes).await).await?;
        // Only 2yz is an acceptance; lettre lets 3yz through as well.
        if answer.has_code(GO_ON) || u16::from(answer.code()) >= 300 {
            return Err(self.confused(Stage::Accepted, &answer));
        }
        Ok(())
    }

    fn parameters(&self, from: &Address, to: &Address) -> Result<Vec<MailParameter>, MailError> {
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if ascii(from) && ascii(to) {
            return Ok(Vec::new());
        }
        // RFC 6531 3.2: such an address may only be named to a server that knows it.
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        let place = &self.place;
        Err(MailError::nobody(format!("{place} takes no addresses with letters beyond ASCII.")))
    }

    /// One question and its answer, in time.
    async fn step(
        &mut self,
        stage: Stage,
        ask: impl AsyncFnOnce(&mut AsyncSmtpConnection) -> Result<Response, Error>,
    ) -> Result<Response, MailError> {
        let longest = match stage {
            Stage::Accepted => self.patience.accepted,
            Stage::Letter
            | Stage::Connect
            | Stage::Greeting
            | Stage::Tls
            | Stage::Login
            | Stage::Sender
            | Stage::Recipient
            | Stage::Data => self.patience.step,
        };
        in_time(stage, &self.place, longest, ask(&mut self.connection)).await
    }

    fn confused(&self, stage: Stage, answer: &Response) -> MailError {
        let place = &self.place;
        let code = u16::from(answer.code());
        MailError::later(stage, format!("{place} answered {code} where that means nothing."))
    }
}

/// Connects without TLS, and greets.
async fn plain(
    settings: &SmtpSettings,
    place: &str,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, MailError> {
    let connect = settings.patience.connect;
    let reached = timeout(connect, reach(&settings.host, settings.port)).await;
    let stream = match reached {
        Ok(Ok(stream)) => stream,
        Ok(Err(why)) => {
            let words = format!("{place} cannot be reached: {why}.");
            return Err(MailError::later(Stage::Connect, words));
        }
        Err(_) => return Err(MailError::silent(Stage::Connect, place, connect.as_secs_f64())),
    };
    let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(Lines::new(stream)), hello);
    in_time(Stage::Greeting, place, settings.patience.step, greeted).await
}

/// The first address that answers, in the order in which the name has them.
async fn reach(host: &str, port: u16) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::other("the name has no address");
    for address in lookup_host((host, port)).await? {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Connects with TLS from the first byte, and greets.
async fn encrypted(
    settings: &SmtpSettings,
    place: &str,
    hello: &ClientId,
    tls: TlsParameters,
) -> Result<AsyncSmtpConnection, MailError> {
    let Patience { connect, step, .. } = settings.patience;
    let server = (settings.host.as_str(), settings.port);
    let connected =
        AsyncSmtpConnection::connect_tokio1(server, Some(connect), hello, Some(tls), None);
    match timeout(connect + step, connected).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(MailError::of(stage_of(&error), place, &error)),
        Err(_) => Err(MailError::silent(Stage::Greeting, place, (connect + step).as_secs_f64())),
    }
}

/// Where a connection with TLS from the first byte has failed.
fn stage_of(error: &Error) -> Stage {
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        if deeper.is::<rustls::Error>() || tls_inside(deeper) {
            return Stage::Tls;
        }
        cause = deeper.source();
    }
    if error.status().is_some() { Stage::Greeting } else { Stage::Connect }
}

/// tokio-rustls hides its error in one of the system's.
fn tls_inside(error: &(dyn std::error::Error + 'static)) -> bool {
    let system = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    system.is_some_and(|inner| inner.is::<rustls::Error>())
}

/// Encrypts, or says why that is not possible; nothing else is said before.
async fn start_tls(
    connection: &mut AsyncSmtpConnection,
    place: &str,
    step: Duration,
    hello: &ClientId,
    tls: TlsParameters,
) -> Result<(), MailError> {
    if !connection.can_starttls() {
        let words = format!("{place} does not offer STARTTLS, so nothing was sent.");
        return Err(MailError::later(Stage::Tls, words));
    }
    in_time(Stage::Tls, place, step, connection.starttls(tls, hello)).await
}

async fn in_time<T>(
    stage: Stage,
    place: &str,
    longest: Duration,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, MailError> {
    match timeout(longest, answer).await {
        Ok(answer) => answer.map_err(|error| MailError::of(stage, place, &error)),
        Err(_) => Err(MailError::silent(stage, place, longest.as_secs_f64())),
    }
}
