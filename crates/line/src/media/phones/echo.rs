//! The test call: what a browser says comes back to it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::media::g711::Codec;
use crate::media::rtp::Packet;

/// Long enough to tell one's own word from its echo.
const DELAY: Duration = Duration::from_millis(500);

/// Packets under way at once: half a second has 25 of the usual 20 ms, 50 of the shortest.
const WORDS_MAX: usize = 64;

/// What was said and is still to be heard.
#[derive(Debug, Default)]
pub(super) struct Echo {
    words: VecDeque<Word>,
}

/// One packet of it.
#[derive(Debug)]
pub(super) struct Word {
    due: Instant,
    pub(super) packet: Packet,
    pub(super) law: Codec,
    pub(super) audio: Vec<u8>,
}

impl Echo {
    /// Keeps what was just said.
    pub(super) fn keep(&mut self, packet: Packet, audio: &[u8], now: Instant) {
        let Some(law) = Codec::of_payload_type(packet.payload_type) else {
            return;
        };
        if self.words.len() < WORDS_MAX {
            let audio = audio.to_vec();
            self.words.push_back(Word { due: now + DELAY, packet, law, audio });
        }
    }

    /// When the next of it is to be heard.
    pub(super) fn due(&self) -> Option<Instant> {
        self.words.front().map(|word| word.due)
    }

    /// The next of it, if its time has come.
    pub(super) fn next(&mut self, now: Instant) -> Option<Word> {
        self.words.pop_front_if(|word| word.due <= now)
    }
}
