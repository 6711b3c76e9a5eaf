//! Bodies that a seed has spoiled, at every operation that takes one, for every command and
//! on the live stream: each is answered with a sentence or done, nothing panics, and what
//! is written down afterwards is sound.

use std::collections::BTreeMap;
use std::sync::{Mutex, Once};

use desk::{Arrival, Input, LegDeparture, LegId, Reply};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::asks::{Ask, asks, every_command, operators};
use crate::browser::{Answer, Browser, raw_bytes};
use crate::description;
use crate::mutant::mutant;
use crate::office::{ANA, BEN, Office, SOON, Things, get, post, said, until};

/// Bodies made of each good one. All of them take some seconds.
const EACH: u64 = 40;

/// Of those that only the operator may send, and that go the same way afterwards.
const EACH_OF_OPERATOR: u64 = 6;

/// Another first seed can be given in `CORDBOARD_MUTANTS_FROM`, to look further than every
/// run does.
const FIRST_SEED: u64 = 1;

/// Requests of one session: a page sends fewer at once, and more are refused for that alone.
const BY_SESSION: usize = 200;

/// So much of a body and of an answer is shown; the seed makes the rest again.
const SHOWN_MAX: usize = 2_000;

/// Refusals that say the server itself cannot do it now.
const UNABLE: [&str; 2] = ["store_down", "overloaded"];

/// Panics in the product, wherever they happened.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on, panics that are not a test's own are written down.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            if !place.contains("tests/") {
                PANICS.lock().unwrap().push(format!("{place}: {panic}"));
            }
            before(panic);
        }));
    });
}

fn first_seed() -> u64 {
    let given = std::env::var("CORDBOARD_MUTANTS_FROM").ok();
    given.map_or(FIRST_SEED, |text| text.parse().unwrap())
}

/// Who sends spoiled bodies, and the next seed.
struct Spoiler<'a> {
    office: &'a Office,
    headers: Vec<(&'static str, String)>,
    seed: u64,
    sent: usize,
    taken: usize,
    /// What should not have been answered so, each with its seed and body.
    wrong: Vec<String>,
}

impl Spoiler<'_> {
    /// Sends what the next seed makes of that body.
    async fn send(&mut self, ask: &Ask, good: &Value) -> Answer {
        let page = self.headers.iter_mut().find(|(name, _)| *name == "Cookie");
        if let Some((_, cookie)) = page.filter(|_| self.sent.is_multiple_of(BY_SESSION)) {
            *cookie = self.office.browser(ANA).await.cookie.unwrap();
        }
        let seed = self.seed;
        self.seed += 1;
        let body = mutant(&fresh(good, seed), seed);
        let headers: Vec<_> = self.headers.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let server = self.office.running.http_address();
        let sending = raw_bytes(server, &ask.method, &ask.path, &headers, &body);
        let answer = tokio::time::timeout(SOON, sending).await;
        let said = |what: &str| {
            let shown = body.escape_ascii().to_string();
            let shown: String = shown.chars().take(SHOWN_MAX).collect();
            let Ask { method, path, .. } = ask;
            let length = body.len();
            format!("{method} {path}, seed {seed}, {length} bytes: {shown}\n  {what}")
        };
        let answer = answer.unwrap_or_else(|_| panic!("{}", said("no answer came")));
        if let Err(what) = checked(&answer) {
            self.wrong.push(said(&what));
        }
        self.sent += 1;
        self.taken += usize::from(answer.status < 300);
        answer
    }
}

/// It was done, or refused as RFC 9457 says: with a code and a sentence.
fn checked(answer: &Answer) -> Result<(), String> {
    let panics = std::mem::take(&mut *PANICS.lock().unwrap());
    let text = || {
        let text = String::from_utf8_lossy(&answer.body);
        let text: String = text.chars().take(SHOWN_MAX).collect();
        format!("{} {text}", answer.status)
    };
    if !panics.is_empty() {
        return Err(format!("{panics:?} at {}", text()));
    }
    if answer.status < 300 {
        return Ok(());
    }
    let kind = answer.header("content-type").unwrap_or_default();
    if !kind.starts_with("application/problem+json") {
        return Err(format!("{kind} is no problem: {}", text()));
    }
    let problem = answer.json();
    let code = problem["code"].as_str().unwrap_or_default();
    let detail = problem["detail"].as_str().unwrap_or_default();
    let fits = problem["status"] == json!(answer.status)
        && problem["type"] == format!("/problems/{code}")
        && !code.is_empty();
    let sentence = detail.len() > 5
        && detail.ends_with(['.', '?'])
        && detail.chars().count() < 1_000
        && !detail.contains(char::is_control);
    let known = answer.status < 500 || (answer.status == 503 && UNABLE.contains(&code));
    let read = code != "too_many_requests";
    if fits && sentence && known && read { Ok(()) } else { Err(text()) }
}

/// New things have new names and addresses each time: else all but the first are refused
/// for that alone.
fn fresh(good: &Value, seed: u64) -> Value {
    match good {
        Value::String(text) if text == "Mine" => json!(format!("Mine {seed}")),
        Value::String(text) if text.contains(".new@") => json!(format!("n{seed}.new@example.org")),
        Value::Array(all) => all.iter().map(|it| fresh(it, seed)).collect(),
        Value::Object(all) => all.iter().map(|(key, it)| (key.clone(), fresh(it, seed))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => good.clone(),
    }
}

/// The document that stands at that address, with its version.
async fn standing(ana: &mut Browser, path: &str) -> Option<Value> {
    let mut parts = path.strip_prefix("/settings/")?.split('/');
    let (kind, name) = (parts.next()?, parts.next());
    let settings = get(ana, "/settings").await;
    let found = match name {
        None => settings[kind].clone(),
        Some(name) => {
            let name = name.replace("%20", " ");
            let id = name.parse::<u64>().ok();
            let is = |doc: &&Value| id.is_some_and(|id| doc["id"] == id) || doc["name"] == name;
            settings[kind].as_array()?.iter().find(is)?.clone()
        }
    };
    found["version"]
        .is_u64()
        .then(|| json!({ "version": found["version"], "document": found["document"] }))
}

/// The good request: about what is there, at the version that it has.
async fn good(ana: &mut Browser, office: &Office, name: &str, mut ask: Ask) -> (Ask, Value) {
    if name == "PUT /settings/teammates/{id}" {
        // Whoever asks stays who she is.
        ask.path = format!("/settings/teammates/{BEN}");
    }
    let mut body = ask.body.clone().unwrap();
    if name.starts_with("PUT /settings/") {
        body = standing(ana, &ask.path).await.unwrap_or(body);
    }
    if name == "POST /settings/trunks/{name}/test" {
        body = json!({ "to": office.running.sip_address().to_string() });
    }
    if name == "POST /settings/notifications" {
        let notification = office.plan.first + 1;
        let path = format!("/settings/notifications/{notification}");
        let mut whole = standing(ana, &path).await.unwrap();
        whole["document"]["name"] = json!("Mine");
        body = json!({ "document": whole["document"] });
    }
    ask.path = format!("/api/v1{}", ask.path);
    (ask, body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_body_says_it_is_done_or_refused_with_a_sentence_and_nothing_breaks() {
    watch_panics();
    let (office, things, _folder) = Office::furnished().await;
    let mut ana = office.browser(ANA).await;
    let headers = vec![
        ("Origin", format!("http://{}", office.running.http_address())),
        ("Cookie", String::new()),
        ("Content-Type", "application/json".to_owned()),
    ];
    let mut spoiler = Spoiler {
        office: &office,
        headers,
        seed: first_seed(),
        sent: 0,
        taken: 0,
        wrong: Vec::new(),
    };
    // While calls still find their way: settings are spoiled afterwards.
    commands(&mut spoiler, &office, &things).await;
    for operation in description::operations().iter().filter(|it| it.body) {
        let name = operation.name();
        if name == "POST /commands" {
            continue;
        }
        for ask in asks(&name, &things, "apfel") {
            let (ask, mut body) = good(&mut ana, &office, &name, ask).await;
            for _ in 0..EACH {
                let answer = spoiler.send(&ask, &body).await;
                // What was saved has the next version.
                let saved = answer.status == 200 && body["version"].is_u64();
                if let Some(version) = answer_version(&answer).filter(|_| saved) {
                    body["version"] = json!(version);
                }
            }
        }
    }
    operator(&mut spoiler, &office, &things).await;
    let Spoiler { sent, taken, wrong, .. } = spoiler;
    assert!(wrong.is_empty(), "{} of {sent} went wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sent > 1_000, "{sent} bodies were sent");
    assert!(taken > sent / 25, "{taken} of {sent} were good enough to be done");
    live_stream(&office, ana.cookie.as_deref().unwrap()).await;
    still_works(&office, &mut ana, &things).await;
    office.close().await;
    let panics = PANICS.lock().unwrap().clone();
    assert!(panics.is_empty(), "{panics:#?}");
}

fn answer_version(answer: &Answer) -> Option<u64> {
    let json: Value = serde_json::from_slice(&answer.body).ok()?;
    json["version"].as_u64()
}

/// Every command, while Ana talks with somebody.
async fn commands(spoiler: &mut Spoiler<'_>, office: &Office, things: &Things) {
    let mut ana = office.browser(ANA).await;
    let call = office.call("Caller of commands").await;
    let talks = |page: &Value| page["items"][0]["call"]["stage"] == "talking";
    let page = until(&mut ana, "/conversations?view=active", talks).await;
    let live = Things {
        call: page["items"][0]["call"]["id"].as_u64().unwrap(),
        team: BEN,
        ..things.clone()
    };
    let path = "/api/v1/commands".to_owned();
    let ask = Ask { method: "POST".to_owned(), path, body: None };
    for (_, command) in every_command(&live) {
        let body = json!({ "command": command, "tab": 77 });
        for _ in 0..EACH {
            spoiler.send(&ask, &body).await;
        }
    }
    call.hang_up();
}

/// The operator's own endpoints, behind the token.
async fn operator(spoiler: &mut Spoiler<'_>, office: &Office, things: &Things) {
    let kept = std::mem::replace(
        &mut spoiler.headers,
        vec![
            ("Authorization", format!("Bearer {}", office.plan.token)),
            ("Content-Type", "application/json".to_owned()),
        ],
    );
    for (method, path) in description::operators().iter().filter(|(method, _)| method != "GET") {
        for mut ask in operators(method, path, things) {
            let mut body = ask.body.take().unwrap();
            let each = if path.ends_with("/commands") { EACH_OF_OPERATOR } else { 4 * EACH };
            if path.ends_with("/settings") {
                body = json!({ "version": 0, "document": { "Team": [900, { "name": "Mine" }] } });
            }
            for nth in 0..each {
                if path.ends_with("/settings") {
                    body["document"]["Team"][0] = json!(900 + nth);
                }
                spoiler.send(&ask, &body).await;
            }
        }
    }
    spoiler.headers = kept;
}

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(office: &Office, cookie: &str) -> Socket {
    let server = office.running.http_address();
    let mut request = format!("ws://{server}/api/v1/live").into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{server}").parse().unwrap());
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    connect_async(request).await.unwrap().0
}

fn hello(tab: u64) -> Value {
    json!({ "type": "hello", "tab": tab, "browser": "b", "after": null, "epoch": null })
}

/// The first frame of that type, or nothing when the connection ends.
async fn first(socket: &mut Socket, kind: &str) -> Option<Value> {
    let reading = async {
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["type"] == kind {
                return Some(frame);
            }
        }
        None
    };
    tokio::time::timeout(SOON, reading).await.unwrap()
}

/// As text where it is text, as bytes where it is none.
fn message(body: Vec<u8>) -> Message {
    match String::from_utf8(body) {
        Ok(text) => Message::text(text),
        Err(bytes) => Message::binary(bytes.into_bytes()),
    }
}

/// Spoiled greetings and spoiled words after a good one: the page is let in or sent away,
/// and a page that behaves is served meanwhile.
async fn live_stream(office: &Office, cookie: &str) {
    let mut good = connect(office, cookie).await;
    good.send(Message::text(hello(900).to_string())).await.unwrap();
    assert!(first(&mut good, "welcome").await.is_some());
    let from = first_seed();
    for seed in from..from + EACH {
        let mut socket = connect(office, cookie).await;
        let back = json!({ "type": "hello", "tab": 901, "browser": "b", "after": 5, "epoch": 1 });
        let body = if seed % 2 == 0 { hello(901) } else { back };
        // Whether it is let in is its own affair; the server does not mind.
        let _ = socket.send(message(mutant(&body, seed))).await;
        let _ = socket.close(None).await;
        while let Some(Ok(_)) = socket.next().await {}
    }
    let mut socket = connect(office, cookie).await;
    socket.send(Message::text(hello(902).to_string())).await.unwrap();
    assert!(first(&mut socket, "welcome").await.is_some());
    for seed in from..from + EACH {
        let body = if seed % 2 == 0 {
            json!({ "type": "ringing", "offer": 7 })
        } else {
            json!({ "type": "pong" })
        };
        let body = mutant(&body, seed);
        if body.len() > 1_000 || socket.send(message(body)).await.is_err() {
            continue;
        }
    }
    // Both are told what happens: nothing that was said has cut them.
    let mut ana = office.browser(ANA).await;
    post(&mut ana, "/tags", &json!({ "name": "After all that" })).await;
    for socket in [&mut good, &mut socket] {
        let told = first(socket, "changes").await;
        assert!(told.is_some(), "a page that behaves was cut");
    }
}

/// A good request is still done.
async fn still_works(office: &Office, ana: &mut Browser, things: &Things) {
    let mut seen: BTreeMap<&str, u16> = BTreeMap::new();
    for path in ["/state", "/session", "/settings", "/views", "/conversations", "/tasks", "/jobs"] {
        seen.insert(path, ana.get(&format!("/api/v1{path}")).await.status);
    }
    assert!(seen.values().all(|status| *status == 200), "{seen:?}");
    let task = json!({
        "conversation": things.conversation, "title": "Call back", "priority": "low",
        "assignee": ANA, "due_ms": null,
    });
    let made = post(ana, "/tasks", &task).await;
    assert_eq!(get(ana, &format!("/tasks/{}", made["id"])).await["title"], "Call back");
    // A call finds its way through all that was saved, and is judged.
    let path = format!("/settings/notifications/{}", things.notification);
    let mut notification = standing(ana, &path).await.unwrap();
    for (field, value) in
        [("on", json!("on")), ("retired", json!("off")), ("when", json!({ "when": "always" }))]
    {
        notification["document"][field] = value;
    }
    let saved = ana.ask("PUT", &format!("/api/v1{path}"), Some(&notification)).await;
    assert_eq!(saved.status, 200, "{}", said(&saved));
    let leg = LegId::Caller(1_000_000);
    let arrival = Arrival {
        leg,
        called: "+12025550100".to_owned(),
        caller: Some("+12025550199".to_owned()),
        caller_name: None,
    };
    let reply = office.running.ask(Input::CallArrived(arrival)).await.unwrap();
    // Nobody has that number any more when the channel was given another one.
    let Reply::Call(call) = reply else { return };
    office.running.ask(Input::LegGone(leg, LegDeparture::HungUp)).await.unwrap();
    let path = format!("/calls/{call}/notifications");
    until(ana, &path, |judged| judged["items"][0]["id"].is_u64()).await;
}
