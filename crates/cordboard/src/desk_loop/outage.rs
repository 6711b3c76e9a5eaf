//! While the store cannot be written, the desk stands still: nothing is decided that
//! could not be written down. What must always work is done directly: ending a call,
//! stopping a ring, mute, hold, pausing a recording. It is remembered in a journal with
//! its time and handed to the desk, with everything the line told, once the store is back.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use desk::{
    CallState, Command, Desk, Input, LegDeparture, LegId, Millis, OfferId, Order, Sound, Stage,
    Talk, TeammateId,
};

/// What is remembered at most: an hour of a busy desk's hang-ups. What comes after is
/// found again by the comparison with the line's inventory.
const JOURNAL_MAX: usize = 10_000;

/// The first pause between two attempts to write.
const RETRY_FIRST: Duration = Duration::from_millis(100);

/// The longest pause: soon enough after an operator has made room.
const RETRY_LONGEST: Duration = Duration::from_secs(2);

/// A teammate has at most eight SIP phones; commands for legs that are not there are
/// ignored by the line.
const PHONES_MAX: u8 = 8;

/// The time without a store.
pub(crate) struct Outage {
    /// The desk as it was last written down, to look at.
    pub(crate) desk: Desk,
    /// What has to be handed to the desk afterwards, in order.
    pub(crate) journal: Vec<(Millis, Input)>,
    /// When to try again.
    pub(crate) retry_at: Instant,
    /// Rings that end by themselves, and when.
    pub(crate) rings: Vec<(OfferId, Millis)>,
    /// Since when.
    pub(crate) since: Instant,
    pause: Duration,
    quiet: BTreeSet<OfferId>,
}

/// What became of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Obeyed {
    /// These orders do it.
    Orders(Vec<Order>),
    /// It has to be written down first.
    NotNow,
}

impl Outage {
    /// Begins; the first attempt to write is due at once.
    pub(crate) fn new(desk: Desk, rings: Vec<(OfferId, Millis)>) -> Self {
        let now = Instant::now();
        Self {
            desk,
            journal: Vec::new(),
            retry_at: now,
            rings,
            since: now,
            pause: RETRY_FIRST,
            quiet: BTreeSet::new(),
        }
    }

    /// Not before this time has passed.
    pub(crate) fn wait(&mut self, pause: Duration) {
        self.retry_at = Instant::now() + pause;
    }

    /// An attempt failed.
    pub(crate) fn put_off(&mut self) {
        self.retry_at = Instant::now() + self.pause;
        self.pause = (self.pause * 2).min(RETRY_LONGEST);
    }

    /// What the line told; the orders that cannot wait.
    pub(crate) fn told(&mut self, at: Millis, input: Input) -> Vec<Order> {
        let orders = match &input {
            // Nothing new begins; the intake closes as well, this one was under way.
            Input::CallArrived(arrival) => return vec![Order::Reject(arrival.leg, 503)],
            Input::LegGone(leg, why) => self.gone(*leg, *why),
            Input::LegAnswered(LegId::Offer(offer, _)) => {
                // Its ring does not end by the clock any more.
                self.quiet.insert(*offer);
                Vec::new()
            }
            Input::LegHeld(leg) => self.on_leg(*leg).map(held).unwrap_or_default(),
            Input::LegResumed(leg) => self.on_leg(*leg).map(resumed).unwrap_or_default(),
            // The hub has moved it to the page that came back; perhaps music plays.
            Input::LegRejoined(leg) => self.rejoined(*leg),
            Input::PlayEnded(leg) => self.deflected(*leg),
            Input::Tick
            | Input::Restarted
            | Input::LegRinging(_)
            | Input::LegAnswered(LegId::Caller(_))
            | Input::LegRefused(..)
            | Input::RecordingStopped(..)
            | Input::RecordingFailed(..)
            | Input::TabOpened(..)
            | Input::TabLost(..)
            | Input::RingAcknowledged(..)
            | Input::LegParted(_)
            | Input::Command(..)
            | Input::SaveSettings(..)
            | Input::JudgeCall { .. }
            | Input::MailSent { .. }
            | Input::MailFailed { .. }
            | Input::RecordingsExpired { .. } => Vec::new(),
        };
        self.remember(at, input);
        orders
    }

    /// What a person asks for; only what must always work is done.
    pub(crate) fn asked(&mut self, at: Millis, input: Input) -> Obeyed {
        let Input::Command(by, command) = &input else { return Obeyed::NotNow };
        match self.obey(*by, command) {
            Some(orders) => {
                self.remember(at, input);
                Obeyed::Orders(orders)
            }
            None => Obeyed::NotNow,
        }
    }

    /// Rings whose time is over stop.
    pub(crate) fn rung_out(&mut self, now: Millis) -> Vec<Order> {
        let over: Vec<OfferId> =
            self.rings.iter().filter(|(_, until)| *until <= now).map(|(offer, _)| *offer).collect();
        self.rings.retain(|(offer, _)| !over.contains(offer));
        let over = over.into_iter().filter(|offer| !self.quiet.contains(offer));
        over.flat_map(|offer| self.stop_ring(offer)).collect()
    }

    /// When the next ring is over.
    pub(crate) fn next_ring_end(&self) -> Option<Millis> {
        self.rings.iter().map(|(_, until)| *until).min()
    }

    fn remember(&mut self, at: Millis, input: Input) {
        if self.journal.len() < JOURNAL_MAX {
            self.journal.push((at, input));
        }
    }

    fn obey(&mut self, by: TeammateId, command: &Command) -> Option<Vec<Order>> {
        match command {
            Command::End { call } => {
                let (call, talk) = self.talk(*call, by)?;
                Some(vec![Order::HangUp(call.leg), Order::HangUp(talk.leg)])
            }
            Command::Hold { call } => self.talk(*call, by).map(held),
            Command::Resume { call } => self.talk(*call, by).map(resumed),
            Command::Mute { call, mute } => {
                let (_, talk) = self.talk(*call, by)?;
                Some(vec![Order::Mute(talk.leg, *mute)])
            }
            Command::PauseRecording { call } => {
                let (call, _) = self.talk(*call, by)?;
                Some(call.recording.map(Order::PauseRecording).into_iter().collect())
            }
            Command::Decline { offer } => {
                let rings = self.desk.calls().any(|call| match call.stage {
                    Stage::Ringing { offer: rung, teammate, .. } => {
                        rung == *offer && teammate == by
                    }
                    Stage::Menu
                    | Stage::Queued { .. }
                    | Stage::Talking(_)
                    | Stage::OnHold(_)
                    | Stage::Deflected { .. }
                    | Stage::Ended { .. } => false,
                });
                let by_hand = self.desk.settings().answer_mode == desk::AnswerMode::ByHand;
                (rings && by_hand).then(|| {
                    self.quiet.insert(*offer);
                    self.stop_ring(*offer)
                })
            }
            Command::Answer { .. }
            | Command::Claim { .. }
            | Command::ResumeRecording { .. }
            | Command::SetStatus { .. }
            | Command::SetChannels { .. }
            | Command::SwitchToActive
            | Command::AddNote { .. }
            | Command::Assign { .. }
            | Command::Close { .. }
            | Command::Open { .. }
            | Command::EditContact { .. }
            | Command::Tag { .. }
            | Command::Untag { .. }
            | Command::CreateTask { .. }
            | Command::ChangeTask { .. }
            | Command::FinishTask { .. }
            | Command::ReopenTask { .. }
            | Command::DeleteRecording { .. }
            | Command::EraseContact { .. }
            | Command::ResendNotification { .. } => None,
        }
    }

    fn talk(&self, call: desk::CallId, by: TeammateId) -> Option<(&CallState, Talk)> {
        let call = self.desk.call(call)?;
        let talk = call.talk().filter(|talk| talk.teammate == by)?;
        Some((call, talk))
    }

    fn on_leg(&self, leg: LegId) -> Option<(&CallState, Talk)> {
        self.desk.calls().find_map(|call| {
            let talk = call.talk().filter(|talk| talk.leg == leg)?;
            Some((call, talk))
        })
    }

    fn rejoined(&self, leg: LegId) -> Vec<Order> {
        let talks = self.on_leg(leg).filter(|(call, _)| match call.stage {
            Stage::Talking(_) => true,
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => false,
        });
        talks.map(resumed).unwrap_or_default()
    }

    fn gone(&self, leg: LegId, why: LegDeparture) -> Vec<Order> {
        if let Some((call, _)) = self.on_leg(leg) {
            return match why {
                LegDeparture::HungUp => vec![Order::HangUp(call.leg)],
                LegDeparture::HungUpByUs => Vec::new(),
                LegDeparture::Silent | LegDeparture::MediaFailed | LegDeparture::Lost => {
                    vec![Order::Play(call.leg, Sound::HoldMusic)]
                }
            };
        }
        let Some(call) = self.desk.calls().find(|call| call.leg == leg) else { return Vec::new() };
        match call.stage {
            Stage::Talking(talk) | Stage::OnHold(talk) => vec![Order::HangUp(talk.leg)],
            Stage::Ringing { offer, .. } => self.stop_ring(offer),
            Stage::Menu | Stage::Queued { .. } | Stage::Deflected { .. } | Stage::Ended { .. } => {
                Vec::new()
            }
        }
    }

    /// All phones an offer may ring, and the teammate's tabs.
    fn stop_ring(&self, offer: OfferId) -> Vec<Order> {
        let rung = self.desk.calls().find_map(|call| match call.stage {
            Stage::Ringing { offer: rung, teammate, .. } if rung == offer => Some(teammate),
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => None,
        });
        let tabs = rung.map(|teammate| Order::StopRinging(teammate, offer));
        let phones = (1..=PHONES_MAX).map(|phone| Order::HangUp(LegId::Offer(offer, phone)));
        tabs.into_iter().chain(phones).collect()
    }

    /// The announcement that turns a call away is over.
    fn deflected(&self, leg: LegId) -> Vec<Order> {
        let over = self.desk.calls().any(|call| {
            call.leg == leg
                && match call.stage {
                    Stage::Deflected { .. } => true,
                    Stage::Menu
                    | Stage::Queued { .. }
                    | Stage::Ringing { .. }
                    | Stage::Talking(_)
                    | Stage::OnHold(_)
                    | Stage::Ended { .. } => false,
                }
        });
        if over { vec![Order::HangUp(leg)] } else { Vec::new() }
    }
}

fn held((call, _): (&CallState, Talk)) -> Vec<Order> {
    vec![Order::Unbridge(call.leg), Order::Play(call.leg, Sound::HoldMusic)]
}

fn resumed((call, talk): (&CallState, Talk)) -> Vec<Order> {
    vec![Order::Bridge(call.leg, talk.leg)]
}
