//! The store as the loop's thread uses it: one call after the other, waiting for each.

use std::sync::Arc;

use desk::{
    CallId, CallState, Case, ContactContent, ContactId, ContactRow, ConversationId,
    ConversationRow, Desk, MailId, MailRow, Millis, Read, RecordingId, RecordingRow, ResultId,
    ResultRow, TaskContent, TaskId, TaskRow, Turn, WorkspaceId,
};
use store::{Batch, Store, StoreError};
use tokio::runtime::Handle;

/// One workspace's log and rows, under one epoch.
pub(crate) struct Ledger {
    store: Arc<Store>,
    runtime: Handle,
    workspace: WorkspaceId,
    epoch: i64,
}

impl Ledger {
    /// Takes the workspace over: whoever owned it before can write no more.
    pub(crate) async fn take_over(
        store: Arc<Store>,
        workspace: WorkspaceId,
    ) -> Result<Self, StoreError> {
        let epoch = store.raise_epoch(workspace).await?;
        Ok(Self { store, runtime: Handle::current(), workspace, epoch })
    }

    /// Which start of the server this is: it counts up with each.
    pub(crate) fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Writes what a turn brought; nothing at all when it brought nothing.
    pub(crate) fn commit(&self, at: Millis, turn: &Turn) -> Result<(), StoreError> {
        let batch = Batch::of(turn);
        if batch.is_empty() {
            return Ok(());
        }
        self.runtime.block_on(self.store.commit(self.workspace, self.epoch, at, &batch))
    }

    /// Opens the desk from the rows.
    pub(crate) fn open_desk(&self) -> Result<Desk, StoreError> {
        let live = self.runtime.block_on(self.store.live(self.workspace))?;
        Ok(Desk::open(self.workspace, live))
    }

    /// Whether the log goes on in the room kept for it, on a disk that is full.
    pub(crate) fn in_reserve(&self) -> bool {
        self.store.in_reserve()
    }

    /// Proves that the store can be written.
    pub(crate) fn writable(&self) -> Result<(), StoreError> {
        self.runtime.block_on(self.store.writable())
    }
}

impl Read for Ledger {
    type Error = StoreError;

    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, StoreError> {
        self.runtime.block_on(self.store.contacts_by_number(self.workspace, number))
    }

    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, StoreError> {
        self.runtime.block_on(self.store.conversation(self.workspace, id))
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, StoreError> {
        self.runtime.block_on(self.store.contact_for_desk(self.workspace, id))
    }

    fn case(&mut self, id: CallId) -> Result<Option<Case>, StoreError> {
        self.runtime.block_on(self.store.case_for_desk(self.workspace, id))
    }

    fn task(&mut self, id: TaskId) -> Result<Option<(TaskRow, TaskContent)>, StoreError> {
        self.runtime.block_on(self.store.task_for_desk(self.workspace, id))
    }

    fn mail(&mut self, id: MailId) -> Result<Option<MailRow>, StoreError> {
        self.runtime.block_on(self.store.mail_for_desk(self.workspace, id))
    }

    fn recording(
        &mut self,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, StoreError> {
        self.runtime.block_on(self.store.recording_for_desk(self.workspace, id))
    }

    fn recordings_of_contact(
        &mut self,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, StoreError> {
        self.runtime.block_on(self.store.recordings_of_contact_for_desk(self.workspace, id))
    }

    fn result(&mut self, id: ResultId) -> Result<Option<ResultRow>, StoreError> {
        self.runtime.block_on(self.store.result_for_desk(self.workspace, id))
    }
}
