//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::Given;

/// A self-hosted, phone-first help desk.
#[derive(Debug, Parser)]
#[command(name = "cordboard", version, about, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// The configuration file [default: cordboard.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of database and recordings
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take calls
    Serve,
    /// Take calls of synthetic callers for synthetic teammates, over real SIP
    Demo(DemoArguments),
    /// Prove that the log and the rows agree; prints what does not
    Check,
    /// Print a link that signs somebody in once, within ten minutes; also while the server runs
    SignInLink {
        /// The e-mail address of the account
        #[arg(value_name = "EMAIL")]
        email: String,
    },
    /// List what must still be done: mails, webhooks, recordings; also while the server runs
    Jobs(JobsArguments),
    /// Copy the database while it is in use
    Backup {
        /// The new file
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

/// Which jobs.
#[derive(Debug, Clone, clap::Args)]
#[group(multiple = false)]
pub(crate) struct JobsArguments {
    /// Those that were tried in vain and are tried again
    #[arg(long)]
    pub(crate) failing: bool,
    /// Those that are not tried any more
    #[arg(long)]
    pub(crate) given_up: bool,
    /// Those that are done
    #[arg(long)]
    pub(crate) done: bool,
    /// Try this one again at once
    #[arg(long, value_name = "KEY")]
    pub(crate) retry: Option<String>,
}

/// How the demo goes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DemoArguments {
    /// Take so many calls, print each one's timeline and a table, and end
    #[arg(long)]
    pub(crate) headless: bool,
    /// How many calls come; without it and without --headless they never stop
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) calls: Option<u32>,
    /// What everybody does follows from this number
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// New calls per second [default: 0.2; with --headless 1]
    #[arg(long, value_name = "CALLS/S", value_parser = rate)]
    pub(crate) rate: Option<f64>,
    /// Which workspace
    #[arg(long, value_enum, default_value_t = Sample::Sample)]
    pub(crate) workspace: Sample,
}

/// The workspaces that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sample {
    /// Three teams, seven teammates; with --headless two and six
    Sample,
}

/// The slowest and the fastest a demo may go: one call in a hundred seconds, and more
/// than its teammates could ever take.
const RATES: std::ops::RangeInclusive<f64> = 0.01..=200.0;

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| format!("{text:?} is not a number"))?;
    if RATES.contains(&rate) {
        return Ok(rate);
    }
    Err(format!("it must lie between {} and {}", RATES.start(), RATES.end()))
}

impl Arguments {
    /// What they say about the configuration.
    pub(crate) fn given(&self) -> Given {
        Given { file: self.config.clone(), data_dir: self.data_dir.clone() }
    }
}
