//! Contacts: who somebody is, what came before, and finding them.

use axum::Json;
use axum::extract::State;
use desk::{Command, ContactContent, ContactId, ContactRow, Desk, TeammateId};
use serde::Deserialize;
use store::{InboxPage, Sort, Whose};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Asked, Id};
use crate::house::look;
use crate::problem::Trouble;
use crate::reads;
use crate::rooms::Rooms;
use crate::schema::{Contact, ContactBrief, ConversationItem, May, Problem, SearchResult};
use crate::session::Viewer;

/// Past conversations shown of one contact: what came before fits no screen anyway.
const PAST_MAX: u32 = 50;

/// Contacts found at once.
const FOUND_MAX: u32 = 20;

/// Conversations shown of each of the first contacts found.
const OF_EACH: u32 = 3;

/// The first contacts found, whose conversations are shown.
const WITH_CONVERSATIONS: usize = 8;

/// The longest words looked for: an e-mail address.
const WORDS_MAX: usize = 254;

/// The addresses of contacts, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(one)).routes(routes!(search))
}

/// A contact and its last conversations.
#[utoipa::path(get, path = "/contacts/{id}", tag = "inbox", params(("id" = u64, Path)),
    responses((status = OK, body = Contact), (status = "default", body = Problem)))]
async fn one(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<Contact>, Trouble> {
    let found = rooms.store.contact(rooms.workspace, ContactId(id)).await?;
    let (row, content) = found.ok_or_else(|| Trouble::not_found("There is no such contact."))?;
    Ok(Json(panel(&rooms, &viewer, &row, content).await?))
}

/// The panel beside a conversation.
pub(crate) async fn panel(
    rooms: &Rooms,
    viewer: &Viewer,
    row: &ContactRow,
    content: ContactContent,
) -> Result<Contact, Trouble> {
    let ContactBrief { id, name, number } = ContactBrief::of(row, &content);
    Ok(Contact {
        id,
        name,
        number,
        email: content.email,
        created_ms: row.created.0,
        last_active_ms: row.last_active.0,
        erased: row.erased.is_some(),
        may: may(rooms, viewer.teammate, row).await,
        conversations: past(rooms, row.id, PAST_MAX).await?,
    })
}

/// What a teammate may do with a contact now.
async fn may(rooms: &Rooms, by: TeammateId, row: &ContactRow) -> Vec<May> {
    let contact = row.id;
    let asks = [
        ("edit_contact", Command::EditContact { contact, name: None, email: None }),
        ("erase_contact", Command::EraseContact { contact }),
    ];
    let erased = row.erased.map(|_| "This contact was erased.".to_owned());
    let answer = move |desk: &Desk| {
        asks.map(|(action, command)| {
            let refused = desk.may(by, &command).err().map(|problem| problem.sentence);
            May { action: action.to_owned(), reason: erased.clone().or(refused) }
        })
    };
    match look(&*rooms.house, answer).await {
        Ok(may) => may.into(),
        Err(unheard) => {
            let reason = Trouble::from(unheard).detail;
            let no = |action: &str| May { action: action.to_owned(), reason: Some(reason.clone()) };
            ["edit_contact", "erase_contact"].map(no).into()
        }
    }
}

async fn past(
    rooms: &Rooms,
    contact: ContactId,
    limit: u32,
) -> Result<Vec<ConversationItem>, Trouble> {
    let page = InboxPage {
        whose: Whose::Contact(contact),
        standing: None,
        sort: Sort::Newest,
        after: None,
        limit,
    };
    reads::items_of(rooms, rooms.store.inbox(rooms.workspace, &page).await?).await
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Words {
    /// The beginning of a name, an e-mail address or a number, or a number's end.
    #[serde(default)]
    q: String,
}

/// Contacts by name, number or e-mail address, and their last conversations.
#[utoipa::path(get, path = "/search", tag = "inbox", params(Words),
    responses((status = OK, body = SearchResult), (status = "default", body = Problem)))]
async fn search(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
    Asked(Words { q }): Asked<Words>,
) -> Result<Json<SearchResult>, Trouble> {
    if q.chars().count() > WORDS_MAX {
        return Err(Trouble::invalid("Look for fewer words."));
    }
    let found = rooms.store.find_contacts(rooms.workspace, &q, FOUND_MAX).await?;
    let mut conversations = Vec::new();
    for (row, _) in found.iter().take(WITH_CONVERSATIONS) {
        conversations.extend(past(&rooms, row.id, OF_EACH).await?);
    }
    conversations.sort_by_key(|item| std::cmp::Reverse((item.active_ms, item.id)));
    let contacts = found.iter().map(|(row, content)| ContactBrief::of(row, content)).collect();
    Ok(Json(SearchResult { contacts, conversations }))
}
