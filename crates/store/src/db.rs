//! The one enum behind which both databases stand.

use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::postgres::Postgres;
use crate::settings::{Address, StoreSettings};
use crate::sqlite::Sqlite;

/// A workspace's facts, rows and jobs, kept.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) node: String,
}

pub(crate) const GIVEN_SQLITE: &str = "SELECT value FROM json_each($2)";
pub(crate) const GIVEN_POSTGRES: &str =
    "SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS JSONB))";

/// Which database.
#[derive(Debug)]
pub(crate) enum Db {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Whose connections a read takes: however many reports are slow at once, the desk finds
/// its own free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// What an input of the desk needs; a call waits for it.
    Desk,
    /// Timelines, lists, figures, jobs: a person or nobody waits for them.
    Reports,
}

impl Lane {
    /// What a failed read means. That every reader is taken says nothing about the store;
    /// the desk's own can only be taken by a store that does not answer.
    pub(crate) fn failed(self, doing: &'static str, error: sqlx::Error) -> StoreError {
        if self == Self::Reports && matches!(error, sqlx::Error::PoolTimedOut) {
            return StoreError::Busy { doing };
        }
        StoreError::database(doing, error)
    }
}

/// Runs one query body against the readers of whichever database there is; the body is
/// compiled once for each, because sqlx's own common type knows too few column types.
macro_rules! reading {
    ($db:expr, $lane:expr, $executor:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(sqlite) => {
                let $executor = sqlite.readers($lane);
                $body
            }
            $crate::db::Db::Postgres(postgres) => {
                let $executor = postgres.pool($lane);
                $body
            }
        }
    };
}

/// The same with the connection that writes.
macro_rules! writing {
    ($db:expr, $executor:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(sqlite) => {
                let mut writer = sqlite.writer().await;
                let $executor = writer.connection();
                $body
            }
            $crate::db::Db::Postgres(postgres) => {
                let $executor = postgres.pool($crate::db::Lane::Desk);
                $body
            }
        }
    };
}

pub(crate) use {reading, writing};

impl Store {
    /// Opens the store, making its folder, file and tables if they are not there, and
    /// bringing older tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Folder`], [`StoreError::NotADatabase`],
    /// [`StoreError::Newer`], [`StoreError::Schema`], [`StoreError::Full`],
    /// [`StoreError::Unwritable`], each with a sentence for whoever started the program.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let db = match Address::parse(&settings.url)? {
            Address::Sqlite(path) => Db::Sqlite(Sqlite::open(&path, settings).await?),
            Address::Postgres(url) => Db::Postgres(Postgres::open(&url, settings).await?),
        };
        Ok(Self { db, node: settings.node.clone() })
    }

    /// Opens a store that is there to read it, beside a server or without one: nothing is
    /// made, brought up to date or kept in reserve, and everything that writes is refused
    /// as [`StoreError::Unwritable`]. SQLite's own two files beside the database
    /// (`-wal`, `-shm`) may come and go with the connections.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::NotThere`], [`StoreError::NotADatabase`],
    /// [`StoreError::Older`], [`StoreError::Newer`], [`StoreError::Schema`],
    /// [`StoreError::Unwritable`] when it cannot be reached.
    pub async fn open_to_read(settings: &StoreSettings) -> Result<Self, StoreError> {
        let db = match Address::parse(&settings.url)? {
            Address::Sqlite(path) => Db::Sqlite(Sqlite::open_to_read(&path, settings).await?),
            Address::Postgres(url) => Db::Postgres(Postgres::open_to_read(&url, settings).await?),
        };
        Ok(Self { db, node: settings.node.clone() })
    }

    /// The ids in the statement's second argument, a JSON array: one statement, however
    /// many they are.
    pub(crate) fn given(&self) -> &'static str {
        match &self.db {
            Db::Sqlite(_) => GIVEN_SQLITE,
            Db::Postgres(_) => GIVEN_POSTGRES,
        }
    }

    /// Opens a store that is there to write a little to it, beside a server or without one:
    /// nothing is made, brought up to date or kept in reserve.
    ///
    /// # Errors
    /// As [`Store::open_to_read`].
    pub async fn open_beside(settings: &StoreSettings) -> Result<Self, StoreError> {
        let db = match Address::parse(&settings.url)? {
            Address::Sqlite(path) => Db::Sqlite(Sqlite::open_beside(&path, settings).await?),
            Address::Postgres(url) => Db::Postgres(Postgres::open_beside(&url, settings).await?),
        };
        Ok(Self { db, node: settings.node.clone() })
    }

    /// Closes every connection after what is under way. SQLite folds its log into the
    /// file when the last one closes.
    pub async fn close(self) {
        match self.db {
            Db::Sqlite(sqlite) => sqlite.close().await,
            Db::Postgres(postgres) => postgres.close().await,
        }
    }

    /// Whether the room kept in reserve was given up: the disk is full, live calls can
    /// still be logged, and new ones should not be let in until [`Store::writable`].
    #[must_use]
    pub fn in_reserve(&self) -> bool {
        match &self.db {
            Db::Sqlite(sqlite) => sqlite.in_reserve(),
            Db::Postgres(_) => false,
        }
    }

    /// Proves that the store can be written, by writing to it. With SQLite this also
    /// takes back the room kept in reserve for live calls, once there is room again.
    ///
    /// # Errors
    /// [`StoreError::Full`] also when there is room only because the reserve was given
    /// up: live calls can still be logged, new ones should not be let in.
    pub async fn writable(&self) -> Result<(), StoreError> {
        if let Db::Sqlite(sqlite) = &self.db {
            sqlite.restore_reserve()?;
        }
        let sql = "INSERT INTO probe (id, tries) VALUES (1, 1) \
                   ON CONFLICT (id) DO UPDATE SET tries = probe.tries + 1";
        writing!(&self.db, executor => sqlx::query(sql).execute(executor).await.map(|_| ()))
            .map_err(|error| StoreError::database("proving that the store can be written", error))
    }
}

/// Reads back what was stored as JSON.
pub(crate) fn parse<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Unreadable { what, source })
}

/// Reads back an id or a count.
pub(crate) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Reads back a small count.
pub(crate) fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(0)
}
