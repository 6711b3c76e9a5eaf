//! The readers of media, each callable by itself (see `crate::readers`).

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::g711::Codec;
use super::keys::Keys;
use super::latch::{Latch, Source};
pub(crate) use super::phones::reader::offer;
pub use super::phones::reader::{opus, phone, stun};
use super::recording::{Recording, Side};
use super::rtp::{HEADER, Packet};
use crate::vocabulary::{LegId, RecordingId};

/// Two seconds of stereo: more than a recording may hold back in memory.
const HELD_MAX: usize = 2 * 4 * 8_000;

/// Packets of one far end, each after a byte with its length: read, latched to, and placed in
/// a recording. The first bit of the length says whether it comes from a stranger.
pub fn rtp(bytes: &[u8]) {
    let agreed: SocketAddr = ([192, 0, 2, 1], 4_000).into();
    let stranger: SocketAddr = ([192, 0, 2, 2], 4_000).into();
    let mut source = Source::new(agreed, Latch::Probation { packets: 5 });
    let mut now = Instant::now();
    let mut recording = Recording::new(RecordingId(1), LegId(1), LegId(2), now);
    let (mut rest, mut spoken) = (bytes, false);
    while let Some((length, more)) = rest.split_first() {
        let (datagram, more) = more.split_at(usize::from(*length).min(more.len()));
        rest = more;
        now += Duration::from_millis(20);
        while recording.is_due(now) {
            let piece = recording.take_old(now);
            assert!(piece.is_some_and(|piece| piece.len() <= HELD_MAX), "too much at once");
        }
        let Ok(packet) = Packet::read(datagram) else { continue };
        let Some(payload) = datagram.get(packet.payload.clone()) else {
            panic!("the payload is outside of the packet: {packet:?}")
        };
        assert!(packet.payload.start >= HEADER, "a header would not fit: {packet:?}");
        let from = if length & 1 == 0 { agreed } else { stranger };
        let accepted = source.accepts(from, &packet);
        spoken |= from == agreed;
        assert!(!(spoken && from == stranger && accepted), "a stranger took the leg over");
        let law = Codec::of_payload_type(packet.payload_type);
        if let (true, Some(law)) = (accepted, law) {
            let mut payload = payload.to_vec();
            recording.place(now, Side::Caller, &packet, law, &payload);
            law.transcode(Codec::Pcmu, &mut payload);
        }
    }
    let mut left = 0;
    while let Some(piece) = recording.take_all(now) {
        left += piece.len();
    }
    assert!(left <= HELD_MAX, "{left} bytes of a recording were held back");
}

/// Telephone-events of one leg: stream, timestamp and payload, twelve bytes each. Two packets
/// of one press in a row never tell its key twice.
pub fn telephone_event(bytes: &[u8]) {
    let mut keys = Keys::default();
    let mut before: Option<(u32, u32)> = None;
    for packet in bytes.chunks_exact(12) {
        let word = |at: usize| {
            let bytes = packet.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            u32::from_be_bytes(bytes.unwrap_or_default())
        };
        let press = (word(0), word(4));
        let key = keys.press(press.0, press.1, packet.get(8..).unwrap_or_default());
        assert!(key.is_none() || before != Some(press), "one press, two keys");
        before = Some(press);
    }
}
