//! Balanced assignment: bringing waiting callers and free teammates together until no
//! pair is left. First come, first served; the least recently assigned is rung [002].

use super::{Desk, index::TeamIndex};
use crate::call::{CallState, Stage};
use crate::id::{CallId, Seq, TeamId, TeammateId};
use crate::offer::{Considered, OfferHow, Standing};
use crate::settings::{AnswerMode, WorkspaceKind};

/// Beyond this many teammates who became free in one step, their teams' queues are
/// walked from the front instead of asking each teammate for the next caller.
const FREED_ONE_BY_ONE_MAX: usize = 16;

/// How many offers of a call may be lost on the way to one teammate.
const LOST_OFFERS_MAX: u32 = 3;

/// How many of those considered are named in an offer.
const NEAREST_MAX: usize = 20;

impl Desk {
    /// Offers waiting calls until every waiting call that could be offered is.
    pub(super) fn settle(&mut self) {
        // [002] balanced assignment does not work in test workspaces.
        if self.state.workspace.kind == WorkspaceKind::Test {
            self.dirty_calls.clear();
            self.dirty_teammates.clear();
            return;
        }
        self.widen();
        while let Some((rank, call)) = self.next_call() {
            self.dirty_calls.remove(&(rank, call));
            if let Some(teammate) = self.pick(call) {
                let how = match self.state.workspace.answer_mode {
                    AnswerMode::ByHand => OfferHow::Picked,
                    AnswerMode::Auto => OfferHow::AutoAnswered,
                };
                self.offer(call, teammate, how);
            }
        }
    }

    fn widen(&mut self) {
        if self.dirty_teammates.len() <= FREED_ONE_BY_ONE_MAX {
            return;
        }
        let freed = std::mem::take(&mut self.dirty_teammates);
        let mut teams: Vec<_> =
            freed.iter().flat_map(|id| self.index.teams_of(*id)).copied().collect();
        teams.sort_unstable();
        teams.dedup();
        for team in teams {
            if let Some(team) = self.index.team(team) {
                self.dirty_calls.extend(team.waiting.iter().copied());
            }
        }
    }

    /// The earliest caller for whom something may have changed.
    fn next_call(&mut self) -> Option<(Seq, CallId)> {
        let mut next = self.dirty_calls.first().copied();
        let mut idle = Vec::new();
        for teammate in &self.dirty_teammates {
            match self.first_call_for(*teammate) {
                Some(call) => next = Some(next.map_or(call, |best| best.min(call))),
                None => idle.push(*teammate),
            }
        }
        for teammate in idle {
            self.dirty_teammates.remove(&teammate);
        }
        next
    }

    fn first_call_for(&self, teammate: TeammateId) -> Option<(Seq, CallId)> {
        if !self.index.eligible(teammate) {
            return None;
        }
        let teams = self.index.teams_of(teammate).iter();
        let queues = teams.filter_map(|team| self.index.team(*team));
        queues
            .filter_map(|queue| {
                let mut waiting = queue.waiting.iter();
                waiting.find(|(_, call)| self.may_ring(*call, teammate)).copied()
            })
            .min()
    }

    fn may_ring(&self, call: CallId, teammate: TeammateId) -> bool {
        self.state.calls.get(&call).is_some_and(|call| {
            self.passed_by(call, teammate).is_none()
                // No new offer after the hold limit.
                && call.hold_until.is_none_or(|until| self.now < until)
        })
    }

    /// The eligible member whose last assignment is oldest, never assigned first, ties
    /// by id; conversation counts and limits do not matter [002].
    fn pick(&self, id: CallId) -> Option<TeammateId> {
        let call = self.state.calls.get(&id)?;
        let Stage::Queued { team } = call.stage else { return None };
        let mut free = self.index.team(team)?.free.iter();
        free.find(|(_, teammate)| self.may_ring(id, *teammate)).map(|(_, teammate)| *teammate)
    }

    /// Why this call passes a teammate by, if it does.
    pub(super) fn passed_by(&self, call: &CallState, teammate: TeammateId) -> Option<Standing> {
        if call.barred.contains(&teammate) {
            return Some(Standing::Barred);
        }
        if call.excluded.get(&teammate).is_some_and(|until| self.now < *until) {
            return Some(Standing::Excluded);
        }
        if call.lost.get(&teammate).is_some_and(|lost| *lost >= LOST_OFFERS_MAX) {
            return Some(Standing::LostTooOften);
        }
        None
    }

    /// Who is considered when `chosen` is rung, or nobody: counts per reason, and the
    /// nearest.
    pub(super) fn considered(
        &self,
        call: CallId,
        team: TeamId,
        chosen: Option<TeammateId>,
    ) -> Considered {
        let (Some(index), Some(call)) = (self.index.team(team), self.state.calls.get(&call)) else {
            return Considered::default();
        };
        let mut counts = index.standings().clone();
        let mut nearest = Vec::new();
        if let Some((chosen, standing)) = chosen.and_then(|id| Some((id, self.standing(id)?))) {
            nearest.push((chosen, standing));
        }
        for teammate in passed_by_candidates(call) {
            let Some(why) = self.passed_by(call, teammate) else { continue };
            let eligible =
                self.index.eligible(teammate) && self.index.teams_of(teammate).contains(&team);
            if !eligible {
                continue;
            }
            if let Some(count) = counts.get_mut(&Standing::Eligible) {
                *count -= 1;
            }
            *counts.entry(why).or_default() += 1;
            if nearest.len() < NEAREST_MAX {
                nearest.push((teammate, why));
            }
        }
        self.next_in_line(index, call, chosen, &mut nearest);
        let counts = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        Considered { counts, nearest }
    }

    fn next_in_line(
        &self,
        index: &TeamIndex,
        call: &CallState,
        chosen: Option<TeammateId>,
        nearest: &mut Vec<(TeammateId, Standing)>,
    ) {
        for (_, teammate) in index.free.iter().take(2 * NEAREST_MAX) {
            if nearest.len() >= NEAREST_MAX {
                break;
            }
            if Some(*teammate) != chosen && self.passed_by(call, *teammate).is_none() {
                nearest.push((*teammate, Standing::Eligible));
            }
        }
    }
}

/// Everybody a call might pass by, each once.
fn passed_by_candidates(call: &CallState) -> Vec<TeammateId> {
    let mut all: Vec<_> =
        call.excluded.keys().chain(call.lost.keys()).chain(call.barred.iter()).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
