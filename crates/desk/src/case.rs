//! Everything that is known of an ended call: what its notifications are judged by.

use crate::call::CallState;
use crate::id::TeammateId;
use crate::row::{
    CallContent, ContactContent, ContactRow, ConversationRow, NoteContent, NoteRow, ResultRow,
};

/// An ended call with what stands around it; of one workspace, one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The call.
    pub call: CallState,
    /// Its numbers.
    pub content: CallContent,
    /// The conversation it lives in.
    pub conversation: ConversationRow,
    /// Who called, if the conversation is linked to a contact.
    pub contact: Option<(ContactRow, ContactContent)>,
    /// The last teammate who answered.
    pub answered_by: Option<TeammateId>,
    /// How long was talked, without hold, in milliseconds.
    pub talk_ms: u64,
    /// The conversation's notes in their order, the first [`Case::NOTES_MAX`] of them.
    pub notes: Vec<(NoteRow, NoteContent)>,
    /// What became of the call's notifications so far.
    pub results: Vec<ResultRow>,
}

impl Case {
    /// Notes that are looked at: more than anybody writes after a call, and few enough to
    /// be read in one piece.
    pub const NOTES_MAX: usize = 200;
}
