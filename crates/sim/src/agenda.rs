//! What is going to happen in the world, in order of time and then of being planned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use desk::{Input, LegDeparture, LegId, OfferId, TeammateId};

/// Something the world does by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// An input reaches the desk's door. What is on its way when the process dies is
    /// lost: it belongs to that life of the process.
    Input { life: u32, input: Box<Input> },
    /// Callers dial.
    Arrivals,
    /// The far end of a leg leaves, if its plans have not changed.
    Leave { leg: LegId, how: LegDeparture, plan: u32 },
    /// A desk phone does its next thing, if its plans have not changed.
    Phone { leg: LegId, act: PhoneAct },
    /// A sound comes to its end, if it was not replaced.
    PlayOver { leg: LegId, play: u32 },
    /// A teammate reacts to a ring.
    React { teammate: TeammateId, offer: OfferId, how: Reaction },
    /// A teammate does something by own choice.
    Life(TeammateId),
    /// A teammate on a call uses the call widget.
    Widget { teammate: TeammateId, call: desk::CallId },
    /// A tab's connection breaks, comes back, or freezes.
    Tab { teammate: TeammateId, turn: TabTurn },
    /// An administrator saves something.
    Administrator,
    /// The wall clock is set.
    ClockSet,
    /// Wanted legs are compared with the line's.
    Sweep,
    /// Whoever does the jobs takes one up, if it still has no receipt.
    Work { life: u32, key: String, tries: u32 },
    /// The desk's deadline, or later.
    Tick,
}

/// What a desk phone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhoneAct {
    Ring,
    Answer,
    Refuse(desk::LegRefusal),
}

/// How a teammate reacts to a ring in the Help Desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    Answer,
    Decline,
    GoAway,
    ConversationsOnly,
    CloseTab,
}

/// What becomes of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TabTurn {
    Open,
    Back(desk::TabId),
    Thaw,
    /// Its phone is up, or has a microphone, again.
    Phone(desk::TabId),
    /// Its phone is gone; the desk has not been told.
    PhoneGone(desk::TabId),
    /// Its phone comes back before anybody has been told that it was gone.
    FindsBack(desk::TabId),
}

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    at: i64,
    n: u64,
    event: Event,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.n).cmp(&(other.at, other.n))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    heap: BinaryHeap<Reverse<Entry>>,
    n: u64,
}

impl Agenda {
    pub(crate) fn put(&mut self, at: i64, event: Event) {
        self.n += 1;
        self.heap.push(Reverse(Entry { at, n: self.n, event }));
    }

    pub(crate) fn next_at(&self) -> Option<i64> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.heap.pop().map(|Reverse(entry)| entry.event)
    }
}
