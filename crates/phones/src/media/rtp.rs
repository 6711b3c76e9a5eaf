//! The twelve bytes in front of every packet (RFC 3550, 5.1), and the four of a
//! keypad digit (RFC 4733, 2.3).

pub(crate) const HEADER: usize = 12;

/// A packet as it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    pub(crate) payload_type: u8,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: &'a [u8],
}

impl<'a> Packet<'a> {
    /// None for anything that is not RTP version 2 or contradicts itself.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Packet<'a>> {
        let header: &[u8; HEADER] = bytes.first_chunk()?;
        let [first, second, _, _, t0, t1, t2, t3, s0, s1, s2, s3] = *header;
        if first >> 6 != 2 {
            return None;
        }
        let mut start = HEADER + usize::from(first & 0x0f) * 4;
        if first & 0x10 != 0 {
            let words = bytes.get(start + 2..start + 4)?;
            start += 4 + usize::from(u16::from_be_bytes([words[0], words[1]])) * 4;
        }
        let mut payload = bytes.get(start..)?;
        if first & 0x20 != 0 {
            let padding = usize::from(*payload.last()?);
            payload = payload.get(..payload.len().checked_sub(padding)?)?;
        }
        Some(Packet {
            payload_type: second & 0x7f,
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
            payload,
        })
    }
}

/// The header of a packet that goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    pub(crate) payload_type: u8,
    /// Set on the first packet after a pause, and of a digit.
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
}

impl Header {
    pub(crate) fn write(&self, packet: &mut [u8; HEADER]) {
        packet[0] = 0x80;
        packet[1] = self.payload_type | if self.marker { 0x80 } else { 0 };
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        packet[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
    }
}

/// The sixteen keys, in the order of their event codes.
const KEYS: [char; 16] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

pub(crate) fn event_of(key: char) -> Option<u8> {
    let key = key.to_ascii_uppercase();
    KEYS.iter().position(|known| *known == key).and_then(|at| u8::try_from(at).ok())
}

pub(crate) fn key_of(event: u8) -> Option<char> {
    KEYS.get(usize::from(event)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_header_is_read_back() {
        let mut bytes = [0; HEADER + 2];
        let header =
            Header { payload_type: 8, marker: true, sequence: 65_535, timestamp: 7, ssrc: 9 };
        header.write(bytes.first_chunk_mut().unwrap());
        let packet = Packet::parse(&bytes).unwrap();
        assert_eq!((packet.payload_type, packet.timestamp, packet.ssrc), (8, 7, 9));
        assert_eq!(packet.payload, [0, 0]);
    }

    #[test]
    fn lies_about_lengths_are_refused() {
        let padded = [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200];
        let extended = [0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];
        let sources = [0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for lie in [&padded[..], &extended, &sources, &[0x80], &[]] {
            assert_eq!(Packet::parse(lie), None, "{lie:?}");
        }
    }

    #[test]
    fn keys_and_events_belong_together() {
        for event in 0..16 {
            assert_eq!(key_of(event).and_then(event_of), Some(event));
        }
        assert_eq!((event_of('x'), key_of(16)), (None, None));
    }
}
