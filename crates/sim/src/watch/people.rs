//! Status, channels and wrap-up.

use desk::{
    Actor, CallId, Channels, Command, Fact, Input, Logged, Millis, Phone, Status, TeammateId,
};

use super::{Batch, Invariant, Watch};
use crate::model::Call;

/// A wrap-up that has to follow the end of a call as the very next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrapUpDue {
    call: CallId,
    teammate: TeammateId,
    until: Millis,
}

impl Watch {
    /// [S15] wrap-up follows a talk if the team has one.
    pub(super) fn wrap_up_expected(&mut self, call: &Call, logged: &Logged, ended: Millis) {
        let talk = match call.stage {
            desk::Stage::Talking(talk) | desk::Stage::OnHold(talk) => Some(talk),
            desk::Stage::Menu
            | desk::Stage::Queued { .. }
            | desk::Stage::Ringing { .. }
            | desk::Stage::Deflected { .. }
            | desk::Stage::Ended { .. } => None,
        };
        let team = call.team.and_then(|team| self.model.teams.get(&team));
        let ms = team.map_or(0, |team| team.wrap_up_ms);
        let due = talk.filter(|_| ms > 0).map(|talk| WrapUpDue {
            call: call.id,
            teammate: talk.teammate,
            until: ended.plus(ms),
        });
        debug_assert!(logged.at >= ended || due.is_none(), "ends lie in the past");
        self.wrap_up_due = due;
    }

    /// The line after an end.
    pub(super) fn wrap_up_follows(&mut self, logged: &Logged) {
        let due = self.wrap_up_due.take();
        let begun = if let Fact::WrapUpStarted { teammate, call, until } = logged.fact {
            Some(WrapUpDue { call, teammate, until })
        } else {
            None
        };
        if due.is_some() || begun.is_some() {
            let call = due.or(begun).map(|due| due.call);
            self.ledger.check(Invariant::S15, call, due == begun, || {
                format!("wrap-up {begun:?} begins, {due:?} would be right")
            });
        }
    }

    /// No wrap-up is still owed when the turn is over.
    pub(super) fn wrap_up_begun(&mut self) {
        let due = self.wrap_up_due.take();
        self.ledger.check(Invariant::S15, due.map(|due| due.call), due.is_none(), || {
            format!("no wrap-up began, {due:?} would be right")
        });
    }

    /// A teammate becomes Active or Away.
    pub(super) fn status_set(&mut self, batch: &Batch<'_>, teammate: TeammateId, status: Status) {
        let asked = batch.any(|input| asks_for(input, teammate, status));
        let phone = self.model.person(teammate).map(|person| person.phone);
        let busy = matches!(phone, Some(Phone::OnCall { .. } | Phone::WrapUp { .. }));
        let invariant = if busy { Invariant::D11 } else { Invariant::S15 };
        self.ledger.check(invariant, None, asked, || {
            format!("teammate {teammate} became {status:?}, nobody asked for it: {phone:?}")
        });
    }

    /// A teammate's channels change.
    pub(super) fn channels_set(&mut self, batch: &Batch<'_>, who: TeammateId, to: Channels) {
        let asked = batch.any(|input| {
            matches!(input, Input::Command(_, Command::SetChannels { teammate, channels })
                if *teammate == who && *channels == to)
        });
        self.ledger.check(Invariant::S15, None, asked, || {
            format!("teammate {who} became available for {to:?} by nobody")
        });
    }

    /// A wrap-up begins.
    pub(super) fn wrap_up_started(&mut self, call: CallId, teammate: TeammateId) {
        let phone = self.model.person(teammate).map(|person| person.phone);
        self.ledger.check(Invariant::S15, Some(call), phone == Some(Phone::Free), || {
            format!("wrap-up of {teammate} begins while the phone is {phone:?}")
        });
    }

    /// A wrap-up ends.
    pub(super) fn wrap_up_ended(
        &mut self,
        batch: &Batch<'_>,
        logged: &Logged,
        teammate: TeammateId,
    ) {
        let Some(person) = self.model.person(teammate) else { return };
        let (phone, status) = (person.phone, person.status);
        let Phone::WrapUp { call, until } = phone else {
            self.ledger.check(Invariant::S15, None, false, || {
                format!("wrap-up of {teammate} ends while the phone is {phone:?}")
            });
            return;
        };
        let right = match logged.by {
            // After a crash, and only then, the end may be seen late.
            Actor::Clock => logged.at == until || batch.any(|input| *input == Input::Restarted),
            Actor::Desk | Actor::Caller | Actor::Teammate(_) | Actor::Line | Actor::Operator => {
                batch.any(|input| asks_for(input, teammate, Status::Active))
                    || batch.any(|input| matches!(input, Input::SaveSettings(..)))
            }
        };
        self.ledger.check(Invariant::S15, Some(call), right, || {
            format!("wrap-up of {teammate} until {} ends at {}", until.0, logged.at.0)
        });
        self.ledger.check(Invariant::D11, Some(call), status == person.status, || {
            format!("{teammate} did not stay {status:?}")
        });
    }
}

fn asks_for(input: &Input, who: TeammateId, what: Status) -> bool {
    if let Input::Command(by, Command::SwitchToActive) = input {
        return *by == who && what == Status::Active;
    }
    matches!(input, Input::Command(_, Command::SetStatus { teammate, status })
        if *teammate == who && *status == what)
}
