//! Recordings.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::May;

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingStanding {
    /// Storing.
    Running,
    /// Storing nothing for a while.
    Paused,
    /// Being closed.
    Closing,
    /// Closed and good.
    Stored,
    /// Cut short; what there is was kept.
    Failed,
    /// Deleted: by hand, by retention, or with its contact.
    Deleted,
}

/// A recording of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordingView {
    /// The recording.
    pub id: u64,
    /// Where it stands.
    pub stage: RecordingStanding,
    /// Milliseconds of audio, once closed.
    pub length_ms: Option<u64>,
    /// Whether it can be played now.
    pub playable: bool,
    /// What the viewer may do with it now: `delete_recording`.
    pub may: Vec<May>,
}

/// The waveform of a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Peaks {
    /// Milliseconds of audio.
    pub length_ms: u64,
    /// The loudest moment of each equal part of the caller's side, 0 to 1.
    pub left: Vec<f32>,
    /// The same of the desk's side.
    pub right: Vec<f32>,
}

/// How fine a waveform.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeaksAsked {
    /// How many parts, 1 to 2,000; 400 unless given.
    pub n: Option<u32>,
}

/// How a recording is wanted.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AudioAsked {
    /// `1`: to be kept as a file.
    pub download: Option<u8>,
}
