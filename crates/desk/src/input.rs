//! Everything that can happen to a desk. One closed enum: a newcomer who has read it
//! knows what can wake the product.

use serde::{Deserialize, Serialize};

use crate::id::{
    CallId, ContactId, ConversationId, LegId, MailId, OfferId, RecordingId, ResultId, TabId, TagId,
    TaskId, TeamId, TeammateId,
};
use crate::notify::{Addresses, JudgePart};
use crate::row::{MailFailure, Priority};
use crate::settings::{Document, Toggle};
use crate::time::Millis;

/// Something that happened, or that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The clock reached the desk's deadline (or is merely looked at).
    Tick,
    /// The process started again: what was live before is lost.
    Restarted,
    /// A caller's INVITE arrived on a trunk.
    CallArrived(Arrival),
    /// A leg rings at its far end.
    LegRinging(LegId),
    /// A leg is up: the far end of an outgoing one answered.
    LegAnswered(LegId),
    /// An outgoing leg ended before it was answered.
    LegRefused(LegId, LegRefusal),
    /// A leg is gone.
    LegGone(LegId, LegDeparture),
    /// The far end pressed its own hold key.
    LegHeld(LegId),
    /// The far end took us back.
    LegResumed(LegId),
    /// The browser phone that carried the leg lost its connection; the leg lives on
    /// without sound.
    LegParted(LegId),
    /// A browser phone carries the leg again.
    LegRejoined(LegId),
    /// A sound played once came to its end.
    PlayEnded(LegId),
    /// A recording's file is closed and good, `length_ms` long.
    RecordingStopped(RecordingId, RecordingFile),
    /// A recording could store nothing more; what there is was kept.
    RecordingFailed(RecordingId, RecordingFile),
    /// A Help Desk tab of the teammate holds a live connection; told again whenever
    /// its phone changes.
    TabOpened(TeammateId, TabId, TabPhone),
    /// That connection is lost.
    TabLost(TeammateId, TabId),
    /// A tab acknowledged the ring of an offer.
    RingAcknowledged(TeammateId, OfferId, TabId),
    /// A person asks for something.
    Command(TeammateId, Command),
    /// The operator or an administrator saves a settings document, read at `version`
    /// (0 when it is new).
    SaveSettings(Actor, u64, Document),
    /// The job to judge an ended call's notifications is being done.
    JudgeCall {
        /// The call.
        call: CallId,
        /// Which of them.
        part: JudgePart,
        /// The address people reach this house at, without a slash at its end.
        public_url: Option<String>,
        /// The domain of the mails' ids.
        mail_domain: String,
        /// The job's key, for its receipt.
        job: String,
    },
    /// The recipient's side took a mail.
    MailSent {
        /// The mail.
        mail: MailId,
        /// The job's key, for its receipt.
        job: String,
    },
    /// A mail will never be taken.
    MailFailed {
        /// The mail.
        mail: MailId,
        /// Why.
        why: MailFailure,
        /// The job's key, for its receipt.
        job: String,
    },
    /// These recordings were kept for as long as the workspace keeps recordings.
    RecordingsExpired {
        /// The recordings and their calls.
        recordings: Vec<(RecordingId, CallId)>,
    },
}

/// What a teammate may ask for. Answered with `Reply::Done` or a `Problem` that says
/// why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// Press *Answer* on a ringing offer, in a tab.
    Answer {
        /// The offer.
        offer: OfferId,
        /// The tab it is pressed in, whose browser phone will carry the call; `None`
        /// leaves the choice to the desk.
        #[serde(default)]
        tab: Option<TabId>,
    },
    /// Press *Decline*.
    Decline {
        /// The offer.
        offer: OfferId,
    },
    /// Take a waiting call by hand: `Manual answer requested by [name]`.
    Claim {
        /// The call.
        call: CallId,
    },
    /// Put the caller on hold.
    Hold {
        /// The call.
        call: CallId,
    },
    /// Take the caller back from hold.
    Resume {
        /// The call.
        call: CallId,
    },
    /// Silence one's own microphone, or not.
    Mute {
        /// The call.
        call: CallId,
        /// On or off.
        mute: Toggle,
    },
    /// Store nothing for a while.
    PauseRecording {
        /// The call.
        call: CallId,
    },
    /// Store again.
    ResumeRecording {
        /// The call.
        call: CallId,
    },
    /// End the call.
    End {
        /// The call.
        call: CallId,
    },
    /// Become Active, or Away by hand.
    SetStatus {
        /// Whose; oneself or, for a supervisor, another.
        teammate: TeammateId,
        /// The status.
        status: Status,
    },
    /// Choose what one is available for.
    SetChannels {
        /// Whose.
        teammate: TeammateId,
        /// All, Conversations or Phone.
        channels: Channels,
    },
    /// *Switch to active*: ends one's wrap-up.
    SwitchToActive,
    /// Put an internal note into a conversation.
    AddNote {
        /// The conversation.
        conversation: ConversationId,
        /// The words, at most 20,000 characters.
        body: String,
    },
    /// Assign a conversation, to a teammate, to a team, or to both; a waiting call
    /// stays queued and the assigned teammate may not answer it [001].
    Assign {
        /// The conversation.
        conversation: ConversationId,
        /// The new owner.
        teammate: Option<TeammateId>,
        /// The new team.
        team: Option<TeamId>,
    },
    /// Close a conversation.
    Close {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Open it again.
    Open {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Correct what is known of a contact. What is absent stays as it is; what is
    /// empty is taken away.
    EditContact {
        /// The contact.
        contact: ContactId,
        /// The name, at most 100 characters.
        #[serde(default)]
        name: Option<String>,
        /// The e-mail address, at most 254 characters.
        #[serde(default)]
        email: Option<String>,
    },
    /// Put a tag on a conversation.
    Tag {
        /// The conversation.
        conversation: ConversationId,
        /// The tag.
        tag: TagId,
    },
    /// Take a tag off a conversation.
    Untag {
        /// The conversation.
        conversation: ConversationId,
        /// The tag.
        tag: TagId,
    },
    /// Make a follow-up task for a conversation.
    CreateTask {
        /// The conversation.
        conversation: ConversationId,
        /// What is to be done, at most 200 characters.
        title: String,
        /// How urgent it is.
        priority: Priority,
        /// Whose it is, if anybody's.
        assignee: Option<TeammateId>,
        /// Until when it should be done.
        due: Option<Millis>,
    },
    /// Change a task: all its values but the title, which stays where it is absent.
    ChangeTask {
        /// The task.
        task: TaskId,
        /// What is to be done, at most 200 characters.
        #[serde(default)]
        title: Option<String>,
        /// How urgent it is.
        priority: Priority,
        /// Whose it is, if anybody's.
        assignee: Option<TeammateId>,
        /// Until when it should be done.
        due: Option<Millis>,
    },
    /// A task is done.
    FinishTask {
        /// The task.
        task: TaskId,
    },
    /// A task that was done is to be done again.
    ReopenTask {
        /// The task.
        task: TaskId,
    },
    /// Delete a recording everywhere.
    DeleteRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Erase everything that is known of a contact.
    EraseContact {
        /// The contact.
        contact: ContactId,
    },
    /// Send the mail of a result again, rendered anew; task and alert stay alone.
    ResendNotification {
        /// The result.
        result: ResultId,
        /// What the server knows of itself; never said by who asks.
        #[serde(skip)]
        addresses: Addresses,
    },
}

/// Whether a tab's browser has a working audio connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TabPhone {
    /// It could carry a call now.
    Ready,
    /// No microphone, or no connection for sound.
    NotReady,
}

/// A teammate's own choice; *On a call* and *Call wrap up* are derived from the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// At work.
    Active,
    /// Away by hand.
    #[default]
    Away,
}

/// Channel availability [002].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channels {
    /// Conversations and phone calls.
    #[default]
    All,
    /// Everything but phone calls.
    Conversations,
    /// Only phone calls.
    Phone,
}

impl Channels {
    /// Whether phone calls may come in.
    #[must_use]
    pub fn phone(self) -> bool {
        match self {
            Self::All | Self::Phone => true,
            Self::Conversations => false,
        }
    }
}

/// An incoming call as the trunk told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The caller's leg.
    pub leg: LegId,
    /// The number called, E.164 as far as the trunk sends it.
    pub called: String,
    /// The caller's number, `None` when withheld.
    pub caller: Option<String>,
    /// The caller's display name.
    pub caller_name: Option<String>,
}

/// Why an outgoing leg was never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegRefusal {
    /// Busy (486, 600).
    Busy,
    /// A person pressed *Decline* (603).
    Declined,
    /// Nobody there: no reply, or the address does not exist.
    Unreachable,
    /// No common codec, or the media could not be opened.
    MediaFailed,
    /// We gave it up ourselves.
    Cancelled,
}

/// Why a leg went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegDeparture {
    /// The far end hung up, or cancelled.
    HungUp,
    /// We asked for it.
    HungUpByUs,
    /// Nothing was heard for too long.
    Silent,
    /// The media could not be opened or died.
    MediaFailed,
    /// The signalling died, or the line knows no such leg any more.
    Lost,
}

/// Where a recording lies and how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingFile {
    /// Path of the closed file.
    pub path: String,
    /// Milliseconds of audio.
    pub length_ms: u64,
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The rules of the desk.
    Desk,
    /// The clock.
    Clock,
    /// The caller.
    Caller,
    /// A teammate.
    Teammate(TeammateId),
    /// The telephony edge: a fault, a vanished leg.
    Line,
    /// Whoever runs the machine.
    Operator,
}
