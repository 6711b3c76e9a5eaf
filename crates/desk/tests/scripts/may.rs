//! `Desk::may` says no exactly when the command is refused, and in the same words: asked
//! before every command of a long random walk, and before every command of every script
//! (script/world.rs).

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use desk::{
    Actor, Arrival, CallId, ChannelId, ChannelSettings, Channels, Command, ContactContent,
    ContactId, ContactRow, ConversationId, ConversationRow, Desk, Document, Fact, Input,
    LegDeparture, LegId, Live, Millis, OfferId, Order, Permission, Priority, ProblemCode, Read,
    RecordingMode, Reply, RoleId, RoleSettings, Row, Status, TabId, TabPhone, TagId, TagSettings,
    TeamId, TeamSettings, TeammateId, TeammateSettings, Toggle, WorkspaceId, turn,
};

/// Steps of the walk: enough to see every command both done and refused many times.
const STEPS: usize = 90_000;
const PEOPLE: u64 = 4;

#[derive(Default)]
struct Known {
    conversations: BTreeMap<ConversationId, ConversationRow>,
    contacts: BTreeMap<ContactId, (ContactRow, ContactContent)>,
    tasks: BTreeMap<desk::TaskId, (desk::TaskRow, desk::TaskContent)>,
}

impl Read for Known {
    type Error = Infallible;

    fn contacts_by_number(&mut self, _: &str) -> Result<Vec<ContactRow>, Infallible> {
        Ok(Vec::new())
    }

    fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>, Infallible> {
        Ok(self.conversations.get(&id).cloned())
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Infallible> {
        Ok(self.contacts.get(&id).cloned())
    }

    fn case(&mut self, _: CallId) -> Result<Option<desk::Case>, Infallible> {
        Ok(None)
    }

    fn task(
        &mut self,
        id: desk::TaskId,
    ) -> Result<Option<(desk::TaskRow, desk::TaskContent)>, Infallible> {
        Ok(self.tasks.get(&id).cloned())
    }

    fn mail(&mut self, _: desk::MailId) -> Result<Option<desk::MailRow>, Infallible> {
        Ok(None)
    }

    fn recording(
        &mut self,
        _: desk::RecordingId,
    ) -> Result<Option<(desk::RecordingRow, desk::CallState)>, Infallible> {
        Ok(None)
    }

    fn recordings_of_contact(
        &mut self,
        _: ContactId,
    ) -> Result<Vec<(desk::RecordingRow, desk::CallState)>, Infallible> {
        Ok(Vec::new())
    }

    fn result(&mut self, _: desk::ResultId) -> Result<Option<desk::ResultRow>, Infallible> {
        Ok(None)
    }
}

/// A desk, and hands that press anything at any time.
struct Walk {
    desk: Desk,
    known: Known,
    dice: u64,
    now: i64,
    legs: u64,
    calls: Vec<CallId>,
    offers: Vec<OfferId>,
    talks: Vec<LegId>,
    /// Who was rung or answered last.
    busy: TeammateId,
    /// How often each command was done and refused, by its name.
    seen: BTreeMap<(&'static str, bool), u32>,
    codes: BTreeSet<&'static str>,
}

impl Walk {
    fn begin() -> Self {
        let mut walk = Self {
            desk: Desk::open(WorkspaceId(1), Live::default()),
            known: Known::default(),
            dice: 0x9E37_79B9_7F4A_7C15,
            now: 0,
            legs: 0,
            calls: Vec::new(),
            offers: Vec::new(),
            talks: Vec::new(),
            busy: TeammateId(0),
            seen: BTreeMap::new(),
            codes: BTreeSet::new(),
        };
        for document in documents() {
            walk.take(Input::SaveSettings(Actor::Operator, 0, document));
        }
        for id in (1..=PEOPLE).map(TeammateId) {
            walk.take(Input::TabOpened(id, TabId(1), TabPhone::Ready));
            let status = Command::SetStatus { teammate: id, status: Status::Active };
            walk.take(Input::Command(id, status));
        }
        walk
    }

    /// xorshift: the walk is the same every time.
    fn below(&mut self, n: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % n
    }

    /// A recent one, or one that never was.
    fn recent<T: Copy>(&mut self, all: fn(&Self) -> &Vec<T>, stranger: T) -> T {
        let known = all(self).len() as u64;
        let back = self.below(8);
        if back < known && self.below(20) > 0 {
            all(self)[(known - 1 - back) as usize]
        } else {
            stranger
        }
    }

    fn take(&mut self, input: Input) -> Reply {
        let batch = vec![(Millis(self.now), input)];
        let Ok(done) = turn(&mut self.desk, batch, &mut self.known);
        for logged in &done.facts {
            if let Fact::CallArrived { call, .. } = &logged.fact {
                self.calls.push(*call);
            } else if let Fact::CallOffered { offer, teammate, .. } = &logged.fact {
                self.offers.push(*offer);
                self.busy = *teammate;
            } else if let Fact::CallAnswered { leg, teammate, .. } = &logged.fact {
                self.talks.push(*leg);
                self.busy = *teammate;
            }
        }
        for row in done.rows {
            if let Row::Conversation(row) = row {
                self.known.conversations.insert(row.id, row);
            } else if let Row::Contact(row, Some(content)) = row {
                self.known.contacts.insert(row.id, (row, content));
            }
        }
        for order in done.orders {
            // Most tabs say at once that they ring.
            if let Order::RingTabs(who, offer, _) = order
                && self.below(8) > 0
            {
                self.take(Input::RingAcknowledged(who, offer, TabId(1)));
                self.take(Input::RingAcknowledged(who, offer, TabId(2)));
            }
        }
        done.replies.into_iter().next().unwrap_or_else(|| panic!("an input had no reply"))
    }

    fn step(&mut self) {
        self.now += 1 + i64::try_from(self.below(700)).unwrap_or(0);
        self.take(Input::Tick);
        match self.below(20) {
            0 => {
                self.legs += 1;
                let arrival = Arrival {
                    leg: LegId::Caller(self.legs),
                    called: "+15550001".to_owned(),
                    caller: None,
                    caller_name: None,
                };
                self.take(Input::CallArrived(arrival));
            }
            1..=3 => self.the_line_says(),
            4 => {
                let who = self.somebody();
                let phone = if self.below(3) == 0 { TabPhone::NotReady } else { TabPhone::Ready };
                let tab = TabId(1 + self.below(2));
                let lost = self.below(3) == 0;
                let input =
                    if lost { Input::TabLost(who, tab) } else { Input::TabOpened(who, tab, phone) };
                self.take(input);
            }
            _ => self.press(),
        }
    }

    fn the_line_says(&mut self) {
        let leg = self.recent(|it| &it.talks, LegId::Caller(0));
        let caller = LegId::Caller(self.legs.saturating_sub(self.below(8)));
        let input = match self.below(4) {
            0 => Input::LegParted(leg),
            1 => Input::LegRejoined(leg),
            2 => Input::PlayEnded(caller),
            _ => Input::LegGone(caller, LegDeparture::HungUp),
        };
        self.take(input);
    }

    fn somebody(&mut self) -> TeammateId {
        TeammateId(1 + self.below(PEOPLE + 1))
    }

    /// Asks first, then presses.
    fn press(&mut self) {
        let by = if self.below(2) == 0 { self.busy } else { self.somebody() };
        let (name, command) = self.command(by);
        if let Command::AddNote { conversation, .. }
        | Command::Assign { conversation, .. }
        | Command::Close { conversation }
        | Command::Open { conversation }
        | Command::Tag { conversation, .. }
        | Command::Untag { conversation, .. }
        | Command::CreateTask { conversation, .. } = &command
            && !self.known.conversations.contains_key(conversation)
        {
            // Nobody can ask about a conversation that no screen shows.
            return;
        }
        if let Command::EditContact { contact, .. } | Command::EraseContact { contact } = &command
            && self.known.contacts.get(contact).is_none_or(|(row, _)| row.erased.is_some())
        {
            return;
        }
        let said = self.desk.may(by, &command);
        let told = self.take(Input::Command(by, command.clone()));
        let refused = match &told {
            Reply::Refused(problem) => {
                self.codes.insert(code(problem.code));
                Err(problem.clone())
            }
            Reply::Done
            | Reply::Task(_)
            | Reply::Result(_)
            | Reply::Note(_)
            | Reply::Call(_)
            | Reply::Version(_) => Ok(()),
        };
        assert_eq!(said, refused, "{by} asked for {command:?}");
        *self.seen.entry((name, refused.is_ok())).or_default() += 1;
    }

    fn command(&mut self, by: TeammateId) -> (&'static str, Command) {
        let call = self.recent(|it| &it.calls, CallId(0));
        let offer = self.recent(|it| &it.offers, OfferId(0));
        let other = self.somebody();
        let teammate = if self.below(2) == 0 { by } else { other };
        let tabs = [None, Some(TabId(1)), Some(TabId(2)), Some(TabId(9))];
        let tab = tabs[self.below(4) as usize];
        match self.below(18) {
            0..=2 => ("answer", Command::Answer { offer, tab }),
            3 => ("decline", Command::Decline { offer }),
            4 => ("claim", Command::Claim { call }),
            5 => ("hold", Command::Hold { call }),
            6 => ("resume", Command::Resume { call }),
            7 => ("mute", Command::Mute { call, mute: Toggle::On }),
            8 => ("pause", Command::PauseRecording { call }),
            9 => ("go on", Command::ResumeRecording { call }),
            10 => ("end", Command::End { call }),
            11 => {
                let away = self.below(3) == 0;
                let status = if away { Status::Away } else { Status::Active };
                ("status", Command::SetStatus { teammate, status })
            }
            12 => ("channels", Command::SetChannels { teammate, channels: Channels::All }),
            13 => ("active", Command::SwitchToActive),
            _ => self.about_a_conversation(other),
        }
    }

    fn about_a_conversation(&mut self, other: TeammateId) -> (&'static str, Command) {
        let call = self.recent(|it| &it.calls, CallId(0));
        // A call's conversation is made in the line before it.
        let conversation = ConversationId(call.0.saturating_sub(1));
        let words = ["They will call again.", " "];
        let body = words[self.below(2) as usize].to_owned();
        let team = [None, Some(TeamId(1)), Some(TeamId(2)), Some(TeamId(9))];
        let team = team[self.below(4) as usize];
        let teammate = (self.below(2) == 0).then_some(other);
        let tag = TagId(1 + self.below(3));
        match self.below(10) {
            5 => ("tag", Command::Tag { conversation, tag }),
            6 => ("untag", Command::Untag { conversation, tag }),
            7 | 8 => {
                let titles = ["Call back", "", "two\nlines"];
                let title = titles[self.below(3) as usize].to_owned();
                let (priority, assignee, due) = (Priority::High, teammate, None);
                ("task", Command::CreateTask { conversation, title, priority, assignee, due })
            }
            9 => {
                let contact = ContactId(conversation.0.saturating_sub(1));
                ("erase", Command::EraseContact { contact })
            }
            0 => ("note", Command::AddNote { conversation, body }),
            1 => ("assign", Command::Assign { conversation, teammate, team }),
            2 => ("close", Command::Close { conversation }),
            3 => ("open", Command::Open { conversation }),
            _ => {
                let contact = ContactId(conversation.0.saturating_sub(1));
                let emails = ["ruth@example.com", "ruth at example", ""];
                let email = Some(emails[self.below(3) as usize].to_owned());
                ("edit", Command::EditContact { contact, name: None, email })
            }
        }
    }
}

fn documents() -> Vec<Document> {
    let role = RoleSettings {
        name: "Supervisor".to_owned(),
        permissions: [
            Permission::TakesCalls,
            Permission::ManageAvailability,
            Permission::EraseData,
        ]
        .into(),
    };
    let clerk = RoleSettings { name: "Clerk".to_owned(), ..RoleSettings::default() };
    let mut all = vec![Document::Role(RoleId(1), role), Document::Role(RoleId(2), clerk)];
    for id in 1..=PEOPLE {
        let role = RoleId(if id == PEOPLE { 2 } else { id - 1 });
        let name = format!("Teammate {id}");
        let role = if role.0 > 1 && id != PEOPLE { RoleId(0) } else { role };
        let settings = TeammateSettings { name, role, ..TeammateSettings::default() };
        all.push(Document::Teammate(TeammateId(id), settings));
    }
    for (id, members) in [(1, 1..=PEOPLE), (2, 1..=2)] {
        let team = TeamSettings {
            name: format!("Team {id}"),
            members: members.map(TeammateId).collect(),
            wrap_up_ms: 3_000,
            ..TeamSettings::default()
        };
        all.push(Document::Team(TeamId(id), team));
    }
    let channel = ChannelSettings {
        name: "Line".to_owned(),
        number: "+15550001".to_owned(),
        team: TeamId(1),
        recording: RecordingMode::On,
        retired: Toggle::Off,
    };
    all.push(Document::Channel(ChannelId(1), channel));
    for (id, retired) in [(1, Toggle::Off), (2, Toggle::On)] {
        let tag = TagSettings { name: format!("Tag {id}"), retired };
        all.push(Document::Tag(TagId(id), tag));
    }
    all
}

fn code(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::NotFound => "not found",
        ProblemCode::CallEnded => "call ended",
        ProblemCode::AlreadyAnswered => "already answered",
        ProblemCode::NotNow => "not now",
        ProblemCode::NotAllowed => "not allowed",
        ProblemCode::AutoAnswerOn => "connects by itself",
        ProblemCode::StaleVersion => "stale version",
        ProblemCode::LastOwner => "last owner",
        ProblemCode::Invalid => "invalid",
    }
}

#[test]
fn may_says_no_exactly_when_a_command_is_refused_and_in_the_same_words() {
    let mut walk = Walk::begin();
    for _ in 0..STEPS {
        walk.step();
    }
    let names: BTreeSet<_> = walk.seen.keys().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), 21, "{names:?}");
    for name in names {
        assert!(walk.seen.contains_key(&(name, true)), "{name} was never done");
        assert!(walk.seen.contains_key(&(name, false)), "{name} was never refused");
    }
    for code in ["not found", "call ended", "already answered", "not now", "not allowed", "invalid"]
    {
        assert!(walk.codes.contains(code), "nobody was told {code:?}");
    }
}
