//! What was refused and why, counted without locks: for the operator's metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Why a message was refused or dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Malformed,
    Loop,
    Hops,
    Extension,
    Version,
    Scheme,
    Content,
    Method,
    Stranger,
    Credentials,
    NoDialog,
    NoCodec,
    Overload,
    Closed,
    Oversized,
    StrayResponse,
}

const CAUSES: [(Cause, &str); 16] = [
    (Cause::Malformed, "malformed"),
    (Cause::Loop, "loop"),
    (Cause::Hops, "hops"),
    (Cause::Extension, "extension"),
    (Cause::Version, "version"),
    (Cause::Scheme, "scheme"),
    (Cause::Content, "content"),
    (Cause::Method, "method"),
    (Cause::Stranger, "stranger"),
    (Cause::Credentials, "credentials"),
    (Cause::NoDialog, "no_dialog"),
    (Cause::NoCodec, "no_codec"),
    (Cause::Overload, "overload"),
    (Cause::Closed, "closed"),
    (Cause::Oversized, "oversized"),
    (Cause::StrayResponse, "stray_response"),
];

/// The counters that the gate and the switchboard share.
#[derive(Default)]
pub(crate) struct Tally {
    refused: [AtomicU64; CAUSES.len()],
    pub(crate) received: AtomicU64,
    pub(crate) arrived: AtomicU64,
    pub(crate) dialled: AtomicU64,
    pub(crate) live: AtomicU64,
    pub(crate) panics: AtomicU64,
}

impl Tally {
    pub(crate) fn refused(&self, cause: Cause) {
        self.refused[cause as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Every cause by its name, with how often it happened.
    pub(crate) fn by_cause(&self) -> Vec<(&'static str, u64)> {
        CAUSES
            .iter()
            .map(|(cause, name)| (*name, self.refused[*cause as usize].load(Ordering::Relaxed)))
            .collect()
    }
}

/// One more of whatever is counted.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
