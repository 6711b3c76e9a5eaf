//! Whether an ended call meets a condition, and what was seen. Pure, and without a guess:
//! what is not known is not met.

use std::collections::BTreeSet;

use super::moment::length;
use super::names::Known;
use super::words::{contains, folded, listed};
use super::{AnyAll, Condition, Direction, JudgePart, NotificationSettings, When};
use crate::case::Case;
use crate::id::TagId;
use crate::outcome::Outcome;

/// One test of a condition, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is asked, in words.
    pub test: String,
    /// Whether it is so.
    pub met: bool,
    /// What was seen instead, or as well.
    pub seen: String,
}

/// When a notification is judged: what looks at tags or notes waits for wrap-up [004].
#[must_use]
pub fn part_of(settings: &NotificationSettings) -> JudgePart {
    match &settings.when {
        When::Rule { condition } if looks_at_work(condition) => JudgePart::AfterWrapUp,
        When::Rule { .. } | When::Always => JudgePart::AtOnce,
    }
}

fn looks_at_work(condition: &Condition) -> bool {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().any(looks_at_work),
        Condition::Tags { .. }
        | Condition::NotTags { .. }
        | Condition::NoteWords { .. }
        | Condition::NoNotes => true,
        Condition::Outcome { .. }
        | Condition::Direction { .. }
        | Condition::Team { .. }
        | Condition::Channel { .. }
        | Condition::Caller { .. }
        | Condition::Duration { .. }
        | Condition::Talked { .. } => false,
    }
}

/// An ended call as conditions look at it.
pub(super) struct Look<'a> {
    case: &'a Case,
    names: &'a dyn Known,
    /// The notes' words, folded when somebody first asks for them.
    notes: std::cell::OnceCell<String>,
}

impl<'a> Look<'a> {
    pub(super) fn new(case: &'a Case, names: &'a dyn Known) -> Self {
        Self { case, names, notes: std::cell::OnceCell::new() }
    }

    /// Whether the condition is met, with a finding for each of its tests.
    pub(super) fn meets(&self, condition: &Condition) -> (bool, Vec<Finding>) {
        let mut findings = Vec::new();
        let met = self.weigh(condition, &mut findings);
        (met, findings)
    }

    fn weigh(&self, condition: &Condition, findings: &mut Vec<Finding>) -> bool {
        let (met, test, seen) = match condition {
            Condition::All { of } => return self.group(of, AnyAll::All, findings),
            Condition::Any { of } => return self.group(of, AnyAll::Any, findings),
            Condition::Outcome { one_of } => {
                let wanted: Vec<_> = one_of.iter().map(|kind| kind.words()).collect();
                let seen = self.case.call.outcome();
                let met = seen.is_some_and(|outcome| one_of.contains(&outcome.kind()));
                let seen = seen.map_or("not ended", Outcome::name).to_owned();
                (met, format!("The outcome is {}", listed(&wanted, "or")), seen)
            }
            Condition::Direction { direction } => {
                // Every call is inbound until calls can be made.
                let met = *direction == Direction::Inbound;
                (
                    met,
                    format!("The call is {}", way(*direction)),
                    way(Direction::Inbound).to_owned(),
                )
            }
            Condition::Team { one_of } => {
                let wanted: Vec<_> = one_of.iter().map(|id| self.team(*id)).collect();
                let team = self.case.call.team;
                let met = team.is_some_and(|team| one_of.contains(&team));
                let seen = team.map_or_else(|| "no team".to_owned(), |team| self.team(team));
                (met, format!("The team is {}", listed(&wanted, "or")), seen)
            }
            Condition::Channel { one_of } => {
                let wanted: Vec<_> = one_of.iter().map(|id| self.channel(*id)).collect();
                let channel = self.case.call.channel;
                let met = one_of.contains(&channel);
                (met, format!("The channel is {}", listed(&wanted, "or")), self.channel(channel))
            }
            Condition::Caller { starts_with } => self.caller(starts_with),
            Condition::Duration { at_least_s, at_most_s } => {
                between("The call took", self.duration_ms(), *at_least_s, *at_most_s)
            }
            Condition::Talked { at_least_s, at_most_s } => {
                between("Talk took", Some(self.case.talk_ms), *at_least_s, *at_most_s)
            }
            Condition::Tags { mode, tags } => self.tags(*mode, tags),
            Condition::NotTags { tags } => {
                let on = &self.case.conversation.tags;
                let wanted = self.tag_names(tags);
                let met = tags.is_disjoint(on);
                (met, format!("The tags are not {}", listed(&wanted, "or")), self.tags_seen())
            }
            Condition::NoteWords { mode, words } => self.note_words(*mode, words),
            Condition::NoNotes => {
                let count = self.case.notes.len();
                (count == 0, "Nobody wrote a note".to_owned(), notes_counted(count))
            }
        };
        findings.push(Finding { test, met, seen });
        met
    }

    /// Every test is made, so that a person sees all of them.
    fn group(&self, of: &[Condition], mode: AnyAll, findings: &mut Vec<Finding>) -> bool {
        let met: Vec<bool> = of.iter().map(|one| self.weigh(one, findings)).collect();
        match mode {
            AnyAll::Any => met.contains(&true),
            AnyAll::All => !met.contains(&false),
        }
    }

    fn duration_ms(&self) -> Option<u64> {
        Some(self.case.call.ended?.since(self.case.call.placed))
    }

    fn caller(&self, starts_with: &[String]) -> (bool, String, String) {
        let caller = self.case.content.caller.as_deref();
        let digits =
            |number: &str| -> String { number.chars().filter(char::is_ascii_digit).collect() };
        let met = caller.map(digits).is_some_and(|caller| {
            starts_with.iter().any(|start| {
                let start = digits(start);
                !start.is_empty() && caller.starts_with(&start)
            })
        });
        let test = format!("The caller's number begins with {}", listed(starts_with, "or"));
        (met, test, caller.unwrap_or("withheld").to_owned())
    }

    fn tags(&self, mode: AnyAll, tags: &BTreeSet<TagId>) -> (bool, String, String) {
        let on = &self.case.conversation.tags;
        let wanted = self.tag_names(tags);
        let (met, last) = match mode {
            AnyAll::Any => (!tags.is_disjoint(on), "or"),
            AnyAll::All => (tags.is_subset(on), "and"),
        };
        (met, format!("The tags include {}", listed(&wanted, last)), self.tags_seen())
    }

    fn tags_seen(&self) -> String {
        let names = self.tag_names(&self.case.conversation.tags);
        if names.is_empty() { "no tags".to_owned() } else { listed(&names, "and") }
    }

    fn note_words(&self, mode: AnyAll, words: &[String]) -> (bool, String, String) {
        let text = self.notes.get_or_init(|| {
            let bodies = self.case.notes.iter().map(|(_, content)| folded(&content.body));
            // Notes end with a bar, so that no phrase reaches from one into the next.
            bodies.collect::<Vec<_>>().join("|")
        });
        let quoted = |word: &String| format!("“{}”", word.trim());
        let found: Vec<_> = words.iter().filter(|word| contains(text, word)).collect();
        let (met, last) = match mode {
            AnyAll::Any => (!found.is_empty(), "or"),
            AnyAll::All => (found.len() == words.len() && !words.is_empty(), "and"),
        };
        let wanted: Vec<_> = words.iter().map(quoted).collect();
        let seen = if found.is_empty() {
            format!("none of them in {}", notes_counted(self.case.notes.len()))
        } else {
            let found: Vec<_> = found.into_iter().map(quoted).collect();
            format!("{} in {}", listed(&found, "and"), notes_counted(self.case.notes.len()))
        };
        (met, format!("The notes contain {}", listed(&wanted, last)), seen)
    }

    fn tag_names(&self, tags: &BTreeSet<TagId>) -> Vec<String> {
        let name =
            |id: &TagId| self.names.tag(*id).map_or_else(|| format!("tag {id}"), str::to_owned);
        tags.iter().map(name).collect()
    }

    fn team(&self, id: crate::id::TeamId) -> String {
        self.names.team(id).map_or_else(|| format!("team {id}"), str::to_owned)
    }

    fn channel(&self, id: crate::id::ChannelId) -> String {
        self.names.channel(id).map_or_else(|| format!("channel {id}"), str::to_owned)
    }
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn notes_counted(count: usize) -> String {
    match count {
        0 => "no notes".to_owned(),
        1 => "1 note".to_owned(),
        several => format!("{several} notes"),
    }
}

/// Whole seconds count, as they are shown.
fn between(
    what: &str,
    ms: Option<u64>,
    at_least_s: Option<u32>,
    at_most_s: Option<u32>,
) -> (bool, String, String) {
    let shown = |seconds: u32| length(u64::from(seconds) * 1_000);
    let test = match (at_least_s, at_most_s) {
        (Some(least), Some(most)) => format!("{what} {} to {}", shown(least), shown(most)),
        (Some(least), None) => format!("{what} {} or longer", shown(least)),
        (None, Some(most)) => format!("{what} {} or less", shown(most)),
        (None, None) => format!("{what} any time"),
    };
    let met = ms.map(|ms| ms / 1_000).is_some_and(|seconds| {
        at_least_s.is_none_or(|least| seconds >= u64::from(least))
            && at_most_s.is_none_or(|most| seconds <= u64::from(most))
    });
    (met, test, ms.map_or_else(|| "not ended".to_owned(), length))
}
