//! The highest rate of calls at which every call still goes as scripted.

use crate::figure::{Figure, Goal};
use crate::floor::Floor;
use crate::load::{Load, Outcome};
use crate::ring::HABITS;
use crate::server::{Recording, Server, Site};
use crate::{Bench, Failure, note};
use std::time::Duration;

const TEAMMATES: usize = 1_000;

/// Rates tried, upwards; with the phones' habits the last needs some 700 teammates.
const RATES: [u32; 12] = [20, 50, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800];

/// A caller whose ring takes longer is no longer served at once.
const RING_P99_MAX_MS: f64 = 200.0;

/// Each rate may fail once: a neighbour on this machine may have had the core.
const TRIES: u32 = 2;

/// Beyond this share of its core the generator measures itself.
const GENERATOR_PERCENT_MAX: f64 = 85.0;

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let time = bench.pace.seconds(4, 15);
    let mut floor = Floor::open().await?;
    floor.seat(TEAMMATES, HABITS)?;
    let site = Site::prepare(TEAMMATES, Recording::Off, floor.phones())?;
    let server = site.open(bench).await?;
    let mut best = None;
    let mut limit = "no higher rate was tried".to_owned();
    for rate in RATES {
        match attempt(&mut floor, &server, rate, time).await? {
            Attempt::Clean(outcome) => best = Some((rate, outcome)),
            Attempt::Unclean(why) => {
                limit = format!("at {rate}/s {why}");
                break;
            }
        }
    }
    let low = best.as_ref().map_or(0, |(rate, _)| *rate);
    if let Some(middle) = between(low) {
        match attempt(&mut floor, &server, middle, time).await? {
            Attempt::Clean(outcome) => best = Some((middle, outcome)),
            Attempt::Unclean(why) => limit = format!("at {middle}/s {why}"),
        }
    }
    server.stop().await?;
    let (rate, outcome) = best.ok_or(limit.clone())?;
    Ok(vec![Figure {
        what: "highest clean rate, 1,000 teammates, one core, no RTP",
        value: f64::from(rate),
        goal: Goal::more(100.0, 400.0, "/s"),
        cost: outcome.cost,
        remark: format!("{}; {limit}", shape(&outcome)),
    }])
}

/// Half-way to the rate that failed.
fn between(best: u32) -> Option<u32> {
    let failed = RATES.into_iter().find(|rate| *rate > best)?;
    Some(best.midpoint(failed)).filter(|middle| *middle > best)
}

enum Attempt {
    Clean(Outcome),
    Unclean(String),
}

async fn attempt(
    floor: &mut Floor,
    server: &Server,
    rate: u32,
    time: Duration,
) -> Result<Attempt, Failure> {
    let mut why = String::new();
    for _ in 0..TRIES {
        let outcome = Load::lasting(rate, time).run(floor, server).await?;
        note(&format!("  {rate}/s: {}", shape(&outcome)));
        match unclean(&outcome) {
            None => return Ok(Attempt::Clean(outcome)),
            Some(found) => why = found,
        }
    }
    Ok(Attempt::Unclean(why))
}

fn unclean(outcome: &Outcome) -> Option<String> {
    let p99 = outcome.rings().p99_ms().unwrap_or(f64::INFINITY);
    if !outcome.kept_pace() || outcome.cost.generator_percent() > GENERATOR_PERCENT_MAX {
        Some("the generator reached its own limit".to_owned())
    } else if outcome.clean() < outcome.calls() {
        Some(format!("not as scripted: {}", outcome.faults()))
    } else if outcome.resent > 0 {
        Some(format!("{} datagrams had to be sent again", outcome.resent))
    } else if p99 > RING_P99_MAX_MS {
        Some(format!("the ring took {p99:.0} ms (p99)"))
    } else {
        None
    }
}

fn shape(outcome: &Outcome) -> String {
    let rings = outcome.rings();
    format!(
        "{} of {} clean, ring p50 {:.1} p99 {:.1} ms, {} resent, server {:.0} %, \
         others {:.0} %, generator {:.0} %",
        outcome.clean(),
        outcome.calls(),
        rings.p50_ms().unwrap_or(f64::NAN),
        rings.p99_ms().unwrap_or(f64::NAN),
        outcome.resent,
        outcome.cost.server_percent(),
        outcome.cost.others_percent(),
        outcome.cost.generator_percent(),
    )
}
