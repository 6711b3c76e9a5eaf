//! Settings on the page: who may, who was first, and trunks.

use desk::{Actor, Document, Input, Permission, Reply, RoleId, RoleSettings, Subject, TeammateId};
use phones::{Behaviour, CallPlan};
use serde_json::{Value, json};

use crate::http::Answer;
use crate::page::{Session, sign_in};
use crate::stage::{NUMBER, SOON, Stage};

/// Gives a teammate a role with these permissions, and calls as before, as the operator
/// would.
async fn promote(stage: &Stage, teammate: u64, permissions: &[Permission]) -> Session {
    let role = RoleId(teammate);
    let settings = RoleSettings {
        name: format!("Role of {teammate}"),
        permissions: permissions.iter().copied().chain([Permission::TakesCalls]).collect(),
    };
    save(stage, 0, Document::Role(role, settings)).await;
    let subject = Subject::Teammate(TeammateId(teammate));
    let found = stage.running.look(move |desk| (desk.version(subject), desk.document(subject)));
    let (version, document) = found.await.unwrap();
    let Some(Document::Teammate(id, mut settings)) = document else { panic!("{document:?}") };
    settings.role = role;
    save(stage, version, Document::Teammate(id, settings)).await;
    let session = sign_in(&stage.running, teammate).await;
    // The reception hears of it from the log.
    let known = async {
        loop {
            let me = session.ask("GET", "/session", None).await.json();
            if me["permissions"].as_array().unwrap().len() > permissions.len() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, known).await.unwrap();
    session
}

async fn save(stage: &Stage, version: u64, document: Document) {
    let input = Input::SaveSettings(Actor::Operator, version, document);
    let reply = stage.running.ask(input).await.unwrap();
    assert!(matches!(reply, Reply::Version(_)), "{reply:?}");
}

async fn put(session: &Session, path: &str, version: &Value, document: &Value) -> Answer {
    let body = json!({ "version": version, "document": document });
    session.ask("PUT", path, Some(&body)).await
}

fn refused(answer: &Answer, status: u16, code: &str) -> String {
    let problem = answer.json();
    assert_eq!((answer.status, &problem["code"]), (status, &json!(code)), "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_change_one_setting_the_second_is_told_what_to_do() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = promote(&stage, 1, &[Permission::PhoneSettings]).await;
    let ben = promote(&stage, 2, &[Permission::PhoneSettings]).await;
    let seen = ana.ask("GET", "/settings", None).await.json();
    assert_eq!(seen, ben.ask("GET", "/settings", None).await.json());
    let team = &seen["teams"][0];
    assert_eq!((&team["id"], &team["from_file"]), (&json!(1), &json!(true)));
    let mut document = team["document"].clone();
    document["name"] = json!("<b>Support</b>");
    let saved = put(&ana, "/settings/teams/1", &team["version"], &document).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    assert_eq!(saved.json()["version"], team["version"].as_u64().unwrap() + 1);
    document["name"] = json!("Help");
    let late = put(&ben, "/settings/teams/1", &team["version"], &document).await;
    let sentence = refused(&late, 409, "stale_version");
    assert!(sentence.contains("again"), "{sentence}");
    let now = ben.ask("GET", "/settings", None).await.json();
    assert_eq!(now["teams"][0]["document"]["name"], "<b>Support</b>", "text stays text");
    let again = put(&ben, "/settings/teams/1", &now["teams"][0]["version"], &document).await;
    assert_eq!(again.status, 200);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_take_a_permission_and_have_to_make_sense() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = promote(&stage, 1, &[Permission::PhoneSettings]).await;
    let ben = sign_in(&stage.running, 2).await;
    let seen = ben.ask("GET", "/settings", None).await.json();
    assert_eq!(seen["workspace"]["document"]["name"], "Stage");
    assert_eq!(seen["trunks"], json!([]), "who may not change trunks does not see them");
    let workspace = &seen["workspace"];
    let answer =
        put(&ben, "/settings/workspace", &workspace["version"], &workspace["document"]).await;
    refused(&answer, 403, "not_allowed");
    let teammate = &seen["teammates"][1];
    let path = "/settings/teammates/2";
    let answer = put(&ana, path, &teammate["version"], &teammate["document"]).await;
    refused(&answer, 403, "not_allowed");
    let mut document = workspace["document"].clone();
    document["ring_ms"] = json!(0);
    let answer = put(&ana, "/settings/workspace", &workspace["version"], &document).await;
    refused(&answer, 422, "invalid");
    let unknown = json!({ "version": 1, "document": { "nme": "x" } });
    assert_eq!(ana.ask("PUT", "/settings/workspace", Some(&unknown)).await.status, 422);
    let team = &seen["teams"][0]["document"];
    refused(&put(&ana, "/settings/teams/77", &json!(0), team).await, 404, "not_found");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_new_gets_a_number_that_the_file_does_not_use() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = promote(&stage, 1, &[Permission::PhoneSettings, Permission::ManageTeammates]).await;
    let team = ana.ask("GET", "/settings", None).await.json()["teams"][0]["document"].clone();
    let mut sales = team;
    sales["name"] = json!("Sales");
    let body = json!({ "document": sales });
    let first = ana.ask("POST", "/settings/teams", Some(&body)).await.json();
    assert_eq!(first, json!({ "id": 1_001, "version": 1 }));
    let second = ana.ask("POST", "/settings/teams", Some(&body)).await.json();
    assert_eq!(second["id"], 1_002);
    let channel = json!({ "document": {
        "name": "Sales line", "number": "+12025550199", "team": 1_001, "recording": "off",
        "retired": "off",
    }});
    let channel = ana.ask("POST", "/settings/channels", Some(&channel)).await;
    assert_eq!(channel.json()["id"], 1_001, "{channel:?}");
    let route = ana.ask("GET", "/settings/channels/1001/route", None).await.json();
    assert!(route["sentence"].as_str().unwrap().starts_with("A call now would "), "{route}");
    let route = ana.ask("GET", "/settings/channels/1/route", None).await.json();
    assert_eq!(route["rings"], json!({ "id": 1, "name": "Ana" }), "{route}");
    let role = json!({ "document": { "name": "Owners", "permissions": ["owner"] } });
    let role = ana.ask("POST", "/settings/roles", Some(&role)).await;
    refused(&role, 403, "not_allowed");
    let role = json!({ "document": { "name": "Reporters", "permissions": ["reports"] } });
    assert_eq!(ana.ask("POST", "/settings/roles", Some(&role)).await.json()["id"], 1_001);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trunk_set_up_on_the_page_brings_calls_in_at_once_and_keeps_its_password() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = promote(&stage, 1, &[Permission::PhoneSettings]).await;
    let digest = |password: Value| {
        json!({ "access": { "by": "digest", "user": "ada", "password": password, "realm": null },
                "trust_identity": "off" })
    };
    let path = "/settings/trunks/The%20carrier";
    refused(&put(&ana, path, &json!(0), &digest(Value::Null)).await, 422, "invalid");
    let saved = put(&ana, path, &json!(0), &digest(json!("a secret of theirs"))).await;
    assert_eq!((saved.status, saved.json()), (200, json!({ "version": 1 })));
    refused(&put(&ana, path, &json!(0), &digest(json!("x"))).await, 409, "stale_version");
    // Without a password in a change, the one there is stays.
    assert_eq!(put(&ana, path, &json!(1), &digest(Value::Null)).await.status, 200);
    let answer = ana.ask("GET", "/settings", None).await;
    assert!(!answer.text().contains("a secret of theirs"));
    let trunks = answer.json()["trunks"].clone();
    assert_eq!(trunks[0]["name"], "The carrier");
    assert_eq!(trunks[0]["version"], 2);
    assert_eq!(trunks[0]["document"]["access"]["password"], Value::Null);
    assert_eq!((&trunks[1]["name"], &trunks[1]["from_file"]), (&json!("loopback"), &json!(true)));
    let stored = stage.running.store().trunks(cordboard::WORKSPACE).await.unwrap();
    assert!(stored[0].state.contains("a secret of theirs"), "the digest needs it");
    let addresses = json!({ "access": { "by": "addresses", "addresses": ["127.0.0.300"] },
                            "trust_identity": "off" });
    let wrong = put(&ana, "/settings/trunks/wrong", &json!(0), &addresses).await;
    assert!(refused(&wrong, 422, "invalid").contains("127.0.0.300"));
    refused(&put(&ana, "/settings/trunks/loopback", &json!(0), &addresses).await, 409, "from_file");
    let removed = ana.ask("DELETE", "/settings/trunks/loopback", None).await;
    refused(&removed, 409, "from_file");
    // Ana's own trunk answers when it is asked.
    let to = json!({ "to": stage.sip().to_string() });
    let tested = ana.ask("POST", &format!("{path}/test"), Some(&to)).await.json();
    assert_eq!(tested["ok"], true, "{tested}");
    let nowhere = json!({ "to": "nowhere" });
    let tested = ana.ask("POST", &format!("{path}/test"), Some(&nowhere)).await;
    refused(&tested, 422, "invalid");
    assert_eq!(ana.ask("DELETE", path, None).await.status, 204);
    refused(&ana.ask("DELETE", path, None).await, 404, "not_found");
    let ben = sign_in(&stage.running, 2).await;
    refused(&ben.ask("DELETE", path, None).await, 403, "not_allowed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_come_in_by_a_trunk_of_the_page_until_it_is_taken_away() {
    let stage = Stage::open_without_trunks(Behaviour::Ignore).await;
    let ana = promote(&stage, 1, &[Permission::PhoneSettings]).await;
    let call = || {
        let from = Some("+12025550175".to_owned());
        stage.callers.call(CallPlan { from, ..CallPlan::new(NUMBER, stage.sip()) }).unwrap()
    };
    let stranger = call();
    stranger.until(SOON, |call| call.ending().is_some()).await.unwrap();
    let addresses = json!({ "access": { "by": "addresses", "addresses": ["127.0.0.0/8"] },
                            "trust_identity": "off" });
    let saved = put(&ana, "/settings/trunks/home", &json!(0), &addresses).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let known = call();
    stage.live_until(|call| call["stage"] == "ringing").await;
    assert_eq!(ana.ask("DELETE", "/settings/trunks/home", None).await.status, 204);
    let stranger = call();
    stranger.until(SOON, |call| call.ending().is_some()).await.unwrap();
    known.hang_up();
    stage.close().await;
}
