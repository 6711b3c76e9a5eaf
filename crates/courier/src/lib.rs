//! Takes what jobs send to the outside: mail to an SMTP server, webhooks to addresses that
//! an administrator wrote. Every attempt ends with what became of it, in words for a
//! person and in an enum for whoever decides whether to try again.
//!
//! What is absent: the desk, the store, the clock. When to try again is pure ([`pace`]),
//! and so is whose turn it is ([`fair`]).

pub mod fair;
pub mod mail;
pub mod network;
pub mod pace;
mod trust;
pub mod webhook;

pub use crate::trust::{Authorities, AuthoritiesError};
