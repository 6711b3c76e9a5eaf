//! Does the jobs that commits left behind, each until a receipt is written. A job that
//! is done twice has the effect of one that is done once.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use desk::{Job, Millis};
use store::{DueJob, RecordingKey, Recordings, Store};
use tokio::sync::{Notify, watch};

use crate::clock;
use crate::desk_loop::chain;
use crate::gauges::Gauges;

/// Jobs taken at once: each is short, and the next ones are asked for right after.
const TAKEN_MAX: u32 = 16;

/// How long to sleep when nothing is due: what is missed by the bell is found then.
const IDLE: Duration = Duration::from_secs(30);

/// The first pause after a failure; it doubles with each.
const RETRY_FIRST_MS: u64 = 1_000;

/// Ten doublings are a quarter of an hour; there it stays.
const RETRY_DOUBLINGS_MAX: u32 = 10;

/// Whoever does the jobs.
pub(crate) struct Runner {
    /// Where they stand.
    pub(crate) store: Arc<Store>,
    /// Where recordings go.
    pub(crate) recordings: Arc<Recordings>,
    /// Rung when there is something new.
    pub(crate) bell: Arc<Notify>,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
    /// Turns true when it should end.
    pub(crate) stop: watch::Receiver<bool>,
}

impl Runner {
    /// Works until it is stopped; the job under way is finished.
    pub(crate) async fn run(mut self) {
        while !*self.stop.borrow() {
            let found = self.work().await;
            if found == usize::try_from(TAKEN_MAX).unwrap_or(usize::MAX) {
                continue;
            }
            let pause = self.pause().await;
            tokio::select! {
                () = self.bell.notified() => {}
                () = tokio::time::sleep(pause) => {}
                _ = self.stop.changed() => {}
            }
        }
    }

    /// Does what is due; returns how much that was.
    async fn work(&self) -> usize {
        let due = match self.store.jobs_due(clock::now(), TAKEN_MAX).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the jobs cannot be read");
                return 0;
            }
        };
        for job in &due {
            self.settle(job).await;
        }
        due.len()
    }

    async fn pause(&self) -> Duration {
        match self.store.next_job_due().await {
            Ok(Some(due)) => Duration::from_millis(due.since(clock::now()).max(10)).min(IDLE),
            Ok(None) | Err(_) => IDLE,
        }
    }

    async fn settle(&self, due: &DueJob) {
        let receipt = match self.perform(due).await {
            Ok(()) => {
                self.gauges.jobs_done.inc();
                self.store.job_done(due.workspace, &due.key, clock::now()).await
            }
            Err(why) => {
                self.gauges.jobs_failed.inc();
                let again = later(clock::now(), due.attempts);
                tracing::warn!(job.key = due.key, why, attempts = due.attempts + 1, "a job failed");
                self.store.job_failed(due.workspace, &due.key, &why, again).await
            }
        };
        if let Err(error) = receipt {
            // The job stays due and is done again: it has to bear that anyway.
            tracing::warn!(error = %chain(&error), job.key = due.key, "no receipt was written");
        }
    }

    async fn perform(&self, due: &DueJob) -> Result<(), String> {
        match &due.job {
            Job::StoreRecording { recording, call, path } => {
                let key =
                    RecordingKey { workspace: due.workspace, call: *call, recording: *recording };
                let stored = self.recordings.put(&key, Path::new(path)).await;
                stored.map(drop).map_err(|error| chain(&error))
            }
        }
    }
}

fn later(now: Millis, attempts: u32) -> Millis {
    now.plus(RETRY_FIRST_MS << attempts.min(RETRY_DOUBLINGS_MAX))
}
