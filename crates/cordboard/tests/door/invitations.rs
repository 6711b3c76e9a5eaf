//! Invitations, and how a teammate leaves.

use std::sync::Arc;

use desk::TeammateId;
use serde_json::json;

use crate::house::{House, PASSWORD, accept, signed_in, token_in};

/// The roles of a new workspace.
const OWNER: u64 = 1;
const ADMINISTRATOR: u64 = 2;
const SUPERVISOR: u64 = 3;
const TEAMMATE: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_invited_chooses_a_password_and_works_here() {
    let file = "[[desk.team]]\nid = 1\nname = \"Support\"\n";
    let house = House::with(file).await;
    let mut owner = house.owner().await;
    let name = "<img src=x onerror=alert(1)>";
    let body =
        json!({ "email": "Ben@example.org", "name": name, "role": SUPERVISOR, "teams": [1] });
    let invited = owner.post("/api/v1/invitations", &body).await.json();
    let waiting = owner.get("/api/v1/invitations").await.json();
    assert_eq!(waiting[0]["name"], name, "markup is text");
    assert_eq!(waiting[0]["invited_by"]["name"], "Ana");
    let token = token_in(&invited);
    let mut ben = house.browser();
    let open = ben.get(&format!("/api/v1/invitations/open/{token}")).await.json();
    let expected = json!({
        "workspace_name": "Harbour & <b>Sons</b>", "name": name, "email": "Ben@example.org",
    });
    assert_eq!(open, expected);
    let short = accept(&mut ben, &token, "short").await;
    assert_eq!(short.refused(), (422, "invalid".to_owned()));
    let me = accept(&mut ben, &token, PASSWORD).await;
    assert_eq!(me.status, 200);
    let me = me.json();
    assert_eq!((&me["name"], &me["role"]["name"]), (&json!("Ben"), &json!("Supervisor")));
    let teammate = TeammateId(me["teammate"].as_u64().unwrap());
    let members = house.running.look(|desk| desk.teams()[&desk::TeamId(1)].members.clone()).await;
    assert_eq!(members.unwrap(), [teammate]);
    assert!(signed_in(&mut ben).await);
    assert_eq!(owner.get("/api/v1/invitations").await.json(), json!([]));
    let late = accept(&mut house.browser(), &token, PASSWORD).await;
    assert_eq!(late.refused(), (410, "expired".to_owned()));
    let gone = ben.get(&format!("/api/v1/invitations/open/{token}")).await;
    assert_eq!(gone.refused(), (410, "expired".to_owned()));
    let twice = owner.post("/api/v1/invitations", &body).await;
    assert_eq!(twice.refused(), (409, "email_taken".to_owned()));
    house.close().await;
}

/// The settings are read again after every change of them, by more than one of us at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_has_just_begun_here_is_not_dismissed_by_an_older_reading_of_the_settings() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let mut readings = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let reception = Arc::clone(house.running.reception());
        readings.spawn(async move {
            loop {
                reception.refresh().await.unwrap();
            }
        });
    }
    for number in 0..10 {
        let email = format!("ben{number}@example.org");
        let (mut ben, _) = house.invited(&mut owner, &email, TEAMMATE).await;
        assert!(signed_in(&mut ben).await, "{email}");
        assert_eq!(house.sign_in(&email, PASSWORD).await.1.status, 200, "{email}");
    }
    readings.shutdown().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_accept_at_once_one_comes_too_late() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let body = json!({ "email": "ben@example.org", "name": "Ben", "role": TEAMMATE, "teams": [] });
    let token = token_in(&owner.post("/api/v1/invitations", &body).await.json());
    let (mut one, mut other) = (house.browser(), house.browser());
    let both =
        tokio::join!(accept(&mut one, &token, PASSWORD), accept(&mut other, &token, PASSWORD),);
    let mut both = [both.0.status, both.1.status];
    both.sort_unstable();
    assert_eq!(both, [200, 410]);
    assert_eq!(house.running.look(|desk| desk.teammates().count()).await.unwrap(), 2);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gives_what_they_may_not_give() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut admin, _) = house.invited(&mut owner, "admin@example.org", ADMINISTRATOR).await;
    let (mut ben, _) = house.invited(&mut admin, "ben@example.org", TEAMMATE).await;
    let body =
        |role: u64| json!({ "email": "eve@example.org", "name": "Eve", "role": role, "teams": [] });
    let refused = ben.post("/api/v1/invitations", &body(TEAMMATE)).await;
    assert_eq!(refused.refused(), (403, "not_allowed".to_owned()));
    assert!(refused.json()["detail"].as_str().unwrap().contains("manage teammates"));
    assert_eq!(ben.get("/api/v1/invitations").await.status, 403);
    let refused = admin.post("/api/v1/invitations", &body(OWNER)).await;
    assert_eq!(refused.refused(), (403, "not_allowed".to_owned()));
    let unknown = admin.post("/api/v1/invitations", &body(99)).await;
    assert_eq!(unknown.refused(), (422, "invalid".to_owned()));
    assert_eq!(owner.post("/api/v1/invitations", &body(OWNER)).await.status, 200);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_cannot_do_what_its_writer_may_no_longer_do() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut admin, id) = house.invited(&mut owner, "admin@example.org", ADMINISTRATOR).await;
    let body = json!({ "email": "eve@example.org", "name": "Eve", "role": TEAMMATE, "teams": [] });
    let invited = admin.post("/api/v1/invitations", &body).await.json();
    let gone = owner.delete(&format!("/api/v1/teammates/{id}")).await;
    assert_eq!(gone.status, 204);
    let late = accept(&mut house.browser(), &token_in(&invited), PASSWORD).await;
    assert_eq!(late.refused(), (403, "not_allowed".to_owned()));
    // The owner withdraws it; it is still there, because it was not used.
    let path = format!("/api/v1/invitations/{}", invited["id"]);
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(owner.delete(&path).await.status, 404);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_is_out_at_once_and_cannot_come_back() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut ben, id) = house.invited(&mut owner, "ben@example.org", TEAMMATE).await;
    let (mut phone, _) = house.sign_in("ben@example.org", PASSWORD).await;
    let over = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&over);
    house.running.reception().when_over(move |it| seen.lock().unwrap().push(*it));
    let path = format!("/api/v1/teammates/{id}");
    assert_eq!(ben.delete(&path).await.refused(), (403, "not_allowed".to_owned()));
    assert_eq!(owner.delete(&path).await.status, 204);
    assert!(over.lock().unwrap().contains(&api::Over::Teammate(TeammateId(id))));
    assert!(!signed_in(&mut ben).await);
    assert!(!signed_in(&mut phone).await);
    let (_, answer) = house.sign_in("ben@example.org", PASSWORD).await;
    assert_eq!(answer.refused(), (401, "wrong_password".to_owned()));
    assert_eq!(owner.delete(&path).await.refused(), (404, "not_found".to_owned()));
    // The address is free again.
    let (mut ben, again) = house.invited(&mut owner, "ben@example.org", TEAMMATE).await;
    assert_ne!(again, id);
    assert!(signed_in(&mut ben).await);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_removes_themselves_and_the_last_owner_stays() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let me = owner.get("/api/v1/session").await.json()["teammate"].as_u64().unwrap();
    let own = owner.delete(&format!("/api/v1/teammates/{me}")).await;
    assert_eq!(own.refused(), (409, "not_now".to_owned()));
    let (mut admin, _) = house.invited(&mut owner, "admin@example.org", ADMINISTRATOR).await;
    let refused = admin.delete(&format!("/api/v1/teammates/{me}")).await;
    assert!([403, 409].contains(&refused.status), "{:?}", refused.json());
    assert!(signed_in(&mut owner).await);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_by_the_operator_is_out_as_well() {
    let house = House::new().await;
    let mut owner = house.owner().await;
    let (mut ben, id) = house.invited(&mut owner, "ben@example.org", TEAMMATE).await;
    let (over, out) = std::sync::mpsc::channel();
    house.running.reception().when_over(move |it| over.send(*it).unwrap());
    let look = move |desk: &desk::Desk| {
        let subject = desk::Subject::Teammate(TeammateId(id));
        (desk.version(subject), desk.document(subject))
    };
    let (version, document) = house.running.look(look).await.unwrap();
    let Some(desk::Document::Teammate(id, settings)) = document else { panic!("no document") };
    let employment = desk::Employment::Removed;
    let removed = desk::Document::Teammate(id, desk::TeammateSettings { employment, ..settings });
    let save = desk::Input::SaveSettings(desk::Actor::Operator, version, removed);
    assert!(matches!(house.running.ask(save).await.unwrap(), desk::Reply::Version(_)));
    let told = tokio::task::spawn_blocking(move || out.recv().unwrap()).await.unwrap();
    assert_eq!(told, api::Over::Teammate(id));
    assert!(!signed_in(&mut ben).await);
    house.close().await;
}
