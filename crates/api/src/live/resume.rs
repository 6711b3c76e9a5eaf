//! A page comes back: it is given exactly what it missed, or told to read everything anew.

use axum::extract::ws::Utf8Bytes;
use desk::{ContactId, Fact, Logged, Seq, TabId};

use super::frame::{Changes, ToPage};
use super::history::Frame;
use super::signals::{self, MissedSignals};
use super::stream::{Told, gather};
use super::tabs::{Crowded, Ends, Owner, Start};
use super::{Floor, Hub, Touched};
use crate::rooms::Rooms;

/// Lines of the log read for one page that was away: some minutes of a busy desk. Who
/// missed more reads everything anew, which is no more work.
const MISSED_LINES_MAX: u32 = 2_000;

/// Calls and conversations told at once to a page that was away.
const MISSED_TOLD_MAX: usize = 500;

/// What a page says that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) epoch: i64,
    pub(super) seq: Seq,
}

/// How a page that comes back stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It holds nothing of use.
    Fresh,
    /// All that it missed is kept.
    Kept,
    /// What it missed has to be read, up to this line.
    Away(Seq),
}

impl Hub {
    /// Lets a tab in. The first things in its queue are the welcome, what it missed, and
    /// its teammate's own state.
    pub(super) async fn join(
        &self,
        rooms: &Rooms,
        tab: TabId,
        owner: &Owner,
        held: Option<Held>,
    ) -> Result<Ends, Crowded> {
        let (missed, signals) = match (self.standing(held), held) {
            (Standing::Away(upto), Some(held)) => (
                missed(rooms, held.seq, upto).await,
                signals::missed(rooms, owner.teammate, held.seq).await,
            ),
            (Standing::Kept, Some(held)) => {
                (None, signals::missed(rooms, owner.teammate, held.seq).await)
            }
            (Standing::Away(_) | Standing::Fresh | Standing::Kept, _) => (None, None),
        };
        let mut floor = self.floor();
        if floor.stopping {
            return Err(Crowded::Node);
        }
        let signals = floor.signals.greet(owner.teammate, signals);
        let mut start = floor.start(held, missed, signals, rooms.house.now().0);
        start.greeting.extend(floor.mine.get(&owner.teammate).cloned());
        floor.tabs.enter(tab, owner.clone(), start)
    }

    fn standing(&self, held: Option<Held>) -> Standing {
        let floor = self.floor();
        let Some(held) = held.filter(|held| floor.epoch == held.epoch) else {
            return Standing::Fresh;
        };
        if floor.history.from(held.seq, floor.position).is_some() {
            Standing::Kept
        } else if held.seq < floor.position {
            Standing::Away(floor.position)
        } else {
            Standing::Fresh
        }
    }
}

impl Floor {
    /// The welcome, and what was missed.
    fn start(
        &self,
        held: Option<Held>,
        missed: Option<Frame>,
        signals: Option<MissedSignals>,
        now: i64,
    ) -> Start {
        let next_frame = self.history.next();
        let held = held.filter(|held| held.epoch == self.epoch);
        let stands = missed.as_ref().map(|frame| frame.seq).or(held.map(|held| held.seq));
        let from = stands.and_then(|seq| self.history.from(seq, self.position));
        let kept = from.and_then(|from| self.history.since(from));
        let welcome = |seq: Seq, resumed| {
            let (epoch, seq) = (self.epoch, seq.0);
            ToPage::Welcome { epoch, seq, resumed, server_ms: now }.text()
        };
        let (Some(held), Some(kept), Some(signals)) = (held, kept, signals) else {
            let greeting = vec![welcome(self.position, false)];
            return Start { greeting, next_frame, alerted: None };
        };
        let mut greeting = vec![welcome(held.seq, true)];
        greeting.extend(signals.frames);
        greeting.extend(missed.map(|frame| frame.text));
        greeting.extend(kept.map(|frame| frame.text.clone()));
        Start { greeting, next_frame, alerted: Some(signals.alerted) }
    }
}

/// What came after `seen`, as it is now; `None` when that is too much or cannot be read.
async fn missed(rooms: &Rooms, seen: Seq, upto: Seq) -> Option<Frame> {
    let facts = rooms.store.facts_after(rooms.workspace, seen, MISSED_LINES_MAX).await.ok()?;
    let read_to = facts.last().map_or(seen, |logged| logged.seq);
    if read_to < upto {
        return None;
    }
    let mut touched = rooms.hub.floor().changed.since(seen);
    facts.iter().for_each(|logged| note(logged, &mut touched));
    if touched.calls.len().max(touched.conversations.len()) > MISSED_TOLD_MAX {
        return None;
    }
    let told = gather(rooms, &touched).await.ok()?;
    Some(Frame { seq: upto, previous: seen, text: frame(told, seen, upto) })
}

/// A `changes` frame as text.
pub(super) fn frame(told: Told, previous: Seq, seq: Seq) -> Utf8Bytes {
    let Told { calls, conversations, teammates, settings, strip } = told;
    let changes = Changes {
        seq: seq.0,
        previous: previous.0,
        calls,
        conversations,
        teammates,
        settings,
        strip,
    };
    ToPage::Changes(Box::new(changes)).text()
}

/// The calls, conversations and contacts a line of the log is about. Teammates and
/// settings are known without reading.
fn note(logged: &Logged, touched: &mut Touched) {
    touched.calls.extend(logged.fact.call());
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others name their call, or nothing")]
    match &logged.fact {
        Fact::ConversationCreated { conversation, .. }
        | Fact::ConversationAssigned { conversation, .. }
        | Fact::NoteAdded { conversation, .. }
        | Fact::ConversationStateSet { conversation, .. } => {
            touched.conversations.insert(*conversation);
        }
        Fact::ConversationTagged { conversation, .. }
        | Fact::ConversationUntagged { conversation, .. } => {
            touched.conversations.insert(*conversation);
        }
        Fact::ContactEdited { contact } | Fact::ContactErased { contact } => {
            touched.contacts.insert(ContactId(contact.0));
        }
        Fact::NotificationJudged { call, .. } | Fact::MailQueued { call, .. } => {
            touched.results.insert(*call);
        }
        // They name no call: everything of their kind is read anew.
        Fact::MailSent { .. } | Fact::MailFailed { .. } => {
            touched.settings.insert("results".to_owned());
        }
        Fact::TaskCreated { task, assignee, .. } | Fact::TaskChanged { task, assignee, .. } => {
            touched.tasks.insert(*task, *assignee);
        }
        Fact::TaskDone { task } | Fact::TaskReopened { task } => {
            touched.tasks.entry(*task).or_default();
        }
        _ => {}
    }
}
