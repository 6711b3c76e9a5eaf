//! The hold music: eight bars of soft chords under a slow arpeggio. It is drawn onto a ring,
//! so that every tail that runs past the end sounds on at the beginning, and the loop has no
//! seam. Everything stays below 3.2 kHz and is quiet, which G.711 and small earpieces like.

use super::{RATE_HZ, loudness};
use std::f64::consts::TAU;

/// 80 beats a minute, four to the bar.
const BAR_SECONDS: f64 = 3.0;
const STEPS_A_BAR: usize = 8;
const STEP_SECONDS: f64 = BAR_SECONDS / STEPS_A_BAR as f64;
/// Loud enough to be heard as "still connected", quiet enough to be spoken over, in dBFS.
const PEAK_DB: f64 = -12.0;
/// Above this nothing is drawn, so that nothing folds, in Hz.
const TOP_HZ: f64 = 3_200.0;

/// A bass note and four chord tones, as MIDI note numbers (60 is middle C).
struct Chord {
    bass: u8,
    tones: [u8; 4],
}

const BARS: [Chord; 8] = [
    chord(48, [60, 64, 67, 71]),
    chord(57, [60, 64, 67, 71]),
    chord(53, [57, 60, 64, 67]),
    chord(55, [59, 62, 64, 69]),
    chord(52, [59, 62, 64, 67]),
    chord(57, [60, 64, 67, 72]),
    chord(50, [57, 60, 64, 65]),
    chord(55, [60, 62, 65, 69]),
];

/// Which chord tone each step of the arpeggio plays, and how firmly.
const ARPEGGIO: [(usize, f64); STEPS_A_BAR] =
    [(0, 1.0), (2, 0.6), (1, 0.7), (3, 0.8), (2, 0.9), (3, 0.55), (1, 0.7), (2, 0.5)];

const fn chord(bass: u8, tones: [u8; 4]) -> Chord {
    Chord { bass, tones }
}

/// The whole loop, 24 s.
pub(super) fn render() -> Vec<f64> {
    let mut ring = Ring::new(BARS.len() as f64 * BAR_SECONDS);
    for (bar, chord) in BARS.iter().enumerate() {
        let start = bar as f64 * BAR_SECONDS;
        ring.pad(start, pitch_hz(chord.bass), 0.9);
        for tone in chord.tones {
            ring.pad(start, pitch_hz(tone), 0.55);
        }
        for (step, (tone, firmness)) in ARPEGGIO.into_iter().enumerate() {
            let at = start + step as f64 * STEP_SECONDS;
            ring.bell(at, pitch_hz(chord.tones[tone] + 12), 0.5 * firmness);
        }
    }
    let mut samples = ring.with_room();
    loudness::scale_peak(&mut samples, PEAK_DB);
    samples
}

fn pitch_hz(note: u8) -> f64 {
    440.0 * 2_f64.powf((f64::from(note) - 69.0) / 12.0)
}

/// The loop being drawn: its end is joined to its beginning.
struct Ring {
    samples: Vec<f64>,
}

impl Ring {
    fn new(seconds: f64) -> Self {
        Self { samples: vec![0.0; (seconds * f64::from(RATE_HZ)).round() as usize] }
    }

    /// Adds a sound of the given length that starts somewhere on the ring.
    fn add(&mut self, at: f64, seconds: f64, wave: impl Fn(f64) -> f64) {
        let rate = f64::from(RATE_HZ);
        let first = (at * rate).round() as usize;
        let length = self.samples.len();
        for i in 0..(seconds * rate) as usize {
            self.samples[(first + i) % length] += wave(i as f64 / rate);
        }
    }

    /// A held chord tone: three voices a hair apart, swelling in and fading into the next.
    fn pad(&mut self, at: f64, hz: f64, volume: f64) {
        const SWELL: f64 = 0.8;
        const FADE: f64 = 1.6;
        let seconds = BAR_SECONDS + FADE;
        for detune in [0.9985, 1.0, 1.0017] {
            self.add(at, seconds, |t| {
                let rise = (t / SWELL).min(1.0);
                let fall = ((seconds - t) / FADE).min(1.0);
                let envelope = (rise * rise * (3.0 - 2.0 * rise)) * (fall * fall);
                let tone: f64 = [(1.0, 1.0), (2.0, 0.3), (3.0, 0.12), (4.0, 0.05)]
                    .into_iter()
                    .filter(|(harmonic, _)| hz * harmonic < TOP_HZ)
                    .map(|(harmonic, part)| part * (TAU * hz * detune * harmonic * t).sin())
                    .sum();
                volume / 3.0 * envelope * tone
            });
        }
    }

    /// A struck note: a sine that is bright for a moment and then plain.
    fn bell(&mut self, at: f64, hz: f64, volume: f64) {
        const STRIKE: f64 = 0.012;
        const LENGTH: f64 = 2.4;
        self.add(at, LENGTH, |t| {
            let envelope = (t / STRIKE).min(1.0) * (-t / 0.55).exp() * (1.0 - t / LENGTH);
            let brightness = 0.55 * (-t / 0.12).exp();
            volume * envelope * (TAU * hz * t + brightness * (TAU * hz * t).sin()).sin()
        });
    }

    /// Two soft echoes a dotted step apart: the ring is walked twice, and the second walk
    /// hears the echoes of the first, as every later one would.
    fn with_room(self) -> Vec<f64> {
        const ECHO: f64 = 0.28;
        const DULL: f64 = 0.45;
        let length = self.samples.len();
        let delay = (STEP_SECONDS * 1.5 * f64::from(RATE_HZ)) as usize;
        let mut wet = vec![0.0; length];
        let mut low = 0.0;
        for i in (0..length).chain(0..length) {
            let behind = wet[(i + length - delay) % length];
            low += DULL * (behind - low);
            wet[i] = self.samples[i] + ECHO * low;
        }
        wet
    }
}
