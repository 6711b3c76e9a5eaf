//! Signing in, and who may.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NameRef, Permission, WorkspaceKind};

/// What a page may know before anybody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HouseState {
    /// The workspace's name.
    pub workspace_name: String,
    /// Nobody has an account yet.
    pub setup_needed: bool,
    /// Whether whoever asks is signed in.
    pub signed_in: bool,
    /// Whether the browser will give its microphone: HTTPS, or this machine.
    pub secure: bool,
    /// Whether this is the demo.
    pub demo: bool,
}

/// Sets the desk up: the first account, an owner's.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The one-time token that the first start printed.
    pub token: String,
    /// The workspace's name.
    pub workspace_name: String,
    /// The owner's name.
    pub name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The owner's password.
    pub password: String,
}

/// Signs in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The teammate.
    pub teammate: u64,
    /// The name.
    pub name: String,
    /// The e-mail address; empty for who came by a link and has no account.
    pub email: String,
    /// The role.
    pub role: NameRef,
    /// What the role allows.
    #[schema(value_type = Vec<Permission>)]
    pub permissions: Vec<desk::Permission>,
    /// The workspace.
    pub workspace: WorkspaceBrief,
    /// Whether the browser will give its microphone: HTTPS, or this machine.
    pub secure: bool,
}

/// A workspace in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkspaceBrief {
    /// Its name.
    pub name: String,
    /// Live or test.
    #[schema(value_type = WorkspaceKind)]
    pub kind: desk::WorkspaceKind,
}

/// One of the viewer's own sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// The session.
    pub id: u64,
    /// When it began.
    pub created_ms: i64,
    /// When it was last used.
    pub last_seen_ms: i64,
    /// When it ends by itself.
    pub expires_ms: i64,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Changes one's password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one until now.
    pub current: String,
    /// The one from now on.
    pub new: String,
}

/// Invites somebody.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: u64,
    /// The teams.
    pub teams: Vec<u64>,
}

/// An invitation just made; its link is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invited {
    /// The invitation.
    pub id: u64,
    /// The link to hand on.
    pub link: String,
    /// When it ends.
    pub expires_ms: i64,
}

/// An invitation that waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// The invitation.
    pub id: u64,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: u64,
    /// The teams.
    pub teams: Vec<u64>,
    /// Who invited.
    pub invited_by: Option<NameRef>,
    /// When it was made.
    pub created_ms: i64,
    /// When it ends.
    pub expires_ms: i64,
}

/// What an invited person sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenInvitation {
    /// Where to.
    pub workspace_name: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// Accepts an invitation.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The link's token.
    pub token: String,
    /// The name, as the person writes it.
    pub name: String,
    /// The password.
    pub password: String,
}
