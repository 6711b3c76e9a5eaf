//! What somebody may have to answer for: who listened to which recording, and when.

use desk::{Millis, TeammateId, WorkspaceId};

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audited {
    /// A recording was played on the page.
    RecordingPlayed,
    /// A recording was kept as a file.
    RecordingDownloaded,
}

impl Audited {
    /// As it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RecordingPlayed => "recording_played",
            Self::RecordingDownloaded => "recording_downloaded",
        }
    }
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Millis,
    /// Who.
    pub teammate: TeammateId,
    /// What was done.
    pub what: String,
    /// To what: the recording's id.
    pub subject: u64,
}

pub(crate) const LINES: &str = "SELECT at, teammate, what, subject FROM audit \
    WHERE workspace = $1 ORDER BY id DESC LIMIT $2";

const ADD: &str = "INSERT INTO audit (workspace, id, at, teammate, what, subject) \
    SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5 FROM audit WHERE workspace = $1";

impl Store {
    /// Writes down what a teammate did.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be done.
    pub async fn audit(
        &self,
        workspace: WorkspaceId,
        at: Millis,
        teammate: TeammateId,
        what: Audited,
        subject: u64,
    ) -> Result<(), StoreError> {
        writing!(&self.db, executor => {
            let query = sqlx::query(ADD).bind(column(workspace.0)).bind(at.0);
            let query = query.bind(column(teammate.0)).bind(what.name());
            query.bind(column(subject)).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("writing down who did what", error))
    }

    /// What was done last, the latest first, `limit` lines at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audited(
        &self,
        workspace: WorkspaceId,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let rows: Vec<(i64, i64, String, i64)> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(LINES).bind(column(workspace.0));
            query.bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading who did what", error))?;
        let line = |(at, teammate, what, subject)| AuditLine {
            at: Millis(at),
            teammate: TeammateId(unsigned(teammate)),
            what,
            subject: unsigned(subject),
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
