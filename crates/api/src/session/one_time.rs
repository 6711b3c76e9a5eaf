//! Links that sign one teammate in, once: the operator hands them out, the demo prints one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Actor, TeammateId};
use serde::{Deserialize, Serialize};
use store::Audited;

use super::{Sender, begin};
use crate::audit;
use crate::body::Body;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::token;

/// Where a link leads that was used already or is too old.
const TOO_LATE: &str = "/sign-in?link=expired";

/// For whom a link is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    teammate: u64,
}

/// The link.
#[derive(Debug, Serialize)]
pub(crate) struct HandedOut {
    link: String,
}

/// Makes a link, for the operator.
pub(crate) async fn hand_out(
    State(rooms): State<Rooms>,
    Body(wanted): Body<Wanted>,
) -> Result<Json<HandedOut>, Trouble> {
    let id = wanted.teammate;
    let link = rooms.reception.sign_in_link(TeammateId(id)).await?;
    audit::after(&rooms, Actor::Operator, Audited::SignInLinkMade, id, "").await;
    Ok(Json(HandedOut { link }))
}

/// Follows a link: signs in, the first time.
pub(crate) async fn enter(
    State(rooms): State<Rooms>,
    Sender(from): Sender,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    rooms.reception.limits.open(from)?;
    // Who only looks whether the link is there does not use it up.
    if method == Method::HEAD {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let hash = token::hash(&token);
    let visitor = hash.as_ref().and_then(|hash| rooms.reception.demo_visitor(hash, from));
    let used = match hash {
        _ if visitor.is_some() => visitor,
        Some(hash) => {
            rooms.store.use_sign_in_link(rooms.workspace, &hash, rooms.reception.now()).await?
        }
        None => None,
    };
    let here = used.filter(|id| rooms.reception.staff().teammate(*id).is_some());
    let Some(teammate) = here else {
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, TOO_LATE)]).into_response());
    };
    let cookie = begin(&rooms, teammate, &headers).await?;
    let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, "/".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
