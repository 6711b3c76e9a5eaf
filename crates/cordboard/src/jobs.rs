//! Does the jobs that commits left behind, each until a receipt is written. A job that
//! is done twice has the effect of one that is done once, as far as that is ours to say:
//! mail and webhooks carry the same id each time.
//!
//! Several are under way at once, in lanes: files and rows never wait for a slow mail
//! server, and one slow receiver of webhooks holds up no other.

mod house;
mod mail;
mod payload;
mod sweep;
mod ways;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use api::Unheard;
use courier::fair::{self, Lane, Place};
use courier::pace::Course;
use desk::{Addresses, Input, Job, Millis, WorkspaceId};
use store::{DueJob, Recordings, Store, StoreError};
use tokio::sync::{Notify, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use crate::clock;
use crate::desk_loop::chain;
use crate::gauges::Gauges;
use crate::inbox::Inbox;
use crate::intake::Doorkeeper;

pub(crate) use self::ways::{Tried, Ways, try_webhook, ways};

/// Of each lane so many are looked at: as many as may be under way there.
const LOOKED_AT: u32 = 4;

/// How long to sleep when nothing is due: what is missed by the bell is found then, and that
/// another server has taken the workspace over, with its jobs.
const IDLE: Duration = Duration::from_secs(5);

/// How soon to look again while something that is due has to wait for a place.
const CROWDED: Duration = Duration::from_secs(1);

/// The first pause after the store could not be read or written; it doubles with each.
const TROUBLE_FIRST: Duration = Duration::from_secs(1);

/// The longest: soon enough after an operator has made room.
const TROUBLE_LONGEST: Duration = Duration::from_secs(120);

/// How often to look whether the store has recovered, while live calls have it for
/// themselves; and to tell a desk that could not hear.
const KEPT_BACK: Duration = Duration::from_secs(1);

/// What is under way when the server stops gets this long; what is not done by then is
/// abandoned and done again after the next start.
const FINISH: Duration = Duration::from_millis(1_500);

/// Whoever does the jobs.
pub(crate) struct Runner {
    /// What the jobs need.
    pub(crate) around: Arc<Around>,
    /// Knows whether the store can be written.
    pub(crate) doorkeeper: Arc<Doorkeeper>,
    /// Rung when there is something new.
    pub(crate) bell: Arc<Notify>,
    /// Turns true when it should end.
    pub(crate) stop: watch::Receiver<bool>,
    /// What has begun and has no receipt yet.
    pub(crate) under_way: UnderWay,
}

/// What jobs need.
pub(crate) struct Around {
    /// Whose jobs these are: another server does those of another workspace.
    pub(crate) workspace: WorkspaceId,
    /// Under which epoch: when it is over, they are somebody else's.
    pub(crate) epoch: i64,
    /// Where they stand.
    pub(crate) store: Arc<Store>,
    /// Where recordings go.
    pub(crate) recordings: Arc<Recordings>,
    /// Where they were made.
    pub(crate) live_dir: PathBuf,
    /// The way to the desk.
    pub(crate) inbox: Inbox,
    /// The ways out of the house.
    pub(crate) ways: Ways,
    /// What mails say of this house.
    pub(crate) addresses: Addresses,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
}

/// Jobs that have begun, and those whose end could not be written down.
#[derive(Default)]
pub(crate) struct UnderWay {
    tasks: JoinSet<Outcome>,
    jobs: BTreeMap<Id, DueJob>,
    unwritten: Vec<(DueJob, Outcome)>,
}

/// What to do after a round.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// Until something new is due, or this time has passed.
    UntilRung(Duration),
    /// This long, whatever is new.
    Undisturbed(Duration),
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// It is done; the receipt is to be written.
    Done,
    /// It is done, and its receipt went with the desk's commit.
    Received,
    /// The server stops: it stays as it is.
    Abandoned,
    /// It failed and is due again.
    Again {
        /// For a person.
        words: String,
        /// For the log: no addresses, no words of others.
        brief: String,
        /// How long to wait.
        pause_ms: u64,
    },
    /// It is not tried any more, unless a person says so.
    GivenUp {
        /// For a person.
        words: String,
        /// For the log.
        brief: String,
    },
}

impl Runner {
    /// Works until it is stopped; what is under way then gets a moment to finish.
    pub(crate) async fn run(mut self) {
        self.around.unpark().await;
        let sweeping = tokio::spawn(sweep::run(Arc::clone(&self.around), self.stop.clone()));
        let mut trouble = TROUBLE_FIRST;
        while !*self.stop.borrow() {
            let (pause, disturbed) = match self.round(&mut trouble).await {
                Rest::UntilRung(pause) => (pause, true),
                Rest::Undisturbed(pause) => (pause, false),
            };
            self.rest(pause, disturbed).await;
        }
        self.finish().await;
        // What it was about to remove is removed after the next start.
        sweeping.abort();
        let _ = sweeping.await;
    }

    /// Until it is time to look again; what ends meanwhile is written down.
    async fn rest(&mut self, pause: Duration, disturbed: bool) {
        let over = Instant::now() + pause;
        let mut stop = self.stop.clone();
        tokio::select! {
            Some(ended) = self.under_way.tasks.join_next_with_id() => {
                if !self.noted(ended).await || !disturbed {
                    // In trouble nothing new is begun before the pause is over.
                    let _ = timeout(over.duration_since(Instant::now()), stop.changed()).await;
                }
            }
            () = self.bell.notified(), if disturbed => {}
            () = sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }

    /// Writes down what became of a job; what cannot be written is kept for the next round.
    /// Returns whether it could be.
    async fn noted(&mut self, ended: Result<(Id, Outcome), JoinError>) -> bool {
        let written = self.ended(ended).await;
        if let Err(error) = &written {
            tracing::warn!(error = %chain(error), "what became of a job cannot be written");
        }
        written.is_ok()
    }

    /// Begins what is due, unless the store is in trouble: what it has left is for the log.
    async fn round(&mut self, trouble: &mut Duration) -> Rest {
        if self.around.store.in_reserve() || self.doorkeeper.store_is_down() {
            return Rest::Undisturbed(KEPT_BACK);
        }
        let begun = self.begin().await;
        let pause = *trouble;
        self.fine(begun, trouble).unwrap_or(Rest::Undisturbed(pause))
    }

    /// Takes note of whether the store could be read and written.
    fn fine<T>(&self, done: Result<T, StoreError>, trouble: &mut Duration) -> Option<T> {
        match done {
            Ok(done) => {
                *trouble = TROUBLE_FIRST;
                Some(done)
            }
            Err(error) => {
                let pause_ms = trouble.as_millis();
                tracing::warn!(error = %chain(&error), pause_ms, "the jobs have to wait");
                *trouble = (*trouble * 2).min(TROUBLE_LONGEST);
                None
            }
        }
    }

    /// Begins what is due and has a place.
    async fn begin(&mut self) -> Result<Rest, StoreError> {
        self.write_what_is_left().await?;
        if !self.around.store.holds(self.around.workspace, self.around.epoch).await? {
            return Ok(self.overtaken());
        }
        let busy = self.under_way.keys();
        let store = &self.around.store;
        let mut due = store.jobs_due(clock::now(), LOOKED_AT, &busy).await?;
        due.retain(|job| job.workspace == self.around.workspace);
        let waiting: Vec<_> = due.iter().map(place).collect();
        let chosen = fair::choose(&waiting, &self.under_way.places());
        for at in &chosen {
            self.start(due[*at].clone());
        }
        if chosen.len() < due.len() {
            return Ok(Rest::UntilRung(CROWDED));
        }
        let now = clock::now();
        let next = self.around.store.next_job_due().await?;
        Ok(Rest::UntilRung(match next {
            None => IDLE,
            // Due already: it is under way, or more of its lane wait behind those looked at.
            Some(due) if due <= now => CROWDED,
            Some(due) => Duration::from_millis(due.since(now)).min(IDLE),
        }))
    }

    /// Another server has the workspace now, and does its jobs. The desk, which would see
    /// it when it next writes something, need not wait for that.
    fn overtaken(&self) -> Rest {
        let Around { workspace, epoch, .. } = *self.around;
        let error = StoreError::Overtaken { workspace, epoch };
        tracing::error!(%error, "the jobs are left to whoever has the workspace now");
        self.around.inbox.stop();
        Rest::Undisturbed(TROUBLE_LONGEST)
    }

    fn start(&mut self, job: DueJob) {
        let around = Arc::clone(&self.around);
        let doing = job.clone();
        let task = self.under_way.tasks.spawn(async move { around.perform(&doing).await });
        self.under_way.jobs.insert(task.id(), job);
    }

    /// Writes down what became of a job.
    async fn ended(&mut self, ended: Result<(Id, Outcome), JoinError>) -> Result<(), StoreError> {
        let (id, outcome) = match ended {
            Ok(ended) => ended,
            Err(error) => (error.id(), Outcome::of_ours(&error)),
        };
        let Some(job) = self.under_way.jobs.remove(&id) else { return Ok(()) };
        self.under_way.unwritten.push((job, outcome));
        self.write_what_is_left().await
    }

    /// Ends with the first that cannot be written: it is tried again before anything new
    /// begins, so that nothing is sent twice for want of a receipt.
    async fn write_what_is_left(&mut self) -> Result<(), StoreError> {
        while let Some((job, outcome)) = self.under_way.unwritten.last() {
            self.around.write(job, outcome).await?;
            self.under_way.unwritten.pop();
        }
        Ok(())
    }

    /// The server stops.
    async fn finish(&mut self) {
        let until = Instant::now() + FINISH;
        while let Ok(Some(ended)) =
            timeout(until - Instant::now(), self.under_way.tasks.join_next_with_id()).await
        {
            self.noted(ended).await;
        }
        self.under_way.tasks.shutdown().await;
        if let Some(post) = &self.around.ways.post {
            // A courtesy: a server that does not listen any more is not waited for.
            let _ = timeout(FINISH, post.close()).await;
        }
    }
}

impl UnderWay {
    fn all(&self) -> impl Iterator<Item = &DueJob> {
        self.jobs.values().chain(self.unwritten.iter().map(|(job, _)| job))
    }

    fn keys(&self) -> BTreeSet<(WorkspaceId, String)> {
        self.all().map(|job| (job.workspace, job.key.clone())).collect()
    }

    fn places(&self) -> Vec<Place> {
        self.jobs.values().map(place).collect()
    }
}

fn place(due: &DueJob) -> Place {
    let lane = match &due.job {
        Job::StoreRecording { .. }
        | Job::Judge { .. }
        | Job::DeleteRecording { .. }
        | Job::EraseContact { .. } => Lane::House,
        Job::SendMail { .. } => Lane::Mail,
        Job::CallWebhook { webhook, .. } => Lane::Webhook(webhook.0),
    };
    Place { workspace: due.workspace.0, lane }
}

impl Outcome {
    /// Something that is not there now and may be later.
    fn again(course: Course, due: &DueJob, words: impl Into<String>) -> Self {
        let words = words.into();
        let brief = words.clone();
        match course.pause_ms(&due.key, due.attempts) {
            Some(pause_ms) => Self::Again { words, brief, pause_ms },
            None => Self::GivenUp { words, brief },
        }
    }

    /// The task broke off: a mistake of ours, which the next attempt may not meet.
    fn of_ours(error: &JoinError) -> Self {
        let words = "The server made a mistake; its log says which.".to_owned();
        // A minute: long enough not to repeat it in a circle.
        Self::Again { words, brief: error.to_string(), pause_ms: 60_000 }
    }
}

impl Around {
    async fn perform(&self, due: &DueJob) -> Outcome {
        match &due.job {
            Job::StoreRecording { recording, call, path } => {
                self.store_recording(due, *recording, *call, path).await
            }
            Job::Judge { call, part } => self.judge(due, *call, *part).await,
            Job::SendMail { mail } => self.send_mail(due, *mail).await,
            Job::CallWebhook { webhook, event, subject, seq } => {
                self.call_webhook(due, *webhook, *event, *subject, *seq).await
            }
            Job::DeleteRecording { recording, call } => {
                self.delete_recording(due, *recording, *call).await
            }
            Job::EraseContact { contact } => self.erase_contact(due, *contact).await,
        }
    }

    async fn write(&self, due: &DueJob, outcome: &Outcome) -> Result<(), StoreError> {
        let (workspace, key, now) = (due.workspace, due.key.as_str(), clock::now());
        let attempts = due.attempts.saturating_add(1);
        match outcome {
            Outcome::Done => {
                self.store.job_done(workspace, key, now).await?;
                self.gauges.jobs_done.inc();
            }
            Outcome::Received => {
                self.gauges.jobs_done.inc();
            }
            Outcome::Abandoned => {}
            Outcome::Again { words, brief, pause_ms } => {
                self.gauges.jobs_failed.inc();
                tracing::warn!(job.key = key, why = brief, attempts, "a job failed");
                self.store.job_failed(workspace, key, words, now.plus(*pause_ms)).await?;
            }
            Outcome::GivenUp { words, brief } => {
                self.gauges.jobs_failed.inc();
                tracing::error!(job.key = key, why = brief, attempts, "a job was given up");
                self.store.job_given_up(workspace, key, words, now).await?;
            }
        }
        Ok(())
    }

    /// Tells the desk what became of something, and waits for the commit that holds the
    /// receipt; a desk that cannot write now is told again. What was sent is not sent again
    /// for that.
    async fn told(&self, input: Input) -> Outcome {
        loop {
            match self.inbox.ask(input.clone()).await {
                Ok(_) => return Outcome::Received,
                Err(Unheard::Stopping) => return Outcome::Abandoned,
                Err(Unheard::StoreDown | Unheard::Overloaded) => sleep(KEPT_BACK).await,
            }
        }
    }
}

/// For the house's own work: an error of the store.
fn store_trouble(due: &DueJob, error: &StoreError) -> Outcome {
    Outcome::again(Course::House, due, chain(error))
}

/// A moment so long before now; the beginning of time where there was none.
fn before(now: Millis, ms: u64) -> Millis {
    Millis(now.0.saturating_sub(i64::try_from(ms).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests;
