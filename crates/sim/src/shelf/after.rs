//! What is read of an ended call: everything its notifications are judged by.

use std::collections::BTreeMap;

use desk::{
    CallId, CallState, Case, ContactId, ConversationId, Fact, NoteId, RecordingId, RecordingRow,
    RecordingStage, ResultId, Row, RowKey, SegmentKind, TeammateId, Turn,
};

use super::Shelf;

/// What would be an index of a real store.
#[derive(Debug, Default)]
pub(super) struct After {
    answered_by: BTreeMap<CallId, TeammateId>,
    talk_ms: BTreeMap<CallId, u64>,
    notes: BTreeMap<ConversationId, Vec<NoteId>>,
    results: BTreeMap<CallId, Vec<ResultId>>,
}

impl After {
    /// Takes a commit in.
    #[expect(clippy::wildcard_enum_match_arm, reason = "an index looks at a few kinds of rows")]
    pub(super) fn note(&mut self, turn: &Turn) {
        for logged in &turn.facts {
            if let Fact::CallAnswered { call, teammate, .. } = logged.fact {
                self.answered_by.insert(call, teammate);
            }
        }
        for row in &turn.rows {
            match row {
                Row::Segment(piece) if piece.kind == SegmentKind::Talk => {
                    *self.talk_ms.entry(piece.call).or_default() += piece.to.since(piece.from);
                }
                Row::Note(row, Some(_)) => {
                    self.notes.entry(row.conversation).or_default().push(row.id);
                }
                Row::Result(row) => {
                    let of_call = self.results.entry(row.call).or_default();
                    if !of_call.contains(&row.id) {
                        of_call.push(row.id);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Shelf {
    pub(super) fn read_case(&self, id: CallId) -> Option<Case> {
        let Some(Row::Call(call, content)) = self.rows.get(&RowKey::Call(id)) else { return None };
        let conversation = match self.rows.get(&RowKey::Conversation(call.conversation)) {
            Some(Row::Conversation(row)) => row.clone(),
            _ => return None,
        };
        let contact = match self.rows.get(&RowKey::Contact(call.contact)) {
            Some(Row::Contact(row, content)) => Some((*row, content.clone().unwrap_or_default())),
            _ => None,
        };
        let notes = self.after.notes.get(&call.conversation).into_iter().flatten();
        let notes = notes.filter_map(|note| match self.rows.get(&RowKey::Note(*note)) {
            Some(Row::Note(row, Some(content))) => Some((*row, content.clone())),
            _ => None,
        });
        let results = self.after.results.get(&id).into_iter().flatten();
        let results = results.filter_map(|result| match self.rows.get(&RowKey::Result(*result)) {
            Some(Row::Result(row)) => Some(row.clone()),
            _ => None,
        });
        Some(Case {
            call: (**call).clone(),
            content: content.clone().unwrap_or_default(),
            conversation,
            contact,
            answered_by: self.after.answered_by.get(&id).copied(),
            talk_ms: self.after.talk_ms.get(&id).copied().unwrap_or(0),
            notes: notes.take(Case::NOTES_MAX).collect(),
            results: results.collect(),
        })
    }

    pub(super) fn read_recording(&self, id: RecordingId) -> Option<(RecordingRow, CallState)> {
        let Some(Row::Recording(row, _)) = self.rows.get(&RowKey::Recording(id)) else {
            return None;
        };
        match self.rows.get(&RowKey::Call(row.call)) {
            Some(Row::Call(call, _)) => Some((*row, (**call).clone())),
            _ => None,
        }
    }

    pub(super) fn read_recordings_of(&self, id: ContactId) -> Vec<(RecordingRow, CallState)> {
        let all = self.rows.range(RowKey::Recording(RecordingId(0))..);
        let rows =
            all.map_while(
                |(_, row)| {
                    if let Row::Recording(row, _) = row { Some(row.id) } else { None }
                },
            );
        let known = rows.filter_map(|recording| self.read_recording(recording));
        known
            .filter(|(row, call)| {
                call.contact == id && !matches!(row.stage, RecordingStage::Deleted { .. })
            })
            .collect()
    }
}
