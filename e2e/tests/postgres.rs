//! Two servers over one PostgreSQL: each does its own workspace's work, a server that is
//! killed loses nothing, and of two for one workspace the later one has it.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::collections::BTreeSet;
use std::time::Duration;

use desk::notify::{Block, MailPlan, NotificationSettings, Piece, Variable, When};
use desk::{Document, NotificationId, Toggle};
use e2e::floor::{Floor, until_over};
use e2e::mail::{Encrypts, MailServer};
use e2e::postgres::{database, psql};
use e2e::server::Setup;
use e2e::{SOON, until};
use phones::Behaviour;
use serde_json::{Value, json};

/// A mail after every call, whose subject says which.
fn every_call(to: &str) -> Document {
    let number = vec![Piece::variable(Variable::CustomerNumber, "")];
    let settings = NotificationSettings {
        name: "Every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(MailPlan {
            recipients: vec![to.to_owned()],
            subject: number.clone(),
            body: vec![Block::Paragraph { pieces: number }],
        }),
        alert: None,
        task: None,
        retired: Toggle::Off,
    };
    Document::Notification(NotificationId(1), settings)
}

/// A server for one workspace of the database; the mail server is everybody's.
async fn server(url: &str, workspace: u64, mail: &MailServer) -> Floor {
    let setup = Setup::support("", "").top(&format!("workspace = {workspace}"));
    let setup = setup.table(&mail.section()).table(&format!("[store]\nurl = {url:?}"));
    Floor::open(setup, &[Behaviour::AnswerAfter(Duration::ZERO)]).await
}

/// Calls that are answered and hung up, one after the other.
async fn talk(floor: &Floor, callers: &[&str]) {
    for caller in callers {
        let call = floor.call(caller);
        floor.until_talking(1, &call).await;
        call.hang_up();
        until_over(&call).await;
        floor.operator.until_over(caller).await;
        floor.until_idle(1).await;
    }
}

fn subjects(mails: &[Value]) -> Vec<String> {
    let mut all: Vec<_> =
        mails.iter().map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

/// So many mails of a workspace were written down as sent.
fn sent(url: &str, workspace: u64) -> usize {
    let sql = "SELECT count(*) FROM fact WHERE kind = 'mail_sent' AND workspace = ";
    psql(url, &format!("{sql}{workspace}"))[0].parse().unwrap()
}

async fn is_sound(floor: &Floor) {
    let check = floor.server.run(&["check"], SOON).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_a_database_and_neither_does_the_others_work() {
    let url = database();
    let mut mail = MailServer::start(Encrypts::AfterStartTls).await;
    let (mut one, two) = (server(&url, 1, &mail).await, server(&url, 2, &mail).await);
    one.operator.save(0, every_call("one@example.org")).await;
    two.operator.save(0, every_call("two@example.org")).await;
    // Everybody who begins a mail is kept waiting.
    mail.plan(json!([{ "at": "mail", "do": "wait", "times": -1 }]));
    talk(&one, &["+15551101", "+15551102"]).await;
    talk(&two, &["+15552201", "+15552202"]).await;
    mail.until_waiting("mail").await;
    one.server.kill();
    mail.plan(json!([]));
    let mails = mail.until_accepted(2).await;
    assert_eq!(subjects(&mails), ["+15552201", "+15552202"], "only those of the living");
    // Two goes on, and leaves alone what one has left.
    talk(&two, &["+15552203"]).await;
    mail.until_accepted(3).await;
    until("two has written it down", SOON, async || (sent(&url, 2) == 3).then_some(())).await;
    assert_eq!(sent(&url, 1), 0);
    assert_eq!(mail.accepted().len(), 3);

    one.server.start_again();
    one.server.until_ready().await;
    talk(&one, &["+15551103"]).await;
    until("one has written it down", SOON, async || (sent(&url, 1) == 3).then_some(())).await;
    let mails = mail.accepted();
    let all = ["+15551101", "+15551102", "+15551103", "+15552201", "+15552202", "+15552203"];
    assert_eq!(subjects(&mails), all, "each once");
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail["message_id"].to_string()).collect();
    assert_eq!(ids.len(), 6);
    for (floor, to) in [(&one, "one@example.org"), (&two, "two@example.org")] {
        assert_eq!(floor.operator.calls().await.len(), 3, "no call of the other");
        let own = mails.iter().filter(|mail| mail["to"] == json!([to]));
        assert_eq!(own.count(), 3);
        is_sound(floor).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_for_one_workspace_the_later_has_it_and_the_first_says_so_and_ends() {
    let url = database();
    let mut mail = MailServer::start(Encrypts::AfterStartTls).await;
    let mut first = server(&url, 1, &mail).await;
    first.operator.save(0, every_call("one@example.org")).await;
    talk(&first, &["+15551201"]).await;
    mail.until_accepted(1).await;
    until("it is written down", SOON, async || (sent(&url, 1) == 1).then_some(())).await;

    let later = server(&url, 1, &mail).await;
    // A mail of the later one is under way all the time that the first needs to notice.
    mail.plan(json!([{ "at": "mail", "do": "wait", "times": -1 }]));
    talk(&later, &["+15551202"]).await;
    mail.until_waiting("mail").await;
    let ended = first.server.end(SOON).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("workspace 1 was taken over by another process"), "{}", ended.said);
    mail.plan(json!([]));
    until("it is written down", SOON, async || (sent(&url, 1) == 2).then_some(())).await;
    assert_eq!(subjects(&mail.accepted()), ["+15551201", "+15551202"], "each once");
    let calls = later.operator.calls().await;
    let callers: BTreeSet<_> = calls.iter().filter_map(|call| call.caller.as_deref()).collect();
    assert_eq!(callers, BTreeSet::from(["+15551201", "+15551202"]), "nothing is lost");
    is_sound(&later).await;
}
