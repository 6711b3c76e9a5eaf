//! Browser phones as the engine sees them: they come and go, carry legs, and speak.

use std::time::Instant;

use super::orders::fresh_stream;
use super::{Engine, PHONES};
use crate::media::MediaEvent;
use crate::media::leg::{Carrier, Leg, Via};
use crate::media::phones::{Opened, Rest, Told};
use crate::vocabulary::{Departure, LegEvent, LegId, PhoneId};

impl Engine {
    /// Takes what browsers have sent.
    pub(super) fn receive_phones(&mut self, now: Instant) {
        if self.phones.receive(now, &self.shared.counters) == Rest::More {
            self.unfinished.push(PHONES.0);
        }
        self.hear_phones(now);
    }

    /// Wakes the phones whose time has come, and hears what happened to any.
    pub(super) fn ring_phones(&mut self, now: Instant) {
        self.phones.ring_alarms(now, &self.shared.counters);
        self.hear_phones(now);
    }

    pub(super) fn phone_open(&mut self, opened: Opened, now: Instant) {
        let stream = fresh_stream(opened.serial());
        self.phones.admit(opened, stream, now, &self.shared.counters);
        self.hear_phones(now);
    }

    pub(super) fn phone_close(&mut self, phone: PhoneId, now: Instant) {
        self.phones.close(phone, now, &self.shared.counters);
        self.hear_phones(now);
    }

    /// Has a leg carried by a phone.
    pub(super) fn carry(&mut self, id: LegId, phone: PhoneId, now: Instant) {
        let place = self.phones.up(phone);
        let key = self.leg(id);
        match (key.map(|key| &self.legs[key].carrier), place) {
            (Some(Carrier::Port(_)), _) => {
                tracing::warn!(leg.id = id.0, "a SIP leg cannot be moved to a browser phone");
            }
            (Some(Carrier::Phone(now)), Some(place)) if *now == place => {
                self.tell(LegEvent::Rejoined { leg: id });
            }
            (Some(_), Some(place)) => {
                self.let_go(key);
                self.attach(id, key, place, now);
                self.tell(LegEvent::Rejoined { leg: id });
            }
            (Some(_), None) => {
                self.let_go(key);
                self.tell(LegEvent::Parted { leg: id });
            }
            (None, Some(place)) => {
                self.attach(id, None, place, now);
                self.tell(LegEvent::Answered { leg: id });
            }
            (None, None) => {
                self.tell(LegEvent::Gone { leg: id, why: Departure::MediaFailed });
            }
        }
    }

    /// Lets a phone carry this leg alone; makes the leg where there is none.
    fn attach(&mut self, id: LegId, key: Option<usize>, place: usize, now: Instant) {
        if let Some(before) = self.phones.leg(place) {
            self.let_go(Some(before));
            let leg = self.legs[before].id;
            self.tell(LegEvent::Parted { leg });
        }
        let key = key.unwrap_or_else(|| {
            let stream = fresh_stream(id.0);
            let key = self.legs.insert(Leg::new(id, Carrier::Nothing, stream, now));
            self.places.insert(id, key);
            self.clock.scan.get_or_insert(now);
            key
        });
        if let Some((end, outgoing)) = self.phones.lend(place, key) {
            self.legs[key].carry(Carrier::Phone(place), end, outgoing, now);
        }
    }

    /// Parts a leg from its phone, which stays warm.
    fn let_go(&mut self, key: Option<usize>) {
        let Some(leg) = key.and_then(|key| self.legs.get_mut(key)) else {
            return;
        };
        if let Carrier::Phone(place) = std::mem::replace(&mut leg.carrier, Carrier::Nothing) {
            let stream = std::mem::replace(&mut leg.outgoing, fresh_stream(leg.id.0));
            self.phones.give_back(place, stream);
        }
    }

    /// Treats what happened to phones.
    pub(super) fn hear_phones(&mut self, now: Instant) {
        while let Some(told) = self.phones.told() {
            match told {
                Told::Up(phone) => self.tell(LegEvent::PhoneUp { phone }),
                Told::Down { phone, leg } => {
                    if let Some(leg) = leg.and_then(|leg| self.legs.get_mut(leg)) {
                        leg.carrier = Carrier::Nothing;
                        let leg = leg.id;
                        self.tell(LegEvent::Parted { leg });
                    }
                    self.tell(LegEvent::PhoneDown { phone });
                }
                Told::Spoke { place, packet } => {
                    let counters = &self.shared.counters;
                    let buffer = &mut self.buffer[..];
                    let packet = self.phones.decode(place, &packet, buffer, now, counters);
                    if let (Some(packet), Some(leg)) = (packet, self.phones.leg(place))
                        && let Err(cause) = self.heard(leg, &packet, Via::Phone, now)
                    {
                        self.shared.counters.add(cause);
                    }
                }
            }
        }
    }

    pub(super) fn tell(&self, event: LegEvent) {
        (self.sink)(MediaEvent::Leg(event));
    }
}
