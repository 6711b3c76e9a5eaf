//! Who is heard: each peer says one tone, and Goertzel's filter tells them apart.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::wav::RATE;

/// 50 ms: a whole number of periods of every tone that is a multiple of 20 Hz, so that
/// one tone does not leak into another.
const WINDOW: usize = RATE as usize / 20;

/// A tone is there when it is louder than this; peers send at 0.5 of full scale.
const THERE: f32 = 0.3;

/// A tone is absent when it is softer than this.
const ABSENT: f32 = 0.02;

/// Music and speech are louder than this, rounding and comfort noise are not.
const AUDIBLE: f32 = 0.01;

/// The share of the windows in which a finding must hold; the others may lie on an edge
/// or on a late packet.
const SHARE: f32 = 0.8;

/// What some samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sounding {
    /// This tone and none of the others asked about.
    Tone(u16),
    /// Something audible that is none of the tones asked about.
    Music,
    /// Nothing.
    Silence,
    /// None of these clearly enough.
    Mixture,
}

/// What the samples are, where peers may be saying `tones`.
#[must_use]
pub fn listen(samples: &[i16], tones: &[u16]) -> Sounding {
    let windows: Vec<&[i16]> = samples.chunks_exact(WINDOW).collect();
    let found = |sounding: &Sounding| {
        let count = windows.iter().filter(|window| is(window, *sounding, tones)).count();
        !windows.is_empty() && count as f32 >= SHARE * windows.len() as f32
    };
    let mut candidates: Vec<Sounding> = tones.iter().map(|hz| Sounding::Tone(*hz)).collect();
    candidates.extend([Sounding::Silence, Sounding::Music]);
    candidates.into_iter().find(found).unwrap_or(Sounding::Mixture)
}

/// The share (0 to 1) of the whole windows in which the frequency is louder than `above`.
#[must_use]
pub fn share(samples: &[i16], hz: u16, above: f32, window: Duration) -> f32 {
    let window = usize::try_from(window.as_millis()).unwrap_or(1) * RATE as usize / 1_000;
    let windows: Vec<&[i16]> = samples.chunks_exact(window.max(1)).collect();
    let loud = windows.iter().filter(|window| amplitude(window, hz) > above).count();
    loud as f32 / windows.len().max(1) as f32
}

/// The amplitude of one frequency, 1.0 being full scale.
#[must_use]
pub fn amplitude(samples: &[i16], hz: u16) -> f32 {
    let turn = TAU * f32::from(hz) / RATE as f32;
    let coefficient = 2.0 * turn.cos();
    let (mut one, mut two) = (0.0_f32, 0.0_f32);
    for sample in samples {
        let zero = f32::from(*sample) / 32_768.0 + coefficient * one - two;
        (one, two) = (zero, one);
    }
    let power = one * one + two * two - coefficient * one * two;
    2.0 * power.max(0.0).sqrt() / samples.len().max(1) as f32
}

fn is(window: &[i16], sounding: Sounding, tones: &[u16]) -> bool {
    match sounding {
        Sounding::Tone(hz) => tones.iter().all(|tone| match *tone == hz {
            true => amplitude(window, hz) > THERE,
            false => amplitude(window, *tone) < ABSENT,
        }),
        Sounding::Silence => loudness(window) < AUDIBLE,
        Sounding::Music => {
            loudness(window) >= AUDIBLE && tones.iter().all(|tone| amplitude(window, *tone) < THERE)
        }
        Sounding::Mixture => true,
    }
}

/// Root mean square, 1.0 being full scale.
fn loudness(samples: &[i16]) -> f32 {
    let power: f32 = samples.iter().map(|sample| (f32::from(*sample) / 32_768.0).powi(2)).sum();
    (power / samples.len().max(1) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{Sounding, amplitude, listen};
    use crate::wav::{Wav, tone};

    fn second(hz: u16) -> Vec<i16> {
        Wav::parse(&tone(hz, 1)).unwrap().channels.remove(0)
    }

    #[test]
    fn a_tone_is_told_from_another() {
        assert!((amplitude(&second(440), 440) - 0.5).abs() < 0.01);
        assert_eq!(listen(&second(440), &[440, 1_000]), Sounding::Tone(440));
        assert_eq!(listen(&second(1_000), &[440, 1_000]), Sounding::Tone(1_000));
        assert_eq!(listen(&second(700), &[440, 1_000]), Sounding::Music);
        assert_eq!(listen(&[0; 8_000], &[440, 1_000]), Sounding::Silence);
        assert_eq!(listen(&[], &[440, 1_000]), Sounding::Mixture);
    }

    #[test]
    fn both_tones_at_once_or_one_after_the_other_are_a_mixture() {
        let (one, other) = (second(440), second(1_000));
        let both: Vec<i16> = one.iter().zip(&other).map(|(a, b)| a + b).collect();
        assert_eq!(listen(&both, &[440, 1_000]), Sounding::Mixture);
        let turns = [&one[..], &other[..]].concat();
        assert_eq!(listen(&turns, &[440, 1_000]), Sounding::Mixture);
    }
}
