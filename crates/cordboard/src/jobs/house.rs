//! Work of the house: recordings, judging, erasing. Done in milliseconds, or waiting for
//! a disk.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use courier::pace::Course;
use desk::{CallId, ContactId, Input, Job, JudgePart, RecordingId, RecordingStage, Reply};
use store::{DueJob, RecordingKey, RecordingsError, StoreError};

use super::{Around, KEPT_BACK, Outcome, store_trouble};
use crate::clock;
use crate::desk_loop::chain;

/// Whatever is still not there after as many attempts (half an hour) does not come back.
const GONE_AFTER: u32 = 10;

/// So many rows of a contact are erased in one step: a step is one short commit, between
/// which calls are written.
const ERASED_AT_ONCE: u32 = 200;

impl Around {
    /// Moves a closed recording into the store, unless it was deleted meanwhile.
    pub(super) async fn store_recording(
        &self,
        due: &DueJob,
        recording: RecordingId,
        call: CallId,
        path: &str,
    ) -> Outcome {
        let key = RecordingKey { workspace: due.workspace, call, recording };
        let path = self.place_of(Path::new(path));
        match self.is_deleted(recording).await {
            Ok(true) => return self.removed(due, &key, &path).await,
            Ok(false) => {}
            Err(error) => return store_trouble(due, &error),
        }
        match self.recordings.put(&key, &path).await {
            Ok(_) => {}
            Err(error) if is_gone(&error) && due.attempts >= GONE_AFTER => {
                let words = chain(&error);
                return Outcome::GivenUp { brief: words.clone(), words };
            }
            Err(error) => return Outcome::again(Course::House, due, chain(&error)),
        }
        // Somebody may have deleted it in between.
        match self.is_deleted(recording).await {
            Ok(true) => self.removed(due, &key, &path).await,
            Ok(false) => Outcome::Done,
            Err(error) => store_trouble(due, &error),
        }
    }

    /// Deletes a recording wherever it is: stored, or not yet.
    pub(super) async fn delete_recording(
        &self,
        due: &DueJob,
        recording: RecordingId,
        call: CallId,
    ) -> Outcome {
        let key = RecordingKey { workspace: due.workspace, call, recording };
        let storing = Job::StoreRecording { recording, call, path: String::new() }.key();
        let path = match self.store.job(due.workspace, &storing).await {
            Ok(Some(record)) => match record.job {
                Job::StoreRecording { path, .. } => self.place_of(Path::new(&path)),
                Job::Judge { .. }
                | Job::SendMail { .. }
                | Job::CallWebhook { .. }
                | Job::DeleteRecording { .. }
                | Job::EraseContact { .. } => self.live_file(recording),
            },
            Ok(None) => self.live_file(recording),
            Err(error) => return store_trouble(due, &error),
        };
        match self.removed(due, &key, &path).await {
            Outcome::Done => {}
            other @ (Outcome::Received
            | Outcome::Abandoned
            | Outcome::Again { .. }
            | Outcome::GivenUp { .. }) => return other,
        }
        // There is nothing left to store: else it would be looked for in vain.
        match self.store.job_done(due.workspace, &storing, clock::now()).await {
            Ok(()) => Outcome::Done,
            Err(error) => store_trouble(due, &error),
        }
    }

    /// Erases a contact in small steps.
    pub(super) async fn erase_contact(&self, due: &DueJob, contact: ContactId) -> Outcome {
        loop {
            match self.store.erase_contact(due.workspace, contact, ERASED_AT_ONCE).await {
                Ok(true) => {}
                Ok(false) => return Outcome::Done,
                Err(error) => return store_trouble(due, &error),
            }
        }
    }

    /// Has the desk judge an ended call; results, mails, tasks and the receipt are one
    /// commit of its.
    pub(super) async fn judge(&self, due: &DueJob, call: CallId, part: JudgePart) -> Outcome {
        let input = Input::JudgeCall {
            call,
            part,
            public_url: self.addresses.public_url.clone(),
            mail_domain: self.addresses.mail_domain.clone(),
            job: due.key.clone(),
        };
        loop {
            match self.inbox.ask(input.clone()).await {
                Ok(Reply::Refused(problem)) => {
                    return Outcome::again(Course::House, due, problem.sentence);
                }
                Ok(
                    Reply::Done
                    | Reply::Call(_)
                    | Reply::Note(_)
                    | Reply::Task(_)
                    | Reply::Result(_)
                    | Reply::Version(_),
                ) => return Outcome::Received,
                Err(api::Unheard::Stopping) => return Outcome::Abandoned,
                Err(api::Unheard::StoreDown | api::Unheard::Overloaded) => {
                    tokio::time::sleep(KEPT_BACK).await;
                }
            }
        }
    }

    async fn is_deleted(&self, recording: RecordingId) -> Result<bool, StoreError> {
        let found = self.store.recording(self.workspace, recording).await?;
        Ok(found.is_some_and(|found| match found.row.stage {
            RecordingStage::Deleted { .. } => true,
            RecordingStage::Running
            | RecordingStage::Paused
            | RecordingStage::Closing
            | RecordingStage::Stored { .. }
            | RecordingStage::Failed { .. } => false,
        }))
    }

    /// Both places are empty afterwards.
    async fn removed(&self, due: &DueJob, key: &RecordingKey, path: &Path) -> Outcome {
        if let Err(error) = self.recordings.delete(key).await {
            return Outcome::again(Course::House, due, chain(&error));
        }
        match tokio::fs::remove_file(path).await {
            Ok(()) => Outcome::Done,
            Err(error) if error.kind() == ErrorKind::NotFound => Outcome::Done,
            Err(error) => {
                let words = format!("the live file cannot be deleted: {error}");
                Outcome::again(Course::House, due, words)
            }
        }
    }

    /// Where a live recording lies; the data folder may have been moved since.
    fn place_of(&self, path: &Path) -> PathBuf {
        match path.file_name().map(|name| self.live_dir.join(name)) {
            Some(moved) if !path.exists() && moved.exists() => moved,
            Some(_) | None => path.to_owned(),
        }
    }

    fn live_file(&self, recording: RecordingId) -> PathBuf {
        self.live_dir.join(format!("{recording}.wav"))
    }
}

fn is_gone(error: &RecordingsError) -> bool {
    match error {
        RecordingsError::File { source, .. } => source.kind() == ErrorKind::NotFound,
        RecordingsError::Folder { .. }
        | RecordingsError::Missing { .. }
        | RecordingsError::Listener(_)
        | RecordingsError::Store { .. } => false,
    }
}
