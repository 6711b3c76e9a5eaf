//! What the desk hears before the first call: that the process started again, what
//! became of open recordings, and the settings of the configuration.

use std::path::Path;

use desk::{Actor, Command, Desk, Document, Input, Reply, Subject, WorkspaceSettings};

use crate::config::{Workspace, Wrong};
use crate::mend;

/// After a stop or a crash: calls that were live are over, files that were open are
/// closed.
pub(crate) fn restarted(desk: &Desk, live_dir: &Path) -> Vec<Input> {
    let mut inputs = vec![Input::Restarted];
    for (row, path) in desk.open_recordings() {
        let usual = live_dir.join(format!("{}.wav", row.id));
        let path = path.filter(|path| !path.is_empty()).map_or(usual, Into::into);
        inputs.push(mend::mend(row.id, &path));
    }
    inputs
}

/// Settings that differ from what is stored, and the first status of new teammates.
pub(crate) fn settings(desk: &Desk, workspace: &Workspace) -> Vec<Input> {
    let mut inputs = Vec::new();
    for document in &workspace.documents {
        let document = with_what_the_file_cannot_say(desk, document.clone());
        let subject = document.subject();
        if desk.document(subject).as_ref() == Some(&document) {
            continue;
        }
        let version = desk.version(subject);
        inputs.push(Input::SaveSettings(Actor::Operator, version, document));
    }
    for beginner in &workspace.beginners {
        let teammate = beginner.teammate;
        if desk.version(Subject::Teammate(teammate)) == 0 {
            let command = Command::SetStatus { teammate, status: beginner.status };
            inputs.push(Input::Command(teammate, command));
        }
    }
    inputs
}

/// What is set on the page alone stays as it was set there.
fn with_what_the_file_cannot_say(desk: &Desk, document: Document) -> Document {
    match document {
        Document::Workspace(settings) => {
            let stored = desk.settings().clone();
            Document::Workspace(WorkspaceSettings {
                recordings_days: stored.recordings_days,
                mails_days: stored.mails_days,
                destinations: stored.destinations,
                ..settings
            })
        }
        other @ (Document::Team(..)
        | Document::Teammate(..)
        | Document::Channel(..)
        | Document::Role(..)
        | Document::Notification(..)
        | Document::Tag(..)
        | Document::Webhook(..)) => other,
    }
}

/// The first refusal, as a wrong setting.
pub(crate) fn refusal(replies: &[Reply]) -> Result<(), Wrong> {
    for reply in replies {
        match reply {
            Reply::Refused(problem) => {
                return Err(Wrong::new(format!("`desk` is refused: {}", problem.sentence)));
            }
            Reply::Done
            | Reply::Call(_)
            | Reply::Note(_)
            | Reply::Task(_)
            | Reply::Result(_)
            | Reply::Version(_) => {}
        }
    }
    Ok(())
}
