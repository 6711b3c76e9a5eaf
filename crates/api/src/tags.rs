//! Tags: which there are, and which a conversation has.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::{Command, ConversationId, Document, Subject, TagId, TagSettings, Toggle};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::body::Body;
use crate::house::look;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{Created, Problem, Saved, TagChange, TagMade, TagView};
use crate::session::Viewer;
use crate::{ask, settings};

/// The addresses of tags, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(make))
        .routes(routes!(save_tag))
        .routes(routes!(tag))
        .routes(routes!(untag))
}

/// All tags, by name.
#[utoipa::path(get, path = "/tags", tag = "tags",
    responses((status = OK, body = Vec<TagView>), (status = "default", body = Problem)))]
async fn list(State(rooms): State<Rooms>, _viewer: Viewer) -> Result<Json<Vec<TagView>>, Trouble> {
    let tags = look(&*rooms.house, |desk| {
        let view = |(id, tag): (&TagId, &TagSettings)| TagView {
            id: id.0,
            name: tag.name.clone(),
            retired: tag.retired,
        };
        desk.tags().iter().map(view).collect::<Vec<_>>()
    });
    let mut tags = tags.await?;
    tags.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    Ok(Json(tags))
}

/// Makes a tag.
#[utoipa::path(post, path = "/tags", tag = "tags", request_body = TagMade,
    responses((status = OK, body = Created), (status = "default", body = Problem)))]
async fn make(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(TagMade { name }): Body<TagMade>,
) -> Result<Json<Created>, Trouble> {
    let settings = TagSettings { name, retired: Toggle::Off };
    settings::created(&rooms, &viewer, |id| Document::Tag(TagId(id), settings.clone())).await
}

/// Renames or retires a tag.
#[utoipa::path(put, path = "/settings/tags/{id}", tag = "settings", request_body = TagChange,
    params(("id" = u64, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save_tag(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<TagChange>,
) -> Result<Json<Saved>, Trouble> {
    let id = TagId(id);
    settings::existing(&rooms, Subject::Tag(id), "There is no such tag.").await?;
    settings::saved(&rooms, &viewer, change.version, Document::Tag(id, change.document)).await
}

/// Puts a tag on a conversation.
#[utoipa::path(post, path = "/conversations/{id}/tags/{tag}", tag = "tags",
    params(("id" = u64, Path), ("tag" = u64, Path)),
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn tag(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    both: Both,
) -> Result<StatusCode, Trouble> {
    let Both { conversation, tag } = both;
    ask::perform(&rooms, &viewer, Command::Tag { conversation, tag }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a tag off a conversation.
#[utoipa::path(delete, path = "/conversations/{id}/tags/{tag}", tag = "tags",
    params(("id" = u64, Path), ("tag" = u64, Path)),
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn untag(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    both: Both,
) -> Result<StatusCode, Trouble> {
    let Both { conversation, tag } = both;
    ask::perform(&rooms, &viewer, Command::Untag { conversation, tag }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The two numbers in such an address.
struct Both {
    conversation: ConversationId,
    tag: TagId,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Both {
    type Rejection = Trouble;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Trouble> {
        let path = Path::<(u64, u64)>::from_request_parts(parts, state).await;
        let Path((conversation, tag)) =
            path.map_err(|_| Trouble::not_found("There is nothing at this address."))?;
        Ok(Self { conversation: ConversationId(conversation), tag: TagId(tag) })
    }
}
