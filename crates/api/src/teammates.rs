//! Who is there, and what their phones are doing.

use axum::Json;
use axum::extract::State;
use desk::{Channels, Phone, Status};
use serde::Serialize;

use crate::house::OnDuty;
use crate::problem::Trouble;
use crate::rooms::Rooms;

/// A teammate as shown.
#[derive(Debug, Serialize)]
pub(crate) struct TeammateView {
    id: u64,
    name: String,
    /// `Active`, `Away`, `Away: On a call`, `Away: Call wrap up`.
    shown: &'static str,
    status: Status,
    channels: Channels,
    has_client: bool,
    phone: PhoneView,
    sip_phones: Vec<String>,
    last_assigned_ms: Option<i64>,
}

/// What a phone is doing.
#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum PhoneView {
    Free,
    Ringing { offer: u64, call: u64 },
    OnCall { call: u64 },
    WrapUp { call: u64, until_ms: i64 },
}

pub(crate) async fn list(State(rooms): State<Rooms>) -> Result<Json<Vec<TeammateView>>, Trouble> {
    let teammates = rooms.house.teammates().await?;
    Ok(Json(teammates.into_iter().map(view).collect()))
}

fn view(on_duty: OnDuty) -> TeammateView {
    let OnDuty { state, settings, has_client } = on_duty;
    TeammateView {
        id: state.id.0,
        name: settings.name,
        shown: state.shown(),
        status: state.status,
        channels: state.channels,
        has_client,
        phone: match state.phone {
            Phone::Free => PhoneView::Free,
            Phone::Ringing { offer, call } => PhoneView::Ringing { offer: offer.0, call: call.0 },
            Phone::OnCall { call } => PhoneView::OnCall { call: call.0 },
            Phone::WrapUp { call, until } => PhoneView::WrapUp { call: call.0, until_ms: until.0 },
        },
        sip_phones: settings.sip_phones,
        last_assigned_ms: state.last_assigned.map(|at| at.0),
    }
}
