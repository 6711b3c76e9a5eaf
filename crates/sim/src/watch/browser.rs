//! Calls that browser phones carry: which tab is connected, and what becomes of a call
//! whose phone is lost.

use desk::{CallId, LegId, Order, Sound, Stage, TabId, TeammateId, Turn};

use super::{Invariant, Watch};
use crate::model::PARTED_MS;

impl Watch {
    /// Follows which tab carries what by the orders given.
    pub(super) fn browser_orders(&mut self, turn: &Turn) {
        for order in &turn.orders {
            match order {
                Order::Connect { leg, teammate, tab } => self.connected(*leg, *teammate, *tab),
                Order::Bridge(_, leg) => {
                    if let Some(parted) =
                        self.model.talks_over(*leg).and_then(|call| call.parted.as_mut())
                    {
                        (parted.quiet_until, parted.music) = (None, false);
                    }
                    let known = !leg.is_tab() || self.model.carried.contains_key(leg);
                    let call = self.model.by_leg(*leg);
                    self.ledger.check(Invariant::B5, call, known, || {
                        format!("{leg:?} is bridged, and no tab was connected to it")
                    });
                }
                Order::Play(caller, Sound::HoldMusic) => {
                    let call = self.model.live.values_mut().find(|call| call.leg == *caller);
                    if let Some(parted) = call.and_then(|call| call.parted.as_mut()) {
                        (parted.quiet_until, parted.music) = (None, true);
                    }
                }
                Order::Answer(_)
                | Order::Reject(..)
                | Order::HangUp(_)
                | Order::Dial(_)
                | Order::RingTabs(..)
                | Order::StopRinging(..)
                | Order::Play(_, Sound::RecordingConsent | Sound::Deflection(_))
                | Order::Unbridge(_)
                | Order::Mute(..)
                | Order::Record { .. }
                | Order::PauseRecording(_)
                | Order::ResumeRecording(_)
                | Order::StopRecording(_) => {}
            }
        }
        let live = &self.model.live;
        self.model.carried.retain(|leg, _| live.values().any(|call| talks_over(call.stage, *leg)));
    }

    /// [B1, B3] a tab is connected to a leg.
    fn connected(&mut self, leg: LegId, teammate: TeammateId, tab: Option<TabId>) {
        if let Some(tab) = tab {
            self.model.carried.insert(leg, (teammate, tab));
        }
        // A talk that ended in the same turn is past checking.
        let Some(call) = self.model.talks_over(leg) else { return };
        let id = call.id;
        let talks = matches!(call.stage, Stage::Talking(talk) | Stage::OnHold(talk)
            if talk.teammate == teammate);
        let open = tab.is_some_and(|tab| {
            let person = self.model.person(teammate);
            // It may have come and gone within this turn.
            let unclear = self.model.unclear.contains(&teammate);
            unclear || person.is_some_and(|person| person.desk.tabs.contains_key(&tab))
        });
        self.ledger.check(Invariant::B1, Some(id), talks && open, || {
            format!(
                "{leg:?} is connected to tab {tab:?} of {teammate}: who talks there {talks}, \
                 open {open}"
            )
        });
        let Some(tab) = tab else { return };
        let others = self.model.carried.iter().filter(|(other, _)| **other != leg);
        let twice: Vec<LegId> =
            others.filter(|(_, by)| **by == (teammate, tab)).map(|(other, _)| *other).collect();
        let twice = twice.into_iter().find(|other| self.model.talks_over(*other).is_some());
        self.ledger.check(Invariant::B3, Some(id), twice.is_none(), || {
            format!("tab {tab} of {teammate} carries {twice:?} already")
        });
    }

    /// [B2, B4] a lost browser phone does not keep a caller waiting in silence, nor for
    /// ever.
    pub(super) fn lost_phones(&mut self) {
        let now = self.model.now;
        let mut checks: Vec<(CallId, bool, bool)> = Vec::new();
        for call in self.model.live.values() {
            let Some(parted) = call.parted else { continue };
            let talking = matches!(call.stage, Stage::Talking(_));
            let kept = parted.since.plus(PARTED_MS) > now;
            let heard = !talking || parted.quiet_until.is_none_or(|until| until > now);
            checks.push((call.id, kept, heard));
        }
        for (call, kept, heard) in checks {
            self.ledger.check(Invariant::B2, Some(call), kept, || {
                "its browser phone is lost for more than twenty seconds".into()
            });
            self.ledger.check(Invariant::B4, Some(call), heard, || {
                "its caller hears nothing for more than two seconds".into()
            });
        }
    }
}

fn talks_over(stage: Stage, leg: LegId) -> bool {
    match stage {
        Stage::Talking(talk) | Stage::OnHold(talk) => talk.leg == leg,
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Deflected { .. }
        | Stage::Ended { .. } => false,
    }
}
