//! Figures of this process, in the text format of Prometheus.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use desk::metrics::Figures;
use desk::{Desk, Phone, Stage};
use line::Counters;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

type Labels = Vec<(&'static str, String)>;

/// What the loop and the jobs count.
pub(crate) struct Gauges {
    registry: Mutex<Registry>,
    turn_seconds: Histogram,
    batch_inputs: Histogram,
    /// Facts committed.
    pub(crate) facts: Counter,
    /// Turns, and attempts to write again, that failed.
    pub(crate) turns_failed: Counter,
    /// Legs that were hung up because nobody wanted them, or reported as lost.
    pub(crate) legs_put_right: Counter,
    /// Jobs done.
    pub(crate) jobs_done: Counter,
    /// Attempts at a job that failed.
    pub(crate) jobs_failed: Counter,
    calls: [AtomicU64; 5],
    phones: [AtomicU64; 4],
}

const STAGES: [&str; 5] = ["routing", "queued", "ringing", "talking", "on_hold"];
const PHONES: [&str; 4] = ["free", "ringing", "on_call", "wrap_up"];

impl Default for Gauges {
    fn default() -> Self {
        let gauges = Self {
            registry: Mutex::new(Registry::with_prefix("cordboard")),
            // 0.1 ms to 1.6 s: a turn is a commit or two.
            turn_seconds: Histogram::new(exponential_buckets(0.0001, 2.0, 15)),
            // 1 to 64, the most a turn takes.
            batch_inputs: Histogram::new(exponential_buckets(1.0, 2.0, 7)),
            facts: Counter::default(),
            turns_failed: Counter::default(),
            legs_put_right: Counter::default(),
            jobs_done: Counter::default(),
            jobs_failed: Counter::default(),
            calls: Default::default(),
            phones: Default::default(),
        };
        gauges.register();
        gauges
    }
}

impl Gauges {
    fn register(&self) {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = "Seconds from the first input of a turn to its orders, the commit included";
        registry.register("turn_seconds", turn, self.turn_seconds.clone());
        registry.register("turn_inputs", "Inputs of a turn", self.batch_inputs.clone());
        registry.register("facts", "Facts committed", self.facts.clone());
        let failures = "Turns, and attempts to write again, that failed";
        registry.register("turns_failed", failures, self.turns_failed.clone());
        let right = "Legs hung up or reported lost by the comparison with the line";
        registry.register("legs_put_right", right, self.legs_put_right.clone());
        registry.register("jobs_done", "Jobs done", self.jobs_done.clone());
        registry.register("jobs_failed", "Attempts at a job that failed", self.jobs_failed.clone());
    }

    /// A turn of that many inputs took that long.
    pub(crate) fn turned(&self, inputs: usize, took: Duration, facts: usize) {
        self.turn_seconds.observe(took.as_secs_f64());
        self.batch_inputs.observe(f64::from(u32::try_from(inputs).unwrap_or(u32::MAX)));
        self.facts.inc_by(count(facts));
    }

    /// What the desk holds now.
    pub(crate) fn look(&self, desk: &Desk) {
        let mut calls = [0; 5];
        for call in desk.calls() {
            match call.stage {
                Stage::Menu | Stage::Deflected { .. } => calls[0] += 1,
                Stage::Queued { .. } => calls[1] += 1,
                Stage::Ringing { .. } => calls[2] += 1,
                Stage::Talking(_) => calls[3] += 1,
                Stage::OnHold(_) => calls[4] += 1,
                Stage::Ended { .. } => {}
            }
        }
        let mut phones = [0; 4];
        for (teammate, _) in desk.teammates() {
            match teammate.phone {
                Phone::Free => phones[0] += 1,
                Phone::Ringing { .. } => phones[1] += 1,
                Phone::OnCall { .. } => phones[2] += 1,
                Phone::WrapUp { .. } => phones[3] += 1,
            }
        }
        store(&self.calls, &calls);
        store(&self.phones, &phones);
    }

    /// Everything as text.
    pub(crate) fn text(&self, seen: &Seen) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now(seen);
        let written = encode_registry(&mut text, &registry)
            .and_then(|()| encode_registry(&mut text, &now))
            .and_then(|()| encode_eof(&mut text));
        if let Err(error) = written {
            tracing::warn!(%error, "the figures could not be written");
        }
        text
    }

    fn now(&self, seen: &Seen) -> Registry {
        let mut into = Registry::with_prefix("cordboard");
        let waiting = "Inputs that wait for the loop";
        gauge(&mut into, "inbox_waiting", waiting, count(seen.waiting));
        let dropped = "Events of the line dropped because the inbox was full";
        counter(&mut into, "inbox_dropped", dropped, seen.dropped);
        let calls = pairs(&STAGES, &self.calls);
        family(&mut into, "calls", "Live calls by stage", "stage", &calls);
        let phones = pairs(&PHONES, &self.phones);
        family(&mut into, "teammates", "Teammates by what their phone does", "phone", &phones);
        line(&mut into, &seen.line);
        let (tabs, phones) = seen.live;
        gauge(&mut into, "tabs", "Help Desk tabs with a live connection", count(tabs));
        gauge(&mut into, "browser_phones", "Browser phones that are up", count(phones));
        if let Some(figures) = &seen.figures {
            desk_figures(&mut into, figures);
        }
        into
    }
}

/// What is only looked at when somebody asks.
pub(crate) struct Seen {
    /// How much waits for the loop.
    pub(crate) waiting: usize,
    /// How much was dropped.
    pub(crate) dropped: u64,
    /// The line's own numbers.
    pub(crate) line: Counters,
    /// Open tabs, and browser phones that are up.
    pub(crate) live: (usize, usize),
    /// The desk's figures, if the log could be read.
    pub(crate) figures: Option<Figures>,
}

fn line(into: &mut Registry, line: &Counters) {
    gauge(into, "legs", "SIP legs that exist", line.legs_live);
    counter(into, "legs_arrived", "Incoming legs", line.legs_arrived);
    counter(into, "legs_dialled", "Outgoing legs", line.legs_dialled);
    counter(into, "sip_messages", "SIP messages received", line.messages_received);
    counter(into, "line_panics", "Mistakes of ours that ended a leg", line.panics);
    let refused: Vec<_> = line.messages_refused.clone();
    counters(into, "sip_refused", "SIP messages refused or dropped", "cause", &refused);
    counters(into, "media", "Numbers of the media side", "what", &line.media);
}

fn desk_figures(into: &mut Registry, figures: &Figures) {
    counter(into, "inbound_calls", "Inbound calls", figures.arrived);
    let outcomes = [
        ("completed", figures.completed),
        ("abandoned_ivr", figures.abandoned_ivr),
        ("abandoned_queue", figures.abandoned_queue),
        ("abandoned_on_hold", figures.abandoned_on_hold),
        ("no_answer", figures.no_answer),
        ("deflected", figures.deflected),
        ("failed", figures.failed),
    ];
    counters(into, "ended_calls", "Ended calls by outcome", "outcome", &outcomes);
    let seconds = |ms: u64| ms / 1000;
    let talk = seconds(figures.teams.values().map(|team| team.talk_ms).sum());
    counter(into, "talk_seconds", "Seconds talked, hold excluded", talk);
    let waited = figures.teams.values().map(|team| team.queue_time.total_ms).sum();
    counter(into, "queue_seconds", "Seconds waited in queues, ringing included", seconds(waited));
}

fn gauge(into: &mut Registry, name: &str, help: &str, value: u64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    into.register(name, help, gauge);
}

fn counter(into: &mut Registry, name: &str, help: &str, value: u64) {
    let counter: Counter = Counter::default();
    counter.inc_by(value);
    into.register(name, help, counter);
}

fn family(into: &mut Registry, name: &str, help: &str, label: &'static str, of: &[(&str, u64)]) {
    let family = Family::<Labels, Gauge>::default();
    for (value, number) in of {
        let labels = vec![(label, (*value).to_owned())];
        family.get_or_create(&labels).set(i64::try_from(*number).unwrap_or(i64::MAX));
    }
    into.register(name, help, family);
}

fn counters(
    into: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    of: &[(&'static str, u64)],
) {
    let family = Family::<Labels, Counter>::default();
    for (value, number) in of {
        family.get_or_create(&vec![(label, (*value).to_owned())]).inc_by(*number);
    }
    into.register(name, help, family);
}

fn pairs<'a, const N: usize>(names: &[&'a str; N], values: &[AtomicU64; N]) -> Vec<(&'a str, u64)> {
    let values = values.iter().map(|value| value.load(Ordering::Relaxed));
    names.iter().copied().zip(values).collect()
}

fn store<const N: usize>(into: &[AtomicU64; N], from: &[u64; N]) {
    for (into, from) in into.iter().zip(from) {
        into.store(*from, Ordering::Relaxed);
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
