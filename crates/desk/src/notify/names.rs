//! Names for ids, where a notification is judged or tried.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::moment::zone_of;
use crate::id::{ChannelId, TagId, TeamId, TeammateId, WorkspaceId};
use crate::state::State;

/// The names of a workspace, to take along.
#[derive(Debug, Clone)]
pub struct Names {
    /// Which workspace.
    pub id: WorkspaceId,
    /// Its name.
    pub workspace: String,
    /// Its time zone.
    pub zone: TimeZone,
    /// Teams by id.
    pub teams: BTreeMap<TeamId, String>,
    /// Channels by id.
    pub channels: BTreeMap<ChannelId, String>,
    /// Tags by id.
    pub tags: BTreeMap<TagId, String>,
    /// Teammates by id.
    pub teammates: BTreeMap<TeammateId, String>,
}

/// Whoever knows names: judging asks the desk's own state and copies nothing.
pub(crate) trait Known {
    fn id(&self) -> WorkspaceId;
    fn workspace(&self) -> &str;
    fn zone(&self) -> TimeZone;
    fn team(&self, id: TeamId) -> Option<&str>;
    fn channel(&self, id: ChannelId) -> Option<&str>;
    fn tag(&self, id: TagId) -> Option<&str>;
    fn teammate(&self, id: TeammateId) -> Option<&str>;
}

impl Known for Names {
    fn id(&self) -> WorkspaceId {
        self.id
    }

    fn workspace(&self) -> &str {
        &self.workspace
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    fn team(&self, id: TeamId) -> Option<&str> {
        self.teams.get(&id).map(String::as_str)
    }

    fn channel(&self, id: ChannelId) -> Option<&str> {
        self.channels.get(&id).map(String::as_str)
    }

    fn tag(&self, id: TagId) -> Option<&str> {
        self.tags.get(&id).map(String::as_str)
    }

    fn teammate(&self, id: TeammateId) -> Option<&str> {
        self.teammates.get(&id).map(String::as_str)
    }
}

/// The names the desk holds anyway.
pub(crate) struct Held<'a> {
    pub(crate) id: WorkspaceId,
    pub(crate) state: &'a State,
}

impl Known for Held<'_> {
    fn id(&self) -> WorkspaceId {
        self.id
    }

    fn workspace(&self) -> &str {
        &self.state.workspace.name
    }

    fn zone(&self) -> TimeZone {
        zone_of(&self.state.workspace)
    }

    fn team(&self, id: TeamId) -> Option<&str> {
        self.state.teams.get(&id).map(|team| team.name.as_str())
    }

    fn channel(&self, id: ChannelId) -> Option<&str> {
        self.state.channels.get(&id).map(|channel| channel.name.as_str())
    }

    fn tag(&self, id: TagId) -> Option<&str> {
        self.state.tags.get(&id).map(|tag| tag.name.as_str())
    }

    fn teammate(&self, id: TeammateId) -> Option<&str> {
        self.state.people.get(&id).map(|person| person.name.as_str())
    }
}

impl Held<'_> {
    /// All of them, to take along.
    pub(crate) fn copied(&self) -> Names {
        let state = self.state;
        Names {
            id: self.id,
            workspace: state.workspace.name.clone(),
            zone: self.zone(),
            teams: state.teams.iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            channels: state.channels.iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            tags: state.tags.iter().map(|(id, it)| (*id, it.name.clone())).collect(),
            teammates: state.people.iter().map(|(id, it)| (*id, it.name.clone())).collect(),
        }
    }
}
