//! What is asked of every endpoint: one request or more, about somebody's things. An
//! endpoint that has none here fails every test that walks them all.

use serde_json::{Value, json};

use crate::office::{ANA, BEN, Things};

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// What is asked of the endpoint of that name, about these things. `mark` stands in all
/// words of theirs.
pub(crate) fn asks(name: &str, of: &Things, mark: &str) -> Vec<Ask> {
    let (method, path) = name.split_once(' ').unwrap();
    let paths = paths(path, of, mark);
    let bodies = bodies(name, of, mark);
    let mut asks = Vec::new();
    for path in paths {
        if bodies.is_empty() {
            let body = (method != "GET").then(|| json!({}));
            asks.push(Ask { method: method.to_owned(), path: path.clone(), body });
        }
        for body in &bodies {
            let body = Some(body.clone());
            asks.push(Ask { method: method.to_owned(), path: path.clone(), body });
        }
    }
    asks
}

/// The addresses, with ids of theirs in every place, and their places in lists as cursors.
fn paths(path: &str, of: &Things, mark: &str) -> Vec<String> {
    let id = match path.split('/').nth(1).unwrap() {
        "calls" => of.call,
        "contacts" => of.contact,
        "conversations" => of.conversation,
        "invitations" => of.invitation,
        "notifications" => of.notification,
        "outbox" => of.mail,
        "recordings" => of.recording,
        "results" => of.result,
        "sessions" => of.session,
        "tasks" => of.task,
        "teammates" => of.team,
        "webhooks" => of.webhook,
        "settings" => match path.split('/').nth(2).unwrap_or_default() {
            "channels" => of.channel,
            "notifications" => of.notification,
            "roles" => of.first_role,
            "tags" => of.tag,
            "teammates" => of.team,
            "teams" => of.team,
            "webhooks" => of.webhook,
            _ => 0,
        },
        _ => 0,
    };
    let filled = path
        .replace("{id}", &id.to_string())
        .replace("{tag}", &of.tag.to_string())
        .replace("{key}", &of.job)
        .replace("{name}", &of.trunk.replace(' ', "%20"))
        .replace("{token}", &of.invited);
    assert!(!filled.contains('{'), "{path} has a place that nothing is known for");
    let after = of.seq + 1_000_000;
    let with = |queries: &[String]| {
        let all = queries.iter().map(|query| format!("{filled}?{query}"));
        all.chain([filled.clone()]).collect::<Vec<_>>()
    };
    match path {
        "/search" => with(&[format!("q=Contact%20{mark}"), format!("q={mark}")]),
        "/conversations" => with(&[
            format!("after={}.{}", i64::MAX, of.conversation + 1),
            format!("view=team&team={}", of.team),
            "view=yours&state=any".to_owned(),
            "state=any".to_owned(),
        ]),
        "/tasks" => with(&[
            format!("view=open&before=3.0.{}", of.task - 1),
            "view=done".to_owned(),
            "view=open&priority=high".to_owned(),
        ]),
        "/jobs" => {
            let states = ["waiting", "failing", "given_up", "done"];
            let mut queries: Vec<String> = states.map(|state| format!("state={state}")).into();
            queries.push(format!("state=waiting&webhook={}", of.webhook));
            queries.push(format!("state=waiting&before={}.{}", i64::MAX, of.job));
            with(&queries)
        }
        "/alerts" | "/audit" | "/calls" | "/outbox" | "/notifications/{id}/results" => {
            with(&[format!("before={after}"), format!("before={}", of.alert + 1)])
        }
        "/recordings/{id}/audio" => with(&["download=1".to_owned()]),
        "/recordings/{id}/peaks" => with(&["n=10".to_owned()]),
        "/phone" => with(&["tab=77".to_owned()]),
        _ => vec![filled],
    }
}

fn bodies(name: &str, of: &Things, mark: &str) -> Vec<Value> {
    if name.contains(" /settings/") {
        return documents(name, of, mark);
    }
    match name {
        "POST /alerts/seen" => vec![json!({ "until": of.alert })],
        "POST /commands" => {
            let command = |command: Value| json!({ "command": command, "tab": 77 });
            every_command(of).into_iter().map(|(_, it)| command(it)).collect()
        }
        "POST /invitations" => vec![json!({
            "email": format!("{mark}.new@example.org"), "name": "Mine", "role": of.first_role,
            "teams": [of.team],
        })],
        "POST /invitations/accept" => vec![json!({
            "token": of.invited, "name": "Thief", "password": "a quiet morning",
        })],
        "POST /notifications/try" => vec![json!({ "draft": notification(mark), "call": of.call })],
        "POST /password" => vec![json!({ "current": "a quiet morning", "new": "another evening" })],
        "POST /phone" => vec![json!({ "tab": 77, "sdp": "v=0\r\n" })],
        "POST /phone/echo" => vec![json!({ "tab": 77, "on": true })],
        "POST /session" => vec![json!({
            "email": format!("{mark}@example.org"), "password": "a quiet morning",
        })],
        "POST /setup" => vec![json!({
            "token": "none", "workspace_name": "Mine", "name": "Thief",
            "email": "thief@example.org", "password": "a quiet morning",
        })],
        "POST /tags" => vec![json!({ "name": "Mine" })],
        "POST /tasks" => vec![json!({
            "conversation": of.conversation, "title": "Mine", "priority": "low",
            "assignee": null, "due_ms": null,
        })],
        "PUT /tasks/{id}" => vec![json!({
            "title": "Mine", "priority": "low", "assignee": null, "due_ms": null,
        })],
        _ => Vec::new(),
    }
}

/// A notification that always fires.
fn notification(mark: &str) -> Value {
    json!({
        "name": format!("Mine {mark}"), "on": "on", "when": { "when": "always" }, "mail": null,
        "alert": { "to": { "to": "everybody" } }, "task": null, "retired": "off",
    })
}

/// Documents, new ones and changed ones.
fn documents(name: &str, of: &Things, mark: &str) -> Vec<Value> {
    let webhook = json!({
        "name": "Mine", "url": "https://hooks.example.org/", "events": [], "on": "off",
        "retired": "off",
    });
    let team = json!({ "name": "Mine", "members": [ANA], "hours": "always" });
    let changed = |document: &Value| json!({ "version": 1, "document": document });
    match name {
        "POST /settings/channels" => vec![json!({ "document": {
            "name": "Mine", "number": "+12025550199", "team": of.team, "recording": "off",
        } })],
        "PUT /settings/channels/{id}" => vec![changed(&json!({
            "name": "Mine", "number": "+12025550198", "team": of.team, "recording": "off",
        }))],
        "POST /settings/notifications" => vec![json!({ "document": {
            "name": "Mine", "on": "on", "when": { "when": "rule", "condition": {
                "is": "team", "one_of": [of.team],
            } },
            "mail": null, "task": null, "retired": "off",
            "alert": { "to": { "to": "teammates", "teammates": [of.team] } },
        } })],
        "PUT /settings/notifications/{id}" => vec![changed(&notification(mark))],
        "POST /settings/roles" => {
            vec![json!({ "document": { "name": "Mine", "permissions": ["takes_calls"] } })]
        }
        "PUT /settings/roles/{id}" => {
            vec![changed(&json!({ "name": "Mine", "permissions": ["takes_calls"] }))]
        }
        "PUT /settings/tags/{id}" => vec![changed(&json!({ "name": "Mine", "retired": "off" }))],
        "PUT /settings/teammates/{id}" => vec![changed(&json!({
            "name": "Mine", "role": of.first_role, "sip_phones": [], "employment": "here",
        }))],
        "POST /settings/teams" => vec![json!({ "document": team })],
        "PUT /settings/teams/{id}" => vec![changed(&team)],
        "PUT /settings/trunks/{name}" => vec![json!({ "version": 1, "document": {
            "access": { "by": "addresses", "addresses": ["192.0.2.78"] }, "trust_identity": "on",
        } })],
        "POST /settings/trunks/{name}/test" => vec![json!({ "to": "127.0.0.1:9" })],
        "POST /settings/webhooks" => vec![json!({ "document": webhook })],
        "PUT /settings/webhooks/{id}" => vec![changed(&webhook)],
        // At a version that nobody has.
        "PUT /settings/workspace" => {
            vec![json!({ "version": 4_000_000, "document": { "name": "Mine" } })]
        }
        _ => Vec::new(),
    }
}

/// Every command there is, about these things.
pub(crate) fn every_command(of: &Things) -> Vec<(&'static str, Value)> {
    let Things { call, conversation, contact, tag, task, recording, result, .. } = of;
    let offer = call + 1;
    let plain = |name: &'static str| (name, json!({ "do": name, "call": call }));
    vec![
        ("answer", json!({ "do": "answer", "offer": offer })),
        ("decline", json!({ "do": "decline", "offer": offer })),
        plain("claim"),
        plain("hold"),
        plain("resume"),
        ("mute", json!({ "do": "mute", "call": call, "mute": "on" })),
        plain("pause_recording"),
        plain("resume_recording"),
        plain("end"),
        ("set_status", json!({ "do": "set_status", "teammate": of.team, "status": "away" })),
        ("set_channels", json!({ "do": "set_channels", "teammate": of.team, "channels": "phone" })),
        ("switch_to_active", json!({ "do": "switch_to_active" })),
        ("add_note", json!({ "do": "add_note", "conversation": conversation, "body": "Mine" })),
        (
            "assign",
            json!({
                "do": "assign", "conversation": conversation, "teammate": BEN, "team": null,
            }),
        ),
        ("close", json!({ "do": "close", "conversation": conversation })),
        ("open", json!({ "do": "open", "conversation": conversation })),
        ("edit_contact", json!({ "do": "edit_contact", "contact": contact, "name": "Mine" })),
        ("tag", json!({ "do": "tag", "conversation": conversation, "tag": tag })),
        ("untag", json!({ "do": "untag", "conversation": conversation, "tag": tag })),
        (
            "create_task",
            json!({
                "do": "create_task", "conversation": conversation, "title": "Mine",
                "priority": "low", "assignee": null, "due": null,
            }),
        ),
        (
            "change_task",
            json!({
                "do": "change_task", "task": task, "title": "Mine", "priority": "low",
                "assignee": null, "due": null,
            }),
        ),
        ("finish_task", json!({ "do": "finish_task", "task": task })),
        ("reopen_task", json!({ "do": "reopen_task", "task": task })),
        ("delete_recording", json!({ "do": "delete_recording", "recording": recording })),
        ("erase_contact", json!({ "do": "erase_contact", "contact": contact })),
        ("resend_notification", json!({ "do": "resend_notification", "result": result })),
    ]
}

/// What is asked of the operator's endpoint at that path.
pub(crate) fn operators(method: &str, path: &str, of: &Things) -> Vec<Ask> {
    let id = if path.contains("/recordings/") { of.recording } else { of.call };
    let path = path.replace("{id}", &id.to_string());
    let ask = |body: Option<Value>| Ask { method: method.to_owned(), path: path.clone(), body };
    match (method, path.as_str()) {
        ("POST", "/operator/v1/commands") => every_command(of)
            .into_iter()
            .map(|(_, command)| ask(Some(json!({ "teammate": ANA, "command": command }))))
            .collect(),
        ("PUT", "/operator/v1/settings") => vec![ask(Some(json!({
            "version": 1, "document": { "Team": [of.team, { "name": "Mine" }] },
        })))],
        ("POST", "/operator/v1/sign-in-links") => vec![ask(Some(json!({ "teammate": of.team })))],
        ("GET", _) => vec![ask(None)],
        _ => panic!("{method} {path} of the operator has no request here"),
    }
}
