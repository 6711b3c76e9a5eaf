//! What can go wrong in the store, in words for the person who runs it.

use std::io;
use std::path::PathBuf;

use desk::WorkspaceId;
use sqlx::migrate::MigrateError;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of no kind we know.
    #[error(
        "the store's address has to be sqlite://path/to/file.db or postgres://host/database, \
         not one with {scheme}"
    )]
    Address {
        /// What stands before `://`.
        scheme: String,
    },
    /// The folder of the database file is of no use.
    #[error("the folder {folder} for the database cannot be used")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is nothing to read.
    #[error("there is no database {path}")]
    NotThere {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{path} is not a Cordboard database")]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A newer program has written here.
    #[error(
        "the database was made by a newer Cordboard: its schema is {found}, this program knows \
         {known}; nothing was changed; start the newer program, or restore the backup that was made \
         before it was first started"
    )]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// An older program has written here, and who only reads changes no schema.
    #[error(
        "the database was made by an older Cordboard: its schema is {found}, this program reads \
         {known}; start the server once, which brings it up to date"
    )]
    Older {
        /// The schema found; 0 when there is none yet.
        found: i64,
        /// The schema this program reads.
        known: i64,
    },
    /// The schema is not the one this program made.
    #[error("the database's schema is not as Cordboard made it")]
    Schema(#[source] Box<MigrateError>),
    /// No room on the disk.
    #[error("{doing}: the disk is full")]
    Full {
        /// What was being done.
        doing: &'static str,
        /// What the database said, if it was asked.
        #[source]
        source: Option<Box<sqlx::Error>>,
    },
    /// The store cannot be written, or not reached, for another reason than room.
    #[error("{doing}: the store cannot be written")]
    Unwritable {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: Box<sqlx::Error>,
    },
    /// No reader became free in time: too many reads, or too slow ones, are under way (or
    /// PostgreSQL does not answer). Says nothing about whether the store can be written.
    #[error("{doing}: too many reads are under way")]
    Busy {
        /// What was being done.
        doing: &'static str,
    },
    /// Another process has taken the workspace over.
    #[error(
        "workspace {workspace} was taken over by another process: epoch {epoch} is over, nothing \
         was written"
    )]
    Overtaken {
        /// The workspace.
        workspace: WorkspaceId,
        /// The epoch that is over.
        epoch: i64,
    },
    /// Something stored does not read back.
    #[error("a stored {what} cannot be read")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        source: serde_json::Error,
    },
    /// Something does not go into JSON.
    #[error("a {what} cannot be stored")]
    Unstorable {
        /// What it is.
        what: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// A backup may not be written over something.
    #[error("{path} exists already; a backup is written to a new file")]
    BackupExists {
        /// The file.
        path: PathBuf,
    },
    /// The finished backup could not be put in its place.
    #[error("the backup {path} cannot be written")]
    BackupFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// PostgreSQL brings its own backup.
    #[error("a PostgreSQL database is backed up with pg_dump, which comes with it")]
    BackupByPostgres,
    /// Anything else the database refuses.
    #[error("{doing}: the database refused")]
    Broken {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: Box<sqlx::Error>,
    },
}

/// What a failure of the database means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Full,
    Unwritable,
    NotADatabase,
    Other,
}

impl StoreError {
    /// Says what was being done when the database failed.
    pub(crate) fn database(doing: &'static str, source: sqlx::Error) -> Self {
        match meaning(&source) {
            Meaning::Full => Self::Full { doing, source: Some(Box::new(source)) },
            Meaning::Unwritable => Self::Unwritable { doing, source: Box::new(source) },
            Meaning::NotADatabase | Meaning::Other => {
                Self::Broken { doing, source: Box::new(source) }
            }
        }
    }

    /// Whether the disk was full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }
}

/// Whether the file is no SQLite database at all.
pub(crate) fn not_a_database(error: &sqlx::Error) -> bool {
    meaning(error) == Meaning::NotADatabase
}

fn meaning(error: &sqlx::Error) -> Meaning {
    let sqlx::Error::Database(database) = error else {
        let unreachable = matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
        );
        return if unreachable { Meaning::Unwritable } else { Meaning::Other };
    };
    let Some(code) = database.code() else { return Meaning::Other };
    // SQLSTATE has five characters, SQLite's result codes fewer digits.
    if code.len() == 5 { postgres_meaning(&code) } else { sqlite_meaning(&code) }
}

/// <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
fn sqlite_meaning(code: &str) -> Meaning {
    /// A write needed room for the index of the write-ahead log.
    const IOERR_SHMSIZE: i32 = 4874;
    let Ok(code) = code.parse::<i32>() else { return Meaning::Other };
    match (code, code & 0xff) {
        (IOERR_SHMSIZE, _) | (_, 13) => Meaning::Full,
        // PERM, BUSY, LOCKED, READONLY, IOERR, CANTOPEN.
        (_, 3 | 5 | 6 | 8 | 10 | 14) => Meaning::Unwritable,
        (_, 26) => Meaning::NotADatabase,
        (_, _) => Meaning::Other,
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn postgres_meaning(code: &str) -> Meaning {
    match code {
        "53100" => Meaning::Full,
        // Read-only transaction; too many connections; shutting down or starting.
        "25006" | "53300" | "57P01" | "57P02" | "57P03" => Meaning::Unwritable,
        _ if code.starts_with("08") || code.starts_with("58") => Meaning::Unwritable,
        _ => Meaning::Other,
    }
}
