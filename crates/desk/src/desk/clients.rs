//! Phone clients: a teammate's open Help Desk tabs, and SIP phones that count as one.
//! Presence is volatile; only what comes of it becomes a fact.

use std::collections::BTreeSet;

use super::{Desk, Due, Reply};
use crate::id::{TabId, TeammateId};
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
    tabs: BTreeSet<TabId>,
    tab: Tab,
    phones_down: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Answers,
    /// Has not acknowledged a ring; no client until it answers again.
    Frozen,
    /// The last tab was lost; until then it may come back.
    Lost(Millis),
}

impl Desk {
    pub(super) fn client_of(&self, teammate: TeammateId) -> bool {
        self.tabs_answer(teammate) || self.phones_count(teammate)
    }

    /// Whether a tab is open that has acknowledged its last ring.
    pub(super) fn tabs_answer(&self, teammate: TeammateId) -> bool {
        let client = self.clients.get(&teammate);
        client.is_some_and(|client| !client.tabs.is_empty() && client.tab == Tab::Answers)
    }

    fn phones_count(&self, teammate: TeammateId) -> bool {
        self.state.workspace.sip_phone_is_client == Toggle::On
            && self.state.people.get(&teammate).is_some_and(|row| !row.sip_phones.is_empty())
            && self.clients.get(&teammate).is_none_or(|client| client.phones_down.is_none())
    }

    pub(super) fn tab_opened(&mut self, teammate: TeammateId, tab: TabId) -> Reply {
        let client = self.clients.entry(teammate).or_default();
        client.tabs.insert(tab);
        client.tab = Tab::Answers;
        self.refresh_teammate(teammate);
        self.ring_new_tab(teammate);
        Reply::Done
    }

    pub(super) fn tab_lost(&mut self, teammate: TeammateId, tab: TabId) -> Reply {
        let until = self.now.plus(TAB_GRACE_MS);
        let Some(client) = self.clients.get_mut(&teammate) else { return Reply::Done };
        if client.tabs.remove(&tab) && client.tabs.is_empty() {
            client.tab = Tab::Lost(until);
            self.timers.insert((until, Due::TabGraceEnds(teammate)));
        }
        self.refresh_teammate(teammate);
        Reply::Done
    }

    /// The lost tab did not come back: its ring ends, without an exclusion.
    pub(super) fn tab_grace_ends(&mut self, teammate: TeammateId, due: Millis) {
        let client = self.clients.get(&teammate);
        if client.is_none_or(|client| client.tab != Tab::Lost(due)) {
            return;
        }
        if let Some(offer) = self.offer_ringing(teammate).map(|row| row.id) {
            self.tabs_gone(offer, teammate, DeclineCause::NetworkLost);
        }
    }

    pub(super) fn tab_lost_for_now(&self, teammate: TeammateId) -> bool {
        let client = self.clients.get(&teammate);
        client.is_some_and(|client| matches!(client.tab, Tab::Lost(_)))
    }

    pub(super) fn freeze(&mut self, teammate: TeammateId) {
        self.clients.entry(teammate).or_default().tab = Tab::Frozen;
        self.refresh_teammate(teammate);
    }

    pub(super) fn thaw(&mut self, teammate: TeammateId) {
        if let Some(client) = self.clients.get_mut(&teammate)
            && client.tab == Tab::Frozen
        {
            client.tab = Tab::Answers;
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
