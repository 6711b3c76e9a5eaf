//! Whoever runs the desk, as HTTP sees it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use desk::{Input, Reply, TeamId, TeammateSettings, TeammateState};
use store::CallRecord;

/// The answer to an input: the desk's reply, or why the desk never heard it.
pub type Answer = Result<Reply, Unheard>;

/// Why an input was not taken: nothing of it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unheard {
    /// What happens could not be written down.
    StoreDown,
    /// More is waiting than can be taken in.
    Overloaded,
    /// The program is ending.
    Stopping,
}

/// A teammate as the desk sees it now.
#[derive(Debug, Clone)]
pub struct OnDuty {
    /// Status, channels and phone.
    pub state: TeammateState,
    /// Name, phones and permissions.
    pub settings: TeammateSettings,
    /// Whether there is a proven phone client.
    pub has_client: bool,
}

/// Runs the desk of one workspace.
#[async_trait]
pub trait House: Send + Sync + 'static {
    /// Hands an input to the desk and waits until what came of it is committed.
    async fn ask(&self, input: Input) -> Answer;

    /// Calls that are live now.
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn live_calls(&self) -> Result<Vec<CallRecord>, Unheard>;

    /// All teammates.
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn teammates(&self) -> Result<Vec<OnDuty>, Unheard>;

    /// How many members of each team are available for phone, or handling a call [002].
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn available_for_phone(&self) -> Result<BTreeMap<TeamId, u32>, Unheard>;

    /// Why new calls would be refused now, in one sentence each; nothing when ready.
    fn not_ready(&self) -> Vec<String>;

    /// All figures of this process, in the text format of Prometheus.
    async fn metrics(&self) -> String;
}
