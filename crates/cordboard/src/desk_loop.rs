//! The workspace's loop: one thread that takes what has arrived, lets the desk handle
//! it, commits once, and only then acts.

mod compare;
mod fault;
mod outage;
mod touched;
mod watchers;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::live::{Hub, Rung, Silence};
use api::{Answer, Unheard};
use desk::{
    Desk, Fact, Input, LegDeparture, LegId, Logged, Millis, OfferId, Order, Sound, Stage, TabId,
    Turn,
};
use line::Line;
use store::StoreError;
use tokio::sync::{Notify, broadcast, oneshot};

use self::compare::{Amiss, Comparison};
use self::fault::Fault;
use self::outage::{Obeyed, Outage};
use crate::clock;
use crate::config::Wrong;
use crate::gauges::Gauges;
use crate::inbox::{CROWDED, Entry, Heard, Inbox, Next, Outlet};
use crate::intake::{Against, Doorkeeper};
use crate::ledger::Ledger;
use crate::mend;
use crate::wire;

/// Inputs of one turn: enough that one commit serves a burst, few enough that the first
/// of them waits only some milliseconds for the last.
pub(crate) const BATCH_MAX: usize = 64;

/// How often the line's inventory is compared with what is wanted.
const COMPARE_EVERY: Duration = Duration::from_secs(1);

/// A fault that is back within this time after an outage is waited for as long, instead
/// of being run into again and again.
const RELAPSE: Duration = Duration::from_secs(1);

/// How often room is looked for on a full disk: each try writes the reserve anew.
const ROOM_EVERY: Duration = Duration::from_secs(5);

/// Facts that a slow reader of the stream may be behind before it has to read the table.
pub(crate) const STREAM_BEHIND_MAX: usize = 4_096;

/// What the loop acts on and reports to.
pub(crate) struct Surroundings {
    /// The telephony edge.
    pub(crate) line: Line,
    /// Everybody who has the Help Desk open.
    pub(crate) hub: Arc<Hub>,
    /// Lets new calls in, or not.
    pub(crate) doorkeeper: Arc<Doorkeeper>,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
    /// Copies of committed facts.
    pub(crate) facts: broadcast::Sender<Arc<[Logged]>>,
    /// Rung when a commit brought jobs.
    pub(crate) jobs: Arc<Notify>,
    /// Where running calls are recorded.
    pub(crate) live_dir: PathBuf,
}

/// The loop of one workspace.
pub(crate) struct DeskLoop {
    ledger: Ledger,
    outlet: Outlet,
    around: Surroundings,
    state: State,
    comparison: Comparison,
    compare_at: Instant,
    /// When pages are looked after that nothing has touched.
    look_after_at: Instant,
    room_at: Instant,
    /// When the last outage ended: a fault that comes back at once is given time.
    recovered: Option<Instant>,
    /// Rings under way, and when they end: what has to stop even without the desk.
    rings: BTreeMap<OfferId, Rung>,
    /// Legs that no browser phone carries now; a desk that was reopened does not know.
    parted: BTreeSet<LegId>,
}

enum State {
    /// The desk decides.
    Up(Box<Desk>),
    /// The store cannot be written.
    Down(Box<Outage>),
    /// Only between two of the others.
    Changing,
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It was asked to.
    Stopped,
    /// Another process has taken the workspace over.
    Overtaken,
}

type Asker = oneshot::Sender<Answer>;
type Look = Box<dyn FnOnce(&Desk) + Send>;

/// What one turn takes from the inbox.
#[derive(Default)]
struct Batch {
    inputs: Vec<Heard>,
    looks: Vec<Look>,
    compare: bool,
    stop: bool,
}

impl DeskLoop {
    /// A loop that has not begun.
    pub(crate) fn new(desk: Desk, ledger: Ledger, outlet: Outlet, around: Surroundings) -> Self {
        Self {
            ledger,
            outlet,
            around,
            state: State::Up(Box::new(desk)),
            comparison: Comparison::default(),
            compare_at: Instant::now() + COMPARE_EVERY,
            look_after_at: Instant::now(),
            room_at: Instant::now(),
            recovered: None,
            rings: BTreeMap::new(),
            parted: BTreeSet::new(),
        }
    }

    /// Has the desk handle inputs before the loop begins. Nothing of it is written when
    /// `check` is not content with the replies.
    ///
    /// # Errors
    /// The check's, or a sentence about the store; the loop is of no use then.
    pub(crate) fn first(
        &mut self,
        inputs: Vec<Input>,
        check: impl FnOnce(&[desk::Reply]) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        let State::Up(mut desk) = std::mem::replace(&mut self.state, State::Changing) else {
            return Ok(());
        };
        let failed = |error: StoreError| Wrong::new(crate::serve::sentence(&error));
        let now = clock::now();
        let inputs: Vec<_> = inputs.into_iter().map(|input| (now, input)).collect();
        let empty = empty_recordings(&inputs);
        let turn = desk::turn(&mut desk, inputs, &mut self.ledger).map_err(failed)?;
        check(&turn.replies)?;
        self.ledger.commit(now, &turn).map_err(failed)?;
        empty.iter().for_each(|path| mend::discard_empty(path));
        self.act(&desk, turn);
        self.state = State::Up(desk);
        Ok(())
    }

    /// Looks at the desk before the loop begins.
    pub(crate) fn desk(&self) -> Option<&Desk> {
        match &self.state {
            State::Up(desk) => Some(desk),
            State::Down(outage) => Some(&outage.desk),
            State::Changing => None,
        }
    }

    /// Runs until it is stopped or overtaken.
    pub(crate) fn run(mut self) -> Ended {
        self.look_around();
        loop {
            let Some(batch) = gather(&self.outlet, self.wake_at()) else {
                return Ended::Stopped;
            };
            if let Some(ended) = self.take(batch) {
                self.around.doorkeeper.close(Against::Lost);
                return ended;
            }
        }
    }

    fn wake_at(&self) -> Instant {
        let deadline = match &self.state {
            State::Up(desk) => desk.deadline().map(|(at, _)| clock::when(at)),
            State::Down(outage) => {
                let ring_end = outage.next_ring_end().map(clock::when);
                Some(ring_end.map_or(outage.retry_at, |at| at.min(outage.retry_at)))
            }
            State::Changing => None,
        };
        let regular = self.compare_at.min(self.look_after_at);
        deadline.map_or(regular, |at| at.min(regular))
    }

    fn take(&mut self, mut batch: Batch) -> Option<Ended> {
        let inputs = std::mem::take(&mut batch.inputs);
        inputs.iter().for_each(|heard| self.note_parted(&heard.input));
        let ended = match std::mem::replace(&mut self.state, State::Changing) {
            State::Up(desk) => self.turn(desk, inputs),
            State::Down(outage) => self.stand_by(outage, inputs),
            State::Changing => Some(Ended::Stopped),
        };
        if ended.is_some() {
            return ended;
        }
        if let Some(desk) = self.desk() {
            for look in batch.looks {
                look(desk);
            }
        }
        self.watch_the_crowd();
        self.look_after();
        if batch.compare || Instant::now() >= self.compare_at {
            self.look_around();
        }
        batch.stop.then_some(Ended::Stopped)
    }

    /// The desk handles what has arrived, one commit, then orders, replies and facts.
    fn turn(&mut self, mut desk: Box<Desk>, inputs: Vec<Heard>) -> Option<Ended> {
        let now = clock::now();
        let due = desk.deadline().is_some_and(|(at, _)| at <= now);
        if inputs.is_empty() && !due {
            self.state = State::Up(desk);
            return None;
        }
        let started = Instant::now();
        let mut timed: Vec<_> =
            inputs.iter().map(|heard| (heard.at, heard.input.clone())).collect();
        if timed.is_empty() {
            timed.push((now, Input::Tick));
        }
        let count = timed.len();
        match self.commit(&mut desk, now, timed) {
            Ok(turn) => {
                let facts = turn.facts.len();
                let replies = self.act(&desk, turn);
                let heard = inputs.iter().map(|heard| &heard.input);
                self.around.hub.refresh(&desk, &touched::by_inputs(&desk, heard));
                self.around.gauges.turned(count, started.elapsed(), facts);
                for (heard, reply) in inputs.into_iter().zip(replies) {
                    answer(heard.asker, Ok(reply));
                }
                self.state = State::Up(desk);
                None
            }
            Err(fault) => self.fail(desk, &fault, inputs),
        }
    }

    /// Lets the desk handle inputs and writes what came of it. A mistake of ours in there
    /// costs this workspace one turn, and nobody the process.
    fn commit(
        &mut self,
        desk: &mut Desk,
        now: Millis,
        inputs: Vec<(Millis, Input)>,
    ) -> Result<Turn, Fault> {
        let empty = empty_recordings(&inputs);
        let ledger = &mut self.ledger;
        // Whatever a panic leaves half done is dropped with the desk.
        let turned = catch_unwind(AssertUnwindSafe(|| desk::turn(desk, inputs, ledger)));
        let turn = turned.map_err(|_| Fault::Panicked)??;
        self.ledger.commit(now, &turn)?;
        empty.iter().for_each(|path| mend::discard_empty(path));
        if self.ledger.in_reserve() {
            // Live calls go on in the room kept for the log; nobody new may use it up.
            self.around.doorkeeper.close(Against::DiskFull);
        }
        Ok(turn)
    }

    /// Carries out what is committed: rings and sound first, then whoever watches.
    fn act(&mut self, desk: &Desk, turn: Turn) -> Vec<desk::Reply> {
        for logged in &turn.facts {
            self.note_ring(&logged.fact);
        }
        let quiet: Vec<OfferId> = turn.orders.iter().filter_map(stopped).collect();
        self.order(desk, turn.orders);
        let hub = &self.around.hub;
        hub.rings_ended(&turn.facts);
        // What still rings stops without a fact: its tabs have not answered.
        quiet.into_iter().for_each(|offer| hub.stop_ringing(offer, Silence::Frozen));
        self.tell_watchers(desk, &turn.rows, &turn.facts);
        if !turn.facts.is_empty() {
            // Nobody listens: nobody misses anything.
            let _ = self.around.facts.send(turn.facts.into());
        }
        if !turn.jobs.is_empty() {
            self.around.jobs.notify_one();
        }
        turn.replies
    }

    fn order(&self, desk: &Desk, orders: Vec<Order>) {
        for order in orders {
            match &order {
                Order::RingTabs(_, offer, call) => self.ring(desk, *offer, *call),
                Order::Connect { leg, teammate, tab } => {
                    self.around.hub.connect(*leg, *teammate, *tab);
                }
                Order::HangUp(leg) if leg.is_tab() => self.around.hub.leg_gone(*leg),
                // Whoever gives this order says why, too.
                Order::StopRinging(..) => {}
                Order::Answer(_)
                | Order::Reject(..)
                | Order::HangUp(_)
                | Order::Dial(_)
                | Order::Play(..)
                | Order::Bridge(..)
                | Order::Unbridge(_)
                | Order::Mute(..)
                | Order::Record { .. }
                | Order::PauseRecording(_)
                | Order::ResumeRecording(_)
                | Order::StopRecording(_) => {}
            }
            if let Some(command) = wire::command(order, &self.around.live_dir) {
                self.around.line.command(command);
            }
        }
    }

    fn note_ring(&mut self, fact: &Fact) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact moves no ring")]
        match fact {
            Fact::CallOffered { offer, teammate, how, ring_until, .. } => {
                let rung = Rung { teammate: *teammate, how: *how, until: *ring_until };
                self.rings.insert(*offer, rung);
            }
            Fact::CallAnswered { offer, .. }
            | Fact::CallDeclined { offer, .. }
            | Fact::CallMissed { offer, .. }
            | Fact::OfferWithdrawn { offer, .. } => {
                self.rings.remove(offer);
            }
            _ => {}
        }
    }

    /// The turn failed: the desk in memory knows more than is written down, so it is
    /// dropped and opened again from the rows.
    fn fail(&mut self, polluted: Box<Desk>, fault: &Fault, inputs: Vec<Heard>) -> Option<Ended> {
        self.around.gauges.turns_failed.inc();
        tracing::error!(error = %chain(fault), inputs = inputs.len(), "a turn failed");
        if fault.overtaken() {
            self.refuse_all(inputs);
            return Some(Ended::Overtaken);
        }
        // When it cannot be read either, what is in memory is the best there is to look at.
        let desk = self.ledger.open_desk().unwrap_or(*polluted);
        let rings = self.rings.iter().map(|(offer, rung)| (*offer, rung.until)).collect();
        let mut outage = Box::new(Outage::new(desk, rings));
        if self.recovered.is_some_and(|at| at.elapsed() < RELAPSE) {
            outage.wait(RELAPSE);
        }
        self.stand_by(outage, inputs)
    }

    /// One round without a store: what must always work is done, the rest refused; then
    /// perhaps an attempt to write again.
    fn stand_by(&mut self, mut outage: Box<Outage>, inputs: Vec<Heard>) -> Option<Ended> {
        for Heard { at, input, asker } in inputs {
            match asker {
                None => {
                    let orders = outage.told(at, input);
                    self.without_desk(&outage, orders, Silence::CallerGone);
                }
                Some(asker) => match outage.asked(at, input) {
                    Obeyed::Orders(orders) => {
                        self.without_desk(&outage, orders, Silence::Declined);
                        answer(Some(asker), Ok(desk::Reply::Done));
                    }
                    Obeyed::NotNow => answer(Some(asker), Err(Unheard::StoreDown)),
                },
            }
        }
        let orders = outage.rung_out(clock::now());
        self.without_desk(&outage, orders, Silence::RungOut);
        if Instant::now() < outage.retry_at {
            self.state = State::Down(outage);
            return None;
        }
        self.recover(outage)
    }

    /// What cannot wait for the store; `why` a ring stops, if one does.
    fn without_desk(&self, outage: &Outage, orders: Vec<Order>, why: Silence) {
        let quiet: Vec<OfferId> = orders.iter().filter_map(stopped).collect();
        self.order(&outage.desk, orders);
        quiet.into_iter().for_each(|offer| self.around.hub.stop_ringing(offer, why));
    }

    /// Tries to write again, beginning with what the journal remembers.
    fn recover(&mut self, mut outage: Box<Outage>) -> Option<Ended> {
        match self.catch_up(&mut outage.journal) {
            Ok(desk) => {
                self.recovered = Some(Instant::now());
                let out_ms = outage.since.elapsed().as_millis();
                tracing::info!(out_ms, "the store can be written again");
                self.around.doorkeeper.lift(Against::StoreDown);
                self.state = State::Up(Box::new(desk));
                self.comparison = Comparison::default();
                None
            }
            Err(fault) => {
                self.around.gauges.turns_failed.inc();
                tracing::warn!(error = %chain(&fault), "the store cannot be written");
                if fault.overtaken() {
                    return Some(Ended::Overtaken);
                }
                self.around.doorkeeper.close(Against::StoreDown);
                outage.put_off();
                self.state = State::Down(outage);
                None
            }
        }
    }

    fn catch_up(&mut self, journal: &mut Vec<(Millis, Input)>) -> Result<Desk, Fault> {
        self.ledger.writable()?;
        let mut desk = self.ledger.open_desk()?;
        let mut piece = BATCH_MAX;
        while !journal.is_empty() {
            piece = piece.min(journal.len());
            let now = clock::now();
            let inputs = journal.iter().take(piece).cloned().collect();
            match self.commit(&mut desk, now, inputs) {
                Ok(turn) => {
                    journal.drain(..piece);
                    self.act(&desk, turn);
                }
                // The store works and still refuses this: a mistake of ours. One by one, so
                // that the rest is not lost with the one that it does not take.
                Err(fault) if fault.ours() => {
                    if piece == 1 {
                        tracing::error!(error = %chain(&fault), "an input was given up");
                        journal.remove(0);
                    }
                    piece = 1;
                    desk = self.ledger.open_desk()?;
                }
                Err(fault) => return Err(fault),
            }
        }
        // Reopened, the desk has forgotten what was volatile: who has a tab open, which leg
        // has no sound, and that somebody may be free for a caller who waits.
        for inputs in self.volatile().chunks(BATCH_MAX) {
            let now = clock::now();
            let inputs = inputs.iter().map(|input| (now, input.clone())).collect();
            let turn = self.commit(&mut desk, now, inputs)?;
            self.act(&desk, turn);
        }
        self.around.hub.refresh_all();
        self.look_after_at = Instant::now();
        Ok(desk)
    }

    /// What the line has against what the desk wants, once all that waits was heard.
    fn look_around(&mut self) {
        self.compare_at = Instant::now() + COMPARE_EVERY;
        let State::Up(desk) = &self.state else { return };
        self.around.gauges.look(desk);
        if !desk.calls().any(desk::CallState::live) {
            clock::catch_up();
        }
        self.look_for_room();
        let State::Up(desk) = &self.state else { return };
        if self.outlet.waiting() > 0 {
            return;
        }
        let amiss = self.comparison.compare(&desk.wanted(), &self.around.line.inventory());
        for amiss in amiss {
            self.around.gauges.legs_put_right.inc();
            tracing::warn!(?amiss, "the line and the desk disagreed");
            match amiss {
                Amiss::Unwanted(leg) => self.put_right(vec![Order::HangUp(leg)]),
                Amiss::Unbridged(a, b) => self.put_right(vec![Order::Bridge(a, b)]),
                Amiss::Bridged(leg) => self.part(leg),
                Amiss::Missing(leg) => {
                    let input = Input::LegGone(leg, LegDeparture::Lost);
                    let gone = Heard { at: clock::now(), input, asker: None };
                    match std::mem::replace(&mut self.state, State::Changing) {
                        State::Up(desk) => {
                            // Being overtaken shows again at the next turn.
                            let _ = self.turn(desk, vec![gone]);
                        }
                        other @ (State::Down(_) | State::Changing) => self.state = other,
                    }
                }
            }
        }
    }

    /// Nobody should hear this leg; a caller on hold hears music instead.
    fn part(&self, leg: LegId) {
        let mut orders = vec![Order::Unbridge(leg)];
        let on_hold = |call: &desk::CallState| match call.stage {
            Stage::OnHold(_) => call.leg == leg,
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Talking(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => false,
        };
        if self.desk().is_some_and(|desk| desk.calls().any(on_hold)) {
            orders.push(Order::Play(leg, Sound::HoldMusic));
        }
        self.put_right(orders);
    }

    fn put_right(&self, orders: Vec<Order>) {
        if let Some(desk) = self.desk() {
            self.order(desk, orders);
        }
    }

    /// Whether there is room again beside the reserve.
    fn look_for_room(&mut self) {
        if !self.ledger.in_reserve() {
            // Taken back here, or by an attempt to write after an outage.
            return self.around.doorkeeper.lift(Against::DiskFull);
        }
        if Instant::now() < self.room_at {
            return;
        }
        self.room_at = Instant::now() + ROOM_EVERY;
        if self.ledger.writable().is_ok() {
            self.around.doorkeeper.lift(Against::DiskFull);
        }
    }

    /// Too much waits: live calls first.
    fn watch_the_crowd(&self) {
        let waiting = self.outlet.waiting();
        if waiting > CROWDED {
            self.around.doorkeeper.close(Against::Overloaded);
        } else if waiting < CROWDED / 4 {
            self.around.doorkeeper.lift(Against::Overloaded);
        }
    }

    fn refuse_all(&self, inputs: Vec<Heard>) {
        for Heard { input, asker, .. } in inputs {
            if let Input::CallArrived(arrival) = &input {
                let leg = wire::leg_to_line(arrival.leg);
                self.around.line.command(line::LegCommand::Reject { leg, status: 503 });
            }
            answer(asker, Err(Unheard::Stopping));
        }
    }
}

/// The offer whose ring in tabs an order stops.
fn stopped(order: &Order) -> Option<OfferId> {
    if let Order::StopRinging(_, offer) = order { Some(*offer) } else { None }
}

/// The files of recordings that end without anything in them: nobody will ask for them.
fn empty_recordings(inputs: &[(Millis, Input)]) -> Vec<PathBuf> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other input closes no recording")]
    let path = |(_, input): &(Millis, Input)| match input {
        Input::RecordingStopped(_, file) | Input::RecordingFailed(_, file)
            if file.length_ms == 0 =>
        {
            Some(PathBuf::from(&file.path))
        }
        _ => None,
    };
    inputs.iter().filter_map(path).collect()
}

/// Waits for the first entry until a moment, takes what has arrived by then, and never
/// waits for more; `None` when nobody is left who could send.
fn gather(outlet: &Outlet, until: Instant) -> Option<Batch> {
    let mut batch = Batch::default();
    match outlet.first(until) {
        Next::Entry(entry) => batch.add(entry),
        Next::Nothing => {}
        Next::Closed => return None,
    }
    while batch.inputs.len() < BATCH_MAX
        && !batch.stop
        && let Some(entry) = outlet.more()
    {
        batch.add(entry);
    }
    Some(batch)
}

impl Batch {
    fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Heard(heard) => self.inputs.push(heard),
            Entry::Look(look) => self.looks.push(look),
            Entry::Compare => self.compare = true,
            Entry::Stop => self.stop = true,
        }
    }
}

/// Who stopped waiting needs no answer.
fn answer(asker: Option<Asker>, answer: Answer) {
    if let Some(asker) = asker {
        let _ = asker.send(answer);
    }
}

/// An error with everything that led to it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Starts the loop's thread.
///
/// # Errors
/// When the system gives no more threads.
pub(crate) fn spawn(
    desk_loop: DeskLoop,
    ended: impl FnOnce(Ended) + Send + 'static,
) -> std::io::Result<std::thread::JoinHandle<()>> {
    let builder = std::thread::Builder::new().name("desk".to_owned());
    builder.spawn(move || ended(desk_loop.run()))
}

/// An event of the line on its way into the loop.
pub(crate) fn heard(inbox: &Inbox, hub: &Hub, event: line::LegEvent) {
    let amiss = match &event {
        line::LegEvent::Gone { leg, why } => {
            hub.leg_gone(wire::leg_to_desk(*leg));
            departed_amiss(*why)
        }
        line::LegEvent::PhoneUp { phone } => {
            hub.phone_up(TabId(phone.0));
            false
        }
        line::LegEvent::PhoneDown { phone } => {
            hub.phone_down(TabId(phone.0));
            false
        }
        line::LegEvent::RecordingFailed { recording, why, .. } => {
            tracing::warn!(recording.id = recording.0, why, "a recording was cut short");
            false
        }
        line::LegEvent::Arrived(_)
        | line::LegEvent::Ringing { .. }
        | line::LegEvent::Answered { .. }
        | line::LegEvent::Refused { .. }
        | line::LegEvent::MediaFlowing { .. }
        | line::LegEvent::HeldByPeer { .. }
        | line::LegEvent::ResumedByPeer { .. }
        | line::LegEvent::Digit { .. }
        | line::LegEvent::PlayEnded { .. }
        | line::LegEvent::Parted { .. }
        | line::LegEvent::Rejoined { .. }
        | line::LegEvent::RecordingStopped { .. } => false,
    };
    if let Some(input) = wire::input(event) {
        inbox.tell(input);
    }
    if amiss {
        inbox.compare();
    }
}

/// Whether more may be wrong than this leg.
fn departed_amiss(why: line::Departure) -> bool {
    match why {
        line::Departure::SignallingFailed | line::Departure::SetupTimeout => true,
        line::Departure::HungUp
        | line::Departure::Cancelled
        | line::Departure::HungUpByUs
        | line::Departure::Silent
        | line::Departure::MediaFailed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::{WAITING_MAX, inbox};

    #[test]
    fn a_turn_takes_what_has_arrived_up_to_its_limit() {
        let (inbox, outlet) = inbox();
        for _ in 0..BATCH_MAX + 10 {
            assert!(inbox.tell(Input::Tick));
        }
        let taken = |outlet| gather(outlet, Instant::now()).map(|batch| batch.inputs.len());
        assert_eq!(taken(&outlet), Some(BATCH_MAX));
        assert_eq!(taken(&outlet), Some(10), "it does not wait for a full batch");
        assert_eq!(taken(&outlet), Some(0));
        assert_eq!(outlet.waiting(), 0);
        drop(inbox);
        assert_eq!(taken(&outlet), None, "nobody can send any more");
    }

    #[test]
    fn a_full_inbox_drops_and_counts_and_never_grows() {
        let (inbox, outlet) = inbox();
        for _ in 0..WAITING_MAX {
            assert!(inbox.tell(Input::Tick));
        }
        assert!(!inbox.tell(Input::Tick));
        assert_eq!((inbox.waiting(), inbox.dropped()), (WAITING_MAX, 1));
        assert!(outlet.more().is_some());
        assert!(inbox.tell(Input::Tick), "there is room again");
    }

    #[test]
    fn only_recordings_without_a_moment_in_them_are_empty() {
        let file = |path: &str, length_ms| desk::RecordingFile { path: path.to_owned(), length_ms };
        let recording = desk::RecordingId;
        let inputs = [
            Input::Tick,
            Input::RecordingStopped(recording(1), file("1.wav", 0)),
            Input::RecordingStopped(recording(2), file("2.wav", 20)),
            Input::RecordingFailed(recording(3), file("3.wav", 0)),
            Input::RecordingFailed(recording(4), file("4.wav", 20)),
        ];
        let inputs = inputs.map(|input| (Millis(0), input));
        assert_eq!(empty_recordings(&inputs), [PathBuf::from("1.wav"), PathBuf::from("3.wav")]);
    }

    #[test]
    fn a_stop_ends_its_batch_and_leaves_what_came_after() {
        let (inbox, outlet) = inbox();
        inbox.tell(Input::Tick);
        inbox.stop();
        inbox.tell(Input::Tick);
        let batch = gather(&outlet, Instant::now());
        assert!(batch.is_some_and(|batch| batch.stop && batch.inputs.len() == 1));
    }
}
