//! CPU time and memory of a process, as the kernel counts them (proc(5)).

use crate::Failure;
use crate::server::Server;
use std::fs;
use std::time::{Duration, Instant};

/// Linux counts CPU time in hundredths of a second for programs (`USER_HZ`).
const TICK_MS: u64 = 10;

/// What a stretch of time has cost.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) server_cpu: Duration,
    pub(crate) generator_cpu: Duration,
    /// What other programs took of the server's core.
    pub(crate) others: Duration,
}

/// Since when costs are counted.
pub(crate) struct Meter {
    server: u32,
    core: Option<usize>,
    since: Instant,
    before: Readings,
}

struct Readings {
    server: Duration,
    generator: Duration,
    core: Duration,
}

impl Meter {
    pub(crate) fn start(server: &Server) -> Result<Meter, Failure> {
        let before = Readings::take(server.id(), server.core())?;
        Ok(Meter { server: server.id(), core: server.core(), since: Instant::now(), before })
    }

    pub(crate) fn read(&self) -> Result<Cost, Failure> {
        let wall = self.since.elapsed();
        let now = Readings::take(self.server, self.core)?;
        let server_cpu = now.server.saturating_sub(self.before.server);
        let generator_cpu = now.generator.saturating_sub(self.before.generator);
        let core = now.core.saturating_sub(self.before.core);
        Ok(Cost { wall, server_cpu, generator_cpu, others: core.saturating_sub(server_cpu) })
    }
}

impl Readings {
    fn take(server: u32, core: Option<usize>) -> Result<Readings, Failure> {
        Ok(Readings {
            server: cpu(&server.to_string())?,
            generator: cpu("self")?,
            core: core.map_or(Ok(Duration::ZERO), busy)?,
        })
    }
}

impl Cost {
    /// The server's share of its core, in percent.
    pub(crate) fn server_percent(&self) -> f64 {
        percent(self.server_cpu, self.wall)
    }

    /// What others had of the server's core, in percent.
    pub(crate) fn others_percent(&self) -> f64 {
        percent(self.others, self.wall)
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
    let ticks = fields.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * TICK_MS))
}

/// Time a core did not idle, whoever used it.
fn busy(core: usize) -> Result<Duration, Failure> {
    let stat = fs::read_to_string("/proc/stat")?;
    let name = format!("cpu{core} ");
    let line = stat.lines().find_map(|line| line.strip_prefix(&name));
    let fields = line.ok_or_else(|| format!("the kernel does not tell {name}"))?;
    let fields = fields.split_ascii_whitespace().map(str::parse::<u64>);
    let fields = fields.collect::<Result<Vec<u64>, _>>()?;
    // user, nice, system, idle, iowait, irq, softirq, steal; guests count as users.
    let idle: u64 = fields.iter().skip(3).take(2).sum();
    let ticks = fields.iter().take(8).sum::<u64>() - idle;
    Ok(Duration::from_millis(ticks * TICK_MS))
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
