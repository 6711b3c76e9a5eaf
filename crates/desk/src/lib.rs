//! All rules of the product, pure.
//!
//! Everything that can happen is an [`Input`]; what became true is a [`Fact`]; what the
//! telephony edge should do now is an [`Order`]; what must be done sooner or later is a
//! [`Job`]. [`Desk::handle`] turns the first into the others, and nothing else does.
//! There is no clock, no chance and no I/O in here.

mod call;
mod case;
mod desk;
mod destinations;
mod fact;
mod fold;
mod hours;
mod id;
mod input;
mod job;
pub mod metrics;
pub mod notify;
mod offer;
mod order;
mod outcome;
mod problem;
mod readiness;
mod route;
mod row;
mod settings;
mod state;
mod tag;
mod teammate;
mod time;
pub mod timeline;
mod turn;
mod webhook;

pub use crate::call::{CallState, Consent, Stage, Talk};
pub use crate::case::Case;
pub use crate::desk::{Desk, Due, Furnished, Live, Need, Reply, Step};
pub use crate::destinations::{
    DESTINATION_RULES_MAX, Destinations, Placed, Prefix, Reach, Rules, may_dial,
};
pub use crate::fact::{Composition, ConversationState, DeletedWhy, Fact, Logged};
pub use crate::fold::Fold;
pub use crate::hours::{OfficeHours, OpenSpan};
pub use crate::id::{
    AlertId, CallId, ChannelId, ContactId, ConversationId, LegId, MailId, NoteId, NotificationId,
    OfferId, RecordingId, ResultId, RoleId, Seq, TabId, TagId, TaskId, TeamId, TeammateId,
    WebhookId, WorkspaceId,
};
pub use crate::input::{
    Actor, Arrival, Channels, Command, Input, LegDeparture, LegRefusal, RecordingFile, Status,
    TabPhone,
};
pub use crate::job::Job;
pub use crate::notify::{
    Addresses, AlertPlan, AlertTo, AnyAll, Block, Condition, Direction, JudgePart, MailPlan,
    NotificationSettings, Piece, SkipReason, TaskAssignee, TaskPlan, Variable, Verdict, When,
};
pub use crate::offer::{Considered, DeclineCause, OfferHow, Standing, WithdrawnWhy};
pub use crate::order::{Dial, Order, Sound, Wanted};
pub use crate::outcome::{DeflectionReason, Failure, Outcome, OutcomeKind};
pub use crate::problem::{Problem, ProblemCode};
pub use crate::readiness::{Readiness, Reason, ReasonCode};
pub use crate::route::Route;
pub use crate::row::{
    AlertContent, AlertRow, CallContent, ContactContent, ContactRow, ConversationRow, MailContent,
    MailFailure, MailRow, MailStage, NoteContent, NoteRow, OfferEnd, OfferRow, Priority,
    RecordingContent, RecordingRow, RecordingStage, ResultRow, Row, RowKey, Segment, SegmentKind,
    SettingsRow, TaskContent, TaskRow,
};
pub use crate::settings::{
    AnswerMode, AssignmentMethod, ChannelSettings, Document, Employment, NO_ROLE, NumberMatching,
    Permission, RecordingMode, RoleSettings, Subject, TeamSettings, TeammateSettings, Toggle,
    WorkspaceKind, WorkspaceSettings,
};
pub use crate::tag::TagSettings;
pub use crate::teammate::{Phone, TeammateState};
pub use crate::time::Millis;
pub use crate::turn::{Read, Turn, turn};
pub use crate::webhook::{WebhookEvent, WebhookSettings};
