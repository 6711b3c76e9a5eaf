//! One conversation: what happened in it, in order, its calls, and what may be done.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use desk::timeline::{Place, lines};
use desk::{
    Actor, Command, ConversationId, ConversationRow, ConversationState, Desk, Fact, Logged, NoteId,
    Seq, TeammateId,
};
use store::NoteRecord;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Id;
use crate::cards::{self, Parts};
use crate::house::{Unheard, look};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{ConversationDetail, Entry, EntryKind, May, Problem};
use crate::session::Viewer;
use crate::view::NamesOf;
use crate::{contacts, reads, results, tasks};

/// What can be done with a conversation.
const ACTIONS: [&str; 7] =
    ["add_note", "assign", "close", "open", "edit_contact", "tag", "create_task"];

/// What stands where a note was erased.
const ERASED: &str = "This note was erased.";

/// The address of a conversation, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(one))
}

/// A conversation with everything in it.
#[utoipa::path(get, path = "/conversations/{id}", tag = "inbox", params(("id" = u64, Path)),
    responses((status = OK, body = ConversationDetail), (status = "default", body = Problem)))]
async fn one(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<ConversationDetail>, Trouble> {
    let (store, workspace, id) = (&rooms.store, rooms.workspace, ConversationId(id));
    // First, so that what comes later is told by the live stream.
    let seq = store.last(workspace).await?.map_or(0, |(seq, _)| seq.0);
    let row = store.conversations(workspace, &[id]).await?.pop();
    let row = row.ok_or_else(|| Trouble::not_found("There is no such conversation."))?;
    let (contact, notes, facts, parts) = tokio::join!(
        store.contact(workspace, row.contact),
        store.notes(workspace, id),
        store.facts_of_conversation(workspace, id),
        cards::parts(&rooms, row.call),
    );
    let (contact, notes, facts, parts) = (contact?, notes?, facts?, parts?);
    let Seen { names, may, call_may, delete } = seen(&rooms, viewer.teammate, &row).await?;
    let records = store.tasks_of_conversation(workspace, id).await?;
    let mut tasks = tasks::views(&rooms, &viewer, records).await?;
    tasks.sort_by_key(|task| (task.done_ms.is_some(), task.due_ms.unwrap_or(i64::MAX), task.id));
    let notifications = results::counts(&rooms, id).await?;
    let (contact_row, content) =
        contact.ok_or_else(|| Trouble::not_found("The contact of this conversation is gone."))?;
    let call = parts.as_ref().map(|parts| &parts.record);
    let known = (contact_row, content);
    let item = reads::item(&row, Some(&known), call, &names);
    let (contact_row, content) = known;
    let contact = contacts::panel(&rooms, &viewer, &contact_row, content).await?;
    let mut told = Timeline { notes: by_id(notes), names: &names, caller: &contact.name };
    let facts = merged(parts.as_ref(), facts);
    Ok(Json(ConversationDetail {
        entries: told.entries(&facts),
        calls: parts
            .map(|parts| cards::card(parts, &names, call_may, &delete, rooms.house.now()))
            .into_iter()
            .collect(),
        item,
        contact,
        may,
        seq,
        tasks,
        notifications,
    }))
}

struct Seen {
    names: NamesOf,
    may: Vec<May>,
    call_may: Vec<May>,
    delete: May,
}

/// What the desk has to say about it; while it cannot be looked at, nothing may be done
/// and everything can still be read.
async fn seen(rooms: &Rooms, by: TeammateId, row: &ConversationRow) -> Result<Seen, Trouble> {
    let of = row.clone();
    let looked = look(&*rooms.house, move |desk| Seen {
        names: NamesOf::desk(desk),
        may: may(desk, by, &of),
        call_may: of.call.map_or_else(Vec::new, |call| cards::may(desk, by, call)),
        delete: cards::may_delete(desk, by),
    });
    match looked.await {
        Ok(seen) => Ok(seen),
        Err(why @ (Unheard::StoreDown | Unheard::Overloaded | Unheard::Stopping)) => {
            let reason = Trouble::from(why).detail;
            let no = |action: &str| May { action: action.to_owned(), reason: Some(reason.clone()) };
            Ok(Seen {
                names: NamesOf::settings(&rooms.store.settings(rooms.workspace).await?),
                may: ACTIONS.map(no).into(),
                call_may: Vec::new(),
                delete: no("delete_recording"),
            })
        }
    }
}

/// What a teammate may do with a conversation now.
fn may(desk: &Desk, by: TeammateId, row: &ConversationRow) -> Vec<May> {
    let conversation = row.id;
    let asks = [
        ("add_note", Command::AddNote { conversation, body: "…".to_owned() }),
        ("assign", Command::Assign { conversation, teammate: Some(by), team: None }),
        ("close", Command::Close { conversation }),
        ("open", Command::Open { conversation }),
        ("edit_contact", Command::EditContact { contact: row.contact, name: None, email: None }),
        // Which tag and which title it will be is asked then.
        ("tag", Command::AddNote { conversation, body: "…".to_owned() }),
        (
            "create_task",
            Command::CreateTask {
                conversation,
                title: "…".to_owned(),
                priority: desk::Priority::Medium,
                assignee: None,
                due: None,
            },
        ),
    ];
    let answer = |(action, command): (&str, Command)| {
        let done = match (action, row.state) {
            ("close", ConversationState::Closed) => Some("It is closed already.".to_owned()),
            ("open", ConversationState::Open) => Some("It is open already.".to_owned()),
            _ => None,
        };
        let reason = done.or_else(|| desk.may(by, &command).err().map(|problem| problem.sentence));
        May { action: action.to_owned(), reason }
    };
    asks.map(answer).into()
}

/// The log of the call and what happened beside it, each line once, in order.
fn merged(parts: Option<&Parts>, facts: Vec<Logged>) -> Vec<Logged> {
    let of_call = parts.into_iter().flat_map(|parts| parts.facts.iter().cloned());
    let all: BTreeMap<Seq, Logged> =
        facts.into_iter().chain(of_call).map(|logged| (logged.seq, logged)).collect();
    all.into_values().collect()
}

fn by_id(notes: Vec<NoteRecord>) -> BTreeMap<NoteId, Option<String>> {
    let body = |note: NoteRecord| (note.row.id, note.content.map(|content| content.body));
    notes.into_iter().map(body).collect()
}

/// Tells a conversation's facts.
struct Timeline<'a> {
    notes: BTreeMap<NoteId, Option<String>>,
    names: &'a NamesOf,
    caller: &'a str,
}

impl Timeline<'_> {
    fn entries(&mut self, facts: &[Logged]) -> Vec<Entry> {
        let mut words: BTreeMap<Seq, Vec<desk::timeline::Line>> = BTreeMap::new();
        for (logged, line) in lines(facts, self.names) {
            words.entry(logged.seq).or_default().push(line);
        }
        let mut entries = Vec::new();
        for logged in facts {
            entries.extend(self.own(logged));
            let assigned = matches!(logged.fact, Fact::ConversationAssigned { .. });
            for line in words.remove(&logged.seq).unwrap_or_default() {
                let under_details = match line.place {
                    // In a conversation, whose it is matters as much as what was said.
                    Place::Details => !assigned,
                    Place::Timeline => false,
                };
                let entry = self.entry(logged, EntryKind::Event, line.text);
                let cause = line.detail.map(str::to_owned);
                entries.push(Entry { under_details, cause, ..entry });
            }
        }
        entries
    }

    /// What the call log has no words for.
    fn own(&mut self, logged: &Logged) -> Option<Entry> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "all other facts are told by the call log, or not at all"
        )]
        match &logged.fact {
            Fact::CallArrived { .. } => {
                let text = format!("Call from {}", self.caller);
                Some(self.entry(logged, EntryKind::Call, text))
            }
            Fact::NoteAdded { note, .. } => {
                let body = self.notes.remove(note).flatten();
                let text = body.unwrap_or_else(|| ERASED.to_owned());
                let entry = self.entry(logged, EntryKind::Note, text);
                Some(Entry { note: Some(note.0), ..entry })
            }
            Fact::ConversationStateSet { state, .. } => {
                let done = match state {
                    ConversationState::Open => "opened",
                    ConversationState::Closed => "closed",
                };
                let who = self.by(logged).map(|by| format!(" by {}", by.name));
                let text = format!("Conversation {done}{}.", who.unwrap_or_default());
                Some(self.entry(logged, EntryKind::Event, text))
            }
            _ => None,
        }
    }

    fn entry(&self, logged: &Logged, kind: EntryKind, text: String) -> Entry {
        Entry {
            at_ms: logged.at.0,
            kind,
            text,
            under_details: false,
            cause: None,
            by: self.by(logged),
            note: None,
            call: logged.call.map(|(call, _)| call.0),
        }
    }

    fn by(&self, logged: &Logged) -> Option<crate::schema::NameRef> {
        match logged.by {
            Actor::Teammate(id) => Some(self.names.of_teammate(id)),
            Actor::Desk | Actor::Clock | Actor::Caller | Actor::Line | Actor::Operator => None,
        }
    }
}
