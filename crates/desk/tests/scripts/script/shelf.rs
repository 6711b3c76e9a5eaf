//! The store of a script: rows by key, and what the desk reads and is opened from.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    CallId, CallState, Case, ContactContent, ContactId, ContactRow, ConversationId,
    ConversationRow, Job, Live, Logged, MailId, MailRow, Millis, OfferEnd, Read, RecordingContent,
    RecordingId, RecordingRow, ResultId, ResultRow, Row, RowKey, SegmentKind, Seq, TaskContent,
    TaskId, TaskRow,
};

/// Rows by their key.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    rows: BTreeMap<RowKey, Row>,
    /// Every job there ever was, each key once.
    pub(crate) jobs: Vec<Job>,
    /// Keys of jobs that have their receipt.
    pub(crate) receipts: BTreeSet<String>,
    last: Option<(Seq, Millis)>,
}

impl Shelf {
    pub(crate) fn commit(
        &mut self,
        rows: Vec<Row>,
        jobs: Vec<Job>,
        receipts: &[String],
        facts: &[Logged],
    ) {
        for row in rows {
            let before = self.rows.remove(&row.key());
            self.rows.insert(row.key(), with_content(row, before));
        }
        for job in jobs {
            if self.jobs.iter().all(|known| known.key() != job.key()) {
                self.jobs.push(job);
            }
        }
        self.receipts.extend(receipts.iter().cloned());
        self.last = facts.last().map(|it| (it.seq, it.at)).or(self.last);
    }

    pub(crate) fn put(&mut self, row: Row) {
        self.rows.insert(row.key(), row);
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    pub(crate) fn get(&self, key: RowKey) -> Option<&Row> {
        self.rows.get(&key)
    }

    /// The rows of everything that is not over.
    pub(crate) fn live(&self) -> Live {
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
                | Row::Recording(..)
                | Row::Result(_)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => {}
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
            | Row::Recording(..)
            | Row::Result(_)
            | Row::Mail(..)
            | Row::Task(..)
            | Row::Alert(..) => None,
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

    fn case(&mut self, id: CallId) -> Result<Option<Case>, Self::Error> {
        Ok(self.case_of(id))
    }

    fn task(&mut self, id: TaskId) -> Result<Option<(TaskRow, TaskContent)>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Task(id)) {
            Some(Row::Task(row, Some(content))) => Some((*row, content.clone())),
            Some(_) | None => None,
        })
    }

    fn mail(&mut self, id: MailId) -> Result<Option<MailRow>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Mail(id)) {
            Some(Row::Mail(row, _)) => Some(*row),
            Some(_) | None => None,
        })
    }

    fn recording(
        &mut self,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Recording(id)) {
            Some(Row::Recording(row, _)) => self.call(row.call).map(|call| (*row, call.clone())),
            Some(_) | None => None,
        })
    }

    fn recordings_of_contact(
        &mut self,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, Self::Error> {
        let rows = self.rows.values().filter_map(|row| {
            let Row::Recording(row, _) = row else { return None };
            let call = self.call(row.call).filter(|call| call.contact == id)?;
            Some((*row, call.clone()))
        });
        Ok(rows.collect())
    }

    fn result(&mut self, id: ResultId) -> Result<Option<ResultRow>, Self::Error> {
        Ok(match self.rows.get(&RowKey::Result(id)) {
            Some(Row::Result(row)) => Some(row.clone()),
            Some(_) | None => None,
        })
    }
}

impl Shelf {
    fn call(&self, id: CallId) -> Option<&CallState> {
        match self.rows.get(&RowKey::Call(id)) {
            Some(Row::Call(call, _)) => Some(call),
            Some(_) | None => None,
        }
    }

    /// Everything that is known of an ended call.
    pub(crate) fn case_of(&self, id: CallId) -> Option<Case> {
        let Some(Row::Call(call, content)) = self.rows.get(&RowKey::Call(id)) else { return None };
        let Some(Row::Conversation(conversation)) =
            self.rows.get(&RowKey::Conversation(call.conversation))
        else {
            return None;
        };
        let contact = match self.rows.get(&RowKey::Contact(call.contact)) {
            Some(Row::Contact(row, content)) => Some((*row, content.clone().unwrap_or_default())),
            Some(_) | None => None,
        };
        let mut case = Case {
            call: (**call).clone(),
            content: content.clone().unwrap_or_default(),
            conversation: conversation.clone(),
            contact,
            answered_by: None,
            talk_ms: 0,
            notes: Vec::new(),
            results: Vec::new(),
        };
        for row in self.rows.values() {
            match row {
                Row::Offer(offer) if offer.call == id => {
                    if let Some((_, OfferEnd::Answered)) = offer.ended {
                        case.answered_by = Some(offer.teammate);
                    }
                }
                Row::Segment(piece) if piece.call == id && piece.kind == SegmentKind::Talk => {
                    case.talk_ms += piece.to.since(piece.from);
                }
                Row::Note(row, Some(content)) if row.conversation == call.conversation => {
                    case.notes.push((*row, content.clone()));
                }
                Row::Result(row) if row.call == id => case.results.push(row.clone()),
                Row::Offer(_)
                | Row::Segment(_)
                | Row::Note(..)
                | Row::Result(_)
                | Row::Settings(_)
                | Row::Teammate(_)
                | Row::Contact(..)
                | Row::Conversation(_)
                | Row::Call(..)
                | Row::Recording(..)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => {}
            }
        }
        Some(case)
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
        (Row::Mail(row, None), Some(Row::Mail(_, content))) => Row::Mail(row, content),
        (Row::Task(row, None), Some(Row::Task(_, content))) => Row::Task(row, content),
        (row, _) => row,
    }
}
