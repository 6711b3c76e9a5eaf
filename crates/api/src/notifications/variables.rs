//! What can stand in a mail: every system variable, when it has a value, and an example.

use desk::Variable;

use crate::schema::VariableView;

/// All of them.
pub(super) fn all() -> Vec<VariableView> {
    Variable::SYSTEM.iter().map(view).collect()
}

fn view(variable: &Variable) -> VariableView {
    let (label, available, fallback, sample) = said(variable);
    VariableView {
        variable: variable.name().to_owned(),
        label: label.to_owned(),
        available: available.to_owned(),
        fallback: fallback.to_owned(),
        sample: sample.to_owned(),
    }
}

/// After every call.
const ALWAYS: &str = "After every call.";

/// Nothing writes down what was said yet.
const NO_TRANSCRIPT: &str = "Only when what was said is transcribed, which this server does not do \
                             yet: the fallback stands there.";

/// Label, when it has a value, the usual fallback, an example.
fn said(variable: &Variable) -> (&'static str, &'static str, &'static str, &'static str) {
    match variable {
        Variable::ConversationDate => {
            ("Date", "After every call, in the workspace's zone.", "", "2026-11-21 14:02")
        }
        Variable::ConversationTime => {
            ("Time", "After every call, in the workspace's zone.", "", "2:02 PM")
        }
        Variable::ConversationDuration => ("Duration", ALWAYS, "", "04:31"),
        Variable::ConversationStatus => ("Outcome", ALWAYS, "", "Completed"),
        Variable::ConversationDirection => ("Direction", ALWAYS, "", "Inbound"),
        Variable::ConversationSummary => {
            ("Summary", NO_TRANSCRIPT, "No summary.", "The customer asked about an invoice.")
        }
        Variable::ConversationTranscript => {
            ("Transcript", NO_TRANSCRIPT, "No transcript.", "[00:00:03] Ana: \"Hello.\"")
        }
        Variable::ConversationUrl => (
            "Link to the conversation",
            "When `http.public_url` is set, or the server listens where people reach it.",
            "",
            "https://desk.example.org/inbox/42",
        ),
        Variable::ConversationUuid => ("Conversation id", ALWAYS, "", "1-42"),
        Variable::AgentName => {
            ("Who answered", "When a teammate answered the call.", "nobody", "Ana Costa")
        }
        Variable::AccountName => ("Workspace", ALWAYS, "", "Harbour & Sons"),
        Variable::CustomerNumber => {
            ("Customer's number", "When the number was not withheld.", "withheld", "+491510000001")
        }
        Variable::CustomerName => {
            ("Customer's name", "When the contact has a name.", "unknown caller", "Mara Lind")
        }
        Variable::CustomerEmail => {
            ("Customer's e-mail", "When the contact has an address.", "", "mara@example.org")
        }
        Variable::ToNumber => ("Number called", ALWAYS, "", "+493000000000"),
        Variable::Dynamic(_) | Variable::Unknown(_) => ("Other", NO_TRANSCRIPT, "", ""),
    }
}
