//! What was asked for on the command line.

use crate::Failure;
use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str = "cargo xtask bench [--quick] [--only ROW]... [--server FILE]

  --quick        shorter runs: a look, not a figure to quote
  --only ROW     ring, free, cpu, rate, bridge (with memory), pages, browsers (with memory),
                 desk, store, start; and, only where named: kill, soak, flood,
                 mail (needs the Debian package python3-aiosmtpd)
  --kills N      for kill: how often the server is killed [default: 500]
  --minutes N    for soak: how long the traffic lasts [default: 60]
  --server FILE  measure this program instead of building one";

/// What reliability is promised with.
const KILLS: usize = 500;

/// An hour.
const MINUTES: u32 = 60;

/// Everything that was asked for.
pub(crate) struct Arguments {
    pub(crate) pace: Pace,
    only: Vec<Row>,
    pub(crate) server: Option<PathBuf>,
    pub(crate) kills: usize,
    pub(crate) minutes: u32,
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
    Kill,
    Soak,
    Flood,
    Mail,
}

const ROWS: [Row; 14] = [
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
    Row::Kill,
    Row::Soak,
    Row::Flood,
    Row::Mail,
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
            Row::Kill => "kill",
            Row::Soak => "soak",
            Row::Flood => "flood",
            Row::Mail => "mail",
        }
    }

    /// Whether it is only measured where it is named: it takes long.
    fn is_long(self) -> bool {
        matches!(self, Row::Kill | Row::Soak | Row::Flood | Row::Mail)
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
        let mut read = Arguments {
            pace: Pace::Full,
            only: Vec::new(),
            server: None,
            kills: KILLS,
            minutes: MINUTES,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--quick" => read.pace = Pace::Quick,
                "--only" => {
                    let name = words.next().ok_or(USAGE)?;
                    let row = ROWS.into_iter().find(|row| row.name() == name);
                    read.only.push(row.ok_or_else(|| format!("no row `{name}`\n\n{USAGE}"))?);
                }
                "--kills" => read.kills = number(words.next())?,
                "--minutes" => read.minutes = number(words.next())?,
                "--server" => read.server = Some(words.next().ok_or(USAGE)?.into()),
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}").into()),
            }
        }
        Ok(read)
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        let wanted = |row: &Row| match self.only.is_empty() {
            true => !row.is_long(),
            false => self.only.contains(row),
        };
        ROWS.into_iter().filter(wanted).collect()
    }

    /// Whether the server is measured at all, and so has to be built.
    pub(crate) fn wants_server(&self) -> bool {
        self.rows().iter().any(|row| !matches!(row, Row::Desk | Row::Store))
    }
}

fn number<T: std::str::FromStr>(word: Option<String>) -> Result<T, Failure> {
    let word = word.ok_or(USAGE)?;
    word.parse().map_err(|_| format!("`{word}` is no number\n\n{USAGE}").into())
}
