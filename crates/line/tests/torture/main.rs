//! The torture messages of RFC 4475, written out by an encoder of our own, against the real
//! line over UDP and over TCP. Each table names the RFC's sections; where the RFC leaves a
//! choice, or where this line answers less than a registrar or proxy would, the row says
//! what and why.

#[path = "../line/peer.rs"]
mod peer;

mod broken;
mod builder;
mod layers;
mod responses;
mod sound;
mod stage;
