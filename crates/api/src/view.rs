//! How calls look in JSON.

use std::collections::BTreeMap;

use desk::timeline::Names;
use desk::{CallState, Document, SettingsRow, Stage, TeamId, TeammateId};
use serde::Serialize;
use store::CallRecord;

/// The names in a workspace's settings.
#[derive(Debug, Clone, Default)]
pub struct NamesOf {
    teams: BTreeMap<TeamId, String>,
    teammates: BTreeMap<TeammateId, String>,
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
                Document::Workspace(_) | Document::Channel(..) => {}
            }
        }
        names
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
        outcome: match state.stage {
            Stage::Ended { outcome } => Some(outcome.name()),
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Talking(_)
            | Stage::OnHold(_)
            | Stage::Deflected { .. } => None,
        },
        placed_ms: state.placed.0,
        answered_ms: state.first_answer.map(|at| at.0),
        ended_ms: state.ended.map(|at| at.0),
    }
}

fn stage(state: &CallState) -> (&'static str, Option<TeammateId>, Option<u64>) {
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
