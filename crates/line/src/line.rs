//! The line's handle: what the program starts, commands and reads.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::media::{BrowserSettings, Latch, Media, MediaEvent, MediaSettings, Readings};
use crate::sip::doorman::Doorman;
use crate::sip::gate::Gate;
use crate::sip::switchboard::{Input, Switchboard};
use crate::sip::wires::Wires;
use crate::vocabulary::{
    Holding, LegCommand, LegEvent, LegId, PhoneCodec, PhoneId, PhoneRefused, Switch, TrunkTest,
};

/// Good packets from one source before a far end behind a NAT is believed to be there.
const PROBATION_PACKETS: u8 = 5;

/// Browser phones open at once unless set otherwise: two thousand teammates, and a second
/// tab for every fourth. Each costs about 100 KiB.
pub const PHONES_MAX: usize = 2_500;

/// What a line is started with.
#[derive(Debug, Clone)]
pub struct LineSettings {
    /// UDP and TCP both listen here; port 0 takes any that is free for both.
    pub sip_bind: SocketAddr,
    /// The address that peers are told (Via, Contact, SDP) instead of the local one.
    pub external_ip: Option<IpAddr>,
    /// The UDP ports for RTP, one a leg.
    pub rtp_ports: RangeInclusive<u16>,
    /// Who may call.
    pub trunks: Vec<Trunk>,
    /// An incoming leg that nobody answered or rejected by then is rejected with 408.
    pub setup_timeout: Duration,
    /// A leg that sends no RTP for this long, while some is expected, is ended.
    pub silence_limit: Duration,
    /// A dialled phone that shows no sign of life by then is unreachable.
    pub dial_timeout: Duration,
    /// Incoming calls beyond this many at once get 503.
    pub max_legs: usize,
    /// The User-Agent and Server headers.
    pub user_agent: String,
    /// One UDP port for all browser phones; `None`: there are none.
    pub browser_bind: Option<SocketAddr>,
    /// Browser phones open at once; more are refused.
    pub max_phones: usize,
    /// Whether new calls are taken from the first packet on.
    pub intake: Intake,
}

/// A carrier or PBX that may call in.
#[derive(Debug, Clone)]
pub struct Trunk {
    /// Its name in the configuration, told in `Arrival::trunk`.
    pub name: String,
    /// How it is known.
    pub access: TrunkAccess,
    /// Is its P-Asserted-Identity believed (RFC 3325).
    pub trust_identity: Switch,
}

/// How a trunk is known.
#[derive(Clone)]
pub enum TrunkAccess {
    /// By the addresses its requests come from.
    Addresses(Vec<Network>),
    /// By digest credentials (RFC 3261 22).
    Digest {
        /// The user name.
        user: String,
        /// The password.
        password: String,
        /// The realm it is challenged with.
        realm: String,
    },
}

impl std::fmt::Debug for TrunkAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TrunkAccess::Addresses(networks) => f.debug_tuple("Addresses").field(networks).finish(),
            TrunkAccess::Digest { user, realm, .. } => {
                f.debug_struct("Digest").field("user", user).field("realm", realm).finish()
            }
        }
    }
}

/// One address (`192.0.2.1`) or a block (`192.0.2.0/24`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that is no address and no block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an IP address nor a block such as 192.0.2.0/24")]
pub struct BadNetwork(String);

impl Network {
    /// Is the address inside.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        let (a, b, width) = match (self.address, ip) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        let differing: u128 = a ^ b;
        differing.checked_shr(width - u32::from(self.prefix)).unwrap_or(0) == 0
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Network {
        Network { address, prefix: if address.is_ipv4() { 32 } else { 128 } }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = Network::from(self.address).prefix == self.prefix;
        if whole { self.address.fmt(f) } else { write!(f, "{}/{}", self.address, self.prefix) }
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Network, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let whole = Network::from(address.trim().parse::<IpAddr>().map_err(|_| bad())?);
        match prefix {
            None => Ok(whole),
            Some(prefix) => {
                let prefix = prefix.trim().parse().map_err(|_| bad())?;
                (prefix <= whole.prefix).then_some(Network { prefix, ..whole }).ok_or_else(bad)
            }
        }
    }
}

/// Why a line could not start.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The port is taken, the address is not ours, or the port needs privileges.
    #[error("cannot listen for SIP on {protocol} {address}: {source}")]
    Bind {
        /// `UDP` or `TCP`.
        protocol: &'static str,
        /// The address that was wanted.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The media side could not start.
    #[error("cannot start the media side: {0}")]
    Media(String),
    /// The SIP stack could not start.
    #[error("cannot start the SIP stack: {0}")]
    Stack(String),
}

/// Are new calls taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Yes.
    Open,
    /// No: INVITE and OPTIONS get 503 with Retry-After; live calls go on.
    Closed {
        /// Why.
        why: Closure,
    },
}

/// Why no new calls are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// The program is about to end.
    Draining,
    /// What happens could not be written down.
    StoreDown,
}

/// Plain numbers for the operator's metrics, all since the start unless said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    /// Legs that exist now.
    pub legs_live: u64,
    /// Incoming legs.
    pub legs_arrived: u64,
    /// Outgoing legs.
    pub legs_dialled: u64,
    /// SIP messages that came in.
    pub messages_received: u64,
    /// SIP messages refused or dropped, by cause.
    pub messages_refused: Vec<(&'static str, u64)>,
    /// Mistakes of ours that ended a leg.
    pub panics: u64,
    /// RTP packets, by what became of them.
    pub media: Vec<(&'static str, u64)>,
}

/// Legs as the outside sees them: whether they have been answered.
pub(crate) type Held = Mutex<HashMap<LegId, bool>>;

/// Does the line run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Running,
    /// Somebody called `stop`.
    Stopping,
    /// A task or thread without which nothing works has ended by itself.
    Ended,
}

/// Held by the tasks and threads that must not end: going without `stop`, however it
/// came, is told to whoever waits in `Line::ended`.
#[derive(Clone)]
struct Alarm(Arc<watch::Sender<Run>>);

impl Alarm {
    fn ring(&self) {
        self.0.send_if_modified(|run| {
            let rings = *run == Run::Running;
            if rings {
                *run = Run::Ended;
            }
            rings
        });
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.ring();
    }
}

/// A running line. All clones are the same line; it runs until `stop`.
#[derive(Clone)]
pub struct Line {
    inputs: mpsc::UnboundedSender<Input>,
    bound: SocketAddr,
    gate: Arc<Gate>,
    media: Media,
    held: Arc<Held>,
    run: Arc<watch::Sender<Run>>,
}

impl Line {
    /// Starts the line on the caller's tokio runtime, and the media threads. `sink` is told
    /// all events, one after the other; it must not block. The SIP stack logs every message
    /// with its numbers at `info`: whoever sets up logging filters `rsipstack=warn`.
    ///
    /// # Errors
    /// When a port is taken or an address is not ours.
    pub async fn start(
        settings: LineSettings,
        sink: impl Fn(LegEvent) + Send + Sync + 'static,
    ) -> Result<Line, LineError> {
        let doorman = Doorman::new(&settings.trunks);
        let gate = Arc::new(Gate::new(doorman, &settings.user_agent, settings.setup_timeout));
        gate.close(settings.intake != Intake::Open);
        let (inputs, queue) = mpsc::unbounded_channel();
        // Media ends with its handle when the wires then cannot be opened.
        let run = Arc::new(watch::Sender::new(Run::Running));
        let media = start_media(&settings, inputs.clone(), Alarm(Arc::clone(&run)))?;
        let (wires, requests) = Wires::open(&settings, Arc::clone(&gate)).await?;
        let bound = wires.bound;
        let held = Arc::new(Held::default());
        let board = Switchboard::new(
            settings,
            wires,
            media.clone(),
            Arc::clone(&held),
            inputs.clone(),
            Box::new(sink),
        );
        let alarm = Alarm(Arc::clone(&run));
        tokio::spawn(async move {
            let _alarm = alarm;
            board.run(requests, queue).await;
        });
        Ok(Line { inputs, bound, gate, media, held, run })
    }

    /// Where SIP is listened for.
    #[must_use]
    pub fn sip_address(&self) -> SocketAddr {
        self.bound
    }

    /// Asks for something. Never waits; commands for one leg are carried out in order.
    pub fn command(&self, command: LegCommand) {
        let made = if let LegCommand::Dial { leg, .. } | LegCommand::Connect { leg, .. } = &command
        {
            Some(*leg)
        } else {
            None
        };
        if let Some(leg) = made {
            // Part of the inventory at once, or a comparison would take it for lost.
            self.held().entry(leg).or_insert(false);
        }
        let stopped = self.inputs.send(Input::Command(command)).is_err();
        if let Some(leg) = made.filter(|_| stopped) {
            self.held().remove(&leg);
        }
    }

    /// Opens a browser phone, or opens it anew: takes an SDP offer, gives the answer.
    /// Whatever it carried is parted.
    ///
    /// # Errors
    /// When there is no room for it, or its offer is of no use.
    pub async fn phone_open(
        &self,
        phone: PhoneId,
        offer: String,
        codec: PhoneCodec,
    ) -> Result<String, PhoneRefused> {
        self.media.phone_open(phone, &offer, codec)
    }

    /// Closes a browser phone; a leg it carried is parted.
    pub fn phone_close(&self, phone: PhoneId) {
        self.media.phone_close(phone);
    }

    /// Where browser phones send their packets.
    #[must_use]
    pub fn browser_address(&self) -> Option<SocketAddr> {
        self.media.browser_address()
    }

    /// Who may call from now on. Calls under way go on, whosever they are.
    pub fn set_trunks(&self, trunks: Vec<Trunk>) {
        self.gate.doorman.replace(&trunks);
    }

    /// Asks a trunk by OPTIONS, over UDP, whether it is there. Takes three seconds at most.
    pub async fn test_trunk(&self, to: SocketAddr) -> TrunkTest {
        let (answer, told) = oneshot::channel();
        let stopped = || TrunkTest::Refused { why: "the telephony side has ended".to_owned() };
        match self.inputs.send(Input::Test { to, answer }) {
            Ok(()) => told.await.unwrap_or_else(|_| stopped()),
            Err(_) => stopped(),
        }
    }

    /// The legs that exist now.
    #[must_use]
    pub fn inventory(&self) -> Vec<Holding> {
        let mut peers = HashMap::new();
        for (a, b) in self.media.bridges() {
            peers.insert(a, b);
            peers.insert(b, a);
        }
        let held = self.held();
        let holding = |(leg, answered): (&LegId, &bool)| Holding {
            leg: *leg,
            answered: *answered,
            bridged_with: peers.get(leg).copied(),
        };
        let mut inventory: Vec<Holding> = held.iter().map(holding).collect();
        inventory.sort_by_key(|holding| holding.leg);
        inventory
    }

    /// Takes new calls, or refuses them.
    pub fn intake(&self, intake: Intake) {
        match intake {
            Intake::Open => self.gate.close(false),
            Intake::Closed { why: Closure::Draining | Closure::StoreDown } => self.gate.close(true),
        }
    }

    /// The numbers of this moment.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let tally = &self.gate.tally;
        Counters {
            legs_live: tally.live.load(Ordering::Relaxed),
            legs_arrived: tally.arrived.load(Ordering::Relaxed),
            legs_dialled: tally.dialled.load(Ordering::Relaxed),
            messages_received: tally.received.load(Ordering::Relaxed),
            messages_refused: tally.by_cause(),
            panics: tally.panics.load(Ordering::Relaxed),
            media: by_name(self.media.counters()),
        }
    }

    /// Hangs up everything that is left, closes all sockets, and tells of the recordings
    /// that ended with it. Waits two seconds at most for peers to answer their BYE, and
    /// for the disk as long as the media side does.
    pub async fn stop(&self) {
        self.run.send_if_modified(|run| {
            let stops = *run == Run::Running;
            if stops {
                *run = Run::Stopping;
            }
            stops
        });
        let (done, stopped) = oneshot::channel();
        if self.inputs.send(Input::Stop(done)).is_ok() {
            let _ = stopped.await;
        }
    }

    /// Waits until the line has ended without `stop`: its SIP stack, the task that owns the
    /// legs or a media thread is gone, and commands are lost. Nothing but a new line helps.
    /// Never ends on a line that was stopped.
    pub async fn ended(&self) {
        let mut run = self.run.subscribe();
        // Cannot fail: the sender is in `self`.
        let _ = run.wait_for(|run| *run == Run::Ended).await;
    }

    fn held(&self) -> MutexGuard<'_, HashMap<LegId, bool>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start_media(
    settings: &LineSettings,
    inputs: mpsc::UnboundedSender<Input>,
    alarm: Alarm,
) -> Result<Media, LineError> {
    let media = MediaSettings {
        bind: settings.sip_bind.ip(),
        ports: settings.rtp_ports.clone(),
        silence_limit: settings.silence_limit,
        latch: Latch::Probation { packets: PROBATION_PACKETS },
        browser: settings.browser_bind.map(|bind| BrowserSettings {
            bind,
            external: settings.external_ip,
            most: settings.max_phones,
        }),
    };
    let sink = move |event| match event {
        MediaEvent::Ended => alarm.ring(),
        event @ (MediaEvent::Leg(_) | MediaEvent::Silent(_) | MediaEvent::Failed(_)) => {
            let _ = inputs.send(Input::Media(event));
        }
    };
    Media::start(media, sink).map_err(|error| LineError::Media(with_sources(&error)))
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

fn by_name(media: Readings) -> Vec<(&'static str, u64)> {
    vec![
        ("accepted", media.accepted),
        ("sent", media.sent),
        ("dropped_not_rtp", media.not_rtp),
        ("dropped_malformed", media.malformed),
        ("dropped_oversized", media.oversized),
        ("dropped_wrong_payload", media.wrong_payload),
        ("dropped_stranger", media.stranger),
        ("dropped_not_connected", media.not_connected),
        ("send_failed", media.send_failed),
        ("skipped", media.skipped),
        ("dropped_phone_stranger", media.phone_stranger),
        ("dropped_phone_broken", media.phone_broken),
        ("dropped_phone_flood", media.phone_flood),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::drivers::Ticket;
    use crate::vocabulary::Departure;

    #[test]
    fn blocks_of_addresses_contain_what_they_say() {
        let network = |text: &str| text.parse::<Network>().unwrap();
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(network("192.0.2.1").contains(ip("192.0.2.1")));
        assert!(!network("192.0.2.1").contains(ip("192.0.2.2")));
        assert!(network("192.0.2.0/24").contains(ip("192.0.2.255")));
        assert!(!network("192.0.2.0/24").contains(ip("192.0.3.0")));
        assert!(network("0.0.0.0/0").contains(ip("192.0.2.1")));
        assert!(!network("0.0.0.0/0").contains(ip("::1")));
        assert!(network("2001:db8::/32").contains(ip("2001:db8:1::1")));
        for bad in ["", "host", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "::/129"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    fn settings() -> LineSettings {
        LineSettings {
            sip_bind: ([127, 0, 0, 1], 0).into(),
            external_ip: None,
            rtp_ports: 48_000..=48_998,
            trunks: vec![Trunk {
                name: "carrier".to_owned(),
                access: TrunkAccess::Addresses(vec![IpAddr::from([127, 0, 0, 1]).into()]),
                trust_identity: Switch::Off,
            }],
            setup_timeout: Duration::from_secs(180),
            silence_limit: Duration::from_secs(30),
            dial_timeout: Duration::from_secs(5),
            max_legs: 10,
            user_agent: "Cordboard".to_owned(),
            browser_bind: None,
            max_phones: 10,
            intake: Intake::Open,
        }
    }

    /// A line that hands its events to a channel, and an INVITE from a raw caller.
    async fn called(
        sink: impl Fn(&LegEvent) + Send + Sync + 'static,
    ) -> (Line, tokio::net::UdpSocket, mpsc::UnboundedReceiver<LegEvent>) {
        let (tell, events) = mpsc::unbounded_channel();
        let line = Line::start(settings(), move |event| {
            let _ = tell.send(event.clone());
            sink(&event);
        });
        let line = line.await.unwrap();
        let caller = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let here = caller.local_addr().unwrap();
        let invite = format!(
            "INVITE sip:100@desk SIP/2.0\r\nVia: SIP/2.0/UDP {here};rport;branch=z9hG4bKa\r\n\
             Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:100@desk>\r\nCall-ID: c\r\n\
             CSeq: 1 INVITE\r\nContact: <sip:a@{here}>\r\nContent-Length: 0\r\n\r\n"
        );
        caller.send_to(invite.as_bytes(), line.sip_address()).await.unwrap();
        (line, caller, events)
    }

    async fn next<T>(wait: impl Future<Output = T>) -> T {
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("nothing in time")
    }

    /// Reads until a message begins so.
    async fn heard(socket: &tokio::net::UdpSocket, start: &str) {
        let mut buffer = [0; 8192];
        loop {
            let length = next(socket.recv(&mut buffer)).await.unwrap();
            if buffer[..length].starts_with(start.as_bytes()) {
                return;
            }
        }
    }

    #[tokio::test]
    async fn a_mistake_while_handling_a_leg_ends_that_leg_and_nothing_else() {
        let (line, caller, mut events) = called(|event| {
            assert!(!matches!(event, LegEvent::Arrived(_)), "a mistake on purpose");
        })
        .await;
        let Some(LegEvent::Arrived(arrival)) = next(events.recv()).await else { panic!("no leg") };
        let gone = LegEvent::Gone { leg: arrival.leg, why: Departure::SignallingFailed };
        assert_eq!(next(events.recv()).await, Some(gone));
        heard(&caller, "SIP/2.0 500 ").await;
        assert_eq!(line.counters().panics, 1);
        assert_eq!(line.inventory(), Vec::new());
        line.stop().await;
    }

    /// Whether the end is known already.
    fn has_ended(line: &Line) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::pin!(line.ended()).poll(&mut context).is_ready()
    }

    #[tokio::test]
    async fn a_line_whose_switchboard_or_media_ends_by_itself_says_so() {
        let (line, _caller, _events) = called(|_| {}).await;
        assert!(!has_ended(&line));
        let (done, _stopped) = oneshot::channel();
        line.inputs.send(Input::Stop(done)).unwrap();
        next(line.ended()).await;
        let (line, _caller, _events) = called(|_| {}).await;
        let media = line.media.clone();
        tokio::task::spawn_blocking(move || media.stop()).await.unwrap();
        next(line.ended()).await;
    }

    #[tokio::test]
    async fn a_line_that_is_stopped_has_not_ended_by_itself() {
        let (line, _caller, _events) = called(|_| {}).await;
        line.stop().await;
        assert!(!has_ended(&line));
    }

    /// Each event is followed by an input that makes another.
    #[tokio::test]
    async fn deadlines_are_kept_while_inputs_never_cease() {
        let inputs = Arc::new(std::sync::OnceLock::<mpsc::UnboundedSender<Input>>::new());
        let over = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (again, enough) = (Arc::clone(&inputs), Arc::clone(&over));
        let noise = || {
            let recording = crate::vocabulary::RecordingId(1);
            let (file, length_ms) = (std::path::PathBuf::new(), 0);
            let event = LegEvent::RecordingStopped { recording, file, length_ms };
            Input::Media(MediaEvent::Leg(event))
        };
        let (tell, mut events) = mpsc::unbounded_channel();
        let settings = LineSettings { dial_timeout: Duration::from_millis(50), ..settings() };
        let line = Line::start(settings, move |event| {
            if !matches!(event, LegEvent::RecordingStopped { .. }) {
                let _ = tell.send(event);
            } else if !enough.load(Ordering::Relaxed) {
                let _ = again.get().unwrap().send(noise());
            }
        });
        let line = line.await.unwrap();
        inputs.set(line.inputs.clone()).ok().unwrap();
        line.inputs.send(noise()).unwrap();
        let phone = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let leg = LegId(1);
        let (caller, caller_name) = (None, None);
        let to = format!("sip:a@{}", phone.local_addr().unwrap());
        line.command(LegCommand::Dial { leg, to, caller, caller_name, auto_answer: false });
        let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        over.store(true, Ordering::Relaxed);
        let refused = LegEvent::Refused { leg, why: crate::vocabulary::Refusal::Unreachable };
        assert_eq!(event.expect("the deadline was not kept"), Some(refused));
        line.stop().await;
    }

    #[tokio::test]
    async fn a_200_that_is_never_acknowledged_ends_the_leg() {
        let (line, caller, mut events) = called(|_| {}).await;
        let Some(LegEvent::Arrived(arrival)) = next(events.recv()).await else { panic!("no leg") };
        line.command(LegCommand::Answer { leg: arrival.leg });
        heard(&caller, "SIP/2.0 200 ").await;
        // What the transaction tells after 64*T1, which is too long to wait for.
        line.inputs.send(Input::Over { ticket: Ticket(1) }).unwrap();
        let gone = LegEvent::Gone { leg: arrival.leg, why: Departure::SignallingFailed };
        assert_eq!(next(events.recv()).await, Some(gone));
        // The BYE waits for the ACK, which does not come either.
        line.inputs.send(Input::Over { ticket: Ticket(1) }).unwrap();
        heard(&caller, "BYE ").await;
        line.stop().await;
    }
}
