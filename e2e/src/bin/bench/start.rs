//! From the start of the process to the first INVITE that it accepts.

use crate::figure::{Figure, Goal};
use crate::floor::Floor;
use crate::ring::HABITS;
use crate::samples::Samples;
use crate::server::{Recording, Server, Site};
use crate::usage::Cost;
use crate::{Bench, Failure};
use phones::{Call, CallState};
use std::time::{Duration, Instant};

const TEAMMATES: usize = 1_000;

/// A fresh caller tries so often; an INVITE into nothing is sent again much later.
const TRY_AGAIN: Duration = Duration::from_millis(2);

const START_MAX: Duration = Duration::from_secs(30);

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let runs = bench.pace.seconds(3, 11).as_secs();
    let floor = Floor::open().await?;
    floor.seat(TEAMMATES, HABITS)?;
    let site = Site::prepare(TEAMMATES, Recording::Off, floor.phones())?;
    let first = once(bench, &site).await?;
    let mut samples = Samples::default();
    for _ in 0..runs {
        samples.add(once(bench, &site).await?);
    }
    let slowest = samples.percentile_ms(100.0).unwrap_or_default();
    Ok(vec![Figure {
        what: "start to first INVITE accepted",
        value: samples.p50_ms().ok_or("no run")? / 1_000.0,
        goal: Goal::less(1.0, 0.3, "s"),
        cost: Cost::default(),
        remark: format!(
            "p50 of {runs} starts with 1,000 teammates, slowest {:.2} s; {:.2} s the very first \
             time, when the database is made",
            slowest / 1_000.0,
            first.as_secs_f64(),
        ),
    }])
}

/// Callers of its own for each run: those of the run before are still asking.
async fn once(bench: &Bench, site: &Site) -> Result<Duration, Failure> {
    let mut callers = Floor::open().await?;
    let start = Instant::now();
    let server = site.start(bench)?;
    let taken = first_accepted(&mut callers, &server, start).await?;
    server.stop().await?;
    Ok(taken)
}

async fn first_accepted(
    floor: &mut Floor,
    server: &Server,
    start: Instant,
) -> Result<Duration, Failure> {
    let mut calls: Vec<Call> = Vec::new();
    while start.elapsed() < START_MAX {
        calls.push(floor.call(server.sip)?);
        tokio::time::sleep(TRY_AGAIN).await;
        if calls.iter().any(|call| is_accepted(call.view().state)) {
            return Ok(start.elapsed());
        }
    }
    Err(format!("no INVITE was accepted: {}", server.last_words()).into())
}

fn is_accepted(state: CallState) -> bool {
    match state {
        CallState::Ringing | CallState::Early | CallState::Up => true,
        CallState::Trying | CallState::Ended(_) => false,
    }
}
