//! Names for ids, and how calls look to the operator.

use std::collections::{BTreeMap, BTreeSet};

use desk::timeline::Names;
use desk::{
    CallState, ChannelId, ConversationRow, Desk, Document, NotificationId, Outcome, RoleId,
    SettingsRow, Stage, TagId, TeamId, TeammateId, WebhookId,
};
use serde::Serialize;
use store::{CallRecord, StoreError};

use crate::house::{self, Unheard};
use crate::rooms::Rooms;
use crate::schema::NameRef;

/// The names in a workspace's settings.
#[derive(Debug, Clone, Default)]
pub struct NamesOf {
    teams: BTreeMap<TeamId, String>,
    teammates: BTreeMap<TeammateId, String>,
    channels: BTreeMap<ChannelId, String>,
    notifications: BTreeMap<NotificationId, String>,
    tags: BTreeMap<TagId, String>,
    roles: BTreeMap<RoleId, String>,
    webhooks: BTreeMap<WebhookId, String>,
}

impl NamesOf {
    /// The names these settings give.
    #[must_use]
    pub fn settings(settings: &[SettingsRow]) -> Self {
        let mut names = Self::default();
        for row in settings {
            match &row.document {
                Document::Team(id, team) => {
                    names.teams.insert(*id, team.name.clone());
                }
                Document::Teammate(id, teammate) => {
                    names.teammates.insert(*id, teammate.name.clone());
                }
                Document::Channel(id, channel) => {
                    names.channels.insert(*id, channel.name.clone());
                }
                Document::Notification(id, notification) => {
                    names.notifications.insert(*id, notification.name.clone());
                }
                Document::Tag(id, tag) => {
                    names.tags.insert(*id, tag.name.clone());
                }
                Document::Role(id, role) => {
                    names.roles.insert(*id, role.name.clone());
                }
                Document::Webhook(id, webhook) => {
                    names.webhooks.insert(*id, webhook.name.clone());
                }
                Document::Workspace(_) => {}
            }
        }
        names
    }

    /// All names the desk knows.
    #[must_use]
    pub fn desk(desk: &Desk) -> Self {
        let teammates = desk.teammates().map(|(state, person)| (state.id, person.name.clone()));
        Self {
            teams: desk.teams().iter().map(|(id, team)| (*id, team.name.clone())).collect(),
            teammates: teammates.collect(),
            channels: desk.channels().iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            notifications: desk
                .notifications()
                .iter()
                .map(|(id, it)| (*id, it.name.clone()))
                .collect(),
            tags: desk.tags().iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            roles: desk.roles().iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            webhooks: desk.webhooks().iter().map(|(id, it)| (*id, it.name.clone())).collect(),
        }
    }

    /// A teammate, with the name.
    #[must_use]
    pub fn of_teammate(&self, id: TeammateId) -> NameRef {
        NameRef { id: id.0, name: self.teammate(id) }
    }

    /// A team, with its name.
    #[must_use]
    pub fn of_team(&self, id: TeamId) -> NameRef {
        NameRef { id: id.0, name: self.team(id) }
    }

    /// A channel, with its name.
    #[must_use]
    pub fn of_channel(&self, id: ChannelId) -> NameRef {
        let name = self.channels.get(&id).cloned();
        NameRef { id: id.0, name: name.unwrap_or_else(|| format!("Channel {id}")) }
    }

    /// A notification, with its name.
    #[must_use]
    pub fn of_notification(&self, id: NotificationId) -> NameRef {
        let name = self.notifications.get(&id).cloned();
        NameRef { id: id.0, name: name.unwrap_or_else(|| format!("Notification {id}")) }
    }

    /// Tags, by their names.
    pub(crate) fn of_tags(&self, tags: &BTreeSet<TagId>) -> Vec<NameRef> {
        let tag = |id: &TagId| NameRef { id: id.0, name: self.tag(*id) };
        let mut tags: Vec<NameRef> = tags.iter().map(tag).collect();
        tags.sort_by(|one, other| one.name.cmp(&other.name));
        tags
    }

    /// What a tag is called.
    pub(crate) fn tag(&self, id: TagId) -> String {
        self.tags.get(&id).cloned().unwrap_or_else(|| format!("Tag {id}"))
    }

    /// What a role is called.
    pub(crate) fn role(&self, id: RoleId) -> String {
        self.roles.get(&id).cloned().unwrap_or_else(|| format!("Role {id}"))
    }

    /// What all webhooks are called.
    #[must_use]
    pub fn webhooks(self) -> BTreeMap<WebhookId, String> {
        self.webhooks
    }

    /// What a webhook is called.
    pub(crate) fn webhook(&self, id: WebhookId) -> String {
        self.webhooks.get(&id).cloned().unwrap_or_else(|| format!("Webhook {id}"))
    }
}

/// Whose names are wanted: a list needs a few of many.
#[derive(Debug, Clone, Default)]
pub(crate) struct NamesWanted {
    pub(crate) teams: BTreeSet<TeamId>,
    pub(crate) teammates: BTreeSet<TeammateId>,
    pub(crate) channels: BTreeSet<ChannelId>,
    pub(crate) notifications: BTreeSet<NotificationId>,
    pub(crate) tags: BTreeSet<TagId>,
}

impl NamesWanted {
    /// Adds what a call's line names.
    pub(crate) fn call(&mut self, state: &CallState) {
        self.channels.insert(state.channel);
        self.teams.extend(state.team);
        self.teammates.extend(stage(state).1);
    }

    /// Adds what a conversation's line names.
    pub(crate) fn conversation(&mut self, row: &ConversationRow) {
        self.channels.insert(row.channel);
        self.teams.extend(row.team);
        self.teammates.extend(row.teammate);
        self.tags.extend(&row.tags);
    }

    /// Looks them up where the desk holds them; while it cannot be looked at, in the store.
    pub(crate) async fn read(self, rooms: &Rooms) -> Result<NamesOf, StoreError> {
        match house::look(&*rooms.house, move |desk| self.found(desk)).await {
            Ok(names) => Ok(names),
            Err(Unheard::StoreDown | Unheard::Overloaded | Unheard::Stopping) => {
                Ok(NamesOf::settings(&rooms.store.settings(rooms.workspace).await?))
            }
        }
    }

    fn found(&self, desk: &Desk) -> NamesOf {
        let team = |id: &TeamId| Some((*id, desk.teams().get(id)?.name.clone()));
        let teammate = |id: &TeammateId| Some((*id, desk.teammate(*id)?.1.name.clone()));
        let channel = |id: &ChannelId| Some((*id, desk.channels().get(id)?.name.clone()));
        let notification =
            |id: &NotificationId| Some((*id, desk.notifications().get(id)?.name.clone()));
        let tag = |id: &TagId| Some((*id, desk.tags().get(id)?.name.clone()));
        NamesOf {
            teams: self.teams.iter().filter_map(team).collect(),
            teammates: self.teammates.iter().filter_map(teammate).collect(),
            channels: self.channels.iter().filter_map(channel).collect(),
            notifications: self.notifications.iter().filter_map(notification).collect(),
            tags: self.tags.iter().filter_map(tag).collect(),
            // Lists name none of them.
            roles: BTreeMap::new(),
            webhooks: BTreeMap::new(),
        }
    }
}

impl Names for NamesOf {
    fn teammate(&self, id: TeammateId) -> String {
        self.teammates.get(&id).cloned().unwrap_or_else(|| format!("Teammate {id}"))
    }

    fn team(&self, id: TeamId) -> String {
        self.teams.get(&id).cloned().unwrap_or_else(|| format!("Team {id}"))
    }
}

/// A call as shown. Times are UTC milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct CallView {
    id: u64,
    conversation: u64,
    contact: u64,
    channel: u64,
    caller: Option<String>,
    caller_name: Option<String>,
    called: String,
    /// `menu`, `queued`, `ringing`, `talking`, `on_hold`, `deflected` or `ended`.
    stage: &'static str,
    team: Option<u64>,
    teammate: Option<u64>,
    offer: Option<u64>,
    recording: Option<u64>,
    /// The outcome's name, once ended.
    outcome: Option<&'static str>,
    placed_ms: i64,
    answered_ms: Option<i64>,
    ended_ms: Option<i64>,
}

pub(crate) fn call(record: CallRecord) -> CallView {
    let CallRecord { state, content } = record;
    let (stage, teammate, offer) = stage(&state);
    CallView {
        id: state.id.0,
        conversation: state.conversation.0,
        contact: state.contact.0,
        channel: state.channel.0,
        caller: content.caller,
        caller_name: content.caller_name,
        called: content.called,
        stage,
        team: state.team.map(|id| id.0),
        teammate: teammate.map(|id| id.0),
        offer,
        recording: state.recording.map(|id| id.0),
        outcome: state.outcome().map(Outcome::name),
        placed_ms: state.placed.0,
        answered_ms: state.first_answer.map(|at| at.0),
        ended_ms: state.ended.map(|at| at.0),
    }
}

pub(crate) fn stage(state: &CallState) -> (&'static str, Option<TeammateId>, Option<u64>) {
    match state.stage {
        Stage::Menu => ("menu", None, None),
        Stage::Queued { .. } => ("queued", None, None),
        Stage::Ringing { teammate, offer, .. } => ("ringing", Some(teammate), Some(offer.0)),
        Stage::Talking(talk) => ("talking", Some(talk.teammate), Some(talk.offer.0)),
        Stage::OnHold(talk) => ("on_hold", Some(talk.teammate), Some(talk.offer.0)),
        Stage::Deflected { .. } => ("deflected", None, None),
        Stage::Ended { .. } => ("ended", None, None),
    }
}
