//! Lines of lists, put together from rows: three reads however long the list is.

use std::collections::BTreeMap;

use desk::{
    CallId, CallState, ContactContent, ContactId, ContactRow, ConversationId, ConversationRow,
    ConversationState, Stage,
};
use store::CallRecord;

use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{CallBrief, CallStage, ContactBrief, ConversationItem, ConversationStanding};
use crate::view::{self, NamesOf, NamesWanted};
use crate::words;

pub(crate) use crate::words::outcome_words;

/// What stands for a contact of whom nothing is known.
const WITHHELD: &str = "Withheld number";

/// What a contact is called of whom everything was erased.
pub(crate) const ERASED: &str = "Erased contact";

/// Who stands for a contact that is gone.
pub(crate) fn nobody() -> ContactBrief {
    ContactBrief { id: 0, name: WITHHELD.to_owned(), number: None }
}

/// What a contact is called: its name, else its number.
pub(crate) fn contact_name(name: Option<&str>, number: Option<&str>) -> String {
    let known = [name, number].into_iter().flatten().map(str::trim).find(|text| !text.is_empty());
    known.unwrap_or(WITHHELD).to_owned()
}

/// These conversations as lines of a list, in the order asked for; those that do not exist
/// are left out.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn conversation_items(
    rooms: &Rooms,
    ids: &[ConversationId],
) -> Result<Vec<ConversationItem>, Trouble> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = rooms.store.conversations(rooms.workspace, ids).await?;
    let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let wanted = ids.iter().filter_map(|id| rows.get(id).cloned()).collect();
    items_of(rooms, wanted).await
}

/// These rows as lines of a list.
pub(crate) async fn items_of(
    rooms: &Rooms,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ConversationItem>, Trouble> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let contacts: Vec<ContactId> = rows.iter().map(|row| row.contact).collect();
    let calls: Vec<CallId> = rows.iter().filter_map(|row| row.call).collect();
    let (contacts, calls) = tokio::join!(
        rooms.store.contacts(rooms.workspace, &contacts),
        rooms.store.calls(rooms.workspace, &calls),
    );
    let (contacts, calls) = (contacts?, calls?);
    let mut wanted = NamesWanted::default();
    rows.iter().for_each(|row| wanted.conversation(row));
    calls.iter().for_each(|call| wanted.call(&call.state));
    let names = wanted.read(rooms).await?;
    let calls: BTreeMap<_, _> = calls.into_iter().map(|call| (call.state.id, call)).collect();
    let line = |row: &ConversationRow| {
        let call = row.call.and_then(|id| calls.get(&id));
        item(row, contacts.get(&row.contact), call, &names)
    };
    Ok(rows.iter().map(line).collect())
}

/// One conversation as a line of a list.
pub(crate) fn item(
    row: &ConversationRow,
    contact: Option<&(ContactRow, ContactContent)>,
    call: Option<&CallRecord>,
    names: &NamesOf,
) -> ConversationItem {
    ConversationItem {
        id: row.id.0,
        contact: contact.map_or_else(nobody, |(row, content)| ContactBrief::of(row, content)),
        channel: names.of_channel(row.channel),
        state: standing(row.state),
        teammate: row.teammate.map(|id| names.of_teammate(id)),
        team: row.team.map(|id| names.of_team(id)),
        call: call.map(|call| call_brief(&call.state, names)),
        preview: call.map_or_else(String::new, |call| words::preview(&call.state, names)),
        active_ms: row.active.0,
        notes: row.notes,
        tags: names.of_tags(&row.tags),
    }
}

fn standing(state: ConversationState) -> ConversationStanding {
    match state {
        ConversationState::Open => ConversationStanding::Open,
        ConversationState::Closed => ConversationStanding::Closed,
    }
}

/// A call in one line.
pub(crate) fn call_brief(state: &CallState, names: &NamesOf) -> CallBrief {
    let outcome = state.outcome();
    CallBrief {
        id: state.id.0,
        stage: call_stage(state.stage),
        since_ms: state.since.0,
        placed_ms: state.placed.0,
        answered_ms: state.first_answer.map(|at| at.0),
        ended_ms: state.ended.map(|at| at.0),
        outcome: outcome.map(|outcome| outcome.name().to_owned()),
        outcome_words: outcome.map(outcome_words),
        teammate: view::stage(state).1.map(|id| names.of_teammate(id)),
    }
}

/// Where a call stands, without what belongs to it.
pub(crate) fn call_stage(stage: Stage) -> CallStage {
    match stage {
        Stage::Menu => CallStage::Menu,
        Stage::Queued { .. } => CallStage::Queued,
        Stage::Ringing { .. } => CallStage::Ringing,
        Stage::Talking(_) => CallStage::Talking,
        Stage::OnHold(_) => CallStage::OnHold,
        Stage::Deflected { .. } => CallStage::Deflected,
        Stage::Ended { .. } => CallStage::Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::contact_name;

    #[test]
    fn a_contact_is_called_by_what_is_known_of_it() {
        assert_eq!(contact_name(Some("Ada"), Some("+1")), "Ada");
        assert_eq!(contact_name(Some("  "), Some("+1")), "+1");
        assert_eq!(contact_name(None, None), "Withheld number");
    }
}
