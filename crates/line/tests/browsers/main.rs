//! The line with browsers and SIP callers as far ends, over real sockets on loopback.

mod calls;
mod hostile;
mod many;
mod opus;
mod parting;
mod rig;
