//! The first start: a workspace, its roles and its owner, for whoever holds the token.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::{
    Actor, Document, Employment, Permission, RoleId, RoleSettings, TeammateId, TeammateSettings,
};
use store::{Account, Opened};
use subtle::ConstantTimeEq;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::Body;
use crate::password;
use crate::people;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{Me, SetUp};
use crate::session::{self, Sender};

/// The roles of a new workspace: their names and permissions.
const ROLES: [(&str, &[Permission]); 4] = [
    (OWNER, &[Permission::Owner, Permission::TakesCalls]),
    (
        "Administrator",
        &[
            Permission::TakesCalls,
            Permission::ListenToCalls,
            Permission::WorkflowsAccess,
            Permission::DeleteRecordings,
            Permission::PhoneSettings,
            Permission::ManageTeammates,
            Permission::ManageAvailability,
            Permission::Reports,
            Permission::EraseData,
        ],
    ),
    (
        "Supervisor",
        &[
            Permission::TakesCalls,
            Permission::ListenToCalls,
            Permission::ManageAvailability,
            Permission::Reports,
        ],
    ),
    ("Teammate", &[Permission::TakesCalls]),
];

/// The name of an owner's role.
const OWNER: &str = "Owner";

/// The addresses about the first start, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(set_up))
}

/// Sets the desk up: names the workspace, makes the roles where there are none, and the
/// owner, who is signed in then.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = SetUp,
    responses((status = OK, body = Me)))]
async fn set_up(
    State(rooms): State<Rooms>,
    Sender(from): Sender,
    headers: HeaderMap,
    Body(asked): Body<SetUp>,
) -> Result<Response, Trouble> {
    let reception = &rooms.reception;
    reception.limits.open(from)?;
    // Held until the end: of two set-ups at once the second one finds the first one's work.
    let mut token = reception.setup.lock().await;
    let Some(right) = token.as_ref() else { return Err(already()) };
    if !bool::from(right.as_bytes().ct_eq(asked.token.as_bytes())) {
        let detail = "This is not the set-up token; take the address that the program printed \
                      when it was started last.";
        return Err(Trouble::new(StatusCode::FORBIDDEN, "wrong_token", detail));
    }
    let email = session::email(&asked.email)?;
    password::check(&asked.password, &email)?;
    let workspace = people::name(&asked.workspace_name)?;
    let name = people::name(&asked.name)?;
    let hash = reception.passwords.hash(asked.password).await?;
    name_workspace(&rooms, workspace).await?;
    let role = owners_role(&rooms).await?;
    let owner = owner(&rooms, name, role).await?;
    let account =
        Account { teammate: owner, email, password: Some(hash), created: reception.now() };
    match rooms.store.open_first_account(rooms.workspace, &account).await? {
        Opened::Stored => {}
        Opened::Taken => {
            *token = None;
            return Err(already());
        }
    }
    *token = None;
    drop(token);
    reception.refresh().await?;
    tracing::info!(teammate.id = owner.0, "the desk was set up");
    session::welcome(&rooms, owner, &headers).await
}

fn already() -> Trouble {
    let detail = "This desk is set up already; sign in, or ask its owner for an invitation.";
    Trouble::new(StatusCode::CONFLICT, "already_set_up", detail)
}

async fn name_workspace(rooms: &Rooms, name: String) -> Result<(), Trouble> {
    people::change(rooms, Actor::Operator, desk::Subject::Workspace, |document| {
        let mut settings = match document {
            Some(Document::Workspace(settings)) => settings,
            Some(
                Document::Team(..)
                | Document::Teammate(..)
                | Document::Channel(..)
                | Document::Role(..)
                | Document::Notification(..)
                | Document::Tag(..)
                | Document::Webhook(..),
            )
            | None => desk::WorkspaceSettings::default(),
        };
        settings.name.clone_from(&name);
        Some(Document::Workspace(settings))
    })
    .await
}

/// A role that holds *owner*: one that is there, or a new one; and the usual others where
/// there is no role at all.
async fn owners_role(rooms: &Rooms) -> Result<RoleId, Trouble> {
    rooms.reception.refresh().await?;
    let staff = rooms.reception.staff();
    let roles = staff.roles();
    let owners = roles.iter().find(|(_, role)| role.permits(Permission::Owner));
    if let Some((id, _)) = owners {
        return Ok(*id);
    }
    let wanted = if roles.is_empty() { ROLES.as_slice() } else { ROLES.get(..1).unwrap_or(&[]) };
    let last = roles.keys().last().map_or(0, |id| id.0);
    for (id, (name, permissions)) in (last + 1..).map(RoleId).zip(wanted) {
        let permissions = permissions.iter().copied().collect();
        let role = RoleSettings { name: (*name).to_owned(), permissions };
        people::save(rooms, Actor::Operator, 0, Document::Role(id, role)).await?;
    }
    Ok(RoleId(last + 1))
}

/// The owner's teammate: a new one beside whoever the configuration file names, which
/// would take the role away again at the next start. One that a broken set-up left is
/// taken up.
async fn owner(rooms: &Rooms, name: String, role: RoleId) -> Result<TeammateId, Trouble> {
    let staff = rooms.reception.staff();
    let left = staff.people().iter().find(|(id, person)| {
        id.0 >= people::FIRST
            && person.name == name
            && person.role == role
            && person.employment == Employment::Here
    });
    if let Some((id, _)) = left {
        return Ok(*id);
    }
    let settings = TeammateSettings { name, role, ..TeammateSettings::default() };
    people::hire(rooms, Actor::Operator, settings).await
}
