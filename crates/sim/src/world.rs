//! One world: a desk, a store, a line, callers, teammates, an administrator, and what
//! goes wrong. Everything in it follows from its seed.

mod admin;
mod after;
mod callers;
mod courier;
mod crash;
mod life;
mod line;
mod people;
mod roles;
mod screens;
mod turns;

use std::collections::{BTreeMap, VecDeque};

use desk::{CallId, Desk, Input, LegId, Live, Millis, OfferId, RecordingId, WorkspaceId};

use crate::agenda::{Agenda, Event};
use crate::fault::Fault;
use crate::profile::{Profile, Setup};
use crate::rng::Rng;
use crate::shelf::Shelf;
use crate::watch::{Clock, Watch};

pub(crate) use after::{ALWAYS, UNANSWERED, WORDS};
use line::{Leg, Tape};
use people::Colleague;

/// The workspace of every world.
pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// One world.
pub(crate) struct World {
    pub(crate) setup: Setup,
    rng: Rng,
    agenda: Agenda,
    /// The world's own time, which never goes back; `skew` more is the wall clock.
    now: i64,
    skew: i64,
    /// How often the process has died or the desk was opened anew.
    life: u32,
    inbox: Vec<(Millis, Input)>,
    /// The last inputs, for who wants to see what led to a breach.
    trace: VecDeque<Vec<(Millis, Input)>>,
    busy_until: i64,
    /// Ticks already on the agenda, so that one moment has one.
    tick_at: Option<i64>,
    sweep_planned: bool,
    desk: Desk,
    shelf: Shelf,
    legs: BTreeMap<LegId, Leg>,
    tapes: BTreeMap<RecordingId, Tape>,
    colleagues: Vec<Colleague>,
    next_leg: u64,
    next_tab: u64,
    calls_wanted: u64,
    calls_made: u64,
    /// What people saw last, to react to and to come too late for.
    recent_offers: Vec<(desk::TeammateId, OfferId)>,
    recent_calls: Vec<CallId>,
    recent_after: after::Recent,
    pub(crate) watch: Watch,
    pub(crate) fault: Option<Fault>,
    pub(crate) kills: u64,
    pub(crate) refusals: u64,
    pub(crate) turns: u64,
    pub(crate) inputs: u64,
}

impl World {
    /// A world of that kind and seed, in which `calls` calls will be placed.
    pub(crate) fn new(seed: u64, profile: Profile, calls: u64, fault: Option<Fault>) -> Self {
        let mut rng = Rng::seeded(seed);
        let setup = Setup::draw(profile, &mut rng);
        let now = setup.start;
        let colleagues = people::hire(&setup, &mut rng);
        Self {
            rng,
            agenda: Agenda::default(),
            now,
            skew: 0,
            life: 0,
            inbox: Vec::new(),
            trace: VecDeque::new(),
            busy_until: now,
            tick_at: None,
            sweep_planned: false,
            desk: Desk::open(WORKSPACE, Live::default()),
            shelf: Shelf::default(),
            legs: BTreeMap::new(),
            tapes: BTreeMap::new(),
            colleagues,
            next_leg: 1,
            next_tab: 1,
            calls_wanted: calls,
            calls_made: 0,
            recent_offers: Vec::new(),
            recent_calls: Vec::new(),
            recent_after: after::Recent::default(),
            watch: Watch::new(
                fault.as_ref().map(Fault::lens),
                if setup.clock_ms > 0 { Clock::Jumps } else { Clock::Runs },
            ),
            fault,
            kills: 0,
            refusals: 0,
            turns: 0,
            inputs: 0,
            setup,
        }
    }

    /// Lets the world run until all its calls are over, or a breach is found.
    pub(crate) fn run(&mut self) {
        self.furnish();
        while self.watch.clean() {
            let Some(at) = self.agenda.next_at() else { break };
            if at > self.now.max(self.busy_until) && !self.inbox.is_empty() {
                self.now = self.now.max(self.busy_until);
                self.take_turns();
                continue;
            }
            self.now = self.now.max(at);
            let Some(event) = self.agenda.pop() else { break };
            self.happen(event);
        }
        if self.watch.clean() {
            self.take_turns();
        }
        if self.watch.clean() {
            self.watch.close(&self.desk, &self.shelf);
        }
    }

    /// The log so far.
    pub(crate) fn log(&self) -> &[desk::Logged] {
        &self.shelf.log
    }

    /// The last inputs, oldest first.
    pub(crate) fn trace(&self) -> impl Iterator<Item = &(Millis, Input)> {
        self.trace.iter().flatten()
    }

    /// How long the world ran, in its own milliseconds.
    pub(crate) fn lasted_ms(&self) -> u64 {
        u64::try_from(self.now - self.setup.start).unwrap_or(0)
    }

    /// Whether calls are still to come or going on; life goes on only that long.
    fn open_for_business(&self) -> bool {
        self.calls_made < self.calls_wanted || !self.watch.model.live.is_empty()
    }

    /// The wall clock now.
    fn wall(&self) -> Millis {
        Millis(self.now + self.skew)
    }

    /// Something reaches the desk's door now.
    fn arrive_at_desk(&mut self, input: Input) {
        self.inbox.push((self.wall(), input));
    }

    /// Something will reach the desk's door in `ms`.
    fn in_ms(&mut self, ms: i64, input: Input) {
        let (life, input) = (self.life, Box::new(input));
        self.agenda.put(self.now + ms, Event::Input { life, input });
    }

    fn later(&mut self, ms: i64, event: Event) {
        self.agenda.put(self.now + ms, event);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Input { life, input } => {
                if life == self.life {
                    self.arrive_at_desk(*input);
                }
            }
            Event::Arrivals => self.arrivals(),
            Event::Leave { leg, how, plan } => self.leave(leg, how, plan),
            Event::Phone { leg, act } => self.phone_acts(leg, act),
            Event::PlayOver { leg, play } => self.play_over(leg, play),
            Event::React { teammate, offer, how } => self.react(teammate, offer, how),
            Event::Life(teammate) => self.live(teammate),
            Event::Widget { teammate, call } => self.use_widget(teammate, call),
            Event::Tab { teammate, turn } => self.turn_tab(teammate, turn),
            Event::Administrator => self.administrate(),
            Event::ClockSet => self.set_clock(),
            Event::Sweep => self.sweep(),
            Event::Work { life, key, tries } => {
                if life == self.life {
                    self.work(key, tries);
                }
            }
            Event::Tick => {
                self.tick_at = None;
                self.arrive_at_desk(Input::Tick);
            }
        }
    }

    /// Sets the workspace up, as an administrator would.
    fn furnish(&mut self) {
        for (at, document) in admin::documents(&self.setup, &self.colleagues, &mut self.rng) {
            let input = Input::SaveSettings(desk::Actor::Operator, at, document);
            self.arrive_at_desk(input);
        }
        self.come_to_work();
        let first = self.rng.ms(1, 3_000);
        self.later(first, Event::Arrivals);
        let first = self.rng.spread(self.setup.admin_ms);
        self.later(first, Event::Administrator);
        if self.setup.clock_ms > 0 {
            let first = self.rng.spread(self.setup.clock_ms);
            self.later(first, Event::ClockSet);
        }
    }

    /// [E9, M9] the wall clock is set, mostly back.
    fn set_clock(&mut self) {
        let back = self.rng.ms(1, 20_000);
        self.skew += match self.rng.below(10) {
            0..=6 => -back,
            7..=8 => back,
            // The machine slept.
            _ => self.rng.ms(30_000, 150_000),
        };
        self.plan_tick();
        if self.open_for_business() {
            let next = self.rng.spread(self.setup.clock_ms);
            self.later(next, Event::ClockSet);
        }
    }
}
