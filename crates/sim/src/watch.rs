//! The watch: after every turn, every invariant in reach is checked against the
//! reference model.

mod after;
mod browser;
mod calls;
mod figures;
mod ledger;
mod lines;
mod offers;
mod people;
mod quiet;
mod replies;
mod rights;
mod rings;
mod rows;

use std::collections::BTreeMap;

use desk::metrics::Metrics;
use desk::{CallId, Desk, Fact, Fold, Input, Logged, Millis, OfferId, Problem, Reply, Seq, Turn};

use crate::digest::Digest;
use crate::model::Model;
use crate::shelf::Shelf;

pub use ledger::{Breach, INVARIANTS, Invariant, Ledger};

/// What a turn was made of.
pub(crate) struct Batch<'a> {
    pub(crate) inputs: &'a [(Millis, Input)],
    pub(crate) replies: &'a [Reply],
}

impl Batch<'_> {
    /// Whether any input is like that.
    pub(crate) fn any(&self, which: impl Fn(&Input) -> bool) -> bool {
        self.inputs.iter().any(|(_, input)| which(input))
    }
}

/// What the figures are seen through; a planted bug bends it.
#[derive(Clone, Copy)]
pub(crate) struct Lens {
    /// What the figures are told of a line.
    pub(crate) figures: fn(&Logged) -> Option<Logged>,
    /// What is shown for a number of available teammates.
    pub(crate) available: fn(u32) -> u32,
}

impl Default for Lens {
    fn default() -> Self {
        Self { figures: |logged| Some(logged.clone()), available: |n| n }
    }
}

/// What the world's wall clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Runs,
    /// It is set, and the machine sleeps.
    Jumps,
}

/// The watch over one world.
pub(crate) struct Watch {
    pub(crate) model: Model,
    pub(crate) ledger: Ledger,
    pub(crate) digest: Digest,
    pub(crate) facts: u64,
    pub(crate) after: after::After,
    fold: Fold,
    metrics: Metrics,
    lens: Option<Lens>,
    /// How much later than its deadline the desk may be woken.
    late_ms_max: u64,
    turns: u64,
    /// What still rings for which offer, by the orders given.
    devices: BTreeMap<OfferId, rings::Devices>,
    /// The wrap-up that has to follow an end.
    wrap_up_due: Option<people::WrapUpDue>,
    /// Calls that ended, and offers that ended, in this turn.
    ended: Vec<CallId>,
    stopped: Vec<(OfferId, rings::Stopped)>,
    /// Calls that a crash has cut and that have to be closed.
    cut: Vec<CallId>,
    last: Option<(Seq, Millis)>,
}

impl Watch {
    /// The clock of the world may be set, or not.
    pub(crate) fn new(lens: Option<Lens>, clock: Clock) -> Self {
        Self {
            lens,
            late_ms_max: match clock {
                Clock::Runs => quiet::LATE_MS_MAX,
                Clock::Jumps => quiet::JUMP_MS_MAX,
            },
            model: Model::default(),
            ledger: Ledger::default(),
            digest: Digest::new(),
            facts: 0,
            after: after::After::default(),
            fold: Fold::new(crate::world::WORKSPACE),
            metrics: Metrics::default(),
            turns: 0,
            devices: BTreeMap::new(),
            wrap_up_due: None,
            ended: Vec::new(),
            stopped: Vec::new(),
            cut: Vec::new(),
            last: None,
        }
    }

    /// Whether nothing has broken so far.
    pub(crate) fn clean(&self) -> bool {
        self.ledger.breaches().is_empty()
    }

    /// Looks at a turn that is being committed.
    pub(crate) fn turn(
        &mut self,
        inputs: &[(Millis, Input)],
        turn: &Turn,
        desk: &Desk,
        said: Option<&Result<(), Problem>>,
    ) {
        self.turns += 1;
        self.overslept(inputs);
        let batch = Batch { inputs, replies: &turn.replies };
        self.ended.clear();
        self.stopped.clear();
        let mut heard = 0;
        for logged in &turn.facts {
            heard = self.hear_until(inputs, heard, logged.at);
            self.line(&batch, logged);
        }
        self.hear_until(inputs, heard, Millis(i64::MAX));
        self.orders(turn);
        self.browser_orders(turn);
        self.model.advance(self.model.now);
        self.model.settled();
        self.after_turn(&batch, turn);
        self.rows(turn);
        self.replies(&batch, turn);
        self.told_beforehand(&batch, said);
        self.lost_phones();
        self.quiet(&batch, desk);
    }

    /// Takes in the inputs that came until a fact; those of its very instant leave
    /// open which was first.
    fn hear_until(&mut self, inputs: &[(Millis, Input)], from: usize, at: Millis) -> usize {
        let mut next = from;
        while let Some((came, input)) = inputs.get(next) {
            let came = (*came).max(self.model.now);
            if came > at {
                break;
            }
            self.model.advance(came);
            self.model.hear(input);
            self.devices_hear(input);
            next += 1;
        }
        next
    }

    /// Looks at one fact, before and after it is true.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most facts have nothing to be checked alone"
    )]
    fn line(&mut self, batch: &Batch<'_>, logged: &Logged) {
        self.facts += 1;
        self.digest.line(logged);
        self.model.advance(logged.at);
        self.number(logged);
        self.transition(logged);
        self.wrap_up_follows(logged);
        self.permitted(logged);
        self.retires(logged);
        let owners: Vec<_> = self.model.owners().collect();
        match &logged.fact {
            Fact::Restarted => self.cut = self.model.live.keys().copied().collect(),
            Fact::CallArrived { .. } => self.arrived(batch, logged),
            Fact::CallQueued { .. } => self.queued(batch, logged),
            Fact::CallDeflected { .. } => self.deflected(logged),
            Fact::CallEnded { .. } => self.call_ended(batch, logged),
            Fact::AvailabilityNoted { call, counts } => self.composition(*call, *counts),
            Fact::CallOffered { .. } => self.offered(batch, logged),
            Fact::CallMissed { offer, teammate, .. } => self.missed(logged, *offer, *teammate),
            Fact::CallDeclined { offer, teammate, .. } => {
                self.declined(batch, logged, *offer, *teammate);
            }
            Fact::OfferWithdrawn { offer, teammate, .. } => {
                self.withdrawn(batch, logged, *offer, *teammate);
            }
            Fact::CallAnswered { .. } => self.answered(batch, logged),
            Fact::CallReturned { .. } => self.returned(batch, logged),
            Fact::StatusSet { teammate, status } => self.status_set(batch, *teammate, *status),
            Fact::ChannelsSet { teammate, channels } => {
                self.channels_set(batch, *teammate, *channels);
            }
            Fact::WrapUpStarted { teammate, call, .. } => self.wrap_up_started(*call, *teammate),
            Fact::WrapUpEnded { teammate } => self.wrap_up_ended(batch, logged, *teammate),
            Fact::ConversationAssigned { .. } => self.assigned(logged),
            Fact::AssignmentStartedLate { call } => self.started_late(*call),
            _ => {}
        }
        self.after_call(logged);
        self.model.apply(logged);
        self.owned(logged, &owners);
        self.fold.apply(logged);
        match self.lens {
            None => self.metrics.apply(logged),
            Some(lens) => {
                if let Some(bent) = (lens.figures)(logged) {
                    self.metrics.apply(&bent);
                }
            }
        }
    }

    /// [E10] orders and replies of a turn are let out: its facts must be on file.
    pub(crate) fn released(&mut self, turn: &Turn) {
        let on_file = self.last.map_or(0, |(seq, _)| seq.0);
        let needs = turn.facts.last().map_or(0, |logged| logged.seq.0);
        self.ledger.check(Invariant::E10, None, needs <= on_file, || {
            format!("orders of line {needs} were given while line {on_file} was the last on file")
        });
    }

    /// The process died; what is on file is all there is.
    pub(crate) fn killed(&mut self, shelf: &Shelf) {
        self.back_to_the_log();
        self.model.forgotten();
        self.devices.clear();
        self.whole_fold(shelf);
    }

    /// The desk was dropped and opened from the rows.
    pub(crate) fn reopened(&mut self) {
        self.back_to_the_log();
        self.model.forgotten();
    }

    /// A desk opened from its rows knows the time of the last line, and no later one that
    /// it only looked at.
    fn back_to_the_log(&mut self) {
        if let Some((_, at)) = self.last {
            self.model.now = at;
        }
    }

    /// The world is over.
    pub(crate) fn close(&mut self, desk: &Desk, shelf: &Shelf) {
        self.sweep(desk);
        let forgotten: Vec<_> = self.model.live.keys().copied().collect();
        self.ledger.check(Invariant::L1, forgotten.first().copied(), forgotten.is_empty(), || {
            format!("{} calls are live and nothing more will happen", forgotten.len())
        });
        self.after_all(shelf);
        self.whole_fold(shelf);
        self.recount();
    }
}
