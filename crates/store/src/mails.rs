//! Mails: the outbox, and how long their words are kept.

use desk::{CallId, MailContent, MailId, MailRow, Millis, WorkspaceId};

use crate::db::{Lane, Store, parse, reading, writing};
use crate::encode::column;
use crate::error::StoreError;

/// The most mails of one call that are read: 20 recipients of every notification, and each
/// time somebody sends it again.
const MAILS_MAX: i64 = 2_000;

/// A mail as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    /// Its state.
    pub row: MailRow,
    /// Whom it goes to, `None` once erased.
    pub recipient: Option<String>,
    /// Its subject, `None` once erased.
    pub subject: Option<String>,
}

type RecordColumns = (String, Option<String>, Option<String>);

/// State, message id, from name, recipient, subject, HTML, text.
type Columns = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

pub(crate) const PAGE: &str = "SELECT CAST(state AS TEXT), recipient, subject FROM mail \
    WHERE workspace = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
pub(crate) const OF_CALL: &str = "SELECT CAST(state AS TEXT), recipient, subject FROM mail \
    WHERE workspace = $1 AND call = $2 ORDER BY id LIMIT $3";
pub(crate) const MAIL: &str = "SELECT CAST(state AS TEXT), message_id, from_name, recipient, \
    subject, html, text FROM mail WHERE workspace = $1 AND id = $2";
pub(crate) const FORGET: &str = "UPDATE mail SET message_id = NULL, from_name = NULL, \
    recipient = NULL, subject = NULL, html = NULL, text = NULL \
    WHERE workspace = $1 AND id IN (SELECT id FROM mail WHERE workspace = $1 \
    AND recipient IS NOT NULL AND stage <> 'waiting' AND at < $2 ORDER BY at, id LIMIT $3)";

impl Store {
    /// One page of the outbox, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn mails_page(
        &self,
        workspace: WorkspaceId,
        before: Option<MailId>,
        limit: u32,
    ) -> Result<Vec<MailRecord>, StoreError> {
        let before = before.map_or(i64::MAX, |id| column(id.0));
        self.mail_records(PAGE, workspace, before, i64::from(limit)).await
    }

    /// The mails about a call, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn mails_of_call(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<MailRecord>, StoreError> {
        self.mail_records(OF_CALL, workspace, column(call.0), MAILS_MAX).await
    }

    async fn mail_records(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
        place: i64,
        limit: i64,
    ) -> Result<Vec<MailRecord>, StoreError> {
        let rows: Vec<RecordColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sql).bind(column(workspace.0)).bind(place).bind(limit);
            query.fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing mails", error))?;
        let read = |(state, recipient, subject): RecordColumns| {
            Ok(MailRecord { row: parse("mail", &state)?, recipient, subject })
        };
        rows.into_iter().map(read).collect()
    }

    /// One mail, whole; its content is `None` once erased, or kept for long enough.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn mail(
        &self,
        workspace: WorkspaceId,
        id: MailId,
    ) -> Result<Option<(MailRow, Option<MailContent>)>, StoreError> {
        self.mail_by(Lane::Reports, workspace, id).await
    }

    pub(crate) async fn mail_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        id: MailId,
    ) -> Result<Option<(MailRow, Option<MailContent>)>, StoreError> {
        let row: Option<Columns> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(MAIL).bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading a mail", error))?;
        row.map(whole).transpose()
    }

    /// Forgets the words of mails that were written before a moment and wait for nothing,
    /// `limit` at most; whether there may be more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_mails_older_than(
        &self,
        workspace: WorkspaceId,
        before: Millis,
        limit: u32,
    ) -> Result<bool, StoreError> {
        let forgotten = writing!(&self.db, executor => {
            let query = sqlx::query(FORGET).bind(column(workspace.0)).bind(before.0);
            let query = query.bind(i64::from(limit));
            query.execute(executor).await.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("forgetting old mails", error))?;
        Ok(forgotten == u64::from(limit))
    }
}

fn whole(columns: Columns) -> Result<(MailRow, Option<MailContent>), StoreError> {
    let (state, message_id, from_name, recipient, subject, html, text) = columns;
    // They are written and erased together.
    let content = recipient.map(|recipient| MailContent {
        message_id: message_id.unwrap_or_default(),
        from_name: from_name.unwrap_or_default(),
        recipient,
        subject: subject.unwrap_or_default(),
        html: html.unwrap_or_default(),
        text: text.unwrap_or_default(),
    });
    Ok((parse("mail", &state)?, content))
}
