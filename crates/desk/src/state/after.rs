//! What facts do to results, mails, tasks and alerts.

use super::{State, Touched};
use crate::fact::{Fact, Logged};
use crate::id::{CallId, MailId, TaskId};
use crate::row::{AlertRow, MailRow, MailStage, RecordingStage, ResultRow, Row, RowKey, TaskRow};
use crate::time::Millis;

impl State {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    pub(super) fn apply_result(&mut self, logged: &Logged, touched: &mut Touched) {
        match &logged.fact {
            Fact::NotificationJudged { result, call, .. } => {
                let Some(row) = self.judged(*call, logged) else { return };
                self.results.insert(*result, row);
                touched.key(RowKey::Result(*result));
            }
            Fact::MailQueued { mail, call, result } => {
                let (id, call) = (*mail, *call);
                let row =
                    MailRow { id, call, result: *result, stage: MailStage::Waiting, at: logged.at };
                self.mails.insert(id, row);
                touched.key(RowKey::Mail(id));
                if let Some(result) = self.results.get_mut(result) {
                    result.mails.push(id);
                    touched.key(RowKey::Result(result.id));
                }
            }
            Fact::TeamAlerted { alert, call, conversation, result, to } => {
                let row = AlertRow {
                    id: *alert,
                    result: *result,
                    call: *call,
                    conversation: *conversation,
                    to: to.clone(),
                    at: logged.at,
                };
                touched.written.push(Row::Alert(row, None));
                if let Some(result) = self.results.get_mut(result) {
                    result.alert = Some(*alert);
                    touched.key(RowKey::Result(result.id));
                }
            }
            Fact::MailSent { mail } => {
                self.mail(*mail, touched, MailStage::Sent { at: logged.at });
            }
            Fact::MailFailed { mail, why } => {
                self.mail(*mail, touched, MailStage::Failed { at: logged.at, why: *why });
            }
            other => debug_assert!(false, "{other:?} is not about a result"),
        }
    }

    fn judged(&self, call: CallId, logged: &Logged) -> Option<ResultRow> {
        let Fact::NotificationJudged { result, notification, version, resend, verdict, .. } =
            logged.fact
        else {
            return None;
        };
        Some(ResultRow {
            id: result,
            call,
            conversation: self.calls.get(&call)?.conversation,
            notification,
            version,
            resend,
            verdict,
            at: logged.at,
            mails: Vec::new(),
            task: None,
            alert: None,
        })
    }

    fn mail(&mut self, id: MailId, touched: &mut Touched, stage: MailStage) {
        if let Some(row) = self.mails.get_mut(&id) {
            row.stage = stage;
            touched.key(RowKey::Mail(id));
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    pub(super) fn apply_task(&mut self, logged: &Logged, touched: &mut Touched) {
        match &logged.fact {
            Fact::TaskCreated { task, .. } => self.made(*task, logged, touched),
            Fact::TaskChanged { task, priority, assignee, due } => {
                self.task(*task, touched, |row| {
                    row.priority = *priority;
                    row.assignee = *assignee;
                    row.due = *due;
                });
            }
            Fact::TaskDone { task } => {
                self.task(*task, touched, |row| row.done = Some(logged.at));
            }
            Fact::TaskReopened { task } => self.task(*task, touched, |row| row.done = None),
            other => debug_assert!(false, "{other:?} is not about a task"),
        }
    }

    fn made(&mut self, id: TaskId, logged: &Logged, touched: &mut Touched) {
        let Fact::TaskCreated { conversation, call, result, priority, assignee, due, .. } =
            logged.fact
        else {
            return;
        };
        let row = TaskRow {
            id,
            conversation,
            call,
            result,
            priority,
            assignee,
            due,
            created: logged.at,
            done: None,
            by: logged.by,
        };
        self.tasks.insert(id, row);
        touched.key(RowKey::Task(id));
        if let Some(result) = result.and_then(|result| self.results.get_mut(&result)) {
            result.task = Some(id);
            touched.key(RowKey::Result(result.id));
        }
    }

    fn task(&mut self, id: TaskId, touched: &mut Touched, change: impl FnOnce(&mut TaskRow)) {
        if let Some(row) = self.tasks.get_mut(&id) {
            change(row);
            touched.key(RowKey::Task(id));
        }
    }

    /// What was recorded is gone; how much there was stays known.
    pub(super) fn without_sound(stage: RecordingStage) -> RecordingStage {
        let length_ms = match stage {
            RecordingStage::Running | RecordingStage::Paused | RecordingStage::Closing => 0,
            RecordingStage::Stored { length_ms }
            | RecordingStage::Failed { length_ms }
            | RecordingStage::Deleted { length_ms } => length_ms,
        };
        RecordingStage::Deleted { length_ms }
    }

    /// What was furnished for, or made in, a step that is over.
    pub(crate) fn clear_guests(&mut self) {
        self.contacts.clear();
        self.results.clear();
        self.mails.clear();
        self.tasks.clear();
    }

    pub(super) fn erased(
        &mut self,
        contact: crate::id::ContactId,
        at: Millis,
        touched: &mut Touched,
    ) {
        if let Some(row) = self.contacts.get_mut(&contact) {
            row.erased.get_or_insert(at);
            touched.key(RowKey::Contact(contact));
        }
    }
}
