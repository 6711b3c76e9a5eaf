//! Callers: when they dial, how long they wait, how they leave.

use desk::{Arrival, Input, LegDeparture, LegId};

use super::World;
use super::line::Leg;
use crate::agenda::Event;

impl World {
    /// One caller dials, or several in the same millisecond.
    pub(super) fn arrivals(&mut self) {
        let burst = match self.rng.below(100) {
            0 => self.rng.between(2, 12),
            1..=4 => 2,
            _ => 1,
        };
        let same = self.rng.per_mille(400).then(|| self.number());
        for _ in 0..burst.min(self.calls_wanted - self.calls_made) {
            let number = match &same {
                Some(number) if burst > 1 => number.clone(),
                _ => self.number(),
            };
            self.dial_in(number);
        }
        if self.calls_made < self.calls_wanted {
            // Waves of load: sometimes nobody, sometimes everybody.
            let wave = (self.calls_made / 100) % 4;
            let mean = match wave {
                0 => self.setup.arrival_ms * 3,
                1 => self.setup.arrival_ms * 2 / 3,
                2 => self.setup.arrival_ms / 2,
                _ => self.setup.arrival_ms,
            };
            let quiet = if self.setup.sleepy { 400_000 } else { 0 };
            let next = self.rng.spread(mean + quiet);
            self.later(next, Event::Arrivals);
        }
    }

    /// A number of the pool, a new one, or none.
    fn number(&mut self) -> Option<String> {
        match self.rng.below(100) {
            0..=6 => None,
            7..=9 => Some(format!("+1556{:07}", self.calls_made)),
            _ => Some(format!("+1555{:07}", self.rng.below(self.setup.numbers))),
        }
    }

    fn dial_in(&mut self, caller: Option<String>) {
        self.calls_made += 1;
        let leg = LegId::Caller(self.next_leg);
        self.next_leg += 1;
        self.legs.insert(leg, Leg::new());
        let team = self.rng.between(1, self.setup.teams);
        // Now and then a number that is no channel's.
        let called = if self.rng.per_mille(3) {
            "+15550009999".to_owned()
        } else {
            super::admin::channel_number(team)
        };
        let caller_name = caller.as_ref().map(|_| "Caller".to_owned());
        self.arrive_at_desk(Input::CallArrived(Arrival { leg, called, caller, caller_name }));
        let patience = self.patience();
        self.plan_leaving(leg, patience);
    }

    /// How long a caller waits: seconds or minutes, sometimes no time at all.
    pub(super) fn patience(&mut self) -> i64 {
        match self.rng.below(100) {
            0..=2 => self.rng.ms(0, 3),
            3..=9 => self.rng.ms(10, 3_000),
            _ => self.rng.spread(self.setup.patience_ms) + 500,
        }
    }

    /// The caller will leave in `ms`: hang up, or vanish without a word.
    pub(super) fn plan_leaving(&mut self, id: LegId, ms: i64) {
        let vanishes = self.rng.per_mille(15);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.plan += 1;
        let plan = leg.plan;
        let (how, after) = if vanishes {
            match self.rng.below(3) {
                // The silence watchdog and the session timer need up to a minute.
                0 => (LegDeparture::Silent, self.rng.ms(20_000, 60_000)),
                1 => (LegDeparture::Lost, self.rng.ms(1_000, 32_000)),
                _ => (LegDeparture::MediaFailed, 0),
            }
        } else {
            (LegDeparture::HungUp, 0)
        };
        self.later(ms + after, Event::Leave { leg: id, how, plan });
    }
}
