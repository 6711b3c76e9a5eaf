//! What an administrator decides: the workspace, its teams, teammates and channels.
//! Saved whole, by `Input::SaveSettings`, with the version it was read at.

use serde::{Deserialize, Serialize};

use crate::hours::OfficeHours;
use crate::id::{ChannelId, TeamId, TeammateId};

/// What a settings document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// The workspace itself.
    Workspace,
    /// A team.
    Team(TeamId),
    /// A teammate.
    Teammate(TeammateId),
    /// A channel.
    Channel(ChannelId),
}

/// One settings document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Document {
    /// The workspace itself.
    Workspace(WorkspaceSettings),
    /// A team.
    Team(TeamId, TeamSettings),
    /// A teammate.
    Teammate(TeammateId, TeammateSettings),
    /// A channel.
    Channel(ChannelId, ChannelSettings),
}

impl Document {
    /// What this document is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match self {
            Self::Workspace(_) => Subject::Workspace,
            Self::Team(id, _) => Subject::Team(*id),
            Self::Teammate(id, _) => Subject::Teammate(*id),
            Self::Channel(id, _) => Subject::Channel(*id),
        }
    }
}

/// Live, or a sandbox in which nothing is assigned by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceKind {
    /// Real work.
    #[default]
    Live,
    /// Balanced assignment does not run; calls are only taken by hand [002].
    Test,
}

/// Whether a teammate has to act to be connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerMode {
    /// The teammate presses *Answer*.
    #[default]
    ByHand,
    /// Calls connect without action and cannot be declined [002].
    Auto,
}

/// Whether a number that is known finds its contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberMatching {
    /// By phone number; several: the most recently active [001].
    #[default]
    MatchContact,
    /// A new lead for every call [001].
    AlwaysCreateLead,
}

/// An option that is on or off, spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Toggle {
    /// Off.
    #[default]
    Off,
    /// On.
    On,
}

/// A workspace's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// Shown name.
    pub name: String,
    /// Live or test.
    pub kind: WorkspaceKind,
    /// When the whole workspace is in the office.
    pub hours: OfficeHours,
    /// How long one phone rings, in milliseconds; 30 s unless changed [001].
    pub ring_ms: u64,
    /// *Auto-answer mode* [002].
    pub answer_mode: AnswerMode,
    /// *Always create lead* [001].
    pub number_matching: NumberMatching,
    /// *Show team composition in conversation event log* [002].
    pub show_team_composition: Toggle,
    /// Whether a SIP phone counts as a phone client without an open Help Desk tab.
    pub sip_phone_is_client: Toggle,
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self {
            name: "Cordboard".to_owned(),
            kind: WorkspaceKind::Live,
            hours: OfficeHours::Always,
            ring_ms: 30_000,
            answer_mode: AnswerMode::ByHand,
            number_matching: NumberMatching::MatchContact,
            show_team_composition: Toggle::Off,
            sip_phone_is_client: Toggle::Off,
        }
    }
}

/// How a team's conversations are assigned. Calls never ask: they always use balanced
/// assignment [001, 002].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentMethod {
    /// By hand.
    #[default]
    Manual,
    /// In turn.
    RoundRobin,
    /// Balanced.
    Balanced,
}

/// A team's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeamSettings {
    /// Shown name.
    pub name: String,
    /// Its members.
    pub members: Vec<TeammateId>,
    /// When the team is in the office.
    pub hours: OfficeHours,
    /// Conversations only.
    pub assignment: AssignmentMethod,
    /// Conversations only: how many open ones a teammate may have; 0 is no limit.
    pub conversation_limit: u32,
    /// The most calls that wait or ring at once; `None` is no limit.
    pub queue_max: Option<u32>,
    /// How long a caller may wait in one stay, in minutes; `None` is no limit.
    pub hold_limit_minutes: Option<u32>,
    /// Wrap-up after each call, in milliseconds; 0 is none [001].
    pub wrap_up_ms: u64,
}

/// A teammate's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeammateSettings {
    /// Shown name.
    pub name: String,
    /// The permission *takes calls*, on unless taken away.
    pub takes_calls: Toggle,
    /// The permission *listen to calls*; has no influence on assignment [002].
    pub listens_to_calls: Toggle,
    /// SIP addresses of the teammate's phones, rung together; at most eight.
    pub sip_phones: Vec<String>,
    /// Whether the teammate still works here.
    pub employment: Employment,
}

impl Default for TeammateSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            takes_calls: Toggle::On,
            listens_to_calls: Toggle::Off,
            sip_phones: Vec::new(),
            employment: Employment::Here,
        }
    }
}

/// Whether a teammate still works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// Works here.
    #[default]
    Here,
    /// Removed: rings for nothing, keeps the name in old logs.
    Removed,
}

/// Whether a channel's calls are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingMode {
    /// Never.
    #[default]
    Off,
    /// From the answer on.
    On,
    /// The caller hears an announcement first; without it nothing is stored.
    WithConsentAnnouncement,
}

/// A phone channel's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSettings {
    /// Shown name.
    pub name: String,
    /// The number that is called, in E.164.
    pub number: String,
    /// The team its calls go to.
    pub team: TeamId,
    /// Recording.
    #[serde(default)]
    pub recording: RecordingMode,
}
