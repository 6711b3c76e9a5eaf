//! CPU time and memory of a process, as the kernel counts them (proc(5)).

use crate::Failure;
use std::fs;
use std::time::{Duration, Instant};

/// Linux counts CPU time in hundredths of a second for programs (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// What a stretch of time has cost.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) server_cpu: Duration,
    pub(crate) generator_cpu: Duration,
}

/// Since when costs are counted.
pub(crate) struct Meter {
    server: u32,
    since: Instant,
    server_cpu: Duration,
    generator_cpu: Duration,
}

impl Meter {
    pub(crate) fn start(server: u32) -> Result<Meter, Failure> {
        Ok(Meter {
            server,
            since: Instant::now(),
            server_cpu: cpu(&server.to_string())?,
            generator_cpu: cpu("self")?,
        })
    }

    pub(crate) fn read(&self) -> Result<Cost, Failure> {
        Ok(Cost {
            wall: self.since.elapsed(),
            server_cpu: cpu(&self.server.to_string())?.saturating_sub(self.server_cpu),
            generator_cpu: cpu("self")?.saturating_sub(self.generator_cpu),
        })
    }
}

impl Cost {
    /// The server's share of its core, in percent.
    pub(crate) fn server_percent(&self) -> f64 {
        percent(self.server_cpu, self.wall)
    }

    /// The generator's share of its core, in percent; near 100 it is measured itself.
    pub(crate) fn generator_percent(&self) -> f64 {
        percent(self.generator_cpu, self.wall)
    }
}

fn percent(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64().max(f64::EPSILON) * 100.0
}

/// CPU time of all threads of a process, those that have ended included.
fn cpu(process: &str) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, second, may hold anything, blanks and parentheses included.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_ascii_whitespace().skip(11).take(2);
    let ticks = fields.map(str::parse::<u32>).sum::<Result<u32, _>>()?;
    Ok(TICK * ticks)
}

/// Memory of a process, in bytes.
pub(crate) struct Memory {
    pub(crate) resident: u64,
    pub(crate) proportional: u64,
}

pub(crate) fn memory(process: u32) -> Result<Memory, Failure> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    Ok(Memory { resident: kilobytes(&rollup, "Rss:")?, proportional: kilobytes(&rollup, "Pss:")? })
}

fn kilobytes(text: &str, name: &str) -> Result<u64, Failure> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_ascii_whitespace().next());
    let number = number.ok_or_else(|| format!("the kernel does not tell {name}"))?;
    Ok(number.parse::<u64>()? * 1_024)
}
