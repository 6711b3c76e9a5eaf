//! What the desk asks for: the rows it opens from, and what an input needs. It asks on a
//! connection of its own, so that no list or report keeps it waiting.

use desk::{
    CallContent, CallState, ContactContent, ContactId, ContactRow, ConversationId, ConversationRow,
    Live, Millis, OfferRow, RecordingContent, RecordingRow, Seq, SettingsRow, WorkspaceId,
};
use serde::de::DeserializeOwned;

use crate::db::{Lane, Store, parse, reading, unsigned};
use crate::encode::column;
use crate::error::StoreError;

/// The most contacts with one number that are looked at, the most recently active ones:
/// the desk takes the first of these anyway.
const CONTACTS_MAX: i64 = 100;

type CallColumns = (String, Option<String>, Option<String>, Option<String>);

pub(crate) const SETTINGS: &str = "SELECT version, CAST(state AS TEXT) FROM settings \
    WHERE workspace = $1 ORDER BY subject";
pub(crate) const TEAMMATES: &str =
    "SELECT CAST(state AS TEXT) FROM teammate WHERE workspace = $1 ORDER BY id";
pub(crate) const OPEN_OFFERS: &str = "SELECT CAST(state AS TEXT) FROM offer \
    WHERE workspace = $1 AND ended IS NULL ORDER BY id";
pub(crate) const CONTACTS_BY_NUMBER: &str = "SELECT CAST(state AS TEXT) FROM contact \
    WHERE workspace = $1 AND number = $2 ORDER BY last_active DESC, id DESC LIMIT $3";
pub(crate) const CONVERSATION: &str =
    "SELECT CAST(state AS TEXT) FROM conversation WHERE workspace = $1 AND id = $2";
pub(crate) const LAST: &str =
    "SELECT seq, at FROM fact WHERE workspace = $1 ORDER BY seq DESC LIMIT 1";

macro_rules! open_recording {
    () => {
        "stage IN ('running', 'paused', 'closing')"
    };
}

/// Calls that go on, and those whose recording does.
macro_rules! live_call {
    () => {
        concat!(
            "SELECT id FROM call WHERE workspace = $1 AND ended IS NULL \
             UNION SELECT call FROM recording WHERE workspace = $1 AND ",
            open_recording!()
        )
    };
}

pub(crate) const OPEN_RECORDINGS: &str = concat!(
    "SELECT CAST(state AS TEXT), path FROM recording WHERE workspace = $1 AND ",
    open_recording!(),
    " ORDER BY id"
);
pub(crate) const LIVE_CALLS: &str = concat!(
    "SELECT CAST(state AS TEXT), caller, caller_name, called FROM call \
     WHERE workspace = $1 AND id IN (",
    live_call!(),
    ") ORDER BY id"
);
pub(crate) const LIVE_CONVERSATIONS: &str = concat!(
    "SELECT CAST(state AS TEXT) FROM conversation WHERE workspace = $1 AND id IN \
     (SELECT conversation FROM call WHERE workspace = $1 AND id IN (",
    live_call!(),
    ")) ORDER BY id"
);

impl Store {
    /// The rows of everything that is not over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn live(&self, workspace: WorkspaceId) -> Result<Live, StoreError> {
        Ok(Live {
            settings: self.settings_by(Lane::Desk, workspace).await?,
            teammates: self.states("teammate", workspace, TEAMMATES).await?,
            calls: self.live_calls(workspace).await?,
            offers: self.states::<OfferRow>("offer", workspace, OPEN_OFFERS).await?,
            recordings: self.open_recordings(workspace).await?,
            conversations: self
                .states::<ConversationRow>("conversation", workspace, LIVE_CONVERSATIONS)
                .await?,
            last: self.last_by(Lane::Desk, workspace).await?,
        })
    }

    /// All settings documents: also where the names of teams, teammates and channels
    /// stand.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settings(&self, workspace: WorkspaceId) -> Result<Vec<SettingsRow>, StoreError> {
        self.settings_by(Lane::Reports, workspace).await
    }

    async fn settings_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
    ) -> Result<Vec<SettingsRow>, StoreError> {
        let rows: Vec<(i64, String)> = reading!(&self.db, lane, executor => {
            sqlx::query_as(SETTINGS).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| lane.failed("reading the settings", error))?;
        let row = |(version, text): (i64, String)| {
            let document = parse("settings document", &text)?;
            Ok(SettingsRow { version: unsigned(version), document })
        };
        rows.into_iter().map(row).collect()
    }

    /// Contacts with that number, the most recently active first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn contacts_by_number(
        &self,
        workspace: WorkspaceId,
        number: &str,
    ) -> Result<Vec<ContactRow>, StoreError> {
        let rows: Vec<String> = reading!(&self.db, Lane::Desk, executor => {
            let query = sqlx::query_scalar(CONTACTS_BY_NUMBER).bind(column(workspace.0)).bind(number);
            query.bind(CONTACTS_MAX).fetch_all(executor).await
        })
        .map_err(|error| Lane::Desk.failed("looking for a contact", error))?;
        rows.iter().map(|text| parse("contact", text)).collect()
    }

    /// A contact with what is known of it, for the desk, which may change that.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn contact_for_desk(
        &self,
        workspace: WorkspaceId,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, StoreError> {
        self.contact_by(Lane::Desk, workspace, id).await
    }

    /// A conversation's header.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn conversation(
        &self,
        workspace: WorkspaceId,
        id: ConversationId,
    ) -> Result<Option<ConversationRow>, StoreError> {
        let row: Option<String> = reading!(&self.db, Lane::Desk, executor => {
            let query = sqlx::query_scalar(CONVERSATION).bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| Lane::Desk.failed("reading a conversation", error))?;
        row.map(|text| parse("conversation", &text)).transpose()
    }

    /// The place and time of the log's last line.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last(&self, workspace: WorkspaceId) -> Result<Option<(Seq, Millis)>, StoreError> {
        self.last_by(Lane::Reports, workspace).await
    }

    async fn last_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
    ) -> Result<Option<(Seq, Millis)>, StoreError> {
        let row: Option<(i64, i64)> = reading!(&self.db, lane, executor => {
            sqlx::query_as(LAST).bind(column(workspace.0)).fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading the end of the log", error))?;
        Ok(row.map(|(seq, at)| (Seq(unsigned(seq)), Millis(at))))
    }

    /// One JSON column of a workspace's rows.
    async fn states<T: DeserializeOwned>(
        &self,
        what: &'static str,
        workspace: WorkspaceId,
        sql: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        let rows: Vec<String> = reading!(&self.db, Lane::Desk, executor => {
            sqlx::query_scalar(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Desk.failed("reading rows", error))?;
        rows.iter().map(|text| parse(what, text)).collect()
    }

    async fn live_calls(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Vec<(CallState, CallContent)>, StoreError> {
        let rows: Vec<CallColumns> = reading!(&self.db, Lane::Desk, executor => {
            sqlx::query_as(LIVE_CALLS).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Desk.failed("reading the live calls", error))?;
        rows.into_iter()
            .map(|row| Ok((parse::<CallState>("call", &row.0)?, content(row))))
            .collect()
    }

    async fn open_recordings(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Vec<(RecordingRow, RecordingContent)>, StoreError> {
        let rows: Vec<(String, Option<String>)> = reading!(&self.db, Lane::Desk, executor => {
            sqlx::query_as(OPEN_RECORDINGS).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Desk.failed("reading the open recordings", error))?;
        let row = |(state, path): (String, Option<String>)| {
            let content = RecordingContent { path: path.unwrap_or_default() };
            Ok((parse("recording", &state)?, content))
        };
        rows.into_iter().map(row).collect()
    }
}

fn content((_, caller, caller_name, called): CallColumns) -> CallContent {
    CallContent { caller, caller_name, called: called.unwrap_or_default() }
}
