//! One RTP stream: a socket of its own, as every real phone has.

use super::hearing::{Heard, Hearing};
use super::outgoing::{Far, Outgoing};
use super::sound::Sound;
use socket2::SockRef;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;
use tokio::net::UdpSocket;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// Longer than any RTP packet on a path with Ethernet's packet size.
const DATAGRAM_MAX: usize = 1_600;

/// One socket is not read without a break, however much comes in.
const READ_MAX: usize = 64;

#[derive(Debug)]
pub(crate) struct Stream {
    socket: UdpSocket,
    address: SocketAddr,
    outgoing: Mutex<Outgoing>,
    hearing: Mutex<Hearing>,
    arrived: Notify,
    listener: OnceLock<AbortHandle>,
}

impl Stream {
    /// Opens a stream on a free port and starts to listen. Must be called
    /// within a tokio runtime.
    pub(crate) fn open(ip: IpAddr, sound: Sound, chance: u64) -> std::io::Result<Arc<Stream>> {
        let socket = std::net::UdpSocket::bind((ip, 0))?;
        socket.set_nonblocking(true)?;
        let stream = Arc::new(Stream {
            address: socket.local_addr()?,
            socket: UdpSocket::from_std(socket)?,
            outgoing: Mutex::new(Outgoing::new(sound, chance)),
            hearing: Mutex::default(),
            arrived: Notify::new(),
            listener: OnceLock::new(),
        });
        let listener = tokio::spawn(listen(Arc::clone(&stream)));
        let _ = stream.listener.set(listener.abort_handle());
        Ok(stream)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn outgoing(&self) -> MutexGuard<'_, Outgoing> {
        self.outgoing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn connect(&self, far: Far) {
        self.outgoing().far = Some(far);
    }

    /// Stops sending and listening; what was heard stays readable.
    pub(crate) fn close(&self) {
        self.outgoing().far = None;
        if let Some(listener) = self.listener.get() {
            listener.abort();
        }
    }

    /// Sends what is due.
    pub(crate) fn pace(&self, now: Instant) {
        // A full socket buffer loses the packet, as a real network would.
        self.outgoing().due(now, |ready| {
            let bytes = &ready.bytes[..ready.length];
            let _ = SockRef::from(&self.socket).send_to(bytes, &ready.to.into());
        });
    }

    pub(crate) fn heard(&self) -> Heard {
        self.hearing().heard(Instant::now())
    }

    /// Resolves at the next packet.
    pub(crate) async fn arrival(&self) {
        self.arrived.notified().await;
    }

    fn hearing(&self) -> MutexGuard<'_, Hearing> {
        self.hearing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn datagram(&self, bytes: &[u8], source: SocketAddr) {
        let far = self.outgoing().far;
        let telephone_event = far.and_then(|far| far.telephone_event);
        let expected = far.map(|far| far.address);
        self.hearing().datagram(bytes, source, expected, telephone_event, Instant::now());
        self.arrived.notify_waiters();
    }
}

async fn listen(stream: Arc<Stream>) {
    let mut buffer = [0; DATAGRAM_MAX];
    while stream.socket.readable().await.is_ok() {
        for _ in 0..READ_MAX {
            match stream.socket.try_recv_from(&mut buffer) {
                Ok((length, source)) => stream.datagram(&buffer[..length], source),
                Err(_) => break,
            }
        }
    }
}
