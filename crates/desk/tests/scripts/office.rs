//! A small desk with two teammates for what happens after calls: the real desk, turn by
//! turn, over the scripts' store. After every turn the rows are what the log folds to.

#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::expect_used,
    reason = "the hands of tests: whatever else comes is the failure of a test"
)]

use desk::{
    Actor, Addresses, AlertContent, AlertRow, Arrival, CallId, ChannelId, ChannelSettings, Command,
    Desk, Document, Fact, Fold, Input, Job, LegDeparture, LegId, Live, Logged, MailContent,
    MailPlan, MailRow, Millis, NotificationId, NotificationSettings, OfferId, Order, Permission,
    Piece, RecordingFile, RecordingId, RecordingMode, Reply, ResultRow, RoleId, RoleSettings, Row,
    RowKey, Status, TabId, TabPhone, TaskContent, TaskRow, TeamId, TeamSettings, TeammateId,
    TeammateSettings, Toggle, WorkspaceId, WorkspaceSettings, turn,
};

use crate::script::Shelf;

pub(crate) const ANA: TeammateId = TeammateId(1);
pub(crate) const BEN: TeammateId = TeammateId(2);
pub(crate) const SUPPORT: TeamId = TeamId(1);
pub(crate) const FRONT: ChannelId = ChannelId(1);
/// Monday, 2 March 2026, 13:02 UTC.
pub(crate) const START: Millis = Millis(1_772_456_520_000);

pub(crate) struct Office {
    pub(crate) desk: Desk,
    pub(crate) shelf: Shelf,
    pub(crate) log: Vec<Logged>,
    pub(crate) now: Millis,
    fold: Fold,
    legs: u64,
    ringing: Option<(OfferId, TeammateId)>,
    recording: Option<RecordingId>,
}

impl Office {
    /// Ana owns the place and is available, Ben has no role; Support has wrap-up of that
    /// length.
    pub(crate) fn open(recording: RecordingMode, wrap_up_ms: u64) -> Self {
        let workspace = WorkspaceId(7);
        let mut office = Self {
            desk: Desk::open(workspace, Live::default()),
            shelf: Shelf::default(),
            log: Vec::new(),
            now: START,
            fold: Fold::new(workspace),
            legs: 0,
            ringing: None,
            recording: None,
        };
        let name = "Harbour & Sons".to_owned();
        office.save(Document::Workspace(WorkspaceSettings { name, ..Default::default() }));
        let owner = RoleSettings {
            name: "Owner".to_owned(),
            permissions: [Permission::Owner, Permission::TakesCalls].into(),
        };
        office.save(Document::Role(RoleId(1), owner));
        for (id, name, role) in [(ANA, "Ana Costa", RoleId(1)), (BEN, "Ben Ito", RoleId(0))] {
            let name = name.to_owned();
            let settings = TeammateSettings { name, role, ..TeammateSettings::default() };
            office.save(Document::Teammate(id, settings));
        }
        office.save(Document::Team(
            SUPPORT,
            TeamSettings {
                name: "Support".to_owned(),
                members: vec![ANA, BEN],
                wrap_up_ms,
                ..TeamSettings::default()
            },
        ));
        office.save(Document::Channel(
            FRONT,
            ChannelSettings {
                name: "Front".to_owned(),
                number: "+4930000000".to_owned(),
                team: SUPPORT,
                recording,
                retired: Toggle::Off,
            },
        ));
        office.arrives(ANA);
        office
    }

    /// A teammate sits down with a phone that works.
    pub(crate) fn arrives(&mut self, who: TeammateId) {
        self.give(Input::TabOpened(who, TabId(who.0), TabPhone::Ready));
        self.asks(who, Command::SetStatus { teammate: who, status: Status::Active });
    }

    pub(crate) fn save(&mut self, document: Document) -> u64 {
        match self.tries_to_save(Actor::Operator, document) {
            Ok(version) => version,
            Err(why) => panic!("{why}"),
        }
    }

    pub(crate) fn tries_to_save(&mut self, by: Actor, document: Document) -> Result<u64, String> {
        let read_at = self.desk.version(document.subject());
        match self.give(Input::SaveSettings(by, read_at, document)) {
            Reply::Version(version) => Ok(version),
            Reply::Refused(problem) => Err(problem.sentence),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn notification(&mut self, id: u64, settings: NotificationSettings) {
        self.save(Document::Notification(NotificationId(id), settings));
    }

    /// What a person asks for, which is done.
    pub(crate) fn asks(&mut self, by: TeammateId, command: Command) -> Reply {
        let reply = self.give(Input::Command(by, command));
        if let Reply::Refused(problem) = &reply {
            panic!("{}", problem.sentence);
        }
        reply
    }

    /// What a person asks for, which is refused; asked beforehand, the desk says the same
    /// or does not know enough yet.
    pub(crate) fn refuses(&mut self, by: TeammateId, command: Command) -> String {
        let said = self.desk.may(by, &command);
        match self.give(Input::Command(by, command)) {
            Reply::Refused(problem) => {
                assert!(said.is_ok() || said == Err(problem.clone()), "{said:?}, {problem:?}");
                problem.sentence
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn give(&mut self, input: Input) -> Reply {
        let mut replies = self.give_all(vec![input]);
        replies.remove(0)
    }

    /// One turn.
    pub(crate) fn give_all(&mut self, inputs: Vec<Input>) -> Vec<Reply> {
        let inputs = inputs.into_iter().map(|input| (self.now, input)).collect();
        let done = turn(&mut self.desk, inputs, &mut self.shelf);
        let done = done.unwrap_or_else(|never| match never {});
        for logged in &done.facts {
            self.fold.apply(logged);
            if let Fact::CallOffered { offer, teammate, .. } = logged.fact {
                self.ringing = Some((offer, teammate));
            }
        }
        self.shelf.commit(done.rows, done.jobs, &done.receipts, &done.facts);
        self.log.extend(done.facts);
        for order in done.orders {
            match order {
                Order::Record { recording, .. } => self.recording = Some(recording),
                Order::RingTabs(who, offer, _) => {
                    self.give(Input::RingAcknowledged(who, offer, TabId(who.0)));
                }
                _ => {}
            }
        }
        self.rows_are_what_the_log_folds_to();
        done.replies
    }

    fn rows_are_what_the_log_folds_to(&self) {
        let mut stored = 0;
        for row in self.shelf.rows() {
            stored += 1;
            let state = row.clone().state();
            assert_eq!(self.fold.rows().get(&row.key()), Some(&state));
        }
        assert_eq!(stored, self.fold.rows().len());
        let mut lines = std::collections::BTreeMap::<CallId, u32>::new();
        for (call, line) in self.log.iter().filter_map(|logged| logged.call) {
            let last = lines.entry(call).or_default();
            *last += 1;
            assert_eq!(*last, line, "call {call}");
        }
    }

    /// Time passes, and what is due happens.
    pub(crate) fn wait(&mut self, ms: u64) {
        let until = self.now.plus(ms);
        while let Some((at, _)) = self.desk.deadline().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.give(Input::Tick);
        }
        self.now = until;
        self.give(Input::Tick);
    }

    pub(crate) fn rings(&mut self, caller: Option<&str>, name: Option<&str>) -> CallId {
        self.legs += 1;
        let arrival = Arrival {
            leg: LegId::Caller(self.legs),
            called: "+4930000000".to_owned(),
            caller: caller.map(str::to_owned),
            caller_name: name.map(str::to_owned),
        };
        match self.give(Input::CallArrived(arrival)) {
            Reply::Call(call) => call,
            other => panic!("{other:?}"),
        }
    }

    /// Whoever is rung answers.
    pub(crate) fn answers(&mut self) {
        let (offer, who) = self.ringing.expect("somebody is rung");
        self.asks(who, Command::Answer { offer, tab: Some(TabId(who.0)) });
    }

    pub(crate) fn hangs_up(&mut self, call: CallId) {
        let leg = self.desk.call(call).expect("the call is known").leg;
        self.give(Input::LegGone(leg, LegDeparture::HungUp));
    }

    /// The file of the last recording is closed.
    pub(crate) fn closes_the_file(&mut self, length_ms: u64) -> RecordingId {
        let recording = self.recording.take().expect("a recording runs");
        let path = format!("recording-{recording}.wav");
        self.give(Input::RecordingStopped(recording, RecordingFile { path, length_ms }));
        recording
    }

    /// A call of a minute that Ana answered after two seconds.
    pub(crate) fn call_of_a_minute(&mut self, caller: Option<&str>, name: Option<&str>) -> CallId {
        let call = self.rings(caller, name);
        self.wait(2_000);
        self.answers();
        self.wait(60_000);
        self.hangs_up(call);
        call
    }

    pub(crate) fn conversation(&self, call: CallId) -> desk::ConversationRow {
        self.shelf.case_of(call).expect("the call is stored").conversation
    }

    /// Jobs without a receipt, as their keys.
    pub(crate) fn waiting(&self) -> Vec<String> {
        let keys = self.shelf.jobs.iter().map(Job::key);
        keys.filter(|key| !self.shelf.receipts.contains(key)).collect()
    }

    /// Does the jobs to judge; how many there were.
    pub(crate) fn judges(&mut self) -> usize {
        let jobs: Vec<_> = self.shelf.jobs.clone();
        let due = jobs.into_iter().filter(|job| !self.shelf.receipts.contains(&job.key()));
        let mut done = 0;
        for job in due.collect::<Vec<_>>() {
            if let Job::Judge { call, part } = job {
                done += 1;
                let Addresses { public_url, mail_domain } = addresses();
                let job = job.key();
                self.give(Input::JudgeCall { call, part, public_url, mail_domain, job });
            }
        }
        done
    }

    pub(crate) fn results(&self, call: CallId) -> Vec<ResultRow> {
        self.shelf.case_of(call).expect("the call is stored").results
    }

    /// When a call was placed.
    pub(crate) fn placed(&self, call: CallId) -> i64 {
        self.shelf.case_of(call).expect("the call is stored").call.placed.0
    }

    pub(crate) fn mails(&self) -> Vec<(MailRow, MailContent)> {
        let rows = self.shelf.rows().filter_map(|row| match row {
            Row::Mail(row, Some(content)) => Some((*row, content.clone())),
            _ => None,
        });
        rows.collect()
    }

    pub(crate) fn tasks(&self) -> Vec<(TaskRow, TaskContent)> {
        let rows = self.shelf.rows().filter_map(|row| match row {
            Row::Task(row, Some(content)) => Some((*row, content.clone())),
            _ => None,
        });
        rows.collect()
    }

    pub(crate) fn alerts(&self) -> Vec<(AlertRow, AlertContent)> {
        let rows = self.shelf.rows().filter_map(|row| match row {
            Row::Alert(row, Some(content)) => Some((row.clone(), content.clone())),
            _ => None,
        });
        rows.collect()
    }

    pub(crate) fn row(&self, key: RowKey) -> Row {
        self.shelf.get(key).expect("it is stored").clone()
    }

    /// The process is killed and started again.
    pub(crate) fn restarts(&mut self) {
        self.desk = Desk::open(self.desk.workspace(), self.shelf.live());
        self.give(Input::Restarted);
    }

    /// How often a fact of that kind stands in a call's log.
    pub(crate) fn count(&self, is: impl Fn(&Fact) -> bool) -> usize {
        self.log.iter().filter(|logged| is(&logged.fact)).count()
    }
}

pub(crate) fn addresses() -> Addresses {
    Addresses {
        public_url: Some("https://desk.example.org".to_owned()),
        mail_domain: "mail.example.org".to_owned(),
    }
}

/// A mail of one line to one address.
pub(crate) fn mail(recipients: &[&str], line: Vec<Piece>) -> MailPlan {
    MailPlan {
        recipients: recipients.iter().map(|one| (*one).to_owned()).collect(),
        subject: vec![Piece::text("A call")],
        body: vec![desk::Block::Paragraph { pieces: line }],
    }
}

/// A notification that always sends a mail to the team.
pub(crate) fn always(name: &str) -> NotificationSettings {
    NotificationSettings {
        name: name.to_owned(),
        on: Toggle::On,
        mail: Some(mail(&["team@example.com"], vec![Piece::text("Somebody called.")])),
        ..NotificationSettings::default()
    }
}
