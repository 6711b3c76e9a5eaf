//! A wire that can be cut: TCP connections to a server through an address of its own.
//! While it is cut, nothing passes and nobody is told, as with a radio that lost its cell.
//! On the way it can tell a browser another address of its phone's sound.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ports;

/// What passes in one piece.
const PIECE: usize = 16 * 1_024;

/// The wire.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    state: Arc<watch::Sender<Wire>>,
    swap: Swap,
    _tasks: JoinSet<()>,
}

/// Bytes that are replaced on the way, if any: both of one length.
type Swap = Arc<OnceLock<(Vec<u8>, Vec<u8>)>>;

/// A browser's wish to have answers compressed, and a header of the same length that means
/// nothing: in what is compressed nothing can be replaced.
const COMPRESSION: (&[u8], &[u8]) = (b"Accept-Encoding:", b"X-Was-Encoding-:");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wire {
    Whole,
    Cut,
    /// Everything that hangs on it is told that it broke.
    Reset(u32),
}

impl Relay {
    /// A wire to a server.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn to(server: SocketAddr) -> Relay {
        let bind = ports::loopback(ports::free(1));
        let listener = TcpListener::bind(bind).await;
        let listener = listener.unwrap_or_else(|why| panic!("{bind} cannot be opened: {why}"));
        let state = Arc::new(watch::Sender::new(Wire::Whole));
        let mut tasks = JoinSet::new();
        let swap = Swap::default();
        tasks.spawn(accept(listener, server, Arc::clone(&state), Arc::clone(&swap)));
        Relay { address: bind, state, swap, _tasks: tasks }
    }

    /// From now on the server names `other` where it would name `own` as the address of a
    /// phone's sound (RFC 8839, a candidate: address, blank, port).
    ///
    /// # Panics
    /// When that was said before, or the two are not of one length.
    pub fn swap(&self, own: SocketAddr, other: SocketAddr) {
        let candidate = |of: SocketAddr| format!("{} {}", of.ip(), of.port()).into_bytes();
        let (own, other) = (candidate(own), candidate(other));
        assert_eq!(own.len(), other.len(), "a length that somebody counts would change");
        assert!(self.swap.set((own, other)).is_ok(), "an address was replaced already");
    }

    /// Where to connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing passes any more.
    pub fn cut(&self) {
        self.state.send_replace(Wire::Cut);
    }

    /// What was kept passes again, as after a short loss.
    pub fn mend(&self) {
        self.state.send_replace(Wire::Whole);
    }

    /// Every connection breaks; new ones pass.
    pub fn reset(&self) {
        let next = match *self.state.borrow() {
            Wire::Reset(n) => n.wrapping_add(1),
            Wire::Whole | Wire::Cut => 0,
        };
        self.state.send_replace(Wire::Reset(next));
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    state: Arc<watch::Sender<Wire>>,
    swap: Swap,
) {
    let mut wires = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((near, _)) = accepted {
                    wires.spawn(join(near, server, state.subscribe(), Arc::clone(&swap)));
                }
            }
            Some(_) = wires.join_next() => {}
        }
    }
}

async fn join(near: TcpStream, server: SocketAddr, mut state: watch::Receiver<Wire>, swap: Swap) {
    // A cut wire takes the connection of nobody, either.
    if state.wait_for(|wire| *wire != Wire::Cut).await.is_err() {
        return;
    }
    let Ok(far) = TcpStream::connect(server).await else { return };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let broken = broken(state.clone());
    tokio::select! {
        () = pass(near_in, far_out, state.clone(), asked(&swap)) => {}
        () = pass(far_in, near_out, state, answered(&swap)) => {}
        () = broken => {}
    }
}

async fn broken(mut state: watch::Receiver<Wire>) {
    let at_first = *state.borrow_and_update();
    // Who dropped the other end has dropped the wire.
    let _ = state.wait_for(|wire| matches!(wire, Wire::Reset(_)) && *wire != at_first).await;
}

/// What is done to everything that a browser asks.
fn asked(swap: &Swap) -> impl Fn(&mut [u8]) {
    let swap = Arc::clone(swap);
    move |piece| {
        if swap.get().is_some() {
            replace(piece, COMPRESSION.0, COMPRESSION.1);
        }
    }
}

/// What is done to everything that the server answers.
fn answered(swap: &Swap) -> impl Fn(&mut [u8]) {
    let swap = Arc::clone(swap);
    move |piece| {
        if let Some((own, other)) = swap.get() {
            replace(piece, own, other);
        }
    }
}

/// Both are of one length.
fn replace(piece: &mut [u8], from: &[u8], to: &[u8]) {
    let mut at = 0;
    while let Some(found) = piece[at..].windows(from.len()).position(|window| window == from) {
        let place = at + found;
        piece[place..place + to.len()].copy_from_slice(to);
        at = place + to.len();
    }
}

async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut state: watch::Receiver<Wire>,
    change: impl Fn(&mut [u8]),
) {
    let mut piece = vec![0; PIECE];
    while let Ok(count) = from.read(&mut piece).await {
        if count == 0 || state.wait_for(|wire| *wire != Wire::Cut).await.is_err() {
            return;
        }
        change(&mut piece[..count]);
        if to.write_all(&piece[..count]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn every_place_is_replaced_and_nothing_else() {
        let mut piece = *b"1 udp 127.0.0.1 10002 typ, 127.0.0.1 10002;127.0.0.1 1000";
        replace(&mut piece, b"127.0.0.1 10002", b"127.0.0.1 41000");
        assert_eq!(&piece, b"1 udp 127.0.0.1 41000 typ, 127.0.0.1 41000;127.0.0.1 1000");
    }
}
