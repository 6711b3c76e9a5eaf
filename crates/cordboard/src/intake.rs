//! Whether new calls are let in: closed for as long as anything speaks against it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use line::{Closure, Intake, Line};

/// What speaks against new calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Against {
    /// The workspace's loop does not run yet.
    Starting,
    /// The program is about to end.
    Draining,
    /// What happens could not be written down.
    StoreDown,
    /// The disk is full; the log goes on in the room kept for it.
    DiskFull,
    /// More is waiting than can be taken in.
    Overloaded,
    /// The workspace belongs to another process now, or its loop has ended.
    Lost,
    /// SIP or audio has ended by itself.
    LineEnded,
}

/// Closes and opens the line's intake.
pub(crate) struct Doorkeeper {
    line: Line,
    against: Mutex<BTreeSet<Against>>,
}

impl Doorkeeper {
    /// A door that is closed until [`Against::Starting`] is lifted.
    #[must_use]
    pub(crate) fn new(line: Line) -> Self {
        let keeper = Self { line, against: Mutex::default() };
        keeper.close(Against::Starting);
        keeper
    }

    /// Lets nobody in for this reason.
    pub(crate) fn close(&self, why: Against) {
        self.change(|against| against.insert(why));
    }

    /// This reason is gone.
    pub(crate) fn lift(&self, why: Against) {
        self.change(|against| against.remove(&why));
    }

    /// Why the door is closed, in one sentence each; nothing when it is open.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let against = self.against.lock().unwrap_or_else(PoisonError::into_inner);
        against.iter().map(|why| why.sentence().to_owned()).collect()
    }

    /// Whether what happens cannot be written down now.
    pub(crate) fn store_is_down(&self) -> bool {
        let against = self.against.lock().unwrap_or_else(PoisonError::into_inner);
        against.contains(&Against::StoreDown)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeSet<Against>) -> bool) {
        let mut against = self.against.lock().unwrap_or_else(PoisonError::into_inner);
        if !change(&mut against) {
            return;
        }
        let intake = match against.first() {
            None => Intake::Open,
            Some(Against::Draining | Against::Starting | Against::Lost | Against::LineEnded) => {
                Intake::Closed { why: Closure::Draining }
            }
            Some(Against::StoreDown | Against::DiskFull | Against::Overloaded) => {
                Intake::Closed { why: Closure::StoreDown }
            }
        };
        self.line.intake(intake);
        tracing::info!(?against, "the intake has changed");
    }
}

impl Against {
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Starting => "The server is starting.",
            Self::Draining => "The server is draining: live calls go on, new ones are refused.",
            Self::StoreDown => "The store cannot be written.",
            Self::DiskFull => "The disk is full: live calls go on, new ones are refused.",
            Self::Overloaded => "More is waiting than can be taken in.",
            Self::Lost => "The workspace's loop has ended.",
            Self::LineEnded => "The telephony side has ended; the server has to be started again.",
        }
    }
}
