//! Pages of other sites, on HTTP and on the live stream.

use serde_json::json;

use crate::browser::{Answer, raw};
use crate::house::{House, PASSWORD, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_page_changes_nothing_even_with_the_cookie() {
    let house = House::new().await;
    let owner = house.owner().await;
    let server = house.running.http_address();
    for says in [
        vec![("Origin", "https://evil.example".to_owned())],
        vec![("Origin", "null".to_owned())],
        vec![("Origin", format!("http://{}", server.ip()))],
        vec![("Sec-Fetch-Site", "cross-site".to_owned())],
        vec![("Sec-Fetch-Site", "same-site".to_owned())],
        vec![],
    ] {
        let mut foreign = owner.clone();
        foreign.says.clone_from(&says);
        let answer = foreign.delete("/api/v1/session").await;
        assert_eq!(answer.refused(), (403, "foreign_origin".to_owned()), "{says:?}");
        let body = json!({ "email": "ana@example.org", "password": PASSWORD });
        let answer = foreign.post("/api/v1/session", &body).await;
        assert_eq!(answer.refused(), (403, "foreign_origin".to_owned()), "{says:?}");
    }
    let mut own = owner;
    assert!(signed_in(&mut own).await);
    own.says = vec![("Sec-Fetch-Site", "same-origin".to_owned())];
    assert_eq!(own.delete("/api/v1/session").await.status, 204);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_json_is_refused_before_it_is_read() {
    let house = House::new().await;
    let server = house.running.http_address();
    let origin = format!("http://{server}");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let headers = [("Origin", origin.as_str()), ("Content-Type", kind)];
        let answer = raw(server, "POST", "/api/v1/session", &headers, "{}").await;
        assert_eq!(answer.refused(), (415, "not_json".to_owned()), "{kind}");
    }
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/json")];
    let answer = raw(server, "POST", "/api/v1/session", &headers, "{").await;
    assert_eq!(answer.refused(), (400, "unreadable".to_owned()));
    let answer = raw(server, "POST", "/api/v1/session", &headers, "{\"email\": 1}").await;
    assert_eq!(answer.refused(), (422, "unreadable".to_owned()));
    house.close().await;
}

async fn upgrade(house: &House, origin: Option<&str>, cookie: &str) -> Answer {
    let server = house.running.http_address();
    let mut headers = vec![
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Cookie", cookie),
    ];
    headers.extend(origin.map(|origin| ("Origin", origin)));
    raw(server, "GET", "/api/v1/live", &headers, "").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_page_opens_no_live_stream() {
    let house = House::new().await;
    let cookie = house.owner().await.cookie.unwrap();
    let own = format!("http://{}", house.running.http_address());
    assert_eq!(upgrade(&house, Some("http://evil.example"), &cookie).await.status, 403);
    assert_eq!(upgrade(&house, None, &cookie).await.status, 403);
    assert_eq!(upgrade(&house, Some(&own), "").await.status, 401);
    assert_eq!(upgrade(&house, Some(&own), &cookie).await.status, 101);
    house.close().await;
}
