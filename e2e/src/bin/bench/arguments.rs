//! What was asked for on the command line.

use crate::Failure;
use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str = "cargo xtask bench [--quick] [--only ROW]... [--server FILE]

  --quick        shorter runs: a look, not a figure to quote
  --only ROW     ring, free, cpu, rate, bridge (with memory), pages, browsers (with memory),
                 desk, store, start
  --server FILE  measure this program instead of building one";

/// Everything that was asked for.
pub(crate) struct Arguments {
    pub(crate) pace: Pace,
    only: Vec<Row>,
    pub(crate) server: Option<PathBuf>,
}

/// How long each measurement may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// One or two minutes in all.
    Quick,
    /// Figures to quote.
    Full,
}

/// A row of the table, or several that come out of one run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    Ring,
    Free,
    Cpu,
    Rate,
    Bridge,
    Pages,
    Browsers,
    Desk,
    Store,
    Start,
}

const ROWS: [Row; 10] = [
    Row::Ring,
    Row::Free,
    Row::Cpu,
    Row::Rate,
    Row::Bridge,
    Row::Pages,
    Row::Browsers,
    Row::Desk,
    Row::Store,
    Row::Start,
];

impl Row {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Row::Ring => "ring",
            Row::Free => "free",
            Row::Cpu => "cpu",
            Row::Rate => "rate",
            Row::Bridge => "bridge",
            Row::Pages => "pages",
            Row::Browsers => "browsers",
            Row::Desk => "desk",
            Row::Store => "store",
            Row::Start => "start",
        }
    }
}

impl Pace {
    /// The first for a look, the second for a figure to quote; in seconds.
    pub(crate) fn seconds(self, quick: u64, full: u64) -> Duration {
        Duration::from_secs(match self {
            Pace::Quick => quick,
            Pace::Full => full,
        })
    }
}

impl Arguments {
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, Failure> {
        let mut read = Arguments { pace: Pace::Full, only: Vec::new(), server: None };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--quick" => read.pace = Pace::Quick,
                "--only" => {
                    let name = words.next().ok_or(USAGE)?;
                    let row = ROWS.into_iter().find(|row| row.name() == name);
                    read.only.push(row.ok_or_else(|| format!("no row `{name}`\n\n{USAGE}"))?);
                }
                "--server" => read.server = Some(words.next().ok_or(USAGE)?.into()),
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}").into()),
            }
        }
        Ok(read)
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        ROWS.into_iter().filter(|row| self.only.is_empty() || self.only.contains(row)).collect()
    }

    /// Whether the server is measured at all, and so has to be built.
    pub(crate) fn wants_server(&self) -> bool {
        self.rows().iter().any(|row| !matches!(row, Row::Desk | Row::Store))
    }
}
