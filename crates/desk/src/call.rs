//! A call: where it stands, and everything its next step depends on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{
    CallId, ChannelId, ContactId, ConversationId, LegId, OfferId, RecordingId, Seq, TeamId,
    TeammateId,
};
use crate::outcome::{DeflectionReason, Outcome};
use crate::row::SegmentKind;
use crate::time::Millis;

/// A call's state, as the log folds to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallState {
    /// The call.
    pub id: CallId,
    /// The conversation it lives in.
    pub conversation: ConversationId,
    /// Who calls.
    pub contact: ContactId,
    /// The channel called.
    pub channel: ChannelId,
    /// The caller's leg.
    pub leg: LegId,
    /// When the customer placed it.
    pub placed: Millis,
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there: the start of the running segment.
    pub since: Millis,
    /// The team it waits for or is assigned to.
    pub team: Option<TeamId>,
    /// Its place in every queue: taken at the first entry, kept for good.
    pub rank: Option<Seq>,
    /// Which stay in a queue this is; 0 before the first.
    pub stay: u32,
    /// When this stay began.
    pub stay_since: Millis,
    /// When the hold limit of this stay passes.
    pub hold_until: Option<Millis>,
    /// When a teammate answered first.
    pub first_answer: Option<Millis>,
    /// Until when who is passed by for this call [002].
    pub excluded: BTreeMap<TeammateId, Millis>,
    /// How many offers were lost on the way to whom.
    pub lost: BTreeMap<TeammateId, u32>,
    /// To whom it was assigned by hand while waiting: may not answer it [001].
    pub barred: Vec<TeammateId>,
    /// Whether it may be recorded yet.
    pub consent: Consent,
    /// Its recording, once begun.
    pub recording: Option<RecordingId>,
    /// How many lines its log has.
    pub lines: u32,
    /// How many segments are finished.
    pub segments: u32,
    /// When it ended.
    pub ended: Option<Millis>,
}

/// Whether a call may be recorded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Its channel does not record.
    NotRecorded,
    /// The announcement has to be heard first.
    Awaited,
    /// It may be recorded.
    Given,
}

/// Where a call stands. Every stage but the last has a next step with a deadline or
/// with an event of the line that must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being routed; the caller may be hearing an announcement.
    Menu,
    /// Waiting in a team's queue.
    Queued {
        /// The team.
        team: TeamId,
    },
    /// Waiting while a teammate's phone rings.
    Ringing {
        /// The team.
        team: TeamId,
        /// The offer.
        offer: OfferId,
        /// Who is rung.
        teammate: TeammateId,
    },
    /// Talking with a teammate.
    Talking(Talk),
    /// Put on hold by the teammate.
    OnHold(Talk),
    /// Turned away, hearing why.
    Deflected {
        /// Why.
        reason: DeflectionReason,
    },
    /// Over.
    Ended {
        /// Its one outcome.
        outcome: Outcome,
    },
}

/// Who talks, and over which leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// The offer that was answered.
    pub offer: OfferId,
    /// Who answered.
    pub teammate: TeammateId,
    /// The teammate's leg.
    pub leg: LegId,
}

impl CallState {
    /// Whether the call is still going on.
    #[must_use]
    pub fn live(&self) -> bool {
        self.outcome().is_none()
    }

    /// Its outcome, once it has one.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        match self.stage {
            Stage::Ended { outcome } => Some(outcome),
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. } => None,
        }
    }

    /// The team in whose queue it waits, also while a phone rings.
    #[must_use]
    pub fn waits_for(&self) -> Option<TeamId> {
        match self.stage {
            Stage::Queued { team } | Stage::Ringing { team, .. } => Some(team),
            Stage::Menu
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => None,
        }
    }

    /// The teammate connected to it, also on hold.
    #[must_use]
    pub fn talk(&self) -> Option<Talk> {
        match self.stage {
            Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk),
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => None,
        }
    }
}

impl Stage {
    /// What the time spent here counts as.
    #[must_use]
    pub fn segment(self) -> Option<SegmentKind> {
        match self {
            Self::Menu | Self::Deflected { .. } => Some(SegmentKind::Routing),
            Self::Queued { .. } => Some(SegmentKind::Queue),
            Self::Ringing { .. } => Some(SegmentKind::Ring),
            Self::Talking(_) => Some(SegmentKind::Talk),
            Self::OnHold(_) => Some(SegmentKind::Hold),
            Self::Ended { .. } => None,
        }
    }
}
