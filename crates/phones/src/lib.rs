//! Synthetic callers and desk phones that speak real SIP and RTP over loopback.
//!
//! An [`Exchange`] is one place on the network. From it go [calls](Exchange::call)
//! to a server, and on it stand [phones](Exchange::phone) that a server rings.
//! The demo, the end-to-end tests and the benchmark all speak to the product
//! through it. Its SIP is its own and shares no line with the server's: what
//! works between them, two readings of the RFCs agree on.

mod browser;
mod call;
mod chance;
mod exchange;
mod leg;
mod media;
mod outside;
mod phone;
mod plan;
mod script;
mod sip;
mod switchboard;
mod view;
mod wait;

pub use browser::{BadAnswer, Browser, Coder, Conduct};
pub use call::Call;
pub use exchange::Exchange;
pub use media::{Audio, Heard, SAMPLE_RATE, Sound, Speech};
pub use outside::Counts;
pub use phone::Phone;
pub use plan::{Behaviour, CallPlan, PhonePlan, Port, Temper};
pub use script::{Caller, Played, Script, Voices};
pub use sip::digest::Credentials;
pub use sip::sdp::Codecs;
pub use view::{CallState, CallView, Ending, Event, PhoneCall, PhoneView, Side};
pub use wait::Late;
