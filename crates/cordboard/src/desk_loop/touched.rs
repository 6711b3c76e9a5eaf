//! What a turn touched, for those who watch: changed rows say it exactly.

use std::collections::BTreeSet;

use api::live::Touched;
use desk::{Desk, Document, Fact, Input, LegId, Logged, Row, Subject, TeammateId};

/// What changed in these rows and lines of the log.
pub(super) fn of(rows: &[Row], facts: &[Logged]) -> Touched {
    let mut touched = Touched::default();
    for row in rows {
        match row {
            Row::Settings(row) => {
                touched.settings.insert(name(row.document.subject()));
                if let Document::Teammate(id, _) = &row.document {
                    touched.teammates.insert(*id);
                }
            }
            Row::Teammate(state) => {
                touched.teammates.insert(state.id);
            }
            Row::Conversation(row) => {
                touched.conversations.insert(row.id);
            }
            Row::Call(state, _) => {
                touched.calls.insert(state.id);
            }
            Row::Recording(row, _) => {
                touched.calls.insert(row.call);
            }
            Row::Note(row, _) => {
                touched.conversations.insert(row.conversation);
            }
            Row::Result(row) => {
                touched.results.insert(row.call);
            }
            Row::Mail(row, _) => {
                touched.results.insert(row.call);
            }
            Row::Task(row, _) => {
                touched.tasks.insert(row.id, row.assignee);
                touched.conversations.insert(row.conversation);
            }
            Row::Alert(row, content) => {
                let title = content.as_ref().map(|content| content.title.clone());
                touched.alerts.push((row.clone(), title.unwrap_or_default()));
            }
            // An offer's call is among the rows where its stage changed; a segment is a
            // finished piece of it. Every caller makes a contact active: its call says so.
            Row::Contact(..) | Row::Offer(_) | Row::Segment(_) => {}
        }
    }
    for logged in facts {
        #[expect(clippy::wildcard_enum_match_arm, reason = "rows say what all others touched")]
        match logged.fact {
            Fact::ContactEdited { contact } | Fact::ContactErased { contact } => {
                touched.contacts.insert(contact);
            }
            Fact::TaskChanged { .. } => touched.tasks_moved = true,
            _ => {}
        }
    }
    touched
}

fn name(subject: Subject) -> String {
    match subject {
        Subject::Workspace => "workspace".to_owned(),
        Subject::Team(id) => format!("team/{id}"),
        Subject::Teammate(id) => format!("teammate/{id}"),
        Subject::Channel(id) => format!("channel/{id}"),
        Subject::Role(id) => format!("role/{id}"),
        Subject::Notification(id) => format!("notification/{id}"),
        Subject::Tag(id) => format!("tag/{id}"),
        Subject::Webhook(id) => format!("webhook/{id}"),
    }
}

/// Whose own state these inputs may change without writing anything down: tabs that come
/// and go, muted microphones, legs that lose their sound.
pub(super) fn by_inputs<'a>(
    desk: &Desk,
    inputs: impl Iterator<Item = &'a Input>,
) -> BTreeSet<TeammateId> {
    let mut teammates = BTreeSet::new();
    for input in inputs {
        #[expect(clippy::wildcard_enum_match_arm, reason = "all others change rows, or nothing")]
        match input {
            Input::TabOpened(teammate, ..)
            | Input::TabLost(teammate, _)
            | Input::RingAcknowledged(teammate, ..)
            | Input::Command(teammate, _) => {
                teammates.insert(*teammate);
            }
            Input::LegParted(leg) | Input::LegRejoined(leg) => {
                teammates.extend(talks_on(desk, *leg));
            }
            _ => {}
        }
    }
    teammates
}

fn talks_on(desk: &Desk, leg: LegId) -> Option<TeammateId> {
    let mut talks = desk.calls().filter_map(|call| call.talk());
    talks.find(|talk| talk.leg == leg).map(|talk| talk.teammate)
}

/// Whose own state the touched entities are part of; `None` when it may be everybody's.
pub(super) fn whose(desk: &Desk, touched: &Touched) -> Option<BTreeSet<TeammateId>> {
    if !touched.settings.is_empty() {
        return None;
    }
    let talks = |id: &desk::CallId| Some(desk.call(*id)?.talk()?.teammate);
    let mut teammates = touched.teammates.clone();
    teammates.extend(touched.calls.iter().filter_map(talks));
    Some(teammates)
}

/// Teammates who were removed with these lines.
pub(super) fn removed(facts: &[Logged]) -> impl Iterator<Item = TeammateId> {
    facts.iter().filter_map(|logged| {
        if let Fact::SettingsSaved { document: Document::Teammate(id, settings), .. } = &logged.fact
        {
            (settings.employment == desk::Employment::Removed).then_some(*id)
        } else {
            None
        }
    })
}
