//! Jobs: what must be done sooner or later, until a receipt is written.

use std::collections::{BTreeMap, BTreeSet};

use desk::{Job, Millis, WorkspaceId};

use crate::db::{Db, Lane, Store, parse, reading, small, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;
use crate::inbox::COUNTED_MAX;

/// How much of what an attempt said is kept: enough for a server's whole answer, and no
/// more than a person reads.
const ERROR_CHARS: usize = 1_000;

/// A job that should be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueJob {
    /// Whose.
    pub workspace: WorkspaceId,
    /// With what it waits in line: `house`, `mail`, or one webhook's own.
    pub lane: String,
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

/// Which jobs to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFilter {
    /// Not tried yet.
    Waiting,
    /// Tried in vain, and tried again.
    Failing,
    /// Not tried any more.
    GivenUp,
    /// With a receipt.
    Done,
}

/// A place in a list of jobs: when the job came to be (given up or done: when that
/// happened), and its key. The latest comes first.
pub type JobPlace = (Millis, String);

/// A job as a person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    /// The same for every attempt.
    pub key: String,
    /// What kind: the tag of `job`.
    pub kind: String,
    /// What to do.
    pub job: Job,
    /// When it is tried next.
    pub due: Millis,
    /// How many attempts have failed.
    pub attempts: u32,
    /// What the last one said.
    pub last_error: Option<String>,
    /// When it was done.
    pub done: Option<Millis>,
    /// When it was given up.
    pub given_up: Option<Millis>,
    /// When it came to be.
    pub created: Millis,
}

/// How many jobs there are, [`COUNTED_MAX`] of each at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Not tried yet.
    pub waiting: u32,
    /// Tried in vain, and tried again.
    pub failing: u32,
    /// Not tried any more.
    pub given_up: u32,
    /// With a receipt.
    pub done: u32,
}

/// Workspace, lane, key, body, due, attempts, last error.
type DueColumns = (i64, String, String, String, i64, i64, Option<String>);

/// Key, kind, body, due, attempts, last error, done, given up, created.
type Columns = (String, String, String, i64, i64, Option<String>, Option<i64>, Option<i64>, i64);

/// The lanes of every workspace in which something waits, one after the other on the index
/// that the jobs themselves are found on.
macro_rules! lanes {
    () => {
        "WITH RECURSIVE found (workspace, lane) AS (\
            SELECT workspace, (SELECT MIN(job.lane) FROM job \
                WHERE job.workspace = lease.workspace AND done IS NULL AND given_up IS NULL) \
            FROM lease \
            UNION ALL \
            SELECT workspace, (SELECT MIN(job.lane) FROM job \
                WHERE job.workspace = found.workspace AND job.lane > found.lane \
                AND done IS NULL AND given_up IS NULL) \
            FROM found WHERE lane IS NOT NULL) "
    };
}

macro_rules! due_columns {
    () => {
        "SELECT job.workspace, job.lane, job.key, CAST(job.body AS TEXT), job.due, job.attempts, \
            job.last_error "
    };
}

/// The first jobs of every lane: this costs what it finds, however many are due behind.
/// The cross join keeps SQLite to that order.
pub(crate) const DUE: &str = concat!(
    lanes!(),
    due_columns!(),
    "FROM found CROSS JOIN job WHERE found.lane IS NOT NULL \
    AND job.workspace = found.workspace AND job.key IN (\
        SELECT key FROM job AS next WHERE next.workspace = found.workspace \
        AND next.lane = found.lane AND next.done IS NULL AND next.given_up IS NULL \
        AND next.due <= $1 ORDER BY next.due, next.key LIMIT $2)"
);

/// The same in the way in which PostgreSQL does not look at every job: SQLite has no
/// lateral joins.
const DUE_POSTGRES: &str = concat!(
    lanes!(),
    due_columns!(),
    "FROM found CROSS JOIN LATERAL (SELECT * FROM job AS next \
        WHERE next.workspace = found.workspace AND next.lane = found.lane \
        AND next.done IS NULL AND next.given_up IS NULL AND next.due <= $1 \
        ORDER BY next.due, next.key LIMIT $2) AS job"
);

pub(crate) const NEXT_DUE: &str = concat!(
    lanes!(),
    "SELECT MIN(first) FROM (SELECT (SELECT MIN(next.due) FROM job AS next \
        WHERE next.workspace = found.workspace AND next.lane = found.lane \
        AND next.done IS NULL AND next.given_up IS NULL) AS first FROM found) AS firsts"
);

impl JobFilter {
    fn condition(self) -> &'static str {
        match self {
            Self::Waiting => "done IS NULL AND given_up IS NULL AND attempts = 0",
            Self::Failing => "done IS NULL AND given_up IS NULL AND attempts > 0",
            Self::GivenUp => "done IS NULL AND given_up IS NOT NULL",
            Self::Done => "done IS NOT NULL",
        }
    }

    /// The column by which these are ordered.
    fn moment(self) -> &'static str {
        match self {
            Self::Waiting | Self::Failing => "created",
            Self::GivenUp => "given_up",
            Self::Done => "done",
        }
    }
}

impl JobRecord {
    /// Where it stands in the list it was found in.
    #[must_use]
    pub fn place(&self, filter: JobFilter) -> JobPlace {
        let moment = match filter {
            JobFilter::Waiting | JobFilter::Failing => Some(self.created),
            JobFilter::GivenUp => self.given_up,
            JobFilter::Done => self.done,
        };
        (moment.unwrap_or_default(), self.key.clone())
    }
}

impl Store {
    /// Jobs that are due at `now` and not done, given up or `busy` already, the longest
    /// overdue first: of every lane of every workspace `per_lane` at most, so that nobody's
    /// jobs hide somebody else's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn jobs_due(
        &self,
        now: Millis,
        per_lane: u32,
        busy: &BTreeSet<(WorkspaceId, String)>,
    ) -> Result<Vec<DueJob>, StoreError> {
        let limit = i64::from(per_lane).saturating_add(i64::try_from(busy.len()).unwrap_or(0));
        let sql = match &self.db {
            Db::Sqlite(_) => DUE,
            Db::Postgres(_) => DUE_POSTGRES,
        };
        let rows: Vec<DueColumns> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(now.0).bind(limit).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for jobs", error))?;
        let jobs: Result<Vec<_>, _> = rows.into_iter().map(due_job).collect();
        let mut jobs = jobs?;
        jobs.retain(|job| !busy.contains(&(job.workspace, job.key.clone())));
        jobs.sort_by(|one, other| (one.due, &one.key).cmp(&(other.due, &other.key)));
        let mut taken: BTreeMap<(WorkspaceId, String), u32> = BTreeMap::new();
        jobs.retain(|job| {
            let taken = taken.entry((job.workspace, job.lane.clone())).or_default();
            *taken += 1;
            *taken <= per_lane
        });
        Ok(jobs)
    }

    /// When the next job that is neither done nor given up becomes due.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_job_due(&self) -> Result<Option<Millis>, StoreError> {
        let due: Option<i64> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(NEXT_DUE).fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for jobs", error))?;
        Ok(due.map(Millis))
    }

    /// Writes a job's receipt; a second one changes nothing. What was done is written down
    /// also when the disk is full, in the room kept in reserve: it would be done again
    /// otherwise.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn job_done(
        &self,
        workspace: WorkspaceId,
        key: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let first = self.write_receipt(workspace, key, at).await;
        match (&self.db, first) {
            (Db::Sqlite(sqlite), Err(error)) if error.is_full() && sqlite.give_up_reserve() => {
                self.write_receipt(workspace, key, at).await
            }
            (Db::Sqlite(_) | Db::Postgres(_), first) => first,
        }
    }

    async fn write_receipt(
        &self,
        workspace: WorkspaceId,
        key: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        writing!(&self.db, executor => {
            let query = sqlx::query(RECEIPT).bind(column(workspace.0)).bind(key).bind(at.0);
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
        self.note(sql, workspace, key, error, next_due).await
    }

    /// Gives a job up: it is shown, and not tried again unless somebody says so.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn job_given_up(
        &self,
        workspace: WorkspaceId,
        key: &str,
        error: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE job SET attempts = attempts + 1, last_error = $3, given_up = $4 \
                   WHERE workspace = $1 AND key = $2 AND done IS NULL";
        self.note(sql, workspace, key, error, at).await
    }

    async fn note(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
        key: &str,
        error: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        // PostgreSQL takes no NUL in a text, and a server may say what it likes.
        let kept = |letter: &char| *letter != '\0';
        let error: String = error.chars().filter(kept).take(ERROR_CHARS).collect();
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(key);
            query.bind(error.as_str()).bind(at.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("noting a failed job", error))
    }

    /// Makes a job due at once; one that was given up begins anew. False when there is no
    /// such job, or it is done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn retry_job(
        &self,
        workspace: WorkspaceId,
        key: &str,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET due = $3, given_up = NULL, \
                   attempts = CASE WHEN given_up IS NULL THEN attempts ELSE 0 END \
                   WHERE workspace = $1 AND key = $2 AND done IS NULL";
        let changed = writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(key).bind(now.0);
            query.execute(executor).await.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("making a job due", error))?;
        Ok(changed > 0)
    }

    /// One page of a list of jobs, the latest first: those behind `before`, `limit` at
    /// most, of one lane alone if it is named.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn jobs_page(
        &self,
        workspace: WorkspaceId,
        filter: JobFilter,
        lane: Option<&str>,
        before: Option<&JobPlace>,
        limit: u32,
    ) -> Result<Vec<JobRecord>, StoreError> {
        let sql = page_statement(filter);
        let (moment, key) = before.map_or((i64::MAX, ""), |(at, key)| (at.0, key.as_str()));
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            let query = query.bind(moment).bind(key).bind(lane).bind(i64::from(limit));
            query.fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing jobs", error))?;
        rows.into_iter().map(job_record).collect()
    }

    /// One job, done or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn job(
        &self,
        workspace: WorkspaceId,
        key: &str,
    ) -> Result<Option<JobRecord>, StoreError> {
        let row: Option<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(JOB).bind(column(workspace.0)).bind(key);
            query.fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading a job", error))?;
        row.map(job_record).transpose()
    }

    /// How many there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn job_counts(&self, workspace: WorkspaceId) -> Result<JobCounts, StoreError> {
        let mut counts = [0; 4];
        let filters = [JobFilter::Waiting, JobFilter::Failing, JobFilter::GivenUp, JobFilter::Done];
        for (filter, count) in filters.into_iter().zip(&mut counts) {
            let sql = count_statement(filter);
            let counted: i64 = reading!(&self.db, Lane::Reports, executor => {
                let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
                query.bind(i64::from(COUNTED_MAX)).fetch_one(executor).await
            })
            .map_err(|error| Lane::Reports.failed("counting jobs", error))?;
            *count = small(counted);
        }
        let [waiting, failing, given_up, done] = counts;
        Ok(JobCounts { waiting, failing, given_up, done })
    }

    /// Forgets jobs whose receipt was written before a moment, `limit` at most; whether
    /// there may be more. Nothing gives the same job twice, so nobody misses them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_jobs_done_before(
        &self,
        workspace: WorkspaceId,
        before: Millis,
        limit: u32,
    ) -> Result<bool, StoreError> {
        let deleted = writing!(&self.db, executor => {
            let query = sqlx::query(FORGET).bind(column(workspace.0)).bind(before.0);
            let query = query.bind(i64::from(limit));
            query.execute(executor).await.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("forgetting jobs that are done", error))?;
        Ok(deleted == u64::from(limit))
    }
}

/// A receipt; one that is there already stays.
pub(crate) const RECEIPT: &str = "UPDATE job SET done = $3, last_error = NULL \
    WHERE workspace = $1 AND key = $2 AND done IS NULL";

pub(crate) const FORGET: &str = "DELETE FROM job WHERE workspace = $1 AND key IN (\
    SELECT key FROM job WHERE workspace = $1 AND done IS NOT NULL AND done < $2 \
    ORDER BY done, key LIMIT $3)";

pub(crate) const JOB: &str = "SELECT key, kind, CAST(body AS TEXT), due, attempts, last_error, \
    done, given_up, created FROM job WHERE workspace = $1 AND key = $2";

pub(crate) fn page_statement(filter: JobFilter) -> String {
    let (condition, moment) = (filter.condition(), filter.moment());
    format!(
        "SELECT key, kind, CAST(body AS TEXT), due, attempts, last_error, done, given_up, created \
         FROM job WHERE workspace = $1 AND {condition} AND ({moment}, key) < ($2, $3) \
         AND (CAST($4 AS TEXT) IS NULL OR lane = $4) \
         ORDER BY {moment} DESC, key DESC LIMIT $5"
    )
}

pub(crate) fn count_statement(filter: JobFilter) -> String {
    format!(
        "SELECT count(*) FROM (SELECT key FROM job WHERE workspace = $1 AND {} LIMIT $2) \
         AS counted",
        filter.condition()
    )
}

fn due_job(columns: DueColumns) -> Result<DueJob, StoreError> {
    let (workspace, lane, key, body, due, attempts, last_error) = columns;
    Ok(DueJob {
        workspace: WorkspaceId(unsigned(workspace)),
        lane,
        key,
        job: parse("job", &body)?,
        due: Millis(due),
        attempts: small(attempts),
        last_error,
    })
}

fn job_record(columns: Columns) -> Result<JobRecord, StoreError> {
    let (key, kind, body, due, attempts, last_error, done, given_up, created) = columns;
    Ok(JobRecord {
        key,
        kind,
        job: parse("job", &body)?,
        due: Millis(due),
        attempts: small(attempts),
        last_error,
        done: done.map(Millis),
        given_up: given_up.map(Millis),
        created: Millis(created),
    })
}
