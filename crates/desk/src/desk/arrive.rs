//! A call comes in, is routed to its team, and is let into the queue or turned away.

use super::{Desk, Furnished, Reply, Volatile, refused};
use crate::call::{CallState, Consent};
use crate::fact::Fact;
use crate::id::{CallId, ChannelId, ContactId, ConversationId, LegId, TeamId};
use crate::input::{Actor, Arrival};
use crate::order::{Order, Sound};
use crate::outcome::DeflectionReason;
use crate::problem::ProblemCode;
use crate::row::{CallContent, ContactContent, Row, RowKey};
use crate::settings::{ChannelSettings, Toggle};
use crate::time::Millis;
use crate::webhook::WebhookEvent;

use super::Due;

/// An announcement is at most this long; then the call goes on without it. Twice the
/// longest one shipped, so that a lost *ended* never strands a caller.
pub(super) const ANNOUNCEMENT_MS_MAX: u64 = 20_000;

pub(super) const MINUTE_MS: u64 = 60_000;

impl Desk {
    pub(super) fn arrive(&mut self, arrival: Arrival, furnished: &Furnished) -> Reply {
        if self.legs.contains_key(&arrival.leg) {
            return Reply::Refused(refused(ProblemCode::NotNow, "This leg is a call already."));
        }
        let Some((channel, team)) = self.channel_of(&arrival.called) else {
            self.order(Order::Reject(arrival.leg, 404));
            return Reply::Refused(refused(
                ProblemCode::NotFound,
                "No channel has the number that was called: add it, or correct the trunk.",
            ));
        };
        let contact = self.contact_of(&arrival, furnished);
        let conversation = ConversationId(self.state.next().0);
        let began = Fact::ConversationCreated { conversation, contact, channel };
        let seq = self.log(Actor::Caller, began);
        self.tell_webhooks(WebhookEvent::ConversationCreated, conversation.0, seq);
        let call = CallId(self.state.next().0);
        let leg = arrival.leg;
        self.legs.insert(leg, call);
        self.calls.insert(call, Volatile::default());
        self.log(Actor::Caller, Fact::CallArrived { call, conversation, contact, channel, leg });
        self.keep_content(call, arrival);
        if self.state.calls.get(&call).is_some_and(|call| call.consent == Consent::Awaited) {
            self.play(call, Sound::RecordingConsent);
            let until = self.now.plus(ANNOUNCEMENT_MS_MAX);
            self.timers.insert((until, Due::AnnouncementOverdue(call)));
        } else {
            self.enter(call, team);
        }
        Reply::Call(call)
    }

    fn channel_of(&self, called: &str) -> Option<(ChannelId, TeamId)> {
        let wanted = digits(called);
        let mut channels = self.in_use();
        let (id, settings) = channels.find(|(_, settings)| {
            settings.number == called || (!wanted.is_empty() && digits(&settings.number) == wanted)
        })?;
        Some((*id, settings.team))
    }

    fn in_use(&self) -> impl Iterator<Item = (&ChannelId, &ChannelSettings)> {
        self.state.channels.iter().filter(|(_, settings)| settings.retired == Toggle::Off)
    }

    /// [001] matched by phone number, several: the most recently active; none: a new
    /// lead. A withheld number always makes a new lead.
    fn contact_of(&mut self, arrival: &Arrival, furnished: &Furnished) -> ContactId {
        let number = arrival.caller.as_deref();
        let known = number.and_then(|number| furnished.contacts.get(number));
        if let Some(row) = known
            .into_iter()
            .flatten()
            .max_by_key(|row| (row.last_active, std::cmp::Reverse(row.id)))
        {
            return row.id;
        }
        let contact = ContactId(self.state.next().0);
        self.log(Actor::Desk, Fact::ContactCreated { contact });
        if let Some(row) = self.state.contacts.get(&contact) {
            let content = ContactContent {
                number: arrival.caller.clone(),
                name: arrival.caller_name.clone(),
                email: None,
            };
            let row = Row::Contact(*row, Some(content));
            self.out.content.insert(RowKey::Contact(contact), row);
        }
        contact
    }

    fn keep_content(&mut self, call: CallId, arrival: Arrival) {
        let content = CallContent {
            caller: arrival.caller,
            caller_name: arrival.caller_name,
            called: arrival.called,
        };
        if let Some(state) = self.state.calls.get(&call) {
            let row = Row::Call(Box::new(state.clone()), Some(content.clone()));
            self.out.content.insert(RowKey::Call(call), row);
        }
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.content = content;
        }
    }

    /// The first entry into a team's queue, unless the call is turned away.
    fn enter(&mut self, call: CallId, team: TeamId) {
        match self.turned_away(team, self.now) {
            Some(reason) => {
                self.note_composition(call, team);
                self.deflect(call, team, reason);
            }
            None => self.queue(call, team),
        }
    }

    /// Why a call may not enter, checked in this order: workspace hours, team hours,
    /// nobody there, queue full [002].
    pub(super) fn turned_away(&self, team: TeamId, at: Millis) -> Option<DeflectionReason> {
        let settings = self.state.teams.get(&team);
        let index = self.index.team(team);
        if !self.state.workspace.hours.open_at(at) {
            return Some(DeflectionReason::WorkspaceOutOfOffice);
        }
        if settings.is_some_and(|team| !team.hours.open_at(at)) {
            return Some(DeflectionReason::TeamOutOfOffice);
        }
        if !index.is_some_and(super::index::TeamIndex::anybody) {
            return Some(DeflectionReason::NoTeammatesAvailable);
        }
        let max = settings.and_then(|team| team.queue_max)?;
        let length = index.map_or(0, super::index::TeamIndex::length);
        (length >= max).then_some(DeflectionReason::QueueFull { max })
    }

    /// A stay in a team's queue begins; the hold clock starts anew.
    pub(super) fn queue(&mut self, call: CallId, team: TeamId) {
        let hold_until = self.hold_until(team);
        self.log(Actor::Desk, Fact::CallQueued { call, team, hold_until });
        self.watch_hold(call, hold_until);
        self.note_composition(call, team);
        self.play(call, Sound::HoldMusic);
    }

    pub(super) fn hold_until(&self, team: TeamId) -> Option<Millis> {
        let minutes = self.state.teams.get(&team)?.hold_limit_minutes?;
        Some(self.now.plus(u64::from(minutes) * MINUTE_MS))
    }

    pub(super) fn watch_hold(&mut self, call: CallId, hold_until: Option<Millis>) {
        if let Some(until) = hold_until {
            self.timers.insert((until, Due::HoldLimit(call)));
        }
    }

    /// [002] team composition, when the workspace wants it in the log.
    pub(super) fn note_composition(&mut self, call: CallId, team: TeamId) {
        if self.state.workspace.show_team_composition == Toggle::Off {
            return;
        }
        if let Some(counts) = self.index.team(team).map(super::index::TeamIndex::composition) {
            self.log(Actor::Desk, Fact::AvailabilityNoted { call, counts });
        }
    }

    pub(super) fn deflect(&mut self, call: CallId, team: TeamId, reason: DeflectionReason) {
        self.log(Actor::Desk, Fact::CallDeflected { call, team, reason });
        self.play(call, Sound::Deflection(reason));
        let until = self.now.plus(ANNOUNCEMENT_MS_MAX);
        self.timers.insert((until, Due::AnnouncementOverdue(call)));
    }

    /// The call is answered when it first has something to hear.
    pub(super) fn play(&mut self, call: CallId, sound: Sound) {
        let Some(leg) = self.state.calls.get(&call).map(|call| call.leg) else { return };
        if let Some(volatile) = self.calls.get_mut(&call)
            && !volatile.answered
        {
            volatile.answered = true;
            self.order(Order::Answer(leg));
        }
        self.order(Order::Play(leg, sound));
    }

    pub(super) fn play_ended(&mut self, leg: LegId) -> Reply {
        if let Some(call) = self.legs.get(&leg).copied() {
            self.announcement_over(call, Heard::ToItsEnd);
        }
        Reply::Done
    }

    /// Where a call goes after its announcement: to the team that it was assigned to
    /// meanwhile, else to its channel's.
    pub(super) fn team_after_menu(&self, call: &CallState) -> Option<TeamId> {
        let assigned = self.state.conversations.get(&call.conversation).and_then(|row| row.team);
        assigned.or_else(|| self.state.channels.get(&call.channel).map(|channel| channel.team))
    }

    /// What comes after an announcement, heard or overdue.
    pub(super) fn announcement_over(&mut self, call: CallId, heard: Heard) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let (stage, consent, team) = (state.stage, state.consent, self.team_after_menu(state));
        match stage {
            crate::call::Stage::Menu if consent == Consent::Awaited => {
                if heard == Heard::ToItsEnd {
                    self.log(Actor::Line, Fact::ConsentHeard { call });
                }
                if let Some(team) = team {
                    self.enter(call, team);
                }
            }
            crate::call::Stage::Deflected { .. } => self.end_deflected(call),
            crate::call::Stage::Menu
            | crate::call::Stage::Queued { .. }
            | crate::call::Stage::Ringing { .. }
            | crate::call::Stage::Talking(_)
            | crate::call::Stage::OnHold(_)
            | crate::call::Stage::Ended { .. } => {}
        }
    }
}

/// What makes two spellings of a number the same.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Whether an announcement was heard to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    ToItsEnd,
    /// No word of its end came in time.
    Unknown,
}
