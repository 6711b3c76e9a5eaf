//! Whether the process lives, whether it takes calls, and its figures.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::problem::Trouble;
use crate::rooms::Rooms;

/// The process is up and answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// New calls are taken; else 503 and why.
pub(crate) async fn readyz(State(rooms): State<Rooms>) -> Response {
    let why = rooms.house.not_ready();
    if why.is_empty() {
        return "ready\n".into_response();
    }
    Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", why.join(" ")).into_response()
}

/// Figures in the text format of Prometheus (OpenMetrics 1.0).
pub(crate) async fn metrics(State(rooms): State<Rooms>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], rooms.house.metrics().await).into_response()
}
