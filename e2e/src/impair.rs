//! A bad network of one's own: a relay for UDP between the server and one peer that loses,
//! delays, doubles, reorders and spoils datagrams. What becomes of a datagram follows from
//! one number, the stream it travels in and its place there, and from nothing else: the
//! same seed gives the same decisions again.
//!
//! For SIP the relay stands on both sides as the other one: the peer takes it for the
//! server, the server takes it for the peer. So that both believe it, addresses in messages
//! and the ports in session descriptions are replaced on the way, and every port of media
//! gets a relay of its own. All ports are of five digits, so nothing changes its length.

mod dice;
mod flow;
mod sip;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::net::UdpSocket;
use tokio::task::AbortHandle;

pub use self::dice::{Fate, PerMille, Weather, fate};
use self::flow::Flow;
use self::sip::Swaps;

/// The largest datagram there is.
const DATAGRAM_MAX: usize = 65_535;

/// So many datagrams of the signalling are remembered, to be sent again spoilt.
const REMEMBERED_MAX: usize = 200;

/// What the network has done up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Datagrams that came into it.
    pub came: u64,
    /// Those that it lost.
    pub lost: u64,
    /// Those that it delivered twice.
    pub doubled: u64,
    /// Those that it delivered after their successors.
    pub overtaken: u64,
    /// Those that it spoilt.
    pub spoilt: u64,
}

/// The network between the server and one peer.
#[derive(Debug)]
pub struct Network {
    inner: Arc<Inner>,
    near: SocketAddr,
    far: SocketAddr,
}

#[derive(Debug)]
struct Inner {
    seed: u64,
    server: SocketAddr,
    peer: Mutex<Option<SocketAddr>>,
    ends: Ends,
    weather: RwLock<Forecast>,
    /// Where each address of media is met on the other side.
    media: Mutex<HashMap<SocketAddr, Arc<UdpSocket>>>,
    flows: AtomicU64,
    tally: Tally,
    remembered: Mutex<Vec<Vec<u8>>>,
    tasks: Mutex<Vec<AbortHandle>>,
}

/// The weather of the signalling and that of the media.
#[derive(Debug, Clone, Copy)]
struct Forecast {
    signalling: Weather,
    media: Weather,
}

/// Both sockets of the signalling.
#[derive(Debug)]
struct Ends {
    /// The peer meets the server here.
    near: Arc<UdpSocket>,
    /// The server meets the peer here.
    far: Arc<UdpSocket>,
}

#[derive(Debug, Default)]
struct Tally {
    came: AtomicU64,
    lost: AtomicU64,
    doubled: AtomicU64,
    overtaken: AtomicU64,
    spoilt: AtomicU64,
}

/// What a stream carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    Signalling,
    Media,
}

/// Which way a datagram travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    ToServer,
    ToPeer,
}

impl Network {
    /// A network before a SIP server. The peer is a phone that waits there; without one it
    /// is whoever speaks first.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn between(peer: Option<SocketAddr>, server: SocketAddr, seed: u64) -> Network {
        let network = Network::open(peer, server, seed).await;
        network.inner.carry_signalling();
        network
    }

    /// A network before one port that carries everything, as a browser's phone does:
    /// nothing in it is read. The peer is whoever speaks first.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn before_one_port(server: SocketAddr, seed: u64) -> Network {
        let network = Network::open(None, server, seed).await;
        let inner = &network.inner;
        inner.carry(Way::ToServer, Arc::clone(&inner.ends.near), Carries::Media);
        inner.carry(Way::ToPeer, Arc::clone(&inner.ends.far), Carries::Media);
        network
    }

    async fn open(peer: Option<SocketAddr>, server: SocketAddr, seed: u64) -> Network {
        let near = socket(server).await;
        let far = socket(peer.unwrap_or(server)).await;
        let addresses = (address(&near), address(&far));
        let calm = Forecast { signalling: Weather::CALM, media: Weather::CALM };
        let inner = Arc::new(Inner {
            seed,
            server,
            peer: Mutex::new(peer),
            ends: Ends { near, far },
            weather: RwLock::new(calm),
            media: Mutex::default(),
            flows: AtomicU64::new(0),
            tally: Tally::default(),
            remembered: Mutex::default(),
            tasks: Mutex::default(),
        });
        Network { inner, near: addresses.0, far: addresses.1 }
    }

    /// Where the peer finds the server.
    #[must_use]
    pub fn server(&self) -> SocketAddr {
        self.near
    }

    /// Where the server finds the peer.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.far
    }

    /// The weather from now on.
    pub fn weather(&self, signalling: Weather, media: Weather) {
        let mut weather = self.inner.weather.write().unwrap_or_else(PoisonError::into_inner);
        *weather = Forecast { signalling, media };
    }

    /// What has become of everything that came.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let Tally { came, lost, doubled, overtaken, spoilt } = &self.inner.tally;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            came: read(came),
            lost: read(lost),
            doubled: read(doubled),
            overtaken: read(overtaken),
            spoilt: read(spoilt),
        }
    }

    /// Sends everything that the peer has signalled up to now to the server again, so often
    /// and each time with other bits turned.
    ///
    /// # Panics
    /// When the system does not take it.
    pub async fn repeat_spoilt(&self, times: u64) {
        let remembered = lock(&self.inner.remembered).clone();
        for (nth, datagram) in (0..times).flat_map(|time| {
            remembered.iter().enumerate().map(move |(at, one)| (time << 32 | at as u64, one))
        }) {
            let mut bytes = datagram.clone();
            dice::spoil(&mut bytes, dice::draw(self.inner.seed, u64::MAX, nth));
            let sent = self.inner.ends.far.send_to(&bytes, self.inner.server).await;
            sent.unwrap_or_else(|why| panic!("a spoilt datagram cannot be sent: {why}"));
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for task in lock(&self.inner.tasks).drain(..) {
            task.abort();
        }
    }
}

impl Inner {
    fn carry_signalling(self: &Arc<Self>) {
        self.carry(Way::ToServer, Arc::clone(&self.ends.near), Carries::Signalling);
        self.carry(Way::ToPeer, Arc::clone(&self.ends.far), Carries::Signalling);
    }

    /// Reads a socket for as long as the network lives.
    fn carry(self: &Arc<Self>, way: Way, socket: Arc<UdpSocket>, carries: Carries) {
        let flow = Flow::new(self.flows.fetch_add(1, Ordering::Relaxed));
        let (inner, reader) = (Arc::clone(self), flow.clone());
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; DATAGRAM_MAX];
            loop {
                // An error here is the echo of an earlier sending; the socket is fine.
                let Ok((length, from)) = socket.recv_from(&mut buffer).await else { continue };
                inner.came(way, carries, &socket, &buffer[..length], from, &reader);
            }
        });
        let sending = tokio::spawn(flow.run());
        lock(&self.tasks).extend([reading.abort_handle(), sending.abort_handle()]);
    }

    /// One datagram that came in at `socket`.
    fn came(
        self: &Arc<Self>,
        way: Way,
        carries: Carries,
        socket: &Arc<UdpSocket>,
        bytes: &[u8],
        from: SocketAddr,
        flow: &Flow,
    ) {
        let (bytes, route) = match carries {
            Carries::Signalling => (self.rewritten(way, bytes, from), self.route(way, from)),
            Carries::Media if self.is_end(socket) => (bytes.to_vec(), self.route(way, from)),
            Carries::Media => (bytes.to_vec(), self.media_route(socket, from)),
        };
        let Some((out, to)) = route else { return };
        let forecast = *self.weather.read().unwrap_or_else(PoisonError::into_inner);
        let weather = match carries {
            Carries::Signalling => forecast.signalling,
            Carries::Media => forecast.media,
        };
        if carries == Carries::Signalling && way == Way::ToServer {
            let mut remembered = lock(&self.remembered);
            if remembered.len() < REMEMBERED_MAX {
                remembered.push(bytes.clone());
            }
        }
        let fate = fate(self.seed, flow.number(), flow.next_place(), weather);
        self.tally.count(fate);
        flow.send(fate, bytes, out, to);
    }

    fn is_end(&self, socket: &Arc<UdpSocket>) -> bool {
        Arc::ptr_eq(socket, &self.ends.near) || Arc::ptr_eq(socket, &self.ends.far)
    }

    /// Out of the other end. Who speaks first at the near one is the peer.
    fn route(&self, way: Way, from: SocketAddr) -> Option<(Arc<UdpSocket>, SocketAddr)> {
        match way {
            Way::ToServer => {
                lock(&self.peer).get_or_insert(from);
                Some((Arc::clone(&self.ends.far), self.server))
            }
            Way::ToPeer => {
                let peer = *lock(&self.peer);
                peer.map(|peer| (Arc::clone(&self.ends.near), peer))
            }
        }
    }

    /// To whom this socket stands for, out of the one that stands for the sender.
    fn media_route(
        &self,
        socket: &Arc<UdpSocket>,
        from: SocketAddr,
    ) -> Option<(Arc<UdpSocket>, SocketAddr)> {
        let media = lock(&self.media);
        let to = media.iter().find(|(_, stands)| Arc::ptr_eq(stands, socket));
        let to = to.map(|(address, _)| *address)?;
        media.get(&from).map(|out| (Arc::clone(out), to))
    }

    /// The message as the other side has to read it.
    fn rewritten(self: &Arc<Self>, way: Way, bytes: &[u8], from: SocketAddr) -> Vec<u8> {
        let (near, far) = (address(&self.ends.near), address(&self.ends.far));
        let peer = lock(&self.peer).unwrap_or(from);
        let swaps = match way {
            Way::ToServer => Swaps([(near, self.server), (peer, far)]),
            Way::ToPeer => Swaps([(self.server, near), (far, peer)]),
        };
        let owner = match way {
            Way::ToServer => peer,
            Way::ToPeer => self.server,
        };
        swaps.apply(bytes, |port| self.stands_for(way, SocketAddr::new(owner.ip(), port)))
    }

    /// The port at which this address of media is met on the other side.
    fn stands_for(self: &Arc<Self>, way: Way, owner: SocketAddr) -> Option<u16> {
        let mut media = lock(&self.media);
        if let Some(socket) = media.get(&owner) {
            return Some(address(socket).port());
        }
        let socket = std::net::UdpSocket::bind((owner.ip(), 0)).ok()?;
        socket.set_nonblocking(true).ok()?;
        let socket = Arc::new(UdpSocket::from_std(socket).ok()?);
        media.insert(owner, Arc::clone(&socket));
        drop(media);
        let port = address(&socket).port();
        // What comes in here travels to the owner.
        let towards_owner = match way {
            Way::ToServer => Way::ToPeer,
            Way::ToPeer => Way::ToServer,
        };
        self.carry(towards_owner, socket, Carries::Media);
        Some(port)
    }
}

impl Tally {
    fn count(&self, fate: Fate) {
        let add = |count: &AtomicU64, happened: bool| {
            count.fetch_add(u64::from(happened), Ordering::Relaxed);
        };
        add(&self.came, true);
        add(&self.lost, fate.lost);
        add(&self.doubled, fate.doubled);
        add(&self.overtaken, fate.overtaken);
        add(&self.spoilt, fate.spoilt.is_some());
    }
}

async fn socket(beside: SocketAddr) -> Arc<UdpSocket> {
    let socket = UdpSocket::bind((beside.ip(), 0)).await;
    Arc::new(socket.unwrap_or_else(|why| panic!("no port for the bad network: {why}")))
}

fn address(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().unwrap_or_else(|why| panic!("no local address: {why}"))
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::net::UdpSocket;

    use super::{Counts, Network, Weather};

    /// What arrives of 200 numbered datagrams, and what the network says of them.
    async fn journey(seed: u64) -> (Vec<u16>, Counts) {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let network = Network::before_one_port(server.local_addr().unwrap(), seed).await;
        let weather = Weather { loss: 100, doubles: 50, spoils: 20, ..Weather::CALM };
        network.weather(Weather::CALM, weather);
        let mut buffer = [0; 16];
        let mut arrived = Vec::new();
        for number in 0..200_u16 {
            peer.send_to(&number.to_be_bytes(), network.server()).await.unwrap();
            // One after the other: the system's own buffers must lose nothing.
            while network.counts().came <= u64::from(number) {
                tokio::task::yield_now().await;
            }
        }
        let end = network.counts();
        let expected = end.came - end.lost + end.doubled;
        while (arrived.len() as u64) < expected {
            let came = tokio::time::timeout(crate::SOON, server.recv_from(&mut buffer)).await;
            let (length, _) = came.unwrap().unwrap();
            assert_eq!(length, 2);
            arrived.push(u16::from_be_bytes([buffer[0], buffer[1]]));
        }
        // When a copy arrives among the others is a matter of time.
        arrived.sort_unstable();
        (arrived, end)
    }

    #[tokio::test]
    async fn the_same_seed_decides_the_same_again_and_another_one_differently() {
        let (one, counts) = journey(7).await;
        assert!(counts.lost > 10 && counts.doubled > 5 && counts.spoilt > 0, "{counts:?}");
        assert_eq!(journey(7).await, (one.clone(), counts));
        assert_ne!(journey(8).await.0, one);
    }

    #[tokio::test]
    async fn an_answer_finds_its_way_back_and_a_delay_keeps_the_order() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let network = Network::before_one_port(server.local_addr().unwrap(), 1).await;
        let jitter = Duration::from_millis(30);
        network.weather(Weather::CALM, Weather { jitter, ..Weather::CALM });
        let mut buffer = [0; 16];
        for number in 0..50_u8 {
            peer.send_to(&[number], network.server()).await.unwrap();
        }
        for number in 0..50_u8 {
            let (length, from) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!((&buffer[..length], from), (&[number][..], network.peer()));
        }
        server.send_to(b"back", network.peer()).await.unwrap();
        let (length, from) = peer.recv_from(&mut buffer).await.unwrap();
        assert_eq!((&buffer[..length], from), (&b"back"[..], network.server()));
    }
}
