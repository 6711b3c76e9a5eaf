//! A desk with everything in it: calls with recordings, notes, tags, tasks, notifications
//! with their results, mails and alerts, webhooks, invitations. Every text in it carries
//! the office's own mark, so that it is known wherever it shows up.

use std::path::Path;
use std::time::Duration;

use cordboard::Running;
use cordboard::config::{Config, Given};
use desk::{Actor, Document, Input, Permission, Reply, RoleId, RoleSettings, Status, TeammateId};
use phones::{Audio, Behaviour, Call, CallPlan, Exchange, Phone, PhonePlan, Sound};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};

/// Longer than anything here takes, on the busiest machine.
pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) const ANA: u64 = 1;
pub(crate) const BEN: u64 = 2;

/// The number of the office's line, and of its caller.
const NUMBER: &str = "+12025550100";

/// What differs between offices.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) workspace: u64,
    /// Stands in every text.
    pub(crate) mark: String,
    pub(crate) caller: String,
    pub(crate) token: String,
    /// The first number of documents: another office's are others.
    pub(crate) first: u64,
    /// Lines of the log before anything is made: so are ids of what happened.
    pub(crate) lines_before: usize,
}

/// A server with a desk.
pub(crate) struct Office {
    pub(crate) running: Running,
    pub(crate) plan: Plan,
    callers: Exchange,
    phone: Phone,
    _phones: Exchange,
}

/// What there is in it.
#[derive(Debug, Clone)]
pub(crate) struct Things {
    pub(crate) call: u64,
    pub(crate) conversation: u64,
    pub(crate) contact: u64,
    pub(crate) recording: u64,
    pub(crate) task: u64,
    pub(crate) result: u64,
    pub(crate) mail: u64,
    pub(crate) alert: u64,
    pub(crate) notification: u64,
    pub(crate) tag: u64,
    pub(crate) webhook: u64,
    pub(crate) team: u64,
    pub(crate) channel: u64,
    pub(crate) first_role: u64,
    pub(crate) invitation: u64,
    /// The token in the invitation's link.
    pub(crate) invited: String,
    pub(crate) trunk: String,
    pub(crate) session: u64,
    pub(crate) job: String,
    pub(crate) seq: u64,
}

impl Things {
    /// Nothing.
    pub(crate) fn none() -> Self {
        Self {
            call: 0,
            conversation: 0,
            contact: 0,
            recording: 0,
            task: 1,
            result: 0,
            mail: 0,
            alert: 0,
            notification: 0,
            tag: 0,
            webhook: 0,
            team: 0,
            channel: 0,
            first_role: 0,
            invitation: 0,
            invited: "nothing".to_owned(),
            trunk: "nothing".to_owned(),
            session: 0,
            job: "nothing".to_owned(),
            seq: 0,
        }
    }
}

impl Office {
    /// Opens an office whose database is `store`.
    pub(crate) async fn open(folder: &Path, store: &Path, plan: Plan) -> Self {
        let phones = Exchange::open([127, 0, 0, 1].into()).await.unwrap();
        let answers = Behaviour::AnswerAfter(Duration::from_millis(20));
        let phone = phones.phone(PhonePlan::new("ana", answers)).unwrap();
        phone.set_audio(Audio::On(Sound::Tone(700)));
        let running = cordboard::start(config(folder, store, &plan, &phone.uri())).await.unwrap();
        let callers = Exchange::open([127, 0, 0, 1].into()).await.unwrap();
        let office = Self { running, plan, callers, phone, _phones: phones };
        office.give_roles().await;
        office.fill_log().await;
        office
    }

    /// An office with a database of its own, in a folder that lasts as long as what is
    /// returned beside it.
    pub(crate) async fn alone() -> (Self, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            workspace: 1,
            mark: "apfel".to_owned(),
            caller: "+12025550171".to_owned(),
            token: "the operator's token".to_owned(),
            first: 3,
            lines_before: 0,
        };
        let office = Self::open(folder.path(), &folder.path().join("own.db"), plan).await;
        (office, folder)
    }

    /// The same, furnished.
    pub(crate) async fn furnished() -> (Self, Things, tempfile::TempDir) {
        let (office, folder) = Self::alone().await;
        let things = office.furnish().await;
        (office, things, folder)
    }

    /// Ana owns it; Ben has no permission but to take calls.
    async fn give_roles(&self) {
        let owner = RoleSettings {
            name: format!("Owner {}", self.plan.mark),
            permissions: [Permission::Owner, Permission::TakesCalls].into(),
        };
        self.save(0, Document::Role(RoleId(1), owner)).await;
        self.give_role(ANA, 1).await;
    }

    pub(crate) async fn give_role(&self, teammate: u64, role: u64) {
        let id = TeammateId(teammate);
        let subject = desk::Subject::Teammate(id);
        let read = self.running.look(move |desk| (desk.version(subject), desk.document(subject)));
        let (version, document) = read.await.unwrap();
        let Some(Document::Teammate(_, mut settings)) = document else { panic!("nobody") };
        settings.role = RoleId(role);
        self.save(version, Document::Teammate(id, settings)).await;
        // Who may do what is read a moment later.
        self.running.reception().refresh().await.unwrap();
    }

    pub(crate) async fn save(&self, version: u64, document: Document) {
        let input = Input::SaveSettings(Actor::Operator, version, document);
        let reply = self.running.ask(input).await.unwrap();
        assert!(matches!(reply, Reply::Version(_)), "{reply:?}");
    }

    async fn fill_log(&self) {
        let ben = TeammateId(BEN);
        for turn in 0..self.plan.lines_before {
            let status = if turn % 2 == 0 { Status::Active } else { Status::Away };
            let command = desk::Command::SetStatus { teammate: ben, status };
            self.running.ask(Input::Command(ben, command)).await.unwrap();
        }
    }

    /// A browser in which that teammate is signed in.
    pub(crate) async fn browser(&self, teammate: u64) -> Browser {
        let link = self.running.reception().sign_in_link(TeammateId(teammate)).await.unwrap();
        let path = link.split_once("/sign-in/").unwrap().1;
        let mut browser = Browser::at(self.running.http_address());
        let answer = browser.get(&format!("/sign-in/{path}")).await;
        assert_eq!(answer.status, 303);
        browser
    }

    /// Somebody calls, and talks with Ana for a moment.
    pub(crate) async fn call(&self, name: &str) -> Call {
        let plan = CallPlan {
            from: Some(self.plan.caller.clone()),
            name: Some(name.to_owned()),
            audio: Audio::On(Sound::Tone(400)),
            ..CallPlan::new(NUMBER, self.running.sip_address())
        };
        let call = self.callers.call(plan).unwrap();
        self.phone.until(SOON, |phone| phone.is_up()).await.unwrap();
        let second = |heard: &phones::Heard| heard.samples(Duration::from_secs(1)).len() >= 4_000;
        call.until_heard(SOON, second).await.unwrap();
        call
    }

    /// Fills it with everything there is.
    pub(crate) async fn furnish(&self) -> Things {
        let mut ana = self.browser(ANA).await;
        let Plan { mark, first, .. } = self.plan.clone();
        let notification = first + 1;
        self.save(0, document("Notification", notification, notification_of(&mark))).await;
        let tag = first + 2;
        let named = json!({ "name": format!("Tag {mark}"), "retired": "off" });
        self.save(0, document("Tag", tag, named)).await;
        let webhook = first + 3;
        let told = json!({
            "name": format!("Hook {mark}"), "url": "https://hooks.example.org/in",
            "events": ["call_ended"], "on": "on", "retired": "off",
        });
        self.save(0, document("Webhook", webhook, told)).await;
        post(&mut ana, &format!("/webhooks/{webhook}/secret"), &json!({})).await;
        let role = json!({ "name": format!("Role {mark}"), "permissions": ["takes_calls"] });
        self.save(0, document("Role", first + 4, role)).await;
        let trunk = format!("trunk {mark}");
        let access = json!({ "by": "addresses", "addresses": ["192.0.2.77"] });
        let body =
            json!({ "version": 0, "document": { "access": access, "trust_identity": "off" } });
        let path = format!("/api/v1/settings/trunks/{}", trunk.replace(' ', "%20"));
        assert_eq!(ana.ask("PUT", &path, Some(&body)).await.status, 200);
        let call = self.call(&format!("Caller {mark}")).await;
        let live = until(&mut ana, "/conversations?view=active", |page| {
            page["items"][0]["call"]["stage"] == "talking"
        });
        let item = live.await["items"][0].clone();
        call.hang_up();
        self.happened(&mut ana, item, notification, tag, webhook, trunk).await
    }

    async fn happened(
        &self,
        ana: &mut Browser,
        item: Value,
        notification: u64,
        tag: u64,
        webhook: u64,
        trunk: String,
    ) -> Things {
        let mark = &self.plan.mark;
        let number = |value: &Value| value.as_u64().unwrap();
        let conversation = number(&item["id"]);
        let path = format!("/conversations/{conversation}");
        let playable = |detail: &Value| detail["calls"][0]["recordings"][0]["playable"] == true;
        let detail = until(ana, &path, playable).await;
        let (call, contact) = (number(&item["call"]["id"]), number(&detail["contact"]["id"]));
        post(ana, &format!("{path}/tags/{tag}"), &json!({})).await;
        let body = json!({ "command": {
            "do": "add_note", "conversation": conversation, "body": format!("Note {mark}"),
        } });
        post(ana, "/commands", &body).await;
        let edit = json!({ "command": {
            "do": "edit_contact", "contact": contact, "name": format!("Contact {mark}"),
            "email": format!("{mark}@example.org"),
        } });
        post(ana, "/commands", &edit).await;
        let done = format!("/calls/{call}/notifications");
        let judged = until(ana, &done, |all| all["items"][0]["id"].is_u64()).await;
        let result = &judged["items"][0];
        let invite = json!({
            "email": format!("{mark}.new@example.org"), "name": format!("New {mark}"),
            "role": 0, "teams": [],
        });
        let invited = post(ana, "/invitations", &invite).await;
        let sessions = get(ana, "/sessions").await;
        let mail = number(&result["mails"][0]["id"]);
        let recording = number(&detail["calls"][0]["recordings"][0]["id"]);
        // It is moved to where recordings are kept a moment after the call.
        until(ana, &format!("/recordings/{recording}/peaks"), |_| true).await;
        Things {
            call,
            conversation,
            contact,
            recording,
            task: number(&result["task"]["id"]),
            result: number(&result["id"]),
            mail,
            alert: number(&result["alert"]),
            notification,
            tag,
            webhook,
            team: self.plan.first,
            channel: self.plan.first,
            first_role: self.plan.first + 4,
            invitation: number(&invited["id"]),
            invited: invited["link"].as_str().unwrap().split_once("#token=").unwrap().1.to_owned(),
            trunk,
            session: number(&sessions[0]["id"]),
            job: format!("send-mail-{mail}"),
            seq: number(&get(ana, &path).await["seq"]),
        }
    }

    /// Ends it and proves that what it wrote is sound.
    pub(crate) async fn close(self) {
        let store = std::sync::Arc::clone(self.running.store());
        let workspace = desk::WorkspaceId(self.plan.workspace);
        self.running.stop().await;
        let breaches = store.check(workspace).await.unwrap();
        assert!(breaches.is_empty(), "{breaches:#?}");
    }
}

/// A document of the desk, as it writes it.
fn document(kind: &str, id: u64, settings: Value) -> Document {
    serde_json::from_value(json!({ kind: [id, settings] })).unwrap()
}

fn notification_of(mark: &str) -> Value {
    let text = |text: String| json!({ "piece": "text", "text": text });
    json!({
        "name": format!("Notification {mark}"), "on": "on", "when": { "when": "always" },
        "mail": {
            "recipients": [format!("{mark}.team@example.org")],
            "subject": [text(format!("Subject {mark}"))],
            "body": [{ "block": "paragraph", "pieces": [
                text(format!("Body {mark} ")),
                { "piece": "variable", "variable": "customer_name", "fallback": "nobody" },
            ] }],
        },
        "alert": { "to": { "to": "everybody" } },
        "task": { "priority": "high", "title": [text(format!("Task {mark}"))],
            "due_after_hours": 4, "assignee": "who_answered" },
        "retired": "off",
    })
}

fn config(folder: &Path, store: &Path, plan: &Plan, phone: &str) -> Config {
    let Plan { workspace, mark, token, first, .. } = plan;
    let text = format!(
        r#"
workspace = {workspace}
[store]
url = "sqlite://{}"
[sip]
bind = "127.0.0.1:0"
[[sip.trunks]]
name = "loopback"
addresses = ["127.0.0.1"]
[http]
bind = "127.0.0.1:0"
operator_token = "{token}"
[desk]
name = "Office {mark}"
sip_phone_is_client = true
[[desk.team]]
id = {first}
name = "Team {mark}"
[[desk.teammate]]
id = {ANA}
name = "Ana {mark}"
sip_phones = ["{phone}"]
teams = [{first}]
status = "active"
[[desk.teammate]]
id = {BEN}
name = "Ben {mark}"
teams = [{first}]
status = "away"
[[desk.channel]]
id = {first}
name = "Line {mark}"
number = "{NUMBER}"
team = {first}
recording = "on"
"#,
        store.display()
    );
    let file = folder.join("cordboard.toml");
    std::fs::write(&file, text).unwrap();
    let given = Given { file: Some(file), data_dir: Some(folder.join("data")) };
    Config::read(&given, std::iter::empty()).unwrap()
}

/// Asks for something below `/api/v1` that is there.
pub(crate) async fn get(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(&format!("/api/v1{path}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", said(&answer));
    answer.json()
}

/// Does something below `/api/v1` that can be done.
pub(crate) async fn post(browser: &mut Browser, path: &str, body: &Value) -> Value {
    let answer = browser.post(&format!("/api/v1{path}"), body).await;
    assert!(answer.status < 300, "{path}: {}", said(&answer));
    if answer.status == 204 { Value::Null } else { answer.json() }
}

pub(crate) fn said(answer: &Answer) -> String {
    format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
}

/// Asks until the answer is as wanted.
pub(crate) async fn until(
    browser: &mut Browser,
    path: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Value {
    let mut last = String::new();
    let looking = async {
        loop {
            let answer = browser.get(&format!("/api/v1{path}")).await;
            last = said(&answer);
            if answer.status == 200 {
                let json = answer.json();
                if wanted(&json) {
                    return json;
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    match tokio::time::timeout(SOON, looking).await {
        Ok(found) => found,
        Err(_) => panic!("{path} did not come in time; at last: {last}"),
    }
}
