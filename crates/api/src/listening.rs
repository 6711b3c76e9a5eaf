//! Who listens to recordings: each play is written down once, and a waveform is computed
//! once.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use desk::{Millis, RecordingId, TeammateId};
use store::{Audited, RecordingKey, Recordings, RecordingsError};
use tokio::io::AsyncWrite;

use crate::schema::Peaks;

/// Into how many parts a waveform is cut when it is computed; coarser ones are made of it.
pub(crate) const PARTS: usize = 2_000;

/// Waveforms kept, some 8 KiB each: those of a team's working day.
const KEPT_MAX: usize = 256;

/// A player asks for many pieces of one play; what it asks for this long after the first
/// is the same play.
const ONE_PLAY_MS: u64 = 10 * 60_000;

/// Plays remembered: everything that a few hundred people listen to in that time.
const PLAYS_MAX: usize = 10_000;

/// Who listens to recordings.
#[derive(Debug, Default)]
pub struct Listening {
    plays: Mutex<BTreeMap<(TeammateId, RecordingId, &'static str), Millis>>,
    waves: Mutex<Waves>,
    /// One waveform at a time: reading an hour of sound is work.
    computing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Waves {
    kept: BTreeMap<RecordingId, (u64, Arc<Wave>)>,
    /// Counts uses, to find the one that was used longest ago.
    uses: u64,
}

/// A waveform in its finest form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wave {
    length_ms: u64,
    left: Vec<u16>,
    right: Vec<u16>,
}

impl Listening {
    /// Whether this begins a play that has to be written down.
    pub(crate) fn begins(
        &self,
        teammate: TeammateId,
        recording: RecordingId,
        what: Audited,
        now: Millis,
    ) -> bool {
        let plays = self.plays.lock().unwrap_or_else(PoisonError::into_inner);
        let last = plays.get(&(teammate, recording, what.name()));
        last.is_none_or(|last| now.since(*last) >= ONE_PLAY_MS)
    }

    /// It was written down.
    pub(crate) fn begun(
        &self,
        teammate: TeammateId,
        recording: RecordingId,
        what: Audited,
        now: Millis,
    ) {
        let mut plays = self.plays.lock().unwrap_or_else(PoisonError::into_inner);
        if plays.len() >= PLAYS_MAX {
            plays.retain(|_, at| now.since(*at) < ONE_PLAY_MS);
        }
        // A play that is not remembered is written down again, piece by piece: more than
        // needed, never less.
        if plays.len() < PLAYS_MAX {
            plays.insert((teammate, recording, what.name()), now);
        }
    }

    /// A recording's waveform.
    pub(crate) async fn wave(
        &self,
        recordings: &Recordings,
        key: &RecordingKey,
    ) -> Result<Arc<Wave>, RecordingsError> {
        if let Some(wave) = self.kept(key.recording) {
            return Ok(wave);
        }
        let _one = self.computing.lock().await;
        // Whoever waited finds what was computed meanwhile.
        if let Some(wave) = self.kept(key.recording) {
            return Ok(wave);
        }
        let size = recordings.size(key).await?;
        let mut meter = Meter::new(size);
        recordings.get(key, None, &mut meter).await?;
        let wave = Arc::new(meter.wave());
        self.keep(key.recording, &wave);
        Ok(wave)
    }

    fn kept(&self, id: RecordingId) -> Option<Arc<Wave>> {
        let mut waves = self.waves.lock().unwrap_or_else(PoisonError::into_inner);
        waves.uses += 1;
        let uses = waves.uses;
        let (used, wave) = waves.kept.get_mut(&id)?;
        *used = uses;
        Some(Arc::clone(wave))
    }

    fn keep(&self, id: RecordingId, wave: &Arc<Wave>) {
        let mut waves = self.waves.lock().unwrap_or_else(PoisonError::into_inner);
        waves.uses += 1;
        let uses = waves.uses;
        waves.kept.insert(id, (uses, Arc::clone(wave)));
        if waves.kept.len() > KEPT_MAX {
            let oldest = waves.kept.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            oldest.and_then(|id| waves.kept.remove(&id));
        }
    }
}

impl Wave {
    /// The waveform in so many parts, [`PARTS`] at most.
    pub(crate) fn parts(&self, n: usize) -> Peaks {
        let n = n.clamp(1, PARTS);
        let loudest = |side: &[u16]| {
            let part = |at: usize| side[at * PARTS / n..(at + 1) * PARTS / n].iter().max();
            (0..n).map(|at| f32::from(part(at).copied().unwrap_or(0)) / 32_768.0).collect()
        };
        Peaks { length_ms: self.length_ms, left: loudest(&self.left), right: loudest(&self.right) }
    }
}

/// Reads a WAV file as it goes by: two channels of 16 bits.
#[derive(Debug)]
struct Meter {
    /// How long the whole file is.
    size: u64,
    /// What came before the sound, until it is understood.
    head: Vec<u8>,
    sound: Option<Sound>,
    /// A frame that is not whole yet.
    rest: Vec<u8>,
    frames: u64,
    left: Vec<u16>,
    right: Vec<u16>,
}

/// Where the sound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sound {
    rate: u64,
    frames: u64,
}

/// Two channels of 16 bits.
const FRAME_BYTES: usize = 4;

/// A header longer than this is none of ours.
const HEAD_BYTES_MAX: usize = 4 * 1024;

impl Meter {
    fn new(size: u64) -> Self {
        Self {
            size,
            head: Vec::new(),
            sound: None,
            rest: Vec::new(),
            frames: 0,
            left: vec![0; PARTS],
            right: vec![0; PARTS],
        }
    }

    fn wave(self) -> Wave {
        let Sound { rate, frames } = self.sound.unwrap_or(Sound { rate: 1, frames: 0 });
        let length_ms = frames.saturating_mul(1_000) / rate.max(1);
        Wave { length_ms, left: self.left, right: self.right }
    }

    fn take(&mut self, bytes: &[u8]) {
        if self.sound.is_some() {
            self.hear(bytes);
            return;
        }
        if self.head.len() > HEAD_BYTES_MAX {
            return;
        }
        self.head.extend_from_slice(bytes);
        if let Some((begins, rate)) = header(&self.head) {
            let bytes = self.size.saturating_sub(u64::try_from(begins).unwrap_or(u64::MAX));
            self.sound = Some(Sound { rate, frames: bytes / FRAME_BYTES as u64 });
            let head = std::mem::take(&mut self.head);
            self.hear(&head[begins..]);
        }
    }

    fn hear(&mut self, mut bytes: &[u8]) {
        if !self.rest.is_empty() {
            let missing = FRAME_BYTES - self.rest.len();
            let (first, others) = bytes.split_at(missing.min(bytes.len()));
            self.rest.extend_from_slice(first);
            bytes = others;
            if self.rest.len() == FRAME_BYTES {
                let whole = std::mem::take(&mut self.rest);
                self.frame(&whole);
            }
        }
        let mut frames = bytes.chunks_exact(FRAME_BYTES);
        for frame in &mut frames {
            self.frame(frame);
        }
        self.rest.extend_from_slice(frames.remainder());
    }

    fn frame(&mut self, frame: &[u8]) {
        let total = self.sound.map_or(1, |sound| sound.frames.max(1));
        let part = usize::try_from(self.frames * PARTS as u64 / total).unwrap_or(PARTS);
        let part = part.min(PARTS - 1);
        let loudness = |low: u8, high: u8| i16::from_le_bytes([low, high]).unsigned_abs();
        if let [a, b, c, d] = *frame {
            self.left[part] = self.left[part].max(loudness(a, b));
            self.right[part] = self.right[part].max(loudness(c, d));
        }
        self.frames += 1;
    }
}

/// Where the sound begins, and how many frames a second has; nothing while that is not
/// known.
fn header(bytes: &[u8]) -> Option<(usize, u64)> {
    let word = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WAVE" {
        return None;
    }
    let (mut at, mut rate) = (12, None);
    loop {
        let name = bytes.get(at..at + 4)?;
        let length = usize::try_from(word(at + 4)?).ok()?;
        if name == b"data" {
            return Some((at + 8, rate?));
        }
        if name == b"fmt " {
            rate = Some(u64::from(word(at + 12)?));
        }
        // Parts begin at even places.
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
    }
}

impl AsyncWrite for Meter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.take(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second of silence on the left, the right as loud as can be in its second half.
    fn wav() -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0");
        bytes.extend_from_slice(&8_000_u32.to_le_bytes());
        bytes.extend_from_slice(&[0, 125, 0, 0, 4, 0, 16, 0]);
        bytes.extend_from_slice(b"odd \x01\0\0\0x\0data\0\0\0\0");
        for frame in 0..8_000 {
            let right = if frame < 4_000 { 0_i16 } else { i16::MIN };
            bytes.extend_from_slice(&[0, 0]);
            bytes.extend_from_slice(&right.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_waveform_is_the_same_however_the_file_is_cut() {
        let bytes = wav();
        let wave = |piece: usize| {
            let mut meter = Meter::new(bytes.len() as u64);
            bytes.chunks(piece).for_each(|piece| meter.take(piece));
            meter.wave()
        };
        let whole = wave(bytes.len());
        for piece in [1, 3, 7, 4_096] {
            assert_eq!(wave(piece), whole, "pieces of {piece}");
        }
        let peaks = whole.parts(4);
        assert_eq!(peaks.length_ms, 1_000);
        assert_eq!(peaks.left, [0.0; 4]);
        assert_eq!(peaks.right, [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(whole.parts(3).right.len(), 3);
        assert_eq!(whole.parts(9_999).right.len(), PARTS);
    }

    #[test]
    fn what_is_no_wav_is_silence_without_a_length() {
        let mut meter = Meter::new(10_000);
        meter.take(&[7; 10_000]);
        assert_eq!(
            meter.wave().parts(2),
            Peaks { length_ms: 0, left: vec![0.0; 2], right: vec![0.0; 2] }
        );
    }

    #[test]
    fn pieces_of_one_play_are_one_play() {
        let listening = Listening::default();
        let (ana, recording) = (TeammateId(1), RecordingId(2));
        let begins = |at, what| {
            let begins = listening.begins(ana, recording, what, Millis(at));
            listening.begun(ana, recording, what, Millis(at));
            begins
        };
        assert!(begins(0, Audited::RecordingPlayed));
        assert!(!begins(1_000, Audited::RecordingPlayed));
        assert!(begins(1_000, Audited::RecordingDownloaded));
    }

    #[test]
    fn no_more_waveforms_are_kept_than_fit() {
        let listening = Listening::default();
        let wave = Arc::new(Meter::new(0).wave());
        for id in 0..KEPT_MAX as u64 + 10 {
            listening.keep(RecordingId(id), &wave);
            assert!(listening.kept(RecordingId(0)).is_some(), "used all the time");
        }
        let waves = listening.waves.lock().unwrap();
        assert_eq!(waves.kept.len(), KEPT_MAX);
        assert!(!waves.kept.contains_key(&RecordingId(1)));
    }
}
