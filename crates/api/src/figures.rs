//! The figures of [002], folded from the log as far as somebody asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use desk::metrics::{Figures, Metrics};
use desk::{Seq, TeamId, WorkspaceId};
use serde::Serialize;
use store::{Store, StoreError};
use tokio::sync::Mutex;

use crate::problem::Trouble;
use crate::rooms::Rooms;

/// Lines of the log read at once: some megabytes.
const PAGE: u32 = 10_000;

/// The figures and how far they are folded. The first question folds the whole log,
/// every later one what has been added since.
#[derive(Debug)]
pub struct Tally {
    store: Arc<Store>,
    workspace: WorkspaceId,
    folded: Mutex<(Seq, Metrics)>,
}

impl Tally {
    /// Nothing folded yet.
    #[must_use]
    pub fn new(store: Arc<Store>, workspace: WorkspaceId) -> Self {
        Self { store, workspace, folded: Mutex::new((Seq(0), Metrics::default())) }
    }

    /// The figures up to the last committed line.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let mut folded = self.folded.lock().await;
        loop {
            let (last, metrics) = &mut *folded;
            let page = self.store.facts_after(self.workspace, *last, PAGE).await?;
            for logged in &page {
                metrics.apply(logged);
                *last = logged.seq;
            }
            if page.len() < PAGE as usize {
                return Ok(metrics.figures().clone());
            }
        }
    }
}

/// The figures as shown.
#[derive(Debug, Serialize)]
pub(crate) struct FiguresView {
    #[serde(flatten)]
    folded: Figures,
    /// By team: members available for phone, or handling a call, now; null while the desk
    /// cannot be looked at.
    available_for_phone: Option<BTreeMap<TeamId, u32>>,
}

pub(crate) async fn figures(State(rooms): State<Rooms>) -> Result<Json<FiguresView>, Trouble> {
    let folded = rooms.tally.figures().await?;
    let available_for_phone = rooms.house.available_for_phone().await.ok();
    Ok(Json(FiguresView { folded, available_for_phone }))
}
