//! Mails: sent, waiting and failed, as they were written.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use desk::{MailContent, MailId, Permission, ResultId, ResultRow};
use store::{Audited, MailRecord};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Asked, Id};
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{Before, HeaderLine, MailDetail, MailLine, MailPage, Problem};
use crate::session::Viewer;
use crate::{audit, results};

/// The addresses of the outbox, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// Mails, the newest first.
#[utoipa::path(get, path = "/outbox", tag = "outbox", params(Before),
    responses((status = OK, body = MailPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(asked): Asked<Before>,
) -> Result<Json<MailPage>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let before = asked.before.as_deref().map(page::number).transpose()?.map(MailId);
    let records = rooms.store.mails_page(rooms.workspace, before, PAGE + 1).await?;
    let (records, next) = page::cut(records, |record| record.row.id.to_string());
    let items = lines(&rooms, records).await?;
    Ok(Json(MailPage { items, next, mail_configured: rooms.house.mail_configured() }))
}

/// A mail, whole. Who reads one is written down first.
#[utoipa::path(get, path = "/outbox/{id}", tag = "outbox", params(("id" = u64, Path)),
    responses((status = OK, body = MailDetail), (status = "default", body = Problem)))]
async fn one(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<MailDetail>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let found = rooms.store.mail(rooms.workspace, MailId(id)).await?;
    let (row, content) = found.ok_or_else(none)?;
    let recipient = content.as_ref().map(|content| content.recipient.clone());
    let subject = content.as_ref().map(|content| content.subject.clone());
    let lines = lines(&rooms, vec![MailRecord { row, recipient, subject }]).await?;
    let mail = lines.into_iter().next().ok_or_else(none)?;
    if content.is_some() {
        audit::before(&rooms, viewer.teammate, Audited::MailRead, id, "").await?;
    }
    let headers = content.as_ref().map_or_else(Vec::new, headers);
    let (html, text) = content.map(|content| (content.html, content.text)).unzip();
    Ok(Json(MailDetail { mail, headers, html, text }))
}

fn none() -> Trouble {
    Trouble::not_found("There is no such mail.")
}

fn headers(content: &MailContent) -> Vec<HeaderLine> {
    let lines = [
        ("From", &content.from_name),
        ("To", &content.recipient),
        ("Subject", &content.subject),
        ("Message-ID", &content.message_id),
    ];
    lines.map(|(name, value)| HeaderLine { name: name.to_owned(), value: value.clone() }).into()
}

async fn lines(rooms: &Rooms, records: Vec<MailRecord>) -> Result<Vec<MailLine>, Trouble> {
    let mut rows: BTreeMap<ResultId, ResultRow> = BTreeMap::new();
    for record in &records {
        let id = record.row.result;
        if !rows.contains_key(&id) {
            let row = rooms.store.result(rooms.workspace, id).await?;
            rows.extend(row.map(|row| (id, row)));
        }
    }
    let names = results::names_of(rooms, rows.values().map(|row| row.notification).collect());
    let names = names.await?;
    let mut lines = Vec::new();
    for record in records {
        let Some(row) = rows.get(&record.row.result) else { continue };
        let seen = results::seen(rooms, record).await?;
        lines.push(results::line(&seen, row, names.of_notification(row.notification)));
    }
    Ok(lines)
}
