//! Sound: what a phone sends and what it hears.

mod hearing;
mod law;
mod outgoing;
mod pacer;
mod rtp;
mod sound;
mod stream;

pub use hearing::Heard;
pub(crate) use hearing::Hearing;
pub(crate) use law::Law;
pub(crate) use outgoing::{Far, Outgoing};
pub(crate) use pacer::Pacer;
pub(crate) use rtp::{HEADER, Header, Packet};
pub use sound::{Audio, Sound, Speech};
pub(crate) use stream::Stream;

/// Samples a second of G.711 (RFC 3551).
pub const SAMPLE_RATE: u32 = 8_000;

/// Samples in one packet: 20 ms, what every carrier sends.
pub(crate) const PACKET_SAMPLES: usize = 160;

/// The length of one packet.
pub(crate) const PACKET: std::time::Duration = std::time::Duration::from_millis(20);
