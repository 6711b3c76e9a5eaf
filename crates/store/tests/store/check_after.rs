//! Every invariant of what happens after calls is caught by its check: a sound log, and one
//! line wrong; a real desk's rows, and one wrong.

use std::collections::BTreeSet;
use std::path::Path;

use desk::{
    Actor, AlertId, AlertTo, CallId, ConversationId, DeletedWhy, Fact, Job, MailFailure, MailId,
    Millis, NotificationId, Outcome, Priority, RecordingId, ResultId, SkipReason, TaskId, Verdict,
};

use sqlx::Executor;
use store::{Batch, Store};

use crate::log::Log;
use crate::world::World;
use crate::{NOON, WORKSPACE, raw_connection, store_in};

fn only(invariant: &'static str) -> BTreeSet<&'static str> {
    BTreeSet::from([invariant])
}

/// A log that is being written after a call.
struct After {
    log: Log,
    call: CallId,
    conversation: ConversationId,
}

impl After {
    /// A call whose recording is closed and whose data is ready.
    fn ready() -> Self {
        let mut after = Self::ended();
        let call = after.call;
        after.push(Fact::CallDataReady { call });
        after
    }

    /// A call with a recording, that has ended.
    fn ended() -> Self {
        let mut log = Log::new();
        let call = log.arrive(0);
        let conversation = ConversationId(call.0 - 1);
        let recording = RecordingId(call.0 + 1);
        log.push(1, Actor::Desk, Fact::RecordingStarted { call, recording });
        let stored = Fact::RecordingStored { call, recording, length_ms: 4 };
        log.push(5, Actor::Line, stored);
        log.end(6, Actor::Caller, call, Outcome::AbandonedIvr);
        Self { log, call, conversation }
    }

    fn push(&mut self, fact: Fact) {
        self.log.push(9, Actor::Desk, fact);
    }

    fn id(&self) -> u64 {
        self.log.facts.last().unwrap().seq.0 + 1
    }

    fn judge(&mut self, notification: u64, resend: u32, verdict: Verdict) -> ResultId {
        let (result, call) = (ResultId(self.id()), self.call);
        let notification = NotificationId(notification);
        let judged =
            Fact::NotificationJudged { result, call, notification, version: 1, resend, verdict };
        self.push(judged);
        result
    }

    fn mail(&mut self, result: ResultId) -> MailId {
        let (mail, call) = (MailId(self.id()), self.call);
        self.push(Fact::MailQueued { mail, call, result });
        mail
    }

    fn task(&mut self, result: ResultId) {
        let (task, conversation) = (TaskId(self.id()), self.conversation);
        let (call, result) = (Some(self.call), Some(result));
        let (priority, assignee, due) = (Priority::Medium, None, None);
        self.push(Fact::TaskCreated { task, conversation, call, result, priority, assignee, due });
    }

    fn alert(&mut self, result: ResultId) {
        let (alert, call, conversation) = (AlertId(self.id()), self.call, self.conversation);
        self.push(Fact::TeamAlerted { alert, call, conversation, result, to: AlertTo::Everybody });
    }

    fn breaks(&self) -> BTreeSet<&'static str> {
        self.log.breaks()
    }
}

#[test]
fn a_sound_log_breaks_nothing() {
    let mut after = After::ready();
    let result = after.judge(1, 0, Verdict::Fired);
    let mail = after.mail(result);
    after.task(result);
    after.alert(result);
    after.judge(2, 0, Verdict::Skipped { why: SkipReason::ConditionNotMet });
    after.push(Fact::MailFailed { mail, why: MailFailure::GaveUp });
    let again = after.judge(1, 1, Verdict::Fired);
    let mail = after.mail(again);
    after.push(Fact::MailSent { mail });
    let (call, recording) = (after.call, RecordingId(after.call.0 + 1));
    after.push(Fact::RecordingDeleted { call, recording, why: DeletedWhy::ByHand });
    assert_eq!(after.breaks(), BTreeSet::new());
}

#[test]
fn p2_a_notification_is_judged_twice() {
    let mut after = After::ready();
    after.judge(1, 0, Verdict::Fired);
    after.judge(1, 0, Verdict::Fired);
    assert_eq!(after.breaks(), only("P2"));
}

#[test]
fn p2_a_call_is_judged_before_its_data_is_ready() {
    let mut after = After::ended();
    after.judge(1, 0, Verdict::Fired);
    assert_eq!(after.breaks(), only("P2"));
}

#[test]
fn p2_the_data_of_a_call_is_ready_twice() {
    let mut after = After::ready();
    let call = after.call;
    after.push(Fact::CallDataReady { call });
    assert_eq!(after.breaks(), only("P2"));
}

#[test]
fn p2_the_data_is_ready_while_the_call_goes_on_or_is_recorded() {
    let mut log = Log::new();
    let call = log.arrive(0);
    log.push(1, Actor::Desk, Fact::CallDataReady { call });
    log.end(2, Actor::Caller, call, Outcome::AbandonedIvr);
    assert_eq!(log.breaks(), only("P2"));
    let mut log = Log::new();
    let call = log.arrive(0);
    let recording = RecordingId(call.0 + 1);
    log.push(1, Actor::Desk, Fact::RecordingStarted { call, recording });
    log.end(2, Actor::Caller, call, Outcome::AbandonedIvr);
    log.push(3, Actor::Desk, Fact::CallDataReady { call });
    assert_eq!(log.breaks(), only("P2"));
}

#[test]
fn p3_a_mail_is_sent_twice_or_sent_and_failed() {
    for twice in [true, false] {
        let mut after = After::ready();
        let result = after.judge(1, 0, Verdict::Fired);
        let mail = after.mail(result);
        after.push(Fact::MailSent { mail });
        after.push(match twice {
            true => Fact::MailSent { mail },
            false => Fact::MailFailed { mail, why: MailFailure::GaveUp },
        });
        assert_eq!(after.breaks(), only("P3"));
    }
}

#[test]
fn p8_something_is_made_by_a_notification_that_did_not_fire() {
    let makes: [fn(&mut After, ResultId); 3] = [
        |after, result| {
            after.mail(result);
        },
        After::task,
        After::alert,
    ];
    for make in makes {
        let mut after = After::ready();
        let result = after.judge(1, 0, Verdict::Skipped { why: SkipReason::NoValidRecipient });
        make(&mut after, result);
        assert_eq!(after.breaks(), only("P8"));
    }
}

#[test]
fn p8_a_result_makes_two_tasks_or_two_alerts() {
    let makes: [fn(&mut After, ResultId); 2] = [After::task, After::alert];
    for make in makes {
        let mut after = After::ready();
        let result = after.judge(1, 0, Verdict::Fired);
        make(&mut after, result);
        assert_eq!(after.breaks(), BTreeSet::new());
        make(&mut after, result);
        // The log's own rows say so, too.
        assert!(after.breaks().contains("P8"));
    }
}

#[test]
fn r6_a_recording_is_deleted_twice_or_while_it_runs() {
    let mut after = After::ready();
    let (call, recording) = (after.call, RecordingId(after.call.0 + 1));
    let deleted = Fact::RecordingDeleted { call, recording, why: DeletedWhy::Retention };
    after.push(deleted.clone());
    after.push(deleted);
    assert_eq!(after.breaks(), only("R6"));
    let mut log = Log::new();
    let call = log.arrive(0);
    let recording = RecordingId(call.0 + 1);
    log.push(1, Actor::Desk, Fact::RecordingStarted { call, recording });
    log.push(2, Actor::Desk, Fact::RecordingDeleted { call, recording, why: DeletedWhy::ByHand });
    log.end(3, Actor::Caller, call, Outcome::AbandonedIvr);
    assert_eq!(log.breaks(), only("R6"));
}

/// A desk whose calls were judged, and whose last ones still have to be.
async fn judged(folder: &Path) -> Store {
    let store = store_in(folder).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::notifying(5, 8, 1);
    for round in 0..80 {
        let turn = world.turn(16);
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
        if round < 60 {
            turn.jobs.iter().for_each(|job| world.perform(job));
        }
    }
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    store
}

async fn breaks(store: &Store) -> BTreeSet<&'static str> {
    let breaches = store.check(WORKSPACE).await.unwrap();
    breaches.into_iter().map(|breach| breach.invariant).collect()
}

#[tokio::test]
async fn p2_a_call_that_was_judged_has_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let store = judged(folder.path()).await;
    let due = store.jobs_due(Millis(i64::MAX), 1_000, &BTreeSet::new()).await.unwrap();
    let judging = due.iter().find(|due| matches!(due.job, Job::Judge { .. })).unwrap();
    store.job_done(WORKSPACE, &judging.key, NOON).await.unwrap();
    assert_eq!(breaks(&store).await, only("P2"));
}

#[tokio::test]
async fn p8_what_results_made_is_gone_or_nobodys() {
    for (sql, also) in [
        ("DELETE FROM alert_to WHERE alert = (SELECT MIN(alert) FROM alert_to)", None),
        ("INSERT INTO alert_to (workspace, teammate, alert) VALUES (1, 7, 5)", None),
        ("DELETE FROM mail WHERE id = (SELECT MIN(id) FROM mail)", Some("E9")),
        ("DELETE FROM notification_result WHERE id = (SELECT MAX(result) FROM mail)", Some("E9")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = judged(folder.path()).await;
        let changed = raw_connection(folder.path()).await.execute(sql).await.unwrap();
        assert_eq!(changed.rows_affected(), 1, "{sql}");
        let wanted: BTreeSet<_> = also.into_iter().chain(["P8"]).collect();
        assert_eq!(breaks(&store).await, wanted, "{sql}");
    }
}
