//! The audit log: who did what.
//!
//! What the desk decides stands in its own log with its author, committed together with what
//! it changed; its line here is written right after. What has no place in the desk's log, a
//! recording heard or a secret made, is written down here first, and not done when that fails.

mod words;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{Actor, Document, Permission, Subject, TeammateId};
use store::{AuditLine, Audited};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Asked;
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{AuditPage, AuditView, Before, Problem};
use crate::session::Viewer;
use crate::view::NamesOf;

/// The addresses of the audit log, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who did what, the latest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Before),
    responses((status = OK, body = AuditPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(asked): Asked<Before>,
) -> Result<Json<AuditPage>, Trouble> {
    may_read(&viewer)?;
    let before = asked.before.as_deref().map(page::number).transpose()?;
    let lines = rooms.store.audit_page(rooms.workspace, before, PAGE + 1).await?;
    let (lines, next) = page::cut(lines, |line| line.id.to_string());
    let names = NamesOf::settings(&rooms.store.settings(rooms.workspace).await?);
    Ok(Json(AuditPage { items: lines.into_iter().map(|line| view(line, &names)).collect(), next }))
}

fn may_read(viewer: &Viewer) -> Result<(), Trouble> {
    let reads = [Permission::Owner, Permission::ManageTeammates];
    if reads.iter().any(|permission| viewer.permissions.contains(permission)) {
        return Ok(());
    }
    let detail = "The audit log is for owners and for those who manage teammates.";
    Err(Trouble::new(StatusCode::FORBIDDEN, "not_allowed", detail))
}

fn view(line: AuditLine, names: &NamesOf) -> AuditView {
    AuditView {
        id: line.id,
        at_ms: line.at.0,
        teammate: line.teammate.map(|id| names.of_teammate(id)),
        words: words::done(&line.what).to_owned(),
        subject: words::subject(&line.what, line.subject, &line.detail, names),
        what: line.what,
    }
}

/// Writes down what is about to be done.
///
/// # Errors
/// When it cannot be written: then it must not be done.
pub(crate) async fn before(
    rooms: &Rooms,
    by: TeammateId,
    what: Audited,
    subject: u64,
    detail: &str,
) -> Result<(), Trouble> {
    let now = rooms.house.now();
    Ok(rooms.store.audit(rooms.workspace, now, Some(by), what, subject, detail).await?)
}

/// Writes down what was done and committed. Who did it stands in the desk's own log as
/// well, so what cannot be written here undoes nothing.
pub(crate) async fn after(rooms: &Rooms, by: Actor, what: Audited, subject: u64, detail: &str) {
    let by = match by {
        Actor::Teammate(id) => Some(id),
        Actor::Operator => None,
        Actor::Desk | Actor::Clock | Actor::Caller | Actor::Line => return,
    };
    let now = rooms.house.now();
    let written = rooms.store.audit(rooms.workspace, now, by, what, subject, detail).await;
    if let Err(error) = written {
        tracing::error!(%error, what = what.name(), subject, "a line of the audit log is missing");
    }
}

/// A document was saved.
pub(crate) async fn saved(rooms: &Rooms, by: Actor, document: &Document) {
    let (what, subject) = match document.subject() {
        Subject::Workspace => (Audited::WorkspaceSaved, 0),
        Subject::Team(id) => (Audited::TeamSaved, id.0),
        Subject::Teammate(id) => (Audited::TeammateSaved, id.0),
        Subject::Channel(id) => (Audited::ChannelSaved, id.0),
        Subject::Role(id) => (Audited::RoleSaved, id.0),
        Subject::Notification(id) => (Audited::NotificationSaved, id.0),
        Subject::Tag(id) => (Audited::TagSaved, id.0),
        Subject::Webhook(id) => (Audited::WebhookSaved, id.0),
    };
    after(rooms, by, what, subject, "").await;
}
