//! Signing in and out, and how a session ends.

use std::path::Path;

use serde_json::json;
use sqlx::Connection;

use crate::house::{House, PASSWORD, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_unknown_and_who_errs_hear_the_same() {
    let house = House::new().await;
    house.owner().await;
    let (_, unknown) = house.sign_in("nobody@example.org", PASSWORD).await;
    let (browser, wrong) = house.sign_in("ana@example.org", "a loud morning").await;
    assert_eq!(unknown.refused(), (401, "wrong_password".to_owned()));
    assert_eq!(unknown.json(), wrong.json());
    assert!(browser.cookie.is_none());
    let (_, long) = house.sign_in("ana@example.org", &"x".repeat(100_000)).await;
    assert_eq!(long.json(), wrong.json());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_out_is_out_everywhere_the_cookie_went() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let mut stolen = owner.clone();
    assert!(signed_in(&mut stolen).await);
    let out = owner.delete("/api/v1/session").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert!(owner.cookie.is_none());
    assert!(!signed_in(&mut stolen).await);
    assert_eq!(owner.delete("/api/v1/session").await.status, 204, "once more harms nobody");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_that_somebody_planted_is_never_signed_in() {
    let house = House::new().await;
    let owner = house.owner().await;
    // Another's valid session, planted in a browser before its owner signs in.
    let mut victim = house.browser();
    victim.cookie = Some(format!("cordboard={}", "A".repeat(43)));
    assert!(!signed_in(&mut victim).await);
    let body = json!({ "email": "ana@example.org", "password": PASSWORD });
    let planted = victim.cookie.clone();
    assert_eq!(victim.post("/api/v1/session", &body).await.status, 200);
    assert_ne!(victim.cookie, planted, "a new token, not the planted one");
    let mut attacker = house.browser();
    attacker.cookie = planted;
    assert!(!signed_in(&mut attacker).await);
    // And the session that the browser had before ends.
    let mut before = owner.clone();
    let mut shared = owner;
    assert_eq!(shared.post("/api/v1/session", &body).await.status, 200);
    assert!(signed_in(&mut shared).await);
    assert!(!signed_in(&mut before).await);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sees_ones_own_sessions_and_ends_them() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut phone, _) = house.sign_in("ana@example.org", PASSWORD).await;
    let (mut ben, _) = house.invited(&mut owner, "ben@example.org", 4).await;
    let own = owner.get("/api/v1/sessions").await.json();
    assert_eq!(own.as_array().unwrap().len(), 2);
    let of = |current: bool| {
        let all = own.as_array().unwrap().iter();
        all.clone().find(|it| it["current"] == current).unwrap()["id"].clone()
    };
    let path = format!("/api/v1/sessions/{}", of(false));
    assert_eq!(ben.delete(&path).await.refused(), (404, "not_found".to_owned()));
    assert!(signed_in(&mut phone).await);
    assert_eq!(owner.delete(&path).await.status, 204);
    assert!(!signed_in(&mut phone).await);
    assert_eq!(owner.delete(&path).await.refused(), (404, "not_found".to_owned()));
    assert!(signed_in(&mut owner).await);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_every_other_session() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut phone, _) = house.sign_in("ana@example.org", PASSWORD).await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    let wrong = owner.post("/api/v1/password", &change("wrong", "a loud evening")).await;
    assert_eq!(wrong.refused(), (403, "wrong_password".to_owned()));
    let short = owner.post("/api/v1/password", &change(PASSWORD, "short")).await;
    assert_eq!(short.refused(), (422, "invalid".to_owned()));
    assert!(signed_in(&mut phone).await);
    let done = owner.post("/api/v1/password", &change(PASSWORD, "a loud evening")).await;
    assert_eq!(done.status, 204);
    assert!(signed_in(&mut owner).await);
    assert!(!signed_in(&mut phone).await);
    assert_eq!(house.sign_in("ana@example.org", PASSWORD).await.1.status, 401);
    assert_eq!(house.sign_in("ana@example.org", "a loud evening").await.1.status, 200);
    house.close().await;
}

async fn change(database: &Path, sql: &'static str) {
    let url = format!("sqlite://{}", database.display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Whether a session that began, then lay in the database until `sql` was done to it,
/// still lets its browser in after a restart.
async fn survives(sql: &'static str) -> bool {
    let house = House::new().await;
    let cookie = house.owner().await.cookie;
    let house = house.again(async |database| change(database, sql).await).await;
    let mut browser = house.browser();
    browser.cookie = cookie;
    let alive = signed_in(&mut browser).await;
    house.close().await;
    alive
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_outlives_the_server_but_not_its_time() {
    const HOUR: &str = "UPDATE session SET last_seen = last_seen - 11 * 3600000";
    assert!(survives(HOUR).await, "eleven hours unused");
    const DAY: &str = "UPDATE session SET last_seen = last_seen - 12 * 3600000";
    assert!(!survives(DAY).await, "twelve hours unused");
    const END: &str = "UPDATE session SET expires = expires - 14 * 24 * 3600000";
    assert!(!survives(END).await, "fourteen days old");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_errs_too_often_is_told_how_long_to_wait() {
    let house = House::new().await;
    house.owner().await;
    let mut last = None;
    for _ in 0..12 {
        let (_, answer) = house.sign_in("ana@example.org", "a loud morning").await;
        last = Some(answer);
    }
    let last = last.unwrap();
    assert_eq!(last.refused(), (429, "too_many_tries".to_owned()));
    let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=31).contains(&wait), "{wait}");
    let (_, right) = house.sign_in("ana@example.org", PASSWORD).await;
    assert_eq!(right.status, 429, "nor does the right one help now");
    let (_, other) = house.sign_in("ben@example.org", PASSWORD).await;
    assert_eq!(other.status, 401, "others are not held up");
    house.close().await;
}
