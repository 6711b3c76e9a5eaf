//! Tags: short words that people put on conversations.

use serde::{Deserialize, Serialize};

use crate::settings::Toggle;

/// A tag's settings. Any teammate may make one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagSettings {
    /// Shown name; no two tags in use have the same, however it is written.
    pub name: String,
    /// A retired tag stays where it is, and is not put on anything any more.
    pub retired: Toggle,
}
