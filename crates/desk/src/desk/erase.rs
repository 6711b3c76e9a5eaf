//! Deleting recordings and erasing contacts: gone everywhere, and known to be gone.

use super::commands::Asked;
use super::{Desk, Furnished, Reply, refused};
use crate::fact::{DeletedWhy, Fact};
use crate::id::{CallId, ContactId, RecordingId, TeammateId};
use crate::input::Actor;
use crate::job::Job;
use crate::problem::{Problem, ProblemCode};
use crate::row::{ContactContent, RecordingRow, RecordingStage, Row, RowKey};
use crate::settings::Permission;

impl Desk {
    pub(super) fn may_delete_recording(
        &self,
        by: TeammateId,
        recording: RecordingId,
    ) -> Result<(), Problem> {
        self.permitted(by, Permission::DeleteRecordings)?;
        match self.state.recordings.get(&recording) {
            Some(row) if row.stage.open() => {
                Err(refused(ProblemCode::NotNow, "The recording is not closed yet."))
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn delete_recording(&mut self, by: TeammateId, recording: RecordingId) -> Asked {
        let Some(row) = self.state.recordings.get(&recording).copied() else {
            return Err(refused(
                ProblemCode::NotFound,
                "There is no such recording in this workspace.",
            ));
        };
        self.delete(Actor::Teammate(by), row, DeletedWhy::ByHand);
        Ok(Reply::Done)
    }

    /// The workspace keeps recordings for so long and no longer.
    pub(super) fn recordings_expired(&mut self, recordings: &[(RecordingId, CallId)]) -> Reply {
        for (id, _) in recordings {
            if let Some(row) = self.state.recordings.get(id).copied() {
                self.delete(Actor::Clock, row, DeletedWhy::Retention);
            }
        }
        Reply::Done
    }

    /// The row says so at once; the file follows under the job's key.
    fn delete(&mut self, by: Actor, row: RecordingRow, why: DeletedWhy) {
        match row.stage {
            RecordingStage::Stored { .. } | RecordingStage::Failed { .. } => {}
            RecordingStage::Running
            | RecordingStage::Paused
            | RecordingStage::Closing
            | RecordingStage::Deleted { .. } => return,
        }
        let (call, recording) = (row.call, row.id);
        self.log(by, Fact::RecordingDeleted { call, recording, why });
        self.out.jobs.push(Job::DeleteRecording { recording, call });
    }

    /// Whoever talks with us now cannot be forgotten yet.
    pub(super) fn may_erase(&self, by: TeammateId, contact: ContactId) -> Result<(), Problem> {
        self.permitted(by, Permission::EraseData)?;
        let calls = || self.state.calls.values().filter(|call| call.contact == contact);
        if calls().any(|call| call.live()) {
            return Err(refused(
                ProblemCode::NotNow,
                "A call of this contact is going on: erase the contact when it is over.",
            ));
        }
        let open = |call: CallId| {
            self.state.recordings.values().any(|row| row.call == call && row.stage.open())
        };
        if calls().any(|call| open(call.id)) {
            return Err(refused(
                ProblemCode::NotNow,
                "A recording of this contact is being stored: try again in a moment.",
            ));
        }
        Ok(())
    }

    /// What stands in the contact's own row goes with this commit, everything else under
    /// the job's key.
    pub(super) fn erase_contact(
        &mut self,
        by: TeammateId,
        contact: ContactId,
        furnished: &Furnished,
    ) -> Asked {
        if !self.state.contacts.contains_key(&contact) {
            return Err(refused(
                ProblemCode::NotFound,
                "There is no such contact in this workspace.",
            ));
        }
        self.log(Actor::Teammate(by), Fact::ContactErased { contact });
        if let Some(row) = self.state.contacts.get(&contact) {
            let row = Row::Contact(*row, Some(ContactContent::default()));
            self.out.content.insert(RowKey::Contact(contact), row);
        }
        let recordings = furnished.recordings_of.get(&contact).into_iter().flatten();
        let known = recordings.filter_map(|(row, _)| self.state.recordings.get(&row.id).copied());
        for row in known.collect::<Vec<_>>() {
            self.delete(Actor::Teammate(by), row, DeletedWhy::Erasure);
        }
        self.out.jobs.push(Job::EraseContact { contact });
        Ok(Reply::Done)
    }
}
