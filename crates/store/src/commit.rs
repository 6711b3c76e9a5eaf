//! The commit: what one turn brought, whole or not at all.

use desk::{Job, Logged, Millis, Row, WorkspaceId};

use crate::db::{Db, Lane, Store, reading, writing};
use crate::encode::{column, sheets};
use crate::error::StoreError;

/// Whether an epoch goes on.
pub(crate) const HELD: &str = "SELECT epoch FROM lease WHERE workspace = $1 AND epoch = $2";

/// What one turn of a workspace's loop has to write.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// New lines of the log, in order.
    pub facts: &'a [Logged],
    /// Changed rows, each key at most once.
    pub rows: &'a [Row],
    /// New jobs.
    pub jobs: &'a [Job],
    /// Keys of jobs that are done with this commit.
    pub receipts: &'a [String],
}

impl<'a> Batch<'a> {
    /// What a turn of the desk has to write.
    #[must_use]
    pub fn of(turn: &'a desk::Turn) -> Self {
        let desk::Turn { facts, rows, jobs, receipts, .. } = turn;
        Self { facts, rows, jobs, receipts }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
            && self.rows.is_empty()
            && self.jobs.is_empty()
            && self.receipts.is_empty()
    }
}

impl Store {
    /// Takes the workspace over: from now on only commits under the returned epoch are
    /// accepted, and those of whoever owned it before fail with
    /// [`StoreError::Overtaken`]. Epochs count up from 1.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn raise_epoch(&self, workspace: WorkspaceId) -> Result<i64, StoreError> {
        let sql = "INSERT INTO lease (workspace, node, epoch) VALUES ($1, $2, 1) \
                   ON CONFLICT (workspace) DO UPDATE \
                   SET node = excluded.node, epoch = lease.epoch + 1 RETURNING epoch";
        let (workspace, node) = (column(workspace.0), self.node.as_str());
        writing!(&self.db, executor => {
            sqlx::query_scalar(sql).bind(workspace).bind(node).fetch_one(executor).await
        })
        .map_err(|error| StoreError::database("taking the workspace over", error))
    }

    /// Whether an epoch goes on: nobody has taken the workspace over since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn holds(&self, workspace: WorkspaceId, epoch: i64) -> Result<bool, StoreError> {
        let found: Option<i64> = reading!(&self.db, Lane::Desk, executor => {
            let query = sqlx::query_scalar(HELD).bind(column(workspace.0)).bind(epoch);
            query.fetch_optional(executor).await
        })
        .map_err(|error| Lane::Desk.failed("looking whose the workspace is", error))?;
        Ok(found.is_some())
    }

    /// Writes a batch in one transaction; `at` is when its jobs are due, and those it is the
    /// receipt of were done. When the disk is
    /// full, the room kept in reserve is given up and the batch written then.
    ///
    /// A call that is dropped before it returns may or may not have written: reopen the
    /// desk from the rows, as after an error.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] when the epoch is over, [`StoreError::Full`] or
    /// [`StoreError::Unwritable`] when nothing can be written, [`StoreError::Broken`] when
    /// the batch contradicts what is stored. Nothing of the batch is stored then.
    pub async fn commit(
        &self,
        workspace: WorkspaceId,
        epoch: i64,
        at: Millis,
        batch: &Batch<'_>,
    ) -> Result<(), StoreError> {
        let first = self.write(workspace, epoch, at, batch).await;
        match (&self.db, first) {
            (Db::Sqlite(sqlite), Err(error)) if error.is_full() && sqlite.give_up_reserve() => {
                self.write(workspace, epoch, at, batch).await
            }
            (Db::Sqlite(_) | Db::Postgres(_), first) => first,
        }
    }

    async fn write(
        &self,
        workspace: WorkspaceId,
        epoch: i64,
        at: Millis,
        batch: &Batch<'_>,
    ) -> Result<(), StoreError> {
        let sheets = sheets(batch, at)?;
        match &self.db {
            Db::Sqlite(sqlite) => sqlite.commit(workspace, epoch, sheets).await,
            Db::Postgres(postgres) => postgres.commit(workspace, epoch, sheets).await,
        }
    }
}
