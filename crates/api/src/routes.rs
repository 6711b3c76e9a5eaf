//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};
use tokio::net::TcpListener;

use crate::rooms::Rooms;
use crate::{calls, commands, figures, guard, health, problem::Trouble, recordings, teammates};

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
        .fallback(nothing_here)
        .layer(from_fn_with_state(rooms.clone(), guard::operator));
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .nest("/operator/v1", operator)
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(rooms)
}

/// Serves until `stop` returns, then lets requests under way finish.
pub async fn serve(
    listener: TcpListener,
    rooms: Rooms,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let served = axum::serve(listener, router(rooms)).with_graceful_shutdown(stop).await;
    if let Err(error) = served {
        tracing::error!(%error, "HTTP has ended");
    }
}

async fn nothing_here() -> Trouble {
    Trouble::not_found("There is nothing at this address.")
}
