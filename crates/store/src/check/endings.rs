//! From the answer to the end: hold, loss, deflection, and the one outcome (C1 to C3, E6).

use desk::{Actor, CallId, DeflectionReason, Fact, Logged, Millis, OfferId, Outcome, TeammateId};

use super::audit::{Audit, Place};

impl Audit {
    pub(super) fn held(&mut self, logged: &Logged, call: CallId) {
        if let Some(Place::Talking(offer, teammate)) = self.place(call) {
            self.move_to(call, Place::OnHold(offer, teammate));
        } else {
            self.breach("C2", logged, "it is held without being talked on".to_owned());
        }
    }

    pub(super) fn resumed(&mut self, logged: &Logged, call: CallId) {
        if let Some(Place::OnHold(offer, teammate)) = self.place(call) {
            self.move_to(call, Place::Talking(offer, teammate));
        } else {
            self.breach("C2", logged, "it is resumed without being on hold".to_owned());
        }
    }

    /// The teammate's side was lost: back in its place, as a new stay.
    pub(super) fn returned(&mut self, logged: &Logged) {
        let Fact::CallReturned { call: id, offer, teammate, cause, hold_until } = logged.fact
        else {
            return;
        };
        if self.place(id).and_then(talk) != Some((offer, teammate)) {
            let what = "a call returns from somebody it was not talking with".to_owned();
            self.breach("C2", logged, what);
        }
        self.free(teammate, id);
        let Some(call) = self.calls.get_mut(&id) else { return };
        if !cause.excludes() {
            *call.lost.entry(teammate).or_default() += 1;
        }
        call.hold_until = hold_until;
        let team = call.team();
        self.move_to(id, Place::Queued);
        if let (Some(call), Some(team)) = (self.calls.get_mut(&id), team) {
            call.stays.push((logged.at, team));
        }
    }

    pub(super) fn deflected(&mut self, logged: &Logged, id: CallId, reason: DeflectionReason) {
        match self.place(id) {
            Some(Place::Menu | Place::Queued | Place::Ended) => {}
            Some(Place::Deflected) => {
                self.breach("C3", logged, "it was turned away twice".to_owned());
            }
            place @ (Some(
                Place::Ringing(_) | Place::Leaving | Place::Talking(..) | Place::OnHold(..),
            )
            | None) => {
                self.breach("C2", logged, format!("it cannot be turned away from {place:?}"));
            }
        }
        self.move_to(id, Place::Deflected);
        if let Some(call) = self.calls.get_mut(&id) {
            call.deflected.get_or_insert(reason);
        }
    }

    pub(super) fn ended(&mut self, logged: &Logged, id: CallId, outcome: Outcome, ended: Millis) {
        let Some(call) = self.calls.get(&id) else { return };
        let (place, deflected, placed) = (call.place, call.deflected, call.placed);
        if place == Place::Ended {
            return;
        }
        if ended > logged.at || ended < placed {
            self.breach("C1", logged, "it ends before it began or after it was told".to_owned());
        }
        if let Place::Ringing(offer) = place {
            self.breach("S3", logged, format!("offer {offer} is open beyond the call's end"));
            if let Some(offer) = self.offers.remove(&offer) {
                self.free(offer.teammate, id);
            }
        }
        self.fits(logged, place, deflected, outcome);
        if let Some((_, teammate)) = talk(place) {
            self.free(teammate, id);
        }
        self.move_to(id, Place::Ended);
        if let Some(call) = self.calls.get_mut(&id) {
            call.ended = Some((ended, outcome));
        }
    }

    /// The outcome says where the call stood when it ended, and who ended it.
    fn fits(
        &mut self,
        logged: &Logged,
        place: Place,
        deflected: Option<DeflectionReason>,
        outcome: Outcome,
    ) {
        let caller = logged.by == Actor::Caller;
        let (invariant, fits) = match outcome {
            // A fault may end a call anywhere, but no person is one.
            Outcome::Failed(_) => ("C1", logged.by == Actor::Line),
            Outcome::Deflected(reason) => {
                ("C3", place == Place::Deflected && deflected == Some(reason))
            }
            Outcome::Completed => (
                "C1",
                matches!(place, Place::Talking(..))
                    || (matches!(place, Place::OnHold(..)) && !caller),
            ),
            Outcome::AbandonedOnHold => ("C1", matches!(place, Place::OnHold(..)) && caller),
            Outcome::AbandonedIvr => ("E6", place == Place::Menu && caller),
            Outcome::AbandonedQueue => ("E6", place == Place::Queued && caller),
            Outcome::NoAnswer => {
                ("E6", matches!(place, Place::Leaving | Place::Ringing(_)) && caller)
            }
        };
        if !fits {
            let what = format!("{outcome:?} by {:?} does not fit {place:?}", logged.by);
            self.breach(invariant, logged, what);
        }
    }

    fn place(&self, call: CallId) -> Option<Place> {
        self.calls.get(&call).map(|call| call.place)
    }
}

/// Under which offer who talks.
fn talk(place: Place) -> Option<(OfferId, TeammateId)> {
    match place {
        Place::Talking(offer, teammate) | Place::OnHold(offer, teammate) => Some((offer, teammate)),
        Place::Menu
        | Place::Queued
        | Place::Ringing(_)
        | Place::Leaving
        | Place::Deflected
        | Place::Ended => None,
    }
}
