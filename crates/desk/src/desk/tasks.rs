//! Follow-up tasks, made and changed by hand.

use super::commands::Asked;
use super::{Desk, Furnished, Reply, refused};
use crate::fact::Fact;
use crate::id::{ConversationId, TaskId, TeammateId};
use crate::input::{Actor, Command};
use crate::problem::{Problem, ProblemCode};
use crate::row::{Priority, Row, RowKey, TaskContent, TaskRow};
use crate::time::Millis;
use crate::webhook::WebhookEvent;

/// The longest title of a task, in characters: it is shown in one line.
pub(crate) const TITLE_CHARACTERS_MAX: usize = 200;

/// When a task may be due: from 1970 to the end of the year 9999, the last that people and
/// their browsers write with four digits.
const DUE_MS: std::ops::RangeInclusive<i64> = 0..=253_402_300_799_999;

/// What a task is made or changed to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    pub(super) priority: Priority,
    pub(super) assignee: Option<TeammateId>,
    pub(super) due: Option<Millis>,
}

/// The task a command is about.
pub(super) fn task_of(command: &Command) -> Option<TaskId> {
    match command {
        Command::ChangeTask { task, .. }
        | Command::FinishTask { task }
        | Command::ReopenTask { task } => Some(*task),
        Command::Answer { .. }
        | Command::Decline { .. }
        | Command::Claim { .. }
        | Command::Hold { .. }
        | Command::Resume { .. }
        | Command::Mute { .. }
        | Command::PauseRecording { .. }
        | Command::ResumeRecording { .. }
        | Command::End { .. }
        | Command::SetStatus { .. }
        | Command::SetChannels { .. }
        | Command::SwitchToActive
        | Command::AddNote { .. }
        | Command::Assign { .. }
        | Command::Close { .. }
        | Command::Open { .. }
        | Command::EditContact { .. }
        | Command::Tag { .. }
        | Command::Untag { .. }
        | Command::CreateTask { .. }
        | Command::DeleteRecording { .. }
        | Command::EraseContact { .. }
        | Command::ResendNotification { .. } => None,
    }
}

impl Desk {
    pub(super) fn may_plan_task(
        &self,
        title: Option<&str>,
        assignee: Option<TeammateId>,
        due: Option<Millis>,
    ) -> Result<(), Problem> {
        if let Some(title) = title {
            may_title(title)?;
        }
        if due.is_some_and(|due| !DUE_MS.contains(&due.0)) {
            let sentence = "A task is due between the years 1970 and 9999, or at no time.";
            return Err(refused(ProblemCode::Invalid, sentence));
        }
        assignee.map_or(Ok(()), |assignee| self.employed(assignee))
    }

    pub(super) fn create_task(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        title: &str,
        values: Values,
    ) -> Asked {
        let task = TaskId(self.state.next().0);
        let Values { priority, assignee, due } = values;
        let (call, result) = (None, None);
        let fact = Fact::TaskCreated { task, conversation, call, result, priority, assignee, due };
        let seq = self.log(Actor::Teammate(by), fact);
        self.keep_title(task, title);
        self.tell_webhooks(WebhookEvent::TaskCreated, task.0, seq);
        Ok(Reply::Task(task))
    }

    /// The words of a task stand beside its row.
    pub(super) fn keep_title(&mut self, task: TaskId, title: &str) {
        if let Some(row) = self.state.tasks.get(&task) {
            let content = TaskContent { title: title.trim().to_owned() };
            self.out.content.insert(RowKey::Task(task), Row::Task(*row, Some(content)));
        }
    }

    pub(super) fn change_task(
        &mut self,
        by: TeammateId,
        task: TaskId,
        title: Option<&str>,
        values: Values,
        furnished: &Furnished,
    ) -> Asked {
        let row = self.task(task)?;
        let known = furnished.tasks.get(&task).and_then(Option::as_ref);
        let renamed = title
            .map(str::trim)
            .filter(|title| known.is_none_or(|(_, content)| content.title != *title));
        let Values { priority, assignee, due } = values;
        if (row.priority, row.assignee, row.due) == (priority, assignee, due) && renamed.is_none() {
            return Ok(Reply::Done);
        }
        self.log(Actor::Teammate(by), Fact::TaskChanged { task, priority, assignee, due });
        if let Some(title) = renamed {
            self.keep_title(task, title);
        }
        Ok(Reply::Done)
    }

    pub(super) fn finish_task(&mut self, by: TeammateId, task: TaskId) -> Asked {
        if self.task(task)?.done.is_none() {
            self.log(Actor::Teammate(by), Fact::TaskDone { task });
        }
        Ok(Reply::Done)
    }

    pub(super) fn reopen_task(&mut self, by: TeammateId, task: TaskId) -> Asked {
        if self.task(task)?.done.is_some() {
            self.log(Actor::Teammate(by), Fact::TaskReopened { task });
        }
        Ok(Reply::Done)
    }

    fn task(&self, task: TaskId) -> Result<TaskRow, Problem> {
        self.state.tasks.get(&task).copied().ok_or_else(|| {
            refused(ProblemCode::NotFound, "There is no such task in this workspace.")
        })
    }
}

fn may_title(title: &str) -> Result<(), Problem> {
    let title = title.trim();
    let length = title.chars().count();
    if title.is_empty() || length > TITLE_CHARACTERS_MAX || title.chars().any(char::is_control) {
        return Err(refused(
            ProblemCode::Invalid,
            format!("A task needs a title of one line, at most {TITLE_CHARACTERS_MAX} characters."),
        ));
    }
    Ok(())
}
