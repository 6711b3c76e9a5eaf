//! Indexes over the state, so that every decision costs the same however large the
//! team and however long the queue: who is free, least recently assigned first; who
//! waits, first come first; how many stand where.

use std::collections::{BTreeMap, BTreeSet};

use super::Desk;
use crate::call::Stage;
use crate::fact::Composition;
use crate::id::{CallId, Seq, TeamId, TeammateId};
use crate::input::Status;
use crate::offer::Standing;
use crate::settings::{Employment, Permission};
use crate::teammate::Phone;
use crate::time::Millis;

/// The indexes of all teams.
#[derive(Debug, Default)]
pub(super) struct Index {
    teams: BTreeMap<TeamId, TeamIndex>,
    members: BTreeMap<TeammateId, Member>,
    /// Where each live call is filed.
    waits: BTreeMap<CallId, Waits>,
}

/// One team's index.
#[derive(Debug, Default)]
pub(super) struct TeamIndex {
    /// Eligible members, least recently assigned first, ties by id [002].
    pub(super) free: BTreeSet<(Option<Millis>, TeammateId)>,
    /// Waiting calls that do not ring, by their place.
    pub(super) waiting: BTreeSet<(Seq, CallId)>,
    /// Calls that ring.
    ringing: u32,
    standings: BTreeMap<Standing, u32>,
    composition: Composition,
    /// Members who are, or will soon be, able to take a call.
    present: u32,
}

/// How a teammate is filed now.
#[derive(Debug, Default)]
struct Member {
    teams: Vec<TeamId>,
    filed: Option<Filed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Filed {
    standing: Standing,
    composed: Composed,
    presence: Presence,
    last_assigned: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Composed {
    Away,
    ConversationsOnly,
    NoClient,
    Available,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Present,
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    Queued(TeamId, Seq),
    Ringing(TeamId),
}

impl TeamIndex {
    /// Calls that wait or ring: what the queue maximum counts.
    pub(super) fn length(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX).saturating_add(self.ringing)
    }

    /// Whether anybody is there: has channel All or Phone, and is available, ringing,
    /// on a call or in wrap-up.
    pub(super) fn anybody(&self) -> bool {
        self.present > 0
    }

    pub(super) fn composition(&self) -> Composition {
        self.composition
    }

    pub(super) fn standings(&self) -> &BTreeMap<Standing, u32> {
        &self.standings
    }

    /// Available for phone, or handling a call [002].
    pub(super) fn on_phones(&self) -> u32 {
        [Standing::Eligible, Standing::Ringing, Standing::OnCall]
            .iter()
            .filter_map(|standing| self.standings.get(standing))
            .sum()
    }

    fn add(&mut self, id: TeammateId, filed: Filed) {
        *self.standings.entry(filed.standing).or_default() += 1;
        *self.composed(filed.composed) += 1;
        if filed.composed == Composed::ConversationsOnly {
            self.composition.conversations_only += 1;
        }
        if filed.presence == Presence::Present {
            self.present += 1;
        }
        if filed.standing == Standing::Eligible {
            self.free.insert((filed.last_assigned, id));
        }
    }

    fn remove(&mut self, id: TeammateId, filed: Filed) {
        if let Some(count) = self.standings.get_mut(&filed.standing) {
            *count -= 1;
            if *count == 0 {
                self.standings.remove(&filed.standing);
            }
        }
        *self.composed(filed.composed) -= 1;
        if filed.composed == Composed::ConversationsOnly {
            self.composition.conversations_only -= 1;
        }
        if filed.presence == Presence::Present {
            self.present -= 1;
        }
        self.free.remove(&(filed.last_assigned, id));
    }

    fn composed(&mut self, composed: Composed) -> &mut u32 {
        match composed {
            Composed::Away | Composed::ConversationsOnly => &mut self.composition.away,
            Composed::NoClient => &mut self.composition.no_client,
            Composed::Available => &mut self.composition.available,
        }
    }
}

impl Index {
    pub(super) fn team(&self, id: TeamId) -> Option<&TeamIndex> {
        self.teams.get(&id)
    }

    /// The teams a teammate belongs to.
    pub(super) fn teams_of(&self, id: TeammateId) -> &[TeamId] {
        self.members.get(&id).map_or(&[], |member| &member.teams)
    }

    pub(super) fn eligible(&self, id: TeammateId) -> bool {
        let filed = self.members.get(&id).and_then(|member| member.filed);
        filed.is_some_and(|filed| filed.standing == Standing::Eligible)
    }
}

impl Desk {
    /// Files everything anew: at start, and when teams change.
    pub(super) fn rebuild_index(&mut self) {
        self.index = Index::default();
        for (id, team) in &self.state.teams {
            self.index.teams.insert(*id, TeamIndex::default());
            for member in &team.members {
                let teams = &mut self.index.members.entry(*member).or_default().teams;
                if !teams.contains(id) {
                    teams.push(*id);
                }
            }
        }
        let teammates: Vec<_> = self.state.teammates.keys().copied().collect();
        for id in teammates {
            self.refresh_teammate(id);
        }
        let calls: Vec<_> = self.state.calls.keys().copied().collect();
        for id in calls {
            self.refresh_call(id);
        }
    }

    /// Files a teammate anew after a change of any of the things it depends on.
    pub(super) fn refresh_teammate(&mut self, id: TeammateId) {
        let now = self.filed(id);
        let Some(member) = self.index.members.get_mut(&id) else { return };
        if member.filed == now {
            return;
        }
        let before = std::mem::replace(&mut member.filed, now);
        for team in &member.teams {
            let Some(team) = self.index.teams.get_mut(team) else { continue };
            if let Some(before) = before {
                team.remove(id, before);
            }
            if let Some(now) = now {
                team.add(id, now);
            }
        }
        let became =
            |filed: Option<Filed>| filed.is_some_and(|filed| filed.standing == Standing::Eligible);
        if became(now) && !became(before) {
            self.dirty_teammates.insert(id);
        }
    }

    /// Files a call anew after a change of its stage.
    pub(super) fn refresh_call(&mut self, id: CallId) {
        let now = self.state.calls.get(&id).and_then(|call| match call.stage {
            Stage::Queued { team } => call.rank.map(|rank| Waits::Queued(team, rank)),
            Stage::Ringing { team, .. } => Some(Waits::Ringing(team)),
            Stage::Menu
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => None,
        });
        let before = match now {
            Some(now) => self.index.waits.insert(id, now),
            None => self.index.waits.remove(&id),
        };
        if now == before {
            return;
        }
        match before {
            Some(Waits::Queued(team, rank)) => {
                if let Some(team) = self.index.teams.get_mut(&team) {
                    team.waiting.remove(&(rank, id));
                }
            }
            Some(Waits::Ringing(team)) => {
                if let Some(team) = self.index.teams.get_mut(&team) {
                    team.ringing -= 1;
                }
            }
            None => {}
        }
        match now {
            Some(Waits::Queued(team, rank)) => {
                self.index.teams.entry(team).or_default().waiting.insert((rank, id));
                self.dirty_calls.insert((rank, id));
            }
            Some(Waits::Ringing(team)) => {
                self.index.teams.entry(team).or_default().ringing += 1;
            }
            None => {}
        }
    }

    /// Where a teammate stands, whatever the call.
    pub(super) fn standing(&self, id: TeammateId) -> Option<Standing> {
        let row = self.state.teammates.get(&id)?;
        let person = self.state.people.get(&id)?;
        let takes_calls = self.state.permits(id, Permission::TakesCalls);
        if !takes_calls || person.employment == Employment::Removed {
            return Some(Standing::NotPermitted);
        }
        Some(match row.phone {
            Phone::OnCall { .. } => Standing::OnCall,
            Phone::WrapUp { .. } => Standing::WrapUp,
            Phone::Ringing { .. } => Standing::Ringing,
            Phone::Free if row.status == Status::Away => Standing::Away,
            Phone::Free if !row.channels.phone() => Standing::ConversationsOnly,
            Phone::Free if !self.client_of(id) => Standing::NoClient,
            Phone::Free => Standing::Eligible,
        })
    }

    fn filed(&self, id: TeammateId) -> Option<Filed> {
        let row = self.state.teammates.get(&id)?;
        if self.state.people.get(&id)?.employment == Employment::Removed {
            return None;
        }
        let standing = self.standing(id)?;
        let composed = match standing {
            Standing::ConversationsOnly => Composed::ConversationsOnly,
            Standing::NoClient => Composed::NoClient,
            Standing::Eligible | Standing::Ringing => Composed::Available,
            Standing::Away
            | Standing::OnCall
            | Standing::WrapUp
            | Standing::Excluded
            | Standing::Barred
            | Standing::LostTooOften
            | Standing::NotPermitted => Composed::Away,
        };
        let there = match standing {
            Standing::Eligible | Standing::Ringing | Standing::OnCall | Standing::WrapUp => {
                row.channels.phone()
            }
            Standing::Away
            | Standing::ConversationsOnly
            | Standing::NoClient
            | Standing::Excluded
            | Standing::Barred
            | Standing::LostTooOften
            | Standing::NotPermitted => false,
        };
        Some(Filed {
            standing,
            composed,
            presence: if there { Presence::Present } else { Presence::Absent },
            last_assigned: row.last_assigned,
        })
    }
}
