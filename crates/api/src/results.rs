//! What became of notifications, and sending their mails again.

pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use desk::{
    CallId, Command, JudgePart, MailId, MailStage, NotificationId, Permission, Reply, ResultId,
    ResultRow, Stage, Subject, TaskId, Verdict,
};
use store::{JobRecord, MailRecord};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::words::{MailSeen, local_time};
use crate::asked::{Asked, Id};
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    Before, CallNotifications, MailLine, May, NameRef, Problem, Resent, ResultCounts, ResultPage,
    ResultState, ResultView, TaskView,
};
use crate::session::Viewer;
use crate::view::{NamesOf, NamesWanted};
use crate::{ask, settings, tasks};

/// The addresses of results, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(of_call))
        .routes(routes!(of_notification))
        .routes(routes!(resend))
}

/// What became of the notifications after a call.
#[utoipa::path(get, path = "/calls/{id}/notifications", tag = "notifications",
    params(("id" = u64, Path)),
    responses((status = OK, body = CallNotifications), (status = "default", body = Problem)))]
async fn of_call(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<CallNotifications>, Trouble> {
    let call = CallId(id);
    let record = rooms.store.call(rooms.workspace, call).await?;
    let record = record.ok_or_else(|| Trouble::not_found("There is no such call."))?;
    let mut rows = rooms.store.results_of_call(rooms.workspace, call).await?;
    rows.reverse();
    let pending = match record.state.stage {
        Stage::Ended { .. } => pending(&rooms, call).await?,
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Talking(_)
        | Stage::OnHold(_)
        | Stage::Deflected { .. } => Some("Notifications run when the call has ended.".to_owned()),
    };
    Ok(Json(CallNotifications { items: views(&rooms, &viewer, rows).await?, pending }))
}

/// Why some notifications were not judged yet.
async fn pending(rooms: &Rooms, call: CallId) -> Result<Option<String>, Trouble> {
    for part in [JudgePart::AtOnce, JudgePart::AfterWrapUp] {
        let key = desk::Job::Judge { call, part }.key();
        let Some(job) = rooms.store.job(rooms.workspace, &key).await? else { continue };
        if job.done.is_none() {
            return Ok(Some(words::unjudged(&job, local_time(rooms, job.due))));
        }
    }
    Ok(None)
}

/// What became of one notification.
#[utoipa::path(get, path = "/notifications/{id}/results", tag = "notifications",
    params(("id" = u64, Path), Before),
    responses((status = OK, body = ResultPage), (status = "default", body = Problem)))]
async fn of_notification(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Asked(asked): Asked<Before>,
) -> Result<Json<ResultPage>, Trouble> {
    viewer.require(Permission::WorkflowsAccess)?;
    let subject = Subject::Notification(NotificationId(id));
    settings::existing(&rooms, subject, "There is no such notification.").await?;
    let before = asked.before.as_deref().map(page::number).transpose()?.map(ResultId);
    let notification = NotificationId(id);
    let rows = rooms
        .store
        .results_of_notification(rooms.workspace, notification, before, PAGE + 1)
        .await?;
    let (rows, next) = page::cut(rows, |row| row.id.to_string());
    Ok(Json(ResultPage { items: views(&rooms, &viewer, rows).await?, next }))
}

/// Writes and sends a notification's mail again.
#[utoipa::path(post, path = "/results/{id}/resend", tag = "notifications",
    params(("id" = u64, Path)),
    responses((status = OK, body = Resent), (status = "default", body = Problem)))]
async fn resend(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<Resent>, Trouble> {
    let addresses = rooms.house.addresses();
    let command = Command::ResendNotification { result: ResultId(id), addresses };
    let result = match ask::perform(&rooms, &viewer, command).await? {
        Reply::Result(result) => Some(result.0),
        Reply::Done
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_)
        | Reply::Task(_)
        | Reply::Refused(_) => None,
    };
    Ok(Json(Resent { result }))
}

/// These results as they are shown, in the order asked for.
pub(crate) async fn views(
    rooms: &Rooms,
    viewer: &Viewer,
    rows: Vec<ResultRow>,
) -> Result<Vec<ResultView>, Trouble> {
    let mut mails = mails(rooms, &rows).await?;
    let mut tasks = tasks(rooms, viewer, &rows).await?;
    let names = names_of(rooms, rows.iter().map(|row| row.notification).collect()).await?;
    let may = may_resend(viewer);
    let view = |row: ResultRow| {
        let mails = mails.remove(&row.id).unwrap_or_default();
        let (state, words) = words::result(&row, &mails);
        let notification = names.of_notification(row.notification);
        let line = |mail: &MailSeen| line(mail, &row, notification.clone());
        ResultView {
            id: row.id.0,
            version: row.version,
            resend: row.resend,
            call: row.call.0,
            conversation: row.conversation.0,
            at_ms: row.at.0,
            state,
            words,
            task: row.task.and_then(|id| tasks.remove(&id)),
            alert: row.alert.map(|id| id.0),
            may: may_of(&row, &mails, may.clone()),
            mails: mails.iter().map(line).collect(),
            notification,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

fn may_resend(viewer: &Viewer) -> May {
    let reason = viewer.require(Permission::WorkflowsAccess).err().map(|trouble| trouble.detail);
    May { action: "resend".to_owned(), reason }
}

fn may_of(row: &ResultRow, mails: &[MailSeen], may: May) -> Vec<May> {
    let reason = match row.verdict {
        Verdict::Fired if mails.is_empty() => Some("It sends no mail.".to_owned()),
        Verdict::Fired if mails.iter().all(MailSeen::forgotten) => {
            Some("The words of this mail were removed.".to_owned())
        }
        Verdict::Fired => None,
        Verdict::Skipped { .. } => Some("It did not fire, so there is nothing to send.".to_owned()),
    };
    vec![May { reason: may.reason.or(reason), ..may }]
}

/// A mail in one line.
pub(crate) fn line(mail: &MailSeen, row: &ResultRow, notification: NameRef) -> MailLine {
    MailLine {
        id: mail.record.row.id.0,
        result: row.id.0,
        call: row.call.0,
        conversation: row.conversation.0,
        notification,
        recipient: mail.record.recipient.clone(),
        subject: mail.record.subject.clone(),
        state: words::mail_state(mail.record.row.stage),
        words: words::mail(mail),
        at_ms: mail.record.row.at.0,
        attempts: mail.attempts,
        next_ms: mail.next.map(|at| at.0),
    }
}

/// The mails of these results, in order.
async fn mails(
    rooms: &Rooms,
    rows: &[ResultRow],
) -> Result<BTreeMap<ResultId, Vec<MailSeen>>, Trouble> {
    let calls: BTreeSet<CallId> =
        rows.iter().filter(|row| !row.mails.is_empty()).map(|row| row.call).collect();
    let wanted: BTreeSet<MailId> = rows.iter().flat_map(|row| row.mails.iter().copied()).collect();
    let mut found: BTreeMap<ResultId, Vec<MailSeen>> = BTreeMap::new();
    for call in calls {
        for record in rooms.store.mails_of_call(rooms.workspace, call).await? {
            if wanted.contains(&record.row.id) {
                let result = record.row.result;
                found.entry(result).or_default().push(seen(rooms, record).await?);
            }
        }
    }
    Ok(found)
}

/// A mail, and how its sending goes while it waits.
pub(crate) async fn seen(rooms: &Rooms, record: MailRecord) -> Result<MailSeen, Trouble> {
    let configured = rooms.house.mail_configured();
    let waits = record.row.stage == MailStage::Waiting;
    let key = desk::Job::SendMail { mail: record.row.id }.key();
    let job: Option<JobRecord> = rooms.store.job(rooms.workspace, &key).await?;
    let attempts = job.as_ref().map_or(0, |job| job.attempts);
    let open = job.filter(|job| waits && job.done.is_none() && job.given_up.is_none());
    let next = open.as_ref().map(|job| job.due);
    let next_time = next.map(|at| local_time(rooms, at));
    let error = open.and_then(|job| job.last_error);
    Ok(MailSeen { record, configured, attempts, next, next_time, error })
}

async fn tasks(
    rooms: &Rooms,
    viewer: &Viewer,
    rows: &[ResultRow],
) -> Result<BTreeMap<TaskId, TaskView>, Trouble> {
    let mut records = Vec::new();
    for id in rows.iter().filter_map(|row| row.task) {
        records.extend(rooms.store.task(rooms.workspace, id).await?);
    }
    let views = tasks::views(rooms, viewer, records).await?;
    Ok(views.into_iter().map(|view| (TaskId(view.id), view)).collect())
}

/// The names of these notifications.
pub(crate) async fn names_of(
    rooms: &Rooms,
    notifications: BTreeSet<NotificationId>,
) -> Result<NamesOf, Trouble> {
    let wanted = NamesWanted { notifications, ..NamesWanted::default() };
    Ok(wanted.read(rooms).await?)
}

/// The names of the notifications that gave these results.
pub(crate) async fn names(
    rooms: &Rooms,
    results: BTreeSet<ResultId>,
) -> Result<BTreeMap<ResultId, String>, Trouble> {
    let mut rows = Vec::new();
    for id in results {
        rows.extend(rooms.store.result(rooms.workspace, id).await?);
    }
    let names = names_of(rooms, rows.iter().map(|row| row.notification).collect()).await?;
    let named = |row: &ResultRow| (row.id, names.of_notification(row.notification).name);
    Ok(rows.iter().map(named).collect())
}

/// How the results of a conversation stand.
pub(crate) async fn counts(
    rooms: &Rooms,
    conversation: desk::ConversationId,
) -> Result<ResultCounts, Trouble> {
    let rows = rooms.store.results_of_conversation(rooms.workspace, conversation).await?;
    let mut stages: BTreeMap<ResultId, Vec<MailStage>> = BTreeMap::new();
    let calls: BTreeSet<CallId> = rows.iter().map(|row| row.call).collect();
    for call in calls {
        for mail in rooms.store.mails_of_call(rooms.workspace, call).await? {
            stages.entry(mail.row.result).or_default().push(mail.row.stage);
        }
    }
    let mut counts = ResultCounts::default();
    for row in rows {
        let stages = stages.remove(&row.id).unwrap_or_default();
        let count = match words::state(&row, stages) {
            ResultState::Sent => &mut counts.sent,
            ResultState::Skipped => &mut counts.skipped,
            ResultState::Waiting => &mut counts.waiting,
            ResultState::Failed => &mut counts.failed,
        };
        *count += 1;
    }
    Ok(counts)
}
