//! What is kept for a time only: recordings and the words of mails for as long as the
//! workspace says, receipts for a month.

use std::sync::Arc;
use std::time::Duration;

use desk::{Input, Millis};
use store::StoreError;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Around, before};
use crate::clock;
use crate::desk_loop::chain;

/// How often: nobody counts the hours of a day that was promised.
const EVERY: Duration = Duration::from_secs(3_600);

/// The first time soon after the start, when callers have been let in.
const FIRST: Duration = Duration::from_secs(60);

/// So much at a time: one short commit.
const AT_ONCE: u32 = 200;

/// Receipts say what became of a job for a month: as long as somebody may ask.
const RECEIPT_DAYS: u32 = 30;

/// A day.
const DAY_MS: u64 = 24 * 3_600_000;

/// Sweeps until the server stops.
pub(super) async fn run(around: Arc<Around>, mut stop: watch::Receiver<bool>) {
    let mut pause = FIRST;
    while !*stop.borrow() {
        if timeout(pause, stop.changed()).await.is_ok() {
            continue;
        }
        pause = EVERY;
        if let Err(error) = around.sweep(clock::now()).await {
            tracing::warn!(error = %chain(&error), "what is old stays for another hour");
        }
    }
}

impl Around {
    /// Removes what was kept for long enough.
    pub(super) async fn sweep(&self, now: Millis) -> Result<(), StoreError> {
        let kept = self.inbox.look(|desk| {
            let settings = desk.settings();
            (settings.recordings_days, settings.mails_days)
        });
        // A desk that cannot be looked at is looked at in an hour.
        let Ok((recordings, mails)) = kept.await else { return Ok(()) };
        if let Some(days) = recordings {
            self.sweep_recordings(days_before(now, days)).await?;
        }
        if let Some(days) = mails {
            let moment = days_before(now, days);
            while self.store.forget_mails_older_than(self.workspace, moment, AT_ONCE).await? {}
        }
        let moment = days_before(now, RECEIPT_DAYS);
        while self.store.forget_jobs_done_before(self.workspace, moment, AT_ONCE).await? {}
        Ok(())
    }

    /// The desk writes down that they are deleted; their files are then a job each.
    async fn sweep_recordings(&self, moment: Millis) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let old = self.store.recordings_older_than(self.workspace, moment, AT_ONCE).await?;
            // What the desk would not let go is tried again in an hour, not for ever.
            if old.is_empty() || last.as_ref() == Some(&old) {
                return Ok(());
            }
            let told = self.inbox.ask(Input::RecordingsExpired { recordings: old.clone() }).await;
            if told.is_err() {
                return Ok(());
            }
            last = Some(old);
        }
    }
}

fn days_before(now: Millis, days: u32) -> Millis {
    before(now, u64::from(days) * DAY_MS)
}
