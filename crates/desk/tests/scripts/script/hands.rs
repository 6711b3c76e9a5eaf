//! What teammates' tabs and desk phones do by themselves.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    Input, LegDeparture, LegId, LegRefusal, OfferId, RecordingFile, TabId, TeammateId, Toggle,
};

use super::action::Condition;
use super::lineside::{Echo, LineSide};

/// The state of everybody's tabs and desk phones.
#[derive(Debug, Default)]
pub(super) struct Hands {
    pub(super) tabs: BTreeSet<(TeammateId, TabId)>,
    pub(super) frozen: BTreeSet<(TeammateId, TabId)>,
    pub(super) conditions: BTreeMap<(TeammateId, u8), Condition>,
    /// Who is, or was, rung by an offer.
    pub(super) rung: BTreeMap<OfferId, TeammateId>,
}

impl Hands {
    /// What comes back from the far end of an order, at once.
    pub(super) fn react(&self, echo: Echo, line: &mut LineSide) -> Vec<Input> {
        let back = match echo {
            Echo::TabsRing(teammate, offer) => {
                let awake = self.tabs.iter().filter(|tab| !self.frozen.contains(tab));
                let rings = awake.filter(|(who, _)| *who == teammate);
                let proofs = rings.map(|(_, tab)| Input::RingAcknowledged(teammate, offer, *tab));
                return proofs.collect();
            }
            Echo::PhoneRings(dial) => self.take_ring(dial.leg, dial.auto_answer, line),
            Echo::GivenUp(leg) => Some(Input::LegRefused(leg, LegRefusal::Cancelled)),
            Echo::HungUp(leg) => Some(Input::LegGone(leg, LegDeparture::HungUpByUs)),
            Echo::Closed(id, length_ms) => {
                let path = format!("recording-{id}.wav");
                Some(Input::RecordingStopped(id, RecordingFile { path, length_ms }))
            }
            Echo::Rejoined(leg) => Some(Input::LegRejoined(leg)),
            Echo::PartedAgain(leg) => Some(Input::LegParted(leg)),
            Echo::NotConnected(leg) => Some(Input::LegGone(leg, LegDeparture::MediaFailed)),
        };
        back.into_iter().collect()
    }

    /// The first of somebody's open tabs.
    pub(super) fn tab_of(&self, who: TeammateId) -> Option<TabId> {
        self.tabs.iter().find(|(of, _)| *of == who).map(|(_, tab)| *tab)
    }

    /// A desk phone is rung.
    pub(super) fn take_ring(
        &self,
        leg: LegId,
        auto_answer: Toggle,
        line: &mut LineSide,
    ) -> Option<Input> {
        let LegId::Offer(offer, phone) = leg else { return None };
        let who = *self.rung.get(&offer)?;
        let condition = self.conditions.get(&(who, phone)).copied().unwrap_or(Condition::Works);
        let refusal = match condition {
            Condition::Works if auto_answer == Toggle::On => {
                line.picks_up(leg);
                return Some(Input::LegAnswered(leg));
            }
            Condition::Works | Condition::IgnoresAutoAnswer => return None,
            Condition::Busy => LegRefusal::Busy,
            Condition::Unreachable => LegRefusal::Unreachable,
            Condition::WithoutAudio => LegRefusal::MediaFailed,
        };
        line.goes(leg);
        Some(Input::LegRefused(leg, refusal))
    }
}
