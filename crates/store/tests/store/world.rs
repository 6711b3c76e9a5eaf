//! A small busy desk: the real rules, driven by made-up phones, so that what is stored
//! in tests and measurements is what a desk really decides.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;

use desk::{
    Actor, AlertPlan, AlertTo, Arrival, Block, CallId, CallState, Case, ChannelId, ChannelSettings,
    Command, Condition, ContactContent, ContactId, ContactRow, ConversationId, ConversationRow,
    Desk, Document, Input, Job, LegDeparture, LegId, LegRefusal, Live, MailFailure, MailId,
    MailPlan, MailRow, Millis, NotificationId, NotificationSettings, Order, Piece, Read,
    RecordingFile, RecordingId, RecordingMode, RecordingRow, ResultId, ResultRow, Row, RowKey,
    SegmentKind, Status, TaskContent, TaskId, TaskPlan, TaskRow, TeamId, TeamSettings, TeammateId,
    TeammateSettings, Toggle, Turn, When, WorkspaceId, WorkspaceSettings, turn,
};

/// The workspace of every world.
pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// What stands in for the store while the desk decides: every row it was ever given.
#[derive(Default)]
pub(crate) struct Known {
    by_number: BTreeMap<String, Vec<ContactRow>>,
    rows: BTreeMap<RowKey, Row>,
}

impl Read for Known {
    type Error = Infallible;

    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, Infallible> {
        Ok(self.by_number.get(number).cloned().unwrap_or_default())
    }

    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, Infallible> {
        Ok(match self.rows.get(&RowKey::Conversation(id)) {
            Some(Row::Conversation(row)) => Some(row.clone()),
            _ => None,
        })
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Infallible> {
        Ok(match self.rows.get(&RowKey::Contact(id)) {
            Some(Row::Contact(row, content)) => Some((*row, content.clone().unwrap_or_default())),
            _ => None,
        })
    }

    fn case(&mut self, id: CallId) -> Result<Option<Case>, Infallible> {
        let Some(Row::Call(call, content)) = self.rows.get(&RowKey::Call(id)) else {
            return Ok(None);
        };
        let (call, content) = ((**call).clone(), content.clone().unwrap_or_default());
        let Ok(Some(conversation)) = self.conversation(call.conversation) else {
            return Ok(None);
        };
        let Ok(contact) = self.contact(conversation.contact);
        let mut case = Case {
            answered_by: None,
            talk_ms: 0,
            notes: Vec::new(),
            results: Vec::new(),
            call,
            content,
            conversation,
            contact,
        };
        for row in self.rows.values() {
            if let Row::Segment(segment) = row
                && segment.call == id
                && segment.kind == SegmentKind::Talk
            {
                case.answered_by = segment.teammate;
                case.talk_ms += segment.to.since(segment.from);
            }
            if let Row::Result(row) = row
                && row.call == id
            {
                case.results.push(row.clone());
            }
        }
        Ok(Some(case))
    }

    fn task(&mut self, id: TaskId) -> Result<Option<(TaskRow, TaskContent)>, Infallible> {
        Ok(match self.rows.get(&RowKey::Task(id)) {
            Some(Row::Task(row, Some(content))) => Some((*row, content.clone())),
            _ => None,
        })
    }

    fn mail(&mut self, id: MailId) -> Result<Option<MailRow>, Infallible> {
        Ok(match self.rows.get(&RowKey::Mail(id)) {
            Some(Row::Mail(row, _)) => Some(*row),
            _ => None,
        })
    }

    fn recording(
        &mut self,
        id: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, Infallible> {
        Ok(self.recordings().find(|(row, _)| row.id == id))
    }

    fn recordings_of_contact(
        &mut self,
        id: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, Infallible> {
        Ok(self.recordings().filter(|(_, call)| call.contact == id).collect())
    }

    fn result(&mut self, id: ResultId) -> Result<Option<ResultRow>, Infallible> {
        Ok(match self.rows.get(&RowKey::Result(id)) {
            Some(Row::Result(row)) => Some(row.clone()),
            _ => None,
        })
    }
}

impl Known {
    fn recordings(&self) -> impl Iterator<Item = (RecordingRow, CallState)> {
        self.rows.values().filter_map(|row| {
            let Row::Recording(row, _) = row else { return None };
            let call = self.rows.get(&RowKey::Call(row.call));
            let Some(Row::Call(call, _)) = call else { return None };
            Some((*row, (**call).clone()))
        })
    }

    fn learn(&mut self, rows: &[Row]) {
        for row in rows {
            if let Row::Contact(row, Some(content)) = row
                && let Some(number) = &content.number
            {
                self.by_number.entry(number.clone()).or_default().push(*row);
            }
            let before = self.rows.remove(&row.key());
            self.rows.insert(row.key(), with_content(row.clone(), before));
        }
    }
}

/// A row without content leaves the content that was there.
fn with_content(row: Row, before: Option<Row>) -> Row {
    match (row, before) {
        (Row::Contact(row, None), Some(Row::Contact(_, content))) => Row::Contact(row, content),
        (Row::Call(row, None), Some(Row::Call(_, content))) => Row::Call(row, content),
        (Row::Task(row, None), Some(Row::Task(_, content))) => Row::Task(row, content),
        (Row::Mail(row, None), Some(Row::Mail(_, content))) => Row::Mail(row, content),
        (row, _) => row,
    }
}

/// A desk with its phones.
pub(crate) struct World {
    /// The desk.
    pub(crate) desk: Desk,
    /// The time.
    pub(crate) now: Millis,
    known: Known,
    coming: VecDeque<Input>,
    callers: u64,
    live: usize,
    live_wanted: usize,
    dice: u64,
}

impl World {
    /// A team of so many teammates and so many calls at a time.
    pub(crate) fn new(teammates: u64, live_wanted: usize, seed: u64) -> Self {
        let mut world = Self {
            desk: Desk::open(WORKSPACE, Live::default()),
            now: Millis(1_700_000_000_000),
            known: Known::default(),
            coming: VecDeque::new(),
            callers: 0,
            live: 0,
            live_wanted,
            dice: seed.wrapping_mul(2).wrapping_add(1),
        };
        world.set_up(teammates);
        world
    }

    fn set_up(&mut self, teammates: u64) {
        let workspace =
            WorkspaceSettings { sip_phone_is_client: Toggle::On, ..WorkspaceSettings::default() };
        let mut documents = vec![Document::Workspace(workspace)];
        for id in 1..=teammates {
            let settings = TeammateSettings {
                name: format!("Teammate {id}"),
                sip_phones: vec![format!("sip:{id}@127.0.0.1")],
                ..TeammateSettings::default()
            };
            documents.push(Document::Teammate(TeammateId(id), settings));
        }
        let team = TeamSettings {
            name: "Support".to_owned(),
            members: (1..=teammates).map(TeammateId).collect(),
            ..TeamSettings::default()
        };
        documents.push(Document::Team(TeamId(1), team));
        let channel = ChannelSettings {
            name: "Hotline".to_owned(),
            number: "+15550000".to_owned(),
            team: TeamId(1),
            recording: RecordingMode::On,
            retired: desk::Toggle::Off,
        };
        documents.push(Document::Channel(ChannelId(1), channel));
        for document in documents {
            self.coming.push_back(Input::SaveSettings(Actor::Operator, 0, document));
        }
        for id in 1..=teammates {
            let teammate = TeammateId(id);
            let command = Command::SetStatus { teammate, status: Status::Active };
            self.coming.push_back(Input::Command(teammate, command));
        }
    }

    /// The same with notifications: after every call a mail to two, an alert and a task, and
    /// once somebody had time to tag it, another mail.
    pub(crate) fn notifying(teammates: u64, live_wanted: usize, seed: u64) -> Self {
        let mut world = Self::new(teammates, live_wanted, seed);
        let mail = MailPlan {
            recipients: vec!["one@example.com".to_owned(), "two@example.com".to_owned()],
            subject: vec![Piece::text("A call")],
            body: vec![Block::Paragraph { pieces: vec![Piece::Break] }],
        };
        let always = NotificationSettings {
            name: "Every call".to_owned(),
            on: Toggle::On,
            mail: Some(mail.clone()),
            alert: Some(AlertPlan { to: AlertTo::Everybody }),
            task: Some(TaskPlan::default()),
            ..NotificationSettings::default()
        };
        let untagged = NotificationSettings {
            name: "Nobody took notes".to_owned(),
            on: Toggle::On,
            when: When::Rule { condition: Condition::NoNotes },
            mail: Some(mail),
            ..NotificationSettings::default()
        };
        for (id, settings) in (1..).zip([always, untagged]) {
            let document = Document::Notification(NotificationId(id), settings);
            world.coming.push_front(Input::SaveSettings(Actor::Operator, 0, document));
        }
        world
    }

    /// What the runner of jobs tells the desk once it has done its part.
    pub(crate) fn perform(&mut self, job: &Job) {
        let key = job.key();
        match job {
            Job::Judge { call, part } => self.coming.push_back(Input::JudgeCall {
                call: *call,
                part: *part,
                public_url: None,
                mail_domain: "desk.example".to_owned(),
                job: key,
            }),
            Job::SendMail { mail } if mail.0.is_multiple_of(5) => {
                let why = MailFailure::RecipientRefused;
                self.coming.push_back(Input::MailFailed { mail: *mail, why, job: key });
            }
            Job::SendMail { mail } => {
                self.coming.push_back(Input::MailSent { mail: *mail, job: key });
            }
            Job::StoreRecording { .. }
            | Job::CallWebhook { .. }
            | Job::DeleteRecording { .. }
            | Job::EraseContact { .. } => {}
        }
    }

    /// Learns rows from elsewhere: what an earlier run had stored.
    pub(crate) fn learn(&mut self, rows: &[Row]) {
        self.known.learn(rows);
    }

    /// The same desk opened again from what is stored, as after a crash: everything live
    /// was lost. Callers' legs get numbers from `first_caller` on.
    pub(crate) fn reopen(live: Live, now: Millis, live_wanted: usize, first_caller: u64) -> Self {
        let recordings: Vec<_> = live.recordings.iter().map(|(row, _)| row.id).collect();
        let mut known = Known::default();
        let calls = live.calls.iter().cloned();
        let calls = calls.map(|(call, content)| Row::Call(Box::new(call), Some(content)));
        known.learn(&calls.collect::<Vec<_>>());
        let conversations = live.conversations.iter().cloned().map(Row::Conversation);
        known.learn(&conversations.collect::<Vec<_>>());
        let mut world = Self {
            desk: Desk::open(WORKSPACE, live),
            now,
            known,
            coming: VecDeque::new(),
            callers: first_caller,
            live: 0,
            live_wanted,
            dice: first_caller.wrapping_mul(2).wrapping_add(1),
        };
        world.coming.push_back(Input::Restarted);
        // Whatever was being recorded is made good and closed.
        for id in recordings {
            let file = RecordingFile { path: format!("live/{id}.wav"), length_ms: 1 };
            world.coming.push_back(Input::RecordingStopped(id, file));
        }
        world
    }

    /// One turn of the loop over at most so many inputs, 1 ms apart.
    pub(crate) fn turn(&mut self, inputs_max: usize) -> Turn {
        let mut inputs = Vec::new();
        while inputs.len() < inputs_max {
            let calm = self.coming.is_empty();
            let input = match self.coming.pop_front() {
                Some(input) => input,
                None if calm && self.live < self.live_wanted => self.arrival(),
                None => break,
            };
            self.now = self.now.plus(1);
            inputs.push((self.now, input));
        }
        if inputs.is_empty() {
            self.now = self.now.plus(1_000);
            inputs.push((self.now, Input::Tick));
        }
        self.take(inputs)
    }

    /// One turn over these inputs.
    pub(crate) fn take(&mut self, inputs: Vec<(Millis, Input)>) -> Turn {
        let Ok(turn) = turn(&mut self.desk, inputs, &mut self.known);
        self.known.learn(&turn.rows);
        for order in &turn.orders {
            self.obey(order);
        }
        turn
    }

    /// Lets no more callers in and everybody hang up.
    pub(crate) fn wind_down(&mut self) -> Vec<Turn> {
        self.live_wanted = 0;
        let mut turns = Vec::new();
        for _ in 0..100_000 {
            let busy = self.desk.calls().any(|call| call.live());
            if !busy && self.coming.is_empty() {
                break;
            }
            turns.push(self.turn(64));
        }
        turns
    }

    fn arrival(&mut self) -> Input {
        self.callers += 1;
        self.live += 1;
        // Every third caller calls again.
        let number = if self.callers.is_multiple_of(3) { self.callers - 2 } else { self.callers };
        Input::CallArrived(Arrival {
            leg: LegId::Caller(self.callers),
            called: "+15550000".to_owned(),
            caller: Some(format!("+1555{number:07}")),
            caller_name: Some(format!("Caller {number}")),
        })
    }

    fn obey(&mut self, order: &Order) {
        match order {
            Order::Dial(dial) => {
                let roll = self.roll();
                self.coming.push_back(match roll {
                    0 => Input::LegRefused(dial.leg, LegRefusal::Declined),
                    _ => Input::LegAnswered(dial.leg),
                });
            }
            Order::Bridge(LegId::Caller(id), _) | Order::Bridge(_, LegId::Caller(id)) => {
                self.coming.push_back(Input::LegGone(LegId::Caller(*id), LegDeparture::HungUp));
                self.live = self.live.saturating_sub(1);
            }
            Order::HangUp(leg) => {
                self.coming.push_back(Input::LegGone(*leg, LegDeparture::HungUpByUs));
            }
            Order::StopRecording(id) => {
                let file = RecordingFile { path: format!("live/{id}.wav"), length_ms: 1 };
                self.coming.push_back(Input::RecordingStopped(*id, file));
            }
            Order::Answer(_)
            | Order::Reject(..)
            | Order::RingTabs(..)
            | Order::StopRinging(..)
            | Order::Play(..)
            | Order::Connect { .. }
            | Order::Bridge(..)
            | Order::Unbridge(_)
            | Order::Mute(..)
            | Order::Record { .. }
            | Order::PauseRecording(_)
            | Order::ResumeRecording(_) => {}
        }
    }

    /// One of ten, the same for the same seed.
    fn roll(&mut self) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.dice >> 33) % 10
    }
}
