//! Headers of every answer: what a browser may do with it.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::reception::Place;

/// The same on every answer. Our own page asks for the microphone and for nothing else.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Puts them on.
pub(crate) async fn put_on(request: Request, next: Next) -> Response {
    let asked = Place::asked(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if let Ok(policy) = policy(asked.as_deref()).parse() {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // What is not said to be kept holds names and numbers of people.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What our page may load and where it may connect. Styles may stand in the page, because
/// the parts it is made of set them so; scripts may not.
fn policy(host: Option<&str>) -> String {
    // Older Safari does not count a WebSocket to the same host as `'self'`.
    let sockets = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; \
         connect-src 'self'{sockets}; worker-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_come_from_files_of_ours_alone() {
        let policy = policy(Some("desk.example:8443"));
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(
            policy.contains("connect-src 'self' ws://desk.example:8443 wss://desk.example:8443;")
        );
        assert!(policy.contains("frame-ancestors 'none'"));
    }
}
