//! A stable hash over all facts: FNV-1a, twice with different starts, so that two runs
//! can be compared by one line of text.

use std::fmt;

use desk::Logged;

/// 128 bits in two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64, u64);

const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325, 0x6c62_272e_07bb_0142)
    }

    /// Takes a line of the log in, by its JSON: what the store would keep.
    pub(crate) fn line(&mut self, logged: &Logged) {
        if serde_json::to_writer(&mut *self, logged).is_err() {
            // A hash cannot fail to be written to; a line that has no JSON has no digest.
            self.bytes(b"unwritable");
        }
    }

    /// Takes another digest in, as the end of one world.
    pub(crate) fn join(&mut self, other: Self) {
        self.bytes(&other.0.to_le_bytes());
        self.bytes(&other.1.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(PRIME);
            self.1 = (self.1 ^ u64::from(byte)).wrapping_mul(PRIME).rotate_left(1);
        }
    }
}

impl std::io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0, self.1)
    }
}
