//! What changed: gathered for a moment, read once, written once, shared by all viewers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use desk::{CallId, ConversationId, Desk, Seq, TeammateId};
use store::CallRecord;
use tokio::time::{Instant, sleep_until};

use super::frame::CallView;
use super::history::Frame;
use super::resume::frame;
use super::views::Places;
use super::{Floor, Hub, Touched, signals, views};
use crate::house::look;
use crate::problem::Trouble;
use crate::reads;
use crate::rooms::Rooms;
use crate::schema::{ContactBrief, ConversationItem, Strip, TeammateView};

/// Changes of this long go out together: below what a person sees as a delay, and five
/// writes a second however busy the desk is.
const GATHER: Duration = Duration::from_millis(200);

/// Sockets served before others get their turn: a ring waits for this many at most.
const SERVED_AT_ONCE: usize = 64;

/// Entities of one kind in one frame; the others follow in the next.
const TOLD_MAX: usize = 500;

/// After a read that failed, the next attempt: soon, and without burdening what is ill.
const AGAIN: Duration = Duration::from_secs(1);

/// What one frame says, before it is written.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) calls: Vec<CallView>,
    pub(super) conversations: Vec<ConversationItem>,
    pub(super) teammates: Vec<TeammateView>,
    pub(super) settings: Vec<String>,
    pub(super) strip: Option<Strip>,
}

impl Hub {
    /// Something was committed, up to line `last`; this is what it touched.
    pub fn committed(&self, last: Option<Seq>, touched: &Touched) {
        let mut floor = self.floor();
        floor.reached = last.map_or(floor.reached, |last| last.max(floor.reached));
        floor.pending.add(touched);
        self.bell.notify_one();
    }

    /// What is to be told now, and where it brings its viewers: not on, while something
    /// stays behind for the next frame.
    fn take(&self) -> (Touched, Seq) {
        let mut floor = self.floor();
        let pending = &mut floor.pending;
        let touched = Touched {
            calls: first(&mut pending.calls),
            conversations: first(&mut pending.conversations),
            contacts: first(&mut pending.contacts),
            teammates: first(&mut pending.teammates),
            settings: std::mem::take(&mut pending.settings),
            results: first(&mut pending.results),
            tasks: std::mem::take(&mut pending.tasks),
            tasks_moved: std::mem::take(&mut pending.tasks_moved),
            alerts: std::mem::take(&mut pending.alerts),
        };
        let all = floor.pending.is_empty();
        (touched, if all { floor.reached } else { floor.position })
    }

    /// Nobody looks: what changed is only remembered, as far as it must be.
    fn skip(&self, touched: &Touched, seq: Seq) {
        let mut floor = self.floor();
        floor.changed.mark(touched, seq);
        floor.position = seq;
        floor.history.clear();
        floor.signals.forget();
    }

    fn nobody_looks(&self) -> bool {
        self.floor().tabs.counts().0 == 0
    }

    /// The frame is written once and becomes part of the history.
    fn push(&self, told: Told, touched: &Touched, seq: Seq) {
        let mut floor = self.floor();
        for item in &told.conversations {
            floor.names.learn(&item.contact);
        }
        floor.changed.mark(touched, seq);
        let previous = std::mem::replace(&mut floor.position, seq);
        let text = frame(told, previous, seq);
        floor.history.push(Frame { seq, previous, text });
    }

    /// Brings every viewer up to the last frame, some at a time.
    async fn spread(&self) {
        let mut after = None;
        loop {
            {
                let mut floor = self.floor();
                let Floor { tabs, history, .. } = &mut *floor;
                let (last, slow) = tabs.spread(history, after, SERVED_AT_ONCE);
                self.drop_slow(&mut floor, slow);
                after = last;
            }
            if after.is_none() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    fn put_back(&self, touched: &Touched) {
        self.floor().pending.add(touched);
        self.bell.notify_one();
    }
}

/// Tells viewers what changes, until the server ends. Runs beside the handlers.
pub async fn herald(rooms: Rooms, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = rooms.hub.bell.notified() => {}
        }
        // What comes in this time goes with it.
        let due = Instant::now() + GATHER;
        let pause = tell(&rooms).await;
        let due = pause.map_or(due, |pause| Instant::now() + pause);
        tokio::select! {
            () = &mut stop => return,
            () = sleep_until(due) => {}
        }
    }
}

/// One frame. Returns how long to wait when something could not be read.
async fn tell(rooms: &Rooms) -> Option<Duration> {
    let hub = &rooms.hub;
    let (touched, seq) = hub.take();
    if touched.is_empty() && seq == hub.floor().position {
        return None;
    }
    if hub.nobody_looks() {
        hub.skip(&touched, seq);
        return None;
    }
    match gather(rooms, &touched).await {
        Ok(told) => {
            signals::alerts(rooms, &touched).await;
            hub.push(told, &touched, seq);
            hub.spread().await;
            signals::tasks(rooms, &touched).await;
            let more = !hub.floor().pending.is_empty();
            more.then(|| hub.bell.notify_one());
            None
        }
        Err(trouble) => {
            tracing::warn!(why = trouble.detail, "what changed could not be read to be told");
            hub.put_back(&touched);
            Some(AGAIN)
        }
    }
}

/// How everything touched looks now: live calls and teammates from the desk's memory,
/// conversations and calls that are over from the store.
pub(super) async fn gather(rooms: &Rooms, touched: &Touched) -> Result<Told, Trouble> {
    let (calls, teammates) = (touched.calls.clone(), touched.teammates.clone());
    let hub = Arc::clone(&rooms.hub);
    let seen = look(&*rooms.house, move |desk| Seen::of(desk, &hub, &calls, &teammates)).await?;
    let Seen { mut calls, over, teammates, strip } = seen;
    calls.extend(past_calls(rooms, over).await?);
    let mut ids = touched.conversations.clone();
    ids.extend(calls.iter().map(|call| ConversationId(call.conversation)));
    let ids: Vec<_> = ids.into_iter().collect();
    let conversations = reads::conversation_items(rooms, &ids).await?;
    let contacts: BTreeMap<u64, &ContactBrief> =
        conversations.iter().map(|item| (item.id, &item.contact)).collect();
    for call in &mut calls {
        if let Some(contact) = contacts.get(&call.conversation) {
            call.contact = (*contact).clone();
        }
    }
    let mut settings: Vec<_> = touched.settings.iter().cloned().collect();
    settings.extend(touched.contacts.iter().map(|id| format!("contact/{id}")));
    settings.extend(touched.results.iter().map(|id| format!("results/{id}")));
    settings.extend(touched.tasks.keys().map(|id| format!("task/{id}")));
    Ok(Told { calls, conversations, teammates, settings, strip: Some(strip) })
}

/// What the desk holds of what was touched.
struct Seen {
    calls: Vec<CallView>,
    over: Vec<CallId>,
    teammates: Vec<TeammateView>,
    strip: Strip,
}

impl Seen {
    fn of(
        desk: &Desk,
        hub: &Hub,
        calls: &BTreeSet<CallId>,
        teammates: &BTreeSet<TeammateId>,
    ) -> Self {
        let places = Places::of(desk);
        let (mut live, mut over) = (Vec::new(), Vec::new());
        for id in calls {
            let Some(state) = desk.call(*id) else {
                over.push(*id);
                continue;
            };
            let content = desk.call_content(*id).cloned().unwrap_or_default();
            let contact = views::contact(state.contact, &content, &hub.floor().names);
            live.push(views::call(desk, state, contact, &places));
        }
        let online = |id| hub.floor().tabs.online(id);
        let teammates = teammates.iter();
        let teammates = teammates.filter_map(|id| views::teammate_view(desk, *id, online(*id)));
        Self { calls: live, over, teammates: teammates.collect(), strip: views::strip(desk) }
    }
}

/// Calls that the desk has let go of, with today's names.
async fn past_calls(rooms: &Rooms, ids: Vec<CallId>) -> Result<Vec<CallView>, Trouble> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let records = rooms.store.calls(rooms.workspace, &ids).await?;
    let hub = Arc::clone(&rooms.hub);
    let views = look(&*rooms.house, move |desk| {
        let places = Places::default();
        let view = |record: CallRecord| {
            let contact = views::contact(record.state.contact, &record.content, &hub.floor().names);
            views::call(desk, &record.state, contact, &places)
        };
        records.into_iter().map(view).collect()
    });
    Ok(views.await?)
}

fn first<T: Ord + Copy>(from: &mut BTreeSet<T>) -> BTreeSet<T> {
    match from.iter().nth(TOLD_MAX).copied() {
        None => std::mem::take(from),
        Some(rest) => {
            let rest = from.split_off(&rest);
            std::mem::replace(from, rest)
        }
    }
}
