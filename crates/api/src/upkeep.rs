//! Jobs: what is still to be done, what failed, what was given up.

mod about;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{Job, JudgePart, Millis, Permission, WebhookEvent, WebhookId};
use store::{Audited, JobFilter, JobPlace, JobRecord};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::about::AboutJobs;
use crate::asked::{Asked, Word};
use crate::audit;
use crate::house::look;
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{JobCounts, JobPage, JobState, JobView, JobsAsked, Problem};
use crate::session::Viewer;

/// The longest key of a job; what is longer names none.
const KEY_BYTES_MAX: usize = 200;

/// The addresses of jobs, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(retry))
}

/// Jobs, the latest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(JobsAsked),
    responses((status = OK, body = JobPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(asked): Asked<JobsAsked>,
) -> Result<Json<JobPage>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let filter = filter(asked.state);
    let before = asked.before.as_deref().map(place).transpose()?;
    let lane = asked.webhook.map(|id| format!("webhook-{id}"));
    let (store, workspace) = (&rooms.store, rooms.workspace);
    let records =
        store.jobs_page(workspace, filter, lane.as_deref(), before.as_ref(), PAGE + 1).await?;
    let (records, next) = page::cut(records, |record| cursor(&record.place(filter)));
    let counts = store.job_counts(workspace).await?;
    let jobs = records.iter().map(|record| &record.job);
    let about = AboutJobs::read(store, workspace, jobs, webhooks(&rooms).await).await?;
    Ok(Json(JobPage {
        items: records.into_iter().map(|record| view(record, asked.state, &about)).collect(),
        next,
        counts: JobCounts {
            waiting: counts.waiting.into(),
            failing: counts.failing.into(),
            given_up: counts.given_up.into(),
            done: counts.done.into(),
        },
    }))
}

/// What webhooks are called. While the desk cannot be looked at, its jobs are listed all
/// the same, with numbers.
async fn webhooks(rooms: &Rooms) -> BTreeMap<WebhookId, String> {
    let names = look(&*rooms.house, |desk| {
        desk.webhooks().iter().map(|(id, webhook)| (*id, webhook.name.clone())).collect()
    });
    names.await.unwrap_or_default()
}

/// Tries a job again, now.
#[utoipa::path(post, path = "/jobs/{key}/retry", tag = "jobs", params(("key" = String, Path)),
    responses((status = NO_CONTENT, description = "Done"), (status = "default", body = Problem)))]
async fn retry(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Word(key): Word,
) -> Result<StatusCode, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let none = || Trouble::not_found("There is no such job, or it is done.");
    if key.len() > KEY_BYTES_MAX {
        return Err(none());
    }
    let job = rooms.store.job(rooms.workspace, &key).await?;
    if job.is_none_or(|job| job.done.is_some()) {
        return Err(none());
    }
    audit::before(&rooms, viewer.teammate, Audited::JobRetried, 0, &key).await?;
    if !rooms.store.retry_job(rooms.workspace, &key, rooms.house.now()).await? {
        return Err(none());
    }
    rooms.house.jobs_due();
    Ok(StatusCode::NO_CONTENT)
}

fn filter(state: JobState) -> JobFilter {
    match state {
        JobState::Waiting => JobFilter::Waiting,
        JobState::Failing => JobFilter::Failing,
        JobState::GivenUp => JobFilter::GivenUp,
        JobState::Done => JobFilter::Done,
    }
}

/// A place in a list, as the page hands it back.
fn cursor((at, key): &JobPlace) -> String {
    format!("{}.{key}", at.0)
}

fn place(cursor: &str) -> Result<JobPlace, Trouble> {
    let (at, key) = cursor.split_once('.').ok_or_else(page::none)?;
    Ok((Millis(at.parse().map_err(|_| page::none())?), key.to_owned()))
}

fn view(record: JobRecord, state: JobState, names: &AboutJobs) -> JobView {
    let (call, mail, webhook) = about(&record.job);
    let open = record.done.is_none() && record.given_up.is_none();
    JobView {
        words: words(&record.job, names),
        kind: record.kind,
        state,
        attempts: record.attempts,
        due_ms: open.then_some(record.due.0),
        created_ms: record.created.0,
        done_ms: record.done.map(|at| at.0),
        last_error: record.last_error,
        call,
        mail,
        webhook,
        key: record.key,
    }
}

/// The call, the mail and the webhook it is about.
fn about(job: &Job) -> (Option<u64>, Option<u64>, Option<u64>) {
    match job {
        Job::StoreRecording { call, .. }
        | Job::DeleteRecording { call, .. }
        | Job::Judge { call, .. } => (Some(call.0), None, None),
        Job::SendMail { mail } => (None, Some(mail.0), None),
        Job::CallWebhook { webhook, event, subject, .. } => {
            let call = match event {
                WebhookEvent::CallEnded | WebhookEvent::CallDataReady => Some(*subject),
                WebhookEvent::ConversationCreated | WebhookEvent::TaskCreated => None,
            };
            (call, None, Some(webhook.0))
        }
        Job::EraseContact { .. } => (None, None, None),
    }
}

/// What it does.
fn words(job: &Job, names: &AboutJobs) -> String {
    match job {
        Job::StoreRecording { recording, call, .. } => {
            format!("Stores {}.", names.recording(*recording, *call))
        }
        Job::DeleteRecording { recording, call } => {
            format!("Deletes {}.", names.recording(*recording, *call))
        }
        Job::Judge { call, part: JudgePart::AtOnce } => {
            format!("Looks at the notifications after {}.", names.call(*call))
        }
        Job::Judge { call, part: JudgePart::AfterWrapUp } => {
            format!("Looks at the notifications after the wrap-up of {}.", names.call(*call))
        }
        Job::SendMail { mail } => format!("Sends {}.", names.mail(*mail)),
        Job::CallWebhook { webhook, event, subject, .. } => {
            let told = match event {
                WebhookEvent::CallEnded => "call {} ended",
                WebhookEvent::CallDataReady => "the data of call {} is ready",
                WebhookEvent::ConversationCreated => "conversation {} was created",
                WebhookEvent::TaskCreated => "task {} was created",
            };
            let told = told.replace("{}", &subject.to_string());
            format!("Tells {} that {told}.", names.webhook(*webhook))
        }
        Job::EraseContact { contact } => format!("Erases contact {contact}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        let here = (Millis(1_700_000_000_123), "judge-at_once-7".to_owned());
        assert_eq!(place(&cursor(&here)).unwrap(), here);
        assert_eq!(place("x").unwrap_err().status, 422);
        assert_eq!(place("x.y").unwrap_err().status, 422);
    }
}
