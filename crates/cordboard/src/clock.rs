//! The clock of this machine: read here, handed to the desk as an input.
//!
//! Deadlines are waited for on the steady clock, so the desk's time has to go with it: it
//! begins at the wall clock's time (or at the log's last line, whichever is later) and
//! then runs steadily, whatever becomes of the wall clock: no ring ends early and no talk
//! lasts less than nothing because somebody has set the time. A wall clock that is far
//! ahead (set forward, or the machine slept) is caught up with in a quiet moment, when no
//! call is live; one that was set back is waited for.

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
    if let Some(steady) = reading(*anchor) {
        return steady;
    }
    let wall = wall();
    *anchor = Some((Instant::now(), wall));
    wall
}

/// A quiet moment: no call is live, so nobody's ring, talk or wait is measured across a
/// leap. A wall clock that is far ahead counts from now on.
pub(crate) fn catch_up() {
    let mut anchor = ANCHOR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(leap) = leap(reading(*anchor), wall()) {
        tracing::warn!(leap_ms = leap, "the clock of this machine was set forward");
        *anchor = Some((Instant::now(), wall()));
    }
}

/// By how many milliseconds to leap, if at all.
fn leap(steady: Option<Millis>, wall: Millis) -> Option<i64> {
    let ahead = wall.0.saturating_sub(steady?.0);
    (ahead > AHEAD_MS_MAX).then_some(ahead)
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
    use super::{AHEAD_MS_MAX, Millis, catch_up, leap, not_before, now, wall, when};
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
        catch_up();
        assert!(now() >= ahead, "a wall clock that is behind is waited for");
    }

    #[test]
    fn only_a_wall_clock_that_is_far_ahead_is_caught_up_with() {
        let steady = Some(Millis(1_000_000));
        let wall = |ahead: i64| Millis(1_000_000 + ahead);
        for ahead in [-86_400_000, -1, 0, AHEAD_MS_MAX] {
            assert_eq!(leap(steady, wall(ahead)), None, "{ahead}");
        }
        assert_eq!(leap(steady, wall(3_600_000)), Some(3_600_000));
        assert_eq!(leap(None, wall(3_600_000)), None, "nobody has asked for the time yet");
    }
}
