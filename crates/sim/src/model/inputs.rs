//! What inputs tell that never becomes a fact: presence, acknowledgements, refusals.

use desk::{Input, LegDeparture, LegId, LegRefusal, Millis, OfferId, Stage};

use super::{Model, PROOF_MS, Parted, QUIET_MS, Told};

impl Model {
    /// Lets time pass: tabs that had to say that they ring, and did not, are frozen.
    pub(crate) fn advance(&mut self, to: Millis) {
        self.now = self.now.max(to);
        let now = self.now;
        let mut frozen = Vec::new();
        for offer in self.offers.values_mut() {
            let person = self.people.get(&offer.teammate);
            let grace = person.and_then(|person| person.desk.grace_until);
            if grace.is_some_and(|until| until <= now) {
                // Nobody came back: the ring is over in tabs.
                offer.told.clear();
            }
            let waits = grace.is_some();
            let late = |told: &mut super::Told| {
                told.said.is_none() && told.until.is_some_and(|until| until <= now)
            };
            for (tab, told) in &mut offer.told {
                if late(told) {
                    // A lost tab has its own time to come back.
                    told.until = None;
                    if !waits {
                        frozen.push((offer.id, offer.teammate, *tab));
                    }
                }
            }
        }
        for (offer, teammate, tab) in frozen {
            if let Some(offer) = self.offers.get_mut(&offer) {
                offer.told.remove(&tab);
            }
            if self.people.get(&teammate).is_some_and(|it| it.desk.tabs.contains_key(&tab)) {
                self.froze(teammate, tab);
            }
        }
        for person in self.people.values_mut() {
            if person.desk.grace_until.is_some_and(|until| until <= now) {
                person.desk.grace_until = None;
            }
        }
    }

    /// Takes what an input tells.
    pub(crate) fn hear(&mut self, input: &Input) {
        match input {
            Input::TabOpened(id, tab, phone) => self.tab_opened(*id, *tab, *phone),
            Input::TabLost(id, tab) => self.tab_lost(*id, *tab),
            Input::RingAcknowledged(id, offer, tab) => {
                let now = self.now;
                self.tab_answered(*id, *tab);
                let open =
                    self.people.get(id).is_some_and(|person| person.desk.tabs.contains_key(tab));
                if let Some(offer) = self.offers.get_mut(offer)
                    && let Some(told) = offer.told.get_mut(tab)
                    && offer.teammate == *id
                    && open
                {
                    told.said = told.said.or(Some(now));
                }
            }
            Input::LegParted(leg) => self.parted(*leg),
            Input::LegRejoined(leg) => {
                if let Some(call) = self.talks_over(*leg) {
                    call.parted = None;
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
            | Input::JudgeCall { .. }
            | Input::MailSent { .. }
            | Input::MailFailed { .. }
            | Input::RecordingsExpired { .. }
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

    /// A browser phone is lost in mid-call: the caller may hear nothing for a while.
    fn parted(&mut self, leg: LegId) {
        let now = self.now;
        let Some(call) = self.talks_over(leg) else { return };
        let talking = matches!(call.stage, Stage::Talking(_));
        let quiet_until = talking.then(|| now.plus(QUIET_MS));
        match &mut call.parted {
            // Bridged again, and lost again.
            Some(parted) if !parted.music && parted.quiet_until.is_none() => {
                parted.quiet_until = quiet_until;
            }
            Some(_) => {}
            none @ None => *none = Some(Parted { since: now, quiet_until, music: !talking }),
        }
    }

    /// An offer that is made rings in all tabs that can.
    pub(super) fn tabs_told(&mut self, offer: OfferId) {
        let Some(offer) = self.offers.get_mut(&offer) else { return };
        let Some(person) = self.people.get(&offer.teammate) else { return };
        let until = Some(offer.at.plus(PROOF_MS));
        for tab in person.ringable() {
            offer.told.entry(tab).or_insert(Told { until, said: None });
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
            offer.told.clear();
        }
        for call in self.live.values_mut() {
            call.parted = None;
        }
        self.unclear.clear();
    }
}
