//! The variables of mails and task titles [004], as they are written.

use serde::{Deserialize, Serialize};

/// What stands between the braces of `{{…}}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Variable {
    /// The full date and time of the call, 24 hours.
    ConversationDate,
    /// The time of the call, 12 hours.
    ConversationTime,
    /// How long the call took, `MM:SS`.
    ConversationDuration,
    /// How the call ended.
    ConversationStatus,
    /// Inbound or Outbound.
    ConversationDirection,
    /// What the call was about.
    ConversationSummary,
    /// What was said.
    ConversationTranscript,
    /// The conversation's page.
    ConversationUrl,
    /// The conversation's unique identifier.
    ConversationUuid,
    /// Who answered.
    AgentName,
    /// The workspace's name.
    AccountName,
    /// The customer's number; phone calls only.
    CustomerNumber,
    /// The customer's name; with a linked contact only.
    CustomerName,
    /// The customer's e-mail address; with a linked contact only.
    CustomerEmail,
    /// The number called; phone calls only.
    ToNumber,
    /// `dyn_…`: taken from what was said.
    Dynamic(String),
    /// No such variable: kept as it was written, and refused where it is saved.
    Unknown(String),
}

impl Variable {
    /// All system variables.
    pub const SYSTEM: [Self; 15] = [
        Self::ConversationDate,
        Self::ConversationTime,
        Self::ConversationDuration,
        Self::ConversationStatus,
        Self::ConversationDirection,
        Self::ConversationSummary,
        Self::ConversationTranscript,
        Self::ConversationUrl,
        Self::ConversationUuid,
        Self::AgentName,
        Self::AccountName,
        Self::CustomerNumber,
        Self::CustomerName,
        Self::CustomerEmail,
        Self::ToNumber,
    ];

    /// Its name, without braces.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::ConversationDate => "conversation_date",
            Self::ConversationTime => "conversation_time",
            Self::ConversationDuration => "conversation_duration",
            Self::ConversationStatus => "conversation_status",
            Self::ConversationDirection => "conversation_direction",
            Self::ConversationSummary => "conversation_summary",
            Self::ConversationTranscript => "conversation_transcript",
            Self::ConversationUrl => "conversation_url",
            Self::ConversationUuid => "conversation_uuid",
            Self::AgentName => "agent_name",
            Self::AccountName => "account_name",
            Self::CustomerNumber => "customer_number",
            Self::CustomerName => "customer_name",
            Self::CustomerEmail => "customer_email",
            Self::ToNumber => "to_number",
            Self::Dynamic(name) | Self::Unknown(name) => name,
        }
    }
}

/// The longest name after `dyn_`, in characters.
const DYNAMIC_CHARACTERS_MAX: usize = 40;

impl From<String> for Variable {
    fn from(name: String) -> Self {
        if let Some(system) = Self::SYSTEM.into_iter().find(|system| system.name() == name) {
            return system;
        }
        let dynamic = name.strip_prefix("dyn_").is_some_and(|rest| {
            (1..=DYNAMIC_CHARACTERS_MAX).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        });
        if dynamic { Self::Dynamic(name) } else { Self::Unknown(name) }
    }
}

impl From<Variable> for String {
    fn from(variable: Variable) -> Self {
        variable.name().to_owned()
    }
}
