//! What time does to a leg.

use super::{Leg, Progress, Purpose, Stage};
use crate::outside::Outside;
use crate::sip::message::Method;
use crate::sip::resend::Due;
use crate::view::Side;
use std::time::Instant;

impl Leg {
    /// When [`Leg::on_time`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let invite = self.invite.as_ref();
        let owed = self.owed.as_ref().and_then(|owed| match &owed.progress {
            Progress::Unacknowledged { resend, .. } => Some(resend.deadline()),
            Progress::Open | Progress::Acknowledged => None,
        });
        [
            invite.and_then(|invite| invite.resend.as_ref()).map(|resend| resend.deadline()),
            invite.and_then(|invite| invite.give_up),
            owed,
            self.act.map(|(at, _)| at),
            self.hang_up_at,
            self.reinvite_at,
            self.gone_at,
        ]
        .into_iter()
        .chain(self.pending.iter().map(|pending| Some(pending.resend.deadline())))
        .flatten()
        .min()
    }

    /// True once the leg can be forgotten.
    pub(crate) fn is_gone(&self, now: Instant) -> bool {
        self.gone_at.is_some_and(|at| at <= now)
    }

    pub(crate) fn on_time(&mut self, outside: &mut Outside) {
        let now = outside.now;
        self.resend_invite(outside);
        self.resend_pending(outside);
        self.resend_final(outside);
        self.act_if_due(outside);
        if self.reinvite_at.is_some_and(|at| at <= now) {
            self.reinvite_at = None;
            let settled = (self.hold == super::Hold::On) == self.view.holding;
            if self.stage == Stage::Talking && !settled {
                self.reinvite(outside);
            }
        }
        if self.hang_up_at.is_some_and(|at| at <= now) {
            self.hang_up_at = None;
            self.hang_up(outside);
        }
    }

    fn resend_invite(&mut self, outside: &mut Outside) {
        let Some(invite) = &mut self.invite else { return };
        let cancelled_in_vain = invite.give_up.is_some_and(|at| at <= outside.now);
        let due = invite.resend.as_mut().map_or(Due::Nothing, |resend| resend.due(outside.now));
        match due {
            Due::Again => {
                if let Some(resend) = &invite.resend {
                    outside.resend(self.door, resend.to, &resend.text);
                }
            }
            Due::Nothing if !cancelled_in_vain => {}
            Due::Nothing | Due::GiveUp => {
                let purpose = invite.purpose;
                self.invite = None;
                self.end(Side::Nobody, 408, outside);
                match purpose {
                    Purpose::Call => self.over(outside),
                    Purpose::Reinvite(_) => self.send_bye(outside),
                }
            }
        }
    }

    fn resend_pending(&mut self, outside: &mut Outside) {
        let (door, mut bye_unanswered) = (self.door, false);
        self.pending.retain_mut(|pending| match pending.resend.due(outside.now) {
            Due::Nothing => true,
            Due::Again => {
                outside.resend(door, pending.resend.to, &pending.resend.text);
                true
            }
            Due::GiveUp => {
                bye_unanswered |= pending.method == Method::Bye;
                false
            }
        });
        if bye_unanswered {
            self.over(outside);
        }
    }

    fn resend_final(&mut self, outside: &mut Outside) {
        let Some(owed) = &mut self.owed else { return };
        let Progress::Unacknowledged { resend, accepted } = &mut owed.progress else { return };
        match resend.due(outside.now) {
            Due::Nothing => {}
            Due::Again => outside.resend(self.door, resend.to, &resend.text),
            Due::GiveUp => {
                let accepted = *accepted;
                owed.progress = Progress::Acknowledged;
                if accepted {
                    // RFC 3261, 13.3.1.4: the dialog is there, the session is not.
                    self.bye_after_ack = false;
                    self.end(Side::Nobody, 408, outside);
                    self.send_bye(outside);
                }
            }
        }
    }
}
