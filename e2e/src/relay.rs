//! A wire that can be cut: TCP connections to a server through an address of its own.
//! While it is cut, nothing passes and nobody is told, as with a radio that lost its cell.

use std::net::SocketAddr;
use std::sync::Arc;

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
    _tasks: JoinSet<()>,
}

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
        tasks.spawn(accept(listener, server, Arc::clone(&state)));
        Relay { address: bind, state, _tasks: tasks }
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

async fn accept(listener: TcpListener, server: SocketAddr, state: Arc<watch::Sender<Wire>>) {
    let mut wires = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((near, _)) = accepted {
                    wires.spawn(join(near, server, state.subscribe()));
                }
            }
            Some(_) = wires.join_next() => {}
        }
    }
}

async fn join(near: TcpStream, server: SocketAddr, mut state: watch::Receiver<Wire>) {
    // A cut wire takes the connection of nobody, either.
    if state.wait_for(|wire| *wire != Wire::Cut).await.is_err() {
        return;
    }
    let Ok(far) = TcpStream::connect(server).await else { return };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let broken = broken(state.clone());
    tokio::select! {
        () = pass(near_in, far_out, state.clone()) => {}
        () = pass(far_in, near_out, state) => {}
        () = broken => {}
    }
}

async fn broken(mut state: watch::Receiver<Wire>) {
    let at_first = *state.borrow_and_update();
    // Who dropped the other end has dropped the wire.
    let _ = state.wait_for(|wire| matches!(wire, Wire::Reset(_)) && *wire != at_first).await;
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<Wire>) {
    let mut piece = vec![0; PIECE];
    while let Ok(count) = from.read(&mut piece).await {
        if count == 0 || state.wait_for(|wire| *wire != Wire::Cut).await.is_err() {
            return;
        }
        if to.write_all(&piece[..count]).await.is_err() {
            return;
        }
    }
}
