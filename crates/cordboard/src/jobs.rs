//! Does the jobs that commits left behind, each until a receipt is written. A job that
//! is done twice has the effect of one that is done once.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::{Job, Millis};
use store::{DueJob, RecordingKey, Recordings, RecordingsError, Store, StoreError};
use tokio::sync::{Notify, watch};

use crate::clock;
use crate::desk_loop::chain;
use crate::gauges::Gauges;
use crate::intake::Doorkeeper;

/// Jobs taken at once: each is short, and the next ones are asked for right after.
const TAKEN_MAX: u32 = 16;

/// How long to sleep when nothing is due: what is missed by the bell is found then.
const IDLE: Duration = Duration::from_secs(30);

/// The first pause after a failure; it doubles with each.
const RETRY_FIRST_MS: u64 = 1_000;

/// Ten doublings are a quarter of an hour; there it stays. Whatever is still not there
/// after as many attempts does not come back.
const RETRY_DOUBLINGS_MAX: u32 = 10;

/// The first pause after the store could not be read or written; it doubles with each.
const TROUBLE_FIRST: Duration = Duration::from_secs(1);

/// The longest: soon enough after an operator has made room.
const TROUBLE_LONGEST: Duration = Duration::from_secs(120);

/// How often to look whether the store has recovered, while live calls have it for
/// themselves.
const KEPT_BACK: Duration = Duration::from_secs(1);

/// Whoever does the jobs.
pub(crate) struct Runner {
    /// Where they stand.
    pub(crate) store: Arc<Store>,
    /// Where recordings go.
    pub(crate) recordings: Arc<Recordings>,
    /// Where they were made.
    pub(crate) live_dir: PathBuf,
    /// Knows whether the store can be written.
    pub(crate) doorkeeper: Arc<Doorkeeper>,
    /// Rung when there is something new.
    pub(crate) bell: Arc<Notify>,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
    /// Turns true when it should end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// What to do after a round.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// There is more.
    None,
    /// Until something new is due, or this time has passed.
    UntilRung(Duration),
    /// This long, whatever is new.
    Undisturbed(Duration),
}

/// Why a job was not done.
enum Undone {
    /// It may be done later.
    Yet(String),
    /// What it is about is gone.
    Gone(String),
}

impl Runner {
    /// Works until it is stopped; the job under way is finished.
    pub(crate) async fn run(mut self) {
        let mut trouble = TROUBLE_FIRST;
        while !*self.stop.borrow() {
            let (pause, disturbed) = match self.round(&mut trouble).await {
                Rest::None => continue,
                Rest::UntilRung(pause) => (pause, true),
                Rest::Undisturbed(pause) => (pause, false),
            };
            tokio::select! {
                () = self.bell.notified(), if disturbed => {}
                () = tokio::time::sleep(pause) => {}
                _ = self.stop.changed() => {}
            }
        }
    }

    /// Does what is due, unless the store is in trouble: what it has left is for the log.
    async fn round(&self, trouble: &mut Duration) -> Rest {
        if self.store.in_reserve() || self.doorkeeper.store_is_down() {
            return Rest::Undisturbed(KEPT_BACK);
        }
        match self.work().await {
            Ok(rest) => {
                *trouble = TROUBLE_FIRST;
                rest
            }
            Err(error) => {
                let pause = *trouble;
                *trouble = (pause * 2).min(TROUBLE_LONGEST);
                let pause_ms = pause.as_millis();
                tracing::warn!(error = %chain(&error), pause_ms, "the jobs have to wait");
                Rest::Undisturbed(pause)
            }
        }
    }

    /// Does some of what is due; ends with the first receipt that cannot be written. The
    /// job stays due then and is done again: it has to bear that anyway.
    async fn work(&self) -> Result<Rest, StoreError> {
        let due = self.store.jobs_due(clock::now(), TAKEN_MAX).await?;
        for job in &due {
            self.settle(job).await?;
        }
        if due.len() == usize::try_from(TAKEN_MAX).unwrap_or(usize::MAX) {
            return Ok(Rest::None);
        }
        let next = self.store.next_job_due().await?;
        let pause = next.map(|due| Duration::from_millis(due.since(clock::now()).max(10)));
        Ok(Rest::UntilRung(pause.map_or(IDLE, |pause| pause.min(IDLE))))
    }

    async fn settle(&self, due: &DueJob) -> Result<(), StoreError> {
        let attempts = due.attempts.saturating_add(1);
        match self.perform(due).await {
            Ok(()) => {
                self.gauges.jobs_done.inc();
                self.store.job_done(due.workspace, &due.key, clock::now()).await
            }
            Err(Undone::Gone(why)) if due.attempts >= RETRY_DOUBLINGS_MAX => {
                self.gauges.jobs_failed.inc();
                tracing::error!(job.key = due.key, why, attempts, "a job was given up for good");
                self.store.job_done(due.workspace, &due.key, clock::now()).await
            }
            Err(Undone::Yet(why) | Undone::Gone(why)) => {
                self.gauges.jobs_failed.inc();
                let again = later(clock::now(), due.attempts);
                tracing::warn!(job.key = due.key, why, attempts, "a job failed");
                self.store.job_failed(due.workspace, &due.key, &why, again).await
            }
        }
    }

    async fn perform(&self, due: &DueJob) -> Result<(), Undone> {
        match &due.job {
            Job::StoreRecording { recording, call, path } => {
                let key =
                    RecordingKey { workspace: due.workspace, call: *call, recording: *recording };
                let stored = self.recordings.put(&key, &self.place_of(Path::new(path))).await;
                stored.map(drop).map_err(|error| undone(&error))
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
}

fn undone(error: &RecordingsError) -> Undone {
    let why = chain(error);
    match error {
        RecordingsError::File { source, .. } if source.kind() == ErrorKind::NotFound => {
            Undone::Gone(why)
        }
        RecordingsError::File { .. }
        | RecordingsError::Folder { .. }
        | RecordingsError::Missing { .. }
        | RecordingsError::Listener(_)
        | RecordingsError::Store { .. } => Undone::Yet(why),
    }
}

fn later(now: Millis, attempts: u32) -> Millis {
    now.plus(RETRY_FIRST_MS << attempts.min(RETRY_DOUBLINGS_MAX))
}

#[cfg(test)]
mod tests;
