//! Waiting for a condition, not for a time.

use std::time::{Duration, Instant};

/// Long enough for a machine that is busy with something else; a test that needs it is
/// not slow, it has failed.
pub const SOON: Duration = Duration::from_secs(20);

/// How long to wait before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks until there is something to see, and returns it.
///
/// # Panics
/// When there is nothing after `limit`; `what` says what was waited for.
pub async fn until<T>(what: &str, limit: Duration, look: impl AsyncFnMut() -> Option<T>) -> T {
    let seen = within(limit, look).await;
    seen.unwrap_or_else(|| panic!("{what}: not within {} s", limit.as_secs()))
}

/// The same, with nothing when there is nothing to see in time.
pub async fn within<T>(limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        let seen = look().await;
        if seen.is_some() || Instant::now() >= deadline {
            return seen;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
