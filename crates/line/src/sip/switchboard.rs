//! The one task that owns all legs. Everything that can happen to them comes in as an
//! `Input` and is handled to its end before the next, so a leg has no races: whichever of
//! two crossing messages is taken first wins, and `Gone` or `Refused` is told where the leg
//! is taken out of the map, which can happen once.

mod arriving;
mod carried;
mod dialling;
mod midcall;
mod parting;
mod probing;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rsipstack::sip::{Header, Method, Request, Response, SipMessage};
use rsipstack::transaction::{Transaction, TransactionReceiver};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use self::parting::Partings;
pub(crate) use self::probing::Probed;
use super::dialog::{Dialog, answer_to, cancel, fresh_tag, to_tag};
use super::drivers::{Busy, Hold, Opening, Ticket, Workshop, send, serve};
use super::leg::{Ending, Heard, Leg, Stage};
use super::session::{SessionTimer, patience};
use super::tally::count;
use super::wires::{Hop, Wires};
use crate::line::{Held, LineSettings};
use crate::media::{FarEnd, FarHold, Media, MediaEvent};
use crate::vocabulary::{Departure, LegCommand, LegEvent, LegId, Refusal, Switch, TrunkTest};

/// Inputs handled before the waiting requests are counted again.
const BATCH: usize = 64;
/// How long a dialog's tag is known after its end: copies of its last requests find their
/// answers (64*T1, RFC 3261 17.1.2.2).
const TAG_MEMORY: Duration = Duration::from_secs(32);
/// The line's end waits this long for the answers to its last BYEs.
const FAREWELL_TIME_MAX: Duration = Duration::from_secs(2);

/// Everything that can happen to the line.
pub(crate) enum Input {
    /// The program asks.
    Command(LegCommand),
    /// The media side tells.
    Media(MediaEvent),
    /// A message inside an INVITE transaction.
    Said { ticket: Ticket, message: Box<SipMessage> },
    /// An INVITE transaction ended.
    Over { ticket: Ticket },
    /// A phone's name was looked up.
    Found { leg: LegId, address: Option<SocketAddr> },
    /// The last request to a leg's far end is over.
    Parted { leg: LegId },
    /// A far end was asked whether it is there.
    Probed { leg: LegId, result: Probed },
    /// Somebody wants to know whether a trunk is there.
    Test { to: SocketAddr, answer: oneshot::Sender<TrunkTest> },
    /// The end.
    Stop(oneshot::Sender<()>),
}

/// Whom an INVITE transaction concerns.
enum Purpose {
    Incoming(LegId),
    Outgoing(LegId),
    Reinvite(LegId),
    /// We hung up between our 200 and its ACK: BYE waits for the ACK (RFC 3261 15).
    ByeAfterAck(Box<Dialog>),
    /// We hung up before the answer.
    Cancelling(Box<Cancelling>),
}

/// An INVITE of ours that is to end: CANCEL waits for the first answer (RFC 3261 9.1), and
/// a 200 that crosses it is acknowledged and hung up.
struct Cancelling {
    leg: LegId,
    invite: Request,
    hop: Hop,
    home: super::dialog::Home,
    sent: bool,
    _hold: Option<Hold>,
}

/// What is due at a time. Old entries are recognised by what they name, not removed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Setup(LegId),
    Dial(LegId),
    Refresh(LegId, u32),
    Probe(LegId),
    Forget(String),
    Parted(LegId),
}

/// The switchboard.
pub(crate) struct Switchboard {
    settings: LineSettings,
    media: Media,
    held: Arc<Held>,
    workshop: Workshop,
    busy: Busy,
    sink: Box<dyn Fn(LegEvent) + Send + Sync>,
    legs: HashMap<LegId, Leg>,
    /// Legs of browser phones: they have no signalling, only media.
    carried: HashSet<LegId>,
    /// Legs by the local tag of their dialog.
    dialogs: HashMap<String, LegId>,
    /// Call-ID and From tag of incoming legs, against merged requests (RFC 3261 8.2.2.2).
    callers: HashSet<(String, String)>,
    purposes: HashMap<Ticket, Purpose>,
    due: BinaryHeap<Reverse<(Instant, Due)>>,
    partings: Partings,
    /// Answers to send after the input was handled.
    replies: Vec<(Transaction, Response)>,
    next_leg: u64,
    next_ticket: u64,
    /// The leg at hand, in case handling it panics.
    current: Option<LegId>,
    farewell: Option<mpsc::Receiver<()>>,
}

impl Switchboard {
    pub(crate) fn new(
        settings: LineSettings,
        wires: Wires,
        media: Media,
        held: Arc<Held>,
        inputs: mpsc::UnboundedSender<Input>,
        sink: Box<dyn Fn(LegEvent) + Send + Sync>,
    ) -> Switchboard {
        let (busy, farewell) = mpsc::channel(1);
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let started = u64::try_from(started.as_millis()).unwrap_or_default();
        Switchboard {
            settings,
            media,
            held,
            workshop: Workshop { wires: Arc::new(wires), inputs },
            busy,
            sink,
            legs: HashMap::new(),
            carried: HashSet::new(),
            dialogs: HashMap::new(),
            callers: HashSet::new(),
            purposes: HashMap::new(),
            due: BinaryHeap::new(),
            partings: Partings::default(),
            replies: Vec::new(),
            // Above every id of an earlier run, also one that ended a moment ago (no run
            // takes 512 calls a millisecond), and exact in a JSON number.
            next_leg: started << 10,
            next_ticket: 0,
            current: None,
            farewell: Some(farewell),
        }
    }

    /// Runs until `Input::Stop`.
    pub(crate) async fn run(
        mut self,
        mut requests: TransactionReceiver,
        mut inputs: mpsc::UnboundedReceiver<Input>,
    ) {
        loop {
            let due = self.due.peek().map(|Reverse((at, _))| *at);
            let sleep = async {
                match due {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                input = inputs.recv() => match input {
                    Some(Input::Stop(done)) => return self.stop(done, inputs).await,
                    Some(input) => self.guarded(|board| board.handle(input)).await,
                    None => return,
                },
                request = requests.recv() => match request {
                    Some(request) => self.guarded(|board| board.request(request)).await,
                    None => return,
                },
                () = sleep => {}
            }
            for _ in 0..BATCH {
                match inputs.try_recv() {
                    Ok(Input::Stop(done)) => return self.stop(done, inputs).await,
                    Ok(input) => self.guarded(|board| board.handle(input)).await,
                    Err(_) => break,
                }
            }
            // Also while inputs never cease.
            self.guarded(Switchboard::tick).await;
            self.workshop.wires.gate.note_backlog(requests.len());
        }
    }

    /// Handles one thing. A mistake of ours ends the leg at hand, never the line.
    async fn guarded(&mut self, work: impl FnOnce(&mut Switchboard)) {
        self.current = None;
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            let leg = self.current.take();
            tracing::error!(leg.id = leg.map(|leg| leg.0), "a mistake in the line ended a leg");
            count(&self.workshop.wires.gate.tally.panics);
            // Nor may a second mistake while clearing up.
            let _ = catch_unwind(AssertUnwindSafe(|| leg.map(|leg| self.clear_up(leg))));
        }
        for (mut transaction, response) in std::mem::take(&mut self.replies) {
            let _ = transaction.respond(response).await;
        }
        let live = (self.legs.len() + self.carried.len()) as u64;
        self.workshop.wires.gate.tally.live.store(live, Ordering::Relaxed);
    }

    /// Ends a leg whose handling failed, also when it was out of the map just then.
    fn clear_up(&mut self, id: LegId) {
        if self.exists(id) {
            return self.end(id, Ending::BROKEN);
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let untold = held.remove(&id).is_some();
        drop(held);
        if !untold {
            return;
        }
        self.media.close(id);
        let outgoing = id.0 % 2 == 1;
        match outgoing {
            true => self.tell(LegEvent::Refused { leg: id, why: Refusal::Unreachable }),
            false => self.tell(LegEvent::Gone { leg: id, why: Departure::SignallingFailed }),
        }
    }

    fn handle(&mut self, input: Input) {
        match input {
            Input::Command(command) => self.command(command),
            Input::Media(event) => self.media_event(event),
            Input::Said { ticket, message } => self.said(ticket, *message),
            Input::Over { ticket } => self.over(ticket),
            Input::Found { leg, address } => self.found(leg, address),
            Input::Parted { leg } => self.parted(leg),
            Input::Probed { leg, result } => self.probed(leg, result),
            Input::Test { to, answer } => self.test(to, answer),
            Input::Stop(_) => {}
        }
    }

    fn command(&mut self, command: LegCommand) {
        match command {
            LegCommand::Ring { leg } => self.ring(leg),
            LegCommand::Answer { leg } => self.answer(leg),
            LegCommand::Reject { leg, status } => self.reject(leg, status),
            LegCommand::HangUp { leg } => self.end(leg, Ending::ASKED),
            LegCommand::Connect { leg, phone } => self.connect_phone(leg, phone),
            LegCommand::Dial { leg, to, caller, caller_name, auto_answer } => {
                self.dial(leg, &to, caller, caller_name, auto_answer);
            }
            LegCommand::Mute { leg, on } => {
                if let Some(leg) = self.legs.get_mut(&leg) {
                    leg.muted = on;
                }
                self.watch(leg);
                self.media.command(LegCommand::Mute { leg, on });
            }
            LegCommand::Echo { .. }
            | LegCommand::Play { .. }
            | LegCommand::StopPlay { .. }
            | LegCommand::Bridge { .. }
            | LegCommand::Unbridge { .. }
            | LegCommand::Record { .. }
            | LegCommand::RecordDesk { .. }
            | LegCommand::PauseRecording { .. }
            | LegCommand::ResumeRecording { .. }
            | LegCommand::StopRecording { .. } => self.media.command(command),
        }
    }

    fn media_event(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Silent(leg) => self.end(leg, Ending::SILENT),
            MediaEvent::Failed(leg) => self.end(leg, Ending::NO_MEDIA),
            // Told to whoever watches the line.
            MediaEvent::Ended => {}
            MediaEvent::Leg(event) => {
                // Nothing is told of a leg after its last event.
                if leg_of(&event).is_none_or(|leg| self.exists(leg)) {
                    self.note_carried(&event);
                    (self.sink)(event);
                }
            }
        }
    }

    /// A request that began a transaction.
    fn request(&mut self, transaction: Transaction) {
        let tag = to_tag(&transaction.original).map(str::to_owned);
        match tag {
            None if transaction.original.method == Method::Invite => self.arrive(transaction),
            None => self.reply(transaction, 481, Vec::new(), None),
            Some(tag) => self.in_dialog(transaction, &tag),
        }
    }

    /// A message inside an INVITE transaction.
    fn said(&mut self, ticket: Ticket, message: SipMessage) {
        match (self.purposes.get(&ticket), message) {
            (Some(Purpose::Incoming(leg)), SipMessage::Request(request)) => {
                let leg = *leg;
                if request.method == Method::Ack {
                    self.acknowledged(leg, &request);
                } else if request.method == Method::Cancel {
                    self.cancelled(leg);
                }
            }
            (Some(Purpose::Reinvite(leg)), SipMessage::Request(request)) => {
                let leg = *leg;
                if request.method == Method::Ack {
                    self.reinvite_acknowledged(leg, ticket, &request);
                }
            }
            (Some(Purpose::ByeAfterAck(_)), SipMessage::Request(request)) => {
                if request.method == Method::Ack {
                    self.bye_after_ack(ticket);
                }
            }
            (Some(Purpose::Outgoing(leg)), SipMessage::Response(response)) => {
                let leg = *leg;
                self.answered_with(leg, response);
            }
            (Some(Purpose::Cancelling(_)), SipMessage::Response(response)) => {
                self.cancelling_heard(ticket, &response);
            }
            (Some(_) | None, SipMessage::Request(_) | SipMessage::Response(_)) => {}
        }
    }

    /// An INVITE transaction ended; what should have come in it will not come any more.
    fn over(&mut self, ticket: Ticket) {
        match self.purposes.remove(&ticket) {
            Some(Purpose::Incoming(leg)) => {
                let waiting = self.legs.get(&leg).is_some_and(|leg| match leg.stage {
                    Stage::Offered(_) | Stage::Answering(_) => true,
                    Stage::Resolving(_) | Stage::Calling(_) | Stage::Talking(_, _) => false,
                });
                if waiting {
                    self.end(leg, Ending::BROKEN);
                }
            }
            Some(Purpose::Outgoing(leg)) => {
                let waiting =
                    self.legs.get(&leg).is_some_and(|leg| matches!(leg.stage, Stage::Calling(_)));
                if waiting {
                    self.finish_refused(leg, Refusal::Unreachable);
                }
            }
            Some(Purpose::Reinvite(leg)) => self.reinvite_over(leg, ticket),
            Some(Purpose::ByeAfterAck(dialog)) => self.bye(*dialog, None),
            Some(Purpose::Cancelling(cancelling)) => self.parted(cancelling.leg),
            None => {}
        }
    }

    fn tick(&mut self) {
        let now = Instant::now();
        while let Some(Reverse((at, _))) = self.due.peek()
            && *at <= now
            && let Some(Reverse((_, due))) = self.due.pop()
        {
            self.fall_due(due);
        }
    }

    fn fall_due(&mut self, due: Due) {
        match due {
            Due::Setup(leg) => {
                let waiting =
                    self.legs.get(&leg).is_some_and(|leg| matches!(leg.stage, Stage::Offered(_)));
                if waiting {
                    self.end(leg, Ending::SETUP);
                }
            }
            Due::Dial(leg) => {
                let silent = self.legs.get(&leg).is_some_and(|leg| match &leg.stage {
                    Stage::Resolving(_) => true,
                    Stage::Calling(calling) => calling.heard == Heard::Nothing,
                    Stage::Offered(_) | Stage::Answering(_) | Stage::Talking(_, _) => false,
                });
                if silent {
                    self.end(leg, Ending::BROKEN);
                }
            }
            Due::Refresh(leg, refreshes) => {
                if self.legs.get(&leg).is_some_and(|leg| leg.refreshes == refreshes) {
                    self.end(leg, Ending::SILENT);
                }
            }
            Due::Probe(leg) => self.ask(leg),
            Due::Parted(leg) => self.parted(leg),
            Due::Forget(tag) => self.workshop.wires.gate.dialogs.forget(&tag),
        }
    }

    /// Ends a leg from our side, whatever its stage.
    fn end(&mut self, id: LegId, ending: Ending) {
        self.current = Some(id);
        if self.carried.contains(&id) {
            return self.end_carried(id, ending);
        }
        let Some(mut leg) = self.remove(id) else { return };
        if let Some(phone) = leg.phone.take() {
            self.part(id, phone, &leg.stage);
        }
        let refused = matches!(leg.stage, Stage::Resolving(_) | Stage::Calling(_));
        match leg.stage {
            Stage::Resolving(_) => {}
            Stage::Calling(calling) => {
                let ticket = calling.ticket;
                let mut cancelling = Cancelling {
                    leg: id,
                    invite: calling.invite,
                    hop: calling.hop,
                    home: calling.home,
                    sent: false,
                    _hold: leg.hold,
                };
                if calling.heard > Heard::Nothing {
                    self.send_cancel(&mut cancelling);
                }
                self.purposes.insert(ticket, Purpose::Cancelling(Box::new(cancelling)));
            }
            Stage::Offered(offered) => {
                offered.answerable.respond(ending.status, Vec::new(), None);
                self.forget(&offered.dialog);
            }
            Stage::Answering(answering) => {
                let purpose = Purpose::ByeAfterAck(Box::new(answering.dialog));
                self.purposes.insert(answering.ticket, purpose);
            }
            Stage::Talking(dialog, _) => self.bye(*dialog, Some(id)),
        }
        match refused {
            true => self.tell(LegEvent::Refused { leg: id, why: ending.refusal }),
            false => self.tell(LegEvent::Gone { leg: id, why: ending.departure }),
        }
    }

    /// The far end has already ended the leg.
    fn finish_gone(&mut self, id: LegId, why: Departure) {
        let Some(mut leg) = self.remove(id) else { return };
        if let Some(dialog) = leg.dialog() {
            let dialog = dialog.clone();
            self.forget(&dialog);
        }
        self.tell(LegEvent::Gone { leg: id, why });
    }

    /// The far end did not take our call.
    fn finish_refused(&mut self, id: LegId, why: Refusal) {
        if self.remove(id).is_some() {
            self.tell(LegEvent::Refused { leg: id, why });
        }
    }

    /// The one place where a leg leaves the map.
    fn remove(&mut self, id: LegId) -> Option<Leg> {
        let leg = self.legs.remove(&id)?;
        self.note_gone(id);
        if leg.port.is_some() {
            self.media.close(id);
        }
        Some(leg)
    }

    /// No part of the inventory any more.
    fn note_gone(&self, id: LegId) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn tell(&self, event: LegEvent) {
        (self.sink)(event);
    }

    /// The leg is answered.
    fn settle(&mut self, id: LegId) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(id, true);
        self.tell(LegEvent::Answered { leg: id });
        let held = self.legs.get(&id).and_then(|leg| leg.far).map(|far| far.hold);
        if held == Some(FarHold::Held) {
            self.tell(LegEvent::HeldByPeer { leg: id });
        }
        self.watch(id);
    }

    /// Media goes to and comes from here now.
    fn connect(&mut self, id: LegId, far: FarEnd) {
        if let Some(leg) = self.legs.get_mut(&id)
            && leg.far != Some(far)
        {
            leg.far = Some(far);
            self.media.connect(id, far);
        }
    }

    /// `peer`: where the dialog's first message came from, or went to.
    fn register(&mut self, id: LegId, dialog: &Dialog, peer: IpAddr) {
        self.workshop.wires.gate.dialogs.know(&dialog.local_tag, dialog.peers(peer));
        self.dialogs.insert(dialog.local_tag.clone(), id);
    }

    fn forget(&mut self, dialog: &Dialog) {
        self.dialogs.remove(&dialog.local_tag);
        self.callers.remove(&(dialog.call_id.clone(), dialog.remote_tag.clone()));
        self.at(TAG_MEMORY, Due::Forget(dialog.local_tag.clone()));
    }

    fn bye(&mut self, mut dialog: Dialog, parting: Option<LegId>) {
        self.forget(&dialog);
        let (request, hop) = dialog.request(Method::Bye, &self.settings.user_agent);
        let link = dialog.home.link;
        send(self.workshop.clone(), self.busy.clone(), request, hop, link, parting);
    }

    fn bye_after_ack(&mut self, ticket: Ticket) {
        if let Some(Purpose::ByeAfterAck(dialog)) = self.purposes.remove(&ticket) {
            self.bye(*dialog, None);
        }
    }

    fn send_cancel(&self, cancelling: &mut Cancelling) {
        if !cancelling.sent {
            cancelling.sent = true;
            let request = cancel(&cancelling.invite);
            let link = cancelling.home.link.clone();
            let hop = cancelling.hop.clone();
            send(self.workshop.clone(), self.busy.clone(), request, hop, link, None);
        }
    }

    /// Arms the session timer of a leg, or lets an old one mean nothing.
    fn refresh(&mut self, id: LegId, timer: SessionTimer) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.timer = timer;
        leg.refreshes += 1;
        let refreshes = leg.refreshes;
        if let SessionTimer::Peer(seconds) = timer {
            self.at(patience(seconds), Due::Refresh(id, refreshes));
        }
    }

    fn at(&mut self, after: Duration, due: Due) {
        self.due.push(Reverse((Instant::now() + after, due)));
    }

    fn ticket(&mut self, purpose: Purpose) -> Ticket {
        self.next_ticket += 1;
        let ticket = Ticket(self.next_ticket);
        self.purposes.insert(ticket, purpose);
        ticket
    }

    /// Answers a request once and for all.
    fn reply(
        &mut self,
        transaction: Transaction,
        status: u16,
        more: Vec<Header>,
        body: Option<String>,
    ) {
        let response = answer_to(&transaction.original, &fresh_tag(), status, more, body);
        if transaction.original.method == Method::Invite {
            // A final answer to an INVITE is repeated until its ACK.
            self.serve(transaction, Opening::Refuse(response));
        } else {
            self.replies.push((transaction, response));
        }
    }

    fn serve(&self, transaction: Transaction, opening: Opening) {
        serve(self.workshop.clone(), self.busy.clone(), transaction, opening);
    }

    async fn stop(mut self, done: oneshot::Sender<()>, mut inputs: mpsc::UnboundedReceiver<Input>) {
        self.workshop.wires.gate.close(true);
        let legs: Vec<LegId> = self.legs.keys().chain(&self.carried).copied().collect();
        for leg in legs {
            self.guarded(|board| board.end(leg, Ending::STOPPED)).await;
        }
        // No time to wait for an ACK any more.
        for purpose in std::mem::take(&mut self.purposes).into_values() {
            if let Purpose::ByeAfterAck(dialog) = purpose {
                self.bye(*dialog, None);
            }
        }
        let media = self.media.clone();
        let _ = tokio::task::spawn_blocking(move || media.stop()).await;
        while let Ok(input) = inputs.try_recv() {
            // The recordings that ended with their legs.
            if let Input::Media(event) = input {
                self.media_event(event);
            }
        }
        let wires = Arc::clone(&self.workshop.wires);
        let farewell = self.farewell.take();
        drop(self);
        if let Some(mut farewell) = farewell {
            let _ = tokio::time::timeout(FAREWELL_TIME_MAX, farewell.recv()).await;
        }
        wires.stopped.cancel();
        drop(wires);
        let _ = done.send(());
    }
}

/// The leg an event is about; recordings outlive their legs.
fn leg_of(event: &LegEvent) -> Option<LegId> {
    match event {
        LegEvent::Arrived(arrival) => Some(arrival.leg),
        LegEvent::Ringing { leg }
        | LegEvent::Answered { leg }
        | LegEvent::Refused { leg, .. }
        | LegEvent::Gone { leg, .. }
        | LegEvent::MediaFlowing { leg }
        | LegEvent::HeldByPeer { leg }
        | LegEvent::ResumedByPeer { leg }
        | LegEvent::Digit { leg, .. }
        | LegEvent::Parted { leg }
        | LegEvent::Rejoined { leg }
        | LegEvent::PlayEnded { leg, .. } => Some(*leg),
        LegEvent::RecordingStopped { .. }
        | LegEvent::RecordingFailed { .. }
        | LegEvent::PhoneUp { .. }
        | LegEvent::PhoneDown { .. } => None,
    }
}

/// On and off as the vocabulary says it.
fn is_on(switch: Switch) -> bool {
    match switch {
        Switch::On => true,
        Switch::Off => false,
    }
}
