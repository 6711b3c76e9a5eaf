//! One stereo recording in memory: packets are placed on its clock by their timestamps;
//! what is old enough is taken off and written.

use std::sync::Arc;
use std::time::Instant;

use super::g711::Codec;
use super::outgoing::samples;
use super::rtp::Packet;
use super::scribe::Ledger;
use crate::vocabulary::{LegId, RecordingId};

/// Written half a second at a time: with `HOLDBACK`, a crash costs less than a second.
const CHUNK: u64 = 4_000;

/// The newest 200 ms stay in memory, so that late and reordered packets find their place.
const HOLDBACK: u64 = 1_600;

/// At most one second is handed over as one piece, also after a long stall.
pub(super) const PIECE_MAX: u64 = 8_000;

/// A packet placed more than 30 ms in the future shows that its stream was placed too
/// late; less is the jitter of a sender that works in bursts.
const AHEAD_MAX: i64 = 240;

/// Two seconds in which every packet was later than this (40 ms) show that the stream
/// was placed too early, or that the sender's clock is slow.
const LATE_MAX: i64 = 320;
const LATE_WINDOW: i64 = 16_000;

/// Packets that come too late to be written for 200 ms on end are a sender whose
/// timestamps stood still, not a network that stumbled.
const TOO_LATE_MAX: i64 = 1_600;

/// The two channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Left.
    Caller,
    /// Right.
    Desk,
}

/// One recording.
#[derive(Debug)]
pub(super) struct Recording {
    pub(super) id: RecordingId,
    pub(super) caller: LegId,
    pub(super) desk: LegId,
    pub(super) ledger: Arc<Ledger>,
    clock: Clock,
    /// Frames not yet taken off; the first stands at `start`.
    window: Vec<[i16; 2]>,
    start: u64,
    channels: [Channel; 2],
}

/// The recording's own time, in samples; a pause is cut out of it.
#[derive(Debug, Clone, Copy)]
enum Clock {
    Running { since: Instant, before: u64 },
    Paused { at: u64 },
}

impl Clock {
    fn position(self, now: Instant) -> u64 {
        match self {
            Clock::Running { since, before } => {
                before + samples(now.saturating_duration_since(since))
            }
            Clock::Paused { at } => at,
        }
    }
}

impl Recording {
    pub(super) fn new(id: RecordingId, caller: LegId, desk: LegId, now: Instant) -> Recording {
        Recording {
            id,
            caller,
            desk,
            ledger: Arc::default(),
            clock: Clock::Running { since: now, before: 0 },
            window: Vec::with_capacity((CHUNK + 2 * HOLDBACK) as usize),
            start: 0,
            channels: [Channel::default(), Channel::default()],
        }
    }

    /// Another teammate speaks in the right channel.
    pub(super) fn replace_desk(&mut self, desk: LegId) {
        self.desk = desk;
        self.channels[Side::Desk as usize] = Channel::default();
    }

    /// Stores nothing from now on. What was stored until now should be taken off at once.
    pub(super) fn pause(&mut self, now: Instant) {
        self.clock = Clock::Paused { at: self.clock.position(now) };
    }

    /// Stores again. Whatever was said in the pause and still comes in late is cut off,
    /// because everything before this moment has been taken off.
    pub(super) fn resume(&mut self, now: Instant) {
        if let Clock::Paused { at } = self.clock {
            self.clock = Clock::Running { since: now, before: at };
            self.channels = [Channel::default(), Channel::default()];
        }
    }

    /// Places one packet that the other side could hear.
    pub(super) fn place(
        &mut self,
        now: Instant,
        side: Side,
        packet: &Packet,
        law: Codec,
        payload: &[u8],
    ) {
        let Clock::Running { .. } = self.clock else {
            return;
        };
        let position = self.clock.position(now) as i64;
        let start = self.start as i64;
        let length = payload.len() as i64;
        let channel = &mut self.channels[side as usize];
        let Some(place) = channel.locate(packet, length, position, start) else {
            return;
        };
        // The part from before the window has been written, or lies in a pause.
        let cut = (start - place).clamp(0, length);
        let from = (place + cut - start) as usize;
        let audio = &payload[cut as usize..];
        if self.window.len() < from + audio.len() {
            self.window.resize(from + audio.len(), [0; 2]);
        }
        let table = law.table();
        for (frame, byte) in self.window[from..].iter_mut().zip(audio) {
            frame[side as usize] = table[usize::from(*byte)];
        }
    }

    /// Is half a second old enough to be written?
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.clock.position(now) >= self.start + CHUNK + HOLDBACK
    }

    /// Takes off what is old enough, one piece at a time.
    pub(super) fn take_old(&mut self, now: Instant) -> Option<Vec<u8>> {
        let until = self.clock.position(now).saturating_sub(HOLDBACK);
        self.take(until)
    }

    /// Takes off everything up to now, one piece at a time.
    pub(super) fn take_all(&mut self, now: Instant) -> Option<Vec<u8>> {
        let position = self.clock.position(now);
        let piece = self.take(position);
        if piece.is_none() {
            // A packet may lie a little in the future; that part was never recorded.
            self.window.clear();
        }
        piece
    }

    fn take(&mut self, until: u64) -> Option<Vec<u8>> {
        let frames = until.saturating_sub(self.start).min(PIECE_MAX);
        if frames == 0 {
            return None;
        }
        self.start += frames;
        let frames = frames as usize;
        let stored = frames.min(self.window.len());
        let mut piece = Vec::with_capacity(frames * 4);
        for frame in self.window.drain(..stored) {
            let [l0, l1] = frame[0].to_le_bytes();
            let [r0, r1] = frame[1].to_le_bytes();
            piece.extend_from_slice(&[l0, l1, r0, r1]);
        }
        piece.resize(frames * 4, 0);
        Some(piece)
    }
}

/// One channel: how the timestamps of its present stream map to the recording's clock.
#[derive(Debug, Default)]
struct Channel {
    anchor: Option<Anchor>,
}

#[derive(Debug, Clone, Copy)]
struct Anchor {
    ssrc: u32,
    timestamp: u32,
    /// Where the sample of `timestamp` stands.
    place: i64,
    /// Since when lateness is watched, and the least seen since.
    watched: i64,
    late_min: i64,
    /// Since when every packet came too late to be written.
    too_late: Option<i64>,
}

impl Channel {
    /// Where a packet that came at `position` starts; `None` when it is too late. The end
    /// of a packet was spoken just before it was sent, so on both channels the end of a
    /// stream's first packet stands at its arrival.
    fn locate(&mut self, packet: &Packet, length: i64, position: i64, start: i64) -> Option<i64> {
        let fresh = Anchor {
            ssrc: packet.ssrc,
            timestamp: packet.timestamp,
            place: position - length,
            watched: position,
            late_min: i64::MAX,
            too_late: None,
        };
        let anchor = self.anchor.get_or_insert(fresh);
        let passed = packet.timestamp.wrapping_sub(anchor.timestamp).cast_signed();
        let place = anchor.place + i64::from(passed);
        let late = position - (place + length);
        let restarted = packet.marker && late > HOLDBACK as i64;
        if anchor.ssrc != packet.ssrc || late < -AHEAD_MAX || restarted {
            *anchor = fresh;
            return Some(fresh.place);
        }
        if place + length <= start {
            let since = *anchor.too_late.get_or_insert(position);
            if position - since < TOO_LATE_MAX {
                return None;
            }
            *anchor = fresh;
            return Some(fresh.place);
        }
        anchor.timestamp = packet.timestamp;
        anchor.place = place;
        anchor.too_late = None;
        anchor.late_min = anchor.late_min.min(late);
        if position - anchor.watched >= LATE_WINDOW {
            if anchor.late_min > LATE_MAX {
                anchor.place += anchor.late_min;
            }
            anchor.watched = position;
            anchor.late_min = i64::MAX;
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests;
