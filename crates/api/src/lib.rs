//! HTTP: health, metrics and the operator's endpoints.
//!
//! Reads go to the store, writes are [`desk::Input`]s handed to whoever runs the desk,
//! known here only as a [`House`]. There are no rules in here: what may be done is the
//! desk's to say, how a refusal looks in HTTP is said in [`problem`] alone.

mod calls;
mod commands;
mod detail;
mod figures;
mod guard;
mod health;
mod house;
pub mod problem;
mod recordings;
mod rooms;
mod routes;
mod teammates;
mod view;

pub use crate::figures::Tally;
pub use crate::house::{Answer, House, OnDuty, Unheard};
pub use crate::rooms::Rooms;
pub use crate::routes::{router, serve};
pub use crate::view::NamesOf;
