//! The media engine: RTP legs, bridges, sounds, mute, recordings, the silence watchdog.
//! One thread carries all packets, a second one all files; the rest of the program hands
//! in commands and is told events.

mod counters;
mod engine;
mod g711;
mod keys;
mod latch;
mod leg;
mod outgoing;
mod phones;
mod player;
mod ports;
pub(crate) mod readers;
mod recording;
mod riff;
mod rtp;
mod scribe;
mod sounds;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use mio::{Poll, Waker};

use self::counters::Counters;
pub(crate) use self::counters::Readings;
use self::engine::{Engine, Order, WAKE};
pub(crate) use self::g711::Codec;
pub(crate) use self::latch::Latch;
use self::phones::{Booth, Phones, open_socket};
use self::ports::Ports;
use crate::vocabulary::{LegCommand, LegEvent, LegId, PhoneCodec, PhoneId, PhoneRefused};

/// How long stopping waits for a disk that does not answer.
const STOP_MAX: Duration = Duration::from_secs(5);

/// How the engine is set up.
#[derive(Debug, Clone)]
pub(crate) struct MediaSettings {
    /// The address all RTP sockets are bound to; far ends are of the same family.
    pub bind: IpAddr,
    /// The ports to use; RTP takes the even ones.
    pub ports: RangeInclusive<u16>,
    /// How long an expected far end may be silent; 30 s is usual.
    pub silence_limit: Duration,
    /// Whose packets are believed.
    pub latch: Latch,
    /// Where browser phones send to.
    pub browser: Option<BrowserSettings>,
}

/// How browser phones reach us.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSettings {
    /// The one UDP port.
    pub bind: SocketAddr,
    /// The address they are told, where it is another.
    pub external: Option<IpAddr>,
    /// How many at once.
    pub most: usize,
}

/// What the engine tells. It is told on the engine's threads and must not block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MediaEvent {
    /// `MediaFlowing`, `Digit`, `PlayEnded`, `RecordingStopped` or `RecordingFailed`; of
    /// browser phones `PhoneUp`, `PhoneDown`, and of what they carry `Answered`, `Gone`,
    /// `Parted` and `Rejoined`.
    Leg(LegEvent),
    /// Nothing was heard of this far end for the silence limit although it should speak.
    /// Told once, until it is heard again.
    Silent(LegId),
    /// The leg's socket broke; the leg stays until it is closed.
    Failed(LegId),
    /// One of the two threads is over, stopped or by a mistake of ours.
    Ended,
}

/// What SDP agreed about the far end of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FarEnd {
    /// Where it wants RTP.
    pub rtp: SocketAddr,
    /// What we send. Both laws are understood, whichever was agreed.
    pub codec: Codec,
    /// The payload type of telephone-event (RFC 4733), where agreed.
    pub telephone_event: Option<u8>,
    /// Does it hold us?
    pub hold: FarHold,
}

/// The far end's direction, as seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FarHold {
    /// Both ways.
    Active,
    /// It holds us: its silence is expected and nothing is sent to it. What it sends
    /// (its own hold music) is passed on.
    Held,
}

/// Why the engine could not do something.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MediaError {
    /// The configured range holds no even port with an odd one above it.
    #[error("the RTP port range {}-{} holds no even port with an odd one above it", .range.start(), .range.end())]
    NoPorts {
        /// The range.
        range: RangeInclusive<u16>,
    },
    /// Every port is in use.
    #[error("the RTP port range {}-{} is used up by {legs} legs", .range.start(), .range.end())]
    PortsUsedUp {
        /// The range.
        range: RangeInclusive<u16>,
        /// Our own share of it.
        legs: usize,
    },
    /// The leg has a port already.
    #[error("leg {} has an RTP port already", .leg.0)]
    AlreadyOpen {
        /// The leg.
        leg: LegId,
    },
    /// A socket cannot be opened.
    #[error("binding the RTP socket {bind} port {port}")]
    Bind {
        /// The address.
        bind: IpAddr,
        /// The port.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The socket of the browser phones cannot be opened.
    #[error("binding the UDP socket {bind} for browser phones")]
    BindPhones {
        /// The address.
        bind: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// No certificate could be made for browser phones.
    #[error("making the certificate of the browser phones")]
    Certificate,
    /// A thread of the engine cannot be started.
    #[error("starting the media engine")]
    Start(#[source] io::Error),
    /// The engine has been stopped.
    #[error("the media engine has been stopped")]
    Stopped,
}

/// A handle to the running engine. Cheap to clone; the engine ends with `stop` or with
/// its last handle.
#[derive(Clone)]
pub(crate) struct Media {
    handle: Arc<Handle>,
}

struct Handle {
    // Unbounded, because the engine never waits: it holds what was sent in the last
    // moment, and who sends is bounded by the number of legs.
    orders: Sender<Order>,
    waker: Arc<Waker>,
    shared: Arc<Shared>,
    threads: [ThreadId; 2],
    /// Disconnected when both threads are over.
    ended: Mutex<Receiver<()>>,
}

/// What the handles and the engine both touch.
struct Shared {
    ports: Mutex<Ports>,
    counters: Counters,
    booth: Option<Arc<Booth>>,
}

type Sink = Arc<dyn Fn(MediaEvent) + Send + Sync>;

/// Tells that a thread is over, however it ended.
struct Farewell(Sink);

impl Drop for Farewell {
    fn drop(&mut self) {
        (self.0)(MediaEvent::Ended);
    }
}

impl Media {
    /// Starts the engine's two threads. `sink` is told what happens, on those threads.
    pub(crate) fn start(
        settings: MediaSettings,
        sink: impl Fn(MediaEvent) + Send + Sync + 'static,
    ) -> Result<Media, MediaError> {
        let ports = Ports::new(settings.bind, settings.ports.clone())?;
        let poll = Poll::new().map_err(MediaError::Start)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE).map_err(MediaError::Start)?);
        let ground = settings.browser.as_ref().map(break_ground).transpose()?;
        let booth = ground.as_ref().map(|(_, booth)| Arc::clone(booth));
        let ports = Mutex::new(ports);
        let shared = Arc::new(Shared { ports, counters: Counters::default(), booth });
        let (orders, inbox) = mpsc::channel();
        let (notes, pages) = mpsc::channel();
        let sink: Sink = Arc::new(sink);

        let (alive, ended) = mpsc::channel::<()>();

        let (tell, wake, scribe_sink) = (orders.clone(), waker.clone(), sink.clone());
        let (scribe_alive, farewell) = (alive.clone(), Farewell(sink.clone()));
        let scribe = spawn("line-recorder", move || {
            let _farewell = farewell;
            scribe::run(&pages, &scribe_sink, |path, clip| {
                if tell.send(Order::Loaded { path, clip }).is_ok() {
                    awaken(&wake);
                }
            });
            drop(scribe_alive);
        })?;
        let farewell = Farewell(sink.clone());
        let phones = Phones::new(ground);
        let engine = Engine::new(poll, inbox, notes, sink, shared.clone(), settings, phones);
        let engine = engine.map_err(MediaError::Start)?;
        let engine = spawn("line-media", move || {
            let _farewell = farewell;
            raise_priority();
            engine.run();
            drop(alive);
        })?;
        let (threads, ended) = ([engine, scribe], Mutex::new(ended));
        Ok(Media { handle: Arc::new(Handle { orders, waker, shared, threads, ended }) })
    }

    /// Opens a leg on an even port of the range, and gives the port.
    pub(crate) fn open(&self, leg: LegId) -> Result<u16, MediaError> {
        let (port, socket) = self.handle.shared.ports().open(leg)?;
        if self.handle.order(Order::Open { leg, socket }) == Delivery::Lost {
            self.handle.shared.free(leg);
            return Err(MediaError::Stopped);
        }
        Ok(port)
    }

    /// Tells a leg its far end; again at each re-INVITE.
    pub(crate) fn connect(&self, leg: LegId, far: FarEnd) {
        self.handle.order(Order::Connect { leg, far });
    }

    /// Opens a browser phone, or opens it anew: takes its offer, gives the answer.
    pub(crate) fn phone_open(
        &self,
        phone: PhoneId,
        offer: &str,
        codec: PhoneCodec,
    ) -> Result<String, PhoneRefused> {
        let booth = self.handle.shared.booth.as_ref().ok_or(PhoneRefused::SwitchedOff)?;
        let (opened, answer) = booth.open(phone, offer, codec)?;
        match self.handle.order(Order::PhoneOpen(opened)) {
            Delivery::Done => Ok(answer),
            Delivery::Lost => Err(PhoneRefused::Stopped),
        }
    }

    /// Closes a browser phone; a leg it carried is parted.
    pub(crate) fn phone_close(&self, phone: PhoneId) {
        self.handle.order(Order::PhoneClose(phone));
    }

    /// Where browser phones send to.
    pub(crate) fn browser_address(&self) -> Option<SocketAddr> {
        self.handle.shared.booth.as_ref().map(|booth| booth.here())
    }

    /// Closes a leg and frees its port; a recording whose caller it is stops by itself.
    pub(crate) fn close(&self, leg: LegId) {
        self.handle.order(Order::Close { leg });
    }

    /// Plays, bridges, mutes and records. Commands of the signalling, and those for legs
    /// that are not open, are ignored.
    pub(crate) fn command(&self, command: LegCommand) {
        self.handle.order(Order::Do(command));
    }

    /// Each bridged pair once, after everything commanded before. Waits for the engine,
    /// which answers within its present turn (well below a millisecond).
    pub(crate) fn bridges(&self) -> Vec<(LegId, LegId)> {
        let (answer, bridges) = mpsc::channel();
        self.handle.order(Order::Bridges(answer));
        bridges.recv().unwrap_or_default()
    }

    /// Packets counted since the start.
    pub(crate) fn counters(&self) -> Readings {
        self.handle.shared.counters.readings()
    }

    /// Ends all legs and recordings, and waits until the files are closed.
    pub(crate) fn stop(&self) {
        self.handle.order(Order::Stop);
        // A sink may hold a handle and stop the engine from the engine's own thread.
        if self.handle.threads.contains(&thread::current().id()) {
            return;
        }
        let ended = self.handle.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(STOP_MAX) == Err(RecvTimeoutError::Timeout) {
            tracing::error!("the disk did not take the end of all recordings in time");
        }
    }
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Done,
    Lost,
}

impl Handle {
    fn order(&self, order: Order) -> Delivery {
        if self.orders.send(order).is_err() {
            return Delivery::Lost;
        }
        awaken(&self.waker);
        Delivery::Done
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.order(Order::Stop);
    }
}

impl Shared {
    fn ports(&self) -> MutexGuard<'_, Ports> {
        self.ports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A leg's socket is closed.
    fn free(&self, leg: LegId) {
        self.ports().free(leg);
    }
}

/// The socket of the browser phones, and who makes phones for it.
fn break_ground(
    settings: &BrowserSettings,
) -> Result<(std::net::UdpSocket, Arc<Booth>), MediaError> {
    let bind = settings.bind;
    let opened = open_socket(bind, settings.external);
    let (socket, here) = opened.map_err(|source| MediaError::BindPhones { bind, source })?;
    Ok((socket, Arc::new(Booth::new(here, settings.most)?)))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<ThreadId, MediaError> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map(|thread| thread.thread().id()).map_err(MediaError::Start)
}

fn awaken(waker: &Waker) {
    if let Err(error) = waker.wake() {
        tracing::error!(%error, "the media thread cannot be woken");
    }
}

/// Audio waits for nobody: the media thread goes before the others where the system
/// permits it (CAP_SYS_NICE, or LimitNICE of the service).
fn raise_priority() {
    const NICE: i32 = -10;
    // On Linux this is the priority of the calling thread alone.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "the media thread runs at the usual priority");
    }
}

#[cfg(test)]
mod tests;
