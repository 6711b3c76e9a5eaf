//! Calls at a steady rate, each followed from its INVITE to its end.

use crate::Failure;
use crate::floor::Floor;
use crate::samples::Samples;
use crate::server::Server;
use crate::usage::{Cost, Meter};
use phones::{Ending, Event, Side};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A call that is not over by then counts as stuck. Longer than SIP takes to give
/// up a request (32 s), so that a lost datagram is seen as what it is.
const OVER_MAX: Duration = Duration::from_secs(40);

/// After the last hang-up the server still writes rows and forgets legs.
const CLEANING: Duration = Duration::from_secs(1);

const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// So many calls, so many a second.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) rate: u32,
    pub(crate) calls: u32,
}

impl Load {
    pub(crate) fn lasting(rate: u32, time: Duration) -> Load {
        Load { rate, calls: u32::try_from(time.as_secs()).unwrap_or(u32::MAX) * rate }
    }

    /// The same rate for so many seconds.
    pub(crate) fn warm_up(self, seconds: u32) -> Load {
        Load { calls: self.rate * seconds, ..self }
    }

    /// Places the calls and waits for the end of the last one.
    pub(crate) async fn run(self, floor: &mut Floor, server: &Server) -> Result<Outcome, Failure> {
        floor.events();
        let (resent, lost) = floor.losses();
        let meter = Meter::start(server)?;
        let mut ledger = Ledger::default();
        let start = Instant::now();
        for call in 0..self.calls {
            let due = start + Duration::from_secs(1) * call / self.rate;
            tokio::time::sleep_until(due.into()).await;
            floor.call(server.sip)?;
            ledger.enter(floor.events());
        }
        let placing = start.elapsed();
        let deadline = Instant::now() + OVER_MAX;
        while !ledger.is_over(self.calls) && Instant::now() < deadline {
            tokio::time::sleep(LOOK_AGAIN).await;
            ledger.enter(floor.events());
        }
        tokio::time::sleep(CLEANING).await;
        let cost = meter.read()?;
        let (resent_now, lost_now) = floor.losses();
        if lost_now > lost {
            return Err("the generator lost events; its figures mean nothing".into());
        }
        Ok(Outcome { load: self, ledger, placing, cost, resent: resent_now - resent })
    }
}

/// How it went.
pub(crate) struct Outcome {
    load: Load,
    ledger: Ledger,
    placing: Duration,
    pub(crate) cost: Cost,
    /// Datagrams that callers and phones had to send again.
    pub(crate) resent: u64,
}

impl Outcome {
    /// From the caller's INVITE to the phone's.
    pub(crate) fn rings(&self) -> Samples {
        self.ledger.0.values().filter_map(Trace::ring).collect()
    }

    /// Calls that went from INVITE to BYE exactly as scripted.
    pub(crate) fn clean(&self) -> u32 {
        let clean = self.ledger.0.values().filter(|trace| trace.fault().is_none()).count();
        u32::try_from(clean).unwrap_or(u32::MAX)
    }

    pub(crate) fn calls(&self) -> u32 {
        self.load.calls
    }

    /// Whether the generator kept its own pace, to within a twentieth.
    pub(crate) fn kept_pace(&self) -> bool {
        let planned = f64::from(self.load.calls) / f64::from(self.load.rate);
        self.placing.as_secs_f64() < planned * 1.05 + 0.05
    }

    /// What went wrong, counted; empty when nothing did.
    pub(crate) fn faults(&self) -> String {
        let mut counts = BTreeMap::<String, u32>::new();
        for fault in self.ledger.0.values().filter_map(Trace::fault) {
            *counts.entry(fault).or_default() += 1;
        }
        let mut text = String::new();
        for (fault, count) in counts {
            let _ = write!(text, "{}{count} {fault}", if text.is_empty() { "" } else { ", " });
        }
        text
    }
}

/// Calls by the caller's number.
#[derive(Default)]
struct Ledger(HashMap<Arc<str>, Trace>);

/// What was seen of one call, from both ends.
#[derive(Default)]
struct Trace {
    invited: Option<Instant>,
    rang: Option<Instant>,
    rings: u32,
    connected: Option<Instant>,
    freed: Option<Ending>,
    hung_up: Option<Ending>,
}

impl Ledger {
    fn enter(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Invited { caller, at } => self.trace(caller, |it| it.invited = Some(at)),
                Event::Connected { caller, at } => self.trace(caller, |it| it.connected = Some(at)),
                Event::HungUp { caller, ending, .. } => {
                    self.trace(caller, |it| it.hung_up = Some(ending));
                }
                Event::Rang { caller, at, .. } => self.trace(caller, |it| {
                    it.rings += 1;
                    it.rang.get_or_insert(at);
                }),
                Event::Answered { .. } => {}
                Event::Freed { caller, ending, .. } => {
                    self.trace(caller, |it| it.freed = Some(ending));
                }
            }
        }
    }

    /// Every caller here has a number, and every phone is told it.
    fn trace(&mut self, caller: Option<Arc<str>>, note: impl FnOnce(&mut Trace)) {
        if let Some(caller) = caller {
            note(self.0.entry(caller).or_default());
        }
    }

    fn is_over(&self, calls: u32) -> bool {
        let over = self.0.values().filter(|trace| trace.hung_up.is_some()).count();
        over >= calls as usize
    }
}

impl Trace {
    fn ring(&self) -> Option<Duration> {
        Some(self.rang?.saturating_duration_since(self.invited?))
    }

    /// The script: one ring, an answer, the teammate hangs up, the server tells the caller.
    fn fault(&self) -> Option<String> {
        let (by_teammate, by_server) = (Side::Near, Side::Far);
        match (self.hung_up, self.freed) {
            (None, _) => Some("never ended".to_owned()),
            (Some(ending), _) if ending.code != 200 => Some(format!("ended with {}", ending.code)),
            (Some(_), None) => Some("never answered by a phone".to_owned()),
            (Some(_), Some(_)) if self.rings != 1 => Some("rang more than once".to_owned()),
            (Some(_), Some(_)) if self.invited.is_none() => Some("of unknown callers".to_owned()),
            (Some(caller), Some(phone)) if caller.by != by_server || phone.by != by_teammate => {
                Some("hung up by the wrong side".to_owned())
            }
            (Some(_), Some(phone)) if phone.code != 200 => {
                Some(format!("left by the phone with {}", phone.code))
            }
            (Some(_), Some(_)) if self.connected.is_none() => Some("never connected".to_owned()),
            (Some(_), Some(_)) => None,
        }
    }
}
