//! RTP packets (RFC 3550 section 5.1): a strict reader and the header we write. Our own,
//! because a forwarded packet keeps its payload in the receive buffer and only gets a new
//! header written right before it, which needs the payload's place, not just its bytes.

use std::ops::Range;

/// The length of a header without CSRC and extension; ours never has either.
pub(super) const HEADER: usize = 12;

/// The longest datagram read: no audio packet of a telephone exceeds an Ethernet frame.
pub(super) const DATAGRAM_MAX: usize = 1_500;

/// Why a datagram is no packet of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Too short for a header, or another version.
    NotRtp,
    /// Lengths inside contradict the datagram.
    Malformed,
    /// Longer than anything a telephone sends.
    Oversized,
}

/// One received packet; the payload stays where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packet {
    pub(super) marker: bool,
    pub(super) payload_type: u8,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) ssrc: u32,
    /// Where in the datagram the payload stands; never starts before `HEADER`.
    pub(super) payload: Range<usize>,
}

impl Packet {
    /// Reads a datagram. Any bytes give a packet or a fault, never a panic.
    pub(super) fn read(datagram: &[u8]) -> Result<Packet, Fault> {
        if datagram.len() > DATAGRAM_MAX {
            return Err(Fault::Oversized);
        }
        let Some((header, rest)) = datagram.split_first_chunk::<HEADER>() else {
            return Err(Fault::NotRtp);
        };
        let [first, second, seq1, seq0, t3, t2, t1, t0, s3, s2, s1, s0] = *header;
        if first >> 6 != 2 {
            return Err(Fault::NotRtp);
        }
        let mut start = HEADER + 4 * usize::from(first & 0x0f);
        if first & 0x10 != 0 {
            let at = start - HEADER;
            let Some(&[_, _, high, low]) = rest.get(at..at + 4) else {
                return Err(Fault::Malformed);
            };
            start += 4 + 4 * usize::from(u16::from_be_bytes([high, low]));
        }
        let mut end = datagram.len();
        if first & 0x20 != 0 {
            let padding = usize::from(datagram[end - 1]);
            if padding == 0 || padding > end {
                return Err(Fault::Malformed);
            }
            end -= padding;
        }
        if start > end {
            return Err(Fault::Malformed);
        }
        Ok(Packet {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes([seq1, seq0]),
            timestamp: u32::from_be_bytes([t3, t2, t1, t0]),
            ssrc: u32::from_be_bytes([s3, s2, s1, s0]),
            payload: start..end,
        })
    }
}

/// A header of ours: version 2, no padding, extension or CSRC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) marker: bool,
    pub(super) payload_type: u8,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) ssrc: u32,
}

impl Header {
    /// The twelve bytes on the wire.
    pub(super) fn bytes(self) -> [u8; HEADER] {
        let [seq1, seq0] = self.sequence.to_be_bytes();
        let [t3, t2, t1, t0] = self.timestamp.to_be_bytes();
        let [s3, s2, s1, s0] = self.ssrc.to_be_bytes();
        let second = self.payload_type | if self.marker { 0x80 } else { 0 };
        [0x80, second, seq1, seq0, t3, t2, t1, t0, s3, s2, s1, s0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn datagram(first: u8, rest: &[u8]) -> Vec<u8> {
        let header =
            Header { marker: true, payload_type: 8, sequence: 513, timestamp: 77, ssrc: 9 };
        let mut bytes = header.bytes().to_vec();
        bytes[0] = first;
        bytes.extend_from_slice(rest);
        bytes
    }

    #[test]
    fn what_we_write_reads_back() {
        let packet = Packet::read(&datagram(0x80, &[1, 2, 3])).unwrap();
        assert_eq!(
            packet,
            Packet {
                marker: true,
                payload_type: 8,
                sequence: 513,
                timestamp: 77,
                ssrc: 9,
                payload: 12..15
            }
        );
    }

    #[test]
    fn csrc_extension_and_padding_are_stepped_over() {
        let mut rest = vec![0; 4]; // one CSRC
        rest.extend_from_slice(&[0xbe, 0xde, 0, 1, 5, 5, 5, 5]); // an extension of one word
        rest.extend_from_slice(&[42, 43, 0, 0, 3]); // two bytes of payload, three of padding
        assert_eq!(Packet::read(&datagram(0xb1, &rest)).unwrap().payload, 28 - 4..26);
    }

    #[test]
    fn lengths_that_lie_are_malformed() {
        for (first, rest) in [
            (0x81, &[0u8, 0, 0][..]),           // a CSRC that is not there
            (0x8f, &[0; 20][..]),               // fifteen of them
            (0x90, &[0, 0, 0][..]),             // half an extension header
            (0x90, &[0, 0, 0xff, 0xff, 1][..]), // an extension of 256 KiB
            (0xa0, &[7, 7, 0][..]),             // padding of nothing
            (0xa0, &[7, 7, 200][..]),           // more padding than datagram
            (0xa0, &[7, 7, 4][..]),             // padding that eats into the header
        ] {
            assert_eq!(Packet::read(&datagram(first, rest)), Err(Fault::Malformed), "{first:#x}");
        }
    }

    #[test]
    fn other_versions_short_and_giant_datagrams_are_refused() {
        assert_eq!(Packet::read(&[]), Err(Fault::NotRtp));
        assert_eq!(Packet::read(&[0x80; 11]), Err(Fault::NotRtp));
        assert_eq!(Packet::read(&datagram(0x00, &[1; 160])), Err(Fault::NotRtp));
        assert_eq!(Packet::read(&datagram(0xc0, &[1; 160])), Err(Fault::NotRtp));
        assert_eq!(Packet::read(&[0x80; DATAGRAM_MAX + 1]), Err(Fault::Oversized));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut seed = 1u64;
        for round in 0..200_000usize {
            let mut bytes = [0u8; 48];
            for byte in &mut bytes {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
                *byte = (seed >> 56) as u8;
            }
            if round % 2 == 0 {
                bytes[0] = 0x80 | (bytes[0] & 0x3f);
            }
            let bytes = &bytes[..round % 49];
            if let Ok(packet) = Packet::read(bytes) {
                assert!(packet.payload.start >= HEADER);
                assert!(packet.payload.start <= packet.payload.end);
                assert!(packet.payload.end <= bytes.len());
            }
        }
    }
}
