//! What the operator asks for in a teammate's name, and settings.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use desk::{Actor, Command, Document, Input, Reply, SettingsRow, TeammateId};
use serde::{Deserialize, Serialize};

use crate::ask::{audited, with_addresses};
use crate::audit;
use crate::body::unreadable;
use crate::problem::Trouble;
use crate::rooms::Rooms;

/// A teammate's command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    teammate: TeammateId,
    command: Command,
}

/// A settings document, with the version it was read at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Save {
    version: u64,
    document: Document,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    Ok(bool),
    Call(u64),
    Note(u64),
    Version(u64),
    Task(u64),
    Result(u64),
}

pub(crate) async fn command(
    State(rooms): State<Rooms>,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<Json<Done>, Trouble> {
    let Json(asked) = body.map_err(unreadable)?;
    let command = with_addresses(&rooms, asked.command);
    let line = audited(asked.teammate, &command);
    let done = answer(rooms.house.ask(Input::Command(asked.teammate, command)).await?)?;
    if let Some((what, subject)) = line {
        audit::after(&rooms, Actor::Operator, what, subject, "").await;
    }
    Ok(done)
}

pub(crate) async fn save(
    State(rooms): State<Rooms>,
    body: Result<Json<Save>, JsonRejection>,
) -> Result<Json<Done>, Trouble> {
    let Json(save) = body.map_err(unreadable)?;
    if let Document::Webhook(_, webhook) = &save.document {
        rooms.house.check_webhook(&webhook.url).map_err(Trouble::invalid)?;
    }
    let input = Input::SaveSettings(Actor::Operator, save.version, save.document.clone());
    let done = answer(rooms.house.ask(input).await?)?;
    audit::saved(&rooms, Actor::Operator, &save.document).await;
    Ok(done)
}

pub(crate) async fn settings(
    State(rooms): State<Rooms>,
) -> Result<Json<Vec<SettingsRow>>, Trouble> {
    Ok(Json(rooms.store.settings(rooms.workspace).await?))
}

fn answer(reply: Reply) -> Result<Json<Done>, Trouble> {
    match reply {
        Reply::Done => Ok(Json(Done::Ok(true))),
        Reply::Call(call) => Ok(Json(Done::Call(call.0))),
        Reply::Note(note) => Ok(Json(Done::Note(note.0))),
        Reply::Version(version) => Ok(Json(Done::Version(version))),
        Reply::Task(task) => Ok(Json(Done::Task(task.0))),
        Reply::Result(result) => Ok(Json(Done::Result(result.0))),
        Reply::Refused(problem) => Err(problem.into()),
    }
}
