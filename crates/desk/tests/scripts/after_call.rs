//! After the call [004]: what is judged when, what comes of it, and that it comes once.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test may panic")]

use desk::{
    AlertPlan, AlertTo, AnyAll, Arrival, Command, Condition, Fact, Input, Job, JudgePart,
    LegDeparture, LegId, MailFailure, MailStage, NotificationSettings, OutcomeKind, Piece,
    Priority, RecordingMode, Reply, SkipReason, TaskAssignee, TaskPlan, Toggle, Verdict,
    WebhookEvent, WebhookId, WebhookSettings, When,
};

use crate::office::{ANA, BEN, Office, addresses, always, mail};

fn rule(name: &str, condition: Condition) -> NotificationSettings {
    NotificationSettings { when: When::Rule { condition }, ..always(name) }
}

fn words(words: &[&str]) -> Condition {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Condition::NoteWords { mode: AnyAll::Any, words }
}

fn outcome(kind: OutcomeKind) -> Condition {
    Condition::Outcome { one_of: [kind].into() }
}

fn resend(result: desk::ResultId) -> Command {
    Command::ResendNotification { result, addresses: addresses() }
}

/// [004.1] [004.4] It runs by itself after the call, and *Always send* asks nothing.
#[test]
fn a_notification_that_always_sends_writes_its_mail_after_the_call() {
    let mut office = Office::open(RecordingMode::Off, 0);
    office.notification(1, always("Every call"));
    let call = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    assert_eq!(office.waiting(), [format!("judge-at_once-{call}")]);
    assert_eq!(office.judges(), 1);
    let results = office.results(call);
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].verdict, Verdict::Fired);
    assert_eq!(results[0].version, 1);
    let mails = office.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0.stage, MailStage::Waiting);
    assert_eq!(mails[0].1.recipient, "team@example.com");
    assert_eq!(mails[0].1.from_name, "Harbour & Sons");
    assert_eq!(mails[0].1.text, "Somebody called.\n");
    let placed = office.placed(call);
    assert_eq!(mails[0].1.message_id, format!("<7.{call}.1.0.0.{placed}@mail.example.org>"));
    assert_eq!(results[0].mails, [mails[0].0.id]);
    assert_eq!(office.waiting(), [format!("send-mail-{}", mails[0].0.id)]);
}

/// [004.2] [004.5] [004.8] [004.9] [004.10] Mails to each recipient, an alert and a task,
/// all in one commit with the receipt of the job.
#[test]
fn mails_alert_and_task_come_together() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let settings = NotificationSettings {
        mail: Some(mail(&["a@example.com", "b@example.com"], vec![Piece::text("Hello")])),
        alert: Some(AlertPlan { to: AlertTo::Teammates { teammates: vec![BEN] } }),
        task: Some(TaskPlan {
            priority: Priority::Urgent,
            title: Vec::new(),
            due_after_hours: Some(4),
            assignee: TaskAssignee::WhoAnswered,
        }),
        ..always("Callback Requested")
    };
    office.notification(1, settings);
    let call = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    let before = office.log.len();
    office.judges();
    let kinds: Vec<_> = office.log[before..]
        .iter()
        .map(|logged| match logged.fact {
            Fact::NotificationJudged { .. } => "judged",
            Fact::MailQueued { .. } => "mail",
            Fact::TeamAlerted { .. } => "alert",
            Fact::TaskCreated { .. } => "task",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["judged", "mail", "mail", "alert", "task"]);
    let result = office.results(call).remove(0);
    let ids: Vec<_> = office
        .mails()
        .into_iter()
        .map(|(row, mail)| {
            assert!(mail.message_id.starts_with(&format!("<7.{call}.1.0.")));
            row.id
        })
        .collect();
    assert_eq!(result.mails, ids);
    let (alert, says) = office.alerts().remove(0);
    assert_eq!(result.alert, Some(alert.id));
    assert_eq!(alert.to, AlertTo::Teammates { teammates: vec![BEN] });
    assert_eq!(says.title, "Callback Requested: Ruth Doe");
    let (task, todo) = office.tasks().remove(0);
    assert_eq!(result.task, Some(task.id));
    assert_eq!(task.conversation, office.conversation(call).id);
    assert_eq!((task.priority, task.assignee), (Priority::Urgent, Some(ANA)));
    assert_eq!(task.due, Some(office.now.plus(4 * 3_600_000)));
    assert_eq!(todo.title, "Callback Requested");
}

/// [004.9] P8: a mail that fails takes neither the task nor the alert along, and what is
/// said twice changes nothing.
#[test]
fn task_and_alert_stay_whatever_becomes_of_the_mail() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let settings = NotificationSettings {
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan::default()),
        ..always("Every call")
    };
    office.notification(1, settings);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.judges();
    let mail = office.mails()[0].0.id;
    let job = format!("send-mail-{mail}");
    let why = MailFailure::RecipientRefused;
    office.give(Input::MailFailed { mail, why, job: job.clone() });
    assert_eq!(office.mails()[0].0.stage, MailStage::Failed { at: office.now, why });
    assert!(office.waiting().is_empty());
    let lines = office.log.len();
    office.give(Input::MailSent { mail, job: job.clone() });
    office.give(Input::MailFailed { mail, why: MailFailure::GaveUp, job });
    assert_eq!(office.log.len(), lines, "it failed once and for all");
    assert_eq!((office.tasks().len(), office.alerts().len()), (1, 1));
    assert_eq!(office.results(call).len(), 1);
}

/// [004.26] P1, P2, W4: a job that runs again, after a crash or because its receipt was lost,
/// writes nothing new, also when the notification was edited meanwhile.
#[test]
fn judging_twice_is_judging_once() {
    let mut office = Office::open(RecordingMode::Off, 0);
    office.notification(1, always("Every call"));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let again = |job: &str| Input::JudgeCall {
        call,
        part: JudgePart::AtOnce,
        public_url: None,
        mail_domain: String::new(),
        job: job.to_owned(),
    };
    // Twice in one turn, before anything is stored.
    office.give_all(vec![again("first"), again("second")]);
    assert!(office.shelf.receipts.contains("first") && office.shelf.receipts.contains("second"));
    assert_eq!((office.results(call).len(), office.mails().len()), (1, 1));
    let edited = NotificationSettings { name: "Edited".to_owned(), ..always("Every call") };
    office.notification(1, edited);
    office.restarts();
    let lines = office.log.len();
    office.give(again("third"));
    assert_eq!(office.log.len(), lines);
    assert!(office.shelf.receipts.contains("third"));
    assert_eq!(office.results(call)[0].version, 1);
}

/// [004.21] One result each: what does not match says so, what is off or retired is not
/// even looked at.
#[test]
fn a_condition_that_is_not_met_is_a_result_and_no_mail() {
    let mut office = Office::open(RecordingMode::Off, 0);
    office.notification(1, rule("Missed", outcome(OutcomeKind::NoAnswer)));
    office.notification(2, NotificationSettings { on: Toggle::Off, ..always("Off") });
    office.notification(3, NotificationSettings { retired: Toggle::On, ..always("Retired") });
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.judges();
    let results = office.results(call);
    assert_eq!(results.len(), 1);
    let why = SkipReason::ConditionNotMet;
    assert_eq!(results[0].verdict, Verdict::Skipped { why });
    assert!(office.mails().is_empty());
}

/// Without a notification that is on there is nothing to do.
#[test]
fn nobody_asks_to_judge_where_nothing_is_on() {
    let mut office = Office::open(RecordingMode::Off, 5_000);
    office.notification(2, NotificationSettings { on: Toggle::Off, ..always("Off") });
    office.call_of_a_minute(Some("+15550100"), None);
    office.wait(10_000);
    assert!(office.waiting().is_empty());
}

/// [004.25] What looks at notes waits for whoever writes them; what does not, goes at once.
#[test]
fn conditions_on_notes_are_judged_after_wrap_up() {
    let mut office = Office::open(RecordingMode::Off, 30_000);
    office.notification(1, always("Every call"));
    office.notification(2, rule("Refunds", words(&["refund"])));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    assert_eq!(office.waiting(), [format!("judge-at_once-{call}")]);
    office.judges();
    let conversation = office.conversation(call).id;
    office.wait(10_000);
    let body = "Wants a\nREFUND, soon.".to_owned();
    office.asks(ANA, Command::AddNote { conversation, body });
    assert_eq!(office.results(call).len(), 1);
    office.asks(ANA, Command::SwitchToActive);
    assert!(office.waiting().contains(&format!("judge-after_wrap_up-{call}")));
    office.judges();
    let verdicts: Vec<_> = office.results(call).into_iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fired, Verdict::Fired]);
}

/// Wrap-up may be far longer than the desk remembers a call.
#[test]
fn a_wrap_up_of_an_hour_is_waited_for() {
    let mut office = Office::open(RecordingMode::Off, 3_600_000);
    office.notification(1, rule("Refunds", words(&["refund"])));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.wait(3_599_000);
    assert!(office.desk.call(call).is_none(), "the desk has forgotten the call");
    assert!(office.waiting().is_empty());
    office.wait(1_000);
    assert_eq!(office.waiting(), [format!("judge-after_wrap_up-{call}")]);
    office.judges();
    assert_eq!(office.results(call).len(), 1);
}

/// Without wrap-up, both parts come with the call's data; an unanswered call as well.
#[test]
fn an_unanswered_call_is_judged_at_once_in_both_parts() {
    let mut office = Office::open(RecordingMode::Off, 30_000);
    office.notification(1, rule("Missed", outcome(OutcomeKind::NoAnswer)));
    office.notification(2, rule("Quiet", Condition::NoNotes));
    let call = office.rings(Some("+15550100"), None);
    office.wait(5_000);
    office.hangs_up(call);
    assert_eq!(
        office.waiting(),
        [format!("judge-at_once-{call}"), format!("judge-after_wrap_up-{call}")]
    );
    office.judges();
    let verdicts: Vec<_> = office.results(call).into_iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fired, Verdict::Fired]);
}

/// A notification that is moved from one part to the other between the two is not lost.
#[test]
fn what_is_edited_between_the_parts_still_has_one_result() {
    let mut office = Office::open(RecordingMode::Off, 30_000);
    office.notification(1, always("Every call"));
    office.notification(2, rule("Refunds", words(&["refund"])));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.judges();
    office.notification(1, rule("Every call", Condition::NoNotes));
    office.notification(2, always("Refunds"));
    office.asks(ANA, Command::SwitchToActive);
    office.judges();
    let results = office.results(call);
    let seen: Vec<_> = results.iter().map(|row| (row.notification.0, row.version)).collect();
    assert_eq!(seen, [(1, 1), (2, 2)]);
}

/// The data of a recorded call is ready when its file is closed, once.
#[test]
fn a_recorded_call_is_judged_when_its_recording_is_closed() {
    let mut office = Office::open(RecordingMode::On, 1_000);
    office.notification(1, always("Every call"));
    office.notification(2, rule("Quiet", Condition::NoNotes));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.wait(5_000);
    assert!(office.waiting().is_empty(), "wrap-up is over, the file is not closed");
    office.closes_the_file(60_000);
    let ready = |fact: &Fact| matches!(fact, Fact::CallDataReady { .. });
    assert_eq!(office.count(ready), 1);
    let waiting = office.waiting();
    assert!(waiting.contains(&format!("judge-at_once-{call}")), "{waiting:?}");
    assert!(waiting.contains(&format!("judge-after_wrap_up-{call}")), "{waiting:?}");
    office.hangs_up(call);
    office.wait(60_000);
    assert_eq!(office.count(ready), 1, "a call that ends twice is ready once");
}

/// A call cut by a crash ends as such, and what should happen after it does.
#[test]
fn a_call_that_was_cut_is_judged_too() {
    let mut office = Office::open(RecordingMode::On, 20_000);
    office.notification(1, rule("Faults", outcome(OutcomeKind::Failed)));
    office.notification(2, rule("Quiet", Condition::NoNotes));
    let call = office.rings(Some("+15550100"), None);
    office.wait(2_000);
    office.answers();
    office.wait(10_000);
    office.restarts();
    assert!(office.waiting().is_empty());
    office.closes_the_file(9_000);
    office.wait(30_000);
    office.judges();
    let verdicts: Vec<_> = office.results(call).into_iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fired, Verdict::Fired]);
    // Restarted again, nothing of it comes back.
    let jobs = office.shelf.jobs.len();
    office.restarts();
    office.wait(60_000);
    assert_eq!(office.shelf.jobs.len(), jobs);
}

/// [004.23] Sending again makes a result of its own, with a mail of its own and nothing
/// else, as the notification stands now.
#[test]
fn a_resend_is_a_result_of_its_own() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let settings = NotificationSettings { task: Some(TaskPlan::default()), ..always("Every call") };
    office.notification(1, settings);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.judges();
    let first = office.results(call)[0].id;
    office.wait(120_000);
    let edited = mail(&["new@example.com"], vec![Piece::text("Written anew.")]);
    office.notification(1, NotificationSettings { mail: Some(edited), ..always("Every call") });
    let sentence = office.refuses(BEN, resend(first));
    assert_eq!(sentence, "This takes the permission \"workflows access\", which your role lacks.");
    let reply = office.asks(ANA, resend(first));
    let results = office.results(call);
    assert_eq!(results.len(), 2);
    assert_eq!(reply, Reply::Result(results[1].id));
    assert_eq!((results[1].resend, results[1].version, results[1].task), (1, 2, None));
    let (_, again) = office.mails().remove(1);
    assert_eq!(
        (again.recipient.as_str(), again.text.as_str()),
        ("new@example.com", "Written anew.\n")
    );
    let placed = office.placed(call);
    assert_eq!(again.message_id, format!("<7.{call}.1.1.0.{placed}@mail.example.org>"));
    // The second one, asked for the first result or the second, is the next.
    office.asks(ANA, resend(first));
    assert_eq!(office.results(call)[2].resend, 2);
    assert_eq!(office.tasks().len(), 1);
    let gone = office.refuses(ANA, resend(desk::ResultId(9_999)));
    assert_eq!(gone, "There is no such result in this workspace.");
}

/// [004.21] What did not fire has nothing to send again.
#[test]
fn what_was_skipped_cannot_be_sent_again() {
    let mut office = Office::open(RecordingMode::Off, 0);
    office.notification(1, rule("Missed", outcome(OutcomeKind::NoAnswer)));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.judges();
    let result = office.results(call)[0].id;
    assert_eq!(
        office.refuses(ANA, resend(result)),
        "This notification did not fire for this call: there is nothing to send again."
    );
}

/// [004.1] Webhooks are told of what they asked for, each event once.
#[test]
fn webhooks_are_told_of_their_events() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let hook = WebhookSettings {
        name: "Ledger".to_owned(),
        url: "https://example.com/calls".to_owned(),
        events: WebhookEvent::ALL.into(),
        on: Toggle::On,
        retired: Toggle::Off,
    };
    office.save(desk::Document::Webhook(WebhookId(1), hook.clone()));
    let off = WebhookSettings { on: Toggle::Off, ..hook.clone() };
    office.save(desk::Document::Webhook(WebhookId(2), off));
    let other = WebhookSettings { events: [WebhookEvent::TaskCreated].into(), ..hook };
    office.save(desk::Document::Webhook(WebhookId(3), other));
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    office.asks(
        ANA,
        Command::CreateTask {
            conversation,
            title: "Call back".to_owned(),
            priority: Priority::Low,
            assignee: None,
            due: None,
        },
    );
    let told: Vec<_> = office
        .shelf
        .jobs
        .iter()
        .filter_map(|job| match job {
            desk::Job::CallWebhook { webhook, event, subject, .. } => {
                Some((webhook.0, *event, *subject))
            }
            _ => None,
        })
        .collect();
    let task = office.tasks()[0].0.id.0;
    assert_eq!(
        told,
        [
            (1, WebhookEvent::ConversationCreated, conversation.0),
            (1, WebhookEvent::CallEnded, call.0),
            (1, WebhookEvent::CallDataReady, call.0),
            (1, WebhookEvent::TaskCreated, task),
            (3, WebhookEvent::TaskCreated, task),
        ]
    );
}

/// A thousand calls that end at once are each judged once.
#[test]
fn a_thousand_calls_ending_at_once_lose_nothing() {
    let mut office = Office::open(RecordingMode::Off, 0);
    office.notification(1, always("Every call"));
    let arrivals = (1..=1_000).map(|leg| {
        Input::CallArrived(Arrival {
            leg: LegId::Caller(leg),
            called: "+4930000000".to_owned(),
            caller: Some(format!("+1555{leg:07}")),
            caller_name: None,
        })
    });
    office.give_all(arrivals.collect());
    let gone = (1..=1_000).map(|leg| Input::LegGone(LegId::Caller(leg), LegDeparture::HungUp));
    office.give_all(gone.collect());
    let due = office.shelf.jobs.clone().into_iter().map(|job| match job {
        Job::Judge { call, part } => Input::JudgeCall {
            call,
            part,
            public_url: None,
            mail_domain: String::new(),
            job: job.key(),
        },
        other => panic!("{other:?}"),
    });
    let due: Vec<_> = due.collect();
    assert_eq!(due.len(), 1_000);
    // Half of them twice, as after a crash.
    office.give_all(due[..500].to_vec());
    office.give_all(due.clone());
    assert_eq!((office.mails().len(), office.shelf.receipts.len()), (1_000, 1_000));
    for input in due {
        let Input::JudgeCall { call, .. } = input else { continue };
        let one =
            |fact: &Fact| matches!(fact, Fact::NotificationJudged { call: of, .. } if *of == call);
        assert_eq!(office.count(one), 1);
    }
}
