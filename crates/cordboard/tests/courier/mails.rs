use std::collections::BTreeSet;

use cordboard::WORKSPACE;
use desk::{MailFailure, MailStage};
use e2e::mail::{Encrypts, MailServer};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use store::JobFilter;

use crate::stage::{Stage, notification};

fn ids(mails: &[serde_json::Value]) -> BTreeSet<String> {
    mails.iter().map(|mail| mail["message_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_ended_is_told_by_mail_to_each_recipient() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org", "ben@example.org"])).await;
    let call = stage.call().await;
    let mails = server.until_accepted(2).await;
    let to: BTreeSet<_> = mails.iter().map(|mail| mail["to"][0].as_str().unwrap()).collect();
    assert_eq!(to, BTreeSet::from(["ana@example.org", "ben@example.org"]));
    assert_eq!(ids(&mails).len(), 2, "each mail is one of its own");
    for mail in &mails {
        assert_eq!(mail["from"], "desk@mail.test");
        assert_eq!(mail["subject"], "A call ended");
        assert!(mail["html"].as_str().unwrap().contains("+1202555"), "{mail}");
        let id = mail["message_id"].as_str().unwrap();
        assert!(id.ends_with("@mail.test>") && id.contains(&call.to_string()), "{id}");
    }
    let rows = stage.settled_mails(call).await;
    assert!(rows.iter().all(|row| matches!(row.stage, MailStage::Sent { .. })), "{rows:?}");
    let done = stage.jobs(JobFilter::Done).await;
    let keys: BTreeSet<_> = done.iter().map(|job| job.kind.as_str()).collect();
    assert!(keys.contains("judge") && keys.contains("send_mail"), "{keys:?}");
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_refused_takes_neither_task_nor_alert_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let refused = json!({"at": "rcpt", "do": "reply", "text": "550 5.1.1 No such user"});
    server.plan(json!([refused]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["nobody@example.org"])).await;
    let call = stage.call().await;
    let rows = stage.settled_mails(call).await;
    let MailStage::Failed { why, .. } = rows[0].stage else { panic!("{rows:?}") };
    assert_eq!(why, MailFailure::RecipientRefused);
    let results = stage.running.store().results_of_call(WORKSPACE, call).await.unwrap();
    assert!(results[0].task.is_some() && results[0].alert.is_some(), "{results:?}");
    assert!(server.accepted().is_empty());
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_put_off_is_sent_later_under_the_same_message_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    server.plan(json!([{"at": "end", "do": "accept"}]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let call = stage.call().await;
    let failing = stage
        .until("the first attempt has failed", async || {
            stage.jobs(JobFilter::Failing).await.into_iter().next()
        })
        .await;
    assert_eq!(failing.attempts, 1);
    let words = failing.last_error.unwrap();
    assert!(words.contains("localhost") && words.ends_with('.'), "{words}");
    // Its own pause is ten seconds; nothing is asserted about them.
    let rows = stage.settled_mails(call).await;
    assert!(matches!(rows[0].stage, MailStage::Sent { .. }), "{rows:?}");
    let accepted = server.accepted();
    assert_eq!((accepted.len(), ids(&accepted).len()), (2, 1), "twice, as one mail");
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_wait_for_a_server_to_be_configured_and_go_out_then() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let stage = Stage::open(folder.path(), "").await;
    stage.save(notification(&["ana@example.org"])).await;
    let call = stage.call().await;
    stage
        .until("it is parked", async || {
            let failing = stage.jobs(JobFilter::Failing).await;
            let why = failing.first()?.last_error.clone()?;
            (why == "No SMTP server is configured.").then_some(())
        })
        .await;
    let mails = stage.running.store().mails_of_call(WORKSPACE, call).await.unwrap();
    assert_eq!(mails[0].row.stage, MailStage::Waiting);
    stage.running.stop().await;
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.settled_mails(call).await;
    assert_eq!(server.accepted().len(), 1);
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_in_the_middle_of_a_mail_loses_it_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    server.plan(json!([{"at": "data", "do": "hang"}]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let call = stage.call().await;
    stage
        .until("it is under way", async || {
            let waiting = stage.jobs(JobFilter::Waiting).await;
            waiting.iter().any(|job| job.kind == "send_mail").then_some(())
        })
        .await;
    stage.running.stop().await;
    assert!(server.accepted().is_empty());
    server.plan(json!([]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.settled_mails(call).await;
    assert_eq!(server.accepted().len(), 1);
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_was_sent_while_the_store_cannot_be_written_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    server.plan(json!([{"at": "end", "do": "slow", "ms": 1500}]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let call = stage.call().await;
    stage
        .until("it is under way", async || {
            let waiting = stage.jobs(JobFilter::Waiting).await;
            waiting.iter().any(|job| job.kind == "send_mail").then_some(())
        })
        .await;
    let file = folder.path().join("data/cordboard.db");
    let mut other =
        SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    for table in ["fact", "probe"] {
        let sql = format!(
            "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    }
    server.until_accepted(1).await;
    // The server's yes is there; nobody can write it down for a while.
    stage.call_refused().await;
    for table in ["fact", "probe"] {
        let sql = format!("DROP TRIGGER no_{table}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    }
    let rows = stage.settled_mails(call).await;
    assert!(matches!(rows[0].stage, MailStage::Sent { .. }), "{rows:?}");
    assert_eq!(server.accepted().len(), 1);
    other.close().await.unwrap();
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_that_end_at_once_lose_no_mail_and_send_none_twice() {
    const CALLS: usize = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let calls = futures_util::future::join_all((0..CALLS).map(|_| stage.call())).await;
    let calls: BTreeSet<_> = calls.into_iter().collect();
    assert_eq!(calls.len(), CALLS);
    stage
        .until("every mail is sent", async || {
            let counts = stage.running.store().job_counts(WORKSPACE).await.unwrap();
            (counts.waiting == 0 && counts.failing == 0).then_some(())
        })
        .await;
    let accepted = server.accepted();
    assert_eq!((accepted.len(), ids(&accepted).len()), (CALLS, CALLS));
    stage.sound().await;
    stage.running.stop().await;
}

/// Prints how long it takes from the end of a call to the mail server's yes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mails_of_calls_that_end_ten_a_second_are_all_accepted() {
    const CALLS: u32 = 150;
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let mut second = tokio::time::interval(std::time::Duration::from_millis(100));
    let mut calls = Vec::new();
    for _ in 0..CALLS {
        second.tick().await;
        calls.push(stage.call().await);
    }
    let accepted = server.until_accepted(calls.len()).await;
    let mut took = Vec::new();
    for call in &calls {
        let ended = stage.running.store().call(WORKSPACE, *call).await.unwrap().unwrap();
        let ended = ended.state.ended.unwrap().0;
        let id = format!(".{call}.");
        let mail = accepted.iter().find(|mail| {
            let message_id = mail["message_id"].as_str().unwrap().replace('<', ".");
            message_id.contains(&id)
        });
        took.push(mail.unwrap()["at_ms"].as_i64().unwrap() - ended);
    }
    took.sort_unstable();
    let at = |part: usize| took[(took.len() - 1) * part / 100];
    println!("call end to mail accepted: p50 {} ms, p99 {} ms, max {} ms", at(50), at(99), at(100));
    stage.running.stop().await;
}
