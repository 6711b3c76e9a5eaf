//! The world of a script: the real desk, turn by turn, with everything around it.

mod answers;

use std::collections::{BTreeSet, VecDeque};

use desk::metrics::Metrics;
use desk::timeline::{Names, Place, timeline};
use desk::{
    Actor, Arrival, CallId, Channels, Command, ContactContent, ContactId, ContactRow,
    ConversationId, Desk, Document, Fact, Fold, Input, LegDeparture, LegId, Live, Logged, Millis,
    OfferId, Reply, Row, RowKey, Status, TabId, TabPhone, TeamId, TeammateId, Toggle, WorkspaceId,
    turn,
};

use super::action::{Caller, Label};
use super::cast::{Cast, SUPERVISOR};
use super::clock::Moment;
use super::hands::Hands;
use super::laws;
use super::lineside::LineSide;
use super::reading::Told;

const WORKSPACE: WorkspaceId = WorkspaceId(1);
/// A team and channel of nobody, where the conversation begins that is no call of the
/// script.
const ELSEWHERE: (TeamId, desk::ChannelId, &str) =
    (TeamId(900), desk::ChannelId(900), "+15550900900");
/// The role of the supervisor, who looks after everything but does not own it.
const SUPERVISORS: desk::RoleId = desk::RoleId(900);
/// Contacts that the store knew before are numbered far above the log.
const FIRST_KNOWN_CONTACT: u64 = 1_000_000;
const DAY_MS: i64 = 24 * 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// A script wakes the desk at most this often between two lines: more is a clock that
/// does not move.
const WAKES_MAX: usize = 10_000;

pub(super) struct World {
    pub(super) desk: Desk,
    pub(super) shelf: super::shelf::Shelf,
    pub(super) line: LineSide,
    pub(super) hands: Hands,
    pub(super) fold: Fold,
    pub(super) metrics: Metrics,
    pub(super) cast: Cast,
    /// The whole log, and where the script's own part begins.
    pub(super) log: Vec<Logged>,
    first: usize,
    pub(super) now: Moment,
    process: Process,
    pub(super) calls: Vec<Call>,
    /// What the last command was refused with.
    refused: Option<desk::Problem>,
    /// Refusals: before which line of the log, to whom, and why.
    refusals: Vec<(usize, Moment, String)>,
    /// Rows that the store had before the log began.
    pub(super) known: BTreeSet<RowKey>,
    pub(super) elsewhere: Option<ConversationId>,
}

/// What becomes of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Process {
    Runs,
    /// Suspended: everything is still there, nobody watches the clock.
    Asleep,
    Dead,
}

/// A call of the script.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) label: Label,
    pub(super) leg: LegId,
    pub(super) id: Option<CallId>,
}

/// Who hears of a refusal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asker {
    Person(TeammateId),
    Line,
}

impl World {
    /// The world as it is when the script begins.
    pub(super) fn open(cast: &Cast, conversation_before: bool) -> Result<Self, String> {
        let mut world = Self {
            desk: Desk::open(WORKSPACE, Live::default()),
            shelf: super::shelf::Shelf::default(),
            line: LineSide::default(),
            hands: Hands::default(),
            fold: Fold::new(WORKSPACE),
            metrics: Metrics::default(),
            cast: cast.clone(),
            log: Vec::new(),
            first: 0,
            now: Moment(-90 * MINUTE_MS),
            process: Process::Runs,
            calls: Vec::new(),
            refused: None,
            refusals: Vec::new(),
            known: BTreeSet::new(),
            elsewhere: None,
        };
        world.set_up()?;
        if conversation_before {
            world.begin_elsewhere()?;
        }
        world.come_to_work()?;
        world.wait_until(Moment(0))?;
        if let Some((_, _, text)) = world.refusals.first() {
            return Err(format!("the cast cannot be set up: {text}"));
        }
        world.first = world.log.len();
        world.metrics = Metrics::default();
        Ok(world)
    }

    fn set_up(&mut self) -> Result<(), String> {
        for (n, contact) in (FIRST_KNOWN_CONTACT..).zip(self.cast.contacts.clone()) {
            let days = i64::try_from(contact.days_ago).map_err(|error| error.to_string())?;
            let active = Millis(self.cast.start.0 - days * DAY_MS);
            let row =
                ContactRow { id: ContactId(n), created: active, last_active: active, erased: None };
            let content = ContactContent {
                number: Some(contact.number),
                name: Some(contact.name),
                email: None,
            };
            self.known.insert(RowKey::Contact(row.id));
            self.shelf.put(Row::Contact(row, Some(content)));
        }
        let supervisor = desk::TeammateSettings {
            name: "the supervisor".to_owned(),
            role: SUPERVISORS,
            ..desk::TeammateSettings::default()
        };
        let nobody =
            desk::TeamSettings { name: "Elsewhere".to_owned(), ..desk::TeamSettings::default() };
        let channel = desk::ChannelSettings {
            name: "Elsewhere".to_owned(),
            number: ELSEWHERE.2.to_owned(),
            team: ELSEWHERE.0,
            recording: desk::RecordingMode::Off,
            retired: Toggle::Off,
        };
        let supervisors = desk::RoleSettings {
            name: "Supervisors".to_owned(),
            permissions: [
                desk::Permission::PhoneSettings,
                desk::Permission::ManageTeammates,
                desk::Permission::ManageAvailability,
            ]
            .into(),
        };
        let mut documents = vec![
            Document::Role(SUPERVISORS, supervisors),
            Document::Teammate(SUPERVISOR, supervisor),
            Document::Team(ELSEWHERE.0, nobody),
            Document::Channel(ELSEWHERE.1, channel),
        ];
        documents.extend(self.cast.documents());
        for document in documents {
            self.turn(vec![(Asker::Line, Input::SaveSettings(Actor::Operator, 0, document))])?;
        }
        Ok(())
    }

    /// A call to nobody leaves the conversation that is assigned to people before the
    /// script begins.
    fn begin_elsewhere(&mut self) -> Result<(), String> {
        let leg = LegId::Caller(900);
        let arrival =
            Arrival { leg, called: ELSEWHERE.2.to_owned(), caller: None, caller_name: None };
        self.line.caller_arrives(leg);
        self.turn(vec![(Asker::Line, Input::CallArrived(arrival))])?;
        self.line.goes(leg);
        self.turn(vec![(Asker::Line, Input::LegGone(leg, LegDeparture::HungUp))])?;
        let created = self.log.iter().find_map(|logged| {
            let Fact::ConversationCreated { conversation, .. } = &logged.fact else { return None };
            Some(*conversation)
        });
        self.elsewhere = created;
        for teammate in self.cast.assigned.clone() {
            self.wait_until(Moment(self.now.0 + MINUTE_MS))?;
            self.assign_elsewhere(teammate)?;
        }
        Ok(())
    }

    pub(super) fn assign_elsewhere(&mut self, teammate: TeammateId) -> Result<(), String> {
        let conversation = self.elsewhere.ok_or("there is no other conversation")?;
        let assign = Command::Assign { conversation, teammate: Some(teammate), team: None };
        self.command(SUPERVISOR, assign)
    }

    fn come_to_work(&mut self) -> Result<(), String> {
        for person in self.cast.people.clone() {
            let teammate = person.id;
            if person.tab == Toggle::On {
                self.open_tab(teammate, TabId(1), person.tab_phone)?;
            }
            if person.channels != Channels::All {
                let channels = person.channels;
                self.command(SUPERVISOR, Command::SetChannels { teammate, channels })?;
            }
            if person.status == Status::Active {
                let status = person.status;
                self.command(SUPERVISOR, Command::SetStatus { teammate, status })?;
            }
        }
        Ok(())
    }

    pub(super) fn open_tab(
        &mut self,
        who: TeammateId,
        tab: TabId,
        phone: TabPhone,
    ) -> Result<(), String> {
        self.hands.tabs.insert((who, tab));
        self.hands.frozen.remove(&(who, tab));
        self.line.mend_phone(who, tab);
        self.turn(vec![(Asker::Line, Input::TabOpened(who, tab, phone))])
    }

    pub(super) fn command(&mut self, who: TeammateId, command: Command) -> Result<(), String> {
        let overdue = self.desk.deadline().is_some_and(|(at, _)| self.moment_of(at) <= self.now);
        let said = self.desk.may(who, &command).err();
        let asked = command.clone();
        self.turn(vec![(Asker::Person(who), Input::Command(who, command))])?;
        // `may` says no exactly when the command is refused, in the same words.
        if said != self.refused && !overdue {
            return Err(format!(
                "{}: {asked:?}: `may` said {said:?}, it was told {:?}",
                self.now, self.refused
            ));
        }
        Ok(())
    }

    /// Lets the clock run, from deadline to deadline.
    pub(super) fn wait_until(&mut self, moment: Moment) -> Result<(), String> {
        if self.process != Process::Runs {
            self.now = moment;
            return Ok(());
        }
        for _ in 0..WAKES_MAX {
            match self.desk.deadline().map(|(at, _)| self.moment_of(at)) {
                Some(due) if due <= moment => {
                    self.now = self.now.max(due);
                    self.turn(vec![(Asker::Line, Input::Tick)])?;
                }
                Some(_) | None => {
                    self.now = moment;
                    return Ok(());
                }
            }
        }
        Err(format!("{}: the desk's deadline does not move: {:?}", self.now, self.desk.deadline()))
    }

    /// Calls arrive, in one turn.
    pub(super) fn arrive(&mut self, callers: &[Caller], to: &str) -> Result<(), String> {
        let mut inputs = Vec::new();
        for caller in callers {
            let leg = LegId::Caller(self.calls.len() as u64 + 1);
            self.line.caller_arrives(leg);
            self.calls.push(Call { label: caller.label.clone(), leg, id: None });
            let arrival = Arrival {
                leg,
                called: to.to_owned(),
                caller: caller.number.clone(),
                caller_name: None,
            };
            inputs.push((Asker::Line, Input::CallArrived(arrival)));
        }
        self.turn(inputs)
    }

    /// The process dies: legs and tabs are gone, and nobody watches the clock.
    pub(super) fn kill(&mut self) {
        self.process = Process::Dead;
        self.line.crash(self.now.0);
        self.hands.tabs.clear();
        self.hands.frozen.clear();
    }

    /// It starts again from what was stored.
    pub(super) fn start(&mut self) -> Result<(), String> {
        self.process = Process::Runs;
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.turn(vec![(Asker::Line, Input::Restarted)])
    }

    /// The desk is dropped and opened from what was stored; the line is brought to what
    /// it wants, and it is told of the tabs there are and of the legs that lost theirs.
    pub(super) fn reopen(&mut self) -> Result<(), String> {
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.line.align(&self.desk.wanted());
        let tabs = self.hands.tabs.iter();
        let mut inputs: Vec<_> = tabs
            .map(|(who, tab)| {
                let broken = self.line.phone_is_broken(*who, *tab);
                let phone = if broken { TabPhone::NotReady } else { TabPhone::Ready };
                (Asker::Line, Input::TabOpened(*who, *tab, phone))
            })
            .collect();
        inputs.extend(self.line.parted().map(|leg| (Asker::Line, Input::LegParted(leg))));
        self.turn(inputs)
    }

    /// The machine is suspended.
    pub(super) fn sleep(&mut self) {
        self.process = Process::Asleep;
    }

    /// It goes on, and looks at the clock.
    pub(super) fn wake(&mut self) -> Result<(), String> {
        self.process = Process::Runs;
        self.turn(vec![(Asker::Line, Input::Tick)])
    }

    /// One turn of the loop, and those that its orders bring back at once.
    pub(super) fn turn(&mut self, inputs: Vec<(Asker, Input)>) -> Result<(), String> {
        if self.process != Process::Runs {
            return Err(format!("{}: the server does not run", self.now));
        }
        let mut waiting = VecDeque::from([inputs]);
        while let Some(inputs) = waiting.pop_front() {
            let at = Millis(self.cast.start.0 + self.now.0);
            let (askers, inputs): (Vec<_>, Vec<_>) =
                inputs.into_iter().map(|(who, input)| (who, (at, input))).unzip();
            let legs = arriving(&inputs);
            let done = turn(&mut self.desk, inputs, &mut self.shelf);
            let done = done.unwrap_or_else(|never| match never {});
            for logged in &done.facts {
                self.fold.apply(logged);
                self.metrics.apply(logged);
                if let Fact::CallOffered { offer, teammate, .. } = &logged.fact {
                    self.hands.rung.insert(*offer, *teammate);
                }
            }
            self.shelf.commit(done.rows, done.jobs, &done.receipts, &done.facts);
            self.log.extend(done.facts);
            for ((asker, leg), reply) in askers.into_iter().zip(legs).zip(done.replies) {
                self.hear(asker, leg, reply);
            }
            for order in &done.orders {
                let echo = self.line.obey(order, self.now.0);
                let echo = echo.map_err(|why| format!("{}: {order:?}: {why}", self.now))?;
                let back = echo.map(|echo| self.hands.react(echo, &mut self.line));
                let back = back.into_iter().flatten();
                waiting.extend(back.map(|input| vec![(Asker::Line, input)]));
            }
            if waiting.is_empty() {
                laws::check(self).map_err(|why| format!("{}: {why}", self.now))?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, asker: Asker, leg: Option<LegId>, reply: Reply) {
        if matches!(asker, Asker::Person(_)) {
            self.refused = None;
        }
        match reply {
            Reply::Call(id) => {
                if let Some(call) = self.calls.iter_mut().find(|call| Some(call.leg) == leg) {
                    call.id = Some(id);
                }
            }
            Reply::Refused(problem) => {
                let who = match asker {
                    Asker::Person(id) => self.teammate(id),
                    Asker::Line => "the line".to_owned(),
                };
                let text = format!("{who} is told: {}", problem.sentence);
                self.refused = Some(problem);
                self.refusals.push((self.log.len(), self.now, text));
            }
            Reply::Done
            | Reply::Task(_)
            | Reply::Result(_)
            | Reply::Note(_)
            | Reply::Version(_) => {}
        }
    }

    pub(super) fn moment_of(&self, at: Millis) -> Moment {
        Moment(at.0 - self.cast.start.0)
    }

    /// The script's own part of the log.
    pub(super) fn script_log(&self) -> &[Logged] {
        &self.log[self.first..]
    }

    /// A call by its name.
    pub(super) fn call(&self, label: &str) -> Result<&Call, String> {
        let call = self.calls.iter().find(|call| call.label == label);
        call.ok_or_else(|| format!("{label} has not called yet"))
    }

    pub(super) fn call_id(&self, label: &str) -> Result<CallId, String> {
        let id = self.call(label)?.id;
        id.ok_or_else(|| format!("{label} was not let in"))
    }

    /// The last offer that rang a teammate.
    pub(super) fn last_offer(&self, who: TeammateId) -> Result<OfferId, String> {
        let offers = self.hands.rung.iter().filter(|(_, rung)| **rung == who);
        let last = offers.map(|(offer, _)| *offer).max();
        last.ok_or_else(|| format!("{} has not been rung", self.teammate(who)))
    }

    /// The lines of all timelines in the order of the log, with what people were told.
    pub(super) fn told(&self) -> Vec<Told> {
        let mut told = Vec::new();
        let mut refusals = self.refusals.iter().peekable();
        for n in self.first..=self.log.len() {
            while let Some((_, at, text)) = refusals.next_if(|(before, ..)| *before == n) {
                let (at, text) = (*at, text.clone());
                told.push(Told { at, call: None, text, under_details: false });
            }
            if let Some(logged) = self.log.get(n) {
                self.tell(logged, &mut told);
            }
        }
        told
    }

    /// What one line of the log adds to its call's timeline.
    fn tell(&self, logged: &Logged, told: &mut Vec<Told>) {
        let Some((call, n)) = logged.call else { return };
        let of_call = |it: &&Logged| it.call.is_some_and(|(id, _)| id == call);
        let lines: Vec<Logged> =
            self.log.iter().filter(of_call).take(n as usize).cloned().collect();
        let before = timeline(&lines[..lines.len() - 1], self).len();
        let label = self.calls.iter().find(|it| it.id == Some(call)).map(|it| it.label.clone());
        for line in timeline(&lines, self).into_iter().skip(before) {
            told.push(Told {
                at: self.moment_of(line.at),
                call: label.clone(),
                text: line.text,
                under_details: match line.place {
                    Place::Timeline => false,
                    Place::Details => true,
                },
            });
        }
    }
}

/// The legs that arrive in a turn, input by input.
fn arriving(inputs: &[(Millis, Input)]) -> Vec<Option<LegId>> {
    let leg = |input: &Input| {
        let Input::CallArrived(arrival) = input else { return None };
        Some(arrival.leg)
    };
    inputs.iter().map(|(_, input)| leg(input)).collect()
}

impl Names for World {
    fn teammate(&self, id: TeammateId) -> String {
        if id == SUPERVISOR {
            return "the supervisor".to_owned();
        }
        let found = self.cast.people.iter().find(|person| person.id == id);
        found.map_or_else(|| format!("teammate {id}"), |person| person.settings.name.clone())
    }

    fn team(&self, id: TeamId) -> String {
        self.desk.teams().get(&id).map_or_else(|| format!("team {id}"), |team| team.name.clone())
    }
}
