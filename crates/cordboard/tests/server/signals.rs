//! Alerts and tasks on the live stream: told to those whom they are for, counted for those
//! whose they are, and neither lost nor told twice when a connection breaks.

use std::collections::BTreeSet;

use desk::{
    Actor, Arrival, CallId, Document, Input, LegDeparture, LegId, NotificationId, Reply, Subject,
};
use fastrand::Rng;
use phones::Behaviour;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::page::{Page, Session, back, hello, sign_in};
use crate::stage::{NUMBER, SOON, Stage};

const ANA: u64 = 1;
const BEN: u64 = 2;

/// Legs that no phone of the stage has.
const LEGS_FROM: u64 = 1_000_000;

async fn open(session: &Session, tab: u64) -> Page {
    let mut page = session.open(hello(tab)).await;
    page.frame("welcome").await;
    page
}

/// After every call, an alert to these.
async fn alert_to(stage: &Stage, notification: u64, to: Value) {
    let document: Document = serde_json::from_value(json!({ "Notification": [notification, {
        "name": format!("Alert {notification}"), "on": "on", "when": { "when": "always" },
        "mail": null, "alert": { "to": to }, "task": null, "retired": "off",
    }] }))
    .unwrap();
    let subject = Subject::Notification(NotificationId(notification));
    let version = stage.running.look(move |desk| desk.version(subject)).await.unwrap();
    let save = Input::SaveSettings(Actor::Operator, version, document);
    let reply = stage.running.ask(save).await.unwrap();
    assert!(matches!(reply, Reply::Version(_)), "{reply:?}");
}

/// Somebody calls and gives up at once.
async fn gives_up(stage: &Stage, nth: u64) -> CallId {
    let leg = LegId::Caller(LEGS_FROM + nth);
    let arrival = Arrival {
        leg,
        called: NUMBER.to_owned(),
        caller: Some(format!("+120255502{nth:02}")),
        caller_name: None,
    };
    let reply = stage.running.ask(Input::CallArrived(arrival)).await.unwrap();
    let Reply::Call(call) = reply else { panic!("{reply:?}") };
    stage.running.ask(Input::LegGone(leg, LegDeparture::HungUp)).await.unwrap();
    call
}

async fn get(session: &Session, path: &str) -> Value {
    let answer = session.ask("GET", path, None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn done(session: &Session, method: &str, path: &str, body: &Value) -> Value {
    let answer = session.ask(method, path, Some(body)).await;
    assert!(answer.status < 300, "{method} {path}: {answer:?}");
    if answer.status == 204 { Value::Null } else { answer.json() }
}

fn about(call: CallId) -> impl Fn(&Value) -> bool {
    move |frame| frame["type"] == "alert" && frame["newest"]["call"] == call.0
}

fn names(frame: &Value, task: &Value) -> bool {
    let name = json!(format!("task/{task}"));
    frame["settings"].as_array().is_some_and(|all| all.contains(&name))
}

fn told<'a>(page: &'a Page, kind: &str) -> Vec<&'a Value> {
    page.said.iter().filter(|frame| frame["type"] == kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_comes_to_every_tab_of_whom_it_is_for_and_to_nobody_else() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let (ana, ben) = (sign_in(&stage.running, ANA).await, sign_in(&stage.running, BEN).await);
    let (mut one, mut two) = (open(&ana, 11).await, open(&ana, 12).await);
    let mut other = open(&ben, 21).await;
    alert_to(&stage, 1, json!({ "to": "teammates", "teammates": [ANA] })).await;
    let first = gives_up(&stage, 1).await;
    for page in [&mut one, &mut two] {
        let alert = page.until(about(first)).await;
        assert_eq!(alert["unseen"], 1);
        let newest = &alert["newest"];
        assert_eq!((&newest["notification"], &newest["seen"]), (&json!("Alert 1"), &json!(false)));
        assert_eq!(newest["contact"]["number"], "+12025550201");
    }
    alert_to(&stage, 1, json!({ "to": "everybody" })).await;
    let second = gives_up(&stage, 2).await;
    let alert = other.frame("alert").await;
    assert_eq!((&alert["newest"]["call"], &alert["unseen"]), (&json!(second.0), &json!(1)));
    for page in [&mut one, &mut two] {
        assert_eq!(page.until(about(second)).await["unseen"], 2);
    }
    // What Ana has seen is seen in all her tabs, and in nobody else's.
    let until = json!({ "until": alert["newest"]["id"] });
    done(&ana, "POST", "/alerts/seen", &until).await;
    for page in [&mut one, &mut two] {
        let seen = page.frame("alert").await;
        assert_eq!((&seen["unseen"], &seen["newest"]), (&json!(0), &Value::Null));
    }
    let third = gives_up(&stage, 3).await;
    assert_eq!(other.until(about(third)).await["unseen"], 2);
    assert_eq!(told(&other, "alert").len(), 2, "{:#?}", other.said);
    let calls = |page: Value| -> Vec<u64> {
        page["items"].as_array().unwrap().iter().map(|it| it["call"].as_u64().unwrap()).collect()
    };
    assert_eq!(calls(get(&ben, "/alerts").await), [third.0, second.0]);
    assert_eq!(calls(get(&ana, "/alerts").await), [third.0, second.0, first.0]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_is_told_to_everybody_and_counted_for_whose_it_is() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let (ana, ben) = (sign_in(&stage.running, ANA).await, sign_in(&stage.running, BEN).await);
    let (mut one, mut two) = (open(&ana, 11).await, open(&ana, 12).await);
    let mut other = open(&ben, 21).await;
    let call = gives_up(&stage, 1).await;
    let frame = other.until(|it| it["calls"][0]["id"] == call.0).await;
    let task = json!({
        "conversation": frame["calls"][0]["conversation"], "title": "Call back",
        "priority": "high", "assignee": ANA, "due_ms": null,
    });
    let made = done(&ben, "POST", "/tasks", &task).await;
    let (id, path) = (made["id"].clone(), format!("/tasks/{}", made["id"]));
    assert_eq!(get(&ana, &path).await, made, "one task is shown as the list shows it");
    for page in [&mut one, &mut two] {
        page.until(|frame| names(frame, &id)).await;
        assert_eq!(page.frame("tasks").await["mine_open"], 1);
    }
    other.until(|frame| names(frame, &id)).await;
    let change = |priority: &str, assignee: u64| {
        json!({
            "title": "Call back", "priority": priority, "assignee": assignee, "due_ms": null,
        })
    };
    let before = other.said.len();
    done(&ben, "PUT", &path, &change("low", ANA)).await;
    for page in [&mut one, &mut two, &mut other] {
        page.until(|frame| names(frame, &id)).await;
    }
    done(&ben, "PUT", &path, &change("low", BEN)).await;
    for page in [&mut one, &mut two] {
        page.until(|frame| frame["type"] == "tasks" && frame["mine_open"] == 0).await;
    }
    other.until(|frame| frame["type"] == "tasks" && frame["mine_open"] == 1).await;
    done(&ana, "POST", &format!("{path}/done"), &json!({})).await;
    other.until(|frame| frame["type"] == "tasks" && frame["mine_open"] == 0).await;
    done(&ana, "POST", &format!("{path}/reopen"), &json!({})).await;
    other.until(|frame| frame["type"] == "tasks" && frame["mine_open"] == 1).await;
    // While it was Ana's, Ben was told of it and never counted it; nobody is told the same
    // count twice.
    assert!(other.said[..before].iter().all(|frame| frame["type"] != "tasks"));
    let counts = |page: &Page| -> Vec<u64> {
        told(page, "tasks").iter().map(|frame| frame["mine_open"].as_u64().unwrap()).collect()
    };
    for page in [&one, &two] {
        assert_eq!(counts(page), [1, 0]);
    }
    let bens = counts(&other);
    assert!(bens.windows(2).all(|two| two[0] != two[1]), "{bens:?}");
    assert!(bens.ends_with(&[1, 0, 1]), "{bens:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_task_is_read_by_its_number_and_what_is_not_there_says_so() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let ana = sign_in(&stage.running, ANA).await;
    gives_up(&stage, 1).await;
    let conversation = get(&ana, "/conversations").await["items"][0]["id"].clone();
    let task = json!({
        "conversation": conversation, "title": "Call back", "priority": "urgent",
        "assignee": null, "due_ms": 1_800_000_000_000_u64,
    });
    let made = done(&ana, "POST", "/tasks", &task).await;
    let listed = get(&ana, "/tasks?view=open").await["items"][0].clone();
    assert_eq!(get(&ana, &format!("/tasks/{}", made["id"])).await, listed);
    // A place in the log that is no task's, one that is still to come, and no number.
    for none in ["1", "9000000", "18446744073709551615", "x"] {
        let answer = ana.ask("GET", &format!("/tasks/{none}"), None).await;
        assert_eq!(answer.status, 404, "{none}: {answer:?}");
        assert_eq!(answer.json()["code"], "not_found");
        assert!(answer.json()["detail"].as_str().unwrap().ends_with('.'));
    }
    stage.close().await;
}

/// What a page knows of its teammate's alerts and tasks, as the stream has told it.
struct Holder {
    page: Option<Page>,
    session: Session,
    tab: u64,
    epoch: Value,
    seq: Value,
    mine_open: Option<u64>,
    unseen: Option<u64>,
    /// The newest alert it was told of.
    newest: u64,
    /// Tasks it was told to read anew.
    tasks: BTreeSet<String>,
    /// How often it was given what it missed, and did not have to read everything.
    resumed: usize,
}

impl Holder {
    async fn open(session: &Session, tab: u64) -> Self {
        let mut page = session.open(hello(tab)).await;
        let welcome = page.frame("welcome").await;
        Self {
            page: Some(page),
            session: session.clone(),
            tab,
            epoch: welcome["epoch"].clone(),
            seq: welcome["seq"].clone(),
            mine_open: None,
            unseen: None,
            newest: 0,
            tasks: BTreeSet::new(),
            resumed: 0,
        }
    }

    async fn come_back(&mut self) {
        let mut page = self.session.open(back(self.tab, &self.seq, &self.epoch)).await;
        let welcome = page.frame("welcome").await;
        if welcome["resumed"] == false {
            // The page reads everything anew: so it does here.
            let views = get(&self.session, "/views").await;
            self.mine_open = views["tasks_mine"].as_u64();
            self.unseen = views["alerts_unseen"].as_u64();
            self.seq = welcome["seq"].clone();
            for task in get(&self.session, "/tasks?view=open").await["items"].as_array().unwrap() {
                self.tasks.insert(format!("task/{}", task["id"]));
            }
        }
        assert_eq!(welcome["seq"], self.seq);
        self.resumed += usize::from(welcome["resumed"] == true);
        self.page = Some(page);
    }

    fn take(&mut self, frame: &Value) {
        if frame["type"] == "changes" {
            assert_eq!(frame["previous"], self.seq, "no frame is missing, none comes twice");
            self.seq = frame["seq"].clone();
            let names = frame["settings"].as_array().unwrap().iter();
            let names = names.map(|name| name.as_str().unwrap().to_owned());
            self.tasks.extend(names.filter(|name| name.starts_with("task/")));
        } else if frame["type"] == "tasks" {
            self.mine_open = frame["mine_open"].as_u64();
        } else if frame["type"] == "alert" {
            self.unseen = frame["unseen"].as_u64();
            if let Some(id) = frame["newest"]["id"].as_u64() {
                assert!(id > self.newest, "alert {id} was told already: {frame}");
                self.newest = id;
            }
        }
    }

    /// Reads on until what it knows is as wanted.
    async fn until(&mut self, wanted: impl Fn(&Self) -> bool) {
        let reading = async {
            while !wanted(self) {
                let frame = self.page.as_mut().unwrap().next().await.unwrap();
                self.take(&frame);
            }
        };
        if timeout(SOON, reading).await.is_err() {
            panic!(
                "tab {} stands at {} with {:?} tasks, {:?} alerts, the newest {}",
                self.tab, self.seq, self.mine_open, self.unseen, self.newest
            );
        }
    }

    async fn until_line(&mut self, line: u64) {
        self.until(|it| it.seq.as_u64() >= Some(line)).await;
    }
}

/// What happens while a page is there, or is not.
struct Happening<'a> {
    stage: &'a Stage,
    ana: &'a Session,
    ben: &'a Session,
    conversation: Value,
    tasks: Vec<Value>,
    calls: u64,
}

impl Happening<'_> {
    async fn something(&mut self, chance: &mut Rng) {
        let whose = if chance.bool() { ANA } else { BEN };
        match chance.u8(0..6) {
            0 | 1 => self.call().await,
            2 | 3 => {
                let task = json!({
                    "conversation": self.conversation, "title": "Call back", "priority": "high",
                    "assignee": whose, "due_ms": null,
                });
                let made = done(self.ben, "POST", "/tasks", &task).await;
                self.tasks.push(made["id"].clone());
            }
            4 => {
                let Some(task) = self.tasks.get(chance.usize(..=self.tasks.len())) else { return };
                let change = json!({
                    "title": "Call back", "priority": "low", "assignee": whose, "due_ms": null,
                });
                done(self.ben, "PUT", &format!("/tasks/{task}"), &change).await;
            }
            _ => {
                let alerts = get(self.ana, "/alerts").await;
                let Some(until) = alerts["items"][0]["id"].as_u64() else { return };
                done(self.ana, "POST", "/alerts/seen", &json!({ "until": until })).await;
            }
        }
    }

    /// A call, and the alerts after it, however soon they come.
    async fn call(&mut self) {
        self.calls += 1;
        gives_up(self.stage, self.calls).await;
    }
}

/// Ana's page is cut again and again; beside it are others that never are, or nobody is.
async fn cut_again_and_again(seed: u64, beside: &[u64]) {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let (ana, ben) = (sign_in(&stage.running, ANA).await, sign_in(&stage.running, BEN).await);
    alert_to(&stage, 1, json!({ "to": "teammates", "teammates": [ANA] })).await;
    alert_to(&stage, 2, json!({ "to": "teammates", "teammates": [BEN] })).await;
    let mut cut = Holder::open(&ana, 11).await;
    let mut steady = Vec::new();
    for tab in beside {
        steady.push(Holder::open(&ana, *tab).await);
    }
    gives_up(&stage, 0).await;
    let conversation = get(&ana, "/conversations").await["items"][0]["id"].clone();
    let mut happening = Happening {
        stage: &stage,
        ana: &ana,
        ben: &ben,
        conversation,
        tasks: Vec::new(),
        calls: 0,
    };
    let mut chance = Rng::with_seed(seed);
    let last = async || stage.running.store().last(cordboard::WORKSPACE).await.unwrap().unwrap();
    for _ in 0..20 {
        if chance.bool() {
            cut.until_line(chance.u64(..=last().await.0.0)).await;
        }
        cut.page = None;
        for _ in 0..chance.u8(0..4) {
            happening.something(&mut chance).await;
        }
        cut.come_back().await;
    }
    // One more, that nobody has seen.
    happening.call().await;
    let calls = happening.calls + 1;
    let all = async || {
        let page = get(&ana, "/alerts").await;
        let items = page["items"].as_array().unwrap();
        (items.len() as u64 == calls).then(|| items[0]["id"].as_u64().unwrap())
    };
    let newest = e2e::until("all alerts are given", SOON, all).await;
    let views = get(&ana, "/views").await;
    let counts = (views["tasks_mine"].as_u64(), views["alerts_unseen"].as_u64());
    let line = last().await.0.0;
    // Who was never told a count has none to correct.
    let as_it_is =
        |it: &Holder| (it.mine_open.or(Some(0)), it.unseen) == counts && it.newest == newest;
    cut.until(|it| it.seq.as_u64() >= Some(line) && as_it_is(it)).await;
    for mut holder in steady {
        holder.until(|it| it.seq.as_u64() >= Some(line) && as_it_is(it)).await;
        assert_eq!(cut.tasks, holder.tasks);
    }
    assert!(cut.resumed > 5, "{} times", cut.resumed);
    for task in &happening.tasks {
        assert!(cut.tasks.contains(&format!("task/{task}")), "{task} was never told");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_cut_misses_no_alert_and_no_task_and_is_told_of_none_twice() {
    cut_again_and_again(7, &[12]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_does_one_that_is_alone() {
    cut_again_and_again(11, &[]).await;
}
