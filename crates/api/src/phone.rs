//! The browser phone: one WebRTC connection of a tab, kept warm between calls.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{TabId, Toggle};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Asked;
use crate::body::Body;
use crate::house::PhoneRefusal;
use crate::live::Owner;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::session::Viewer;

/// The longest SDP offer: a browser's, with every codec it has, takes a tenth.
const SDP_BYTES_MAX: usize = 64 * 1024;

/// A browser's audio offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneOffer {
    /// The tab, which has its live connection open.
    tab: u64,
    /// The SDP offer.
    sdp: String,
}

/// The answer to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneAnswer {
    /// The SDP answer.
    sdp: String,
}

/// Which tab's phone.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PhoneOf {
    /// The tab.
    tab: u64,
}

/// The test call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneEcho {
    /// The tab.
    tab: u64,
    /// Whether the browser hears itself again.
    on: bool,
}

/// The addresses of browser phones, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(open, close)).routes(routes!(echo))
}

/// Opens the tab's phone, or opens it anew.
#[utoipa::path(post, path = "/phone", tag = "phone", request_body = PhoneOffer,
    responses((status = OK, body = PhoneAnswer)))]
async fn open(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(asked): Body<PhoneOffer>,
) -> Result<Json<PhoneAnswer>, Trouble> {
    let PhoneOffer { tab, sdp } = asked;
    if sdp.len() > SDP_BYTES_MAX {
        return Err(Trouble::from(PhoneRefusal::Unusable("it is too long".to_owned())));
    }
    let (tab, owner) = own(&rooms, &viewer, tab)?;
    if !rooms.hub.phone_opens(tab, &owner) {
        return Err(not_connected());
    }
    let opened = rooms.house.phone_open(tab, sdp).await;
    if opened.is_err() {
        rooms.hub.phone_down(tab);
    }
    let sdp = opened?;
    // Who signed out in the meantime was cut before there was anything to cut.
    if rooms.hub.owner(tab).is_none_or(|now| now.session != owner.session) {
        rooms.house.phone_close(tab);
        return Err(not_connected());
    }
    Ok(Json(PhoneAnswer { sdp }))
}

/// Closes the tab's phone.
#[utoipa::path(delete, path = "/phone", tag = "phone", params(PhoneOf),
    responses((status = NO_CONTENT, description = "Closed")))]
async fn close(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(PhoneOf { tab }): Asked<PhoneOf>,
) -> Result<StatusCode, Trouble> {
    let (tab, _) = own(&rooms, &viewer, tab)?;
    rooms.hub.phone_down(tab);
    rooms.house.phone_close(tab);
    Ok(StatusCode::NO_CONTENT)
}

/// Starts or ends the test call.
#[utoipa::path(post, path = "/phone/echo", tag = "phone", request_body = PhoneEcho,
    responses((status = NO_CONTENT, description = "It does")))]
async fn echo(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(asked): Body<PhoneEcho>,
) -> Result<StatusCode, Trouble> {
    let PhoneEcho { tab, on } = asked;
    let (tab, _) = own(&rooms, &viewer, tab)?;
    rooms.house.echo(tab, if on { Toggle::On } else { Toggle::Off });
    Ok(StatusCode::NO_CONTENT)
}

/// The viewer's own tab; nobody reaches another's phone.
fn own(rooms: &Rooms, viewer: &Viewer, tab: u64) -> Result<(TabId, Owner), Trouble> {
    let tab = TabId(tab);
    let owner = rooms.hub.owner(tab);
    let own = owner.filter(|owner| owner.session == viewer.session);
    own.map(|owner| (tab, owner)).ok_or_else(not_connected)
}

fn not_connected() -> Trouble {
    let why = "This tab has no live connection; the phone opens once it is back.";
    Trouble::new(StatusCode::CONFLICT, "not_connected", why)
}

impl From<PhoneRefusal> for Trouble {
    fn from(refusal: PhoneRefusal) -> Self {
        let (status, code, detail) = match refusal {
            PhoneRefusal::SwitchedOff => (
                StatusCode::SERVICE_UNAVAILABLE,
                "phones_off",
                "This server has no browser phones; ask whoever runs it.".to_owned(),
            ),
            PhoneRefusal::TooMany => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_phones",
                "All browser phones of this server are taken; try again later.".to_owned(),
            ),
            PhoneRefusal::Unusable(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "unusable_offer",
                format!("This browser's audio cannot be used: {why}."),
            ),
            PhoneRefusal::Stopped => (
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "The server is ending; the phone opens once it is back.".to_owned(),
            ),
        };
        Self::new(status, code, detail)
    }
}
