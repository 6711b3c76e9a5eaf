//! Those who watch: pages are told what rings, what changed and where they stand, and a
//! desk that was reopened is told who they are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::{Desk, Input, Logged, OfferId};

use super::{DeskLoop, State, touched};
use crate::clock;

/// How often some pages are looked after that nothing has touched.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// And when many wait for it: so a thousand of them are done in a third of a second, with
/// room for rings in between.
const LOOK_AFTER_MORE: Duration = Duration::from_millis(10);

impl DeskLoop {
    pub(super) fn tell_watchers(&mut self, desk: &Desk, rows: &[desk::Row], facts: &[Logged]) {
        let hub = Arc::clone(&self.around.hub);
        touched::removed(facts).for_each(|teammate| hub.end_teammate(teammate));
        let Some(last) = facts.last() else { return };
        let touched = touched::of(rows, facts);
        match touched::whose(desk, &touched) {
            Some(teammates) => hub.refresh(desk, &teammates),
            None => {
                hub.refresh_all();
                self.look_after_at = Instant::now();
            }
        }
        hub.committed(Some(last.seq), &touched);
    }

    /// A ring that has ended in the meantime does not begin.
    pub(super) fn ring(&self, desk: &Desk, offer: OfferId, call: desk::CallId) {
        if let Some(rung) = self.rings.get(&offer) {
            self.around.hub.ring(desk, offer, call, *rung, clock::now());
        }
    }

    pub(super) fn note_parted(&mut self, input: &Input) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else parts a leg")]
        match input {
            Input::LegParted(leg) => {
                self.parted.insert(*leg);
            }
            Input::LegRejoined(leg) | Input::LegGone(leg, _) => {
                self.parted.remove(leg);
            }
            _ => {}
        }
    }

    pub(super) fn volatile(&self) -> Vec<Input> {
        let open = self.around.hub.presence().into_iter();
        let open = open.map(|(teammate, tab, phone)| Input::TabOpened(teammate, tab, phone));
        let parted = self.parted.iter().map(|leg| Input::LegParted(*leg));
        open.chain(parted).chain([Input::Tick]).collect()
    }

    /// What only time, or a change of rules, has changed on pages is looked for, a little at
    /// a time.
    pub(super) fn look_after(&mut self) {
        if Instant::now() < self.look_after_at {
            return;
        }
        let more = match &self.state {
            State::Up(desk) => self.around.hub.refresh_some(desk),
            State::Down(_) | State::Changing => false,
        };
        self.look_after_at = Instant::now() + if more { LOOK_AFTER_MORE } else { LOOK_AFTER };
    }
}
