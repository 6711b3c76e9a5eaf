//! Problem details (RFC 9457), and the only place where an HTTP status is chosen.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::ProblemCode;
use serde::Serialize;
use store::{RecordingsError, StoreError};

use crate::house::Unheard;

/// The longest detail, in characters: some lines. What was sent is quoted in it no further.
const DETAIL_CHARACTERS_MAX: usize = 600;

/// What went wrong, as RFC 9457 writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Which kind, as a reference: `/problems/stale_version`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status's own name.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// One sentence for a person.
    pub detail: String,
    /// The stable code, the last part of the kind.
    pub code: &'static str,
    /// After how many seconds it may be tried again, where that is known.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

impl Trouble {
    /// A problem of that code.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            detail: readable(detail.into()),
            code,
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
        }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn signed_out() -> Self {
        let detail = "You are not signed in, or not any more; sign in again.";
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", detail)
    }

    /// Something in the request is wrong.
    #[must_use]
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }

    /// It was tried too often; `seconds` from now it may be tried again.
    #[must_use]
    pub fn too_many(code: &'static str, seconds: u64, detail: impl Into<String>) -> Self {
        let trouble = Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail);
        Self { retry_after: Some(seconds), ..trouble }
    }

    /// The server itself cannot do it now.
    #[must_use]
    pub fn unable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unable", detail)
    }
}

/// The sentence as a person can read it, whatever of what was sent is quoted in it.
fn readable(detail: String) -> String {
    let long = detail.chars().nth(DETAIL_CHARACTERS_MAX).is_some();
    if !long && !detail.contains(char::is_control) {
        return detail;
    }
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = detail.chars().take(DETAIL_CHARACTERS_MAX).map(plain).collect();
    if long { format!("{text}….") } else { text }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let json = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        // A page signs in with its own form; a scheme in this header has browsers ask.
        if status == StatusCode::UNAUTHORIZED && self.code == "unauthorized" {
            let bearer = header::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<desk::Problem> for Trouble {
    fn from(problem: desk::Problem) -> Self {
        let (status, code) = match problem.code {
            ProblemCode::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            ProblemCode::CallEnded => (StatusCode::CONFLICT, "call_ended"),
            ProblemCode::AlreadyAnswered => (StatusCode::CONFLICT, "already_answered"),
            ProblemCode::NotNow => (StatusCode::CONFLICT, "not_now"),
            ProblemCode::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed"),
            ProblemCode::AutoAnswerOn => (StatusCode::CONFLICT, "auto_answer_on"),
            ProblemCode::StaleVersion => (StatusCode::CONFLICT, "stale_version"),
            ProblemCode::LastOwner => (StatusCode::CONFLICT, "last_owner"),
            ProblemCode::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        };
        Self::new(status, code, problem.sentence)
    }
}

impl From<Unheard> for Trouble {
    fn from(unheard: Unheard) -> Self {
        let (code, detail) = match unheard {
            Unheard::StoreDown => {
                ("store_down", "This cannot be written down now; nothing was done. Try again.")
            }
            Unheard::Overloaded => {
                ("overloaded", "Too much is waiting; nothing was done. Try again.")
            }
            Unheard::Stopping => ("stopping", "The server is ending; nothing was done."),
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "the store could not be read");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_down", "The store cannot be read now.")
    }
}

impl From<RecordingsError> for Trouble {
    fn from(error: RecordingsError) -> Self {
        match error {
            RecordingsError::Missing { .. } => Self::not_found("The recording is not stored."),
            RecordingsError::Folder { .. }
            | RecordingsError::File { .. }
            | RecordingsError::Listener(_)
            | RecordingsError::Store { .. } => {
                tracing::warn!(%error, "a recording could not be read");
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Self::new(status, "recordings_down", "The recording cannot be read now.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_the_desk_has_its_status() {
        let status = |code| Trouble::from(desk::Problem::new(code, "why")).status;
        assert_eq!(status(ProblemCode::NotFound), 404);
        assert_eq!(status(ProblemCode::CallEnded), 409);
        assert_eq!(status(ProblemCode::AlreadyAnswered), 409);
        assert_eq!(status(ProblemCode::NotNow), 409);
        assert_eq!(status(ProblemCode::NotAllowed), 403);
        assert_eq!(status(ProblemCode::AutoAnswerOn), 409);
        assert_eq!(status(ProblemCode::StaleVersion), 409);
        assert_eq!(status(ProblemCode::Invalid), 422);
        assert_eq!(Trouble::from(Unheard::StoreDown).status, 503);
    }

    #[test]
    fn what_was_sent_is_quoted_in_a_problem_no_further_than_a_person_reads() {
        let of = |detail: String| Trouble::invalid(detail).detail;
        assert_eq!(of("Wrong.".to_owned()), "Wrong.");
        assert_eq!(of("No `a\u{0}\r\nb` here.".to_owned()), "No `a   b` here.");
        let long = of(format!("No `{}` here.", "é".repeat(40_000)));
        assert_eq!(long.chars().count(), DETAIL_CHARACTERS_MAX + 2);
        assert!(long.ends_with("é…."), "{long}");
    }

    #[test]
    fn a_problem_is_written_as_rfc_9457_says() {
        let trouble = Trouble::from(desk::Problem::new(ProblemCode::StaleVersion, "Read again."));
        let json = serde_json::to_value(&trouble).expect("it is JSON");
        assert_eq!(
            json,
            serde_json::json!({
                "type": "/problems/stale_version",
                "title": "Conflict",
                "status": 409,
                "detail": "Read again.",
                "code": "stale_version",
            })
        );
        let response = trouble.into_response();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
}
