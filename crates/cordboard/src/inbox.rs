//! The way into a workspace's loop: one bounded channel for everything that happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Instant;

use api::{Answer, Unheard};
use desk::{Desk, Input, Millis};
use tokio::sync::oneshot;

use crate::clock;

/// The most that may wait for the loop: some seconds of the highest rate it keeps up
/// with, and at a few hundred bytes each no burden on memory. What is told beyond it is
/// dropped and counted; the comparison with the line's inventory finds it again.
pub(crate) const WAITING_MAX: usize = 16_384;

/// From here on no new calls are let in, so that what live calls tell still finds room.
pub(crate) const CROWDED: usize = WAITING_MAX / 2;

/// Something for the loop.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every entry is of the large kind; a box would cost each event an allocation"
)]
pub(crate) enum Entry {
    /// The line or a job tells, or somebody asks.
    Heard(Heard),
    /// Somebody looks at the desk, between two turns.
    Look(Box<dyn FnOnce(&Desk) + Send>),
    /// Something went wrong at the line: compare what it has with what is wanted.
    Compare,
    /// The loop ends after what came before.
    Stop,
}

/// An input with the time it came: a phone that is picked up in time is not late because
/// the disk was slow.
pub(crate) struct Heard {
    /// When it came in.
    pub(crate) at: Millis,
    /// What.
    pub(crate) input: Input,
    /// Who waits for the answer.
    pub(crate) asker: Option<oneshot::Sender<Answer>>,
}

/// The sending end; all clones are the same inbox.
#[derive(Clone)]
pub(crate) struct Inbox {
    sender: SyncSender<Entry>,
    waiting: Arc<AtomicUsize>,
    dropped: Arc<AtomicU64>,
}

/// The loop's end.
pub(crate) struct Outlet {
    receiver: Receiver<Entry>,
    waiting: Arc<AtomicUsize>,
}

/// Makes an inbox.
#[must_use]
pub(crate) fn inbox() -> (Inbox, Outlet) {
    let (sender, receiver) = sync_channel(WAITING_MAX);
    let waiting = Arc::new(AtomicUsize::new(0));
    let dropped = Arc::new(AtomicU64::new(0));
    (Inbox { sender, waiting: Arc::clone(&waiting), dropped }, Outlet { receiver, waiting })
}

impl Inbox {
    /// Tells the loop something; never waits. Returns whether there was room.
    pub(crate) fn tell(&self, input: Input) -> bool {
        let told = self.send(heard(input, None)).is_ok();
        if !told {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        told
    }

    /// Asks, and waits until what came of it is committed.
    pub(crate) async fn ask(&self, input: Input) -> Answer {
        let (sender, answer) = oneshot::channel();
        self.send(heard(input, Some(sender)))?;
        // A loop that ends drops what still waits.
        answer.await.unwrap_or(Err(Unheard::Stopping))
    }

    /// Looks at the desk between two turns.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> Result<T, Unheard> {
        let (sender, seen) = oneshot::channel();
        // Who stopped waiting needs no answer.
        let look = move |desk: &Desk| drop(sender.send(look(desk)));
        self.send(Entry::Look(Box::new(look)))?;
        seen.await.map_err(|_| Unheard::Stopping)
    }

    /// Has the line's inventory compared soon.
    pub(crate) fn compare(&self) {
        // With a full inbox the next regular comparison does it.
        let _ = self.send(Entry::Compare);
    }

    /// Ends the loop after everything that came before; waits for room.
    pub(crate) fn stop(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // A loop that has ended already is what is wanted.
        let _ = self.sender.send(Entry::Stop);
    }

    /// How much waits.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How much was dropped for want of room.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn send(&self, entry: Entry) -> Result<(), Unheard> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.sender.try_send(entry).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => Unheard::Overloaded,
                TrySendError::Disconnected(_) => Unheard::Stopping,
            }
        })
    }
}

fn heard(input: Input, asker: Option<oneshot::Sender<Answer>>) -> Entry {
    Entry::Heard(Heard { at: clock::now(), input, asker })
}

/// What the loop found when it looked for more.
#[expect(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
pub(crate) enum Next {
    /// Something.
    Entry(Entry),
    /// Nothing until then.
    Nothing,
    /// Nobody is left who could send.
    Closed,
}

impl Outlet {
    /// The next entry, waiting for it until a moment.
    pub(crate) fn first(&self, until: Instant) -> Next {
        let patience = until.saturating_duration_since(Instant::now());
        match self.receiver.recv_timeout(patience) {
            Ok(entry) => self.taken(entry),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Closed,
        }
    }

    /// The next entry that has arrived already.
    pub(crate) fn more(&self) -> Option<Entry> {
        let entry = self.receiver.try_recv().ok()?;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        Some(entry)
    }

    /// How much waits.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn taken(&self, entry: Entry) -> Next {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        Next::Entry(entry)
    }
}
