//! SIP over TCP. The stack's own reader closes the connection at the first broken message
//! and never shows it, so the connections are ours, and reach the stack through its
//! channel transport.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rsipstack::platform::CancellationToken;
use rsipstack::sip::{SipMessage, Transport};
use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::connection::{TransportEvent, TransportReceiver, TransportSender};
use rsipstack::transport::{SipAddr, SipConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};

use super::gate::{Gate, Verdict};
use super::raw::{Field, RawMessage, head_length};
use super::sources::source;
use super::strict::{Wire, digits, is_response};
use super::tally::Cause;

/// The longest headers and the longest body of one message.
const HEAD_MAX: usize = 16 * 1024;
const BODY_MAX: usize = 64 * 1024;
/// Accepted connections; a trunk uses one or a few.
const LINKS_MAX: usize = 512;
const LINKS_PER_ADDRESS_MAX: usize = 64;
/// Of these, those of strangers, in all and of one of them: the rest is kept for trunks.
const STRANGER_LINKS_MAX: usize = 256;
const LINKS_PER_STRANGER_MAX: usize = 16;
/// A stranger's connection is closed after so long, however busy, unless it has brought a
/// request of a trunk or of a call by then.
const STRANGER_TIME_MAX: Duration = Duration::from_secs(30);
/// A message that has begun must be complete by then.
const MESSAGE_TIME_MAX: Duration = Duration::from_secs(10);
/// A connection without a word is closed; a dialog that needs it later opens another.
const SILENCE_MAX: Duration = Duration::from_secs(600);
/// A peer that does not read is cut off.
const WRITE_TIME_MAX: Duration = Duration::from_secs(5);
/// Connecting to a phone or trunk.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);

/// One open connection.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) connection: SipConnection,
    pub(crate) remote: SocketAddr,
    closed: CancellationToken,
    /// Whose it is, which may turn out later.
    of_trunk: Arc<AtomicBool>,
}

impl Link {
    pub(crate) fn is_open(&self) -> bool {
        !self.closed.is_cancelled()
    }

    fn is_strange(&self) -> bool {
        !self.of_trunk.load(Ordering::Relaxed)
    }
}

/// All TCP connections of the line.
pub(crate) struct Streams {
    gate: Arc<Gate>,
    inlet: TransportSender,
    links: Mutex<HashMap<SocketAddr, Link>>,
    stopped: CancellationToken,
}

impl Streams {
    pub(crate) fn new(
        gate: Arc<Gate>,
        inlet: TransportSender,
        stopped: CancellationToken,
    ) -> Arc<Streams> {
        Arc::new(Streams { gate, inlet, links: Mutex::default(), stopped })
    }

    /// Takes connections until the line stops.
    pub(crate) async fn accept(self: Arc<Streams>, listener: TcpListener) {
        let stopped = self.stopped.clone();
        loop {
            let accepted = tokio::select! {
                () = stopped.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, remote)) => {
                    let known = self.gate.doorman.knows(remote.ip(), std::time::Instant::now());
                    match self.has_room(remote.ip(), known) {
                        true => drop(self.adopt(stream, remote, known).await),
                        false => self.gate.tally.refused(Cause::Overload),
                    }
                }
                // Out of file descriptors: waiting is all that helps.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// The open connection to this address, or a new one.
    pub(crate) async fn connect(self: &Arc<Streams>, remote: SocketAddr) -> Option<Link> {
        if let Some(link) = self.open_link(remote) {
            return Some(link);
        }
        let stream = timeout(CONNECT_TIME_MAX, TcpStream::connect(remote)).await.ok()?.ok()?;
        self.adopt(stream, remote, true).await
    }

    /// The connection a transaction came by.
    pub(crate) fn open_link(&self, remote: SocketAddr) -> Option<Link> {
        self.links().get(&remote).filter(|link| link.is_open()).cloned()
    }

    fn has_room(&self, from: IpAddr, known: bool) -> bool {
        let links = self.links();
        let of_it = links.keys().filter(|remote| source(remote.ip()) == source(from)).count();
        let (all, most, of_it_most) = match known {
            true => (links.len(), LINKS_MAX, LINKS_PER_ADDRESS_MAX),
            false => {
                let strange = links.values().filter(|link| link.is_strange()).count();
                (strange, STRANGER_LINKS_MAX, LINKS_PER_STRANGER_MAX)
            }
        };
        all < most && of_it < of_it_most
    }

    async fn adopt(
        self: &Arc<Streams>,
        stream: TcpStream,
        remote: SocketAddr,
        known: bool,
    ) -> Option<Link> {
        let _ = stream.set_nodelay(true);
        let closed = self.stopped.child_token();
        let (_unused, incoming) = tokio::sync::mpsc::unbounded_channel();
        let (outgoing, messages) = tokio::sync::mpsc::unbounded_channel();
        let address = SipAddr { r#type: Some(Transport::Tcp), addr: remote.into() };
        let channel = ChannelConnection::create_connection(
            incoming,
            outgoing,
            address.clone(),
            Some(closed.clone()),
        );
        let connection = SipConnection::Channel(channel.await.ok()?);
        let of_trunk = Arc::new(AtomicBool::new(known));
        let link = Link { connection, remote, closed, of_trunk };
        self.links().insert(remote, link.clone());
        let reader = Reader {
            streams: Arc::clone(self),
            stream,
            link: link.clone(),
            address,
            buffer: Vec::with_capacity(4096),
            opened: Instant::now(),
            begun: None,
        };
        tokio::spawn(reader.run(messages));
        Some(link)
    }

    fn links(&self) -> MutexGuard<'_, HashMap<SocketAddr, Link>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads and writes one connection; while it writes it does not read, so a peer that does
/// not take its answers cannot send more requests.
struct Reader {
    streams: Arc<Streams>,
    stream: TcpStream,
    link: Link,
    address: SipAddr,
    buffer: Vec<u8>,
    opened: Instant,
    /// When the message that is being read began.
    begun: Option<Instant>,
}

/// What to do with the connection after a message.
enum Next {
    More,
    Close,
}

impl Reader {
    async fn run(mut self, mut messages: TransportReceiver) {
        loop {
            let deadline = match self.begun {
                Some(begun) => begun + MESSAGE_TIME_MAX,
                None => Instant::now() + SILENCE_MAX,
            };
            let deadline = match self.link.is_strange() {
                true => deadline.min(self.opened + STRANGER_TIME_MAX),
                false => deadline,
            };
            let next = tokio::select! {
                () = self.link.closed.cancelled() => Next::Close,
                () = tokio::time::sleep_until(deadline) => Next::Close,
                message = messages.recv() => match message {
                    Some(TransportEvent::Incoming(message, _, _)) => {
                        self.write(&message.to_bytes()).await
                    }
                    Some(TransportEvent::New(_) | TransportEvent::Closed(_)) => Next::More,
                    None => Next::Close,
                },
                read = self.stream.read_buf(&mut self.buffer) => match read {
                    Ok(1..) => self.take_messages().await,
                    Ok(0) | Err(_) => Next::Close,
                },
            };
            if matches!(next, Next::Close) {
                break;
            }
        }
        self.link.closed.cancel();
        let mut links = self.streams.links();
        if links.get(&self.link.remote).is_some_and(|link| !link.is_open()) {
            links.remove(&self.link.remote);
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Next {
        match timeout(WRITE_TIME_MAX, self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Next::More,
            Ok(Err(_)) | Err(_) => Next::Close,
        }
    }

    async fn take_messages(&mut self) -> Next {
        loop {
            if let Next::Close = self.skip_keep_alives().await {
                return Next::Close;
            }
            let head = match head_length(&self.buffer) {
                Some(head) if head <= HEAD_MAX => head,
                None if self.buffer.len() <= HEAD_MAX => {
                    self.begun = match self.buffer.is_empty() {
                        true => None,
                        false => self.begun.or(Some(Instant::now())),
                    };
                    return Next::More;
                }
                Some(_) | None => {
                    self.streams.gate.tally.refused(Cause::Oversized);
                    return Next::Close;
                }
            };
            let Some(body) = body_length(&self.buffer[..head]) else {
                // Where the next message begins cannot be known.
                self.judge(head).await;
                return Next::Close;
            };
            if body > BODY_MAX {
                let mut bytes = self.buffer[..head].to_vec();
                let verdict = self.streams.gate.oversized(&mut bytes, self.link.remote);
                self.answer(verdict).await;
                return Next::Close;
            }
            if self.buffer.len() < head + body {
                self.begun = self.begun.or(Some(Instant::now()));
                return Next::More;
            }
            self.begun = None;
            if let Next::Close = self.judge(head + body).await {
                return Next::Close;
            }
        }
    }

    /// RFC 5626 4.4.1: an empty line twice is a ping.
    async fn skip_keep_alives(&mut self) -> Next {
        while self.buffer.starts_with(b"\r\n") {
            let ping = self.buffer.starts_with(b"\r\n\r\n");
            self.buffer.drain(..if ping { 4 } else { 2 });
            if ping && let Next::Close = self.write(b"\r\n").await {
                return Next::Close;
            }
        }
        Next::More
    }

    /// Takes the first `length` bytes off the buffer as one message.
    async fn judge(&mut self, length: usize) -> Next {
        let mut message: Vec<u8> = self.buffer.drain(..length).collect();
        let gate = &self.streams.gate;
        let verdict = gate.examine(&mut message, length, self.link.remote, Wire::Stream);
        let Verdict::Pass(length) = verdict else { return self.answer(verdict).await };
        if !is_response(&String::from_utf8_lossy(&message[..4.min(length)])) {
            self.link.of_trunk.store(true, Ordering::Relaxed);
        }
        let parsed = SipMessage::try_from(&message[..length]).ok().and_then(|message| {
            SipConnection::update_msg_received(message, self.link.remote, Transport::Tcp).ok()
        });
        match parsed {
            Some(message) => {
                let connection = self.link.connection.clone();
                let event = TransportEvent::Incoming(message, connection, self.address.clone());
                match self.streams.inlet.send(event) {
                    Ok(()) => Next::More,
                    Err(_) => Next::Close,
                }
            }
            None => {
                gate.tally.refused(Cause::Malformed);
                Next::Close
            }
        }
    }

    async fn answer(&mut self, verdict: Verdict) -> Next {
        match verdict {
            Verdict::Answer(bytes, _) => self.write(&bytes).await,
            Verdict::Pass(_) | Verdict::Drop => Next::More,
        }
    }
}

/// `None` when the message does not say it, or says it twice.
fn body_length(head: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(head);
    let raw = RawMessage::scan(text.as_bytes())?;
    let single = raw.count(Field::ContentLength) == 1;
    raw.first(Field::ContentLength).filter(|_| single).and_then(digits).map(|n| n as usize)
}
