//! What teammates do beside answering: they go Away and come back, and put callers on
//! hold, each by the command a button would send.

use std::sync::Arc;
use std::time::Duration;

use desk::{CallId, Command, Fact, Input, Logged, Status, TeammateId};
use fastrand::Rng;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Instant, sleep_until};

use super::sample::VISITOR;
use crate::serve::Running;

/// So many of a hundred answered calls are put on hold once.
const HELD_PERCENT: u32 = 25;

/// A teammate steps away every so often …
const AWAY_EVERY_MS: std::ops::Range<u64> = 5_000..12_000;

/// … for so long.
const AWAY_FOR_MS: std::ops::Range<u64> = 3_000..8_000;

/// The hold comes so long after the answer …
const HOLD_AFTER_MS: u64 = 1_500;

/// … and lasts so long.
const HOLD_FOR_MS: u64 = 1_500;

/// What is still to be done at most: two deeds for every call of a demo at its fastest.
const DEEDS_MAX: usize = 1_000;

/// The teammates' habits, all from one seed.
pub(super) struct Habits<'a> {
    running: &'a Running,
    chance: Rng,
    deeds: Vec<(Instant, TeammateId, Command)>,
    away_next: Instant,
}

impl<'a> Habits<'a> {
    pub(super) fn new(seed: u64, running: &'a Running) -> Self {
        let mut chance = Rng::with_seed(seed);
        let away_next = Instant::now() + Duration::from_millis(chance.u64(AWAY_EVERY_MS));
        Self { running, chance, deeds: Vec::new(), away_next }
    }

    /// Lives until nothing is committed any more.
    pub(super) async fn live(mut self, mut facts: Receiver<Arc<[Logged]>>) {
        loop {
            let next = self.deeds.iter().map(|(at, ..)| *at).min();
            let wake = next.map_or(self.away_next, |at| at.min(self.away_next));
            tokio::select! {
                news = facts.recv() => match news {
                    Ok(news) => news.iter().for_each(|logged| self.notice(logged)),
                    // What was missed needs no hold.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(wake) => self.act().await,
            }
        }
    }

    fn notice(&mut self, logged: &Logged) {
        if let Fact::CallAnswered { call, teammate, .. } = logged.fact
            && teammate != VISITOR
            && self.chance.u32(0..100) < HELD_PERCENT
        {
            self.hold(call, teammate);
        }
    }

    fn hold(&mut self, call: CallId, teammate: TeammateId) {
        let hold = Instant::now() + Duration::from_millis(HOLD_AFTER_MS);
        self.later(hold, teammate, Command::Hold { call });
        let resume = hold + Duration::from_millis(HOLD_FOR_MS);
        self.later(resume, teammate, Command::Resume { call });
    }

    fn later(&mut self, at: Instant, teammate: TeammateId, command: Command) {
        if self.deeds.len() < DEEDS_MAX {
            self.deeds.push((at, teammate, command));
        }
    }

    async fn act(&mut self) {
        let now = Instant::now();
        if self.away_next <= now {
            self.away_next = now + Duration::from_millis(self.chance.u64(AWAY_EVERY_MS));
            let teammate = TeammateId(self.chance.u64(1..=6));
            let set = |status| Command::SetStatus { teammate, status };
            self.later(now, teammate, set(Status::Away));
            let back = now + Duration::from_millis(self.chance.u64(AWAY_FOR_MS));
            self.later(back, teammate, set(Status::Active));
        }
        let deeds = std::mem::take(&mut self.deeds);
        for (at, teammate, command) in deeds {
            if at > now {
                self.deeds.push((at, teammate, command));
                continue;
            }
            // A refusal is the desk's right: the caller may have hung up meanwhile.
            let _ = self.running.ask(Input::Command(teammate, command)).await;
        }
    }
}
