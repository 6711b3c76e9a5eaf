//! What came in: counted, laid out by RTP timestamp, and analysed on request.

use super::rtp::{Packet, key_of};
use super::{Law, PACKET, SAMPLE_RATE};
use std::collections::VecDeque;
use std::f32::consts::TAU;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Three seconds are kept: more than any analysis asks for, and 600 streams
/// of a load test still fit in 30 MB.
const KEPT_SAMPLES: usize = 3 * SAMPLE_RATE as usize;

/// A packet that is later than this has left a hole that is heard as silence;
/// less is the jitter of a busy machine.
const HOLE: Duration = Duration::from_millis(60);

/// Comfort noise and the rounding of the laws stay below; speech does not.
const AUDIBLE: i16 = 500;

/// A call presses a few dozen keys; a flood of them is not kept.
const DIGITS_MAX: usize = 256;

/// The receiving side of one stream.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    samples: VecDeque<i16>,
    /// The source heard last, and the timestamp that its next packet should have.
    next: Option<(u32, u32)>,
    digit: Option<u32>,
    counts: Counts,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    packets: u64,
    missing: u64,
    strangers: u64,
    first_at: Option<Instant>,
    first_sound_at: Option<Instant>,
    last_at: Option<Instant>,
    gap_max: Duration,
    digits: String,
}

impl Hearing {
    /// One datagram. `expected` is the address that the far side described.
    pub(crate) fn datagram(
        &mut self,
        bytes: &[u8],
        source: SocketAddr,
        expected: Option<SocketAddr>,
        telephone_event: Option<u8>,
        now: Instant,
    ) {
        let Some(packet) = Packet::parse(bytes) else { return };
        if expected.is_some_and(|expected| expected != source) {
            self.counts.strangers += 1;
        } else if telephone_event == Some(packet.payload_type) {
            self.digit(&packet);
        } else if let Some(law) = Law::of_payload(packet.payload_type) {
            self.audio(&packet, law, now);
        }
    }

    /// The end of a digit comes three times with one timestamp.
    fn digit(&mut self, packet: &Packet<'_>) {
        let [event, flags, _, _] = *packet.payload else { return };
        let ended = flags & 0x80 != 0;
        if !ended || self.digit == Some(packet.timestamp) {
            return;
        }
        self.digit = Some(packet.timestamp);
        if self.counts.digits.len() < DIGITS_MAX {
            self.counts.digits.extend(key_of(event));
        }
    }

    fn audio(&mut self, packet: &Packet<'_>, law: Law, now: Instant) {
        let since = self.counts.last_at.map(|last| now.saturating_duration_since(last));
        let hole = match (self.next, since) {
            (Some((ssrc, next)), Some(since)) if ssrc == packet.ssrc => {
                match packet.timestamp.wrapping_sub(next) {
                    ahead if (ahead as usize) < KEPT_SAMPLES => ahead as usize,
                    // A little behind: out of order or twice; its place is gone.
                    behind if behind.wrapping_neg() < SAMPLE_RATE => return,
                    _ => samples_in(since.saturating_sub(PACKET)),
                }
            }
            (_, Some(since)) => samples_in(since.saturating_sub(PACKET)),
            (_, None) => 0,
        };
        if let Some(lost) = self.lost_before(packet) {
            self.counts.missing += lost;
        }
        self.push(std::iter::repeat_n(0, hole.min(KEPT_SAMPLES)));
        self.push(packet.payload.iter().map(|byte| law.sample(*byte)));
        let length = u32::try_from(packet.payload.len()).unwrap_or(0);
        self.next = Some((packet.ssrc, packet.timestamp.wrapping_add(length)));
        let counts = &mut self.counts;
        counts.packets += 1;
        counts.first_at.get_or_insert(now);
        if let Some(since) = since {
            counts.gap_max = counts.gap_max.max(since);
        }
        counts.last_at = Some(now);
        let audible = || packet.payload.iter().any(|byte| law.sample(*byte).abs() > AUDIBLE);
        if counts.first_sound_at.is_none() && audible() {
            counts.first_sound_at = Some(now);
        }
    }

    /// Packets of the same stream and length that would fill the gap before this one.
    fn lost_before(&self, packet: &Packet<'_>) -> Option<u64> {
        let (_, next) = self.next.filter(|(ssrc, _)| *ssrc == packet.ssrc)?;
        let ahead = packet.timestamp.wrapping_sub(next) as usize;
        let lost = ahead.checked_div(packet.payload.len())?;
        (ahead < KEPT_SAMPLES).then_some(lost as u64)
    }

    fn push(&mut self, samples: impl Iterator<Item = i16>) {
        self.samples.extend(samples);
        let over = self.samples.len().saturating_sub(KEPT_SAMPLES);
        self.samples.drain(..over);
    }

    /// What is known at `now`: a stream that has stopped is heard as silence.
    pub(crate) fn heard(&self, now: Instant) -> Heard {
        let quiet = self.counts.last_at.map(|last| now.saturating_duration_since(last));
        let hole = quiet.filter(|quiet| *quiet > HOLE).map_or(0, samples_in).min(KEPT_SAMPLES);
        let from = (self.samples.len() + hole).saturating_sub(KEPT_SAMPLES);
        let mut samples: Vec<i16> = self.samples.iter().skip(from).copied().collect();
        samples.resize(samples.len() + hole, 0);
        Heard { samples, counts: self.counts.clone() }
    }
}

/// What a phone has heard up to one moment.
#[derive(Debug, Clone)]
pub struct Heard {
    samples: Vec<i16>,
    counts: Counts,
}

impl Heard {
    pub(crate) fn nothing() -> Heard {
        Heard { samples: Vec::new(), counts: Counts::default() }
    }

    /// Audio packets received.
    pub fn packets(&self) -> u64 {
        self.counts.packets
    }

    /// Audio packets that never came, as the timestamps of the others tell. A sender that
    /// was silent for a while looks like a loss.
    pub fn missing(&self) -> u64 {
        self.counts.missing
    }

    /// Packets from an address other than the one in the session description.
    pub fn strangers(&self) -> u64 {
        self.counts.strangers
    }

    /// When the first audio packet came.
    pub fn first_at(&self) -> Option<Instant> {
        self.counts.first_at
    }

    /// When the first packet came that was not silence.
    pub fn first_sound_at(&self) -> Option<Instant> {
        self.counts.first_sound_at
    }

    /// When the latest audio packet came.
    pub fn last_at(&self) -> Option<Instant> {
        self.counts.last_at
    }

    /// The longest time between two audio packets.
    pub fn gap_max(&self) -> Duration {
        self.counts.gap_max
    }

    /// The keys that were pressed (RFC 4733).
    pub fn digits(&self) -> &str {
        &self.counts.digits
    }

    /// The last samples before now, three seconds at most; silence stands for
    /// what did not come.
    pub fn samples(&self, last: Duration) -> &[i16] {
        let from = self.samples.len().saturating_sub(samples_in(last));
        self.samples.get(from..).unwrap_or(&[])
    }

    /// The amplitude of one frequency over the last `last`, 1.0 being full
    /// scale; a [tone](crate::Sound::Tone) is sent at 0.5.
    pub fn amplitude(&self, hz: u16, last: Duration) -> f32 {
        goertzel(self.samples(last), hz)
    }

    /// The share (0 to 1) of the whole windows of length `window` within the
    /// last `last` in which the frequency is louder than `above`.
    pub fn share(&self, hz: u16, above: f32, last: Duration, window: Duration) -> f32 {
        let samples = self.samples(last);
        let windows = samples.chunks_exact(samples_in(window).max(1));
        let count = windows.len();
        let loud = windows.filter(|window| goertzel(window, hz) > above).count();
        if count == 0 { 0.0 } else { loud as f32 / count as f32 }
    }

    /// Root mean square of the last `last`, 1.0 being full scale.
    pub fn loudness(&self, last: Duration) -> f32 {
        let samples = self.samples(last);
        let power = samples.iter().fold(0.0_f32, |sum, sample| sum + scaled(*sample).powi(2));
        (power / samples.len().max(1) as f32).sqrt()
    }
}

fn samples_in(time: Duration) -> usize {
    usize::try_from(time.as_micros() * u128::from(SAMPLE_RATE) / 1_000_000).unwrap_or(usize::MAX)
}

fn scaled(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

/// Goertzel's filter: the amplitude of one frequency.
fn goertzel(samples: &[i16], hz: u16) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let turn = TAU * f32::from(hz) / SAMPLE_RATE as f32;
    let coefficient = 2.0 * turn.cos();
    let (mut one, mut two) = (0.0_f32, 0.0_f32);
    for sample in samples {
        let zero = scaled(*sample) + coefficient * one - two;
        (one, two) = (zero, one);
    }
    let power = one * one + two * two - coefficient * one * two;
    2.0 * power.max(0.0).sqrt() / samples.len() as f32
}

#[cfg(test)]
mod tests {
    use super::super::rtp::{HEADER, Header};
    use super::super::sound::{Encoded, Sound};
    use super::*;

    fn source() -> SocketAddr {
        "127.0.0.1:4000".parse().unwrap()
    }

    fn packet(sound: &mut Encoded, timestamp: u32, ssrc: u32) -> Vec<u8> {
        let mut payload = [0; 160];
        sound.fill(&mut payload, Law::Mu);
        let mut head = [0; HEADER];
        Header { payload_type: 0, marker: false, sequence: 0, timestamp, ssrc }.write(&mut head);
        [&head[..], &payload[..]].concat()
    }

    fn hear(hearing: &mut Hearing, hz: u16, start: Instant, timestamps: &[u32]) -> Instant {
        let mut sound = Encoded::new(&Sound::Tone(hz), Law::Mu);
        let mut now = start;
        for timestamp in timestamps {
            now += PACKET;
            let bytes = packet(&mut sound, *timestamp, 1);
            hearing.datagram(&bytes, source(), Some(source()), None, now);
        }
        now
    }

    #[test]
    fn a_tone_is_heard_at_its_amplitude_and_no_other_is() {
        let mut hearing = Hearing::default();
        let times: Vec<u32> = (0..50).map(|n| n * 160).collect();
        let end = hear(&mut hearing, 440, Instant::now(), &times);
        let heard = hearing.heard(end);
        let second = Duration::from_secs(1);
        assert!((heard.amplitude(440, second) - 0.5).abs() < 0.01);
        assert!(heard.amplitude(660, second) < 0.02);
        assert!(heard.share(440, 0.3, second, Duration::from_millis(100)) > 0.99);
        assert_eq!(heard.packets(), 50);
    }

    #[test]
    fn a_stream_that_stops_is_silence_and_one_that_jumps_goes_on() {
        let mut hearing = Hearing::default();
        let times: Vec<u32> = (0..50).map(|n| n * 160).collect();
        let end = hear(&mut hearing, 440, Instant::now(), &times);
        let later = hearing.heard(end + Duration::from_secs(1));
        assert!(later.loudness(Duration::from_millis(900)) < 0.001);
        assert!(later.amplitude(440, Duration::from_secs(2)) > 0.2);
        let jumped: Vec<u32> = (0..50).map(|n| 3_000_000_000 + n * 160).collect();
        let end = hear(&mut hearing, 660, end, &jumped);
        assert!(hearing.heard(end).amplitude(660, Duration::from_secs(1)) > 0.45);
    }

    #[test]
    fn a_missing_packet_leaves_a_hole_and_a_repeated_one_nothing() {
        let mut hearing = Hearing::default();
        hear(&mut hearing, 440, Instant::now(), &[0, 160, 160, 0, 480]);
        assert_eq!(hearing.samples.len(), 4 * 160);
        assert!(hearing.samples.range(320..480).all(|sample| *sample == 0));
    }

    #[test]
    fn a_stranger_is_counted_and_not_heard() {
        let mut hearing = Hearing::default();
        let bytes = packet(&mut Encoded::new(&Sound::Tone(440), Law::Mu), 0, 1);
        let other = "127.0.0.1:4002".parse().unwrap();
        hearing.datagram(&bytes, other, Some(source()), None, Instant::now());
        hearing.datagram(b"\x80", source(), Some(source()), None, Instant::now());
        let heard = hearing.heard(Instant::now());
        assert_eq!((heard.packets(), heard.strangers()), (0, 1));
    }
}
