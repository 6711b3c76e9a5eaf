//! Sees to it that the visitor's phone rings: soon after the page is ready for calls, and
//! again and again as long as it is.

use std::time::Duration;

use desk::{Desk, Phone};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::sample::VISITOR;
use crate::serve::Running;

/// How often is looked.
const LOOK: Duration = Duration::from_millis(500);

/// The first ring comes so long after the phone is ready: time to look around.
const FIRST: Duration = Duration::from_secs(5);

/// The next ones come at the latest so long after the last call.
const NEXT: Duration = Duration::from_secs(25);

/// When a call went to somebody else, whose turn it was, another one follows.
const AGAIN: Duration = Duration::from_secs(6);

/// What the visitor's phone is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// No call could ring there.
    NotReady,
    /// It waits for one.
    Waits,
    /// It rings, talks or wraps up.
    Busy,
}

/// Asks for one call more whenever the visitor has waited long enough.
pub(super) async fn attend(running: &Running, wishes: mpsc::Sender<()>) {
    let (mut due, mut before) = (Instant::now() + FIRST, Standing::NotReady);
    let mut pause = FIRST;
    loop {
        sleep(LOOK).await;
        let Ok(now) = running.look(standing).await else { return };
        match (before, now) {
            (Standing::NotReady | Standing::Busy, Standing::Waits) => due = Instant::now() + pause,
            (_, Standing::Busy) => pause = NEXT,
            (Standing::Waits, Standing::Waits) if Instant::now() >= due => {
                // A wish that finds no room is one of many.
                let _ = wishes.try_send(());
                due = Instant::now() + AGAIN;
            }
            (Standing::Waits, Standing::Waits) | (_, Standing::NotReady) => {}
        }
        before = now;
    }
}

fn standing(desk: &Desk) -> Standing {
    let phone = desk.teammate(VISITOR).map(|(state, _)| state.phone);
    match phone {
        Some(Phone::Ringing { .. } | Phone::OnCall { .. } | Phone::WrapUp { .. }) => Standing::Busy,
        Some(Phone::Free) if desk.phone_readiness(VISITOR).ready => Standing::Waits,
        Some(Phone::Free) | None => Standing::NotReady,
    }
}
