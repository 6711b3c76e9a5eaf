//! `[desk]`: the documents of the workspace, its teams, teammates and channels.

use std::collections::BTreeSet;

use desk::{
    ChannelId, ChannelSettings, Document, NumberMatching, RoleId, RoleSettings, Status, TeamId,
    TeamSettings, TeammateId, TeammateSettings, Toggle, WorkspaceSettings,
};

use super::{Wrong, file, hours, within};

/// Ten minutes, like the desk's own limit: what rings longer is a forgotten phone.
const RING_SECONDS_MAX: u64 = 600;

/// A working day of wrap-up, like the desk's own limit.
const WRAP_UP_SECONDS_MAX: u64 = 8 * 3600;

/// What the workspace should be at the start.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// Settings documents, in an order in which each names only earlier ones.
    pub documents: Vec<Document>,
    /// Teammates with the status they begin with, the first time they are saved.
    pub beginners: Vec<Beginner>,
}

/// A teammate, and the status of the first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginner {
    /// Who.
    pub teammate: TeammateId,
    /// The status.
    pub status: Status,
}

pub(super) fn check(desk: file::Desk) -> Result<Workspace, Wrong> {
    let file::Desk { team: teams, teammate: teammates, channel: channels, .. } = &desk;
    let team_ids = unique("desk.team", teams.iter().map(|team| team.id))?;
    unique("desk.teammate", teammates.iter().map(|teammate| teammate.id))?;
    unique("desk.channel", channels.iter().map(|channel| channel.id))?;
    unique("desk.role", desk.role.iter().map(|role| role.id))?;
    for teammate in teammates {
        for team in &teammate.teams {
            known_team(&team_ids, *team, "desk.teammate", &teammate.name)?;
        }
    }
    let mut numbers = BTreeSet::new();
    for channel in channels {
        known_team(&team_ids, channel.team, "desk.channel", &channel.name)?;
        if !channel.retired && !numbers.insert(channel.number.clone()) {
            return Err(Wrong::new(format!(
                "`desk.channel` {:?} has the number of another channel.",
                channel.name
            )));
        }
    }
    documents(desk)
}

fn documents(mut desk: file::Desk) -> Result<Workspace, Wrong> {
    let mut into = Workspace::default();
    if let Some(document) = workspace_document(&mut desk)? {
        into.documents.push(document);
    }
    let members = |team: u64| -> Vec<TeammateId> {
        let of_team = desk.teammate.iter().filter(|teammate| teammate.teams.contains(&team));
        of_team.map(|teammate| TeammateId(teammate.id)).collect()
    };
    let mut teams = Vec::new();
    let mut retired_teams = Vec::new();
    for team in desk.team {
        let members = members(team.id);
        let into = if team.retired { &mut retired_teams } else { &mut teams };
        into.push(team_document(team, members)?);
    }
    for role in desk.role {
        into.documents.push(role_document(role)?);
    }
    for teammate in desk.teammate {
        let id = TeammateId(teammate.id);
        into.beginners.push(Beginner { teammate: id, status: teammate.status });
        into.documents.push(teammate_document(teammate)?);
    }
    into.documents.extend(teams);
    // A retired channel frees its number for another, and a team retires only once no
    // channel leads to it.
    desk.channel.sort_by_key(|channel| !channel.retired);
    for channel in desk.channel {
        into.documents.push(channel_document(channel)?);
    }
    into.documents.extend(retired_teams);
    Ok(into)
}

/// Nothing said about the workspace leaves what is stored as it is.
fn workspace_document(desk: &mut file::Desk) -> Result<Option<Document>, Wrong> {
    let said = [
        desk.name.is_some(),
        desk.kind.is_some(),
        desk.hours.is_some(),
        desk.ring_seconds.is_some(),
        desk.answer_mode.is_some(),
        desk.always_create_lead.is_some(),
        desk.show_team_composition.is_some(),
        desk.sip_phone_is_client.is_some(),
    ];
    if !said.contains(&true) {
        return Ok(None);
    }
    let fresh = WorkspaceSettings::default();
    let ring_seconds = desk.ring_seconds.unwrap_or(fresh.ring_ms / 1000);
    Ok(Some(Document::Workspace(WorkspaceSettings {
        name: desk.name.clone().unwrap_or(fresh.name),
        kind: desk.kind.unwrap_or_default(),
        hours: hours::check("desk.hours", desk.hours.take())?,
        ring_ms: within("desk.ring_seconds", ring_seconds, 1, RING_SECONDS_MAX)? * 1000,
        answer_mode: desk.answer_mode.unwrap_or_default(),
        number_matching: if desk.always_create_lead.unwrap_or(false) {
            NumberMatching::AlwaysCreateLead
        } else {
            NumberMatching::MatchContact
        },
        show_team_composition: toggle(desk.show_team_composition.unwrap_or(false)),
        sip_phone_is_client: toggle(desk.sip_phone_is_client.unwrap_or(false)),
        recordings_days: fresh.recordings_days,
        mails_days: fresh.mails_days,
        destinations: fresh.destinations,
    })))
}

fn team_document(team: file::Team, members: Vec<TeammateId>) -> Result<Document, Wrong> {
    let wrap_up =
        within("desk.team.wrap_up_seconds", team.wrap_up_seconds, 0, WRAP_UP_SECONDS_MAX)?;
    Ok(Document::Team(
        TeamId(team.id),
        TeamSettings {
            name: named("desk.team", team.id, team.name)?,
            members,
            hours: hours::check("desk.team.hours", team.hours)?,
            queue_max: team.queue_max,
            hold_limit_minutes: team.hold_limit_minutes,
            wrap_up_ms: wrap_up * 1000,
            retired: toggle(team.retired),
            ..TeamSettings::default()
        },
    ))
}

fn teammate_document(teammate: file::Teammate) -> Result<Document, Wrong> {
    for phone in &teammate.sip_phones {
        if !phone.starts_with("sip:") {
            return Err(Wrong::new(format!(
                "`desk.teammate` {:?} has the phone {phone:?}; a SIP address looks like sip:ana@10.0.0.5.",
                teammate.name
            )));
        }
    }
    Ok(Document::Teammate(
        TeammateId(teammate.id),
        TeammateSettings {
            name: named("desk.teammate", teammate.id, teammate.name)?,
            role: RoleId(teammate.role),
            sip_phones: teammate.sip_phones,
            ..TeammateSettings::default()
        },
    ))
}

fn role_document(role: file::Role) -> Result<Document, Wrong> {
    if role.id == 0 {
        return Err(Wrong::new("`desk.role` 0 means no role: number roles from 1.".to_owned()));
    }
    Ok(Document::Role(
        RoleId(role.id),
        RoleSettings {
            name: named("desk.role", role.id, role.name)?,
            permissions: role.permissions,
        },
    ))
}

fn channel_document(channel: file::Channel) -> Result<Document, Wrong> {
    Ok(Document::Channel(
        ChannelId(channel.id),
        ChannelSettings {
            name: named("desk.channel", channel.id, channel.name)?,
            number: channel.number,
            team: TeamId(channel.team),
            recording: channel.recording,
            retired: toggle(channel.retired),
        },
    ))
}

fn unique(name: &str, ids: impl Iterator<Item = u64>) -> Result<BTreeSet<u64>, Wrong> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Wrong::new(format!("`{name}` has the id {id} twice.")));
        }
    }
    Ok(seen)
}

fn known_team(known: &BTreeSet<u64>, team: u64, name: &str, of: &str) -> Result<(), Wrong> {
    if known.contains(&team) {
        return Ok(());
    }
    Err(Wrong::new(format!(
        "`{name}` {of:?} names the team {team}, which no `desk.team` has as its id."
    )))
}

fn named(name: &str, id: u64, given: String) -> Result<String, Wrong> {
    if given.trim().is_empty() {
        return Err(Wrong::new(format!("`{name}` {id} has an empty name.")));
    }
    Ok(given)
}

fn toggle(on: bool) -> Toggle {
    if on { Toggle::On } else { Toggle::Off }
}
