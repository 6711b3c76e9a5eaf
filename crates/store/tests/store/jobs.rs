//! Jobs: fair to everybody, tried, given up, tried again, forgotten.

use std::collections::BTreeSet;

use desk::{
    CallId, ContactId, Job, JudgePart, MailId, Millis, RecordingId, Seq, WebhookEvent, WebhookId,
    WorkspaceId,
};
use store::{Batch, JobCounts, JobFilter, JobPlace, Store};

use crate::{NOON, WORKSPACE};

on_both! {
    a_thousand_mails_hide_neither_recordings_nor_another_workspace,
    what_is_under_way_is_not_due_and_takes_nobodys_place,
    a_job_that_was_given_up_is_shown_and_not_tried_until_somebody_says_so,
    a_commit_is_the_receipt_of_jobs,
    a_receipt_comes_and_goes_with_its_commit,
    pages_of_jobs_hold_each_once_the_latest_first,
    every_kind_of_job_reads_back_as_it_was_written,
    jobs_that_are_done_for_long_are_forgotten,
}

const NOBODY: BTreeSet<(WorkspaceId, String)> = BTreeSet::new();

async fn give(store: &Store, workspace: WorkspaceId, at: Millis, jobs: &[Job]) {
    let epoch = store.raise_epoch(workspace).await.unwrap();
    let batch = Batch { facts: &[], rows: &[], jobs, receipts: &[] };
    store.commit(workspace, epoch, at, &batch).await.unwrap();
}

fn mail(id: u64) -> Job {
    Job::SendMail { mail: MailId(id) }
}

fn recording(id: u64) -> Job {
    let (recording, call) = (RecordingId(id), CallId(1));
    Job::StoreRecording { recording, call, path: format!("live/{id}.wav") }
}

fn webhook(webhook: u64, seq: u64) -> Job {
    let webhook = WebhookId(webhook);
    Job::CallWebhook { webhook, event: WebhookEvent::CallEnded, subject: 4, seq: Seq(seq) }
}

async fn due(store: &Store, at: Millis, busy: &BTreeSet<(WorkspaceId, String)>) -> Vec<String> {
    let due = store.jobs_due(at, 2, busy).await.unwrap();
    due.into_iter().map(|job| format!("{}:{}", job.workspace, job.key)).collect()
}

async fn a_thousand_mails_hide_neither_recordings_nor_another_workspace(store: Store) {
    let mails: Vec<_> = (1..=1_000).map(mail).collect();
    give(&store, WORKSPACE, NOON, &mails).await;
    let later = [recording(1), recording(2), recording(3), webhook(1, 8), webhook(2, 8)];
    give(&store, WORKSPACE, NOON.plus(1), &later).await;
    give(&store, WorkspaceId(2), NOON.plus(2), &[mail(1), recording(1)]).await;
    let wanted = [
        "1:send-mail-1",
        "1:send-mail-10",
        "1:store-recording-1",
        "1:store-recording-2",
        "1:webhook-1-8",
        "1:webhook-2-8",
        "2:send-mail-1",
        "2:store-recording-1",
    ];
    assert_eq!(due(&store, NOON.plus(5), &NOBODY).await, wanted);
    assert_eq!(due(&store, NOON, &NOBODY).await, wanted[..2]);
    let lanes = store.jobs_due(NOON.plus(5), 1, &NOBODY).await.unwrap();
    let lanes: Vec<_> = lanes.iter().map(|job| job.lane.as_str()).collect();
    assert_eq!(lanes, ["mail", "house", "webhook-1", "webhook-2", "mail", "house"]);
}

async fn what_is_under_way_is_not_due_and_takes_nobodys_place(store: Store) {
    give(&store, WORKSPACE, NOON, &[mail(1), mail(2), mail(3)]).await;
    let busy = BTreeSet::from([(WORKSPACE, "send-mail-1".to_owned())]);
    assert_eq!(due(&store, NOON, &busy).await, ["1:send-mail-2", "1:send-mail-3"]);
    let elsewhere = BTreeSet::from([(WorkspaceId(2), "send-mail-1".to_owned())]);
    assert_eq!(due(&store, NOON, &elsewhere).await, ["1:send-mail-1", "1:send-mail-2"]);
}

async fn counts(store: &Store) -> (u32, u32, u32, u32) {
    let JobCounts { waiting, failing, given_up, done } = store.job_counts(WORKSPACE).await.unwrap();
    (waiting, failing, given_up, done)
}

async fn a_job_that_was_given_up_is_shown_and_not_tried_until_somebody_says_so(store: Store) {
    give(&store, WORKSPACE, NOON, &[mail(1), mail(2)]).await;
    assert_eq!(counts(&store).await, (2, 0, 0, 0));
    let long = format!("550 no\0 {}", "x".repeat(5_000));
    store.job_failed(WORKSPACE, "send-mail-1", &long, NOON.plus(10)).await.unwrap();
    let failing = store.job(WORKSPACE, "send-mail-1").await.unwrap().unwrap();
    assert_eq!((failing.attempts, failing.due), (1, NOON.plus(10)));
    let said = failing.last_error.unwrap();
    assert!(said.starts_with("550 no xx") && said.len() == 1_000, "{}", said.len());
    assert_eq!(counts(&store).await, (1, 1, 0, 0));
    store.job_given_up(WORKSPACE, "send-mail-1", "no", NOON.plus(20)).await.unwrap();
    store.job_done(WORKSPACE, "send-mail-2", NOON.plus(20)).await.unwrap();
    assert_eq!(counts(&store).await, (0, 0, 1, 1));
    assert_eq!(due(&store, NOON.plus(100), &NOBODY).await, [""; 0]);
    assert_eq!(store.next_job_due().await.unwrap(), None);
    let shown =
        store.jobs_page(WORKSPACE, JobFilter::GivenUp, None, None, 10).await.unwrap().remove(0);
    assert_eq!(
        (shown.given_up, shown.attempts, shown.due),
        (Some(NOON.plus(20)), 2, NOON.plus(10))
    );
    assert!(store.retry_job(WORKSPACE, "send-mail-1", NOON.plus(50)).await.unwrap());
    assert_eq!(due(&store, NOON.plus(50), &NOBODY).await, ["1:send-mail-1"]);
    let begun = store.job(WORKSPACE, "send-mail-1").await.unwrap().unwrap();
    assert_eq!((begun.given_up, begun.attempts, begun.created), (None, 0, NOON));
    // What only waits for its next attempt keeps its count.
    store.job_failed(WORKSPACE, "send-mail-1", "no", NOON.plus(900)).await.unwrap();
    assert!(store.retry_job(WORKSPACE, "send-mail-1", NOON.plus(60)).await.unwrap());
    assert_eq!(store.job(WORKSPACE, "send-mail-1").await.unwrap().unwrap().attempts, 1);
    assert!(!store.retry_job(WORKSPACE, "send-mail-2", NOON).await.unwrap(), "it is done");
    assert!(!store.retry_job(WORKSPACE, "send-mail-9", NOON).await.unwrap(), "there is none");
    assert!(!store.retry_job(WorkspaceId(2), "send-mail-1", NOON).await.unwrap(), "not theirs");
}

async fn a_commit_is_the_receipt_of_jobs(store: Store) {
    let jobs: Vec<_> = (1..=40).map(mail).collect();
    give(&store, WORKSPACE, NOON, &jobs).await;
    give(&store, WorkspaceId(2), NOON, &jobs).await;
    store.job_given_up(WORKSPACE, "send-mail-3", "no", NOON).await.unwrap();
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut receipts: Vec<_> = (1..=39).map(|id| mail(id).key()).collect();
    // Nobody gave this one.
    receipts.push("send-mail-99".to_owned());
    // One of the jobs comes with the commit itself.
    let (new, key) = ([recording(7)], recording(7).key());
    receipts.push(key);
    let batch = Batch { facts: &[], rows: &[], jobs: &new, receipts: &receipts };
    store.commit(WORKSPACE, epoch, NOON.plus(4), &batch).await.unwrap();
    let left = due(&store, NOON.plus(9), &NOBODY).await;
    assert_eq!(left, ["2:send-mail-1", "2:send-mail-10", "1:send-mail-40"]);
    assert_eq!(counts(&store).await, (1, 0, 0, 40));
    let done = store.job(WORKSPACE, "send-mail-3").await.unwrap().unwrap();
    assert_eq!((done.done, done.last_error), (Some(NOON.plus(4)), None));
    // A second receipt changes nothing.
    let again = Batch { facts: &[], rows: &[], jobs: &[], receipts: &receipts[..1] };
    assert!(!again.is_empty());
    store.commit(WORKSPACE, epoch, NOON.plus(9), &again).await.unwrap();
    let done = store.job(WORKSPACE, "send-mail-1").await.unwrap().unwrap();
    assert_eq!(done.done, Some(NOON.plus(4)));
    let theirs = store.job_counts(WorkspaceId(2)).await.unwrap();
    assert_eq!((theirs.waiting, theirs.done), (40, 0));
}

async fn a_receipt_comes_and_goes_with_its_commit(store: Store) {
    give(&store, WORKSPACE, NOON, &[mail(1)]).await;
    let old = store.raise_epoch(WORKSPACE).await.unwrap();
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let receipts = [mail(1).key()];
    let batch = Batch { facts: &[], rows: &[], jobs: &[], receipts: &receipts };
    store.commit(WORKSPACE, old, NOON, &batch).await.unwrap_err();
    assert_eq!(due(&store, NOON, &NOBODY).await, ["1:send-mail-1"]);
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(due(&store, NOON, &NOBODY).await, [""; 0]);
}

async fn pages_of_jobs_hold_each_once_the_latest_first(store: Store) {
    // Five at a time are equally old.
    for id in 0..30 {
        give(&store, WORKSPACE, NOON.plus(id / 5), &[mail(id), webhook(id % 2, id)]).await;
    }
    for id in 0..10 {
        let key = mail(id).key();
        store.job_given_up(WORKSPACE, &key, "no", NOON.plus(90 + id / 5)).await.unwrap();
    }
    for id in 10..20 {
        let key = mail(id).key();
        store.job_failed(WORKSPACE, &key, "no", NOON.plus(90)).await.unwrap();
        store.job_done(WORKSPACE, &webhook(id % 2, id).key(), NOON.plus(200 - id)).await.unwrap();
    }
    let filters = [
        (JobFilter::Waiting, None, 30),
        (JobFilter::Failing, None, 10),
        (JobFilter::GivenUp, None, 10),
        (JobFilter::Done, None, 10),
        (JobFilter::Done, Some("webhook-1"), 5),
        (JobFilter::Waiting, Some("mail"), 10),
    ];
    for (filter, lane, wanted) in filters {
        let (mut found, mut before): (Vec<JobPlace>, _) = (Vec::new(), None);
        loop {
            let page = store.jobs_page(WORKSPACE, filter, lane, before.as_ref(), 4).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.place(filter));
            assert!(page.iter().all(|job| job.kind
                == if job.key.starts_with("send") { "send_mail" } else { "call_webhook" }));
            found.extend(page.iter().map(|job| job.place(filter)));
        }
        assert_eq!(found.len(), wanted, "{filter:?} {lane:?}");
        assert!(found.is_sorted_by(|one, other| one.0 >= other.0), "{filter:?} {found:?}");
        let distinct: BTreeSet<_> = found.into_iter().collect();
        assert_eq!(distinct.len(), wanted, "{filter:?} {lane:?}");
    }
}

async fn every_kind_of_job_reads_back_as_it_was_written(store: Store) {
    let jobs = [
        recording(1),
        Job::Judge { call: CallId(3), part: JudgePart::AfterWrapUp },
        mail(4),
        webhook(5, 6),
        Job::DeleteRecording { recording: RecordingId(7), call: CallId(3) },
        Job::EraseContact { contact: ContactId(8) },
    ];
    give(&store, WORKSPACE, NOON, &jobs).await;
    for job in &jobs {
        let found = store.job(WORKSPACE, &job.key()).await.unwrap().unwrap();
        assert_eq!((&found.job, found.created, found.due), (job, NOON, NOON));
    }
    assert_eq!(store.jobs_due(NOON, 9, &NOBODY).await.unwrap().len(), jobs.len());
}

async fn jobs_that_are_done_for_long_are_forgotten(store: Store) {
    let jobs: Vec<_> = (0..10).map(mail).collect();
    give(&store, WORKSPACE, NOON, &jobs).await;
    for id in 0..8 {
        store.job_done(WORKSPACE, &mail(id).key(), NOON.plus(id)).await.unwrap();
    }
    let forget =
        async |limit| store.forget_jobs_done_before(WORKSPACE, NOON.plus(6), limit).await.unwrap();
    assert!(forget(4).await);
    assert!(!forget(4).await);
    assert_eq!(counts(&store).await, (2, 0, 0, 2));
    assert!(!forget(4).await);
}
