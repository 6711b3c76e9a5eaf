//! Offers: a call rings all phones of one teammate, until one answers, the teammate's
//! side ends it, the ring runs out, or the desk takes it back.

use std::collections::BTreeMap;

use super::clients::RING_ACKNOWLEDGED_MS_MAX;
use super::{Desk, Due, Reply};
use crate::call::Stage;
use crate::fact::Fact;
use crate::id::{CallId, LegId, OfferId, TabId, TeammateId};
use crate::input::{Actor, LegRefusal};
use crate::offer::{DeclineCause, OfferHow, WithdrawnWhy};
use crate::order::{Dial, Order};
use crate::row::OfferRow;
use crate::settings::{AnswerMode, Toggle};
use crate::time::Millis;

/// [002] after a miss or a decline, the same call leaves a teammate in peace for five
/// minutes.
pub(super) const EXCLUSION_MS: u64 = 300_000;

/// What rings for one offer.
#[derive(Debug, Default)]
pub(super) struct Ring {
    phones: BTreeMap<u8, PhoneRing>,
    /// The tabs that ring, and those lost a moment ago that may come back.
    tabs: BTreeMap<TabId, TabRing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhoneRing {
    Ringing,
    Refused(LegRefusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TabRing {
    /// Must be acknowledged by then.
    Sent(Millis),
    Acknowledged,
}

impl Ring {
    pub(super) fn ringing_phones(&self) -> impl Iterator<Item = u8> {
        let ringing = self.phones.iter().filter(|(_, phone)| **phone == PhoneRing::Ringing);
        ringing.map(|(id, _)| *id)
    }

    fn anything_rings(&self) -> bool {
        !self.tabs.is_empty() || self.ringing_phones().next().is_some()
    }

    /// What all phones together say, when none rings any more.
    fn verdict(&self) -> DeclineCause {
        let refusals = || {
            self.phones.values().filter_map(|phone| match phone {
                PhoneRing::Refused(why) => Some(*why),
                PhoneRing::Ringing => None,
            })
        };
        if refusals().any(|why| why == LegRefusal::Busy || why == LegRefusal::Declined) {
            DeclineCause::Busy
        } else if refusals().any(|why| why == LegRefusal::MediaFailed) {
            DeclineCause::MediaFailed
        } else {
            DeclineCause::NetworkLost
        }
    }
}

impl Desk {
    /// Offers a waiting call to a teammate.
    pub(super) fn offer(&mut self, call: CallId, teammate: TeammateId, how: OfferHow) {
        let Some(team) = self.state.calls.get(&call).and_then(|state| state.waits_for()) else {
            return;
        };
        self.note_composition(call, team);
        let considered = self.considered(call, team, Some(teammate));
        let offer = OfferId(self.state.next().0);
        let ring_until = self.now.plus(self.state.workspace.ring_ms);
        let by = match how {
            OfferHow::Picked | OfferHow::AutoAnswered => Actor::Desk,
            OfferHow::Claimed => Actor::Teammate(teammate),
        };
        self.log(
            by,
            Fact::CallOffered { call, offer, teammate, team, how, ring_until, considered },
        );
        self.offered.insert(offer, call);
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.offers.push(offer);
        }
        self.timers.insert((ring_until, Due::RingEnds(offer)));
        self.ring(call, offer, teammate, how);
    }

    fn ring(&mut self, call: CallId, offer: OfferId, teammate: TeammateId, how: OfferHow) {
        let auto_answer = match how {
            OfferHow::Picked => Toggle::Off,
            OfferHow::AutoAnswered | OfferHow::Claimed => Toggle::On,
        };
        let content = self.calls.get(&call).map(|volatile| volatile.content.clone());
        let content = content.unwrap_or_default();
        let mut ring = Ring::default();
        let phones = self.state.people.get(&teammate).map(|person| person.sip_phones.clone());
        for (phone, to) in (1u8..).zip(phones.unwrap_or_default()) {
            ring.phones.insert(phone, PhoneRing::Ringing);
            self.order(Order::Dial(Dial {
                leg: LegId::Offer(offer, phone),
                to,
                caller: content.caller.clone(),
                caller_name: content.caller_name.clone(),
                auto_answer,
            }));
        }
        let until = self.now.plus(RING_ACKNOWLEDGED_MS_MAX);
        let sent = self.tabs_that_ring(teammate).map(|tab| (tab, TabRing::Sent(until)));
        ring.tabs = sent.collect();
        if !ring.tabs.is_empty() {
            self.order(Order::RingTabs(teammate, offer, call));
            self.timers.insert((until, Due::RingUnacknowledged(offer)));
        }
        self.rings.insert(offer, ring);
    }

    /// The teammate's side ended the offer; the next available one is rung at once.
    pub(super) fn decline(&mut self, offer: OfferId, cause: DeclineCause, by: Actor) {
        let Some(row) = self.state.offers.get(&offer).filter(|row| row.ended.is_none()) else {
            return;
        };
        let (call, teammate) = (row.call, row.teammate);
        let excluded_until = cause.excludes().then(|| self.now.plus(EXCLUSION_MS));
        self.stop_ring(offer, teammate, None);
        self.log(by, Fact::CallDeclined { call, offer, teammate, cause, excluded_until });
        if let Some(until) = excluded_until {
            self.timers.insert((until, Due::ExclusionEnds(call, teammate)));
        }
        self.past_hold_limit(call);
    }

    /// [001] nobody took any action for the length of a ring.
    pub(super) fn miss(&mut self, offer: OfferId) {
        let Some(row) = self.state.offers.get(&offer).filter(|row| row.ended.is_none()) else {
            return;
        };
        let (call, teammate) = (row.call, row.teammate);
        let excluded_until = self.now.plus(EXCLUSION_MS);
        self.stop_ring(offer, teammate, None);
        self.log(Actor::Clock, Fact::CallMissed { call, offer, teammate, excluded_until });
        self.timers.insert((excluded_until, Due::ExclusionEnds(call, teammate)));
        self.past_hold_limit(call);
    }

    pub(super) fn withdraw(&mut self, offer: OfferId, why: WithdrawnWhy, by: Actor) {
        let Some(row) = self.state.offers.get(&offer).filter(|row| row.ended.is_none()) else {
            return;
        };
        let (call, teammate) = (row.call, row.teammate);
        self.stop_ring(offer, teammate, None);
        self.log(by, Fact::OfferWithdrawn { call, offer, teammate, why });
    }

    /// D1: a hold limit that passed while a phone rang lets that ring finish; then the
    /// call is turned away.
    pub(super) fn past_hold_limit(&mut self, call: CallId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let waiting = matches!(state.stage, Stage::Queued { .. });
        if waiting && state.hold_until.is_some_and(|until| until <= self.now) {
            self.hold_limit_passed(call);
        }
    }

    /// Stops everything that rings for an offer, but the phone that answered. Tabs are
    /// told even when one of them answered: the others ring no more.
    pub(super) fn stop_ring(&mut self, offer: OfferId, teammate: TeammateId, but: Option<u8>) {
        let Some(ring) = self.rings.remove(&offer) else { return };
        for phone in ring.ringing_phones() {
            if Some(phone) != but {
                self.order(Order::HangUp(LegId::Offer(offer, phone)));
            }
        }
        if !ring.tabs.is_empty() {
            self.order(Order::StopRinging(teammate, offer));
        }
    }

    /// A SIP phone of a teammate ended its ring.
    pub(super) fn leg_refused(&mut self, leg: LegId, why: LegRefusal) -> Reply {
        let LegId::Offer(offer, phone) = leg else { return Reply::Done };
        let Some(ring) = self.rings.get_mut(&offer) else { return Reply::Done };
        let Some(state) = ring.phones.get_mut(&phone) else { return Reply::Done };
        *state = PhoneRing::Refused(why);
        let over = !ring.anything_rings();
        let verdict = ring.verdict();
        let Some(row) = self.state.offers.get(&offer) else { return Reply::Done };
        let (teammate, how) = (row.teammate, row.how);
        if why == LegRefusal::Declined {
            // [002] auto-answer mode knows no Decline button, and a claimed call
            // connects without one.
            let button =
                self.state.workspace.answer_mode == AnswerMode::ByHand && how == OfferHow::Picked;
            let cause = if button { DeclineCause::DeclineButton } else { DeclineCause::Busy };
            self.decline(offer, cause, Actor::Teammate(teammate));
        } else if over {
            if verdict == DeclineCause::NetworkLost {
                self.phones_unreachable(teammate);
            }
            self.decline(offer, verdict, Actor::Line);
        }
        Reply::Done
    }

    /// The tabs are gone for good; what is left of the ring decides.
    pub(super) fn tabs_gone(&mut self, offer: OfferId, teammate: TeammateId, cause: DeclineCause) {
        let Some(ring) = self.rings.get_mut(&offer) else { return };
        // Tabs that only lost their audio are still there to be told.
        let told = !std::mem::take(&mut ring.tabs).is_empty();
        let (over, verdict) = (!ring.anything_rings(), ring.verdict());
        if told {
            self.order(Order::StopRinging(teammate, offer));
        }
        if !self.client_of(teammate) {
            self.decline(offer, cause, Actor::Line);
        } else if over {
            self.decline(offer, verdict, Actor::Line);
        }
    }

    /// What rings for an open offer, as far as the settings tell, after a reopening.
    pub(super) fn assume_ring(&mut self, offer: OfferId, teammate: TeammateId) {
        let phones = self.state.people.get(&teammate).map_or(0, |person| person.sip_phones.len());
        let phones = (1u8..).take(phones).map(|phone| (phone, PhoneRing::Ringing)).collect();
        self.rings.insert(offer, Ring { phones, tabs: BTreeMap::new() });
    }

    /// The open offer that rings a teammate.
    pub(super) fn offer_ringing(&self, teammate: TeammateId) -> Option<&OfferRow> {
        let row = self.state.teammates.get(&teammate)?;
        match row.phone {
            crate::teammate::Phone::Ringing { offer, .. } => self.state.offers.get(&offer),
            crate::teammate::Phone::Free
            | crate::teammate::Phone::OnCall { .. }
            | crate::teammate::Phone::WrapUp { .. } => None,
        }
    }

    /// The tab said that it rings: it is proven, and an offer that connects without
    /// action is answered by the first one whose phone can carry it.
    pub(super) fn ring_acknowledged(
        &mut self,
        teammate: TeammateId,
        offer: OfferId,
        tab: TabId,
    ) -> Reply {
        self.thaw(teammate, tab);
        let Some(row) = self.state.offers.get(&offer) else { return Reply::Done };
        if row.ended.is_some() || row.teammate != teammate || !self.tab_open(teammate, tab) {
            return Reply::Done;
        }
        let how = row.how;
        let Some(ring) = self.rings.get_mut(&offer) else { return Reply::Done };
        let Some(rings) = ring.tabs.get_mut(&tab) else { return Reply::Done };
        *rings = TabRing::Acknowledged;
        let ready = self.tabs_ready(teammate).any(|ready| ready == tab);
        match how {
            OfferHow::AutoAnswered | OfferHow::Claimed if ready => {
                self.answer(offer, LegId::Offer(offer, 0), Some(tab));
            }
            OfferHow::Picked | OfferHow::AutoAnswered | OfferHow::Claimed => {}
        }
        Reply::Done
    }

    /// Tabs have not acknowledged their ring in time: they count as no clients until
    /// they answer again. Phones that ring beside them ring on if they count alone.
    pub(super) fn ring_unacknowledged(&mut self, offer: OfferId, due: Millis) {
        let Some(row) = self.state.offers.get(&offer) else { return };
        let teammate = row.teammate;
        // A lost tab has its own time to come back.
        if self.tab_lost_for_now(teammate) {
            return;
        }
        let Some(ring) = self.rings.get_mut(&offer) else { return };
        let silent = ring.tabs.iter().filter(|(_, rings)| **rings == TabRing::Sent(due));
        let silent: Vec<_> = silent.map(|(tab, _)| *tab).collect();
        if silent.is_empty() {
            return;
        }
        let others_ring = ring.tabs.len() > silent.len();
        if others_ring {
            ring.tabs.retain(|tab, _| !silent.contains(tab));
        }
        for tab in silent {
            self.freeze(teammate, tab);
        }
        if !others_ring {
            self.tabs_gone(offer, teammate, DeclineCause::ClientFrozen);
        }
    }

    /// A tab that opens while its teammate is rung rings, too.
    pub(super) fn ring_new_tab(&mut self, teammate: TeammateId, tab: TabId) {
        let Some((offer, call)) = self.offer_ringing(teammate).map(|row| (row.id, row.call)) else {
            return;
        };
        let until = self.now.plus(RING_ACKNOWLEDGED_MS_MAX);
        let Some(ring) = self.rings.get_mut(&offer) else { return };
        let rings = ring.tabs.entry(tab).or_insert(TabRing::Sent(until));
        if *rings != TabRing::Acknowledged {
            *rings = TabRing::Sent(until);
            self.timers.insert((until, Due::RingUnacknowledged(offer)));
        }
        self.order(Order::RingTabs(teammate, offer, call));
    }

    /// While another tab rings, those that were lost are waited for no longer.
    pub(super) fn forget_lost_tabs(&mut self, teammate: TeammateId) {
        let Some(offer) = self.offer_ringing(teammate).map(|row| row.id) else { return };
        let open: Vec<_> = self.tabs_that_ring(teammate).collect();
        if let Some(ring) = self.rings.get_mut(&offer) {
            ring.tabs.retain(|tab, _| open.contains(tab));
        }
    }

    /// The tab whose phone will carry the answered call: the one it was pressed in, or
    /// the first that rings and can.
    pub(super) fn answering_tab(
        &self,
        by: TeammateId,
        offer: OfferId,
        pressed: Option<TabId>,
    ) -> Option<TabId> {
        if let Some(pressed) = pressed.filter(|tab| self.tab_open(by, *tab)) {
            return self.tabs_ready(by).find(|tab| *tab == pressed);
        }
        let ring = self.rings.get(&offer)?;
        let proven = |tab: &TabId| ring.tabs.get(tab) == Some(&TabRing::Acknowledged);
        self.tabs_ready(by).find(proven).or_else(|| self.tabs_ready(by).next())
    }
}
