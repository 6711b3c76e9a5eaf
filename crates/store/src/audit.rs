//! What somebody may have to answer for: who listened to which recording, and when.

use desk::{Millis, TeammateId, WorkspaceId};

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audited {
    /// A recording was played on the page.
    RecordingPlayed,
    /// A recording was kept as a file.
    RecordingDownloaded,
    /// A recording was deleted by hand.
    RecordingDeleted,
    /// A contact was erased.
    ContactErased,
    /// A mail was read on the page.
    MailRead,
    /// A mail was sent again.
    MailSentAgain,
    /// A notification was tried on a call.
    NotificationTried,
    /// A webhook got a new secret.
    WebhookSecretMade,
    /// A webhook was called to try it.
    WebhookTried,
    /// A job was made due by hand.
    JobRetried,
    /// The workspace's settings were saved.
    WorkspaceSaved,
    /// A team's settings were saved.
    TeamSaved,
    /// A teammate's settings were saved, the role among them.
    TeammateSaved,
    /// A channel's settings were saved.
    ChannelSaved,
    /// A role's settings were saved.
    RoleSaved,
    /// A notification's settings were saved.
    NotificationSaved,
    /// A tag's settings were saved.
    TagSaved,
    /// A webhook's settings were saved.
    WebhookSaved,
    /// A trunk's settings were saved.
    TrunkSaved,
    /// A trunk was removed.
    TrunkRemoved,
    /// A teammate was invited.
    TeammateInvited,
    /// An invitation was withdrawn.
    InvitationWithdrawn,
    /// A teammate was removed, and with the teammate every session.
    TeammateRemoved,
    /// Somebody ended a session other than the one that asked.
    SessionEnded,
    /// A password was changed.
    PasswordChanged,
    /// A link was made that signs somebody in.
    SignInLinkMade,
    /// Somebody else's status or channel availability was changed.
    AvailabilityChanged,
}

impl Audited {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::RecordingPlayed,
        Self::RecordingDownloaded,
        Self::RecordingDeleted,
        Self::ContactErased,
        Self::MailRead,
        Self::MailSentAgain,
        Self::NotificationTried,
        Self::WebhookSecretMade,
        Self::WebhookTried,
        Self::JobRetried,
        Self::WorkspaceSaved,
        Self::TeamSaved,
        Self::TeammateSaved,
        Self::ChannelSaved,
        Self::RoleSaved,
        Self::NotificationSaved,
        Self::TagSaved,
        Self::WebhookSaved,
        Self::TrunkSaved,
        Self::TrunkRemoved,
        Self::TeammateInvited,
        Self::InvitationWithdrawn,
        Self::TeammateRemoved,
        Self::SessionEnded,
        Self::PasswordChanged,
        Self::SignInLinkMade,
        Self::AvailabilityChanged,
    ];

    /// As it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RecordingPlayed => "recording_played",
            Self::RecordingDownloaded => "recording_downloaded",
            Self::RecordingDeleted => "recording_deleted",
            Self::ContactErased => "contact_erased",
            Self::MailRead => "mail_read",
            Self::MailSentAgain => "mail_sent_again",
            Self::NotificationTried => "notification_tried",
            Self::WebhookSecretMade => "webhook_secret_made",
            Self::WebhookTried => "webhook_tried",
            Self::JobRetried => "job_retried",
            Self::WorkspaceSaved => "workspace_saved",
            Self::TeamSaved => "team_saved",
            Self::TeammateSaved => "teammate_saved",
            Self::ChannelSaved => "channel_saved",
            Self::RoleSaved => "role_saved",
            Self::NotificationSaved => "notification_saved",
            Self::TagSaved => "tag_saved",
            Self::WebhookSaved => "webhook_saved",
            Self::TrunkSaved => "trunk_saved",
            Self::TrunkRemoved => "trunk_removed",
            Self::TeammateInvited => "teammate_invited",
            Self::InvitationWithdrawn => "invitation_withdrawn",
            Self::TeammateRemoved => "teammate_removed",
            Self::SessionEnded => "session_ended",
            Self::PasswordChanged => "password_changed",
            Self::SignInLinkMade => "sign_in_link_made",
            Self::AvailabilityChanged => "availability_changed",
        }
    }
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its place: 1, 2, 3, …
    pub id: u64,
    /// When.
    pub at: Millis,
    /// Who; nobody: the operator.
    pub teammate: Option<TeammateId>,
    /// What was done.
    pub what: String,
    /// To what: the recording's, contact's, mail's or document's id; 0 where it has none.
    pub subject: u64,
    /// What stands for it when it has no number: a trunk's name, a job's key.
    pub detail: String,
}

pub(crate) const LINES: &str = "SELECT id, at, teammate, what, subject, detail FROM audit \
    WHERE workspace = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

const ADD: &str = "INSERT INTO audit (workspace, id, at, teammate, what, subject, detail) \
    SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5, $6 FROM audit WHERE workspace = $1";

/// How often a place is looked for: somebody else may take it in the same moment, with
/// PostgreSQL, and each time one of them has it.
const TRIES_MAX: u32 = 50;

impl Store {
    /// Writes down what a teammate did, or the operator where nobody is named.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be done.
    pub async fn audit(
        &self,
        workspace: WorkspaceId,
        at: Millis,
        by: Option<TeammateId>,
        what: Audited,
        subject: u64,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut tries = 0;
        loop {
            let written = writing!(&self.db, executor => {
                let query = sqlx::query(ADD).bind(column(workspace.0)).bind(at.0);
                let query = query.bind(column(by.map_or(0, |id| id.0))).bind(what.name());
                query.bind(column(subject)).bind(detail).execute(executor).await.map(|_| ())
            });
            tries += 1;
            match written {
                Err(error) if place_taken(&error) && tries < TRIES_MAX => {}
                other => {
                    let doing = "writing down who did what";
                    return other.map_err(|error| StoreError::database(doing, error));
                }
            }
        }
    }

    /// What was done last, the latest first, `limit` lines at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audited(
        &self,
        workspace: WorkspaceId,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.audit_page(workspace, None, limit).await
    }

    /// One page of what was done, the latest first: the lines before one, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audit_page(
        &self,
        workspace: WorkspaceId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let before = before.map_or(i64::MAX, column);
        let rows: Vec<(i64, i64, i64, String, i64, String)> =
            reading!(&self.db, Lane::Reports, executor => {
                let query = sqlx::query_as(LINES).bind(column(workspace.0)).bind(before);
                query.bind(i64::from(limit)).fetch_all(executor).await
            })
            .map_err(|error| Lane::Reports.failed("reading who did what", error))?;
        let line = |(id, at, teammate, what, subject, detail)| AuditLine {
            id: unsigned(id),
            at: Millis(at),
            teammate: (teammate > 0).then(|| TeammateId(unsigned(teammate))),
            what,
            subject: unsigned(subject),
            detail,
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

fn place_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}
