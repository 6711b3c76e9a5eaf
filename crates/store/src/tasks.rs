//! Lists of tasks: open ones the most urgent first, of these what is due first; done ones
//! the last done first.

use desk::{
    ConversationId, Millis, Priority, TaskContent, TaskId, TaskRow, TeammateId, WorkspaceId,
};

use crate::db::{Lane, Store, parse, reading, unsigned};
use crate::encode::{column, urgency};
use crate::error::StoreError;
use crate::inbox::COUNTED_MAX;

/// The most tasks of one conversation that are read.
const TASKS_MAX: i64 = 500;

/// Whether a task is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskStanding {
    /// It is.
    Open,
    /// It was done.
    Done,
}

/// Which tasks to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskFilter {
    /// Open or done ones.
    pub standing: TaskStanding,
    /// Only those of this teammate.
    pub assignee: Option<TeammateId>,
    /// Only those of this priority.
    pub priority: Option<Priority>,
}

/// A place in such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskPlace {
    /// The task's priority.
    pub priority: Priority,
    /// When it was done; of an open one when it is due, far in the future if never.
    pub at: Millis,
    /// The task.
    pub id: TaskId,
}

/// A task with what is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Its state.
    pub row: TaskRow,
    /// What is to be done, `None` once erased.
    pub content: Option<TaskContent>,
}

impl TaskRecord {
    /// Where it stands in a list of tasks that stand as it does.
    #[must_use]
    pub fn place(&self) -> TaskPlace {
        let TaskRow { id, priority, due, done, .. } = self.row;
        TaskPlace { priority, at: done.or(due).unwrap_or(Millis(i64::MAX)), id }
    }
}

type Columns = (String, Option<String>);

pub(crate) const TASK: &str =
    "SELECT CAST(state AS TEXT), title FROM task WHERE workspace = $1 AND id = $2";
pub(crate) const OF_CONVERSATION: &str = "SELECT CAST(state AS TEXT), title FROM task \
    WHERE workspace = $1 AND conversation = $2 ORDER BY id LIMIT $3";
pub(crate) const COUNT_OPEN: &str = "SELECT count(*) FROM (SELECT id FROM task \
    WHERE workspace = $1 AND assignee = $2 AND done IS NULL LIMIT $3) AS counted";

impl Store {
    /// One page of a list of tasks: those behind `after`, `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tasks_page(
        &self,
        workspace: WorkspaceId,
        filter: &TaskFilter,
        after: Option<TaskPlace>,
        limit: u32,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let sql = page_statement(filter, after);
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing tasks", error))?;
        rows.into_iter().map(record).collect()
    }

    /// The tasks of a conversation, open and done, in the order in which they were made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tasks_of_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(OF_CONVERSATION).bind(column(workspace.0));
            query.bind(column(conversation.0)).bind(TASKS_MAX).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("listing tasks", error))?;
        rows.into_iter().map(record).collect()
    }

    /// One task.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn task(
        &self,
        workspace: WorkspaceId,
        id: TaskId,
    ) -> Result<Option<TaskRecord>, StoreError> {
        self.task_by(Lane::Reports, workspace, id).await
    }

    pub(crate) async fn task_by(
        &self,
        lane: Lane,
        workspace: WorkspaceId,
        id: TaskId,
    ) -> Result<Option<TaskRecord>, StoreError> {
        let row: Option<Columns> = reading!(&self.db, lane, executor => {
            let query = sqlx::query_as(TASK).bind(column(workspace.0)).bind(column(id.0));
            query.fetch_optional(executor).await
        })
        .map_err(|error| lane.failed("reading a task", error))?;
        row.map(record).transpose()
    }

    /// How many open tasks a teammate has, [`COUNTED_MAX`] at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count_open_tasks(
        &self,
        workspace: WorkspaceId,
        assignee: TeammateId,
    ) -> Result<u64, StoreError> {
        let count: i64 = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(COUNT_OPEN).bind(column(workspace.0));
            let query = query.bind(column(assignee.0)).bind(i64::from(COUNTED_MAX));
            query.fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("counting tasks", error))?;
        Ok(unsigned(count))
    }
}

/// What varies is numbers alone, so they stand in the statement itself.
pub(crate) fn page_statement(filter: &TaskFilter, after: Option<TaskPlace>) -> String {
    let mut conditions = Vec::new();
    if let Some(assignee) = filter.assignee {
        conditions.push(format!("assignee = {}", column(assignee.0)));
    }
    if let Some(priority) = filter.priority {
        conditions.push(format!("urgency = {}", urgency(priority)));
    }
    let order = match filter.standing {
        TaskStanding::Open => {
            conditions.push("done IS NULL".to_owned());
            // Within one priority, the place is what follows it.
            let behind =
                after.map(|place| (urgency(place.priority), place.at.0, column(place.id.0)));
            conditions.extend(behind.map(|(first, at, id)| match filter.priority {
                Some(_) => format!("(due, id) > ({at}, {id})"),
                None => format!("(urgency, due, id) > ({first}, {at}, {id})"),
            }));
            "urgency, due, id"
        }
        TaskStanding::Done => {
            conditions.push("done IS NOT NULL".to_owned());
            let behind = after.map(|place| (place.at.0, column(place.id.0)));
            conditions.extend(behind.map(|(at, id)| format!("(done, id) < ({at}, {id})")));
            "done DESC, id DESC"
        }
    };
    format!(
        "SELECT CAST(state AS TEXT), title FROM task WHERE workspace = $1 AND {} \
         ORDER BY {order} LIMIT $2",
        conditions.join(" AND ")
    )
}

fn record((state, title): Columns) -> Result<TaskRecord, StoreError> {
    let content = title.map(|title| TaskContent { title });
    Ok(TaskRecord { row: parse("task", &state)?, content })
}
