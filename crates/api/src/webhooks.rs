//! Webhooks: their documents, their secrets, and trying them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{Document, Permission, Subject, WebhookId};
use store::Audited;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::audit;
use crate::body::Body;
use crate::house::look;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    Created, NewWebhook, Problem, Saved, WebhookChange, WebhookSecret, WebhookTested,
};
use crate::session::Viewer;
use crate::settings;
use crate::token;

/// What is said of a webhook that is not there.
const NONE: &str = "There is no such webhook.";

/// The addresses of webhooks, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(new_webhook))
        .routes(routes!(save_webhook))
        .routes(routes!(secret))
        .routes(routes!(test))
}

/// Makes a webhook. It has no secret yet, and is told nothing before it has one.
#[utoipa::path(post, path = "/settings/webhooks", tag = "settings", request_body = NewWebhook,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn new_webhook(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(NewWebhook { document }): Body<NewWebhook>,
) -> Result<Json<Created>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    rooms.house.check_webhook(&document.url).map_err(Trouble::invalid)?;
    let document = |id| Document::Webhook(WebhookId(id), document.clone());
    settings::created(&rooms, &viewer, document).await
}

/// Saves a webhook.
#[utoipa::path(put, path = "/settings/webhooks/{id}", tag = "settings",
    request_body = WebhookChange, params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_webhook(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<WebhookChange>,
) -> Result<Json<Saved>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let id = WebhookId(id);
    settings::existing(&rooms, Subject::Webhook(id), NONE).await?;
    rooms.house.check_webhook(&change.document.url).map_err(Trouble::invalid)?;
    settings::saved(&rooms, &viewer, change.version, Document::Webhook(id, change.document)).await
}

/// Makes a new signing secret, shown this once; the one before is of no use any more.
#[utoipa::path(post, path = "/webhooks/{id}/secret", tag = "webhooks", params(("id" = u64, Path)),
    responses((status = OK, body = WebhookSecret), (status = "default", body = Problem)))]
async fn secret(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<WebhookSecret>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let webhook = WebhookId(id);
    settings::existing(&rooms, Subject::Webhook(webhook), NONE).await?;
    let secret = rooms.house.webhook_secret(&token::chance()?);
    audit::before(&rooms, viewer.teammate, Audited::WebhookSecretMade, id, "").await?;
    let now = rooms.house.now();
    rooms.store.set_webhook_secret(rooms.workspace, webhook, &secret, now).await?;
    Ok(Json(WebhookSecret { secret }))
}

/// Calls a webhook with an event of the type `test`.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", params(("id" = u64, Path)),
    responses((status = OK, body = WebhookTested), (status = "default", body = Problem)))]
async fn test(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<WebhookTested>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let webhook = WebhookId(id);
    let url = look(&*rooms.house, move |desk| {
        desk.webhooks().get(&webhook).map(|settings| settings.url.clone())
    });
    let url = url.await?.ok_or_else(|| Trouble::not_found(NONE))?;
    let secret = rooms.store.webhook_secret(rooms.workspace, webhook).await?;
    let secret = secret.ok_or_else(|| {
        let detail = "This webhook has no secret yet; make one first.";
        Trouble::new(StatusCode::CONFLICT, "not_now", detail)
    })?;
    audit::before(&rooms, viewer.teammate, Audited::WebhookTried, id, "").await?;
    Ok(Json(rooms.house.test_webhook(&url, &secret).await))
}
