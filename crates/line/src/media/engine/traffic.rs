//! Packets: from a socket through every check to the peer and the recordings.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use super::Engine;
use crate::media::MediaEvent;
use crate::media::counters::Count;
use crate::media::leg::{Carrier, Good, Kind, Via, Ways};
use crate::media::rtp::{HEADER, Packet};
use crate::vocabulary::{LegEvent, Switch};

/// Packets taken from one socket before the others have their turn.
const BURST: usize = 64;

/// So many receive errors in a row mean that the socket is broken.
const ERRORS_MAX: u32 = 50;

impl Engine {
    /// Takes what lies in a leg's socket.
    pub(super) fn receive(&mut self, key: usize, now: Instant) {
        for _ in 0..BURST {
            let Some(leg) = self.legs.get_mut(key) else {
                return;
            };
            let Carrier::Port(port) = &mut leg.carrier else {
                return;
            };
            match port.socket.recv_from(&mut self.buffer[..]) {
                Ok((length, from)) => {
                    port.errors = 0;
                    if let Err(cause) = self.packet(key, length, from, now) {
                        self.shared.counters.add(cause);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => {
                    port.errors += 1;
                    if port.errors == ERRORS_MAX {
                        tracing::warn!(leg.id = leg.id.0, %error, "an RTP socket broke");
                        (self.sink)(MediaEvent::Failed(leg.id));
                    }
                    if port.errors >= ERRORS_MAX {
                        return;
                    }
                }
            }
        }
        self.unfinished.push(key);
    }

    /// Treats one datagram in the buffer; the error is the cause of its drop.
    fn packet(
        &mut self,
        key: usize,
        length: usize,
        from: SocketAddr,
        now: Instant,
    ) -> Result<(), Count> {
        let packet = Packet::read(&self.buffer[..length])?;
        self.heard(key, &packet, Via::Network(from), now)
    }

    /// Treats one packet in the buffer; the error is the cause of its drop.
    pub(super) fn heard(
        &mut self,
        key: usize,
        packet: &Packet,
        via: Via,
        now: Instant,
    ) -> Result<(), Count> {
        let Some(leg) = self.legs.get_mut(key) else {
            return Ok(());
        };
        let good = leg.hear(via, packet, &self.buffer[packet.payload.clone()], now)?;
        self.shared.counters.add(Count::Accepted);
        let kind = match good {
            Good::First(kind) => {
                (self.sink)(MediaEvent::Leg(LegEvent::MediaFlowing { leg: leg.id }));
                kind
            }
            Good::Later(kind) => kind,
        };
        // A muted leg is heard by nobody, keys included.
        if leg.muted == Switch::On {
            return Ok(());
        }
        if let Kind::Key(Some(digit)) = kind {
            (self.sink)(MediaEvent::Leg(LegEvent::Digit { leg: leg.id, digit }));
        }
        if let Some(peer) = leg.peer {
            self.forward(key, peer, packet, kind, now);
        }
        Ok(())
    }

    /// Passes a packet on to the peer, if that one listens, and stores what it hears.
    fn forward(&mut self, key: usize, peer: usize, packet: &Packet, kind: Kind, now: Instant) {
        let Some((from, to)) = self.legs.get2_mut(key, peer) else {
            return;
        };
        if to.player.is_some() {
            return;
        }
        let Some(&far) = to.listener() else {
            return;
        };
        let payload = packet.payload.clone();
        let (payload_type, samples) = match kind {
            Kind::Audio(law) => {
                let audio = &mut self.buffer[payload.clone()];
                for tap in &from.taps {
                    if let Some(recording) = self.recordings.get_mut(tap.recording) {
                        recording.place(now, tap.side, packet, law, audio);
                    }
                }
                law.transcode(far.codec, audio);
                (far.codec.payload_type(), audio.len() as u32)
            }
            Kind::Key(_) => match far.telephone_event {
                Some(payload_type) => (payload_type, 0),
                None => return to.outgoing.omit(),
            },
            Kind::Comfort => return to.outgoing.omit(),
        };
        let header = to.outgoing.forward(now, key, packet, samples, payload_type);
        // The new header stands right before the payload; a payload never starts sooner.
        let datagram = &mut self.buffer[payload.start - HEADER..payload.end];
        let ways = &mut Ways { phones: &mut self.phones, counters: &self.shared.counters };
        to.send(header, datagram, now, ways);
    }
}
