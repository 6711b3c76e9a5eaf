//! Erasing a contact: every name, number and word, in steps that hold up nobody. The rows
//! themselves stay, because the log folds to them; what is left says what happened and
//! not to whom.

use desk::{CallId, ContactId, Millis, RecordingId, WorkspaceId};

use crate::db::{Db, Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// The rows of one table that belong to a contact's conversations.
macro_rules! of_conversations {
    ($table:literal) => {
        concat!(
            "FROM conversation JOIN ",
            $table,
            " ON ",
            $table,
            ".workspace = $1 AND ",
            $table,
            ".conversation = conversation.id \
             WHERE conversation.workspace = $1 AND conversation.contact = $2 "
        )
    };
}

/// The mails about calls in a contact's conversations.
macro_rules! mails {
    () => {
        "FROM conversation JOIN call ON call.workspace = $1 \
         AND call.conversation = conversation.id JOIN mail ON mail.workspace = $1 \
         AND mail.call = call.id "
    };
}

/// What is erased, table by table, each statement so many rows at most.
pub(crate) const ERASURES: [&str; 7] = [
    "UPDATE contact SET number = NULL, name = NULL, email = NULL, name_key = NULL, \
     email_key = NULL, number_key = NULL WHERE workspace = $1 AND id IN (\
        SELECT id FROM contact WHERE workspace = $1 AND id = $2 \
        AND COALESCE(number, name, email, name_key, email_key, number_key) IS NOT NULL LIMIT $3)",
    concat!(
        "UPDATE call SET caller = NULL, caller_name = NULL WHERE workspace = $1 AND id IN (\
            SELECT call.id ",
        of_conversations!("call"),
        "AND COALESCE(call.caller, call.caller_name) IS NOT NULL LIMIT $3)"
    ),
    concat!(
        "UPDATE note SET body = NULL WHERE workspace = $1 AND id IN (SELECT note.id ",
        of_conversations!("note"),
        "AND note.body IS NOT NULL LIMIT $3)"
    ),
    concat!(
        "UPDATE task SET title = NULL WHERE workspace = $1 AND id IN (SELECT task.id ",
        of_conversations!("task"),
        "AND task.title IS NOT NULL LIMIT $3)"
    ),
    concat!(
        "UPDATE alert SET title = NULL WHERE workspace = $1 AND id IN (SELECT alert.id ",
        of_conversations!("alert"),
        "AND alert.title IS NOT NULL LIMIT $3)"
    ),
    concat!(
        "UPDATE mail SET message_id = NULL, from_name = NULL, recipient = NULL, subject = NULL, \
         html = NULL, text = NULL WHERE workspace = $1 AND id IN (SELECT mail.id ",
        mails!(),
        "WHERE conversation.workspace = $1 AND conversation.contact = $2 \
         AND mail.recipient IS NOT NULL LIMIT $3)"
    ),
    // What a server said about a mail repeats its recipient.
    concat!(
        "UPDATE job SET last_error = NULL WHERE workspace = $1 AND key IN (SELECT job.key ",
        mails!(),
        "JOIN job ON job.workspace = $1 AND job.key = 'send-mail-' || CAST(mail.id AS TEXT) \
         WHERE conversation.workspace = $1 AND conversation.contact = $2 \
         AND job.last_error IS NOT NULL LIMIT $3)"
    ),
];

pub(crate) const OLD_RECORDINGS: &str = "SELECT id, call FROM recording \
    WHERE workspace = $1 AND stage IN ('stored', 'failed') AND started < $2 \
    ORDER BY started, id LIMIT $3";

impl Store {
    /// Erases what is known of a contact and what was written about it: names, numbers and
    /// search keys, the callers of its calls, the words of notes, mails, tasks and alerts
    /// in its conversations. Of each kind `limit` at most; whether there is more to do. May
    /// be done again after any interruption. Its recordings are the desk's to delete.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn erase_contact(
        &self,
        workspace: WorkspaceId,
        contact: ContactId,
        limit: u32,
    ) -> Result<bool, StoreError> {
        let mut more = false;
        for sql in ERASURES {
            let erased = writing!(&self.db, executor => {
                let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(contact.0));
                let query = query.bind(i64::from(limit));
                query.execute(executor).await.map(|done| done.rows_affected())
            })
            .map_err(|error| StoreError::database("erasing a contact", error))?;
            more |= erased >= u64::from(limit);
        }
        if let (Db::Sqlite(sqlite), false) = (&self.db, more) {
            sqlite.empty_log().await;
        }
        Ok(more)
    }

    /// Closed recordings that began before a moment, the oldest first, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recordings_older_than(
        &self,
        workspace: WorkspaceId,
        before: Millis,
        limit: u32,
    ) -> Result<Vec<(RecordingId, CallId)>, StoreError> {
        let rows: Vec<(i64, i64)> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(OLD_RECORDINGS).bind(column(workspace.0)).bind(before.0);
            query.bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for old recordings", error))?;
        let ids = |(recording, call)| (RecordingId(unsigned(recording)), CallId(unsigned(call)));
        Ok(rows.into_iter().map(ids).collect())
    }
}
