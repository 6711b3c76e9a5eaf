//! Contacts, and finding them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ConversationItem, May};

/// A contact in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactBrief {
    /// The contact.
    pub id: u64,
    /// Its name, else its number, else what stands for both.
    pub name: String,
    /// Its number; null when withheld.
    pub number: Option<String>,
}

impl ContactBrief {
    /// The contact in one line.
    #[must_use]
    pub fn of(row: &desk::ContactRow, content: &desk::ContactContent) -> Self {
        let known =
            || crate::reads::contact_name(content.name.as_deref(), content.number.as_deref());
        let name = if row.erased.is_some() { crate::reads::ERASED.to_owned() } else { known() };
        Self { id: row.id.0, name, number: content.number.clone() }
    }
}

/// A contact and its conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The contact.
    pub id: u64,
    /// Its name, else its number, else what stands for both.
    pub name: String,
    /// Its number; null when withheld.
    pub number: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// When it was last heard of.
    pub last_active_ms: i64,
    /// Whether everything that was known of it was erased.
    pub erased: bool,
    /// What the viewer may do with it now: `edit_contact`, `erase_contact`.
    pub may: Vec<May>,
    /// Its last conversations, the last active first; fifty at most.
    pub conversations: Vec<ConversationItem>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchResult {
    /// Contacts whose name, number or e-mail address begins so.
    pub contacts: Vec<ContactBrief>,
    /// Their last conversations.
    pub conversations: Vec<ConversationItem>,
}
