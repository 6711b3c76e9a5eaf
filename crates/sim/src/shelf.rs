//! A store in memory: rows, the log, contacts by number.

use std::collections::{BTreeMap, BTreeSet};

mod after;

use desk::{
    CallId, CallState, Case, ContactContent, ContactId, ContactRow, ConversationId,
    ConversationRow, Live, Logged, MailId, MailRow, Read, RecordingContent, RecordingId,
    RecordingRow, ResultId, ResultRow, Row, RowKey, TaskContent, TaskId, TaskRow, Turn,
};

use self::after::After;

/// What survives the process.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) rows: BTreeMap<RowKey, Row>,
    pub(crate) log: Vec<Logged>,
    numbers: BTreeMap<String, Vec<desk::ContactId>>,
    /// Jobs by key: doing one twice does it once.
    pub(crate) jobs: BTreeMap<String, desk::Job>,
    /// Those of them that have a receipt.
    pub(crate) done: BTreeSet<String>,
    after: After,
}

/// Reading from memory cannot fail.
#[derive(Debug)]
pub(crate) enum Unreadable {}

impl Shelf {
    /// One transaction.
    pub(crate) fn commit(&mut self, turn: &Turn) {
        self.log.extend(turn.facts.iter().cloned());
        for job in &turn.jobs {
            self.jobs.entry(job.key()).or_insert_with(|| job.clone());
        }
        self.done.extend(turn.receipts.iter().cloned());
        self.after.note(turn);
        for row in &turn.rows {
            if let Row::Contact(contact, Some(content)) = row
                && let Some(number) = &content.number
            {
                self.numbers.entry(number.clone()).or_default().push(contact.id);
            }
            if let Row::Contact(contact, _) = row
                && contact.erased.is_some()
            {
                for owners in self.numbers.values_mut() {
                    owners.retain(|owner| *owner != contact.id);
                }
            }
            let key = row.key();
            match self.rows.get_mut(&key) {
                Some(stored) => {
                    let before = std::mem::replace(stored, row.clone());
                    stored.keep_content(before);
                }
                None => {
                    self.rows.insert(key, row.clone());
                }
            }
        }
    }

    /// What a desk is opened from.
    pub(crate) fn live(&self) -> Live {
        let mut live =
            Live { last: self.log.last().map(|logged| (logged.seq, logged.at)), ..Live::default() };
        // A call may have several recordings, one for each answer.
        let recorded: BTreeSet<CallId> = self
            .rows
            .range(RowKey::Recording(RecordingId(0))..)
            .filter_map(|(_, row)| match row {
                Row::Recording(row, _) if row.stage.open() => Some(row.call),
                Row::Settings(_)
                | Row::Teammate(_)
                | Row::Contact(..)
                | Row::Conversation(_)
                | Row::Call(..)
                | Row::Offer(_)
                | Row::Segment(_)
                | Row::Note(..)
                | Row::Recording(..)
                | Row::Result(_)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => None,
            })
            .collect();
        for row in self.rows.values() {
            match row {
                Row::Settings(row) => live.settings.push(row.clone()),
                Row::Teammate(state) => live.teammates.push(*state),
                Row::Call(call, content) if call.live() || recorded.contains(&call.id) => {
                    if let Some(Row::Conversation(row)) =
                        self.rows.get(&RowKey::Conversation(call.conversation))
                    {
                        live.conversations.push(row.clone());
                    }
                    live.calls.push(((**call).clone(), content.clone().unwrap_or_default()));
                }
                Row::Offer(row) if row.ended.is_none() => live.offers.push(row.clone()),
                Row::Recording(row, content) if row.stage.open() => {
                    let path = content.clone().map(|content| content.path).unwrap_or_default();
                    live.recordings.push((*row, RecordingContent { path }));
                }
                Row::Call(..)
                | Row::Offer(_)
                | Row::Recording(..)
                | Row::Contact(..)
                | Row::Conversation(_)
                | Row::Segment(_)
                | Row::Note(..)
                | Row::Result(_)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => {}
            }
        }
        live
    }
}

impl Read for Shelf {
    type Error = Unreadable;

    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, Unreadable> {
        let ids = self.numbers.get(number).map(Vec::as_slice).unwrap_or_default();
        Ok(ids
            .iter()
            .filter_map(|id| match self.rows.get(&RowKey::Contact(*id)) {
                Some(Row::Contact(row, _)) => Some(*row),
                _ => None,
            })
            .collect())
    }

    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, Unreadable> {
        Ok(match self.rows.get(&RowKey::Conversation(id)) {
            Some(Row::Conversation(row)) => Some(row.clone()),
            _ => None,
        })
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Unreadable> {
        Ok(match self.rows.get(&RowKey::Contact(id)) {
            Some(Row::Contact(row, content)) => Some((*row, content.clone().unwrap_or_default())),
            _ => None,
        })
    }

    fn case(&mut self, id: CallId) -> Result<Option<Case>, Unreadable> {
        Ok(self.read_case(id))
    }

    fn task(&mut self, id: TaskId) -> Result<Option<(TaskRow, TaskContent)>, Unreadable> {
        Ok(match self.rows.get(&RowKey::Task(id)) {
            Some(Row::Task(row, Some(content))) => Some((*row, content.clone())),
            _ => None,
        })
    }

    fn mail(&mut self, id: MailId) -> Result<Option<MailRow>, Unreadable> {
        Ok(match self.rows.get(&RowKey::Mail(id)) {
            Some(Row::Mail(row, _)) => Some(*row),
            _ => None,
        })
    }

    fn recording(
        &mut self,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, Unreadable> {
        Ok(self.read_recording(id))
    }

    fn recordings_of_contact(
        &mut self,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, Unreadable> {
        Ok(self.read_recordings_of(id))
    }

    fn result(&mut self, id: ResultId) -> Result<Option<ResultRow>, Unreadable> {
        Ok(match self.rows.get(&RowKey::Result(id)) {
            Some(Row::Result(row)) => Some(row.clone()),
            _ => None,
        })
    }
}
