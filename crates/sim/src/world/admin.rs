//! The administrator: sets the workspace up, and changes it while calls go on.

use desk::{
    Actor, AnswerMode, AssignmentMethod, ChannelId, ChannelSettings, Document, Employment, Input,
    NumberMatching, OfficeHours, Subject, TeamId, TeamSettings, TeammateId, TeammateSettings,
    Toggle, WorkspaceKind,
};

use super::people::Colleague;
use super::{World, after, roles};
use crate::agenda::Event;
use crate::profile::{Profile, Setup};
use crate::rng::Rng;

/// Who owns the workspace from its first day.
const OWNER: TeammateId = TeammateId(1);

/// The number of a team's channel.
pub(super) fn channel_number(team: u64) -> String {
    format!("+1555000{team:04}")
}

/// The first documents, each read at version 0.
pub(super) fn documents(
    setup: &Setup,
    colleagues: &[Colleague],
    rng: &mut Rng,
) -> Vec<(u64, Document)> {
    let mut documents = vec![Document::Workspace(setup.workspace.clone())];
    documents.extend(roles::all());
    for colleague in colleagues {
        let id = colleague.id;
        let settings = TeammateSettings {
            name: format!("Teammate {id}"),
            role: if id == OWNER { roles::OWNER } else { roles::drawn(rng) },
            sip_phones: phones(id, colleague.phones),
            employment: Employment::Here,
        };
        documents.push(Document::Teammate(id, settings));
    }
    for team in (1..=setup.teams).map(TeamId) {
        let members = colleagues.iter().filter(|colleague| colleague.teams.contains(&team));
        let settings = TeamSettings {
            name: format!("Team {team}"),
            members: members.map(|colleague| colleague.id).collect(),
            hours: setup.team_hours.clone(),
            assignment: setup.assignment,
            conversation_limit: setup.conversation_limit,
            queue_max: setup.queue_max,
            hold_limit_minutes: setup.hold_limit_minutes,
            wrap_up_ms: setup.wrap_up_ms,
            retired: Toggle::Off,
        };
        documents.push(Document::Team(team, settings));
        let channel = ChannelSettings {
            name: format!("Line {team}"),
            number: channel_number(team.0),
            team,
            recording: setup.recording,
            retired: Toggle::Off,
        };
        documents.push(Document::Channel(ChannelId(team.0), channel));
    }
    documents.extend(after::documents());
    documents.into_iter().map(|document| (0, document)).collect()
}

fn phones(id: TeammateId, n: u64) -> Vec<String> {
    (1..=n).map(|phone| format!("sip:{id}-{phone}@192.0.2.7")).collect()
}

impl World {
    /// One act of the administrator.
    pub(super) fn administrate(&mut self) {
        if !self.open_for_business() {
            return;
        }
        let closed = self.watch.model.workspace.hours == OfficeHours::Closed
            || self.watch.model.teams.values().any(|team| team.hours == OfficeHours::Closed)
            || self.watch.model.channels.values().any(|it| it.retired == Toggle::On);
        let mean = if closed { 20_000 } else { self.setup.admin_ms };
        let next = self.rng.spread(mean) + 1_000;
        self.later(next, Event::Administrator);
        let document = match self.rng.below(12) {
            10 | 11 => self.change_notification(),
            0..=2 => self.change_workspace(),
            3..=5 => self.change_team(),
            6 => self.change_channel(),
            7 => self.change_role(),
            _ => self.change_teammate(),
        };
        let Some(document) = document else { return };
        let mut version = self.version(document.subject());
        if self.rng.per_mille(80) {
            // Somebody else saved in between.
            version = version.saturating_sub(1);
        }
        let by = match self.rng.below(10) {
            0..=4 => Actor::Operator,
            5..=7 => Actor::Teammate(OWNER),
            _ => Actor::Teammate(TeammateId(self.rng.between(1, self.setup.people))),
        };
        self.arrive_at_desk(Input::SaveSettings(by, version, document));
    }

    fn version(&self, subject: Subject) -> u64 {
        self.watch.model.versions.get(&subject).copied().unwrap_or(0)
    }

    fn change_workspace(&mut self) -> Option<Document> {
        let mut settings = self.watch.model.workspace.clone();
        if settings.hours == OfficeHours::Closed {
            // Closed by hand is for a moment: most calls should come through.
            settings.hours = OfficeHours::Always;
            return Some(Document::Workspace(settings));
        }
        match self.rng.below(8) {
            0 if self.setup.profile != Profile::Auto || self.rng.per_mille(200) => {
                settings.answer_mode = match settings.answer_mode {
                    AnswerMode::ByHand => AnswerMode::Auto,
                    AnswerMode::Auto => AnswerMode::ByHand,
                };
            }
            1 => flip(&mut settings.show_team_composition),
            2 => {
                settings.number_matching = match settings.number_matching {
                    NumberMatching::MatchContact => NumberMatching::AlwaysCreateLead,
                    NumberMatching::AlwaysCreateLead => NumberMatching::MatchContact,
                };
            }
            3 => settings.ring_ms = 1_000 * self.rng.between(15, 40),
            4 => settings.ring_ms = 30_000,
            5 => flip(&mut settings.sip_phone_is_client),
            6 if self.setup.profile == Profile::Test => {
                // Goes live for a while, or back to being a sandbox.
                settings.kind = match settings.kind {
                    WorkspaceKind::Live => WorkspaceKind::Test,
                    WorkspaceKind::Test => WorkspaceKind::Live,
                };
            }
            6 if settings.hours == OfficeHours::Always => settings.hours = OfficeHours::Closed,
            6 => settings.ring_ms = 20_000,
            // What must be refused.
            _ => {
                settings.hours =
                    OfficeHours::Weekly { zone: "Moon/Tycho".to_owned(), open: Vec::new() };
            }
        }
        Some(Document::Workspace(settings))
    }

    fn change_team(&mut self) -> Option<Document> {
        let id = TeamId(self.rng.between(1, self.setup.teams));
        let mut team = self.watch.model.teams.get(&id)?.clone();
        if team.hours == OfficeHours::Closed {
            team.hours = OfficeHours::Always;
            return Some(Document::Team(id, team));
        }
        match self.rng.below(9) {
            0 => {
                let place = self.rng.place(team.members.len());
                if place < team.members.len() {
                    team.members.remove(place);
                }
            }
            1 | 2 => {
                let new = TeammateId(self.rng.between(1, self.setup.people));
                if !team.members.contains(&new) {
                    team.members.push(new);
                }
            }
            3 => {
                let max = u32::try_from(self.rng.between(1, 8)).unwrap_or(1);
                team.queue_max = self.rng.per_mille(600).then_some(max);
            }
            4 => {
                let minutes = u32::try_from(self.rng.between(1, 5)).unwrap_or(1);
                team.hold_limit_minutes = self.rng.per_mille(600).then_some(minutes);
            }
            5 => {
                team.wrap_up_ms =
                    if self.rng.per_mille(500) { 0 } else { self.rng.between(1, 20_000) }
            }
            6 => {
                team.assignment = AssignmentMethod::RoundRobin;
                team.conversation_limit = 1;
            }
            7 if team.hours == OfficeHours::Always && self.rng.per_mille(300) => {
                team.hours = OfficeHours::Closed;
            }
            7 => {}
            // What must be refused: a stranger.
            _ => team.members.push(TeammateId(999_999)),
        }
        Some(Document::Team(id, team))
    }

    /// A number is retired for a while, sometimes with its team.
    fn change_channel(&mut self) -> Option<Document> {
        let id = ChannelId(self.rng.between(1, self.setup.teams));
        let mut channel = self.watch.model.channels.get(&id)?.clone();
        let mut team = self.watch.model.teams.get(&channel.team)?.clone();
        match (channel.retired, team.retired) {
            (Toggle::On, Toggle::On) => {
                team.retired = Toggle::Off;
                return Some(Document::Team(channel.team, team));
            }
            (Toggle::On, Toggle::Off) if self.rng.per_mille(300) => {
                team.retired = Toggle::On;
                return Some(Document::Team(channel.team, team));
            }
            (Toggle::On, Toggle::Off) => channel.retired = Toggle::Off,
            (Toggle::Off, _) if self.rng.per_mille(500) => channel.retired = Toggle::On,
            (Toggle::Off, _) => channel.name = format!("Line {id}, {}", self.rng.below(100)),
        }
        Some(Document::Channel(id, channel))
    }

    /// A role gains a permission or loses it, even that of taking calls.
    fn change_role(&mut self) -> Option<Document> {
        let id = roles::any(&mut self.rng);
        let mut role = self.watch.model.roles.get(&id)?.clone();
        let permission = *self.rng.pick(&desk::Permission::ALL)?;
        if role.permissions.remove(&permission) {
            // Most people should take calls.
            if permission == desk::Permission::TakesCalls && self.rng.per_mille(900) {
                role.permissions.insert(permission);
                role.permissions.insert(desk::Permission::Reports);
            }
        } else {
            role.permissions.insert(permission);
        }
        Some(Document::Role(id, role))
    }

    fn change_teammate(&mut self) -> Option<Document> {
        let id = TeammateId(self.rng.between(1, self.setup.people));
        let person = self.watch.model.person(id)?;
        let (phone, mut settings) = (person.phone, person.settings.clone());
        match self.rng.below(7) {
            6 if self.rng.per_mille(100) => settings.role = roles::OWNER,
            6 => settings.role = roles::any(&mut self.rng),
            0 => {
                settings.employment = match settings.employment {
                    Employment::Here if phone != desk::Phone::Free || self.rng.per_mille(300) => {
                        Employment::Removed
                    }
                    Employment::Here | Employment::Removed => Employment::Here,
                };
            }
            1 => settings.employment = Employment::Here,
            2 if self.rng.per_mille(300) => settings.role = roles::CLERK,
            2 => settings.role = roles::AGENT,
            3 => settings.role = roles::drawn(&mut self.rng),
            4 => {
                settings.role = roles::LISTENER;
                settings.sip_phones = phones(id, self.rng.below(3));
            }
            // What must be refused.
            _ => settings.sip_phones = phones(id, 9),
        }
        Some(Document::Teammate(id, settings))
    }
}

fn flip(toggle: &mut Toggle) {
    *toggle = match toggle {
        Toggle::Off => Toggle::On,
        Toggle::On => Toggle::Off,
    };
}
