//! SQLite, in this process: one connection writes, a pool reads beside it.

mod script;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::WorkspaceId;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use self::writer::Writer;
use crate::db::Lane;
use crate::error::{StoreError, not_a_database};
use crate::migrate;
use crate::reserve::Reserve;
use crate::settings::{Durability, StoreSettings};
use crate::shape::Sheets;

/// How long a statement waits for another process that holds the file: longer than a
/// checkpoint or a backup's last step, shorter than a person waits.
const BUSY: Duration = Duration::from_secs(5);

/// How long a read waits for a free reader.
const ACQUIRE: Duration = Duration::from_secs(10);

/// `Cord`, in the header of every database of ours, so that nobody's else is taken.
const APPLICATION: i64 = 0x436f_7264;

/// How many connections the desk reads with: its loop asks one thing at a time.
const DESK: u32 = 1;

/// An SQLite database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Mutex<Writer>,
    desk: SqlitePool,
    reports: SqlitePool,
    /// None for a store that is only read.
    reserve: Option<Reserve>,
}

impl Sqlite {
    pub(crate) async fn open(path: &Path, settings: &StoreSettings) -> Result<Self, StoreError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .map_err(|source| StoreError::Folder { folder: folder.to_owned(), source })?;
        refuse_newer(path).await?;
        let mut connection = connect(path, settings).await?;
        claim(path, &mut connection).await?;
        migrate::sqlite().run(&mut connection).await.map_err(migrate::failed)?;
        let reserve = keep_reserve(path);
        Self::with_readers(path, settings, connection, Some(reserve)).await
    }

    pub(crate) async fn open_to_read(
        path: &Path,
        settings: &StoreSettings,
    ) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::NotThere { path: path.to_owned() });
        }
        refuse_newer(path).await?;
        Self::as_it_is(path, settings, connect_to_read(path).await?).await
    }

    pub(crate) async fn open_beside(
        path: &Path,
        settings: &StoreSettings,
    ) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::NotThere { path: path.to_owned() });
        }
        refuse_newer(path).await?;
        Self::as_it_is(path, settings, connect(path, settings).await?).await
    }

    async fn as_it_is(
        path: &Path,
        settings: &StoreSettings,
        mut connection: SqliteConnection,
    ) -> Result<Self, StoreError> {
        if let Err(error) = is_up_to_date(path, &mut connection).await {
            // Closed here, not sometime: nothing is left beside the file when this returns.
            drop(connection.close().await);
            return Err(error);
        }
        Self::with_readers(path, settings, connection, None).await
    }

    async fn with_readers(
        path: &Path,
        settings: &StoreSettings,
        connection: SqliteConnection,
        reserve: Option<Reserve>,
    ) -> Result<Self, StoreError> {
        let desk = readers(path, DESK).await?;
        let reports = readers(path, settings.readers.max(1)).await?;
        let writer = Mutex::new(Writer::new(connection));
        Ok(Self { path: path.to_owned(), writer, desk, reports, reserve })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn readers(&self, lane: Lane) -> &SqlitePool {
        match lane {
            Lane::Desk => &self.desk,
            Lane::Reports => &self.reports,
        }
    }

    /// The writer, with whatever a dropped call left open rolled back. First come, first
    /// served.
    pub(crate) async fn writer(&self) -> MutexGuard<'_, Writer> {
        let mut writer = self.writer.lock().await;
        writer.settle().await;
        writer
    }

    pub(crate) async fn commit(
        &self,
        workspace: WorkspaceId,
        epoch: i64,
        sheets: Sheets,
    ) -> Result<(), StoreError> {
        self.writer().await.commit(workspace, epoch, sheets).await
    }

    /// Gives the reserve up; false when there is none left.
    pub(crate) fn give_up_reserve(&self) -> bool {
        let given = self.reserve.as_ref().is_some_and(Reserve::give_up);
        if given {
            tracing::warn!("the disk is full: the log goes on in the room kept for it");
        }
        given
    }

    /// Whether it was given up.
    pub(crate) fn in_reserve(&self) -> bool {
        self.reserve.as_ref().is_some_and(Reserve::given_up)
    }

    pub(crate) fn restore_reserve(&self) -> Result<(), StoreError> {
        let Some(reserve) = &self.reserve else { return Ok(()) };
        reserve.restore().map_err(|error| {
            tracing::debug!(%error, "no room for the reserve yet");
            StoreError::Full { doing: "keeping room for the log", source: None }
        })
    }

    /// Folds the write-ahead log into the file and empties it, if nobody reads from it just
    /// now: what was erased stands in its older pages. Else that happens by and by.
    pub(crate) async fn empty_log(&self) {
        let mut writer = self.writer().await;
        let connection = writer.connection();
        // The desk's commits are not to wait for a reader.
        for sql in ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            if let Err(error) = sqlx::query(sql).execute(&mut *connection).await {
                tracing::debug!(%error, "the write-ahead log was not emptied");
            }
        }
        let patient = format!("PRAGMA busy_timeout = {}", BUSY.as_millis());
        if let Err(error) = sqlx::query(sqlx::AssertSqlSafe(patient)).execute(connection).await {
            tracing::warn!(%error, "the writer waits for nobody now");
        }
    }

    pub(crate) async fn close(self) {
        self.desk.close().await;
        self.reports.close().await;
        if let Err(error) = self.writer.into_inner().close().await {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

async fn connect(path: &Path, settings: &StoreSettings) -> Result<SqliteConnection, StoreError> {
    let synchronous = match settings.durability {
        Durability::Normal => SqliteSynchronous::Normal,
        Durability::Full => SqliteSynchronous::Full,
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(BUSY)
        .statement_cache_capacity(64)
        // 64 MiB of pages in memory: the rows and index ends of a busy desk. The log is
        // folded into the file every 1,000 pages, SQLite's own habit: more pages gained
        // nothing and made the longest commit several times longer.
        .pragma("cache_size", "-65536")
        // What is erased is overwritten with zeros, wherever a page kept it.
        .pragma("secure_delete", "1")
        .disable_statement_logging();
    SqliteConnection::connect_with(&options).await.map_err(|error| not_opened(path, error))
}

/// Takes the writer's place in a store that is only read. SQLite opens it for writing if
/// it may, so that the last one to close removes the two files it keeps beside the
/// database, which a read-only connection leaves lying about.
async fn connect_to_read(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .pragma("query_only", "1")
        .disable_statement_logging();
    SqliteConnection::connect_with(&options).await.map_err(|error| not_opened(path, error))
}

/// Refuses what a newer program made before anything of it is touched. Beside a log that
/// is not folded into the file yet, the file is only read: who opens it for writing folds
/// that log when it closes. Whatever else is wrong is said by who opens it then.
async fn refuse_newer(path: &Path) -> Result<(), StoreError> {
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    if length(path) == 0 {
        return Ok(());
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .read_only(length(Path::new(&log)) > 0)
        .pragma("query_only", "1")
        .disable_statement_logging();
    let Ok(mut connection) = SqliteConnection::connect_with(&options).await else { return Ok(()) };
    let newest = match is_ours(path, &mut connection).await {
        Ok(true) => newest_applied(&mut connection).await.unwrap_or_default(),
        Ok(false) | Err(_) => None,
    };
    drop(connection.close().await);
    migrate::not_newer(newest)
}

async fn newest_applied(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(connection).await
}

async fn readers(path: &Path, size: u32) -> Result<SqlitePool, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(|error| StoreError::database("opening the database for reading", error))
}

fn not_opened(path: &Path, error: sqlx::Error) -> StoreError {
    if not_a_database(&error) {
        return StoreError::NotADatabase { path: path.to_owned() };
    }
    StoreError::database("opening the database", error)
}

async fn is_ours(path: &Path, connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(connection)
        .await
        .map_err(|error| not_opened(path, error))?;
    Ok(found == APPLICATION)
}

/// Refuses another program's database, and one of ours with another schema.
async fn is_up_to_date(path: &Path, connection: &mut SqliteConnection) -> Result<(), StoreError> {
    if !is_ours(path, connection).await? {
        return Err(StoreError::NotADatabase { path: path.to_owned() });
    }
    let failed = |error| not_opened(path, error);
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let any: i64 = sqlx::query_scalar(sql).fetch_one(&mut *connection).await.map_err(failed)?;
    let applied = if any == 0 {
        Vec::new()
    } else {
        sqlx::query_as(migrate::APPLIED).fetch_all(connection).await.map_err(failed)?
    };
    migrate::up_to_date(&migrate::sqlite(), &applied)
}

/// Marks an empty database as ours and refuses one of another program.
async fn claim(path: &Path, connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let failed = |error| StoreError::database("opening the database", error);
    if is_ours(path, connection).await? {
        return Ok(());
    }
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if tables > 0 {
        return Err(StoreError::NotADatabase { path: path.to_owned() });
    }
    let mark = sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION}"));
    sqlx::query(mark).execute(connection).await.map_err(failed)?;
    Ok(())
}

/// A disk without room for the reserve starts without it: what was live has to be
/// closed and written all the same, and [`crate::Store::writable`] says what is wrong.
fn keep_reserve(path: &Path) -> Reserve {
    let mut name = path.as_os_str().to_owned();
    name.push("-reserve");
    let reserve = Reserve::new(PathBuf::from(name));
    if let Err(error) = reserve.restore() {
        tracing::warn!(%error, "no room could be kept in reserve for the log");
    }
    reserve
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use desk::{Actor, CallId, ConversationId, Fact, Logged, Millis, Seq, WorkspaceId};
    use sqlx::Executor;

    use crate::db::{Db, Lane, Store};
    use crate::{Batch, StoreError, StoreSettings};

    const WORKSPACE: WorkspaceId = WorkspaceId(1);

    async fn pragma(store: &Store, sql: &'static str) {
        let Db::Sqlite(sqlite) = &store.db else { unreachable!("opened as SQLite") };
        sqlite.writer().await.connection().execute(sql).await.unwrap();
    }

    async fn commit(
        store: &Store,
        epoch: i64,
        seqs: std::ops::Range<u64>,
    ) -> Result<(), StoreError> {
        let line = |seq| Logged {
            seq: Seq(seq),
            at: Millis(0),
            by: Actor::Operator,
            cause: None,
            call: None,
            fact: Fact::Restarted,
        };
        let facts: Vec<_> = seqs.map(line).collect();
        let batch = Batch { facts: &facts, rows: &[], jobs: &[], receipts: &[] };
        store.commit(WORKSPACE, epoch, Millis(0), &batch).await
    }

    #[tokio::test]
    async fn a_full_disk_takes_the_reserve_and_nothing_that_was_stored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let reserve = folder.path().join("desk.db-reserve");
        let url = format!("sqlite://{}", path.display());
        let store = Store::open(&StoreSettings::new(url)).await.unwrap();
        let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
        commit(&store, epoch, 1..10).await.unwrap();
        assert!(reserve.exists() && !store.in_reserve());
        // As small as SQLite lets it be: the pages it has.
        pragma(&store, "PRAGMA max_page_count = 1").await;
        let full = commit(&store, epoch, 10..5_000).await.unwrap_err();
        assert!(full.is_full(), "{full:?}");
        assert!(!reserve.exists() && store.in_reserve());
        assert_eq!(store.last(WORKSPACE).await.unwrap().unwrap().0, Seq(9));
        // Without room for the reserve, no new call should be let in.
        std::fs::create_dir(&reserve).unwrap();
        assert!(store.writable().await.unwrap_err().is_full());
        assert!(store.in_reserve());
        std::fs::remove_dir(&reserve).unwrap();
        pragma(&store, "PRAGMA max_page_count = 1000000").await;
        store.writable().await.unwrap();
        assert!(reserve.exists() && !store.in_reserve());
        commit(&store, epoch, 10..5_000).await.unwrap();
        assert_eq!(store.last(WORKSPACE).await.unwrap().unwrap().0, Seq(4_999));
    }

    #[tokio::test]
    async fn a_store_that_opens_without_room_for_its_reserve_is_in_it_until_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/desk.db", folder.path().display());
        let reserve = folder.path().join("desk.db-reserve");
        std::fs::create_dir(&reserve).unwrap();
        let store = Store::open(&StoreSettings::new(url)).await.unwrap();
        assert!(store.in_reserve());
        std::fs::remove_dir(&reserve).unwrap();
        store.writable().await.unwrap();
        assert!(!store.in_reserve());
    }

    #[tokio::test]
    async fn slow_reports_never_hold_the_desk_up_and_are_told_to_wait_themselves() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/desk.db", folder.path().display());
        let store = Store::open(&StoreSettings::new(url)).await.unwrap();
        let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
        commit(&store, epoch, 1..2).await.unwrap();
        let Db::Sqlite(sqlite) = &store.db else { unreachable!("opened as SQLite") };
        let mut slow = Vec::new();
        for _ in 0..StoreSettings::new("").readers {
            slow.push(sqlite.readers(Lane::Reports).acquire().await.unwrap());
        }
        assert_eq!(store.contacts_by_number(WORKSPACE, "+1").await.unwrap(), Vec::new());
        assert_eq!(store.conversation(WORKSPACE, ConversationId(1)).await.unwrap(), None);
        assert_eq!(store.live(WORKSPACE).await.unwrap().last.unwrap().0, Seq(1));
        store.writable().await.unwrap();
        // What would be waited for passes at once.
        tokio::time::pause();
        let busy = [
            store.last(WORKSPACE).await.map(drop),
            store.settings(WORKSPACE).await.map(drop),
            store.call(WORKSPACE, CallId(1)).await.map(drop),
            store.jobs_due(Millis(0), 1, &BTreeSet::new()).await.map(drop),
            store.check(WORKSPACE).await.map(drop),
        ];
        for busy in busy {
            assert!(matches!(busy, Err(StoreError::Busy { .. })), "{busy:?}");
        }
        tokio::time::resume();
        drop(slow);
        assert_eq!(store.last(WORKSPACE).await.unwrap().unwrap().0, Seq(1));
    }

    #[tokio::test]
    async fn a_store_that_may_not_be_written_says_so_and_recovers() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/desk.db", folder.path().display());
        let store = Store::open(&StoreSettings::new(url)).await.unwrap();
        let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
        pragma(&store, "PRAGMA query_only = 1").await;
        let refused = commit(&store, epoch, 1..2).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused:?}");
        let refused = store.writable().await.unwrap_err();
        assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused:?}");
        pragma(&store, "PRAGMA query_only = 0").await;
        store.writable().await.unwrap();
        commit(&store, epoch, 1..2).await.unwrap();
    }
}
