//! What must be read before an input can be handled.

use std::collections::BTreeMap;

use super::{Desk, commands, tasks};
use crate::call::CallState;
use crate::case::Case;
use crate::id::{CallId, ContactId, ConversationId, MailId, RecordingId, ResultId, TaskId};
use crate::input::{Command, Input};
use crate::row::{
    ContactContent, ContactRow, ConversationRow, MailRow, RecordingRow, ResultRow, TaskContent,
    TaskRow,
};
use crate::settings::NumberMatching;

/// Something to read from the store before an input can be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Contacts with that number.
    ContactsByNumber(String),
    /// A conversation's header.
    Conversation(ConversationId),
    /// A contact with its content.
    Contact(ContactId),
    /// Everything that is known of an ended call.
    Case(CallId),
    /// A task with its content.
    Task(TaskId),
    /// A mail.
    Mail(MailId),
    /// A recording and its call.
    Recording(RecordingId),
    /// A contact's recordings and their calls.
    RecordingsOfContact(ContactId),
    /// What became of a notification after a call.
    Result(ResultId),
}

/// What was read; `None` where there is no such thing.
#[derive(Debug, Clone, Default)]
pub struct Furnished {
    /// Contacts by number.
    pub contacts: BTreeMap<String, Vec<ContactRow>>,
    /// Conversations.
    pub conversations: BTreeMap<ConversationId, Option<ConversationRow>>,
    /// Contacts with what is known of them.
    pub contact: BTreeMap<ContactId, Option<(ContactRow, ContactContent)>>,
    /// Ended calls with what stands around them.
    pub cases: BTreeMap<CallId, Option<Box<Case>>>,
    /// Tasks with their words.
    pub tasks: BTreeMap<TaskId, Option<(TaskRow, TaskContent)>>,
    /// Mails.
    pub mails: BTreeMap<MailId, Option<MailRow>>,
    /// Recordings and their calls.
    pub recordings: BTreeMap<RecordingId, Option<(RecordingRow, CallState)>>,
    /// Contacts' recordings that are not deleted, and their calls.
    pub recordings_of: BTreeMap<ContactId, Vec<(RecordingRow, CallState)>>,
    /// Results.
    pub results: BTreeMap<ResultId, Option<ResultRow>>,
}

impl Desk {
    /// What must be read before `input` can be handled; nothing when `furnished`
    /// already holds it.
    #[must_use]
    pub fn needs(&self, input: &Input, furnished: &Furnished) -> Vec<Need> {
        match input {
            Input::CallArrived(arrival) => match &arrival.caller {
                Some(number)
                    if self.state.workspace.number_matching == NumberMatching::MatchContact
                        && !furnished.contacts.contains_key(number) =>
                {
                    vec![Need::ContactsByNumber(number.clone())]
                }
                Some(_) | None => Vec::new(),
            },
            Input::Command(_, command) => self.command_needs(command, furnished),
            Input::JudgeCall { call, .. } => case_of(*call, furnished),
            Input::MailSent { mail, .. } | Input::MailFailed { mail, .. } => {
                let known = furnished.mails.contains_key(mail);
                if known { Vec::new() } else { vec![Need::Mail(*mail)] }
            }
            Input::RecordingsExpired { recordings } => {
                let unknown =
                    recordings.iter().filter(|(id, _)| !furnished.recordings.contains_key(id));
                unknown.map(|(id, _)| Need::Recording(*id)).collect()
            }
            Input::Tick
            | Input::Restarted
            | Input::LegRinging(_)
            | Input::LegAnswered(_)
            | Input::LegRefused(..)
            | Input::LegGone(..)
            | Input::LegHeld(_)
            | Input::LegResumed(_)
            | Input::LegParted(_)
            | Input::LegRejoined(_)
            | Input::PlayEnded(_)
            | Input::RecordingStopped(..)
            | Input::RecordingFailed(..)
            | Input::TabOpened(..)
            | Input::TabLost(..)
            | Input::RingAcknowledged(..)
            | Input::SaveSettings(..) => Vec::new(),
        }
    }

    fn command_needs(&self, command: &Command, furnished: &Furnished) -> Vec<Need> {
        let mut needs = Vec::new();
        if let Some(id) = commands::conversation_of(command)
            && !self.state.conversations.contains_key(&id)
            && !furnished.conversations.contains_key(&id)
        {
            needs.push(Need::Conversation(id));
        }
        if let Some(task) = tasks::task_of(command)
            && !furnished.tasks.contains_key(&task)
        {
            needs.push(Need::Task(task));
        }
        if let Command::EditContact { contact, .. } | Command::EraseContact { contact } = command
            && !furnished.contact.contains_key(contact)
        {
            needs.push(Need::Contact(*contact));
        }
        if let Command::EraseContact { contact } = command
            && !furnished.recordings_of.contains_key(contact)
        {
            needs.push(Need::RecordingsOfContact(*contact));
        }
        if let Command::DeleteRecording { recording } = command
            && !furnished.recordings.contains_key(recording)
        {
            needs.push(Need::Recording(*recording));
        }
        if let Command::ResendNotification { result, .. } = command {
            match furnished.results.get(result) {
                None => needs.push(Need::Result(*result)),
                Some(Some(row)) => needs.extend(case_of(row.call, furnished)),
                Some(None) => {}
            }
        }
        needs
    }
}

fn case_of(call: CallId, furnished: &Furnished) -> Vec<Need> {
    if furnished.cases.contains_key(&call) { Vec::new() } else { vec![Need::Case(call)] }
}
