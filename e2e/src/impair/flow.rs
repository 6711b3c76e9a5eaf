//! One stream of datagrams on its way: what is delayed waits here, in order.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::dice::{Fate, spoil};

/// What is to be overtaken is kept for so long on top: three packets of audio.
const OVERTAKEN_BY: Duration = Duration::from_millis(65);

/// A copy follows so much later.
const COPY_AFTER: Duration = Duration::from_millis(1);

/// The sending side of a stream.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    number: u64,
    place: Arc<AtomicU64>,
    out: UnboundedSender<Parcel>,
    queue: Arc<std::sync::Mutex<Option<UnboundedReceiver<Parcel>>>>,
}

#[derive(Debug)]
struct Parcel {
    bytes: Vec<u8>,
    out: Arc<UdpSocket>,
    to: SocketAddr,
    due: Instant,
    order: Order,
}

/// Whether a parcel keeps its place behind what was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Kept,
    Lost,
}

impl Flow {
    pub(super) fn new(number: u64) -> Flow {
        let (out, queue) = unbounded_channel();
        let queue = Arc::new(std::sync::Mutex::new(Some(queue)));
        Flow { number, place: Arc::default(), out, queue }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The place of the next datagram.
    pub(super) fn next_place(&self) -> u64 {
        self.place.fetch_add(1, Ordering::Relaxed)
    }

    /// Puts a datagram on its way.
    pub(super) fn send(&self, fate: Fate, bytes: Vec<u8>, out: Arc<UdpSocket>, to: SocketAddr) {
        if fate.lost {
            return;
        }
        let due = Instant::now() + fate.takes;
        let parcel = |bytes, due, order| Parcel { bytes, out: Arc::clone(&out), to, due, order };
        let mut first = bytes.clone();
        if let Some(bits) = fate.spoilt {
            spoil(&mut first, bits);
        }
        // Who reads it has ended with the network.
        let _ = match fate.overtaken {
            true => self.out.send(parcel(first, due + OVERTAKEN_BY, Order::Lost)),
            false => self.out.send(parcel(first, due, Order::Kept)),
        };
        if fate.doubled {
            let _ = self.out.send(parcel(bytes, due + COPY_AFTER, Order::Lost));
        }
    }

    /// Delivers until the network is gone.
    pub(super) async fn run(self) {
        let taken = self.queue.lock().ok().and_then(|mut queue| queue.take());
        let Some(mut queue) = taken else { return };
        let mut waiting: BTreeMap<(Instant, u64), Parcel> = BTreeMap::new();
        let (mut count, mut latest) = (0_u64, Instant::now());
        loop {
            let next = waiting.first_key_value().map(|((due, _), _)| *due);
            tokio::select! {
                came = queue.recv() => {
                    let Some(parcel) = came else { return };
                    let due = match parcel.order {
                        Order::Kept => {
                            latest = latest.max(parcel.due);
                            latest
                        }
                        Order::Lost => parcel.due,
                    };
                    count += 1;
                    waiting.insert((due, count), parcel);
                }
                () = until(next) => {
                    while let Some(first) = waiting.first_entry() {
                        if first.key().0 > Instant::now() {
                            break;
                        }
                        let parcel = first.remove();
                        // Nobody listens there any more: lost, as on any network.
                        let _ = parcel.out.send_to(&parcel.bytes, parcel.to).await;
                    }
                }
            }
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
