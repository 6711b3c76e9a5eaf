//! One browser phone: a WebRTC connection, and what is said over it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use str0m::media::Mid;
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Event, Input, Output, Rtc};

use super::booth::Opened;
use super::echo::Echo;
use super::wire::Wire;
use crate::media::counters::{Count, Counters};
use crate::media::leg::End;
use crate::media::outgoing::Outgoing;
use crate::media::rtp::Header;
use crate::vocabulary::PhoneId;

/// A browser asks every few seconds whether we are there (RFC 7675 5.1); one that did not
/// for this long, nor said anything else, has lost its network.
const SILENCE_MAX: Duration = Duration::from_secs(8);

/// A browser that was not connected by then cannot reach us.
const CONNECT_MAX: Duration = Duration::from_secs(15);

/// Things one input makes a connection say: a datagram brings one packet, a handshake a
/// flight of a few.
const OUTPUTS_MAX: usize = 256;

/// Addresses a phone was heard from: its networks, and the paths its checks try.
const ADDRESSES_MAX: usize = 8;

/// One browser phone.
pub(super) struct Phone {
    pub(super) id: PhoneId,
    pub(super) serial: u64,
    pub(super) fragment: String,
    /// The leg it carries.
    pub(super) leg: Option<usize>,
    pub(super) wire: Wire,
    pub(super) echo: Option<Echo>,
    /// Where it was heard from, the oldest first.
    pub(super) addresses: VecDeque<SocketAddr>,
    /// The alarm that is set for it.
    pub(super) armed: Option<Instant>,
    pub(super) stage: Stage,
    /// The stream we send, unless a leg has it.
    outgoing: Option<Outgoing>,
    /// The newest sequence number sent, in full length.
    sequence: u64,
    /// The last sign of life.
    alive: Instant,
    /// When the connection wants to be woken.
    timeout: Instant,
    rtc: Box<Rtc>,
    mid: Mid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// No way to it is known, or the keys are not agreed on.
    Connecting { until: Instant },
    /// It can carry a leg.
    Up,
    /// It said goodbye, or its connection broke.
    Over,
    /// A mistake was made with it, and nothing more may be.
    Broken,
}

/// What came of one input.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The phone is up since just now.
    pub(super) up: bool,
    pub(super) heard: Vec<RtpPacket>,
    /// Something was answered or understood, so that the input came from the phone itself.
    pub(super) lively: bool,
}

impl Outcome {
    /// Both, one after the other.
    pub(super) fn and(mut self, later: Outcome) -> Outcome {
        self.heard.extend(later.heard);
        Outcome { up: self.up || later.up, heard: self.heard, lively: self.lively || later.lively }
    }
}

/// What a phone sends by.
pub(super) struct Outlet<'a> {
    pub(super) socket: &'a UdpSocket,
    pub(super) counters: &'a Counters,
}

impl Phone {
    pub(super) fn new(opened: Opened, outgoing: Outgoing, now: Instant) -> Phone {
        let Opened { id, serial, rtc, mid, wire, fragment } = opened;
        Phone {
            id,
            serial,
            fragment,
            leg: None,
            wire,
            echo: None,
            addresses: VecDeque::new(),
            armed: None,
            stage: Stage::Connecting { until: now + CONNECT_MAX },
            sequence: u64::from(outgoing.sequence()),
            outgoing: Some(outgoing),
            alive: now,
            timeout: now,
            rtc,
            mid,
        }
    }

    /// When it is to be looked after next.
    pub(super) fn due(&self) -> Instant {
        let life = match self.stage {
            Stage::Connecting { until } => until,
            Stage::Up => self.alive + SILENCE_MAX,
            Stage::Over | Stage::Broken => self.alive,
        };
        let echo = self.echo.as_ref().and_then(Echo::due);
        echo.into_iter().fold(life.min(self.timeout), Instant::min)
    }

    /// Is nothing to be expected of it any more?
    pub(super) fn is_lost(&self, now: Instant) -> bool {
        match self.stage {
            Stage::Connecting { until } => now >= until,
            Stage::Up => now >= self.alive + SILENCE_MAX,
            Stage::Over | Stage::Broken => true,
        }
    }

    /// Would it take this input for its own?
    pub(super) fn accepts(&self, input: &Input<'_>) -> bool {
        self.rtc.accepts(input)
    }

    /// Takes an input that it accepts. One that it cannot use is dropped, not the phone.
    pub(super) fn take(
        &mut self,
        input: Input<'_>,
        now: Instant,
        outlet: &Outlet<'_>,
    ) -> (Outcome, Result<(), Count>) {
        let taken = self.rtc.handle_input(input).map_err(|_| Count::PhoneBroken);
        let outcome = self.drain(now, outlet);
        if outcome.lively {
            self.alive = now;
        }
        (outcome, taken)
    }

    /// The time has come for something.
    pub(super) fn wake(&mut self, now: Instant, outlet: &Outlet<'_>) -> Outcome {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            // What is due failed; it will fail again.
            self.stage = Stage::Over;
        }
        self.drain(now, outlet)
    }

    /// Sends one packet of the inner world.
    pub(super) fn say(
        &mut self,
        header: Header,
        payload: &[u8],
        now: Instant,
        outlet: &Outlet<'_>,
    ) -> Outcome {
        let Phone { rtc, wire, sequence, mid, .. } = self;
        let mut api = rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(*mid, None) else {
            return Outcome::default();
        };
        wire.outward(header, payload, |packet| {
            let number = match packet.step {
                Some(step) => *sequence + u64::from(step),
                None => extended(*sequence, header.sequence),
            };
            *sequence = number.max(*sequence);
            let write = RtpWrite::new(
                packet.number.into(),
                number.into(),
                packet.timestamp,
                now,
                packet.payload,
            );
            stream.write_rtp(write.marker(packet.marker));
        });
        self.wake(now, outlet)
    }

    /// Says goodbye to the browser.
    pub(super) fn part(&mut self, now: Instant, outlet: &Outlet<'_>) {
        if self.rtc.close().is_ok() {
            self.drain(now, outlet);
        }
    }

    /// Gives the stream to a leg; what it holds for the far end comes with it.
    pub(super) fn lend(&mut self) -> Option<(End, Outgoing)> {
        Some((self.wire.end(), self.outgoing.take()?))
    }

    /// The leg has no more use for the stream.
    pub(super) fn give_back(&mut self, mut outgoing: Outgoing) {
        outgoing.cut();
        self.outgoing = Some(outgoing);
        self.leg = None;
        self.wire.rest();
    }

    /// Sends what is due of the echo.
    pub(super) fn echo(&mut self, now: Instant, outlet: &Outlet<'_>) -> Outcome {
        let mut all = Outcome::default();
        let end = self.wire.end();
        while let Some(mut word) = self.echo.as_mut().and_then(|echo| echo.next(now)) {
            let Some(outgoing) = &mut self.outgoing else {
                break;
            };
            word.law.transcode(end.codec, &mut word.audio);
            let samples = word.audio.len() as u32;
            let number = end.codec.payload_type();
            // No leg has this slot.
            let header = outgoing.forward(now, usize::MAX, &word.packet, samples, number);
            let outcome = self.say(header, &word.audio, now, outlet);
            all = all.and(outcome);
        }
        all
    }

    /// Remembers where it was heard from; gives the address that is forgotten for it.
    pub(super) fn heard_from(&mut self, from: SocketAddr) -> Option<SocketAddr> {
        self.addresses.push_back(from);
        (self.addresses.len() > ADDRESSES_MAX).then(|| self.addresses.pop_front()).flatten()
    }

    fn drain(&mut self, now: Instant, outlet: &Outlet<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        for _ in 0..OUTPUTS_MAX {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.timeout = at;
                    break;
                }
                Ok(Output::Transmit(transmit)) => {
                    outcome.lively = true;
                    outlet.send(&transmit.contents, transmit.destination);
                }
                Ok(Output::Event(Event::Connected)) => {
                    outcome.up = matches!(self.stage, Stage::Connecting { .. });
                    self.stage = Stage::Up;
                    self.alive = now;
                }
                Ok(Output::Event(Event::RtpPacket(packet))) => {
                    outcome.lively = true;
                    outcome.heard.push(packet);
                }
                Ok(Output::Event(_)) => {}
                Err(error) => {
                    tracing::debug!(phone.id = self.id.0, %error, "a browser phone broke");
                    break;
                }
            }
        }
        if !self.rtc.is_alive() {
            self.stage = Stage::Over;
        }
        outcome
    }
}

impl Outlet<'_> {
    fn send(&self, datagram: &[u8], to: SocketAddr) {
        /// The first byte of RTP and RTCP; everything else is below (RFC 7983 7).
        const MEDIA: u8 = 128;
        let media = datagram.first().is_some_and(|first| *first >= MEDIA);
        match self.socket.send_to(datagram, to) {
            Ok(_) if media => self.counters.add(Count::Sent),
            Ok(_) => {}
            Err(error) => {
                self.counters.add(Count::SendFailed);
                tracing::trace!(%error, "a packet to a browser phone was not sent");
            }
        }
    }
}

/// The whole sequence number that is nearest to the newest one sent.
fn extended(newest: u64, sequence: u16) -> u64 {
    let low = newest as u16;
    let step = i64::from(sequence.wrapping_sub(low).cast_signed());
    newest.checked_add_signed(step).unwrap_or(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_numbers_run_on_over_sixteen_bits() {
        assert_eq!(extended(65_535, 0), 65_536);
        assert_eq!(extended(65_536, 65_535), 65_535, "a straggler");
        assert_eq!(extended(131_071, 1), 131_073);
        assert_eq!(extended(3, 65_535), 3, "nothing is before the beginning");
    }
}
