use super::*;
use std::time::Duration;

struct Tape {
    recording: Recording,
    begin: Instant,
    frames: Vec<[i16; 2]>,
}

impl Tape {
    fn new() -> Tape {
        let begin = Instant::now();
        let recording = Recording::new(RecordingId(1), LegId(2), LegId(3), begin);
        Tape { recording, begin, frames: Vec::new() }
    }

    fn at(&self, ms: u64) -> Instant {
        self.begin + Duration::from_millis(ms)
    }

    /// A packet of 20 ms whose samples all have the value of `byte`.
    fn packet(&mut self, ms: u64, side: Side, timestamp: u32, byte: u8) {
        self.stream(ms, side, (1, timestamp), byte);
    }

    fn stream(&mut self, ms: u64, side: Side, (ssrc, timestamp): (u32, u32), byte: u8) {
        let packet = Packet {
            marker: false,
            payload_type: 0,
            sequence: 0,
            timestamp,
            ssrc,
            payload: 12..172,
        };
        let now = self.at(ms);
        self.recording.place(now, side, &packet, Codec::Pcmu, &[byte; 160]);
    }

    fn flush(&mut self, ms: u64) {
        let now = self.at(ms);
        if self.recording.is_due(now) {
            while let Some(piece) = self.recording.take_old(now) {
                self.keep(&piece);
            }
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        assert!(piece.len() <= PIECE_MAX as usize * 4);
        for [l0, l1, r0, r1] in piece.as_chunks::<4>().0 {
            self.frames.push([i16::from_le_bytes([*l0, *l1]), i16::from_le_bytes([*r0, *r1])]);
        }
    }

    fn pause(&mut self, ms: u64) {
        let now = self.at(ms);
        self.recording.pause(now);
        self.take_all(ms);
    }

    fn take_all(&mut self, ms: u64) {
        let now = self.at(ms);
        while let Some(piece) = self.recording.take_all(now) {
            self.keep(&piece);
        }
    }

    /// The value in the middle of a stretch of 20 ms.
    fn value(&self, side: Side, ms: usize) -> i16 {
        self.frames[ms * 8 + 80][side as usize]
    }
}

fn loud(byte: u8) -> i16 {
    Codec::Pcmu.decode(byte)
}

#[test]
fn reordered_late_and_bunched_packets_land_at_their_places() {
    let mut tape = Tape::new();
    // Spoken at 0, 20, 40, …; the second and third swapped, then four at once, 60 ms late.
    tape.packet(20, Side::Caller, 0, 1);
    tape.packet(60, Side::Caller, 320, 3);
    tape.packet(61, Side::Caller, 160, 2);
    for (timestamp, byte) in [(480, 4), (640, 5), (800, 6), (960, 7)] {
        tape.packet(140, Side::Caller, timestamp, byte);
    }
    tape.take_all(1_000);
    for nth in 0..7 {
        assert_eq!(tape.value(Side::Caller, usize::from(nth) * 20), loud(nth + 1), "{nth}");
    }
    assert_eq!(tape.frames.len(), 8_000);
    assert!(tape.frames[1_120..].iter().all(|frame| *frame == [0, 0]));
    assert!(tape.frames.iter().all(|frame| frame[1] == 0));
}

#[test]
fn lost_packets_are_silence_and_both_channels_stay_aligned() {
    let mut tape = Tape::new();
    for nth in 0..500u32 {
        let ms = 20 + u64::from(nth) * 20;
        if nth % 7 != 0 {
            tape.packet(ms + u64::from(nth % 3) * 9, Side::Caller, 5_000 + nth * 160, 9);
        }
        if nth % 11 != 0 {
            tape.packet(
                ms + u64::from(nth % 5) * 4,
                Side::Desk,
                (u32::MAX - 999).wrapping_add(nth * 160),
                8,
            );
        }
        tape.flush(ms);
    }
    tape.take_all(10_020);
    assert_eq!(tape.frames.len(), 80_160);
    for nth in 10..490 {
        // First packets came 9 and 4 ms late, so each stream lies that much later.
        let caller = tape.frames[nth * 160 + 72 + 80][0];
        let desk = tape.frames[nth * 160 + 32 + 80][1];
        assert_eq!(caller, if nth % 7 == 0 { 0 } else { loud(9) }, "caller {nth}");
        assert_eq!(desk, if nth % 11 == 0 { 0 } else { loud(8) }, "desk {nth}");
    }
}

#[test]
fn a_stall_of_our_own_loses_nothing() {
    let mut tape = Tape::new();
    for nth in 0..10u32 {
        tape.packet(20 + u64::from(nth) * 20, Side::Caller, nth * 160, 5);
    }
    tape.flush(200);
    // Three seconds without a turn; then all packets at once, then the flush.
    for nth in 10..160u32 {
        tape.packet(3_200, Side::Caller, nth * 160, 5);
    }
    tape.flush(3_200);
    tape.take_all(3_200);
    assert_eq!(tape.frames.len(), 25_600);
    assert!(tape.frames.iter().all(|frame| *frame == [loud(5), 0]));
}

#[test]
fn a_pause_is_cut_out_together_with_what_comes_late_from_it() {
    let mut tape = Tape::new();
    for nth in 0..250u32 {
        let ms = 20 + u64::from(nth) * 20;
        // One value before, another in the pause from 1 s to 3 s, a third after it.
        let byte = if ms <= 1_000 {
            1
        } else if ms <= 3_000 {
            2
        } else {
            3
        };
        if ms == 1_020 {
            tape.pause(1_001);
        }
        if ms == 3_020 {
            let now = tape.at(3_000);
            tape.recording.resume(now);
            // Spoken in the pause, here only now.
            tape.packet(3_001, Side::Caller, (nth - 3) * 160, 2);
            tape.packet(3_002, Side::Caller, (nth - 2) * 160, 2);
        }
        tape.packet(ms, Side::Caller, nth * 160, byte);
        tape.flush(ms);
    }
    tape.take_all(5_020);
    assert_eq!(tape.frames.len(), 1_001 * 8 + 2_020 * 8);
    let stored = tape.frames.iter().filter(|frame| frame[0] == loud(2)).count();
    // Of the two late ones only what stands for the two milliseconds after the pause.
    assert!(stored <= 16, "{stored} samples of the pause");
    assert_eq!(tape.value(Side::Caller, 960), loud(1));
    assert_eq!(tape.value(Side::Caller, 1_060), loud(3));
}

#[test]
fn a_stream_first_seen_late_is_moved_back_to_its_place() {
    let mut tape = Tape::new();
    // The first packet came 100 ms late, the others in time.
    tape.packet(120, Side::Desk, 0, 1);
    for nth in 6..100u32 {
        tape.packet(20 + u64::from(nth) * 20, Side::Desk, nth * 160, 2);
    }
    tape.take_all(2_000);
    for nth in 7..99 {
        assert_eq!(tape.value(Side::Desk, nth * 20), loud(2), "{nth}");
    }
}

#[test]
fn a_slow_sender_clock_is_followed() {
    let mut tape = Tape::new();
    // One packet in 20.02 ms: after five minutes its timestamps are 300 ms behind.
    let mut latest = 0;
    for nth in 0..15_000u32 {
        latest = 20 + u64::from(nth) * 2_002 / 100;
        tape.packet(latest, Side::Desk, nth * 160, 4);
        tape.flush(latest);
    }
    tape.take_all(latest);
    let tail = &tape.frames[tape.frames.len() - 480..];
    assert!(tail[..160].iter().all(|frame| frame[1] == loud(4)), "still in its place");
    let heard = tape.frames.iter().filter(|frame| frame[1] == loud(4)).count();
    assert!(heard * 100 > tape.frames.len() * 99, "{heard} of {}", tape.frames.len());
}

#[test]
fn timestamps_that_stood_still_or_jumped_are_placed_by_arrival() {
    let mut tape = Tape::new();
    let mut ms = 0;
    let speak = |tape: &mut Tape, ms: &mut u64, ssrc, first: u32, byte| {
        for nth in 0..50u32 {
            *ms += 20;
            tape.stream(*ms, Side::Caller, (ssrc, first + nth * 160), byte);
            tape.flush(*ms);
        }
    };
    speak(&mut tape, &mut ms, 1, 0, 1);
    // Two seconds of nothing in which the sender's timestamps stood still.
    ms = 3_000;
    tape.flush(ms);
    speak(&mut tape, &mut ms, 1, 8_000, 2);
    // A jump ahead, then another stream.
    speak(&mut tape, &mut ms, 1, 5_000_000, 3);
    speak(&mut tape, &mut ms, 9, 77, 4);
    tape.take_all(ms);
    assert_eq!(tape.frames.len(), 6_000 * 8);
    assert_eq!(tape.value(Side::Caller, 980), loud(1));
    assert_eq!(tape.value(Side::Caller, 2_000), 0);
    for ms in (3_240..3_980).step_by(20) {
        assert_eq!(tape.value(Side::Caller, ms), loud(2), "{ms}");
    }
    for ms in (4_000..4_980).step_by(20) {
        assert_eq!(tape.value(Side::Caller, ms), loud(3), "{ms}");
    }
    for ms in (5_000..5_980).step_by(20) {
        assert_eq!(tape.value(Side::Caller, ms), loud(4), "{ms}");
    }
}

#[test]
fn what_is_not_yet_written_is_less_than_a_second() {
    let mut tape = Tape::new();
    for ms in (0..20_000).step_by(100) {
        tape.flush(ms);
        let behind = ms * 8 - tape.frames.len() as u64;
        assert!(behind < 6_400, "{behind} samples behind at {ms} ms");
    }
}
