//! Tasks and tags, made and changed by hand.

use desk::{
    Command, Document, Fact, Millis, Priority, RecordingMode, Reply, TagId, TagSettings, TaskId,
    TeammateId, Toggle,
};

use crate::office::{ANA, BEN, Office};

fn create(conversation: desk::ConversationId, title: &str) -> Command {
    Command::CreateTask {
        conversation,
        title: title.to_owned(),
        priority: Priority::Low,
        assignee: None,
        due: None,
    }
}

/// [004.9] [004.10] Any teammate makes a task for a conversation, changes it, finishes it
/// and opens it again.
#[test]
fn a_task_lives_from_its_making_to_its_end_and_back() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    office.wait(120_000);
    let conversation = office.conversation(call).id;
    let reply = office.asks(BEN, create(conversation, "  Send the offer "));
    let (row, content) = office.tasks().remove(0);
    assert_eq!(reply, Reply::Task(row.id));
    assert_eq!(content.title, "Send the offer");
    assert_eq!((row.conversation, row.call, row.done), (conversation, None, None));
    let (task, due) = (row.id, Some(Millis(office.now.0 + 60_000)));
    let change = |title: Option<&str>| Command::ChangeTask {
        task,
        title: title.map(str::to_owned),
        priority: Priority::Urgent,
        assignee: Some(ANA),
        due,
    };
    office.asks(ANA, change(None));
    let lines = office.log.len();
    office.asks(ANA, change(Some("Send the offer")));
    assert_eq!(office.log.len(), lines, "nothing has changed");
    office.asks(ANA, change(Some("Send it today")));
    let (row, content) = office.tasks().remove(0);
    assert_eq!((row.priority, row.assignee, row.due), (Priority::Urgent, Some(ANA), due));
    assert_eq!(content.title, "Send it today");
    office.asks(ANA, Command::FinishTask { task });
    office.asks(BEN, Command::FinishTask { task });
    assert_eq!(office.tasks()[0].0.done, Some(office.now));
    assert_eq!(office.count(|fact| matches!(fact, Fact::TaskDone { .. })), 1);
    office.asks(BEN, Command::ReopenTask { task });
    assert_eq!(office.tasks()[0].0.done, None);
}

/// One sentence for each mistake.
#[test]
fn a_task_needs_a_title_and_somebody_who_works_here() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    for title in ["", "  ", "two\nlines", &"x".repeat(201)] {
        assert_eq!(
            office.refuses(ANA, create(conversation, title)),
            "A task needs a title of one line, at most 200 characters."
        );
    }
    let stranger = Command::CreateTask {
        conversation,
        title: "x".to_owned(),
        priority: Priority::Low,
        assignee: Some(TeammateId(9)),
        due: None,
    };
    assert_eq!(office.refuses(ANA, stranger), "There is no such teammate in this workspace.");
    assert_eq!(
        office.refuses(ANA, create(desk::ConversationId(9_999), "x")),
        "There is no such conversation in this workspace."
    );
    assert_eq!(
        office.refuses(ANA, Command::FinishTask { task: TaskId(9_999) }),
        "There is no such task in this workspace."
    );
}

/// A moment that no calendar shows is none.
#[test]
fn a_task_is_due_at_a_moment_that_people_can_write() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    let last = 253_402_300_799_999;
    let due = |ms: i64| Command::CreateTask {
        conversation,
        title: "x".to_owned(),
        priority: Priority::Low,
        assignee: None,
        due: Some(Millis(ms)),
    };
    for wrong in [i64::MIN, -1, last + 1, i64::MAX] {
        let sentence = "A task is due between the years 1970 and 9999, or at no time.";
        assert_eq!(office.refuses(ANA, due(wrong)), sentence);
    }
    office.asks(ANA, due(0));
    let Reply::Task(task) = office.asks(ANA, due(last)) else { panic!("no task") };
    let change = Command::ChangeTask {
        task,
        title: None,
        priority: Priority::Low,
        assignee: None,
        due: Some(Millis(i64::MAX)),
    };
    assert!(office.refuses(ANA, change).contains("1970"));
}

/// [001.29] Tags of a conversation work during the call and long after it.
#[test]
fn tags_are_put_on_and_taken_off() {
    let mut office = Office::open(RecordingMode::Off, 0);
    for (id, name, retired) in [(1, "VIP", Toggle::Off), (2, "Old", Toggle::On)] {
        let tag = TagSettings { name: name.to_owned(), retired };
        office.save(Document::Tag(TagId(id), tag));
    }
    let call = office.rings(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    let tag = TagId(1);
    office.asks(BEN, Command::Tag { conversation, tag });
    office.asks(ANA, Command::Tag { conversation, tag });
    assert_eq!(office.conversation(call).tags, [tag].into());
    assert_eq!(office.count(|fact| matches!(fact, Fact::ConversationTagged { .. })), 1);
    office.hangs_up(call);
    office.wait(120_000);
    office.asks(ANA, Command::Untag { conversation, tag });
    office.asks(ANA, Command::Untag { conversation, tag });
    assert!(office.conversation(call).tags.is_empty());
    assert_eq!(
        office.refuses(ANA, Command::Tag { conversation, tag: TagId(2) }),
        "The tag \"Old\" is retired: choose another one."
    );
    assert_eq!(
        office.refuses(ANA, Command::Tag { conversation, tag: TagId(9) }),
        "There is no such tag."
    );
}

/// A conversation takes fifty tags and not one more.
#[test]
fn a_conversation_has_room_for_fifty_tags() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.rings(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    for n in 1..=51 {
        let tag = TagSettings { name: format!("Tag {n}"), retired: Toggle::Off };
        office.save(Document::Tag(TagId(n), tag));
        let command = Command::Tag { conversation, tag: TagId(n) };
        if n <= 50 {
            office.asks(ANA, command);
        } else {
            assert_eq!(
                office.refuses(ANA, command),
                "A conversation has at most 50 tags: take one off first."
            );
        }
    }
    office.asks(ANA, Command::Tag { conversation, tag: TagId(50) });
}
