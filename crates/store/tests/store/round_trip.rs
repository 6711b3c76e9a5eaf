//! Everything that can be said reads back as it was said.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    Actor, AlertContent, AlertId, AlertRow, AlertTo, CallContent, CallId, CallState, ChannelId,
    Composition, Consent, Considered, ContactContent, ContactId, ContactRow, ConversationId,
    ConversationRow, ConversationState, DeclineCause, DeflectionReason, DeletedWhy, Document, Fact,
    Failure, LegId, Logged, MailContent, MailFailure, MailId, MailRow, MailStage, Millis,
    NoteContent, NoteId, NoteRow, NotificationId, OfferEnd, OfferHow, OfferId, OfferRow, Outcome,
    Permission, Phone, Priority, RecordingContent, RecordingId, RecordingRow, RecordingStage,
    ResultId, ResultRow, RoleId, RoleSettings, Row, Segment, SegmentKind, Seq, SettingsRow,
    SkipReason, Stage, Standing, Status, TagId, TagSettings, TaskContent, TaskId, TaskRow, TeamId,
    TeamSettings, TeammateId, TeammateSettings, TeammateState, Verdict, WithdrawnWhy,
    WorkspaceSettings,
};
use store::{Batch, CallFilter, Store};

use crate::world::World;
use crate::{NOON, WORKSPACE, commit_turns};

on_both! {
    every_fact_reads_back_as_it_was_written,
    every_row_reads_back_as_it_was_written,
    every_stage_of_a_call_reads_back_as_it_was_written,
    ended_calls_are_listed_page_by_page_the_last_one_first,
    workspaces_do_not_see_each_other,
}

const CALL: CallId = CallId(3);
const OFFER: OfferId = OfferId(4);
const ANA: TeammateId = TeammateId(1);
const TEAM: TeamId = TeamId(1);
const CONVERSATION: ConversationId = ConversationId(2);
const RECORDING: RecordingId = RecordingId(5);
const RESULT: ResultId = ResultId(20);
const MAIL: MailId = MailId(21);
const TASK: TaskId = TaskId(22);
const ALERT: AlertId = AlertId(23);

fn considered() -> Considered {
    Considered {
        counts: vec![(Standing::Eligible, 2), (Standing::LostTooOften, 1)],
        nearest: vec![(ANA, Standing::Eligible), (TeammateId(2), Standing::Excluded)],
    }
}

/// Every fact there is; a new one does not compile until it is added to `named`.
fn facts() -> Vec<Fact> {
    let (call, offer, teammate, team, conversation) = (CALL, OFFER, ANA, TEAM, CONVERSATION);
    let (contact, channel, recording) = (ContactId(1), ChannelId(1), RECORDING);
    let leg = LegId::Caller(7);
    vec![
        Fact::SettingsSaved { version: 1, document: Document::Team(team, TeamSettings::default()) },
        Fact::Restarted,
        Fact::ContactCreated { contact },
        Fact::ContactEdited { contact },
        Fact::ConversationCreated { conversation, contact, channel },
        Fact::CallArrived { call, conversation, contact, channel, leg },
        Fact::ConsentHeard { call },
        Fact::CallQueued { call, team, hold_until: Some(NOON) },
        Fact::AvailabilityNoted {
            call,
            counts: Composition { away: 3, conversations_only: 1, no_client: 2, available: 4 },
        },
        Fact::CallOffered {
            call,
            offer,
            teammate,
            team,
            how: OfferHow::AutoAnswered,
            ring_until: NOON,
            considered: considered(),
        },
        Fact::ManualAnswerRequested { call, teammate },
        Fact::CallDeclined {
            call,
            offer,
            teammate,
            cause: DeclineCause::WentAway,
            excluded_until: None,
        },
        Fact::CallMissed { call, offer, teammate, excluded_until: NOON },
        Fact::OfferWithdrawn { call, offer, teammate, why: WithdrawnWhy::TeammateRemoved },
        Fact::CallAnswered { call, offer, teammate, leg: LegId::Offer(offer, 2) },
        Fact::CallReturned {
            call,
            offer,
            teammate,
            cause: DeclineCause::NetworkLost,
            hold_until: None,
        },
        Fact::CallHeld { call },
        Fact::CallResumed { call },
        Fact::CallDeflected { call, team, reason: DeflectionReason::QueueFull { max: 5 } },
        Fact::CallEnded { call, outcome: Outcome::Failed(Failure::NodeLost), ended: NOON },
        Fact::AssignmentStartedLate { call },
        Fact::WrapUpStarted { teammate, call, until: NOON },
        Fact::WrapUpEnded { teammate },
        Fact::StatusSet { teammate, status: Status::Active },
        Fact::ChannelsSet { teammate, channels: desk::Channels::Phone },
        Fact::RecordingStarted { call, recording },
        Fact::RecordingPaused { call, recording },
        Fact::RecordingResumed { call, recording },
        Fact::RecordingStored { call, recording, length_ms: 1_234 },
        Fact::RecordingFailed { call, recording, length_ms: 0 },
        Fact::ConversationAssigned {
            conversation,
            waiting: Some(call),
            teammate: Some(teammate),
            team: None,
        },
        Fact::NoteAdded { conversation, note: NoteId(9) },
        Fact::ConversationStateSet { conversation, state: ConversationState::Closed },
    ]
}

/// Every fact there is about what happens after calls.
fn facts_after() -> Vec<Fact> {
    let (call, conversation, recording) = (CALL, CONVERSATION, RECORDING);
    let (result, mail, task, alert) = (RESULT, MAIL, TASK, ALERT);
    let why = SkipReason::NoValidRecipient;
    vec![
        Fact::ConversationTagged { conversation, tag: TagId(2) },
        Fact::ConversationUntagged { conversation, tag: TagId(2) },
        Fact::CallDataReady { call },
        Fact::NotificationJudged {
            result,
            call,
            notification: NotificationId(7),
            version: 3,
            resend: 1,
            verdict: Verdict::Skipped { why },
        },
        Fact::MailQueued { mail, call, result },
        Fact::MailSent { mail },
        Fact::MailFailed { mail, why: MailFailure::NotConfigured },
        Fact::TeamAlerted {
            alert,
            call,
            conversation,
            result,
            to: AlertTo::Teammates { teammates: vec![ANA] },
        },
        Fact::TaskCreated {
            task,
            conversation,
            call: Some(call),
            result: Some(result),
            priority: Priority::Urgent,
            assignee: None,
            due: Some(NOON),
        },
        Fact::TaskChanged { task, priority: Priority::Low, assignee: Some(ANA), due: None },
        Fact::TaskDone { task },
        Fact::TaskReopened { task },
        Fact::RecordingDeleted { call, recording, why: DeletedWhy::Erasure },
        Fact::ContactErased { contact: ContactId(1) },
    ]
}

async fn every_fact_reads_back_as_it_was_written(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let actors = [
        Actor::Desk,
        Actor::Clock,
        Actor::Caller,
        Actor::Teammate(ANA),
        Actor::Line,
        Actor::Operator,
    ];
    let mut lines = 0;
    let mut log = Vec::new();
    let facts = facts().into_iter().chain(facts_after());
    for (seq, (fact, by)) in (1..).zip(facts.zip(actors.into_iter().cycle())) {
        let call = fact.call().map(|call| {
            lines += 1;
            (call, lines)
        });
        let cause = (seq > 1).then(|| Seq(seq - 1));
        log.push(Logged { seq: Seq(seq), at: NOON.plus(seq), by, cause, call, fact });
    }
    let kinds: std::collections::BTreeSet<_> = log
        .iter()
        .map(|logged| std::mem::discriminant(&logged.fact))
        .map(|kind| format!("{kind:?}"))
        .collect();
    assert_eq!(kinds.len(), log.len(), "a fact is listed twice");
    let batch = Batch { facts: &log, rows: &[], jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(store.facts_after(WORKSPACE, Seq(0), 1_000).await.unwrap(), log);
    let tail = store.facts_after(WORKSPACE, Seq(30), 1).await.unwrap();
    assert_eq!(tail, log[30..31]);
    let of_call: Vec<_> = log.iter().filter(|logged| logged.call.is_some()).cloned().collect();
    assert_eq!(store.facts_of_call(WORKSPACE, CALL).await.unwrap(), of_call);
}

fn call_state(stage: Stage, ended: Option<Millis>) -> CallState {
    CallState {
        id: CALL,
        conversation: CONVERSATION,
        contact: ContactId(1),
        channel: ChannelId(1),
        leg: LegId::Caller(7),
        placed: NOON,
        stage,
        since: NOON.plus(5),
        team: Some(TEAM),
        rank: Some(Seq(8)),
        stay: 2,
        stay_since: NOON.plus(2),
        hold_until: Some(NOON.plus(60_000)),
        first_answer: Some(NOON.plus(4)),
        excluded: BTreeMap::from([(ANA, NOON.plus(300_000))]),
        lost: BTreeMap::from([(TeammateId(2), 3)]),
        barred: vec![TeammateId(3)],
        consent: Consent::Awaited,
        recording: Some(RECORDING),
        lines: 12,
        segments: 1,
        ended,
    }
}

fn declined_offer() -> OfferRow {
    OfferRow {
        id: OFFER,
        call: CALL,
        teammate: ANA,
        team: TEAM,
        how: OfferHow::Claimed,
        at: NOON,
        ring_until: NOON.plus(30_000),
        ended: Some((NOON.plus(3), OfferEnd::Declined(DeclineCause::Busy))),
        considered: considered(),
    }
}

fn rows() -> Vec<Row> {
    let segment = Segment {
        call: CALL,
        n: 1,
        kind: SegmentKind::Hold,
        team: Some(TEAM),
        teammate: None,
        stay: 2,
        from: NOON,
        to: NOON.plus(5),
    };
    let conversation = ConversationRow {
        id: CONVERSATION,
        contact: ContactId(1),
        channel: ChannelId(1),
        call: Some(CALL),
        state: ConversationState::Closed,
        teammate: Some(ANA),
        team: None,
        notes: 3,
        active: NOON.plus(9),
        tags: BTreeSet::from([TagId(2), TagId(9)]),
    };
    let teammate = TeammateState {
        phone: Phone::WrapUp { call: CALL, until: NOON },
        last_assigned: Some(NOON),
        ..TeammateState::new(ANA)
    };
    let number = Some("+15550100".to_owned());
    let content =
        CallContent { caller: number.clone(), caller_name: None, called: "+15550000".to_owned() };
    let document = Document::Teammate(ANA, TeammateSettings::default());
    let role = Document::Role(
        RoleId(3),
        RoleSettings {
            name: "Supervisor".to_owned(),
            permissions: [Permission::ListenToCalls, Permission::Owner].into(),
        },
    );
    let erased = Some(NOON.plus(77));
    let contact = ContactRow { id: ContactId(1), created: NOON, last_active: NOON, erased };
    let note = NoteRow { id: NoteId(9), conversation: CONVERSATION, by: Actor::Line, at: NOON };
    let recording = RecordingRow {
        id: RECORDING,
        call: CALL,
        started: NOON,
        stage: RecordingStage::Stored { length_ms: 77 },
    };
    let path = "live/5.wav".to_owned();
    vec![
        Row::Settings(SettingsRow { version: 4, document }),
        Row::Settings(SettingsRow { version: 1, document: role }),
        Row::Teammate(teammate),
        Row::Contact(
            contact,
            Some(ContactContent { number, name: None, email: Some("ruth@example.com".to_owned()) }),
        ),
        Row::Conversation(conversation),
        Row::Call(
            Box::new(call_state(Stage::Ended { outcome: Outcome::Completed }, Some(NOON))),
            Some(content),
        ),
        Row::Offer(declined_offer()),
        Row::Segment(segment),
        Row::Note(note, Some(NoteContent { body: "He said \"no\";\n'--".to_owned() })),
        Row::Recording(recording, Some(RecordingContent { path })),
    ]
}

/// What is left after a call.
fn rows_after() -> Vec<Row> {
    let (id, call, conversation, result) = (RESULT, CALL, CONVERSATION, RESULT);
    let row = ResultRow {
        id,
        call,
        conversation,
        notification: NotificationId(7),
        version: 3,
        resend: 0,
        verdict: Verdict::Fired,
        at: NOON,
        mails: vec![MAIL],
        task: Some(TASK),
        alert: Some(ALERT),
    };
    let stage = MailStage::Failed { at: NOON.plus(2), why: MailFailure::RecipientRefused };
    let mail = MailRow { id: MAIL, call, result, stage, at: NOON };
    let content = MailContent {
        message_id: "<3.7.0.1@desk.example>".to_owned(),
        from_name: "Ärzte".to_owned(),
        recipient: "ruth@example.com".to_owned(),
        subject: "A call".to_owned(),
        html: "<p>'; DROP TABLE mail; --</p>".to_owned(),
        text: "two\nlines".to_owned(),
    };
    let task = TaskRow {
        id: TASK,
        conversation,
        call: Some(call),
        result: Some(result),
        priority: Priority::High,
        assignee: Some(ANA),
        due: None,
        created: NOON,
        done: None,
        by: Actor::Desk,
    };
    let to = AlertTo::Everybody;
    let alert = AlertRow { id: ALERT, result, call, conversation, to, at: NOON };
    let document = Document::Tag(TagId(2), TagSettings::default());
    vec![
        Row::Settings(SettingsRow { version: 1, document }),
        Row::Result(row),
        Row::Mail(mail, Some(content)),
        Row::Task(task, Some(TaskContent { title: "Call back".to_owned() })),
        Row::Alert(alert, Some(AlertContent { title: "Somebody waits".to_owned() })),
    ]
}

async fn every_row_reads_back_as_it_was_written(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let rows = [rows(), rows_after()].concat();
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    let live = store.live(WORKSPACE).await.unwrap();
    for row in &rows {
        match row {
            Row::Settings(row) => assert!(live.settings.contains(row), "{row:?}"),
            Row::Teammate(row) => assert_eq!(live.teammates, [*row]),
            Row::Contact(row, content) => {
                let found = store.contact(WORKSPACE, row.id).await.unwrap();
                assert_eq!(found, Some((*row, content.clone().unwrap())));
            }
            Row::Conversation(row) => {
                let found = store.conversation(WORKSPACE, row.id).await.unwrap();
                assert_eq!(found.as_ref(), Some(row));
            }
            Row::Call(state, content) => {
                let found = store.call(WORKSPACE, state.id).await.unwrap().unwrap();
                assert_eq!((&found.state, Some(&found.content)), (&**state, content.as_ref()));
            }
            Row::Offer(row) => {
                assert_eq!(store.offer(WORKSPACE, row.id).await.unwrap().as_ref(), Some(row));
            }
            Row::Segment(segment) => {
                assert_eq!(store.segments(WORKSPACE, segment.call).await.unwrap(), [*segment]);
                let all = store.segments_after(WORKSPACE, (CallId(0), 0), 10).await.unwrap();
                assert_eq!(all, [*segment]);
            }
            Row::Note(row, content) => {
                let found = store.notes(WORKSPACE, row.conversation).await.unwrap();
                assert_eq!((found[0].row, &found[0].content), (*row, content));
            }
            Row::Recording(row, content) => {
                let found = store.recordings_of_call(WORKSPACE, row.call).await.unwrap();
                assert_eq!((found[0].row, &found[0].content), (*row, content));
                assert_eq!(
                    store.recording(WORKSPACE, row.id).await.unwrap(),
                    found.into_iter().next()
                );
            }
            Row::Result(row) => {
                assert_eq!(store.result(WORKSPACE, row.id).await.unwrap().as_ref(), Some(row));
                let of_call = store.results_of_call(WORKSPACE, CALL).await.unwrap();
                assert_eq!(of_call, std::slice::from_ref(row));
            }
            Row::Mail(row, content) => {
                let found = store.mail(WORKSPACE, row.id).await.unwrap().unwrap();
                assert_eq!((&found.0, &found.1), (row, content));
                assert_eq!(store.mail_for_desk(WORKSPACE, row.id).await.unwrap(), Some(*row));
            }
            Row::Task(row, content) => {
                let found = store.task(WORKSPACE, row.id).await.unwrap().unwrap();
                assert_eq!((&found.row, &found.content), (row, content));
            }
            Row::Alert(row, content) => {
                let found = store.alerts_for(WORKSPACE, ANA, None, 9).await.unwrap();
                assert_eq!((&found[0].row, &found[0].content), (row, content));
            }
        }
    }
}

async fn every_stage_of_a_call_reads_back_as_it_was_written(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let talk = desk::Talk { offer: OFFER, teammate: ANA, leg: LegId::Offer(OFFER, 0) };
    let stages = [
        Stage::Menu,
        Stage::Queued { team: TEAM },
        Stage::Ringing { team: TEAM, offer: OFFER, teammate: ANA },
        Stage::Talking(talk),
        Stage::OnHold(talk),
        Stage::Deflected { reason: DeflectionReason::HoldTimeout { minutes: 3 } },
    ];
    for stage in stages {
        let rows = [Row::Call(Box::new(call_state(stage, None)), None)];
        let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
        store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
        let live = store.live(WORKSPACE).await.unwrap();
        assert_eq!(live.calls, [(call_state(stage, None), CallContent::default())]);
    }
}

async fn ended_calls_are_listed_page_by_page_the_last_one_first(store: Store) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(10, 20, 2);
    commit_turns(&store, epoch, &mut world, 100).await;
    let all = store.ended_calls(WORKSPACE, &CallFilter::default(), 10_000).await.unwrap();
    assert!(all.len() > 50, "{}", all.len());
    assert!(all.is_sorted_by_key(|call| std::cmp::Reverse((call.state.ended, call.state.id))));
    let (mut paged, mut filter) = (Vec::new(), CallFilter::default());
    loop {
        let page = store.ended_calls(WORKSPACE, &filter, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = last.state.ended.map(|at| (at, last.state.id));
        paged.extend(page);
    }
    assert_eq!(paged, all);
    let contact = all[0].state.contact;
    let filter = CallFilter { contact: Some(contact), ..CallFilter::default() };
    let of_contact = store.ended_calls(WORKSPACE, &filter, 10_000).await.unwrap();
    let wanted: Vec<_> = all.iter().filter(|call| call.state.contact == contact).cloned().collect();
    assert_eq!(of_contact, wanted);
    let none = CallFilter { outcome: Some("no answer".to_owned()), ..CallFilter::default() };
    let unanswered = store.ended_calls(WORKSPACE, &none, 10_000).await.unwrap();
    assert!(
        unanswered
            .iter()
            .all(|call| { call.state.stage == Stage::Ended { outcome: Outcome::NoAnswer } })
    );
}

async fn workspaces_do_not_see_each_other(store: Store) {
    let other = desk::WorkspaceId(2);
    let (mine, theirs) =
        (store.raise_epoch(WORKSPACE).await.unwrap(), store.raise_epoch(other).await.unwrap());
    let rows = rows();
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, mine, NOON, &batch).await.unwrap();
    assert_eq!(store.call(other, CALL).await.unwrap(), None);
    assert!(store.live(other).await.unwrap().settings.is_empty());
    let document = Document::Workspace(WorkspaceSettings::default());
    let rows = [Row::Settings(SettingsRow { version: 1, document })];
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(other, theirs, NOON, &batch).await.unwrap();
    assert_eq!(store.settings(WORKSPACE).await.unwrap().len(), 2);
    assert_eq!(store.workspaces().await.unwrap(), [WORKSPACE, other]);
}
