//! What takes long: kills by the hundred, and an hour of traffic. Anything that is lost
//! ends the row with an error.

use crate::figure::{Figure, Goal};
use crate::usage::Cost;
use crate::{Bench, Failure, note};
use e2e::{kills, letters, soak};
use std::future::Future;
use std::time::Duration;

/// All habits come from one seed.
const SEED: u64 = 1;

/// A sample is shown so often.
const SHOWN_EVERY: Duration = Duration::from_secs(60);

pub(crate) fn measure_kills(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let program = Some(bench.binaries.cordboard.clone());
    let plan = kills::Plan { kills: bench.kills, seed: SEED, program };
    let report = apart(move || async move { kills::run(&plan).await })?;
    let at = |percent: usize| {
        let place = (report.back.len() * percent).div_ceil(100).saturating_sub(1);
        report.back.get(place).map_or(0.0, Duration::as_secs_f64)
    };
    let remark = format!("seed {SEED}: {report}");
    let figure = |what, value, goal| Figure {
        what,
        value,
        goal,
        cost: Cost::default(),
        remark: remark.clone(),
    };
    Ok(vec![
        figure("kill -9 → first call accepted, p50", at(50), Goal::less(2.0, 0.5, "s")),
        figure("kill -9 → first call accepted, p99", at(99), Goal::less(2.0, 0.5, "s")),
        figure(
            "most that a kill took of a recording",
            report.lost_ms as f64,
            Goal::less(1_000.0, 1_000.0, "ms"),
        ),
    ])
}

pub(crate) fn measure_soak(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let lasting = Duration::from_secs(60) * bench.minutes;
    let program = Some(bench.binaries.cordboard.clone());
    let plan = soak::Plan { lasting, seed: SEED, program };
    let report = apart(move || async move {
        let mut shown = Duration::ZERO;
        let show = |sample: &soak::Sample| {
            if sample.at >= shown {
                shown += SHOWN_EVERY;
                note(&format!(
                    "  {:>4} s: {} kB, {} descriptors",
                    sample.at.as_secs(),
                    sample.resident_kb,
                    sample.files
                ));
            }
        };
        soak::run(&plan, show).await
    })?;
    let remark = format!("seed {SEED}: {report}");
    let left = report.files_after.saturating_sub(report.files_before);
    let figure = |what, value, goal| Figure {
        what,
        value,
        goal,
        cost: Cost::default(),
        remark: remark.clone(),
    };
    Ok(vec![
        figure(
            "memory under steady traffic, pages of the database aside, grows by",
            report.slope_kb_a_minute(soak::Sample::own_kb),
            Goal::less(200.0, 50.0, "kB a minute"),
        ),
        figure("descriptors left open", left as f64, Goal::less(0.0, 0.0, "more")),
    ])
}

/// Call ends a second.
const ENDS: u32 = 10;

/// Calls that end together.
const TOGETHER: u16 = 1_000;

pub(crate) fn measure_mail(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let seconds = u32::try_from(bench.pace.seconds(10, 60).as_secs())?;
    let program = Some(bench.binaries.cordboard.clone());
    let plan = letters::Steady { calls: ENDS * seconds, rate: ENDS, program: program.clone() };
    let steady = apart(move || async move { letters::steady(&plan).await })?;
    let plan = letters::Together { calls: TOGETHER, program };
    let together = apart(move || async move { letters::together(&plan).await })?;
    let goal = Goal::less(2.0, 0.5, "s");
    let figure = |what, value, goal, remark: &letters::Report| Figure {
        what,
        value,
        goal,
        cost: Cost::default(),
        remark: remark.to_string(),
    };
    let seconds = |report: &letters::Report, percent| report.percentile(percent).as_secs_f64();
    let missing = (usize::from(TOGETHER) - together.took.len()) as f64;
    Ok(vec![
        figure("call end → mail accepted, p50, 10 a second", seconds(&steady, 50), goal, &steady),
        figure("call end → mail accepted, p99, 10 a second", seconds(&steady, 99), goal, &steady),
        figure(
            "mails lost of 1,000 calls that end together",
            missing,
            Goal::less(0.0, 0.0, "mails"),
            &together,
        ),
    ])
}

/// On threads of its own: callers, phones and the reader of logs must not wait for each
/// other.
fn apart<T: Send + 'static, F: Future<Output = T>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, Failure> {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.map(|runtime| runtime.block_on(work()))
    });
    match thread.join() {
        Ok(done) => Ok(done?),
        // What was lost stands above, in the panic's own words.
        Err(_) => Err("something that must not be lost was lost".into()),
    }
}
