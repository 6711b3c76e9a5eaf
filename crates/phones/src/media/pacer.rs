//! The one task that keeps every stream of an exchange in step.

use super::{PACKET, Stream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Streams are spread over the 20 ms between two packets, so that hundreds of
/// them do not send in one burst.
const SLOTS: u32 = 4;

const TICK: Duration = Duration::from_millis(PACKET.as_millis() as u64 / SLOTS as u64);

#[derive(Debug, Default)]
pub(crate) struct Pacer {
    slots: Mutex<Slots>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Slots {
    streams: [Vec<Arc<Stream>>; SLOTS as usize],
    next: usize,
}

impl Pacer {
    pub(crate) fn add(&self, stream: Arc<Stream>) {
        let mut slots = self.slots();
        let at = slots.next % SLOTS as usize;
        slots.next = at + 1;
        slots.streams[at].push(stream);
        drop(slots);
        self.wake.notify_one();
    }

    pub(crate) fn remove(&self, stream: &Arc<Stream>) {
        for slot in &mut self.slots().streams {
            slot.retain(|one| !Arc::ptr_eq(one, stream));
        }
    }

    /// Runs until it is aborted.
    pub(crate) async fn run(self: Arc<Pacer>) {
        let start = Instant::now();
        let mut ticks: u32 = 0;
        loop {
            let now = Instant::now();
            let due = ticks_in(now.saturating_duration_since(start));
            for tick in ticks.max(due.saturating_sub(SLOTS))..due {
                self.pace(tick % SLOTS, now);
            }
            ticks = due;
            if self.is_idle() {
                self.wake.notified().await;
            } else {
                tokio::time::sleep_until((start + TICK * (due + 1)).into()).await;
            }
        }
    }

    fn pace(&self, slot: u32, now: Instant) {
        // Copied out, so that a call that is being set up never waits for the
        // sending of others.
        let streams = self.slots().streams[slot as usize].clone();
        for stream in streams {
            stream.pace(now);
        }
    }

    fn is_idle(&self) -> bool {
        self.slots().streams.iter().all(Vec::is_empty)
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ticks_in(time: Duration) -> u32 {
    u32::try_from(time.as_millis() / TICK.as_millis()).unwrap_or(u32::MAX)
}
