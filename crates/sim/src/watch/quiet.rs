//! What must hold when a turn is over and the desk is quiet.

use std::collections::BTreeSet;

use desk::{
    Channels, Desk, Employment, Input, Millis, OfferHow, Outcome, Phone, Stage, Status, TeamId,
};
use desk::{Failure, TeammateId, WorkspaceKind};

use super::{Batch, Invariant, Watch};
use crate::model::{Client, Verdict};

/// The longest a shell oversleeps, a store stalls and a process starts, taken together.
pub(crate) const LATE_MS_MAX: u64 = 15_000;

/// The same where a machine may sleep and a clock may jump, too.
pub(crate) const JUMP_MS_MAX: u64 = 200_000;

/// So many people can be looked at after every turn.
const SMALL_MAX: usize = 64;

/// How many turns go by between two looks at everybody of a big desk.
const BIG_DESK_TURNS: u64 = 7;

/// How many turns go by between two full sweeps.
const SWEEP_TURNS: u64 = 61;

impl Watch {
    /// All of it; what costs much only now and then.
    pub(super) fn quiet(&mut self, batch: &Batch<'_>, desk: &Desk) {
        self.wrap_up_begun();
        self.ended_calls();
        self.gone_callers(batch);
        self.cut_calls();
        // On a big desk everybody is looked at only now and then; what an offer or an
        // end touches is checked where it happens, every time.
        let small = self.model.people.len() <= SMALL_MAX;
        if small || self.turns.is_multiple_of(BIG_DESK_TURNS) {
            self.open_offers();
            self.work_conserving();
            self.overdue();
        }
        if self.turns.is_multiple_of(SWEEP_TURNS) {
            self.sweep(desk);
        }
    }

    /// [S4] on the wire a phone rings until the desk is woken: the shell may be a
    /// little late, and the clock may be set, but no more than that.
    pub(super) fn overslept(&mut self, inputs: &[(Millis, Input)]) {
        let Some((first, _)) = inputs.first() else { return };
        for offer in self.model.offers.values() {
            let late_ms = first.since(offer.ring_until);
            let in_time = late_ms <= self.late_ms_max;
            self.ledger.check(Invariant::S4, Some(offer.call), in_time, || {
                format!("offer {} rang {late_ms} ms longer than it should", offer.id)
            });
        }
    }

    /// [E11] what a crash has cut is closed as such.
    fn cut_calls(&mut self) {
        for id in std::mem::take(&mut self.cut) {
            let outcome = self.model.over.get(&id).map(|over| over.outcome);
            let closed = outcome == Some(Outcome::Failed(Failure::NodeLost));
            self.ledger.check(Invariant::E11, Some(id), closed, || {
                format!("cut by a crash, its outcome is {outcome:?}")
            });
        }
    }

    /// [S8, S4] who is rung may still be rung.
    fn open_offers(&mut self) {
        let now = self.model.now;
        for offer in self.model.offers.values() {
            let some = Some(offer.call);
            let Some(person) = self.model.person(offer.teammate) else { continue };
            let claimed = offer.how == OfferHow::Claimed;
            let chosen = claimed
                || (person.status == Status::Active && person.channels != Channels::Conversations);
            let here = person.settings.employment == Employment::Here && person.takes_calls();
            let team = self.model.teams.get(&offer.team);
            let member = team.is_some_and(|team| team.members.contains(&offer.teammate));
            let client = person.client(now, &self.model.workspace);
            let reached = offer.blurred || client != Client::Missing || person.in_grace(now);
            let rings = self.rings_something(offer);
            let phone = person.phone;
            let ours = phone == Phone::Ringing { offer: offer.id, call: offer.call };
            let all = chosen && here && member && reached && rings;
            self.ledger.check(Invariant::S8, some, all, || {
                format!(
                    "teammate {} is rung: chosen {chosen}, here {here}, member {member}, \
                     reached {reached} ({client:?}), something rings {rings}",
                    offer.teammate
                )
            });
            self.ledger.check(Invariant::S1, some, ours, || {
                format!("offer {} rings while the phone is {phone:?}", offer.id)
            });
            self.ledger.check(Invariant::S4, some, offer.ring_until > now, || {
                format!("offer {} still rings after its time", offer.id)
            });
        }
    }

    /// [L2, S7] no waiting caller and free teammate of the same team.
    fn work_conserving(&mut self) {
        if self.model.workspace.kind == WorkspaceKind::Test {
            return;
        }
        let now = self.model.now;
        let teams: BTreeSet<TeamId> = self
            .model
            .live
            .values()
            .filter_map(
                |call| {
                    if let Stage::Queued { team } = call.stage { Some(team) } else { None }
                },
            )
            .collect();
        for team in teams {
            let workspace = &self.model.workspace;
            let free: Vec<TeammateId> = self
                .model
                .members(team)
                .filter(|(_, person)| person.free(now, workspace) == Verdict::Yes)
                .map(|(id, _)| id)
                .collect();
            if free.is_empty() {
                continue;
            }
            for call in self.model.waiting(team) {
                if !matches!(call.stage, Stage::Queued { .. }) || call.held_too_long(now) {
                    continue;
                }
                let pair = free.iter().find(|id| call.passes_by(**id, now).is_none());
                self.ledger.check(Invariant::L2, Some(call.id), pair.is_none(), || {
                    format!("it waits while teammate {pair:?} of team {team} is free")
                });
                let bound = pair.is_some_and(|id| {
                    self.model.live.values().any(|c| c.id != call.id && c.peaceful(*id, now))
                });
                self.ledger.check(Invariant::S7, Some(call.id), !bound, || {
                    format!("teammate {pair:?} declined another call, and gets none at all")
                });
            }
        }
    }

    /// [L3, S15] nothing is still as it was after its time.
    fn overdue(&mut self) {
        let now = self.model.now;
        for call in self.model.live.values() {
            let queued = matches!(call.stage, Stage::Queued { .. });
            self.ledger.check(
                Invariant::L3,
                Some(call.id),
                !(queued && call.held_too_long(now)),
                || format!("it waits after its limit {:?}", call.hold_until),
            );
        }
        let over = self.model.people.iter().find(
            |(_, person)| matches!(person.phone, Phone::WrapUp { until, .. } if until <= now),
        );
        let over = over.map(|(id, _)| *id);
        self.ledger.check(Invariant::S15, None, over.is_none(), || {
            format!("teammate {over:?} is in wrap-up after its time")
        });
    }

    /// [L1, S2, M7] every live call is in one place, wanted by the desk, with a next
    /// step that is not too far away.
    pub(super) fn sweep(&mut self, desk: &Desk) {
        let wanted: BTreeSet<_> = desk.wanted().into_iter().map(|want| want.leg).collect();
        let deadline = desk.deadline().map(|(at, _)| at);
        let mut earliest = None;
        let mut sooner = |at: desk::Millis| {
            earliest = Some(earliest.map_or(at, |before: desk::Millis| before.min(at)));
        };
        for call in self.model.live.values() {
            let some = Some(call.id);
            let stage = desk.call(call.id).map(|call| call.stage);
            self.ledger.check(Invariant::L1, some, stage == Some(call.stage), || {
                format!("the desk has it as {stage:?}, it is {:?}", call.stage)
            });
            self.ledger.check(Invariant::L1, some, wanted.contains(&call.leg), || {
                "its caller's leg is not wanted".into()
            });
            match call.stage {
                Stage::Menu | Stage::Deflected { .. } => sooner(call.since.plus(20_000)),
                Stage::Queued { .. } => {
                    if let Some(until) = call.hold_until {
                        sooner(until);
                    }
                }
                Stage::Ringing { .. }
                | Stage::Talking(_)
                | Stage::OnHold(_)
                | Stage::Ended { .. } => {}
            }
            let rings = self.model.offers.values().filter(|offer| offer.call == call.id).count();
            let one = rings == usize::from(matches!(call.stage, Stage::Ringing { .. }));
            self.ledger.check(Invariant::S2, some, one, || format!("{rings} phones ring for it"));
        }
        for offer in self.model.offers.values() {
            sooner(offer.ring_until);
        }
        for person in self.model.people.values() {
            if let Phone::WrapUp { until, .. } = person.phone {
                sooner(until);
            }
        }
        let awake = earliest.is_none_or(|at| deadline.is_some_and(|deadline| deadline <= at));
        self.ledger.check(Invariant::L1, None, awake, || {
            format!("the desk wants to be woken at {deadline:?}, something is due at {earliest:?}")
        });
        self.one_call_each();
        self.counts(desk);
    }

    /// [S1] counted from the calls' side.
    fn one_call_each(&mut self) {
        let mut held = BTreeSet::new();
        for call in self.model.live.values() {
            let who = match call.stage {
                Stage::Ringing { teammate, .. } => teammate,
                Stage::Talking(talk) | Stage::OnHold(talk) => talk.teammate,
                Stage::Menu
                | Stage::Queued { .. }
                | Stage::Deflected { .. }
                | Stage::Ended { .. } => continue,
            };
            let first = held.insert(who);
            self.ledger.check(Invariant::S1, Some(call.id), first, || {
                format!("teammate {who} has another call, too")
            });
        }
    }
}
