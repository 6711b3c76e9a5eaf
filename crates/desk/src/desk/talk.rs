//! From the answer to the end: bridge, hold, record, and the call's one outcome.

use super::arrive::Heard;
use super::{Desk, Due, Reply};
use crate::call::{CallState, Consent, Stage, Talk};
use crate::fact::Fact;
use crate::id::{CallId, LegId, OfferId, RecordingId, TabId, TeammateId};
use crate::input::{Actor, LegDeparture, RecordingFile};
use crate::job::Job;
use crate::offer::{DeclineCause, WithdrawnWhy};
use crate::order::{Order, Sound};
use crate::outcome::{Failure, Outcome};
use crate::row::{RecordingContent, RecordingStage, Row, RowKey};
use crate::time::Millis;
use crate::webhook::WebhookEvent;

/// An ended call stays known for this long, so that an answer or a claim that crossed
/// its end is told so; longer than any SIP message can be under way (RFC 3261, 32 s).
pub(super) const FORGET_MS: u64 = 35_000;

/// A recording whose end was ordered is asked for again after this time: far longer than
/// a disk takes to close a file, and the line answers for files it has closed before.
pub(super) const CLOSING_MS_MAX: u64 = 10_000;

impl Desk {
    /// A leg is up. For a phone that was rung, that is the answer.
    pub(super) fn leg_answered(&mut self, leg: LegId) -> Reply {
        let LegId::Offer(offer, _) = leg else { return Reply::Done };
        let open = self.state.offers.get(&offer).is_some_and(|row| row.ended.is_none());
        if open {
            self.answer(offer, leg, None);
            return Reply::Done;
        }
        let connected = self
            .offered
            .get(&offer)
            .and_then(|call| self.state.calls.get(call))
            .and_then(CallState::talk)
            .is_some_and(|talk| talk.leg == leg);
        if !connected {
            self.order(Order::HangUp(leg));
            self.late_assignment(offer);
        }
        Reply::Done
    }

    fn late_assignment(&mut self, offer: OfferId) {
        if let Some(call) = self.offered.get(&offer).copied() {
            self.note_late_assignment(call);
        }
    }

    /// [002] something tried to assign a call that had just ended unanswered.
    pub(super) fn note_late_assignment(&mut self, call: CallId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let unanswered = state.first_answer.is_none() && !state.live();
        let Some(volatile) = self.calls.get_mut(&call) else { return };
        if unanswered && !volatile.late {
            volatile.late = true;
            self.log(Actor::Desk, Fact::AssignmentStartedLate { call });
        }
    }

    /// The first answer wins; it is logged the moment it is pressed, before media [002].
    /// A leg of the browser has no far end to answer it: the tab's phone is connected.
    pub(super) fn answer(&mut self, offer: OfferId, leg: LegId, tab: Option<TabId>) {
        let Some(row) = self.state.offers.get(&offer).filter(|row| row.ended.is_none()) else {
            return;
        };
        let (call, teammate) = (row.call, row.teammate);
        let phone = match leg {
            LegId::Offer(_, phone) => Some(phone),
            LegId::Caller(_) => None,
        };
        self.stop_ring(offer, teammate, phone);
        self.log(Actor::Teammate(teammate), Fact::CallAnswered { call, offer, teammate, leg });
        self.legs.insert(leg, call);
        let Some(caller) = self.state.calls.get(&call).map(|state| state.leg) else { return };
        if let Some(tab) = tab {
            self.connect(call, teammate, leg, tab);
        }
        self.order(Order::Bridge(caller, leg));
        self.start_recording(call, caller, leg);
    }

    fn start_recording(&mut self, call: CallId, caller: LegId, desk: LegId) {
        let given = self.state.calls.get(&call).map(|state| state.consent) == Some(Consent::Given);
        if !given {
            return;
        }
        let recording = RecordingId(self.state.next().0);
        self.log(Actor::Desk, Fact::RecordingStarted { call, recording });
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.recordings.push(recording);
        }
        self.order(Order::Record { recording, caller, desk });
    }

    /// Closes the running recording: the file's end comes as an input.
    fn stop_recording(&mut self, call: CallId) {
        let recording = self.state.calls.get(&call).and_then(|state| state.recording);
        let open = recording.and_then(|id| self.state.recordings.get(&id));
        if let Some(row) = open.filter(|row| row.stage.open()) {
            let id = row.id;
            self.close_file(id);
        }
    }

    fn close_file(&mut self, recording: RecordingId) {
        self.order(Order::StopRecording(recording));
        let until = self.now.plus(CLOSING_MS_MAX);
        self.timers.insert((until, Due::RecordingOverdue(recording)));
    }

    /// The word that a recording's file is closed has not come: it is asked for again.
    pub(super) fn recording_overdue(&mut self, id: RecordingId) {
        let stage = self.state.recordings.get(&id).map(|row| row.stage);
        if stage == Some(RecordingStage::Closing) {
            self.close_file(id);
        }
    }

    pub(super) fn recording_stopped(&mut self, id: RecordingId, file: RecordingFile) -> Reply {
        let length_ms = file.length_ms;
        self.recording_closed(id, file, |call| Fact::RecordingStored {
            call,
            recording: id,
            length_ms,
        })
    }

    pub(super) fn recording_failed(&mut self, id: RecordingId, file: RecordingFile) -> Reply {
        let length_ms = file.length_ms;
        let call = self.state.recordings.get(&id).and_then(|row| self.state.calls.get(&row.call));
        if length_ms == 0 && call.is_some_and(|call| !call.live()) {
            // The caller was gone before the recording could begin: nothing was lost.
            return self.recording_stopped(id, file);
        }
        self.recording_closed(id, file, |call| Fact::RecordingFailed {
            call,
            recording: id,
            length_ms,
        })
    }

    fn recording_closed(
        &mut self,
        id: RecordingId,
        file: RecordingFile,
        fact: impl FnOnce(CallId) -> Fact,
    ) -> Reply {
        let Some(row) = self.state.recordings.get(&id).filter(|row| row.stage.open()) else {
            return Reply::Done;
        };
        let call = row.call;
        self.log(Actor::Line, fact(call));
        self.files.remove(&id);
        if let Some(row) = self.state.recordings.get(&id) {
            let content = RecordingContent { path: file.path.clone() };
            self.out.content.insert(RowKey::Recording(id), Row::Recording(*row, Some(content)));
        }
        if file.length_ms > 0 {
            self.out.jobs.push(Job::StoreRecording { recording: id, call, path: file.path });
        }
        self.data_ready(call);
        Reply::Done
    }

    pub(super) fn pause_recording(&mut self, call: CallId, by: Actor) {
        self.switch_recording(call, RecordingStage::Running, |recording| {
            (Fact::RecordingPaused { call, recording }, Order::PauseRecording(recording), by)
        });
    }

    pub(super) fn resume_recording(&mut self, call: CallId, by: Actor) {
        self.switch_recording(call, RecordingStage::Paused, |recording| {
            (Fact::RecordingResumed { call, recording }, Order::ResumeRecording(recording), by)
        });
    }

    fn switch_recording(
        &mut self,
        call: CallId,
        from: RecordingStage,
        change: impl FnOnce(RecordingId) -> (Fact, Order, Actor),
    ) {
        let recording = self.state.calls.get(&call).and_then(|state| state.recording);
        let row = recording.and_then(|id| self.state.recordings.get(&id));
        let Some(row) = row.filter(|row| row.stage == from) else { return };
        let (fact, order, by) = change(row.id);
        self.log(by, fact);
        self.order(order);
    }

    pub(super) fn on_hold(&self, call: CallId) -> bool {
        self.state.calls.get(&call).is_some_and(|state| matches!(state.stage, Stage::OnHold(_)))
    }

    pub(super) fn hold(&mut self, call: CallId, teammate: TeammateId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let Stage::Talking(_) = state.stage else { return };
        let leg = state.leg;
        self.log(Actor::Teammate(teammate), Fact::CallHeld { call });
        if self.music_for_parted(call) {
            return;
        }
        self.held_while_parted(call);
        self.order(Order::Unbridge(leg));
        self.order(Order::Play(leg, Sound::HoldMusic));
    }

    pub(super) fn resume(&mut self, call: CallId, teammate: TeammateId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let Stage::OnHold(talk) = state.stage else { return };
        let leg = state.leg;
        self.log(Actor::Teammate(teammate), Fact::CallResumed { call });
        // While nobody could be heard, the music plays on.
        if self.music_for_parted(call) {
            return;
        }
        self.order(Order::Bridge(leg, talk.leg));
    }

    /// A desk phone's own hold key does what the button on the screen does.
    pub(super) fn leg_held(&mut self, leg: LegId) -> Reply {
        if let Some((call, talk)) = self.talk_on(leg) {
            self.hold(call, talk.teammate);
        }
        Reply::Done
    }

    pub(super) fn leg_resumed(&mut self, leg: LegId) -> Reply {
        if let Some((call, talk)) = self.talk_on(leg) {
            self.resume(call, talk.teammate);
        }
        Reply::Done
    }

    pub(super) fn talk_on(&self, leg: LegId) -> Option<(CallId, Talk)> {
        let call = *self.legs.get(&leg)?;
        let talk = self.state.calls.get(&call)?.talk()?;
        (talk.leg == leg).then_some((call, talk))
    }

    /// A leg is gone: the caller's ends the call, a teammate's ends it or loses it.
    pub(super) fn leg_gone(&mut self, leg: LegId, why: LegDeparture) -> Reply {
        match leg {
            LegId::Caller(_) => {
                if let Some(call) = self.legs.get(&leg).copied() {
                    self.caller_gone(call, why);
                }
            }
            LegId::Offer(..) => match self.talk_on(leg) {
                Some((call, talk)) => self.teammate_gone(call, talk, why),
                None => {
                    let refusal = match why {
                        LegDeparture::HungUp => crate::input::LegRefusal::Busy,
                        LegDeparture::MediaFailed => crate::input::LegRefusal::MediaFailed,
                        LegDeparture::HungUpByUs | LegDeparture::Silent | LegDeparture::Lost => {
                            crate::input::LegRefusal::Unreachable
                        }
                    };
                    self.leg_refused(leg, refusal);
                }
            },
        }
        Reply::Done
    }

    fn caller_gone(&mut self, call: CallId, why: LegDeparture) {
        let Some(state) = self.state.calls.get(&call).filter(|state| state.live()) else { return };
        let stage = state.stage;
        let (outcome, by) = match why {
            LegDeparture::HungUp => (abandoned(stage), Actor::Caller),
            LegDeparture::MediaFailed => (Outcome::Failed(Failure::MediaFailed), Actor::Line),
            LegDeparture::HungUpByUs | LegDeparture::Silent | LegDeparture::Lost => {
                (Outcome::Failed(Failure::CallerLost), Actor::Line)
            }
        };
        self.end(call, outcome, by, self.now);
    }

    fn teammate_gone(&mut self, call: CallId, talk: Talk, why: LegDeparture) {
        match why {
            LegDeparture::HungUp => {
                self.end(call, Outcome::Completed, Actor::Teammate(talk.teammate), self.now);
            }
            LegDeparture::MediaFailed => self.return_call(call, talk, DeclineCause::MediaFailed),
            LegDeparture::HungUpByUs | LegDeparture::Silent | LegDeparture::Lost => {
                if !talk.leg.is_tab() {
                    self.phones_unreachable(talk.teammate);
                }
                self.return_call(call, talk, DeclineCause::NetworkLost);
            }
        }
    }

    /// An answer whose media fails puts the call back in its place, and so does a
    /// teammate's side that is lost: the caller hears music, not the end.
    pub(super) fn return_call(&mut self, call: CallId, talk: Talk, cause: DeclineCause) {
        let team = self.state.calls.get(&call).and_then(|state| state.team);
        let hold_until = team.and_then(|team| self.hold_until(team));
        self.stop_recording(call);
        self.order(Order::HangUp(talk.leg));
        self.legs.remove(&talk.leg);
        self.let_go(call);
        let Talk { offer, teammate, .. } = talk;
        self.log(Actor::Line, Fact::CallReturned { call, offer, teammate, cause, hold_until });
        self.watch_hold(call, hold_until);
        self.play(call, Sound::HoldMusic);
    }

    /// An announcement that turns a call away is over: hang up.
    pub(super) fn end_deflected(&mut self, call: CallId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        if let Stage::Deflected { reason } = state.stage {
            self.end(call, Outcome::Deflected(reason), Actor::Desk, self.now);
        }
    }

    pub(super) fn announcement_overdue(&mut self, call: CallId) {
        self.announcement_over(call, Heard::Unknown);
    }

    /// The call is over, with one outcome; everything of it is let go, and wrap-up
    /// begins.
    pub(super) fn end(&mut self, call: CallId, outcome: Outcome, by: Actor, ended: Millis) {
        let Some(state) = self.state.calls.get(&call).filter(|state| state.live()) else { return };
        let (leg, talk, team, stage) = (state.leg, state.talk(), state.team, state.stage);
        if let Stage::Ringing { offer, .. } = stage {
            let why = match outcome {
                Outcome::Failed(Failure::NodeLost) => WithdrawnWhy::NodeLost,
                Outcome::Completed
                | Outcome::AbandonedIvr
                | Outcome::AbandonedQueue
                | Outcome::AbandonedOnHold
                | Outcome::NoAnswer
                | Outcome::Deflected(_)
                | Outcome::Failed(_) => WithdrawnWhy::CallerGone,
            };
            self.withdraw(offer, why, by);
        }
        self.stop_recording(call);
        let seq = self.log(by, Fact::CallEnded { call, outcome, ended });
        self.tell_webhooks(WebhookEvent::CallEnded, call.0, seq);
        self.order(Order::HangUp(leg));
        if let Some(talk) = talk {
            self.order(Order::HangUp(talk.leg));
            self.legs.remove(&talk.leg);
            self.let_go(call);
            let wrap_up = team.and_then(|team| self.state.teams.get(&team));
            let wrap_up_ms = wrap_up.map_or(0, |team| team.wrap_up_ms);
            if wrap_up_ms > 0 {
                let until = ended.plus(wrap_up_ms);
                let teammate = talk.teammate;
                self.log(Actor::Desk, Fact::WrapUpStarted { teammate, call, until });
                self.timers.insert((until, Due::WrapUpEnds(teammate)));
                if let Some(volatile) = self.calls.get_mut(&call) {
                    volatile.wraps_up = Some(teammate);
                }
            }
        }
        self.timers.insert((self.now.plus(FORGET_MS), Due::Forget(call)));
        self.data_ready(call);
    }

    /// Nothing of the call is still to come.
    pub(super) fn forget(&mut self, call: CallId) {
        if self.records(call) {
            self.timers.insert((self.now.plus(FORGET_MS), Due::Forget(call)));
            return;
        }
        if let Some(state) = self.state.calls.get(&call) {
            self.legs.remove(&state.leg);
        }
        for offer in self.calls.remove(&call).map(|volatile| volatile.offers).unwrap_or_default() {
            self.offered.remove(&offer);
        }
        self.state.forget(call);
    }
}

/// The outcome when the caller hangs up, by where the call stood: the last stage wins.
fn abandoned(stage: Stage) -> Outcome {
    match stage {
        Stage::Menu => Outcome::AbandonedIvr,
        Stage::Queued { .. } => Outcome::AbandonedQueue,
        Stage::Ringing { .. } => Outcome::NoAnswer,
        Stage::Talking(_) => Outcome::Completed,
        Stage::OnHold(_) => Outcome::AbandonedOnHold,
        Stage::Deflected { reason } => Outcome::Deflected(reason),
        Stage::Ended { outcome } => outcome,
    }
}
