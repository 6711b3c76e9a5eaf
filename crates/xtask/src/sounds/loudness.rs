//! How loud samples are, and how to make them as loud as wanted. 0 dBFS is 1.0.

/// The largest deflection.
pub(super) fn peak(samples: &[f64]) -> f64 {
    samples.iter().fold(0.0, |most, s| s.abs().max(most))
}

/// The root of the mean square.
pub(super) fn root_mean_square(samples: &[f64]) -> f64 {
    let sum: f64 = samples.iter().map(|s| s * s).sum();
    (sum / samples.len().max(1) as f64).sqrt()
}

/// An amplitude in dB below full scale.
pub(super) fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.max(1e-9).log10()
}

/// The amplitude of a level in dB.
pub(super) fn amplitude(decibels: f64) -> f64 {
    10_f64.powf(decibels / 20.0)
}

/// Scales samples so that their peak is at the given level.
pub(super) fn scale_peak(samples: &mut [f64], peak_db: f64) {
    let now = peak(samples);
    if now > 0.0 {
        let factor = amplitude(peak_db) / now;
        samples.iter_mut().for_each(|s| *s *= factor);
    }
}

/// Scales speech so that its mean level is the given one, with the loudest syllables bent
/// softly below the ceiling instead of cut off.
pub(super) fn scale_speech(samples: &mut [f64], mean_db: f64, ceiling_db: f64) {
    let now = root_mean_square(samples);
    let ceiling = amplitude(ceiling_db);
    let knee = ceiling * 0.6;
    let factor = amplitude(mean_db) / now.max(1e-9);
    for sample in samples {
        let loud = *sample * factor;
        let over = loud.abs() - knee;
        *sample = if over <= 0.0 {
            loud
        } else {
            let room = ceiling - knee;
            loud.signum() * (knee + room * (over / room).tanh())
        };
    }
}
