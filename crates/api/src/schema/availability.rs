//! Who is there, who waits, and the strip of figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ContactBrief, NameRef};

/// A teammate's own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// At work.
    Active,
    /// Away by hand.
    Away,
}

/// Channel availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channels {
    /// Conversations and phone calls.
    All,
    /// Everything but phone calls.
    Conversations,
    /// Only phone calls.
    Phone,
}

/// What a phone is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneDoing {
    /// Nothing.
    Free,
    /// An offer rings.
    Ringing,
    /// On a call, also when the caller is on hold.
    OnCall,
    /// Finishing the work of a call.
    WrapUp,
}

/// What a teammate's phone is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneView {
    /// What.
    pub state: PhoneDoing,
    /// The offer that rings.
    pub offer: Option<u64>,
    /// The call it is about.
    pub call: Option<u64>,
    /// When the wrap-up ends by itself.
    pub until_ms: Option<i64>,
}

/// A teammate as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeammateView {
    /// Who.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The role.
    pub role: NameRef,
    /// The teams.
    pub teams: Vec<u64>,
    /// The own choice.
    pub status: Status,
    /// Channel availability.
    pub channels: Channels,
    /// The status shown: `Active`, `Away`, `Away: On a call`, `Away: Call wrap up`.
    pub shown: String,
    /// What the phone is doing.
    pub phone: PhoneView,
    /// Whether there is a proven phone client.
    pub has_client: bool,
    /// Whether a Help Desk tab is open.
    pub online: bool,
}

/// How a waiting call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitingStage {
    /// Nobody is rung.
    Queued,
    /// A teammate is rung.
    Ringing,
}

/// A call that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingCall {
    /// The call.
    pub call: u64,
    /// Its conversation.
    pub conversation: u64,
    /// Who calls.
    pub contact: ContactBrief,
    /// The team it waits for.
    pub team: NameRef,
    /// Since when.
    pub since_ms: i64,
    /// Its place in that team's queue, from 1.
    pub place: u32,
    /// How it stands.
    pub stage: WaitingStage,
    /// Who is rung.
    pub rings: Option<NameRef>,
}

/// The strip of figures: now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Strip {
    /// Calls that wait, those whose offer rings included.
    pub in_queue: u32,
    /// Those of them whose offer rings.
    pub ringing: u32,
    /// Calls in which somebody talks, or the caller is on hold.
    pub active: u32,
    /// Teammates available for phone, or handling a call.
    pub available: u32,
    /// When the longest waiting call began to wait.
    pub longest_wait_since_ms: Option<i64>,
    /// By team, in the order of their names.
    pub teams: Vec<StripTeam>,
}

/// A team's part of the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StripTeam {
    /// The team.
    pub team: NameRef,
    /// Calls that wait, those whose offer rings included.
    pub in_queue: u32,
    /// Calls in which somebody talks, or the caller is on hold.
    pub active: u32,
    /// Members available for phone, or handling a call.
    pub available: u32,
    /// When the longest waiting call began to wait.
    pub longest_wait_since_ms: Option<i64>,
}
