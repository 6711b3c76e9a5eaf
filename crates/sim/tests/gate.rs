//! Two hundred thousand calls, in two halves so that two cores share them.

use sim::{Campaign, INVARIANTS, Invariant, Profile, Tally};

/// Half of the gate.
const HALF: u64 = 100_000;

fn keeps_every_invariant(seed: u64) -> Tally {
    match sim::run(Campaign { seed, calls: HALF, profile: None }) {
        Ok(tally) => tally,
        Err(broken) => {
            let mut told = Vec::new();
            let written = broken.1.write(&mut told);
            panic!("{} {written:?}", String::from_utf8_lossy(&told));
        }
    }
}

fn checked_everything(tally: &Tally) {
    for invariant in INVARIANTS {
        assert!(tally.ledger.count(*invariant) > 0, "{} was never checked", invariant.name());
    }
    assert_eq!(tally.calls, HALF);
    assert!(tally.kills > 0, "the process never died");
    assert!(tally.refusals > 0, "the store never refused");
}

#[test]
fn a_hundred_thousand_calls_keep_every_invariant() {
    checked_everything(&keeps_every_invariant(1));
}

#[test]
fn another_hundred_thousand_calls_keep_every_invariant() {
    checked_everything(&keeps_every_invariant(2));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let told = |seed: u64, profile: Profile| {
        let tally = sim::run(Campaign { seed, calls: 3_000, profile: Some(profile) }).unwrap();
        let mut out = Vec::new();
        tally.write(seed, &mut out).unwrap();
        (out, tally.digest)
    };
    for profile in [Profile::Shared, Profile::Rough] {
        let (first, digest) = told(5, profile);
        assert_eq!(first, told(5, profile).0);
        assert_ne!(digest, told(6, profile).1);
    }
}

#[test]
fn every_invariant_has_a_planted_bug_and_every_planted_bug_is_caught() {
    let caught: Vec<_> = sim::planted().collect();
    for bug in &caught {
        let mut told = Vec::new();
        bug.write(&mut told).unwrap();
        assert!(bug.ok(), "{}", String::from_utf8_lossy(&told));
    }
    let without: Vec<&str> = INVARIANTS
        .iter()
        .filter(|invariant| !caught.iter().any(|bug| bug.by == **invariant))
        .map(|invariant| Invariant::name(*invariant))
        .collect();
    assert!(without.is_empty(), "no bug is planted for {without:?}");
}
