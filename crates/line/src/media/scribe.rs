//! The disk thread: all files of the media engine are read and written here, so that a
//! slow disk never holds up a packet.

use std::collections::{HashMap, VecDeque};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::Receiver;

use super::riff::{self, FRAME, HEADER};
use super::sounds;
use super::{MediaEvent, Sink};
use crate::vocabulary::{LegEvent, RecordingId};

/// Bytes of audio one recording may hold: 24 hours, well below what a WAV header counts.
const RECORDING_BYTES_MAX: u64 = 24 * 3_600 * 8_000 * FRAME;

/// Outcomes that are remembered, in case whoever waits for one lost it and asks again; he
/// does so within minutes, and no line ends a thousand recordings by then.
const OUTCOMES_MAX: usize = 1_024;

/// What the media thread asks for.
#[derive(Debug)]
pub(super) enum Note {
    /// Make the file.
    Begin { recording: RecordingId, file: PathBuf, ledger: Arc<Ledger> },
    /// Append frames.
    Store { recording: RecordingId, frames: Vec<u8> },
    /// Close the file and tell the outcome, also when it has been told before.
    End { recording: RecordingId },
    /// Close the file; the recording has failed.
    GiveUp { recording: RecordingId, why: &'static str },
    /// Read a sound.
    Load { path: PathBuf },
}

/// What both threads know of one recording.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pieces: AtomicU32,
    failed: AtomicBool,
}

impl Ledger {
    /// Counts a piece handed over; gives how many are not yet written.
    pub(super) fn handed_over(&self) -> u32 {
        self.pieces.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Nothing more is stored.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// A sound file read, or why not.
pub(super) type Loaded = io::Result<Arc<[u8]>>;

/// Works until the media thread is gone.
pub(super) fn run(notes: &Receiver<Note>, sink: &Sink, loaded: impl Fn(PathBuf, Loaded)) {
    let mut pages = HashMap::new();
    let mut outcomes = Outcomes::default();
    for note in notes {
        match note {
            Note::Begin { recording, file, ledger } => match make(&file) {
                Ok(handle) => {
                    pages.insert(recording, Page { handle, file, bytes: 0, ledger });
                }
                Err(error) => {
                    ledger.failed.store(true, Ordering::Relaxed);
                    let why = format!("the recording cannot be made: {error}");
                    sink(outcomes.keep(recording, failed(recording, file, 0, why)));
                }
            },
            Note::Store { recording, frames } => {
                let Some(page) = pages.get_mut(&recording) else { continue };
                page.ledger.pieces.fetch_sub(1, Ordering::Relaxed);
                if let Err(error) = page.append(&frames)
                    && let Some(page) = pages.remove(&recording)
                {
                    let why = format!("the recording cannot be written on: {error}");
                    sink(outcomes.keep(recording, page.give_up(recording, why)));
                }
            }
            Note::End { recording } => match pages.remove(&recording) {
                Some(page) => sink(outcomes.keep(recording, page.end(recording))),
                None => sink(outcomes.of(recording)),
            },
            Note::GiveUp { recording, why } => {
                if let Some(page) = pages.remove(&recording) {
                    sink(outcomes.keep(recording, page.give_up(recording, why.to_owned())));
                }
            }
            Note::Load { path } => {
                let clip = sounds::load(&path);
                loaded(path, clip);
            }
        }
    }
}

/// How the last recordings ended.
#[derive(Debug, Default)]
struct Outcomes {
    events: HashMap<RecordingId, LegEvent>,
    oldest: VecDeque<RecordingId>,
}

impl Outcomes {
    fn keep(&mut self, recording: RecordingId, event: LegEvent) -> MediaEvent {
        if self.events.insert(recording, event.clone()).is_none() {
            self.oldest.push_back(recording);
        }
        if self.oldest.len() > OUTCOMES_MAX
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.events.remove(&oldest);
        }
        MediaEvent::Leg(event)
    }

    /// Nobody may wait for ever for the end of a recording that is not known here.
    fn of(&self, recording: RecordingId) -> MediaEvent {
        let unknown = || failed(recording, PathBuf::new(), 0, "no such recording runs".to_owned());
        MediaEvent::Leg(self.events.get(&recording).cloned().unwrap_or_else(unknown))
    }
}

/// One open file, valid after every write.
#[derive(Debug)]
struct Page {
    handle: File,
    file: PathBuf,
    /// Bytes of audio that the header counts.
    bytes: u64,
    ledger: Arc<Ledger>,
}

impl Page {
    fn append(&mut self, frames: &[u8]) -> io::Result<()> {
        let bytes = self.bytes + frames.len() as u64;
        if bytes > RECORDING_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it lasts 24 hours"));
        }
        // Audio first: a crash in between leaves a header that counts less, never more.
        self.handle.write_all_at(frames, HEADER as u64 + self.bytes)?;
        self.handle.write_all_at(&riff::header(bytes as u32), 0)?;
        self.bytes = bytes;
        Ok(())
    }

    fn end(self, recording: RecordingId) -> LegEvent {
        let length_ms = self.bytes / FRAME / 8;
        LegEvent::RecordingStopped { recording, file: self.file, length_ms }
    }

    fn give_up(self, recording: RecordingId, why: String) -> LegEvent {
        self.ledger.failed.store(true, Ordering::Relaxed);
        // A half-written piece is cut off again. Where that fails too, the header still
        // counts the good bytes only.
        let kept = self
            .handle
            .set_len(HEADER as u64 + self.bytes)
            .and_then(|()| self.handle.write_all_at(&riff::header(self.bytes as u32), 0));
        if let Err(error) = kept {
            tracing::debug!(recording.id = recording.0, %error, "a failed recording keeps its tail");
        }
        failed(recording, self.file, self.bytes, why)
    }
}

fn failed(recording: RecordingId, file: PathBuf, bytes: u64, why: String) -> LegEvent {
    let length_ms = bytes / FRAME / 8;
    LegEvent::RecordingFailed { recording, file, length_ms, why }
}

/// Makes a recording's file, which must not hold anything yet.
fn make(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    if file.metadata()?.len() > 0 {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file holds something"));
    }
    file.write_all_at(&riff::header(0), 0)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_keeps_what_was_stored_and_counts_only_that() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("call.wav");
        let ledger = Arc::new(Ledger::default());
        let handle = make(&file).unwrap();
        let mut page = Page { handle, file: file.clone(), bytes: 0, ledger: ledger.clone() };
        page.append(&[7; 32_000]).unwrap();
        // From now on the system refuses every write, as a full disk does.
        page.handle = File::open(&file).unwrap();
        let error = page.append(&[8; 32_000]).unwrap_err();
        let event = page.give_up(RecordingId(1), error.to_string());
        assert!(matches!(event, LegEvent::RecordingFailed { length_ms: 1_000, .. }));
        assert!(ledger.has_failed());
        let bytes = std::fs::read(&file).unwrap();
        assert_eq!(bytes[..HEADER], riff::header(32_000));
        assert!(bytes[HEADER..].iter().all(|byte| *byte == 7));
    }

    #[test]
    fn a_half_written_piece_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("call.wav");
        let handle = make(&file).unwrap();
        let mut page = Page { handle, file: file.clone(), bytes: 0, ledger: Arc::default() };
        page.append(&[7; 400]).unwrap();
        page.handle.write_all_at(&[9; 100], HEADER as u64 + 400).unwrap();
        page.give_up(RecordingId(1), String::new());
        assert_eq!(std::fs::metadata(&file).unwrap().len(), HEADER as u64 + 400);
    }

    #[test]
    fn only_the_last_outcomes_are_remembered() {
        let mut outcomes = Outcomes::default();
        let stopped = |number| {
            let recording = RecordingId(number);
            LegEvent::RecordingStopped { recording, file: PathBuf::from("a"), length_ms: number }
        };
        for number in 0..2 * OUTCOMES_MAX as u64 {
            outcomes.keep(RecordingId(number), stopped(number));
            assert_eq!(outcomes.of(RecordingId(number)), MediaEvent::Leg(stopped(number)));
        }
        assert_eq!(outcomes.events.len(), OUTCOMES_MAX);
        assert_eq!(outcomes.oldest.len(), OUTCOMES_MAX);
        let forgotten = outcomes.of(RecordingId(0));
        let none = |event| {
            matches!(event, MediaEvent::Leg(LegEvent::RecordingFailed { length_ms: 0, .. }))
        };
        assert!(none(forgotten));
    }

    #[test]
    fn a_recording_ends_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let handle = make(&folder.path().join("call.wav")).unwrap();
        let bytes = RECORDING_BYTES_MAX - 100;
        let mut page = Page { handle, file: PathBuf::new(), bytes, ledger: Arc::default() };
        assert_eq!(page.append(&[7; 400]).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
