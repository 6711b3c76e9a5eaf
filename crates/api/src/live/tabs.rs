//! Who is connected: Help Desk tabs with their sockets, and the browser phones beside
//! them. Nothing in here waits; the hub's lock is held only while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use axum::extract::ws::Utf8Bytes;
use desk::{AlertId, LegId, TabId, TabPhone, TeammateId};
use store::SessionId;
use tokio::sync::{mpsc, oneshot};

use super::frame::Bye;
use super::history::{FRAMES_MAX, History};

/// What waits for one socket: everything that can be resumed, and as much again for rings
/// and one's own state. A socket that falls further behind is closed and comes back.
pub(super) const QUEUE_MAX: usize = 2 * FRAMES_MAX;

/// Open tabs of one session: more than a person finds again among the others.
pub(super) const TABS_OF_SESSION_MAX: usize = 20;

/// Open tabs of a node: ten for each teammate of the largest workspace. Each costs some
/// tens of KiB.
pub(super) const TABS_MAX: usize = 20_000;

/// Who a tab belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The teammate signed in.
    pub teammate: TeammateId,
    /// The session.
    pub session: SessionId,
    /// The browser, as it names itself in all its tabs.
    pub browser: String,
}

impl Owner {
    /// Tabs that share a microphone: a warm phone of one serves the others.
    fn shares_phone(&self, other: &Self) -> bool {
        self.teammate == other.teammate && self.browser == other.browser
    }
}

/// A tab's socket.
pub(super) struct Viewer {
    owner: Owner,
    /// Which connection of the tab it is: an old one that ends late ends nothing.
    connection: u64,
    queue: mpsc::Sender<Utf8Bytes>,
    end: Option<oneshot::Sender<Bye>>,
    /// The number of the `changes` frame it gets next.
    next_frame: u64,
    /// The newest alert it was told of, or held already when it came.
    alerted: Option<AlertId>,
    /// Whether the desk knows of it.
    told: bool,
}

/// A socket's own end: what it has to send, and why it has to close.
pub(super) struct Ends {
    pub(super) connection: u64,
    pub(super) queue: mpsc::Receiver<Utf8Bytes>,
    pub(super) end: oneshot::Receiver<Bye>,
}

/// What a tab begins with.
#[derive(Debug, Default)]
pub(super) struct Start {
    /// The first things in its queue.
    pub(super) greeting: Vec<Utf8Bytes>,
    /// The number of the `changes` frame that it gets after them.
    pub(super) next_frame: u64,
    /// The newest alert that it has been told of by then.
    pub(super) alerted: Option<AlertId>,
}

/// An alert as it is told.
#[derive(Debug)]
pub(super) struct AlertWords {
    /// To who has not been told of it.
    pub(super) new: Utf8Bytes,
    /// To who has: how many are unseen.
    pub(super) known: Utf8Bytes,
}

/// One WebRTC connection of a browser.
#[derive(Debug)]
struct BrowserPhone {
    owner: Owner,
    stands: TabPhone,
}

/// Why a tab is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowded {
    /// Its number belongs to somebody else's tab.
    Taken,
    /// The session has too many.
    Session,
    /// The node has too many.
    Node,
}

/// All of them.
#[derive(Default)]
pub(super) struct Tabs {
    viewers: BTreeMap<TabId, Viewer>,
    of_teammate: BTreeMap<TeammateId, BTreeSet<TabId>>,
    phones: BTreeMap<TabId, BrowserPhone>,
    /// Which phone carries which leg; kept while the leg is parted.
    carried: BTreeMap<LegId, TabId>,
    connections: u64,
}

impl Tabs {
    /// Lets a tab in, first in its queue what its greeting says. The same number from the
    /// same session is a reconnect: the old socket is closed without a word to the desk.
    pub(super) fn enter(
        &mut self,
        tab: TabId,
        owner: Owner,
        start: Start,
    ) -> Result<Ends, Crowded> {
        self.room_for(tab, &owner)?;
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        let Start { greeting, next_frame, alerted } = start;
        for text in greeting {
            // A greeting is shorter than the queue; what did not fit would show as a gap.
            let _ = sender.try_send(text);
        }
        let (end, ended) = oneshot::channel();
        self.connections += 1;
        let connection = self.connections;
        self.of_teammate.entry(owner.teammate).or_default().insert(tab);
        let viewer = Viewer {
            owner,
            connection,
            queue: sender,
            end: Some(end),
            next_frame,
            alerted,
            told: false,
        };
        if let Some(before) = self.viewers.insert(tab, viewer) {
            before.close(Bye::Replaced);
        }
        Ok(Ends { connection, queue, end: ended })
    }

    fn room_for(&self, tab: TabId, owner: &Owner) -> Result<(), Crowded> {
        if let Some(there) = self.viewers.get(&tab) {
            let same = there.owner.session == owner.session;
            return if same { Ok(()) } else { Err(Crowded::Taken) };
        }
        let tabs = self.of(owner.teammate);
        let of_session = tabs.filter(|(_, viewer)| viewer.owner.session == owner.session);
        if of_session.count() >= TABS_OF_SESSION_MAX {
            return Err(Crowded::Session);
        }
        if self.viewers.len() >= TABS_MAX { Err(Crowded::Node) } else { Ok(()) }
    }

    /// The connection has ended. Returns whose tab is gone, unless a newer connection of
    /// the same tab is there.
    pub(super) fn leave(&mut self, tab: TabId, connection: u64) -> Option<TeammateId> {
        let viewer = self.viewers.get(&tab).filter(|viewer| viewer.connection == connection)?;
        let teammate = viewer.owner.teammate;
        self.forget(tab);
        Some(teammate)
    }

    /// A tab that the desk does not know of yet.
    pub(super) fn untold(&self, tab: TabId, connection: u64) -> Option<(TeammateId, TabPhone)> {
        let viewer = self.viewers.get(&tab)?;
        let untold = viewer.connection == connection && !viewer.told;
        untold.then(|| (viewer.owner.teammate, self.stands(&viewer.owner)))
    }

    /// The desk knows of it.
    pub(super) fn told(&mut self, tab: TabId) {
        if let Some(viewer) = self.viewers.get_mut(&tab) {
            viewer.told = true;
        }
    }

    fn forget(&mut self, tab: TabId) -> Option<Viewer> {
        let viewer = self.viewers.remove(&tab)?;
        if let Some(tabs) = self.of_teammate.get_mut(&viewer.owner.teammate) {
            tabs.remove(&tab);
            if tabs.is_empty() {
                self.of_teammate.remove(&viewer.owner.teammate);
            }
        }
        Some(viewer)
    }

    /// The open tabs of a teammate.
    pub(super) fn of(&self, teammate: TeammateId) -> impl Iterator<Item = (TabId, &Viewer)> {
        let tabs = self.of_teammate.get(&teammate).into_iter().flatten();
        tabs.filter_map(|tab| Some((*tab, self.viewers.get(tab)?)))
    }

    /// Whether a teammate has a tab open.
    pub(super) fn online(&self, teammate: TeammateId) -> bool {
        self.of_teammate.contains_key(&teammate)
    }

    /// Teammates with open tabs.
    pub(super) fn teammates(&self) -> impl Iterator<Item = TeammateId> {
        self.teammates_after(None)
    }

    /// Those that come after one of them.
    pub(super) fn teammates_after(
        &self,
        after: Option<TeammateId>,
    ) -> impl Iterator<Item = TeammateId> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.of_teammate.range((from, Bound::Unbounded)).map(|(id, _)| *id)
    }

    /// Whose tab it is, while it is open.
    pub(super) fn viewer(&self, tab: TabId) -> Option<&Owner> {
        self.viewers.get(&tab).map(|viewer| &viewer.owner)
    }

    /// Sends something to all tabs of a teammate; a tab that is too far behind is closed
    /// and told about.
    pub(super) fn send(&mut self, teammate: TeammateId, text: &Utf8Bytes) -> Vec<TabId> {
        let slow = |(tab, viewer): (TabId, &Viewer)| viewer.send(text.clone()).err().map(|()| tab);
        self.of(teammate).filter_map(slow).collect()
    }

    /// Tells all tabs of a teammate of an alert; those that know of it already are only
    /// told how many there are. Returns those that are too far behind.
    pub(super) fn alert(
        &mut self,
        teammate: TeammateId,
        id: AlertId,
        words: &AlertWords,
    ) -> Vec<TabId> {
        let mut slow = Vec::new();
        for tab in self.of_teammate.get(&teammate).into_iter().flatten() {
            let Some(viewer) = self.viewers.get_mut(tab) else { continue };
            let new = viewer.alerted.is_none_or(|known| known < id);
            viewer.alerted = viewer.alerted.max(Some(id));
            let text = if new { &words.new } else { &words.known };
            if viewer.send(text.clone()).is_err() {
                slow.push(*tab);
            }
        }
        slow
    }

    /// Brings at most `most` tabs, from `after` on, up to the last frame. Returns where it
    /// stopped, `None` when all are served, and the tabs that are too far behind.
    pub(super) fn spread(
        &mut self,
        history: &History,
        after: Option<TabId>,
        most: usize,
    ) -> (Option<TabId>, Vec<TabId>) {
        let next = history.next();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut last, mut slow, mut count) = (None, Vec::new(), 0);
        for (tab, viewer) in self.viewers.range_mut((from, Bound::Unbounded)).take(most) {
            (last, count) = (Some(*tab), count + 1);
            if viewer.catch_up(history, next).is_err() {
                slow.push(*tab);
            }
        }
        (last.filter(|_| count == most), slow)
    }

    /// Closes a tab's socket. Returns whose it was.
    pub(super) fn close(&mut self, tab: TabId, why: Bye) -> Option<TeammateId> {
        let viewer = self.forget(tab)?;
        let teammate = viewer.owner.teammate;
        viewer.close(why);
        Some(teammate)
    }

    /// Tabs whose owner is as wanted.
    pub(super) fn whose(&self, wanted: impl Fn(&Owner) -> bool) -> Vec<TabId> {
        let tabs = self.viewers.iter().filter(|(_, viewer)| wanted(&viewer.owner));
        tabs.map(|(tab, _)| *tab).collect()
    }

    /// Every open tab, and whether its browser has a working audio connection.
    pub(super) fn presence(&self) -> Vec<(TeammateId, TabId, TabPhone)> {
        let stands = |(tab, viewer): (&TabId, &Viewer)| {
            (viewer.owner.teammate, *tab, self.stands(&viewer.owner))
        };
        self.viewers.iter().map(stands).collect()
    }

    /// How many tabs are open, and how many browser phones are up.
    pub(super) fn counts(&self) -> (usize, usize) {
        let up = self.phones.values().filter(|phone| phone.stands == TabPhone::Ready);
        (self.viewers.len(), up.count())
    }
}

impl Tabs {
    /// Who owns a tab; a phone's owner counts while its tab's socket is lost.
    pub(super) fn owner(&self, tab: TabId) -> Option<&Owner> {
        let viewer = self.viewers.get(&tab).map(|viewer| &viewer.owner);
        viewer.or_else(|| self.phones.get(&tab).map(|phone| &phone.owner))
    }

    /// Whether the owner's browser has a working audio connection.
    pub(super) fn stands(&self, owner: &Owner) -> TabPhone {
        let mut phones = self.phones.values();
        let up = |phone: &BrowserPhone| {
            phone.stands == TabPhone::Ready && phone.owner.shares_phone(owner)
        };
        if phones.any(up) { TabPhone::Ready } else { TabPhone::NotReady }
    }

    /// A phone of this tab is about to be opened, or opened anew.
    pub(super) fn phone_opens(&mut self, tab: TabId, owner: Owner) {
        self.phones.insert(tab, BrowserPhone { owner, stands: TabPhone::NotReady });
    }

    /// A phone is connected. Returns the tabs it serves, its own first, and the legs it
    /// has to take over: those of a phone of the same browser, and those that nobody
    /// carries any more.
    pub(super) fn phone_up(&mut self, tab: TabId) -> (Vec<(TeammateId, TabId)>, Vec<LegId>) {
        let Some(phone) = self.phones.get_mut(&tab) else { return Default::default() };
        phone.stands = TabPhone::Ready;
        let owner = phone.owner.clone();
        let takes = |leg: &(&LegId, &TabId)| {
            let Some(other) = self.phones.get(leg.1) else { return false };
            *leg.1 != tab
                && other.owner.teammate == owner.teammate
                && (other.stands == TabPhone::NotReady || other.owner.shares_phone(&owner))
                || *leg.1 == tab
        };
        let legs: Vec<LegId> = self.carried.iter().filter(takes).map(|(leg, _)| *leg).collect();
        for leg in &legs {
            self.carried.insert(*leg, tab);
        }
        (self.served(tab, &owner), legs)
    }

    /// A phone is gone. Returns the tabs that it served and no other phone serves now.
    pub(super) fn phone_down(&mut self, tab: TabId) -> Vec<(TeammateId, TabId)> {
        let Some(phone) = self.phones.get_mut(&tab) else { return Vec::new() };
        phone.stands = TabPhone::NotReady;
        let owner = phone.owner.clone();
        if !self.carried.values().any(|carrier| *carrier == tab) {
            self.phones.remove(&tab);
        }
        match self.stands(&owner) {
            TabPhone::Ready => Vec::new(),
            TabPhone::NotReady => self.served(tab, &owner),
        }
    }

    fn served(&self, tab: TabId, owner: &Owner) -> Vec<(TeammateId, TabId)> {
        let mut tabs = self.whose(|other| other.shares_phone(owner));
        tabs.sort_by_key(|other| *other != tab);
        tabs.into_iter().map(|tab| (owner.teammate, tab)).collect()
    }

    /// The phone that would carry a leg of this teammate: the tab's own, one of the tab's
    /// browser, any.
    pub(super) fn carrier(&self, teammate: TeammateId, tab: Option<TabId>) -> Option<TabId> {
        let owner = tab.and_then(|tab| self.owner(tab));
        let up = self.phones.iter().filter(|(_, phone)| {
            phone.stands == TabPhone::Ready && phone.owner.teammate == teammate
        });
        up.map(|(id, phone)| {
            let near = owner.is_some_and(|owner| phone.owner.shares_phone(owner));
            (Some(*id) != tab, !near, *id)
        })
        .min()
        .map(|(.., id)| id)
    }

    /// The phone that carries a leg, or did until it was parted.
    pub(super) fn carries(&self, leg: LegId) -> Option<TabId> {
        self.carried.get(&leg).copied()
    }

    /// A leg is to be carried by a phone.
    pub(super) fn carry(&mut self, leg: LegId, tab: TabId) {
        self.carried.insert(leg, tab);
    }

    /// A leg is gone.
    pub(super) fn put_down(&mut self, leg: LegId) {
        let Some(tab) = self.carried.remove(&leg) else { return };
        let idle = !self.carried.values().any(|carrier| *carrier == tab);
        if idle && self.phones.get(&tab).is_some_and(|phone| phone.stands == TabPhone::NotReady) {
            self.phones.remove(&tab);
        }
    }

    /// Phones whose owner is as wanted, and the legs they carry.
    pub(super) fn phones_whose(&self, wanted: impl Fn(&Owner) -> bool) -> (Vec<TabId>, Vec<LegId>) {
        let phones = self.phones.iter().filter(|(_, phone)| wanted(&phone.owner));
        let phones: Vec<TabId> = phones.map(|(tab, _)| *tab).collect();
        let legs = self.carried.iter().filter(|(_, tab)| phones.contains(tab));
        let legs = legs.map(|(leg, _)| *leg).collect();
        (phones, legs)
    }
}

impl Viewer {
    /// Puts something into the queue, if there is room.
    pub(super) fn send(&self, text: Utf8Bytes) -> Result<(), ()> {
        self.queue.try_send(text).map_err(drop)
    }

    fn catch_up(&mut self, history: &History, next: u64) -> Result<(), ()> {
        for frame in history.since(self.next_frame).ok_or(())? {
            self.send(frame.text.clone())?;
            self.next_frame += 1;
        }
        debug_assert_eq!(self.next_frame, next, "a viewer was given every frame");
        Ok(())
    }

    fn close(mut self, why: Bye) {
        if let Some(end) = self.end.take() {
            // A socket that ended by itself needs no reason.
            let _ = end.send(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use desk::OfferId;

    use super::*;

    const ANA: TeammateId = TeammateId(1);
    const LEG: LegId = LegId::Offer(OfferId(9), 0);

    fn owner(browser: &str) -> Owner {
        Owner { teammate: ANA, session: SessionId(5), browser: browser.to_owned() }
    }

    fn enter(tabs: &mut Tabs, tab: u64, browser: &str) -> Ends {
        tabs.enter(TabId(tab), owner(browser), Start::default()).expect("there is room")
    }

    fn phone_up(tabs: &mut Tabs, tab: u64, browser: &str) -> Vec<LegId> {
        tabs.phone_opens(TabId(tab), owner(browser));
        tabs.phone_up(TabId(tab)).1
    }

    #[test]
    fn a_page_that_takes_nothing_is_told_apart_once_its_queue_is_full() {
        let mut tabs = Tabs::default();
        let mut asleep = enter(&mut tabs, 1, "one");
        let mut awake = enter(&mut tabs, 2, "two");
        for _ in 0..QUEUE_MAX {
            assert_eq!(tabs.send(ANA, &"ring".into()), []);
            assert!(awake.queue.try_recv().is_ok());
        }
        assert_eq!(tabs.send(ANA, &"ring".into()), [TabId(1)]);
        assert_eq!(tabs.close(TabId(1), Bye::TooSlow), Some(ANA));
        assert_eq!(asleep.end.try_recv(), Ok(Bye::TooSlow));
        assert!(tabs.online(ANA), "the other page is there");
    }

    #[test]
    fn a_tab_is_told_of_an_alert_once_and_not_of_one_that_it_held_when_it_came_back() {
        let mut tabs = Tabs::default();
        let mut fresh = enter(&mut tabs, 1, "one");
        let start = Start { alerted: Some(AlertId(7)), ..Start::default() };
        let mut back = tabs.enter(TabId(2), owner("one"), start).expect("there is room");
        let words = AlertWords { new: "new".into(), known: "known".into() };
        for id in [5, 7, 9, 9] {
            assert_eq!(tabs.alert(ANA, AlertId(id), &words), []);
        }
        let told = |ends: &mut Ends| -> Vec<String> {
            std::iter::from_fn(|| ends.queue.try_recv().ok()).map(|it| it.to_string()).collect()
        };
        assert_eq!(told(&mut fresh), ["new", "new", "new", "known"]);
        assert_eq!(told(&mut back), ["known", "known", "new", "known"]);
    }

    #[test]
    fn an_old_connection_that_ends_late_ends_nothing() {
        let mut tabs = Tabs::default();
        let mut old = enter(&mut tabs, 1, "one");
        let new = enter(&mut tabs, 1, "one");
        assert_eq!(old.end.try_recv(), Ok(Bye::Replaced));
        assert_eq!(tabs.leave(TabId(1), old.connection), None);
        assert_eq!(tabs.leave(TabId(1), new.connection), Some(ANA));
        assert!(!tabs.online(ANA));
    }

    #[test]
    fn a_leg_goes_to_the_tabs_own_phone_else_to_one_of_its_browser_else_to_any() {
        let mut tabs = Tabs::default();
        for (tab, browser) in [(1, "one"), (2, "one"), (3, "two")] {
            enter(&mut tabs, tab, browser);
        }
        assert_eq!(tabs.carrier(ANA, Some(TabId(1))), None);
        phone_up(&mut tabs, 3, "two");
        assert_eq!(tabs.carrier(ANA, Some(TabId(1))), Some(TabId(3)));
        phone_up(&mut tabs, 2, "one");
        assert_eq!(tabs.carrier(ANA, Some(TabId(1))), Some(TabId(2)));
        phone_up(&mut tabs, 1, "one");
        assert_eq!(tabs.carrier(ANA, Some(TabId(1))), Some(TabId(1)));
        assert_eq!(tabs.carrier(TeammateId(2), None), None, "nobody lends a phone");
    }

    #[test]
    fn a_parted_leg_comes_over_to_the_next_phone_and_a_living_one_only_within_its_browser() {
        let mut tabs = Tabs::default();
        enter(&mut tabs, 1, "one");
        phone_up(&mut tabs, 1, "one");
        tabs.carry(LEG, TabId(1));
        assert_eq!(phone_up(&mut tabs, 2, "two"), [], "another browser leaves it alone");
        assert_eq!(phone_up(&mut tabs, 3, "one"), [LEG]);
        assert_eq!(tabs.carries(LEG), Some(TabId(3)));
        tabs.phone_down(TabId(3));
        assert_eq!(tabs.carries(LEG), Some(TabId(3)), "the last one, while it is parted");
        assert_eq!(phone_up(&mut tabs, 4, "two"), [LEG]);
        tabs.put_down(LEG);
        assert_eq!(phone_up(&mut tabs, 5, "one"), []);
    }
}
