//! What goes over the live connection, both ways.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::schema::{
    AlertView, CallStage, Channels, ContactBrief, ConversationItem, May, NameRef, PhoneView,
    Status, Strip, TeammateView,
};

/// The longest message of a page: a hello with room to spare.
pub(super) const FROM_PAGE_BYTES_MAX: usize = 1_024;

/// What a page says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromPage {
    /// First of all: who this is.
    Hello {
        /// A whole number below 2^53, made by the page when it was loaded.
        tab: u64,
        /// The browser's own name for itself, the same in all its tabs.
        browser: String,
        /// The last `seq` the page holds.
        #[serde(default)]
        after: Option<u64>,
        /// The epoch it belongs to.
        #[serde(default)]
        epoch: Option<i64>,
    },
    /// This tab rings, and a person can notice it.
    Ringing {
        /// The offer.
        offer: u64,
    },
    /// The page is alive: its answer to a tick.
    Pong,
}

/// What the server says.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToPage {
    /// The connection stands.
    Welcome {
        /// Which start of the server this is.
        epoch: i64,
        /// Where the stream goes on from.
        seq: u64,
        /// Whether what the page holds is still good; otherwise it reads everything anew.
        resumed: bool,
        /// The server's clock.
        server_ms: i64,
    },
    /// What has changed since the frame before.
    Changes(Box<Changes>),
    /// The viewer's own state, whole.
    Me {
        /// The state.
        me: Box<MyState>,
    },
    /// A call rings here.
    Ring(Box<Ring>),
    /// It rings no more.
    StopRing {
        /// The offer.
        offer: u64,
        /// `answered`, `answered_elsewhere`, `declined`, `missed`, `caller_gone`,
        /// `claimed`, `frozen`, …
        why: &'static str,
        /// The same for a person.
        sentence: &'static str,
    },
    /// The viewer's alerts have changed.
    Alert {
        /// How many the viewer has not seen.
        unseen: u64,
        /// The newest, when it is new; null: something was seen.
        newest: Option<Box<AlertView>>,
    },
    /// The viewer's tasks have changed.
    Tasks {
        /// How many open tasks the viewer has.
        mine_open: u64,
    },
    /// The connection lives; to be answered by a pong.
    Tick {
        /// The server's clock.
        server_ms: i64,
    },
    /// The connection ends.
    Bye {
        /// Why.
        why: Bye,
        /// What to do, for a person.
        sentence: &'static str,
    },
}

/// What has changed, as it is now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Changes {
    /// The last line of the log that is told here.
    pub seq: u64,
    /// The `seq` of the frame before; when the page holds another, it has missed something.
    pub previous: u64,
    /// Calls.
    pub calls: Vec<CallView>,
    /// Conversations.
    pub conversations: Vec<ConversationItem>,
    /// Teammates.
    pub teammates: Vec<TeammateView>,
    /// Settings documents to read anew: `workspace`, `team/3`, `contact/9`.
    pub settings: Vec<String>,
    /// The figures of this moment.
    pub strip: Option<Strip>,
}

/// A call on the live stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallView {
    /// The call.
    pub id: u64,
    /// The conversation it lives in.
    pub conversation: u64,
    /// Who calls.
    pub contact: ContactBrief,
    /// Where it came in.
    pub channel: NameRef,
    /// The team it waits for or belongs to.
    pub team: Option<NameRef>,
    /// Who is rung, or talks.
    pub teammate: Option<NameRef>,
    /// Where it stands.
    pub stage: CallStage,
    /// Since when it stands there.
    pub since_ms: i64,
    /// When it was placed.
    pub placed_ms: i64,
    /// When a teammate answered first.
    pub answered_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// Its outcome's stable name, once ended.
    pub outcome: Option<String>,
    /// The outcome in words.
    pub outcome_words: Option<String>,
    /// Its place in the queue when this was made, from 1.
    pub place: Option<u32>,
}

/// A call that rings here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ring {
    /// The offer.
    pub offer: u64,
    /// The call.
    pub call: u64,
    /// Its conversation.
    pub conversation: u64,
    /// Who calls.
    pub contact: ContactBrief,
    /// For which team.
    pub team: NameRef,
    /// Where it came in.
    pub channel: NameRef,
    /// `picked`, `auto_answered` or `claimed`.
    pub how: &'static str,
    /// When the ring ends.
    pub ring_until_ms: i64,
    /// The server's clock.
    pub server_ms: i64,
    /// Whether it connects without a press, once this tab says that it rings.
    pub auto: bool,
}

/// Where a teammate stands, and what the teammate may do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyState {
    /// Who.
    pub teammate: u64,
    /// The own choice.
    pub status: Status,
    /// Channel availability.
    pub channels: Channels,
    /// What others see: `Active`, `Away: On a call`, ….
    pub shown: &'static str,
    /// What the phone is doing.
    pub phone: PhoneView,
    /// Whether a call could ring here now.
    pub ready: bool,
    /// Why not.
    pub reasons: Vec<Reason>,
    /// The call under way.
    pub call: Option<MyCall>,
    /// Whether waiting calls can be taken by hand, and of which teams.
    pub claim: Claim,
    /// The tab whose browser phone carries the call, or would carry the next one.
    pub phone_tab: Option<u64>,
    /// Whether calls connect without action.
    pub auto_answer: bool,
    /// When the wrap-up ends by itself.
    pub wrap_up_until_ms: Option<i64>,
}

/// One reason, for the program and for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reason {
    /// A stable code.
    pub code: String,
    /// One sentence that says what to do.
    pub sentence: String,
}

/// Taking waiting calls by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Claim {
    /// The teams whose calls may be taken by this person.
    pub teams: Vec<u64>,
    /// Why none can be taken now; `null` when they can.
    pub reason: Option<String>,
}

/// The call that a teammate is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyCall {
    /// The call.
    pub id: u64,
    /// Its conversation.
    pub conversation: u64,
    /// Who is on the other side.
    pub contact: ContactBrief,
    /// For which team.
    pub team: Option<NameRef>,
    /// Where it came in.
    pub channel: NameRef,
    /// `talking` or `on_hold`.
    pub stage: CallStage,
    /// Whether this side's audio is lost and is waited for.
    pub parted: bool,
    /// When it was answered first.
    pub answered_ms: Option<i64>,
    /// Since when it is in this stage.
    pub since_ms: i64,
    /// Whether this side's microphone is silenced.
    pub muted: bool,
    /// Whether it is stored.
    pub recording: RecordingNow,
    /// What may be done with it.
    pub may: Vec<May>,
}

/// Whether what is said is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingNow {
    /// It is not.
    Off,
    /// It is.
    Running,
    /// Not for a while.
    Paused,
}

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bye {
    /// The session is over.
    SignedOut,
    /// The teammate was removed.
    Removed,
    /// The tab has a newer connection, or its number is somebody else's.
    Replaced,
    /// The page did not take what was sent.
    TooSlow,
    /// The server ends.
    Stopping,
}

impl Bye {
    /// What to do, for a person.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out; sign in again to go on.",
            Self::Removed => "Your account was removed; ask an administrator.",
            Self::Replaced => "This tab is connected a second time; reload it if it stays silent.",
            Self::TooSlow => "The connection is too slow; it is made again.",
            Self::Stopping => "The server is ending; the page connects again when it is back.",
        }
    }
}

impl ToPage {
    /// The frame as text.
    #[must_use]
    pub fn text(&self) -> axum::extract::ws::Utf8Bytes {
        // Plain structs with string keys: there is nothing in them that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}
