//! Refusals, as RFC 9457 writes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Which kind, as a reference: `/problems/stale_version`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status's own name.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence for the person, saying what to do.
    pub detail: String,
    /// The stable code, for the program.
    pub code: String,
}
