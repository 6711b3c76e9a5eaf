//! Calls that are over.

use axum::Json;
use axum::extract::State;
use desk::{CallId, ContactId};
use store::CallRecord;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Asked;
use crate::page;
use crate::problem::Trouble;
use crate::reads::{self, call_brief};
use crate::rooms::Rooms;
use crate::schema::{ContactBrief, PastAsked, PastCall, PastCalls, Problem};
use crate::session::Viewer;
use crate::view::NamesWanted;

/// Calls on a page at most.
const PAGE_MAX: u32 = 100;

/// The addresses of calls that are over, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Calls that are over, the last placed first.
#[utoipa::path(get, path = "/calls", tag = "calls", params(PastAsked),
    responses((status = OK, body = PastCalls), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
    Asked(asked): Asked<PastAsked>,
) -> Result<Json<PastCalls>, Trouble> {
    let before = asked.before.as_deref().map(page::number).transpose()?.map(CallId);
    let limit = asked.limit.unwrap_or(page::PAGE).clamp(1, PAGE_MAX);
    let records = rooms.store.past_calls(rooms.workspace, before, limit + 1).await?;
    let (records, next) = page::cut_at(records, limit, |record| record.state.id.to_string());
    let ids: Vec<ContactId> = records.iter().map(|record| record.state.contact).collect();
    let contacts = rooms.store.contacts(rooms.workspace, &ids).await?;
    let mut wanted = NamesWanted::default();
    records.iter().for_each(|record| wanted.call(&record.state));
    let names = wanted.read(&rooms).await?;
    let view = |CallRecord { state, .. }: &CallRecord| PastCall {
        call: call_brief(state, &names),
        conversation: state.conversation.0,
        contact: contacts
            .get(&state.contact)
            .map_or_else(reads::nobody, |(row, content)| ContactBrief::of(row, content)),
        team: state.team.map(|id| names.of_team(id)),
        channel: names.of_channel(state.channel),
    };
    Ok(Json(PastCalls { items: records.iter().map(view).collect(), next }))
}
