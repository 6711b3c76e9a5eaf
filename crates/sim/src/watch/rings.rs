//! How rings end, and that everything that rang is told to stop.

use std::collections::BTreeSet;

use desk::{
    Channels, Command, DeclineCause, Fact, Input, LegId, LegRefusal, Logged, Millis, OfferHow,
    OfferId, Order, Status, TeammateId, Toggle, Turn, WithdrawnWhy,
};

use super::{Batch, Invariant, Watch};
use crate::model::{Offer, PEACE_MS, PROOF_MS};

/// What rings for an offer.
#[derive(Debug, Clone, Default)]
pub(super) struct Devices {
    legs: BTreeSet<LegId>,
    tabs: bool,
}

/// How an offer ended in this turn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stopped {
    Answered(LegId),
    CallerGone(TeammateId),
    Otherwise,
}

impl Watch {
    /// A ring ran to its end.
    pub(super) fn missed(&mut self, logged: &Logged, offer: OfferId, who: TeammateId) {
        let Fact::CallMissed { excluded_until, .. } = logged.fact else { return };
        let Some(open) = self.ring_ended(logged, offer, who) else { return };
        let over = logged.at == open.ring_until;
        self.ledger.check(Invariant::E5, Some(open.call), over, || {
            format!("missed at {}, the ring ends at {}", logged.at.0, open.ring_until.0)
        });
        self.peace(logged, Some(excluded_until), true);
        self.stop(offer, who, Stopped::Otherwise, logged.at);
    }

    /// The teammate's side ended a ring.
    pub(super) fn declined(
        &mut self,
        batch: &Batch<'_>,
        logged: &Logged,
        offer: OfferId,
        who: TeammateId,
    ) {
        let Fact::CallDeclined { cause, excluded_until, .. } = logged.fact else { return };
        let Some(open) = self.ring_ended(logged, offer, who) else { return };
        self.evident(batch, logged, &open, cause);
        self.peace(logged, excluded_until, starts_peace(cause));
        self.stop(offer, who, Stopped::Otherwise, logged.at);
    }

    /// The desk took a ring back.
    pub(super) fn withdrawn(
        &mut self,
        batch: &Batch<'_>,
        logged: &Logged,
        offer: OfferId,
        who: TeammateId,
    ) {
        let Fact::OfferWithdrawn { why, .. } = logged.fact else { return };
        let Some(open) = self.ring_ended(logged, offer, who) else { return };
        self.ledger.check(Invariant::S5, Some(open.call), asked_back(batch, &open, why), || {
            format!("offer {offer} was taken back for {why:?}, which nobody asked for")
        });
        let gone = why == WithdrawnWhy::CallerGone;
        let how = if gone { Stopped::CallerGone(who) } else { Stopped::Otherwise };
        self.stop(offer, who, how, logged.at);
    }

    /// A ring ended: it was one, and not too long.
    fn ring_ended(&mut self, logged: &Logged, offer: OfferId, who: TeammateId) -> Option<Offer> {
        let some = logged.fact.call();
        let open = self.model.offers.get(&offer).cloned();
        let fits = open.as_ref().is_some_and(|o| o.teammate == who && Some(o.call) == some);
        self.ledger.check(Invariant::E2, some, fits, || {
            format!("offer {offer} of {who} ended, which is {open:?}")
        });
        let open = open?;
        // After a crash the ring is over when the desk is back.
        let late = logged.at > open.ring_until
            && !matches!(logged.fact, Fact::OfferWithdrawn { why: WithdrawnWhy::NodeLost, .. });
        self.ledger.check(Invariant::S4, some, !late, || {
            format!("it rang for {} ms", logged.at.since(open.at))
        });
        Some(open)
    }

    /// An offer is over. Where no tab is connected any more, none can be told.
    pub(super) fn stop(&mut self, offer: OfferId, who: TeammateId, how: Stopped, at: Millis) {
        let person = self.model.person(who);
        let connected = person
            .is_some_and(|person| !person.desk.tabs.is_empty() && person.desk.changed != Some(at));
        if !connected && let Some(devices) = self.devices.get_mut(&offer) {
            devices.tabs = false;
        }
        self.stopped.push((offer, how));
    }

    /// [D2, D4] from the end of the ring, five minutes, for these causes only.
    fn peace(&mut self, logged: &Logged, until: Option<Millis>, starts: bool) {
        let some = logged.fact.call();
        self.ledger.check(Invariant::D4, some, until.is_some() == starts, || {
            format!("{:?}: peace until {until:?}", logged.fact)
        });
        if let Some(until) = until {
            let ms = until.since(logged.at);
            self.ledger.check(Invariant::D2, some, ms == PEACE_MS, || {
                format!("left in peace for {ms} ms from the ring's end")
            });
        }
    }

    /// [S5, E3, S14] the cause that is told has left a sign.
    fn evident(&mut self, batch: &Batch<'_>, logged: &Logged, open: &Offer, cause: DeclineCause) {
        let some = Some(open.call);
        let button = batch.any(|input| pressed_decline(input, open));
        if cause == DeclineCause::DeclineButton {
            self.ledger.check(Invariant::E3, some, button, || {
                format!("{} pressed no Decline button", open.teammate)
            });
            let by_hand = open.how == OfferHow::Picked
                && self.model.workspace.answer_mode == desk::AnswerMode::ByHand;
            self.ledger.check(Invariant::S14, some, by_hand, || {
                format!("the Decline button is told of, {:?}", open.how)
            });
        }
        let told = self.words(logged).contains("using the Decline button");
        self.ledger.check(
            Invariant::E3,
            some,
            told == (cause == DeclineCause::DeclineButton),
            || format!("the words do not fit the cause {cause:?}"),
        );
        let evident = match cause {
            DeclineCause::DeclineButton => button,
            DeclineCause::Busy => {
                open.refused_by(|why| matches!(why, LegRefusal::Busy | LegRefusal::Declined))
            }
            DeclineCause::MediaFailed => open.refused_by(|why| why == LegRefusal::MediaFailed),
            DeclineCause::NetworkLost => {
                open.refused_by(|why| {
                    matches!(why, LegRefusal::Unreachable | LegRefusal::Cancelled)
                }) || self.grace_over(open.teammate, logged.at)
                    || batch.any(|input| matches!(input, Input::SaveSettings(..)))
            }
            DeclineCause::WentAway => batch.any(|input| leaves(input, open.teammate)),
            DeclineCause::ClientFrozen => {
                // A word that comes in the very millisecond comes too late.
                let silent =
                    open.told.values().all(|it| it.said.is_none_or(|word| word >= logged.at));
                silent && logged.at.since(open.at) >= PROOF_MS
            }
        };
        self.ledger.check(Invariant::S5, some, evident || open.blurred, || {
            format!("offer {} ended by {cause:?} without any sign of it: {open:?}", open.id)
        });
    }

    fn grace_over(&self, teammate: TeammateId, at: Millis) -> bool {
        let person = self.model.person(teammate);
        person.is_some_and(|person| {
            let gone =
                !person.tab_rings() && person.desk.grace_until.is_none_or(|until| until <= at);
            // Back in the very millisecond in which the time was over.
            gone || person.desk.changed == Some(at)
        })
    }

    /// What inputs tell of devices.
    pub(super) fn devices_hear(&mut self, input: &Input) {
        match input {
            Input::LegRefused(leg @ LegId::Offer(offer, _), _)
            | Input::LegGone(leg @ LegId::Offer(offer, _), _) => {
                if let Some(devices) = self.devices.get_mut(offer) {
                    devices.legs.remove(leg);
                }
            }
            Input::LegRefused(LegId::Caller(_), _)
            | Input::LegGone(LegId::Caller(_), _)
            | Input::Tick
            | Input::Restarted
            | Input::CallArrived(_)
            | Input::LegRinging(_)
            | Input::LegAnswered(_)
            | Input::LegHeld(_)
            | Input::LegResumed(_)
            | Input::LegParted(_)
            | Input::LegRejoined(_)
            | Input::PlayEnded(_)
            | Input::RecordingStopped(..)
            | Input::RecordingFailed(..)
            | Input::TabOpened(..)
            | Input::TabLost(..)
            | Input::RingAcknowledged(..)
            | Input::Command(..)
            | Input::JudgeCall { .. }
            | Input::MailSent { .. }
            | Input::MailFailed { .. }
            | Input::RecordingsExpired { .. }
            | Input::SaveSettings(..) => {}
        }
    }

    /// Follows what rings by the orders given, and checks that what should stop does.
    pub(super) fn orders(&mut self, turn: &Turn) {
        for order in &turn.orders {
            match order {
                Order::Dial(dial) => {
                    if let LegId::Offer(offer, _) = dial.leg {
                        self.devices.entry(offer).or_default().legs.insert(dial.leg);
                    }
                }
                Order::RingTabs(_, offer, _) => {
                    self.devices.entry(*offer).or_default().tabs = true;
                }
                Order::StopRinging(_, offer) => {
                    if let Some(devices) = self.devices.get_mut(offer) {
                        devices.tabs = false;
                    }
                }
                Order::HangUp(leg @ LegId::Offer(offer, _)) => {
                    if let Some(devices) = self.devices.get_mut(offer) {
                        devices.legs.remove(leg);
                    }
                }
                Order::Answer(_)
                | Order::Reject(..)
                | Order::HangUp(LegId::Caller(_))
                | Order::Play(..)
                | Order::Connect { .. }
                | Order::Bridge(..)
                | Order::Unbridge(_)
                | Order::Mute(..)
                | Order::Record { .. }
                | Order::PauseRecording(_)
                | Order::ResumeRecording(_)
                | Order::StopRecording(_) => {}
            }
        }
        for (offer, how) in std::mem::take(&mut self.stopped) {
            self.silent(offer, how);
        }
    }

    /// [L5] everything that rang for an offer that ended was told to stop.
    fn silent(&mut self, offer: OfferId, how: Stopped) {
        let call = self.model.offered.get(&offer).map(|(call, _)| *call);
        let Some(mut devices) = self.devices.remove(&offer) else { return };
        match how {
            Stopped::Answered(leg) => {
                devices.legs.remove(&leg);
            }
            Stopped::CallerGone(who) => {
                let rings = self.model.offers.values().any(|open| open.id == offer);
                let phone = self.model.person(who).map(|person| person.phone);
                let held =
                    matches!(phone, Some(desk::Phone::Ringing { offer: of, .. }) if of == offer);
                self.ledger.check(Invariant::L5, call, !rings && !held, || {
                    format!("the caller left, teammate {who} is still {phone:?}")
                });
            }
            Stopped::Otherwise => {}
        }
        let silent = devices.legs.is_empty() && !devices.tabs;
        self.ledger.check(Invariant::L5, call, silent, || {
            format!("offer {offer} is over and still rings: {devices:?}")
        });
    }

    /// Whether an open offer rings anything.
    pub(super) fn rings_something(&self, offer: &Offer) -> bool {
        let person = self.model.person(offer.teammate);
        let tabs =
            person.is_some_and(|person| person.tab_rings() || person.in_grace(self.model.now));
        let devices = self.devices.get(&offer.id);
        offer.blurred
            || devices.is_some_and(|devices| (devices.tabs && tabs) || !devices.legs.is_empty())
    }
}

impl Offer {
    fn refused_by(&self, which: impl Fn(LegRefusal) -> bool) -> bool {
        self.refusals.iter().any(|why| which(*why))
    }
}

fn starts_peace(cause: DeclineCause) -> bool {
    match cause {
        DeclineCause::DeclineButton | DeclineCause::Busy | DeclineCause::WentAway => true,
        DeclineCause::NetworkLost | DeclineCause::MediaFailed | DeclineCause::ClientFrozen => false,
    }
}

fn pressed_decline(input: &Input, open: &Offer) -> bool {
    if let Input::LegRefused(LegId::Offer(offer, _), LegRefusal::Declined) = input {
        return *offer == open.id;
    }
    matches!(input, Input::Command(by, Command::Decline { offer })
        if *by == open.teammate && *offer == open.id)
}

fn leaves(input: &Input, who: TeammateId) -> bool {
    if let Input::Command(_, Command::SetStatus { teammate, status }) = input {
        return *teammate == who && *status == Status::Away;
    }
    matches!(input, Input::Command(_, Command::SetChannels { teammate, channels })
        if *teammate == who && *channels == Channels::Conversations)
}

/// Whether somebody asked for an offer to be taken back.
fn asked_back(batch: &Batch<'_>, open: &Offer, why: WithdrawnWhy) -> bool {
    batch.any(|input| match (why, input) {
        (WithdrawnWhy::CallerGone, Input::LegGone(LegId::Caller(_), _))
        | (WithdrawnWhy::NodeLost, Input::Restarted)
        | (WithdrawnWhy::TeammateRemoved, Input::SaveSettings(..))
        | (
            WithdrawnWhy::AssignedByHand | WithdrawnWhy::MovedToTeam,
            Input::Command(_, Command::Assign { .. }),
        ) => true,
        (WithdrawnWhy::Claimed, Input::Command(_, Command::Claim { call })) => *call == open.call,
        (_, _) => false,
    })
}

/// Whether a switch is on.
pub(super) fn on(toggle: Toggle) -> bool {
    toggle == Toggle::On
}
