//! Facts, rows, segments and jobs in one commit; SQLite or PostgreSQL; recordings.
//!
//! The store keeps what the desk decided and decides nothing itself. One
//! [`Store::commit`] writes what one turn of a workspace's loop brought, whole or not at
//! all, and only under the epoch that [`Store::raise_epoch`] gave to the one process
//! that owns the workspace. Reads go through a pool beside the one writer.

mod accounts;
mod alerts;
mod audit;
mod backup;
mod case;
pub mod check;
mod commit;
mod contacts;
mod db;
mod desk_reads;
mod encode;
mod erase;
mod error;
mod inbox;
mod invitations;
mod jobs;
mod mails;
mod migrate;
#[cfg(test)]
mod plans;
mod postgres;
mod reads;
mod recordings;
mod reserve;
mod results;
mod sessions;
mod settings;
mod shape;
mod sign_in_links;
mod sqlite;
mod tasks;
mod trunks;
mod webhooks;

pub use crate::accounts::{Account, Opened};
pub use crate::alerts::AlertRecord;
pub use crate::audit::{AuditLine, Audited};
pub use crate::check::Breach;
pub use crate::commit::Batch;
pub use crate::db::Store;
pub use crate::error::StoreError;
pub use crate::inbox::{COUNTED_MAX, InboxPage, Place, Sort, Whose};
pub use crate::invitations::{Invitation, InvitationId};
pub use crate::jobs::{DueJob, JobCounts, JobFilter, JobPlace, JobRecord};
pub use crate::mails::MailRecord;
pub use crate::reads::{CallFilter, CallRecord, NoteRecord, RecordingRecord};
pub use crate::recordings::{RecordingKey, Recordings, RecordingsError};
pub use crate::sessions::{SessionId, SessionRecord, TokenHash};
pub use crate::settings::{Durability, StoreSettings};
pub use crate::sign_in_links::SignInLink;
pub use crate::tasks::{TaskFilter, TaskPlace, TaskRecord, TaskStanding};
pub use crate::trunks::{TrunkChanged, TrunkRecord};
