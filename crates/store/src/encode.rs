//! Facts, rows and jobs as cells. The columns beside `state` are what queries look for;
//! they say nothing that `state` does not say.

mod after;

use desk::{Document, Job, Logged, Millis, RecordingStage, Row, SegmentKind, Stage, Subject};
use serde::Serialize;

pub(crate) use self::after::{EVERYBODY, urgency};
use crate::commit::Batch;
use crate::error::StoreError;
use crate::shape::{Cell, Form, Receipts, Sheets};

/// Everything a batch writes.
pub(crate) fn sheets(batch: &Batch<'_>, at: Millis) -> Result<Sheets, StoreError> {
    let mut sheets = Sheets::default();
    for logged in batch.facts {
        fact(logged, sheets.sheet(Form::Fact))?;
    }
    for changed in batch.rows {
        row(changed, &mut sheets)?;
    }
    for new in batch.jobs {
        job(new, at, sheets.sheet(Form::Job))?;
    }
    sheets.receipts = Receipts { at: at.0, keys: batch.receipts.to_vec() };
    Ok(sheets)
}

/// The cells that one row is written with in one form.
pub(crate) fn cells_of(one: &Row, form: Form) -> Result<Vec<Cell>, StoreError> {
    let mut sheets = Sheets::default();
    row(one, &mut sheets)?;
    Ok(std::mem::take(sheets.sheet(form)))
}

fn fact(logged: &Logged, out: &mut Vec<Cell>) -> Result<(), StoreError> {
    let body = json("fact", &logged.fact)?;
    let kind = kind_of(&body);
    out.extend([
        id(logged.seq.0),
        Cell::Int(logged.at.0),
        Cell::Text(json("actor", &logged.by)?),
        maybe(logged.cause.map(|cause| cause.0)),
        maybe(logged.call.map(|(call, _)| call.0)),
        maybe(logged.call.map(|(_, line)| u64::from(line))),
        Cell::Text(kind),
        Cell::Text(body),
    ]);
    Ok(())
}

/// A tagged enum's tag: the first string value of its JSON.
fn kind_of(body: &str) -> String {
    body.split('"').nth(3).unwrap_or_default().to_owned()
}

fn job(new: &Job, at: Millis, out: &mut Vec<Cell>) -> Result<(), StoreError> {
    let body = json("job", new)?;
    out.extend([
        Cell::Text(new.key()),
        Cell::Text(kind_of(&body)),
        Cell::Text(body),
        Cell::Text(lane(new)),
        Cell::Int(at.0),
        Cell::Int(at.0),
        Cell::Int(0),
    ]);
    Ok(())
}

/// With what a job waits in line: what the house does by itself waits for nobody outside,
/// and one slow receiver keeps only its own calls waiting.
fn lane(job: &Job) -> String {
    match job {
        Job::StoreRecording { .. }
        | Job::Judge { .. }
        | Job::DeleteRecording { .. }
        | Job::EraseContact { .. } => "house".to_owned(),
        Job::SendMail { .. } => "mail".to_owned(),
        Job::CallWebhook { webhook, .. } => format!("webhook-{webhook}"),
    }
}

fn row(row: &Row, sheets: &mut Sheets) -> Result<(), StoreError> {
    match row {
        Row::Settings(row) => sheets.sheet(Form::Settings).extend([
            Cell::Text(subject(row.document.subject())),
            id(row.version),
            Cell::Text(json::<Document>("settings document", &row.document)?),
        ]),
        Row::Teammate(state) => {
            let cells = [id(state.id.0), Cell::Text(json("teammate", state)?)];
            sheets.sheet(Form::Teammate).extend(cells);
        }
        Row::Contact(row, content) => contact(row, content.as_ref(), sheets)?,
        Row::Conversation(row) => sheets.sheet(Form::Conversation).extend([
            id(row.id.0),
            id(row.contact.0),
            maybe(row.call.map(|call| call.0)),
            maybe(row.teammate.map(|teammate| teammate.0)),
            maybe(row.team.map(|team| team.0)),
            Cell::Text(standing(row.state).to_owned()),
            Cell::Int(row.active.0),
            Cell::Text(json("conversation", row)?),
        ]),
        Row::Call(state, content) => call(state, content.as_ref(), sheets)?,
        Row::Offer(row) => sheets.sheet(Form::Offer).extend([
            id(row.id.0),
            id(row.call.0),
            id(row.teammate.0),
            Cell::Int(row.at.0),
            row.ended.map_or(Cell::Null, |(at, _)| Cell::Int(at.0)),
            Cell::Text(json("offer", row)?),
        ]),
        Row::Segment(segment) => sheets.sheet(Form::Segment).extend([
            id(segment.call.0),
            id(u64::from(segment.n)),
            Cell::Text(segment_kind(segment.kind).to_owned()),
            maybe(segment.team.map(|team| team.0)),
            maybe(segment.teammate.map(|teammate| teammate.0)),
            id(u64::from(segment.stay)),
            Cell::Int(segment.from.0),
            Cell::Int(segment.to.0),
        ]),
        Row::Note(row, content) => {
            let form = if content.is_some() { Form::NoteWhole } else { Form::NoteState };
            let sheet = sheets.sheet(form);
            sheet.extend([id(row.id.0), id(row.conversation.0), Cell::Text(json("note", row)?)]);
            if let Some(content) = content {
                sheet.push(Cell::Text(content.body.clone()));
            }
        }
        Row::Recording(row, content) => {
            let form = if content.is_some() { Form::RecordingWhole } else { Form::RecordingState };
            let sheet = sheets.sheet(form);
            let stage = Cell::Text(stage(row.stage).to_owned());
            let state = Cell::Text(json("recording", row)?);
            sheet.extend([id(row.id.0), id(row.call.0), Cell::Int(row.started.0), stage, state]);
            if let Some(content) = content {
                sheet.push(Cell::Text(content.path.clone()));
            }
        }
        Row::Result(row) => after::result(row, sheets)?,
        Row::Mail(row, content) => after::mail(row, content.as_ref(), sheets)?,
        Row::Task(row, content) => after::task(row, content.as_ref(), sheets)?,
        Row::Alert(row, content) => after::alert(row, content.as_ref(), sheets)?,
    }
    Ok(())
}

fn contact(
    row: &desk::ContactRow,
    content: Option<&desk::ContactContent>,
    sheets: &mut Sheets,
) -> Result<(), StoreError> {
    let form = if content.is_some() { Form::ContactWhole } else { Form::ContactState };
    let sheet = sheets.sheet(form);
    let state = Cell::Text(json("contact", row)?);
    sheet.extend([id(row.id.0), Cell::Int(row.last_active.0), state]);
    if let Some(content) = content {
        sheet.extend([
            words(content.number.as_ref()),
            words(content.name.as_ref()),
            words(content.email.as_ref()),
            words(content.name.as_deref().map(folded).as_ref()),
            words(content.email.as_deref().map(folded).as_ref()),
            words(content.number.as_deref().map(turned).as_ref()),
        ]);
    }
    Ok(())
}

fn call(
    state: &desk::CallState,
    content: Option<&desk::CallContent>,
    sheets: &mut Sheets,
) -> Result<(), StoreError> {
    let form = if content.is_some() { Form::CallWhole } else { Form::CallState };
    let sheet = sheets.sheet(form);
    let outcome = match state.stage {
        Stage::Ended { outcome } => Cell::Text(outcome.name().to_owned()),
        Stage::Menu
        | Stage::Queued { .. }
        | Stage::Ringing { .. }
        | Stage::Talking(_)
        | Stage::OnHold(_)
        | Stage::Deflected { .. } => Cell::Null,
    };
    sheet.extend([
        id(state.id.0),
        id(state.conversation.0),
        id(state.contact.0),
        id(state.channel.0),
        Cell::Int(state.placed.0),
        maybe(state.team.map(|team| team.0)),
        state.ended.map_or(Cell::Null, |at| Cell::Int(at.0)),
        outcome,
        Cell::Text(json("call", state)?),
    ]);
    if let Some(content) = content {
        sheet.extend([
            words(content.caller.as_ref()),
            words(content.caller_name.as_ref()),
            Cell::Text(content.called.clone()),
        ]);
    }
    Ok(())
}

/// The key of a settings document.
pub(crate) fn subject(subject: Subject) -> String {
    match subject {
        Subject::Workspace => "workspace".to_owned(),
        Subject::Team(id) => format!("team:{id}"),
        Subject::Teammate(id) => format!("teammate:{id}"),
        Subject::Channel(id) => format!("channel:{id}"),
        Subject::Role(id) => format!("role:{id}"),
        Subject::Notification(id) => format!("notification:{id}"),
        Subject::Tag(id) => format!("tag:{id}"),
        Subject::Webhook(id) => format!("webhook:{id}"),
    }
}

/// A kind of segment, as its column says it.
pub(crate) fn segment_kind(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Routing => "routing",
        SegmentKind::Queue => "queue",
        SegmentKind::Ring => "ring",
        SegmentKind::Talk => "talk",
        SegmentKind::Hold => "hold",
    }
}

fn standing(state: desk::ConversationState) -> &'static str {
    match state {
        desk::ConversationState::Open => "open",
        desk::ConversationState::Closed => "closed",
    }
}

fn stage(stage: RecordingStage) -> &'static str {
    match stage {
        RecordingStage::Running => "running",
        RecordingStage::Paused => "paused",
        RecordingStage::Closing => "closing",
        RecordingStage::Stored { .. } => "stored",
        RecordingStage::Failed { .. } => "failed",
        RecordingStage::Deleted { .. } => "deleted",
    }
}

/// Text as it is looked for: however it is written.
pub(crate) fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A number's digits from the last to the first: people know how a number ends.
pub(crate) fn turned(number: &str) -> String {
    number.chars().rev().filter(|letter| letter.is_alphanumeric()).collect()
}

/// An id as a column holds it: both databases count in signed 64 bits, which the ids,
/// counted up from 1, never leave.
pub(crate) fn column(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

fn id(id: u64) -> Cell {
    Cell::Int(column(id))
}

fn maybe(id: Option<u64>) -> Cell {
    id.map_or(Cell::Null, |id| Cell::Int(column(id)))
}

fn words(text: Option<&String>) -> Cell {
    text.map_or(Cell::Null, |text| Cell::Text(text.clone()))
}

fn json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Unstorable { what, source })
}

#[cfg(test)]
mod tests {
    use super::kind_of;
    use desk::Fact;

    #[test]
    fn the_kind_of_a_fact_is_its_tag() {
        let body = serde_json::to_string(&Fact::Restarted).unwrap();
        assert_eq!(kind_of(&body), "restarted");
        let body = serde_json::to_string(&Fact::CallHeld { call: desk::CallId(3) }).unwrap();
        assert_eq!(kind_of(&body), "call_held");
    }
}
