//! Links that sign in once.

use serde_json::json;

use crate::browser::{Browser, raw};
use crate::house::{House, OPERATOR, signed_in};

async fn link_for(house: &House, teammate: u64) -> (u16, String) {
    let server = house.running.http_address();
    let bearer = format!("Bearer {OPERATOR}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let body = json!({ "teammate": teammate }).to_string();
    let answer = raw(server, "POST", "/operator/v1/sign-in-links", &headers, &body).await;
    let link = answer.json()["link"].as_str().unwrap_or_default().to_owned();
    (answer.status, link)
}

fn path(link: &str) -> &str {
    let rest = link.strip_prefix("http://").unwrap();
    &rest[rest.find('/').unwrap()..]
}

async fn follow(browser: &mut Browser, link: &str) -> String {
    let answer = browser.get(path(link)).await;
    assert_eq!(answer.status, 303);
    answer.header("location").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_of_the_operators_signs_in_once() {
    let file = "[[desk.teammate]]\nid = 1\nname = \"Eve\"\nstatus = \"away\"\n";
    let house = House::with(file).await;
    let (status, link) = link_for(&house, 1).await;
    assert_eq!(status, 200);
    let mut browser = house.browser();
    // What only looks whether it is there does not use it up.
    assert_eq!(browser.ask("HEAD", path(&link), None).await.status, 204);
    assert_eq!(follow(&mut browser, &link).await, "/");
    let me = browser.get("/api/v1/session").await.json();
    assert_eq!((&me["name"], &me["email"]), (&json!("Eve"), &json!("")));
    assert_eq!(me["permissions"], json!(["takes_calls"]));
    let mut late = house.browser();
    assert_eq!(follow(&mut late, &link).await, "/sign-in?link=expired");
    assert!(late.cookie.is_none());
    assert_eq!(link_for(&house, 99).await.0, 404);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_makes_a_link_for_a_server_that_runs() {
    let house = House::new().await;
    house.owner().await;
    let file = house.folder.path().join("cordboard.toml");
    let data = house.folder.path().join("data");
    let told = tokio::task::spawn_blocking(move || {
        let mut told = (Vec::new(), Vec::new());
        let run = |email: &str, told: &mut (Vec<u8>, Vec<u8>)| {
            let file = file.as_os_str().to_owned();
            let data = data.as_os_str().to_owned();
            let words = ["cordboard", "--config"].map(Into::into);
            let more = ["--data-dir".into(), data, "sign-in-link".into(), email.into()];
            let all = words.into_iter().chain([file]).chain(more);
            cordboard::run(all, &mut told.0, &mut told.1)
        };
        // The port 0 of these tests is no address to give away.
        assert_eq!(run("ana@example.org", &mut told), cordboard::WRONG);
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.replace("[http]", "[http]\npublic_url = \"http://desk.example\"");
        std::fs::write(&file, text).unwrap();
        assert_eq!(run("nobody@example.org", &mut told), cordboard::WRONG);
        let code = run("ANA@example.org", &mut told);
        assert_eq!(code, cordboard::OK, "{}", String::from_utf8_lossy(&told.1));
        told
    });
    let (out, err) = told.await.unwrap();
    let err = String::from_utf8(err).unwrap();
    assert!(err.contains("http.public_url") && err.contains("nobody@example.org"), "{err}");
    let link = String::from_utf8(out).unwrap().trim().to_owned();
    assert!(link.starts_with("http://desk.example/sign-in/"), "{link}");
    let mut browser = house.browser();
    assert_eq!(follow(&mut browser, &link).await, "/");
    assert!(signed_in(&mut browser).await);
    house.close().await;
}
