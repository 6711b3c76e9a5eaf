//! What the desk asks for after a call: the whole case, and the rows that commands and
//! jobs change. Read on the desk's own connection; people read the case beside it.

use desk::{
    CallId, CallState, Case, ContactId, ConversationRow, MailId, MailRow, NoteContent, NoteRow,
    OfferEnd, OfferRow, RecordingId, RecordingRow, ResultId, ResultRow, Segment, SegmentKind,
    TaskContent, TaskId, TaskRow, TeammateId, WorkspaceId,
};

use crate::db::{Lane, Store, parse, reading};
use crate::desk_reads::CONVERSATION;
use crate::encode::column;
use crate::error::StoreError;
use crate::reads::{
    CallColumns, CallRecord, OFFERS_OF_CALL, SegmentColumns, call_record, call_statement, segment,
    segments_statement,
};

/// The most offers among which the answered one is looked for.
const OFFERS_MAX: i64 = 10_000;

pub(crate) const FIRST_NOTES: &str = "SELECT CAST(state AS TEXT), body FROM note \
    WHERE workspace = $1 AND conversation = $2 ORDER BY id LIMIT $3";

pub(crate) const RECORDING_AND_CALL: &str = "SELECT CAST(recording.state AS TEXT), \
    CAST(call.state AS TEXT) FROM recording JOIN call ON call.workspace = recording.workspace \
    AND call.id = recording.call WHERE recording.workspace = $1 AND recording.id = $2";

pub(crate) const RECORDINGS_OF_CONTACT: &str = "SELECT CAST(recording.state AS TEXT), \
    CAST(call.state AS TEXT) FROM conversation JOIN call ON call.workspace = $1 \
    AND call.conversation = conversation.id JOIN recording ON recording.workspace = $1 \
    AND recording.call = call.id WHERE conversation.workspace = $1 \
    AND conversation.contact = $2 AND recording.stage <> 'deleted'";

impl Store {
    /// Everything that is known of an ended call, for a person who tries a notification
    /// on it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn case(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Option<Case>, StoreError> {
        self.case_by(Lane::Reports, workspace, call).await
    }

    /// The same for the desk.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn case_for_desk(
        &self,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Option<Case>, StoreError> {
        self.case_by(Lane::Desk, workspace, call).await
    }

    async fn case_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        id: CallId,
    ) -> Result<Option<Case>, StoreError> {
        let call: Option<CallColumns> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(call_statement()));
            let query = query.bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading a call", error))?;
        let Some(call) = call else { return Ok(None) };
        let CallRecord { state: call, content } = call_record(call)?;
        let of = column(call.conversation.0);
        let Some(text) = self.texts(lane, CONVERSATION, workspace, of).await?.pop() else {
            return Ok(None);
        };
        let conversation: ConversationRow = parse("conversation", &text)?;
        let contact = self.contact_by(lane, workspace, conversation.contact).await?;
        let segments = self.segments_by(lane, workspace, id).await?;
        let talked = segments.iter().filter(|segment| segment.kind == SegmentKind::Talk);
        let talk_ms = talked.map(|segment| segment.to.since(segment.from)).sum();
        Ok(Some(Case {
            answered_by: self.answered_by(lane, workspace, &call).await?,
            talk_ms,
            notes: self.first_notes(lane, workspace, of).await?,
            results: self.results_of_call_by(lane, workspace, id).await?,
            call,
            content,
            conversation,
            contact,
        }))
    }

    async fn segments_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        call: CallId,
    ) -> Result<Vec<Segment>, StoreError> {
        let rows: Vec<SegmentColumns> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(segments_statement()));
            query.bind(column(workspace.0)).bind(column(call.0)).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading segments", error))?;
        rows.into_iter().map(segment).collect()
    }

    /// Who answered last. Asked of the offers, because who answered and was hung up on in
    /// the same moment has no segment.
    async fn answered_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        call: &CallState,
    ) -> Result<Option<TeammateId>, StoreError> {
        if call.first_answer.is_none() {
            return Ok(None);
        }
        let rows: Vec<String> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_scalar(OFFERS_OF_CALL).bind(column(workspace.0));
            query.bind(column(call.id.0)).bind(OFFERS_MAX).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading offers", error))?;
        for text in rows.iter().rev() {
            let offer: OfferRow = parse("offer", text)?;
            if matches!(offer.ended, Some((_, OfferEnd::Answered))) {
                return Ok(Some(offer.teammate));
            }
        }
        Ok(None)
    }

    async fn first_notes(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        conversation: i64,
    ) -> Result<Vec<(NoteRow, NoteContent)>, StoreError> {
        let limit = i64::try_from(Case::NOTES_MAX).unwrap_or(i64::MAX);
        let rows: Vec<(String, Option<String>)> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(FIRST_NOTES).bind(column(workspace.0));
            query.bind(conversation).bind(limit).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading notes", error))?;
        let read = |(state, body): (String, Option<String>)| {
            let content = NoteContent { body: body.unwrap_or_default() };
            Ok((parse("note", &state)?, content))
        };
        rows.into_iter().map(read).collect()
    }

    /// A task and what is to be done, which is nothing once erased.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn task_for_desk(
        &self,
        workspace: WorkspaceId,
        id: TaskId,
    ) -> Result<Option<(TaskRow, TaskContent)>, StoreError> {
        let found = self.task_by(Lane::Desk, workspace, id).await?;
        let erased = || TaskContent { title: String::new() };
        Ok(found.map(|task| (task.row, task.content.unwrap_or_else(erased))))
    }

    /// A mail's state.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn mail_for_desk(
        &self,
        workspace: WorkspaceId,
        id: MailId,
    ) -> Result<Option<MailRow>, StoreError> {
        Ok(self.mail_by(Lane::Desk, workspace, id).await?.map(|(row, _)| row))
    }

    /// What became of a notification.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn result_for_desk(
        &self,
        workspace: WorkspaceId,
        id: ResultId,
    ) -> Result<Option<ResultRow>, StoreError> {
        self.result_by(Lane::Desk, workspace, id).await
    }

    /// A recording and its call.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recording_for_desk(
        &self,
        workspace: WorkspaceId,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, StoreError> {
        let rows = self.recordings_and_calls(RECORDING_AND_CALL, workspace, column(id.0)).await?;
        Ok(rows.into_iter().next())
    }

    /// A contact's recordings that are not deleted, and their calls, in any order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recordings_of_contact_for_desk(
        &self,
        workspace: WorkspaceId,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, StoreError> {
        self.recordings_and_calls(RECORDINGS_OF_CONTACT, workspace, column(id.0)).await
    }

    async fn recordings_and_calls(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Vec<(RecordingRow, CallState)>, StoreError> {
        let rows: Vec<(String, String)> = reading!(&self.db, Lane::Desk, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).bind(id).fetch_all(executor).await
        })
        .map_err(|error| Lane::Desk.failed("reading recordings", error))?;
        let both = |(recording, call): (String, String)| {
            Ok((parse("recording", &recording)?, parse("call", &call)?))
        };
        rows.into_iter().map(both).collect()
    }

    async fn texts(
        &self,
        lane: Lane,
        sql: &'static str,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Vec<String>, StoreError> {
        reading!(&self.db, lane, executor => {
            sqlx::query_scalar(sql).bind(column(workspace.0)).bind(id).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading rows", error))
    }
}
