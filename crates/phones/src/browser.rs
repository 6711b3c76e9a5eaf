//! A browser's phone: a WebRTC connection with one audio track, as a help desk's page opens
//! it. It gathers, offers, checks and encrypts as browsers do, and speaks and hears as the
//! other phones here do.

mod connection;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use self::connection::Connection;
use crate::chance::Chance;
use crate::media::{Heard, Hearing, Sound};
use crate::wait::{self, Late};

/// Turns 20 ms of sound at 8 kHz into a packet of Opus, and back. Whoever wants a browser
/// that speaks Opus brings the codec: this crate has none.
pub trait Coder: Send {
    /// One packet of 160 samples.
    fn encode(&mut self, samples: &[i16]) -> Vec<u8>;
    /// The samples of one packet, at 8 kHz.
    fn decode(&mut self, packet: &[u8]) -> Vec<i16>;
}

/// What a browser does with its microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    /// The track is off: nothing is sent at all.
    Warm,
    /// The track is on.
    Speaking,
}

/// An answer that the browser cannot use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAnswer(pub String);

impl std::fmt::Display for BadAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the answer cannot be used: {}", self.0)
    }
}

impl std::error::Error for BadAnswer {}

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Opening,
    Connected,
    Over,
}

/// A browser with one connection. Dropping it is like closing its window without a word.
#[derive(Debug)]
pub struct Browser {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: AbortHandle,
}

/// What the handle and the task both touch.
#[derive(Debug)]
pub(crate) struct Shared {
    connection: Mutex<Connection>,
    hearing: Mutex<Hearing>,
    /// Something was asked for.
    asked: Notify,
    arrived: Notify,
    line: watch::Sender<Line>,
}

impl Browser {
    /// Opens a connection on a free port of `ip`: gives it with its offer of PCMU and PCMA.
    /// Its task runs on the runtime of the caller.
    ///
    /// # Errors
    /// When no socket can be opened, or the WebRTC library fails.
    pub fn offer(ip: IpAddr) -> io::Result<(Browser, String)> {
        Browser::open(ip, None)
    }

    /// The same with Opus, which it prefers.
    ///
    /// # Errors
    /// When no socket can be opened, or the WebRTC library fails.
    pub fn offer_opus(ip: IpAddr, coder: Box<dyn Coder>) -> io::Result<(Browser, String)> {
        Browser::open(ip, Some(coder))
    }

    fn open(ip: IpAddr, coder: Option<Box<dyn Coder>>) -> io::Result<(Browser, String)> {
        let socket = std::net::UdpSocket::bind((ip, 0))?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let socket = tokio::net::UdpSocket::from_std(socket)?;
        let chance = Chance::unpredictable().next();
        let (connection, offer) = Connection::open(address, coder, chance)?;
        let shared = Arc::new(Shared {
            connection: Mutex::new(connection),
            hearing: Mutex::default(),
            asked: Notify::new(),
            arrived: Notify::new(),
            line: watch::Sender::new(Line::Opening),
        });
        let task = tokio::spawn(connection::run(Arc::clone(&shared), socket)).abort_handle();
        Ok((Browser { shared, address, task }, offer))
    }

    /// Takes the answer; from now on it connects.
    ///
    /// # Errors
    /// When the answer is of no use.
    pub fn accept(&self, answer: &str) -> Result<(), BadAnswer> {
        let accepted = self.shared.connection().accept(answer);
        self.shared.asked.notify_one();
        accepted
    }

    /// Where its packets come from.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it is connected and encrypted.
    ///
    /// # Errors
    /// [`Late`] when it is not within `within`.
    pub async fn until_connected(&self, within: Duration) -> Result<(), Late<bool>> {
        self.until_line(within, Line::Connected).await
    }

    /// Waits until the far side has ended the connection.
    ///
    /// # Errors
    /// [`Late`] when it has not within `within`.
    pub async fn until_over(&self, within: Duration) -> Result<(), Late<bool>> {
        self.until_line(within, Line::Over).await
    }

    async fn until_line(&self, within: Duration, wanted: Line) -> Result<(), Late<bool>> {
        let line = self.shared.line.subscribe();
        let found = wait::until(line, within, |line| *line == wanted).await;
        found.map(|_| ()).map_err(|late| Late(late.0 == wanted))
    }

    /// Switches the track on or off.
    pub fn conduct(&self, conduct: Conduct) {
        self.shared.connection().outgoing.silenced = conduct == Conduct::Warm;
        self.shared.asked.notify_one();
    }

    /// Says this from now on, with the track on.
    pub fn say(&self, sound: Sound) {
        self.shared.connection().outgoing.play(sound);
        self.conduct(Conduct::Speaking);
    }

    /// Presses a key (RFC 4733); false when the far side takes none or there is no such key.
    /// The track must be on.
    pub fn press(&self, key: char) -> bool {
        self.shared.connection().outgoing.press(key)
    }

    /// Says goodbye and ends.
    pub fn close(&self) {
        self.shared.connection().closing = true;
        self.shared.asked.notify_one();
    }

    /// Vanishes: nothing is sent and nothing is answered any more.
    pub fn vanish(&self) {
        self.task.abort();
    }

    /// What has been heard up to now.
    pub fn heard(&self) -> Heard {
        self.shared.hearing().heard(Instant::now())
    }

    /// Waits until what has been heard is as wanted.
    ///
    /// # Errors
    /// [`Late`] with what was heard last when it is not within `within`.
    pub async fn until_heard(
        &self,
        within: Duration,
        wanted: impl FnMut(&Heard) -> bool,
    ) -> Result<Heard, Late<Heard>> {
        let arrival = async || self.shared.arrived.notified().await;
        wait::until_hearing(|| self.heard(), arrival, within, wanted).await
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hearing(&self) -> MutexGuard<'_, Hearing> {
        self.hearing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
