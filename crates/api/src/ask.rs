//! What a teammate asks the desk for.

use axum::Json;
use axum::extract::State;
use desk::{Command, Input, Reply, TabId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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
    match rooms.house.ask(Input::Command(viewer.teammate, command)).await? {
        Reply::Done | Reply::Call(_) | Reply::Version(_) => Ok(Json(CommandDone::default())),
        Reply::Note(note) => Ok(Json(CommandDone { note: Some(note.0) })),
        Reply::Refused(problem) => Err(problem.into()),
    }
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
