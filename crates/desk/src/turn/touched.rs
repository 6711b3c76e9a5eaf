//! Rows of a turn that are not in the store yet.

use std::collections::BTreeMap;

use crate::call::CallState;
use crate::case::Case;
use crate::id::{CallId, ContactId, ConversationId, MailId, RecordingId, ResultId, TaskId};
use crate::row::{
    CallContent, ContactContent, ContactRow, ConversationRow, MailRow, RecordingRow, ResultRow,
    Row, RowKey, TaskContent, TaskRow,
};

/// Rows of this turn that are not in the store yet.
#[derive(Default)]
pub(super) struct Touched {
    pub(super) rows: Vec<Row>,
    places: BTreeMap<RowKey, usize>,
    pub(super) numbers: BTreeMap<String, Vec<ContactId>>,
}

impl Touched {
    pub(super) fn add(&mut self, row: Row) {
        if let Row::Contact(contact, Some(content)) = &row
            && let Some(number) = &content.number
        {
            self.numbers.entry(number.clone()).or_default().push(contact.id);
        }
        match self.places.get(&row.key()) {
            Some(&place) => {
                let earlier = std::mem::replace(&mut self.rows[place], row);
                self.rows[place].keep_content(earlier);
            }
            None => {
                self.places.insert(row.key(), self.rows.len());
                self.rows.push(row);
            }
        }
    }

    pub(super) fn contact(&self, id: ContactId) -> Option<ContactRow> {
        let place = *self.places.get(&RowKey::Contact(id))?;
        if let Row::Contact(row, _) = &self.rows[place] { Some(*row) } else { None }
    }

    pub(super) fn contact_content(&self, id: ContactId) -> Option<ContactContent> {
        let place = *self.places.get(&RowKey::Contact(id))?;
        if let Row::Contact(_, content) = &self.rows[place] { content.clone() } else { None }
    }

    pub(super) fn conversation(&self, id: ConversationId) -> Option<ConversationRow> {
        let place = *self.places.get(&RowKey::Conversation(id))?;
        if let Row::Conversation(row) = &self.rows[place] { Some(row.clone()) } else { None }
    }

    pub(super) fn task(&self, id: TaskId) -> Option<(TaskRow, Option<TaskContent>)> {
        let place = *self.places.get(&RowKey::Task(id))?;
        if let Row::Task(row, content) = &self.rows[place] {
            Some((*row, content.clone()))
        } else {
            None
        }
    }

    pub(super) fn mail(&self, id: MailId) -> Option<MailRow> {
        let place = *self.places.get(&RowKey::Mail(id))?;
        if let Row::Mail(row, _) = &self.rows[place] { Some(*row) } else { None }
    }

    pub(super) fn result(&self, id: ResultId) -> Option<ResultRow> {
        let place = *self.places.get(&RowKey::Result(id))?;
        if let Row::Result(row) = &self.rows[place] { Some(row.clone()) } else { None }
    }

    fn call(&self, id: CallId) -> Option<(&CallState, Option<&CallContent>)> {
        let place = *self.places.get(&RowKey::Call(id))?;
        if let Row::Call(row, content) = &self.rows[place] {
            Some((row, content.as_ref()))
        } else {
            None
        }
    }

    fn recording(&self, id: RecordingId) -> Option<RecordingRow> {
        let place = *self.places.get(&RowKey::Recording(id))?;
        if let Row::Recording(row, _) = &self.rows[place] { Some(*row) } else { None }
    }

    /// A recording as it is after the inputs before.
    pub(super) fn renew_recording(
        &self,
        (row, call): (RecordingRow, CallState),
    ) -> (RecordingRow, CallState) {
        let row = self.recording(row.id).unwrap_or(row);
        let call = self.call(call.id).map_or(call, |(call, _)| call.clone());
        (row, call)
    }

    /// A case as it is after the inputs before.
    pub(super) fn renew(&self, mut case: Case) -> Case {
        if let Some((call, content)) = self.call(case.call.id) {
            case.call = call.clone();
            case.content = content.cloned().unwrap_or(case.content);
        }
        if let Some(row) = self.conversation(case.conversation.id) {
            case.conversation = row;
        }
        if let Some((row, content)) = &mut case.contact {
            *row = self.contact(row.id).unwrap_or(*row);
            if let Some(newer) = self.contact_content(row.id) {
                *content = newer;
            }
        }
        for row in &self.rows {
            match row {
                Row::Note(row, Some(content)) if row.conversation == case.conversation.id => {
                    let known = case.notes.iter().any(|(note, _)| note.id == row.id);
                    if !known && case.notes.len() < Case::NOTES_MAX {
                        case.notes.push((*row, content.clone()));
                    }
                }
                Row::Result(row) if row.call == case.call.id => {
                    case.results.retain(|known| known.id != row.id);
                    case.results.push(row.clone());
                }
                Row::Note(..)
                | Row::Result(_)
                | Row::Settings(_)
                | Row::Teammate(_)
                | Row::Contact(..)
                | Row::Conversation(_)
                | Row::Call(..)
                | Row::Offer(_)
                | Row::Segment(_)
                | Row::Recording(..)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => {}
            }
        }
        case
    }
}
