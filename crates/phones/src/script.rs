//! A working day from one seed: callers who arrive by chance, wait, lose
//! patience or talk; teammates who answer, decline or ignore.
//!
//! Who calls when and for how long follows from the seed alone. What comes of
//! it is up to the server, so a caller's patience stops running when one of the
//! phones has answered a call that shows the caller's number.

mod run;

use crate::chance::Chance;
use crate::media::{Audio, Sound, Speech};
use crate::plan::{Behaviour, CallPlan, PhonePlan, Temper, between};
use std::net::SocketAddr;
use std::time::Duration;

pub use run::Played;

/// Nobody waits longer for the next arrival than so many times the mean, so
/// that a quiet seed still ends.
const GAP_MAX: f64 = 4.0;

/// The numbers that North America keeps free for fiction: 555-0100 to 555-0199
/// in every area.
const AREAS: (u64, u64) = (201, 989);

/// What a day looks like. Pairs are the shortest and the longest time.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Where everything follows from.
    pub seed: u64,
    /// Where the INVITEs go.
    pub server: SocketAddr,
    /// The numbers that are called, evenly.
    pub numbers: Vec<String>,
    /// How many call in all; None calls until the run is dropped.
    pub calls: Option<u32>,
    /// Mean arrivals a minute.
    pub calls_per_minute: f64,
    /// How long a caller waits for a person.
    pub patience: (Duration, Duration),
    /// So many callers of a hundred hang up early …
    pub early_percent: u32,
    /// … after so long.
    pub early: (Duration, Duration),
    /// So many callers of a hundred withhold their number.
    pub withheld_percent: u32,
    /// How long a caller talks before hanging up, unless the teammate does first.
    pub talks: (Duration, Duration),
    /// Whether they speak.
    pub voices: Voices,
}

/// Whether a script is played with sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voices {
    /// Everybody speaks with a recorded voice.
    Spoken,
    /// No RTP at all.
    Mute,
}

/// One caller of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// When the call is placed, counted from the start.
    pub after: Duration,
    /// The number; None is withheld.
    pub from: Option<String>,
    /// The number that is called.
    pub to: String,
    /// How long this caller waits for a person.
    pub patience: Duration,
    /// How long this caller talks.
    pub talk: Duration,
    /// What this caller says.
    pub speech: Speech,
}

impl Script {
    /// Twenty calls a minute at a relaxed pace, ten in a hundred early, five
    /// withheld, with voices.
    pub fn new(seed: u64, server: SocketAddr, number: impl Into<String>) -> Script {
        let seconds = |one, other| (Duration::from_secs(one), Duration::from_secs(other));
        Script {
            seed,
            server,
            numbers: vec![number.into()],
            calls: None,
            calls_per_minute: 20.0,
            patience: seconds(20, 60),
            early_percent: 10,
            early: seconds(1, 4),
            withheld_percent: 5,
            talks: seconds(5, 25),
            voices: Voices::Spoken,
        }
    }

    /// The callers, in the order of their arrival.
    pub fn callers(&self) -> impl Iterator<Item = Caller> + use<'_> {
        let mut chance = Chance::new(self.seed);
        let mut after = Duration::ZERO;
        let count = self.calls.map_or(u64::MAX, u64::from);
        (0..count).map(move |nth| {
            // The first caller does not keep an audience waiting.
            if nth > 0 {
                after = after.saturating_add(self.gap(&mut chance));
            }
            self.caller(after, &mut chance)
        })
    }

    /// Exponential: what independent callers look like.
    fn gap(&self, chance: &mut Chance) -> Duration {
        let even = (chance.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let mean = 60.0 / self.calls_per_minute.max(0.001);
        Duration::from_secs_f64(mean * (-(1.0 - even).ln()).min(GAP_MAX))
    }

    fn caller(&self, after: Duration, chance: &mut Chance) -> Caller {
        let early = chance.percent(self.early_percent);
        let withheld = chance.percent(self.withheld_percent);
        let area = AREAS.0 + chance.below(AREAS.1 - AREAS.0 + 1);
        let number = format!("+1{area}55501{:02}", chance.below(100));
        let called = chance.below(self.numbers.len() as u64) as usize;
        Caller {
            after,
            from: (!withheld).then_some(number),
            to: self.numbers.get(called).cloned().unwrap_or_default(),
            patience: between(chance, if early { self.early } else { self.patience }),
            talk: between(chance, self.talks),
            speech: Speech::caller(chance.below(6) as usize),
        }
    }

    /// The phone of a teammate of this script. Most answer most of the time;
    /// every third declines now and then, every fifth lets it ring rather often.
    pub fn teammate(&self, user: impl Into<String>, nth: usize) -> PhonePlan {
        let (declines_percent, ignores_percent) = match (nth % 3, nth % 5) {
            (2, 4) => (20, 30),
            (2, _) => (25, 5),
            (_, 4) => (0, 40),
            (_, _) => (5, 5),
        };
        let temper = Temper {
            seed: self.seed ^ 0x7465_616d,
            answers_percent: 100 - declines_percent - ignores_percent,
            declines_percent,
            thinks: (self.talks.0 / 8, self.talks.0),
            talks: self.talks,
        };
        PhonePlan {
            audio: match self.voices {
                Voices::Spoken => Audio::On(Sound::Speech(Speech::teammate(nth))),
                Voices::Mute => Audio::Off,
            },
            ..PhonePlan::new(user, Behaviour::Varied(temper))
        }
    }

    fn plan(&self, caller: &Caller) -> CallPlan {
        CallPlan {
            from: caller.from.clone(),
            audio: match self.voices {
                Voices::Spoken => Audio::On(Sound::Quiet),
                Voices::Mute => Audio::Off,
            },
            // Patience ends at the latest where talking begins, so nobody stays
            // longer than both, even if a withheld number hides the answer.
            stay: Some(caller.patience + caller.talk),
            ..CallPlan::new(caller.to.clone(), self.server)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(seed: u64) -> Script {
        let server = "127.0.0.1:5060".parse().unwrap();
        Script { calls: Some(2_000), ..Script::new(seed, server, "100") }
    }

    #[test]
    fn one_seed_gives_one_day_and_another_seed_another() {
        let day = |seed| script(seed).callers().collect::<Vec<_>>();
        assert_eq!(day(1), day(1));
        assert_ne!(day(1), day(2));
    }

    #[test]
    fn arrivals_and_shares_are_as_asked() {
        let (script, day) = (script(3), script(3).callers().collect::<Vec<_>>());
        let minutes = day.last().unwrap().after.as_secs_f64() / 60.0;
        let rate = day.len() as f64 / minutes;
        assert!((18.0..23.0).contains(&rate), "{rate} calls a minute");
        let early = day.iter().filter(|one| one.patience <= script.early.1).count();
        assert!((150..250).contains(&early), "{early} early");
        let withheld = day.iter().filter(|one| one.from.is_none()).count();
        assert!((60..140).contains(&withheld), "{withheld} withheld");
    }
}
