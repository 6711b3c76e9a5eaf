//! The live connection: who has the Help Desk open, what rings there, what has changed.
//!
//! The hub hears from the workspace's loop (rings, commits), from the telephony edge
//! (browser phones) and from the pages (hello, acknowledgements). It decides nothing: it
//! tells the desk who is there and hands on what the desk says. What rings, and what
//! stops ringing, goes out at once and reads nothing; everything else is gathered for a
//! moment, written once, and shared by all who see it.

pub mod frame;
mod history;
mod marks;
mod mine;
mod phones;
mod resume;
mod rings;
mod signals;
mod socket;
mod stream;
mod tabs;
pub(crate) mod views;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use desk::{Input, LegDeparture, LegId, OfferId, Seq, TabId, TabPhone, TeammateId};
use store::SessionId;
use tokio::sync::Notify;

use self::frame::Bye;
use self::history::History;
use self::marks::LastChanged;
use self::rings::Ringing;
use self::signals::Signals;
use self::tabs::Tabs;
use self::views::KnownNames;

pub use self::marks::Touched;
pub use self::rings::{Rung, Silence};
pub(crate) use self::signals::seen;
pub(crate) use self::socket::routes;
pub use self::stream::herald;
pub use self::tabs::Owner;

/// What the hub acts on: the workspace's loop and the telephony edge. Nothing of it may
/// wait, and nothing of it may call back.
pub trait Reach: Send + Sync + 'static {
    /// Tells the desk something. Returns whether there was room.
    fn tell(&self, input: Input) -> bool;
    /// Closes a tab's browser phone.
    fn close_phone(&self, tab: TabId);
    /// Has a tab's browser phone carry a leg.
    fn connect(&self, leg: LegId, tab: TabId);
    /// Ends a leg.
    fn hang_up(&self, leg: LegId);
}

/// Everybody who has the Help Desk open.
pub struct Hub {
    reach: Box<dyn Reach>,
    floor: Mutex<Floor>,
    /// Rung when there is something to tell.
    bell: Notify,
}

/// What the hub knows.
struct Floor {
    /// Which start of the server this is.
    epoch: i64,
    /// Where the last frame has brought its viewers.
    position: Seq,
    /// The last committed line of the log.
    reached: Seq,
    tabs: Tabs,
    history: History,
    changed: LastChanged,
    /// What viewers have not been told of yet.
    pending: Touched,
    /// Offers that ring in tabs.
    ringing: BTreeMap<OfferId, Ringing>,
    /// The last counts sent to each teammate who has a tab open.
    signals: Signals,
    /// The last own state sent to each teammate who has a tab open.
    mine: BTreeMap<TeammateId, Utf8Bytes>,
    /// What others were last shown of a teammate's presence.
    shown: BTreeMap<TeammateId, Presence>,
    names: KnownNames,
    /// Who was looked after last.
    looked_after: Option<TeammateId>,
    /// Whose own state has to be looked at as soon as there is time.
    due: BTreeSet<TeammateId>,
    /// Whether the server is ending: nobody is let in any more.
    stopping: bool,
}

/// What others see of a teammate's presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Presence {
    client: bool,
    online: bool,
}

impl Hub {
    /// A hub that nobody has entered yet.
    #[must_use]
    pub fn new(reach: impl Reach) -> Self {
        let floor = Floor {
            epoch: 0,
            position: Seq(0),
            reached: Seq(0),
            tabs: Tabs::default(),
            history: History::default(),
            changed: LastChanged::default(),
            pending: Touched::default(),
            ringing: BTreeMap::new(),
            signals: Signals::default(),
            mine: BTreeMap::new(),
            shown: BTreeMap::new(),
            names: KnownNames::default(),
            looked_after: None,
            due: BTreeSet::new(),
            stopping: false,
        };
        Self { reach: Box::new(reach), floor: Mutex::new(floor), bell: Notify::new() }
    }

    /// Begins: this start of the server, and the last line of its log.
    pub fn begin(&self, epoch: i64, last: Seq) {
        let mut floor = self.floor();
        floor.epoch = epoch;
        floor.position = last;
        floor.reached = last;
    }

    /// A session is over: its tabs are closed, its phones cut, and what they carried goes
    /// back to the queue.
    pub fn end_session(&self, session: SessionId) {
        self.cut(|owner| owner.session == session, Bye::SignedOut);
    }

    /// A teammate is no more: the same for all of the teammate's sessions.
    pub fn end_teammate(&self, teammate: TeammateId) {
        self.cut(|owner| owner.teammate == teammate, Bye::Removed);
    }

    /// The server ends: everybody is told, nobody is let in any more.
    pub fn stop(&self) {
        let mut floor = self.floor();
        floor.stopping = true;
        for tab in floor.tabs.whose(|_| true) {
            floor.tabs.close(tab, Bye::Stopping);
        }
    }

    /// Every open tab, for a desk that has just been opened and knows of none.
    #[must_use]
    pub fn presence(&self) -> Vec<(TeammateId, TabId, TabPhone)> {
        self.floor().tabs.presence()
    }

    /// How many tabs are open, and how many browser phones are up.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        self.floor().tabs.counts()
    }

    /// Whether a teammate has a tab open.
    #[must_use]
    pub fn online(&self, teammate: TeammateId) -> bool {
        self.floor().tabs.online(teammate)
    }

    /// Whose tab it is, while it is open.
    #[must_use]
    pub fn owner(&self, tab: TabId) -> Option<Owner> {
        self.floor().tabs.viewer(tab).cloned()
    }

    fn cut(&self, whose: impl Fn(&Owner) -> bool, why: Bye) {
        let mut floor = self.floor();
        let (phones, legs) = floor.tabs.phones_whose(&whose);
        for tab in floor.tabs.whose(&whose) {
            if let Some(teammate) = floor.tabs.close(tab, why) {
                self.lost(teammate, tab);
            }
        }
        for leg in legs {
            floor.tabs.put_down(leg);
            self.reach.hang_up(leg);
            self.reach.tell(Input::LegGone(leg, LegDeparture::Lost));
        }
        for tab in phones {
            floor.tabs.phone_down(tab);
            self.reach.close_phone(tab);
        }
    }

    /// Tells the desk that a tab is there. Told again at every tick until there is room.
    fn announce(&self, tab: TabId, connection: u64) {
        let mut floor = self.floor();
        let Some((teammate, phone)) = floor.tabs.untold(tab, connection) else { return };
        if self.reach.tell(Input::TabOpened(teammate, tab, phone)) {
            floor.tabs.told(tab);
        }
    }

    /// A connection has ended; the tab is lost, unless it has a newer one: then it returns
    /// false.
    fn leave(&self, tab: TabId, connection: u64) -> bool {
        let lost = self.floor().tabs.leave(tab, connection);
        if let Some(teammate) = lost {
            self.lost(teammate, tab);
        }
        lost.is_some()
    }

    /// Tells the desk that a tab is gone. What finds no room is found again when the tab
    /// is rung: it does not acknowledge.
    fn lost(&self, teammate: TeammateId, tab: TabId) {
        self.reach.tell(Input::TabLost(teammate, tab));
    }

    fn drop_slow(&self, floor: &mut Floor, slow: Vec<TabId>) {
        for tab in slow {
            if let Some(teammate) = floor.tabs.close(tab, Bye::TooSlow) {
                tracing::info!(tab.id = tab.0, "a page is too slow and has to connect again");
                self.lost(teammate, tab);
            }
        }
    }

    fn floor(&self) -> MutexGuard<'_, Floor> {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
