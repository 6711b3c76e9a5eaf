//! Erasing: of a contact nothing is left but what happened, and of a deleted recording
//! nothing but that it was there.

use std::collections::BTreeSet;

use desk::{
    Actor, AlertTo, CallContent, CallId, ChannelId, Consent, ContactContent, ContactId, ContactRow,
    ConversationId, ConversationRow, ConversationState, Fact, Job, LegId, Logged, MailStage,
    NoteContent, NoteId, NoteRow, Outcome, RecordingContent, RecordingId, RecordingRow,
    RecordingStage, Row, Seq, Stage, TaskContent, WorkspaceId,
};
use store::{Batch, RecordingKey, Recordings, Store};

use crate::after::{alert, mail, put, task};
use crate::{NOON, WORKSPACE, store_in};

on_both! {
    of_an_erased_contact_nothing_is_left_and_of_others_everything,
    what_is_left_of_an_erased_contact_is_found,
    a_contact_with_many_calls_is_erased_step_by_step,
    old_recordings_are_found_the_oldest_first,
    recordings_of_a_contact_are_those_of_its_calls_that_are_not_deleted,
}

/// What only this contact's rows say.
fn word(contact: u64) -> String {
    format!("zebra{contact}")
}

fn call(id: u64, contact: u64) -> Row {
    let state = desk::CallState {
        id: CallId(id),
        conversation: ConversationId(id),
        contact: ContactId(contact),
        channel: ChannelId(1),
        leg: LegId::Caller(id),
        placed: NOON,
        stage: Stage::Ended { outcome: Outcome::Completed },
        since: NOON,
        team: None,
        rank: None,
        stay: 0,
        stay_since: NOON,
        hold_until: None,
        first_answer: None,
        excluded: Default::default(),
        lost: Default::default(),
        barred: Vec::new(),
        consent: Consent::NotRecorded,
        recording: None,
        lines: 1,
        segments: 0,
        ended: Some(NOON),
    };
    let content = CallContent {
        caller: Some(format!("+1555{}", word(contact))),
        caller_name: Some(word(contact)),
        called: "+15550000".to_owned(),
    };
    Row::Call(Box::new(state), Some(content))
}

fn recording(id: u64, call: u64, started: i64, stage: RecordingStage) -> Row {
    let started = desk::Millis(NOON.0 + started);
    let row = RecordingRow { id: RecordingId(id), call: CallId(call), started, stage };
    Row::Recording(row, Some(RecordingContent { path: format!("live/{id}.wav") }))
}

/// A conversation with one call and everything that can be written about it.
fn talk(id: u64, contact: u64) -> Vec<Row> {
    let conversation = ConversationRow {
        id: ConversationId(id),
        contact: ContactId(contact),
        channel: ChannelId(1),
        call: Some(CallId(id)),
        state: ConversationState::Open,
        teammate: None,
        team: None,
        notes: 1,
        active: NOON,
        tags: BTreeSet::new(),
    };
    let (by, at) = (Actor::Operator, NOON);
    let note = NoteRow { id: NoteId(id), conversation: ConversationId(id), by, at };
    let Row::Mail(row, Some(mut content)) = mail(id, id, MailStage::Waiting) else {
        unreachable!()
    };
    content.html = word(contact);
    content.recipient = format!("{}@example.com", word(contact));
    let Row::Alert(alert, Some(mut title)) = alert(id, id, AlertTo::Everybody) else {
        unreachable!()
    };
    title.title = word(contact);
    vec![
        Row::Conversation(conversation),
        call(id, contact),
        Row::Note(note, Some(NoteContent { body: word(contact) })),
        Row::Mail(row, Some(content)),
        Row::Task(task(id, id), Some(TaskContent { title: word(contact) })),
        Row::Alert(alert, Some(title)),
    ]
}

fn contact(id: u64, erased: bool) -> Row {
    let erased = erased.then(|| NOON.plus(10_000));
    let row = ContactRow { id: ContactId(id), created: NOON, last_active: NOON, erased };
    let content = ContactContent {
        number: Some(format!("+1555{}", word(id))),
        name: Some(word(id)),
        email: Some(format!("{}@example.com", word(id))),
    };
    Row::Contact(row, Some(content))
}

/// Two contacts with so many conversations each, the first of them to be erased.
async fn two_contacts(store: &Store, talks: u64) {
    let mut rows = vec![contact(1, true), contact(2, false)];
    for n in 0..talks {
        rows.extend(talk(100 + n, 1));
        rows.extend(talk(5_000 + n, 2));
    }
    put(store, &rows).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let jobs: Vec<_> = (rows.iter())
        .filter_map(|row| match row {
            Row::Mail(row, _) => Some(Job::SendMail { mail: row.id }),
            _ => None,
        })
        .collect();
    let batch = Batch { facts: &[], rows: &[], jobs: &jobs, receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    for (row, job) in rows.iter().filter(|row| matches!(row, Row::Mail(..))).zip(&jobs) {
        let Row::Mail(_, Some(content)) = row else { unreachable!() };
        let said = format!("550 <{}>: no such user", content.recipient);
        store.job_failed(WORKSPACE, &job.key(), &said, NOON.plus(5)).await.unwrap();
    }
}

/// Everything that people can look up about a conversation and its contact, as text.
async fn all_that_is_said(store: &Store, conversation: u64, contact: u64) -> String {
    let (id, call) = (ConversationId(conversation), CallId(conversation));
    let contact = ContactId(contact);
    let rows = (
        store.contact(WORKSPACE, contact).await.unwrap(),
        store.call(WORKSPACE, call).await.unwrap(),
        store.notes(WORKSPACE, id).await.unwrap(),
        store.tasks_of_conversation(WORKSPACE, id).await.unwrap(),
        store.alerts_for(WORKSPACE, desk::TeammateId(1), None, 10_000).await.unwrap(),
        store.mails_of_call(WORKSPACE, call).await.unwrap(),
        store.mail(WORKSPACE, desk::MailId(conversation)).await.unwrap(),
        store.job(WORKSPACE, &format!("send-mail-{conversation}")).await.unwrap(),
        store.case(WORKSPACE, call).await.unwrap(),
        store.find_contacts(WORKSPACE, "zebra", 10).await.unwrap(),
        store.contacts_by_number(WORKSPACE, "+1555zebra1").await.unwrap(),
    );
    format!("{rows:?}")
}

async fn of_an_erased_contact_nothing_is_left_and_of_others_everything(store: Store) {
    two_contacts(&store, 2).await;
    let before = all_that_is_said(&store, 100, 1).await;
    // Number, name and address of the contact twice, as found once more, of the call twice …
    assert!(before.matches("zebra1").count() > 15, "{before}");
    let others = all_that_is_said(&store, 5_000, 2).await.replace(&word(1), "");
    assert!(!store.erase_contact(WORKSPACE, ContactId(1), 100).await.unwrap());
    let after = all_that_is_said(&store, 100, 1).await;
    assert!(!after.contains("zebra1"), "{after}");
    let left = all_that_is_said(&store, 5_000, 2).await;
    assert_eq!(left.matches("zebra2").count(), others.matches("zebra2").count());
    // The rows are still there: it happened, with somebody.
    let call = store.call(WORKSPACE, CallId(100)).await.unwrap().unwrap();
    assert_eq!(call.content.called, "+15550000");
    let (row, content) = store.contact(WORKSPACE, ContactId(1)).await.unwrap().unwrap();
    assert_eq!((row.erased, content), (Some(NOON.plus(10_000)), ContactContent::default()));
    // Done again, it does nothing; of another workspace, nothing either.
    assert!(!store.erase_contact(WORKSPACE, ContactId(1), 100).await.unwrap());
    assert!(!store.erase_contact(WorkspaceId(2), ContactId(2), 100).await.unwrap());
    assert_eq!(left, all_that_is_said(&store, 5_000, 2).await);
}

async fn what_is_left_of_an_erased_contact_is_found(store: Store) {
    let told = async || {
        let breaches = store.check(WORKSPACE).await.unwrap();
        let left = breaches.into_iter().filter(|breach| breach.what.contains("still tells"));
        left.map(|breach| breach.what).collect::<Vec<_>>()
    };
    let mut rows = vec![contact(1, true), contact(2, false)];
    rows.extend(talk(100, 1));
    rows.extend(talk(5_000, 2));
    rows.push(recording(7, 100, 0, RecordingStage::Stored { length_ms: 5 }));
    rows.push(recording(8, 5_000, 0, RecordingStage::Stored { length_ms: 5 }));
    // Written after the erasure: it is the teammate's own.
    let (by, at) = (Actor::Operator, NOON.plus(10_001));
    let later = NoteRow { id: NoteId(9), conversation: ConversationId(100), by, at };
    rows.push(Row::Note(later, Some(NoteContent { body: "The file is closed".to_owned() })));
    put(&store, &rows).await;
    let wanted = [
        "alert 100 still tells of contact 1, which was erased",
        "call 100 still tells of contact 1, which was erased",
        "contact 1 still tells of contact 1, which was erased",
        "mail 100 still tells of contact 1, which was erased",
        "note 100 still tells of contact 1, which was erased",
        "recording 7 still tells of contact 1, which was erased",
        "task 100 still tells of contact 1, which was erased",
    ];
    assert_eq!(told().await, wanted);
    // While the job has to be done, nothing is wrong.
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let jobs = [Job::EraseContact { contact: ContactId(1) }];
    let batch = Batch { facts: &[], rows: &[], jobs: &jobs, receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(told().await, [""; 0]);
    store.erase_contact(WORKSPACE, ContactId(1), 100).await.unwrap();
    put(&store, &[recording(7, 100, 0, RecordingStage::Deleted { length_ms: 5 })]).await;
    store.job_done(WORKSPACE, &jobs[0].key(), NOON).await.unwrap();
    assert_eq!(told().await, [""; 0]);
    // A title that comes back is found, unless somebody wrote it afterwards.
    let again = task(100, 100);
    put(&store, &[Row::Task(again, Some(TaskContent { title: "The rest".to_owned() }))]).await;
    assert_eq!(told().await, ["task 100 still tells of contact 1, which was erased"]);
    let desk::TaskRow { id: task, priority, assignee, due, .. } = again;
    let changed = Logged {
        seq: Seq(1),
        at: NOON.plus(10_001),
        by: Actor::Operator,
        cause: None,
        call: None,
        fact: Fact::TaskChanged { task, priority, assignee, due },
    };
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let batch = Batch { facts: &[changed], rows: &[], jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(told().await, [""; 0]);
}

async fn a_contact_with_many_calls_is_erased_step_by_step(store: Store) {
    two_contacts(&store, 25).await;
    let mut steps = 1;
    while store.erase_contact(WORKSPACE, ContactId(1), 10).await.unwrap() {
        steps += 1;
    }
    assert_eq!(steps, 3);
    for n in 0..25 {
        let left = all_that_is_said(&store, 100 + n, 1).await;
        assert!(!left.contains("zebra1"), "{left}");
    }
}

async fn old_recordings_are_found_the_oldest_first(store: Store) {
    let stored = RecordingStage::Stored { length_ms: 9 };
    let rows = [
        recording(1, 11, 30, stored),
        recording(2, 12, 10, stored),
        recording(3, 13, 20, RecordingStage::Failed { length_ms: 3 }),
        recording(4, 14, 5, RecordingStage::Deleted { length_ms: 9 }),
        recording(5, 15, 6, RecordingStage::Closing),
        recording(6, 16, 99, stored),
    ];
    put(&store, &rows).await;
    let old = async |at, limit| {
        let old = store.recordings_older_than(WORKSPACE, NOON.plus(at), limit).await.unwrap();
        old.iter().map(|(recording, call)| (recording.0, call.0)).collect::<Vec<_>>()
    };
    assert_eq!(old(99, 9).await, [(2, 12), (3, 13), (1, 11)]);
    assert_eq!(old(30, 9).await, [(2, 12), (3, 13)]);
    assert_eq!(old(99, 1).await, [(2, 12)]);
    assert_eq!(store.recordings_older_than(WorkspaceId(2), NOON.plus(99), 9).await.unwrap(), []);
}

async fn recordings_of_a_contact_are_those_of_its_calls_that_are_not_deleted(store: Store) {
    let stored = RecordingStage::Stored { length_ms: 9 };
    let mut rows = [talk(100, 1), talk(101, 1), talk(102, 2)].concat();
    rows.push(recording(1, 100, 0, stored));
    rows.push(recording(2, 101, 0, RecordingStage::Failed { length_ms: 1 }));
    rows.push(recording(3, 101, 0, RecordingStage::Deleted { length_ms: 1 }));
    rows.push(recording(4, 102, 0, stored));
    put(&store, &rows).await;
    let found = store.recordings_of_contact_for_desk(WORKSPACE, ContactId(1)).await.unwrap();
    let mut found: Vec<_> = found.iter().map(|(row, call)| (row.id.0, call.id.0)).collect();
    found.sort_unstable();
    assert_eq!(found, [(1, 100), (2, 101)]);
    let one = store.recording_for_desk(WORKSPACE, RecordingId(4)).await.unwrap().unwrap();
    assert_eq!((one.0.stage, one.1.contact), (stored, ContactId(2)));
    assert_eq!(store.recording_for_desk(WORKSPACE, RecordingId(9)).await.unwrap(), None);
}

#[tokio::test]
async fn no_byte_of_an_erased_name_is_left_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    two_contacts(&store, 40).await;
    let bytes = || {
        let files = std::fs::read_dir(folder.path()).unwrap();
        let files = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.collect::<Vec<_>>().concat()
    };
    let holds =
        |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|at| at == word.as_bytes());
    // The number is also kept from its end to its beginning.
    let words = [word(1), word(1).chars().rev().collect()];
    assert!(words.iter().all(|word| holds(&bytes(), word)));
    while store.erase_contact(WORKSPACE, ContactId(1), 7).await.unwrap() {}
    let left = bytes();
    for word in words {
        assert!(!holds(&left, &word), "{word}");
    }
    assert!(holds(&left, &word(2)));
    store.writable().await.unwrap();
    store.close().await;
    assert!(!holds(&bytes(), &word(1)));
}

#[tokio::test]
async fn a_recording_that_was_deleted_and_still_has_a_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let recordings = Recordings::in_folder(&folder.path().join("kept")).unwrap();
    let stored = RecordingStage::Stored { length_ms: 9 };
    let deleted = RecordingStage::Deleted { length_ms: 9 };
    let keep = async |id: u64| {
        let (call, recording) = (CallId(id), RecordingId(id));
        let key = RecordingKey { workspace: WORKSPACE, call, recording };
        let closed = folder.path().join("closed.wav");
        std::fs::write(&closed, "sound").unwrap();
        recordings.put(&key, &closed).await.unwrap();
        key
    };
    let told = async || {
        let breaches = store.check_recordings(WORKSPACE, &recordings).await.unwrap();
        breaches.into_iter().map(|breach| breach.what).collect::<Vec<_>>()
    };
    keep(1).await;
    let of_two = keep(2).await;
    put(&store, &[recording(1, 1, 0, stored), recording(2, 2, 0, stored)]).await;
    assert_eq!(told().await, [""; 0]);
    // An empty recording has no file, and needs none.
    put(&store, &[recording(3, 3, 0, RecordingStage::Stored { length_ms: 0 })]).await;
    put(&store, &[recording(2, 2, 0, deleted), recording(4, 4, 0, stored)]).await;
    let wanted = [
        "recording 2 was deleted, its file is there",
        "recording 4 is stored, its file is not there",
    ];
    assert_eq!(told().await, wanted);
    let jobs = [
        Job::DeleteRecording { recording: RecordingId(2), call: CallId(2) },
        Job::StoreRecording { recording: RecordingId(4), call: CallId(4), path: String::new() },
    ];
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let batch = Batch { facts: &[], rows: &[], jobs: &jobs, receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(told().await, [""; 0], "there is still something to do");
    recordings.delete(&of_two).await.unwrap();
    keep(4).await;
    for job in &jobs {
        store.job_done(WORKSPACE, &job.key(), NOON).await.unwrap();
    }
    assert_eq!(told().await, [""; 0]);
}
