//! What a teammate asks the desk for.

use axum::Json;
use axum::extract::State;
use desk::{Actor, Command, Input, Reply, TabId};
use store::Audited;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::audit;
use crate::body::Body;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{CommandAsked, CommandDone, Problem};
use crate::session::Viewer;

/// The address of commands, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(ask))
}

/// Asks the desk for something in the viewer's name.
#[utoipa::path(post, path = "/commands", tag = "commands", request_body = CommandAsked,
    responses((status = OK, body = CommandDone), (status = "default", body = Problem)))]
async fn ask(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(asked): Body<CommandAsked>,
) -> Result<Json<CommandDone>, Trouble> {
    let tab = tab(&rooms, &viewer, asked.tab)?;
    let command = in_tab(asked.command, tab);
    let done = match perform(&rooms, &viewer, command).await? {
        Reply::Note(note) => CommandDone { note: Some(note.0), ..CommandDone::default() },
        Reply::Task(task) => CommandDone { task: Some(task.0), ..CommandDone::default() },
        Reply::Result(result) => CommandDone { result: Some(result.0), ..CommandDone::default() },
        Reply::Done | Reply::Call(_) | Reply::Version(_) | Reply::Refused(_) => {
            CommandDone::default()
        }
    };
    Ok(Json(done))
}

/// Has the desk do something in the viewer's name, and writes down what somebody may have
/// to answer for.
///
/// # Errors
/// When the desk refuses, or did not hear it.
pub(crate) async fn perform(
    rooms: &Rooms,
    viewer: &Viewer,
    command: Command,
) -> Result<Reply, Trouble> {
    let by = viewer.teammate;
    let command = with_addresses(rooms, command);
    let line = audited(by, &command);
    match rooms.house.ask(Input::Command(by, command)).await? {
        Reply::Refused(problem) => Err(problem.into()),
        reply @ (Reply::Done
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_)
        | Reply::Task(_)
        | Reply::Result(_)) => {
            if let Some((what, subject)) = line {
                audit::after(rooms, Actor::Teammate(by), what, subject, "").await;
            }
            Ok(reply)
        }
    }
}

/// What of a command is written into the audit log.
pub(crate) fn audited(by: desk::TeammateId, command: &Command) -> Option<(Audited, u64)> {
    match command {
        Command::SetStatus { teammate, .. } | Command::SetChannels { teammate, .. } => {
            (*teammate != by).then_some((Audited::AvailabilityChanged, teammate.0))
        }
        Command::DeleteRecording { recording } => Some((Audited::RecordingDeleted, recording.0)),
        Command::EraseContact { contact } => Some((Audited::ContactErased, contact.0)),
        Command::ResendNotification { result, .. } => Some((Audited::MailSentAgain, result.0)),
        Command::Answer { .. }
        | Command::Decline { .. }
        | Command::Claim { .. }
        | Command::Hold { .. }
        | Command::Resume { .. }
        | Command::Mute { .. }
        | Command::PauseRecording { .. }
        | Command::ResumeRecording { .. }
        | Command::End { .. }
        | Command::SwitchToActive
        | Command::AddNote { .. }
        | Command::Assign { .. }
        | Command::Close { .. }
        | Command::Open { .. }
        | Command::EditContact { .. }
        | Command::Tag { .. }
        | Command::Untag { .. }
        | Command::CreateTask { .. }
        | Command::ChangeTask { .. }
        | Command::FinishTask { .. }
        | Command::ReopenTask { .. } => None,
    }
}

/// Where people reach this house is the server's to say, whoever asks.
pub(crate) fn with_addresses(rooms: &Rooms, command: Command) -> Command {
    if let Command::ResendNotification { result, .. } = command {
        return Command::ResendNotification { result, addresses: rooms.house.addresses() };
    }
    command
}

/// A tab speaks for whoever opened it, and for nobody else.
fn tab(rooms: &Rooms, viewer: &Viewer, tab: Option<u64>) -> Result<Option<TabId>, Trouble> {
    let Some(tab) = tab.map(TabId) else { return Ok(None) };
    match rooms.hub.owner(tab) {
        Some(owner) if owner.teammate != viewer.teammate => {
            Err(Trouble::invalid("This tab belongs to somebody else; reload the page."))
        }
        Some(_) | None => Ok(Some(tab)),
    }
}

/// Answers are given in the tab that asks, whatever the command says.
fn in_tab(command: Command, tab: Option<TabId>) -> Command {
    if let Command::Answer { offer, .. } = command {
        return Command::Answer { offer, tab };
    }
    command
}
