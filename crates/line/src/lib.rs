//! The telephony edge: SIP, RTP, prompts, bridges and the recorder.

mod line;
mod media;
#[doc(hidden)]
pub mod readers;
mod sip;
mod vocabulary;

pub use line::{
    BadNetwork, Closure, Counters, Intake, Line, LineError, LineSettings, Network, PHONES_MAX,
    Trunk, TrunkAccess,
};
pub use vocabulary::*;
