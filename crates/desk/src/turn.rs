//! One turn of a workspace's loop: what has arrived goes in, one commit comes out.
//! The server and the simulator both call it, so that what is simulated is what runs.

use std::collections::BTreeMap;

use crate::desk::{Desk, Furnished, Need, Reply};
use crate::fact::Logged;
use crate::id::{ContactId, ConversationId};
use crate::input::Input;
use crate::job::Job;
use crate::order::Order;
use crate::row::{ContactContent, ContactRow, ConversationRow, Row, RowKey};
use crate::time::Millis;

/// How often a single input may ask for more: once, and once again when the answer
/// opened a new question.
const ROUNDS_MAX: usize = 2;

/// What the desk reads from the store.
pub trait Read {
    /// Why a read failed.
    type Error;

    /// Contacts with that number, in any order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, Self::Error>;

    /// A conversation's header.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, Self::Error>;

    /// A contact, and what is known of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Self::Error>;
}

/// What one turn has to commit, and what may be done once it is committed.
#[derive(Debug, Default)]
pub struct Turn {
    /// New lines of the log, in order.
    pub facts: Vec<Logged>,
    /// Changed rows, each key once.
    pub rows: Vec<Row>,
    /// New jobs.
    pub jobs: Vec<Job>,
    /// Orders to the line, after the commit.
    pub orders: Vec<Order>,
    /// One reply an input, in order, after the commit.
    pub replies: Vec<Reply>,
}

/// Lets the desk handle what has arrived. Reads see the rows that earlier inputs of
/// the same turn touched, so that two first calls from one number make one lead.
///
/// # Errors
/// When a read fails. The desk may have handled some inputs by then: drop it and open
/// it again from the rows, as after a failed commit.
pub fn turn<R: Read>(
    desk: &mut Desk,
    inputs: Vec<(Millis, Input)>,
    read: &mut R,
) -> Result<Turn, R::Error> {
    let mut out = Turn::default();
    let mut touched = Touched::default();
    for (at, input) in inputs {
        let mut furnished = Furnished::default();
        for _ in 0..ROUNDS_MAX {
            let needs = desk.needs(&input, &furnished);
            if needs.is_empty() {
                break;
            }
            for need in needs {
                furnish(need, &touched, read, &mut furnished)?;
            }
        }
        let step = desk.handle(at, input, &furnished);
        out.facts.extend(step.facts);
        out.jobs.extend(step.jobs);
        out.orders.extend(step.orders);
        out.replies.push(step.reply);
        for row in step.rows {
            touched.add(row);
        }
    }
    out.rows = touched.rows;
    Ok(out)
}

/// Rows of this turn that are not in the store yet.
#[derive(Default)]
struct Touched {
    rows: Vec<Row>,
    places: BTreeMap<RowKey, usize>,
    numbers: BTreeMap<String, Vec<ContactId>>,
}

impl Touched {
    fn add(&mut self, row: Row) {
        if let Row::Contact(contact, Some(content)) = &row
            && let Some(number) = &content.number
        {
            self.numbers.entry(number.clone()).or_default().push(contact.id);
        }
        match self.places.get(&row.key()) {
            Some(&place) => {
                let earlier = std::mem::replace(&mut self.rows[place], row);
                keep_content(&mut self.rows[place], earlier);
            }
            None => {
                self.places.insert(row.key(), self.rows.len());
                self.rows.push(row);
            }
        }
    }

    fn contact(&self, id: ContactId) -> Option<ContactRow> {
        let place = *self.places.get(&RowKey::Contact(id))?;
        if let Row::Contact(row, _) = &self.rows[place] { Some(*row) } else { None }
    }

    fn contact_content(&self, id: ContactId) -> Option<ContactContent> {
        let place = *self.places.get(&RowKey::Contact(id))?;
        if let Row::Contact(_, content) = &self.rows[place] { content.clone() } else { None }
    }

    fn conversation(&self, id: ConversationId) -> Option<ConversationRow> {
        let place = *self.places.get(&RowKey::Conversation(id))?;
        if let Row::Conversation(row) = &self.rows[place] { Some(row.clone()) } else { None }
    }
}

/// A later row without content leaves the content of the earlier one standing.
fn keep_content(row: &mut Row, earlier: Row) {
    match (row, earlier) {
        (Row::Contact(_, content @ None), Row::Contact(_, before)) => *content = before,
        (Row::Call(_, content @ None), Row::Call(_, before)) => *content = before,
        (Row::Note(_, content @ None), Row::Note(_, before)) => *content = before,
        (Row::Recording(_, content @ None), Row::Recording(_, before)) => *content = before,
        (_, _) => {}
    }
}

fn furnish<R: Read>(
    need: Need,
    touched: &Touched,
    read: &mut R,
    furnished: &mut Furnished,
) -> Result<(), R::Error> {
    match need {
        Need::ContactsByNumber(number) => {
            let mut contacts = read.contacts_by_number(&number)?;
            for contact in &mut contacts {
                if let Some(newer) = touched.contact(contact.id) {
                    *contact = newer;
                }
            }
            let fresh = touched.numbers.get(&number).into_iter().flatten();
            contacts.extend(fresh.filter_map(|id| touched.contact(*id)));
            furnished.contacts.insert(number, contacts);
        }
        Need::Conversation(id) => {
            let row = match touched.conversation(id) {
                Some(row) => Some(row),
                None => read.conversation(id)?,
            };
            furnished.conversations.insert(id, row);
        }
        Need::Contact(id) => {
            let found = match (touched.contact(id), touched.contact_content(id)) {
                (Some(row), Some(content)) => Some((row, content)),
                (newer, _) => {
                    let stored = read.contact(id)?;
                    stored.map(|(row, content)| (newer.unwrap_or(row), content))
                }
            };
            furnished.contact.insert(id, found);
        }
    }
    Ok(())
}
