//! Calls: which there are, and all about one.

use axum::Json;
use axum::extract::State;
use desk::CallId;
use serde::Deserialize;
use store::CallFilter;

use crate::asked::{Asked, Id};
use crate::detail::{self, CallDetail};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::view::{self, CallView};

/// Ended calls listed at once.
const LIST_MAX: u32 = 1_000;

/// Ended calls listed unless asked for more or fewer.
const LIST_USUAL: u32 = 100;

/// Which calls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    #[serde(default)]
    state: Live,
    limit: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Live {
    #[default]
    Live,
    Ended,
}

pub(crate) async fn list(
    State(rooms): State<Rooms>,
    Asked(which): Asked<Which>,
) -> Result<Json<Vec<CallView>>, Trouble> {
    let calls = match which.state {
        Live::Live => rooms.house.live_calls().await?,
        Live::Ended => {
            let limit = which.limit.unwrap_or(LIST_USUAL).min(LIST_MAX);
            rooms.store.ended_calls(rooms.workspace, &CallFilter::default(), limit).await?
        }
    };
    Ok(Json(calls.into_iter().map(view::call).collect()))
}

pub(crate) async fn one(
    State(rooms): State<Rooms>,
    Id(id): Id,
) -> Result<Json<CallDetail>, Trouble> {
    let found = rooms.store.call(rooms.workspace, CallId(id)).await?;
    let record = found.ok_or_else(|| Trouble::not_found("There is no such call."))?;
    Ok(Json(detail::of(&rooms, record).await?))
}
