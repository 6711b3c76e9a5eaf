//! Many worlds from one seed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use desk::timeline::{self, Place};
use desk::{CallId, Logged, Millis};

use crate::digest::Digest;
use crate::profile::{PROFILES, Profile};
use crate::rng::splitmix;
use crate::watch::{Breach, INVARIANTS, Ledger};
use crate::world::World;

/// Calls of one world: memory stays bounded however many are asked for, and a breach
/// is found near its cause.
const WORLD_CALLS: u64 = 2_000;

/// Lines of a call that are shown with a breach.
const SHOWN_MAX: usize = 60;

/// What to simulate.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// Decides everything.
    pub seed: u64,
    /// How many calls are placed in all.
    pub calls: u64,
    /// One kind of desk only; all take turns otherwise.
    pub profile: Option<Profile>,
}

impl Campaign {
    /// How many calls one of its worlds places.
    #[must_use]
    pub fn calls_of(&self, world: u64) -> u64 {
        WORLD_CALLS.min(self.calls.saturating_sub(world * WORLD_CALLS))
    }
}

/// What was simulated.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Calls placed.
    pub calls: u64,
    /// Worlds run.
    pub worlds: u64,
    /// Lines of all logs.
    pub facts: u64,
    /// Inputs handled.
    pub inputs: u64,
    /// Commits.
    pub turns: u64,
    /// Simulated time, in milliseconds.
    pub simulated_ms: u64,
    /// How often the process died.
    pub kills: u64,
    /// How often the store refused a commit.
    pub refusals: u64,
    /// How the calls ended.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Checks of every invariant.
    pub ledger: Ledger,
    /// A hash over all facts of all worlds.
    pub digest: Digest,
}

/// A breach, and how to see it again.
#[derive(Debug, Clone)]
pub struct Found {
    /// What broke.
    pub breaches: Vec<Breach>,
    /// Which world, from 0.
    pub world: u64,
    /// The kind of desk.
    pub profile: Profile,
    /// The log of the call it was seen on, or the end of the whole log.
    pub timeline: Vec<String>,
    /// The last inputs before it.
    pub inputs: Vec<String>,
    /// The command that replays it.
    pub replay: String,
}

/// Runs a campaign to its end, or to the first breach.
///
/// # Errors
/// The breach, boxed with what was simulated until then.
pub fn run(campaign: Campaign) -> Result<Tally, Box<(Tally, Found)>> {
    let mut tally = Tally::new();
    let worlds = campaign.calls.div_ceil(WORLD_CALLS);
    for world in 0..worlds {
        if let Err(found) = run_world(campaign, world, &mut tally) {
            return Err(Box::new((tally, *found)));
        }
    }
    Ok(tally)
}

/// Runs one world of a campaign, adding to `tally`.
///
/// # Errors
/// The breach.
pub fn run_world(campaign: Campaign, number: u64, tally: &mut Tally) -> Result<(), Box<Found>> {
    let calls = campaign.calls_of(number);
    let (seed, profile) = seed_of(campaign, number);
    let mut world = World::new(seed, profile, calls, None);
    world.run();
    tally.add(&world, calls);
    if world.watch.clean() {
        return Ok(());
    }
    let breaches = world.watch.ledger.breaches().to_vec();
    let call = breaches.iter().find_map(|breach| breach.call);
    let timeline = tell(&world, call);
    let inputs = heard(&world);
    let replay = format!(
        "cargo run -p sim -- --seed {} --calls {} --world {number}{}",
        campaign.seed,
        campaign.calls,
        campaign.profile.map(|p| format!(" --profile {}", p.name())).unwrap_or_default()
    );
    Err(Box::new(Found { breaches, world: number, profile, timeline, inputs, replay }))
}

/// A world's own seed and kind.
pub(crate) fn seed_of(campaign: Campaign, number: u64) -> (u64, Profile) {
    let mut state = campaign.seed ^ number.wrapping_mul(0xa076_1d64_78bd_642f);
    let seed = splitmix(&mut state);
    let turn = usize::try_from(number % PROFILES.len() as u64).unwrap_or(0);
    (seed, campaign.profile.unwrap_or(PROFILES[turn]))
}

/// The last inputs.
pub(crate) fn heard(world: &World) -> Vec<String> {
    let start = world.setup.start;
    world.trace().map(|(at, input)| format!("{}  {input:?}", clock(*at, start))).collect()
}

/// The lines of a call in words and in full.
pub(crate) fn tell(world: &World, call: Option<CallId>) -> Vec<String> {
    let log = world.log();
    let lines: Vec<&Logged> = match call {
        Some(call) => log.iter().filter(|line| line.fact.call() == Some(call)).collect(),
        None => log.iter().collect(),
    };
    let start = world.setup.start;
    lines[lines.len().saturating_sub(SHOWN_MAX)..]
        .iter()
        .map(|line| {
            let words = timeline::timeline(std::slice::from_ref(*line), &world.watch.model);
            let words: Vec<_> = words
                .into_iter()
                .filter(|line| line.place == Place::Timeline)
                .map(|line| line.text)
                .collect();
            let clock = clock(line.at, start);
            format!("{clock}  #{:<6} {:<60} {:?}", line.seq, words.join(" "), line.fact)
        })
        .collect()
}

fn clock(at: Millis, start: i64) -> String {
    let ms = at.0 - start;
    let s = ms.div_euclid(1_000);
    format!("{}:{:02}:{:02}.{:03}", s / 3_600, s / 60 % 60, s % 60, ms.rem_euclid(1_000))
}

impl Tally {
    /// Nothing simulated yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            calls: 0,
            worlds: 0,
            facts: 0,
            inputs: 0,
            turns: 0,
            simulated_ms: 0,
            kills: 0,
            refusals: 0,
            outcomes: BTreeMap::new(),
            ledger: Ledger::default(),
            digest: Digest::new(),
        }
    }

    fn add(&mut self, world: &World, calls: u64) {
        self.calls += calls;
        self.worlds += 1;
        self.facts += world.watch.facts;
        self.inputs += world.inputs;
        self.turns += world.turns;
        self.simulated_ms += world.lasted_ms();
        self.kills += world.kills;
        self.refusals += world.refusals;
        for over in world.watch.model.over.values() {
            *self.outcomes.entry(over.outcome.name()).or_default() += 1;
        }
        self.ledger.join(&world.watch.ledger);
        self.digest.join(world.watch.digest);
    }

    /// Writes what was simulated, for people.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, seed: u64, out: &mut impl Write) -> io::Result<()> {
        let hours = self.simulated_ms / 3_600_000;
        writeln!(out, "seed       {seed}")?;
        writeln!(out, "calls      {} in {} worlds", self.calls, self.worlds)?;
        writeln!(out, "facts      {}", self.facts)?;
        writeln!(out, "inputs     {} in {} turns", self.inputs, self.turns)?;
        writeln!(out, "simulated  {hours} hours")?;
        writeln!(out, "kills      {}, refused commits {}", self.kills, self.refusals)?;
        for (name, calls) in &self.outcomes {
            writeln!(out, "  {name:<36}{calls:>11}")?;
        }
        let checked: u64 = INVARIANTS.iter().map(|invariant| self.ledger.count(*invariant)).sum();
        writeln!(out, "checks     {checked} of {} invariants", INVARIANTS.len())?;
        for four in INVARIANTS.chunks(6) {
            let cells: Vec<_> = four
                .iter()
                .map(|i| format!("{:<4}{:>11}", i.name(), self.ledger.count(*i)))
                .collect();
            writeln!(out, "  {}", cells.join("  "))?;
        }
        writeln!(out, "digest     {}", self.digest)
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

impl Found {
    /// Writes what was found, for people.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "BREACH in world {} ({})", self.world, self.profile.name())?;
        for breach in &self.breaches {
            let name = breach.invariant.name();
            writeln!(out, "  {name}: {}", breach.invariant.sentence())?;
            let call = breach.call.map(|call| format!("call {call}: ")).unwrap_or_default();
            writeln!(out, "    {call}{}", breach.seen)?;
        }
        for line in &self.timeline {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "the last inputs:")?;
        for line in &self.inputs[self.inputs.len().saturating_sub(SHOWN_MAX)..] {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "replay: {}", self.replay)
    }
}
