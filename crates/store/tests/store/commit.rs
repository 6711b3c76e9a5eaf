//! Commits: whole or not at all, under one owner, content kept.

use std::collections::BTreeSet;

use desk::{
    Actor, CallId, ContactContent, ContactId, ContactRow, Fact, Job, Logged, Millis, RecordingId,
    Row, Seq, WorkspaceId,
};
use store::{Batch, Store, StoreError};

use crate::world::World;
use crate::{NOON, WORKSPACE, commit_turns};

on_both! {
    a_batch_that_contradicts_the_log_leaves_nothing,
    whoever_was_overtaken_writes_nothing,
    nobody_writes_without_taking_the_workspace_over,
    a_row_without_content_leaves_the_stored_content,
    contacts_with_one_number_come_the_most_recently_active_first,
    a_batch_larger_than_any_statement_is_one_commit,
    a_job_is_due_until_its_receipt_and_keeps_its_key,
    a_commit_that_is_dropped_half_way_does_not_hurt_the_next,
    a_desk_opens_again_as_it_was,
}

/// No job is under way.
const NOBODY: BTreeSet<(WorkspaceId, String)> = BTreeSet::new();

fn line(seq: u64) -> Logged {
    let (by, fact) = (Actor::Operator, Fact::Restarted);
    Logged { seq: Seq(seq), at: NOON, by, cause: None, call: None, fact }
}

fn contact(id: u64, name: Option<&str>) -> Row {
    let row = ContactRow { id: ContactId(id), created: NOON, last_active: NOON, erased: None };
    let content = name.map(|name| ContactContent {
        number: Some("+15550100".to_owned()),
        name: Some(name.to_owned()),
        email: None,
    });
    Row::Contact(row, content)
}

fn job(recording: u64) -> Job {
    let (recording, call) = (RecordingId(recording), CallId(1));
    Job::StoreRecording { recording, call, path: format!("live/{recording}.wav") }
}

fn batch<'a>(facts: &'a [Logged], rows: &'a [Row], jobs: &'a [Job]) -> Batch<'a> {
    Batch { facts, rows, jobs, receipts: &[] }
}

async fn a_batch_that_contradicts_the_log_leaves_nothing(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    store.commit(WORKSPACE, epoch, NOON, &batch(&[line(1)], &[], &[])).await.unwrap();
    let (facts, rows, jobs) = ([line(2), line(1)], [contact(9, Some("Ana"))], [job(1)]);
    let again = batch(&facts, &rows, &jobs);
    let refused = store.commit(WORKSPACE, epoch, NOON, &again).await;
    assert!(matches!(refused, Err(StoreError::Broken { .. })), "{refused:?}");
    assert_eq!(store.last(WORKSPACE).await.unwrap(), Some((Seq(1), NOON)));
    assert_eq!(store.contact(WORKSPACE, ContactId(9)).await.unwrap(), None);
    assert_eq!(store.jobs_due(NOON, 10, &NOBODY).await.unwrap(), Vec::new());
    // And the next one is not hurt by it.
    store.commit(WORKSPACE, epoch, NOON, &batch(&[line(2)], &[], &[])).await.unwrap();
    assert_eq!(store.last(WORKSPACE).await.unwrap(), Some((Seq(2), NOON)));
}

async fn whoever_was_overtaken_writes_nothing(store: Store) {
    let old = store.raise_epoch(WORKSPACE).await.unwrap();
    let new = store.raise_epoch(WORKSPACE).await.unwrap();
    assert_eq!((old, new), (1, 2));
    let refused = store.commit(WORKSPACE, old, NOON, &batch(&[line(1)], &[], &[])).await;
    assert!(matches!(refused, Err(StoreError::Overtaken { epoch: 1, .. })), "{refused:?}");
    assert_eq!(store.last(WORKSPACE).await.unwrap(), None);
    store.commit(WORKSPACE, new, NOON, &batch(&[line(1)], &[], &[])).await.unwrap();
    assert_eq!(store.last(WORKSPACE).await.unwrap(), Some((Seq(1), NOON)));
}

async fn nobody_writes_without_taking_the_workspace_over(store: Store) {
    let refused = store.commit(WORKSPACE, 1, NOON, &batch(&[line(1)], &[], &[])).await;
    assert!(matches!(refused, Err(StoreError::Overtaken { .. })), "{refused:?}");
}

async fn a_row_without_content_leaves_the_stored_content(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let rows = [contact(4, Some("Ana"))];
    store.commit(WORKSPACE, epoch, NOON, &batch(&[], &rows, &[])).await.unwrap();
    let later =
        ContactRow { id: ContactId(4), created: NOON, last_active: NOON.plus(5), erased: None };
    let rows = [Row::Contact(later, None)];
    store.commit(WORKSPACE, epoch, NOON, &batch(&[], &rows, &[])).await.unwrap();
    let (row, content) = store.contact(WORKSPACE, ContactId(4)).await.unwrap().unwrap();
    assert_eq!(row, later);
    assert_eq!(content.name.as_deref(), Some("Ana"));
    let found = store.contacts_by_number(WORKSPACE, "+15550100").await.unwrap();
    assert_eq!(found, [later]);
}

async fn contacts_with_one_number_come_the_most_recently_active_first(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut rows = Vec::new();
    for (id, active) in [(1, 10), (2, 30), (3, 20)] {
        let Row::Contact(mut row, content) = contact(id, Some("Ana")) else { unreachable!() };
        row.last_active = NOON.plus(active);
        rows.push(Row::Contact(row, content));
    }
    store.commit(WORKSPACE, epoch, NOON, &batch(&[], &rows, &[])).await.unwrap();
    let found = store.contacts_by_number(WORKSPACE, "+15550100").await.unwrap();
    assert_eq!(found.iter().map(|row| row.id.0).collect::<Vec<_>>(), [2, 3, 1]);
    assert_eq!(store.contacts_by_number(WORKSPACE, "+15550199").await.unwrap(), []);
}

async fn a_batch_larger_than_any_statement_is_one_commit(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let facts: Vec<_> = (1..=1_500).map(line).collect();
    let rows: Vec<_> = (1..=700).map(|id| contact(id, Some("Ana"))).collect();
    let jobs: Vec<_> = (1..=90).map(job).collect();
    store.commit(WORKSPACE, epoch, NOON, &batch(&facts, &rows, &jobs)).await.unwrap();
    assert_eq!(store.facts_after(WORKSPACE, Seq(0), 2_000).await.unwrap(), facts);
    assert_eq!(store.contacts_by_number(WORKSPACE, "+15550100").await.unwrap().len(), 100);
    assert_eq!(store.jobs_due(NOON, 1_000, &NOBODY).await.unwrap().len(), 90);
    // A line that is there already undoes all parts of a large batch.
    let mut facts: Vec<_> = (1_501..=3_000).map(line).collect();
    facts.push(line(7));
    let refused = store.commit(WORKSPACE, epoch, NOON, &batch(&facts, &[], &[])).await;
    assert!(matches!(refused, Err(StoreError::Broken { .. })), "{refused:?}");
    assert_eq!(store.last(WORKSPACE).await.unwrap(), Some((Seq(1_500), NOON)));
}

async fn a_job_is_due_until_its_receipt_and_keeps_its_key(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let jobs = [job(1), job(2)];
    store.commit(WORKSPACE, epoch, NOON, &batch(&[], &[], &jobs)).await.unwrap();
    store.commit(WORKSPACE, epoch, NOON.plus(9), &batch(&[], &[], &jobs[..1])).await.unwrap();
    assert_eq!(store.jobs_due(Millis(NOON.0 - 1), 10, &NOBODY).await.unwrap(), []);
    assert_eq!(store.jobs_due(NOON, 1, &NOBODY).await.unwrap().len(), 1);
    let due = store.jobs_due(NOON, 10, &NOBODY).await.unwrap();
    assert_eq!(due.iter().map(|due| &due.job).collect::<Vec<_>>(), [&jobs[0], &jobs[1]]);
    let (first, second) = (due[0].key.as_str(), due[1].key.as_str());
    store.job_failed(WORKSPACE, first, "no room", NOON.plus(60)).await.unwrap();
    store.job_done(WORKSPACE, second, NOON).await.unwrap();
    assert_eq!(store.jobs_due(NOON.plus(59), 10, &NOBODY).await.unwrap(), []);
    assert_eq!(store.next_job_due().await.unwrap(), Some(NOON.plus(60)));
    let again = store.jobs_due(NOON.plus(60), 10, &NOBODY).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].attempts, again[0].last_error.as_deref()), (1, Some("no room")));
    // Done is done, also when the cause is told again.
    store.job_done(WORKSPACE, first, NOON).await.unwrap();
    store.commit(WORKSPACE, epoch, NOON, &batch(&[], &[], &jobs)).await.unwrap();
    assert_eq!(store.next_job_due().await.unwrap(), None);
}

async fn a_commit_that_is_dropped_half_way_does_not_hurt_the_next(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let (mut stored, mut next) = (0, 1);
    for polls in 0..40 {
        let facts: Vec<_> = (next..next + 3).map(line).collect();
        let parts = batch(&facts, &[], &[]);
        let mut commit = Box::pin(store.commit(WORKSPACE, epoch, NOON, &parts));
        let mut polled = 0;
        std::future::poll_fn(|context| {
            polled += 1;
            match commit.as_mut().poll(context) {
                std::task::Poll::Pending if polled <= polls => std::task::Poll::Pending,
                std::task::Poll::Pending | std::task::Poll::Ready(_) => std::task::Poll::Ready(()),
            }
        })
        .await;
        drop(commit);
        // Whole or not at all, and the log goes on from there.
        store.writable().await.unwrap();
        let last = store.last(WORKSPACE).await.unwrap().map_or(0, |(seq, _)| seq.0);
        assert!(last == stored || last == stored + 3, "{last} after {stored}");
        (stored, next) = (last, last + 1);
    }
}

async fn a_desk_opens_again_as_it_was(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(10, 20, 7);
    commit_turns(&store, epoch, &mut world, 80).await;
    let live = store.live(WORKSPACE).await.unwrap();
    let last = store.last(WORKSPACE).await.unwrap();
    assert_eq!(live.last, last);
    assert_eq!(live.settings.len(), 13);
    assert_eq!(live.teammates.len(), 10);
    let going_on = |call: &&desk::CallState| call.live();
    let wanted: Vec<_> = world.desk.calls().filter(going_on).map(|call| call.id).collect();
    assert!(!wanted.is_empty());
    for id in &wanted {
        let (state, content) = live.calls.iter().find(|(state, _)| state.id == *id).unwrap();
        assert_eq!(Some(state), world.desk.call(*id));
        assert_eq!(Some(content), world.desk.call_content(*id));
        assert!(live.conversations.iter().any(|row| row.id == state.conversation));
    }
    let open: Vec<_> = world.desk.open_recordings().map(|(row, _)| *row).collect();
    assert_eq!(live.recordings.iter().map(|(row, _)| *row).collect::<Vec<_>>(), open);
    // What is not live is only there because a recording of it is still open.
    for (state, _) in live.calls.iter().filter(|(state, _)| !state.live()) {
        assert!(live.recordings.iter().any(|(row, _)| row.call == state.id));
    }
}
