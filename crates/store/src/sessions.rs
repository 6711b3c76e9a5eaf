//! Sessions: who is signed in where. Of a token only its hash is stored, so that nobody
//! who reads the database can use one.

use desk::{Millis, TeammateId, WorkspaceId};

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// A session's number, as its owner sees it; it opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// The SHA-256 of a token, in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub String);

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its number.
    pub id: SessionId,
    /// What its token hashes to.
    pub token: TokenHash,
    /// Who is signed in.
    pub teammate: TeammateId,
    /// Since when.
    pub created: Millis,
    /// When it was last used, to the minute.
    pub last_seen: Millis,
    /// When it ends, used or not.
    pub expires: Millis,
    /// What the browser calls itself.
    pub agent: String,
}

type Columns = (i64, String, i64, i64, i64, i64, String);

const ENDING: &str = "ending sessions";

impl Store {
    /// Every session that is stored, over or not, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sessions(&self, workspace: WorkspaceId) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = "SELECT id, token, teammate, created, last_seen, expires, agent FROM session \
                   WHERE workspace = $1 ORDER BY created, id";
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading sessions", error))?;
        Ok(rows.into_iter().map(record).collect())
    }

    /// Stores a new session.
    ///
    /// # Errors
    /// When the store cannot be written, or the number is taken.
    pub async fn begin_session(
        &self,
        workspace: WorkspaceId,
        session: &SessionRecord,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO session \
                   (workspace, id, token, teammate, created, last_seen, expires, agent) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(session.id.0));
            let query = query.bind(session.token.0.as_str()).bind(column(session.teammate.0));
            let query = query.bind(session.created.0).bind(session.last_seen.0);
            let query = query.bind(session.expires.0).bind(session.agent.as_str());
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("storing a session", error))
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn session_seen(
        &self,
        workspace: WorkspaceId,
        session: SessionId,
        at: Millis,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET last_seen = $3 \
                   WHERE workspace = $1 AND id = $2 AND last_seen < $3";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(session.0));
            query.bind(at.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("noting that a session was used", error))
    }

    /// Ends one session; ending it again changes nothing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn end_session(
        &self,
        workspace: WorkspaceId,
        session: SessionId,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE workspace = $1 AND id = $2";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(session.0));
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database(ENDING, error))
    }

    /// Ends a teammate's sessions, but for one that may stay.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn end_sessions_of(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
        but: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE workspace = $1 AND teammate = $2 AND id <> $3";
        let but = but.map_or(-1, |session| column(session.0));
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(teammate.0));
            query.bind(but).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database(ENDING, error))
    }

    /// Forgets the sessions that are over: expired at `now`, or unused since `unused`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_sessions(
        &self,
        workspace: WorkspaceId,
        now: Millis,
        unused: Millis,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE workspace = $1 AND (expires <= $2 OR last_seen <= $3)";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(now.0).bind(unused.0);
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database(ENDING, error))
    }
}

fn record((id, token, teammate, created, last_seen, expires, agent): Columns) -> SessionRecord {
    SessionRecord {
        id: SessionId(unsigned(id)),
        token: TokenHash(token),
        teammate: TeammateId(unsigned(teammate)),
        created: Millis(created),
        last_seen: Millis(last_seen),
        expires: Millis(expires),
        agent,
    }
}
