//! Everything that is said over `/api/v1`: requests, answers and their parts. The page's
//! TypeScript is made from these types, through the description in [`crate::openapi`].
//!
//! Times are UTC milliseconds and end in `_ms`; ids are numbers. What is absent is written
//! as null, never left out.

mod availability;
mod call;
mod command;
mod contact;
mod conversation;
mod document;
mod notification;
mod problem;
mod recording;
mod result;
mod session;
mod settings;
mod task;
mod upkeep;
mod why;

pub use self::availability::*;
pub use self::call::*;
pub use self::command::*;
pub use self::contact::*;
pub use self::conversation::*;
pub use self::document::*;
pub use self::notification::*;
pub use self::problem::*;
pub use self::recording::*;
pub use self::result::*;
pub use self::session::*;
pub use self::settings::*;
pub use self::task::*;
pub use self::upkeep::*;
pub use self::why::*;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something with a name: a teammate, a team, a channel, a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NameRef {
    /// Which.
    pub id: u64,
    /// Its name now.
    pub name: String,
}

/// Something a person might press, and whether it may be pressed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct May {
    /// The command's name: `answer`, `claim`, `close`, ….
    pub action: String,
    /// Why not, in one sentence; null: it may.
    pub reason: Option<String>,
}
