//! What became of notifications, as people look at it.

use std::collections::BTreeMap;

use desk::{CallId, ConversationId, NotificationId, ResultId, ResultRow, WorkspaceId};

use crate::db::{Lane, Store, parse, reading};
use crate::encode::column;
use crate::error::StoreError;

/// The most results of one call or conversation that are read: each notification makes
/// one, and each time somebody sends it again.
const RESULTS_MAX: u32 = 1_000;

pub(crate) const OF_CALL: &str = "SELECT CAST(state AS TEXT) FROM notification_result \
    WHERE workspace = $1 AND call = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
pub(crate) const OF_CONVERSATION: &str = "SELECT CAST(state AS TEXT) FROM notification_result \
    WHERE workspace = $1 AND conversation = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
pub(crate) const OF_NOTIFICATION: &str = "SELECT CAST(state AS TEXT) FROM notification_result \
    WHERE workspace = $1 AND notification = $2 AND id < $3 ORDER BY id DESC LIMIT $4";

/// The newest result of every notification: from one notification to the next on the index,
/// so that it costs what it finds.
pub(crate) const NEWEST: &str = "WITH RECURSIVE found (notification) AS (\
    SELECT (SELECT MIN(notification) FROM notification_result WHERE workspace = $1) \
    UNION ALL \
    SELECT (SELECT MIN(next.notification) FROM notification_result AS next \
        WHERE next.workspace = $1 AND next.notification > found.notification) \
    FROM found WHERE notification IS NOT NULL) \
    SELECT CAST(newest.state AS TEXT) FROM found JOIN notification_result AS newest \
    ON newest.workspace = $1 AND newest.id = (SELECT MAX(last.id) FROM notification_result AS last \
        WHERE last.workspace = $1 AND last.notification = found.notification) \
    WHERE found.notification IS NOT NULL";

pub(crate) const RESULT: &str =
    "SELECT CAST(state AS TEXT) FROM notification_result WHERE workspace = $1 AND id = $2";

impl Store {
    /// What became of the notifications after a call, in the order in which they were
    /// judged.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn results_of_call(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<ResultRow>, StoreError> {
        self.results_of_call_by(Lane::Reports, workspace, call).await
    }

    pub(crate) async fn results_of_call_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<ResultRow>, StoreError> {
        let mut rows =
            self.results(lane, OF_CALL, workspace, column(call.0), None, RESULTS_MAX).await?;
        rows.reverse();
        Ok(rows)
    }

    /// What became of the notifications after all calls of a conversation, in the order in
    /// which they were judged.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn results_of_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
    ) -> Result<Vec<ResultRow>, StoreError> {
        let (lane, id) = (Lane::Reports, column(conversation.0));
        let rows = self.results(lane, OF_CONVERSATION, workspace, id, None, RESULTS_MAX).await;
        let mut rows = rows?;
        rows.reverse();
        Ok(rows)
    }

    /// One page of what became of a notification, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn results_of_notification(
        &self,
        workspace: WorkspaceId,
        notification: NotificationId,
        before: Option<ResultId>,
        limit: u32,
    ) -> Result<Vec<ResultRow>, StoreError> {
        let (lane, id) = (Lane::Reports, column(notification.0));
        self.results(lane, OF_NOTIFICATION, workspace, id, before, limit).await
    }

    /// The newest result of every notification that has any.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn results_newest(
        &self,
        workspace: WorkspaceId,
    ) -> Result<BTreeMap<NotificationId, ResultRow>, StoreError> {
        let rows: Vec<String> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(NEWEST).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading results", error))?;
        let read = |text: String| {
            let row: ResultRow = parse("result", &text)?;
            Ok((row.notification, row))
        };
        rows.into_iter().map(read).collect()
    }

    /// One result.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn result(
        &self,
        workspace: WorkspaceId,
        id: ResultId,
    ) -> Result<Option<ResultRow>, StoreError> {
        self.result_by(Lane::Reports, workspace, id).await
    }

    pub(crate) async fn result_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        id: ResultId,
    ) -> Result<Option<ResultRow>, StoreError> {
        let row: Option<String> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_scalar(RESULT).bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading a result", error))?;
        row.map(|text| parse("result", &text)).transpose()
    }

    async fn results(
        &self,
        lane: Lane,
        sql: &'static str,
        workspace: WorkspaceId,
        of: i64,
        before: Option<ResultId>,
        limit: u32,
    ) -> Result<Vec<ResultRow>, StoreError> {
        let before = before.map_or(i64::MAX, |id| column(id.0));
        let rows: Vec<String> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_scalar(sql).bind(column(workspace.0)).bind(of);
            query.bind(before).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading results", error))?;
        rows.iter().map(|text| parse("result", text)).collect()
    }
}
