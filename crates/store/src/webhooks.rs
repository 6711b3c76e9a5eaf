//! The secrets with which calls of webhooks are signed. The desk's documents say where a
//! webhook leads; its secret is in here alone, so that no fact, no settings page and no
//! live stream can show it.

use std::collections::BTreeSet;

use desk::{Millis, WebhookId, WorkspaceId};

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

pub(crate) const SECRET: &str =
    "SELECT secret FROM webhook_secret WHERE workspace = $1 AND webhook = $2";

pub(crate) const WITH_SECRET: &str =
    "SELECT webhook FROM webhook_secret WHERE workspace = $1 ORDER BY webhook";

impl Store {
    /// A webhook's secret.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn webhook_secret(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
    ) -> Result<Option<String>, StoreError> {
        reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(SECRET).bind(column(workspace.0));
            query.bind(column(webhook.0)).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading the secret of a webhook", error))
    }

    /// Which webhooks have one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn webhook_secrets(
        &self,
        workspace: WorkspaceId,
    ) -> Result<BTreeSet<WebhookId>, StoreError> {
        let rows: Vec<i64> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(WITH_SECRET).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading the secret of a webhook", error))?;
        Ok(rows.into_iter().map(|id| WebhookId(unsigned(id))).collect())
    }

    /// Gives a webhook its secret, or another one: the one before is worth nothing then.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_webhook_secret(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        secret: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO webhook_secret (workspace, webhook, secret, created) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, webhook) \
                   DO UPDATE SET secret = excluded.secret, created = excluded.created";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(webhook.0));
            query.bind(secret).bind(at.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("keeping the secret of a webhook", error))
    }
}
