//! Notifications as the desk writes them. Like the settings these types describe the desk's
//! own to the page and are never held: a test writes the desk's through them and back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Direction, Toggle};

/// What happens after a call: when, and to whom it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    /// Shown name.
    pub name: String,
    /// Whether it runs.
    pub on: Toggle,
    /// After which calls.
    pub when: When,
    /// The mail; null: none is sent.
    pub mail: Option<MailPlan>,
    /// The alert in the app; null: nobody is alerted.
    pub alert: Option<AlertPlan>,
    /// The task; null: none is created.
    pub task: Option<TaskPlan>,
    /// A retired notification runs no more and keeps its results.
    pub retired: Toggle,
}

/// After which calls a notification fires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum When {
    /// *Always send after every call*.
    Always,
    /// When a condition is met.
    Rule {
        /// The condition.
        condition: Condition,
    },
}

/// Whether one of them is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnyAll {
    /// One is enough.
    Any,
    /// All of them.
    All,
}

/// A condition on a call. Three levels deep at most, 50 tests in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Condition {
    /// All of these are met.
    All {
        /// Which.
        #[schema(no_recursion)]
        of: Vec<Condition>,
    },
    /// One of these is met.
    Any {
        /// Which.
        #[schema(no_recursion)]
        of: Vec<Condition>,
    },
    /// How the call ended.
    Outcome {
        /// One of these.
        one_of: Vec<OutcomeKind>,
    },
    /// Who placed it.
    Direction {
        /// Which.
        direction: Direction,
    },
    /// The team it was for.
    Team {
        /// One of these.
        one_of: Vec<u64>,
    },
    /// Where it came in.
    Channel {
        /// One of these.
        one_of: Vec<u64>,
    },
    /// The caller's number.
    Caller {
        /// It begins with one of these.
        starts_with: Vec<String>,
    },
    /// From placed to ended.
    Duration {
        /// At least, in seconds.
        at_least_s: Option<u32>,
        /// At most, in seconds.
        at_most_s: Option<u32>,
    },
    /// Time talked, without hold.
    Talked {
        /// At least, in seconds.
        at_least_s: Option<u32>,
        /// At most, in seconds.
        at_most_s: Option<u32>,
    },
    /// The conversation has tags.
    Tags {
        /// One of these, or all of them.
        mode: AnyAll,
        /// Which.
        tags: Vec<u64>,
    },
    /// The conversation has none of these tags.
    NotTags {
        /// Which.
        tags: Vec<u64>,
    },
    /// Words in the notes: whole words or phrases, upper and lower case alike.
    NoteWords {
        /// One of these, or all of them.
        mode: AnyAll,
        /// Which; 50 at most, of 100 characters.
        words: Vec<String>,
    },
    /// The conversation has no note.
    NoNotes,
}

/// How a call can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Somebody talked with the caller.
    Completed,
    /// The caller left in the menu.
    AbandonedIvr,
    /// The caller left in the queue.
    AbandonedQueue,
    /// The caller left while on hold.
    AbandonedOnHold,
    /// The caller left while a phone rang.
    NoAnswer,
    /// Turned away.
    Deflected,
    /// A fault of ours or the carrier's.
    Failed,
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailPlan {
    /// Addresses, 1 to 20.
    pub recipients: Vec<String>,
    /// The subject: text without marks, and variables.
    pub subject: Vec<Piece>,
    /// The body.
    pub body: Vec<Block>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub enum Piece {
    /// Words.
    Text {
        /// The words.
        text: String,
        /// Bold.
        bold: bool,
        /// Italic.
        italic: bool,
        /// Where it leads: `https:`, `http:`, `mailto:`, `tel:`, or `{{conversation_url}}`.
        link: Option<String>,
    },
    /// What is known of the call.
    Variable {
        /// Its name: one of `GET /notification-variables`, or `dyn_…`.
        variable: String,
        /// What stands there when nothing is known.
        fallback: String,
        /// Bold.
        bold: bool,
        /// Italic.
        italic: bool,
    },
    /// A new line.
    Break,
}

/// A part of a mail's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its words.
        pieces: Vec<Piece>,
    },
    /// A heading.
    Heading {
        /// Its words.
        pieces: Vec<Piece>,
    },
    /// A list with bullets.
    Bullets {
        /// Its lines.
        items: Vec<Vec<Piece>>,
    },
    /// A list with numbers.
    Numbers {
        /// Its lines.
        items: Vec<Vec<Piece>>,
    },
}

/// An alert in the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertPlan {
    /// Whom it is for.
    pub to: AlertTo,
}

/// Whom an alert is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum AlertTo {
    /// Everybody who works here.
    Everybody,
    /// These.
    Teammates {
        /// Who.
        teammates: Vec<u64>,
    },
}

/// A task that follows from a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskPlan {
    /// How urgent.
    pub priority: Priority,
    /// What it is called; empty: the notification's name.
    pub title: Vec<Piece>,
    /// When it is due, in hours after the call; null: at no time.
    pub due_after_hours: Option<u32>,
    /// Whose it is.
    pub assignee: TaskAssignee,
}

/// Whose task it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskAssignee {
    /// Nobody's yet.
    Nobody,
    /// Of whoever answered the call last.
    WhoAnswered,
    /// Of this teammate.
    Teammate(u64),
}

/// How urgent a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// Usual.
    Medium,
    /// Soon.
    High,
    /// Now.
    Urgent,
}

/// A starting point for a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationTemplate {
    /// A stable name: `callback_requested`.
    pub key: String,
    /// Shown name.
    pub name: String,
    /// What it is for, in one sentence.
    pub sentence: String,
    /// What it needs that is not there: a condition to be looked over, for example.
    pub note: Option<String>,
    /// The document to begin with.
    #[schema(value_type = NotificationSettings)]
    pub document: desk::NotificationSettings,
}

/// What can stand in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VariableView {
    /// Its name: `customer_name`.
    pub variable: String,
    /// The name shown.
    pub label: String,
    /// When it has a value, in one sentence.
    pub available: String,
    /// What stands there unless something else is written.
    pub fallback: String,
    /// An example.
    pub sample: String,
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use super::*;
    use crate::schema::{TagSettings, WebhookEvent, WebhookSettings};

    /// What the desk writes, read as described, is written the same again; so is the
    /// other way round.
    #[track_caller]
    fn same<Desk, Described>(desk: &Desk)
    where
        Desk: Serialize + DeserializeOwned,
        Described: Serialize + DeserializeOwned,
    {
        let written = serde_json::to_value(desk).unwrap();
        let described: Described = serde_json::from_value(written.clone()).unwrap();
        let again: Value = serde_json::to_value(&described).unwrap();
        assert_eq!(again, written);
        let back: Desk = serde_json::from_value(again).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), written);
    }

    /// One of each; the match proves that none is forgotten.
    fn conditions() -> Vec<desk::Condition> {
        use desk::Condition as C;
        let all = vec![
            C::Outcome { one_of: desk::OutcomeKind::ALL.into() },
            C::Direction { direction: desk::Direction::Outbound },
            C::Team { one_of: [desk::TeamId(1)].into() },
            C::Channel { one_of: [desk::ChannelId(1)].into() },
            C::Caller { starts_with: vec!["+49".to_owned()] },
            C::Duration { at_least_s: Some(1), at_most_s: None },
            C::Talked { at_least_s: None, at_most_s: Some(1) },
            C::Tags { mode: desk::AnyAll::All, tags: [desk::TagId(1)].into() },
            C::NotTags { tags: [desk::TagId(1)].into() },
            C::NoteWords { mode: desk::AnyAll::Any, words: vec!["refund".to_owned()] },
            C::NoNotes,
            C::All { of: vec![C::NoNotes] },
            C::Any { of: vec![C::NoNotes] },
        ];
        for (at, condition) in all.iter().enumerate() {
            let place = match condition {
                C::Outcome { .. } => 0,
                C::Direction { .. } => 1,
                C::Team { .. } => 2,
                C::Channel { .. } => 3,
                C::Caller { .. } => 4,
                C::Duration { .. } => 5,
                C::Talked { .. } => 6,
                C::Tags { .. } => 7,
                C::NotTags { .. } => 8,
                C::NoteWords { .. } => 9,
                C::NoNotes => 10,
                C::All { .. } => 11,
                C::Any { .. } => 12,
            };
            assert_eq!(place, at);
        }
        all
    }

    #[test]
    fn notifications_are_described_as_the_desk_writes_them() {
        same::<_, NotificationSettings>(&desk::NotificationSettings::default());
        let when = desk::When::Rule { condition: desk::Condition::All { of: conditions() } };
        let pieces = vec![
            desk::Piece::Text {
                text: "<b>".to_owned(),
                bold: true,
                italic: false,
                link: Some("https://example.org".to_owned()),
            },
            desk::Piece::Variable {
                variable: desk::Variable::Dynamic("dyn_date".to_owned()),
                fallback: "none".to_owned(),
                bold: false,
                italic: true,
            },
            desk::Piece::Break,
        ];
        let blocks = vec![
            desk::Block::Paragraph { pieces: pieces.clone() },
            desk::Block::Heading { pieces: pieces.clone() },
            desk::Block::Bullets { items: vec![pieces.clone()] },
            desk::Block::Numbers { items: vec![pieces.clone()] },
        ];
        let recipients = vec!["ana@example.org".to_owned()];
        for (to, assignee) in [
            (desk::AlertTo::Everybody, desk::TaskAssignee::Nobody),
            (
                desk::AlertTo::Teammates { teammates: vec![desk::TeammateId(1)] },
                desk::TaskAssignee::WhoAnswered,
            ),
            (desk::AlertTo::Everybody, desk::TaskAssignee::Teammate(desk::TeammateId(2))),
        ] {
            same::<_, NotificationSettings>(&desk::NotificationSettings {
                name: "All".to_owned(),
                on: desk::Toggle::On,
                when: when.clone(),
                mail: Some(desk::MailPlan {
                    recipients: recipients.clone(),
                    subject: pieces.clone(),
                    body: blocks.clone(),
                }),
                alert: Some(desk::AlertPlan { to }),
                task: Some(desk::TaskPlan {
                    priority: desk::Priority::Urgent,
                    title: pieces.clone(),
                    due_after_hours: Some(4),
                    assignee,
                }),
                retired: desk::Toggle::Off,
            });
        }
    }

    #[test]
    fn tags_webhooks_and_priorities_are_described_as_the_desk_writes_them() {
        same::<_, TagSettings>(&desk::TagSettings::default());
        for event in desk::WebhookEvent::ALL {
            same::<_, WebhookEvent>(&event);
        }
        same::<_, WebhookSettings>(&desk::WebhookSettings {
            events: desk::WebhookEvent::ALL.into(),
            ..desk::WebhookSettings::default()
        });
        for priority in [
            desk::Priority::Low,
            desk::Priority::Medium,
            desk::Priority::High,
            desk::Priority::Urgent,
        ] {
            same::<_, Priority>(&priority);
        }
    }
}
