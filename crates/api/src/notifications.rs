//! Notifications: their documents, where to begin, and what one would do.

mod trial;
mod variables;

use axum::Json;
use axum::extract::State;
use desk::{CallId, Document, NotificationId, Permission, Subject};
use store::Audited;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::body::Body;
use crate::house::look;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    Created, NewNotification, NotificationActivity, NotificationChange, NotificationTemplate,
    Problem, Saved, Trial, TryNotification, VariableView,
};
use crate::session::Viewer;
use crate::{audit, results, settings};

/// The addresses of notifications, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(new_notification))
        .routes(routes!(save_notification))
        .routes(routes!(templates))
        .routes(routes!(variables))
        .routes(routes!(activity))
        .routes(routes!(try_it))
}

/// Makes a notification.
#[utoipa::path(post, path = "/settings/notifications", tag = "settings",
    request_body = NewNotification,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn new_notification(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(NewNotification { document }): Body<NewNotification>,
) -> Result<Json<Created>, Trouble> {
    let document = |id| Document::Notification(NotificationId(id), document.clone());
    settings::created(&rooms, &viewer, document).await
}

/// Saves a notification.
#[utoipa::path(put, path = "/settings/notifications/{id}", tag = "settings",
    request_body = NotificationChange, params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_notification(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<NotificationChange>,
) -> Result<Json<Saved>, Trouble> {
    let id = NotificationId(id);
    let none = "There is no such notification.";
    settings::existing(&rooms, Subject::Notification(id), none).await?;
    let document = Document::Notification(id, change.document);
    settings::saved(&rooms, &viewer, change.version, document).await
}

/// Where a notification can begin.
#[utoipa::path(get, path = "/notification-templates", tag = "notifications",
    responses((status = OK, body = Vec<NotificationTemplate>),
        (status = "default", body = Problem)))]
async fn templates(_viewer: Viewer) -> Json<Vec<NotificationTemplate>> {
    let view = |template: desk::notify::Template| NotificationTemplate {
        key: template.key.to_owned(),
        name: template.name.to_owned(),
        sentence: template.sentence.to_owned(),
        note: template.note.map(str::to_owned),
        document: template.document,
    };
    Json(desk::notify::templates().into_iter().map(view).collect())
}

/// What can stand in a mail.
#[utoipa::path(get, path = "/notification-variables", tag = "notifications",
    responses((status = OK, body = Vec<VariableView>), (status = "default", body = Problem)))]
async fn variables(_viewer: Viewer) -> Json<Vec<VariableView>> {
    Json(variables::all())
}

/// What each notification did last.
#[utoipa::path(get, path = "/notifications/activity", tag = "notifications",
    responses((status = OK, body = Vec<NotificationActivity>),
        (status = "default", body = Problem)))]
async fn activity(
    State(rooms): State<Rooms>,
    viewer: Viewer,
) -> Result<Json<Vec<NotificationActivity>>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let newest = rooms.store.results_newest(rooms.workspace).await?;
    let views = results::views(&rooms, &viewer, newest.into_values().collect()).await?;
    let did = views.into_iter().map(|view| NotificationActivity {
        id: view.notification.id,
        at_ms: Some(view.at_ms),
        state: Some(view.state),
        words: Some(view.words),
    });
    Ok(Json(did.collect()))
}

/// Says what a notification would do after a call. Nothing is sent. Who looks at a call
/// this way is written down first: the mail shows what the call's card does not.
#[utoipa::path(post, path = "/notifications/try", tag = "notifications",
    request_body = TryNotification,
    responses((status = OK, body = Trial), (status = "default", body = Problem)))]
async fn try_it(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(asked): Body<TryNotification>,
) -> Result<Json<Trial>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let call = CallId(asked.call);
    let case = rooms.store.case(rooms.workspace, call).await?;
    let case = case.ok_or_else(|| Trouble::not_found("There is no such call."))?;
    if case.call.live() {
        let detail = "This call still goes on; choose one that is over.";
        return Err(Trouble::new(axum::http::StatusCode::CONFLICT, "not_now", detail));
    }
    asked.draft.validate()?;
    let names = look(&*rooms.house, desk::Desk::names).await?;
    audit::before(&rooms, viewer.teammate, Audited::NotificationTried, asked.call, "").await?;
    let addresses = rooms.house.addresses();
    let trial = desk::notify::trial(&asked.draft, &case, &names, &addresses);
    Ok(Json(trial::shown(trial, &names, rooms.house.now())))
}
