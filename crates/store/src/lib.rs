//! Facts, rows, segments and jobs in one commit; SQLite or PostgreSQL; recordings.
//!
//! The store keeps what the desk decided and decides nothing itself. One
//! [`Store::commit`] writes what one turn of a workspace's loop brought, whole or not at
//! all, and only under the epoch that [`Store::raise_epoch`] gave to the one process
//! that owns the workspace. Reads go through a pool beside the one writer.

mod backup;
pub mod check;
mod commit;
mod db;
mod desk_reads;
mod encode;
mod error;
mod jobs;
mod migrate;
mod postgres;
mod reads;
mod recordings;
mod reserve;
mod settings;
mod shape;
mod sqlite;

pub use crate::check::Breach;
pub use crate::commit::Batch;
pub use crate::db::Store;
pub use crate::error::StoreError;
pub use crate::jobs::DueJob;
pub use crate::reads::{CallFilter, CallRecord, NoteRecord, RecordingRecord};
pub use crate::recordings::{RecordingKey, Recordings, RecordingsError};
pub use crate::settings::{Durability, StoreSettings};
