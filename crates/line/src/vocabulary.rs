//! The words of the telephony edge: what can be asked of a leg, and what a leg tells.
//! Nothing here knows a team, a queue or a teammate.

use std::path::PathBuf;

/// One leg: a single SIP dialog with its media, or what a browser phone carries. Ids of
/// incoming legs are even and made by the line; ids of outgoing legs are odd and chosen by
/// whoever dials or connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LegId(pub u64);

/// One browser phone: one WebRTC connection, kept warm between calls. Chosen by whoever
/// opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneId(pub u64);

/// One stereo recording, chosen by whoever asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordingId(pub u64);

/// What a leg tells. Events of one leg arrive in order; `Refused` or `Gone` is its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegEvent {
    /// An INVITE from a configured trunk that passed every check. Nothing has been
    /// answered but 100; the leg lives until `Gone`, and is rejected with 408 after
    /// the set-up timeout if nobody answers or rejects it.
    Arrived(Arrival),
    /// An outgoing leg rings (180 or 183).
    Ringing {
        /// The leg.
        leg: LegId,
    },
    /// Outgoing: the far end's 200 was taken and media is agreed. Incoming: our 200
    /// was acknowledged.
    Answered {
        /// The leg.
        leg: LegId,
    },
    /// An outgoing leg ended before it was answered.
    Refused {
        /// The leg.
        leg: LegId,
        /// Why.
        why: Refusal,
    },
    /// The leg is gone: an incoming one at any stage, an outgoing one after its answer.
    Gone {
        /// The leg.
        leg: LegId,
        /// Why.
        why: Departure,
    },
    /// The first good RTP packet from the far end came in.
    MediaFlowing {
        /// The leg.
        leg: LegId,
    },
    /// The far end put us on hold by a re-INVITE (sendonly or inactive, RFC 3264 8.4).
    HeldByPeer {
        /// The leg.
        leg: LegId,
    },
    /// The far end took us back from hold.
    ResumedByPeer {
        /// The leg.
        leg: LegId,
    },
    /// A key pressed at the far end (RFC 4733): `0`-`9`, `*`, `#`, `A`-`D`.
    Digit {
        /// The leg.
        leg: LegId,
        /// The key.
        digit: char,
    },
    /// A sound asked for with `Repeat::Once` was played to its end.
    PlayEnded {
        /// The leg.
        leg: LegId,
        /// What was played.
        sound: Sound,
    },
    /// The recording's file is closed and good.
    RecordingStopped {
        /// The recording.
        recording: RecordingId,
        /// The stereo WAV file: caller left, desk right, 8 kHz, 16 bit.
        file: PathBuf,
        /// Its length, pauses not counted.
        length_ms: u64,
    },
    /// Nothing more can be stored (disk full, folder gone); what was stored until now
    /// is kept. The call goes on.
    RecordingFailed {
        /// The recording.
        recording: RecordingId,
        /// What was stored.
        file: PathBuf,
        /// The length stored.
        length_ms: u64,
        /// One sentence for the log.
        why: String,
    },
    /// A browser phone is connected and encrypted: it can carry a leg.
    PhoneUp {
        /// The phone.
        phone: PhoneId,
    },
    /// A browser phone is gone: closed, without a sign of life for eight seconds, or never
    /// connected. Told once of each phone that was opened; of one that is opened anew only
    /// when it was up.
    PhoneDown {
        /// The phone.
        phone: PhoneId,
    },
    /// The phone that carried this leg is gone, carries another leg now, or was not up when
    /// it was asked to. The leg, its bridge and its recording go on without sound.
    Parted {
        /// The leg.
        leg: LegId,
    },
    /// The leg is carried by a phone again, or by another one.
    Rejoined {
        /// The leg.
        leg: LegId,
    },
}

/// An incoming call as the trunk told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The new leg.
    pub leg: LegId,
    /// The name of the trunk in the configuration.
    pub trunk: String,
    /// The caller's number as sent (user part of P-Asserted-Identity where the trunk
    /// is trusted for it, else of From); `None` when withheld (RFC 3323, anonymous).
    pub caller: Option<String>,
    /// The caller's display name, with control characters removed, at most 80 characters.
    pub caller_name: Option<String>,
    /// The number that was called (user part of the request URI).
    pub called: String,
    /// The dialog's Call-ID, for logs.
    pub sip_call_id: String,
}

/// Why an outgoing leg was never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 486 or 600.
    Busy,
    /// 603, or any other deliberate rejection by a person (the Decline button).
    Declined,
    /// Nobody there: transaction timeout, 404, 408, 480, 503, transport error.
    Unreachable,
    /// The far end agreed on no codec (488, 606), or its answer is unusable.
    MediaFailed,
    /// Another final failure, with its SIP status code; 503 when no RTP port of ours is
    /// free, which says nothing about the phone.
    Failed(u16),
    /// We hung up before it was answered.
    Cancelled,
}

/// Why a leg went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// The far end sent BYE.
    HungUp,
    /// The caller cancelled before an answer.
    Cancelled,
    /// We asked for it.
    HungUpByUs,
    /// No RTP for the silence limit while some was expected, or a session timer ran out.
    Silent,
    /// Media could not be agreed or opened after the leg existed.
    MediaFailed,
    /// The signalling failed (no ACK, transport error).
    SignallingFailed,
    /// Nobody answered or rejected it within the set-up timeout.
    SetupTimeout,
}

/// What can be asked of the line. A command for a leg that does not exist (any more)
/// is ignored: its `Gone` is already on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegCommand {
    /// Incoming: send 180.
    Ring {
        /// The leg.
        leg: LegId,
    },
    /// Incoming: send 200 and open media.
    Answer {
        /// The leg.
        leg: LegId,
    },
    /// Incoming, not yet answered: a final failure.
    Reject {
        /// The leg.
        leg: LegId,
        /// SIP status, 400 to 699.
        status: u16,
    },
    /// Make an outgoing leg.
    Dial {
        /// Its id, odd, never used before.
        leg: LegId,
        /// A SIP URI, `sip:ana@127.0.0.1:5070;transport=tcp` for example.
        to: String,
        /// The number shown to the far end; `None` shows anonymous.
        caller: Option<String>,
        /// The name shown to the far end.
        caller_name: Option<String>,
        /// Ask the phone to answer by itself (`Call-Info: answer-after=0` and
        /// `Alert-Info`), for auto-answer mode and claimed calls.
        auto_answer: bool,
    },
    /// Have a leg carried by a browser phone. A leg that does not exist is made and is
    /// answered at once (`Answered`); one that exists is moved there (`Rejoined`), and its
    /// bridge, mute, sound and recordings go on. When the phone is not up, a new leg is
    /// `Gone` with `MediaFailed` and an old one `Parted`. A phone carries one leg; the one
    /// before is parted.
    Connect {
        /// Its id, odd.
        leg: LegId,
        /// The phone.
        phone: PhoneId,
    },
    /// The test call: the browser hears itself again, about half a second later. Ends when
    /// the phone is to carry a leg.
    Echo {
        /// The phone.
        phone: PhoneId,
        /// On or off.
        on: Switch,
    },
    /// End the leg whatever its state: CANCEL, BYE, or 487 for an incoming one. The browser
    /// phone that carried it stays warm.
    HangUp {
        /// The leg.
        leg: LegId,
    },
    /// Play a sound to the far end, instead of whatever it heard before. On a bridged
    /// leg it replaces the peer's audio until it ends.
    Play {
        /// The leg.
        leg: LegId,
        /// What.
        sound: Sound,
        /// How often.
        repeat: Repeat,
    },
    /// Stop playing; a bridged leg hears its peer again, another one silence.
    StopPlay {
        /// The leg.
        leg: LegId,
    },
    /// Let two answered legs hear each other; replaces earlier bridges of both and
    /// stops what is played to them.
    Bridge {
        /// One.
        a: LegId,
        /// The other.
        b: LegId,
    },
    /// Part the leg from its peer; both hear silence until told otherwise.
    Unbridge {
        /// The leg.
        leg: LegId,
    },
    /// While on, nobody hears (and no recording stores) what the far end says, digits
    /// included. Its silence never counts as vanished.
    Mute {
        /// The leg.
        leg: LegId,
        /// On or off.
        on: Switch,
    },
    /// Start a recording: left what `caller` says, right what `desk` says, each only
    /// while the other could hear it (bridged, not muted); silence else.
    Record {
        /// Its id.
        recording: RecordingId,
        /// The left channel.
        caller: LegId,
        /// The right channel.
        desk: LegId,
        /// File to make, inside an existing folder.
        file: PathBuf,
    },
    /// Replace the leg of the right channel (another teammate answered).
    RecordDesk {
        /// The recording.
        recording: RecordingId,
        /// The new right channel.
        desk: LegId,
    },
    /// Store nothing from now on; the pause is cut out of the file.
    PauseRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Store again.
    ResumeRecording {
        /// The recording.
        recording: RecordingId,
    },
    /// Close the file; answered by `RecordingStopped` or `RecordingFailed`, in any case: for
    /// a recording that is over the same is told again, for one that is not known a failure
    /// of length 0 with an empty path. A recording whose caller leg goes stops by itself.
    StopRecording {
        /// The recording.
        recording: RecordingId,
    },
}

/// On or off, spelled out at the place of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// What a browser phone and the line send each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneCodec {
    /// G.711, the trunk's own codec: passed through untouched, 64 kbit/s and more.
    G711,
    /// Opus where the browser has it, for bad networks: a third of the bandwidth, and it
    /// hides lost packets; costs about one per cent of a core a call.
    Opus,
}

/// Why a browser phone was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneRefused {
    /// No address is configured for browser phones.
    #[error("browser phones are switched off on this server")]
    SwitchedOff,
    /// All phones the server carries are open.
    #[error("the server carries no more than {most} browser phones at once")]
    TooMany {
        /// The limit.
        most: usize,
    },
    /// The offer is too long, broken, or nothing a browser would say.
    #[error("the browser's audio offer cannot be used: {why}")]
    BadOffer {
        /// What is wrong, as half a sentence.
        why: String,
    },
    /// The offer has no audio, or no codec of ours.
    #[error("the browser offers neither PCMU, PCMA nor Opus audio")]
    NoCodec,
    /// The line has ended.
    #[error("the telephony side has been stopped")]
    Stopped,
}

/// What a trunk said to OPTIONS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrunkTest {
    /// It is there.
    Answered {
        /// Its SIP status; any answer shows that the way there and back is open.
        status: u16,
        /// How long it took, in milliseconds.
        ms: u64,
    },
    /// Nothing came back within three seconds.
    Silent,
    /// The system would not send it.
    Refused {
        /// What it said.
        why: String,
    },
}

/// A sound shipped with the program, or a file of the operator's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sound {
    /// Two tones, 440 and 480 Hz, 2 s on and 4 s off.
    Ringback,
    /// The music of the queue and of a held call.
    HoldMusic,
    /// A spoken announcement.
    Announcement(Announcement),
    /// A WAV file, 8 kHz mono 16 bit, already checked.
    File(PathBuf),
}

/// The announcements shipped with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Announcement {
    /// "All of our lines are busy right now. Please call again later."
    QueueFull,
    /// "Nobody is here to take your call right now. Please call again later."
    NobodyAvailable,
    /// "Our office is closed at the moment. Please call again during our office hours."
    OfficeClosed,
    /// "We are sorry that you waited so long. Please call again later."
    WaitedTooLong,
    /// "This call will be recorded."
    RecordingConsent,
    /// "Welcome. Please hold; the next free colleague will take your call."
    PleaseHold,
    /// "We are sorry, something went wrong. Please call again."
    Sorry,
}

/// How often a sound plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// To its end, then `PlayEnded`.
    Once,
    /// Until something else is asked.
    Forever,
}

/// What the line holds of one leg, for the comparison with what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The leg.
    pub leg: LegId,
    /// Has it been answered.
    pub answered: bool,
    /// The leg it is bridged with.
    pub bridged_with: Option<LegId>,
}
