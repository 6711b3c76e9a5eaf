//! How what the desk holds looks to a page.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    CallContent, CallId, CallState, ChannelId, ContactId, Desk, NO_ROLE, Permission, Phone, Seq,
    Stage, TeamId, TeammateId, TeammateSettings, TeammateState,
};

use super::frame::CallView;
use crate::reads;
use crate::schema::{
    Channels, ContactBrief, NameRef, PhoneDoing, PhoneView, Status, Strip, StripTeam, TeammateView,
};

/// Names of contacts kept: every caller of a busy hour. The oldest go first; who is
/// forgotten is shown by the name the carrier gave.
const NAMES_MAX: usize = 4_096;

/// What contacts are called, as far as it was read lately: a ring reads nothing.
#[derive(Debug, Default)]
pub(super) struct KnownNames(BTreeMap<ContactId, String>);

impl KnownNames {
    /// A contact was read.
    pub(super) fn learn(&mut self, contact: &ContactBrief) {
        self.0.insert(ContactId(contact.id), contact.name.clone());
        while self.0.len() > NAMES_MAX {
            self.0.pop_first();
        }
    }
}

/// A call's contact.
pub(super) fn contact(id: ContactId, content: &CallContent, names: &KnownNames) -> ContactBrief {
    let number = content.caller.clone();
    let name = names.0.get(&id).cloned();
    let carrier = || reads::contact_name(content.caller_name.as_deref(), number.as_deref());
    ContactBrief { id: id.0, name: name.unwrap_or_else(carrier), number }
}

/// A team's name.
pub(crate) fn team(desk: &Desk, id: TeamId) -> NameRef {
    let name = desk.teams().get(&id).map(|team| team.name.clone());
    NameRef { id: id.0, name: name.unwrap_or_else(|| format!("Team {id}")) }
}

/// A channel's name.
pub(crate) fn channel(desk: &Desk, id: ChannelId) -> NameRef {
    let name = desk.channels().get(&id).map(|channel| channel.name.clone());
    NameRef { id: id.0, name: name.unwrap_or_else(|| format!("Channel {id}")) }
}

/// A teammate's name.
pub(crate) fn teammate(desk: &Desk, id: TeammateId) -> NameRef {
    let name = desk.teammate(id).map(|(_, settings)| settings.name.clone());
    NameRef { id: id.0, name: name.unwrap_or_else(|| format!("Teammate {id}")) }
}

/// The places of waiting calls in their queues, from 1.
#[derive(Default)]
pub(crate) struct Places(BTreeMap<CallId, u32>);

impl Places {
    /// As they are now.
    pub(crate) fn of(desk: &Desk) -> Self {
        let waits =
            |call: &CallState| Some((call.waits_for()?, call.rank.unwrap_or(Seq(0)), call.id));
        let waiting: BTreeSet<_> = desk.calls().filter_map(waits).collect();
        let (mut places, mut queue) = (BTreeMap::new(), None);
        let mut place = 0;
        for (team, _, call) in waiting {
            place = if queue == Some(team) { place + 1 } else { 1 };
            queue = Some(team);
            places.insert(call, place);
        }
        Self(places)
    }

    /// The place of one of them.
    pub(crate) fn place(&self, call: CallId) -> Option<u32> {
        self.0.get(&call).copied()
    }
}

/// A call as it is shown.
pub(super) fn call(
    desk: &Desk,
    state: &CallState,
    contact: ContactBrief,
    places: &Places,
) -> CallView {
    let with = crate::view::stage(state).1;
    let outcome = state.outcome();
    CallView {
        id: state.id.0,
        conversation: state.conversation.0,
        contact,
        channel: channel(desk, state.channel),
        team: state.team.map(|id| team(desk, id)),
        teammate: with.map(|id| teammate(desk, id)),
        stage: reads::call_stage(state.stage),
        since_ms: state.since.0,
        placed_ms: state.placed.0,
        answered_ms: state.first_answer.map(|at| at.0),
        ended_ms: state.ended.map(|at| at.0),
        outcome: outcome.map(|outcome| outcome.name().to_owned()),
        outcome_words: outcome.map(reads::outcome_words),
        place: places.place(state.id),
    }
}

/// A teammate as others see them.
pub(crate) fn teammate_view(desk: &Desk, id: TeammateId, online: bool) -> Option<TeammateView> {
    let (state, settings) = desk.teammate(id)?;
    let teams = desk.teams().iter().filter(|(_, team)| team.members.contains(&id));
    Some(TeammateView {
        id: id.0,
        name: settings.name.clone(),
        role: role(desk, settings.role),
        teams: teams.map(|(id, _)| id.0).collect(),
        status: status(state.status),
        channels: channels(state.channels),
        shown: state.shown().to_owned(),
        phone: phone(state.phone),
        has_client: desk.has_client(id),
        online,
    })
}

fn role(desk: &Desk, id: desk::RoleId) -> NameRef {
    let name = desk.roles().get(&id).map(|role| role.name.clone());
    let none = || if id == NO_ROLE { "Teammate".to_owned() } else { format!("Role {id}") };
    NameRef { id: id.0, name: name.unwrap_or_else(none) }
}

/// The own choice.
pub(crate) fn status(status: desk::Status) -> Status {
    match status {
        desk::Status::Active => Status::Active,
        desk::Status::Away => Status::Away,
    }
}

/// Channel availability.
pub(crate) fn channels(channels: desk::Channels) -> Channels {
    match channels {
        desk::Channels::All => Channels::All,
        desk::Channels::Conversations => Channels::Conversations,
        desk::Channels::Phone => Channels::Phone,
    }
}

/// What a phone is doing.
pub(crate) fn phone(phone: Phone) -> PhoneView {
    let idle = PhoneView { state: PhoneDoing::Free, offer: None, call: None, until_ms: None };
    match phone {
        Phone::Free => idle,
        Phone::Ringing { offer, call } => PhoneView {
            state: PhoneDoing::Ringing,
            offer: Some(offer.0),
            call: Some(call.0),
            ..idle
        },
        Phone::OnCall { call } => {
            PhoneView { state: PhoneDoing::OnCall, call: Some(call.0), ..idle }
        }
        Phone::WrapUp { call, until } => PhoneView {
            state: PhoneDoing::WrapUp,
            call: Some(call.0),
            until_ms: Some(until.0),
            ..idle
        },
    }
}

/// The strip of figures, now.
pub(crate) fn strip(desk: &Desk) -> Strip {
    let mut strip = Strip {
        in_queue: 0,
        ringing: 0,
        active: 0,
        available: available(desk),
        longest_wait_since_ms: None,
        teams: Vec::new(),
    };
    let mut teams: BTreeMap<TeamId, StripTeam> = BTreeMap::new();
    for (id, settings) in desk.teams() {
        let team = StripTeam {
            team: NameRef { id: id.0, name: settings.name.clone() },
            in_queue: 0,
            active: 0,
            available: desk.available_for_phone(*id),
            longest_wait_since_ms: None,
        };
        teams.insert(*id, team);
    }
    for call in desk.calls() {
        let team = call.team.and_then(|id| teams.get_mut(&id));
        match call.stage {
            Stage::Queued { .. } | Stage::Ringing { .. } => {
                let since = call.stay_since.0;
                strip.in_queue += 1;
                strip.ringing += u32::from(matches!(call.stage, Stage::Ringing { .. }));
                earlier(&mut strip.longest_wait_since_ms, since);
                if let Some(team) = team {
                    team.in_queue += 1;
                    earlier(&mut team.longest_wait_since_ms, since);
                }
            }
            Stage::Talking(_) | Stage::OnHold(_) => {
                strip.active += 1;
                if let Some(team) = team {
                    team.active += 1;
                }
            }
            Stage::Menu | Stage::Deflected { .. } | Stage::Ended { .. } => {}
        }
    }
    strip.teams = teams.into_values().collect();
    strip.teams.sort_by(|one, other| one.team.name.cmp(&other.team.name));
    strip
}

fn earlier(longest: &mut Option<i64>, since: i64) {
    *longest = Some(longest.map_or(since, |longest| longest.min(since)));
}

/// [002] teammates who are available for phone, or handling a call; who is in several
/// teams counts once.
fn available(desk: &Desk) -> u32 {
    let counts = |(state, _): &(&TeammateState, &TeammateSettings)| match state.phone {
        Phone::OnCall { .. } => true,
        Phone::WrapUp { .. } => false,
        Phone::Free | Phone::Ringing { .. } => {
            state.status == desk::Status::Active
                && state.channels.phone()
                && desk.has_client(state.id)
                && desk.permissions(state.id).contains(&Permission::TakesCalls)
        }
    };
    u32::try_from(desk.teammates().filter(counts).count()).unwrap_or(u32::MAX)
}
