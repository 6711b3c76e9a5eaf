//! What must be done sooner or later. Durable: a job's row is in the commit of its
//! cause and is done again under the same key until a receipt is written.

use serde::{Deserialize, Serialize};

use crate::id::{CallId, RecordingId};

/// Work that outlives the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Move a closed recording from the live folder into the recordings store.
    StoreRecording {
        /// The recording.
        recording: RecordingId,
        /// Its call.
        call: CallId,
        /// The closed file.
        path: String,
    },
}

impl Job {
    /// The same for every attempt at the same work, so that doing it twice does it once.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::StoreRecording { recording, .. } => format!("store-recording-{recording}"),
        }
    }
}
