//! Who could take which call.

use desk::{Channels, Employment, Millis, Phone, Status, TeamId, TeammateId};

use super::{Call, Client, LOST_MAX, Model, Person};

/// Whether a teammate could take a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    /// The product's words leave it open at this instant.
    Unclear,
    No(&'static str),
}

impl Person {
    /// Whatever the call: Active, channels, client, no call, no wrap-up.
    pub(crate) fn free(&self, now: Millis, workspace: &desk::WorkspaceSettings) -> Verdict {
        if self.settings.employment == Employment::Removed {
            return Verdict::No("does not work here");
        }
        if !self.takes_calls() {
            return Verdict::No("may not take calls");
        }
        match self.phone {
            Phone::Free => {}
            Phone::Ringing { .. } => return Verdict::No("another call rings there"),
            Phone::OnCall { .. } => return Verdict::No("is on a call"),
            Phone::WrapUp { .. } => return Verdict::No("is in wrap-up"),
        }
        if self.status == Status::Away {
            return Verdict::No("is Away");
        }
        if self.channels == Channels::Conversations {
            return Verdict::No("is available for Conversations only");
        }
        match self.client(now, workspace) {
            Client::Proven => Verdict::Yes,
            Client::Unclear => Verdict::Unclear,
            Client::Missing => Verdict::No("has no proven phone client"),
        }
    }
}

impl Call {
    /// Why this call passes the teammate by.
    pub(crate) fn passes_by(&self, teammate: TeammateId, now: Millis) -> Option<&'static str> {
        if self.peaceful(teammate, now) {
            return Some("is left in peace by this call");
        }
        if self.barred.contains(&teammate) {
            return Some("was assigned this call by hand");
        }
        let lost = self.lost.iter().find(|(who, _)| *who == teammate).map_or(0, |(_, n)| *n);
        (lost >= LOST_MAX).then_some("lost too many offers of this call")
    }

    /// [002] within the five minutes after a miss or decline.
    pub(crate) fn peaceful(&self, teammate: TeammateId, now: Millis) -> bool {
        self.peace.iter().any(|(who, until)| *who == teammate && now < *until)
    }

    /// Whether its hold limit has passed.
    pub(crate) fn held_too_long(&self, now: Millis) -> bool {
        self.hold_until.is_some_and(|until| until <= now)
    }
}

impl Model {
    /// Whether `teammate` could be rung for `call` now.
    pub(crate) fn could_take(&self, call: &Call, team: TeamId, teammate: TeammateId) -> Verdict {
        let Some(person) = self.people.get(&teammate) else {
            return Verdict::No("is unknown");
        };
        if !self.teams.get(&team).is_some_and(|team| team.members.contains(&teammate)) {
            return Verdict::No("is not a member of the team");
        }
        self.member_could(call, teammate, person)
    }

    /// The same for who is known to be a member.
    fn member_could(&self, call: &Call, teammate: TeammateId, person: &Person) -> Verdict {
        if let Some(why) = call.passes_by(teammate, self.now) {
            return Verdict::No(why);
        }
        person.free(self.now, &self.workspace)
    }

    /// [002] who should be rung: of those who surely could, the one whose last
    /// assignment of any conversation is oldest; never assigned first; ties by id.
    pub(crate) fn should_be_rung(&self, call: &Call, team: TeamId) -> Option<TeammateId> {
        let mut best: Option<(Option<Millis>, TeammateId)> = None;
        for (id, person) in self.members(team) {
            if self.member_could(call, id, person) != Verdict::Yes {
                continue;
            }
            let this = (person.last_assigned, id);
            if best.is_none_or(|best| this < best) {
                best = Some(this);
            }
        }
        best.map(|(_, id)| id)
    }
}
