//! The front door of the whole server, over real HTTP: set-up, signing in and out,
//! invitations, removal, and who is turned away.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod asks;
mod browser;
mod description;
mod hostile;
mod house;
mod invitations;
mod jobs;
mod links;
mod matrix;
mod mutant;
mod mutation;
mod office;
mod origin;
mod page;
mod sessions;
mod setup;
mod tenants;
