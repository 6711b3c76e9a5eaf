//! One turn of a workspace's loop: what has arrived goes in, one commit comes out.
//! The server and the simulator both call it, so that what is simulated is what runs.

mod touched;

use self::touched::Touched;
use crate::call::CallState;
use crate::case::Case;
use crate::desk::{Desk, Furnished, Need, Reply};
use crate::fact::Logged;
use crate::id::{CallId, ContactId, ConversationId, MailId, RecordingId, ResultId, TaskId};
use crate::input::Input;
use crate::job::Job;
use crate::order::Order;
use crate::row::{
    ContactContent, ContactRow, ConversationRow, MailRow, RecordingRow, ResultRow, Row,
    TaskContent, TaskRow,
};
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

    /// Everything that is known of an ended call.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn case(&mut self, id: CallId) -> Result<Option<Case>, Self::Error>;

    /// A task, and what is to be done.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn task(&mut self, id: TaskId) -> Result<Option<(TaskRow, TaskContent)>, Self::Error>;

    /// A mail's state.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn mail(&mut self, id: MailId) -> Result<Option<MailRow>, Self::Error>;

    /// A recording, and its call.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn recording(
        &mut self,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, Self::Error>;

    /// A contact's recordings that are not deleted, and their calls, in any order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn recordings_of_contact(
        &mut self,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, Self::Error>;

    /// What became of a notification after a call.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn result(&mut self, id: ResultId) -> Result<Option<ResultRow>, Self::Error>;
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
    /// Keys of jobs that are done with this commit.
    pub receipts: Vec<String>,
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
        out.receipts.extend(step.receipts);
        out.orders.extend(step.orders);
        out.replies.push(step.reply);
        for row in step.rows {
            touched.add(row);
        }
    }
    out.rows = touched.rows;
    Ok(out)
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
            // Whoever was erased is nobody's number any more.
            contacts.retain(|contact| contact.erased.is_none());
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
        Need::Case(id) => {
            let case = read.case(id)?.map(|case| Box::new(touched.renew(case)));
            furnished.cases.insert(id, case);
        }
        Need::Task(id) => {
            let found = match touched.task(id) {
                Some((row, Some(content))) => Some((row, content)),
                Some((row, None)) => read.task(id)?.map(|(_, content)| (row, content)),
                None => read.task(id)?,
            };
            furnished.tasks.insert(id, found);
        }
        Need::Mail(id) => {
            let found = match touched.mail(id) {
                Some(row) => Some(row),
                None => read.mail(id)?,
            };
            furnished.mails.insert(id, found);
        }
        Need::Recording(id) => {
            let found = read.recording(id)?.map(|found| touched.renew_recording(found));
            furnished.recordings.insert(id, found);
        }
        Need::RecordingsOfContact(id) => {
            let found = read.recordings_of_contact(id)?.into_iter();
            let found = found.map(|found| touched.renew_recording(found)).collect();
            furnished.recordings_of.insert(id, found);
        }
        Need::Result(id) => {
            let found = match touched.result(id) {
                Some(row) => Some(row),
                None => read.result(id)?,
            };
            furnished.results.insert(id, found);
        }
    }
    Ok(())
}
