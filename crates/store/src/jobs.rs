//! Jobs: what must be done sooner or later, until a receipt is written.

use desk::{Job, Millis, WorkspaceId};

use crate::db::{Lane, Store, parse, reading, small, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// A job that should be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueJob {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The same for every attempt.
    pub key: String,
    /// What to do.
    pub job: Job,
    /// Since when it is due.
    pub due: Millis,
    /// How many attempts have failed.
    pub attempts: u32,
    /// What the last one said.
    pub last_error: Option<String>,
}

type Columns = (i64, String, String, i64, i64, Option<String>);

impl Store {
    /// Jobs of all workspaces that are due at `now` and not done, the longest overdue
    /// first, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn jobs_due(&self, now: Millis, limit: u32) -> Result<Vec<DueJob>, StoreError> {
        let sql = "SELECT workspace, key, CAST(body AS TEXT), due, attempts, last_error FROM job \
                   WHERE done IS NULL AND due <= $1 ORDER BY due, workspace, key LIMIT $2";
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(now.0).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for jobs", error))?;
        let row = |(workspace, key, body, due, attempts, last_error): Columns| {
            Ok(DueJob {
                workspace: WorkspaceId(unsigned(workspace)),
                key,
                job: parse("job", &body)?,
                due: Millis(due),
                attempts: small(attempts),
                last_error,
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// When the next job that is not done becomes due.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_job_due(&self) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT MIN(due) FROM job WHERE done IS NULL";
        let due: Option<i64> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(sql).fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for jobs", error))?;
        Ok(due.map(Millis))
    }

    /// Writes a job's receipt; a second one changes nothing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn job_done(
        &self,
        workspace: WorkspaceId,
        key: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE job SET done = $3, last_error = NULL \
                   WHERE workspace = $1 AND key = $2 AND done IS NULL";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(key).bind(at.0);
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("writing a job's receipt", error))
    }

    /// Notes that an attempt failed and when the next one is due.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn job_failed(
        &self,
        workspace: WorkspaceId,
        key: &str,
        error: &str,
        next_due: Millis,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE job SET attempts = attempts + 1, last_error = $3, due = $4 \
                   WHERE workspace = $1 AND key = $2 AND done IS NULL";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(key);
            query.bind(error).bind(next_due.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("noting a failed job", error))
    }
}
