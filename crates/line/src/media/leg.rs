//! One RTP leg: what it believes of what comes in, and the stream that goes out.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;

use super::counters::{Count, Counters};
use super::g711::{Codec, ULAW_SILENCE};
use super::keys::Keys;
use super::latch::{Latch, Source};
use super::outgoing::Outgoing;
use super::player::{FRAME, Player};
use super::recording::Side;
use super::rtp::{HEADER, Header, Packet};
use super::{FarEnd, FarHold};
use crate::vocabulary::{LegId, Switch};

/// The most audio one packet carries: 120 ms. Telephones send 10 to 60 ms.
const AUDIO_MAX: usize = 960;

/// A telephone-event is four bytes; a few events may be packed together.
const KEY_MAX: usize = 64;

/// Comfort noise (RFC 3389): the far end lives and is silent.
const COMFORT_NOISE: u8 = 13;

/// A far end that hears nothing gets one packet of silence a second, so that its own
/// watchdog, and the routers on the way, see a living call (RFC 6263).
const KEEP_ALIVE: Duration = Duration::from_secs(1);

/// One leg.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) socket: UdpSocket,
    pub(super) far: Option<Far>,
    pub(super) muted: Switch,
    pub(super) peer: Option<usize>,
    pub(super) player: Option<Player>,
    pub(super) outgoing: Outgoing,
    /// The recordings that what this leg says now belongs to.
    pub(super) taps: Vec<Tap>,
    /// Receive errors in a row.
    pub(super) errors: u32,
    keys: Keys,
    flow: Flow,
}

/// One side of one recording.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tap {
    pub(super) recording: usize,
    pub(super) side: Side,
}

/// The agreed far end.
#[derive(Debug)]
pub(super) struct Far {
    pub(super) end: FarEnd,
    source: Source,
}

#[derive(Debug, Clone, Copy)]
enum Flow {
    /// Nothing was heard since the leg exists.
    Never {
        since: Instant,
    },
    Heard {
        last: Instant,
    },
    /// Vanished, and told so.
    Vanished {
        heard: Heard,
    },
}

#[derive(Debug, Clone, Copy)]
enum Heard {
    Before,
    Never,
}

/// What a good packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Audio(Codec),
    Key(Option<char>),
    Comfort,
}

/// A good packet, and whether it is the leg's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Good {
    First(Kind),
    Later(Kind),
}

impl Leg {
    pub(super) fn new(id: LegId, socket: UdpSocket, outgoing: Outgoing, now: Instant) -> Leg {
        Leg {
            id,
            socket,
            far: None,
            muted: Switch::Off,
            peer: None,
            player: None,
            outgoing,
            taps: Vec::new(),
            errors: 0,
            keys: Keys::default(),
            flow: Flow::Never { since: now },
        }
    }

    /// Takes what SDP agreed. The same again changes nothing.
    pub(super) fn connect(&mut self, end: FarEnd, rule: Latch, now: Instant) {
        let source = match self.far.take() {
            Some(far) if far.end == end => {
                self.far = Some(far);
                return;
            }
            Some(far) if far.end.rtp == end.rtp => far.source,
            Some(_) | None => Source::new(end.rtp, rule),
        };
        self.far = Some(Far { end, source });
        self.outgoing.cut();
        self.expect(now);
    }

    pub(super) fn mute(&mut self, on: Switch, now: Instant) {
        self.muted = on;
        self.expect(now);
    }

    /// From now on the silence limit counts anew.
    fn expect(&mut self, now: Instant) {
        self.flow = match self.flow {
            Flow::Never { .. } | Flow::Vanished { heard: Heard::Never } => {
                Flow::Never { since: now }
            }
            Flow::Heard { .. } | Flow::Vanished { heard: Heard::Before } => {
                Flow::Heard { last: now }
            }
        };
    }

    /// Judges a packet from the network.
    pub(super) fn hear(
        &mut self,
        from: SocketAddr,
        packet: &Packet,
        payload: &[u8],
        now: Instant,
    ) -> Result<Good, Count> {
        let Some(far) = &mut self.far else {
            return Err(Count::NotConnected);
        };
        let kind = match Codec::of_payload_type(packet.payload_type) {
            Some(law) if (1..=AUDIO_MAX).contains(&payload.len()) => Kind::Audio(law),
            Some(_) => return Err(Count::WrongPayload),
            None if far.end.telephone_event == Some(packet.payload_type)
                && (4..=KEY_MAX).contains(&payload.len()) =>
            {
                Kind::Key(None)
            }
            None if packet.payload_type == COMFORT_NOISE => Kind::Comfort,
            None => return Err(Count::WrongPayload),
        };
        if !far.source.accepts(from, packet) {
            return Err(Count::Stranger);
        }
        let kind = match kind {
            Kind::Key(_) => Kind::Key(self.keys.press(packet.ssrc, packet.timestamp, payload)),
            Kind::Audio(_) | Kind::Comfort => kind,
        };
        let before = std::mem::replace(&mut self.flow, Flow::Heard { last: now });
        Ok(match before {
            Flow::Never { .. } | Flow::Vanished { heard: Heard::Never } => Good::First(kind),
            Flow::Heard { .. } | Flow::Vanished { heard: Heard::Before } => Good::Later(kind),
        })
    }

    /// Has the far end vanished? Told once, until it is heard again.
    pub(super) fn has_vanished(&mut self, limit: Duration, now: Instant) -> bool {
        let expected = matches!(&self.far, Some(far) if far.end.hold == FarHold::Active)
            && self.muted == Switch::Off;
        let (last, heard) = match self.flow {
            Flow::Never { since } => (since, Heard::Never),
            Flow::Heard { last } => (last, Heard::Before),
            Flow::Vanished { .. } => return false,
        };
        if !expected || now.saturating_duration_since(last) < limit {
            return false;
        }
        self.flow = Flow::Vanished { heard };
        true
    }

    /// The far end to send to, unless there is none or it holds us.
    pub(super) fn listener(&self) -> Option<&FarEnd> {
        self.far.as_ref().map(|far| &far.end).filter(|end| end.hold == FarHold::Active)
    }

    /// Sends a frame of our own, given in µ-law.
    pub(super) fn say(
        &mut self,
        frame: &[u8; FRAME],
        skipped: u32,
        now: Instant,
        counters: &Counters,
    ) {
        let Some(codec) = self.listener().map(|end| end.codec) else {
            return;
        };
        let header = self.outgoing.own(now, FRAME as u32, skipped, codec);
        let mut datagram = [0; HEADER + FRAME];
        let (head, payload) = datagram.split_at_mut(HEADER);
        head.copy_from_slice(&header.bytes());
        payload.copy_from_slice(frame);
        Codec::Pcmu.transcode(codec, payload);
        self.send(&datagram, counters);
    }

    /// Sends one packet of silence where nothing was sent for a second.
    pub(super) fn keep_alive(&mut self, now: Instant, counters: &Counters) {
        let fresh = |sent| now.saturating_duration_since(sent) < KEEP_ALIVE;
        if self.player.is_none() && !self.outgoing.sent().is_some_and(fresh) {
            self.outgoing.cut();
            self.say(&[ULAW_SILENCE; FRAME], 0, now, counters);
            self.outgoing.cut();
        }
    }

    /// Passes a peer's packet on with the given header.
    pub(super) fn pass_on(&mut self, header: Header, datagram: &mut [u8], counters: &Counters) {
        if let Some(head) = datagram.first_chunk_mut::<HEADER>() {
            *head = header.bytes();
            self.send(datagram, counters);
        }
    }

    fn send(&self, datagram: &[u8], counters: &Counters) {
        let Some(far) = &self.far else {
            return;
        };
        match self.socket.send_to(datagram, far.source.address()) {
            Ok(_) => counters.add(Count::Sent),
            Err(error) => {
                counters.add(Count::SendFailed);
                if error.kind() != io::ErrorKind::WouldBlock {
                    tracing::trace!(leg.id = self.id.0, %error, "an RTP packet was not sent");
                }
            }
        }
    }
}
