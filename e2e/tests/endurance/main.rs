//! What takes a minute: a limit counted in minutes, the demo, and the kill test.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

mod kills;
mod minutes;
