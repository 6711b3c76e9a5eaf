//! Deleting recordings and erasing contacts.

use axum::extract::State;
use axum::http::StatusCode;
use desk::{Command, ContactId, RecordingId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ask;
use crate::asked::Id;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::Problem;
use crate::session::Viewer;

/// The addresses of what can be deleted, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(delete_recording)).routes(routes!(erase_contact))
}

/// Deletes a recording: it can be heard no more at once, and its file is gone within a
/// minute.
#[utoipa::path(delete, path = "/recordings/{id}", tag = "recordings", params(("id" = u64, Path)),
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn delete_recording(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<StatusCode, Trouble> {
    let command = Command::DeleteRecording { recording: RecordingId(id) };
    ask::perform(&rooms, &viewer, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases everything that is known of a contact: name, number, address, notes, mails and
/// recordings. What happened stays, without the person.
#[utoipa::path(post, path = "/contacts/{id}/erase", tag = "inbox", params(("id" = u64, Path)),
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn erase_contact(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<StatusCode, Trouble> {
    let command = Command::EraseContact { contact: ContactId(id) };
    ask::perform(&rooms, &viewer, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
