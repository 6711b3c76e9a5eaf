//! What a stranger can write, and what no page of ours sends: markup, control characters,
//! foreign pages, bodies that are no JSON, too deep, too long or of another shape.

use serde_json::{Value, json};

use crate::asks::asks;
use crate::browser::{Answer, Browser, raw};
use crate::description::{self, Operation};
use crate::office::{ANA, Office, Things, get, post, said, until};

/// Markup, quotes, a template, an end of a header line and of a script.
const EVIL: &str = "<img src=x onerror=alert(1)>\"'`{{customer_name}}</script>&#x41;\u{202e}%0d%0a";

/// The body is JSON and nothing a browser would read as a page.
#[track_caller]
fn harmless(answer: &Answer) {
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/json"), "{kind}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(policy.contains("object-src 'none'"), "{policy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markup_in_every_field_a_stranger_can_fill_is_text_and_stays_text() {
    let (office, _folder) = Office::alone().await;
    let mut ana = office.browser(ANA).await;
    let things = office.furnish().await;
    let call = office.call(EVIL).await;
    let page = until(&mut ana, "/conversations?view=active", |page| {
        page["items"].as_array().is_some_and(|items| !items.is_empty())
    });
    let id = page.await["items"][0]["id"].as_u64().unwrap();
    let conversation = format!("/conversations/{id}");
    // The name came through SIP, where angle brackets end it: they are gone, the rest is text.
    let detail = get(&mut ana, &conversation).await;
    let name = detail["calls"][0]["caller_name"].as_str().unwrap_or_default();
    assert!(name.contains("img src=x onerror=alert(1)"), "{name:?}");
    assert!(!name.contains(['<', '\r', '\n']), "{name:?}");
    call.hang_up();
    let contact = detail["contact"]["id"].clone();
    for (path, body) in [
        (
            "/commands",
            json!({ "command": {
            "do": "edit_contact", "contact": contact, "name": EVIL, "email": "x@example.org",
        } }),
        ),
        (
            "/commands",
            json!({ "command": {
            "do": "add_note", "conversation": id, "body": format!("{EVIL}\r\nSet-Cookie: a=b"),
        } }),
        ),
        ("/tags", json!({ "name": EVIL })),
        (
            "/tasks",
            json!({
                "conversation": id, "title": EVIL, "priority": "low", "assignee": null, "due_ms": null,
            }),
        ),
    ] {
        post(&mut ana, path, &body).await;
    }
    let tags = get(&mut ana, "/tags").await;
    let tag = tags.as_array().unwrap().iter().find(|tag| tag["name"] == EVIL).unwrap();
    post(&mut ana, &format!("{conversation}/tags/{}", tag["id"]), &json!({})).await;
    mail_with_markup(&mut ana, &conversation).await;
    for path in [
        conversation.clone(),
        format!("/contacts/{contact}"),
        "/search?q=%3Cimg".to_owned(),
        "/tasks?view=open".to_owned(),
        "/tags".to_owned(),
        "/settings".to_owned(),
        "/conversations?state=any".to_owned(),
    ] {
        let answer = ana.get(&format!("/api/v1{path}")).await;
        harmless(&answer);
        assert!(answer.header("set-cookie").is_none());
        let text = answer.json().to_string();
        assert!(text.contains("onerror=alert(1)"), "{path} does not show it: {text}");
    }
    // Nothing of a stranger is in the head of an answer: a file is named by numbers alone.
    let audio = format!("/api/v1/recordings/{}/audio?download=1", things.recording);
    let kept = ana.get(&audio).await;
    let name = kept.header("content-disposition").unwrap().to_owned();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " ;=\"-.".contains(letter);
    assert!(name.chars().all(plain), "{name}");
    office.close().await;
}

/// A mail whose values hold it: escaped once, and never read as a template.
async fn mail_with_markup(ana: &mut Browser, conversation: &str) {
    let notification = json!({ "document": {
        "name": EVIL, "on": "on", "when": { "when": "always" }, "alert": null, "task": null,
        "retired": "off",
        "mail": {
            "recipients": ["team@example.org"],
            "subject": [{ "piece": "variable", "variable": "customer_name", "fallback": EVIL }],
            "body": [{ "block": "paragraph", "pieces": [
                { "piece": "variable", "variable": "customer_name", "fallback": EVIL },
            ] }],
        },
    } });
    post(ana, "/settings/notifications", &notification).await;
    let draft = notification["document"].clone();
    let over = until(ana, conversation, |detail| detail["calls"][0]["stage"] == "ended");
    let call = over.await["calls"][0]["id"].clone();
    let trial = json!({ "draft": draft, "call": call });
    let trial = post(ana, "/notifications/try", &trial).await;
    let (subject, html) =
        (trial["mail"]["subject"].as_str().unwrap(), trial["mail"]["html"].as_str().unwrap());
    assert!(!subject.contains(['\r', '\n']), "{subject:?}");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
    assert!(!html.contains("<img") && !html.contains("</script>"), "{html}");
    assert!(html.contains("{{customer_name}}"), "a value is never read as a template: {html}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_characters_are_refused_where_one_line_is_wanted() {
    let (office, _folder) = Office::alone().await;
    let mut ana = office.browser(ANA).await;
    let things = office.furnish().await;
    for sign in ["\r\nBcc: a@b.example", "\u{0}", "\u{1b}[31m", "a\nb"] {
        for (path, body) in [
            ("/tags", json!({ "name": format!("Tag {sign}") })),
            (
                "/settings/roles",
                json!({ "document": {
                "name": format!("Role {sign}"), "permissions": [],
            } }),
            ),
            (
                "/settings/teams",
                json!({ "document": {
                "name": format!("Team {sign}"), "members": [],
            } }),
            ),
            (
                "/invitations",
                json!({
                    "email": format!("x{sign}@example.org"), "name": "X", "role": 0, "teams": [],
                }),
            ),
            (
                "/invitations",
                json!({
                    "email": "x@example.org", "name": format!("X {sign}"), "role": 0, "teams": [],
                }),
            ),
            (
                "/tasks",
                json!({
                    "conversation": things.conversation, "title": format!("T {sign}"),
                    "priority": "low", "assignee": null, "due_ms": null,
                }),
            ),
            (
                "/settings/notifications",
                json!({ "document": {
                "name": "N", "on": "on", "when": { "when": "always" },
                "mail": { "recipients": [format!("x@example.org{sign}")], "subject": [],
                    "body": [] },
                "alert": null, "task": null, "retired": "off",
            } }),
            ),
            (
                "/settings/webhooks",
                json!({ "document": {
                "name": "W", "url": format!("https://x.example.org/{sign}"), "events": [],
                "on": "on", "retired": "off",
            } }),
            ),
        ] {
            let answer = ana.post(&format!("/api/v1{path}"), &body).await;
            assert_eq!(answer.status, 422, "{path} {sign:?}: {}", said(&answer));
        }
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_another_site_changes_nothing_through_any_endpoint() {
    let (office, _folder) = Office::alone().await;
    let things = Things::none();
    let cookie = office.browser(ANA).await.cookie;
    let mut foreign = Browser::at(office.running.http_address());
    foreign.cookie = cookie;
    let mut walked = 0;
    for says in [
        vec![("Origin", "https://evil.example".to_owned())],
        vec![("Origin", "null".to_owned())],
        vec![("Sec-Fetch-Site", "cross-site".to_owned())],
        vec![("Sec-Fetch-Site", "same-site".to_owned())],
    ] {
        foreign.says = says.clone();
        for operation in description::operations().iter().filter(|it| it.changes()) {
            let name = operation.name();
            for ask in asks(&name, &things, "apfel").into_iter().take(1) {
                let path = format!("/api/v1{}", ask.path);
                let answer = foreign.ask(&ask.method, &path, ask.body.as_ref()).await;
                assert_eq!(answer.refused(), (403, "foreign_origin".to_owned()), "{name} {says:?}");
                walked += 1;
            }
        }
    }
    assert!(walked > 150, "{walked}");
    office.close().await;
}

/// Bodies that no endpoint takes.
fn bodies() -> Vec<(&'static str, String, &'static str)> {
    let json = "application/json";
    vec![
        ("cut short", "{".to_owned(), json),
        ("no JSON", "\u{0}\u{1}\u{2}".to_owned(), json),
        ("a list", "[]".to_owned(), json),
        ("a word", "\"x\"".to_owned(), json),
        ("a number", "1e999".to_owned(), json),
        ("very deep", format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)), json),
        ("a deep object", "{\"a\":".repeat(20_000), json),
        ("very long", format!("{{\"a\":\"{}\"}}", "x".repeat(300 * 1024)), json),
        ("an unknown field", "{\"nobody_knows_this\":1}".to_owned(), json),
        ("twice the same", "{\"version\":1,\"version\":2}".to_owned(), json),
        ("a form", "a=b".to_owned(), "application/x-www-form-urlencoded"),
        ("plain text", "{}".to_owned(), "text/plain"),
        ("a file", "--x\r\n\r\n--x--".to_owned(), "multipart/form-data; boundary=x"),
    ]
}

/// A problem as RFC 9457 writes it, with a sentence.
#[track_caller]
fn problem(what: &str, answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{what}: {}", said(answer));
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/problem+json"), "{what}: {kind} {}", said(answer));
    let json = answer.json();
    assert_eq!(json["status"], json!(answer.status), "{what}");
    assert!(json["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{what}: {json}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_no_use_is_a_problem_with_a_sentence_at_every_endpoint() {
    let (office, _folder) = Office::alone().await;
    let server = office.running.http_address();
    let things = Things::none();
    for operation in description::operations().iter().filter(|it| it.body) {
        let path = filled(operation, &things);
        let cookie = office.browser(ANA).await.cookie.unwrap();
        for (what, body, kind) in bodies() {
            let origin = format!("http://{server}");
            let headers =
                [("Origin", origin.as_str()), ("Cookie", cookie.as_str()), ("Content-Type", kind)];
            let answer = raw(server, &operation.method, &path, &headers, &body).await;
            problem(&format!("{} with {what}", operation.name()), &answer);
        }
    }
    for (method, path) in description::operators().iter().filter(|(method, _)| method != "GET") {
        for (what, body, kind) in bodies() {
            let headers =
                [("Authorization", "Bearer the operator's token"), ("Content-Type", kind)];
            let answer = raw(server, method, path, &headers, &body).await;
            problem(&format!("{method} {path} with {what}"), &answer);
        }
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_too_many_is_refused_at_every_endpoint_that_takes_a_body() {
    let (office, _folder) = Office::alone().await;
    let things = Things::none();
    for operation in description::operations().iter().filter(|it| it.body) {
        let name = operation.name();
        let mut browser = office.browser(ANA).await;
        for ask in asks(&name, &things, "apfel").into_iter().take(1) {
            let mut body = ask.body.unwrap();
            body["nobody_knows_this"] = json!(true);
            let path = format!("/api/v1{}", ask.path);
            let answer = browser.ask(&ask.method, &path, Some(&body)).await;
            assert_eq!(answer.refused(), (422, "unreadable".to_owned()), "{name}");
        }
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_or_a_question_of_no_use_is_a_problem_with_a_sentence_everywhere() {
    let (office, _folder) = Office::alone().await;
    let wrong = ["abc", "-1", "18446744073709551616", "%00", "..%2F..%2Fetc", "1%0d%0aX:y", "%ff"];
    for operation in description::operations() {
        let name = operation.name();
        if name == "GET /live" {
            continue;
        }
        let mut browser = office.browser(ANA).await;
        let body = operation.changes().then(|| json!({}));
        if operation.path.contains('{') {
            for wrong in wrong {
                let path = replaced(&operation.path, wrong);
                let answer = browser.ask(&operation.method, &path, body.as_ref()).await;
                problem(&format!("{name} {path}"), &answer);
                assert!(answer.header("x").is_none());
            }
        } else if !operation.changes() {
            for question in
                ["limit=-1", "before=%00", "after=%ff", "before=x.y.z", "state=nothing", "n=1e9"]
            {
                let path = format!("{}?{question}", operation.path);
                let answer = browser.get(&path).await;
                assert!(answer.status < 500, "{name} {question}: {}", said(&answer));
            }
        }
    }
    office.close().await;
}

fn filled(operation: &Operation, things: &Things) -> String {
    let ask = asks(&operation.name(), things, "apfel").remove(0);
    format!("/api/v1{}", ask.path)
}

fn replaced(path: &str, wrong: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { wrong.to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_sent_is_as_evil_as_it_should_be() {
    let json: Value = serde_json::from_str(&Value::String(EVIL.to_owned()).to_string()).unwrap();
    assert_eq!(json, EVIL);
}
