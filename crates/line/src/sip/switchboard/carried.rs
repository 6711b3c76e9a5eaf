//! Legs of browser phones. They have no dialog: the media side answers them at once, and
//! what they need from here is their place in the inventory and one last event.

use std::sync::PoisonError;

use super::super::leg::Ending;
use super::Switchboard;
use crate::vocabulary::{LegCommand, LegEvent, LegId, PhoneId};

impl Switchboard {
    pub(super) fn connect_phone(&mut self, leg: LegId, phone: PhoneId) {
        if self.legs.contains_key(&leg) {
            tracing::warn!(leg.id = leg.0, "a SIP leg cannot be moved to a browser phone");
            return;
        }
        self.carried.insert(leg);
        self.media.command(LegCommand::Connect { leg, phone });
    }

    /// Is anything told of this leg still?
    pub(super) fn exists(&self, leg: LegId) -> bool {
        self.legs.contains_key(&leg) || self.carried.contains(&leg)
    }

    /// Keeps the inventory of what the media side tells.
    pub(super) fn note_carried(&mut self, event: &LegEvent) {
        match event {
            LegEvent::Answered { leg } => {
                self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(*leg, true);
            }
            LegEvent::Gone { leg, .. } => {
                self.carried.remove(leg);
                self.note_gone(*leg);
            }
            LegEvent::Arrived(_)
            | LegEvent::Ringing { .. }
            | LegEvent::Refused { .. }
            | LegEvent::MediaFlowing { .. }
            | LegEvent::HeldByPeer { .. }
            | LegEvent::ResumedByPeer { .. }
            | LegEvent::Digit { .. }
            | LegEvent::PlayEnded { .. }
            | LegEvent::RecordingStopped { .. }
            | LegEvent::RecordingFailed { .. }
            | LegEvent::PhoneUp { .. }
            | LegEvent::PhoneDown { .. }
            | LegEvent::Parted { .. }
            | LegEvent::Rejoined { .. } => {}
        }
    }

    /// Ends a leg; the phone stays warm.
    pub(super) fn end_carried(&mut self, leg: LegId, ending: Ending) {
        self.carried.remove(&leg);
        self.note_gone(leg);
        self.media.close(leg);
        self.tell(LegEvent::Gone { leg, why: ending.departure });
    }
}
