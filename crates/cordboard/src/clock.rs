//! The clock of this machine: read here, handed to the desk as an input.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use desk::Millis;

/// Now, in UTC milliseconds.
#[must_use]
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The moment of the steady clock at which `at` is reached; now, when it has passed.
#[must_use]
pub(crate) fn when(at: Millis) -> Instant {
    Instant::now() + Duration::from_millis(at.since(now()))
}
