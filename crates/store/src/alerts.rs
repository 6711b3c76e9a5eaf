//! Team alerts: who is meant by them, and up to which each has seen them.

use desk::{AlertContent, AlertId, AlertRow, TeammateId, WorkspaceId};

use crate::db::{Lane, Store, parse, reading, unsigned, writing};
use crate::encode::{EVERYBODY, column};
use crate::error::StoreError;
use crate::inbox::COUNTED_MAX;

/// An alert with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRecord {
    /// Its state.
    pub row: AlertRow,
    /// What it says, `None` once erased.
    pub content: Option<AlertContent>,
}

/// The latest of those to everybody and of those to one alone: each list on the table's
/// own key, and of both together the latest.
pub(crate) const PAGE: &str = "SELECT CAST(state AS TEXT), title FROM alert \
    WHERE workspace = $1 AND id IN (\
        SELECT alert FROM (SELECT alert FROM alert_to WHERE workspace = $1 AND teammate = $2 \
            AND alert < $4 ORDER BY alert DESC LIMIT $5) AS own \
        UNION ALL \
        SELECT alert FROM (SELECT alert FROM alert_to WHERE workspace = $1 AND teammate = $3 \
            AND alert < $4 ORDER BY alert DESC LIMIT $5) AS shared) \
    ORDER BY id DESC LIMIT $5";

pub(crate) const UNSEEN: &str = "SELECT count(*) FROM (SELECT alert FROM alert_to \
    WHERE workspace = $1 AND teammate IN ($2, $3) AND alert > COALESCE((\
        SELECT until FROM alert_seen WHERE workspace = $1 AND teammate = $2), 0) \
    LIMIT $4) AS counted";

pub(crate) const SEEN_UNTIL: &str =
    "SELECT until FROM alert_seen WHERE workspace = $1 AND teammate = $2";

impl Store {
    /// One page of the alerts that a teammate is meant by, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alerts_for(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
        before: Option<AlertId>,
        limit: u32,
    ) -> Result<Vec<AlertRecord>, StoreError> {
        let before = before.map_or(i64::MAX, |id| column(id.0));
        let rows: Vec<(String, Option<String>)> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(PAGE).bind(column(workspace.0));
            let query = query.bind(column(teammate.0)).bind(column(EVERYBODY));
            query.bind(before).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing alerts", error))?;
        let read = |(state, title): (String, Option<String>)| {
            let content = title.map(|title| AlertContent { title });
            Ok(AlertRecord { row: parse("alert", &state)?, content })
        };
        rows.into_iter().map(read).collect()
    }

    /// How many of them the teammate has not seen, [`COUNTED_MAX`] at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alerts_unseen(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
    ) -> Result<u64, StoreError> {
        let count: i64 = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(UNSEEN).bind(column(workspace.0));
            let query = query.bind(column(teammate.0)).bind(column(EVERYBODY));
            query.bind(i64::from(COUNTED_MAX)).fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("counting alerts", error))?;
        Ok(unsigned(count))
    }

    /// Up to which alert a teammate has seen them; 0 when none yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alerts_seen_until(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
    ) -> Result<AlertId, StoreError> {
        let until: Option<i64> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(SEEN_UNTIL).bind(column(workspace.0));
            query.bind(column(teammate.0)).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading which alerts were seen", error))?;
        Ok(AlertId(until.map_or(0, unsigned)))
    }

    /// A teammate has seen the alerts up to this one; nobody unsees what was seen.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn alerts_seen(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
        until: AlertId,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO alert_seen (workspace, teammate, until) VALUES ($1, $2, $3) \
                   ON CONFLICT (workspace, teammate) DO UPDATE SET until = excluded.until \
                   WHERE alert_seen.until < excluded.until";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(teammate.0));
            query.bind(column(until.0)).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("noting which alerts were seen", error))
    }
}
