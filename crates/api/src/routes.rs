//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use utoipa_axum::router::OpenApiRouter;

use crate::rooms::Rooms;
use crate::{alerts, ask, audio, audit, calls, commands, contacts, conversation, erasure, figures};
use crate::{floor, guard, headers, health, inbox, invitations, live, notifications, openapi};
use crate::{origin, outbox, past, people, phone, problem::Trouble, recordings, results, session};
use crate::{settings, setup, tags, tasks, teammates, trunks, ui, upkeep, webhooks, why};

/// The longest body: a note of 20,000 characters or a team of 5,000 members, escaped.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// All addresses.
pub fn router(rooms: Rooms) -> Router {
    let operator = Router::new()
        .route("/commands", post(commands::command))
        .route("/settings", put(commands::save).get(commands::settings))
        .route("/calls", get(calls::list))
        .route("/calls/{id}", get(calls::one))
        .route("/teammates", get(teammates::list))
        .route("/figures", get(figures::figures))
        .route("/recordings/{id}", get(recordings::wav))
        .route("/sign-in-links", post(session::hand_out))
        .fallback(nothing_here)
        .layer(from_fn_with_state(rooms.clone(), guard::operator));
    let (page, _) = page().split_for_parts();
    let page = page.route_layer(from_fn_with_state(rooms.clone(), origin::ours));
    // Sound is compressed as it is, and a range of it is a range of its bytes.
    let compressed = DefaultPredicate::new().and(NotForContentType::new("audio/"));
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .nest("/operator/v1", operator)
        .route("/sign-in/{token}", get(session::enter))
        .merge(page)
        .fallback(ui::page)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn(headers::put_on))
        .with_state(rooms)
}

/// What the page asks for, each address with its description.
fn page() -> OpenApiRouter<Rooms> {
    let routes = OpenApiRouter::new()
        .merge(session::routes())
        .merge(setup::routes())
        .merge(invitations::routes())
        .merge(people::routes())
        .merge(inbox::routes())
        .merge(conversation::routes())
        .merge(contacts::routes())
        .merge(why::routes())
        .merge(floor::routes())
        .merge(settings::routes())
        .merge(trunks::routes())
        .merge(audio::routes())
        .merge(ask::routes())
        .merge(live::routes())
        .merge(phone::routes())
        .merge(notifications::routes())
        .merge(results::routes())
        .merge(outbox::routes())
        .merge(tasks::routes())
        .merge(alerts::routes())
        .merge(tags::routes())
        .merge(webhooks::routes())
        .merge(upkeep::routes())
        .merge(audit::routes())
        .merge(past::routes())
        .merge(erasure::routes());
    OpenApiRouter::with_openapi(openapi::beginning()).nest("/api/v1", routes)
}

/// The description of what the page asks for.
#[cfg(test)]
pub(crate) fn described() -> utoipa::openapi::OpenApi {
    page().split_for_parts().1
}

async fn nothing_here() -> Trouble {
    Trouble::not_found("There is nothing at this address.")
}
