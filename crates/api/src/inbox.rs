//! The inbox: how many conversations each view has, and which.

use axum::Json;
use axum::extract::State;
use desk::{
    CallState, ConversationId, ConversationRow, ConversationState, Desk, Millis, TeamId, Toggle,
};
use store::{InboxPage, Place, Sort, Whose};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Asked;
use crate::house::look;
use crate::problem::Trouble;
use crate::reads;
use crate::rooms::Rooms;
use crate::schema::{
    ConversationFilter, ConversationPage, Problem, SortOrder, StateFilter, TeamOpen, ViewName,
    Views,
};
use crate::session::Viewer;

/// Conversations on a page unless asked for more or fewer.
const PAGE: u32 = 50;

/// Conversations on a page at most: several screens.
const PAGE_MAX: u32 = 100;

/// The addresses of the inbox, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(views)).routes(routes!(list))
}

/// How many open conversations each view has.
#[utoipa::path(get, path = "/views", tag = "inbox",
    responses((status = OK, body = Views), (status = "default", body = Problem)))]
async fn views(State(rooms): State<Rooms>, viewer: Viewer) -> Result<Json<Views>, Trouble> {
    let (waiting, mut teams) =
        look(&*rooms.house, |desk| (waiting(desk).len(), teams(desk))).await?;
    let ids: Vec<TeamId> = teams.iter().map(|(id, ..)| *id).collect();
    let (store, workspace) = (&rooms.store, rooms.workspace);
    let (yours, unassigned, all, open, tasks_mine, alerts_unseen) = tokio::try_join!(
        store.open_conversations(workspace, Whose::Teammate(viewer.teammate)),
        store.open_conversations(workspace, Whose::Unassigned),
        store.open_conversations(workspace, Whose::All),
        store.open_by_team(workspace, &ids),
        store.count_open_tasks(workspace, viewer.teammate),
        store.alerts_unseen(workspace, viewer.teammate),
    )?;
    teams.sort_by(|one, other| one.1.cmp(&other.1));
    let team = |(id, name, retired): (TeamId, String, Toggle)| {
        let open = open.get(&id).copied().unwrap_or(0);
        // A retired team stays as long as there is something to do in it.
        (open > 0 || retired == Toggle::Off).then_some(TeamOpen { id: id.0, name, open })
    };
    let teams = teams.into_iter().filter_map(team).collect();
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    Ok(Json(Views { yours, unassigned, all, waiting, teams, tasks_mine, alerts_unseen }))
}

fn teams(desk: &Desk) -> Vec<(TeamId, String, Toggle)> {
    desk.teams().iter().map(|(id, team)| (*id, team.name.clone(), team.retired)).collect()
}

/// A page of a list of conversations.
#[utoipa::path(get, path = "/conversations", tag = "inbox", params(ConversationFilter),
    responses((status = OK, body = ConversationPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(filter): Asked<ConversationFilter>,
) -> Result<Json<ConversationPage>, Trouble> {
    let after = filter.after.as_deref().map(place).transpose()?;
    let limit = filter.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let page = InboxPage {
        whose: Whose::All,
        standing: standing(filter.state),
        sort: sort(filter.sort),
        after,
        // One more than asked for tells whether there is a further page.
        limit: limit + 1,
    };
    let mut rows = match (filter.view, filter.team) {
        (ViewName::Yours, _) => listed(&rooms, page, Whose::Teammate(viewer.teammate)).await?,
        (ViewName::Unassigned, _) => listed(&rooms, page, Whose::Unassigned).await?,
        (ViewName::All, _) => listed(&rooms, page, Whose::All).await?,
        (ViewName::Team, Some(team)) => listed(&rooms, page, Whose::Team(TeamId(team))).await?,
        (ViewName::Team, None) => {
            return Err(Trouble::invalid("The view `team` needs the number of a team."));
        }
        (ViewName::Waiting, _) => live(&rooms, &page, waiting).await?,
        (ViewName::Active, _) => live(&rooms, &page, active).await?,
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cursor((row.active, row.id)));
    Ok(Json(ConversationPage { items: reads::items_of(&rooms, rows).await?, next }))
}

async fn listed(
    rooms: &Rooms,
    page: InboxPage,
    whose: Whose,
) -> Result<Vec<ConversationRow>, Trouble> {
    Ok(rooms.store.inbox(rooms.workspace, &InboxPage { whose, ..page }).await?)
}

/// Lists of live calls are short, and stand in the desk's memory: no index is kept for
/// them.
async fn live(
    rooms: &Rooms,
    page: &InboxPage,
    which: fn(&Desk) -> Vec<ConversationId>,
) -> Result<Vec<ConversationRow>, Trouble> {
    let ids = look(&*rooms.house, which).await?;
    let mut rows = rooms.store.conversations(rooms.workspace, &ids).await?;
    let place = |row: &ConversationRow| (row.active, row.id);
    rows.retain(|row| page.standing.is_none_or(|standing| row.state == standing));
    rows.retain(|row| page.after.is_none_or(|after| page.sort.before(after, place(row))));
    rows.sort_by_key(place);
    if page.sort == Sort::Newest {
        rows.reverse();
    }
    rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Conversations whose caller waits.
fn waiting(desk: &Desk) -> Vec<ConversationId> {
    conversations(desk, |call| call.waits_for().is_some())
}

/// Conversations in whose call somebody talks, or the caller is on hold.
fn active(desk: &Desk) -> Vec<ConversationId> {
    conversations(desk, |call| call.talk().is_some())
}

fn conversations(desk: &Desk, which: impl Fn(&CallState) -> bool) -> Vec<ConversationId> {
    desk.calls().filter(|call| which(call)).map(|call| call.conversation).collect()
}

fn standing(filter: StateFilter) -> Option<ConversationState> {
    match filter {
        StateFilter::Open => Some(ConversationState::Open),
        StateFilter::Closed => Some(ConversationState::Closed),
        StateFilter::Any => None,
    }
}

fn sort(order: SortOrder) -> Sort {
    match order {
        SortOrder::Newest => Sort::Newest,
        SortOrder::Oldest => Sort::Oldest,
    }
}

/// A place in a list, as the page hands it back.
fn cursor((active, id): Place) -> String {
    format!("{}.{id}", active.0)
}

fn place(cursor: &str) -> Result<Place, Trouble> {
    let parts = cursor.split_once('.');
    let read = parts.and_then(|(active, id)| Some((active.parse().ok()?, id.parse().ok()?)));
    let (active, id) = read
        .ok_or_else(|| Trouble::invalid("This page of the list does not exist; begin it anew."))?;
    Ok((Millis(active), ConversationId(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        let here = (Millis(1_700_000_000_123), ConversationId(42));
        assert_eq!(place(&cursor(here)).unwrap(), here);
        for wrong in ["", "1", "1.", ".1", "a.b", "1.2.3", "1.-2"] {
            assert_eq!(place(wrong).unwrap_err().status, 422, "{wrong}");
        }
    }
}
