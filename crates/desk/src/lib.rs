//! All rules of the product, pure.
//!
//! Everything that can happen is an [`Input`]; what became true is a [`Fact`]; what the
//! telephony edge should do now is an [`Order`]; what must be done sooner or later is a
//! [`Job`]. [`Desk::handle`] turns the first into the others, and nothing else does.
//! There is no clock, no chance and no I/O in here.

mod call;
mod desk;
mod fact;
mod fold;
mod hours;
mod id;
mod input;
mod job;
pub mod metrics;
mod offer;
mod order;
mod outcome;
mod problem;
mod readiness;
mod route;
mod row;
mod settings;
mod state;
mod teammate;
mod time;
pub mod timeline;
mod turn;

pub use crate::call::{CallState, Consent, Stage, Talk};
pub use crate::desk::{Desk, Due, Furnished, Live, Need, Reply, Step};
pub use crate::fact::{Composition, ConversationState, Fact, Logged};
pub use crate::fold::Fold;
pub use crate::hours::{OfficeHours, OpenSpan};
pub use crate::id::{
    CallId, ChannelId, ContactId, ConversationId, LegId, NoteId, OfferId, RecordingId, RoleId, Seq,
    TabId, TeamId, TeammateId, WorkspaceId,
};
pub use crate::input::{
    Actor, Arrival, Channels, Command, Input, LegDeparture, LegRefusal, RecordingFile, Status,
    TabPhone,
};
pub use crate::job::Job;
pub use crate::offer::{Considered, DeclineCause, OfferHow, Standing, WithdrawnWhy};
pub use crate::order::{Dial, Order, Sound, Wanted};
pub use crate::outcome::{DeflectionReason, Failure, Outcome};
pub use crate::problem::{Problem, ProblemCode};
pub use crate::readiness::{Readiness, Reason, ReasonCode};
pub use crate::route::Route;
pub use crate::row::{
    CallContent, ContactContent, ContactRow, ConversationRow, NoteContent, NoteRow, OfferEnd,
    OfferRow, RecordingContent, RecordingRow, RecordingStage, Row, RowKey, Segment, SegmentKind,
    SettingsRow,
};
pub use crate::settings::{
    AnswerMode, AssignmentMethod, ChannelSettings, Document, Employment, NO_ROLE, NumberMatching,
    Permission, RecordingMode, RoleSettings, Subject, TeamSettings, TeammateSettings, Toggle,
    WorkspaceKind, WorkspaceSettings,
};
pub use crate::teammate::{Phone, TeammateState};
pub use crate::time::Millis;
pub use crate::turn::{Read, Turn, turn};
