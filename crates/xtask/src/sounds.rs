//! Makes the sounds that are shipped with the program. The committed WAV files are what a
//! build uses; this chore is how they came to be, and how to change them.

mod lines;
mod loudness;
mod music;
mod resample;
mod speech;
mod wav;

use crate::{root, say};
use lines::Spoken;
use std::path::Path;

/// The sampling rate of G.711 and so of every shipped sound, in Hz.
const RATE_HZ: u32 = 8_000;

/// One RTP packet of G.711 carries 20 ms: every file is a whole number of them, so that
/// a player never has to fill the last packet.
const PACKET_SAMPLES: usize = 160;

/// Remakes all sounds.
///
/// # Errors
/// A sentence for the person: espeak-ng is missing, or a file cannot be written.
pub(crate) fn remake() -> Result<(), String> {
    let root = root::folder()?;
    speech::probe()?;
    store(&root, "crates/line/sounds/hold-music.wav", &music::render())?;
    for spoken in lines::ANNOUNCEMENTS {
        speak(&root, "crates/line/sounds", spoken)?;
    }
    for spoken in lines::DEMO.iter().chain(lines::DEMO_TALK) {
        speak(&root, "crates/phones/sounds", spoken)?;
    }
    Ok(())
}

fn speak(root: &Path, folder: &str, spoken: &Spoken) -> Result<(), String> {
    let path = format!("{folder}/{}.wav", spoken.name);
    store(root, &path, &speech::render(spoken)?)
}

fn store(root: &Path, path: &str, samples: &[f64]) -> Result<(), String> {
    let bytes = wav::mu_law_file(samples, RATE_HZ);
    let full = root.join(path);
    if let Some(folder) = full.parent() {
        std::fs::create_dir_all(folder).map_err(|why| format!("cannot make {path}: {why}"))?;
    }
    std::fs::write(&full, bytes).map_err(|why| format!("cannot write {path}: {why}"))?;
    let seconds = samples.len() as f64 / f64::from(RATE_HZ);
    say::line(&format!(
        "{path}: {seconds:.1} s, peak {:.1} dBFS, rms {:.1} dBFS",
        loudness::decibels(loudness::peak(samples)),
        loudness::decibels(loudness::root_mean_square(samples)),
    ));
    Ok(())
}

#[cfg(test)]
mod tests;
