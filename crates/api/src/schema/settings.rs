//! The settings documents, as the desk writes them. These types describe the desk's own
//! to the page and are never held: a test writes every document of the desk through them
//! and back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Live, or a sandbox in which nothing is assigned by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceKind {
    /// Real work.
    Live,
    /// Calls are only taken by hand.
    Test,
}

/// Whether a teammate has to act to be connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerMode {
    /// The teammate presses *Answer*.
    ByHand,
    /// Calls connect without action and cannot be declined.
    Auto,
}

/// Whether a number that is known finds its contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberMatching {
    /// By phone number; several: the most recently active.
    MatchContact,
    /// A new lead for every call.
    AlwaysCreateLead,
}

/// An option that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Toggle {
    /// Off.
    Off,
    /// On.
    On,
}

/// When an office is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeHours {
    /// Day and night.
    Always,
    /// Set to out of office by hand.
    Closed,
    /// Weekly.
    Weekly {
        /// A time zone of the IANA database: `Europe/Berlin`.
        zone: String,
        /// Open spans; they may touch midnight but not cross it.
        open: Vec<OpenSpan>,
    },
}

/// One open span of a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenSpan {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// Minutes after local midnight, inclusive.
    pub from: u16,
    /// Minutes after local midnight, exclusive; at most 1440.
    pub to: u16,
}

/// A workspace's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// Shown name.
    pub name: String,
    /// Live or test.
    pub kind: WorkspaceKind,
    /// When the whole workspace is in the office.
    pub hours: OfficeHours,
    /// How long one phone rings, in milliseconds.
    pub ring_ms: u64,
    /// *Auto-answer mode*.
    pub answer_mode: AnswerMode,
    /// *Always create lead*.
    pub number_matching: NumberMatching,
    /// *Show team composition in conversation event log*.
    pub show_team_composition: Toggle,
    /// Whether a SIP phone counts as a phone client without an open Help Desk tab.
    pub sip_phone_is_client: Toggle,
    /// After how many days a recording is deleted; null keeps it.
    pub recordings_days: Option<u32>,
    /// After how many days a mail's words are deleted; null keeps them.
    pub mails_days: Option<u32>,
    /// Where calls may be placed to.
    pub destinations: Destinations,
}

/// What a rule says of the numbers it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// They may be called.
    Open,
    /// They may not.
    Closed,
}

/// Where calls of a workspace may be placed to, and how many an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Destinations {
    /// By the beginnings of numbers, such as `+49`; the longest that covers a number counts.
    pub rules: BTreeMap<String, Reach>,
    /// By role: rules that count for it instead.
    pub roles: BTreeMap<String, BTreeMap<String, Reach>>,
    /// Calls that one teammate may place within an hour.
    pub hourly_calls_of_teammate_max: u32,
    /// Calls that the whole workspace may place within an hour.
    pub hourly_calls_of_workspace_max: u32,
}

/// How a team's conversations are assigned; calls never ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentMethod {
    /// By hand.
    Manual,
    /// In turn.
    RoundRobin,
    /// Balanced.
    Balanced,
}

/// A team's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamSettings {
    /// Shown name.
    pub name: String,
    /// Its members.
    pub members: Vec<u64>,
    /// When the team is in the office.
    pub hours: OfficeHours,
    /// Conversations only.
    pub assignment: AssignmentMethod,
    /// Conversations only: how many open ones a teammate may have; 0 is no limit.
    pub conversation_limit: u32,
    /// The most calls that wait or ring at once; null is no limit.
    pub queue_max: Option<u32>,
    /// How long a caller may wait in one stay, in minutes; null is no limit.
    pub hold_limit_minutes: Option<u32>,
    /// Wrap-up after each call, in milliseconds; 0 is none.
    pub wrap_up_ms: u64,
    /// A retired team takes no new calls.
    pub retired: Toggle,
}

/// Whether a teammate still works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// Works here.
    Here,
    /// Removed: rings for nothing, keeps the name in old logs.
    Removed,
}

/// A teammate's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeammateSettings {
    /// Shown name.
    pub name: String,
    /// The role; 0 is none: takes calls, and nothing else.
    pub role: u64,
    /// SIP addresses of the teammate's phones, rung together; at most eight.
    pub sip_phones: Vec<String>,
    /// Whether the teammate still works here.
    pub employment: Employment,
}

/// One thing that a role lets its holders do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Is rung for calls.
    TakesCalls,
    /// Listens in on other teammates' calls while they are under way; nothing takes it yet.
    /// Recordings are heard by every teammate, and the audit log keeps by whom.
    ListenToCalls,
    /// Sees and changes workflows.
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

/// A role's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// Shown name.
    pub name: String,
    /// What its holders may do.
    pub permissions: Vec<Permission>,
}

/// Whether a channel's calls are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingMode {
    /// Never.
    Off,
    /// From the answer on.
    On,
    /// The caller hears an announcement first.
    WithConsentAnnouncement,
}

/// A phone channel's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelSettings {
    /// Shown name.
    pub name: String,
    /// The number that is called, in E.164.
    pub number: String,
    /// The team its calls go to.
    pub team: u64,
    /// Recording.
    pub recording: RecordingMode,
    /// A retired channel takes no calls, and its number is free for another.
    pub retired: Toggle,
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

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

    #[test]
    fn the_documents_are_described_as_the_desk_writes_them() {
        same::<_, WorkspaceSettings>(&desk::WorkspaceSettings::default());
        let destinations = json!({
            "rules": {"+49": "open", "+49900": "closed"},
            "roles": {"3": {"+1": "open"}},
        });
        let destinations: desk::Destinations = serde_json::from_value(destinations).unwrap();
        same::<_, Destinations>(&destinations);
        same::<_, TeamSettings>(&desk::TeamSettings::default());
        same::<_, TeammateSettings>(&desk::TeammateSettings::default());
        let roles = desk::RoleSettings {
            name: "Everything".to_owned(),
            permissions: desk::Permission::ALL.into(),
        };
        same::<_, RoleSettings>(&roles);
        let channel = json!({"name": "Hotline", "number": "+15550000", "team": 1});
        let channel: desk::ChannelSettings = serde_json::from_value(channel).unwrap();
        same::<_, ChannelSettings>(&channel);
    }

    #[test]
    fn every_choice_is_described_as_the_desk_writes_it() {
        use desk::{AssignmentMethod as Method, Employment as Works, RecordingMode as Recorded};
        for hours in [
            desk::OfficeHours::Always,
            desk::OfficeHours::Closed,
            desk::OfficeHours::Weekly {
                zone: "Europe/Berlin".to_owned(),
                open: vec![desk::OpenSpan { weekday: 1, from: 540, to: 1020 }],
            },
        ] {
            same::<_, OfficeHours>(&hours);
        }
        for method in [Method::Manual, Method::RoundRobin, Method::Balanced] {
            same::<_, AssignmentMethod>(&method);
        }
        for works in [Works::Here, Works::Removed] {
            same::<_, Employment>(&works);
        }
        for mode in [Recorded::Off, Recorded::On, Recorded::WithConsentAnnouncement] {
            same::<_, RecordingMode>(&mode);
        }
        for kind in [desk::WorkspaceKind::Live, desk::WorkspaceKind::Test] {
            same::<_, WorkspaceKind>(&kind);
        }
        for mode in [desk::AnswerMode::ByHand, desk::AnswerMode::Auto] {
            same::<_, AnswerMode>(&mode);
        }
        for matching in [desk::NumberMatching::MatchContact, desk::NumberMatching::AlwaysCreateLead]
        {
            same::<_, NumberMatching>(&matching);
        }
        for toggle in [desk::Toggle::Off, desk::Toggle::On] {
            same::<_, Toggle>(&toggle);
        }
    }
}
