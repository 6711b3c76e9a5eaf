//! The language of the scripts.
//!
//! A script is a cast (plain sentences), timed lines of what happens, a line `---`, and
//! what is expected: the timeline with its times, and checks. A check that begins with
//! `at 0:12` is made at that moment, any other one at the end. A script runs until its
//! last line, whichever side it stands on, against the real desk, turn by turn, with
//! the clock moved from one deadline to the next. After every turn the laws of
//! `script/laws.rs` are checked.

mod act;
mod action;
mod cast;
mod clock;
mod diff;
mod hands;
mod laws;
mod lineside;
mod probe;
mod reading;
mod shelf;
mod words;
mod world;

use std::fmt;

use self::clock::Moment;
use self::reading::{Reading, Seen};
pub(crate) use self::shelf::Shelf;
use self::world::World;

/// Runs a script; panics with both sides, side by side, when they differ.
#[track_caller]
pub(crate) fn check(text: &str) {
    if let Err(failure) = run(text) {
        panic!("{failure}");
    }
}

/// Why a script fails.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The script itself is wrong, in that line.
    Mistake(usize, String),
    /// A law was broken while it ran.
    Law(String),
    /// Something else was seen than expected.
    Differs(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(line, why) => write!(f, "mistake in line {line} of the script: {why}"),
            Self::Law(what) => write!(f, "a law is broken: {what}"),
            Self::Differs(sides) => write!(f, "expected (left) and seen (right) differ:\n{sides}"),
        }
    }
}

/// Runs a script.
pub(crate) fn run(text: &str) -> Result<(), Failure> {
    let reading = reading::read(text)?;
    let seen = play(&reading).map_err(Failure::Law)?;
    let expected = reading.expected_lines();
    let seen = seen.lines(&reading);
    if expected == seen {
        Ok(())
    } else {
        Err(Failure::Differs(diff::side_by_side(&expected, &seen)))
    }
}

fn play(reading: &Reading) -> Result<Seen, String> {
    let mut world = World::open(&reading.cast, reading.conversation_before)?;
    let mut answers = vec![String::new(); reading.probes.len()];
    let mut ask = |world: &World, from: Option<Moment>, to: Moment| {
        for (n, probe) in reading.probes.iter().enumerate() {
            let at = probe.at.unwrap_or(reading.end);
            if from.is_none_or(|from| from < at) && at <= to {
                answers[n] = world.answer(&probe.ask);
            }
        }
    };
    // Checks are made once all that happens at their moment has happened.
    let mut moments: Vec<Moment> = reading.actions.iter().map(|(at, _)| *at).collect();
    moments.extend(reading.probes.iter().filter_map(|probe| probe.at));
    moments.push(reading.end);
    moments.sort_unstable();
    moments.dedup();
    let mut done = None;
    for moment in moments {
        world.wait_until(moment)?;
        for (_, action) in reading.actions.iter().filter(|(at, _)| *at == moment) {
            world.act(action)?;
        }
        ask(&world, done, moment);
        done = Some(moment);
    }
    Ok(Seen { journal: world.told(), answers })
}
