//! Coverage-guided fuzzing on stable Rust: libFuzzer, compiled by the C++ compiler that is
//! there, and LLVM's coverage counters, which the compiler puts in when it is asked to. What
//! is fuzzed lies in `fuzz/targets`, what it begins with in `fuzz/corpus`.

use crate::test::Tally;
use crate::{cargo, root, say};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The targets, as `fuzz/Cargo.toml` names them.
const TARGETS: [&str; 13] = [
    "sip_datagram",
    "sip_stream",
    "description",
    "digest",
    "rtp",
    "telephone_event",
    "stun",
    "phone",
    "opus",
    "browser_offer",
    "settings",
    "notification",
    "trial",
];

/// How long each runs unless told otherwise.
const SECONDS: u64 = 60;
/// How long each runs among the tests: enough for what a slip in a reader breaks at once.
const SECONDS_IN_TESTS: u64 = 5;
/// The longest input: beyond it only time is found.
const INPUT_MAX: usize = 4_096;
/// An input that takes longer is one to look at.
const INPUT_SECONDS_MAX: u64 = 10;

/// What has the compiler count which code ran.
const COUNTERS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

const USAGE: &str = "cargo xtask fuzz [--seconds N] [TARGET]...";

/// `cargo xtask fuzz`.
///
/// # Errors
/// A wrong argument, or what could not be built or run; empty when a target broke, because
/// that is said.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (seconds, targets) = chosen(arguments)?;
    let tally = play(&targets, seconds)?;
    if tally.failed == 0 { Ok(()) } else { Err(String::new()) }
}

/// The step of `cargo xtask test`.
///
/// # Errors
/// What could not be built or run.
pub(crate) fn check() -> Result<Tally, String> {
    play(&TARGETS, SECONDS_IN_TESTS)
}

fn chosen(arguments: &[String]) -> Result<(u64, Vec<&'static str>), String> {
    let (mut seconds, mut targets) = (SECONDS, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|number| number.parse().ok());
            seconds = number.ok_or_else(|| format!("--seconds wants a number\n\n{USAGE}"))?;
            continue;
        }
        let target = TARGETS.into_iter().find(|target| *target == argument.as_str());
        let choices = TARGETS.join(", ");
        targets.push(target.ok_or_else(|| {
            format!("there is no target `{argument}`, only {choices}\n\n{USAGE}")
        })?);
    }
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    Ok((seconds, targets))
}

fn play(targets: &[&str], seconds: u64) -> Result<Tally, String> {
    let ground = Ground::prepare()?;
    let mut tally = Tally::default();
    for target in targets {
        let run = ground.run(target, seconds)?;
        say::line(&run.in_words(target));
        tally += match run.crashes {
            0 => Tally::one_passed(),
            _ => Tally::one_failed(),
        };
    }
    Ok(tally)
}

/// Where targets are built and run.
struct Ground {
    /// The work tree's `fuzz`.
    source: PathBuf,
    /// Everything that is made.
    build: PathBuf,
    programs: PathBuf,
}

/// What became of one target.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    executions: u64,
    corpus: usize,
    crashes: usize,
    /// What the program said last, when it broke.
    complaint: String,
}

impl Run {
    fn in_words(&self, target: &str) -> String {
        let Run { executions, corpus, crashes, complaint } = self;
        let shown = if complaint.is_empty() { String::new() } else { format!("\n{complaint}") };
        format!("{target}: {executions} executions, corpus of {corpus}, {crashes} crashes{shown}")
    }
}

impl Ground {
    /// Builds all targets.
    fn prepare() -> Result<Ground, String> {
        let source = root::folder()?.join("fuzz");
        let folder = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let build = folder.unwrap_or(root::folder()?.join("target")).join("fuzz");
        let platform = platform()?;
        let status = cargo::command("build")?
            .args(["--quiet", "--locked", "--bins", "--target", &platform])
            .arg("--manifest-path")
            .arg(source.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&build)
            // For the targets alone: with --target the build scripts stay as they are.
            .env("RUSTFLAGS", COUNTERS.join(" "))
            .status()
            .map_err(|why| format!("cargo build: {why}"))?;
        if !status.success() {
            return Err("the fuzz targets cannot be built (they need g++ or another C++ \
                        compiler)"
                .to_owned());
        }
        let programs = build.join(platform).join("debug");
        Ok(Ground { source, build, programs })
    }

    fn run(&self, target: &str, seconds: u64) -> Result<Run, String> {
        let seeds = self.source.join("corpus").join(target);
        let corpus = self.build.join("corpus").join(target);
        let found = self.build.join("found").join(target);
        for folder in [&seeds, &corpus, &found] {
            fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        }
        let before = files_in(&found);
        let output = Command::new(self.programs.join(target))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={INPUT_MAX}"))
            .arg(format!("-timeout={INPUT_SECONDS_MAX}"))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .arg("-print_final_stats=1")
            .args([&corpus, &seeds])
            .current_dir(&self.build)
            .output()
            .map_err(|why| format!("{target}: {why}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let crashes = files_in(&found).saturating_sub(before);
        let crashes = crashes.max(usize::from(!output.status.success()));
        let complaint = match crashes {
            0 => String::new(),
            _ => format!("{}\nthe input lies in {}", last_lines(&said, 30), found.display()),
        };
        let corpus = files_in(&corpus) + files_in(&seeds);
        Ok(Run { executions: executions(&said), corpus, crashes, complaint })
    }
}

/// The platform that is built here.
fn platform() -> Result<String, String> {
    let output =
        Command::new("rustc").arg("-vV").output().map_err(|why| format!("rustc: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, |entries| entries.flatten().count())
}

/// `stat::number_of_executed_units: 12345`, or from the last progress line of a run that
/// broke: `#12345 NEW ...`.
fn executions(said: &str) -> u64 {
    let told = said.lines().filter_map(|line| {
        let number = line
            .strip_prefix("stat::number_of_executed_units:")
            .or_else(|| line.strip_prefix('#')?.split_ascii_whitespace().next())?;
        number.trim().parse().ok()
    });
    told.max().unwrap_or(0)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Run, SECONDS, TARGETS, chosen, executions};

    fn arguments(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn all_targets_run_for_a_minute_unless_told_otherwise() {
        assert_eq!(chosen(&[]), Ok((SECONDS, TARGETS.to_vec())));
        assert_eq!(chosen(&arguments(&["--seconds", "7", "rtp"])), Ok((7, vec!["rtp"])));
        assert!(chosen(&arguments(&["--seconds"])).is_err());
        assert!(chosen(&arguments(&["h264"])).unwrap_err().contains("sip_datagram, sip_stream"));
    }

    #[test]
    fn the_programs_own_words_are_counted() {
        let said = "#2\tINITED cov: 10\n#4096\tpulse  cov: 12\nDone\n\
                    stat::number_of_executed_units: 5000\nstat::peak_rss_mb: 40\n";
        assert_eq!(executions(said), 5_000);
        assert_eq!(executions("#77\tNEW cov: 3\nthread panicked"), 77);
        assert_eq!(executions(""), 0);
        let run = Run { executions: 5, corpus: 2, crashes: 0, complaint: String::new() };
        assert_eq!(run.in_words("rtp"), "rtp: 5 executions, corpus of 2, 0 crashes");
    }

    /// A target that is not in the list would never run.
    #[test]
    fn the_manifest_names_the_same_targets() {
        let manifest = include_str!("../../../fuzz/Cargo.toml");
        let named: Vec<&str> = manifest
            .lines()
            .filter_map(|line| line.strip_prefix("path = \"targets/")?.strip_suffix(".rs\""))
            .collect();
        assert_eq!(named, TARGETS);
    }
}
