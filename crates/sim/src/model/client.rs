//! Whether a teammate has a proven phone client, as product section 2 tells it.

use desk::{Millis, TabId, TabPhone, TeammateId, Toggle};

use super::{DOUBT_MS, GRACE_MS, Model, PROOF_MS, Person, Tab, Told};

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
        if self.tab_rings() {
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

    /// Whether any tab could ring.
    pub(crate) fn tab_rings(&self) -> bool {
        self.ringable().next().is_some()
    }

    /// The last tab that could ring was lost, and may still come back.
    pub(crate) fn in_grace(&self, now: Millis) -> bool {
        !self.tab_rings() && self.desk.grace_until.is_some_and(|until| now < until)
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

    pub(super) fn tab_opened(&mut self, id: TeammateId, tab: TabId, phone: TabPhone) {
        self.tabs_change(id, |desktop| {
            desktop.tabs.insert(tab, Tab { phone, frozen: false });
        });
        self.rings_too(id, tab);
    }

    /// A tab that can ring again while its teammate is rung.
    fn rings_too(&mut self, id: TeammateId, tab: TabId) {
        let Some(person) = self.people.get(&id) else { return };
        if !person.ringable().any(|rings| rings == tab) {
            return;
        }
        // A tab that opens during a ring rings, too, and has its own time to say so.
        let until = Some(self.now.plus(PROOF_MS));
        for offer in self.offers.values_mut().filter(|offer| offer.teammate == id) {
            let told = offer.told.entry(tab).or_insert(Told { until, said: None });
            if told.said.is_none() {
                told.until = until;
            }
        }
    }

    pub(super) fn tab_lost(&mut self, id: TeammateId, tab: TabId) {
        self.tabs_change(id, |desktop| {
            desktop.tabs.remove(&tab);
        });
    }

    /// A tab comes, goes, or has another phone. The last one that could ring has its
    /// grace; while others ring, one that is lost is waited for no longer.
    fn tabs_change(&mut self, id: TeammateId, change: impl FnOnce(&mut super::Desktop)) {
        let rang = self.people.get(&id).is_some_and(Person::tab_rings);
        self.desktop(id, change);
        let until = self.now.plus(GRACE_MS);
        let Some(person) = self.people.get_mut(&id) else { return };
        let ring: Vec<TabId> = person.ringable().collect();
        if ring.is_empty() {
            if rang {
                person.desk.grace_until = Some(until);
            }
            return;
        }
        person.desk.grace_until = None;
        for offer in self.offers.values_mut().filter(|offer| offer.teammate == id) {
            offer.told.retain(|tab, _| ring.contains(tab));
        }
    }

    pub(super) fn tab_answered(&mut self, id: TeammateId, tab: TabId) {
        let slept = |person: &Person| person.desk.tabs.get(&tab).is_some_and(|tab| tab.frozen);
        let slept = self.people.get(&id).is_some_and(slept);
        self.sleeps(id, tab, false);
        if slept {
            self.rings_too(id, tab);
        }
    }

    pub(super) fn froze(&mut self, id: TeammateId, tab: TabId) {
        self.sleeps(id, tab, true);
    }

    fn sleeps(&mut self, id: TeammateId, tab: TabId, frozen: bool) {
        self.desktop(id, |desktop| {
            if let Some(tab) = desktop.tabs.get_mut(&tab) {
                tab.frozen = frozen;
            }
        });
        if let Some(person) = self.people.get_mut(&id)
            && person.tab_rings()
        {
            person.desk.grace_until = None;
        }
    }

    pub(super) fn out_of_reach(&mut self, id: TeammateId) {
        let until = self.now.plus(DOUBT_MS);
        self.desktop(id, |desktop| desktop.unreachable_until = Some(until));
    }
}
