//! The first start.

use serde_json::json;

use crate::house::{House, PASSWORD, set_up, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_the_token_names_the_workspace_and_owns_it() {
    let house = House::new().await;
    let mut browser = house.browser();
    let state = browser.get("/api/v1/state").await.json();
    assert_eq!((&state["setup_needed"], &state["secure"]), (&json!(true), &json!(true)));
    let token = house.token().await.unwrap();
    let me = browser.post("/api/v1/setup", &set_up(&token, "ana@example.org")).await;
    assert_eq!(me.status, 200);
    let me = me.json();
    assert_eq!((&me["name"], &me["email"]), (&json!("Ana"), &json!("ana@example.org")));
    assert_eq!(me["workspace"], json!({ "name": "Harbour & <b>Sons</b>", "kind": "live" }));
    assert_eq!(me["role"], json!({ "id": 1, "name": "Owner" }));
    assert_eq!(me["permissions"].as_array().unwrap().len(), desk::Permission::ALL.len());
    assert!(signed_in(&mut browser).await);
    let state = browser.get("/api/v1/state").await.json();
    assert_eq!(state["setup_needed"], false);
    assert_eq!(state["workspace_name"], "Harbour & <b>Sons</b>", "markup is text");
    let roles: Vec<_> = roles(&house).await;
    assert_eq!(roles, ["Owner", "Administrator", "Supervisor", "Teammate"]);
    let (_, again) = house.sign_in(" ANA@Example.org", PASSWORD).await;
    assert_eq!(again.status, 200);
    house.close().await;
}

async fn roles(house: &House) -> Vec<String> {
    house
        .running
        .look(|desk| desk.roles().values().map(|role| role.name.clone()).collect())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_token_sets_nothing_up() {
    let house = House::new().await;
    let mut browser = house.browser();
    for token in ["", "wrong", &"x".repeat(43)] {
        let answer = browser.post("/api/v1/setup", &set_up(token, "ana@example.org")).await;
        assert_eq!(answer.refused(), (403, "wrong_token".to_owned()));
    }
    assert!(house.token().await.is_some(), "the right one still works");
    assert!(browser.cookie.is_none());
    assert!(roles(&house).await.is_empty());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_set_up_is_said_in_a_sentence() {
    let house = House::new().await;
    let mut browser = house.browser();
    let token = house.token().await.unwrap();
    for (key, value, word) in [
        ("password", "too short", "short"),
        ("password", "ana@example.org", "e-mail"),
        ("email", "ana", "ana@example.org"),
        ("email", "ana@@example.org", "ana@example.org"),
        ("email", "ana @example.org", "ana@example.org"),
        ("name", "  ", "empty"),
        ("workspace_name", "a\nb", "line break"),
    ] {
        let mut body = set_up(&token, "ana@example.org");
        body[key] = json!(value);
        let answer = browser.post("/api/v1/setup", &body).await;
        assert_eq!(answer.refused(), (422, "invalid".to_owned()), "{key} {value:?}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(word), "{detail}");
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_set_up_at_once_one_wins() {
    let house = House::new().await;
    let token = house.token().await.unwrap();
    let (mut ana, mut ben) = (house.browser(), house.browser());
    let (anas, bens) = (set_up(&token, "ana@example.org"), set_up(&token, "ben@example.org"));
    let (one, other) =
        tokio::join!(ana.post("/api/v1/setup", &anas), ben.post("/api/v1/setup", &bens),);
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!(won.status, 200);
    assert_eq!(lost.refused(), (409, "already_set_up".to_owned()));
    let teammates = house.running.look(|desk| desk.teammates().count()).await.unwrap();
    assert_eq!(teammates, 1);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_is_new_at_every_start_and_gone_once_used() {
    let house = House::new().await;
    let first = house.token().await.unwrap();
    let house = house.again(async |_| ()).await;
    let second = house.token().await.unwrap();
    assert_ne!(first, second);
    let mut browser = house.browser();
    let old = browser.post("/api/v1/setup", &set_up(&first, "ana@example.org")).await;
    assert_eq!(old.refused(), (403, "wrong_token".to_owned()));
    house.owner().await;
    assert_eq!(house.token().await, None);
    let house = house.again(async |_| ()).await;
    assert_eq!(house.token().await, None);
    let again = house.browser().post("/api/v1/setup", &set_up(&second, "x@example.org")).await;
    assert_eq!(again.refused(), (409, "already_set_up".to_owned()));
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_stands_beside_the_teammates_of_the_file_and_stays_an_owner() {
    let file = "[[desk.teammate]]\nid = 1\nname = \"Ana\"\nstatus = \"away\"\n";
    let house = House::with(file).await;
    let me = house.owner().await.get("/api/v1/session").await.json();
    assert_eq!(me["teammate"], 1_001, "the small numbers are the file's");
    let names: Vec<_> = house
        .running
        .look(|desk| {
            desk.teammates().map(|(it, settings)| (it.id.0, settings.name.clone())).collect()
        })
        .await
        .unwrap();
    assert_eq!(names, [(1, "Ana".to_owned()), (1_001, "Ana".to_owned())]);
    house.close().await;
}
