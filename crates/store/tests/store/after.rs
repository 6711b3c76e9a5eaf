//! What is left after calls, as people look at it: results, mails, tasks, alerts, secrets,
//! and the whole case that a notification is judged by.

use std::collections::BTreeSet;

use desk::{
    Actor, AlertContent, AlertId, AlertRow, AlertTo, CallId, Case, ConversationId, MailContent,
    MailFailure, MailId, MailRow, MailStage, NoteContent, NoteId, NoteRow, NotificationId,
    Priority, ResultId, ResultRow, Row, TaskContent, TaskId, TaskRow, TeammateId, Verdict,
    WebhookId, WorkspaceId,
};
use store::{Batch, COUNTED_MAX, CallFilter, Store, TaskFilter, TaskStanding};

use crate::world::World;
use crate::{NOON, WORKSPACE, commit_turns};

on_both! {
    results_are_listed_by_call_conversation_and_notification,
    the_outbox_is_read_page_by_page_and_its_words_are_kept_for_a_while,
    the_pages_of_tasks_hold_each_once_the_most_urgent_first,
    open_tasks_are_counted_up_to_a_limit,
    an_alert_reaches_whom_it_is_meant_for_until_it_was_seen,
    a_webhook_has_one_secret,
    a_case_holds_what_is_known_of_an_ended_call,
    past_calls_are_listed_the_last_placed_first,
    what_was_done_is_read_page_by_page,
    everything_that_is_done_at_once_is_written_down,
}

const ANA: TeammateId = TeammateId(1);
const BEN: TeammateId = TeammateId(2);

pub(crate) async fn put(store: &Store, rows: &[Row]) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let batch = Batch { facts: &[], rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
}

fn result(id: u64, call: u64, notification: u64) -> ResultRow {
    ResultRow {
        id: ResultId(id),
        call: CallId(call),
        conversation: ConversationId(call - call % 10),
        notification: NotificationId(notification),
        version: 1,
        resend: 0,
        verdict: Verdict::Fired,
        at: NOON,
        mails: Vec::new(),
        task: None,
        alert: None,
    }
}

async fn results_are_listed_by_call_conversation_and_notification(store: Store) {
    let all: Vec<_> = [(1, 11, 1), (2, 12, 2), (3, 11, 2), (4, 21, 1), (5, 12, 1), (6, 21, 3)]
        .map(|(id, call, notification)| result(id, call, notification))
        .into();
    put(&store, &all.iter().cloned().map(Row::Result).collect::<Vec<_>>()).await;
    let ids = |rows: Vec<ResultRow>| rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    let of_call = store.results_of_call(WORKSPACE, CallId(11)).await.unwrap();
    assert_eq!(of_call, [all[0].clone(), all[2].clone()]);
    let of = ConversationId(10);
    let of = store.results_of_conversation(WORKSPACE, of).await.unwrap();
    assert_eq!(ids(of), [1, 2, 3, 5]);
    let page = async |before: Option<u64>| {
        let (id, before) = (NotificationId(1), before.map(ResultId));
        ids(store.results_of_notification(WORKSPACE, id, before, 2).await.unwrap())
    };
    assert_eq!(page(None).await, [5, 4]);
    assert_eq!(page(Some(4)).await, [1]);
    let newest = store.results_newest(WORKSPACE).await.unwrap();
    let newest: Vec<_> = newest.into_iter().map(|(of, row)| (of.0, row.id.0)).collect();
    assert_eq!(newest, [(1, 5), (2, 3), (3, 6)]);
    assert!(store.results_newest(WorkspaceId(2)).await.unwrap().is_empty());
    let found = store.result_for_desk(WORKSPACE, ResultId(4)).await.unwrap();
    assert_eq!(found.as_ref(), Some(&all[3]));
    assert_eq!(store.result(WORKSPACE, ResultId(9)).await.unwrap(), None);
}

pub(crate) fn mail(id: u64, call: u64, stage: MailStage) -> Row {
    let at = NOON.plus(id);
    let row = MailRow { id: MailId(id), call: CallId(call), result: ResultId(1), stage, at };
    let content = MailContent {
        message_id: format!("<{id}@desk.example>"),
        from_name: "Support".to_owned(),
        recipient: format!("{id}@example.com"),
        subject: format!("Call {call}"),
        html: "<p>Hello</p>".to_owned(),
        text: "Hello".to_owned(),
    };
    Row::Mail(row, Some(content))
}

async fn the_outbox_is_read_page_by_page_and_its_words_are_kept_for_a_while(store: Store) {
    let failed = MailStage::Failed { at: NOON, why: MailFailure::GaveUp };
    let stages = [MailStage::Sent { at: NOON }, MailStage::Waiting, failed];
    let mails: Vec<_> = (1..=9).map(|id| mail(id, id % 3, stages[(id % 3) as usize])).collect();
    put(&store, &mails).await;
    let page = async |before: Option<u64>| {
        let page = store.mails_page(WORKSPACE, before.map(MailId), 4).await.unwrap();
        page.into_iter().map(|mail| (mail.row.id.0, mail.recipient)).collect::<Vec<_>>()
    };
    let kept = |id: u64| (id, Some(format!("{id}@example.com")));
    assert_eq!(page(None).await, [9, 8, 7, 6].map(kept));
    assert_eq!(page(Some(3)).await, [2, 1].map(kept));
    let of_call = store.mails_of_call(WORKSPACE, CallId(1)).await.unwrap();
    assert_eq!(of_call.iter().map(|mail| mail.row.id.0).collect::<Vec<_>>(), [1, 4, 7]);
    // Those that wait for their server keep their words, however old.
    let forget = async || store.forget_mails_older_than(WORKSPACE, NOON.plus(7), 3).await.unwrap();
    assert!(forget().await);
    assert!(!forget().await);
    let left: Vec<_> = page(Some(8)).await;
    assert_eq!(left, [kept(7), (6, None), (5, None), kept(4)]);
    let (row, content) = store.mail(WORKSPACE, MailId(6)).await.unwrap().unwrap();
    assert_eq!((row.stage, content), (stages[0], None));
    assert!(store.mail(WORKSPACE, MailId(4)).await.unwrap().unwrap().1.is_some());
    // What becomes of a mail later leaves its words as they are, or gone.
    let Row::Mail(mut row, _) = mail(4, 1, failed) else { unreachable!() };
    put(&store, &[Row::Mail(row, None)]).await;
    assert!(store.mail(WORKSPACE, MailId(4)).await.unwrap().unwrap().1.is_some());
    row.id = MailId(6);
    put(&store, &[Row::Mail(row, None)]).await;
    assert_eq!(store.mail(WORKSPACE, MailId(6)).await.unwrap().unwrap(), (row, None));
}

pub(crate) fn task(id: u64, conversation: u64) -> TaskRow {
    let priorities = [Priority::Low, Priority::Medium, Priority::High, Priority::Urgent];
    TaskRow {
        id: TaskId(id),
        conversation: ConversationId(conversation),
        call: None,
        result: None,
        priority: priorities[(id % 4) as usize],
        assignee: [None, Some(ANA), Some(BEN)][(id % 3) as usize],
        due: (!id.is_multiple_of(5)).then(|| NOON.plus(1_000 - id % 7)),
        created: NOON,
        done: id.is_multiple_of(2).then(|| NOON.plus(id % 11)),
        by: Actor::Teammate(ANA),
    }
}

fn titled(row: TaskRow) -> Row {
    Row::Task(row, Some(TaskContent { title: format!("Task {}", row.id) }))
}

async fn the_pages_of_tasks_hold_each_once_the_most_urgent_first(store: Store) {
    let all: Vec<_> = (1..=200).map(|id| task(id, id % 20)).collect();
    put(&store, &all.iter().copied().map(titled).collect::<Vec<_>>()).await;
    for standing in [TaskStanding::Open, TaskStanding::Done] {
        for assignee in [None, Some(ANA)] {
            for priority in [None, Some(Priority::High), Some(Priority::Urgent)] {
                let filter = TaskFilter { standing, assignee, priority };
                let mut wanted = all.clone();
                wanted.retain(|row| row.done.is_some() == (standing == TaskStanding::Done));
                wanted.retain(|row| assignee.is_none() || row.assignee == assignee);
                wanted.retain(|row| priority.is_none_or(|priority| row.priority == priority));
                match standing {
                    TaskStanding::Open => wanted.sort_by_key(|row| {
                        let never = row.due.is_none();
                        (std::cmp::Reverse(row.priority), never, row.due, row.id)
                    }),
                    TaskStanding::Done => {
                        wanted.sort_by_key(|row| std::cmp::Reverse((row.done, row.id)));
                    }
                }
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let page = store.tasks_page(WORKSPACE, &filter, after, 6).await.unwrap();
                    let Some(last) = page.last() else { break };
                    after = Some(last.place());
                    found.extend(page.iter().map(|task| task.row));
                }
                assert_eq!(found, wanted, "{filter:?}");
            }
        }
    }
    let of = store.tasks_of_conversation(WORKSPACE, ConversationId(3)).await.unwrap();
    assert_eq!(of.len(), 10);
    assert_eq!(of[0].content, Some(TaskContent { title: "Task 3".to_owned() }));
    // Done, and not done after all.
    let mut row = task(3, 3);
    row.done = Some(NOON.plus(500));
    put(&store, &[Row::Task(row, None)]).await;
    let filter = TaskFilter { standing: TaskStanding::Done, assignee: None, priority: None };
    let first = store.tasks_page(WORKSPACE, &filter, None, 1).await.unwrap().remove(0);
    assert_eq!((first.row, first.content.unwrap().title.as_str()), (row, "Task 3"));
    let (found, content) = store.task_for_desk(WORKSPACE, TaskId(3)).await.unwrap().unwrap();
    assert_eq!((found, content.title.as_str()), (row, "Task 3"));
    assert_eq!(store.task(WORKSPACE, TaskId(999)).await.unwrap(), None);
}

async fn open_tasks_are_counted_up_to_a_limit(store: Store) {
    let all: Vec<_> = (1..=6 * u64::from(COUNTED_MAX) + 60).map(|id| task(id, 1)).collect();
    put(&store, &all.iter().copied().map(titled).collect::<Vec<_>>()).await;
    let counted = store.count_open_tasks(WORKSPACE, ANA).await.unwrap();
    assert_eq!(counted, u64::from(COUNTED_MAX));
    assert_eq!(store.count_open_tasks(WORKSPACE, TeammateId(7)).await.unwrap(), 0);
    put(&store, &[Row::Task(TaskRow { assignee: Some(TeammateId(7)), ..task(1, 1) }, None)]).await;
    assert_eq!(store.count_open_tasks(WORKSPACE, TeammateId(7)).await.unwrap(), 1);
    assert_eq!(store.count_open_tasks(WorkspaceId(2), ANA).await.unwrap(), 0);
}

pub(crate) fn alert(id: u64, conversation: u64, to: AlertTo) -> Row {
    let row = AlertRow {
        id: AlertId(id),
        result: ResultId(1),
        call: CallId(11),
        conversation: ConversationId(conversation),
        to,
        at: NOON,
    };
    Row::Alert(row, Some(AlertContent { title: format!("Alert {id}") }))
}

async fn an_alert_reaches_whom_it_is_meant_for_until_it_was_seen(store: Store) {
    let to = |teammates: &[TeammateId]| AlertTo::Teammates { teammates: teammates.to_vec() };
    let alerts = [
        alert(1, 10, AlertTo::Everybody),
        alert(2, 10, to(&[ANA])),
        alert(3, 10, to(&[BEN, ANA, BEN])),
        alert(4, 10, to(&[])),
        alert(5, 10, AlertTo::Everybody),
        alert(6, 10, to(&[BEN])),
    ];
    put(&store, &alerts).await;
    let page = async |who, before: Option<u64>| {
        let page = store.alerts_for(WORKSPACE, who, before.map(AlertId), 2).await.unwrap();
        page.iter().map(|alert| alert.row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(page(ANA, None).await, [5, 3]);
    assert_eq!(page(ANA, Some(3)).await, [2, 1]);
    assert_eq!(page(ANA, Some(1)).await, [0; 0]);
    assert_eq!(page(BEN, None).await, [6, 5]);
    let unseen = async |who| store.alerts_unseen(WORKSPACE, who).await.unwrap();
    assert_eq!((unseen(ANA).await, unseen(BEN).await), (4, 4));
    store.alerts_seen(WORKSPACE, ANA, AlertId(3)).await.unwrap();
    assert_eq!((unseen(ANA).await, unseen(BEN).await), (1, 4));
    // An older tab that tells late what it saw takes nothing back.
    store.alerts_seen(WORKSPACE, ANA, AlertId(2)).await.unwrap();
    assert_eq!(store.alerts_seen_until(WORKSPACE, ANA).await.unwrap(), AlertId(3));
    assert_eq!(store.alerts_seen_until(WORKSPACE, BEN).await.unwrap(), AlertId(0));
    assert_eq!(unseen(TeammateId(9)).await, 2);
    assert_eq!(store.alerts_unseen(WorkspaceId(2), ANA).await.unwrap(), 0);
}

async fn a_webhook_has_one_secret(store: Store) {
    let (one, two) = (WebhookId(1), WebhookId(2));
    assert_eq!(store.webhook_secret(WORKSPACE, one).await.unwrap(), None);
    store.set_webhook_secret(WORKSPACE, one, "whsec_old", NOON).await.unwrap();
    store.set_webhook_secret(WORKSPACE, one, "whsec_new", NOON).await.unwrap();
    let secret = store.webhook_secret(WORKSPACE, one).await.unwrap();
    assert_eq!(secret.as_deref(), Some("whsec_new"));
    assert_eq!(store.webhook_secret(WorkspaceId(2), one).await.unwrap(), None);
    assert_eq!(store.webhook_secrets(WORKSPACE).await.unwrap(), BTreeSet::from([one]));
    store.set_webhook_secret(WORKSPACE, two, "whsec_2", NOON).await.unwrap();
    assert_eq!(store.webhook_secrets(WORKSPACE).await.unwrap(), BTreeSet::from([one, two]));
}

fn note(id: u64, conversation: ConversationId) -> Row {
    let row = NoteRow { id: NoteId(id), conversation, by: Actor::Teammate(ANA), at: NOON };
    Row::Note(row, Some(NoteContent { body: format!("Note {id}") }))
}

async fn a_case_holds_what_is_known_of_an_ended_call(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(4, 6, 5);
    commit_turns(&store, epoch, &mut world, 60).await;
    let ended = store.ended_calls(WORKSPACE, &CallFilter::default(), 1_000).await.unwrap();
    let answered = ended.iter().find(|call| call.state.first_answer.is_some()).unwrap();
    let (call, conversation) = (answered.state.id, answered.state.conversation);
    let many = u64::try_from(Case::NOTES_MAX).unwrap() + 5;
    let notes: Vec<_> = (0..many).map(|n| note(1_000_000 + n, conversation)).collect();
    put(&store, &notes).await;
    let ours = ResultRow { call, conversation, ..result(2_000_000, 11, 1) };
    put(&store, &[Row::Result(ours.clone())]).await;
    let case = store.case(WORKSPACE, call).await.unwrap().unwrap();
    assert_eq!(store.case_for_desk(WORKSPACE, call).await.unwrap().as_ref(), Some(&case));
    assert_eq!((&case.call, &case.content), (&answered.state, &answered.content));
    assert_eq!(case.conversation.id, conversation);
    let (contact, known) = case.contact.unwrap();
    assert_eq!(
        (contact.id, known.number),
        (answered.state.contact, answered.content.caller.clone())
    );
    assert_eq!(case.results, [ours]);
    assert_eq!(case.notes.len(), Case::NOTES_MAX);
    assert_eq!(case.notes[0].1.body, "Note 1000000");
    let segments = store.segments(WORKSPACE, call).await.unwrap();
    let talk = || segments.iter().filter(|segment| segment.kind == desk::SegmentKind::Talk);
    let talk_ms: u64 = talk().map(|segment| segment.to.since(segment.from)).sum();
    assert_eq!(case.talk_ms, talk_ms);
    assert!(case.answered_by.is_some());
    assert_eq!(case.answered_by, talk().next_back().unwrap().teammate);
    assert_eq!(store.case(WORKSPACE, CallId(9_999_999)).await.unwrap(), None);
    assert_eq!(store.case(WorkspaceId(2), call).await.unwrap(), None);
}

async fn past_calls_are_listed_the_last_placed_first(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(4, 6, 6);
    commit_turns(&store, epoch, &mut world, 40).await;
    let all = store.ended_calls(WORKSPACE, &CallFilter::default(), 1_000).await.unwrap();
    let mut wanted: Vec<_> = all.iter().map(|call| call.state.id).collect();
    wanted.sort();
    wanted.reverse();
    assert!(wanted.len() > 10);
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = store.past_calls(WORKSPACE, before, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.state.id);
        found.extend(page.iter().map(|call| call.state.id));
    }
    assert_eq!(found, wanted);
}

async fn what_was_done_is_read_page_by_page(store: Store) {
    use store::Audited;
    for (n, what) in (0..).zip(Audited::ALL) {
        let who = (n % 2 == 0).then_some(ANA);
        store.audit(WORKSPACE, NOON.plus(n), who, what, n, "carrier").await.unwrap();
    }
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = store.audit_page(WORKSPACE, before, 4).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        found.extend(page);
    }
    found.reverse();
    assert_eq!(found.len(), Audited::ALL.len());
    for (n, (line, what)) in (0..).zip(found.iter().zip(Audited::ALL)) {
        assert_eq!((line.id, line.at, line.subject), (n + 1, NOON.plus(n), n));
        assert_eq!((line.what.as_str(), line.detail.as_str()), (what.name(), "carrier"));
        assert_eq!(line.teammate, (n % 2 == 0).then_some(ANA));
    }
}

async fn everything_that_is_done_at_once_is_written_down(store: Store) {
    let line = |n: u64| store.audit(WORKSPACE, NOON, Some(ANA), store::Audited::MailRead, n, "");
    let written = futures_util::future::join_all((0..40).map(line)).await;
    assert!(written.iter().all(Result::is_ok), "{written:?}");
    let lines = store.audit_page(WORKSPACE, None, 100).await.unwrap();
    let subjects: BTreeSet<_> = lines.iter().map(|line| line.subject).collect();
    assert_eq!((lines.len(), subjects.len()), (40, 40));
    assert!(lines.iter().map(|line| line.id).eq((1..=40).rev()));
}
