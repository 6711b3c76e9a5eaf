//! One line of the table.

use crate::usage::Cost;
use std::fmt::Write;

/// A measured figure beside what is asked of it.
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) goal: Goal,
    /// What the run has cost; zero where no server ran.
    pub(crate) cost: Cost,
    /// Samples, and whatever a reader has to know to believe the figure.
    pub(crate) remark: String,
}

/// What is asked of a figure. Figures of one row share their unit.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) better: Better,
    pub(crate) at_least: f64,
    pub(crate) aim: f64,
    pub(crate) unit: &'static str,
}

/// Which way a figure gets better.
#[derive(Clone, Copy)]
pub(crate) enum Better {
    Less,
    More,
}

/// How a figure stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Aim,
    Pass,
    Below,
}

impl Goal {
    pub(crate) const fn less(at_least: f64, aim: f64, unit: &'static str) -> Goal {
        Goal { better: Better::Less, at_least, aim, unit }
    }

    pub(crate) const fn more(at_least: f64, aim: f64, unit: &'static str) -> Goal {
        Goal { better: Better::More, at_least, aim, unit }
    }

    pub(crate) fn judge(&self, value: f64) -> Verdict {
        let reaches = |mark: f64| match self.better {
            Better::Less => value <= mark,
            Better::More => value >= mark,
        };
        if reaches(self.aim) {
            Verdict::Aim
        } else if reaches(self.at_least) {
            Verdict::Pass
        } else {
            Verdict::Below
        }
    }
}

impl Verdict {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Verdict::Aim => "pass, aim reached",
            Verdict::Pass => "pass",
            Verdict::Below => "**below**",
        }
    }
}

impl Figure {
    pub(crate) fn verdict(&self) -> Verdict {
        self.goal.judge(self.value)
    }

    pub(crate) fn in_short(&self) -> String {
        let (value, unit) = (number(self.value), self.goal.unit);
        let mut text = format!("{}: {value} {unit}, {}", self.what, self.verdict().word());
        if !self.remark.is_empty() {
            let _ = write!(text, " ({})", self.remark);
        }
        text
    }
}

/// Three digits that matter, thousands apart.
pub(crate) fn number(value: f64) -> String {
    if value >= 1_000.0 {
        let whole = value.round() as u64;
        let mut parts = Vec::new();
        let mut rest = whole;
        while rest >= 1_000 {
            parts.push(format!("{:03}", rest % 1_000));
            rest /= 1_000;
        }
        parts.push(rest.to_string());
        parts.reverse();
        parts.join(",")
    } else if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        let text = format!("{value:.2}");
        text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::{Goal, Verdict, number};

    #[test]
    fn a_figure_is_judged_by_the_way_it_gets_better() {
        let latency = Goal::less(4.0, 2.0, "ms");
        assert_eq!(
            [1.0, 2.0, 3.0, 4.0, 4.1].map(|value| latency.judge(value)),
            [Verdict::Aim, Verdict::Aim, Verdict::Pass, Verdict::Pass, Verdict::Below]
        );
        let rate = Goal::more(100.0, 400.0, "/s");
        assert_eq!(
            [99.0, 100.0, 400.0].map(|value| rate.judge(value)),
            [Verdict::Below, Verdict::Pass, Verdict::Aim]
        );
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        let written = [0.256, 4.0, 12.34, 345.6, 50_000.0, 1_234_567.0].map(number);
        assert_eq!(written, ["0.26", "4", "12.3", "346", "50,000", "1,234,567"]);
    }
}
