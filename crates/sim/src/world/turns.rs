//! The loop around the desk: what has arrived goes in, one commit comes out, then it is
//! acted upon; or the process dies, or the store refuses, in between.

use desk::{Input, Millis, Problem, Turn};

use super::World;
use crate::agenda::Event;

/// [architecture] at most this many inputs share a commit.
const BATCH_MAX: u64 = 64;

/// The longest a shell under load could oversleep a deadline.
const LATE_MS_MAX: u64 = 3_000;

/// Turns whose inputs are shown with a breach.
const TRACE_TURNS: usize = 8;

/// What becomes of a turn.
enum Fate {
    Committed,
    /// The process dies before the commit.
    DiesBefore,
    /// The process dies after it, before anything is acted upon.
    DiesAfter,
    /// The store refuses the commit.
    Refused,
}

impl World {
    /// Everything that waits at the door goes through the desk.
    pub(super) fn take_turns(&mut self) {
        while !self.inbox.is_empty() && self.watch.clean() {
            let most = if self.rng.per_mille(700) { BATCH_MAX } else { self.rng.between(1, 8) };
            let most = usize::try_from(most).unwrap_or(1).min(self.inbox.len());
            let batch: Vec<_> = self.inbox.drain(..most).collect();
            self.turn(batch);
        }
        if self.rng.per_mille(self.setup.stalls) {
            self.busy_until = self.now + self.rng.ms(1, 2_000);
        }
        self.plan_tick();
    }

    /// One turn. The desk's answer is committed, then acted upon.
    pub(super) fn turn(&mut self, mut batch: Vec<(Millis, Input)>) {
        self.turns += 1;
        self.inputs += batch.len() as u64;
        if let Some(fault) = &mut self.fault {
            fault.inputs(&mut batch);
            if batch.is_empty() {
                return;
            }
        }
        let seen = self.remember(&batch);
        let said = self.said(&batch);
        let Ok(mut turn) = desk::turn(&mut self.desk, batch, &mut self.shelf);
        match self.fate() {
            Fate::DiesBefore => {
                self.kills += 1;
                self.crash();
                return;
            }
            Fate::Refused => {
                self.refusals += 1;
                self.reopen();
                return;
            }
            Fate::DiesAfter => {
                self.commit(&seen, &mut turn, said.as_ref());
                self.kills += 1;
                self.crash();
                return;
            }
            Fate::Committed => {}
        }
        if self.fault.as_mut().is_some_and(|fault| fault.eager(&turn)) {
            self.watch.released(&turn);
        }
        self.commit(&seen, &mut turn, said.as_ref());
        self.watch.released(&turn);
        let facts = std::mem::take(&mut turn.facts);
        for order in std::mem::take(&mut turn.orders) {
            if self.rng.rarely(self.setup.lost_orders) {
                self.plan_sweep();
            } else {
                self.obey(order);
            }
        }
        for logged in &facts {
            self.show(logged);
            self.remember_after(logged);
        }
    }

    /// Keeps what the last turns were made of.
    fn remember(&mut self, batch: &[(Millis, Input)]) -> Vec<(Millis, Input)> {
        if self.trace.len() == TRACE_TURNS {
            self.trace.pop_front();
        }
        self.trace.push_back(batch.to_vec());
        batch.to_vec()
    }

    fn fate(&mut self) -> Fate {
        if self.calls_made == 0 {
            // The workspace is set up in peace.
            return Fate::Committed;
        }
        let dice = self.rng.below(100_000);
        let (kills, refusals) = (self.setup.kills, self.setup.refusals);
        if dice < kills / 2 {
            Fate::DiesBefore
        } else if dice < kills {
            Fate::DiesAfter
        } else if dice < kills + refusals {
            Fate::Refused
        } else {
            Fate::Committed
        }
    }

    /// What the desk says beforehand of a command that comes alone, with nothing due
    /// before it.
    fn said(&self, batch: &[(Millis, Input)]) -> Option<Result<(), Problem>> {
        let [(at, Input::Command(by, command))] = batch else { return None };
        let due = self.desk.deadline().is_some_and(|(due, _)| due <= *at);
        (!due).then(|| self.desk.may(*by, command))
    }

    fn commit(
        &mut self,
        batch: &[(Millis, Input)],
        turn: &mut Turn,
        said: Option<&Result<(), Problem>>,
    ) {
        if let Some(fault) = &mut self.fault {
            fault.turn(batch, turn, &self.watch.model);
        }
        self.watch.turn(batch, turn, &self.desk, said);
        self.shelf.commit(turn);
        self.hand_out(turn);
    }

    /// The next look at the clock: at the deadline, or a little late.
    pub(super) fn plan_tick(&mut self) {
        let Some((due, _)) = self.desk.deadline() else { return };
        let mut at = (due.0 - self.skew).max(self.now);
        if self.rng.per_mille(50) {
            at += self.rng.ms(1, LATE_MS_MAX);
        }
        if self.tick_at.is_none_or(|planned| at < planned) {
            self.tick_at = Some(at);
            self.agenda.put(at, Event::Tick);
        }
    }
}
