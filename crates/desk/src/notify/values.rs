//! What the variables hold for a call [004], as plain text that can do no harm.

use super::moment::{full, length, twelve_hours};
use super::names::Known;
use super::{Addresses, Variable};
use crate::case::Case;
use crate::id::{ConversationId, WorkspaceId};
use crate::outcome::Outcome;

/// The longest value, in characters: what a line of a mail bears.
pub(super) const VALUE_CHARACTERS_MAX: usize = 500;

/// An ended call as variables look at it.
pub(super) struct Values<'a> {
    pub(super) case: &'a Case,
    pub(super) names: &'a dyn Known,
    pub(super) addresses: &'a Addresses,
}

impl Values<'_> {
    /// What stands in the place of a variable: its value, else the fallback written
    /// beside it, else the one that every mail has.
    pub(super) fn standing(&self, variable: &Variable, fallback: &str) -> String {
        match self.value(variable) {
            Some(value) => value,
            None if fallback.trim().is_empty() => last_resort(variable).to_owned(),
            None => one_line(fallback, VALUE_CHARACTERS_MAX),
        }
    }

    /// The value, where there is one.
    pub(super) fn value(&self, variable: &Variable) -> Option<String> {
        let call = &self.case.call;
        let value = match variable {
            Variable::ConversationDate => Some(full(call.placed, self.names.zone())),
            Variable::ConversationTime => Some(twelve_hours(call.placed, self.names.zone())),
            Variable::ConversationDuration => {
                call.ended.map(|ended| length(ended.since(call.placed)))
            }
            Variable::ConversationStatus => self.status().map(str::to_owned),
            // Every call is inbound until calls can be made.
            Variable::ConversationDirection => Some("Inbound".to_owned()),
            Variable::ConversationSummary => self.summary(),
            // [004] the transcript exists only where transcription is on, and a dynamic
            // value is found in the transcript.
            Variable::ConversationTranscript | Variable::Dynamic(_) | Variable::Unknown(_) => None,
            Variable::ConversationUrl => self.url(),
            Variable::ConversationUuid => Some(uuid(self.names.id(), call.conversation)),
            Variable::AgentName => {
                self.case.answered_by.and_then(|id| self.names.teammate(id)).map(str::to_owned)
            }
            Variable::AccountName => Some(self.names.workspace().to_owned()),
            Variable::CustomerNumber => self.caller(),
            Variable::ToNumber => Some(self.case.content.called.clone()),
            Variable::CustomerName => self.linked(|content| content.name.clone()),
            Variable::CustomerEmail => self.linked(|content| content.email.clone()),
        };
        let kept = match variable {
            Variable::ConversationSummary => |value: String| lines(&value, VALUE_CHARACTERS_MAX),
            Variable::ConversationDate
            | Variable::ConversationTime
            | Variable::ConversationDuration
            | Variable::ConversationStatus
            | Variable::ConversationDirection
            | Variable::ConversationTranscript
            | Variable::ConversationUrl
            | Variable::ConversationUuid
            | Variable::AgentName
            | Variable::AccountName
            | Variable::CustomerNumber
            | Variable::CustomerName
            | Variable::CustomerEmail
            | Variable::ToNumber
            | Variable::Dynamic(_)
            | Variable::Unknown(_) => |value: String| one_line(&value, VALUE_CHARACTERS_MAX),
        };
        value.map(kept).filter(|value| !value.is_empty())
    }

    /// Whoever was erased has no number any more, also while other rows still hold it.
    fn caller(&self) -> Option<String> {
        let erased = self.case.contact.as_ref().is_some_and(|(row, _)| row.erased.is_some());
        self.case.content.caller.clone().filter(|_| !erased)
    }

    /// [004] only where the conversation has a contact.
    fn linked(
        &self,
        of: impl FnOnce(&crate::row::ContactContent) -> Option<String>,
    ) -> Option<String> {
        self.case.contact.as_ref().and_then(|(_, content)| of(content))
    }

    fn status(&self) -> Option<&'static str> {
        self.case.call.outcome().map(status)
    }

    /// Without anybody who wrote down what was said, what the team wrote is the best
    /// there is, and it is called what it is.
    fn summary(&self) -> Option<String> {
        let bodies: Vec<_> =
            self.case.notes.iter().map(|(_, content)| content.body.trim()).collect();
        if bodies.is_empty() {
            None
        } else {
            Some(format!("From the notes: {}", bodies.join("\n")))
        }
    }

    /// The page of the conversation, where the server knows its own address.
    fn url(&self) -> Option<String> {
        let base = self.addresses.public_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}/inbox/all/{}", self.case.call.conversation))
    }
}

/// [004] how the call ended, in a word or two.
fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "Completed",
        Outcome::AbandonedIvr | Outcome::AbandonedQueue | Outcome::AbandonedOnHold => "Abandoned",
        Outcome::NoAnswer => "No answer",
        Outcome::Deflected(_) => "Deflected",
        Outcome::Failed(_) => "Failed",
    }
}

/// What stands where neither a value nor a fallback is: a sentence where a reader would
/// miss one, else nothing [004].
fn last_resort(variable: &Variable) -> &'static str {
    match variable {
        Variable::ConversationSummary => "There is no summary of this call.",
        Variable::ConversationTranscript => "There is no transcript of this call.",
        Variable::ConversationDate
        | Variable::ConversationTime
        | Variable::ConversationDuration
        | Variable::ConversationStatus
        | Variable::ConversationDirection
        | Variable::ConversationUrl
        | Variable::ConversationUuid
        | Variable::AgentName
        | Variable::AccountName
        | Variable::CustomerNumber
        | Variable::CustomerName
        | Variable::CustomerEmail
        | Variable::ToNumber
        | Variable::Dynamic(_)
        | Variable::Unknown(_) => "",
    }
}

/// A UUID of version 8 (RFC 9562) made of the two ids: the same at any time, another for
/// every conversation of the house.
fn uuid(workspace: WorkspaceId, conversation: ConversationId) -> String {
    let (place, id) = (workspace.0, conversation.0);
    format!(
        "{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}",
        (place >> 16) & 0xffff_ffff,
        place & 0xffff,
        (place >> 48) & 0xfff,
        0x8000 | ((id >> 48) & 0x3fff),
        id & 0xffff_ffff_ffff,
    )
}

/// Text on one line: what breaks lines or moves the cursor is a space, what turns the
/// reading direction is gone, and what is too long ends in dots.
pub(super) fn one_line(text: &str, characters_max: usize) -> String {
    let spaced = text.chars().filter(|letter| !turns(*letter));
    let spaced = spaced.map(|letter| if breaks(letter) { ' ' } else { letter });
    shortened(spaced, characters_max).trim().to_owned()
}

/// The same, but its lines stay lines.
pub(super) fn lines(text: &str, characters_max: usize) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|letter| !turns(*letter)).map(|letter| match letter {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        letter if breaks(letter) => ' ',
        letter => letter,
    });
    shortened(kept, characters_max).trim().to_owned()
}

fn shortened(mut letters: impl Iterator<Item = char>, characters_max: usize) -> String {
    let mut text: String = letters.by_ref().take(characters_max).collect();
    if letters.next().is_some() {
        text.pop();
        text.push('…');
    }
    text
}

fn breaks(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// Marks that change the order in which the letters around them are shown, and marks
/// that are not shown at all.
fn turns(letter: char) -> bool {
    matches!(
        letter,
        '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
    )
}
