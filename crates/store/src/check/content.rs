//! What stands beside the rows: whether what was judged has its results, whom alerts are
//! meant for, what should have been erased, and the files of recordings (P2, P8, R6).

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    AlertId, AlertTo, CallId, ContactId, Job, MailId, Millis, NoteId, RecordingRow, RecordingStage,
    Row, RowKey, TaskId, WorkspaceId,
};

use super::{Audit, Breach};
use crate::db::{Lane, Store, parse, reading, unsigned};
use crate::encode::{EVERYBODY, column};
use crate::error::StoreError;
use crate::inbox::list;
use crate::recordings::{RecordingKey, Recordings, RecordingsError};

/// What is left of contacts whose erasure is over: of which table, its id, and the
/// contact's. Whose erasure is over are the ids in the second argument, `{given}`.
const LEFT: &str = "WITH talk (id, contact) AS (\
    SELECT id, contact FROM conversation WHERE workspace = $1 AND contact IN ({given})) \
    SELECT 'contact', id, id FROM contact WHERE workspace = $1 AND id IN ({given}) \
        AND COALESCE(number, name, email, name_key, email_key, number_key) IS NOT NULL \
    UNION ALL SELECT 'call', call.id, talk.contact FROM talk JOIN call ON call.workspace = $1 \
        AND call.conversation = talk.id WHERE COALESCE(call.caller, call.caller_name) IS NOT NULL \
    UNION ALL SELECT 'note', note.id, talk.contact FROM talk JOIN note ON note.workspace = $1 \
        AND note.conversation = talk.id WHERE note.body IS NOT NULL \
    UNION ALL SELECT 'task', task.id, talk.contact FROM talk JOIN task ON task.workspace = $1 \
        AND task.conversation = talk.id WHERE task.title IS NOT NULL \
    UNION ALL SELECT 'alert', alert.id, talk.contact FROM talk JOIN alert ON alert.workspace = $1 \
        AND alert.conversation = talk.id WHERE alert.title IS NOT NULL \
    UNION ALL SELECT 'mail', mail.id, talk.contact FROM talk JOIN call ON call.workspace = $1 \
        AND call.conversation = talk.id JOIN mail ON mail.workspace = $1 AND mail.call = call.id \
        WHERE COALESCE(mail.message_id, mail.from_name, mail.recipient, mail.subject, mail.html, \
        mail.text) IS NOT NULL \
    UNION ALL SELECT 'recording', recording.id, talk.contact FROM talk JOIN call \
        ON call.workspace = $1 AND call.conversation = talk.id JOIN recording \
        ON recording.workspace = $1 AND recording.call = call.id \
        WHERE recording.stage <> 'deleted' \
    ORDER BY 1, 2";

/// Erasures that have still something to do.
const ERASING: &str = "SELECT CAST(body AS TEXT) FROM job \
    WHERE workspace = $1 AND kind = 'erase_contact' AND done IS NULL";

/// Who is meant by which alert, as its table says.
const MEANT: &str =
    "SELECT alert, teammate FROM alert_to WHERE workspace = $1 ORDER BY alert, teammate";

/// What was judged.
const JUDGED: &str = "SELECT CAST(body AS TEXT) FROM job \
    WHERE workspace = $1 AND kind = 'judge' AND done IS NOT NULL";

/// Closed recordings about whose file nothing is still to be done.
const SETTLED: &str = "SELECT CAST(state AS TEXT) FROM recording WHERE workspace = $1 \
    AND stage IN ('stored', 'deleted') AND NOT EXISTS (\
        SELECT 1 FROM job WHERE job.workspace = $1 AND job.done IS NULL \
        AND job.key IN ('store-recording-' || CAST(recording.id AS TEXT), \
            'delete-recording-' || CAST(recording.id AS TEXT))) ORDER BY id";

impl Store {
    /// R6: nothing is left of a contact that was erased. A note, a task or a mail that
    /// somebody wrote afterwards is theirs to keep.
    pub(super) async fn left_of_erased(
        &self,
        workspace: WorkspaceId,
        audit: &Audit,
        rows: &BTreeMap<RowKey, Row>,
    ) -> Result<Vec<Breach>, StoreError> {
        let mut erased: BTreeMap<ContactId, Millis> = (rows.values())
            .filter_map(|row| {
                let Row::Contact(row, _) = row else { return None };
                row.erased.map(|at| (row.id, at))
            })
            .collect();
        for job in self.texts_of(ERASING, workspace).await? {
            if let Job::EraseContact { contact } = parse("job", &job)? {
                erased.remove(&contact);
            }
        }
        let ids: Vec<u64> = erased.keys().map(|id| id.0).collect();
        let sql = LEFT.replace("{given}", self.given());
        let left: Vec<(String, i64, i64)> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(list(&ids)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for what was erased", error))?;
        let breach = |(table, id, contact): (String, i64, i64)| {
            let (id, contact) = (unsigned(id), ContactId(unsigned(contact)));
            let later = written(&table, id, rows, audit) > erased.get(&contact).copied();
            let what = format!("{table} {id} still tells of contact {contact}, which was erased");
            (!later).then_some(Breach { invariant: "R6", call: None, seq: None, what })
        };
        Ok(left.into_iter().filter_map(breach).collect())
    }

    async fn texts_of(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
    ) -> Result<Vec<String>, StoreError> {
        reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading rows", error))
    }

    /// P2: a call whose job of judging is done has a result of every notification that was
    /// on, as it still is, when its data was ready.
    pub(super) async fn judged(
        &self,
        workspace: WorkspaceId,
        audit: &Audit,
    ) -> Result<Vec<Breach>, StoreError> {
        let (after, on) = (&audit.after, &audit.rules.notifications);
        let mut breaches = Vec::new();
        for job in self.texts_of(JUDGED, workspace).await? {
            let Job::Judge { call, part } = parse("job", &job)? else { continue };
            let ready = after.ready.get(&call).copied();
            let wanted = (on.iter())
                .filter(|(_, (since, when))| *when == part && Some(*since) < ready)
                .map(|(notification, _)| *notification);
            for notification in wanted {
                if !after.judged.contains_key(&(call, notification)) {
                    let what = format!("nobody knows what became of notification {notification}");
                    breaches.push(Breach { invariant: "P2", call: Some(call), seq: None, what });
                }
            }
        }
        Ok(breaches)
    }

    /// P8: whom an alert was meant for is what its row says.
    pub(super) async fn meant(
        &self,
        workspace: WorkspaceId,
        rows: &BTreeMap<RowKey, Row>,
    ) -> Result<Vec<Breach>, StoreError> {
        let found: Vec<(i64, i64)> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(MEANT).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading whom alerts are meant for", error))?;
        let found: BTreeSet<(AlertId, u64)> = (found.into_iter())
            .map(|(alert, teammate)| (AlertId(unsigned(alert)), unsigned(teammate)))
            .collect();
        let mut wanted = BTreeSet::new();
        for row in rows.values() {
            let Row::Alert(alert, _) = row else { continue };
            match &alert.to {
                AlertTo::Everybody => {
                    wanted.insert((alert.id, EVERYBODY));
                }
                AlertTo::Teammates { teammates } => {
                    wanted.extend(teammates.iter().map(|teammate| (alert.id, teammate.0)));
                }
            }
        }
        let breach = |(alert, teammate): &(AlertId, u64)| {
            let what = format!("alert {alert} and its list differ about teammate {teammate}");
            Breach { invariant: "P8", call: None, seq: None, what }
        };
        Ok(found.symmetric_difference(&wanted).map(breach).collect())
    }

    /// R6: a recording that was deleted has no file any more, and one that is stored has
    /// one. What a job has still to do is left out.
    ///
    /// # Errors
    /// When the store or the recordings cannot be read.
    pub async fn check_recordings(
        &self,
        workspace: WorkspaceId,
        recordings: &Recordings,
    ) -> Result<Vec<Breach>, StoreError> {
        let mut breaches = Vec::new();
        for text in self.texts_of(SETTLED, workspace).await? {
            let row: RecordingRow = parse("recording", &text)?;
            let key = RecordingKey { workspace, call: row.call, recording: row.id };
            let found = match recordings.size(&key).await {
                Ok(_) => Found::There,
                Err(RecordingsError::Missing { .. }) => Found::Gone,
                Err(error) => Found::Unknown(error),
            };
            breaches.extend(file_breach(&row, found).map(|what| of_recording(row.call, what)));
        }
        Ok(breaches)
    }
}

/// When somebody wrote what stands in a row, of what may also be written later.
fn written(table: &str, id: u64, rows: &BTreeMap<RowKey, Row>, audit: &Audit) -> Option<Millis> {
    let key = match table {
        "note" => RowKey::Note(NoteId(id)),
        "task" => RowKey::Task(TaskId(id)),
        "mail" => RowKey::Mail(MailId(id)),
        _ => return None,
    };
    let row = rows.get(&key)?;
    if let Row::Note(row, _) = row {
        return Some(row.at);
    }
    if let Row::Task(row, _) = row {
        return Some(row.created).max(audit.after.changed.get(&row.id).copied());
    }
    let Row::Mail(row, _) = row else { return None };
    Some(row.at)
}

/// What became of a recording's file.
enum Found {
    There,
    Gone,
    Unknown(RecordingsError),
}

fn file_breach(row: &RecordingRow, found: Found) -> Option<String> {
    let id = row.id;
    let (wanted, heard) = match row.stage {
        RecordingStage::Deleted { .. } => (false, true),
        RecordingStage::Stored { length_ms } => (true, length_ms > 0),
        RecordingStage::Running
        | RecordingStage::Paused
        | RecordingStage::Closing
        | RecordingStage::Failed { .. } => (true, false),
    };
    match found {
        Found::There if !wanted => Some(format!("recording {id} was deleted, its file is there")),
        Found::Gone if wanted && heard => {
            Some(format!("recording {id} is stored, its file is not there"))
        }
        Found::There | Found::Gone => None,
        Found::Unknown(error) => {
            Some(format!("the file of recording {id} cannot be looked at: {error}"))
        }
    }
}

fn of_recording(call: CallId, what: String) -> Breach {
    Breach { invariant: "R6", call: Some(call), seq: None, what }
}
