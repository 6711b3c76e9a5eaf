//! What every handler may reach.

use std::sync::Arc;

use desk::WorkspaceId;
use store::{Recordings, Store};

use crate::figures::Tally;
use crate::house::House;
use crate::listening::Listening;
use crate::live::Hub;
use crate::reception::Reception;

/// What every handler may reach.
#[derive(Clone)]
pub struct Rooms {
    /// Runs the desk.
    pub house: Arc<dyn House>,
    /// Everybody who has the Help Desk open.
    pub hub: Arc<Hub>,
    /// What is written down.
    pub store: Arc<Store>,
    /// Where recordings are kept.
    pub recordings: Arc<Recordings>,
    /// Who listens to them.
    pub listening: Arc<Listening>,
    /// The figures, folded as far as somebody asked.
    pub tally: Arc<Tally>,
    /// Who is signed in, and who works here.
    pub reception: Arc<Reception>,
    /// Whose desk it is.
    pub workspace: WorkspaceId,
    /// The operator's secret; without it the operator's endpoints refuse everybody.
    pub operator_token: Option<Arc<str>>,
}
