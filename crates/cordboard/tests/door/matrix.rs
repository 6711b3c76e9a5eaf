//! Who may do what: every endpoint and every command, against nobody, somebody without any
//! permission, somebody with each single one, and an owner. An endpoint or a command that
//! has no line here fails.

use std::collections::{BTreeMap, BTreeSet};

use desk::{Document, Permission, RoleId, RoleSettings, TeammateId, TeammateSettings};
use serde_json::{Value, json};

use crate::asks::{Ask, asks, every_command};
use crate::browser::Browser;
use crate::description;
use crate::office::{ANA, BEN, Office, Things, said};

/// Whom an endpoint lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lets {
    /// Everybody, signed in or not.
    All,
    /// Everybody who is signed in.
    SignedIn,
    /// Who has one of these, or owns the desk.
    With(&'static [Permission]),
}

use Lets::{All, SignedIn, With};
use Permission as P;

const WORKFLOWS: Lets = With(&[P::WorkflowsAccess]);
const PHONES: Lets = With(&[P::PhoneSettings]);
const TEAMMATES: Lets = With(&[P::ManageTeammates]);

fn table() -> BTreeMap<&'static str, Lets> {
    let mut table: BTreeMap<&str, Lets> = work().into();
    table.extend(settings());
    table
}

fn work() -> [(&'static str, Lets); 42] {
    [
        ("GET /alerts", SignedIn),
        ("POST /alerts/seen", SignedIn),
        ("GET /audit", TEAMMATES),
        ("GET /calls", SignedIn),
        ("GET /calls/{id}/notifications", SignedIn),
        ("GET /calls/{id}/why", SignedIn),
        ("GET /contacts/{id}", SignedIn),
        ("POST /contacts/{id}/erase", With(&[P::EraseData])),
        ("GET /conversations", SignedIn),
        ("GET /conversations/{id}", SignedIn),
        ("DELETE /conversations/{id}/tags/{tag}", SignedIn),
        ("POST /conversations/{id}/tags/{tag}", SignedIn),
        ("GET /figures", SignedIn),
        ("GET /invitations", TEAMMATES),
        ("POST /invitations", TEAMMATES),
        ("POST /invitations/accept", All),
        ("GET /invitations/open/{token}", All),
        ("DELETE /invitations/{id}", TEAMMATES),
        ("GET /jobs", WORKFLOWS),
        ("POST /jobs/{key}/retry", WORKFLOWS),
        ("GET /live", SignedIn),
        ("GET /notification-templates", SignedIn),
        ("GET /notification-variables", SignedIn),
        ("GET /notifications/activity", WORKFLOWS),
        ("POST /notifications/try", WORKFLOWS),
        ("GET /notifications/{id}/results", WORKFLOWS),
        ("GET /outbox", WORKFLOWS),
        ("GET /outbox/{id}", WORKFLOWS),
        ("POST /password", SignedIn),
        ("DELETE /phone", SignedIn),
        ("POST /phone", SignedIn),
        ("POST /phone/echo", SignedIn),
        ("DELETE /recordings/{id}", With(&[P::DeleteRecordings])),
        ("GET /recordings/{id}/audio", SignedIn),
        ("GET /recordings/{id}/peaks", SignedIn),
        ("POST /results/{id}/resend", WORKFLOWS),
        ("GET /search", SignedIn),
        ("DELETE /session", All),
        ("GET /session", SignedIn),
        ("POST /session", All),
        ("GET /sessions", SignedIn),
        ("DELETE /sessions/{id}", SignedIn),
    ]
}

fn settings() -> [(&'static str, Lets); 34] {
    [
        ("GET /settings", SignedIn),
        ("POST /settings/channels", PHONES),
        ("PUT /settings/channels/{id}", PHONES),
        ("GET /settings/channels/{id}/route", SignedIn),
        ("POST /settings/notifications", WORKFLOWS),
        ("PUT /settings/notifications/{id}", WORKFLOWS),
        ("POST /settings/roles", TEAMMATES),
        ("PUT /settings/roles/{id}", TEAMMATES),
        ("PUT /settings/tags/{id}", WORKFLOWS),
        ("PUT /settings/teammates/{id}", TEAMMATES),
        ("POST /settings/teams", PHONES),
        ("PUT /settings/teams/{id}", PHONES),
        ("DELETE /settings/trunks/{name}", PHONES),
        ("PUT /settings/trunks/{name}", PHONES),
        ("POST /settings/trunks/{name}/test", PHONES),
        ("POST /settings/webhooks", WORKFLOWS),
        ("PUT /settings/webhooks/{id}", WORKFLOWS),
        ("PUT /settings/workspace", PHONES),
        ("POST /setup", All),
        ("GET /state", All),
        ("GET /tags", SignedIn),
        ("POST /tags", SignedIn),
        ("GET /tasks", SignedIn),
        ("POST /tasks", SignedIn),
        ("GET /tasks/{id}", SignedIn),
        ("PUT /tasks/{id}", SignedIn),
        ("POST /tasks/{id}/done", SignedIn),
        ("POST /tasks/{id}/reopen", SignedIn),
        ("GET /teammates", SignedIn),
        ("DELETE /teammates/{id}", TEAMMATES),
        ("GET /views", SignedIn),
        ("GET /waiting", SignedIn),
        ("POST /webhooks/{id}/secret", WORKFLOWS),
        ("POST /webhooks/{id}/test", WORKFLOWS),
    ]
}

/// Commands that need a permission; all others are for everybody who is signed in, as far
/// as the call lets them.
fn commands() -> BTreeMap<&'static str, Lets> {
    let mut table: BTreeMap<&str, Lets> = [
        "answer",
        "decline",
        "claim",
        "hold",
        "resume",
        "mute",
        "pause_recording",
        "resume_recording",
        "end",
        "switch_to_active",
        "add_note",
        "assign",
        "close",
        "open",
        "edit_contact",
        "tag",
        "untag",
        "create_task",
        "change_task",
        "finish_task",
        "reopen_task",
    ]
    .map(|name| (name, SignedIn))
    .into();
    table.insert("set_status", With(&[P::ManageAvailability]));
    table.insert("set_channels", With(&[P::ManageAvailability]));
    table.insert("delete_recording", With(&[P::DeleteRecordings]));
    table.insert("erase_contact", With(&[P::EraseData]));
    table.insert("resend_notification", WORKFLOWS);
    table
}

/// Everybody who asks: nobody, without any permission, with each, the owner.
async fn everybody(office: &Office) -> Vec<(String, Option<Permission>, Browser)> {
    let mut all = Vec::new();
    let each = [None].into_iter().chain(Permission::ALL.map(Some));
    for (number, permission) in (500..).zip(each) {
        let words = permission.map_or("nothing", Permission::words);
        let permissions = permission.into_iter().collect();
        let role = RoleSettings { name: words.to_owned(), permissions };
        office.save(0, Document::Role(RoleId(number), role)).await;
        let settings = TeammateSettings {
            name: format!("Only {words}"),
            role: RoleId(number),
            ..TeammateSettings::default()
        };
        office.save(0, Document::Teammate(TeammateId(number), settings)).await;
        office.running.reception().refresh().await.unwrap();
        let browser = office.browser(number).await;
        all.push((words.to_owned(), permission, browser));
    }
    all
}

fn allowed(lets: Lets, holds: Option<Permission>) -> bool {
    match lets {
        All | SignedIn => true,
        With(one_of) => {
            holds == Some(P::Owner) || holds.is_some_and(|holds| one_of.contains(&holds))
        }
    }
}

/// The request as it does no harm where it is allowed: about what is not there, or at a
/// version that nobody has.
fn harmless(name: &str, things: &Things) -> Vec<Ask> {
    let nothing = Things {
        call: 9_000_001,
        conversation: 9_000_002,
        contact: 9_000_003,
        recording: 9_000_004,
        task: 9_000_005,
        result: 9_000_006,
        mail: 9_000_007,
        invitation: 9_000_008,
        session: 9_000_009,
        team: 9_000_010,
        webhook: 9_000_011,
        tag: 9_000_012,
        trunk: "nothing".to_owned(),
        job: "nothing".to_owned(),
        invited: "nothing".to_owned(),
        ..things.clone()
    };
    // These look whether the document is there before they look who asks; its version is
    // an old one.
    let of = if name.starts_with("PUT /settings/") {
        Things { trunk: nothing.trunk, ..things.clone() }
    } else {
        nothing
    };
    let mut asks = asks(name, &of, "nobody");
    if name == "PUT /settings/teammates/{id}" {
        // Ana owns the desk, which takes an owner to change.
        let real = format!("/settings/teammates/{BEN}");
        asks.iter_mut().for_each(|ask| ask.path.clone_from(&real));
    }
    for ask in &mut asks {
        // Into no team: that would take the right to change teams as well.
        if name == "POST /invitations"
            && let Some(body) = &mut ask.body
        {
            body["teams"] = json!([]);
        }
        let versioned = ask.body.as_ref().is_some_and(|body| body["version"].is_u64());
        if let Some(body) = ask.body.as_mut().filter(|_| versioned) {
            body["version"] = json!(4_000_000);
        }
        // A new document that cannot be saved.
        if name.starts_with("POST /settings/")
            && let Some(body) = &mut ask.body
            && body["document"].is_object()
        {
            body["document"]["name"] = json!("");
        }
    }
    asks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_lets_in_exactly_whom_its_line_names() {
    let table = table();
    let operations = description::operations();
    let known: Vec<&str> = table.keys().copied().collect();
    let mut described: Vec<String> = operations.iter().map(|it| it.name()).collect();
    described.retain(|name| name != "POST /commands");
    described.sort();
    let mut sorted: Vec<&str> = known.clone();
    sorted.sort_unstable();
    assert_eq!(described, sorted, "the table and the description name the same endpoints");
    let (office, things, _folder) = Office::furnished().await;
    let mut all = everybody(&office).await;
    let mut nobody = Browser::at(office.running.http_address());
    for (name, lets) in &table {
        // The first three end sessions or are about the one that asks; the live stream has
        // its own tests.
        if ["DELETE /session", "POST /session", "POST /setup", "GET /live"].contains(name) {
            continue;
        }
        for ask in harmless(name, &things) {
            let path = format!("/api/v1{}", ask.path);
            let answer = nobody.ask(&ask.method, &path, ask.body.as_ref()).await;
            let in_ = *lets == All;
            assert_eq!(answer.status != 401, in_, "{name} by nobody: {}", said(&answer));
            for (who, holds, browser) in &mut all {
                let answer = browser.ask(&ask.method, &path, ask.body.as_ref()).await;
                let refused = answer.status == 403 && answer.json()["code"] == "not_allowed";
                let expected = !allowed(*lets, *holds);
                assert_eq!(refused, expected, "{name} by {who}: {}", said(&answer));
                assert!(![401, 429, 500].contains(&answer.status), "{name}: {}", said(&answer));
            }
        }
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_is_obeyed_for_exactly_whom_its_line_names() {
    let table = commands();
    let mut described = description::commands();
    described.sort();
    let known: Vec<&str> = table.keys().copied().collect();
    assert_eq!(described, known, "the table and the description name the same commands");
    let (office, things, _folder) = Office::furnished().await;
    let mut all = everybody(&office).await;
    let nothing = Things {
        recording: 9_000_001,
        contact: 9_000_002,
        result: 9_000_003,
        call: 9_000_004,
        conversation: 9_000_005,
        team: BEN,
        ..things
    };
    for (name, command) in every_command(&nothing) {
        for (who, holds, browser) in &mut all {
            let body = json!({ "command": command, "tab": null });
            let answer = browser.post("/api/v1/commands", &body).await;
            let refused = answer.status == 403 && answer.json()["code"] == "not_allowed";
            let expected = !allowed(table[name], *holds);
            let phone = ["answer", "claim"].contains(&name);
            // Only who takes calls is asked at all whether a call can be taken.
            let expected = expected || (phone && refused && *holds != Some(P::TakesCalls));
            assert_eq!(refused, expected, "{name} by {who}: {}", said(&answer));
            assert!(![401, 429, 500].contains(&answer.status), "{name}: {}", said(&answer));
        }
    }
    office.close().await;
}

/// The page's words about roles.
const TEXTS: &str = include_str!("../../../../web/src/texts/en/settings-people.ts");

/// What the page says that a permission's holders may do.
fn promised(permission: Permission) -> &'static str {
    let name = serde_json::to_value(permission).unwrap();
    let begins = format!("{}: {{ name: ", name.as_str().unwrap());
    let line = TEXTS.lines().find(|line| line.trim_start().starts_with(&begins)).unwrap();
    line.split("does: \"").nth(1).unwrap().split('"').next().unwrap()
}

#[test]
fn a_permission_that_opens_nothing_yet_says_so_and_no_other_does() {
    // These two open no endpoint of their own: who takes calls is rung, an owner may do all.
    let mut opens: BTreeSet<Permission> = [P::TakesCalls, P::Owner].into();
    for lets in table().into_values().chain(commands().into_values()) {
        match lets {
            With(one_of) => opens.extend(one_of),
            All | SignedIn => {}
        }
    }
    for permission in Permission::ALL {
        let words = promised(permission);
        assert_eq!(words.contains(" yet"), !opens.contains(&permission), "{permission:?}: {words}");
    }
}

/// *Listen to calls* is about calls under way; a recording stands on the call's card.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_heard_by_every_teammate_and_the_audit_log_says_who_heard_it() {
    let (office, things, _folder) = Office::furnished().await;
    let mut ben = office.browser(BEN).await;
    let path = format!("/api/v1/recordings/{}/audio", things.recording);
    let heard = ben.get(&path).await;
    assert_eq!((heard.status, heard.header("content-type")), (200, Some("audio/wav")));
    let mut ana = office.browser(ANA).await;
    let log = crate::office::get(&mut ana, "/audit").await;
    let line = &log["items"][0];
    assert_eq!((&line["what"], &line["teammate"]["id"]), (&json!("recording_played"), &json!(BEN)));
    assert!(promised(P::ListenToCalls).contains("Recordings are open to every teammate"));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_show_trunks_notifications_and_webhooks_to_those_alone_who_may_change_them() {
    let (office, _, _folder) = Office::furnished().await;
    for (who, holds, mut browser) in everybody(&office).await {
        let settings = browser.get("/api/v1/settings").await.json();
        let shows = |part: &str| !settings[part].as_array().unwrap().is_empty();
        let owner = holds == Some(P::Owner);
        assert_eq!(shows("trunks"), owner || holds == Some(P::PhoneSettings), "{who}");
        let workflows = owner || holds == Some(P::WorkflowsAccess);
        assert_eq!(shows("notifications"), workflows, "{who}");
        assert_eq!(shows("webhooks"), workflows, "{who}");
        assert!(shows("tags") && shows("teams"), "{who}");
        let text = settings.to_string();
        assert!(!text.contains("whsec_"), "a secret is in no answer");
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_must_answer_for_stands_in_the_audit_log_with_name_and_time() {
    let (office, things, _folder) = Office::furnished().await;
    let mut ana = office.browser(ANA).await;
    let started = crate::office::get(&mut ana, "/audit").await;
    let first = started["items"][0]["id"].as_u64().unwrap();
    let Things { recording, contact, result, webhook, job, mail, .. } = &things;
    ana.get(&format!("/api/v1/recordings/{recording}/audio")).await;
    ana.get(&format!("/api/v1/outbox/{mail}")).await;
    let draft = asks("POST /notifications/try", &things, "x").remove(0).body.unwrap();
    let tried = crate::office::post(&mut ana, "/notifications/try", &draft).await;
    assert_eq!(tried["fires"], true, "{tried}");
    for path in [
        format!("/jobs/{job}/retry"),
        format!("/results/{result}/resend"),
        format!("/webhooks/{webhook}/secret"),
    ] {
        crate::office::post(&mut ana, &path, &json!({})).await;
    }
    crate::office::post(&mut ana, "/tags", &json!({ "name": "New" })).await;
    let away = json!({ "command": { "do": "set_status", "teammate": BEN, "status": "active" } });
    crate::office::post(&mut ana, "/commands", &away).await;
    assert_eq!(ana.delete(&format!("/api/v1/recordings/{recording}")).await.status, 204);
    crate::office::post(&mut ana, &format!("/contacts/{contact}/erase"), &json!({})).await;
    assert_eq!(ana.delete(&format!("/api/v1/teammates/{BEN}")).await.status, 204);
    let page = crate::office::get(&mut ana, "/audit").await;
    let lines: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    let new: Vec<&Value> =
        lines.into_iter().filter(|line| line["id"].as_u64().unwrap() > first).collect();
    let told: Vec<&str> = new.iter().rev().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "recording_played",
            "mail_read",
            "notification_tried",
            "job_retried",
            "mail_sent_again",
            "webhook_secret_made",
            "tag_saved",
            "availability_changed",
            "recording_deleted",
            "contact_erased",
            "teammate_saved",
            "teammate_removed",
        ]
    );
    for line in &new {
        assert_eq!(line["teammate"]["id"], ANA, "{line}");
        assert!(line["at_ms"].as_i64().unwrap() > 0);
        assert!(line["words"].as_str().unwrap().ends_with('.'), "{line}");
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_erased_is_found_nowhere() {
    let (office, things, folder) = Office::furnished().await;
    let mut ana = office.browser(ANA).await;
    let mark = office.plan.mark.clone();
    let found = crate::office::get(&mut ana, &format!("/search?q=Contact%20{mark}")).await;
    assert_eq!(found["contacts"].as_array().unwrap().len(), 1);
    let path = format!("/contacts/{}/erase", things.contact);
    crate::office::post(&mut ana, &path, &json!({})).await;
    let words = [
        format!("Contact {mark}"),
        format!("Caller {mark}"),
        office.plan.caller.clone(),
        format!("{mark}@example.org"),
        format!("Note {mark}"),
    ];
    let database = folder.path().join("own.db");
    let gone = async || {
        let text = everything(&database).await;
        words.iter().find(|word| text.contains(word.as_str())).cloned()
    };
    let deadline = tokio::time::Instant::now() + crate::office::SOON;
    while let Some(word) = gone().await {
        assert!(tokio::time::Instant::now() < deadline, "{word} is still written down");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for path in [
        format!("/contacts/{}", things.contact),
        format!("/conversations/{}", things.conversation),
        format!("/calls/{}/notifications", things.call),
        "/conversations?state=any".to_owned(),
        "/calls".to_owned(),
        "/outbox".to_owned(),
        format!("/outbox/{}", things.mail),
        "/tasks?view=open".to_owned(),
        "/alerts".to_owned(),
    ] {
        let text = crate::office::get(&mut ana, &path).await.to_string();
        for word in &words {
            assert!(!text.contains(word.as_str()), "{path}: {word} in {text}");
        }
    }
    for q in [format!("Contact%20{mark}"), mark.clone(), "5550171".to_owned()] {
        let found = crate::office::get(&mut ana, &format!("/search?q={q}")).await;
        assert!(found["contacts"].as_array().unwrap().is_empty(), "{q}: {found}");
    }
    let contact = crate::office::get(&mut ana, &format!("/contacts/{}", things.contact)).await;
    assert_eq!((&contact["name"], &contact["erased"]), (&json!("Erased contact"), &json!(true)));
    let audio = format!("/api/v1/recordings/{}/audio", things.recording);
    assert_eq!(ana.get(&audio).await.status, 410);
    office.close().await;
}

/// All text in a database.
async fn everything(database: &std::path::Path) -> String {
    let url = format!("sqlite://{}?mode=ro", database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&pool).await.unwrap();
    let mut text = String::new();
    for table in tables {
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(columns)).fetch_all(&pool).await.unwrap();
        let cells: Vec<String> = columns.iter().map(|it| format!("quote(\"{it}\")")).collect();
        let sql = format!("SELECT {} FROM \"{table}\"", cells.join(" || '|' || "));
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap();
        text.push_str(&rows.join("\n"));
    }
    pool.close().await;
    text
}
