//! Phone clients: a teammate's open Help Desk tabs, and SIP phones that count as one.
//! Presence is volatile; only what comes of it becomes a fact.

use std::collections::BTreeMap;

use super::{Desk, Due, Reply};
use crate::id::{TabId, TeammateId};
use crate::input::TabPhone;
use crate::offer::DeclineCause;
use crate::settings::Toggle;
use crate::time::Millis;

/// A tab that has not acknowledged a ring by then is frozen.
pub(super) const RING_ACKNOWLEDGED_MS_MAX: u64 = 1_500;

/// A lost tab may come back within this time.
const TAB_GRACE_MS: u64 = 3_000;

/// A SIP phone that could not be reached is tried again after this time: long enough
/// not to ring a dead address for every caller, short enough for a phone that restarts.
const PHONE_RETRY_MS: u64 = 30_000;

/// What a teammate could be reached by.
#[derive(Debug, Default)]
pub(super) struct Client {
    tabs: BTreeMap<TabId, Tab>,
    /// The last tab that counted was lost; until then it may come back.
    lost: Option<Millis>,
    phones_down: Option<Millis>,
}

/// A tab with a live connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tab {
    phone: TabPhone,
    proof: Proof,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Nothing speaks against it.
    Answers,
    /// Has not acknowledged a ring; no client until it answers again.
    Frozen,
}

/// How a teammate's tabs could ring now, for who asks why they do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tabs {
    /// At least one counts as a phone client.
    Ring,
    /// Those that could did not answer their last ring.
    Frozen,
    /// They are open, but none has working audio.
    Silent,
    /// None is open.
    Closed,
}

impl Desk {
    pub(super) fn client_of(&self, teammate: TeammateId) -> bool {
        self.tabs_answer(teammate) || self.phones_count(teammate)
    }

    /// Whether a tab is open that could ring: its phone is ready or the teammate has SIP
    /// phones to answer on, and it has acknowledged its last ring.
    pub(super) fn tabs_answer(&self, teammate: TeammateId) -> bool {
        self.tabs_that_ring(teammate).next().is_some()
    }

    /// The tabs that count as phone clients.
    pub(super) fn tabs_that_ring(&self, teammate: TeammateId) -> impl Iterator<Item = TabId> {
        let phones = self.has_sip_phones(teammate);
        let tabs = self.clients.get(&teammate).into_iter().flat_map(|client| &client.tabs);
        let rings = move |tab: &Tab| {
            tab.proof == Proof::Answers && (phones || tab.phone == TabPhone::Ready)
        };
        tabs.filter(move |(_, tab)| rings(tab)).map(|(id, _)| *id)
    }

    /// The tabs whose browser phone could carry a leg now.
    pub(super) fn tabs_ready(&self, teammate: TeammateId) -> impl Iterator<Item = TabId> {
        let tabs = self.clients.get(&teammate).into_iter().flat_map(|client| &client.tabs);
        tabs.filter(|(_, tab)| tab.phone == TabPhone::Ready).map(|(id, _)| *id)
    }

    pub(super) fn tab_open(&self, teammate: TeammateId, tab: TabId) -> bool {
        self.clients.get(&teammate).is_some_and(|client| client.tabs.contains_key(&tab))
    }

    pub(super) fn tabs(&self, teammate: TeammateId) -> Tabs {
        let open = self.clients.get(&teammate).map(|client| &client.tabs);
        let phones = self.has_sip_phones(teammate);
        let mut tabs = open.into_iter().flat_map(BTreeMap::values);
        if self.tabs_answer(teammate) {
            Tabs::Ring
        } else if tabs.clone().any(|tab| phones || tab.phone == TabPhone::Ready) {
            Tabs::Frozen
        } else if tabs.next().is_some() {
            Tabs::Silent
        } else {
            Tabs::Closed
        }
    }

    pub(super) fn has_sip_phones(&self, teammate: TeammateId) -> bool {
        self.state.people.get(&teammate).is_some_and(|row| !row.sip_phones.is_empty())
    }

    fn phones_count(&self, teammate: TeammateId) -> bool {
        self.state.workspace.sip_phone_is_client == Toggle::On
            && self.has_sip_phones(teammate)
            && self.clients.get(&teammate).is_none_or(|client| client.phones_down.is_none())
    }

    pub(super) fn tab_opened(
        &mut self,
        teammate: TeammateId,
        tab: TabId,
        phone: TabPhone,
    ) -> Reply {
        let counted = self.tabs_answer(teammate);
        let client = self.clients.entry(teammate).or_default();
        let before = client.tabs.insert(tab, Tab { phone, proof: Proof::Answers });
        self.tabs_changed(teammate, counted);
        if self.tabs_that_ring(teammate).any(|rings| rings == tab) {
            self.ring_new_tab(teammate, tab);
        }
        if phone == TabPhone::Ready {
            self.rejoin(teammate, tab);
            if before.is_none() {
                self.take_over(teammate, tab);
            }
        }
        Reply::Done
    }

    pub(super) fn tab_lost(&mut self, teammate: TeammateId, tab: TabId) -> Reply {
        let counted = self.tabs_answer(teammate);
        let Some(client) = self.clients.get_mut(&teammate) else { return Reply::Done };
        if client.tabs.remove(&tab).is_some() {
            self.tabs_changed(teammate, counted);
        }
        Reply::Done
    }

    /// The last tab that counted is given time to come back, the ring goes on meanwhile;
    /// while another one counts, a lost one is of no interest.
    fn tabs_changed(&mut self, teammate: TeammateId, counted: bool) {
        let counts = self.tabs_answer(teammate);
        let until = self.now.plus(TAB_GRACE_MS);
        let Some(client) = self.clients.get_mut(&teammate) else { return };
        if counts {
            client.lost = None;
            self.forget_lost_tabs(teammate);
        } else if counted {
            client.lost = Some(until);
            self.timers.insert((until, Due::TabGraceEnds(teammate)));
        }
        self.refresh_teammate(teammate);
    }

    /// The lost tab did not come back: its ring ends, without an exclusion.
    pub(super) fn tab_grace_ends(&mut self, teammate: TeammateId, due: Millis) {
        let Some(client) = self.clients.get_mut(&teammate) else { return };
        if client.lost != Some(due) {
            return;
        }
        client.lost = None;
        if let Some(offer) = self.offer_ringing(teammate).map(|row| row.id) {
            self.tabs_gone(offer, teammate, DeclineCause::NetworkLost);
        }
    }

    pub(super) fn tab_lost_for_now(&self, teammate: TeammateId) -> bool {
        self.clients.get(&teammate).is_some_and(|client| client.lost.is_some())
    }

    pub(super) fn freeze(&mut self, teammate: TeammateId, tab: TabId) {
        self.prove(teammate, tab, Proof::Frozen);
    }

    /// A frozen tab answers again; what rings its teammate meanwhile rings there, too.
    pub(super) fn thaw(&mut self, teammate: TeammateId, tab: TabId) {
        let slept = self.proof(teammate, tab) == Some(Proof::Frozen);
        self.prove(teammate, tab, Proof::Answers);
        if slept && self.tabs_that_ring(teammate).any(|rings| rings == tab) {
            self.ring_new_tab(teammate, tab);
        }
    }

    fn proof(&self, teammate: TeammateId, tab: TabId) -> Option<Proof> {
        Some(self.clients.get(&teammate)?.tabs.get(&tab)?.proof)
    }

    fn prove(&mut self, teammate: TeammateId, tab: TabId, proof: Proof) {
        let client = self.clients.get_mut(&teammate);
        if let Some(tab) = client.and_then(|client| client.tabs.get_mut(&tab))
            && tab.proof != proof
        {
            tab.proof = proof;
            if self.tabs_answer(teammate)
                && let Some(client) = self.clients.get_mut(&teammate)
            {
                client.lost = None;
            }
            self.refresh_teammate(teammate);
        }
    }

    /// None of the SIP phones could be reached.
    pub(super) fn phones_unreachable(&mut self, teammate: TeammateId) {
        let until = self.now.plus(PHONE_RETRY_MS);
        self.clients.entry(teammate).or_default().phones_down = Some(until);
        self.timers.insert((until, Due::PhoneRetry(teammate)));
        self.refresh_teammate(teammate);
    }

    pub(super) fn phone_retry(&mut self, teammate: TeammateId, due: Millis) {
        if let Some(client) = self.clients.get_mut(&teammate)
            && client.phones_down == Some(due)
        {
            client.phones_down = None;
            self.refresh_teammate(teammate);
        }
    }
}
