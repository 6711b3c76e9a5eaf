//! A sound on its way to one far end: which samples are due is computed from the time
//! passed, never from the number of ticks.

use std::time::Instant;

use super::g711::ULAW_SILENCE;
use super::outgoing::samples;
use super::sounds::Clip;
use crate::vocabulary::{Repeat, Sound};

/// Samples in one packet: 20 ms.
pub(super) const FRAME: usize = 160;

/// After a stall of more than 200 ms, late packets help nobody: the sound goes on where
/// it was, at the present time.
const BACKLOG_MAX: u64 = 1_600;

/// One sound being played.
#[derive(Debug)]
pub(super) struct Player {
    pub(super) sound: Sound,
    repeat: Repeat,
    clip: Clip,
    cursor: usize,
    started: Instant,
    /// Samples of time given out since `started`.
    given: u64,
}

/// What a player does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A frame is due, after `skipped` samples that were not sent.
    Frame { skipped: u32 },
    /// Nothing is due yet.
    Wait,
    /// Its last sample was heard.
    Ended,
}

impl Player {
    pub(super) fn new(sound: Sound, repeat: Repeat, clip: Clip, started: Instant) -> Player {
        Player { sound, repeat, clip, cursor: 0, started, given: 0 }
    }

    /// Begins anew at `started`: until now there was nobody to hear it.
    pub(super) fn hold_back(&mut self, started: Instant) {
        self.started = started;
    }

    /// Gives the next frame in µ-law if one is due; to be asked until it waits.
    pub(super) fn step(&mut self, now: Instant, frame: &mut [u8; FRAME]) -> Step {
        let passed = samples(now.saturating_duration_since(self.started));
        let over = match self.repeat {
            Repeat::Once => self.cursor >= self.clip.len(),
            Repeat::Forever => self.clip.is_empty(),
        };
        if over {
            return if passed >= self.given { Step::Ended } else { Step::Wait };
        }
        if self.given > passed {
            return Step::Wait;
        }
        let late = passed - self.given;
        let skipped = if late > BACKLOG_MAX { late - late % FRAME as u64 } else { 0 };
        self.given += skipped + FRAME as u64;
        self.fill(frame);
        Step::Frame { skipped: u32::try_from(skipped).unwrap_or(0) }
    }

    fn fill(&mut self, frame: &mut [u8; FRAME]) {
        let mut rest = &mut frame[..];
        while !rest.is_empty() {
            let left = self.clip.get(self.cursor..).unwrap_or_default();
            let (now, later) = rest.split_at_mut(left.len().min(rest.len()));
            now.copy_from_slice(&left[..now.len()]);
            self.cursor += now.len();
            rest = later;
            if self.cursor < self.clip.len() {
                continue;
            }
            match self.repeat {
                Repeat::Forever => self.cursor = 0,
                Repeat::Once => {
                    rest.fill(ULAW_SILENCE);
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn frames(player: &mut Player, now: Instant) -> (Vec<u8>, Vec<u32>, Step) {
        let mut frame = [0; FRAME];
        let (mut bytes, mut skips) = (Vec::new(), Vec::new());
        loop {
            match player.step(now, &mut frame) {
                Step::Frame { skipped } => {
                    bytes.extend_from_slice(&frame);
                    skips.push(skipped);
                }
                last @ (Step::Wait | Step::Ended) => return (bytes, skips, last),
            }
        }
    }

    fn player(length: usize, repeat: Repeat, begin: Instant) -> (Player, Vec<u8>) {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let clip = Clip::Loaded(bytes.clone().into());
        (Player::new(Sound::HoldMusic, repeat, clip, begin), bytes)
    }

    #[test]
    fn a_late_tick_sends_what_is_due_and_the_end_comes_when_it_was_heard() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let (mut player, bytes) = player(1_000, Repeat::Once, begin);
        let (mut heard, _, _) = frames(&mut player, at(0));
        assert_eq!(heard.len(), FRAME);
        let (more, skips, _) = frames(&mut player, at(109));
        assert_eq!((more.len(), skips), (5 * FRAME, vec![0; 5]));
        heard.extend_from_slice(&more);
        let (more, _, step) = frames(&mut player, at(125));
        assert_eq!((more.len(), step), (FRAME, Step::Wait));
        heard.extend_from_slice(&more);
        assert_eq!(heard[..1_000], bytes[..]);
        assert!(heard[1_000..].iter().all(|byte| *byte == ULAW_SILENCE));
        assert_eq!(frames(&mut player, at(139)).2, Step::Wait);
        assert_eq!(frames(&mut player, at(140)).2, Step::Ended);
    }

    #[test]
    fn music_loops_without_a_seam() {
        let begin = Instant::now();
        let (mut player, bytes) = player(250, Repeat::Forever, begin);
        let (heard, _, _) = frames(&mut player, begin + Duration::from_millis(199));
        let expected: Vec<u8> = bytes.iter().copied().cycle().take(heard.len()).collect();
        assert_eq!(heard, expected);
    }

    #[test]
    fn after_a_long_stall_the_sound_goes_on_where_it_was() {
        let begin = Instant::now();
        let (mut player, bytes) = player(1_000, Repeat::Forever, begin);
        let (first, _, _) = frames(&mut player, begin);
        let (second, skips, _) = frames(&mut player, begin + Duration::from_secs(3));
        assert_eq!(skips, [23_840]);
        assert_eq!([first, second].concat(), bytes[..320]);
    }
}
