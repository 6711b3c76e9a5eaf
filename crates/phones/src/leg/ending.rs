//! How a leg ends.

use super::{Cancel, Face, Leg, Progress, Stage};
use crate::outside::Outside;
use crate::sip::message::Method;
use crate::sip::resend::PATIENCE;
use crate::view::{CallState, Ending, Event, Side};
use std::sync::Arc;

impl Leg {
    /// Puts the receiver down, wherever the call stands.
    pub(crate) fn hang_up(&mut self, outside: &mut Outside) {
        match self.stage {
            Stage::Calling => {
                self.end(Side::Near, 487, outside);
                if let Some(invite) = &mut self.invite
                    && invite.cancel == Cancel::No
                {
                    invite.cancel = Cancel::Wanted;
                    let answered = invite.resend.is_none();
                    if answered {
                        self.cancel_if_wanted(outside);
                    }
                }
            }
            Stage::Alerting => self.decline(603, outside),
            Stage::Talking => {
                self.end(Side::Near, 200, outside);
                let unacknowledged = |progress: &Progress| {
                    matches!(progress, Progress::Unacknowledged { accepted: true, .. })
                };
                if self.owed.as_ref().is_some_and(|owed| unacknowledged(&owed.progress)) {
                    self.bye_after_ack = true;
                    self.stage = Stage::Closing;
                } else {
                    self.send_bye(outside);
                }
            }
            Stage::Closing | Stage::Over | Stage::Deaf => {}
        }
    }

    /// Called once a provisional answer is there, which a CANCEL has to wait for.
    pub(super) fn cancel_if_wanted(&mut self, outside: &mut Outside) {
        let Some(invite) = &mut self.invite else { return };
        if invite.cancel != Cancel::Wanted {
            return;
        }
        invite.cancel = Cancel::Sent;
        invite.give_up = Some(outside.now + PATIENCE);
        let number = (invite.seq, invite.branch.clone());
        self.send_request(Method::Cancel, number, "", outside);
    }

    pub(super) fn send_bye(&mut self, outside: &mut Outside) {
        self.stage = Stage::Closing;
        self.invite = None;
        let number = (self.next_seq(), outside.branch());
        self.send_request(Method::Bye, number, "", outside);
    }

    /// For people the call is over now; SIP may have a few words to say yet.
    pub(super) fn end(&mut self, by: Side, code: u16, outside: &mut Outside) {
        if self.view.ending().is_some() {
            return;
        }
        let at = outside.now;
        let ending = Ending { by, code };
        self.show(CallState::Ended(ending), at);
        self.view.ended_at = Some(at);
        (self.act, self.hang_up_at, self.reinvite_at) = (None, None, None);
        self.close_stream(outside);
        let caller = self.caller.clone();
        match &self.face {
            Face::Caller(_) => outside.tell(|| Event::HungUp { caller, ending, at }),
            Face::Phone(phone) => {
                let phone = Arc::clone(phone);
                outside.tell(|| Event::Freed { caller, phone, ending, at });
            }
        }
    }

    /// SIP has nothing more to say; stragglers are still answered for a while.
    pub(super) fn over(&mut self, outside: &Outside) {
        self.stage = Stage::Over;
        self.gone_at = Some(outside.now + PATIENCE);
    }

    /// Falls silent without a word, as if the cable were cut.
    pub(crate) fn vanish(&mut self, outside: &mut Outside) {
        self.end(Side::Near, 0, outside);
        self.go_deaf(outside);
    }

    pub(super) fn go_deaf(&mut self, outside: &Outside) {
        self.stage = Stage::Deaf;
        (self.invite, self.owed) = (None, None);
        self.pending.clear();
        self.gone_at = Some(outside.now + PATIENCE);
    }

    pub(crate) fn close_stream(&self, outside: &Outside) {
        if let Some(stream) = &self.stream {
            outside.pacer.remove(stream);
            stream.close();
        }
    }
}
