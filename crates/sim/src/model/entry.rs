//! What the product says about entering a queue, and about who is there.

use desk::{Channels, Composition, DeflectionReason, Phone, Status, TeamId};

use super::{Client, Model, open_at};

/// What may be decided about a call that wants to enter a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// One answer only.
    Must(Option<DeflectionReason>),
    /// Either it enters or is turned away for that; who is there is unclear.
    Either(Option<DeflectionReason>, Option<DeflectionReason>),
    /// The reference has no calendar for it.
    Unknown,
}

impl Model {
    /// [001, 002] workspace hours, team hours, nobody there, queue full: in this order.
    pub(crate) fn entry(&self, team: TeamId) -> Entry {
        let Some(open) = open_at(&self.workspace.hours, self.now) else { return Entry::Unknown };
        if !open {
            return Entry::Must(Some(DeflectionReason::WorkspaceOutOfOffice));
        }
        let settings = self.teams.get(&team);
        match settings.map(|team| open_at(&team.hours, self.now)) {
            Some(None) => return Entry::Unknown,
            Some(Some(false)) => return Entry::Must(Some(DeflectionReason::TeamOutOfOffice)),
            Some(Some(true)) | None => {}
        }
        let full = settings.and_then(|team| team.queue_max).filter(|max| {
            self.waiting(team).count() >= usize::try_from(*max).unwrap_or(usize::MAX)
        });
        let full = full.map(|max| DeflectionReason::QueueFull { max });
        let nobody = Some(DeflectionReason::NoTeammatesAvailable);
        match self.anybody(team) {
            Client::Proven => Entry::Must(full),
            Client::Unclear => Entry::Either(full, nobody),
            Client::Missing => Entry::Must(nobody),
        }
    }

    /// Whether any member has channel All or Phone and is available, ringing, on a
    /// call or in wrap-up.
    fn anybody(&self, team: TeamId) -> Client {
        let mut found = Client::Missing;
        for (_, person) in self.members(team) {
            if !person.takes_calls() || person.channels == Channels::Conversations {
                continue;
            }
            let there = match person.phone {
                Phone::Ringing { .. } | Phone::OnCall { .. } | Phone::WrapUp { .. } => {
                    Client::Proven
                }
                Phone::Free if person.status == Status::Away => Client::Missing,
                Phone::Free => person.client(self.now, &self.workspace),
            };
            match there {
                Client::Proven => return Client::Proven,
                Client::Unclear => found = Client::Unclear,
                Client::Missing => {}
            }
        }
        found
    }

    /// Whether `counts` could be the composition of a team now.
    pub(crate) fn composed(&self, team: TeamId, counts: Composition) -> Result<(), String> {
        let (mut least, mut most) = (Composition::default(), Composition::default());
        let mut size = 0;
        for (_, person) in self.members(team) {
            size += 1;
            self.place(person, &mut least, &mut most);
        }
        let within = |name: &str, low: u32, n: u32, high: u32| {
            if (low..=high).contains(&n) {
                Ok(())
            } else {
                Err(format!("{name}: {n} was noted, {low} to {high} would be right"))
            }
        };
        within("away", least.away, counts.away, most.away)?;
        within(
            "conversations only",
            least.conversations_only,
            counts.conversations_only,
            most.conversations_only,
        )?;
        within("no client", least.no_client, counts.no_client, most.no_client)?;
        within("available", least.available, counts.available, most.available)?;
        within("team size", size, counts.away + counts.no_client + counts.available, size)
    }

    fn place(&self, person: &super::Person, least: &mut Composition, most: &mut Composition) {
        let mut both = |field: fn(&mut Composition) -> &mut u32| {
            *field(least) += 1;
            *field(most) += 1;
        };
        if !person.takes_calls() {
            // Product section 5.1 counts every member once, and says nothing of where
            // one without the permission belongs.
            most.away += 1;
            most.available += 1;
            most.no_client += 1;
            return;
        }
        let busy = match person.phone {
            Phone::OnCall { .. } | Phone::WrapUp { .. } => true,
            Phone::Free | Phone::Ringing { .. } => false,
        };
        if busy || (person.status == Status::Away && person.phone == Phone::Free) {
            both(|counts| &mut counts.away);
            return;
        }
        if let Phone::Ringing { .. } = person.phone {
            both(|counts| &mut counts.available);
            return;
        }
        if person.channels == Channels::Conversations {
            both(|counts| &mut counts.away);
            both(|counts| &mut counts.conversations_only);
            return;
        }
        match person.client(self.now, &self.workspace) {
            Client::Proven => both(|counts| &mut counts.available),
            Client::Missing => both(|counts| &mut counts.no_client),
            Client::Unclear => {
                most.available += 1;
                most.no_client += 1;
            }
        }
    }
}
