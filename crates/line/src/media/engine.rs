//! The media thread: one loop over all sockets, the orders and the clock. Nothing in it
//! waits for a disk or a lock held long.

mod browsers;
mod orders;
mod recordings;
mod traffic;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};
use slab::Slab;

use super::leg::{Leg, Ways};
use super::phones::{Opened, Phones};
use super::player::{FRAME, Step};
use super::recording::Recording;
use super::rtp::DATAGRAM_MAX;
use super::scribe::{Loaded, Note};
use super::{FarEnd, MediaEvent, MediaSettings, Shared, Sink};
use crate::vocabulary::{LegCommand, LegEvent, LegId, PhoneId, Repeat};

/// The token of the waker; legs have those of their slots.
pub(super) const WAKE: Token = Token(usize::MAX);

/// The token of the browser phones' socket.
pub(super) const PHONES: Token = Token(usize::MAX - 1);

/// One packet of a sound lasts this long.
const TICK: Duration = Duration::from_millis(20);

/// How often recordings are looked at; each is written every half second.
const FLUSH: Duration = Duration::from_millis(100);

/// How often silent legs are looked at, unless the silence limit is shorter than usual.
const SCAN_MAX: Duration = Duration::from_millis(500);
const SCAN_MIN: Duration = Duration::from_millis(20);

/// Sockets told of at once; more are told of in the next turn.
const EVENTS_MAX: usize = 1_024;

/// Orders taken in one turn, so that a flood of them holds up no packet for long.
const ORDERS_MAX: usize = 256;

/// Recordings wait this many turns for packets that still lie in sockets: more than the
/// system keeps for a socket. A flood that never ends must not hold up the disk.
const POSTPONED_MAX: u32 = 16;

/// What crosses from the other threads.
#[derive(Debug)]
pub(super) enum Order {
    Open { leg: LegId, socket: std::net::UdpSocket },
    Connect { leg: LegId, far: FarEnd },
    Close { leg: LegId },
    PhoneOpen(Opened),
    PhoneClose(PhoneId),
    Do(LegCommand),
    Loaded { path: PathBuf, clip: Loaded },
    Bridges(Sender<Vec<(LegId, LegId)>>),
    Stop,
}

/// Everything the media thread owns.
pub(super) struct Engine {
    poll: Poll,
    orders: Receiver<Order>,
    scribe: Sender<Note>,
    sink: Sink,
    shared: Arc<Shared>,
    settings: MediaSettings,
    legs: Slab<Leg>,
    places: HashMap<LegId, usize>,
    phones: Phones,
    recordings: Slab<Recording>,
    clock: Clock,
    /// Legs that hear a sound; looked through at each tick.
    playing: Vec<usize>,
    loading: Vec<Loading>,
    clips: HashMap<PathBuf, Weak<[u8]>>,
    /// Legs with more packets than one turn takes.
    unfinished: Vec<usize>,
    /// Turns in a row in which recordings waited for those.
    postponed: u32,
    buffer: Box<[u8; DATAGRAM_MAX + 1]>,
}

/// When something is to be done without a packet or an order; only as long as there is
/// something to do it for.
#[derive(Debug, Default)]
struct Clock {
    play: Option<Instant>,
    flush: Option<Instant>,
    scan: Option<Instant>,
}

/// A sound whose file is being read.
#[derive(Debug)]
struct Loading {
    leg: LegId,
    path: PathBuf,
    repeat: Repeat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Wait for the next thing to happen.
    Rest,
    /// There is more to do at once.
    More,
    Stop,
}

impl Engine {
    pub(super) fn new(
        poll: Poll,
        orders: Receiver<Order>,
        scribe: Sender<Note>,
        sink: Sink,
        shared: Arc<Shared>,
        settings: MediaSettings,
        mut phones: Phones,
    ) -> std::io::Result<Engine> {
        phones.watch(poll.registry(), PHONES)?;
        Ok(Engine {
            poll,
            orders,
            scribe,
            sink,
            shared,
            settings,
            legs: Slab::new(),
            places: HashMap::new(),
            phones,
            recordings: Slab::new(),
            clock: Clock::default(),
            playing: Vec::new(),
            loading: Vec::new(),
            clips: HashMap::new(),
            unfinished: Vec::new(),
            postponed: 0,
            buffer: Box::new([0; DATAGRAM_MAX + 1]),
        })
    }

    /// Works until it is told to stop.
    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS_MAX);
        let mut turn = Turn::Rest;
        while turn != Turn::Stop {
            let wait = match turn {
                Turn::Rest => self.clock.next(self.phones.next_alarm()),
                Turn::More | Turn::Stop => Some(Duration::ZERO),
            };
            if let Err(error) = self.poll.poll(&mut events, wait)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "the media thread cannot wait for packets any more");
                self.fail_all();
                break;
            }
            turn = self.turn(&events, Instant::now());
        }
        self.end_recordings(Instant::now());
        self.phones.close_all(Instant::now(), &self.shared.counters);
    }

    fn turn(&mut self, events: &Events, now: Instant) -> Turn {
        let mut ready = std::mem::take(&mut self.unfinished);
        for event in events {
            if event.token() != WAKE {
                ready.push(event.token().0);
            }
        }
        // Packets first: what came before an order or a tick is treated before it.
        for key in &ready {
            match *key {
                key if key == PHONES.0 => self.receive_phones(now),
                key => self.receive(key, now),
            }
        }
        self.ring_phones(now);
        let orders = self.take_orders(now);
        if self.unfinished.is_empty() || self.postponed == POSTPONED_MAX {
            self.postponed = 0;
            self.flush(now);
        } else {
            self.postponed += 1;
        }
        self.tick(now);
        self.scan(now);
        self.hear_phones(now);
        match orders {
            Turn::Rest if !self.unfinished.is_empty() => Turn::More,
            other @ (Turn::Rest | Turn::More | Turn::Stop) => other,
        }
    }

    fn take_orders(&mut self, now: Instant) -> Turn {
        for _ in 0..ORDERS_MAX {
            match self.orders.try_recv() {
                Ok(Order::Stop) => return Turn::Stop,
                Ok(order) => self.obey(order, now),
                Err(_) => return Turn::Rest,
            }
        }
        Turn::More
    }

    /// Sends what is due of all sounds.
    fn tick(&mut self, now: Instant) {
        let Some(due) = self.clock.play.filter(|due| now >= *due) else {
            return;
        };
        // The grid stays where it is however late this tick is.
        let late = now.saturating_duration_since(due).as_nanos() % TICK.as_nanos();
        let grid = now - Duration::from_nanos(u64::try_from(late).unwrap_or(0));
        let mut playing = std::mem::take(&mut self.playing);
        playing.retain(|key| self.advance(*key, grid, now) == Progress::Playing);
        self.playing = playing;
        self.clock.play = (!self.playing.is_empty()).then(|| grid + TICK);
    }

    /// Sends what is due of one leg's sound.
    fn advance(&mut self, key: usize, grid: Instant, now: Instant) -> Progress {
        let Some(leg) = self.legs.get_mut(key) else {
            return Progress::Over;
        };
        let mut frame = [0; FRAME];
        let ways = &mut Ways { phones: &mut self.phones, counters: &self.shared.counters };
        while let Some(player) = &mut leg.player {
            // Before the far end is known nobody hears: the sound begins with it.
            if leg.end.is_none() {
                player.hold_back(grid);
                return Progress::Playing;
            }
            match player.step(now, &mut frame) {
                Step::Frame { skipped } => {
                    for _ in 0..skipped / FRAME as u32 {
                        self.shared.counters.add(super::counters::Count::Skipped);
                    }
                    leg.say(&frame, skipped, now, ways);
                }
                Step::Wait => return Progress::Playing,
                Step::Ended => {
                    let event = leg
                        .player
                        .take()
                        .map(|player| LegEvent::PlayEnded { leg: leg.id, sound: player.sound });
                    leg.outgoing.cut();
                    event.into_iter().for_each(|event| (self.sink)(MediaEvent::Leg(event)));
                }
            }
        }
        Progress::Over
    }

    /// Looks for vanished far ends and for those that hear nothing.
    fn scan(&mut self, now: Instant) {
        if self.clock.scan.is_none_or(|due| now < due) {
            return;
        }
        let limit = self.settings.silence_limit;
        let ways = &mut Ways { phones: &mut self.phones, counters: &self.shared.counters };
        for (_, leg) in &mut self.legs {
            leg.keep_alive(now, ways);
            if leg.has_vanished(limit, now) {
                (self.sink)(MediaEvent::Silent(leg.id));
            }
        }
        let every = (limit / 4).clamp(SCAN_MIN, SCAN_MAX);
        self.clock.scan = (!self.legs.is_empty()).then(|| now + every);
    }

    fn fail_all(&mut self) {
        for (_, leg) in &self.legs {
            (self.sink)(MediaEvent::Failed(leg.id));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Playing,
    Over,
}

impl Clock {
    /// How long to wait at most; `None`: until something happens.
    fn next(&self, alarm: Option<Instant>) -> Option<Duration> {
        let due = [self.play, self.flush, self.scan, alarm].into_iter().flatten().min()?;
        Some(due.saturating_duration_since(Instant::now()))
    }
}
