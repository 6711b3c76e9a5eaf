//! Trunks that were set up on the page. What is in one is the caller's to read: the store
//! keeps it as one JSON document, a password included, which a SIP digest cannot do
//! without.

use desk::WorkspaceId;

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// A trunk as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct TrunkRecord {
    /// Its name.
    pub name: String,
    /// Its version, from 1.
    pub version: u64,
    /// What is in it, as JSON.
    pub state: String,
}

impl std::fmt::Debug for TrunkRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, version, .. } = self;
        f.debug_struct("TrunkRecord").field("name", name).field("version", version).finish()
    }
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrunkChanged {
    /// It is done.
    Done,
    /// Somebody else changed it, or took it away, in between.
    Stale,
}

const READING: &str = "reading the trunks";
const SAVING: &str = "saving a trunk";

impl Store {
    /// All of them, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn trunks(&self, workspace: WorkspaceId) -> Result<Vec<TrunkRecord>, StoreError> {
        let sql = "SELECT name, version, CAST(state AS TEXT) FROM trunk WHERE workspace = $1 \
                   ORDER BY name";
        let rows: Vec<(String, i64, String)> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed(READING, error))?;
        let record =
            |(name, version, state)| TrunkRecord { name, version: unsigned(version), state };
        Ok(rows.into_iter().map(record).collect())
    }

    /// Saves a trunk that was read at `version`, 0 for a new one; it has the next version
    /// then.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_trunk(
        &self,
        workspace: WorkspaceId,
        name: &str,
        version: u64,
        state: &str,
    ) -> Result<TrunkChanged, StoreError> {
        let json = match &self.db {
            crate::db::Db::Sqlite(_) => "$4",
            crate::db::Db::Postgres(_) => "CAST($4 AS JSONB)",
        };
        let sql = if version == 0 {
            format!(
                "INSERT INTO trunk (workspace, name, version, state) VALUES ($1, $2, $3 + 1, {json}) \
                 ON CONFLICT (workspace, name) DO NOTHING"
            )
        } else {
            format!(
                "UPDATE trunk SET version = version + 1, state = {json} \
                 WHERE workspace = $1 AND name = $2 AND version = $3"
            )
        };
        let changed = writing!(&self.db, executor => {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0)).bind(name);
            let done = query.bind(column(version)).bind(state).execute(executor).await;
            done.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database(SAVING, error))?;
        Ok(if changed == 0 { TrunkChanged::Stale } else { TrunkChanged::Done })
    }

    /// Takes a trunk away.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn remove_trunk(
        &self,
        workspace: WorkspaceId,
        name: &str,
    ) -> Result<TrunkChanged, StoreError> {
        let sql = "DELETE FROM trunk WHERE workspace = $1 AND name = $2";
        let removed = writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(name);
            query.execute(executor).await.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database(SAVING, error))?;
        Ok(if removed == 0 { TrunkChanged::Stale } else { TrunkChanged::Done })
    }
}
