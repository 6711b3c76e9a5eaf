//! From the synthesiser's rate to the telephone's, with the telephone's band.

use std::f64::consts::{PI, TAU};

/// The upper edge of the band that a telephone network carries (ITU-T G.712), in Hz.
const BAND_TOP_HZ: f64 = 3_400.0;
/// The lower edge, in Hz: below it is only hum.
const BAND_BOTTOM_HZ: f64 = 200.0;
/// Half the length of the low-pass filter, in periods of its cut-off: long enough to be
/// 60 dB down at 4 kHz, where folding begins.
const HALF_PERIODS: f64 = 24.0;

/// Resamples by a windowed sinc (Blackman), which is the band limit at the same time.
pub(super) fn to_telephone(samples: &[f64], from_hz: u32, to_hz: u32) -> Vec<f64> {
    let cutoff = 2.0 * BAND_TOP_HZ / f64::from(from_hz);
    let reach = HALF_PERIODS / cutoff;
    let step = f64::from(from_hz) / f64::from(to_hz);
    let count = (samples.len() as f64 / step).floor() as usize;
    let mut out: Vec<f64> =
        (0..count).map(|i| around(samples, i as f64 * step, cutoff, reach)).collect();
    high_pass(&mut out, f64::from(to_hz));
    out
}

fn around(samples: &[f64], centre: f64, cutoff: f64, reach: f64) -> f64 {
    let first = (centre - reach).ceil().max(0.0) as usize;
    let last = ((centre + reach).floor() as usize).min(samples.len().saturating_sub(1));
    let mut sum = 0.0;
    for (offset, sample) in samples.iter().enumerate().take(last + 1).skip(first) {
        let away = offset as f64 - centre;
        let x = PI * cutoff * away;
        let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
        let turn = PI * away / reach;
        let window = 0.42 + 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos();
        sum += sample * sinc * window * cutoff;
    }
    sum
}

/// A second-order Butterworth high-pass at the band's lower edge.
fn high_pass(samples: &mut [f64], rate_hz: f64) {
    let w = TAU * BAND_BOTTOM_HZ / rate_hz;
    let alpha = w.sin() / std::f64::consts::SQRT_2;
    let (b0, b1) = (f64::midpoint(1.0, w.cos()), -(1.0 + w.cos()));
    let (a0, a1, a2) = (1.0 + alpha, -2.0 * w.cos(), 1.0 - alpha);
    let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
    for sample in samples {
        let x = *sample;
        let y = (b0 * x + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2) / a0;
        (x2, x1, y2, y1) = (x1, x, y1, y);
        *sample = y;
    }
}
