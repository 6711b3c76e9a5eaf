//! Teammates who are made, changed and removed on the page, as inputs to the desk.

use axum::extract::State;
use axum::http::StatusCode;
use desk::{
    Actor, Document, Employment, Input, Permission, Reply, Subject, TeamId, TeammateId,
    TeammateSettings,
};
use store::Audited;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::audit;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::session::Viewer;

/// The first number of a teammate made on the page. The smaller ones are left to the
/// configuration file, which may list new teammates at any start.
pub(crate) const FIRST: u64 = 1_001;

/// How often a change is tried again when somebody else was faster.
const TRIES: usize = 5;

/// The longest name; the desk's own limit.
const NAME_CHARACTERS_MAX: usize = 100;

/// The addresses about who works here, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(remove))
}

/// Removes a teammate: sessions, sockets and calls of theirs end at once, the name stays
/// in old logs.
#[utoipa::path(delete, path = "/teammates/{id}", tag = "teammates", params(("id" = u64, Path)),
    responses((status = NO_CONTENT, description = "Removed")))]
async fn remove(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<StatusCode, Trouble> {
    viewer.require(Permission::ManageTeammates)?;
    let teammate = TeammateId(id);
    if teammate == viewer.teammate {
        let detail = "You cannot remove yourself; ask another administrator.";
        return Err(Trouble::new(StatusCode::CONFLICT, "not_now", detail));
    }
    if rooms.reception.staff().teammate(teammate).is_none() {
        return Err(Trouble::not_found("There is no such teammate."));
    }
    change(&rooms, Actor::Teammate(viewer.teammate), Subject::Teammate(teammate), |document| {
        let Some(Document::Teammate(id, settings)) = document else { return None };
        Some(Document::Teammate(
            id,
            TeammateSettings { employment: Employment::Removed, ..settings },
        ))
    })
    .await?;
    let by = Actor::Teammate(viewer.teammate);
    audit::after(&rooms, by, Audited::TeammateRemoved, id, "").await;
    rooms.reception.dismiss(teammate).await;
    rooms.reception.refresh().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new teammate, under the next number that is free.
pub(crate) async fn hire(
    rooms: &Rooms,
    by: Actor,
    settings: TeammateSettings,
) -> Result<TeammateId, Trouble> {
    let mut after = FIRST - 1;
    for _ in 0..TRIES {
        let stored = rooms.store.settings(rooms.workspace).await?;
        let ids = stored.iter().filter_map(|row| match row.document {
            Document::Teammate(id, _) => Some(id.0),
            Document::Workspace(_)
            | Document::Team(..)
            | Document::Channel(..)
            | Document::Role(..)
            | Document::Notification(..)
            | Document::Tag(..)
            | Document::Webhook(..) => None,
        });
        let id = TeammateId(ids.fold(after, u64::max) + 1);
        let saved = save(rooms, by, 0, Document::Teammate(id, settings.clone())).await;
        match saved {
            Ok(()) => return Ok(id),
            // Somebody took the number meanwhile.
            Err(trouble) if trouble.code == "stale_version" => after = id.0,
            Err(trouble) => return Err(trouble),
        }
    }
    Err(busy())
}

/// Puts a teammate into a team.
pub(crate) async fn join(
    rooms: &Rooms,
    by: Actor,
    teammate: TeammateId,
    team: TeamId,
) -> Result<(), Trouble> {
    change(rooms, by, Subject::Team(team), |document| {
        let Some(Document::Team(id, mut settings)) = document else { return None };
        if !settings.members.contains(&teammate) {
            settings.members.push(teammate);
        }
        Some(Document::Team(id, settings))
    })
    .await
}

/// Changes a document as it is now, again when somebody else was faster; `change` gets
/// what is stored and gives what should be, or nothing to leave it.
pub(crate) async fn change(
    rooms: &Rooms,
    by: Actor,
    subject: Subject,
    change: impl Fn(Option<Document>) -> Option<Document>,
) -> Result<(), Trouble> {
    for _ in 0..TRIES {
        let stored = rooms.store.settings(rooms.workspace).await?;
        let found = stored.into_iter().find(|row| row.document.subject() == subject);
        let (version, before) = found.map_or((0, None), |row| (row.version, Some(row.document)));
        let Some(document) = change(before.clone()) else { return Ok(()) };
        if before.as_ref() == Some(&document) {
            return Ok(());
        }
        match save(rooms, by, version, document).await {
            Err(trouble) if trouble.code == "stale_version" => {}
            done => return done,
        }
    }
    Err(busy())
}

/// Hands a document to the desk.
pub(crate) async fn save(
    rooms: &Rooms,
    by: Actor,
    version: u64,
    document: Document,
) -> Result<(), Trouble> {
    match rooms.house.ask(Input::SaveSettings(by, version, document.clone())).await? {
        Reply::Refused(problem) => Err(problem.into()),
        Reply::Done
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_)
        | Reply::Task(_)
        | Reply::Result(_) => {
            audit::saved(rooms, by, &document).await;
            Ok(())
        }
    }
}

fn busy() -> Trouble {
    let detail = "Others are changing the settings at this moment; nothing was done. Try again.";
    Trouble::new(StatusCode::CONFLICT, "stale_version", detail)
}

/// A name as it is kept, or what is wrong with it.
pub(crate) fn name(text: &str) -> Result<String, Trouble> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Trouble::invalid("The name is empty."));
    }
    if text.chars().count() > NAME_CHARACTERS_MAX {
        return Err(Trouble::invalid(format!(
            "The name is too long; take at most {NAME_CHARACTERS_MAX} characters."
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(Trouble::invalid("The name has a line break or another invisible sign in it."));
    }
    Ok(text.to_owned())
}
