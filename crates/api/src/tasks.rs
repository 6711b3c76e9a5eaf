//! Tasks: what is to be done after a call, and by whom.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use desk::timeline::Names;
use desk::{Actor, Command, ConversationId, Millis, Reply, TaskId, TaskRow, TeammateId};
use store::{TaskFilter, TaskPlace, TaskRecord, TaskStanding};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Asked, Id};
use crate::body::Body;
use crate::house::look;
use crate::page::{self, PAGE};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    ContactBrief, May, NewTask, Priority, Problem, TaskChange, TaskList, TaskPage, TaskView,
    TasksAsked,
};
use crate::session::Viewer;
use crate::view::{NamesOf, NamesWanted};
use crate::{ask, reads, results};

/// The addresses of tasks, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(create))
        .routes(routes!(single))
        .routes(routes!(change))
        .routes(routes!(finish))
        .routes(routes!(reopen))
}

/// Tasks: open ones the most urgent first, then by when they are due; done ones the latest
/// first.
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(TasksAsked),
    responses((status = OK, body = TaskPage), (status = "default", body = Problem)))]
async fn list(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Asked(asked): Asked<TasksAsked>,
) -> Result<Json<TaskPage>, Trouble> {
    let (standing, assignee) = match asked.view {
        TaskList::Mine => (TaskStanding::Open, Some(viewer.teammate)),
        TaskList::Open => (TaskStanding::Open, None),
        TaskList::Done => (TaskStanding::Done, None),
    };
    let filter = TaskFilter { standing, assignee, priority: asked.priority.map(priority) };
    let after = asked.before.as_deref().map(place).transpose()?;
    let records = rooms.store.tasks_page(rooms.workspace, &filter, after, PAGE + 1).await?;
    let (records, next) = page::cut(records, |record| cursor(record.place()));
    let items = views(&rooms, &viewer, records).await?;
    let mine_open = rooms.store.count_open_tasks(rooms.workspace, viewer.teammate).await?;
    Ok(Json(TaskPage { items, next, mine_open }))
}

/// A place in a list, as the page hands it back.
fn cursor(place: TaskPlace) -> String {
    format!("{}.{}.{}", level(place.priority), place.at.0, place.id)
}

fn place(cursor: &str) -> Result<TaskPlace, Trouble> {
    let mut parts = cursor.split('.');
    let mut next = || parts.next().and_then(|part| part.parse::<i64>().ok());
    let (level, at, id) = (next(), next(), next());
    let priority = match level {
        Some(0) => desk::Priority::Low,
        Some(1) => desk::Priority::Medium,
        Some(2) => desk::Priority::High,
        Some(3) => desk::Priority::Urgent,
        Some(_) | None => return Err(page::none()),
    };
    let id = id.and_then(|id| u64::try_from(id).ok());
    let (Some(at), Some(id), None) = (at, id, parts.next()) else { return Err(page::none()) };
    Ok(TaskPlace { priority, at: Millis(at), id: TaskId(id) })
}

fn level(priority: desk::Priority) -> u8 {
    match priority {
        desk::Priority::Low => 0,
        desk::Priority::Medium => 1,
        desk::Priority::High => 2,
        desk::Priority::Urgent => 3,
    }
}

/// Creates a task.
#[utoipa::path(post, path = "/tasks", tag = "tasks", request_body = NewTask,
    responses((status = OK, body = TaskView), (status = "default", body = Problem)))]
async fn create(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Body(new): Body<NewTask>,
) -> Result<Json<TaskView>, Trouble> {
    let command = Command::CreateTask {
        conversation: ConversationId(new.conversation),
        title: new.title,
        priority: priority(new.priority),
        assignee: new.assignee.map(TeammateId),
        due: new.due_ms.map(Millis),
    };
    match ask::perform(&rooms, &viewer, command).await? {
        Reply::Task(task) => one(&rooms, &viewer, task).await,
        Reply::Done
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_)
        | Reply::Result(_)
        | Reply::Refused(_) => {
            Err(Trouble::unable("The desk did not say which task this is; read the list again."))
        }
    }
}

/// One task, as the list shows it.
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", params(("id" = u64, Path)),
    responses((status = OK, body = TaskView), (status = "default", body = Problem)))]
async fn single(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<TaskView>, Trouble> {
    one(&rooms, &viewer, TaskId(id)).await
}

/// Changes a task: whole new values.
#[utoipa::path(put, path = "/tasks/{id}", tag = "tasks", request_body = TaskChange,
    params(("id" = u64, Path)),
    responses((status = OK, body = TaskView), (status = "default", body = Problem)))]
async fn change(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Body(change): Body<TaskChange>,
) -> Result<Json<TaskView>, Trouble> {
    let task = TaskId(id);
    let command = Command::ChangeTask {
        task,
        title: Some(change.title),
        priority: priority(change.priority),
        assignee: change.assignee.map(TeammateId),
        due: change.due_ms.map(Millis),
    };
    ask::perform(&rooms, &viewer, command).await?;
    one(&rooms, &viewer, task).await
}

/// A task is done.
#[utoipa::path(post, path = "/tasks/{id}/done", tag = "tasks", params(("id" = u64, Path)),
    responses((status = OK, body = TaskView), (status = "default", body = Problem)))]
async fn finish(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<TaskView>, Trouble> {
    let task = TaskId(id);
    ask::perform(&rooms, &viewer, Command::FinishTask { task }).await?;
    one(&rooms, &viewer, task).await
}

/// A task is to be done again.
#[utoipa::path(post, path = "/tasks/{id}/reopen", tag = "tasks", params(("id" = u64, Path)),
    responses((status = OK, body = TaskView), (status = "default", body = Problem)))]
async fn reopen(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<Json<TaskView>, Trouble> {
    let task = TaskId(id);
    ask::perform(&rooms, &viewer, Command::ReopenTask { task }).await?;
    one(&rooms, &viewer, task).await
}

async fn one(rooms: &Rooms, viewer: &Viewer, id: TaskId) -> Result<Json<TaskView>, Trouble> {
    let record = rooms.store.task(rooms.workspace, id).await?;
    let views = views(rooms, viewer, record.into_iter().collect()).await?;
    let view = views.into_iter().next();
    view.map(Json).ok_or_else(|| Trouble::not_found("There is no such task."))
}

/// These tasks as they are shown, in the order asked for.
pub(crate) async fn views(
    rooms: &Rooms,
    viewer: &Viewer,
    records: Vec<TaskRecord>,
) -> Result<Vec<TaskView>, Trouble> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let conversations: Vec<_> = records.iter().map(|record| record.row.conversation).collect();
    let items = reads::conversation_items(rooms, &conversations).await?;
    let contacts: BTreeMap<u64, ContactBrief> =
        items.into_iter().map(|item| (item.id, item.contact)).collect();
    let gave = results::names(rooms, records.iter().filter_map(|it| it.row.result).collect());
    let gave = gave.await?;
    let mut wanted = NamesWanted::default();
    for TaskRecord { row, .. } in &records {
        wanted.teammates.extend(row.assignee);
        if let Actor::Teammate(id) = row.by {
            wanted.teammates.insert(id);
        }
    }
    let names = wanted.read(rooms).await?;
    let may = may(rooms, viewer.teammate).await;
    let view = |record: TaskRecord| {
        let row = record.row;
        let notification = row.result.and_then(|result| gave.get(&result).cloned());
        let contact = contacts.get(&row.conversation.0).cloned();
        TaskView {
            id: row.id.0,
            conversation: row.conversation.0,
            contact: contact.unwrap_or_else(reads::nobody),
            call: row.call.map(|id| id.0),
            title: record.content.map(|content| content.title).unwrap_or_default(),
            priority: shown(row.priority),
            assignee: row.assignee.map(|id| names.of_teammate(id)),
            due_ms: row.due.map(|at| at.0),
            created_ms: row.created.0,
            done_ms: row.done.map(|at| at.0),
            by: made_by(&row, notification.as_deref(), &names),
            notification,
            may: may.of(&row),
        }
    };
    Ok(records.into_iter().map(view).collect())
}

fn made_by(row: &TaskRow, notification: Option<&str>, names: &NamesOf) -> String {
    match (row.by, notification) {
        (Actor::Teammate(id), None) => names.teammate(id),
        (_, Some(notification)) => notification.to_owned(),
        (Actor::Desk | Actor::Clock | Actor::Caller | Actor::Line | Actor::Operator, None) => {
            "Cordboard".to_owned()
        }
    }
}

/// Whether tasks can be changed now, whichever it is.
struct MayChange(Option<String>);

impl MayChange {
    fn of(&self, row: &TaskRow) -> Vec<May> {
        let open = row.done.is_none();
        let already = |done: bool, words: &str| done.then(|| words.to_owned());
        let asks = [
            ("edit", None),
            ("finish", already(!open, "It is done already.")),
            ("reopen", already(open, "It is not done yet.")),
        ];
        let ask = |(action, reason): (&str, Option<String>)| May {
            action: action.to_owned(),
            reason: self.0.clone().or(reason),
        };
        asks.map(ask).into()
    }
}

async fn may(rooms: &Rooms, by: TeammateId) -> MayChange {
    // Every teammate may change every task; which one it is does not matter.
    let finish = Command::FinishTask { task: TaskId(0) };
    match look(&*rooms.house, move |desk| desk.may(by, &finish)).await {
        Ok(may) => MayChange(may.err().map(|problem| problem.sentence)),
        Err(unheard) => MayChange(Some(Trouble::from(unheard).detail)),
    }
}

/// A priority as the desk has it.
pub(crate) fn priority(priority: Priority) -> desk::Priority {
    match priority {
        Priority::Low => desk::Priority::Low,
        Priority::Medium => desk::Priority::Medium,
        Priority::High => desk::Priority::High,
        Priority::Urgent => desk::Priority::Urgent,
    }
}

/// A priority as it is shown.
pub(crate) fn shown(priority: desk::Priority) -> Priority {
    match priority {
        desk::Priority::Low => Priority::Low,
        desk::Priority::Medium => Priority::Medium,
        desk::Priority::High => Priority::High,
        desk::Priority::Urgent => Priority::Urgent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        for of in [desk::Priority::Low, desk::Priority::Urgent] {
            let here = TaskPlace { priority: of, at: Millis(i64::MAX), id: TaskId(42) };
            assert_eq!(place(&cursor(here)).unwrap(), here);
            assert_eq!(priority(shown(of)), of);
        }
        for wrong in ["", "1", "1.2", "4.1.1", "1.2.-3", "1.2.3.4", "a.b.c"] {
            assert_eq!(place(wrong).unwrap_err().status, 422, "{wrong}");
        }
    }
}
