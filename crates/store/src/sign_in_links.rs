//! Links that sign one teammate in, once.

use desk::{Millis, TeammateId, WorkspaceId};

use crate::db::{Store, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;
use crate::sessions::TokenHash;

/// A link that signs one teammate in, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// What its token hashes to.
    pub token: TokenHash,
    /// Whom it signs in.
    pub teammate: TeammateId,
    /// When it was made.
    pub created: Millis,
    /// When it stops working.
    pub expires: Millis,
}

impl Store {
    /// Stores a link, and forgets those that no longer work.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn make_sign_in_link(
        &self,
        workspace: WorkspaceId,
        link: &SignInLink,
    ) -> Result<(), StoreError> {
        let forget = "DELETE FROM sign_in_link WHERE workspace = $1 AND expires <= $2";
        writing!(&self.db, executor => {
            let query = sqlx::query(forget).bind(column(workspace.0)).bind(link.created.0);
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("forgetting old sign-in links", error))?;
        let sql = "INSERT INTO sign_in_link (workspace, token, teammate, created, expires) \
                   VALUES ($1, $2, $3, $4, $5)";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(link.token.0.as_str());
            let query = query.bind(column(link.teammate.0)).bind(link.created.0);
            query.bind(link.expires.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("storing a sign-in link", error))
    }

    /// Uses a link: whom it signs in, the first time and before it expires.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn use_sign_in_link(
        &self,
        workspace: WorkspaceId,
        token: &TokenHash,
        now: Millis,
    ) -> Result<Option<TeammateId>, StoreError> {
        let sql = "UPDATE sign_in_link SET used = $3 WHERE workspace = $1 AND token = $2 \
                   AND used IS NULL AND expires > $3 RETURNING teammate";
        let teammate: Option<i64> = writing!(&self.db, executor => {
            let query = sqlx::query_scalar(sql).bind(column(workspace.0));
            query.bind(token.0.as_str()).bind(now.0).fetch_optional(executor).await
        })
        .map_err(|error| StoreError::database("using a sign-in link", error))?;
        Ok(teammate.map(|id| TeammateId(unsigned(id))))
    }
}
