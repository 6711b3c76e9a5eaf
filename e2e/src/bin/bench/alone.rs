//! Parts of the house measured alone, by their own programs.

use crate::figure::{Figure, Goal, number};
use crate::usage::Cost;
use crate::{Bench, Failure, binaries};

pub(crate) fn measure_desk(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let said = binaries::output_of(&["-p", "sim"], &["--speed"], &bench.cores)?;
    let cases: Vec<Case> = said.lines().filter_map(Case::read).collect();
    let slowest = cases.iter().min_by_key(|case| case.calls);
    let slowest = slowest.ok_or_else(|| format!("no figures in: {}", in_one_line(&said)))?;
    let fastest = cases.iter().map(|case| case.calls).max().unwrap_or_default();
    let remark = format!(
        "the slowest of {} mixes: {} teammates, {} waiting; {} calls a second of CPU; \
         the fastest {}",
        cases.len(),
        slowest.teammates,
        slowest.waiting,
        number(slowest.calls_of_cpu as f64),
        number(fastest as f64),
    );
    Ok(vec![Figure {
        what: "desk alone, one core, invariants off",
        value: slowest.calls as f64,
        goal: Goal::more(50_000.0, 200_000.0, "calls/s"),
        cost: Cost::default(),
        remark,
    }])
}

/// One line of `sim --speed`: so many teammates, so many callers who always wait.
struct Case {
    teammates: u64,
    waiting: u64,
    /// A second of wall time.
    calls: u64,
    /// A second of CPU time.
    calls_of_cpu: u64,
}

impl Case {
    /// `None` for the line of headings.
    fn read(line: &str) -> Option<Case> {
        let mut columns = line.split_ascii_whitespace().map(str::parse);
        let mut next = || columns.next()?.ok();
        let (teammates, waiting) = (next()?, next()?);
        Some(Case { teammates, waiting, calls: next()?, calls_of_cpu: next()? })
    }
}

pub(crate) fn measure_store(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let example = ["-p", "store", "--example", "commit_load"];
    let said = binaries::output_of(&example, &[], &bench.cores)?;
    Ok(vec![Figure {
        what: "store through the batched commit loop, SQLite NORMAL",
        value: number_before(&said, "facts/s")?,
        goal: Goal::more(40_000.0, 90_000.0, "facts/s"),
        cost: Cost::default(),
        remark: in_one_line(&said),
    }])
}

/// The last number that stands before the unit.
fn number_before(said: &str, unit: &str) -> Result<f64, Failure> {
    let before = said.rsplit_once(unit).map(|(before, _)| before.trim_end());
    let word = before.and_then(|before| before.split_ascii_whitespace().next_back());
    let number = word.and_then(|word| word.replace([',', '_'], "").parse().ok());
    number.ok_or_else(|| format!("no number of {unit} in: {}", in_one_line(said)).into())
}

fn in_one_line(said: &str) -> String {
    said.trim().replace('\n', "; ").replace('|', "/")
}

#[cfg(test)]
mod tests {
    use super::{Case, number_before};

    #[test]
    fn headings_are_no_figures() {
        assert!(Case::read("teammates  waiting     calls/s    calls/s of CPU").is_none());
        let case = Case::read("      100        0       59966             95853   6.00").unwrap();
        assert_eq!((case.teammates, case.calls, case.calls_of_cpu), (100, 59_966, 95_853));
    }

    #[test]
    fn the_number_before_a_unit_is_found() {
        let said = "5 commits\n41,200 facts/s, 90000 rows/s; 2.1 us";
        assert_eq!(number_before(said, "facts/s").unwrap(), 41_200.0);
        assert_eq!(number_before(said, "rows/s").unwrap(), 90_000.0);
        assert!(number_before(said, "calls/s").is_err());
    }
}
