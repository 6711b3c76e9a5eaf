//! What both handles do with their view and their stream.

use crate::media::{Heard, Sound, Stream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What was waited for did not come in time; the last that was seen.
#[derive(Debug, Clone)]
pub struct Late<V>(pub V);

impl<V: std::fmt::Debug> std::fmt::Display for Late<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "it did not come in time; at last: {:?}", self.0)
    }
}

impl<V: std::fmt::Debug> std::error::Error for Late<V> {}

/// Silence is noticed by looking again after this long: no packet announces it.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

pub(crate) async fn until<V: Clone>(
    mut view: watch::Receiver<V>,
    within: Duration,
    wanted: impl FnMut(&V) -> bool,
) -> Result<V, Late<V>> {
    let found = match tokio::time::timeout(within, view.wait_for(wanted)).await {
        Ok(Ok(seen)) => Some(seen.clone()),
        Ok(Err(_)) | Err(_) => None,
    };
    found.ok_or_else(|| Late(view.borrow().clone()))
}

/// `stream` is asked again each time: a phone has another one for every call.
pub(crate) async fn until_heard(
    stream: impl Fn() -> Option<Arc<Stream>>,
    within: Duration,
    wanted: impl FnMut(&Heard) -> bool,
) -> Result<Heard, Late<Heard>> {
    let arrival = async || match stream() {
        Some(stream) => stream.arrival().await,
        None => std::future::pending().await,
    };
    until_hearing(|| heard(stream().as_ref()), arrival, within, wanted).await
}

/// Looks at what was heard at each arrival until it is as wanted.
pub(crate) async fn until_hearing(
    heard: impl Fn() -> Heard,
    arrival: impl AsyncFn(),
    within: Duration,
    mut wanted: impl FnMut(&Heard) -> bool,
) -> Result<Heard, Late<Heard>> {
    let deadline = Instant::now() + within;
    loop {
        let heard = heard();
        if wanted(&heard) {
            return Ok(heard);
        }
        if Instant::now() >= deadline {
            return Err(Late(heard));
        }
        let _ = tokio::time::timeout(LOOK_AGAIN, arrival()).await;
    }
}

pub(crate) fn heard(stream: Option<&Arc<Stream>>) -> Heard {
    stream.map_or_else(Heard::nothing, |stream| stream.heard())
}

pub(crate) fn press(stream: Option<&Arc<Stream>>, key: char) -> bool {
    stream.is_some_and(|stream| stream.outgoing().press(key))
}

pub(crate) fn play(stream: Option<&Arc<Stream>>, sound: Sound) {
    if let Some(stream) = stream {
        stream.outgoing().play(sound);
    }
}

pub(crate) fn send_rtp(stream: Option<&Arc<Stream>>, sending: bool) {
    if let Some(stream) = stream {
        stream.outgoing().silenced = !sending;
    }
}

pub(crate) fn is_quiet(stream: Option<&Arc<Stream>>) -> bool {
    stream.is_none_or(|stream| stream.outgoing().is_quiet())
}

pub(crate) fn skipped(stream: Option<&Arc<Stream>>) -> u64 {
    stream.map_or(0, |stream| stream.outgoing().skipped())
}
