//! *Why was this call not answered?*

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::NameRef;

/// Why a call went as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// The answer in a plain sentence or two.
    pub summary: String,
    /// Its stays in teams' queues, in order.
    pub stays: Vec<WhyStay>,
    /// Whom it was offered to, in order; the first 200.
    pub offers: Vec<WhyOffer>,
}

/// A stay in a team's queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyStay {
    /// The team.
    pub team: NameRef,
    /// When it began.
    pub from_ms: i64,
    /// When it ended; null: it goes on.
    pub to_ms: Option<i64>,
    /// How it ended, in one sentence.
    pub words: String,
}

/// An offer, and who was considered for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyOffer {
    /// The offer.
    pub offer: u64,
    /// When it was made.
    pub at_ms: i64,
    /// To whom.
    pub teammate: NameRef,
    /// `picked`, `auto_answered` or `claimed`.
    pub how: OfferHow,
    /// How long it rang, so far if it still does.
    pub ring_ms: u64,
    /// How it ended, in one sentence; null: it still rings.
    pub end_words: Option<String>,
    /// The real cause of a decline: `busy`, `network_lost`, ….
    pub cause: Option<String>,
    /// How many members of the team stood where.
    pub counts: Vec<WhyCount>,
    /// The chosen one, those next in line, and those passed by; twenty at most.
    pub nearest: Vec<WhyCandidate>,
}

/// How an offer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferHow {
    /// Balanced assignment picked the teammate.
    Picked,
    /// Balanced assignment picked the teammate, and it connects by itself.
    AutoAnswered,
    /// The teammate took the call from the pool.
    Claimed,
}

/// How many members stood so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyCount {
    /// A stable name: `eligible`, `on_call`, `excluded`, ….
    pub standing: String,
    /// In words, after a number: `3 were on a call`.
    pub words: String,
    /// How many.
    pub count: u32,
}

/// One of those considered by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyCandidate {
    /// Who.
    pub teammate: NameRef,
    /// A stable name.
    pub standing: String,
    /// In words.
    pub words: String,
}
