//! The log folded back into rows: what production never does, and what proves that the
//! rows hold nothing the log does not say.

use std::collections::BTreeMap;

use crate::fact::{Fact, Logged};
use crate::id::{ContactId, ConversationId, ResultId, WorkspaceId};
use crate::row::{Row, RowKey};
use crate::state::{State, Touched};

/// A log being folded.
#[derive(Debug)]
pub struct Fold {
    workspace: WorkspaceId,
    state: State,
    rows: BTreeMap<RowKey, Row>,
}

impl Fold {
    /// Nothing folded yet.
    #[must_use]
    pub fn new(workspace: WorkspaceId) -> Self {
        Self { workspace, state: State::default(), rows: BTreeMap::new() }
    }

    /// Whose log it is.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// Folds the next line of the log.
    pub fn apply(&mut self, logged: &Logged) {
        self.recall(&logged.fact);
        let mut touched = Touched::default();
        self.state.apply(logged, &mut touched);
        for row in touched.written {
            self.rows.insert(row.key(), row);
        }
        for key in &touched.keys {
            if let Some(row) = self.state.row(*key) {
                self.rows.insert(*key, row);
            }
        }
        self.put_away(logged, &touched.keys);
    }

    /// The state parts of all rows, as the log says they are.
    #[must_use]
    pub fn rows(&self) -> &BTreeMap<RowKey, Row> {
        &self.rows
    }

    /// Takes out what the next fact is about, if it had been put away.
    fn recall(&mut self, fact: &Fact) {
        if let Some(id) = fact.call()
            && let Some(Row::Call(call, _)) = self.rows.get(&RowKey::Call(id))
            && !self.state.calls.contains_key(&id)
        {
            let call = (**call).clone();
            self.recall_conversation(call.conversation);
            self.state.calls.insert(id, call);
        }
        match fact {
            Fact::CallArrived { contact, conversation, .. } => {
                self.recall_contact(*contact);
                self.recall_conversation(*conversation);
            }
            Fact::ContactEdited { contact } | Fact::ContactErased { contact } => {
                self.recall_contact(*contact);
            }
            Fact::ConversationAssigned { conversation, .. }
            | Fact::NoteAdded { conversation, .. }
            | Fact::ConversationTagged { conversation, .. }
            | Fact::ConversationUntagged { conversation, .. }
            | Fact::ConversationStateSet { conversation, .. } => {
                self.recall_conversation(*conversation);
            }
            Fact::RecordingPaused { recording, .. }
            | Fact::RecordingResumed { recording, .. }
            | Fact::RecordingStored { recording, .. }
            | Fact::RecordingFailed { recording, .. }
            | Fact::RecordingDeleted { recording, .. } => {
                if let Some(Row::Recording(row, _)) = self.rows.get(&RowKey::Recording(*recording))
                {
                    self.state.recordings.insert(*recording, *row);
                }
            }
            Fact::MailQueued { .. }
            | Fact::TeamAlerted { .. }
            | Fact::TaskCreated { .. }
            | Fact::MailSent { .. }
            | Fact::MailFailed { .. }
            | Fact::TaskChanged { .. }
            | Fact::TaskDone { .. }
            | Fact::TaskReopened { .. } => self.recall_after(fact),
            Fact::SettingsSaved { .. }
            | Fact::Restarted
            | Fact::CallDataReady { .. }
            | Fact::NotificationJudged { .. }
            | Fact::ContactCreated { .. }
            | Fact::ConversationCreated { .. }
            | Fact::ConsentHeard { .. }
            | Fact::CallQueued { .. }
            | Fact::AvailabilityNoted { .. }
            | Fact::CallOffered { .. }
            | Fact::ManualAnswerRequested { .. }
            | Fact::CallDeclined { .. }
            | Fact::CallMissed { .. }
            | Fact::OfferWithdrawn { .. }
            | Fact::CallAnswered { .. }
            | Fact::CallReturned { .. }
            | Fact::CallHeld { .. }
            | Fact::CallResumed { .. }
            | Fact::CallDeflected { .. }
            | Fact::CallEnded { .. }
            | Fact::AssignmentStartedLate { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpEnded { .. }
            | Fact::StatusSet { .. }
            | Fact::ChannelsSet { .. }
            | Fact::RecordingStarted { .. } => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`recall` has sorted all facts into groups; the rest belong to others"
    )]
    fn recall_after(&mut self, fact: &Fact) {
        match fact {
            Fact::MailQueued { result, .. }
            | Fact::TeamAlerted { result, .. }
            | Fact::TaskCreated { result: Some(result), .. } => self.recall_result(*result),
            Fact::TaskCreated { result: None, .. } => {}
            Fact::MailSent { mail } | Fact::MailFailed { mail, .. } => {
                if let Some(Row::Mail(row, _)) = self.rows.get(&RowKey::Mail(*mail)) {
                    self.state.mails.insert(*mail, *row);
                }
            }
            Fact::TaskChanged { task, .. }
            | Fact::TaskDone { task }
            | Fact::TaskReopened { task } => {
                if let Some(Row::Task(row, _)) = self.rows.get(&RowKey::Task(*task)) {
                    self.state.tasks.insert(*task, *row);
                }
            }
            other => debug_assert!(false, "{other:?} is not about what comes after a call"),
        }
    }

    fn recall_conversation(&mut self, id: ConversationId) {
        if let Some(Row::Conversation(row)) = self.rows.get(&RowKey::Conversation(id)) {
            self.state.conversations.entry(id).or_insert_with(|| row.clone());
        }
    }

    fn recall_contact(&mut self, id: ContactId) {
        if let Some(Row::Contact(row, _)) = self.rows.get(&RowKey::Contact(id)) {
            self.state.contacts.entry(id).or_insert(*row);
        }
    }

    fn recall_result(&mut self, id: ResultId) {
        if let Some(Row::Result(row)) = self.rows.get(&RowKey::Result(id)) {
            self.state.results.insert(id, row.clone());
        }
    }

    /// Keeps memory to what is live; everything else waits in the rows.
    fn put_away(&mut self, logged: &Logged, keys: &[RowKey]) {
        if let Some((call, _)) = logged.call
            && self.state.calls.get(&call).is_some_and(|state| !state.live())
        {
            self.state.forget(call);
        }
        self.state.clear_guests();
        for key in keys {
            match key {
                RowKey::Offer(id) => {
                    if self.state.offers.get(id).is_some_and(|offer| offer.ended.is_some()) {
                        self.state.offers.remove(id);
                    }
                }
                RowKey::Conversation(id) => {
                    let call = self.state.conversations.get(id).and_then(|row| row.call);
                    if call.is_some_and(|call| !self.state.calls.contains_key(&call)) {
                        self.state.conversations.remove(id);
                    }
                }
                RowKey::Settings(_)
                | RowKey::Teammate(_)
                | RowKey::Contact(_)
                | RowKey::Call(_)
                | RowKey::Segment(..)
                | RowKey::Note(_)
                | RowKey::Recording(_)
                | RowKey::Result(_)
                | RowKey::Mail(_)
                | RowKey::Task(_)
                | RowKey::Alert(_) => {}
            }
        }
    }
}
