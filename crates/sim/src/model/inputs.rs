//! What inputs tell that never becomes a fact: presence, acknowledgements, refusals.

use desk::{Input, LegDeparture, LegId, LegRefusal, Millis, OfferId};

use super::{Model, PROOF_MS};

impl Model {
    /// Lets time pass: tabs that had to say that they ring, and did not, are frozen.
    pub(crate) fn advance(&mut self, to: Millis) {
        self.now = self.now.max(to);
        let now = self.now;
        let mut frozen = Vec::new();
        for offer in self.offers.values_mut() {
            if offer.acknowledged.is_none() && offer.prove_until.is_some_and(|until| until <= now) {
                offer.prove_until = None;
                frozen.push(offer.teammate);
            }
        }
        for id in frozen {
            let tabs = self.people.get(&id).is_some_and(|person| !person.desk.tabs.is_empty());
            if tabs {
                self.froze(id);
            }
        }
    }

    /// Takes what an input tells.
    pub(crate) fn hear(&mut self, input: &Input) {
        match input {
            Input::TabOpened(id, tab) => self.tab_opened(*id, *tab),
            Input::TabLost(id, tab) => self.tab_lost(*id, *tab),
            Input::RingAcknowledged(id, offer) => {
                let now = self.now;
                self.tab_answered(*id);
                if let Some(offer) = self.offers.get_mut(offer)
                    && offer.teammate == *id
                {
                    offer.acknowledged = offer.acknowledged.or(Some(now));
                }
            }
            Input::LegRefused(LegId::Offer(offer, _), why) => self.refused(*offer, *why),
            Input::LegGone(LegId::Offer(offer, phone), why) => {
                let refusal = match why {
                    LegDeparture::HungUp => LegRefusal::Busy,
                    LegDeparture::MediaFailed => LegRefusal::MediaFailed,
                    LegDeparture::HungUpByUs | LegDeparture::Silent | LegDeparture::Lost => {
                        LegRefusal::Unreachable
                    }
                };
                if *phone > 0 {
                    self.refused(*offer, refusal);
                }
            }
            Input::Tick
            | Input::Restarted
            | Input::CallArrived(_)
            | Input::LegRinging(_)
            | Input::LegAnswered(_)
            | Input::LegRefused(LegId::Caller(_), _)
            | Input::LegGone(LegId::Caller(_), _)
            | Input::LegHeld(_)
            | Input::LegResumed(_)
            | Input::PlayEnded(_)
            | Input::RecordingStopped(..)
            | Input::RecordingFailed(..)
            | Input::Command(..)
            | Input::SaveSettings(..) => {}
        }
    }

    fn refused(&mut self, offer: OfferId, why: LegRefusal) {
        if let Some(offer) = self.offers.get_mut(&offer) {
            offer.refusals.push(why);
        }
        let teammate = self.offered.get(&offer).map(|(_, teammate)| *teammate);
        match (why, teammate) {
            (LegRefusal::Unreachable | LegRefusal::Cancelled, Some(id)) => self.out_of_reach(id),
            (
                LegRefusal::Busy
                | LegRefusal::Declined
                | LegRefusal::MediaFailed
                | LegRefusal::Unreachable
                | LegRefusal::Cancelled,
                _,
            ) => {}
        }
    }

    /// The tabs of an offer were told to ring, when it was made or when one opened.
    pub(crate) fn tabs_told(&mut self, offer: OfferId) {
        if let Some(offer) = self.offers.get_mut(&offer)
            && offer.acknowledged.is_none()
            && offer.prove_until.is_none()
        {
            offer.prove_until = Some(offer.at.plus(PROOF_MS));
        }
    }

    /// The order of what happened in this turn no longer matters.
    pub(crate) fn settled(&mut self) {
        for id in std::mem::take(&mut self.unclear) {
            if let Some(person) = self.people.get_mut(&id) {
                person.desk.changed = None;
            }
        }
    }

    /// The desk was opened anew: it knows of no tab, and nothing of running rings.
    pub(crate) fn forgotten(&mut self) {
        for person in self.people.values_mut() {
            person.desk = super::Desktop::default();
        }
        for offer in self.offers.values_mut() {
            offer.blurred = true;
            offer.prove_until = None;
        }
        self.unclear.clear();
    }
}
