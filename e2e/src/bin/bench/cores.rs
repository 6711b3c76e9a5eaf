//! Server and generator on different cores.

use crate::Failure;
use std::ffi::OsStr;
use std::fs;
use std::process::{self, Command};

/// The core of the server and the core of callers and phones.
pub(crate) enum Cores {
    /// One each.
    Apart { server: usize, generator: usize },
    /// There is only one: figures come out worse than they are.
    Together,
}

impl Cores {
    /// Puts this program on the generator's core. Threads inherit the place.
    pub(crate) fn take() -> Result<Cores, Failure> {
        let cores = usable(&fs::read_to_string("/proc/self/status")?);
        let (Some(server), Some(generator)) = (cores.first(), cores.get(1)) else {
            return Ok(Cores::Together);
        };
        let (core, this) = (generator.to_string(), process::id().to_string());
        let placed = Command::new("taskset").args(["-pc", &core, &this]).output();
        let placed = placed.map_err(|why| format!("taskset (util-linux) is missing: {why}"))?;
        if !placed.status.success() {
            return Err(format!("taskset ended with {}", placed.status).into());
        }
        Ok(Cores::Apart { server: *server, generator: *generator })
    }

    /// A program that will run on the server's core, under its own process id.
    pub(crate) fn on_server_core(&self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Cores::Apart { server, .. } => {
                let mut command = Command::new("taskset");
                command.args(["-c", &server.to_string()]).arg(program);
                command
            }
            Cores::Together => Command::new(program),
        }
    }

    /// The server's core, when it has one.
    pub(crate) fn of_server(&self) -> Option<usize> {
        match self {
            Cores::Apart { server, .. } => Some(*server),
            Cores::Together => None,
        }
    }

    pub(crate) fn describe(&self) -> String {
        match self {
            Cores::Apart { server, generator } => {
                format!("server on core {server}, generator on core {generator}")
            }
            Cores::Together => "server and generator share the only core".to_owned(),
        }
    }
}

/// The first two cores of `Cpus_allowed_list`, which reads like `0,2-5`.
fn usable(status: &str) -> Vec<usize> {
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let ranges = list.unwrap_or_default().trim().split(',').filter_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    ranges.flatten().take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::usable;

    #[test]
    fn the_first_two_cores_are_found_however_they_are_written() {
        let list = |list: &str| usable(&format!("Name:\tx\nCpus_allowed_list:\t{list}\n"));
        assert_eq!(list("0-1"), [0, 1]);
        assert_eq!(list("3"), [3]);
        assert_eq!(list("2,5-7"), [2, 5]);
        assert!(usable("nothing").is_empty());
    }
}
