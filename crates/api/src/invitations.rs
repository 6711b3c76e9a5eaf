//! Invitations: a link for somebody who will work here.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::{
    Actor, AlertId, Document, Employment, Permission, RoleId, SettingsRow, TeamId, TeammateId,
    TeammateSettings,
};
use store::{Account, Audited, Invitation, InvitationId, Opened};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Id, Word};
use crate::audit;
use crate::body::Body;
use crate::password;
use crate::people;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    AcceptInvitation, InvitationView, Invite, Invited, Me, NameRef, OpenInvitation,
};
use crate::session::{self, Sender, Viewer};
use crate::token;

/// How long an invitation works: a week, with a weekend in it.
const LASTS_MS: u64 = 7 * 24 * 3_600_000;

/// Invitations that wait at once: more than anybody hires in a week.
const WAITING_MAX: usize = 1_000;

/// The addresses about invitations, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(withdraw))
        .routes(routes!(open))
        .routes(routes!(accept))
}

/// Invitations that wait to be accepted, the newest first.
#[utoipa::path(get, path = "/invitations", tag = "invitations",
    responses((status = OK, body = Vec<InvitationView>)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
) -> Result<Json<Vec<InvitationView>>, Trouble> {
    viewer.require(Permission::ManageTeammates)?;
    let waiting = rooms.store.invitations(rooms.workspace).await?;
    Ok(Json(waiting.into_iter().map(|one| view(&rooms, one)).collect()))
}

fn view(rooms: &Rooms, invitation: Invitation) -> InvitationView {
    let staff = rooms.reception.staff();
    let by = staff.people().get(&invitation.invited_by);
    InvitationView {
        id: invitation.id.0,
        email: invitation.email,
        name: invitation.name,
        role: invitation.role,
        teams: invitation.teams.iter().map(|team| team.0).collect(),
        invited_by: by.map(|by| NameRef { id: invitation.invited_by.0, name: by.name.clone() }),
        created_ms: invitation.created.0,
        expires_ms: invitation.expires.0,
    }
}

fn is_there(settings: &[SettingsRow], team: TeamId) -> bool {
    settings.iter().any(|row| match &row.document {
        Document::Team(id, _) => *id == team,
        Document::Workspace(_)
        | Document::Teammate(..)
        | Document::Channel(..)
        | Document::Role(..)
        | Document::Notification(..)
        | Document::Tag(..)
        | Document::Webhook(..) => false,
    })
}

/// Invites somebody; an earlier invitation to the same address stops working.
#[utoipa::path(post, path = "/invitations", tag = "invitations", request_body = Invite,
    responses((status = OK, body = Invited)))]
async fn invite(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(asked): Body<Invite>,
) -> Result<Json<Invited>, Trouble> {
    let role = RoleId(asked.role);
    let teams: Vec<TeamId> = asked.teams.iter().copied().map(TeamId).collect();
    may_give(&rooms, &viewer, role, &teams).await?;
    let email = session::email(&asked.email)?;
    let name = people::name(&asked.name)?;
    is_free(&rooms, &email).await?;
    if rooms.store.invitations(rooms.workspace).await?.len() >= WAITING_MAX {
        let detail = "Too many invitations are waiting; withdraw those that are not needed.";
        return Err(Trouble::new(StatusCode::CONFLICT, "not_now", detail));
    }
    let token = token::fresh()?;
    let Some(hash) = token::hash(&token) else {
        return Err(Trouble::unable("The server cannot make secrets now; try again."));
    };
    let now = rooms.reception.now();
    let invitation = Invitation {
        id: InvitationId(token::number()?),
        token: hash,
        email,
        name,
        role: role.0,
        teams,
        invited_by: viewer.teammate,
        created: now,
        expires: now.plus(LASTS_MS),
    };
    let by = viewer.teammate;
    audit::before(&rooms, by, Audited::TeammateInvited, invitation.id.0, "").await?;
    rooms.store.invite(rooms.workspace, &invitation).await?;
    Ok(Json(Invited {
        id: invitation.id.0,
        link: format!("{}/invitation#token={token}", rooms.reception.place.base()),
        expires_ms: invitation.expires.0,
    }))
}

/// Whether the viewer may give that role and those teams: what is refused when the
/// invitation is accepted should be refused now.
async fn may_give(
    rooms: &Rooms,
    viewer: &Viewer,
    role: RoleId,
    teams: &[TeamId],
) -> Result<(), Trouble> {
    viewer.require(Permission::ManageTeammates)?;
    let staff = rooms.reception.staff();
    match staff.roles().get(&role) {
        Some(given) if given.permits(Permission::Owner) => viewer.require(Permission::Owner)?,
        Some(_) => {}
        None if role == desk::NO_ROLE => {}
        None => return Err(Trouble::invalid("There is no such role.")),
    }
    if teams.is_empty() {
        return Ok(());
    }
    // Who is in a team decides whom its calls ring.
    viewer.require(Permission::PhoneSettings)?;
    let settings = rooms.store.settings(rooms.workspace).await?;
    if !teams.iter().all(|team| is_there(&settings, *team)) {
        return Err(Trouble::invalid("There is no such team."));
    }
    Ok(())
}

/// Whether nobody who works here has that address; who was removed gives it up.
async fn is_free(rooms: &Rooms, email: &str) -> Result<(), Trouble> {
    let Some(account) = rooms.store.account_by_email(rooms.workspace, email).await? else {
        return Ok(());
    };
    if rooms.reception.staff().teammate(account.teammate).is_none() {
        rooms.store.close_account(rooms.workspace, account.teammate).await?;
        return Ok(());
    }
    Err(taken())
}

fn taken() -> Trouble {
    let detail = "Somebody with this e-mail address works here already.";
    Trouble::new(StatusCode::CONFLICT, "email_taken", detail)
}

/// Withdraws an invitation; its link stops working.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "invitations",
    params(("id" = u64, Path)), responses((status = NO_CONTENT, description = "Withdrawn")))]
async fn withdraw(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<StatusCode, Trouble> {
    viewer.require(Permission::ManageTeammates)?;
    if rooms.store.withdraw_invitation(rooms.workspace, InvitationId(id)).await? {
        let by = Actor::Teammate(viewer.teammate);
        audit::after(&rooms, by, Audited::InvitationWithdrawn, id, "").await;
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Trouble::not_found("There is no such invitation; it may have been accepted."))
}

/// What an invited person sees first.
#[utoipa::path(get, path = "/invitations/open/{token}", tag = "invitations",
    params(("token" = String, Path)), responses((status = OK, body = OpenInvitation)))]
async fn open(
    State(rooms): State<Rooms>,
    Sender(from): Sender,
    Word(token): Word,
) -> Result<Json<OpenInvitation>, Trouble> {
    rooms.reception.limits.open(from)?;
    let hash = token::hash(&token).ok_or_else(too_late)?;
    let now = rooms.reception.now();
    let found = rooms.store.invitation_by_token(rooms.workspace, &hash, now).await?;
    let invitation = found.ok_or_else(too_late)?;
    Ok(Json(OpenInvitation {
        workspace_name: rooms.reception.staff().workspace.name.clone(),
        name: invitation.name,
        email: invitation.email,
    }))
}

fn too_late() -> Trouble {
    let detail = "This invitation was used, withdrawn or is too old; ask for a new one.";
    Trouble::new(StatusCode::GONE, "expired", detail)
}

/// Accepts an invitation: makes the teammate and signs in.
#[utoipa::path(post, path = "/invitations/accept", tag = "invitations",
    request_body = AcceptInvitation, responses((status = OK, body = Me)))]
async fn accept(
    State(rooms): State<Rooms>,
    Sender(from): Sender,
    headers: HeaderMap,
    Body(asked): Body<AcceptInvitation>,
) -> Result<Response, Trouble> {
    let reception = &rooms.reception;
    reception.limits.open(from)?;
    let hash = token::hash(&asked.token).ok_or_else(too_late)?;
    let found = rooms.store.invitation_by_token(rooms.workspace, &hash, reception.now()).await?;
    let invitation = found.ok_or_else(too_late)?;
    let name = people::name(&asked.name)?;
    password::check(&asked.password, &invitation.email)?;
    let password = reception.passwords.hash(asked.password).await?;
    // From here on it is ours alone; whoever else has the link comes too late.
    let used = rooms.store.use_invitation(rooms.workspace, &hash, reception.now()).await?;
    let invitation = used.ok_or_else(too_late)?;
    match enter(&rooms, &invitation, name, password).await {
        Ok(teammate) => session::welcome(&rooms, teammate, &headers).await,
        Err(trouble) => {
            if let Err(error) = rooms.store.unuse_invitation(rooms.workspace, invitation.id).await {
                tracing::warn!(%error, "an invitation that failed cannot be used again");
            }
            Err(trouble)
        }
    }
}

/// Makes the teammate of an invitation, in the name of who invited: what that person may
/// not do any more, the invitation cannot do either.
async fn enter(
    rooms: &Rooms,
    invitation: &Invitation,
    name: String,
    password: String,
) -> Result<TeammateId, Trouble> {
    is_free(rooms, &invitation.email).await?;
    if !rooms.reception.permissions(invitation.invited_by).contains(&Permission::ManageTeammates) {
        return Err(stood_down());
    }
    let by = Actor::Teammate(invitation.invited_by);
    let role = RoleId(invitation.role);
    let settings = TeammateSettings { name, role, ..TeammateSettings::default() };
    let teammate = people::hire(rooms, by, settings).await.map_err(inviters)?;
    let entered = settle(rooms, invitation, teammate, password).await;
    if entered.is_err() {
        // Nobody is left behind whom nobody can sign in as.
        let undone =
            people::change(rooms, Actor::Operator, desk::Subject::Teammate(teammate), |document| {
                let Some(Document::Teammate(id, settings)) = document else { return None };
                let employment = Employment::Removed;
                Some(Document::Teammate(id, TeammateSettings { employment, ..settings }))
            });
        if let Err(trouble) = undone.await {
            tracing::warn!(code = trouble.code, "a teammate who could not enter is still here");
        }
    }
    entered.map(|()| teammate)
}

async fn settle(
    rooms: &Rooms,
    invitation: &Invitation,
    teammate: TeammateId,
    password: String,
) -> Result<(), Trouble> {
    let by = Actor::Teammate(invitation.invited_by);
    for team in &invitation.teams {
        people::join(rooms, by, teammate, *team).await.map_err(inviters)?;
    }
    let account = Account {
        teammate,
        email: invitation.email.clone(),
        password: Some(password),
        created: rooms.reception.now(),
    };
    match rooms.store.open_account(rooms.workspace, &account).await? {
        Opened::Stored => {}
        Opened::Taken => return Err(taken()),
    }
    begin_with_no_alerts(rooms, account.teammate).await?;
    rooms.reception.refresh().await?;
    Ok(())
}

/// Alerts to everybody that were given before somebody came are not news to them.
async fn begin_with_no_alerts(rooms: &Rooms, teammate: TeammateId) -> Result<(), Trouble> {
    let last = rooms.store.last(rooms.workspace).await?.map_or(0, |(seq, _)| seq.0);
    Ok(rooms.store.alerts_seen(rooms.workspace, teammate, AlertId(last)).await?)
}

/// A refusal that is the inviter's, in words for who was invited.
fn inviters(trouble: Trouble) -> Trouble {
    if trouble.code == "not_allowed" { stood_down() } else { trouble }
}

fn stood_down() -> Trouble {
    let detail = "Whoever invited you may not do so any more; ask for a new invitation.";
    Trouble::new(StatusCode::FORBIDDEN, "not_allowed", detail)
}
