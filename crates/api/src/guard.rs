//! Who may use the operator's endpoints.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use crate::problem::Trouble;
use crate::rooms::Rooms;

/// Lets the operator pass, and nobody else.
pub(crate) async fn operator(State(rooms): State<Rooms>, request: Request, next: Next) -> Response {
    match check(rooms.operator_token.as_deref(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(trouble) => trouble.into_response(),
    }
}

fn check(token: Option<&str>, headers: &HeaderMap) -> Result<(), Trouble> {
    let Some(token) = token else {
        return Err(unauthorized(
            "The operator's endpoints are closed: `http.operator_token` is not set.",
        ));
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split_once(' '));
    let bearer = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, given)) = bearer else {
        return Err(unauthorized("Send `Authorization: Bearer` with the operator's token."));
    };
    // In constant time: how long a refusal takes must not tell how much was right.
    if bool::from(given.trim().as_bytes().ct_eq(token.as_bytes())) {
        return Ok(());
    }
    Err(unauthorized("This is not the operator's token."))
}

fn unauthorized(detail: &str) -> Trouble {
    Trouble::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "a token of the operator";

    fn asked(header: Option<&str>) -> Result<(), u16> {
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert(header::AUTHORIZATION, value.parse().expect("a header"));
        }
        check(Some(TOKEN), &headers).map_err(|trouble| trouble.status)
    }

    #[test]
    fn only_the_whole_token_passes() {
        assert_eq!(asked(Some("Bearer a token of the operator")), Ok(()));
        assert_eq!(asked(Some("bearer a token of the operator")), Ok(()));
        assert_eq!(asked(None), Err(401));
        assert_eq!(asked(Some("Bearer a token of the operato")), Err(401));
        assert_eq!(asked(Some("Bearer ")), Err(401));
        assert_eq!(asked(Some("Basic a token of the operator")), Err(401));
    }

    #[test]
    fn without_a_configured_token_nobody_passes() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer ".parse().expect("a header"));
        assert_eq!(check(None, &headers).map_err(|trouble| trouble.status), Err(401));
    }
}
