//! Reads for timelines, lists and reports.

use desk::{
    CallContent, CallId, CallState, ContactContent, ContactId, ContactRow, ConversationId, Logged,
    Millis, NoteContent, NoteRow, OfferRow, RecordingContent, RecordingId, RecordingRow, Segment,
    SegmentKind, Seq, TeamId, TeammateId, WorkspaceId,
};

use crate::db::{Lane, Store, parse, reading, small, unsigned};
use crate::encode::column;
use crate::error::StoreError;
use crate::inbox::list;

/// The most lines of one call's log that are read: a call that rings a phone every
/// second of a whole day stays below it.
const LINES_MAX: i64 = 200_000;

/// A call with its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// Its state.
    pub state: CallState,
    /// Its content; empty once erased.
    pub content: CallContent,
}

/// A note with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    /// Its state.
    pub row: NoteRow,
    /// Its words, `None` once erased.
    pub content: Option<NoteContent>,
}

/// A recording with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRecord {
    /// Its state.
    pub row: RecordingRow,
    /// Its place, `None` once erased.
    pub content: Option<RecordingContent>,
}

/// Which ended calls to list; everything left at its default lists them all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only those that ended before this moment, or at it with a smaller id: the last
    /// one of the page before.
    pub before: Option<(Millis, CallId)>,
    /// Only those that ended at this moment or later.
    pub since: Option<Millis>,
    /// Only those with this outcome's name.
    pub outcome: Option<String>,
    /// Only those last assigned to this team.
    pub team: Option<TeamId>,
    /// Only those of this contact.
    pub contact: Option<ContactId>,
}

type FactColumns = (i64, i64, String, Option<i64>, Option<i64>, Option<i64>, String);
pub(crate) type CallColumns = (String, Option<String>, Option<String>, Option<String>);
pub(crate) type SegmentColumns = (i64, i64, String, Option<i64>, Option<i64>, i64, i64, i64);

const FACT: &str = "SELECT seq, at, actor, cause, call, call_seq, CAST(body AS TEXT) FROM fact";
const CALL: &str = "SELECT CAST(state AS TEXT), caller, caller_name, called FROM call";
const SEGMENT: &str = "SELECT call, n, kind, team, teammate, stay, started, ended FROM segment";

pub(crate) const OFFERS_OF_CALL: &str = "SELECT CAST(state AS TEXT) FROM offer \
    WHERE workspace = $1 AND call = $2 ORDER BY id LIMIT $3";

pub(crate) const NOTES: &str = "SELECT CAST(state AS TEXT), body FROM note \
    WHERE workspace = $1 AND conversation = $2 ORDER BY id";
pub(crate) const RECORDINGS_OF_CALL: &str = "SELECT CAST(state AS TEXT), path FROM recording \
    WHERE workspace = $1 AND call = $2 ORDER BY id";
pub(crate) const RECORDING: &str = "SELECT CAST(state AS TEXT), path FROM recording \
    WHERE workspace = $1 AND id = $2";
pub(crate) const CONTACT: &str = "SELECT CAST(state AS TEXT), number, name, email FROM contact \
    WHERE workspace = $1 AND id = $2";

pub(crate) fn facts_of_call_statement() -> String {
    format!(
        "{FACT} WHERE workspace = $1 AND call = $2 AND call IS NOT NULL ORDER BY call_seq LIMIT $3"
    )
}

pub(crate) fn facts_of_conversation_statement() -> String {
    format!(
        "{FACT} WHERE workspace = $1 AND CAST(body ->> 'conversation' AS BIGINT) = $2 \
         AND kind IN ('conversation_assigned', 'note_added', 'conversation_state_set', \
         'conversation_tagged', 'conversation_untagged', 'task_created') \
         ORDER BY seq LIMIT $3"
    )
}

pub(crate) fn facts_after_statement() -> String {
    format!("{FACT} WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3")
}

pub(crate) fn ended_calls_statement() -> String {
    format!(
        "{CALL} WHERE workspace = $1 AND ended IS NOT NULL \
         AND (ended < $2 OR (ended = $2 AND id < $3)) AND ended >= $4 \
         AND (CAST($5 AS TEXT) IS NULL OR outcome = $5) \
         AND (CAST($6 AS BIGINT) IS NULL OR team = $6) \
         AND (CAST($7 AS BIGINT) IS NULL OR contact = $7) \
         ORDER BY ended DESC, id DESC LIMIT $8"
    )
}

pub(crate) fn segments_statement() -> String {
    format!("{SEGMENT} WHERE workspace = $1 AND call = $2 ORDER BY n")
}

pub(crate) fn segments_after_statement() -> String {
    format!("{SEGMENT} WHERE workspace = $1 AND (call, n) > ($2, $3) ORDER BY call, n LIMIT $4")
}

pub(crate) fn call_statement() -> String {
    format!("{CALL} WHERE workspace = $1 AND id = $2")
}

pub(crate) fn past_calls_statement() -> String {
    format!(
        "{CALL} WHERE workspace = $1 AND id < $2 AND ended IS NOT NULL ORDER BY id DESC LIMIT $3"
    )
}

pub(crate) fn calls_statement(given: &str) -> String {
    format!("{CALL} WHERE workspace = $1 AND id IN ({given}) ORDER BY id")
}

/// A contact's state, number, name and e-mail address.
type ContactColumns = (String, Option<String>, Option<String>, Option<String>);

impl Store {
    /// Every workspace there is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        let sql = "SELECT workspace FROM lease ORDER BY workspace";
        let rows: Vec<i64> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(sql).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading the workspaces", error))?;
        Ok(rows.into_iter().map(|id| WorkspaceId(unsigned(id))).collect())
    }

    /// The log of one call, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn facts_of_call(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<Logged>, StoreError> {
        self.facts(facts_of_call_statement(), workspace, column(call.0), LINES_MAX).await
    }

    /// What happened to a conversation beside its calls: assignments, notes, openings and
    /// closings, tags and tasks, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn facts_of_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
    ) -> Result<Vec<Logged>, StoreError> {
        let sql = facts_of_conversation_statement();
        self.facts(sql, workspace, column(conversation.0), LINES_MAX).await
    }

    /// The log after a line, in order, `limit` lines at most; after 0: from the start.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn facts_after(
        &self,
        workspace: WorkspaceId,
        after: Seq,
        limit: u32,
    ) -> Result<Vec<Logged>, StoreError> {
        self.facts(facts_after_statement(), workspace, column(after.0), i64::from(limit)).await
    }

    async fn facts(
        &self,
        sql: String,
        workspace: WorkspaceId,
        place: i64,
        limit: i64,
    ) -> Result<Vec<Logged>, StoreError> {
        let rows: Vec<FactColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(place).bind(limit).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading the log", error))?;
        rows.into_iter().map(logged).collect()
    }

    /// One call.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn call(
        &self,
        workspace: WorkspaceId,
        id: CallId,
    ) -> Result<Option<CallRecord>, StoreError> {
        let sql = call_statement();
        let row: Option<CallColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(column(id.0)).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading a call", error))?;
        row.map(call_record).transpose()
    }

    /// Calls that have ended, the last ended first, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ended_calls(
        &self,
        workspace: WorkspaceId,
        filter: &CallFilter,
        limit: u32,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let sql = ended_calls_statement();
        let (before, id) =
            filter.before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.0, column(id.0)));
        let rows: Vec<CallColumns> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql))
                .bind(column(workspace.0))
                .bind(before)
                .bind(id)
                .bind(filter.since.map_or(i64::MIN, |at| at.0))
                .bind(filter.outcome.clone())
                .bind(filter.team.map(|id| column(id.0)))
                .bind(filter.contact.map(|id| column(id.0)))
                .bind(i64::from(limit))
                .fetch_all(executor)
                .await
        })
        .map_err(|error| Lane::Reports.failed("listing calls", error))?;
        rows.into_iter().map(call_record).collect()
    }

    /// Calls that have ended, the last placed first: those placed before one, `limit` at
    /// most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn past_calls(
        &self,
        workspace: WorkspaceId,
        before: Option<CallId>,
        limit: u32,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let sql = past_calls_statement();
        let before = before.map_or(i64::MAX, |id| column(id.0));
        let rows: Vec<CallColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(before).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing calls", error))?;
        rows.into_iter().map(call_record).collect()
    }

    /// The finished segments of a call, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn segments(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<Segment>, StoreError> {
        let sql = segments_statement();
        let rows: Vec<SegmentColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(column(call.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading segments", error))?;
        rows.into_iter().map(segment).collect()
    }

    /// All segments after one of (`call`, `n`), in that order, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn segments_after(
        &self,
        workspace: WorkspaceId,
        after: (CallId, u32),
        limit: u32,
    ) -> Result<Vec<Segment>, StoreError> {
        let sql = segments_after_statement();
        let rows: Vec<SegmentColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            let query = query.bind(column(after.0.0)).bind(i64::from(after.1));
            query.bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading segments", error))?;
        rows.into_iter().map(segment).collect()
    }

    /// A contact, and what is known of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn contact(
        &self,
        workspace: WorkspaceId,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, StoreError> {
        self.contact_by(Lane::Reports, workspace, id).await
    }

    pub(crate) async fn contact_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, StoreError> {
        let row: Option<ContactColumns> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(CONTACT).bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading a contact", error))?;
        let read = |(state, number, name, email): ContactColumns| {
            Ok((parse("contact", &state)?, ContactContent { number, name, email }))
        };
        row.map(read).transpose()
    }

    /// The notes of a conversation, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notes(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
    ) -> Result<Vec<NoteRecord>, StoreError> {
        let rows = self.pairs(NOTES, workspace, column(conversation.0)).await?;
        let read = |(state, body): (String, Option<String>)| {
            let content = body.map(|body| NoteContent { body });
            Ok(NoteRecord { row: parse("note", &state)?, content })
        };
        rows.into_iter().map(read).collect()
    }

    /// The recordings of a call, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recordings_of_call(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<RecordingRecord>, StoreError> {
        let rows = self.pairs(RECORDINGS_OF_CALL, workspace, column(call.0)).await?;
        rows.into_iter().map(recording_record).collect()
    }

    /// One recording.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recording(
        &self,
        workspace: WorkspaceId,
        id: RecordingId,
    ) -> Result<Option<RecordingRecord>, StoreError> {
        let rows = self.pairs(RECORDING, workspace, column(id.0)).await?;
        rows.into_iter().next().map(recording_record).transpose()
    }

    /// One offer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn offer(
        &self,
        workspace: WorkspaceId,
        id: desk::OfferId,
    ) -> Result<Option<OfferRow>, StoreError> {
        let sql = "SELECT CAST(state AS TEXT), CAST(NULL AS TEXT) FROM offer \
                   WHERE workspace = $1 AND id = $2";
        let rows = self.pairs(sql, workspace, column(id.0)).await?;
        rows.into_iter().next().map(|(state, _)| parse("offer", &state)).transpose()
    }

    /// The offers of a call, in order, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn offers_of_call(
        &self,
        workspace: WorkspaceId,
        call: CallId,
        limit: u32,
    ) -> Result<Vec<OfferRow>, StoreError> {
        let rows: Vec<String> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(OFFERS_OF_CALL).bind(column(workspace.0));
            query.bind(column(call.0)).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading offers", error))?;
        rows.iter().map(|text| parse("offer", text)).collect()
    }

    /// These calls, in the order of their ids; those that do not exist are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn calls(
        &self,
        workspace: WorkspaceId,
        ids: &[CallId],
    ) -> Result<Vec<CallRecord>, StoreError> {
        let ids: Vec<u64> = ids.iter().map(|id| id.0).collect();
        let sql = calls_statement(self.given());
        let rows: Vec<CallColumns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(list(&ids)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading calls", error))?;
        rows.into_iter().map(call_record).collect()
    }

    async fn pairs(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Vec<(String, Option<String>)>, StoreError> {
        reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).bind(id).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading rows", error))
    }
}

fn logged(row: FactColumns) -> Result<Logged, StoreError> {
    let (seq, at, actor, cause, call, line, body) = row;
    let call = call.zip(line).map(|(call, line)| (CallId(unsigned(call)), small(line)));
    Ok(Logged {
        seq: Seq(unsigned(seq)),
        at: Millis(at),
        by: parse("actor", &actor)?,
        cause: cause.map(|cause| Seq(unsigned(cause))),
        call,
        fact: parse("fact", &body)?,
    })
}

pub(crate) fn call_record(row: CallColumns) -> Result<CallRecord, StoreError> {
    let (state, caller, caller_name, called) = row;
    let content = CallContent { caller, caller_name, called: called.unwrap_or_default() };
    Ok(CallRecord { state: parse("call", &state)?, content })
}

fn recording_record(
    (state, path): (String, Option<String>),
) -> Result<RecordingRecord, StoreError> {
    let content = path.map(|path| RecordingContent { path });
    Ok(RecordingRecord { row: parse("recording", &state)?, content })
}

pub(crate) fn segment(row: SegmentColumns) -> Result<Segment, StoreError> {
    let (call, n, kind, team, teammate, stay, from, to) = row;
    let kind: SegmentKind = parse("kind of segment", &format!("\"{kind}\""))?;
    Ok(Segment {
        call: CallId(unsigned(call)),
        n: small(n),
        kind,
        team: team.map(|id| TeamId(unsigned(id))),
        teammate: teammate.map(|id| TeammateId(unsigned(id))),
        stay: small(stay),
        from: Millis(from),
        to: Millis(to),
    })
}
