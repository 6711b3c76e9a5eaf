//! The whole server, inside the test and as a process, with real SIP and real HTTP.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod demo;
mod drain;
mod http;
mod live;
mod operator;
mod outage;
mod page;
mod process;
mod reads;
mod resume;
mod settings;
mod signals;
mod stage;
mod talk;
mod versions;
mod wrong;
