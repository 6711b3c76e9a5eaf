//! One end of one call: a caller's or a desk phone's. A state machine without
//! I/O; its inputs are datagrams, orders from a handle, and the clock.

mod answering;
mod asking;
mod clock;
mod ending;
mod midcall;

use crate::media::{Far, Stream};
use crate::outside::{Door, Outside};
use crate::plan::Act;
use crate::sip::dialog::Dialog;
use crate::sip::digest::Credentials;
use crate::sip::message::Method;
use crate::sip::reply::Echo;
use crate::sip::resend::Resend;
use crate::sip::sdp::{Agreed, Codecs, Direction, Ours, Remote};
use crate::view::{CallState, CallView, Event};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Names a leg. It is our tag in the leg's dialog, so that whatever belongs to
/// the dialog finds its leg without a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LegKey(u64);

impl LegKey {
    pub(crate) fn new(chance: u64) -> LegKey {
        LegKey(chance)
    }

    pub(crate) fn tag(self) -> String {
        format!("{:016x}", self.0)
    }

    pub(crate) fn of_tag(tag: &str) -> Option<LegKey> {
        // Only what we have written ourselves, letter for letter.
        u64::from_str_radix(tag, 16).ok().map(LegKey).filter(|key| key.tag() == tag)
    }
}

/// Whose end it is.
#[derive(Debug)]
pub(crate) enum Face {
    Caller(watch::Sender<CallView>),
    Phone(Arc<str>),
}

/// Where the leg stands in SIP; what people see is its [`CallView`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Our INVITE has no final answer yet.
    Calling,
    /// The far side's INVITE has none yet.
    Alerting,
    /// The dialog stands.
    Talking,
    /// Our BYE is out.
    Closing,
    /// Over; stays for stragglers (RFC 3261, timers D, I and J).
    Over,
    /// Answers nothing, as if the network were gone.
    Deaf,
}

/// An INVITE of ours that waits for its final answer.
#[derive(Debug)]
struct Invite {
    purpose: Purpose,
    seq: u32,
    branch: String,
    /// The Authorization line that went with it, with its line end.
    authorization: String,
    /// Until the first provisional answer.
    resend: Option<Resend>,
    cancel: Cancel,
    /// After a CANCEL the final answer is not waited for for ever.
    give_up: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Call,
    /// A re-INVITE that holds or resumes.
    Reinvite(Hold),
}

/// Whether we keep the far side on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cancel {
    No,
    /// No CANCEL may go before a provisional answer (RFC 3261, 9.1).
    Wanted,
    Sent,
}

/// A BYE or CANCEL of ours that waits for its answer.
#[derive(Debug)]
struct Pending {
    method: Method,
    seq: u32,
    tried_credentials: bool,
    resend: Resend,
}

/// The ACK of the last final answer, for when that answer comes again.
#[derive(Debug)]
struct Acked {
    seq: u32,
    text: String,
    to: SocketAddr,
}

/// The far side's INVITE that we answer.
#[derive(Debug)]
struct Owed {
    seq: u32,
    echo: Echo,
    /// The last answer, for when the INVITE comes again.
    last: String,
    progress: Progress,
    /// The INVITE had no offer: ours is in the 200, the answer in the ACK.
    late_offer: bool,
}

#[derive(Debug)]
enum Progress {
    /// No final answer yet.
    Open,
    /// A final answer went out, and goes again until the ACK.
    Unacknowledged {
        resend: Resend,
        accepted: bool,
    },
    Acknowledged,
}

#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) key: LegKey,
    door: Door,
    pub(crate) dialog: Dialog,
    pub(crate) face: Face,
    /// The caller's number, as far as this end knows it.
    pub(crate) caller: Option<Arc<str>>,
    stage: Stage,
    pub(crate) view: CallView,
    /// The view has changed since it was last shown.
    pub(crate) changed: bool,
    pub(crate) stream: Option<Arc<Stream>>,
    codecs: Codecs,
    sdp_version: u32,
    credentials: Option<Credentials>,
    invite: Option<Invite>,
    pending: Vec<Pending>,
    acked: Option<Acked>,
    owed: Option<Owed>,
    /// We hung up before the ACK of our 200 came; the BYE waits for it
    /// (RFC 3261, 15).
    bye_after_ack: bool,
    /// What the far side said last about its sound.
    remote: Option<Remote>,
    hold: Hold,
    /// When to repeat a re-INVITE that met one of the far side's (14.1).
    reinvite_at: Option<Instant>,
    act: Option<(Instant, Act)>,
    talk: Option<Duration>,
    hang_up_at: Option<Instant>,
    gone_at: Option<Instant>,
    /// The earliest entry of this leg in the exchange's timers.
    pub(crate) scheduled: Option<Instant>,
}

/// What a new leg starts from.
pub(crate) struct Start {
    pub(crate) key: LegKey,
    pub(crate) door: Door,
    pub(crate) dialog: Dialog,
    pub(crate) face: Face,
    pub(crate) caller: Option<Arc<str>>,
    pub(crate) stream: Option<Arc<Stream>>,
    pub(crate) codecs: Codecs,
    pub(crate) credentials: Option<Credentials>,
}

impl Leg {
    fn new(start: Start, stage: Stage, view: CallView) -> Leg {
        let Start { key, door, dialog, face, caller, stream, codecs, credentials } = start;
        Leg {
            key,
            door,
            dialog,
            face,
            caller,
            stage,
            view,
            changed: true,
            stream,
            codecs,
            sdp_version: 0,
            credentials,
            invite: None,
            pending: Vec::new(),
            acked: None,
            owed: None,
            bye_after_ack: false,
            remote: None,
            hold: Hold::Off,
            reinvite_at: None,
            act: None,
            talk: None,
            hang_up_at: None,
            gone_at: None,
            scheduled: None,
        }
    }

    fn show(&mut self, state: CallState, now: Instant) {
        if self.view.ending().is_some() || self.view.state == state {
            return;
        }
        self.view.state = state;
        self.changed = true;
        match state {
            CallState::Ringing => self.view.rang_at = self.view.rang_at.or(Some(now)),
            CallState::Up => self.view.up_at = Some(now),
            CallState::Trying | CallState::Early | CallState::Ended(_) => {}
        }
    }

    fn show_up(&mut self, outside: &mut Outside) {
        let at = outside.now;
        self.show(CallState::Up, at);
        let caller = self.caller.clone();
        match &self.face {
            Face::Caller(_) => outside.tell(|| Event::Connected { caller, at }),
            Face::Phone(phone) => {
                let phone = Arc::clone(phone);
                outside.tell(|| Event::Answered { caller, phone, at });
            }
        }
    }

    /// Our next session description.
    fn ours(&mut self, outside: &Outside) -> Ours {
        self.sdp_version += 1;
        let address = self.stream.as_ref().map_or(outside.sink, |stream| stream.address());
        Ours { address, codecs: self.codecs, version: self.sdp_version }
    }

    fn direction(&self) -> Direction {
        match self.hold {
            Hold::On => Direction::SendOnly,
            Hold::Off => Direction::SendRecv,
        }
    }

    /// Takes what the far side said about its sound. None when we cannot talk
    /// to it; then nothing has changed.
    fn listen_to(&mut self, description: &str, outside: &Outside) -> Option<Agreed> {
        let remote = Remote::parse(description)?;
        let agreed = remote.agree(self.codecs)?;
        let held = !remote.direction.receives() && self.hold == Hold::Off;
        self.changed |= held != self.view.held;
        self.view.held = held;
        self.remote = Some(remote);
        self.connect(outside);
        Some(agreed)
    }

    /// Points the stream at the far side. While we hold, nothing is sent: the
    /// phones we are modelled on stop their microphone.
    fn connect(&self, outside: &Outside) {
        let (Some(stream), Some(remote)) = (&self.stream, &self.remote) else { return };
        let Some(agreed) = remote.agree(self.codecs) else { return };
        let first = stream.outgoing().far.is_none();
        stream.connect(Far {
            address: remote.address,
            law: agreed.law,
            telephone_event: agreed.telephone_event,
            sends: remote.direction.receives() && self.hold == Hold::Off,
        });
        if first {
            outside.pacer.add(Arc::clone(stream));
        }
    }
}
