//! Alerts, and how many tasks and alerts a teammate has: told to those who are meant, and to
//! nobody else.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::ws::Utf8Bytes;
use desk::{AlertId, AlertRow, AlertTo, ConversationId, Seq, TeammateId};

use super::frame::ToPage;
use super::tabs::AlertWords;
use super::{Hub, Touched};
use crate::alerts;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::AlertView;

/// What teammates who have a tab open were told.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// The last count of tasks, of those who were there ever since.
    tasks: BTreeMap<TeammateId, u64>,
    /// Counts up whenever something is told: what was read before is old then.
    round: u64,
}

/// What a page that was away is told of alerts and tasks.
#[derive(Debug)]
pub(super) struct MissedSignals {
    round: u64,
    /// How many there are, and the newest alert if it is new to the page.
    pub(super) frames: Vec<Utf8Bytes>,
    /// The newest alert that the page knows of then.
    pub(super) alerted: AlertId,
}

impl Signals {
    /// Nobody looks.
    pub(super) fn forget(&mut self) {
        self.tasks.clear();
        self.round += 1;
    }

    /// A tab comes: the next count goes to it, whatever the others were told. What was read
    /// for it is no good when something was told since.
    pub(super) fn greet(
        &mut self,
        teammate: TeammateId,
        missed: Option<MissedSignals>,
    ) -> Option<MissedSignals> {
        self.tasks.remove(&teammate);
        missed.filter(|missed| missed.round == self.round)
    }
}

/// What a page of that teammate missed that holds everything up to `seen`: how many tasks
/// and alerts there are, and the newest alert, unless it was told of it or it was seen
/// elsewhere. `None` when that cannot be read; the page then reads everything anew.
pub(super) async fn missed(
    rooms: &Rooms,
    teammate: TeammateId,
    seen: Seq,
) -> Option<MissedSignals> {
    match try_missed(rooms, teammate, seen).await {
        Ok(missed) => Some(missed),
        Err(trouble) => {
            tracing::warn!(why = trouble.detail, "what a page missed could not be counted");
            None
        }
    }
}

async fn try_missed(
    rooms: &Rooms,
    teammate: TeammateId,
    seen: Seq,
) -> Result<MissedSignals, Trouble> {
    let round = rooms.hub.floor().signals.round;
    let (store, workspace) = (&rooms.store, rooms.workspace);
    let (mine_open, unseen, until, newest) = tokio::try_join!(
        store.count_open_tasks(workspace, teammate),
        store.alerts_unseen(workspace, teammate),
        store.alerts_seen_until(workspace, teammate),
        store.alerts_for(workspace, teammate, None, 1),
    )?;
    // An alert's id is a place in the log, and a page is told of it before it is told of
    // that line: who holds the line knows the alert.
    let known = until.max(AlertId(seen.0));
    let newest = newest.into_iter().next().filter(|record| record.row.id > known);
    let alerted = newest.as_ref().map_or(known, |record| record.row.id);
    let newest = match newest {
        Some(record) => {
            let (row, title) = (record.row, record.content.map(|content| content.title));
            let conversations = [row.conversation].into();
            let about = alerts::About::read(rooms, conversations, [row.result].into()).await?;
            Some(about.view(&row, title.unwrap_or_default(), false))
        }
        None => None,
    };
    let frames = vec![ToPage::Tasks { mine_open }.text(), alert(unseen, newest).text()];
    Ok(MissedSignals { round, frames, alerted })
}

/// Tells those who look of alerts that are theirs. What cannot be read now stands in the
/// list, which the page reads when it opens it. An alert goes out before the frame that
/// brings pages past it in the log: a page that holds that frame has been told.
pub(super) async fn alerts(rooms: &Rooms, touched: &Touched) {
    if let Err(trouble) = try_alerts(rooms, touched).await {
        tracing::warn!(why = trouble.detail, "alerts could not be read to be told");
    }
}

/// Tells those who look how many tasks they have, where that has changed.
pub(super) async fn tasks(rooms: &Rooms, touched: &Touched) {
    if let Err(trouble) = try_tasks(rooms, touched).await {
        tracing::warn!(why = trouble.detail, "tasks could not be counted to be told");
    }
}

async fn try_alerts(rooms: &Rooms, touched: &Touched) -> Result<(), Trouble> {
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
        let (new, known) = (alert(unseen, Some(view)).text(), alert(unseen, None).text());
        let mut floor = rooms.hub.floor();
        let slow = floor.tabs.alert(teammate, row.id, &AlertWords { new, known });
        rooms.hub.drop_slow(&mut floor, slow);
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

async fn try_tasks(rooms: &Rooms, touched: &Touched) -> Result<(), Trouble> {
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

/// Who looks now, and is going to be told.
fn online(hub: &Hub) -> BTreeSet<TeammateId> {
    let mut floor = hub.floor();
    floor.signals.round += 1;
    floor.tabs.teammates().collect()
}

fn send(hub: &Hub, teammate: TeammateId, frame: &ToPage) {
    let text = frame.text();
    let mut floor = hub.floor();
    floor.signals.round += 1;
    let slow = floor.tabs.send(teammate, &text);
    hub.drop_slow(&mut floor, slow);
}
