//! What is left after a call, as cells: results, mails, tasks and alerts.

use desk::{
    AlertContent, AlertRow, AlertTo, MailContent, MailRow, MailStage, Priority, ResultRow,
    TaskContent, TaskRow,
};

use super::{id, json, maybe};
use crate::error::StoreError;
use crate::shape::{Cell, Form, Sheets};

/// The teammate who stands for all of them: nobody has this number.
pub(crate) const EVERYBODY: u64 = 0;

pub(super) fn result(row: &ResultRow, sheets: &mut Sheets) -> Result<(), StoreError> {
    let state = Cell::Text(json("result", row)?);
    sheets.sheet(Form::Result).extend([
        id(row.id.0),
        id(row.call.0),
        id(row.conversation.0),
        id(row.notification.0),
        state,
    ]);
    Ok(())
}

pub(super) fn mail(
    row: &MailRow,
    content: Option<&MailContent>,
    sheets: &mut Sheets,
) -> Result<(), StoreError> {
    let form = if content.is_some() { Form::MailWhole } else { Form::MailState };
    let sheet = sheets.sheet(form);
    let state = Cell::Text(json("mail", row)?);
    let stage = Cell::Text(stage(row.stage).to_owned());
    sheet.extend([
        id(row.id.0),
        id(row.call.0),
        id(row.result.0),
        stage,
        Cell::Int(row.at.0),
        state,
    ]);
    if let Some(content) = content {
        let words = [
            &content.message_id,
            &content.from_name,
            &content.recipient,
            &content.subject,
            &content.html,
            &content.text,
        ];
        sheet.extend(words.map(|words| Cell::Text(words.clone())));
    }
    Ok(())
}

fn stage(stage: MailStage) -> &'static str {
    match stage {
        MailStage::Waiting => "waiting",
        MailStage::Sent { .. } => "sent",
        MailStage::Failed { .. } => "failed",
    }
}

pub(super) fn task(
    row: &TaskRow,
    content: Option<&TaskContent>,
    sheets: &mut Sheets,
) -> Result<(), StoreError> {
    let form = if content.is_some() { Form::TaskWhole } else { Form::TaskState };
    let sheet = sheets.sheet(form);
    let state = Cell::Text(json("task", row)?);
    sheet.extend([
        id(row.id.0),
        id(row.conversation.0),
        maybe(row.assignee.map(|teammate| teammate.0)),
        Cell::Int(urgency(row.priority)),
        // What is never due comes after everything that is.
        Cell::Int(row.due.map_or(i64::MAX, |due| due.0)),
        row.done.map_or(Cell::Null, |done| Cell::Int(done.0)),
        state,
    ]);
    if let Some(content) = content {
        sheet.push(Cell::Text(content.title.clone()));
    }
    Ok(())
}

/// A priority's place among them, the most urgent first.
pub(crate) fn urgency(priority: Priority) -> i64 {
    match priority {
        Priority::Urgent => 0,
        Priority::High => 1,
        Priority::Medium => 2,
        Priority::Low => 3,
    }
}

pub(super) fn alert(
    row: &AlertRow,
    content: Option<&AlertContent>,
    sheets: &mut Sheets,
) -> Result<(), StoreError> {
    let form = if content.is_some() { Form::AlertWhole } else { Form::AlertState };
    let state = Cell::Text(json("alert", row)?);
    let sheet = sheets.sheet(form);
    sheet.extend([id(row.id.0), id(row.call.0), id(row.conversation.0), id(row.result.0), state]);
    if let Some(content) = content {
        sheet.push(Cell::Text(content.title.clone()));
    }
    let to = sheets.sheet(Form::AlertTo);
    match &row.to {
        AlertTo::Everybody => to.extend([id(EVERYBODY), id(row.id.0)]),
        AlertTo::Teammates { teammates } => {
            for teammate in teammates {
                to.extend([id(teammate.0), id(row.id.0)]);
            }
        }
    }
    Ok(())
}
