//! Why a turn did not come to its end.

use store::StoreError;

/// Why a turn did not come to its end. Nothing of it is written then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The store could not be read or written.
    #[error("the turn was not committed")]
    Store(#[from] StoreError),
    /// A mistake of ours: the desk gave up in the middle.
    #[error("the desk panicked")]
    Panicked,
}

impl Fault {
    /// Whether another process owns the workspace now.
    pub(crate) fn overtaken(&self) -> bool {
        matches!(self, Self::Store(StoreError::Overtaken { .. }))
    }

    /// Whether the store works, and would refuse the same again: a mistake of ours.
    pub(crate) fn ours(&self) -> bool {
        match self {
            Self::Panicked => true,
            Self::Store(error) => {
                matches!(error, StoreError::Broken { .. } | StoreError::Unstorable { .. })
            }
        }
    }
}
