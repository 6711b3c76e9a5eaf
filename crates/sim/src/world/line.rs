//! The telephony edge, simulated: legs that ring, answer, refuse, vanish, answer after
//! having been cancelled; sounds that end; recordings that close.

use desk::{
    Dial, Input, LegDeparture, LegId, LegRefusal, OfferId, Order, RecordingFile, RecordingId,
    Sound, TabId, TeammateId, Toggle,
};

use super::World;
use crate::agenda::{Event, PhoneAct};

/// A leg.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) up: bool,
    pub(crate) closing: bool,
    pub(crate) peer: Option<LegId>,
    /// Plans made for it; an older plan is void.
    pub(crate) plan: u32,
    pub(crate) play: u32,
    /// The tab whose phone carries it.
    pub(crate) carrier: Option<(TeammateId, TabId)>,
    /// That phone has lost its connection.
    pub(crate) parted: bool,
}

impl Leg {
    pub(crate) fn new() -> Self {
        Self {
            up: false,
            closing: false,
            peer: None,
            plan: 0,
            play: 0,
            carrier: None,
            parted: false,
        }
    }
}

/// A recording.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    since: i64,
}

impl World {
    /// Does what the desk orders.
    pub(super) fn obey(&mut self, order: Order) {
        match order {
            Order::Answer(leg) => {
                if let Some(leg) = self.legs.get_mut(&leg) {
                    leg.up = true;
                }
            }
            Order::Reject(leg, _) => {
                self.legs.remove(&leg);
            }
            Order::HangUp(leg) => self.hang_up(leg),
            Order::Dial(dial) => self.dial(dial),
            Order::RingTabs(teammate, offer, _) => self.tabs_ring(teammate, offer),
            Order::StopRinging(teammate, offer) => self.tabs_stop(teammate, offer),
            Order::Play(leg, sound) => self.play(leg, sound),
            Order::Connect { leg, teammate, tab } => self.connect(leg, teammate, tab),
            Order::Bridge(one, other) => self.bridge(one, other),
            Order::Unbridge(leg) => self.part(leg),
            Order::Mute(..) | Order::PauseRecording(_) | Order::ResumeRecording(_) => {}
            Order::Record { recording, .. } => self.record(recording),
            Order::StopRecording(recording) => self.stop_tape(recording),
        }
    }

    /// A tab's phone shall carry a leg, if it is up.
    fn connect(&mut self, id: LegId, teammate: TeammateId, tab: Option<TabId>) {
        let place = self.colleague(teammate).map(|colleague| colleague.tabs.clone());
        let mut ready = place.unwrap_or_default().into_iter().filter(|tab| tab.phone_up);
        let carrier = match tab {
            Some(tab) => ready.find(|ready| ready.id == tab),
            None => ready.next(),
        };
        let up = carrier.is_some();
        let carrier = carrier.map(|tab| tab.id).or(tab).map(|tab| (teammate, tab));
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.carrier = carrier;
            let was = std::mem::replace(&mut leg.parted, !up);
            match (was, up) {
                (true, true) => self.arrive_at_desk(Input::LegRejoined(id)),
                (_, false) => self.arrive_at_desk(Input::LegParted(id)),
                (false, true) => {}
            }
            return;
        }
        self.legs.insert(id, Leg { up: true, carrier, ..Leg::new() });
        if !up {
            let how = LegDeparture::MediaFailed;
            let at = self.rng.ms(1, 40);
            self.later(at, Event::Leave { leg: id, how, plan: 0 });
        }
    }

    /// The leg that a tab's phone carries.
    pub(super) fn carried_by(&self, teammate: TeammateId, tab: TabId) -> Option<LegId> {
        let by = Some((teammate, tab));
        self.legs.iter().find(|(_, leg)| leg.carrier == by && !leg.closing).map(|(id, _)| *id)
    }

    /// A tab's phone is gone: the leg it carries is parted.
    pub(super) fn part_from(&mut self, teammate: TeammateId, tab: TabId) {
        let Some(id) = self.carried_by(teammate, tab) else { return };
        if let Some(leg) = self.legs.get_mut(&id)
            && !leg.parted
        {
            leg.parted = true;
            self.arrive_at_desk(Input::LegParted(id));
        }
    }

    /// It is back by itself.
    pub(super) fn find_back(&mut self, teammate: TeammateId, tab: TabId) {
        let Some(id) = self.carried_by(teammate, tab) else { return };
        if let Some(leg) = self.legs.get_mut(&id)
            && leg.parted
        {
            leg.parted = false;
            self.arrive_at_desk(Input::LegRejoined(id));
        }
    }

    pub(super) fn hang_up(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.closing {
            return;
        }
        leg.closing = true;
        leg.plan += 1;
        let (up, delay) = (leg.up, self.rng.ms(0, 80));
        let offer = matches!(id, LegId::Offer(..));
        if id.is_tab() {
            self.legs.remove(&id);
        } else if offer && !up {
            if self.rng.per_mille(30) {
                // The answer crosses the CANCEL: first up, then taken down.
                self.in_ms(delay, Input::LegAnswered(id));
                self.in_ms(delay + 40, Input::LegGone(id, LegDeparture::HungUpByUs));
            } else {
                self.in_ms(delay, Input::LegRefused(id, LegRefusal::Cancelled));
            }
            self.legs.remove(&id);
        } else {
            self.in_ms(delay, Input::LegGone(id, LegDeparture::HungUpByUs));
            self.legs.remove(&id);
        }
    }

    fn dial(&mut self, dial: Dial) {
        let leg = dial.leg;
        self.legs.insert(leg, Leg::new());
        let LegId::Offer(offer, _) = leg else { return };
        let auto = dial.auto_answer == Toggle::On;
        let ring_at = self.rng.ms(10, 300);
        match self.rng.below(100) {
            0..=4 => {
                let at = self.rng.ms(1, 400);
                self.later(
                    at,
                    Event::Phone { leg, act: PhoneAct::Refuse(LegRefusal::Unreachable) },
                );
                return;
            }
            // Never replies at all.
            5..=6 => return,
            7..=8 => {
                let act = PhoneAct::Refuse(LegRefusal::Busy);
                self.later(ring_at, Event::Phone { leg, act });
                return;
            }
            _ => self.later(ring_at, Event::Phone { leg, act: PhoneAct::Ring }),
        }
        let act = match self.rng.below(100) {
            0..=54 => PhoneAct::Answer,
            55..=64 => PhoneAct::Refuse(LegRefusal::Declined),
            65..=67 => PhoneAct::Refuse(LegRefusal::MediaFailed),
            // Rings until the desk has enough.
            _ if auto => PhoneAct::Answer,
            _ => return,
        };
        let at = if auto { self.rng.ms(20, 600) } else { self.reaction_ms(offer) };
        self.later(ring_at + at, Event::Phone { leg, act });
    }

    /// When somebody reacts: soon, late, or in the very millisecond in which the ring
    /// ends or the caller leaves.
    pub(super) fn reaction_ms(&mut self, offer: OfferId) -> i64 {
        match self.rng.below(100) {
            0..=2 => {
                let until = self.watch.model.offers.get(&offer).map(|offer| offer.ring_until.0);
                let at = until.map_or(30_000, |until| until - self.skew - self.now);
                (at + self.rng.ms(0, 2) - 1).max(0)
            }
            3..=5 => {
                // The caller leaves in the same moment.
                let at = self.rng.ms(50, 9_000);
                let call = self.watch.model.offered.get(&offer).map(|(call, _)| *call);
                let leg =
                    call.and_then(|call| self.watch.model.live.get(&call)).map(|call| call.leg);
                if let Some(leg) = leg
                    && let Some(plan) = self.legs.get(&leg).map(|leg| leg.plan)
                {
                    self.later(at, Event::Leave { leg, how: LegDeparture::HungUp, plan });
                }
                at
            }
            6..=15 => self.rng.ms(10_000, 40_000),
            _ => self.rng.spread(4_000) + 100,
        }
    }

    /// A desk phone does its next thing.
    pub(super) fn phone_acts(&mut self, id: LegId, act: PhoneAct) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.closing || leg.up {
            return;
        }
        match act {
            PhoneAct::Ring => self.arrive_at_desk(Input::LegRinging(id)),
            PhoneAct::Answer => {
                leg.up = true;
                self.arrive_at_desk(Input::LegAnswered(id));
                if self.rng.per_mille(20) {
                    // Answers and hangs up before anybody could speak.
                    let plan = self.legs.get(&id).map_or(0, |leg| leg.plan);
                    let at = self.rng.ms(0, 100);
                    self.later(at, Event::Leave { leg: id, how: LegDeparture::HungUp, plan });
                }
            }
            PhoneAct::Refuse(why) => {
                self.legs.remove(&id);
                self.arrive_at_desk(Input::LegRefused(id, why));
            }
        }
    }

    /// The far end of a leg leaves.
    pub(super) fn leave(&mut self, id: LegId, how: LegDeparture, plan: u32) {
        let Some(leg) = self.legs.get(&id) else { return };
        if leg.closing || leg.plan != plan {
            return;
        }
        self.legs.remove(&id);
        self.arrive_at_desk(Input::LegGone(id, how));
    }

    fn play(&mut self, id: LegId, sound: Sound) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.play += 1;
        let play = leg.play;
        let length = match sound {
            Sound::HoldMusic => return,
            Sound::RecordingConsent => self.rng.ms(2_000, 5_000),
            Sound::Deflection(_) => self.rng.ms(3_000, 8_000),
        };
        // One in fifty ends are never reported.
        if self.rng.per_mille(980) {
            self.later(length, Event::PlayOver { leg: id, play });
        }
    }

    pub(super) fn play_over(&mut self, id: LegId, play: u32) {
        if self.legs.get(&id).is_some_and(|leg| leg.play == play && !leg.closing) {
            self.arrive_at_desk(Input::PlayEnded(id));
        }
    }

    fn bridge(&mut self, one: LegId, other: LegId) {
        for (leg, peer) in [(one, other), (other, one)] {
            if let Some(leg) = self.legs.get_mut(&leg) {
                leg.peer = Some(peer);
                leg.play += 1;
            }
        }
    }

    fn part(&mut self, id: LegId) {
        let peer = self.legs.get_mut(&id).and_then(|leg| leg.peer.take());
        if let Some(peer) = peer.and_then(|peer| self.legs.get_mut(&peer)) {
            peer.peer = None;
        }
    }

    fn record(&mut self, recording: RecordingId) {
        self.tapes.insert(recording, Tape { since: self.now });
        if self.rng.per_mille(10) {
            let length_ms = self.rng.between(0, 5_000);
            let path = format!("live/{recording}.wav");
            let at = self.rng.ms(10, 5_000);
            self.tapes.remove(&recording);
            self.in_ms(at, Input::RecordingFailed(recording, RecordingFile { path, length_ms }));
        }
    }

    pub(super) fn stop_tape(&mut self, recording: RecordingId) {
        let path = format!("live/{recording}.wav");
        let at = self.rng.ms(1, 400);
        let input = match self.tapes.remove(&recording) {
            Some(tape) => {
                let length_ms = u64::try_from(self.now - tape.since).unwrap_or(0);
                Input::RecordingStopped(recording, RecordingFile { path, length_ms })
            }
            // The line knows of no such file: its order was lost.
            None => Input::RecordingFailed(recording, RecordingFile { path, length_ms: 0 }),
        };
        self.in_ms(at, input);
    }
}
