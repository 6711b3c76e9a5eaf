//! Notifications after calls [004]: when one fires, who hears of it, what is done.
//!
//! A rich text is a tree that is checked where it is saved, never markup from outside:
//! no sanitiser is needed, and a value put into it is text, escaped once and never read
//! as a template again.

mod check;
mod condition;
mod judge;
mod moment;
mod names;
mod render;
mod templates;
mod trial;
mod values;
mod variables;
mod verdict;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::condition::{Finding, part_of};
pub(crate) use self::judge::{Judged, judge_all, planned_again};
pub use self::moment::{local_time, zone_of};
pub(crate) use self::names::Held;
pub use self::names::Names;
pub use self::render::RenderedMail;
pub use self::templates::{Template, templates};
pub use self::trial::{PlannedAlert, PlannedTask, Trial, trial};
pub use self::variables::Variable;
pub use self::verdict::{JudgePart, SkipReason, Verdict};
use crate::id::{ChannelId, TagId, TeamId, TeammateId};
use crate::outcome::OutcomeKind;
use crate::row::Priority;
use crate::settings::Toggle;

/// A notification's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationSettings {
    /// Shown name.
    pub name: String,
    /// Whether it is judged at all.
    pub on: Toggle,
    /// When it fires.
    pub when: When,
    /// The mail it sends.
    pub mail: Option<MailPlan>,
    /// The team alert it gives.
    pub alert: Option<AlertPlan>,
    /// The task it makes.
    pub task: Option<TaskPlan>,
    /// A retired notification is judged no more; its results stay.
    pub retired: Toggle,
}

/// When a notification fires.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum When {
    /// *Always send after every call*.
    #[default]
    Always,
    /// When the call meets a condition.
    Rule {
        /// The condition.
        condition: Condition,
    },
}

/// Something that is true of an ended call, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Condition {
    /// Every one of these.
    All {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// One of these at least.
    Any {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// The call's outcome is one of these.
    Outcome {
        /// The outcomes.
        one_of: BTreeSet<OutcomeKind>,
    },
    /// The call went that way.
    Direction {
        /// Which way.
        direction: Direction,
    },
    /// The call's last team is one of these.
    Team {
        /// The teams.
        one_of: BTreeSet<TeamId>,
    },
    /// The call came in by one of these.
    Channel {
        /// The channels.
        one_of: BTreeSet<ChannelId>,
    },
    /// The caller's number begins with one of these.
    Caller {
        /// Beginnings of numbers, such as `+49`.
        starts_with: Vec<String>,
    },
    /// How long the call took, from placed to ended.
    Duration {
        /// That many seconds or more.
        at_least_s: Option<u32>,
        /// That many seconds or less.
        at_most_s: Option<u32>,
    },
    /// How long a teammate and the caller talked, without hold.
    Talked {
        /// That many seconds or more.
        at_least_s: Option<u32>,
        /// That many seconds or less.
        at_most_s: Option<u32>,
    },
    /// The conversation has these tags.
    Tags {
        /// One of them, or every one.
        mode: AnyAll,
        /// The tags.
        tags: BTreeSet<TagId>,
    },
    /// The conversation has none of these tags.
    NotTags {
        /// The tags.
        tags: BTreeSet<TagId>,
    },
    /// The notes contain these words or phrases.
    NoteWords {
        /// One of them, or every one.
        mode: AnyAll,
        /// Words and phrases, found whole and however they are written.
        words: Vec<String>,
    },
    /// Nobody wrote a note.
    NoNotes,
}

/// One of several, or every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnyAll {
    /// One is enough.
    #[default]
    Any,
    /// Every one.
    All,
}

/// Which way a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer called.
    Inbound,
    /// The customer was called.
    Outbound,
}

/// The mail a notification sends, one to each recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailPlan {
    /// Addresses an administrator wrote.
    pub recipients: Vec<String>,
    /// One line of plain text and variables.
    pub subject: Vec<Piece>,
    /// The body.
    pub body: Vec<Block>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub enum Piece {
    /// Words.
    Text {
        /// The words.
        text: String,
        /// In bold.
        #[serde(default)]
        bold: bool,
        /// In italics.
        #[serde(default)]
        italic: bool,
        /// Where it leads.
        #[serde(default)]
        link: Option<String>,
    },
    /// What a variable holds for the call.
    Variable {
        /// The variable.
        variable: Variable,
        /// What stands there when the variable holds nothing.
        #[serde(default)]
        fallback: String,
        /// In bold.
        #[serde(default)]
        bold: bool,
        /// In italics.
        #[serde(default)]
        italic: bool,
    },
    /// A line break.
    Break,
}

impl Piece {
    /// Words without marks.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text { text: text.to_owned(), bold: false, italic: false, link: None }
    }

    /// What a variable holds, without marks.
    #[must_use]
    pub fn variable(variable: Variable, fallback: &str) -> Self {
        Self::Variable { variable, fallback: fallback.to_owned(), bold: false, italic: false }
    }
}

/// The only link that is not written out: to the conversation, on the public address.
pub const CONVERSATION_LINK: &str = "{{conversation_url}}";

/// A block of a mail's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its pieces.
        pieces: Vec<Piece>,
    },
    /// A heading.
    Heading {
        /// Its pieces.
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

/// The team alert a notification gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertPlan {
    /// Who is told.
    pub to: AlertTo,
}

/// Who is told by a team alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum AlertTo {
    /// Everybody who works here.
    Everybody,
    /// Chosen teammates.
    Teammates {
        /// Who.
        teammates: Vec<TeammateId>,
    },
}

/// The task a notification makes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskPlan {
    /// How urgent it is.
    pub priority: Priority,
    /// What is to be done; empty takes the notification's name.
    pub title: Vec<Piece>,
    /// How long there is for it, from the moment it is made.
    pub due_after_hours: Option<u32>,
    /// Whose it is.
    pub assignee: TaskAssignee,
}

/// What the server knows of itself and the desk cannot know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    /// The address people reach this house at, without a slash at its end.
    pub public_url: Option<String>,
    /// The domain of the mails' ids.
    pub mail_domain: String,
}

/// Whose task it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskAssignee {
    /// Nobody's yet.
    #[default]
    Nobody,
    /// Whoever answered the call last.
    WhoAnswered,
    /// That teammate's.
    Teammate(TeammateId),
}
