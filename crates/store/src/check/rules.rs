//! The settings in force, as far as invariants depend on them.

use std::collections::{BTreeMap, BTreeSet};

use desk::notify::part_of;
use desk::{
    AnswerMode, ChannelId, Document, Employment, JudgePart, NotificationId, NumberMatching, Seq,
    TeamId, TeammateId, Toggle, WorkspaceSettings,
};

/// The settings in force at a line of the log.
#[derive(Debug, Default)]
pub(super) struct Rules {
    workspace: WorkspaceSettings,
    members: BTreeMap<TeamId, BTreeSet<TeammateId>>,
    channels: BTreeMap<ChannelId, TeamId>,
    people: BTreeMap<TeammateId, Employment>,
    /// Notifications that are on: since which line as they are, and when they are judged.
    pub(super) notifications: BTreeMap<NotificationId, (Seq, JudgePart)>,
    /// Whether a new lead was made for every call at any time.
    leads: Leads,
}

/// How leads were ever made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Leads {
    #[default]
    OneANumber,
    OneACall,
}

impl Rules {
    pub(super) fn save(&mut self, seq: Seq, document: &Document) {
        match document {
            Document::Workspace(settings) => {
                if settings.number_matching == NumberMatching::AlwaysCreateLead {
                    self.leads = Leads::OneACall;
                }
                self.workspace = settings.clone();
            }
            Document::Team(id, settings) => {
                self.members.insert(*id, settings.members.iter().copied().collect());
            }
            Document::Teammate(id, settings) => {
                self.people.insert(*id, settings.employment);
            }
            Document::Channel(id, settings) => {
                self.channels.insert(*id, settings.team);
            }
            Document::Notification(id, settings) => {
                self.notifications.remove(id);
                if settings.on == Toggle::On && settings.retired == Toggle::Off {
                    self.notifications.insert(*id, (seq, part_of(settings)));
                }
            }
            Document::Role(..) | Document::Tag(..) | Document::Webhook(..) => {}
        }
    }

    pub(super) fn ring_ms(&self) -> u64 {
        self.workspace.ring_ms
    }

    pub(super) fn answer_mode(&self) -> AnswerMode {
        self.workspace.answer_mode
    }

    pub(super) fn shows_composition(&self) -> Toggle {
        self.workspace.show_team_composition
    }

    pub(super) fn leads(&self) -> Leads {
        self.leads
    }

    pub(super) fn team_of(&self, channel: ChannelId) -> Option<TeamId> {
        self.channels.get(&channel).copied()
    }

    /// How many people a team has: members who still work here.
    pub(super) fn team_size(&self, team: TeamId) -> usize {
        let members = self.members.get(&team).into_iter().flatten();
        members.filter(|id| self.people.get(id) == Some(&Employment::Here)).count()
    }
}
