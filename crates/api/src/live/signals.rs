//! Alerts, and how many tasks and alerts a teammate has: told to those who are meant, and to
//! nobody else.

use std::collections::{BTreeMap, BTreeSet};

use desk::{AlertRow, AlertTo, ConversationId, TeammateId};

use super::frame::ToPage;
use super::{Hub, Touched};
use crate::alerts;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::AlertView;

/// The last counts sent to teammates who have a tab open.
#[derive(Debug, Default)]
pub(super) struct Signals {
    tasks: BTreeMap<TeammateId, u64>,
}

impl Signals {
    /// Nobody looks.
    pub(super) fn forget(&mut self) {
        self.tasks.clear();
    }
}

/// Tells those who look what was touched of theirs. What cannot be read now stands in the
/// lists, which the page reads when it opens them.
pub(super) async fn tell(rooms: &Rooms, touched: &Touched) {
    if let Err(trouble) = alerts(rooms, touched).await {
        tracing::warn!(why = trouble.detail, "alerts could not be read to be told");
    }
    if let Err(trouble) = tasks(rooms, touched).await {
        tracing::warn!(why = trouble.detail, "tasks could not be counted to be told");
    }
}

async fn alerts(rooms: &Rooms, touched: &Touched) -> Result<(), Trouble> {
    if touched.alerts.is_empty() {
        return Ok(());
    }
    let online = online(&rooms.hub);
    let mut newest: BTreeMap<TeammateId, &AlertRow> = BTreeMap::new();
    for (row, _) in &touched.alerts {
        for teammate in meant(&row.to, &online) {
            newest.insert(teammate, row);
        }
    }
    let conversations: BTreeSet<ConversationId> =
        newest.values().map(|row| row.conversation).collect();
    let results = newest.values().map(|row| row.result).collect();
    let about = alerts::About::read(rooms, conversations, results).await?;
    for (teammate, row) in newest {
        let title = touched.alerts.iter().find(|(alert, _)| alert.id == row.id);
        let title = title.map(|(_, title)| title.clone()).unwrap_or_default();
        let view = about.view(row, title, false);
        let unseen = rooms.store.alerts_unseen(rooms.workspace, teammate).await?;
        send(&rooms.hub, teammate, &alert(unseen, Some(view)));
    }
    Ok(())
}

/// Who of those is meant.
fn meant(to: &AlertTo, online: &BTreeSet<TeammateId>) -> Vec<TeammateId> {
    match to {
        AlertTo::Everybody => online.iter().copied().collect(),
        AlertTo::Teammates { teammates } => {
            teammates.iter().filter(|id| online.contains(id)).copied().collect()
        }
    }
}

fn alert(unseen: u64, newest: Option<AlertView>) -> ToPage {
    ToPage::Alert { unseen, newest: newest.map(Box::new) }
}

/// A teammate has seen alerts: all of the teammate's tabs know.
pub(crate) fn seen(rooms: &Rooms, teammate: TeammateId, unseen: u64) {
    send(&rooms.hub, teammate, &alert(unseen, None));
}

async fn tasks(rooms: &Rooms, touched: &Touched) -> Result<(), Trouble> {
    if touched.tasks.is_empty() {
        return Ok(());
    }
    let online = online(&rooms.hub);
    let whose: BTreeSet<TeammateId> = if touched.tasks_moved {
        // Nothing says whose it was before.
        online
    } else {
        touched.tasks.values().flatten().filter(|id| online.contains(id)).copied().collect()
    };
    for teammate in whose {
        let mine_open = rooms.store.count_open_tasks(rooms.workspace, teammate).await?;
        let before = rooms.hub.floor().signals.tasks.insert(teammate, mine_open);
        if before != Some(mine_open) {
            send(&rooms.hub, teammate, &ToPage::Tasks { mine_open });
        }
    }
    Ok(())
}

fn online(hub: &Hub) -> BTreeSet<TeammateId> {
    hub.floor().tabs.teammates().collect()
}

fn send(hub: &Hub, teammate: TeammateId, frame: &ToPage) {
    let text = frame.text();
    let mut floor = hub.floor();
    let slow = floor.tabs.send(teammate, &text);
    hub.drop_slow(&mut floor, slow);
}
