//! Requests within a dialog: hold and resume both ways, BYE, OPTIONS.

use super::{Hold, Leg, Owed, Progress, Purpose, Stage};
use crate::outside::Outside;
use crate::sip::ALLOW;
use crate::sip::message::{Message, Method};
use crate::sip::reply::{Echo, Reply};
use crate::view::Side;
use std::net::SocketAddr;
use std::time::Duration;

impl Leg {
    /// Puts the far side on hold, or takes it back; nothing happens to a call
    /// that is not up.
    pub(crate) fn set_hold(&mut self, hold: Hold, outside: &mut Outside) {
        if self.stage != Stage::Talking || self.hold == hold {
            return;
        }
        self.hold = hold;
        self.connect(outside);
        self.reinvite(outside);
    }

    pub(super) fn reinvite(&mut self, outside: &mut Outside) {
        let busy = self.invite.is_some() || self.is_unacknowledged();
        if busy {
            // One INVITE at a time within a dialog (RFC 3261, 14.1).
            self.reinvite_at = Some(outside.now + Duration::from_millis(100));
        } else {
            self.reinvite_at = None;
            self.send_invite(Purpose::Reinvite(self.hold), String::new(), outside);
        }
    }

    pub(super) fn reinvite_rejected(&mut self, code: u16, outside: &mut Outside) {
        match code {
            491 => {
                // Both sides asked at once: the owner of the Call-ID waits
                // longer (RFC 3261, 14.1).
                let owner = matches!(self.face, super::Face::Caller(_));
                let (least, span) = if owner { (2_100, 1_900) } else { (0, 2_000) };
                let wait = least + outside.chance.below(span);
                self.reinvite_at = Some(outside.now + Duration::from_millis(wait));
            }
            408 | 481 => self.hang_up(outside),
            _ => {
                self.hold = if self.view.holding { Hold::On } else { Hold::Off };
                self.connect(outside);
            }
        }
    }

    fn is_unacknowledged(&self) -> bool {
        let unacknowledged = |owed: &Owed| matches!(owed.progress, Progress::Unacknowledged { .. });
        self.owed.as_ref().is_some_and(unacknowledged)
    }

    /// A request that carries our tag.
    pub(crate) fn request(
        &mut self,
        method: Method,
        request: &Message<'_>,
        source: SocketAddr,
        outside: &mut Outside,
    ) {
        let Some((seq, _)) = request.cseq().filter(|_| self.stage != Stage::Deaf) else { return };
        match method {
            Method::Ack => self.ack(seq, request, outside),
            Method::Cancel => self.cancelled(request, source, outside),
            Method::Invite => self.reinvited(seq, request, source, outside),
            Method::Bye => {
                self.reply_once(request, source, Reply::plain(200), outside);
                self.bye_received(outside);
            }
            Method::Options => {
                let headers = format!("Allow: {ALLOW}\r\n");
                let reply = Reply { code: 200, headers: &headers, ..Reply::default() };
                self.reply_once(request, source, reply, outside);
            }
            Method::Other => {
                let headers = format!("Allow: {ALLOW}\r\n");
                let reply = Reply { code: 405, headers: &headers, ..Reply::default() };
                self.reply_once(request, source, reply, outside);
            }
        }
    }

    fn bye_received(&mut self, outside: &mut Outside) {
        match self.stage {
            Stage::Talking | Stage::Calling => {
                self.invite = None;
                self.owed = None;
                self.end(Side::Far, 200, outside);
                self.over(outside);
            }
            Stage::Alerting => {
                self.final_reply(Reply::plain(487), outside);
                self.end(Side::Far, 487, outside);
                self.over(outside);
            }
            Stage::Closing if self.bye_after_ack => {
                self.bye_after_ack = false;
                self.owed = None;
                self.over(outside);
            }
            // Two BYEs crossed; ours is being answered too.
            Stage::Closing | Stage::Over | Stage::Deaf => {}
        }
    }

    fn reinvited(
        &mut self,
        seq: u32,
        request: &Message<'_>,
        source: SocketAddr,
        outside: &mut Outside,
    ) {
        if self.owed.as_ref().is_some_and(|owed| owed.seq == seq) {
            self.invite_again(outside);
            return;
        }
        let refusal = match self.stage {
            Stage::Closing | Stage::Over | Stage::Deaf => Some(481),
            Stage::Calling | Stage::Alerting => Some(500),
            Stage::Talking if seq <= self.dialog.remote_seq => Some(500),
            Stage::Talking if self.invite.is_some() => Some(491),
            Stage::Talking if self.is_unacknowledged() => Some(500),
            Stage::Talking => None,
        };
        let Some(echo) = Echo::of(request, source, &self.key.tag()) else { return };
        if let Some(code) = refusal {
            // Unlike a call, a refused re-INVITE is not worth repeating the
            // refusal: the far side asks again if it was lost.
            outside.send(self.door, echo.reply_to, echo.write(Reply::plain(code)));
            return;
        }
        self.dialog.remote_seq = seq;
        self.dialog.retarget(request);
        let (last, progress) = (String::new(), Progress::Open);
        let late_offer = request.body.is_empty();
        self.owed = Some(Owed { seq, echo, last, progress, late_offer });
        let understood = late_offer || self.listen_to(request.body, outside).is_some();
        match self.description(outside).filter(|_| understood) {
            Some(body) => self.reply_with_contact(200, &body, outside),
            None => self.final_reply(Reply::plain(488), outside),
        }
    }
}
