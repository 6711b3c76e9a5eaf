//! Cordboard: a self-hosted, phone-first help desk in one binary.
//!
//! [`start`] runs a server inside any program, tests among them; [`run`] is the binary.

mod arguments;
mod boot;
mod check;
mod clock;
pub mod config;
mod demo;
mod desk_loop;
mod front_desk;
mod gauges;
mod house;
mod inbox;
mod intake;
mod job_list;
mod jobs;
mod ledger;
mod mend;
mod open_files;
mod reach;
mod run;
mod serve;
mod sign_in_link;
mod trunks;
mod wire;

pub use crate::config::{Config, Wrong};
pub use crate::run::{FAILED, OK, WRONG, run};
pub use crate::serve::{Running, WORKSPACE, start};
