//! What facts do to calls and offers.

use super::{State, Touched};
use crate::call::{CallState, Consent, Stage, Talk};
use crate::fact::{Fact, Logged};
use crate::id::{CallId, LegId, OfferId, Seq, TeamId, TeammateId};
use crate::offer::DeclineCause;
use crate::row::{OfferEnd, OfferRow, RecordingStage, RowKey};
use crate::settings::RecordingMode;
use crate::teammate::Phone;
use crate::time::Millis;

impl State {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    pub(super) fn apply_call(&mut self, logged: &Logged, touched: &mut Touched) {
        match &logged.fact {
            Fact::CallArrived { call, .. } => self.arrived(*call, logged, touched),
            Fact::ConsentHeard { call } => {
                if let Some(state) = self.calls.get_mut(call) {
                    state.consent = Consent::Given;
                }
            }
            Fact::CallQueued { call, team, hold_until } => {
                self.queued(*call, *team, *hold_until, logged.seq, touched);
            }
            Fact::CallHeld { call } => {
                if let Some(talk) = self.calls.get(call).and_then(CallState::talk) {
                    self.move_call(*call, Stage::OnHold(talk), logged.at, touched);
                }
            }
            Fact::CallResumed { call } => {
                if let Some(talk) = self.calls.get(call).and_then(CallState::talk) {
                    self.move_call(*call, Stage::Talking(talk), logged.at, touched);
                }
            }
            Fact::CallDeflected { call, team, reason } => {
                self.move_call(*call, Stage::Deflected { reason: *reason }, logged.at, touched);
                if let Some(state) = self.calls.get_mut(call) {
                    state.team = Some(*team);
                    state.hold_until = None;
                }
            }
            Fact::CallEnded { call, outcome, ended } => {
                let talk = self.calls.get(call).and_then(CallState::talk);
                self.move_call(*call, Stage::Ended { outcome: *outcome }, *ended, touched);
                if let Some(state) = self.calls.get_mut(call) {
                    state.ended = Some(state.since);
                    state.hold_until = None;
                }
                self.close_recording(*call, touched);
                self.enliven(*call, touched);
                if let Some(talk) = talk {
                    self.person(talk.teammate, touched, |row| row.phone = Phone::Free);
                }
            }
            other => debug_assert!(false, "{other:?} is not about a call alone"),
        }
    }

    fn arrived(&mut self, call: CallId, logged: &Logged, touched: &mut Touched) {
        let Fact::CallArrived { conversation, contact, channel, leg, .. } = logged.fact else {
            return;
        };
        let mode = self.channels.get(&channel).map(|settings| settings.recording);
        let consent = match mode {
            None | Some(RecordingMode::Off) => Consent::NotRecorded,
            Some(RecordingMode::On) => Consent::Given,
            Some(RecordingMode::WithConsentAnnouncement) => Consent::Awaited,
        };
        let state = CallState {
            id: call,
            conversation,
            contact,
            channel,
            leg,
            placed: logged.at,
            stage: Stage::Menu,
            since: logged.at,
            team: None,
            rank: None,
            stay: 0,
            stay_since: logged.at,
            hold_until: None,
            first_answer: None,
            excluded: std::collections::BTreeMap::new(),
            lost: std::collections::BTreeMap::new(),
            barred: Vec::new(),
            consent,
            recording: None,
            lines: 1,
            segments: 0,
            ended: None,
        };
        self.calls.insert(call, state);
        touched.key(RowKey::Call(call));
        if let Some(row) = self.conversations.get_mut(&conversation) {
            row.call = Some(call);
            touched.key(RowKey::Conversation(conversation));
        }
        if let Some(row) = self.contacts.get_mut(&contact) {
            row.last_active = logged.at;
            touched.key(RowKey::Contact(contact));
        }
    }

    fn queued(
        &mut self,
        call: CallId,
        team: TeamId,
        hold_until: Option<Millis>,
        seq: Seq,
        touched: &mut Touched,
    ) {
        self.move_call(call, Stage::Queued { team }, self.now, touched);
        let now = self.now;
        let Some(state) = self.calls.get_mut(&call) else { return };
        state.team = Some(team);
        state.rank.get_or_insert(seq);
        state.stay += 1;
        state.stay_since = now;
        state.hold_until = hold_until;
        if let Some(row) = self.conversations.get_mut(&state.conversation)
            && row.team != Some(team)
        {
            row.team = Some(team);
            touched.key(RowKey::Conversation(row.id));
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    pub(super) fn apply_offer(&mut self, fact: &Fact, touched: &mut Touched) {
        match fact {
            Fact::CallOffered { call, teammate, team, offer, .. } => {
                self.offered(fact, touched);
                let (team, offer, teammate) = (*team, *offer, *teammate);
                let ringing = Stage::Ringing { team, offer, teammate };
                self.move_call(*call, ringing, self.now, touched);
            }
            Fact::CallDeclined { call, offer, teammate, cause, excluded_until } => {
                self.end_offer(*offer, OfferEnd::Declined(*cause), touched);
                self.pass_by(*call, *teammate, *excluded_until);
                self.lose(*call, *teammate, *cause);
                self.back_to_queue(*call, touched);
            }
            Fact::CallMissed { call, offer, teammate, excluded_until } => {
                self.end_offer(*offer, OfferEnd::Missed, touched);
                self.pass_by(*call, *teammate, Some(*excluded_until));
                self.back_to_queue(*call, touched);
            }
            Fact::OfferWithdrawn { call, offer, why, .. } => {
                self.end_offer(*offer, OfferEnd::Withdrawn(*why), touched);
                // A caller who hung up while a phone rang ends in that stage: the
                // call's own end follows at once and closes the ring's time.
                match why {
                    crate::offer::WithdrawnWhy::CallerGone
                    | crate::offer::WithdrawnWhy::NodeLost => {}
                    crate::offer::WithdrawnWhy::Claimed
                    | crate::offer::WithdrawnWhy::AssignedByHand
                    | crate::offer::WithdrawnWhy::MovedToTeam
                    | crate::offer::WithdrawnWhy::TeammateRemoved => {
                        self.back_to_queue(*call, touched);
                    }
                }
            }
            Fact::CallAnswered { call, offer, teammate, leg } => {
                self.answered(*call, *offer, *teammate, *leg, touched);
            }
            Fact::CallReturned { call, teammate, cause, hold_until, .. } => {
                self.returned(*call, *teammate, *cause, *hold_until, touched);
            }
            other => debug_assert!(false, "{other:?} is not about an offer"),
        }
    }

    fn offered(&mut self, fact: &Fact, touched: &mut Touched) {
        let Fact::CallOffered { call, offer, teammate, team, how, ring_until, considered } = fact
        else {
            return;
        };
        let row = OfferRow {
            id: *offer,
            call: *call,
            teammate: *teammate,
            team: *team,
            how: *how,
            at: self.now,
            ring_until: *ring_until,
            ended: None,
            considered: considered.clone(),
        };
        self.offers.insert(*offer, row);
        touched.key(RowKey::Offer(*offer));
        let (now, phone) = (self.now, Phone::Ringing { offer: *offer, call: *call });
        self.person(*teammate, touched, |row| {
            row.phone = phone;
            row.last_assigned = Some(now);
        });
    }

    fn answered(
        &mut self,
        call: CallId,
        offer: OfferId,
        teammate: TeammateId,
        leg: LegId,
        touched: &mut Touched,
    ) {
        self.end_offer(offer, OfferEnd::Answered, touched);
        let talk = Talk { offer, teammate, leg };
        self.move_call(call, Stage::Talking(talk), self.now, touched);
        self.person(teammate, touched, |row| row.phone = Phone::OnCall { call });
        let now = self.now;
        let Some(state) = self.calls.get_mut(&call) else { return };
        state.first_answer.get_or_insert(now);
        state.hold_until = None;
        // [001] whoever answers becomes the assignee.
        if let Some(row) = self.conversations.get_mut(&state.conversation) {
            row.teammate = Some(teammate);
            row.team = state.team;
            row.active = now;
            touched.key(RowKey::Conversation(row.id));
        }
    }

    fn returned(
        &mut self,
        call: CallId,
        teammate: TeammateId,
        cause: DeclineCause,
        hold_until: Option<Millis>,
        touched: &mut Touched,
    ) {
        self.lose(call, teammate, cause);
        self.close_recording(call, touched);
        self.enliven(call, touched);
        self.person(teammate, touched, |row| row.phone = Phone::Free);
        let Some(team) = self.calls.get(&call).and_then(|state| state.team) else { return };
        self.move_call(call, Stage::Queued { team }, self.now, touched);
        let now = self.now;
        if let Some(state) = self.calls.get_mut(&call) {
            state.stay += 1;
            state.stay_since = now;
            state.hold_until = hold_until;
            state.recording = None;
        }
    }

    fn end_offer(&mut self, offer: OfferId, end: OfferEnd, touched: &mut Touched) {
        let now = self.now;
        let Some(row) = self.offers.get_mut(&offer) else { return };
        // A ring that a crash cut counts as ended at its limit at the latest.
        row.ended = Some((now.min(row.ring_until), end));
        touched.key(RowKey::Offer(offer));
        let teammate = row.teammate;
        self.person(teammate, touched, |row| row.phone = Phone::Free);
    }

    fn pass_by(&mut self, call: CallId, teammate: TeammateId, until: Option<Millis>) {
        if let (Some(state), Some(until)) = (self.calls.get_mut(&call), until) {
            state.excluded.insert(teammate, until);
        }
    }

    fn lose(&mut self, call: CallId, teammate: TeammateId, cause: DeclineCause) {
        if let Some(state) = self.calls.get_mut(&call)
            && !cause.excludes()
        {
            *state.lost.entry(teammate).or_default() += 1;
        }
    }

    fn back_to_queue(&mut self, call: CallId, touched: &mut Touched) {
        let team = self.calls.get(&call).and_then(CallState::waits_for);
        if let Some(team) = team {
            self.move_call(call, Stage::Queued { team }, self.now, touched);
        }
    }

    fn close_recording(&mut self, call: CallId, touched: &mut Touched) {
        let recording = self.calls.get(&call).and_then(|state| state.recording);
        if let Some(row) = recording.and_then(|id| self.recordings.get_mut(&id))
            && row.stage.open()
        {
            row.stage = RecordingStage::Closing;
            touched.key(RowKey::Recording(row.id));
        }
    }
}
