//! What a turn touched, and what the page has not been told of yet.

use std::collections::{BTreeMap, BTreeSet};

use desk::{AlertRow, CallId, ContactId, ConversationId, Seq, TaskId, TeammateId};

/// Entities that changed, each named once however often it did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Calls.
    pub calls: BTreeSet<CallId>,
    /// Conversations.
    pub conversations: BTreeSet<ConversationId>,
    /// Contacts whose name, number or address changed.
    pub contacts: BTreeSet<ContactId>,
    /// Teammates.
    pub teammates: BTreeSet<TeammateId>,
    /// Settings documents, as `team/3`.
    pub settings: BTreeSet<String>,
    /// Calls whose notifications came to something.
    pub results: BTreeSet<CallId>,
    /// Tasks, and whose they are.
    pub tasks: BTreeMap<TaskId, Option<TeammateId>>,
    /// Whether a task may have been somebody else's before.
    pub tasks_moved: bool,
    /// Alerts that were given, with what they say.
    pub alerts: Vec<(AlertRow, String)>,
}

impl Touched {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { calls, conversations, contacts, teammates, settings, .. } = self;
        self.results.is_empty()
            && self.tasks.is_empty()
            && self.alerts.is_empty()
            && calls.is_empty()
            && conversations.is_empty()
            && contacts.is_empty()
            && teammates.is_empty()
            && settings.is_empty()
    }

    /// Adds what something else touched.
    pub fn add(&mut self, other: &Self) {
        self.calls.extend(&other.calls);
        self.conversations.extend(&other.conversations);
        self.contacts.extend(&other.contacts);
        self.teammates.extend(&other.teammates);
        self.settings.extend(other.settings.iter().cloned());
        self.results.extend(&other.results);
        self.tasks.extend(&other.tasks);
        self.tasks_moved |= other.tasks_moved;
        self.alerts.extend(other.alerts.iter().cloned());
    }
}

/// When each teammate and each settings document last changed. There are as many of
/// them as the workspace has, so all are kept; what changed since any moment of this
/// epoch is known without reading.
#[derive(Debug, Default)]
pub(super) struct LastChanged {
    teammates: BTreeMap<TeammateId, Seq>,
    settings: BTreeMap<String, Seq>,
}

impl LastChanged {
    /// They changed in the frame that brings its viewers to `at`.
    pub(super) fn mark(&mut self, touched: &Touched, at: Seq) {
        for teammate in &touched.teammates {
            self.teammates.insert(*teammate, at);
        }
        for name in &touched.settings {
            self.settings.insert(name.clone(), at);
        }
    }

    /// What a viewer who was told everything up to `seen` has not been told. Presence has
    /// no place in the log, so what changed at `seen` itself may be news as well.
    pub(super) fn since(&self, seen: Seq) -> Touched {
        let teammates = self.teammates.iter().filter(|(_, at)| **at >= seen);
        let settings = self.settings.iter().filter(|(_, at)| **at >= seen);
        Touched {
            teammates: teammates.map(|(id, _)| *id).collect(),
            settings: settings.map(|(name, _)| name.clone()).collect(),
            ..Touched::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_at_the_last_seen_frame_itself_counts_as_unseen() {
        let mut last = LastChanged::default();
        let ana = Touched { teammates: [TeammateId(1)].into(), ..Touched::default() };
        let team = Touched { settings: ["team/1".to_owned()].into(), ..Touched::default() };
        last.mark(&ana, Seq(5));
        last.mark(&team, Seq(9));
        assert_eq!(last.since(Seq(6)), team);
        assert_eq!(last.since(Seq(10)), Touched::default());
        let mut both = ana.clone();
        both.add(&team);
        assert_eq!(last.since(Seq(5)), both);
        last.mark(&ana, Seq(12));
        assert_eq!(last.since(Seq(10)), ana);
    }
}
