//! What a teammate may ask the desk for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channels, Priority, Status, Toggle};

/// What a teammate may ask the desk for, as the desk reads it. Like the settings this
/// type describes the desk's own, and a test holds the two together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Press *Answer*.
    Answer {
        /// The offer.
        offer: u64,
        /// The tab; the server fills it in.
        #[serde(default)]
        tab: Option<u64>,
    },
    /// Press *Decline*.
    Decline {
        /// The offer.
        offer: u64,
    },
    /// Take a waiting call by hand.
    Claim {
        /// The call.
        call: u64,
    },
    /// Put the caller on hold.
    Hold {
        /// The call.
        call: u64,
    },
    /// Take the caller back.
    Resume {
        /// The call.
        call: u64,
    },
    /// Silence one's own microphone, or not.
    Mute {
        /// The call.
        call: u64,
        /// On or off.
        mute: Toggle,
    },
    /// Store nothing for a while.
    PauseRecording {
        /// The call.
        call: u64,
    },
    /// Store again.
    ResumeRecording {
        /// The call.
        call: u64,
    },
    /// End the call.
    End {
        /// The call.
        call: u64,
    },
    /// Become Active, or Away by hand.
    SetStatus {
        /// Whose.
        teammate: u64,
        /// The status.
        status: Status,
    },
    /// Choose what one is available for.
    SetChannels {
        /// Whose.
        teammate: u64,
        /// The channels.
        channels: Channels,
    },
    /// *Switch to active*.
    SwitchToActive,
    /// Put an internal note into a conversation.
    AddNote {
        /// The conversation.
        conversation: u64,
        /// The words, at most 20,000 characters.
        body: String,
    },
    /// Assign a conversation.
    Assign {
        /// The conversation.
        conversation: u64,
        /// The new owner; null leaves it.
        teammate: Option<u64>,
        /// The new team; null leaves it.
        team: Option<u64>,
    },
    /// Close a conversation.
    Close {
        /// The conversation.
        conversation: u64,
    },
    /// Open it again.
    Open {
        /// The conversation.
        conversation: u64,
    },
    /// Correct what is known of a contact.
    EditContact {
        /// The contact.
        contact: u64,
        /// The name; null or left out leaves it, empty takes it away.
        #[serde(default)]
        name: Option<String>,
        /// The e-mail address; null or left out leaves it, empty takes it away.
        #[serde(default)]
        email: Option<String>,
    },
    /// Put a tag on a conversation.
    Tag {
        /// The conversation.
        conversation: u64,
        /// The tag.
        tag: u64,
    },
    /// Take a tag off a conversation.
    Untag {
        /// The conversation.
        conversation: u64,
        /// The tag.
        tag: u64,
    },
    /// Create a follow-up task.
    CreateTask {
        /// The conversation.
        conversation: u64,
        /// What is to be done.
        title: String,
        /// How urgent.
        priority: Priority,
        /// Whose it is.
        assignee: Option<u64>,
        /// Until when it should be done, UTC milliseconds.
        due: Option<i64>,
    },
    /// Change a task.
    ChangeTask {
        /// The task.
        task: u64,
        /// What is to be done; null leaves it.
        title: Option<String>,
        /// How urgent.
        priority: Priority,
        /// Whose it is.
        assignee: Option<u64>,
        /// Until when it should be done, UTC milliseconds.
        due: Option<i64>,
    },
    /// A task is done.
    FinishTask {
        /// The task.
        task: u64,
    },
    /// A task is to be done again.
    ReopenTask {
        /// The task.
        task: u64,
    },
    /// Delete a recording.
    DeleteRecording {
        /// The recording.
        recording: u64,
    },
    /// Erase everything that is known of a contact.
    EraseContact {
        /// The contact.
        contact: u64,
    },
    /// Write and send a notification's mail again.
    ResendNotification {
        /// Its result.
        result: u64,
    },
}

/// A command, and the tab it was pressed in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandAsked {
    /// The command.
    #[schema(value_type = Command)]
    pub command: desk::Command,
    /// The tab; null: none.
    #[serde(default)]
    pub tab: Option<u64>,
}

/// What a command brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct CommandDone {
    /// The note that was added.
    pub note: Option<u64>,
    /// The task that was created.
    pub task: Option<u64>,
    /// The result of what was sent again.
    pub result: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::Command;
    use desk::{
        CallId, ContactId, ConversationId, OfferId, RecordingId, ResultId, TabId, TagId, TaskId,
        TeamId, TeammateId,
    };

    /// One of each; the match proves that none is forgotten.
    fn all() -> Vec<desk::Command> {
        use desk::Command as C;
        let (call, offer) = (CallId(1), OfferId(2));
        let (conversation, teammate) = (ConversationId(3), TeammateId(4));
        let all = vec![
            C::Answer { offer, tab: Some(TabId(5)) },
            C::Decline { offer },
            C::Claim { call },
            C::Hold { call },
            C::Resume { call },
            C::Mute { call, mute: desk::Toggle::On },
            C::PauseRecording { call },
            C::ResumeRecording { call },
            C::End { call },
            C::SetStatus { teammate, status: desk::Status::Away },
            C::SetChannels { teammate, channels: desk::Channels::Phone },
            C::SwitchToActive,
            C::AddNote { conversation, body: "<b>".to_owned() },
            C::Assign { conversation, teammate: None, team: Some(TeamId(6)) },
            C::Close { conversation },
            C::Open { conversation },
            C::EditContact { contact: ContactId(7), name: None, email: Some(String::new()) },
            C::Tag { conversation, tag: TagId(8) },
            C::Untag { conversation, tag: TagId(8) },
            C::CreateTask {
                conversation,
                title: "Call back".to_owned(),
                priority: desk::Priority::Urgent,
                assignee: Some(teammate),
                due: Some(desk::Millis(9)),
            },
            C::ChangeTask {
                task: TaskId(10),
                title: None,
                priority: desk::Priority::Low,
                assignee: None,
                due: None,
            },
            C::FinishTask { task: TaskId(10) },
            C::ReopenTask { task: TaskId(10) },
            C::DeleteRecording { recording: RecordingId(11) },
            C::EraseContact { contact: ContactId(7) },
            C::ResendNotification { result: ResultId(12), addresses: desk::Addresses::default() },
        ];
        for (at, command) in all.iter().enumerate() {
            assert_eq!(place(command), at);
        }
        all
    }

    /// Where a command stands among them.
    fn place(command: &desk::Command) -> usize {
        use desk::Command as C;
        match command {
            C::Answer { .. } => 0,
            C::Decline { .. } => 1,
            C::Claim { .. } => 2,
            C::Hold { .. } => 3,
            C::Resume { .. } => 4,
            C::Mute { .. } => 5,
            C::PauseRecording { .. } => 6,
            C::ResumeRecording { .. } => 7,
            C::End { .. } => 8,
            C::SetStatus { .. } => 9,
            C::SetChannels { .. } => 10,
            C::SwitchToActive => 11,
            C::AddNote { .. } => 12,
            C::Assign { .. } => 13,
            C::Close { .. } => 14,
            C::Open { .. } => 15,
            C::EditContact { .. } => 16,
            C::Tag { .. } => 17,
            C::Untag { .. } => 18,
            C::CreateTask { .. } => 19,
            C::ChangeTask { .. } => 20,
            C::FinishTask { .. } => 21,
            C::ReopenTask { .. } => 22,
            C::DeleteRecording { .. } => 23,
            C::EraseContact { .. } => 24,
            C::ResendNotification { .. } => 25,
        }
    }

    #[test]
    fn every_command_is_described_as_the_desk_reads_it() {
        for command in all() {
            let written = serde_json::to_value(&command).unwrap();
            let described: Command = serde_json::from_value(written.clone()).unwrap();
            let again = serde_json::to_value(&described).unwrap();
            assert_eq!(again, written);
            assert_eq!(serde_json::from_value::<desk::Command>(again).unwrap(), command);
        }
    }
}
