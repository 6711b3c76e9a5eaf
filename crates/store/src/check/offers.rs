//! Offers: who is rung, for how long, and whose turn it was (S1, S2, S4 to S6, S12, S14,
//! E2, E3, E5, E7).

use desk::{
    Actor, AnswerMode, CallId, Composition, DeclineCause, Fact, Logged, Millis, OfferHow, OfferId,
    TeammateId, Toggle, WithdrawnWhy,
};

use super::audit::{Audit, Offer, Place};

/// [002] after a miss or a decline, the same call leaves a teammate in peace.
const PEACE_MS: u64 = 300_000;

/// So many offers of a call may be lost on the way to one teammate.
const LOST_MAX: u32 = 3;

impl Audit {
    pub(super) fn offered(&mut self, logged: &Logged) {
        let Fact::CallOffered { call, offer, teammate, team, how, ring_until, .. } = logged.fact
        else {
            return;
        };
        if let Some(other) = self.busy.insert(teammate, call) {
            let what = format!("teammate {teammate} is rung or talking for call {other} already");
            self.breach("S1", logged, what);
        }
        if ring_until.since(logged.at) > self.rules.ring_ms() {
            self.breach("S4", logged, "it would ring longer than the setting says".to_owned());
        }
        let place = self.calls.get(&call).map(|call| call.place);
        match place {
            Some(Place::Queued | Place::Ended) | None => {}
            Some(Place::Ringing(other)) => {
                self.breach("S2", logged, format!("offer {other} of the call is open already"));
            }
            Some(Place::Talking(..) | Place::OnHold(..)) => {
                self.breach("S2", logged, "the call is talking already".to_owned());
            }
            Some(Place::Menu | Place::Leaving | Place::Deflected) => {
                self.breach("C2", logged, format!("it cannot be offered from {place:?}"));
            }
        }
        if self.calls.get(&call).and_then(|call| call.team()) != Some(team) {
            self.breach("C2", logged, "it is offered for a team it does not wait for".to_owned());
        }
        match how {
            OfferHow::Picked | OfferHow::AutoAnswered => self.picked(logged, call, teammate),
            OfferHow::Claimed => {}
        }
        self.offers.insert(offer, Offer { call, teammate, how, ring_until });
        self.move_to(call, Place::Ringing(offer));
    }

    /// S6 and S12, for offers that nobody asked for.
    fn picked(&mut self, logged: &Logged, id: CallId, teammate: TeammateId) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.peace.get(&teammate).is_some_and(|from| logged.at.since(*from) < PEACE_MS) {
            let what = format!("teammate {teammate} was not left in peace for five minutes");
            self.breach("S6", logged, what);
        }
        let Some(call) = self.calls.get(&id) else { return };
        let (Some(team), Some(rank)) = (call.team(), call.rank) else { return };
        let earlier = self.waiting.get(&team).into_iter().flatten();
        let overtaken = earlier
            .take_while(|(other, _)| *other < rank)
            .find(|(_, other)| self.could_have_had(*other, teammate, logged.at))
            .copied();
        if let Some((_, other)) = overtaken {
            let what = format!("call {other} came earlier and could have had teammate {teammate}");
            self.breach("S12", logged, what);
        }
    }

    fn could_have_had(&self, id: CallId, teammate: TeammateId, at: Millis) -> bool {
        self.calls.get(&id).is_some_and(|call| {
            !call.barred.contains(&teammate)
                && call.hold_until.is_none_or(|until| at < until)
                && call.lost.get(&teammate).is_none_or(|lost| *lost < LOST_MAX)
                && call.peace.get(&teammate).is_none_or(|from| at.since(*from) >= PEACE_MS)
        })
    }

    /// Takes an offer out of the open ones; E2 and S4.
    fn close(
        &mut self,
        logged: &Logged,
        call: CallId,
        id: OfferId,
        teammate: TeammateId,
    ) -> Option<Offer> {
        let open = self.offers.remove(&id);
        let Some(offer) = open.filter(|open| open.call == call && open.teammate == teammate) else {
            let what = format!("no offer {id} of the call to teammate {teammate} is open");
            self.breach("E2", logged, what);
            return None;
        };
        let cut = matches!(logged.fact, Fact::OfferWithdrawn { why: WithdrawnWhy::NodeLost, .. });
        if logged.at > offer.ring_until && !cut {
            self.breach("S4", logged, "it rang beyond its end".to_owned());
        }
        Some(offer)
    }

    /// The teammate is rung and talking no more.
    pub(super) fn free(&mut self, teammate: TeammateId, call: CallId) {
        if self.busy.get(&teammate) == Some(&call) {
            self.busy.remove(&teammate);
        }
    }

    pub(super) fn declined(&mut self, logged: &Logged) {
        let Fact::CallDeclined { call, offer, teammate, cause, excluded_until } = logged.fact
        else {
            return;
        };
        let Some(open) = self.close(logged, call, offer, teammate) else { return };
        self.free(teammate, call);
        self.move_to(call, Place::Queued);
        if cause == DeclineCause::DeclineButton {
            if logged.by != Actor::Teammate(teammate) {
                let what = "somebody else pressed the Decline button".to_owned();
                self.breach("E3", logged, what);
            }
            let auto = self.rules.answer_mode() == AnswerMode::Auto;
            if auto || open.how != OfferHow::Picked {
                let what = "an offer that connects without action was declined by the button";
                self.breach("S14", logged, what.to_owned());
            }
        }
        let Some(call) = self.calls.get_mut(&call) else { return };
        if cause.excludes() {
            call.peace.insert(teammate, logged.at);
        } else {
            *call.lost.entry(teammate).or_default() += 1;
        }
        let peace = excluded_until.map(|until| until.since(logged.at));
        if cause.excludes() != (peace == Some(PEACE_MS)) {
            self.breach("S6", logged, format!("{cause:?} leads to {peace:?} ms of peace"));
        }
    }

    pub(super) fn missed(
        &mut self,
        logged: &Logged,
        call: CallId,
        offer: OfferId,
        teammate: TeammateId,
    ) {
        let Some(open) = self.close(logged, call, offer, teammate) else { return };
        self.free(teammate, call);
        self.move_to(call, Place::Queued);
        if logged.at < open.ring_until {
            self.breach("S5", logged, "it was missed before its ring had ended".to_owned());
        }
        if logged.by != Actor::Clock {
            self.breach("E5", logged, "it was missed by something else than time".to_owned());
        }
        if let Some(call) = self.calls.get_mut(&call) {
            call.peace.insert(teammate, logged.at);
        }
    }

    pub(super) fn withdrawn(
        &mut self,
        logged: &Logged,
        call: CallId,
        offer: OfferId,
        teammate: TeammateId,
        why: WithdrawnWhy,
    ) {
        if self.close(logged, call, offer, teammate).is_none() {
            return;
        }
        self.free(teammate, call);
        let place = match why {
            WithdrawnWhy::CallerGone | WithdrawnWhy::NodeLost => Place::Leaving,
            WithdrawnWhy::Claimed
            | WithdrawnWhy::AssignedByHand
            | WithdrawnWhy::MovedToTeam
            | WithdrawnWhy::TeammateRemoved => Place::Queued,
        };
        self.move_to(call, place);
    }

    pub(super) fn answered(
        &mut self,
        logged: &Logged,
        call: CallId,
        offer: OfferId,
        teammate: TeammateId,
    ) {
        if self.close(logged, call, offer, teammate).is_none() {
            return;
        }
        self.move_to(call, Place::Talking(offer, teammate));
        if let Some(call) = self.calls.get_mut(&call) {
            call.first_answer.get_or_insert(logged.at);
            call.hold_until = None;
        }
    }

    /// E7.
    pub(super) fn noted(&mut self, logged: &Logged, id: CallId, counts: Composition) {
        if self.rules.shows_composition() == Toggle::Off {
            let what = "team composition is in the log against the setting".to_owned();
            self.breach("E7", logged, what);
        }
        let Some(call) = self.calls.get(&id) else { return };
        let Some(team) = call.team().or_else(|| self.rules.team_of(call.channel)) else { return };
        let size = self.rules.team_size(team);
        let counted = u64::from(counts.away) + u64::from(counts.no_client);
        let counted = counted + u64::from(counts.available);
        if Ok(size) != usize::try_from(counted) || counts.conversations_only > counts.away {
            let what = format!("{counted} members are counted of a team of {size}");
            self.breach("E7", logged, what);
        }
    }
}
