//! The page and the headers of every answer.

use crate::browser::raw;
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_tells_the_browser_what_it_may_do() {
    let house = House::new().await;
    let mut browser = house.browser();
    for path in ["/", "/inbox/7", "/api/v1/state", "/api/v1/session", "/nothing.js", "/healthz"] {
        let answer = browser.get(path).await;
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("script-src 'self';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("permissions-policy").contains("microphone=(self)"), "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_the_page_is_the_page_and_one_of_the_program_is_not() {
    let house = House::new().await;
    let mut browser = house.browser();
    let page = browser.get("/settings/teams").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(String::from_utf8_lossy(&page.body).to_lowercase().contains("<!doctype html>"));
    for path in ["/api/v1/nothing", "/operator/nothing", "/assets/gone-1.js"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.refused(), (404, "not_found".to_owned()), "{path}");
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_travels_compressed() {
    let house = House::new().await;
    let server = house.running.http_address();
    let answer = raw(server, "GET", "/", &[("Accept-Encoding", "gzip")], "").await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    house.close().await;
}
