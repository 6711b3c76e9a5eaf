//! The clock of this machine: read here, handed to the desk as an input.
//!
//! Deadlines are waited for on the steady clock, so the desk's time has to go with it: it
//! begins at the wall clock's time (or at the log's last line, whichever is later) and
//! then runs steadily. A wall clock that is set back changes nothing; one that is far
//! ahead (set forward, or the machine slept) is caught up with.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use desk::Millis;

/// The wall clock may be ahead by this much before it is caught up with: far more than
/// the daily corrections of a time service, far less than anybody's wrap-up.
const AHEAD_MS_MAX: i64 = 10_000;

/// A moment of the steady clock and the desk's time at it.
static ANCHOR: Mutex<Option<(Instant, Millis)>> = Mutex::new(None);

/// Now, in UTC milliseconds; never goes back while the process lives.
#[must_use]
pub(crate) fn now() -> Millis {
    let mut anchor = ANCHOR.lock().unwrap_or_else(PoisonError::into_inner);
    let (now, steady) = (Instant::now(), reading(*anchor));
    let wall = wall();
    match steady {
        Some(steady) if wall.0.saturating_sub(steady.0) <= AHEAD_MS_MAX => steady,
        Some(_) | None => {
            *anchor = Some((now, wall));
            wall
        }
    }
}

/// Begins no earlier than the last line of the log.
pub(crate) fn not_before(last: Millis) {
    let now = now();
    let mut anchor = ANCHOR.lock().unwrap_or_else(PoisonError::into_inner);
    if last > now {
        *anchor = Some((Instant::now(), last));
    }
}

/// The moment of the steady clock at which `at` is reached; now, when it has passed.
#[must_use]
pub(crate) fn when(at: Millis) -> Instant {
    Instant::now() + Duration::from_millis(at.since(now()))
}

fn reading(anchor: Option<(Instant, Millis)>) -> Option<Millis> {
    let (since, then) = anchor?;
    Some(then.plus(u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)))
}

fn wall() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{not_before, now, wall, when};
    use std::time::{Duration, Instant};

    #[test]
    fn time_begins_after_the_last_line_of_the_log_and_goes_with_the_steady_clock() {
        let ahead = wall().plus(5_000);
        not_before(ahead);
        let read = now();
        assert!(read >= ahead, "the wall clock is behind the log");
        let due = when(read.plus(60_000));
        assert!(due <= Instant::now() + Duration::from_millis(60_000));
        not_before(desk::Millis(0));
        assert!(now() >= ahead, "an old log moves nothing");
    }
}
