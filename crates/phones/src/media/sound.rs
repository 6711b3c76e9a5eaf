//! Sounds that can be played, already companded.

use super::law::Law;
use super::{PACKET_SAMPLES, SAMPLE_RATE};
use std::collections::HashMap;
use std::f64::consts::TAU;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Half of full scale: loud enough to be measured, far from clipping.
const TONE_AMPLITUDE: f64 = 0.5;

/// Whether a call carries sound, and which.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Audio {
    /// No RTP at all: no socket is opened for the call, and what the far side
    /// sends goes unheard. For signalling load.
    #[default]
    Off,
    /// RTP both ways; this is what is said first.
    On(Sound),
}

/// Something to say. Except for a tone it is said once; silence follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Sound {
    /// Packets of silence.
    Quiet,
    /// A sine of so many hertz at half of full scale, without end.
    Tone(u16),
    /// One of the recorded voices.
    Speech(Speech),
    /// Samples of one's own, 8 kHz mono.
    Samples(Arc<[i16]>),
}

/// A committed recording of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Speech(usize);

static VOICES: [&[u8]; 24] = [
    include_bytes!("../../sounds/caller-1.wav"),
    include_bytes!("../../sounds/caller-2.wav"),
    include_bytes!("../../sounds/caller-3.wav"),
    include_bytes!("../../sounds/caller-4.wav"),
    include_bytes!("../../sounds/caller-5.wav"),
    include_bytes!("../../sounds/caller-6.wav"),
    include_bytes!("../../sounds/teammate-1.wav"),
    include_bytes!("../../sounds/teammate-2.wav"),
    include_bytes!("../../sounds/teammate-3.wav"),
    include_bytes!("../../sounds/teammate-4.wav"),
    include_bytes!("../../sounds/teammate-5.wav"),
    include_bytes!("../../sounds/teammate-6.wav"),
    include_bytes!("../../sounds/caller-1-more.wav"),
    include_bytes!("../../sounds/caller-2-more.wav"),
    include_bytes!("../../sounds/caller-3-more.wav"),
    include_bytes!("../../sounds/caller-4-more.wav"),
    include_bytes!("../../sounds/caller-5-more.wav"),
    include_bytes!("../../sounds/caller-6-more.wav"),
    include_bytes!("../../sounds/caller-1-bye.wav"),
    include_bytes!("../../sounds/caller-2-bye.wav"),
    include_bytes!("../../sounds/caller-3-bye.wav"),
    include_bytes!("../../sounds/caller-4-bye.wav"),
    include_bytes!("../../sounds/caller-5-bye.wav"),
    include_bytes!("../../sounds/caller-6-bye.wav"),
];

impl Speech {
    /// What a customer says; any number names one of the six voices.
    pub fn caller(number: usize) -> Speech {
        Speech(number % 6)
    }

    /// What a teammate says; any number names one of the six voices.
    pub fn teammate(number: usize) -> Speech {
        Speech(6 + number % 6)
    }

    /// How the customer with that voice goes on.
    pub fn caller_more(number: usize) -> Speech {
        Speech(12 + number % 6)
    }

    /// How the customer with that voice takes leave.
    pub fn caller_goodbye(number: usize) -> Speech {
        Speech(18 + number % 6)
    }

    /// How long the recording lasts.
    pub fn length(self) -> std::time::Duration {
        let samples = self.mu_law().len() as u64;
        std::time::Duration::from_millis(samples * 1000 / u64::from(SAMPLE_RATE))
    }

    /// The samples, 8 kHz mono.
    pub fn samples(self) -> Vec<i16> {
        self.mu_law().iter().map(|byte| Law::Mu.sample(*byte)).collect()
    }

    fn mu_law(self) -> &'static [u8] {
        VOICES.get(self.0).and_then(|file| wav_samples(file)).unwrap_or(&[])
    }
}

/// The `data` chunk of a µ-law WAV file.
fn wav_samples(file: &[u8]) -> Option<&[u8]> {
    let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    loop {
        let (name, length) = (rest.get(..4)?, rest.get(4..8)?);
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        let (chunk, after) = rest.get(8..)?.split_at_checked(usize::try_from(length).ok()?)?;
        if name == b"data" {
            return Some(chunk);
        }
        rest = after;
    }
}

/// A sound in the bytes of one law.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    bytes: Arc<[u8]>,
    position: usize,
    repeats: bool,
}

impl Encoded {
    pub(crate) fn new(sound: &Sound, law: Law) -> Encoded {
        let (bytes, repeats) = match sound {
            Sound::Quiet => (Arc::from([]), false),
            Sound::Tone(hz) => (tone(*hz, law), true),
            Sound::Speech(speech) => (encode(speech.samples().into_iter(), law), false),
            Sound::Samples(samples) => (encode(samples.iter().copied(), law), false),
        };
        Encoded { bytes, position: 0, repeats }
    }

    /// Fills one packet; what is behind the end is silence.
    pub(crate) fn fill(&mut self, packet: &mut [u8; PACKET_SAMPLES], law: Law) {
        packet.fill(law.quiet());
        if let Some(bytes) = self.bytes.get(self.position..) {
            let length = bytes.len().min(PACKET_SAMPLES);
            packet[..length].copy_from_slice(&bytes[..length]);
        }
        self.skip(1);
    }

    /// Passes over packets that could not be sent in time.
    pub(crate) fn skip(&mut self, packets: usize) {
        let length = self.bytes.len();
        self.position = self.position.saturating_add(packets.saturating_mul(PACKET_SAMPLES));
        // A repeating sound is a whole number of packets long, so this is exact.
        self.position = match (self.repeats && length > 0, self.position < length) {
            (true, false) => self.position % length,
            (false, false) => length,
            (_, true) => self.position,
        };
    }

    /// True once everything has been said.
    pub(crate) fn is_over(&self) -> bool {
        !self.repeats && self.position >= self.bytes.len()
    }
}

fn encode(samples: impl Iterator<Item = i16>, law: Law) -> Arc<[u8]> {
    samples.map(|sample| law.byte(sample)).collect()
}

/// One second of a tone: a whole number of periods and of packets, so that it
/// repeats without a click. Made once a frequency, because a load test opens
/// hundreds of streams with the same tone.
fn tone(hz: u16, law: Law) -> Arc<[u8]> {
    type Tones = HashMap<(u16, Law), Arc<[u8]>>;
    static MADE: LazyLock<Mutex<Tones>> = LazyLock::new(Mutex::default);
    /// A test uses a handful of frequencies; beyond that nothing is kept.
    const MADE_MAX: usize = 64;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = made.get(&(hz, law)) {
        return Arc::clone(bytes);
    }
    let step = TAU * f64::from(hz) / f64::from(SAMPLE_RATE);
    let wave = |at: u32| TONE_AMPLITUDE * f64::from(i16::MAX) * (step * f64::from(at)).sin();
    let bytes = encode((0..SAMPLE_RATE).map(|at| wave(at) as i16), law);
    if made.len() < MADE_MAX {
        made.insert((hz, law), Arc::clone(&bytes));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_has_seconds_of_sound() {
        for number in 0..6 {
            for speech in [
                Speech::caller(number),
                Speech::teammate(number),
                Speech::caller_more(number),
                Speech::caller_goodbye(number),
            ] {
                assert!(speech.length().as_millis() > 2_000, "{speech:?}");
                let peak = speech.samples().iter().map(|sample| sample.unsigned_abs()).max();
                assert!(peak > Some(3_000), "{speech:?} peaks at {peak:?}");
            }
        }
    }

    #[test]
    fn a_torn_wav_file_gives_no_samples() {
        let whole = VOICES[0];
        assert!(wav_samples(whole).is_some());
        for end in [0, 4, 11, 20, 50, whole.len() - 1] {
            assert_eq!(wav_samples(&whole[..end]), None, "{end}");
        }
    }

    #[test]
    fn samples_are_said_once_and_a_tone_for_ever() {
        let mut packet = [0; PACKET_SAMPLES];
        let mut once = Encoded::new(&Sound::Samples(Arc::from([8_000_i16; 200])), Law::A);
        once.fill(&mut packet, Law::A);
        assert!(!once.is_over());
        once.fill(&mut packet, Law::A);
        assert_eq!((packet[39], packet[40]), (Law::A.byte(8_000), Law::A.quiet()));
        assert!(once.is_over());
        let mut tone = Encoded::new(&Sound::Tone(440), Law::Mu);
        tone.skip(75);
        tone.fill(&mut packet, Law::Mu);
        assert!(!tone.is_over());
        assert_eq!(tone.position, 26 * PACKET_SAMPLES);
    }
}
