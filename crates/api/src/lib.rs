//! HTTP: health, metrics and the operator's endpoints.
//!
//! Reads go to the store, writes are [`desk::Input`]s handed to whoever runs the desk,
//! known here only as a [`House`]. There are no rules in here: what may be done is the
//! desk's to say, how a refusal looks in HTTP is said in [`problem`] alone.

mod alerts;
mod ask;
mod asked;
mod audio;
mod audit;
mod body;
mod calls;
mod cards;
mod commands;
mod contacts;
mod conversation;
mod detail;
mod erasure;
mod figures;
mod floor;
mod guard;
mod headers;
mod health;
mod house;
mod inbox;
mod invitations;
mod limits;
mod listening;
pub mod live;
mod notifications;
mod openapi;
mod origin;
mod outbox;
mod page;
mod password;
mod past;
mod people;
mod phone;
pub mod problem;
mod reads;
mod reception;
mod recordings;
mod results;
mod rooms;
mod routes;
pub mod schema;
mod serve;
pub mod session;
mod settings;
mod setup;
mod tags;
mod tasks;
mod teammates;
mod tls;
mod token;
mod trunks;
mod ui;
mod upkeep;
mod view;
mod webhooks;
mod why;
mod words;

pub use crate::figures::Tally;
pub use crate::house::{Answer, FromFile, House, Look, OnDuty, PhoneRefusal, Trunk, Unheard};
pub use crate::listening::Listening;
pub use crate::reception::{Over, Place, Reception, ReceptionSettings, Wire, sign_in_link};
pub use crate::rooms::Rooms;
pub use crate::routes::router;
pub use crate::serve::serve;
pub use crate::tls::{Tls, Useless};
pub use crate::trunks::hand_over_trunks;
pub use crate::upkeep::AboutJobs;
pub use crate::view::NamesOf;
