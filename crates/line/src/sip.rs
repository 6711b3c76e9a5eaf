//! The signalling half of the line: SIP over UDP and TCP (RFC 3261) on rsipstack's parser,
//! transports and transactions, with dialogs and the judgement of requests of our own.

pub(crate) mod dialog;
pub(crate) mod digest;
pub(crate) mod doorman;
pub(crate) mod drivers;
pub(crate) mod even;
pub(crate) mod gate;
pub(crate) mod grammar;
pub(crate) mod identity;
pub(crate) mod invitations;
pub(crate) mod leg;
pub(crate) mod raw;
pub(crate) mod refusal;
pub(crate) mod sdp;
pub(crate) mod session;
pub(crate) mod sources;
pub(crate) mod streams;
pub(crate) mod strict;
pub(crate) mod switchboard;
pub(crate) mod tally;
pub(crate) mod udp;
pub(crate) mod wires;

/// What we have an answer for.
const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO";
/// RFC 3261 19.1.2.
const DEFAULT_PORT: u16 = 5060;
/// A refused caller's carrier may try again after this many seconds.
const RETRY_AFTER_S: u32 = 10;
