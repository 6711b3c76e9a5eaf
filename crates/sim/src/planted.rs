//! Plants every bug in a world of its own and sees whether it is caught.

use std::io::{self, Write};

use crate::campaign::{heard, tell};
use crate::fault::{BUGS, Bug, Fault};
use crate::watch::{Breach, Invariant};
use crate::world::World;

/// Calls of a world with a bug.
const CALLS: u64 = 1_500;

/// Worlds in which a bug may look for its chance.
const WORLDS: u64 = 40;

/// What became of a planted bug.
#[derive(Debug, Clone)]
pub struct Caught {
    /// The bug.
    pub name: &'static str,
    /// The invariant that has to catch it.
    pub by: Invariant,
    /// Everything that broke in the step in which anything first broke; empty when
    /// nothing did.
    pub breaches: Vec<Breach>,
    /// Whether it had a chance at all.
    pub acted: bool,
    /// The log and the inputs that led there.
    pub story: Vec<String>,
}

impl Caught {
    /// Whether the invariant that had to catch it did, at once.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.acted && self.breaches.iter().any(|breach| breach.invariant == self.by)
    }

    /// One line for people.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let names = self.breaches.iter().map(|breach| breach.invariant);
        let also: Vec<_> = names.filter(|by| *by != self.by).map(Invariant::name).collect();
        let verdict = if self.ok() { "ok" } else { "NOT CAUGHT" };
        let by = self.by.name();
        write!(out, "{by:<4}{:<56}{verdict}", self.name)?;
        if !self.acted {
            write!(out, "  (never had a chance)")?;
        }
        if !also.is_empty() {
            write!(out, "  also {}", also.join(" "))?;
        }
        writeln!(out)?;
        if !self.ok() {
            for breach in &self.breaches {
                writeln!(
                    out,
                    "      {} {:?}: {}",
                    breach.invariant.name(),
                    breach.call,
                    breach.seen
                )?;
            }
            for line in &self.story {
                writeln!(out, "        {line}")?;
            }
        }
        Ok(())
    }
}

/// Plants them one after the other.
pub fn planted() -> impl Iterator<Item = Caught> {
    BUGS.iter().map(try_one)
}

/// Looks for a world in which the bug shows.
fn try_one(bug: &Bug) -> Caught {
    let mut caught = Caught {
        name: bug.name,
        by: bug.caught_by,
        breaches: Vec::new(),
        acted: false,
        story: Vec::new(),
    };
    for seed in 1..=WORLDS {
        let mut world = World::new(seed, bug.profile, CALLS, Some(Fault::new(bug)));
        world.run();
        let acted = world.fault.as_ref().is_some_and(|fault| fault.acted);
        caught.breaches = world.watch.ledger.breaches().to_vec();
        caught.acted |= acted;
        if !caught.breaches.is_empty() {
            let call = caught.breaches.iter().find_map(|breach| breach.call);
            caught.story = tell(&world, call);
            caught.story.extend(heard(&world));
            return caught;
        }
    }
    caught
}
