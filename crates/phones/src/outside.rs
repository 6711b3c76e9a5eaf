//! What a leg may touch beyond itself.

use crate::chance::Chance;
use crate::media::Pacer;
use crate::view::Event;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;

/// Events that a reader may lag behind; a minute of the fastest load.
pub(crate) const EVENTS_MAX: usize = 65_536;

/// One of the sockets that signalling goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Door(pub(crate) usize);

/// A datagram that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Datagram {
    pub(crate) door: Door,
    pub(crate) to: SocketAddr,
    pub(crate) text: String,
}

/// The world around the legs of one exchange.
#[derive(Debug)]
pub(crate) struct Outside {
    /// The moment of the turn.
    pub(crate) now: Instant,
    pub(crate) chance: Chance,
    pub(crate) pacer: Arc<Pacer>,
    /// The port named in the description of a call without RTP: it exists, so
    /// that the server's packets draw no ICMP error, and nobody reads it.
    pub(crate) sink: SocketAddr,
    pub(crate) sent: Vec<Datagram>,
    pub(crate) readers: Vec<mpsc::Sender<Event>>,
    pub(crate) counts: Counts,
}

/// What an exchange has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Datagrams received.
    pub received: u64,
    /// Datagrams sent, retransmissions included.
    pub sent: u64,
    /// Datagrams sent again because nobody answered in time.
    pub resent: u64,
    /// Datagrams that were no SIP, or belonged to nobody.
    pub strays: u64,
    /// Datagrams the operating system would not take.
    pub refused: u64,
    /// Events lost because a reader was too slow.
    pub events_lost: u64,
}

impl Outside {
    pub(crate) fn send(&mut self, door: Door, to: SocketAddr, text: String) {
        self.counts.sent += 1;
        self.sent.push(Datagram { door, to, text });
    }

    pub(crate) fn resend(&mut self, door: Door, to: SocketAddr, text: &str) {
        self.counts.resent += 1;
        self.send(door, to, text.to_owned());
    }

    pub(crate) fn tell(&mut self, event: impl FnOnce() -> Event) {
        if self.readers.is_empty() {
            return;
        }
        let event = event();
        let lost = &mut self.counts.events_lost;
        self.readers.retain(|reader| match reader.try_send(event.clone()) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                *lost += 1;
                true
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        });
    }

    /// A new branch, with the cookie of RFC 3261.
    pub(crate) fn branch(&mut self) -> String {
        format!("z9hG4bK{:016x}", self.chance.next())
    }
}
