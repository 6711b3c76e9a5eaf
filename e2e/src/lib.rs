//! What the end-to-end tests stand on: the real program in a folder of its own, and the
//! peers around it. [`baresip`] is a real phone at either end, [`sipp`] an odd caller or
//! phone that follows a script, [`phones`] the callers and phones of the house where
//! every moment counts, and [`raw`] a bare socket for what no program would send.
//!
//! Everything here fails with one sentence that says what did not happen; nothing here
//! waits for time to pass where a condition can be waited for ([`until`]).

pub mod baresip;
pub mod browser;
pub mod database;
pub mod floor;
mod folder;
pub mod help_desk;
pub mod hook;
pub mod http;
pub mod impair;
pub mod kills;
pub mod letters;
pub mod mail;
pub mod operator;
pub mod ports;
pub mod postgres;
pub mod proc;
mod program;
pub mod raw;
pub mod relay;
pub mod server;
pub mod session;
pub mod sipp;
pub mod soak;
pub mod tones;
mod wait;
pub mod wav;

pub use folder::Folder;
pub use program::{Ended, Program};
pub use wait::{SOON, until, within};
