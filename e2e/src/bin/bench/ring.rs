//! From a caller's INVITE to the phone's, and what a call costs.

use crate::figure::{Figure, Goal};
use crate::floor::{Floor, Habits};
use crate::load::{Load, Outcome};
use crate::server::{Recording, Site};
use crate::{Bench, Failure};

/// Calls a second at which latency is measured; what the peers were measured at.
const RATE: u32 = 20;

/// Calls a second at which the cost of a call is measured: enough that the kernel's
/// ticks are small beside it, far from the limit.
const CPU_RATE: u32 = 50;

/// Calls that only make a history, as fast as leaves the server room.
const HISTORY_RATE: u32 = 200;

const TEAMMATES_MAX: usize = 1_000;

/// Two seconds of calls that nobody counts, so that caches and pools are filled.
const WARM_UP: u32 = 2;

pub(crate) const HABITS: Habits = Habits { thinks_ms: (50, 150), talks_ms: (500, 1_000) };

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let time = bench.pace.seconds(8, 60);
    let mut figures = Vec::new();
    for (teammates, p50, p99) in [
        (
            100,
            "INVITE → phone rings, p50, 100 teammates",
            "INVITE → phone rings, p99, 100 teammates",
        ),
        (
            TEAMMATES_MAX,
            "INVITE → phone rings, p50, 1,000 teammates",
            "INVITE → phone rings, p99, 1,000 teammates",
        ),
    ] {
        let outcome = run(bench, teammates, Load::lasting(RATE, time)).await?;
        let rings = outcome.rings();
        let nobody = || format!("no phone rang: {}", outcome.faults());
        let remark = remark(&outcome, &format!("{} rings at {RATE} calls/s", rings.len()));
        for (what, value, goal) in [
            (p50, rings.p50_ms(), Goal::less(4.0, 2.0, "ms")),
            (p99, rings.p99_ms(), Goal::less(12.0, 5.0, "ms")),
        ] {
            let value = value.ok_or_else(nobody)?;
            figures.push(Figure { what, value, goal, cost: outcome.cost, remark: remark.clone() });
        }
    }
    Ok(figures)
}

/// Twice, because a cost that grows with what is stored shows only then.
pub(crate) async fn measure_cpu(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let load = Load::lasting(CPU_RATE, bench.pace.seconds(8, 40));
    let history = Load::lasting(HISTORY_RATE, bench.pace.seconds(10, 75));
    let (mut floor, site) = open(TEAMMATES_MAX).await?;
    let server = site.open(bench).await?;
    load.warm_up(WARM_UP).run(&mut floor, &server).await?;
    let fresh = load.run(&mut floor, &server).await?;
    let earlier = history.run(&mut floor, &server).await?.calls();
    let later = load.run(&mut floor, &server).await?;
    server.stop().await?;
    let runs = [
        ("CPU a call without RTP, set-up to clean-up, log included", fresh, 0),
        ("the same with a history", later, earlier),
    ];
    let figures = runs.map(|(what, outcome, earlier)| {
        let calls = outcome.calls();
        let made = format!(
            "{calls} calls at {CPU_RATE} calls/s after {earlier} others, 1,000 teammates, \
             idling included"
        );
        Figure {
            what,
            value: outcome.cost.server_cpu.as_secs_f64() * 1_000.0 / f64::from(calls.max(1)),
            goal: Goal::less(3.0, 1.0, "ms"),
            cost: outcome.cost,
            remark: remark(&outcome, &made),
        }
    });
    Ok(figures.into())
}

async fn run(bench: &Bench, teammates: usize, load: Load) -> Result<Outcome, Failure> {
    let (mut floor, site) = open(teammates).await?;
    let server = site.open(bench).await?;
    load.warm_up(WARM_UP).run(&mut floor, &server).await?;
    let outcome = load.run(&mut floor, &server).await?;
    server.stop().await?;
    Ok(outcome)
}

async fn open(teammates: usize) -> Result<(Floor, Site), Failure> {
    let floor = Floor::open().await?;
    floor.seat(teammates, HABITS)?;
    let site = Site::prepare(teammates, Recording::Off, floor.phones())?;
    Ok((floor, site))
}

fn remark(outcome: &Outcome, what: &str) -> String {
    let faults = outcome.faults();
    let mut remark = what.to_owned();
    if !faults.is_empty() {
        remark.push_str("; not as scripted: ");
        remark.push_str(&faults);
    }
    if outcome.resent > 0 {
        remark.push_str(&format!("; {} datagrams sent again", outcome.resent));
    }
    remark
}
