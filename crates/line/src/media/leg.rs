//! One leg: what it believes of what comes in, and the stream that goes out.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;

use super::counters::{Count, Counters};
use super::g711::{Codec, ULAW_SILENCE};
use super::keys::Keys;
use super::latch::{Latch, Source};
use super::outgoing::Outgoing;
use super::phones::Phones;
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
    pub(super) carrier: Carrier,
    /// What was agreed with the far end.
    pub(super) end: Option<End>,
    pub(super) muted: Switch,
    pub(super) peer: Option<usize>,
    pub(super) player: Option<Player>,
    pub(super) outgoing: Outgoing,
    /// The recordings that what this leg says now belongs to.
    pub(super) taps: Vec<Tap>,
    keys: Keys,
    flow: Flow,
}

/// What takes a leg's packets to its far end and back.
#[derive(Debug)]
pub(super) enum Carrier {
    /// A socket of its own.
    Port(Port),
    /// A browser phone, by its slot.
    Phone(usize),
    /// The phone that carried it is gone; another may come.
    Nothing,
}

/// A socket of a leg's own.
#[derive(Debug)]
pub(super) struct Port {
    pub(super) socket: UdpSocket,
    /// Receive errors in a row.
    pub(super) errors: u32,
    /// Where the far end is, once agreed.
    source: Option<(SocketAddr, Source)>,
}

/// One side of one recording.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tap {
    pub(super) recording: usize,
    pub(super) side: Side,
}

/// What was agreed with a far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) codec: Codec,
    pub(super) telephone_event: Option<u8>,
    pub(super) hold: FarHold,
}

/// How a packet came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// Its address; anybody can send to a port.
    Network(SocketAddr),
    /// The leg's browser phone, which has decrypted it.
    Phone,
}

/// What a leg sends by.
pub(super) struct Ways<'a> {
    pub(super) phones: &'a mut Phones,
    pub(super) counters: &'a Counters,
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
    pub(super) fn new(id: LegId, carrier: Carrier, outgoing: Outgoing, now: Instant) -> Leg {
        Leg {
            id,
            carrier,
            end: None,
            muted: Switch::Off,
            peer: None,
            player: None,
            outgoing,
            taps: Vec::new(),
            keys: Keys::default(),
            flow: Flow::Never { since: now },
        }
    }

    /// Takes what SDP agreed. The same again changes nothing.
    pub(super) fn connect(&mut self, far: FarEnd, rule: Latch, now: Instant) {
        let Carrier::Port(port) = &mut self.carrier else {
            return;
        };
        let end = End { codec: far.codec, telephone_event: far.telephone_event, hold: far.hold };
        let known = port.source.as_ref().is_some_and(|(agreed, _)| *agreed == far.rtp);
        if known && self.end == Some(end) {
            return;
        }
        if !known {
            port.source = Some((far.rtp, Source::new(far.rtp, rule)));
        }
        self.end = Some(end);
        self.outgoing.cut();
        self.expect(now);
    }

    /// Is carried by something else from now on, and hears it by other means.
    pub(super) fn carry(&mut self, by: Carrier, end: End, outgoing: Outgoing, now: Instant) {
        self.carrier = by;
        self.end = Some(end);
        self.outgoing = outgoing;
        self.outgoing.cut();
        self.expect(now);
    }

    pub(super) fn mute(&mut self, on: Switch, now: Instant) {
        self.muted = on;
        self.expect(now);
    }

    /// Has a peer from now on, which a browser may have waited for in silence.
    pub(super) fn bridge(&mut self, peer: usize, now: Instant) {
        self.peer = Some(peer);
        match self.carrier {
            Carrier::Port(_) | Carrier::Nothing => {}
            Carrier::Phone(_) => self.expect(now),
        }
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

    /// Judges a packet.
    pub(super) fn hear(
        &mut self,
        via: Via,
        packet: &Packet,
        payload: &[u8],
        now: Instant,
    ) -> Result<Good, Count> {
        let Some(end) = &self.end else {
            return Err(Count::NotConnected);
        };
        let kind = match Codec::of_payload_type(packet.payload_type) {
            Some(law) if (1..=AUDIO_MAX).contains(&payload.len()) => Kind::Audio(law),
            Some(_) => return Err(Count::WrongPayload),
            None if end.telephone_event == Some(packet.payload_type)
                && (4..=KEY_MAX).contains(&payload.len()) =>
            {
                Kind::Key(None)
            }
            None if packet.payload_type == COMFORT_NOISE => Kind::Comfort,
            None => return Err(Count::WrongPayload),
        };
        if !self.carrier.accepts(via, packet) {
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
        // Nothing is expected of a leg that nothing carries: that was told already. A browser
        // whom nobody hears may switch its microphone off; its checks show that it lives.
        let heard = match self.carrier {
            Carrier::Port(_) => true,
            Carrier::Phone(_) => self.peer.is_some(),
            Carrier::Nothing => false,
        };
        let expected = heard && self.listener().is_some() && self.muted == Switch::Off;
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
    pub(super) fn listener(&self) -> Option<&End> {
        match self.carrier {
            Carrier::Nothing => None,
            Carrier::Port(_) | Carrier::Phone(_) => {
                self.end.as_ref().filter(|end| end.hold == FarHold::Active)
            }
        }
    }

    /// Sends a frame of our own, given in µ-law.
    pub(super) fn say(
        &mut self,
        frame: &[u8; FRAME],
        skipped: u32,
        now: Instant,
        ways: &mut Ways<'_>,
    ) {
        let Some(codec) = self.listener().map(|end| end.codec) else {
            return;
        };
        let header = self.outgoing.own(now, FRAME as u32, skipped, codec);
        let mut datagram = [0; HEADER + FRAME];
        datagram[HEADER..].copy_from_slice(frame);
        Codec::Pcmu.transcode(codec, &mut datagram[HEADER..]);
        self.send(header, &mut datagram, now, ways);
    }

    /// Sends one packet of silence where nothing was sent for a second. A phone tells by
    /// other means that it lives.
    pub(super) fn keep_alive(&mut self, now: Instant, ways: &mut Ways<'_>) {
        let fresh = |sent| now.saturating_duration_since(sent) < KEEP_ALIVE;
        let Carrier::Port(_) = self.carrier else {
            return;
        };
        if self.player.is_none() && !self.outgoing.sent().is_some_and(fresh) {
            self.outgoing.cut();
            self.say(&[ULAW_SILENCE; FRAME], 0, now, ways);
            self.outgoing.cut();
        }
    }

    /// Sends one packet; the header is written over the first bytes of the datagram.
    pub(super) fn send(
        &mut self,
        header: Header,
        datagram: &mut [u8],
        now: Instant,
        ways: &mut Ways<'_>,
    ) {
        match &self.carrier {
            Carrier::Port(port) => {
                if let Some(head) = datagram.first_chunk_mut::<HEADER>() {
                    *head = header.bytes();
                    port.send(self.id, datagram, ways.counters);
                }
            }
            Carrier::Phone(phone) => {
                let payload = datagram.get(HEADER..).unwrap_or_default();
                ways.phones.say(*phone, header, payload, now, ways.counters);
            }
            Carrier::Nothing => {}
        }
    }
}

impl Carrier {
    /// Is this packet, good in itself, from the far end?
    fn accepts(&mut self, via: Via, packet: &Packet) -> bool {
        match (self, via) {
            (Carrier::Port(port), Via::Network(from)) => {
                port.source.as_mut().is_some_and(|(_, source)| source.accepts(from, packet))
            }
            (Carrier::Phone(_), Via::Phone) => true,
            (Carrier::Port(_), Via::Phone)
            | (Carrier::Phone(_), Via::Network(_))
            | (Carrier::Nothing, Via::Network(_) | Via::Phone) => false,
        }
    }
}

impl Port {
    pub(super) fn new(socket: UdpSocket) -> Port {
        Port { socket, errors: 0, source: None }
    }

    fn send(&self, leg: LegId, datagram: &[u8], counters: &Counters) {
        let Some((_, source)) = &self.source else {
            return;
        };
        match self.socket.send_to(datagram, source.address()) {
            Ok(_) => counters.add(Count::Sent),
            Err(error) => {
                counters.add(Count::SendFailed);
                if error.kind() != io::ErrorKind::WouldBlock {
                    tracing::trace!(leg.id = leg.0, %error, "an RTP packet was not sent");
                }
            }
        }
    }
}
