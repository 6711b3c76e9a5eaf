//! Settings documents with their versions, and trunks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ChannelSettings, NameRef, NotificationSettings, RoleSettings, TagSettings, TeamSettings,
    TeammateSettings, WebhookSettings, WorkspaceSettings,
};

/// Everything an administrator decides.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Settings {
    /// The workspace itself.
    pub workspace: WorkspaceDoc,
    /// Its teams, by id.
    pub teams: Vec<TeamDoc>,
    /// Its teammates, by id.
    pub teammates: Vec<TeammateDoc>,
    /// Its channels, by id.
    pub channels: Vec<ChannelDoc>,
    /// Its roles, by id.
    pub roles: Vec<RoleDoc>,
    /// Its trunks, by name; for those who may change them.
    pub trunks: Vec<TrunkView>,
    /// Its notifications, by id; for those who may change them.
    pub notifications: Vec<NotificationDoc>,
    /// Its tags, by id.
    pub tags: Vec<TagDoc>,
    /// Its webhooks, by id; for those who may change them.
    pub webhooks: Vec<WebhookDoc>,
}

/// The workspace's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkspaceDoc {
    /// Always 0: there is one.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = WorkspaceSettings)]
    pub document: desk::WorkspaceSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A team's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamDoc {
    /// The team.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = TeamSettings)]
    pub document: desk::TeamSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A teammate's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeammateDoc {
    /// The teammate.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = TeammateSettings)]
    pub document: desk::TeammateSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A channel's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChannelDoc {
    /// The channel.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = ChannelSettings)]
    pub document: desk::ChannelSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A role's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoleDoc {
    /// The role.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = RoleSettings)]
    pub document: desk::RoleSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A notification's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotificationDoc {
    /// The notification.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = NotificationSettings)]
    pub document: desk::NotificationSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A tag's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagDoc {
    /// The tag.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = TagSettings)]
    pub document: desk::TagSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
}

/// A webhook's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookDoc {
    /// The webhook.
    pub id: u64,
    /// Which version this is; sent back with a change.
    pub version: u64,
    /// The document.
    #[schema(value_type = WebhookSettings)]
    pub document: desk::WebhookSettings,
    /// Whether the configuration file sets it anew at every start.
    pub from_file: bool,
    /// Whether it has a secret; without one it is told nothing.
    pub has_secret: bool,
}

macro_rules! changes {
    ($($(#[$doc:meta])* $change:ident, $new:ident, $described:ty, $document:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $change {
            /// The version it was read at.
            pub version: u64,
            /// The document, whole.
            #[schema(value_type = $described)]
            pub document: $document,
        }

        $(#[$doc])*
        /// A new one: its id is chosen by the server.
        #[derive(Debug, Clone, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $new {
            /// The document, whole.
            #[schema(value_type = $described)]
            pub document: $document,
        }
    )*};
}

changes! {
    /// A team's new settings.
    TeamChange, NewTeam, TeamSettings, desk::TeamSettings;
    /// A channel's new settings.
    ChannelChange, NewChannel, ChannelSettings, desk::ChannelSettings;
    /// A role's new settings.
    RoleChange, NewRole, RoleSettings, desk::RoleSettings;
    /// A notification's new settings.
    NotificationChange, NewNotification, NotificationSettings, desk::NotificationSettings;
    /// A tag's new settings.
    TagChange, NewTag, TagSettings, desk::TagSettings;
    /// A webhook's new settings.
    WebhookChange, NewWebhook, WebhookSettings, desk::WebhookSettings;
}

/// The workspace's new settings.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceChange {
    /// The version it was read at.
    pub version: u64,
    /// The document, whole.
    #[schema(value_type = WorkspaceSettings)]
    pub document: desk::WorkspaceSettings,
}

/// A teammate's new settings.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeammateChange {
    /// The version it was read at.
    pub version: u64,
    /// The document, whole.
    #[schema(value_type = TeammateSettings)]
    pub document: desk::TeammateSettings,
}

/// A document was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Saved {
    /// Its version now.
    pub version: u64,
}

/// A new document was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Created {
    /// The id it was given.
    pub id: u64,
    /// Its version now.
    pub version: u64,
}

/// Who brings calls in, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrunkView {
    /// Its name.
    pub name: String,
    /// Which version this is; 0 for one of the configuration file.
    pub version: u64,
    /// How it is known, and what is believed of it.
    pub document: TrunkSettings,
    /// Whether it stands in the configuration file, and is changed only there.
    pub from_file: bool,
}

/// A trunk's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkSettings {
    /// How its calls are known.
    pub access: TrunkAccess,
    /// Whether its P-Asserted-Identity is believed.
    pub trust_identity: super::Toggle,
}

/// How a trunk's calls are known.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum TrunkAccess {
    /// By where they come from.
    Addresses {
        /// IP addresses, or blocks such as `192.0.2.0/24`.
        addresses: Vec<String>,
    },
    /// By a name and a password.
    Digest {
        /// The name.
        user: String,
        /// The password. Written only: null in every answer, and null in a change keeps
        /// the one there is.
        #[serde(default)]
        password: Option<String>,
        /// The realm; `cordboard` unless given.
        #[serde(default)]
        realm: Option<String>,
    },
}

impl std::fmt::Debug for TrunkAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Addresses { addresses } => {
                f.debug_struct("Addresses").field("addresses", addresses).finish()
            }
            Self::Digest { user, realm, .. } => {
                f.debug_struct("Digest").field("user", user).field("realm", realm).finish()
            }
        }
    }
}

/// A trunk's new settings.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkChange {
    /// The version it was read at; 0 for a new one.
    pub version: u64,
    /// The document, whole.
    pub document: TrunkSettings,
}

/// Where to ask whether a trunk answers.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkTest {
    /// The address and port to ask; null: the trunk's own first address at port 5060.
    #[serde(default)]
    pub to: Option<String>,
}

/// What became of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrunkTested {
    /// Whether it answered.
    pub ok: bool,
    /// What happened, and what to do about it.
    pub sentence: String,
}

/// What would happen to a call to a channel's number now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RouteView {
    /// In one sentence.
    pub sentence: String,
    /// Who would be rung.
    pub rings: Option<NameRef>,
}
