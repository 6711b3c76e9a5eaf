//! The table as it is printed, in Markdown, so that it can be kept.

use crate::arguments::Pace;
use crate::cores::Cores;
use crate::figure::{Better, Figure, number};
use crate::usage::Cost;
use std::fmt::Write;
use std::time::Duration;

pub(crate) fn render(
    machine: &str,
    cores: &Cores,
    pace: Pace,
    figures: &[Figure],
    failed: &[String],
) -> String {
    let mut text = format!("\n{machine}; {}", cores.describe());
    text.push_str(match pace {
        Pace::Quick => "; quick runs\n\n",
        Pace::Full => "\n\n",
    });
    text.push_str("| figure | measured | at least | aim | verdict | wall s | CPU s server / generator | others on its core | remark |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for figure in figures {
        line(&mut text, figure);
    }
    for failure in failed {
        let _ = write!(text, "\nnot measured: {failure}");
    }
    text
}

fn line(text: &mut String, figure: &Figure) {
    let goal = &figure.goal;
    let sign = match goal.better {
        Better::Less => '≤',
        Better::More => '≥',
    };
    let _ = writeln!(
        text,
        "| {} | **{} {}** | {sign} {} | {sign} {} | {} | {} | {} |",
        figure.what,
        number(figure.value),
        goal.unit,
        number(goal.at_least),
        number(goal.aim),
        figure.verdict().word(),
        costs(&figure.cost),
        figure.remark,
    );
}

fn costs(cost: &Cost) -> String {
    if cost.wall == Duration::ZERO {
        return "| |".to_owned();
    }
    format!(
        "{:.1} | {:.2} / {:.2} | {:.0} %",
        cost.wall.as_secs_f64(),
        cost.server_cpu.as_secs_f64(),
        cost.generator_cpu.as_secs_f64(),
        cost.others_percent(),
    )
}
