//! What is true now, as far as it is not over: exactly what the facts fold to.
//! `State::apply` is the only function of the desk that changes it.

mod after;
mod calls;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use crate::call::{CallState, Stage};
use crate::fact::{Fact, Logged};
use crate::id::{
    CallId, ChannelId, ContactId, ConversationId, MailId, NotificationId, OfferId, RecordingId,
    ResultId, RoleId, Seq, TagId, TaskId, TeamId, TeammateId, WebhookId,
};
use crate::notify::NotificationSettings;
use crate::row::{
    ContactRow, ConversationRow, MailRow, NoteRow, OfferRow, RecordingRow, RecordingStage,
    ResultRow, Row, RowKey, Segment, SettingsRow, TaskRow,
};
use crate::settings::{
    ChannelSettings, Document, Permission, RoleSettings, Subject, TeamSettings, TeammateSettings,
    WorkspaceSettings,
};
use crate::tag::TagSettings;
use crate::teammate::TeammateState;
use crate::time::Millis;
use crate::webhook::WebhookSettings;

/// Everything that is not over.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) workspace: WorkspaceSettings,
    pub(crate) versions: BTreeMap<Subject, u64>,
    pub(crate) teams: BTreeMap<TeamId, TeamSettings>,
    pub(crate) channels: BTreeMap<ChannelId, ChannelSettings>,
    pub(crate) roles: BTreeMap<RoleId, RoleSettings>,
    pub(crate) notifications: BTreeMap<NotificationId, NotificationSettings>,
    pub(crate) tags: BTreeMap<TagId, TagSettings>,
    pub(crate) webhooks: BTreeMap<WebhookId, WebhookSettings>,
    pub(crate) people: BTreeMap<TeammateId, TeammateSettings>,
    pub(crate) teammates: BTreeMap<TeammateId, TeammateState>,
    /// Live calls, and ended ones for as long as something of them is still to come.
    pub(crate) calls: BTreeMap<CallId, CallState>,
    /// Open offers.
    pub(crate) offers: BTreeMap<OfferId, OfferRow>,
    /// Recordings of those calls.
    pub(crate) recordings: BTreeMap<RecordingId, RecordingRow>,
    /// Conversations of those calls, and those furnished for this step.
    pub(crate) conversations: BTreeMap<ConversationId, ConversationRow>,
    /// Contacts furnished for, or made in, this step.
    pub(crate) contacts: BTreeMap<ContactId, ContactRow>,
    /// Results made in this step.
    pub(crate) results: BTreeMap<ResultId, ResultRow>,
    /// Mails furnished for, or made in, this step.
    pub(crate) mails: BTreeMap<MailId, MailRow>,
    /// Tasks furnished for, or made in, this step.
    pub(crate) tasks: BTreeMap<TaskId, TaskRow>,
    pub(crate) last: Seq0,
    pub(crate) now: Millis,
}

/// The place of the last line of the log, 0 before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seq0(pub(crate) u64);

/// What one fact touched: that is where changed rows come from.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) keys: Vec<RowKey>,
    /// Rows that are written once and not kept in memory.
    pub(crate) written: Vec<Row>,
}

impl Touched {
    fn key(&mut self, key: RowKey) {
        self.keys.push(key);
    }
}

impl State {
    /// The place the next line will take.
    pub(crate) fn next(&self) -> Seq {
        Seq(self.last.0 + 1)
    }

    /// Whether a teammate's role lets that be done; without a role, a teammate takes
    /// calls and no more.
    pub(crate) fn permits(&self, teammate: TeammateId, permission: Permission) -> bool {
        let Some(person) = self.people.get(&teammate) else { return false };
        match self.roles.get(&person.role) {
            Some(role) => role.permits(permission),
            None => permission == Permission::TakesCalls,
        }
    }

    /// Changes the state by one fact and says what it touched.
    pub(crate) fn apply(&mut self, logged: &Logged, touched: &mut Touched) {
        self.last = Seq0(logged.seq.0);
        self.now = logged.at;
        if let Some((call, line)) = logged.call {
            if let Some(state) = self.calls.get_mut(&call) {
                state.lines = line;
            }
            touched.key(RowKey::Call(call));
        }
        match &logged.fact {
            Fact::SettingsSaved { version, document } => self.save(*version, document, touched),
            Fact::Restarted => {}
            Fact::StatusSet { .. }
            | Fact::ChannelsSet { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpEnded { .. } => self.apply_person(&logged.fact, touched),
            Fact::ContactCreated { .. }
            | Fact::ContactEdited { .. }
            | Fact::ContactErased { .. }
            | Fact::ConversationCreated { .. }
            | Fact::ConversationAssigned { .. }
            | Fact::NoteAdded { .. }
            | Fact::ConversationTagged { .. }
            | Fact::ConversationUntagged { .. }
            | Fact::ConversationStateSet { .. } => self.apply_conversation(logged, touched),
            Fact::RecordingStarted { .. }
            | Fact::RecordingPaused { .. }
            | Fact::RecordingResumed { .. }
            | Fact::RecordingStored { .. }
            | Fact::RecordingFailed { .. }
            | Fact::RecordingDeleted { .. } => self.apply_recording(&logged.fact, touched),
            Fact::CallOffered { .. }
            | Fact::CallDeclined { .. }
            | Fact::CallMissed { .. }
            | Fact::OfferWithdrawn { .. }
            | Fact::CallAnswered { .. }
            | Fact::CallReturned { .. } => self.apply_offer(&logged.fact, touched),
            Fact::CallArrived { .. }
            | Fact::ConsentHeard { .. }
            | Fact::CallQueued { .. }
            | Fact::CallHeld { .. }
            | Fact::CallResumed { .. }
            | Fact::CallDeflected { .. }
            | Fact::CallEnded { .. } => self.apply_call(logged, touched),
            Fact::NotificationJudged { .. }
            | Fact::MailQueued { .. }
            | Fact::MailSent { .. }
            | Fact::MailFailed { .. }
            | Fact::TeamAlerted { .. } => self.apply_result(logged, touched),
            Fact::TaskCreated { .. }
            | Fact::TaskChanged { .. }
            | Fact::TaskDone { .. }
            | Fact::TaskReopened { .. } => self.apply_task(logged, touched),
            Fact::AvailabilityNoted { .. }
            | Fact::ManualAnswerRequested { .. }
            | Fact::AssignmentStartedLate { .. }
            | Fact::CallDataReady { .. } => {}
        }
    }

    /// Takes a stored settings document over.
    pub(crate) fn load_settings(&mut self, row: SettingsRow, touched: &mut Touched) {
        self.save(row.version, &row.document, touched);
    }

    fn save(&mut self, version: u64, document: &Document, touched: &mut Touched) {
        let subject = document.subject();
        self.versions.insert(subject, version);
        touched.key(RowKey::Settings(subject));
        match document {
            Document::Workspace(settings) => self.workspace = settings.clone(),
            Document::Team(id, settings) => {
                self.teams.insert(*id, settings.clone());
            }
            Document::Channel(id, settings) => {
                self.channels.insert(*id, settings.clone());
            }
            Document::Role(id, settings) => {
                self.roles.insert(*id, settings.clone());
            }
            Document::Notification(id, settings) => {
                self.notifications.insert(*id, settings.clone());
            }
            Document::Tag(id, settings) => {
                self.tags.insert(*id, settings.clone());
            }
            Document::Webhook(id, settings) => {
                self.webhooks.insert(*id, settings.clone());
            }
            Document::Teammate(id, settings) => {
                self.people.insert(*id, settings.clone());
                self.teammates.entry(*id).or_insert_with(|| TeammateState::new(*id));
                touched.key(RowKey::Teammate(*id));
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    fn apply_conversation(&mut self, logged: &Logged, touched: &mut Touched) {
        match &logged.fact {
            Fact::ContactCreated { contact } => {
                let (created, last_active) = (logged.at, logged.at);
                let row = ContactRow { id: *contact, created, last_active, erased: None };
                self.contacts.insert(*contact, row);
                touched.key(RowKey::Contact(*contact));
            }
            // What is known of it is content; that it was edited touches the row alone.
            Fact::ContactEdited { contact } => touched.key(RowKey::Contact(*contact)),
            Fact::ContactErased { contact } => self.erased(*contact, logged.at, touched),
            Fact::ConversationCreated { conversation, contact, channel } => {
                let row = ConversationRow {
                    id: *conversation,
                    contact: *contact,
                    channel: *channel,
                    call: None,
                    state: crate::fact::ConversationState::Open,
                    teammate: None,
                    team: None,
                    notes: 0,
                    active: logged.at,
                    tags: BTreeSet::new(),
                };
                self.conversations.insert(*conversation, row);
                touched.key(RowKey::Conversation(*conversation));
            }
            Fact::ConversationAssigned { conversation, waiting, teammate, team } => {
                if let Some(row) = self.conversations.get_mut(conversation) {
                    row.teammate = teammate.or(row.teammate);
                    row.team = team.or(row.team);
                    row.active = logged.at;
                    touched.key(RowKey::Conversation(*conversation));
                }
                if let Some(id) = teammate {
                    self.assigned(*id, touched);
                    self.bar(*waiting, *id);
                }
            }
            Fact::NoteAdded { conversation, note } => {
                if let Some(row) = self.conversations.get_mut(conversation) {
                    row.notes += 1;
                    row.active = logged.at;
                    touched.key(RowKey::Conversation(*conversation));
                }
                let row = NoteRow {
                    id: *note,
                    conversation: *conversation,
                    by: logged.by,
                    at: logged.at,
                };
                touched.written.push(Row::Note(row, None));
            }
            Fact::ConversationTagged { conversation, tag } => {
                self.tags(*conversation, touched, |tags| tags.insert(*tag));
            }
            Fact::ConversationUntagged { conversation, tag } => {
                self.tags(*conversation, touched, |tags| tags.remove(tag));
            }
            Fact::ConversationStateSet { conversation, state } => {
                if let Some(row) = self.conversations.get_mut(conversation) {
                    row.state = *state;
                    row.active = logged.at;
                    touched.key(RowKey::Conversation(*conversation));
                }
            }
            other => debug_assert!(false, "{other:?} is not about a conversation"),
        }
    }

    fn tags(
        &mut self,
        conversation: ConversationId,
        touched: &mut Touched,
        change: impl FnOnce(&mut BTreeSet<TagId>) -> bool,
    ) {
        if let Some(row) = self.conversations.get_mut(&conversation) {
            change(&mut row.tags);
            touched.key(RowKey::Conversation(conversation));
        }
    }

    /// [001] a teammate to whom a waiting call is assigned may not answer it.
    fn bar(&mut self, waiting: Option<CallId>, teammate: TeammateId) {
        let Some(call) = waiting.and_then(|id| self.calls.get_mut(&id)) else { return };
        if !call.barred.contains(&teammate) {
            call.barred.push(teammate);
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    fn apply_recording(&mut self, fact: &Fact, touched: &mut Touched) {
        let (recording, stage) = match fact {
            Fact::RecordingStarted { call, recording } => {
                let row = RecordingRow {
                    id: *recording,
                    call: *call,
                    started: self.now,
                    stage: RecordingStage::Running,
                };
                self.recordings.insert(*recording, row);
                if let Some(state) = self.calls.get_mut(call) {
                    state.recording = Some(*recording);
                }
                (*recording, RecordingStage::Running)
            }
            Fact::RecordingPaused { recording, .. } => (*recording, RecordingStage::Paused),
            Fact::RecordingResumed { recording, .. } => (*recording, RecordingStage::Running),
            Fact::RecordingStored { recording, length_ms, .. } => {
                (*recording, RecordingStage::Stored { length_ms: *length_ms })
            }
            Fact::RecordingFailed { recording, length_ms, .. } => {
                (*recording, RecordingStage::Failed { length_ms: *length_ms })
            }
            Fact::RecordingDeleted { recording, .. } => {
                let Some(row) = self.recordings.get(recording) else { return };
                (*recording, Self::without_sound(row.stage))
            }
            other => {
                debug_assert!(false, "{other:?} is not about a recording");
                return;
            }
        };
        if let Some(row) = self.recordings.get_mut(&recording) {
            row.stage = stage;
            touched.key(RowKey::Recording(recording));
        }
    }

    /// Lets go of what is over: nothing of it will be touched again.
    pub(crate) fn forget(&mut self, call: CallId) {
        if let Some(state) = self.calls.remove(&call) {
            self.conversations.remove(&state.conversation);
        }
        self.recordings.retain(|_, row| row.call != call);
    }

    /// The current row of a key.
    pub(crate) fn row(&self, key: RowKey) -> Option<Row> {
        match key {
            RowKey::Settings(subject) => {
                let version = *self.versions.get(&subject)?;
                let document = match subject {
                    Subject::Workspace => Document::Workspace(self.workspace.clone()),
                    Subject::Team(id) => Document::Team(id, self.teams.get(&id)?.clone()),
                    Subject::Teammate(id) => Document::Teammate(id, self.people.get(&id)?.clone()),
                    Subject::Channel(id) => Document::Channel(id, self.channels.get(&id)?.clone()),
                    Subject::Role(id) => Document::Role(id, self.roles.get(&id)?.clone()),
                    Subject::Notification(id) => {
                        Document::Notification(id, self.notifications.get(&id)?.clone())
                    }
                    Subject::Tag(id) => Document::Tag(id, self.tags.get(&id)?.clone()),
                    Subject::Webhook(id) => Document::Webhook(id, self.webhooks.get(&id)?.clone()),
                };
                Some(Row::Settings(SettingsRow { version, document }))
            }
            RowKey::Teammate(id) => self.teammates.get(&id).map(|row| Row::Teammate(*row)),
            RowKey::Contact(id) => self.contacts.get(&id).map(|row| Row::Contact(*row, None)),
            RowKey::Conversation(id) => {
                self.conversations.get(&id).map(|row| Row::Conversation(row.clone()))
            }
            RowKey::Call(id) => {
                self.calls.get(&id).map(|row| Row::Call(Box::new(row.clone()), None))
            }
            RowKey::Offer(id) => self.offers.get(&id).map(|row| Row::Offer(row.clone())),
            RowKey::Recording(id) => self.recordings.get(&id).map(|row| Row::Recording(*row, None)),
            RowKey::Result(id) => self.results.get(&id).map(|row| Row::Result(row.clone())),
            RowKey::Mail(id) => self.mails.get(&id).map(|row| Row::Mail(*row, None)),
            RowKey::Task(id) => self.tasks.get(&id).map(|row| Row::Task(*row, None)),
            RowKey::Segment(..) | RowKey::Note(_) | RowKey::Alert(_) => None,
        }
    }

    /// Something happened in the conversation that a call lives in.
    fn enliven(&mut self, call: CallId, touched: &mut Touched) {
        let Some(conversation) = self.calls.get(&call).map(|call| call.conversation) else {
            return;
        };
        let now = self.now;
        if let Some(row) = self.conversations.get_mut(&conversation) {
            row.active = now;
            touched.key(RowKey::Conversation(conversation));
        }
    }

    /// Moves a call to another stage at `at`, finishing the segment it leaves.
    fn move_call(&mut self, id: CallId, stage: Stage, at: Millis, touched: &mut Touched) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        touched.key(RowKey::Call(id));
        let at = at.max(call.since);
        if let Some(kind) = call.stage.segment()
            && at > call.since
        {
            call.segments += 1;
            let teammate = match call.stage {
                Stage::Ringing { teammate, .. } => Some(teammate),
                Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk.teammate),
                Stage::Menu
                | Stage::Queued { .. }
                | Stage::Deflected { .. }
                | Stage::Ended { .. } => None,
            };
            touched.written.push(Row::Segment(Segment {
                call: id,
                n: call.segments,
                kind,
                team: call.team,
                teammate,
                stay: call.stay,
                from: call.since,
                to: at,
            }));
        }
        call.since = at;
        call.stage = stage;
    }
}
