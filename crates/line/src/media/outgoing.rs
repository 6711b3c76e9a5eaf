//! The one RTP stream we send to a far end, whatever its sources: sequence numbers and
//! timestamps run on over every change of source (RFC 3550 section 5.1).

use std::time::{Duration, Instant};

use super::g711::Codec;
use super::rtp::{Header, Packet};

/// A forwarded timestamp this far (one second) from where it belongs starts a new base:
/// the sender restarted its clock, or kept it still over a pause.
const JUMP: i32 = 8_000;

/// The stream towards one far end.
#[derive(Debug)]
pub(super) struct Outgoing {
    ssrc: u32,
    /// The newest sequence number sent.
    sequence: u16,
    /// Where the newest packet's audio ends.
    next: u32,
    /// The timestamp of the packet sent at `sent`.
    last: u32,
    sent: Option<Instant>,
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Nothing,
    Own,
    /// A peer's stream and what to add to its numbers.
    Peer {
        leg: usize,
        ssrc: u32,
        sequence: u16,
        timestamp: u32,
    },
}

impl Outgoing {
    /// A stream of its own SSRC that starts anywhere.
    pub(super) fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Outgoing {
        let source = Source::Nothing;
        Outgoing { ssrc, sequence, next: timestamp, last: timestamp, sent: None, source }
    }

    /// The newest sequence number.
    pub(super) fn sequence(&self) -> u16 {
        self.sequence
    }

    /// When something was sent last.
    pub(super) fn sent(&self) -> Option<Instant> {
        self.sent
    }

    /// The next packet comes from somewhere else, or after a pause.
    pub(super) fn cut(&mut self) {
        self.source = Source::Nothing;
    }

    /// The header of a packet we make ourselves, `samples` long, after leaving out
    /// `skipped` samples.
    pub(super) fn own(&mut self, now: Instant, samples: u32, skipped: u32, codec: Codec) -> Header {
        let marker = self.source != Source::Own;
        if marker {
            self.next = self.resumed(now);
            self.source = Source::Own;
        }
        self.sequence = self.sequence.wrapping_add(1);
        self.last = self.next.wrapping_add(skipped);
        self.next = self.last.wrapping_add(samples);
        self.sent = Some(now);
        let marker = marker || skipped > 0;
        self.header(marker, codec.payload_type(), self.sequence, self.last)
    }

    /// The header of a packet passed on from `leg`.
    pub(super) fn forward(
        &mut self,
        now: Instant,
        leg: usize,
        packet: &Packet,
        samples: u32,
        payload_type: u8,
    ) -> Header {
        if let Source::Peer { leg: of, ssrc, sequence, timestamp } = self.source
            && of == leg
            && ssrc == packet.ssrc
        {
            let sequence = packet.sequence.wrapping_add(sequence);
            let timestamp = packet.timestamp.wrapping_add(timestamp);
            let jump = timestamp.wrapping_sub(self.next).cast_signed();
            if (-JUMP..=JUMP).contains(&jump) {
                self.moved(now, sequence, timestamp, samples);
                return self.header(packet.marker, payload_type, sequence, timestamp);
            }
        }
        let sequence = self.sequence.wrapping_add(1);
        let timestamp = self.resumed(now);
        self.source = Source::Peer {
            leg,
            ssrc: packet.ssrc,
            sequence: sequence.wrapping_sub(packet.sequence),
            timestamp: timestamp.wrapping_sub(packet.timestamp),
        };
        self.moved(now, sequence, timestamp, samples);
        self.header(true, payload_type, sequence, timestamp)
    }

    /// A packet of the present peer is not passed on: leave no hole where it was.
    pub(super) fn omit(&mut self) {
        if let Source::Peer { sequence, .. } = &mut self.source {
            *sequence = sequence.wrapping_sub(1);
        }
    }

    fn header(&self, marker: bool, payload_type: u8, sequence: u16, timestamp: u32) -> Header {
        Header { marker, payload_type, sequence, timestamp, ssrc: self.ssrc }
    }

    fn moved(&mut self, now: Instant, sequence: u16, timestamp: u32, samples: u32) {
        // A reordered packet does not turn the stream back.
        if sequence.wrapping_sub(self.sequence).cast_signed() > 0 {
            self.sequence = sequence;
            self.last = timestamp;
            let end = timestamp.wrapping_add(samples);
            if end.wrapping_sub(self.next).cast_signed() > 0 {
                self.next = end;
            }
        }
        self.sent = Some(now);
    }

    /// The timestamp of something that starts now: the time passed, never backwards.
    fn resumed(&self, now: Instant) -> u32 {
        let Some(sent) = self.sent else {
            return self.next;
        };
        let passed = samples(now.saturating_duration_since(sent));
        let due = self.last.wrapping_add(passed as u32);
        if due.wrapping_sub(self.next).cast_signed() > 0 { due } else { self.next }
    }
}

/// How many samples at 8 kHz a duration lasts.
pub(super) fn samples(duration: Duration) -> u64 {
    (duration.as_micros() / 125) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(ssrc: u32, sequence: u16, timestamp: u32) -> Packet {
        Packet { marker: false, payload_type: 0, sequence, timestamp, ssrc, payload: 12..172 }
    }

    type Numbers = (bool, u16, u32);

    fn numbers(header: Header) -> Numbers {
        assert_eq!(header.ssrc, 7);
        (header.marker, header.sequence, header.timestamp)
    }

    fn own(out: &mut Outgoing, now: Instant, skipped: u32) -> Numbers {
        numbers(out.own(now, 160, skipped, Codec::Pcma))
    }

    fn forward(out: &mut Outgoing, now: Instant, leg: usize, packet: Packet) -> Numbers {
        numbers(out.forward(now, leg, &packet, 160, 0))
    }

    #[test]
    fn numbers_run_on_from_a_prompt_to_a_peer_and_back() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let mut out = Outgoing::new(7, u16::MAX - 1, u32::MAX - 159);
        assert_eq!(own(&mut out, at(0), 0), (true, u16::MAX, u32::MAX - 159));
        assert_eq!(own(&mut out, at(20), 0), (false, 0, 0));
        assert_eq!(forward(&mut out, at(40), 3, packet(5, 900, 1_000_000)), (true, 1, 160));
        assert_eq!(forward(&mut out, at(60), 3, packet(5, 902, 1_000_320)), (false, 3, 480));
        assert_eq!(forward(&mut out, at(61), 3, packet(5, 901, 1_000_160)), (false, 2, 320));
        // Another stream of the same peer, half a second later.
        assert_eq!(forward(&mut out, at(560), 3, packet(6, 1, 1)), (true, 4, 480 + 3_992));
        assert_eq!(own(&mut out, at(580), 0), (true, 5, 480 + 3_992 + 160));
        assert_eq!(own(&mut out, at(900), 320), (true, 6, 480 + 3_992 + 160 + 480));
    }

    #[test]
    fn a_clock_that_jumps_is_rebased_and_an_omitted_packet_leaves_no_hole() {
        let begin = Instant::now();
        let mut out = Outgoing::new(7, 0, 0);
        forward(&mut out, begin, 1, packet(5, 10, 0));
        out.omit();
        assert_eq!(forward(&mut out, begin, 1, packet(5, 12, 320)), (false, 2, 320));
        let later = begin + Duration::from_millis(20);
        assert_eq!(forward(&mut out, later, 1, packet(5, 13, 900_000)), (true, 3, 480));
    }
}
