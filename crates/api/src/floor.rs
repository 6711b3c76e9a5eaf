//! The floor now: who is there, who waits, and the strip of figures.

use axum::Json;
use axum::extract::State;
use desk::{ContactId, Desk, Employment, Stage, TeamId, TeammateId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::house::look;
use crate::live::views::{self, Places};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    ContactBrief, NameRef, Problem, Strip, TeammateView, WaitingCall, WaitingStage,
};
use crate::session::Viewer;

/// The addresses of the floor, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(teammates))
        .routes(routes!(waiting))
        .routes(routes!(figures))
}

/// Everybody who works here, by name.
#[utoipa::path(get, path = "/teammates", tag = "floor",
    responses((status = OK, body = Vec<TeammateView>), (status = "default", body = Problem)))]
async fn teammates(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
) -> Result<Json<Vec<TeammateView>>, Trouble> {
    let mut all = look(&*rooms.house, everybody).await?;
    for teammate in &mut all {
        teammate.online = rooms.hub.online(TeammateId(teammate.id));
    }
    all.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    Ok(Json(all))
}

fn everybody(desk: &Desk) -> Vec<TeammateView> {
    let here = desk.teammates().filter(|(_, person)| person.employment == Employment::Here);
    here.filter_map(|(state, _)| views::teammate_view(desk, state.id, false)).collect()
}

/// Calls that wait, team by team, first come first.
#[utoipa::path(get, path = "/waiting", tag = "floor",
    responses((status = OK, body = Vec<WaitingCall>), (status = "default", body = Problem)))]
async fn waiting(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
) -> Result<Json<Vec<WaitingCall>>, Trouble> {
    let mut calls = look(&*rooms.house, waiting_now).await?;
    let ids: Vec<ContactId> = calls.iter().map(|call| ContactId(call.contact.id)).collect();
    let contacts = rooms.store.contacts(rooms.workspace, &ids).await?;
    for call in &mut calls {
        let id = ContactId(call.contact.id);
        if let Some(content) = contacts.get(&id) {
            call.contact = ContactBrief::of(&content.0, &content.1);
        }
    }
    Ok(Json(calls))
}

fn waiting_now(desk: &Desk) -> Vec<WaitingCall> {
    let places = Places::of(desk);
    let mut calls: Vec<WaitingCall> = desk
        .calls()
        .filter_map(|call| {
            let (team, stage, rings): (TeamId, _, Option<NameRef>) = match call.stage {
                Stage::Queued { team } => (team, WaitingStage::Queued, None),
                Stage::Ringing { team, teammate, .. } => {
                    (team, WaitingStage::Ringing, Some(views::teammate(desk, teammate)))
                }
                Stage::Menu
                | Stage::Talking(_)
                | Stage::OnHold(_)
                | Stage::Deflected { .. }
                | Stage::Ended { .. } => return None,
            };
            let content = desk.call_content(call.id).cloned().unwrap_or_default();
            let (name, number) = (content.caller_name.as_deref(), content.caller.as_deref());
            Some(WaitingCall {
                call: call.id.0,
                conversation: call.conversation.0,
                contact: ContactBrief {
                    id: call.contact.0,
                    name: crate::reads::contact_name(name, number),
                    number: content.caller.clone(),
                },
                team: views::team(desk, team),
                since_ms: call.stay_since.0,
                place: places.place(call.id).unwrap_or(0),
                stage,
                rings,
            })
        })
        .collect();
    calls.sort_by_key(|call| (call.team.id, call.place, call.call));
    calls
}

/// The figures of this moment.
#[utoipa::path(get, path = "/figures", tag = "floor",
    responses((status = OK, body = Strip), (status = "default", body = Problem)))]
async fn figures(State(rooms): State<Rooms>, _viewer: Viewer) -> Result<Json<Strip>, Trouble> {
    Ok(Json(look(&*rooms.house, views::strip).await?))
}
