//! Key presses by telephone-event (RFC 4733): many packets, one key.

/// The longest one event lasts before its sender must start a new segment of the same
/// key press (RFC 4733 section 2.5.1.3): the duration has 16 bits.
const SEGMENT: u32 = 0xffff;

/// The key presses of one far end. A press is told at its first packet, so that the loss
/// of any of its packets, the three end packets included, neither hides nor doubles it.
#[derive(Debug, Default)]
pub(super) struct Keys {
    last: Option<Press>,
}

#[derive(Debug, Clone, Copy)]
struct Press {
    ssrc: u32,
    timestamp: u32,
    event: u8,
    ended: bool,
}

impl Keys {
    /// Takes the payload of one telephone-event packet; gives the key when it is the
    /// first packet of a press.
    pub(super) fn press(&mut self, ssrc: u32, timestamp: u32, payload: &[u8]) -> Option<char> {
        let &[event, flags, _, _] = payload.first_chunk::<4>()?;
        let ended = flags & 0x80 != 0;
        if let Some(last) = self.last.as_mut().filter(|last| last.ssrc == ssrc) {
            let later = timestamp.wrapping_sub(last.timestamp);
            if later == 0 {
                last.ended |= ended;
                return None;
            }
            // A straggler of an earlier press: its key was told already.
            if later > u32::MAX / 2 {
                return None;
            }
            if later == SEGMENT && !last.ended && last.event == event {
                last.timestamp = timestamp;
                last.ended = ended;
                return None;
            }
        }
        self.last = Some(Press { ssrc, timestamp, event, ended });
        key(event)
    }
}

fn key(event: u8) -> Option<char> {
    b"0123456789*#ABCD".get(usize::from(event)).map(|key| char::from(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: u8 = 10;
    const END: u8 = 0x80 | 10;

    #[test]
    fn three_end_packets_are_one_key() {
        let mut keys = Keys::default();
        assert_eq!(keys.press(1, 800, &[5, MIDDLE, 0, 160]), Some('5'));
        assert_eq!(keys.press(1, 800, &[5, MIDDLE, 1, 64]), None);
        for _ in 0..3 {
            assert_eq!(keys.press(1, 800, &[5, END, 1, 224]), None);
        }
        assert_eq!(keys.press(1, 2400, &[5, END, 1, 224]), Some('5'), "pressed again");
        assert_eq!(keys.press(1, 800, &[5, END, 1, 224]), None, "a straggler");
    }

    #[test]
    fn a_key_is_known_by_its_end_packet_alone() {
        let mut keys = Keys::default();
        assert_eq!(keys.press(1, 800, &[11, END, 1, 224]), Some('#'));
        assert_eq!(keys.press(2, 800, &[15, END, 1, 224]), Some('D'), "another stream");
    }

    #[test]
    fn a_very_long_press_in_segments_is_one_key() {
        let mut keys = Keys::default();
        assert_eq!(keys.press(1, 100, &[10, MIDDLE, 0, 160]), Some('*'));
        assert_eq!(keys.press(1, 100 + SEGMENT, &[10, MIDDLE, 0, 160]), None);
        assert_eq!(keys.press(1, 100 + SEGMENT, &[10, END, 0, 200]), None);
    }

    #[test]
    fn what_is_no_key_is_no_key() {
        let mut keys = Keys::default();
        assert_eq!(keys.press(1, 1, &[16, END, 0, 160]), None, "flash");
        assert_eq!(keys.press(1, 2, &[1, 2, 3]), None, "too short");
        assert_eq!(keys.press(1, 3, &[]), None);
    }
}
