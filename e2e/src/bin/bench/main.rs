//! `cargo xtask bench`: the speed and memory table, measured here and now.
//!
//! The released server runs on one core, callers and phones on another. A figure
//! below its *at least* is printed like any other; only a measurement that could
//! not be made ends with an error.

mod alone;
mod arguments;
mod binaries;
mod bridge;
mod browsers;
mod cores;
mod endurance;
mod figure;
mod flood;
mod floor;
mod free;
mod load;
mod machine;
mod pages;
mod rate;
mod ring;
mod samples;
mod server;
mod start;
mod table;
mod usage;

use arguments::{Arguments, Row};
use binaries::Binaries;
use cores::Cores;
use figure::Figure;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// What any measurement may fail with: one sentence for the person who asked.
type Failure = Box<dyn Error>;

/// Where everything is measured: the binaries, the cores, and how long to take.
struct Bench {
    binaries: Binaries,
    cores: Cores,
    pace: arguments::Pace,
    kills: usize,
    minutes: u32,
}

fn main() -> ExitCode {
    match run() {
        Ok(Measured::All) => ExitCode::SUCCESS,
        Ok(Measured::Some) => ExitCode::FAILURE,
        Err(why) => {
            say(&format!("error: {why}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every row that was asked for has its figures.
enum Measured {
    All,
    Some,
}

fn run() -> Result<Measured, Failure> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let machine = machine::describe()?;
    let binaries = Binaries::find(&arguments)?;
    let bench = Bench {
        binaries,
        cores: Cores::take()?,
        pace: arguments.pace,
        kills: arguments.kills,
        minutes: arguments.minutes,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut figures: Vec<Figure> = Vec::new();
    let mut failed = Vec::new();
    for row in arguments.rows() {
        note(&format!("{} …", row.name()));
        match runtime.block_on(bench.measure(row)) {
            Ok(measured) => {
                for figure in &measured {
                    note(&format!("  {}", figure.in_short()));
                }
                figures.extend(measured);
            }
            Err(why) => {
                note(&format!("  not measured: {why}"));
                failed.push(format!("{}: {why}", row.name()));
            }
        }
    }
    say(&table::render(&machine, &bench.cores, bench.pace, &figures, &failed));
    Ok(if failed.is_empty() { Measured::All } else { Measured::Some })
}

impl Bench {
    async fn measure(&self, row: Row) -> Result<Vec<Figure>, Failure> {
        match row {
            Row::Ring => ring::measure(self).await,
            Row::Free => free::measure(self).await,
            Row::Cpu => ring::measure_cpu(self).await,
            Row::Rate => rate::measure(self).await,
            Row::Bridge => bridge::measure(self).await,
            Row::Pages => browsers::measure_rings(self).await,
            Row::Browsers => browsers::measure_calls(self).await,
            Row::Desk => alone::measure_desk(self),
            Row::Store => alone::measure_store(self),
            Row::Start => start::measure(self).await,
            Row::Flood => flood::measure(self).await,
            Row::Kill => endurance::measure_kills(self),
            Row::Soak => endurance::measure_soak(self),
            Row::Mail => endurance::measure_mail(self),
        }
    }
}

/// The result. A closed pipe is no error of the benchmark.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// What happens meanwhile, beside the result.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
