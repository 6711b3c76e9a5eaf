//! The desk of one workspace: what it holds in memory and how it is spoken to.
//!
//! Inside, rules decide facts; [`State::apply`] alone changes what facts fold to, and
//! what changed there is what is written. Beside the state stand indexes that keep every
//! decision's cost flat, and what is volatile: open tabs, legs, muted microphones.

mod after;
mod arrive;
mod browser;
mod clients;
mod commands;
mod erase;
mod index;
mod judge;
mod look;
mod may;
mod needs;
mod offers;
mod plans;
mod restart;
mod roles;
mod save;
mod settle;
mod tags;
mod talk;
mod tasks;
mod timers;

use std::collections::{BTreeMap, BTreeSet};

use self::browser::Carried;
use self::clients::Client;
use self::index::Index;
pub use self::needs::{Furnished, Need};
use self::offers::Ring;
pub(crate) use self::tasks::TITLE_CHARACTERS_MAX;
use crate::call::CallState;
use crate::fact::{Fact, Logged};
use crate::id::{
    CallId, ConversationId, LegId, NoteId, NotificationId, OfferId, RecordingId, ResultId, Seq,
    TagId, TaskId, TeamId, TeammateId, WebhookId, WorkspaceId,
};
use crate::input::{Actor, Command, Input};
use crate::job::Job;
use crate::notify::{Addresses, Held, Names, NotificationSettings};
use crate::order::{Order, Wanted};
use crate::problem::{Problem, ProblemCode};
use crate::row::{
    CallContent, ConversationRow, OfferRow, RecordingContent, RecordingRow, Row, RowKey,
    SettingsRow,
};
use crate::settings::{TeammateSettings, Toggle};
use crate::state::{Seq0, State, Touched};
use crate::tag::TagSettings;
use crate::teammate::{Phone, TeammateState};
use crate::time::Millis;
use crate::webhook::WebhookSettings;

/// Rows of everything that is not over, to open a desk from.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// All settings documents.
    pub settings: Vec<SettingsRow>,
    /// All teammates' states.
    pub teammates: Vec<TeammateState>,
    /// Calls that have not ended, or whose recording is still open.
    pub calls: Vec<(CallState, CallContent)>,
    /// Open offers.
    pub offers: Vec<OfferRow>,
    /// Open recordings.
    pub recordings: Vec<(RecordingRow, RecordingContent)>,
    /// Headers of the conversations of those calls.
    pub conversations: Vec<ConversationRow>,
    /// The last line of the log and its time.
    pub last: Option<(Seq, Millis)>,
}

/// What came of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What became true.
    pub facts: Vec<Logged>,
    /// The rows that changed.
    pub rows: Vec<Row>,
    /// Work that must be done sooner or later.
    pub jobs: Vec<Job>,
    /// Keys of jobs that are done with the commit of this step.
    pub receipts: Vec<String>,
    /// What the line should do now.
    pub orders: Vec<Order>,
    /// The answer to whoever asked.
    pub reply: Reply,
}

/// The answer to an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Done, or taken note of.
    Done,
    /// A call was let in.
    Call(CallId),
    /// A note was added.
    Note(NoteId),
    /// A task was made.
    Task(TaskId),
    /// A notification was sent again, with this result.
    Result(ResultId),
    /// A settings document has this version now.
    Version(u64),
    /// Not done, and why.
    Refused(Problem),
}

/// What the desk will do at its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A ring ends.
    RingEnds(OfferId),
    /// A tab has not acknowledged its ring.
    RingUnacknowledged(OfferId),
    /// A teammate is considered for a call again.
    ExclusionEnds(CallId, TeammateId),
    /// A hold limit passes.
    HoldLimit(CallId),
    /// A wrap-up ends.
    WrapUpEnds(TeammateId),
    /// The announcement to a call takes too long.
    AnnouncementOverdue(CallId),
    /// A lost tab has had its time to come back.
    TabGraceEnds(TeammateId),
    /// A SIP phone that could not be reached is tried again.
    PhoneRetry(TeammateId),
    /// A caller hears music instead of a browser phone that was lost.
    PartedSilence(CallId),
    /// A browser phone that was lost has had its time to come back.
    PartedOver(CallId),
    /// A recording that should have closed is asked for again.
    RecordingOverdue(RecordingId),
    /// An ended call is forgotten; until then late answers find it.
    Forget(CallId),
}

/// The desk of one workspace: its live state in memory and the rules over it.
#[derive(Debug)]
pub struct Desk {
    workspace: WorkspaceId,
    state: State,
    index: Index,
    clients: BTreeMap<TeammateId, Client>,
    rings: BTreeMap<OfferId, Ring>,
    calls: BTreeMap<CallId, Volatile>,
    legs: BTreeMap<LegId, CallId>,
    /// Which call an offer was for, also after it ended, so that late answers find it.
    offered: BTreeMap<OfferId, CallId>,
    /// Where the files of open recordings lie.
    files: BTreeMap<RecordingId, String>,
    timers: BTreeSet<(Millis, Due)>,
    dirty_calls: BTreeSet<(Seq, CallId)>,
    dirty_teammates: BTreeSet<TeammateId>,
    now: Millis,
    out: Out,
}

/// What the desk knows of a call beside its state.
#[derive(Debug, Default)]
struct Volatile {
    content: CallContent,
    answered: bool,
    /// Offers it ever had, to be let go of with it.
    offers: Vec<OfferId>,
    /// A late assignment was logged already.
    late: bool,
    /// The teammate's microphone is silenced.
    muted: Toggle,
    /// Which browser phone carries the teammate's leg.
    carried: Carried,
    /// Its recordings, one for each answer.
    recordings: Vec<RecordingId>,
    /// Who finishes its work.
    wraps_up: Option<TeammateId>,
}

/// What the running step has gathered.
#[derive(Debug, Default)]
struct Out {
    facts: Vec<Logged>,
    keys: Vec<RowKey>,
    seen: BTreeSet<RowKey>,
    written: Vec<Row>,
    content: BTreeMap<RowKey, Row>,
    jobs: Vec<Job>,
    receipts: Vec<String>,
    orders: Vec<Order>,
    /// Calls to let go of once their last rows are made.
    over: Vec<CallId>,
}

impl Desk {
    /// Opens a desk from the rows of everything that is not over. Nobody has a tab
    /// open yet; calls that were live are closed by [`Input::Restarted`].
    #[must_use]
    pub fn open(workspace: WorkspaceId, live: Live) -> Self {
        let mut desk = Self {
            workspace,
            state: State::default(),
            index: Index::default(),
            clients: BTreeMap::new(),
            rings: BTreeMap::new(),
            calls: BTreeMap::new(),
            legs: BTreeMap::new(),
            offered: BTreeMap::new(),
            files: BTreeMap::new(),
            timers: BTreeSet::new(),
            dirty_calls: BTreeSet::new(),
            dirty_teammates: BTreeSet::new(),
            now: Millis::default(),
            out: Out::default(),
        };
        desk.load(live);
        desk
    }

    /// Whose desk it is.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// Handles one input at `at`. Time never goes back: an earlier `at` counts as the
    /// last one. What was due until then happens first, each at its own time.
    pub fn handle(&mut self, at: Millis, input: Input, furnished: &Furnished) -> Step {
        for row in furnished.conversations.values().flatten() {
            self.state.conversations.entry(row.id).or_insert_with(|| row.clone());
        }
        for row in furnished.contacts.values().flatten() {
            self.state.contacts.insert(row.id, *row);
        }
        let guests = self.let_in(furnished);
        if input == Input::Restarted {
            self.now = self.now.max(at);
            self.restart();
        }
        self.fall_due(at);
        self.now = self.now.max(at);
        let reply = self.take(input, furnished);
        self.settle();
        let step = self.finish(reply);
        self.see_off(&guests);
        for id in furnished.conversations.keys() {
            self.put_conversation_away(*id);
        }
        step
    }

    /// When the desk must be woken by [`Input::Tick`], and what for.
    #[must_use]
    pub fn deadline(&self) -> Option<(Millis, Due)> {
        self.timers.first().copied()
    }

    /// The legs that should exist, and how. Legs of ringing phones that have refused
    /// are not among them.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for call in self.state.calls.values().filter(|call| call.live()) {
            let talk_bridged = !self.on_hold(call.id) && !self.music_for_parted(call.id);
            let talk = call.talk().map(|talk| talk.leg).filter(|_| talk_bridged);
            wanted.push(Wanted { leg: call.leg, bridged_with: talk });
            if let Some(talk) = call.talk() {
                let hears = talk_bridged.then_some(call.leg);
                wanted.push(Wanted { leg: talk.leg, bridged_with: hears });
            }
        }
        for (offer, ring) in &self.rings {
            for phone in ring.ringing_phones() {
                wanted.push(Wanted { leg: LegId::Offer(*offer, phone), bridged_with: None });
            }
        }
        wanted
    }

    /// Live calls, and ended ones for as long as something of them is still to come.
    pub fn calls(&self) -> impl Iterator<Item = &CallState> {
        self.state.calls.values()
    }

    /// One of them.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&CallState> {
        self.state.calls.get(&id)
    }

    /// What is known of a live call's caller.
    #[must_use]
    pub fn call_content(&self, id: CallId) -> Option<&CallContent> {
        self.calls.get(&id).map(|call| &call.content)
    }

    /// All teammates with their settings.
    pub fn teammates(&self) -> impl Iterator<Item = (&TeammateState, &TeammateSettings)> {
        let people = &self.state.people;
        self.state.teammates.values().filter_map(|row| Some((row, people.get(&row.id)?)))
    }

    /// One of them.
    #[must_use]
    pub fn teammate(&self, id: TeammateId) -> Option<(&TeammateState, &TeammateSettings)> {
        Some((self.state.teammates.get(&id)?, self.state.people.get(&id)?))
    }

    /// The channels, by id.
    #[must_use]
    pub fn channels(&self) -> &BTreeMap<crate::id::ChannelId, crate::settings::ChannelSettings> {
        &self.state.channels
    }

    /// The roles, by id.
    #[must_use]
    pub fn roles(&self) -> &BTreeMap<crate::id::RoleId, crate::settings::RoleSettings> {
        &self.state.roles
    }

    /// The teams, by id.
    #[must_use]
    pub fn teams(&self) -> &BTreeMap<TeamId, crate::settings::TeamSettings> {
        &self.state.teams
    }

    /// The notifications after calls, by id.
    #[must_use]
    pub fn notifications(&self) -> &BTreeMap<NotificationId, NotificationSettings> {
        &self.state.notifications
    }

    /// The tags, by id.
    #[must_use]
    pub fn tags(&self) -> &BTreeMap<TagId, TagSettings> {
        &self.state.tags
    }

    /// The webhooks, by id.
    #[must_use]
    pub fn webhooks(&self) -> &BTreeMap<WebhookId, WebhookSettings> {
        &self.state.webhooks
    }

    /// Names for ids, to take along.
    #[must_use]
    pub fn names(&self) -> Names {
        Held { id: self.workspace, state: &self.state }.copied()
    }

    /// The workspace's own settings.
    #[must_use]
    pub fn settings(&self) -> &crate::settings::WorkspaceSettings {
        &self.state.workspace
    }

    /// The version a settings document is at, 0 when there is none yet.
    #[must_use]
    pub fn version(&self, subject: crate::settings::Subject) -> u64 {
        self.state.versions.get(&subject).copied().unwrap_or(0)
    }

    /// The document itself.
    #[must_use]
    pub fn document(&self, subject: crate::settings::Subject) -> Option<crate::settings::Document> {
        match self.state.row(RowKey::Settings(subject)) {
            Some(Row::Settings(row)) => Some(row.document),
            Some(_) | None => None,
        }
    }

    /// Whether a teammate has a proven phone client now.
    #[must_use]
    pub fn has_client(&self, teammate: TeammateId) -> bool {
        self.client_of(teammate)
    }

    /// [002] members of a team who are available for phone, or handling a call.
    #[must_use]
    pub fn available_for_phone(&self, team: TeamId) -> u32 {
        self.index.team(team).map_or(0, index::TeamIndex::on_phones)
    }

    /// Recordings whose files may still be open, and where those files lie.
    pub fn open_recordings(&self) -> impl Iterator<Item = (&RecordingRow, Option<&str>)> {
        let files = &self.files;
        let open = self.state.recordings.values().filter(|row| row.stage.open());
        open.map(|row| (row, files.get(&row.id).map(String::as_str)))
    }

    fn load(&mut self, live: Live) {
        if let Some((seq, at)) = live.last {
            self.state.last = Seq0(seq.0);
            self.state.now = at;
            self.now = at;
        }
        let mut touched = Touched::default();
        for row in live.settings {
            self.state.load_settings(row, &mut touched);
        }
        for row in live.teammates {
            self.state.teammates.insert(row.id, row);
        }
        for row in live.conversations {
            self.state.conversations.insert(row.id, row);
        }
        for (row, content) in live.recordings {
            self.files.insert(row.id, content.path);
            self.state.recordings.insert(row.id, row);
        }
        for row in live.offers {
            self.offered.insert(row.id, row.call);
            self.assume_ring(row.id, row.teammate);
            self.state.offers.insert(row.id, row);
        }
        for (call, content) in live.calls {
            self.load_call(call, content);
        }
        for row in self.state.recordings.values() {
            if let Some(volatile) = self.calls.get_mut(&row.call) {
                volatile.recordings.push(row.id);
            }
        }
        for row in self.state.teammates.values() {
            if let Phone::WrapUp { call, .. } = row.phone
                && let Some(volatile) = self.calls.get_mut(&call)
            {
                volatile.wraps_up = Some(row.id);
            }
        }
        self.rebuild_index();
        self.reload_timers();
    }

    fn load_call(&mut self, call: CallState, content: CallContent) {
        self.legs.insert(call.leg, call.id);
        let open = self.state.offers.values().filter(|offer| offer.call == call.id);
        let mut offers: Vec<_> = open.map(|offer| offer.id).collect();
        if let Some(talk) = call.talk() {
            self.legs.insert(talk.leg, call.id);
            self.offered.insert(talk.offer, call.id);
            offers.push(talk.offer);
        }
        let answered = !matches!(call.stage, crate::call::Stage::Menu);
        self.calls.insert(call.id, Volatile { content, answered, offers, ..Volatile::default() });
        self.state.calls.insert(call.id, call);
    }

    fn take(&mut self, input: Input, furnished: &Furnished) -> Reply {
        match input {
            Input::Tick | Input::Restarted => Reply::Done,
            Input::CallArrived(arrival) => self.arrive(arrival, furnished),
            Input::LegRinging(_) => Reply::Done,
            Input::LegAnswered(leg) => self.leg_answered(leg),
            Input::LegRefused(leg, why) => self.leg_refused(leg, why),
            Input::LegGone(leg, why) => self.leg_gone(leg, why),
            Input::LegHeld(leg) => self.leg_held(leg),
            Input::LegResumed(leg) => self.leg_resumed(leg),
            Input::LegParted(leg) => self.leg_parted(leg),
            Input::LegRejoined(leg) => self.leg_rejoined(leg),
            Input::PlayEnded(leg) => self.play_ended(leg),
            Input::RecordingStopped(id, file) => self.recording_stopped(id, file),
            Input::RecordingFailed(id, file) => self.recording_failed(id, file),
            Input::TabOpened(teammate, tab, phone) => self.tab_opened(teammate, tab, phone),
            Input::TabLost(teammate, tab) => self.tab_lost(teammate, tab),
            Input::RingAcknowledged(teammate, offer, tab) => {
                self.ring_acknowledged(teammate, offer, tab)
            }
            Input::Command(by, command) => self.command(by, command, furnished),
            Input::SaveSettings(by, version, document) => self.save(by, version, document),
            Input::JudgeCall { call, part, public_url, mail_domain, job } => {
                self.out.receipts.push(job);
                let addresses = Addresses { public_url, mail_domain };
                self.judge(call, part, &addresses, furnished)
            }
            Input::MailSent { mail, job } => {
                self.out.receipts.push(job);
                self.mail_sent(mail)
            }
            Input::MailFailed { mail, why, job } => {
                self.out.receipts.push(job);
                self.mail_failed(mail, why)
            }
            Input::RecordingsExpired { recordings } => self.recordings_expired(&recordings),
        }
    }

    fn command(&mut self, by: TeammateId, command: Command, furnished: &Furnished) -> Reply {
        self.obey(by, command, furnished).unwrap_or_else(Reply::Refused)
    }

    /// Writes one line of the log; everything else follows from it.
    fn log(&mut self, by: Actor, fact: Fact) -> Seq {
        let seq = self.state.next();
        let call = fact.call().map(|call| {
            let lines = self.state.calls.get(&call).map_or(0, |state| state.lines);
            (call, lines + 1)
        });
        let cause = self.cause(&fact, seq);
        let logged = Logged { seq, at: self.now, by, cause, call, fact };
        let mut touched = Touched::default();
        self.state.apply(&logged, &mut touched);
        self.out.facts.push(logged);
        self.out.written.append(&mut touched.written);
        for key in touched.keys {
            match key {
                RowKey::Teammate(id) => self.refresh_teammate(id),
                RowKey::Call(id) => self.refresh_call(id),
                RowKey::Settings(_)
                | RowKey::Contact(_)
                | RowKey::Conversation(_)
                | RowKey::Offer(_)
                | RowKey::Segment(..)
                | RowKey::Note(_)
                | RowKey::Recording(_)
                | RowKey::Result(_)
                | RowKey::Mail(_)
                | RowKey::Task(_)
                | RowKey::Alert(_) => {}
            }
            if self.out.seen.insert(key) {
                self.out.keys.push(key);
            }
        }
        seq
    }

    /// What led to a line: the line before it in the same step, else the offer it is
    /// about.
    fn cause(&self, fact: &Fact, seq: Seq) -> Option<Seq> {
        if let Some(before) = self.out.facts.last() {
            return Some(before.seq);
        }
        fact.offer().map(|offer| Seq(offer.0)).filter(|cause| *cause < seq)
    }

    fn order(&mut self, order: Order) {
        self.out.orders.push(order);
    }

    fn finish(&mut self, reply: Reply) -> Step {
        let out = std::mem::take(&mut self.out);
        let mut content = out.content;
        let mut rows = Vec::with_capacity(out.keys.len() + out.written.len());
        for row in out.written {
            rows.push(content.remove(&row.key()).unwrap_or(row));
        }
        for key in out.keys {
            let Some(row) = self.state.row(key) else { continue };
            rows.push(match content.remove(&key) {
                Some(with) => with_content(row, with),
                None => row,
            });
            match key {
                RowKey::Offer(id) => {
                    if self.state.offers.get(&id).is_some_and(|offer| offer.ended.is_some()) {
                        self.state.offers.remove(&id);
                    }
                }
                RowKey::Conversation(id) => self.put_conversation_away(id),
                RowKey::Settings(_)
                | RowKey::Teammate(_)
                | RowKey::Contact(_)
                | RowKey::Call(_)
                | RowKey::Segment(..)
                | RowKey::Note(_)
                | RowKey::Recording(_)
                | RowKey::Result(_)
                | RowKey::Mail(_)
                | RowKey::Task(_)
                | RowKey::Alert(_) => {}
            }
        }
        self.state.clear_guests();
        for call in out.over {
            self.forget(call);
        }
        let Out { facts, jobs, receipts, orders, .. } = out;
        Step { facts, rows, jobs, receipts, orders, reply }
    }

    fn put_conversation_away(&mut self, id: ConversationId) {
        let call = self.state.conversations.get(&id).and_then(|row| row.call);
        if call.is_none_or(|call| !self.state.calls.contains_key(&call)) {
            self.state.conversations.remove(&id);
        }
    }
}

/// The state of one row with the content of the other.
fn with_content(row: Row, with: Row) -> Row {
    match (row, with) {
        (Row::Contact(row, _), Row::Contact(_, content)) => Row::Contact(row, content),
        (Row::Call(row, _), Row::Call(_, content)) => Row::Call(row, content),
        (Row::Note(row, _), Row::Note(_, content)) => Row::Note(row, content),
        (Row::Recording(row, _), Row::Recording(_, content)) => Row::Recording(row, content),
        (Row::Mail(row, _), Row::Mail(_, content)) => Row::Mail(row, content),
        (Row::Task(row, _), Row::Task(_, content)) => Row::Task(row, content),
        (Row::Alert(row, _), Row::Alert(_, content)) => Row::Alert(row, content),
        (row, _) => row,
    }
}

fn refused(code: ProblemCode, sentence: impl Into<String>) -> Problem {
    Problem::new(code, sentence)
}
