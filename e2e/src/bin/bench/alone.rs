//! Parts of the house measured alone, by their own programs.

use crate::figure::{Figure, Goal};
use crate::usage::Cost;
use crate::{Bench, Failure, binaries};

pub(crate) fn measure_desk(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let said = binaries::output_of(&["-p", "sim"], &["--speed"], &bench.cores)?;
    Ok(vec![Figure {
        what: "desk alone, one core, invariants off",
        value: number_before(&said, "calls/s")?,
        goal: Goal::more(50_000.0, 200_000.0, "calls/s"),
        cost: Cost::default(),
        remark: in_one_line(&said),
    }])
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
    use super::number_before;

    #[test]
    fn the_number_before_a_unit_is_found() {
        let said = "5 commits\n41,200 facts/s, 90000 rows/s; 2.1 us";
        assert_eq!(number_before(said, "facts/s").unwrap(), 41_200.0);
        assert_eq!(number_before(said, "rows/s").unwrap(), 90_000.0);
        assert!(number_before(said, "calls/s").is_err());
    }
}
