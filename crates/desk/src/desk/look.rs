//! Looks at what would happen, which change nothing.

use super::clients::Tabs;
use super::{Desk, index};
use crate::id::{CallId, ChannelId, TeamId, TeammateId};
use crate::input::Status;
use crate::offer::Considered;
use crate::readiness::{Readiness, Reason, ReasonCode};
use crate::route::Route;
use crate::settings::{Employment, Permission, Toggle, WorkspaceKind};
use crate::teammate::Phone;
use crate::time::Millis;

impl Desk {
    /// Whether calls could ring a teammate now, and everything that keeps them away.
    #[must_use]
    pub fn phone_readiness(&self, teammate: TeammateId) -> Readiness {
        let codes = self.unready(teammate);
        let reasons: Vec<_> = codes.into_iter().map(Reason::from).collect();
        Readiness { ready: reasons.is_empty(), reasons }
    }

    fn unready(&self, id: TeammateId) -> Vec<ReasonCode> {
        let (Some(row), Some(person)) = (self.state.teammates.get(&id), self.state.people.get(&id))
        else {
            return vec![ReasonCode::Removed];
        };
        if person.employment == Employment::Removed {
            return vec![ReasonCode::Removed];
        }
        let mut codes = Vec::new();
        if !self.state.permits(id, Permission::TakesCalls) {
            codes.push(ReasonCode::NotPermitted);
        }
        if !self.index.teams_of(id).iter().any(|team| self.has_number(*team)) {
            codes.push(ReasonCode::NoTeam);
        }
        if row.status == Status::Away {
            codes.push(ReasonCode::Away);
        }
        if !row.channels.phone() {
            codes.push(ReasonCode::ConversationsOnly);
        }
        match row.phone {
            Phone::Free | Phone::Ringing { .. } => {}
            Phone::OnCall { .. } => codes.push(ReasonCode::OnCall),
            Phone::WrapUp { .. } => codes.push(ReasonCode::WrapUp),
        }
        codes.extend(self.no_client(id));
        codes
    }

    /// Why a teammate has no phone client.
    fn no_client(&self, id: TeammateId) -> Option<ReasonCode> {
        if self.client_of(id) {
            return None;
        }
        let phones = self.state.workspace.sip_phone_is_client == Toggle::On;
        match self.tabs(id) {
            Tabs::Ring => None,
            Tabs::Frozen => Some(ReasonCode::TabFrozen),
            Tabs::Silent => Some(ReasonCode::NoAudio),
            Tabs::Closed if phones && self.has_sip_phones(id) => Some(ReasonCode::PhoneUnreachable),
            Tabs::Closed => Some(ReasonCode::NoTab),
        }
    }

    /// Whether a number in use leads to a team in use.
    fn has_number(&self, team: TeamId) -> bool {
        let retired = self.state.teams.get(&team).map(|team| team.retired);
        let leads = self.state.channels.values().filter(|channel| channel.team == team);
        retired == Some(Toggle::Off) && leads.map(|it| it.retired).any(|it| it == Toggle::Off)
    }

    /// Who would be considered for a waiting call now, were it this call's turn: counts per
    /// reason, and the nearest; none for a call that does not wait.
    #[must_use]
    pub fn considered_now(&self, call: CallId) -> Option<Considered> {
        let team = self.state.calls.get(&call)?.waits_for()?;
        Some(self.considered(call, team, None))
    }

    /// What would become of a call to a channel's number at that time, with everybody
    /// where they are now.
    #[must_use]
    pub fn route(&self, channel: ChannelId, at: Millis) -> Route {
        let in_use = self.state.channels.get(&channel).filter(|it| it.retired == Toggle::Off);
        let Some(team) = in_use.map(|channel| channel.team) else { return Route::Nowhere };
        if let Some(reason) = self.turned_away(team, at) {
            return Route::Deflected { team, reason };
        }
        let index = self.index.team(team);
        let first = index.and_then(|index| index.free.first()).map(|(_, teammate)| *teammate);
        // [002] balanced assignment does not work in test workspaces.
        match first.filter(|_| self.state.workspace.kind == WorkspaceKind::Live) {
            Some(teammate) => {
                Route::Rings { team, teammate, mode: self.state.workspace.answer_mode }
            }
            None => Route::Waits { team, before: index.map_or(0, index::TeamIndex::length) },
        }
    }
}
