//! Keeps foreign pages out: what changes something, or opens a socket, has to come from a
//! page of ours, and a body has to be JSON, which no form of a foreign page can send.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Trouble;
use crate::rooms::Rooms;

/// Lets pages of ours pass, and everybody who only reads.
pub(crate) async fn ours(State(rooms): State<Rooms>, request: Request, next: Next) -> Response {
    let (method, headers) = (request.method(), request.headers());
    let reads = matches!(*method, Method::GET | Method::HEAD) && !opens_a_socket(headers);
    if !reads && !rooms.reception.place.ours(headers) {
        return foreign().into_response();
    }
    let brings_a_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if brings_a_body && !is_json(headers) {
        let detail = "The body has to be JSON (`Content-Type: application/json`).";
        return Trouble::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail)
            .into_response();
    }
    next.run(request).await
}

fn opens_a_socket(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

fn foreign() -> Trouble {
    let detail = "This request comes from a page of another site and was not carried out. \
                  Behind a proxy, set `http.public_url` to the address that browsers see.";
    Trouble::new(StatusCode::FORBIDDEN, "foreign_origin", detail)
}
