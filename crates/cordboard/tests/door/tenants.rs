//! Two workspaces in one database, each with its own server: nothing that is known in one
//! of them, session, id, place in a list, token or position in the live stream, is worth
//! anything in the other.

use std::collections::BTreeMap;
use std::path::Path;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sqlx::{Column, Row};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::asks::{Ask, asks, every_command, operators};
use crate::browser::{Answer, Browser, raw};
use crate::description;
use crate::office::{ANA, Office, Plan, Things, get, post, said};

/// Endpoints that say the same to everybody, signed in or not.
const OPEN: [&str; 6] = [
    "GET /state",
    "POST /session",
    "DELETE /session",
    "POST /setup",
    "GET /invitations/open/{token}",
    "POST /invitations/accept",
];

struct Both {
    ours: Office,
    our: Things,
    theirs: Office,
    their: Things,
    store: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

fn plan(workspace: u64) -> Plan {
    let theirs = workspace == 2;
    Plan {
        workspace,
        mark: if theirs { "zwetschge" } else { "apfel" }.to_owned(),
        caller: if theirs { "+12025550172" } else { "+12025550171" }.to_owned(),
        token: format!("the operator's token of {workspace}"),
        first: if theirs { 70_001 } else { 3 },
        // What we write in the tests never reaches the numbers of what they have.
        lines_before: if theirs { 3_000 } else { 0 },
    }
}

async fn both() -> Both {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("shared.db");
    // Recordings of both lie in one folder as well.
    let shared = folder.path().join("recordings");
    std::fs::create_dir(&shared).unwrap();
    let mut offices = Vec::new();
    for workspace in [1, 2] {
        let own = folder.path().join(workspace.to_string());
        std::fs::create_dir_all(own.join("data")).unwrap();
        std::os::unix::fs::symlink(&shared, own.join("data/recordings")).unwrap();
        let office = Office::open(&own, &store, plan(workspace)).await;
        let things = office.furnish().await;
        offices.push((office, things));
    }
    let (theirs, their) = offices.pop().unwrap();
    let (ours, our) = offices.pop().unwrap();
    Both { ours, our, theirs, their, store, _folder: folder }
}

/// Everything that is written down of a workspace. When a job is tried next is no secret
/// and no harm, and moves by itself.
async fn dump(store: &Path, workspace: i64) -> BTreeMap<String, Vec<String>> {
    let url = format!("sqlite://{}?mode=ro", store.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&pool).await.unwrap();
    let mut dump = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap();
        let columns: Vec<String> = columns;
        if !columns.iter().any(|column| column == "workspace") {
            continue;
        }
        let moves = ["due", "attempts", "last_error", "last_seen"];
        let kept = columns.iter().filter(|column| !moves.contains(&column.as_str()));
        let kept: Vec<String> =
            kept.map(|column| format!("quote(\"{column}\") AS \"{column}\"")).collect();
        let sql =
            format!("SELECT {} FROM \"{table}\" WHERE workspace = {workspace}", kept.join(", "));
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap();
        let line = |row: &sqlx::sqlite::SqliteRow| {
            let cell = |at: usize| row.get::<String, _>(at);
            let cells = row.columns().iter().map(|column| cell(column.ordinal()));
            cells.collect::<Vec<_>>().join("|")
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.sort();
        dump.insert(table, lines);
    }
    pool.close().await;
    dump
}

async fn send(browser: &mut Browser, ask: &Ask) -> Answer {
    let path = format!("/api/v1{}", ask.path);
    browser.ask(&ask.method, &path, ask.body.as_ref()).await
}

/// The answer holds no word of the other office.
#[track_caller]
fn silent(name: &str, ask: &Ask, answer: &Answer, plan: &Plan) {
    let text = said(answer);
    assert!(!text.contains(&plan.mark), "{name} {}: {text}", ask.path);
    assert!(!text.contains(&plan.caller), "{name} {}: {text}", ask.path);
    assert!(answer.status < 500 || answer.status == 503, "{name} {}: {text}", ask.path);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_another_workspace_is_read_or_changed_by_any_endpoint() {
    let both = both().await;
    let Both { ours, our, theirs, their, store, .. } = &both;
    let before = dump(store, 2).await;
    assert!(before["fact"].len() > 3_000, "their log is there");
    assert!(before["mail"].iter().any(|mail| mail.contains(&theirs.plan.mark)));
    let mut browser = ours.browser(ANA).await;
    for operation in description::operations() {
        let name = operation.name();
        // It ends the session that asks, and the live stream has a test of its own.
        if ["DELETE /session", "GET /live"].contains(&name.as_str()) {
            continue;
        }
        let all = asks(&name, their, &theirs.plan.mark);
        assert!(!all.is_empty(), "{name} has no request");
        for ask in all {
            let answer = send(&mut browser, &ask).await;
            silent(&name, &ask, &answer, &theirs.plan);
            if operation.path.contains("{id}") || operation.path.contains("{token}") {
                // A list of something that is not there may be empty instead.
                let empty = answer.status == 200 && answer.json()["items"] == json!([]);
                let refused = (400..500).contains(&answer.status) || empty;
                assert!(refused, "{name} {}: {}", ask.path, said(&answer));
            }
            if answer.status == 429 {
                panic!("{name}: the walk is too fast to prove anything");
            }
            if answer.status == 401 && !OPEN.contains(&name.as_str()) {
                panic!("{name}: the walk has lost its session");
            }
        }
    }
    for (method, path) in description::operators() {
        for ask in operators(&method, &path, their) {
            let answer = as_operator(ours, &ours.plan.token, &ask).await;
            silent("operator", &ask, &answer, &theirs.plan);
        }
    }
    assert_eq!(dump(store, 2).await, before);
    // What is asked would have been answered, had it been theirs to ask.
    let mut their_own = theirs.browser(ANA).await;
    for operation in description::operations().iter().filter(|it| !it.changes()) {
        let name = operation.name();
        if name == "GET /live" {
            continue;
        }
        for ask in asks(&name, their, &theirs.plan.mark) {
            let answer = send(&mut their_own, &ask).await;
            assert_eq!(answer.status, 200, "{name} {}: {}", ask.path, said(&answer));
        }
    }
    assert_eq!(get(&mut browser, "/views").await["all"], json!(1));
    let _ = our;
    close(both).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_and_a_token_of_one_workspace_are_worth_nothing_at_the_server_of_another() {
    let both = both().await;
    let Both { ours, theirs, their, store, .. } = &both;
    let before = dump(store, 2).await;
    let mut stranger = Browser::at(theirs.running.http_address());
    stranger.cookie = ours.browser(ANA).await.cookie;
    for operation in description::operations() {
        let name = operation.name();
        if name == "GET /live" || OPEN.contains(&name.as_str()) {
            continue;
        }
        for ask in asks(&name, their, &theirs.plan.mark) {
            let answer = send(&mut stranger, &ask).await;
            assert_eq!(answer.status, 401, "{name} {}: {}", ask.path, said(&answer));
            silent(&name, &ask, &answer, &theirs.plan);
        }
    }
    for name in ["GET /state", "POST /setup", "POST /session"] {
        for ask in asks(name, their, &theirs.plan.mark) {
            let answer = send(&mut stranger, &ask).await;
            // The name of a desk is on its sign-in page.
            assert!(name == "GET /state" || answer.status >= 400, "{name}: {}", said(&answer));
        }
    }
    for (method, path) in description::operators() {
        for ask in operators(&method, &path, their) {
            let answer = as_operator(theirs, &ours.plan.token, &ask).await;
            assert_eq!(answer.status, 401, "{method} {path}");
        }
    }
    assert_eq!(dump(store, 2).await, before);
    let socket = connect(theirs, stranger.cookie.as_deref().unwrap()).await;
    assert!(socket.is_err(), "a live stream was opened with another workspace's session");
    close(both).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_stream_tells_nothing_of_another_workspace_wherever_it_resumes() {
    let both = both().await;
    let Both { ours, our, theirs, their, .. } = &both;
    let cookie = ours.browser(ANA).await.cookie.unwrap();
    let positions = [0, 1, our.seq, their.seq - 1, their.seq];
    for (turn, after) in positions.into_iter().enumerate() {
        // Both servers were started once: the epochs are the same.
        let mut socket = connect(ours, &cookie).await.unwrap();
        let hello = json!({
            "type": "hello", "tab": 500 + after, "browser": "b", "after": after, "epoch": 1,
        });
        socket.send(Message::text(hello.to_string())).await.unwrap();
        let mut theirs_ana = theirs.browser(ANA).await;
        let note = json!({ "command": {
            "do": "add_note", "conversation": their.conversation, "body": "zwetschge again",
        } });
        post(&mut theirs_ana, "/commands", &note).await;
        let task = json!({
            "conversation": their.conversation, "title": "zwetschge to do", "priority": "urgent",
            "assignee": ANA, "due_ms": null,
        });
        post(&mut theirs_ana, "/tasks", &task).await;
        let mut ours_ana = ours.browser(ANA).await;
        let note = json!({ "command": {
            "do": "add_note", "conversation": our.conversation, "body": "ours",
        } });
        post(&mut ours_ana, "/commands", &note).await;
        let told = async {
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else { continue };
                assert!(!text.contains(&theirs.plan.mark), "{text}");
                assert!(!text.contains(&theirs.plan.caller), "{text}");
                let frame: Value = serde_json::from_str(&text).unwrap();
                let conversations = frame["conversations"].as_array().cloned().unwrap_or_default();
                // The note that came after all that was theirs.
                let last = |item: &Value| item["notes"].as_u64() == Some(turn as u64 + 2);
                if conversations.iter().any(last) {
                    return;
                }
            }
            panic!("the stream ended");
        };
        tokio::time::timeout(crate::office::SOON, told).await.unwrap();
    }
    close(both).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recordings_of_two_workspaces_in_one_folder_stay_apart() {
    let both = both().await;
    let Both { ours, our, theirs, their, .. } = &both;
    let shared = both._folder.path().join("recordings");
    let folders: Vec<_> =
        std::fs::read_dir(shared.join("workspace")).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(folders.len(), 2, "{folders:?}");
    let path = |things: &Things| format!("/api/v1/recordings/{}/audio", things.recording);
    let mut at_ours = ours.browser(ANA).await;
    let mut at_theirs = theirs.browser(ANA).await;
    let (our_sound, their_sound) =
        (at_ours.get(&path(our)).await, at_theirs.get(&path(their)).await);
    assert_eq!((our_sound.status, their_sound.status), (200, 200));
    assert_eq!(at_ours.get(&path(their)).await.status, 404);
    assert_eq!(at_theirs.get(&path(our)).await.status, 404);
    // Deleting ours leaves theirs.
    let deleted = at_ours.delete(&format!("/api/v1/recordings/{}", our.recording)).await;
    assert_eq!(deleted.status, 204, "{}", said(&deleted));
    assert_eq!(at_ours.get(&path(our)).await.status, 410);
    assert_eq!(at_theirs.get(&path(their)).await.body, their_sound.body);
    close(both).await;
}

#[test]
fn every_command_has_a_request() {
    let things = Things::none();
    let known: Vec<&str> = every_command(&things).into_iter().map(|(name, _)| name).collect();
    assert_eq!(known, description::commands());
}

async fn as_operator(office: &Office, token: &str, ask: &Ask) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("Authorization", bearer.as_str())];
    let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
    if !body.is_empty() {
        headers.push(("Content-Type", "application/json"));
    }
    raw(office.running.http_address(), &ask.method, &ask.path, &headers, &body).await
}

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(
    office: &Office,
    cookie: &str,
) -> Result<Socket, tokio_tungstenite::tungstenite::Error> {
    let server = office.running.http_address();
    let mut request = format!("ws://{server}/api/v1/live").into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{server}").parse().unwrap());
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn close(both: Both) {
    let Both { ours, theirs, _folder, .. } = both;
    ours.close().await;
    theirs.close().await;
}
