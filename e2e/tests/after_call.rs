//! After the call: the real program, real SIP and a real mail server. What has to happen
//! happens once, whatever the mail server says and whenever the program dies.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::time::Duration;

use desk::notify::{
    AlertPlan, AlertTo, AnyAll, Block, Condition, MailPlan, NotificationSettings, Piece,
    TaskAssignee, TaskPlan, Variable, When,
};
use desk::{Command, Document, NotificationId, Priority, Toggle};
use e2e::database::{refuse, refuse_no_more, sqlite};
use e2e::floor::{Floor, until_over};
use e2e::mail::{Encrypts, MailServer};
use e2e::server::Setup;
use e2e::session::Session;
use e2e::{SOON, until};
use phones::Behaviour;
use serde_json::{Value, json};

const RUTH: &str = "+15550123";

/// A notification with everything: two mails, an alert and a task.
fn every_call() -> NotificationSettings {
    NotificationSettings {
        name: "Every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(MailPlan {
            recipients: vec!["ana@example.org".to_owned(), "ben@example.org".to_owned()],
            subject: vec![
                Piece::text("A call of "),
                Piece::variable(Variable::CustomerNumber, "nobody"),
            ],
            body: vec![Block::Paragraph {
                pieces: vec![
                    Piece::variable(Variable::AgentName, "nobody"),
                    Piece::text(" talked; it is "),
                    Piece::variable(Variable::ConversationStatus, "nobody"),
                    Piece::text("."),
                ],
            }],
        }),
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan {
            priority: Priority::High,
            title: vec![
                Piece::text("Ring back "),
                Piece::variable(Variable::CustomerNumber, "nobody"),
            ],
            due_after_hours: Some(24),
            assignee: TaskAssignee::WhoAnswered,
        }),
        retired: Toggle::Off,
    }
}

/// A notification that makes a task when a note says that somebody wants to be called.
fn when_asked_for() -> NotificationSettings {
    let words = vec!["call back".to_owned()];
    let condition = Condition::NoteWords { mode: AnyAll::Any, words };
    NotificationSettings {
        name: "Callback requested".to_owned(),
        when: When::Rule { condition },
        mail: None,
        alert: None,
        ..every_call()
    }
}

struct Stage {
    mail: MailServer,
    floor: Floor,
}

impl Stage {
    async fn open(team: &str, notifications: &[NotificationSettings]) -> Stage {
        let mail = MailServer::start(Encrypts::AfterStartTls).await;
        let setup = Setup::support(team, "recording = \"on\"").table(&mail.section());
        let setup = setup.owners();
        let floor = Floor::open(setup, &[Behaviour::AnswerAfter(Duration::ZERO)]).await;
        for (settings, id) in notifications.iter().zip(1..) {
            let document = Document::Notification(NotificationId(id), settings.clone());
            floor.operator.save(0, document).await;
        }
        Stage { mail, floor }
    }

    /// A call that is answered, talked over, and hung up by the caller. Its page.
    async fn call(&self, from: &str) -> e2e::operator::CallPage {
        let call = self.floor.call(from);
        self.floor.until_talking(1, &call).await;
        call.hang_up();
        until_over(&call).await;
        self.floor.operator.until_over(from).await
    }

    async fn ana(&self) -> Session {
        Session::begin(&self.floor.server, 1).await
    }

    /// The results of a call, once none of them waits.
    async fn settled(&self, ana: &Session, call: u64, count: usize) -> Vec<Value> {
        until("the results are settled", SOON, async || {
            let read = ana.get(&format!("/calls/{call}/notifications")).await;
            let items = read["items"].as_array().unwrap().clone();
            let settled = items.iter().all(|item| item["state"] != "waiting");
            (settled && items.len() == count).then_some(items)
        })
        .await
    }
}

fn sorted(mails: &[Value], what: &str) -> Vec<String> {
    let mut all: Vec<_> =
        mails.iter().map(|mail| mail[what].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

async fn tasks(session: &Session) -> Vec<Value> {
    session.get("/tasks?view=open").await["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_ends_is_told_to_those_who_asked_and_leaves_a_task_and_an_alert() {
    let stage = Stage::open("", &[every_call()]).await;
    let page = stage.call(RUTH).await;
    let mails = stage.mail.until_accepted(2).await;
    assert_eq!(sorted(&mails, "subject"), ["A call of +15550123", "A call of +15550123"]);
    let body = mails[0]["text"].as_str().unwrap();
    assert!(body.contains("Ana talked; it is Completed."), "{body}");
    assert!(mails.iter().all(|mail| mail["tls"] == json!(true)), "{mails:?}");

    let ana = stage.ana().await;
    let results = stage.settled(&ana, page.call.id, 1).await;
    assert_eq!(results[0]["state"], "sent", "{results:?}");
    let tasks = tasks(&ana).await;
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    assert_eq!(tasks[0]["title"], "Ring back +15550123");
    assert_eq!(tasks[0]["assignee"]["name"], "Ana");
    let alerts = ana.get("/alerts").await;
    assert_eq!(alerts["unseen"], 1, "{alerts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_note_says_counts_until_wrap_up_is_over() {
    let stage = Stage::open("wrap_up_seconds = 600", &[when_asked_for()]).await;
    let page = stage.call(RUTH).await;
    let operator = &stage.floor.operator;
    operator.until_shown(1, "Away: Call wrap up").await;
    let conversation = desk::ConversationId(page.conversation());
    let body = "Please CALL\n  back tomorrow.".to_owned();
    operator.command(1, Command::AddNote { conversation, body }).await.unwrap();
    let ana = stage.ana().await;
    assert!(tasks(&ana).await.is_empty(), "nothing is judged before wrap-up is over");
    operator.command(1, Command::SwitchToActive).await.unwrap();
    let results = stage.settled(&ana, page.call.id, 1).await;
    assert_eq!(results[0]["state"], "sent", "{results:?}");
    assert_eq!(tasks(&ana).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_away_and_a_program_that_dies_change_nothing_of_what_is_sent() {
    let mut stage = Stage::open("", &[every_call()]).await;
    stage.mail.stop();
    let page = stage.call(RUTH).await;
    let ana = stage.ana().await;
    let waiting = until("the mails wait", SOON, async || {
        let read = ana.get(&format!("/calls/{}/notifications", page.call.id)).await;
        let items = read["items"].as_array().unwrap().clone();
        let tried = items.first().is_some_and(|item| {
            item["mails"].as_array().unwrap().iter().all(|mail| mail["attempts"] != 0)
        });
        tried.then_some(items)
    })
    .await;
    assert_eq!(waiting[0]["state"], "waiting", "{waiting:?}");
    // Task and alert do not wait for mail.
    assert_eq!(tasks(&ana).await.len(), 1);

    stage.floor.server.kill();
    stage.mail.begin().await;
    stage.floor.server.start_again();
    stage.floor.server.until_ready().await;
    let mails = stage.mail.until_accepted(2).await;
    let to: Vec<String> = {
        let mut to: Vec<_> = mails.iter().map(|mail| mail["to"][0].to_string()).collect();
        to.sort();
        to
    };
    assert_eq!(to, ["\"ana@example.org\"", "\"ben@example.org\""]);
    let results = stage.settled(&ana, page.call.id, 1).await;
    assert_eq!(results[0]["state"], "sent", "{results:?}");
    assert_eq!(tasks(&ana).await.len(), 1, "a task is made once");
    assert_eq!(ana.get("/alerts").await["unseen"], 1, "an alert is given once");
    assert_eq!(stage.mail.accepted().len(), 2, "nothing is sent twice");
    let ids = sorted(&stage.mail.accepted(), "message_id");
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_receipt_was_lost_is_sent_again_under_the_same_id() {
    let mut stage = Stage::open("", &[every_call()]).await;
    // The first mail is taken, and the word of it never comes.
    stage.mail.plan(json!([{ "at": "end", "do": "accept" }]));
    let page = stage.call(RUTH).await;
    let mails = stage.mail.until_accepted(3).await;
    let mut ids = sorted(&mails, "message_id");
    ids.dedup();
    assert_eq!(ids.len(), 2, "{mails:?}");
    let ana = stage.ana().await;
    let results = stage.settled(&ana, page.call.id, 1).await;
    assert_eq!(results[0]["state"], "sent", "{results:?}");
}

/// A notification of one mail to one address.
fn one_mail() -> NotificationSettings {
    let mail = every_call()
        .mail
        .map(|mail| MailPlan { recipients: vec!["ana@example.org".to_owned()], ..mail });
    NotificationSettings { mail, alert: None, task: None, ..every_call() }
}

impl Stage {
    fn database(&self) -> std::path::PathBuf {
        self.floor.server.data().join("cordboard.db")
    }

    /// How many lines of the log say that a mail was sent, and how many mails have a receipt.
    fn receipts(&self) -> Value {
        let facts = "SELECT count(*) FROM fact WHERE kind = 'mail_sent'";
        let jobs = "SELECT count(*) FROM job WHERE kind = 'send_mail' AND done IS NOT NULL";
        sqlite(&self.database(), &format!("SELECT ({facts}), ({jobs})")).remove(0)
    }

    /// The Message-ID that was written down for the one mail.
    fn written_id(&self) -> Value {
        sqlite(&self.database(), "SELECT message_id FROM mail").remove(0)[0].take()
    }

    /// Starts the killed program again and waits for the one result.
    async fn sent_after_all(&mut self, call: u64) {
        self.floor.server.start_again();
        self.floor.server.until_ready().await;
        let ana = self.ana().await;
        let results = self.settled(&ana, call, 1).await;
        assert_eq!(results[0]["state"], "sent", "{results:?}");
        assert_eq!(self.receipts(), json!([1, 1]), "one line and one receipt");
        let check = self.floor.server.run(&["check"], SOON).await;
        assert_eq!(check.code, Some(0), "{}", check.said);
    }
}

/// [Reliability 8] Between the mail server's yes and the commit of it nothing can be known
/// for certain: the mail goes again, as the same mail.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_mail_servers_yes_and_its_receipt_sends_the_same_mail_again() {
    let mut stage = Stage::open("", &[one_mail()]).await;
    stage.mail.plan(json!([{ "at": "end", "do": "wait" }]));
    let page = stage.call(RUTH).await;
    stage.mail.until_waiting("end").await;
    // The one line that the yes would write cannot be written.
    refuse(&stage.database(), "mail_sent");
    stage.mail.plan(json!([]));
    until("the receipt cannot be written", SOON, async || {
        let server = stage.floor.server.http();
        let ready = e2e::http::ask(server, "GET", "/readyz", None, None).await.unwrap();
        (ready.status == 503).then_some(())
    })
    .await;
    stage.floor.server.kill();
    assert_eq!(stage.mail.accepted().len(), 1);
    assert_eq!(stage.receipts(), json!([0, 0]), "nobody has written that it was taken");
    refuse_no_more(&stage.database());
    stage.sent_after_all(page.call.id).await;
    let accepted = stage.mail.accepted();
    let id = stage.written_id();
    assert_eq!(accepted.len(), 2, "once more, and no more");
    assert!(accepted.iter().all(|mail| mail["message_id"] == id), "{id} {accepted:?}");
    let date = |mail: &Value| {
        mail["headers"].as_array().unwrap().iter().find(|it| it[0] == "Date").cloned()
    };
    assert_eq!(date(&accepted[0]), date(&accepted[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_mail_servers_yes_sends_the_mail_once() {
    let mut stage = Stage::open("", &[one_mail()]).await;
    stage.mail.plan(json!([{ "at": "end", "do": "hang" }]));
    let page = stage.call(RUTH).await;
    stage.mail.until_waiting("end").await;
    let id = stage.written_id();
    stage.floor.server.kill();
    assert_eq!(stage.mail.accepted().len(), 0);
    assert_eq!(stage.receipts(), json!([0, 0]));
    stage.sent_after_all(page.call.id).await;
    let accepted = stage.mail.accepted();
    assert_eq!(accepted.len(), 1, "{accepted:?}");
    assert_eq!(accepted[0]["message_id"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_refused_fails_alone_and_says_so() {
    let mut stage = Stage::open("", &[every_call()]).await;
    stage.mail.plan(json!([{ "at": "rcpt", "do": "reply", "text": "550 5.1.1 No such user" }]));
    let page = stage.call(RUTH).await;
    stage.mail.until_accepted(1).await;
    let ana = stage.ana().await;
    let results = stage.settled(&ana, page.call.id, 1).await;
    assert_eq!(results[0]["state"], "failed", "{results:?}");
    let stages = results[0]["mails"].as_array().unwrap();
    let mut stages: Vec<_> = stages.iter().map(|mail| mail["state"].to_string()).collect();
    stages.sort();
    assert_eq!(stages.len(), 2, "{results:?}");
    assert_ne!(stages[0], stages[1], "one failed, the other was sent: {results:?}");
}
