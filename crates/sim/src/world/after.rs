//! What people do after calls: tags, tasks, sending again, deleting, erasing; and the
//! notifications of a simulated workspace.

use std::collections::VecDeque;

use desk::notify::{
    AlertPlan, AlertTo, AnyAll, Block, Condition, MailPlan, NotificationSettings, Piece,
    TaskAssignee, TaskPlan, Variable, When,
};
use desk::{
    Command, ContactId, Document, Fact, Logged, NotificationId, OutcomeKind, Priority, RecordingId,
    ResultId, TagId, TagSettings, TaskId, TeammateId, Toggle,
};

use super::World;

/// The notification that nobody ever touches.
pub(crate) const ALWAYS: NotificationId = NotificationId(1);
/// Fires for calls that nobody answered.
pub(crate) const UNANSWERED: NotificationId = NotificationId(2);
/// Fires when a note says that they will call again.
pub(crate) const CALLS_AGAIN: NotificationId = NotificationId(3);
/// The one that the administrator changes.
pub(super) const CHANGING: NotificationId = NotificationId(4);

/// What the third looks for, and what teammates write.
pub(crate) const WORDS: &str = "call again";

/// The one tag of a simulated workspace.
const TAG: TagId = TagId(1);

/// How many of the last things people remember.
const RECENT_MAX: usize = 50;

/// What came of the last calls, for hands that reach for it.
#[derive(Debug, Default)]
pub(super) struct Recent {
    tasks: VecDeque<TaskId>,
    results: VecDeque<ResultId>,
    recordings: VecDeque<RecordingId>,
}

fn keep<T>(last: &mut VecDeque<T>, new: T) {
    if last.len() == RECENT_MAX {
        last.pop_front();
    }
    last.push_back(new);
}

fn mail(recipients: &[&str]) -> MailPlan {
    let variable = |name: &str| Piece::variable(Variable::from(name.to_owned()), "unknown");
    MailPlan {
        recipients: recipients.iter().map(|&who| who.to_owned()).collect(),
        subject: vec![Piece::text("A call of "), variable("customer_name")],
        body: vec![Block::Paragraph { pieces: vec![variable("conversation_duration")] }],
    }
}

/// The notifications of the first day, and a tag.
pub(super) fn documents() -> Vec<Document> {
    let task = |priority| TaskPlan {
        priority,
        title: Vec::new(),
        due_after_hours: Some(4),
        assignee: TaskAssignee::WhoAnswered,
    };
    let always = NotificationSettings {
        name: "Every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(mail(&["ana@example.org", "ben@example.org"])),
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(task(Priority::Low)),
        retired: Toggle::Off,
    };
    let unanswered = NotificationSettings {
        name: "Nobody answered".to_owned(),
        when: When::Rule {
            condition: Condition::Outcome { one_of: [OutcomeKind::AbandonedQueue].into() },
        },
        mail: Some(mail(&["queue@example.org"])),
        task: None,
        ..always.clone()
    };
    let calls_again = NotificationSettings {
        name: "They call again".to_owned(),
        when: When::Rule {
            condition: Condition::NoteWords { mode: AnyAll::Any, words: vec![WORDS.to_owned()] },
        },
        mail: None,
        alert: None,
        task: Some(task(Priority::Urgent)),
        ..always.clone()
    };
    let changing = NotificationSettings { name: "On and off".to_owned(), ..unanswered.clone() };
    vec![
        Document::Tag(TAG, TagSettings { name: "Refund".to_owned(), retired: Toggle::Off }),
        Document::Notification(ALWAYS, always),
        Document::Notification(UNANSWERED, unanswered),
        Document::Notification(CALLS_AGAIN, calls_again),
        Document::Notification(CHANGING, changing),
    ]
}

impl World {
    /// What comes of calls is remembered for a while.
    pub(super) fn remember_after(&mut self, logged: &Logged) {
        if let Fact::TaskCreated { task, .. } = logged.fact {
            keep(&mut self.recent_after.tasks, task);
        } else if let Fact::NotificationJudged { result, .. } = logged.fact {
            keep(&mut self.recent_after.results, result);
        } else if let Fact::RecordingStored { recording, .. } = logged.fact {
            keep(&mut self.recent_after.recordings, recording);
        }
    }

    /// The administrator changes one notification: on, off, another condition, or what
    /// must be refused.
    pub(super) fn change_notification(&mut self) -> Option<Document> {
        let mut settings = self.watch.after.notification(CHANGING)?.clone();
        match self.rng.below(6) {
            0 | 1 => {
                settings.on = if settings.on == Toggle::On { Toggle::Off } else { Toggle::On };
            }
            2 => settings.when = When::Always,
            3 => {
                let condition =
                    Condition::Tags { mode: AnyAll::Any, tags: [TAG].into_iter().collect() };
                settings.when = When::Rule { condition };
            }
            4 => {
                let condition =
                    Condition::Outcome { one_of: [OutcomeKind::Completed].into_iter().collect() };
                settings.when = When::Rule { condition };
            }
            _ => settings.mail = Some(mail(&["not an address"])),
        }
        Some(Document::Notification(CHANGING, settings))
    }

    /// One act of a teammate after calls.
    pub(super) fn look_after(&mut self, by: TeammateId) -> Option<Command> {
        let conversation = self.some_conversation();
        let task = self.rng.place(self.recent_after.tasks.len());
        let task = self.recent_after.tasks.get(task).copied();
        let result = self.rng.place(self.recent_after.results.len());
        let result = self.recent_after.results.get(result).copied();
        let recording = self.rng.place(self.recent_after.recordings.len());
        let recording = self.recent_after.recordings.get(recording).copied();
        let due = Some(self.wall().plus(3_600_000));
        Some(match self.rng.below(16) {
            0..=3 => Command::Tag { conversation: conversation?, tag: TAG },
            4 => Command::Untag { conversation: conversation?, tag: TAG },
            5 | 6 => Command::CreateTask {
                conversation: conversation?,
                title: "Ring them back".to_owned(),
                priority: Priority::High,
                assignee: Some(by),
                due,
            },
            7 => Command::ChangeTask {
                task: task?,
                title: None,
                priority: Priority::Medium,
                assignee: None,
                due: None,
            },
            8..=10 => Command::FinishTask { task: task? },
            11 => Command::ReopenTask { task: task? },
            12 => Command::ResendNotification {
                result: result?,
                addresses: desk::notify::Addresses::default(),
            },
            13 | 14 => Command::DeleteRecording { recording: recording? },
            _ => {
                let contacts: Vec<_> =
                    self.watch.model.contacts.keys().copied().take(200).collect();
                let contact = self.rng.pick(&contacts).copied().unwrap_or(ContactId(1));
                Command::EraseContact { contact }
            }
        })
    }
}
