//! Everything that must hold, in one go: what the tests need is installed, then formatting,
//! lints, house rules and every test. A failing step does not keep the others from running.

mod packages;
mod tally;
mod web;

use crate::{cargo, fuzz, say, tidy};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Instant;
use tally::Programs;
pub(crate) use tally::Tally;

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Packages,
    Format,
    Clippy,
    Tidy,
    Web,
    Build,
    Tests,
    Fuzz,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::Packages,
        Self::Format,
        Self::Tidy,
        Self::Web,
        Self::Clippy,
        Self::Build,
        Self::Tests,
        Self::Fuzz,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Packages => "packages",
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::Tidy => "tidy",
            Self::Web => "web",
            Self::Build => "build",
            Self::Tests => "tests",
            Self::Fuzz => "fuzz",
        }
    }

    fn run(self) -> Result<Tally, String> {
        match self {
            Self::Packages => packages::install_missing().map(|()| Tally::default()),
            Self::Format => one_command("fmt", &["--all", "--check"]),
            Self::Clippy => one_command(
                "clippy",
                &["--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
            ),
            Self::Tidy => tidy::check_all(),
            Self::Web => web::check(),
            // The end-to-end tests start the programs; the whole workspace is named so that
            // dependencies get the same features as in the tests, and are built once.
            Self::Build => one_command("build", &["--locked", "--workspace"]),
            Self::Tests => every_test(),
            Self::Fuzz => fuzz::check(),
        }
    }
}

/// Runs the steps and prints the closing line.
///
/// # Errors
/// The complaint about a wrong argument; empty when something failed, because the closing
/// line has said so and must stay the last.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let steps = chosen(arguments)?;
    let start = Instant::now();
    let mut total = Tally::default();
    for step in steps {
        say::line(&format!("== {} (at {})", step.name(), clock(start)));
        let begun = Instant::now();
        let tally = step.run().unwrap_or_else(|complaint| {
            say::line(&format!("error: {complaint}"));
            Tally::one_failed()
        });
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        say::line(&format!(
            "== {}: {verdict} after {:.1} s",
            step.name(),
            begun.elapsed().as_secs_f64()
        ));
        total += tally;
    }
    say::line(&format!("== all steps after {}", clock(start)));
    say::line(&total.closing_line());
    if total.failed == 0 { Ok(()) } else { Err(String::new()) }
}

fn chosen(arguments: &[String]) -> Result<Vec<Step>, String> {
    let names: Vec<&str> = Step::ALL.iter().map(|step| step.name()).collect();
    let mut steps = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument != "--only" {
            return Err(format!("unknown argument `{argument}`"));
        }
        let wanted = rest.next().map(String::as_str).unwrap_or_default();
        let step = Step::ALL.into_iter().find(|step| step.name() == wanted);
        let choices = names.join(", ");
        steps.push(step.ok_or_else(|| format!("--only wants one of {choices}, not `{wanted}`"))?);
    }
    if steps.is_empty() {
        steps.extend(Step::ALL);
    }
    Ok(steps)
}

fn clock(start: Instant) -> String {
    let seconds = start.elapsed().as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A command that counts as one.
fn one_command(subcommand: &str, arguments: &[&str]) -> Result<Tally, String> {
    let status = cargo::command(subcommand)?
        .args(arguments)
        .status()
        .map_err(|why| format!("cargo {subcommand}: {why}"))?;
    Ok(if status.success() { Tally::one_passed() } else { Tally::one_failed() })
}

/// All tests of all packages, in the one profile.
fn every_test() -> Result<Tally, String> {
    let mut child = cargo::command("test")?
        .args(["--locked", "--workspace", "--no-fail-fast"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|why| format!("cargo test: {why}"))?;
    let mut programs = Programs::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|why| format!("cargo test: {why}"))?;
            let line = String::from_utf8_lossy(&line);
            if worth_showing(&line) {
                say::line(&line);
            }
            programs.hear(&line);
        }
    }
    let status = child.wait().map_err(|why| format!("cargo test: {why}"))?;
    Ok(programs.tally(status.success()))
}

/// Hundreds of lines `test ... ok` hide the one that is not.
fn worth_showing(line: &str) -> bool {
    let passed = line.starts_with("test ") && line.ends_with(" ... ok");
    let nothing_ran = line.starts_with("test result: ok. 0 passed");
    !(line.is_empty() || passed || nothing_ran || line.starts_with("running "))
}

#[cfg(test)]
mod tests {
    use super::{Step, chosen, worth_showing};

    fn arguments(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn all_steps_run_unless_some_are_chosen() {
        assert_eq!(chosen(&[]), Ok(Step::ALL.to_vec()));
        let only = arguments(&["--only", "tidy", "--only", "fmt"]);
        assert_eq!(chosen(&only), Ok(vec![Step::Tidy, Step::Format]));
    }

    #[test]
    fn a_wrong_step_is_named_with_the_choices() {
        let complaint = chosen(&arguments(&["--only", "lint"])).unwrap_err();
        assert!(complaint.contains("packages, fmt, tidy, web, clippy, build, tests, fuzz"));
        assert!(complaint.contains("`lint`"));
        assert!(chosen(&arguments(&["--only"])).is_err());
        assert!(chosen(&arguments(&["--fast"])).is_err());
    }

    #[test]
    fn only_the_tests_that_passed_are_silent() {
        assert!(!worth_showing("test a_call_waits ... ok"));
        assert!(!worth_showing("test result: ok. 0 passed; 0 failed; 0 ignored"));
        assert!(worth_showing("test a_call_waits ... FAILED"));
        assert!(worth_showing("thread 'a_call_waits' panicked"));
    }
}
