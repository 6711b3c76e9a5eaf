//! What every handler may reach.

use std::sync::Arc;

use desk::WorkspaceId;
use store::{Recordings, Store};

use crate::figures::Tally;
use crate::house::House;

/// What every handler may reach.
#[derive(Clone)]
pub struct Rooms {
    /// Runs the desk.
    pub house: Arc<dyn House>,
    /// What is written down.
    pub store: Arc<Store>,
    /// Where recordings are kept.
    pub recordings: Arc<Recordings>,
    /// The figures, folded as far as somebody asked.
    pub tally: Arc<Tally>,
    /// Whose desk it is.
    pub workspace: WorkspaceId,
    /// The operator's secret; without it the operator's endpoints refuse everybody.
    pub operator_token: Option<Arc<str>>,
}
