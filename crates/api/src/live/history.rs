//! The frames of the last moments, kept so that a viewer whose connection broke is given
//! exactly what it missed.

use std::collections::VecDeque;

use axum::extract::ws::Utf8Bytes;
use desk::Seq;

/// Frames kept: at five a second some twenty-five seconds, longer than a network takes to
/// change. Fewer than a socket's queue holds, so that a resume never floods it.
pub(super) const FRAMES_MAX: usize = 128;

/// Bytes kept: what a busy desk says in that time; the oldest go first.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// One `changes` frame, written once for all its viewers.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Where it brings its viewers.
    pub(super) seq: Seq,
    /// Where they have to stand before.
    pub(super) previous: Seq,
    /// The frame.
    pub(super) text: Utf8Bytes,
}

/// The last frames; each begins where the one before ends.
#[derive(Debug, Default)]
pub(super) struct History {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// The number of the first frame kept; numbers count up and never come back.
    first: u64,
}

impl History {
    /// Keeps a frame and lets the oldest go.
    pub(super) fn push(&mut self, frame: Frame) {
        self.bytes += frame.text.len();
        self.frames.push_back(frame);
        while self.frames.len() > FRAMES_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.frames.pop_front() else { return };
            self.bytes -= oldest.text.len();
            self.first += 1;
        }
    }

    /// Forgets all frames: the next one does not follow on them.
    pub(super) fn clear(&mut self) {
        self.first = self.next();
        self.frames.clear();
        self.bytes = 0;
    }

    /// The number that the next frame will have.
    pub(super) fn next(&self) -> u64 {
        self.first + u64::try_from(self.frames.len()).unwrap_or(u64::MAX)
    }

    /// The number of the first frame that a viewer who stands at `seen` has to be given;
    /// `None` when it is not kept any more. A frame that moves nobody on (only presence
    /// changed) is given again: it says what is, so twice is as good as once.
    pub(super) fn from(&self, seen: Seq, position: Seq) -> Option<u64> {
        let at = self.frames.iter().position(|frame| frame.previous >= seen);
        match at {
            Some(at) if self.frames[at].previous == seen => {
                Some(self.first + u64::try_from(at).ok()?)
            }
            Some(_) => None,
            None => (seen == position).then(|| self.next()),
        }
    }

    /// The frames from a number on; `None` when some of them are gone.
    pub(super) fn since(&self, number: u64) -> Option<impl Iterator<Item = &Frame>> {
        let skip = number.checked_sub(self.first)?;
        Some(self.frames.iter().skip(usize::try_from(skip).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(previous: u64, seq: u64) -> Frame {
        Frame { seq: Seq(seq), previous: Seq(previous), text: "x".repeat(8).into() }
    }

    fn seqs(history: &History, number: u64) -> Option<Vec<u64>> {
        Some(history.since(number)?.map(|frame| frame.seq.0).collect())
    }

    #[test]
    fn a_viewer_is_given_what_came_after_the_frame_it_saw_last() {
        let mut history = History::default();
        for (previous, seq) in [(3, 7), (7, 7), (7, 9)] {
            history.push(frame(previous, seq));
        }
        let at = |seen| history.from(Seq(seen), Seq(9));
        assert_eq!(at(3).and_then(|from| seqs(&history, from)), Some(vec![7, 7, 9]));
        assert_eq!(at(7).and_then(|from| seqs(&history, from)), Some(vec![7, 9]));
        assert_eq!(at(9).and_then(|from| seqs(&history, from)), Some(vec![]));
        assert_eq!(at(2), None, "older than what is kept");
        assert_eq!(at(8), None, "no frame ends there");
        assert_eq!(at(10), None, "nobody can have seen what has not happened");
    }

    #[test]
    fn the_oldest_frames_go_by_number_and_by_size() {
        let mut history = History::default();
        for seq in 0..200 {
            history.push(frame(seq, seq + 1));
        }
        assert_eq!(history.next(), 200);
        assert_eq!(history.frames.len(), FRAMES_MAX);
        assert!(history.since(71).is_none());
        assert_eq!(seqs(&history, 198), Some(vec![199, 200]));
        let text = "x".repeat(BYTES_MAX - 4).into();
        history.push(Frame { seq: Seq(201), previous: Seq(200), text });
        assert_eq!(history.frames.len(), 1);
        assert_eq!(seqs(&history, 200), Some(vec![201]));
    }
}
