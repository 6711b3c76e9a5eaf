//! What an administrator decides: the workspace, its teams, teammates, channels, roles.
//! Saved whole, by `Input::SaveSettings`, with the version it was read at.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::destinations::Destinations;
use crate::hours::OfficeHours;
use crate::id::{ChannelId, NotificationId, RoleId, TagId, TeamId, TeammateId, WebhookId};
use crate::notify::NotificationSettings;
use crate::tag::TagSettings;
use crate::webhook::WebhookSettings;

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
    /// A role.
    Role(RoleId),
    /// A notification after calls.
    Notification(NotificationId),
    /// A tag.
    Tag(TagId),
    /// A webhook.
    Webhook(WebhookId),
}

impl Subject {
    /// The document's number among those of its kind; the workspace has none.
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Workspace => 0,
            Self::Team(id) => id.0,
            Self::Teammate(id) => id.0,
            Self::Channel(id) => id.0,
            Self::Role(id) => id.0,
            Self::Notification(id) => id.0,
            Self::Tag(id) => id.0,
            Self::Webhook(id) => id.0,
        }
    }
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
    /// A role.
    Role(RoleId, RoleSettings),
    /// A notification after calls.
    Notification(NotificationId, NotificationSettings),
    /// A tag.
    Tag(TagId, TagSettings),
    /// A webhook.
    Webhook(WebhookId, WebhookSettings),
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
            Self::Role(id, _) => Subject::Role(*id),
            Self::Notification(id, _) => Subject::Notification(*id),
            Self::Tag(id, _) => Subject::Tag(*id),
            Self::Webhook(id, _) => Subject::Webhook(*id),
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
    /// After how many days a recording is deleted; `None` keeps it.
    pub recordings_days: Option<u32>,
    /// After how many days a mail's words are deleted; `None` keeps them.
    pub mails_days: Option<u32>,
    /// Where calls may be placed to.
    pub destinations: Destinations,
}

/// A mail is looked up in the first weeks or never.
const MAILS_DAYS: u32 = 30;

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
            recordings_days: None,
            mails_days: Some(MAILS_DAYS),
            destinations: Destinations::default(),
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
    /// A retired team takes no new calls; its name stays in old logs.
    pub retired: Toggle,
}

/// A teammate's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeammateSettings {
    /// Shown name.
    pub name: String,
    /// The role, which says what the teammate may do; 0 is no role: takes calls, and
    /// nothing else.
    pub role: RoleId,
    /// SIP addresses of the teammate's phones, rung together; at most eight.
    pub sip_phones: Vec<String>,
    /// Whether the teammate still works here.
    pub employment: Employment,
}

impl Default for TeammateSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            role: NO_ROLE,
            sip_phones: Vec::new(),
            employment: Employment::Here,
        }
    }
}

/// The role of a teammate to whom none was given; it has no document.
pub const NO_ROLE: RoleId = RoleId(0);

/// A role: a named set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoleSettings {
    /// Shown name.
    pub name: String,
    /// What its holders may do.
    pub permissions: BTreeSet<Permission>,
}

impl RoleSettings {
    /// Whether its holders may do that, with what *owner* implies: an owner may do everything
    /// an administrator can give, but takes calls only where that is given.
    #[must_use]
    pub fn permits(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
            || (permission != Permission::TakesCalls
                && self.permissions.contains(&Permission::Owner))
    }
}

/// One thing that a role lets its holders do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Is rung for calls; the only one with an influence on assignment [002].
    TakesCalls,
    /// Listens in on other teammates' calls while they are under way [002]; nothing takes
    /// it yet. Recordings are heard by every teammate, and the audit log keeps by whom.
    ListenToCalls,
    /// Sees and changes workflows [000].
    WorkflowsAccess,
    /// Deletes recordings.
    DeleteRecordings,
    /// Changes the workspace, teams, channels and trunks.
    PhoneSettings,
    /// Changes teammates and roles, invites and removes.
    ManageTeammates,
    /// Changes another teammate's status and channel availability.
    ManageAvailability,
    /// Sees reports; nothing takes it yet.
    Reports,
    /// Erases a contact: names, numbers, words and recordings.
    EraseData,
    /// Everything, and alone gives and takes this one.
    Owner,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::TakesCalls,
        Self::ListenToCalls,
        Self::WorkflowsAccess,
        Self::DeleteRecordings,
        Self::PhoneSettings,
        Self::ManageTeammates,
        Self::ManageAvailability,
        Self::Reports,
        Self::EraseData,
        Self::Owner,
    ];

    /// Its name as people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TakesCalls => "takes calls",
            Self::ListenToCalls => "listen to calls",
            Self::WorkflowsAccess => "workflows access",
            Self::DeleteRecordings => "delete recordings",
            Self::PhoneSettings => "phone settings",
            Self::ManageTeammates => "manage teammates",
            Self::ManageAvailability => "manage availability",
            Self::Reports => "reports",
            Self::EraseData => "erase data",
            Self::Owner => "owner",
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
    /// A retired channel takes no calls, and its number is free for another.
    #[serde(default)]
    pub retired: Toggle,
}
