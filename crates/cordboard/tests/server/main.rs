//! The whole server, inside the test and as a process, with real SIP and real HTTP.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod drain;
mod http;
mod operator;
mod outage;
mod process;
mod stage;
mod wrong;
