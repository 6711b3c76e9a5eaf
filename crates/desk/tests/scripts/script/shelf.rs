//! The store of a script: rows by key, and what the desk reads and is opened from.

use std::collections::BTreeMap;

use desk::{
    ContactContent, ContactId, ContactRow, ConversationId, ConversationRow, Job, Live, Logged,
    Millis, Read, RecordingContent, Row, RowKey, Seq,
};

/// Rows by their key.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    rows: BTreeMap<RowKey, Row>,
    pub(super) jobs: Vec<Job>,
    last: Option<(Seq, Millis)>,
}

impl Shelf {
    pub(super) fn commit(&mut self, rows: Vec<Row>, jobs: Vec<Job>, facts: &[Logged]) {
        for row in rows {
            let before = self.rows.remove(&row.key());
            self.rows.insert(row.key(), with_content(row, before));
        }
        self.jobs.extend(jobs);
        self.last = facts.last().map(|it| (it.seq, it.at)).or(self.last);
    }

    pub(super) fn put(&mut self, row: Row) {
        self.rows.insert(row.key(), row);
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    pub(super) fn get(&self, key: RowKey) -> Option<&Row> {
        self.rows.get(&key)
    }

    /// The rows of everything that is not over.
    pub(super) fn live(&self) -> Live {
        let mut live = Live { last: self.last, ..Live::default() };
        for row in self.rows.values() {
            match row.clone() {
                Row::Settings(row) => live.settings.push(row),
                Row::Teammate(row) => live.teammates.push(row),
                Row::Recording(row, content) if row.stage.open() => {
                    let path = format!("recording-{}.wav", row.id);
                    live.recordings.push((row, content.unwrap_or(RecordingContent { path })));
                }
                Row::Offer(row) if row.ended.is_none() => live.offers.push(row),
                Row::Contact(..)
                | Row::Conversation(_)
                | Row::Call(..)
                | Row::Offer(_)
                | Row::Segment(_)
                | Row::Note(..)
                | Row::Recording(..) => {}
            }
        }
        for row in self.rows.values() {
            let Row::Call(call, content) = row else { continue };
            let recorded = live.recordings.iter().any(|(recording, _)| recording.call == call.id);
            if !call.live() && !recorded {
                continue;
            }
            live.calls.push(((**call).clone(), content.clone().unwrap_or_default()));
            if let Some(Row::Conversation(row)) =
                self.rows.get(&RowKey::Conversation(call.conversation))
            {
                live.conversations.push(row.clone());
            }
        }
        live
    }
}

impl Read for Shelf {
    type Error = std::convert::Infallible;

    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, Self::Error> {
        let rows = self.rows.values().filter_map(|row| match row {
            Row::Contact(row, Some(content)) if content.number.as_deref() == Some(number) => {
                Some(*row)
            }
            Row::Contact(..)
            | Row::Settings(_)
            | Row::Teammate(_)
            | Row::Conversation(_)
            | Row::Call(..)
            | Row::Offer(_)
            | Row::Segment(_)
            | Row::Note(..)
            | Row::Recording(..) => None,
        });
        Ok(rows.collect())
    }

    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Conversation(id)) {
            Some(Row::Conversation(row)) => Some(row.clone()),
            Some(_) | None => None,
        })
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Contact(id)) {
            Some(Row::Contact(row, content)) => Some((*row, content.clone().unwrap_or_default())),
            Some(_) | None => None,
        })
    }
}

/// A row without content leaves the stored content standing.
fn with_content(row: Row, before: Option<Row>) -> Row {
    match (row, before) {
        (Row::Contact(row, None), Some(Row::Contact(_, content))) => Row::Contact(row, content),
        (Row::Call(row, None), Some(Row::Call(_, content))) => Row::Call(row, content),
        (Row::Note(row, None), Some(Row::Note(_, content))) => Row::Note(row, content),
        (Row::Recording(row, None), Some(Row::Recording(_, content))) => {
            Row::Recording(row, content)
        }
        (row, _) => row,
    }
}
