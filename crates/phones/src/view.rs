//! What can be seen of calls and phones from outside.

use std::sync::Arc;
use std::time::Instant;

/// How far a call has come, seen from our end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// The INVITE is out.
    Trying,
    /// It rings, there or (for a phone) here.
    Ringing,
    /// The far side sends sound before its answer (183).
    Early,
    /// Answered.
    Up,
    /// Over.
    Ended(Ending),
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Who ended it.
    pub by: Side,
    /// The final answer to the INVITE when it was never up (487 for a CANCEL),
    /// 200 for a BYE, 408 when nobody answered.
    pub code: u16,
}

/// The two ends of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// This caller or phone.
    Near,
    /// The server.
    Far,
    /// Neither: an answer or an ACK that never came.
    Nobody,
}

/// One end of a call, with the moments it passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallView {
    /// How far it has come.
    pub state: CallState,
    /// When the INVITE was first sent, or came in.
    pub invited_at: Instant,
    /// When ringing began.
    pub rang_at: Option<Instant>,
    /// When it was answered.
    pub up_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// The far side has put us on hold.
    pub held: bool,
    /// We have put the far side on hold, and it has agreed.
    pub holding: bool,
}

impl CallView {
    pub(crate) fn new(state: CallState, now: Instant) -> CallView {
        CallView {
            state,
            invited_at: now,
            rang_at: None,
            up_at: None,
            ended_at: None,
            held: false,
            holding: false,
        }
    }

    /// Answered and not over.
    pub fn is_up(&self) -> bool {
        self.state == CallState::Up
    }

    /// How it ended, if it has.
    pub fn ending(&self) -> Option<Ending> {
        match self.state {
            CallState::Ended(ending) => Some(ending),
            CallState::Trying | CallState::Ringing | CallState::Early | CallState::Up => None,
        }
    }
}

/// A desk phone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhoneView {
    /// The call that rings or is up.
    pub call: Option<PhoneCall>,
    /// How the call before it ended.
    pub last: Option<Ending>,
    /// INVITEs that came in, those that found the phone busy included.
    pub rings: u64,
    /// INVITEs that came in while another call rang or was up.
    pub collisions: u64,
    /// Calls answered.
    pub answers: u64,
}

/// The call of a desk phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneCall {
    /// The caller's number as shown by the server; None when withheld.
    pub caller: Option<Arc<str>>,
    /// The Call-ID of the leg between server and phone.
    pub call_id: Arc<str>,
    /// Where it stands.
    pub view: CallView,
}

impl PhoneView {
    /// Rings now.
    pub fn is_ringing(&self) -> bool {
        self.call.as_ref().is_some_and(|call| call.view.state == CallState::Ringing)
    }

    /// Talks now.
    pub fn is_up(&self) -> bool {
        self.call.as_ref().is_some_and(|call| call.view.is_up())
    }

    /// Neither rings nor talks.
    pub fn is_idle(&self) -> bool {
        self.call.is_none()
    }
}

/// Something that happened in an exchange. `caller` is the caller's number,
/// None when it is withheld; a phone knows it from the From header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A caller sent an INVITE.
    Invited {
        /// The caller's number.
        caller: Option<Arc<str>>,
        /// When.
        at: Instant,
    },
    /// A caller was answered.
    Connected {
        /// The caller's number.
        caller: Option<Arc<str>>,
        /// When.
        at: Instant,
    },
    /// A caller's call is over.
    HungUp {
        /// The caller's number.
        caller: Option<Arc<str>>,
        /// How it ended.
        ending: Ending,
        /// When.
        at: Instant,
    },
    /// A phone got an INVITE, whatever it made of it.
    Rang {
        /// The caller's number as the phone was told.
        caller: Option<Arc<str>>,
        /// The user part of the phone.
        phone: Arc<str>,
        /// When the datagram was read.
        at: Instant,
    },
    /// A phone answered.
    Answered {
        /// The caller's number as the phone was told.
        caller: Option<Arc<str>>,
        /// The user part of the phone.
        phone: Arc<str>,
        /// When.
        at: Instant,
    },
    /// A phone's call is over.
    Freed {
        /// The caller's number as the phone was told.
        caller: Option<Arc<str>>,
        /// The user part of the phone.
        phone: Arc<str>,
        /// How it ended.
        ending: Ending,
        /// When.
        at: Instant,
    },
}
