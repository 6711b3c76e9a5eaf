//! What the switchboard knows of one leg.

use rsipstack::sip::Request;

use super::dialog::{Answerable, Dialog, Home};
use super::drivers::{Hold, Ticket};
use super::sdp::{Description, OwnSession};
use super::session::SessionTimer;
use super::wires::Hop;
use crate::media::{FarEnd, FarHold};
use crate::vocabulary::{Departure, Refusal, Switch};

/// One leg, from its INVITE until its `Gone` or `Refused` is told.
pub(crate) struct Leg {
    pub(crate) stage: Stage,
    pub(crate) own: OwnSession,
    /// What media was told last.
    pub(crate) far: Option<FarEnd>,
    /// The local RTP port, once opened.
    pub(crate) port: Option<u16>,
    pub(crate) timer: SessionTimer,
    /// Counts the refreshes; an older deadline means nothing.
    pub(crate) refreshes: u32,
    pub(crate) muted: Switch,
    pub(crate) watch: Watch,
    /// Outgoing: the INVITE's transaction.
    pub(crate) hold: Option<Hold>,
    /// Outgoing: the address that was dialled.
    pub(crate) phone: Option<String>,
}

/// Where a leg stands.
pub(crate) enum Stage {
    /// Outgoing: the name of the phone is being looked up.
    Resolving(Box<Wish>),
    /// Outgoing: the INVITE is out.
    Calling(Box<Calling>),
    /// Incoming: no final answer yet.
    Offered(Box<Offered>),
    /// Incoming: our 200 is out, its ACK is not in.
    Answering(Box<Answering>),
    /// Both: a session exists.
    Talking(Box<Dialog>, Reinvite),
}

/// How it is noticed that the far end is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watch {
    /// By its RTP.
    Media,
    /// It may be silent, so it is asked; that many questions in a row had no answer.
    Asking {
        /// So many.
        unanswered: u32,
    },
}

/// What `Dial` asked for.
pub(crate) struct Wish {
    pub(crate) to: rsipstack::sip::Uri,
    pub(crate) hop: Hop,
    pub(crate) caller: Option<String>,
    pub(crate) caller_name: Option<String>,
    pub(crate) auto_answer: bool,
}

/// Our INVITE and what was heard of it.
pub(crate) struct Calling {
    pub(crate) ticket: Ticket,
    pub(crate) invite: Request,
    pub(crate) hop: Hop,
    pub(crate) home: Home,
    pub(crate) heard: Heard,
}

/// How much of an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Heard {
    Nothing,
    Trying,
    Ringing,
}

/// A caller's INVITE.
pub(crate) struct Offered {
    pub(crate) ticket: Ticket,
    pub(crate) answerable: Answerable,
    pub(crate) dialog: Dialog,
    /// `None` when the caller wants our offer (late offer).
    pub(crate) offer: Option<Description>,
}

/// A caller's INVITE after our 200.
pub(crate) struct Answering {
    pub(crate) ticket: Ticket,
    pub(crate) answerable: Answerable,
    pub(crate) dialog: Dialog,
    pub(crate) answer_due: AnswerDue,
}

/// Is the far end's session description still to come, with the ACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerDue {
    No,
    WithAck,
}

/// Is a re-INVITE of the peer waiting for its ACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reinvite {
    None,
    Pending(Ticket, AnswerDue),
}

/// Why a leg ends from our side, in all the words it may need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) departure: Departure,
    /// When it is outgoing and was not answered.
    pub(crate) refusal: Refusal,
    /// The answer to a caller's INVITE.
    pub(crate) status: u16,
}

impl Ending {
    pub(crate) const ASKED: Ending =
        Ending { departure: Departure::HungUpByUs, refusal: Refusal::Cancelled, status: 487 };
    pub(crate) const SILENT: Ending =
        Ending { departure: Departure::Silent, refusal: Refusal::Unreachable, status: 480 };
    pub(crate) const NO_MEDIA: Ending =
        Ending { departure: Departure::MediaFailed, refusal: Refusal::MediaFailed, status: 503 };
    pub(crate) const SETUP: Ending =
        Ending { departure: Departure::SetupTimeout, refusal: Refusal::Unreachable, status: 408 };
    pub(crate) const BROKEN: Ending = Ending {
        departure: Departure::SignallingFailed,
        refusal: Refusal::Unreachable,
        status: 500,
    };
    pub(crate) const STOPPED: Ending =
        Ending { departure: Departure::HungUpByUs, refusal: Refusal::Cancelled, status: 503 };

    /// A deliberate rejection with this status.
    pub(crate) fn rejected(status: u16) -> Ending {
        let status = if (400..700).contains(&status) { status } else { 500 };
        Ending { status, ..Ending::ASKED }
    }
}

impl Leg {
    pub(crate) fn new(stage: Stage, own: OwnSession) -> Leg {
        Leg {
            stage,
            own,
            far: None,
            port: None,
            timer: SessionTimer::None,
            refreshes: 0,
            muted: Switch::Off,
            watch: Watch::Media,
            hold: None,
            phone: None,
        }
    }

    /// Nobody can tell from its RTP whether the far end is still there: it holds us, or
    /// is muted.
    pub(crate) fn may_be_silent(&self) -> bool {
        let holds = self.far.is_some_and(|far| far.hold == FarHold::Held);
        matches!(self.stage, Stage::Talking(_, _)) && (holds || self.muted == Switch::On)
    }

    /// The dialog, where one exists.
    pub(crate) fn dialog(&mut self) -> Option<&mut Dialog> {
        match &mut self.stage {
            Stage::Resolving(_) | Stage::Calling(_) => None,
            Stage::Offered(offered) => Some(&mut offered.dialog),
            Stage::Answering(answering) => Some(&mut answering.dialog),
            Stage::Talking(dialog, _) => Some(dialog),
        }
    }
}
