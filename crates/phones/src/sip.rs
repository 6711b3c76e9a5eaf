//! The plain text of SIP (RFC 3261), as far as a phone has to read and write it.
//!
//! Written apart from the server's stack on purpose: what both sides agree on
//! here, two separate readings of the RFC agree on.

pub(crate) mod address;
pub(crate) mod dialog;
pub(crate) mod digest;
pub(crate) mod message;
pub(crate) mod reply;
pub(crate) mod resend;
pub(crate) mod sdp;

/// What we call ourselves.
pub(crate) const USER_AGENT: &str = concat!("cordboard-phones/", env!("CARGO_PKG_VERSION"));

/// The methods we take; the value of our Allow header.
pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS";
