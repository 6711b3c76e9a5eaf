//! The same on PostgreSQL: mails, webhooks, what is tried again, and receipts.

use std::collections::BTreeSet;

use cordboard::WORKSPACE;
use desk::MailStage;
use e2e::hook::Receiver;
use e2e::mail::{Encrypts, MailServer};
use e2e::postgres::{database, psql};
use serde_json::json;
use store::JobFilter;

use crate::stage::{Stage, notification};
use crate::webhooks::{LAB, tell};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_what_failed_is_tried_again_and_everything_has_one_receipt() {
    let (folder, url) = (tempfile::tempdir().unwrap(), database());
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    // Of the two mails one is taken without a word of it, and the webhook fails at first.
    server.plan(json!([{"at": "end", "do": "accept"}]));
    let hook = Receiver::answering(&["500 Oops", "200 OK"]).await;
    let sections = format!("{}{LAB}[store]\nurl = {url:?}\n", server.section());
    let stage = Stage::open(folder.path(), &sections).await;
    stage.save(notification(&["ana@example.org", "ben@example.org"])).await;
    tell(&stage, &hook).await;
    let call = stage.call().await;
    let rows = stage.settled_mails(call).await;
    assert!(rows.iter().all(|row| matches!(row.stage, MailStage::Sent { .. })), "{rows:?}");
    let mails = server.accepted();
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail["message_id"].to_string()).collect();
    assert_eq!((mails.len(), ids.len()), (3, 2), "one of them twice, as one mail");
    stage
        .until("everything is done", async || {
            let counts = stage.running.store().job_counts(WORKSPACE).await.unwrap();
            (counts.waiting == 0 && counts.failing == 0).then_some(())
        })
        .await;
    let told = hook.told();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], told[1], "the same message under the same id");
    let done = stage.jobs(JobFilter::Done).await;
    let mut kinds: Vec<_> = done.iter().map(|job| job.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["call_webhook", "judge", "send_mail", "send_mail"]);
    let facts = "SELECT kind, count(*) FROM fact WHERE kind LIKE 'mail%' GROUP BY kind ORDER BY 1";
    assert_eq!(psql(&url, facts), ["mail_queued|2", "mail_sent|2"]);
    stage.sound().await;
    stage.running.stop().await;

    // A new start finds nothing left to do, and judges what comes next as before.
    let stage = Stage::open(folder.path(), &sections).await;
    let next = stage.call().await;
    stage.settled_mails(next).await;
    assert_eq!(server.accepted().len(), 5);
    stage.sound().await;
    stage.running.stop().await;
}
