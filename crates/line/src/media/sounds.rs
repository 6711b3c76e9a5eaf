//! What can be played: the sounds shipped with the program, ringback, and operators' files.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::g711::{Codec, ULAW_SILENCE};
use super::riff::{self, NotASound};
use crate::vocabulary::{Announcement, Sound};

/// An operator's file may be half an hour of 16 bit audio: more is a mistake, and each
/// file that plays is held in memory.
const FILE_BYTES_MAX: u64 = 30 * 60 * 16_000;

/// The µ-law bytes of a sound.
#[derive(Debug, Clone)]
pub(super) enum Clip {
    /// Part of the program.
    Shipped(&'static [u8]),
    /// Held as long as somebody hears it.
    Loaded(Arc<[u8]>),
}

impl Deref for Clip {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Clip::Shipped(bytes) => bytes,
            Clip::Loaded(bytes) => bytes,
        }
    }
}

/// Where the audio of a sound comes from.
#[derive(Debug)]
pub(super) enum Origin<'a> {
    /// Here it is.
    Clip(Clip),
    /// It must be read from a file first.
    File(&'a Path),
}

/// Finds the audio of a sound.
pub(super) fn origin(sound: &Sound) -> Result<Origin<'_>, NotASound> {
    let wav: &'static [u8] = match sound {
        Sound::Ringback => return Ok(Origin::Clip(Clip::Shipped(&RINGBACK))),
        Sound::File(path) => return Ok(Origin::File(path)),
        Sound::HoldMusic => include_bytes!("../../sounds/hold-music.wav"),
        Sound::Announcement(announcement) => match announcement {
            Announcement::QueueFull => include_bytes!("../../sounds/queue-full.wav"),
            Announcement::NobodyAvailable => include_bytes!("../../sounds/nobody-available.wav"),
            Announcement::OfficeClosed => include_bytes!("../../sounds/office-closed.wav"),
            Announcement::WaitedTooLong => include_bytes!("../../sounds/waited-too-long.wav"),
            Announcement::RecordingConsent => include_bytes!("../../sounds/recording-consent.wav"),
            Announcement::PleaseHold => include_bytes!("../../sounds/please-hold.wav"),
            Announcement::Sorry => include_bytes!("../../sounds/sorry.wav"),
        },
    };
    Ok(Origin::Clip(match riff::read(wav)? {
        riff::Audio::Ulaw(bytes) => Clip::Shipped(bytes),
        linear @ riff::Audio::Linear(_) => Clip::Loaded(linear.to_ulaw().into()),
    }))
}

/// Reads an operator's file.
pub(super) fn load(path: &Path) -> io::Result<Arc<[u8]>> {
    let mut file = Vec::new();
    File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut file)?;
    if file.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "longer than half an hour"));
    }
    let audio =
        riff::read(&file).map_err(|problem| io::Error::new(io::ErrorKind::InvalidData, problem))?;
    Ok(audio.to_ulaw().into())
}

/// Ringback as heard in North America: 440 and 480 Hz, 2 s on and 4 s off.
static RINGBACK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    const RATE: usize = 8_000;
    const EACH: f64 = 4_000.0;
    let mut bytes = vec![ULAW_SILENCE; 6 * RATE];
    for (at, byte) in bytes.iter_mut().take(2 * RATE).enumerate() {
        let turn = std::f64::consts::TAU * at as f64 / RATE as f64;
        let sample = EACH * ((440.0 * turn).sin() + (480.0 * turn).sin());
        *byte = Codec::Pcmu.encode(sample as i16);
    }
    bytes
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_sound_is_there_and_long_enough_to_be_heard() {
        let announcements = [
            Announcement::QueueFull,
            Announcement::NobodyAvailable,
            Announcement::OfficeClosed,
            Announcement::WaitedTooLong,
            Announcement::RecordingConsent,
            Announcement::PleaseHold,
            Announcement::Sorry,
        ];
        let sounds = announcements.into_iter().map(Sound::Announcement);
        for sound in sounds.chain([Sound::Ringback, Sound::HoldMusic]) {
            let Ok(Origin::Clip(clip)) = origin(&sound) else { panic!("{sound:?}") };
            assert!(clip.len() > 8_000, "{sound:?}: {} samples", clip.len());
        }
    }
}
