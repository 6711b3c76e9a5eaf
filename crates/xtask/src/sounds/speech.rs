//! Speaks a line with espeak-ng, which is a program beside ours and never linked.

use super::lines::Spoken;
use super::wav::Sound;
use super::{PACKET_SAMPLES, RATE_HZ, loudness, resample};
use std::process::Command;

/// A mean level that is comfortable on a telephone, in dBFS.
const MEAN_DB: f64 = -20.0;
/// Room above the loudest syllable, in dBFS.
const CEILING_DB: f64 = -3.0;
/// Quiet before the first word, so that a receiver's jitter buffer swallows none of it.
const LEAD_SAMPLES: usize = RATE_HZ as usize / 5;
/// Quiet after the last word, in samples: a pause, not a cut.
const TAIL_SAMPLES: usize = RATE_HZ as usize * 3 / 10;
/// Below this the synthesiser's own lead and tail count as quiet, in -1.0 to 1.0.
const QUIET: f64 = 0.004;

/// Says so when espeak-ng is not installed.
///
/// # Errors
/// The sentence that names the Debian package.
pub(super) fn probe() -> Result<(), String> {
    match Command::new("espeak-ng").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(_) | Err(_) => Err("espeak-ng is missing; the committed sounds stay as they are. \
             To remake them: apt-get install espeak-ng"
            .into()),
    }
}

/// A spoken line at the telephone's rate.
///
/// # Errors
/// What the synthesiser complained about.
pub(super) fn render(spoken: &Spoken) -> Result<Vec<f64>, String> {
    let output = Command::new("espeak-ng")
        .args(["-v", spoken.voice, "-s", &spoken.words_a_minute.to_string()])
        .args(["-p", &spoken.pitch.to_string(), "--stdout", "--"])
        .arg(spoken.text)
        .output()
        .map_err(|why| format!("espeak-ng: {why}"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("espeak-ng failed on {}: {why}", spoken.name));
    }
    let sound = Sound::read(&output.stdout)?;
    let words = resample::to_telephone(&sound.linear_mono()?, sound.rate_hz, RATE_HZ);
    let mut words = trimmed(&words).to_vec();
    loudness::scale_speech(&mut words, MEAN_DB, CEILING_DB);
    let mut line = vec![0.0; LEAD_SAMPLES];
    line.append(&mut words);
    line.resize(line.len() + TAIL_SAMPLES, 0.0);
    line.resize(line.len().next_multiple_of(PACKET_SAMPLES), 0.0);
    Ok(line)
}

fn trimmed(samples: &[f64]) -> &[f64] {
    let loud = |sample: &f64| sample.abs() > QUIET;
    let first = samples.iter().position(loud).unwrap_or(0);
    let last = samples.iter().rposition(loud).map_or(0, |at| at + 1);
    &samples[first..last.max(first)]
}
