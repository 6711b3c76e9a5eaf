//! Alerts in the app: the viewer's own, and which of them were seen.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{AlertId, AlertRow, ConversationId, ResultId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Asked;
use crate::body::Body;
use crate::live;
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::reads;
use crate::results;
use crate::rooms::Rooms;
use crate::schema::{AlertPage, AlertView, AlertsSeen, Before, ContactBrief, Problem};
use crate::session::Viewer;

/// The addresses of alerts, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(seen))
}

/// The viewer's alerts, the newest first.
#[utoipa::path(get, path = "/alerts", tag = "alerts", params(Before),
    responses((status = OK, body = AlertPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(asked): Asked<Before>,
) -> Result<Json<AlertPage>, Trouble> {
    let (store, workspace, me) = (&rooms.store, rooms.workspace, viewer.teammate);
    let before = asked.before.as_deref().map(page::number).transpose()?.map(AlertId);
    let (records, until, unseen) = tokio::try_join!(
        store.alerts_for(workspace, me, before, PAGE + 1),
        store.alerts_seen_until(workspace, me),
        store.alerts_unseen(workspace, me),
    )?;
    let (records, next) = page::cut(records, |record| record.row.id.to_string());
    let conversations = records.iter().map(|record| record.row.conversation).collect();
    let results = records.iter().map(|record| record.row.result).collect();
    let about = About::read(&rooms, conversations, results).await?;
    let view = |record: store::AlertRecord| {
        let title = record.content.map(|content| content.title).unwrap_or_default();
        about.view(&record.row, title, record.row.id <= until)
    };
    Ok(Json(AlertPage { items: records.into_iter().map(view).collect(), next, unseen }))
}

/// The viewer has seen alerts.
#[utoipa::path(post, path = "/alerts/seen", tag = "alerts", request_body = AlertsSeen,
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn seen(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(AlertsSeen { until }): Body<AlertsSeen>,
) -> Result<StatusCode, Trouble> {
    let (store, workspace, me) = (&rooms.store, rooms.workspace, viewer.teammate);
    // Nobody has seen what is still to come.
    let newest = store.alerts_for(workspace, me, None, 1).await?;
    let Some(newest) = newest.first() else { return Ok(StatusCode::NO_CONTENT) };
    store.alerts_seen(workspace, me, AlertId(until).min(newest.row.id)).await?;
    live::seen(&rooms, me, store.alerts_unseen(workspace, me).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// What is shown beside alerts.
#[derive(Default)]
pub(crate) struct About {
    contacts: BTreeMap<ConversationId, ContactBrief>,
    notifications: BTreeMap<ResultId, String>,
}

impl About {
    /// Whose conversations these are, and which notifications gave these results.
    pub(crate) async fn read(
        rooms: &Rooms,
        conversations: BTreeSet<ConversationId>,
        results: BTreeSet<ResultId>,
    ) -> Result<Self, Trouble> {
        let ids: Vec<ConversationId> = conversations.into_iter().collect();
        let items = reads::conversation_items(rooms, &ids).await?;
        let contacts = items.into_iter().map(|item| (ConversationId(item.id), item.contact));
        let notifications = results::names(rooms, results).await?;
        Ok(Self { contacts: contacts.collect(), notifications })
    }

    /// An alert as it is shown.
    pub(crate) fn view(&self, row: &AlertRow, title: String, seen: bool) -> AlertView {
        let contact = self.contacts.get(&row.conversation).cloned();
        AlertView {
            id: row.id.0,
            call: row.call.0,
            conversation: row.conversation.0,
            contact: contact.unwrap_or_else(reads::nobody),
            notification: self.notifications.get(&row.result).cloned().unwrap_or_default(),
            title,
            at_ms: row.at.0,
            seen,
        }
    }
}
