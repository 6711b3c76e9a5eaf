//! Recordings: which legs they hear, and when they are written.

use std::path::PathBuf;
use std::time::Instant;

use super::{Engine, FLUSH};
use crate::media::MediaEvent;
use crate::media::leg::Tap;
use crate::media::recording::{Recording, Side};
use crate::media::scribe::Note;
use crate::vocabulary::{LegEvent, LegId, RecordingId};

/// Pieces that may wait for the disk: half a minute of audio, half a megabyte. A disk
/// that is slower than this for so long will not catch up.
const PIECES_MAX: u32 = 60;

impl Engine {
    pub(super) fn record(
        &mut self,
        id: RecordingId,
        caller: LegId,
        desk: LegId,
        file: PathBuf,
        now: Instant,
    ) {
        if self.recording(id).is_some() {
            return;
        }
        if self.leg(caller).is_none() {
            let why = "the caller's leg is gone".to_owned();
            let event = LegEvent::RecordingFailed { recording: id, file, length_ms: 0, why };
            (self.sink)(MediaEvent::Leg(event));
            return;
        }
        let recording = Recording::new(id, caller, desk, now);
        let ledger = recording.ledger.clone();
        self.note(Note::Begin { recording: id, file, ledger });
        self.recordings.insert(recording);
        self.retap(caller);
        self.retap(desk);
        self.clock.flush.get_or_insert(now + FLUSH);
    }

    pub(super) fn record_desk(&mut self, id: RecordingId, desk: LegId) {
        let Some(key) = self.recording(id) else {
            return;
        };
        let recording = &mut self.recordings[key];
        let (caller, before) = (recording.caller, recording.desk);
        if before == desk {
            return;
        }
        recording.replace_desk(desk);
        for leg in [caller, before, desk] {
            self.retap(leg);
        }
    }

    pub(super) fn pause_recording(&mut self, id: RecordingId, now: Instant) {
        if let Some(key) = self.recording(id) {
            self.recordings[key].pause(now);
            self.write_all(key, now);
        }
    }

    pub(super) fn resume_recording(&mut self, id: RecordingId, now: Instant) {
        if let Some(key) = self.recording(id) {
            self.recordings[key].resume(now);
        }
    }

    pub(super) fn stop_recording(&mut self, id: RecordingId, now: Instant) {
        if let Some(key) = self.recording(id) {
            self.write_all(key, now);
            self.drop_recording(key);
        }
        // Of one that is over, or never was, the disk thread tells the outcome (again).
        self.note(Note::End { recording: id });
    }

    /// The caller is gone: what was said is all there will be.
    pub(super) fn stop_recordings_of(&mut self, caller: LegId, now: Instant) {
        let of: Vec<RecordingId> = self
            .recordings
            .iter()
            .filter(|(_, recording)| recording.caller == caller)
            .map(|(_, recording)| recording.id)
            .collect();
        for id in of {
            self.stop_recording(id, now);
        }
    }

    /// The thread ends.
    pub(super) fn end_recordings(&mut self, now: Instant) {
        let all: Vec<RecordingId> =
            self.recordings.iter().map(|(_, recording)| recording.id).collect();
        for id in all {
            self.stop_recording(id, now);
        }
    }

    /// Writes what is old enough of all recordings.
    pub(super) fn flush(&mut self, now: Instant) {
        if self.clock.flush.is_none_or(|due| now < due) {
            return;
        }
        let keys: Vec<usize> = self.recordings.iter().map(|(key, _)| key).collect();
        for key in keys {
            if self.recordings[key].ledger.has_failed() {
                self.drop_recording(key);
            } else if self.recordings[key].is_due(now) {
                self.write_old(key, now);
            }
        }
        self.clock.flush = (!self.recordings.is_empty()).then(|| now + FLUSH);
    }

    fn write_old(&mut self, key: usize, now: Instant) {
        let recording = &mut self.recordings[key];
        let (id, mut waiting) = (recording.id, 0);
        while let Some(frames) = recording.take_old(now) {
            waiting = recording.ledger.handed_over();
            if self.scribe.send(Note::Store { recording: id, frames }).is_err() {
                break;
            }
        }
        if waiting > PIECES_MAX {
            let why = "the disk has been too slow for half a minute";
            self.note(Note::GiveUp { recording: id, why });
            self.drop_recording(key);
        }
    }

    fn write_all(&mut self, key: usize, now: Instant) {
        let recording = &mut self.recordings[key];
        let id = recording.id;
        while let Some(frames) = recording.take_all(now) {
            recording.ledger.handed_over();
            if self.scribe.send(Note::Store { recording: id, frames }).is_err() {
                break;
            }
        }
    }

    fn drop_recording(&mut self, key: usize) {
        let recording = self.recordings.remove(key);
        self.retap(recording.caller);
        self.retap(recording.desk);
    }

    fn recording(&self, id: RecordingId) -> Option<usize> {
        let found = self.recordings.iter().find(|(_, recording)| recording.id == id);
        found.map(|(key, _)| key)
    }

    /// Finds out which recordings belong to what a leg says now: those of it and its
    /// present peer, because a side is stored only while the other one hears it.
    pub(super) fn retap(&mut self, id: LegId) {
        let Some(key) = self.leg(id) else {
            return;
        };
        let peer = self.legs[key].peer.map(|peer| self.legs[peer].id);
        let taps = &mut self.legs[key].taps;
        taps.clear();
        for (recording, entry) in &self.recordings {
            if entry.caller == id && peer == Some(entry.desk) {
                taps.push(Tap { recording, side: Side::Caller });
            } else if entry.desk == id && peer == Some(entry.caller) {
                taps.push(Tap { recording, side: Side::Desk });
            }
        }
    }
}
