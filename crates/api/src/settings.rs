//! What an administrator decides: documents read and saved whole, each with the version it
//! was read at.

use axum::Json;
use axum::extract::State;
use desk::{
    Actor, ChannelId, Desk, Document, Input, Millis, NotificationId, Reply, RoleId, Route,
    SettingsRow, Subject, TagId, TeamId, TeammateId, WebhookId,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::audit;
use crate::body::Body;
use crate::house::look;
use crate::people::FIRST;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    ChannelChange, ChannelDoc, Created, NewChannel, NewRole, NewTeam, NotificationDoc, Problem,
    RoleChange, RoleDoc, RouteView, Saved, Settings, TagDoc, TeamChange, TeamDoc, TeammateChange,
    TeammateDoc, WebhookDoc, WorkspaceChange, WorkspaceDoc,
};
use crate::session::Viewer;
use crate::trunks;
use crate::view::NamesOf;

/// How often a new document's number is tried when others take numbers at the same time.
const TRIES: usize = 5;

/// The addresses of settings, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(all))
        .routes(routes!(save_workspace))
        .routes(routes!(save_team))
        .routes(routes!(save_teammate))
        .routes(routes!(save_channel))
        .routes(routes!(save_role))
        .routes(routes!(new_team))
        .routes(routes!(new_channel))
        .routes(routes!(new_role))
        .routes(routes!(route))
}

/// All settings. Trunks, notifications and webhooks are shown to those who may change them.
#[utoipa::path(get, path = "/settings", tag = "settings",
    responses((status = OK, body = Settings), (status = "default", body = Problem)))]
async fn all(State(rooms): State<Rooms>, viewer: Viewer) -> Result<Json<Settings>, Trouble> {
    let rows = rooms.store.settings(rooms.workspace).await?;
    let trunks = match viewer.require(desk::Permission::PhoneSettings) {
        Ok(()) => trunks::shown(&rooms).await?,
        Err(_) => Vec::new(),
    };
    let workflows = viewer.require(desk::Permission::WorkflowsAccess).is_ok();
    let secrets = rooms.store.webhook_secrets(rooms.workspace).await?;
    let mut settings = Settings {
        workspace: WorkspaceDoc {
            id: 0,
            version: 0,
            document: desk::WorkspaceSettings::default(),
            from_file: false,
        },
        teams: Vec::new(),
        teammates: Vec::new(),
        channels: Vec::new(),
        roles: Vec::new(),
        trunks,
        notifications: Vec::new(),
        tags: Vec::new(),
        webhooks: Vec::new(),
    };
    for SettingsRow { version, document } in rows {
        let from_file = rooms.house.file().subjects.contains(&document.subject());
        match document {
            Document::Workspace(document) => {
                settings.workspace = WorkspaceDoc { id: 0, version, document, from_file };
            }
            Document::Team(TeamId(id), document) => {
                settings.teams.push(TeamDoc { id, version, document, from_file });
            }
            Document::Teammate(TeammateId(id), document) => {
                settings.teammates.push(TeammateDoc { id, version, document, from_file });
            }
            Document::Channel(ChannelId(id), document) => {
                settings.channels.push(ChannelDoc { id, version, document, from_file });
            }
            Document::Role(RoleId(id), document) => {
                settings.roles.push(RoleDoc { id, version, document, from_file });
            }
            Document::Tag(TagId(id), document) => {
                settings.tags.push(TagDoc { id, version, document, from_file });
            }
            Document::Notification(NotificationId(id), document) if workflows => {
                settings.notifications.push(NotificationDoc { id, version, document, from_file });
            }
            Document::Webhook(WebhookId(id), document) if workflows => {
                let has_secret = secrets.contains(&WebhookId(id));
                let doc = WebhookDoc { id, version, document, from_file, has_secret };
                settings.webhooks.push(doc);
            }
            Document::Notification(..) | Document::Webhook(..) => {}
        }
    }
    settings.teams.sort_by_key(|doc| doc.id);
    settings.teammates.sort_by_key(|doc| doc.id);
    settings.channels.sort_by_key(|doc| doc.id);
    settings.roles.sort_by_key(|doc| doc.id);
    settings.notifications.sort_by_key(|doc| doc.id);
    settings.tags.sort_by_key(|doc| doc.id);
    settings.webhooks.sort_by_key(|doc| doc.id);
    Ok(Json(settings))
}

/// Saves the workspace's settings.
#[utoipa::path(put, path = "/settings/workspace", tag = "settings", request_body = WorkspaceChange,
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_workspace(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(change): Body<WorkspaceChange>,
) -> Result<Json<Saved>, Trouble> {
    saved(&rooms, &viewer, change.version, Document::Workspace(change.document)).await
}

/// Saves a team's settings.
#[utoipa::path(put, path = "/settings/teams/{id}", tag = "settings", request_body = TeamChange,
    params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_team(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<TeamChange>,
) -> Result<Json<Saved>, Trouble> {
    existing(&rooms, Subject::Team(TeamId(id)), "There is no such team.").await?;
    saved(&rooms, &viewer, change.version, Document::Team(TeamId(id), change.document)).await
}

/// Saves a teammate's settings.
#[utoipa::path(put, path = "/settings/teammates/{id}", tag = "settings",
    request_body = TeammateChange, params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_teammate(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<TeammateChange>,
) -> Result<Json<Saved>, Trouble> {
    let id = TeammateId(id);
    existing(&rooms, Subject::Teammate(id), "There is no such teammate.").await?;
    saved(&rooms, &viewer, change.version, Document::Teammate(id, change.document)).await
}

/// Saves a channel's settings.
#[utoipa::path(put, path = "/settings/channels/{id}", tag = "settings",
    request_body = ChannelChange, params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_channel(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<ChannelChange>,
) -> Result<Json<Saved>, Trouble> {
    let id = ChannelId(id);
    existing(&rooms, Subject::Channel(id), "There is no such channel.").await?;
    saved(&rooms, &viewer, change.version, Document::Channel(id, change.document)).await
}

/// Saves a role's settings.
#[utoipa::path(put, path = "/settings/roles/{id}", tag = "settings", request_body = RoleChange,
    params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_role(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<RoleChange>,
) -> Result<Json<Saved>, Trouble> {
    let id = RoleId(id);
    existing(&rooms, Subject::Role(id), "There is no such role.").await?;
    saved(&rooms, &viewer, change.version, Document::Role(id, change.document)).await
}

/// Makes a team.
#[utoipa::path(post, path = "/settings/teams", tag = "settings", request_body = NewTeam,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn new_team(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(NewTeam { document }): Body<NewTeam>,
) -> Result<Json<Created>, Trouble> {
    created(&rooms, &viewer, |id| Document::Team(TeamId(id), document.clone())).await
}

/// Makes a channel.
#[utoipa::path(post, path = "/settings/channels", tag = "settings", request_body = NewChannel,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn new_channel(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(NewChannel { document }): Body<NewChannel>,
) -> Result<Json<Created>, Trouble> {
    created(&rooms, &viewer, |id| Document::Channel(ChannelId(id), document.clone())).await
}

/// Makes a role.
#[utoipa::path(post, path = "/settings/roles", tag = "settings", request_body = NewRole,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn new_role(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(NewRole { document }): Body<NewRole>,
) -> Result<Json<Created>, Trouble> {
    created(&rooms, &viewer, |id| Document::Role(RoleId(id), document.clone())).await
}

/// What would happen to a call to a channel's number now.
#[utoipa::path(get, path = "/settings/channels/{id}/route", tag = "settings",
    params(("id" = u64, Path)),
    responses((status = OK, body = RouteView), (status = "default", body = Problem)))]
async fn route(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
    Id(id): Id,
) -> Result<Json<RouteView>, Trouble> {
    let (channel, now) = (ChannelId(id), rooms.house.now());
    let looked = look(&*rooms.house, move |desk| routed(desk, channel, now)).await?;
    looked.map(Json).ok_or_else(|| Trouble::not_found("There is no such channel."))
}

fn routed(desk: &Desk, channel: ChannelId, now: Millis) -> Option<RouteView> {
    desk.channels().get(&channel)?;
    let (route, names) = (desk.route(channel, now), NamesOf::desk(desk));
    let rings = match &route {
        Route::Rings { teammate, .. } => Some(names.of_teammate(*teammate)),
        Route::Nowhere | Route::Waits { .. } | Route::Deflected { .. } => None,
    };
    Some(RouteView { sentence: route.sentence(&names), rings })
}

/// Nothing is made by saving it under a number of one's own.
pub(crate) async fn existing(
    rooms: &Rooms,
    subject: Subject,
    none: &'static str,
) -> Result<(), Trouble> {
    let version = look(&*rooms.house, move |desk| desk.version(subject)).await?;
    if version == 0 { Err(Trouble::not_found(none)) } else { Ok(()) }
}

/// Saves a document that is there.
pub(crate) async fn saved(
    rooms: &Rooms,
    viewer: &Viewer,
    version: u64,
    document: Document,
) -> Result<Json<Saved>, Trouble> {
    let version = save(rooms, viewer, version, document).await?;
    Ok(Json(Saved { version }))
}

/// Hands a document to the desk, which says whether this teammate may.
async fn save(
    rooms: &Rooms,
    viewer: &Viewer,
    version: u64,
    document: Document,
) -> Result<u64, Trouble> {
    let by = Actor::Teammate(viewer.teammate);
    match rooms.house.ask(Input::SaveSettings(by, version, document.clone())).await? {
        Reply::Version(version) => {
            audit::saved(rooms, by, &document).await;
            Ok(version)
        }
        Reply::Refused(problem) => Err(problem.into()),
        Reply::Done | Reply::Call(_) | Reply::Note(_) | Reply::Task(_) | Reply::Result(_) => {
            Err(Trouble::unable("The desk did not say whether this was saved; read it again."))
        }
    }
}

/// Saves a document under the next number that is free.
pub(crate) async fn created(
    rooms: &Rooms,
    viewer: &Viewer,
    document: impl Fn(u64) -> Document,
) -> Result<Json<Created>, Trouble> {
    let mut after = FIRST - 1;
    for _ in 0..TRIES {
        let rows = rooms.store.settings(rooms.workspace).await?;
        let kind = document(0).subject();
        let taken = rows.iter().filter_map(|row| number(row.document.subject(), kind));
        let id = taken.fold(after, u64::max) + 1;
        match save(rooms, viewer, 0, document(id)).await {
            Ok(version) => return Ok(Json(Created { id, version })),
            // Somebody else took the number meanwhile.
            Err(trouble) if trouble.code == "stale_version" => after = id,
            Err(trouble) => return Err(trouble),
        }
    }
    Err(Trouble::unable("Others are adding to the settings as well; try again."))
}

/// The number of a document, when it is of the same kind as another.
fn number(one: Subject, kind: Subject) -> Option<u64> {
    match (one, kind) {
        (Subject::Team(id), Subject::Team(_)) => Some(id.0),
        (Subject::Channel(id), Subject::Channel(_)) => Some(id.0),
        (Subject::Role(id), Subject::Role(_)) => Some(id.0),
        (Subject::Teammate(id), Subject::Teammate(_)) => Some(id.0),
        (Subject::Notification(id), Subject::Notification(_)) => Some(id.0),
        (Subject::Tag(id), Subject::Tag(_)) => Some(id.0),
        (Subject::Webhook(id), Subject::Webhook(_)) => Some(id.0),
        (
            Subject::Workspace
            | Subject::Team(_)
            | Subject::Teammate(_)
            | Subject::Channel(_)
            | Subject::Role(_)
            | Subject::Notification(_)
            | Subject::Tag(_)
            | Subject::Webhook(_),
            _,
        ) => None,
    }
}
