//! What is due: every state of the desk owns a deadline, and a timer that outlived its
//! state does nothing.

use super::arrive::{ANNOUNCEMENT_MS_MAX, MINUTE_MS};
use super::talk::{CLOSING_MS_MAX, FORGET_MS};
use super::{Desk, Due};
use crate::call::Stage;
use crate::id::{CallId, TeammateId};
use crate::input::Actor;
use crate::outcome::DeflectionReason;
use crate::row::RecordingStage;
use crate::teammate::Phone;
use crate::time::Millis;

impl Desk {
    /// Lets everything happen that was due until `at`, each at its own time; nobody
    /// new is rung in between, so that a late wake-up rings nobody in the past.
    pub(super) fn fall_due(&mut self, at: Millis) {
        while let Some((due_at, due)) = self.timers.first().copied() {
            if due_at > at {
                break;
            }
            self.timers.pop_first();
            self.now = self.now.max(due_at);
            self.due(due, due_at);
        }
    }

    fn due(&mut self, due: Due, due_at: Millis) {
        match due {
            Due::RingEnds(offer) => {
                let current = self.state.offers.get(&offer);
                if current.is_some_and(|row| row.ring_until == due_at) {
                    self.miss(offer);
                }
            }
            Due::RingUnacknowledged(offer) => self.ring_unacknowledged(offer, due_at),
            Due::ExclusionEnds(call, teammate) => self.exclusion_ends(call, teammate),
            Due::HoldLimit(call) => {
                let state = self.state.calls.get(&call);
                let current = state.is_some_and(|state| {
                    state.hold_until == Some(due_at) && matches!(state.stage, Stage::Queued { .. })
                });
                if current {
                    self.hold_limit_passed(call);
                }
            }
            Due::WrapUpEnds(teammate) => {
                let row = self.state.teammates.get(&teammate);
                let current = row.is_some_and(
                    |row| matches!(row.phone, Phone::WrapUp { until, .. } if until == due_at),
                );
                if current {
                    self.end_wrap_up(Actor::Clock, teammate);
                }
            }
            Due::AnnouncementOverdue(call) => {
                let stage = self.state.calls.get(&call).map(|state| (state.stage, state.since));
                let ours = stage.is_some_and(|(stage, since)| {
                    matches!(stage, Stage::Menu | Stage::Deflected { .. })
                        && since.plus(ANNOUNCEMENT_MS_MAX) == due_at
                });
                if ours {
                    self.announcement_overdue(call);
                }
            }
            Due::TabGraceEnds(teammate) => self.tab_grace_ends(teammate, due_at),
            Due::PhoneRetry(teammate) => self.phone_retry(teammate, due_at),
            Due::PartedSilence(call) => self.parted_silence(call, due_at),
            Due::PartedOver(call) => self.parted_over(call, due_at),
            Due::RecordingOverdue(recording) => self.recording_overdue(recording),
            Due::Forget(call) => self.out.over.push(call),
        }
    }

    /// The teammate may ring for this call again.
    fn exclusion_ends(&mut self, call: CallId, teammate: TeammateId) {
        let waits = self.state.calls.get(&call).is_some_and(|state| state.live());
        if waits && self.index.eligible(teammate) {
            self.dirty_teammates.insert(teammate);
        }
    }

    /// [002] the customer has been waiting for longer than the team allowed when this
    /// stay began.
    pub(super) fn hold_limit_passed(&mut self, call: CallId) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let (Some(until), Some(team)) = (state.hold_until, state.team) else { return };
        let minutes = u32::try_from(until.since(state.stay_since) / MINUTE_MS).unwrap_or(u32::MAX);
        self.deflect(call, team, DeflectionReason::HoldTimeout { minutes });
    }

    /// Sets the timers of everything that was live, after a restart.
    pub(super) fn reload_timers(&mut self) {
        let mut timers = Vec::new();
        for row in self.state.teammates.values() {
            if let Phone::WrapUp { until, .. } = row.phone {
                timers.push((until, Due::WrapUpEnds(row.id)));
            }
        }
        for offer in self.state.offers.values().filter(|offer| offer.ended.is_none()) {
            timers.push((offer.ring_until, Due::RingEnds(offer.id)));
        }
        for row in self.state.recordings.values() {
            if row.stage == RecordingStage::Closing {
                timers.push((self.now.plus(CLOSING_MS_MAX), Due::RecordingOverdue(row.id)));
            }
        }
        for call in self.state.calls.values() {
            timers.extend(self.timers_of(call.id));
        }
        self.timers.extend(timers);
    }

    fn timers_of(&self, id: CallId) -> Vec<(Millis, Due)> {
        let Some(call) = self.state.calls.get(&id) else { return Vec::new() };
        if !call.live() {
            return vec![(self.now.plus(FORGET_MS), Due::Forget(id))];
        }
        let excluded = call.excluded.iter();
        let mut timers: Vec<_> =
            excluded.map(|(who, until)| (*until, Due::ExclusionEnds(id, *who))).collect();
        timers.extend(call.hold_until.map(|until| (until, Due::HoldLimit(id))));
        if matches!(call.stage, Stage::Menu | Stage::Deflected { .. }) {
            let until = call.since.plus(ANNOUNCEMENT_MS_MAX);
            timers.push((until, Due::AnnouncementOverdue(id)));
        }
        timers
    }
}
