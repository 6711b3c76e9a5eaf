//! Who is rung, who may not be, and who answers.

use desk::{
    AssignmentMethod, CallId, Command, Fact, Input, LegId, Logged, Millis, OfferHow, OfferId,
    Phone, Stage, TeamId, TeammateId, WorkspaceKind,
};

use super::{Batch, Invariant, Watch};
use crate::model::{Call, Client, Verdict};

impl Watch {
    /// An offer begins.
    pub(super) fn offered(&mut self, batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallOffered { call: id, offer, teammate, team, how, ring_until, .. } =
            logged.fact
        else {
            return;
        };
        let some = Some(id);
        let numbered = offer.0 == logged.seq.0;
        self.ledger.check(Invariant::E1, some, numbered, || {
            format!("offer {offer} is numbered by another line than its own, {}", logged.seq)
        });
        let rings_ms = ring_until.since(logged.at);
        let most = self.model.workspace.ring_ms;
        self.ledger.check(Invariant::S4, some, rings_ms == most, || {
            format!("it is to ring for {rings_ms} ms, the setting is {most} ms")
        });
        let Some(call) = self.model.live.get(&id).cloned() else { return };
        let open = self.model.offers.values().any(|open| open.call == id);
        let deflected = matches!(call.stage, Stage::Deflected { .. });
        self.ledger.check(Invariant::S2, some, !open, || "an offer of it is open already".into());
        self.ledger
            .check(Invariant::S18, some, !deflected, || "it had been turned away already".into());
        let phone = self.model.person(teammate).map(|person| person.phone);
        self.ledger.check(Invariant::S1, some, phone == Some(Phone::Free), || {
            format!("teammate {teammate} was rung while the phone was {phone:?}")
        });
        let barred = call.barred.contains(&teammate);
        self.ledger.check(Invariant::S13, some, !barred, || {
            format!("teammate {teammate} was assigned it by hand, and is rung")
        });
        match how {
            OfferHow::Claimed => self.claimed(batch, &call, team, teammate),
            OfferHow::Picked | OfferHow::AutoAnswered => {
                self.picked(&call, team, teammate, logged.at);
            }
        }
    }

    /// [002] whoever claims needs a client, and no call or wrap-up; nothing else.
    fn claimed(&mut self, batch: &Batch<'_>, call: &Call, team: TeamId, who: TeammateId) {
        let asked = batch.any(|input| {
            matches!(input, Input::Command(by, Command::Claim { call: id })
                if *by == who && *id == call.id)
        });
        let now = self.model.now;
        let able = self
            .model
            .person(who)
            .is_some_and(|person| person.client(now, &self.model.workspace) != Client::Missing);
        let member = self.model.teams.get(&team).is_some_and(|team| team.members.contains(&who));
        self.ledger.check(Invariant::S8, Some(call.id), asked && able && member, || {
            format!("claimed by {who}: asked {asked}, has a client {able}, is a member {member}")
        });
    }

    fn picked(&mut self, call: &Call, team: TeamId, who: TeammateId, at: Millis) {
        let some = Some(call.id);
        let live = self.model.workspace.kind == WorkspaceKind::Live;
        self.ledger
            .check(Invariant::S11, some, live, || "a test workspace offered it by itself".into());
        let peaceful = call.peaceful(who, at);
        self.ledger.check(Invariant::S6, some, !peaceful, || {
            format!("teammate {who} is rung again within five minutes")
        });
        let late = call.held_too_long(at);
        self.ledger.check(Invariant::D1, some, !late, || {
            format!("it is offered after its hold limit, {:?}", call.hold_until)
        });
        let verdict = self.model.could_take(call, team, who);
        let queued = matches!(call.stage, Stage::Queued { team: of } if of == team);
        let may = !matches!(verdict, Verdict::No(_)) && queued;
        self.ledger.check(Invariant::S8, some, may, || {
            format!("teammate {who} of team {team} is rung: {verdict:?}, stage {:?}", call.stage)
        });
        self.in_turn(call, team, who);
        self.not_overtaken(call, team, who);
    }

    /// [S9, S10, S17, S7] the oldest last assignment, whatever else.
    fn in_turn(&mut self, call: &Call, team: TeamId, who: TeammateId) {
        let some = Some(call.id);
        let date = |id: TeammateId| (self.model.person(id).and_then(|p| p.last_assigned), id);
        let should = self.model.should_be_rung(call, team);
        let skipped = should.filter(|should| date(*should) < date(who));
        let seen = |why: &str| format!("{who} was rung, {skipped:?} was first in turn{why}");
        let settings = self.model.teams.get(&team);
        let method = settings.is_some_and(|team| {
            team.assignment != AssignmentMethod::Manual || team.conversation_limit > 0
        });
        let person = skipped.and_then(|id| self.model.person(id));
        let deaf = person.is_some_and(|person| !person.listens());
        let now = self.model.now;
        let elsewhere = skipped.is_some_and(|id| {
            self.model.live.values().any(|other| other.id != call.id && other.peaceful(id, now))
        });
        self.ledger.check(Invariant::S9, some, skipped.is_none(), || seen(""));
        if method {
            self.ledger.check(Invariant::S10, some, skipped.is_none(), || {
                seen("; the team has an assignment method or limit")
            });
        }
        self.ledger.check(Invariant::S17, some, !deaf, || seen(" and may not listen"));
        self.ledger.check(Invariant::S7, some, !elsewhere, || {
            seen(" and is left in peace by another call")
        });
    }

    /// [S12, D5] nobody who came earlier could have had this teammate.
    fn not_overtaken(&mut self, call: &Call, team: TeamId, who: TeammateId) {
        let now = self.model.now;
        let overtaken = self.model.live.values().find(|other| {
            other.rank < call.rank
                && matches!(other.stage, Stage::Queued { team: of } if of == team)
                && !other.held_too_long(now)
                && self.model.could_take(other, team, who) == Verdict::Yes
        });
        let overtaken = overtaken.map(|other| other.id);
        self.ledger.check(Invariant::S12, Some(call.id), overtaken.is_none(), || {
            format!("it was offered to {who} before the earlier call {overtaken:?}")
        });
    }

    /// A teammate answers.
    pub(super) fn answered(&mut self, batch: &Batch<'_>, logged: &Logged) {
        let Fact::CallAnswered { call: id, offer, teammate, leg } = logged.fact else { return };
        let some = Some(id);
        let open = self.model.offers.get(&offer).cloned();
        let rung = open.as_ref().is_some_and(|o| o.teammate == teammate && o.call == id);
        self.ledger.check(Invariant::E2, some, rung, || {
            format!("answered by {teammate} under offer {offer}, which is {open:?}")
        });
        let stage = self.model.live.get(&id).map(|call| call.stage);
        let ringing = matches!(stage, Some(Stage::Ringing { offer: of, .. }) if of == offer);
        self.ledger.check(Invariant::L7, some, ringing, || {
            format!("answered by {teammate} while it was {stage:?}")
        });
        let barred = self.model.live.get(&id).is_some_and(|call| call.barred.contains(&teammate));
        self.ledger.check(Invariant::S13, some, !barred, || {
            format!("answered by {teammate}, who was assigned it by hand")
        });
        let how = open.as_ref().map(|open| open.how);
        let pressed = batch.any(|input| pressed(input, teammate, offer, leg, how));
        self.ledger.check(Invariant::E4, some, pressed, || {
            format!("nobody pressed Answer for offer {offer} on {leg:?}, {how:?}")
        });
        let in_time = open.is_none_or(|open| logged.at <= open.ring_until);
        self.ledger.check(Invariant::S4, some, in_time, || {
            "it was answered after the ring was over".into()
        });
        self.stop(offer, teammate, super::rings::Stopped::Answered(leg), logged.at);
        self.still_free(id, teammate);
    }

    /// [S1] whoever answers is not on another call.
    fn still_free(&mut self, call: CallId, teammate: TeammateId) {
        let phone = self.model.person(teammate).map(|person| person.phone);
        let ours = matches!(phone, Some(Phone::Ringing { call: of, .. }) if of == call);
        self.ledger.check(Invariant::S1, Some(call), ours, || {
            format!("teammate {teammate} answered while the phone was {phone:?}")
        });
    }
}

/// Whether that input is the answer: the button, the phone, or the first word of a tab
/// in which calls connect by themselves.
fn pressed(
    input: &Input,
    who: TeammateId,
    offer: OfferId,
    leg: LegId,
    how: Option<OfferHow>,
) -> bool {
    match input {
        Input::Command(by, Command::Answer { offer: of, .. }) => {
            *by == who && *of == offer && leg.is_tab()
        }
        Input::LegAnswered(up) => *up == leg,
        Input::RingAcknowledged(by, of, _) => {
            *by == who && *of == offer && leg.is_tab() && how != Some(OfferHow::Picked)
        }
        Input::Tick
        | Input::Restarted
        | Input::CallArrived(_)
        | Input::LegRinging(_)
        | Input::LegRefused(..)
        | Input::LegGone(..)
        | Input::LegHeld(_)
        | Input::LegResumed(_)
        | Input::LegParted(_)
        | Input::LegRejoined(_)
        | Input::PlayEnded(_)
        | Input::RecordingStopped(..)
        | Input::RecordingFailed(..)
        | Input::TabOpened(..)
        | Input::TabLost(..)
        | Input::Command(..)
        | Input::JudgeCall { .. }
        | Input::MailSent { .. }
        | Input::MailFailed { .. }
        | Input::RecordingsExpired { .. }
        | Input::SaveSettings(..) => false,
    }
}
