//! Tags on conversations.

use super::commands::Asked;
use super::{Desk, Reply, refused};
use crate::fact::Fact;
use crate::id::{ConversationId, TagId, TeammateId};
use crate::input::Actor;
use crate::problem::{Problem, ProblemCode};
use crate::settings::Toggle;

/// Tags on one conversation: beyond this nobody reads them.
const TAGS_MAX: usize = 50;

impl Desk {
    /// A retired tag is not put on anything any more, and what is full takes no more.
    pub(super) fn may_tag(&self, conversation: ConversationId, tag: TagId) -> Result<(), Problem> {
        match self.state.tags.get(&tag) {
            None => return Err(refused(ProblemCode::NotFound, "There is no such tag.")),
            Some(tag) if tag.retired == Toggle::On => {
                return Err(refused(
                    ProblemCode::NotNow,
                    format!("The tag {:?} is retired: choose another one.", tag.name),
                ));
            }
            Some(_) => {}
        }
        let on = self.state.conversations.get(&conversation).map(|row| &row.tags);
        if on.is_some_and(|on| !on.contains(&tag) && on.len() >= TAGS_MAX) {
            return Err(refused(
                ProblemCode::Invalid,
                format!("A conversation has at most {TAGS_MAX} tags: take one off first."),
            ));
        }
        Ok(())
    }

    pub(super) fn may_untag(&self, tag: TagId) -> Result<(), Problem> {
        match self.state.tags.get(&tag) {
            Some(_) => Ok(()),
            None => Err(refused(ProblemCode::NotFound, "There is no such tag.")),
        }
    }

    pub(super) fn tag(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        tag: TagId,
    ) -> Asked {
        if !self.conversation(conversation)?.tags.contains(&tag) {
            self.log(Actor::Teammate(by), Fact::ConversationTagged { conversation, tag });
        }
        Ok(Reply::Done)
    }

    pub(super) fn untag(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        tag: TagId,
    ) -> Asked {
        if self.conversation(conversation)?.tags.contains(&tag) {
            self.log(Actor::Teammate(by), Fact::ConversationUntagged { conversation, tag });
        }
        Ok(Reply::Done)
    }
}
