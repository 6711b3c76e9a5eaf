//! The figures of [002] as a fold over the log: every figure is a sum over calls, and
//! the outcomes add up to all ended calls.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fact::{Fact, Logged};
use crate::id::{CallId, TeamId, TeammateId};
use crate::outcome::Outcome;
use crate::row::SegmentKind;
use crate::time::Millis;

/// The figures so far, and what they need to know of calls that are live.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    figures: Figures,
    live: BTreeMap<CallId, Track>,
}

/// The figures of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Inbound calls that came in.
    pub arrived: u64,
    /// Waiting in a queue now, those whose offer rings included.
    pub in_queue: u64,
    /// Talking, or put on hold by a teammate, now.
    pub active: u64,
    /// Ended, whatever the outcome.
    pub ended: u64,
    /// A teammate talked with the customer.
    pub completed: u64,
    /// Abandoned while being routed.
    pub abandoned_ivr: u64,
    /// Abandoned while waiting.
    pub abandoned_queue: u64,
    /// Abandoned while put on hold by a teammate.
    pub abandoned_on_hold: u64,
    /// A teammate's phone rang when the customer left.
    pub no_answer: u64,
    /// Turned away.
    pub deflected: u64,
    /// Cut by a fault of ours or of the carrier's.
    pub failed: u64,
    /// From placed to ended, ended calls.
    pub duration: Spread,
    /// From placed to the first answer, answered calls.
    pub answer_time: Spread,
    /// By team.
    pub teams: BTreeMap<TeamId, TeamFigures>,
    /// By teammate.
    pub teammates: BTreeMap<TeammateId, TeammateFigures>,
}

/// A team's figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TeamFigures {
    /// Waiting now.
    pub in_queue: u64,
    /// Talking or on hold now.
    pub active: u64,
    /// Each stay in the queue, ringing included, counted apart.
    pub queue_time: Spread,
    /// All teammates' talking while the call was assigned to the team, hold excluded.
    pub talk_ms: u64,
}

/// A teammate's figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TeammateFigures {
    /// Calls answered.
    pub answered: u64,
    /// Offers missed.
    pub missed: u64,
    /// Offers declined, whatever the cause.
    pub declined: u64,
    /// Talking, hold excluded.
    pub talk_ms: u64,
}

/// A count of durations, their sum and the longest, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub total_ms: u64,
    /// The longest.
    pub longest_ms: u64,
}

impl Spread {
    fn add(&mut self, ms: u64) {
        self.count += 1;
        self.total_ms += ms;
        self.longest_ms = self.longest_ms.max(ms);
    }

    /// The mean, rounded down; 0 of none.
    #[must_use]
    pub fn mean_ms(self) -> u64 {
        self.total_ms.checked_div(self.count).unwrap_or(0)
    }
}

#[derive(Debug, Clone, Copy)]
struct Track {
    placed: Millis,
    since: Millis,
    stage: SegmentKind,
    team: Option<TeamId>,
    teammate: Option<TeammateId>,
    stay_since: Millis,
    answered: bool,
}

impl Figures {
    /// Abandoned while routing, in queue, or on hold [002].
    #[must_use]
    pub fn abandoned(&self) -> u64 {
        self.abandoned_ivr + self.abandoned_queue + self.abandoned_on_hold
    }
}

impl Metrics {
    /// The figures up to the last line folded.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Folds the next line of the log.
    pub fn apply(&mut self, logged: &Logged) {
        match &logged.fact {
            Fact::CallArrived { call, .. } => self.arrived(*call, logged.at),
            Fact::CallQueued { call, team, .. } => self.queued(*call, Some(*team), logged.at),
            Fact::CallReturned { call, .. } => self.queued(*call, None, logged.at),
            Fact::CallOffered { call, teammate, .. } => {
                self.moved(*call, SegmentKind::Ring, logged.at);
                self.track(*call, |track| track.teammate = Some(*teammate));
            }
            Fact::CallDeclined { call, teammate, .. } => {
                self.figures.teammates.entry(*teammate).or_default().declined += 1;
                self.moved(*call, SegmentKind::Queue, logged.at);
            }
            Fact::CallMissed { call, teammate, .. } => {
                self.figures.teammates.entry(*teammate).or_default().missed += 1;
                self.moved(*call, SegmentKind::Queue, logged.at);
            }
            Fact::OfferWithdrawn { call, .. } => {
                self.moved(*call, SegmentKind::Queue, logged.at);
            }
            Fact::CallAnswered { call, teammate, .. } => {
                self.answered(*call, *teammate, logged.at);
            }
            Fact::CallHeld { call } => self.moved(*call, SegmentKind::Hold, logged.at),
            Fact::CallResumed { call } => self.moved(*call, SegmentKind::Talk, logged.at),
            Fact::CallDeflected { call, .. } => self.deflected(*call, logged.at),
            Fact::CallEnded { call, outcome, ended } => self.ended(*call, *outcome, *ended),
            Fact::SettingsSaved { .. }
            | Fact::Restarted
            | Fact::ContactCreated { .. }
            | Fact::ContactEdited { .. }
            | Fact::ConversationCreated { .. }
            | Fact::ConsentHeard { .. }
            | Fact::AvailabilityNoted { .. }
            | Fact::ManualAnswerRequested { .. }
            | Fact::AssignmentStartedLate { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpEnded { .. }
            | Fact::StatusSet { .. }
            | Fact::ChannelsSet { .. }
            | Fact::RecordingStarted { .. }
            | Fact::RecordingPaused { .. }
            | Fact::RecordingResumed { .. }
            | Fact::RecordingStored { .. }
            | Fact::RecordingFailed { .. }
            | Fact::ConversationAssigned { .. }
            | Fact::NoteAdded { .. }
            | Fact::ConversationStateSet { .. }
            | Fact::ConversationTagged { .. }
            | Fact::ConversationUntagged { .. }
            | Fact::CallDataReady { .. }
            | Fact::NotificationJudged { .. }
            | Fact::MailQueued { .. }
            | Fact::MailSent { .. }
            | Fact::MailFailed { .. }
            | Fact::TeamAlerted { .. }
            | Fact::TaskCreated { .. }
            | Fact::TaskChanged { .. }
            | Fact::TaskDone { .. }
            | Fact::TaskReopened { .. }
            | Fact::RecordingDeleted { .. }
            | Fact::ContactErased { .. } => {}
        }
    }

    fn track(&mut self, call: CallId, change: impl FnOnce(&mut Track)) {
        if let Some(track) = self.live.get_mut(&call) {
            change(track);
        }
    }

    fn arrived(&mut self, call: CallId, at: Millis) {
        self.figures.arrived += 1;
        let track = Track {
            placed: at,
            since: at,
            stage: SegmentKind::Routing,
            team: None,
            teammate: None,
            stay_since: at,
            answered: false,
        };
        self.live.insert(call, track);
    }

    /// A stay begins: that of the team named, or again that of the same team.
    fn queued(&mut self, call: CallId, team: Option<TeamId>, at: Millis) {
        let Some(before) = self.live.get(&call).copied() else { return };
        if waits(before.stage) {
            self.stay_ended(&before, at);
        }
        // Leaves the old team's counts before it enters the new one's.
        self.moved(call, SegmentKind::Routing, at);
        self.track(call, |track| {
            track.team = team.or(track.team);
            track.stay_since = at;
        });
        self.moved(call, SegmentKind::Queue, at);
    }

    fn answered(&mut self, call: CallId, teammate: TeammateId, at: Millis) {
        let Some(before) = self.live.get(&call).copied() else { return };
        self.stay_ended(&before, at);
        self.figures.teammates.entry(teammate).or_default().answered += 1;
        if !before.answered {
            self.figures.answer_time.add(at.since(before.placed));
        }
        self.moved(call, SegmentKind::Talk, at);
        self.track(call, |track| {
            track.answered = true;
            track.teammate = Some(teammate);
        });
    }

    fn deflected(&mut self, call: CallId, at: Millis) {
        let Some(before) = self.live.get(&call).copied() else { return };
        if waits(before.stage) {
            self.stay_ended(&before, at);
        }
        self.moved(call, SegmentKind::Routing, at);
    }

    fn stay_ended(&mut self, track: &Track, at: Millis) {
        if let Some(team) = track.team {
            self.figures.teams.entry(team).or_default().queue_time.add(at.since(track.stay_since));
        }
    }

    /// Closes the time spent in the old stage and counts the call in the new one.
    fn moved(&mut self, call: CallId, stage: SegmentKind, at: Millis) {
        let Some(track) = self.live.get_mut(&call) else { return };
        let before = *track;
        track.stage = stage;
        track.since = at.max(before.since);
        if before.stage == SegmentKind::Talk {
            let ms = at.since(before.since);
            if let Some(teammate) = before.teammate {
                self.figures.teammates.entry(teammate).or_default().talk_ms += ms;
            }
            if let Some(team) = before.team {
                self.figures.teams.entry(team).or_default().talk_ms += ms;
            }
        }
        self.leave(&before);
        self.enter(&Track { stage, ..before });
    }

    fn leave(&mut self, track: &Track) {
        self.count(track, |figure| *figure -= 1);
    }

    fn enter(&mut self, track: &Track) {
        self.count(track, |figure| *figure += 1);
    }

    fn count(&mut self, track: &Track, change: impl Fn(&mut u64)) {
        let team = track.team.map(|team| self.figures.teams.entry(team).or_default());
        match track.stage {
            SegmentKind::Queue | SegmentKind::Ring => {
                change(&mut self.figures.in_queue);
                if let Some(team) = team {
                    change(&mut team.in_queue);
                }
            }
            SegmentKind::Talk | SegmentKind::Hold => {
                change(&mut self.figures.active);
                if let Some(team) = team {
                    change(&mut team.active);
                }
            }
            SegmentKind::Routing => {}
        }
    }

    fn ended(&mut self, call: CallId, outcome: Outcome, at: Millis) {
        let Some(before) = self.live.get(&call).copied() else { return };
        if waits(before.stage) {
            self.stay_ended(&before, at);
        }
        self.moved(call, SegmentKind::Routing, at);
        self.live.remove(&call);
        self.figures.ended += 1;
        self.figures.duration.add(at.since(before.placed));
        match outcome {
            Outcome::Completed => self.figures.completed += 1,
            Outcome::AbandonedIvr => self.figures.abandoned_ivr += 1,
            Outcome::AbandonedQueue => self.figures.abandoned_queue += 1,
            Outcome::AbandonedOnHold => self.figures.abandoned_on_hold += 1,
            Outcome::NoAnswer => self.figures.no_answer += 1,
            Outcome::Deflected(_) => self.figures.deflected += 1,
            Outcome::Failed(_) => self.figures.failed += 1,
        }
    }
}

fn waits(stage: SegmentKind) -> bool {
    match stage {
        SegmentKind::Queue | SegmentKind::Ring => true,
        SegmentKind::Routing | SegmentKind::Talk | SegmentKind::Hold => false,
    }
}
