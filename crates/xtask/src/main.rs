//! The project's own chores: tests, tidy, sounds, simulator, benchmarks.

mod cargo;
mod fuzz;
mod root;
mod say;
mod sounds;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask <chore>

  test [--only STEP]   everything that must hold; ends with `N passed, N failed`
                       STEP: packages, fmt, tidy, web, clippy, build, tests, fuzz
  tidy                 the house rules that no compiler knows
  sim ...              the simulator (--seed N --calls M, or --planted)
  bench ...            the benchmarks
  fuzz ...             search for input that breaks a reader (--seconds N, TARGET)
  sounds               remake hold music, announcements and the demo's spoken lines";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((chore, rest)) = arguments.split_first() else {
        say::line(USAGE);
        return ExitCode::FAILURE;
    };
    let done = match chore.as_str() {
        "test" => test::run(rest),
        "tidy" => no_more(rest).and_then(|()| tidy::run()),
        "sim" => cargo::run_program(&["-p", "sim"], rest),
        "bench" => cargo::run_program(&["-p", "e2e", "--bin", "bench"], rest),
        "fuzz" => fuzz::run(rest),
        "sounds" => no_more(rest).and_then(|()| sounds::remake()),
        "help" | "--help" | "-h" => {
            say::line(USAGE);
            Ok(())
        }
        other => Err(format!("there is no chore `{other}`\n\n{USAGE}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            if !complaint.is_empty() {
                say::line(&format!("error: {complaint}"));
            }
            ExitCode::FAILURE
        }
    }
}

fn no_more(rest: &[String]) -> Result<(), String> {
    match rest.first() {
        None => Ok(()),
        Some(unknown) => Err(format!("unknown argument `{unknown}`\n\n{USAGE}")),
    }
}
