//! A script as it was read: cast, actions, expected timeline, checks.

use super::Failure;
use super::action::{self, Action, Calls};
use super::cast::Cast;
use super::clock::Moment;
use super::probe::{self, Ask};

pub(super) struct Reading {
    pub(super) cast: Cast,
    pub(super) actions: Vec<(Moment, Action)>,
    pub(super) probes: Vec<Probe>,
    timeline: Vec<(Moment, String)>,
    details: Details,
    several: Several,
    pub(super) end: Moment,
    /// Whether a conversation that is no call has to exist before the script begins.
    pub(super) conversation_before: bool,
}

/// Whether lines that stand under *details* are shown, in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Details {
    Hidden,
    Shown,
}

/// Whether lines of the timeline begin with the name of their call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Several {
    OneCall,
    Calls,
}

/// A check, and when it is made; at the end if not said.
pub(super) struct Probe {
    pub(super) at: Option<Moment>,
    /// The line up to the answer.
    subject: String,
    expected: String,
    pub(super) ask: Ask,
}

/// What was seen.
pub(super) struct Seen {
    pub(super) journal: Vec<Told>,
    /// One answer a probe.
    pub(super) answers: Vec<String>,
}

/// A line of the timeline of a call, or a refusal somebody was told.
pub(super) struct Told {
    pub(super) at: Moment,
    pub(super) call: Option<String>,
    pub(super) text: String,
    pub(super) under_details: bool,
}

pub(super) fn read(text: &str) -> Result<Reading, Failure> {
    let mut reading = Reading {
        cast: Cast::new(),
        actions: Vec::new(),
        probes: Vec::new(),
        timeline: Vec::new(),
        details: Details::Hidden,
        several: Several::OneCall,
        end: Moment(0),
        conversation_before: false,
    };
    let mut calls = Calls::default();
    // The settings as the lines read so far have left them.
    let mut later = None;
    let mut expecting = false;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        let mistake = |why: String| Failure::Mistake(n + 1, why);
        if line.is_empty() {
            continue;
        } else if line == "---" && !expecting {
            expecting = true;
        } else if expecting {
            let cast = later.as_ref().unwrap_or(&reading.cast).clone();
            reading.expect(line, &cast, &calls).map_err(mistake)?;
        } else if let Some((at, text)) = Moment::lead(line) {
            let cast = later.get_or_insert_with(|| reading.cast.clone());
            let action = action::read(text, cast, &mut calls).map_err(mistake)?;
            if reading.actions.last().is_some_and(|(before, _)| *before > at) {
                return Err(mistake(format!("{at} lies before the line above")));
            }
            reading.actions.push((at, action));
        } else if reading.actions.is_empty() {
            reading.cast.say(line).map_err(mistake)?;
        } else {
            return Err(mistake(format!("{line:?} needs a time such as 0:10 before it")));
        }
    }
    if !expecting {
        let last = text.lines().count();
        return Err(Failure::Mistake(
            last,
            "a line --- must part what happens from what is \
             expected"
                .to_owned(),
        ));
    }
    reading.finish(&calls);
    Ok(reading)
}

impl Reading {
    fn expect(&mut self, line: &str, cast: &Cast, calls: &Calls) -> Result<(), String> {
        if line == "with details" {
            self.details = Details::Shown;
        } else if let Some((at, text)) = Moment::lead(line) {
            if self.timeline.last().is_some_and(|(before, _)| *before > at) {
                return Err(format!("{at} lies before the line above"));
            }
            self.timeline.push((at, text.to_owned()));
        } else {
            let (at, check) = match line.strip_prefix("at ").map(Moment::lead) {
                Some(Some((at, check))) => (Some(at), check),
                Some(None) | None => (None, line),
            };
            let (subject, expected, ask) = probe::read(check, cast, calls)?;
            self.probes.push(Probe { at, subject, expected, ask });
        }
        Ok(())
    }

    fn finish(&mut self, calls: &Calls) {
        if calls.all().len() > 1 {
            self.several = Several::Calls;
        }
        let action = self.actions.last().map(|(at, _)| *at);
        let line = self.timeline.last().map(|(at, _)| *at);
        let probe = self.probes.iter().filter_map(|probe| probe.at).max();
        self.end = [action, line, probe].into_iter().flatten().max().unwrap_or(Moment(0));
        let other = self.actions.iter().any(|(_, it)| matches!(it, Action::OtherConversation(_)));
        self.conversation_before = other || !self.cast.assigned.is_empty();
    }

    pub(super) fn expected_lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.timeline.iter().map(|(at, text)| format!("{at}  {text}")).collect();
        lines.extend(self.probes.iter().map(|probe| probe.line(&probe.expected)));
        lines
    }
}

impl Probe {
    fn line(&self, answer: &str) -> String {
        match self.at {
            Some(at) => format!("at {at} {}{answer}", self.subject),
            None => format!("{}{answer}", self.subject),
        }
    }
}

impl Seen {
    pub(super) fn lines(&self, reading: &Reading) -> Vec<String> {
        let shown = self
            .journal
            .iter()
            .filter(|told| !told.under_details || reading.details == Details::Shown);
        let mut lines: Vec<String> = shown.map(|told| told.line(reading.several)).collect();
        lines.extend(reading.probes.iter().zip(&self.answers).map(|(probe, it)| probe.line(it)));
        lines
    }
}

impl Told {
    fn line(&self, several: Several) -> String {
        let text = if self.under_details { format!("({})", self.text) } else { self.text.clone() };
        match &self.call {
            Some(call) if several == Several::Calls => format!("{}  {call}: {text}", self.at),
            Some(_) | None => format!("{}  {text}", self.at),
        }
    }
}
