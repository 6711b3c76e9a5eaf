//! The desk as HTTP reaches it.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::{Answer, House, OnDuty, Tally, Unheard};
use async_trait::async_trait;
use desk::{Desk, Input, TeamId};
use line::Line;
use store::CallRecord;

use crate::gauges::{Gauges, Seen};
use crate::inbox::Inbox;
use crate::intake::Doorkeeper;

/// Hands inputs into the workspace's loop and looks at what it holds.
pub(crate) struct DeskHouse {
    /// The way into the loop.
    pub(crate) inbox: Inbox,
    /// Says whether calls are taken.
    pub(crate) doorkeeper: Arc<Doorkeeper>,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
    /// The telephony edge.
    pub(crate) line: Line,
    /// The desk's figures.
    pub(crate) tally: Arc<Tally>,
}

#[async_trait]
impl House for DeskHouse {
    async fn ask(&self, input: Input) -> Answer {
        self.inbox.ask(input).await
    }

    async fn live_calls(&self) -> Result<Vec<CallRecord>, Unheard> {
        self.inbox.look(live_calls).await
    }

    async fn teammates(&self) -> Result<Vec<OnDuty>, Unheard> {
        self.inbox.look(teammates).await
    }

    async fn available_for_phone(&self) -> Result<BTreeMap<TeamId, u32>, Unheard> {
        self.inbox.look(available_for_phone).await
    }

    fn not_ready(&self) -> Vec<String> {
        self.doorkeeper.sentences()
    }

    async fn metrics(&self) -> String {
        let figures = self.tally.figures().await;
        let seen = Seen {
            waiting: self.inbox.waiting(),
            dropped: self.inbox.dropped(),
            line: self.line.counters(),
            figures: figures.ok(),
        };
        self.gauges.text(&seen)
    }
}

fn live_calls(desk: &Desk) -> Vec<CallRecord> {
    let live = desk.calls().filter(|call| call.live());
    live.map(|state| CallRecord {
        state: state.clone(),
        content: desk.call_content(state.id).cloned().unwrap_or_default(),
    })
    .collect()
}

fn teammates(desk: &Desk) -> Vec<OnDuty> {
    let on_duty = |(state, settings): (&desk::TeammateState, &desk::TeammateSettings)| OnDuty {
        state: *state,
        settings: settings.clone(),
        has_client: desk.has_client(state.id),
    };
    desk.teammates().map(on_duty).collect()
}

fn available_for_phone(desk: &Desk) -> BTreeMap<TeamId, u32> {
    desk.teams().keys().map(|team| (*team, desk.available_for_phone(*team))).collect()
}
