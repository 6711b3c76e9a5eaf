//! A request's body: JSON, and a sentence when it is none.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::problem::Trouble;

/// A body that has to be JSON of that shape.
#[derive(Debug, Clone)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let Json(body) = Json::from_request(request, state).await.map_err(unreadable)?;
        Ok(Self(body))
    }
}

/// What is wrong with a body.
pub(crate) fn unreadable(rejection: JsonRejection) -> Trouble {
    let status = rejection.status();
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "not_json",
        _ => "unreadable",
    };
    let detail = rejection.body_text();
    Trouble::new(status, code, format!("{}.", detail.trim_end_matches('.')))
}
