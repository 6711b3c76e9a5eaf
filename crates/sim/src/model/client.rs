//! Whether a teammate has a proven phone client, as product section 2 tells it.

use desk::{Millis, TabId, TeammateId, Toggle};

use super::{DOUBT_MS, GRACE_MS, Model, PROOF_MS, Person};

/// What can be said of a teammate's phone client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Client {
    /// There is one.
    Proven,
    /// The product's words leave it open at this instant.
    Unclear,
    /// There is none.
    Missing,
}

impl Person {
    pub(crate) fn client(&self, now: Millis, workspace: &desk::WorkspaceSettings) -> Client {
        let desktop = &self.desk;
        if desktop.changed == Some(now) {
            return Client::Unclear;
        }
        if !desktop.tabs.is_empty() && !desktop.frozen {
            return Client::Proven;
        }
        let phones = !self.settings.sip_phones.is_empty();
        if phones && workspace.sip_phone_is_client == Toggle::On {
            // Out of reach, it is tried again sooner or later.
            let reachable = desktop.unreachable_until.is_none_or(|until| until < now);
            return if reachable { Client::Proven } else { Client::Unclear };
        }
        if self.in_grace(now) { Client::Unclear } else { Client::Missing }
    }

    /// The last tab was lost, and may still come back.
    pub(crate) fn in_grace(&self, now: Millis) -> bool {
        let desktop = &self.desk;
        desktop.tabs.is_empty() && desktop.grace_until.is_some_and(|until| now < until)
    }
}

impl Model {
    fn desktop(&mut self, id: TeammateId, change: impl FnOnce(&mut super::Desktop)) {
        let now = self.now;
        if let Some(person) = self.people.get_mut(&id) {
            change(&mut person.desk);
            person.desk.changed = Some(now);
            self.unclear.push(id);
        }
    }

    pub(super) fn tab_opened(&mut self, id: TeammateId, tab: TabId) {
        self.desktop(id, |desktop| {
            desktop.tabs.insert(tab);
            desktop.grace_until = None;
            desktop.frozen = false;
        });
        // A tab that opens during a ring rings, too, and has its own time to say so.
        let until = self.now.plus(PROOF_MS);
        for offer in self.offers.values_mut() {
            if offer.teammate == id && offer.acknowledged.is_none() && !offer.blurred {
                offer.prove_until = Some(until);
            }
        }
    }

    pub(super) fn tab_lost(&mut self, id: TeammateId, tab: TabId) {
        let until = self.now.plus(GRACE_MS);
        self.desktop(id, |desktop| {
            if desktop.tabs.remove(&tab) && desktop.tabs.is_empty() {
                desktop.grace_until = Some(until);
            }
        });
    }

    pub(super) fn tab_answered(&mut self, id: TeammateId) {
        self.desktop(id, |desktop| desktop.frozen = false);
    }

    pub(super) fn froze(&mut self, id: TeammateId) {
        self.desktop(id, |desktop| desktop.frozen = true);
    }

    pub(super) fn out_of_reach(&mut self, id: TeammateId) {
        let until = self.now.plus(DOUBT_MS);
        self.desktop(id, |desktop| desktop.unreachable_until = Some(until));
    }
}
