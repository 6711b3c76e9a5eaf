//! Counting what passed and what failed.

use std::ops::AddAssign;

/// How many checks passed and failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// A single check that held.
    pub(crate) fn one_passed() -> Self {
        Self { passed: 1, failed: 0 }
    }

    /// A single check that did not.
    pub(crate) fn one_failed() -> Self {
        Self { passed: 0, failed: 1 }
    }

    /// The line that ends a run, alone on its line.
    pub(crate) fn closing_line(self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The test programs of one run, as their output tells of them.
#[derive(Debug, Default)]
pub(super) struct Programs {
    begun: u64,
    ended: u64,
    tally: Tally,
}

impl Programs {
    /// Takes one line of the output.
    pub(super) fn hear(&mut self, line: &str) {
        if line.starts_with("running ") && (line.ends_with(" test") || line.ends_with(" tests")) {
            self.begun += 1;
        } else if let Some(result) = of_result_line(line) {
            self.ended += 1;
            self.tally += result;
        }
    }

    /// The sum. A program that died before its result counts as one failure, and so does
    /// whatever else made the run fail: code that does not compile, for example.
    pub(super) fn tally(self, success: bool) -> Tally {
        let mut tally = self.tally;
        tally.failed += self.begun.saturating_sub(self.ended);
        if !success && tally.failed == 0 {
            tally.failed = 1;
        }
        tally
    }
}

/// What a line of a test program's output counts, when it is the line with its result:
/// `test result: ok. 12 passed; 0 failed; ...`.
fn of_result_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
    };
    Some(Tally { passed: count(" passed")?, failed: count(" failed")? })
}

#[cfg(test)]
mod tests {
    use super::{Programs, Tally, of_result_line};

    #[test]
    fn result_lines_are_read_and_others_are_not() {
        let ok = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.13s";
        let bad = "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        let tally = |passed, failed| Some(Tally { passed, failed });
        assert_eq!(of_result_line(ok), tally(12, 0));
        assert_eq!(of_result_line(bad), tally(7, 2));
        assert_eq!(of_result_line("running 12 tests"), None);
        assert_eq!(of_result_line("test result: ok"), None);
        assert_eq!(of_result_line("a test result: ok. 1 passed; 0 failed"), None);
    }

    #[test]
    fn the_closing_line_is_the_sum() {
        let mut total = Tally::default();
        total += Tally::one_passed();
        total += Tally { passed: 40, failed: 2 };
        assert_eq!(total.closing_line(), "41 passed, 2 failed");
    }

    #[test]
    fn a_test_program_that_dies_is_a_failure() {
        let heard = |lines: &[&str], success| {
            let mut programs = Programs::default();
            lines.iter().for_each(|line| programs.hear(line));
            programs.tally(success)
        };
        let tally = |passed, failed| Tally { passed, failed };
        let ok = "test result: ok. 3 passed; 0 failed; 0 ignored";
        assert_eq!(heard(&["running 3 tests", ok], true), tally(3, 0));
        assert_eq!(heard(&["running 1 test", "running 3 tests", ok], false), tally(3, 1));
        assert_eq!(heard(&[], false), tally(0, 1));
        assert_eq!(heard(&["running 3 tests", ok], false), tally(3, 1));
    }
}
