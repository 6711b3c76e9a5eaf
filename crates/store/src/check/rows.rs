//! All rows of a workspace as they are stored, and whether the columns beside `state`
//! say what `state` says.

use std::collections::BTreeMap;

use desk::{
    CallId, Millis, Row, RowKey, Segment, SegmentKind, SettingsRow, TeamId, TeammateId, WorkspaceId,
};
use sqlx::Row as _;

use super::rules::Leads;
use super::{Audit, Breach, call_of};
use crate::db::{Lane, Store, parse, reading, small, unsigned};
use crate::encode::{cells_of, column};
use crate::error::StoreError;
use crate::shape::{Cell, Column, Form, Holds, SHAPES};

/// The forms in which rows are read back: without content.
const FORMS: [Form; 13] = [
    Form::Settings,
    Form::Teammate,
    Form::ContactState,
    Form::Conversation,
    Form::CallState,
    Form::Offer,
    Form::Segment,
    Form::NoteState,
    Form::RecordingState,
    Form::Result,
    Form::MailState,
    Form::TaskState,
    Form::AlertState,
];

/// The cells of a row of either database.
macro_rules! cells {
    ($shape:expr, $row:expr) => {
        ($shape.columns.iter().enumerate())
            .map(|(place, column)| match column.holds {
                Holds::Int => {
                    let value: Result<Option<i64>, _> = $row.try_get(place);
                    value.map(|value| value.map_or(Cell::Null, Cell::Int))
                }
                Holds::Text | Holds::Json => {
                    let value: Result<Option<String>, _> = $row.try_get(place);
                    value.map(|value| value.map_or(Cell::Null, Cell::Text))
                }
            })
            .collect::<Result<Vec<Cell>, sqlx::Error>>()
    };
}

impl Store {
    /// All rows without content, and those that contradict themselves.
    pub(super) async fn rows(
        &self,
        workspace: WorkspaceId,
    ) -> Result<(BTreeMap<RowKey, Row>, Vec<Breach>), StoreError> {
        let (mut rows, mut breaches) = (BTreeMap::new(), Vec::new());
        for form in FORMS {
            for cells in self.cells(workspace, form).await? {
                let table = SHAPES[form as usize].table;
                let row = match read(form, &cells) {
                    Ok(row) => row,
                    Err(error) => {
                        let what = format!("a {table} cannot be read: {cells:?}: {error}");
                        breaches.push(Breach { invariant: "E9", call: None, seq: None, what });
                        continue;
                    }
                };
                let key = row.key();
                if !agrees(form, &cells, &row)? {
                    let what = format!("the columns of a {table} contradict its state: {row:?}");
                    let call = call_of(&key);
                    breaches.push(Breach { invariant: "E9", call, seq: None, what });
                }
                rows.insert(key, row);
            }
        }
        Ok((rows, breaches))
    }

    async fn cells(
        &self,
        workspace: WorkspaceId,
        form: Form,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let shape = &SHAPES[form as usize];
        let names: Vec<_> = shape.columns.iter().map(selected).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE workspace = $1 ORDER BY 1, 2",
            names.join(", "),
            shape.table
        );
        reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            match query.fetch_all(executor).await {
                Ok(rows) => rows.iter().map(|row| cells!(shape, row)).collect(),
                Err(error) => Err(error),
            }
        })
        .map_err(|error| Lane::Reports.failed("reading all rows", error))
    }

    /// C4: under matching, a number has one contact.
    pub(super) async fn count_contacts(
        &self,
        workspace: WorkspaceId,
        audit: &Audit,
    ) -> Result<Vec<Breach>, StoreError> {
        if audit.rules.leads() == Leads::OneACall {
            return Ok(Vec::new());
        }
        let sql = "SELECT MIN(id), COUNT(*) FROM contact \
                   WHERE workspace = $1 AND number IS NOT NULL \
                   GROUP BY number HAVING COUNT(*) > 1 ORDER BY 1";
        let found: Vec<(i64, i64)> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("counting contacts", error))?;
        let breach = |(first, count)| {
            let what = format!("{count} contacts have the number of contact {first}");
            Breach { invariant: "C4", call: None, seq: None, what }
        };
        Ok(found.into_iter().map(breach).collect())
    }

    /// M6: the outcome columns, by which lists and reports count, add up to what the log
    /// says.
    pub(super) async fn count_outcomes(
        &self,
        workspace: WorkspaceId,
        audit: &Audit,
    ) -> Result<Vec<Breach>, StoreError> {
        let sql = "SELECT outcome, COUNT(*) FROM call WHERE workspace = $1 \
                   AND (ended IS NOT NULL OR outcome IS NOT NULL) GROUP BY outcome";
        let counts: Vec<(Option<String>, i64)> = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_as(sql).bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("counting outcomes", error))?;
        let counted: BTreeMap<String, u64> = counts
            .into_iter()
            .map(|(name, count)| (name.unwrap_or_default(), unsigned(count)))
            .collect();
        let told: BTreeMap<String, u64> =
            audit.outcomes().into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        if counted == told {
            return Ok(Vec::new());
        }
        let what = format!("by outcome, the log counts {told:?}, the rows {counted:?}");
        Ok(vec![Breach { invariant: "M6", call: None, seq: None, what }])
    }
}

fn selected(column: &Column) -> String {
    match column.holds {
        Holds::Int | Holds::Text => column.name.to_owned(),
        Holds::Json => format!("CAST({} AS TEXT)", column.name),
    }
}

fn read(form: Form, cells: &[Cell]) -> Result<Row, StoreError> {
    let state = json(form, cells);
    Ok(match form {
        Form::Settings => Row::Settings(SettingsRow {
            version: int(cells, 1),
            document: parse("settings document", state)?,
        }),
        Form::Teammate => Row::Teammate(parse("teammate", state)?),
        Form::ContactState | Form::ContactWhole => Row::Contact(parse("contact", state)?, None),
        Form::Conversation => Row::Conversation(parse("conversation", state)?),
        Form::CallState | Form::CallWhole => Row::Call(parse("call", state)?, None),
        Form::Offer => Row::Offer(parse("offer", state)?),
        Form::NoteState | Form::NoteWhole => Row::Note(parse("note", state)?, None),
        Form::RecordingState | Form::RecordingWhole => {
            Row::Recording(parse("recording", state)?, None)
        }
        Form::Result => Row::Result(parse("result", state)?),
        Form::MailState | Form::MailWhole => Row::Mail(parse("mail", state)?, None),
        Form::TaskState | Form::TaskWhole => Row::Task(parse("task", state)?, None),
        Form::AlertState | Form::AlertWhole => Row::Alert(parse("alert", state)?, None),
        Form::Segment | Form::Fact | Form::Job | Form::AlertTo => Row::Segment(segment(cells)?),
    })
}

fn segment(cells: &[Cell]) -> Result<Segment, StoreError> {
    let kind = match &cells[2] {
        Cell::Text(kind) => format!("\"{kind}\""),
        Cell::Int(_) | Cell::Null => String::new(),
    };
    let kind: SegmentKind = parse("kind of segment", &kind)?;
    let maybe = |place: usize| match cells[place] {
        Cell::Int(value) => Some(unsigned(value)),
        Cell::Text(_) | Cell::Null => None,
    };
    let time = |place: usize| match cells[place] {
        Cell::Int(value) => Millis(value),
        Cell::Text(_) | Cell::Null => Millis::default(),
    };
    let count = |place: usize| small(i64::try_from(int(cells, place)).unwrap_or(0));
    Ok(Segment {
        call: CallId(int(cells, 0)),
        n: count(1),
        kind,
        team: maybe(3).map(TeamId),
        teammate: maybe(4).map(TeammateId),
        stay: count(5),
        from: time(6),
        to: time(7),
    })
}

fn int(cells: &[Cell], place: usize) -> u64 {
    match cells[place] {
        Cell::Int(value) => unsigned(value),
        Cell::Text(_) | Cell::Null => 0,
    }
}

/// The JSON column of a form.
fn json(form: Form, cells: &[Cell]) -> &str {
    let columns = SHAPES[form as usize].columns.iter();
    let found = columns.zip(cells).find(|(column, _)| column.holds == Holds::Json);
    match found {
        Some((_, Cell::Text(text))) => text,
        Some((_, Cell::Int(_) | Cell::Null)) | None => "",
    }
}

/// Whether the columns are those that the row would be written with.
fn agrees(form: Form, cells: &[Cell], row: &Row) -> Result<bool, StoreError> {
    let written = cells_of(row, form)?;
    let columns = SHAPES[form as usize].columns.iter();
    Ok(columns
        .zip(cells.iter().zip(&written))
        .filter(|(column, _)| column.holds != Holds::Json)
        .all(|(_, (stored, written))| stored == written))
}
