//! The page, out of the binary.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::problem::Trouble;

/// A file of the page.
struct File {
    /// Its address, without the first slash.
    path: &'static str,
    /// Its `Content-Type`.
    kind: &'static str,
    /// A hash of its bytes.
    tag: &'static str,
    /// What is in it.
    bytes: &'static [u8],
}

// FILES, sorted by path; made by build.rs.
include!(concat!(env!("OUT_DIR"), "/ui.rs"));

/// The one document; every address of the page leads to it.
const DOCUMENT: &str = "index.html";

/// Files that carry their hash in their name: they never change.
const HASHED: &str = "assets/";

/// Addresses below which nothing is a page.
const NO_PAGES: [&str; 3] = ["api", "operator", "assets"];

/// A hashed file is kept for a year.
const FOR_A_YEAR: &str = "public, max-age=31536000, immutable";

/// Anything else is asked for again each time, and answered with *not changed*.
const ASK_AGAIN: &str = "no-cache";

/// Answers whatever no other route answers.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if !matches!(method, Method::GET | Method::HEAD) {
        return nothing_here();
    }
    if path != DOCUMENT
        && let Some(file) = file(path)
    {
        return answer(file, &headers);
    }
    let first = path.split('/').next().unwrap_or_default();
    match file(DOCUMENT) {
        Some(document) if !NO_PAGES.contains(&first) => answer(document, &headers),
        Some(_) | None => nothing_here(),
    }
}

fn file(path: &str) -> Option<&'static File> {
    let found = FILES.binary_search_by_key(&path, |file| file.path).ok()?;
    FILES.get(found)
}

fn answer(file: &'static File, headers: &HeaderMap) -> Response {
    let keep = if file.path == DOCUMENT {
        "no-store"
    } else if file.path.starts_with(HASHED) {
        FOR_A_YEAR
    } else {
        ASK_AGAIN
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == file.tag);
    let common = [(header::CACHE_CONTROL, keep), (header::ETAG, file.tag)];
    if known && file.path != DOCUMENT {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, file.kind)], file.bytes).into_response()
}

fn nothing_here() -> Response {
    Trouble::not_found("There is nothing at this address.").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> Response {
        page(Method::GET, path.parse().expect("an address"), HeaderMap::new()).await
    }

    fn header_of(response: &Response, name: header::HeaderName) -> String {
        response
            .headers()
            .get(name)
            .map(|it| it.to_str().unwrap_or_default().to_owned())
            .unwrap_or_default()
    }

    #[tokio::test]
    async fn every_address_of_the_page_is_its_document_and_never_kept() {
        for path in ["/", "/inbox/7", "/setup", "/settings/teams", "/index.html"] {
            let response = get(path).await;
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(header_of(&response, header::CONTENT_TYPE), "text/html; charset=utf-8");
            assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-store");
        }
    }

    #[tokio::test]
    async fn what_is_no_page_is_not_found_in_a_sentence() {
        for path in ["/api/v1/nothing", "/operator/v2/x", "/assets/gone-1234.js"] {
            let response = get(path).await;
            assert_eq!(response.status(), 404, "{path}");
            assert_eq!(header_of(&response, header::CONTENT_TYPE), "application/problem+json");
        }
        let posted = page(Method::POST, Uri::from_static("/inbox"), HeaderMap::new()).await;
        assert_eq!(posted.status(), 404);
    }

    #[test]
    fn files_can_be_found_and_say_what_they_are() {
        assert!(FILES.is_sorted_by_key(|file| file.path));
        assert!(file(DOCUMENT).is_some_and(|document| !document.bytes.is_empty()));
        for file in FILES {
            assert!(file.tag.starts_with('"') && !file.kind.is_empty(), "{}", file.path);
        }
    }
}
