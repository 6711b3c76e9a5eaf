//! Calls in the product's words, and the closing table.

use std::collections::BTreeMap;

use api::NamesOf;
use desk::metrics::{Figures, Spread};
use desk::timeline::{Names, Place, timeline};
use desk::{CallId, Fact, Logged, Millis, Stage};
use store::CallRecord;

use crate::config::Wrong;
use crate::serve::{Running, WORKSPACE};

/// Knows the names, and what was printed of live calls.
pub(super) struct Told {
    names: NamesOf,
    began: Millis,
    live: BTreeMap<CallId, Vec<Logged>>,
}

impl Told {
    /// Reads the names of the workspace.
    pub(super) async fn new(running: &Running) -> Result<Self, Wrong> {
        let settings = running.store().settings(WORKSPACE).await.map_err(super::unreadable)?;
        let names = NamesOf::settings(&settings);
        Ok(Self { names, began: crate::clock::now(), live: BTreeMap::new() })
    }

    /// What committed facts add to the calls' timelines.
    pub(super) fn tell(&mut self, news: &[Logged]) -> Vec<String> {
        let mut lines = Vec::new();
        for logged in news {
            let Some((call, _)) = logged.call else { continue };
            let facts = self.live.entry(call).or_default();
            let before = shown(facts, &self.names).len();
            facts.push(logged.clone());
            let now = shown(facts, &self.names).split_off(before);
            let from = self.began;
            lines.extend(
                now.into_iter().map(|(at, text)| {
                    format!("{:>7}  call {call:<5} {text}", clock(at.since(from)))
                }),
            );
            if let Fact::CallEnded { outcome, .. } = logged.fact {
                let at = clock(logged.at.since(from));
                lines.push(format!("{at:>7}  call {call:<5} ended: {}", outcome.name()));
            }
            if over(facts) {
                self.live.remove(&call);
            }
        }
        lines
    }

    /// One call from its arrival to its end.
    pub(super) fn call(&self, record: &CallRecord, facts: &[Logged]) -> Vec<String> {
        let CallRecord { state, content } = record;
        let caller = content.caller.as_deref().unwrap_or("a withheld number");
        let mut lines = vec![String::new()];
        lines.push(format!("Call {} from {caller} to {}", state.id, content.called));
        for (at, text) in shown(facts, &self.names) {
            lines.push(format!("{:>7}  {text}", clock(at.since(state.placed))));
        }
        let ended = state.ended.unwrap_or(state.placed).since(state.placed);
        lines.push(format!("{:>7}  {}", clock(ended), outcome(record)));
        lines
    }

    /// The closing table.
    pub(super) fn table(&self, outcomes: &Outcomes, figures: &Figures) -> Vec<String> {
        let mut lines = vec![String::new(), format!("{:<44}{:>8}", "Outcome", "Calls")];
        for (name, count) in &outcomes.counts {
            lines.push(format!("{name:<44}{count:>8}"));
        }
        let all: u64 = outcomes.counts.values().sum();
        lines.push(format!("{:<44}{all:>8}", "all"));
        lines.push(String::new());
        lines.push(format!("{:<44}{:>8}{:>10}{:>10}", "Metric", "Count", "Mean", "Longest"));
        lines.push(spread("Call duration", figures.duration));
        lines.push(spread("Call answer time", figures.answer_time));
        for (id, team) in &figures.teams {
            let name = self.names.team(*id);
            lines.push(spread(&format!("Team call in queue time: {name}"), team.queue_time));
        }
        for (id, team) in &figures.teams {
            lines.push(talked(
                &format!("Team call talk time: {}", self.names.team(*id)),
                team.talk_ms,
            ));
        }
        for (id, teammate) in &figures.teammates {
            let name = format!("Teammate call talk time: {}", self.names.teammate(*id));
            let calls = format!(
                "   {} answered, {} missed, {} declined",
                teammate.answered, teammate.missed, teammate.declined
            );
            lines.push(talked(&name, teammate.talk_ms) + &calls);
        }
        lines.push(String::new());
        lines
    }
}

/// How many calls ended how.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    counts: BTreeMap<&'static str, u64>,
}

impl Outcomes {
    /// Counts a call.
    pub(super) fn count(&mut self, record: &CallRecord) {
        *self.counts.entry(outcome(record)).or_default() += 1;
    }

    /// Whether so many calls have ended, and none is still going on.
    pub(super) fn ended(&self, calls: usize) -> bool {
        let ended: u64 = self.counts.values().sum();
        u64::try_from(calls).is_ok_and(|calls| calls == ended) && !self.counts.contains_key(LIVE)
    }
}

const LIVE: &str = "still live";

fn outcome(record: &CallRecord) -> &'static str {
    match record.state.stage {
        Stage::Ended { outcome } => outcome.name(),
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Talking(_)
        | Stage::OnHold(_)
        | Stage::Deflected { .. } => LIVE,
    }
}

/// The lines a person sees at once.
fn shown(facts: &[Logged], names: &NamesOf) -> Vec<(Millis, String)> {
    let lines = timeline(facts, names).into_iter();
    let shown = lines.filter(|line| match line.place {
        Place::Timeline => true,
        Place::Details => false,
    });
    shown.map(|line| (line.at, line.text)).collect()
}

/// Ended, and nothing of it is still to come.
fn over(facts: &[Logged]) -> bool {
    let mut ended = false;
    let mut recordings = 0_i32;
    for logged in facts {
        #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else begins or ends here")]
        match logged.fact {
            Fact::CallEnded { .. } => ended = true,
            Fact::RecordingStarted { .. } => recordings += 1,
            Fact::RecordingStored { .. } | Fact::RecordingFailed { .. } => recordings -= 1,
            _ => {}
        }
    }
    ended && recordings <= 0
}

fn spread(name: &str, spread: Spread) -> String {
    let Spread { count, longest_ms, .. } = spread;
    format!("{name:<44}{count:>8}{:>10}{:>10}", seconds(spread.mean_ms()), seconds(longest_ms))
}

fn talked(name: &str, talk_ms: u64) -> String {
    format!("{name:<44}{:>8}{:>10}", "", seconds(talk_ms))
}

fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}

/// `1:02` is a minute and two seconds.
fn clock(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)
}
