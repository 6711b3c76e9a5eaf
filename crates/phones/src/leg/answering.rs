//! The server side: the far side's INVITE and what follows it.

use super::{Leg, Owed, Progress, Resend, Stage, Start};
use crate::outside::Outside;
use crate::plan::{Act, Decision};
use crate::sip::message::Message;
use crate::sip::reply::{Echo, Reply};
use crate::view::{CallState, CallView, Side};
use std::net::SocketAddr;

/// A body that is no session description (`Behaviour::AnswerWithBadSdp`).
const BAD_SDP: &str = "v=0\r\no=- 0 0 IN IP4 nowhere\r\ns=-\r\nm=audio none RTP/AVP zero\r\n";

impl Leg {
    /// An INVITE has come in for a phone.
    pub(crate) fn ring(
        start: Start,
        (seq, echo): (u32, Echo),
        invite: &Message<'_>,
        decision: Decision,
        outside: &mut Outside,
    ) -> Leg {
        let now = outside.now;
        let mut leg = Leg::new(start, Stage::Alerting, CallView::new(CallState::Trying, now));
        let (last, progress) = (String::new(), Progress::Open);
        let late_offer = invite.body.is_empty();
        leg.owed = Some(Owed { seq, echo, last, progress, late_offer });
        leg.talk = decision.talk;
        match decision.act {
            Act::Nothing => {
                leg.go_deaf(outside);
                return leg;
            }
            Act::Refuse(code) => {
                leg.refuse(code, Side::Near, outside);
                return leg;
            }
            Act::Answer | Act::AnswerBadly | Act::Decline(_) | Act::RingOn => {}
        }
        if !late_offer && leg.listen_to(invite.body, outside).is_none() {
            leg.refuse(488, Side::Near, outside);
            return leg;
        }
        leg.reply_with_contact(180, "", outside);
        leg.show(CallState::Ringing, now);
        leg.act = Some((now + decision.after, decision.act));
        leg.act_if_due(outside);
        leg
    }

    /// Does what was decided once its time has come.
    pub(super) fn act_if_due(&mut self, outside: &mut Outside) {
        let due = |(at, _): &mut (_, Act)| *at <= outside.now;
        let Some((_, act)) = self.act.take_if(due) else { return };
        match act {
            Act::Answer => self.answer(outside),
            Act::AnswerBadly => self.accept(BAD_SDP, outside),
            Act::Decline(code) | Act::Refuse(code) => self.refuse(code, Side::Near, outside),
            Act::RingOn | Act::Nothing => {}
        }
    }

    /// Picks up a ringing phone; nothing happens to any other.
    pub(crate) fn answer(&mut self, outside: &mut Outside) {
        if self.stage != Stage::Alerting {
            return;
        }
        if let Some(body) = self.description(outside) {
            self.accept(&body, outside);
        } else {
            self.refuse(488, Side::Near, outside);
        }
    }

    /// Declines a ringing phone; nothing happens to any other.
    pub(crate) fn decline(&mut self, code: u16, outside: &mut Outside) {
        if self.stage == Stage::Alerting {
            self.refuse(code, Side::Near, outside);
        }
    }

    /// Our answer to the offer we hold, or an offer when there was none.
    pub(super) fn description(&mut self, outside: &Outside) -> Option<String> {
        let (wish, codecs) = (self.direction(), self.codecs);
        if self.owed.as_ref().is_some_and(|owed| owed.late_offer) {
            return Some(self.ours(outside).offer(wish));
        }
        let remote = self.remote.as_ref()?;
        let (agreed, direction) = (remote.agree(codecs)?, remote.direction.answered(wish));
        Some(self.ours(outside).answer(agreed, direction))
    }

    fn accept(&mut self, body: &str, outside: &mut Outside) {
        self.reply_with_contact(200, body, outside);
        self.stage = Stage::Talking;
        self.act = None;
        self.hang_up_at = self.talk.map(|talk| outside.now + talk);
        self.show_up(outside);
    }

    fn refuse(&mut self, code: u16, by: Side, outside: &mut Outside) {
        self.final_reply(Reply::plain(code), outside);
        self.end(by, code, outside);
        self.over(outside);
    }

    /// A provisional or a positive answer to the INVITE.
    pub(super) fn reply_with_contact(&mut self, code: u16, body: &str, outside: &mut Outside) {
        let contact = self.dialog.contact.clone();
        let reply = Reply { code, contact: Some(&contact), headers: "", body };
        if code >= 200 {
            self.final_reply(reply, outside);
            return;
        }
        let Some(owed) = &mut self.owed else { return };
        owed.last = owed.echo.write(reply);
        outside.send(self.door, owed.echo.reply_to, owed.last.clone());
    }

    pub(super) fn final_reply(&mut self, reply: Reply<'_>, outside: &mut Outside) {
        let Some(owed) = &mut self.owed else { return };
        let (text, to) = (owed.echo.write(reply), owed.echo.reply_to);
        owed.last.clone_from(&text);
        outside.send(self.door, to, text.clone());
        let resend = Resend::other(text, to, outside.now);
        let accepted = reply.code < 300;
        owed.progress = Progress::Unacknowledged { resend, accepted };
    }

    /// The INVITE we already have, again.
    pub(crate) fn invite_again(&mut self, outside: &mut Outside) {
        if let Some(owed) = self.owed.as_ref().filter(|_| self.stage != Stage::Deaf)
            && !owed.last.is_empty()
        {
            outside.resend(self.door, owed.echo.reply_to, &owed.last);
        }
    }

    /// The ACK of our final answer.
    pub(crate) fn ack(&mut self, seq: u32, ack: &Message<'_>, outside: &mut Outside) {
        let Some(owed) = self.owed.as_mut().filter(|owed| owed.seq == seq) else { return };
        let Progress::Unacknowledged { accepted, .. } = owed.progress else { return };
        owed.progress = Progress::Acknowledged;
        if !accepted {
            return;
        }
        if self.bye_after_ack {
            self.bye_after_ack = false;
            self.send_bye(outside);
        } else if owed.late_offer && self.listen_to(ack.body, outside).is_none() {
            self.hang_up(outside);
        }
    }

    /// The far side has given up waiting. A call that is answered goes on: the
    /// CANCEL came too late (RFC 3261, 9.2).
    pub(crate) fn cancelled(
        &mut self,
        cancel: &Message<'_>,
        source: SocketAddr,
        outside: &mut Outside,
    ) {
        if self.stage == Stage::Deaf {
            return;
        }
        self.reply_once(cancel, source, Reply::plain(200), outside);
        if self.stage == Stage::Alerting {
            self.refuse(487, Side::Far, outside);
        }
    }

    /// Answers a request that is over with its answer.
    pub(super) fn reply_once(
        &self,
        request: &Message<'_>,
        source: SocketAddr,
        reply: Reply<'_>,
        outside: &mut Outside,
    ) {
        if let Some(echo) = Echo::of(request, source, &self.key.tag()) {
            outside.send(self.door, echo.reply_to, echo.write(reply));
        }
    }
}
