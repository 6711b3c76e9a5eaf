//! Invitations: whom somebody asked to join, and with what role.

use desk::{Millis, TeamId, TeammateId, WorkspaceId};

use crate::accounts::email_key;
use crate::db::{Lane, Store, parse, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;
use crate::sessions::TokenHash;

/// An invitation's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct InvitationId(pub u64);

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its number.
    pub id: InvitationId,
    /// What its token hashes to.
    pub token: TokenHash,
    /// To whom it went.
    pub email: String,
    /// What the teammate will be called.
    pub name: String,
    /// The role, as the desk numbers it.
    pub role: u64,
    /// The teams the teammate will be a member of.
    pub teams: Vec<TeamId>,
    /// Who invites.
    pub invited_by: TeammateId,
    /// When.
    pub created: Millis,
    /// When it stops working.
    pub expires: Millis,
}

type Columns = (i64, String, String, String, i64, String, i64, i64, i64);

const COLUMNS: &str = "id, token, email, name, role, teams, invited_by, created, expires";

impl Store {
    /// Invitations that were neither used nor withdrawn, the newest first; those that
    /// expired are among them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn invitations(&self, workspace: WorkspaceId) -> Result<Vec<Invitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitation WHERE workspace = $1 AND used IS NULL \
             ORDER BY created DESC, id DESC"
        );
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            query.bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading invitations", error))?;
        rows.into_iter().map(invitation).collect()
    }

    /// The invitation with that token, if it still works.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn invitation_by_token(
        &self,
        workspace: WorkspaceId,
        token: &TokenHash,
        now: Millis,
    ) -> Result<Option<Invitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitation WHERE workspace = $1 AND token = $2 \
             AND used IS NULL AND expires > $3"
        );
        let row: Option<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(token.0.as_str()).bind(now.0).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for an invitation", error))?;
        row.map(invitation).transpose()
    }

    /// Stores an invitation. An unused one to the same address is replaced: its link
    /// stops working.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn invite(
        &self,
        workspace: WorkspaceId,
        invitation: &Invitation,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO invitation (workspace, id, token, email, email_key, name, role, \
                   teams, invited_by, created, expires) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                   ON CONFLICT (workspace, email_key) WHERE used IS NULL DO UPDATE SET \
                   id = excluded.id, token = excluded.token, email = excluded.email, \
                   name = excluded.name, role = excluded.role, teams = excluded.teams, \
                   invited_by = excluded.invited_by, created = excluded.created, \
                   expires = excluded.expires";
        let teams: Vec<u64> = invitation.teams.iter().map(|team| team.0).collect();
        let teams = serde_json::to_string(&teams)
            .map_err(|source| StoreError::Unstorable { what: "list of teams", source })?;
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(invitation.id.0));
            let query = query.bind(invitation.token.0.as_str()).bind(invitation.email.as_str());
            let query = query.bind(email_key(&invitation.email)).bind(invitation.name.as_str());
            let query = query.bind(column(invitation.role)).bind(teams);
            let query = query.bind(column(invitation.invited_by.0)).bind(invitation.created.0);
            query.bind(invitation.expires.0).execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("storing an invitation", error))
    }

    /// Uses an invitation: only the first one who asks has it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn use_invitation(
        &self,
        workspace: WorkspaceId,
        token: &TokenHash,
        now: Millis,
    ) -> Result<Option<Invitation>, StoreError> {
        let sql = format!(
            "UPDATE invitation SET used = $3 WHERE workspace = $1 AND token = $2 \
             AND used IS NULL AND expires > $3 RETURNING {COLUMNS}"
        );
        let row: Option<Columns> = writing!(&self.db, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(token.0.as_str()).bind(now.0).fetch_optional(executor).await
        })
        .map_err(|error| StoreError::database("using an invitation", error))?;
        row.map(invitation).transpose()
    }

    /// Gives a used invitation back: what it was used for did not come to be.
    ///
    /// # Errors
    /// When the store cannot be written, or the address was invited again meanwhile.
    pub async fn unuse_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE invitation SET used = NULL WHERE workspace = $1 AND id = $2";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(invitation.0));
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("giving an invitation back", error))
    }

    /// Withdraws an invitation that was not used; whether there was one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn withdraw_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM invitation WHERE workspace = $1 AND id = $2 AND used IS NULL";
        let gone = writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(invitation.0));
            query.execute(executor).await.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("withdrawing an invitation", error))?;
        Ok(gone > 0)
    }
}

fn invitation(columns: Columns) -> Result<Invitation, StoreError> {
    let (id, token, email, name, role, teams, invited_by, created, expires) = columns;
    let teams: Vec<u64> = parse("list of teams", &teams)?;
    Ok(Invitation {
        id: InvitationId(unsigned(id)),
        token: TokenHash(token),
        email,
        name,
        role: unsigned(role),
        teams: teams.into_iter().map(TeamId).collect(),
        invited_by: TeammateId(unsigned(invited_by)),
        created: Millis(created),
        expires: Millis(expires),
    })
}
