//! What is said: packets in step with the clock, keypad digits between them.

use super::rtp::{HEADER, Header, event_of};
use super::sound::{Encoded, Sound};
use super::{Law, PACKET, PACKET_SAMPLES};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

/// After a stall at most this many packets are sent at once (100 ms); older
/// ones are left out, as a real phone would lose them.
const BURST_MAX: u64 = 5;

/// Keys waiting to be pressed; nobody types further ahead.
const KEYS_MAX: usize = 32;

/// A key is held for so many packets (100 ms), its end is sent three times
/// (RFC 4733, 2.5.1.4), and the next key waits for the pause.
const KEY_PACKETS: u16 = 5;
const KEY_ENDS: u16 = 3;
const KEY_PAUSE: u16 = 3;
const KEY_VOLUME: u8 = 10;

/// The far side of the stream, as agreed by offer and answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Far {
    pub(crate) address: SocketAddr,
    pub(crate) law: Law,
    pub(crate) telephone_event: Option<u8>,
    /// False while either side holds the call.
    pub(crate) sends: bool,
}

/// The sending side of one stream.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) far: Option<Far>,
    /// Switched off by hand, to look like somebody whose network is gone.
    pub(crate) silenced: bool,
    sound: Sound,
    encoded: Option<(Law, Encoded)>,
    keys: VecDeque<u8>,
    key: Option<Key>,
    /// When packet 0 of this stretch of sending was due, and packets since.
    running: Option<(Instant, u64)>,
    stopped: Option<Instant>,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    skipped: u64,
}

#[derive(Debug)]
struct Key {
    event: u8,
    timestamp: u32,
    packets: u16,
}

/// One packet and where it goes.
pub(crate) struct Ready {
    pub(crate) bytes: [u8; HEADER + PACKET_SAMPLES],
    pub(crate) length: usize,
    pub(crate) to: SocketAddr,
}

impl Outgoing {
    /// `chance` seeds the identifiers that RFC 3550 wants unpredictable.
    pub(crate) fn new(sound: Sound, chance: u64) -> Outgoing {
        Outgoing {
            far: None,
            silenced: false,
            sound,
            encoded: None,
            keys: VecDeque::new(),
            key: None,
            running: None,
            stopped: None,
            marker: true,
            sequence: chance as u16 & 0x7fff,
            timestamp: (chance >> 16) as u32 & 0x7fff_ffff,
            ssrc: (chance >> 32) as u32,
            skipped: 0,
        }
    }

    pub(crate) fn play(&mut self, sound: Sound) {
        self.sound = sound;
        self.encoded = None;
    }

    /// False when the far side takes no digits, for no such key, and when too
    /// many are waiting.
    pub(crate) fn press(&mut self, key: char) -> bool {
        let takes = self.far.is_some_and(|far| far.telephone_event.is_some());
        match event_of(key) {
            Some(event) if takes && self.keys.len() < KEYS_MAX => {
                self.keys.push_back(event);
                true
            }
            Some(_) | None => false,
        }
    }

    /// True once everything asked for has been said and typed.
    pub(crate) fn is_quiet(&self) -> bool {
        self.keys.is_empty()
            && self.key.is_none()
            && self.encoded.as_ref().map_or(self.sound == Sound::Quiet, |(_, it)| it.is_over())
    }

    /// Packets left out because the generator came too late.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Hands every packet that is due by `now` to `send`. How many are due
    /// follows from the time passed, never from the number of ticks.
    pub(crate) fn due(&mut self, now: Instant, mut send: impl FnMut(&Ready)) {
        let far = match self.far {
            Some(far) if far.sends && !self.silenced => far,
            Some(_) | None => {
                if self.running.take().is_some() {
                    self.stopped = Some(now);
                }
                return;
            }
        };
        let (start, sent) = *self.running.get_or_insert_with(|| {
            let pause = self.stopped.take().map_or(0, |at| packets_in(now, at));
            self.timestamp = self.timestamp.wrapping_add(timestamp_of(pause));
            self.marker = true;
            (now, 0)
        });
        let due = packets_in(now, start) + 1;
        let late = due.saturating_sub(sent).saturating_sub(BURST_MAX);
        self.skip(late, far.law);
        for _ in sent + late..due {
            send(&self.packet(far));
        }
        self.running = Some((start, due));
    }

    fn skip(&mut self, packets: u64, law: Law) {
        if packets > 0 {
            self.skipped += packets;
            self.timestamp = self.timestamp.wrapping_add(timestamp_of(packets));
            self.voice(law).skip(usize::try_from(packets).unwrap_or(usize::MAX));
        }
    }

    fn voice(&mut self, law: Law) -> &mut Encoded {
        let made = self.encoded.take().filter(|(made_for, _)| *made_for == law);
        let made = made.unwrap_or_else(|| (law, Encoded::new(&self.sound, law)));
        &mut self.encoded.insert(made).1
    }

    fn packet(&mut self, far: Far) -> Ready {
        let mut ready = Ready { bytes: [0; HEADER + PACKET_SAMPLES], length: 0, to: far.address };
        if self.key.is_none()
            && let Some(event) = self.keys.pop_front()
        {
            self.key = Some(Key { event, timestamp: self.timestamp, packets: 0 });
        }
        ready.length = match far.telephone_event {
            Some(payload_type) if self.is_pressing() => self.key_packet(&mut ready, payload_type),
            Some(_) | None => self.audio_packet(&mut ready, far.law),
        };
        self.sequence = self.sequence.wrapping_add(1);
        self.timestamp = self.timestamp.wrapping_add(PACKET_SAMPLES as u32);
        ready
    }

    fn is_pressing(&mut self) -> bool {
        let Some(key) = &mut self.key else { return false };
        key.packets += 1;
        if key.packets == KEY_PACKETS + KEY_ENDS + KEY_PAUSE {
            self.key = None;
            return false;
        }
        key.packets <= KEY_PACKETS + KEY_ENDS
    }

    fn key_packet(&mut self, ready: &mut Ready, payload_type: u8) -> usize {
        let Some(key) = &self.key else { return 0 };
        let end = if key.packets > KEY_PACKETS { 0x80 } else { 0 };
        let duration = key.packets.min(KEY_PACKETS) * PACKET_SAMPLES as u16;
        let [high, low] = duration.to_be_bytes();
        let (timestamp, marker) = (key.timestamp, key.packets == 1);
        let payload = [key.event, end | KEY_VOLUME, high, low];
        self.head(ready, payload_type, timestamp, marker);
        ready.bytes[HEADER..HEADER + payload.len()].copy_from_slice(&payload);
        HEADER + payload.len()
    }

    fn audio_packet(&mut self, ready: &mut Ready, law: Law) -> usize {
        let marker = std::mem::take(&mut self.marker);
        self.head(ready, law.payload(), self.timestamp, marker);
        if let Some(payload) = ready.bytes.last_chunk_mut() {
            self.voice(law).fill(payload, law);
        }
        HEADER + PACKET_SAMPLES
    }

    fn head(&self, ready: &mut Ready, payload_type: u8, timestamp: u32, marker: bool) {
        let header =
            Header { payload_type, marker, sequence: self.sequence, timestamp, ssrc: self.ssrc };
        if let Some(bytes) = ready.bytes.first_chunk_mut() {
            header.write(bytes);
        }
    }
}

fn packets_in(now: Instant, since: Instant) -> u64 {
    let packets = now.saturating_duration_since(since).as_micros() / PACKET.as_micros();
    u64::try_from(packets).unwrap_or(u64::MAX)
}

/// Samples of so many packets, in the arithmetic of RTP timestamps.
fn timestamp_of(packets: u64) -> u32 {
    (packets as u32).wrapping_mul(PACKET_SAMPLES as u32)
}

#[cfg(test)]
mod tests {
    use super::super::hearing::Hearing;
    use super::super::rtp::Packet;
    use super::*;
    use std::time::Duration;

    fn far() -> Far {
        Far {
            address: "127.0.0.1:4000".parse().unwrap(),
            law: Law::A,
            telephone_event: Some(101),
            sends: true,
        }
    }

    fn collect(outgoing: &mut Outgoing, now: Instant) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        outgoing.due(now, |ready| packets.push(ready.bytes[..ready.length].to_vec()));
        packets
    }

    #[test]
    fn what_is_due_follows_the_time_that_passed() {
        let (mut outgoing, start) = (Outgoing::new(Sound::Tone(440), 7), Instant::now());
        assert!(collect(&mut outgoing, start).is_empty(), "nobody to talk to");
        outgoing.far = Some(far());
        assert_eq!(collect(&mut outgoing, start).len(), 1);
        assert_eq!(collect(&mut outgoing, start + Duration::from_millis(19)).len(), 0);
        assert_eq!(collect(&mut outgoing, start + Duration::from_millis(61)).len(), 3);
        let late = collect(&mut outgoing, start + Duration::from_millis(1_001));
        assert_eq!((late.len(), outgoing.skipped()), (5, 42));
        let first = Packet::parse(&late[0]).unwrap().timestamp;
        assert_eq!(first, (7_u64 >> 16) as u32 + 46 * 160);
    }

    #[test]
    fn a_pressed_key_is_heard_once_though_its_end_is_sent_three_times() {
        let (mut outgoing, start) = (Outgoing::new(Sound::Quiet, 7), Instant::now());
        assert!(!outgoing.press('5'), "nobody to press it to");
        outgoing.far = Some(far());
        assert!(outgoing.press('5') && outgoing.press('5') && outgoing.press('#'));
        assert!(!outgoing.press('x'));
        let (mut hearing, mut ends) = (Hearing::default(), 0);
        for packet in 0..40 {
            let now = start + PACKET * packet;
            for bytes in collect(&mut outgoing, now) {
                let read = Packet::parse(&bytes).unwrap();
                ends += u32::from(read.payload_type == 101 && read.payload[1] & 0x80 != 0);
                hearing.datagram(&bytes, far().address, None, Some(101), now);
            }
        }
        assert_eq!((hearing.heard(start).digits(), ends), ("55#", 9));
        assert!(outgoing.is_quiet());
    }

    #[test]
    fn a_pause_moves_the_timestamp_on_and_sets_the_marker() {
        let (mut outgoing, start) = (Outgoing::new(Sound::Quiet, 0), Instant::now());
        outgoing.far = Some(far());
        collect(&mut outgoing, start);
        outgoing.silenced = true;
        assert!(collect(&mut outgoing, start + PACKET).is_empty());
        outgoing.silenced = false;
        let after = collect(&mut outgoing, start + PACKET * 11);
        assert_eq!(after[0][1], 0x80 | Law::A.payload());
        assert_eq!(Packet::parse(&after[0]).unwrap().timestamp, 160 + 1_600);
    }
}
