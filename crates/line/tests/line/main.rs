//! The line against raw peers on loopback, over UDP and TCP.

mod calls;
mod dialled;
mod hostile;
mod midcall;
mod peer;
mod refusals;
mod streams;
mod trunks;
