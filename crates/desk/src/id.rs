//! Typed ids. Teams, teammates and channels are numbered by whoever sets the
//! workspace up; everything that happens is numbered by the fact that made it, so an
//! id is also a place in the log and nothing has to be counted beside it.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// One customer's desk; everything belongs to exactly one.
    WorkspaceId,
    /// A team, numbered by its administrator.
    TeamId,
    /// A teammate, numbered by the administrator.
    TeammateId,
    /// A channel, numbered by the administrator.
    ChannelId,
    /// A role, numbered by the administrator; 0 is nobody's document.
    RoleId,
    /// A fact's place in its workspace's log, 1, 2, 3, … without a gap.
    Seq,
    /// A contact: the place of its `ContactCreated`.
    ContactId,
    /// A conversation: the place of its `ConversationCreated`.
    ConversationId,
    /// A call: the place of its `CallArrived`.
    CallId,
    /// An offer of a call to one teammate: the place of its `CallOffered`.
    OfferId,
    /// A note: the place of its `NoteAdded`.
    NoteId,
    /// A recording: the place of its `RecordingStarted`.
    RecordingId,
    /// An open Help Desk tab of a teammate, numbered by the page itself.
    TabId,
    /// A notification after calls, numbered by the administrator.
    NotificationId,
    /// A tag, numbered by whoever made it.
    TagId,
    /// A webhook, numbered by the administrator.
    WebhookId,
    /// What became of one notification after one call: the place of its
    /// `NotificationJudged`.
    ResultId,
    /// A mail to one recipient: the place of its `MailQueued`.
    MailId,
    /// A follow-up task: the place of its `TaskCreated`.
    TaskId,
    /// A team alert: the place of its `TeamAlerted`.
    AlertId,
}

/// One leg of a call, as the desk names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LegId {
    /// The caller's leg, numbered by the line.
    Caller(u64),
    /// A leg towards one of a teammate's phones: the offer it belongs to, and which
    /// phone (0 is the browser, 1 the first SIP phone of the teammate's settings).
    Offer(OfferId, u8),
}

impl LegId {
    /// Whether it is a browser's leg, which rings in the teammate's tabs.
    #[must_use]
    pub fn is_tab(self) -> bool {
        match self {
            Self::Offer(_, phone) => phone == 0,
            Self::Caller(_) => false,
        }
    }
}
