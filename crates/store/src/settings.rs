//! Where the store lies and how carefully it writes.

use std::path::PathBuf;

use crate::error::StoreError;

/// How many readers a store has unless told otherwise: a timeline, a report and a
/// dashboard at once, with one to spare.
const READERS: u32 = 4;

/// Where the store lies and how it writes.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// `sqlite://path/to/file.db` or `postgres://user@host/database`.
    pub url: String,
    /// What a commit survives.
    pub durability: Durability,
    /// How many readers may read at once, beside the one writer; at least 1.
    pub readers: u32,
    /// Who owns the leases this process takes: a name for the operator to read.
    pub node: String,
}

/// What an acknowledged commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The end of the process, however it ends; a power cut may lose the last moments.
    #[default]
    Normal,
    /// A power cut too; every commit waits for the disk.
    Full,
}

impl StoreSettings {
    /// The store at `url`, with everything else as it is by default.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            durability: Durability::Normal,
            readers: READERS,
            node: "main".to_owned(),
        }
    }
}

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite://")
            && !path.is_empty()
        {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        // Only the part before the colon is repeated: an address may hold a password.
        let scheme = url.split_once("://").map_or("no scheme", |(scheme, _)| scheme);
        Err(StoreError::Address { scheme: scheme.to_owned() })
    }
}
