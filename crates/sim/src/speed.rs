//! The desk alone, without store, line and watch: how many calls it takes in a second.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;

use desk::{
    Actor, Arrival, CallId, CallState, Case, ChannelId, ChannelSettings, Command, ContactContent,
    ContactId, ContactRow, ConversationId, ConversationRow, Desk, Document, Fact, Input,
    LegDeparture, LegId, Live, MailId, MailRow, Millis, OfferId, Read, RecordingId, RecordingMode,
    RecordingRow, ResultId, ResultRow, Row, Status, TabId, TabPhone, TaskContent, TaskId, TaskRow,
    TeamId, TeamSettings, TeammateId, TeammateSettings, Toggle, Turn, WorkspaceId,
};

/// Simulated time between two calls: a desk that takes 100 calls a second.
const CALL_MS: i64 = 10;

/// How many calls move in one turn of the loop: far below the 64 inputs of a commit.
const ABREAST: usize = 16;

/// How many numbers call: most callers are known.
const NUMBERS: u64 = 10_000;

/// A desk with as many teammates and waiting callers as wanted, on which each call that
/// ends makes room for the next one.
pub struct Treadmill {
    desk: Desk,
    contacts: Contacts,
    at: i64,
    leg: u64,
    waiting: usize,
    legs: BTreeMap<CallId, LegId>,
    talking: VecDeque<(CallId, TeammateId)>,
    facts: u64,
}

#[derive(Default)]
struct Contacts {
    by_number: BTreeMap<String, Vec<ContactId>>,
    rows: BTreeMap<ContactId, ContactRow>,
}

impl Read for Contacts {
    type Error = Infallible;

    fn contacts_by_number(&mut self, number: &str) -> Result<Vec<ContactRow>, Infallible> {
        let ids = self.by_number.get(number).map(Vec::as_slice).unwrap_or_default();
        Ok(ids.iter().filter_map(|id| self.rows.get(id).copied()).collect())
    }

    fn conversation(&mut self, _: ConversationId) -> Result<Option<ConversationRow>, Infallible> {
        Ok(None)
    }

    fn contact(
        &mut self,
        id: ContactId,
    ) -> Result<Option<(ContactRow, ContactContent)>, Infallible> {
        Ok(self.rows.get(&id).map(|row| (*row, ContactContent::default())))
    }

    // Nothing is done after the calls of a treadmill.

    fn case(&mut self, _: CallId) -> Result<Option<Case>, Infallible> {
        Ok(None)
    }

    fn task(&mut self, _: TaskId) -> Result<Option<(TaskRow, TaskContent)>, Infallible> {
        Ok(None)
    }

    fn mail(&mut self, _: MailId) -> Result<Option<MailRow>, Infallible> {
        Ok(None)
    }

    fn recording(
        &mut self,
        _: RecordingId,
    ) -> Result<Option<(RecordingRow, CallState)>, Infallible> {
        Ok(None)
    }

    fn recordings_of_contact(
        &mut self,
        _: ContactId,
    ) -> Result<Vec<(RecordingRow, CallState)>, Infallible> {
        Ok(Vec::new())
    }

    fn result(&mut self, _: ResultId) -> Result<Option<ResultRow>, Infallible> {
        Ok(None)
    }
}

impl Treadmill {
    /// One team of `people`, all at their desks; once all are on calls, `waiting` more
    /// callers wait at any time. With none waiting, everybody is idle between calls.
    #[must_use]
    pub fn new(people: u64, waiting: usize) -> Self {
        let mut mill = Self {
            desk: Desk::open(WorkspaceId(1), Live::default()),
            contacts: Contacts::default(),
            at: 1_772_438_400_000,
            leg: 0,
            waiting,
            legs: BTreeMap::new(),
            talking: VecDeque::new(),
            facts: 0,
        };
        mill.furnish(people);
        if waiting > 0 {
            let people = usize::try_from(people).unwrap_or(0);
            while mill.talking.len() < people {
                let calls = mill.arrivals(ABREAST.min(people - mill.talking.len()));
                mill.step(calls);
            }
            let calls = mill.arrivals(waiting);
            mill.step(calls);
        }
        mill
    }

    /// Takes about `calls` calls from arrival to end; returns how many, and how many
    /// lines of the log they made.
    pub fn run(&mut self, calls: u64) -> (u64, u64) {
        let (mut taken, before) = (0, self.facts);
        while taken < calls {
            let mut inputs = self.arrivals(ABREAST);
            if self.waiting > 0 {
                inputs.extend(self.ends(ABREAST));
                self.step(inputs);
            } else {
                self.step(inputs);
                let ends = self.ends(ABREAST);
                self.step(ends);
            }
            taken += ABREAST as u64;
        }
        (taken, self.facts - before)
    }

    fn furnish(&mut self, people: u64) {
        let mut inputs: Vec<Input> = Vec::new();
        let mut save = |document| inputs.push(Input::SaveSettings(Actor::Operator, 0, document));
        for id in 1..=people {
            let name = format!("Teammate {id}");
            let settings = TeammateSettings { name, ..TeammateSettings::default() };
            save(Document::Teammate(TeammateId(id), settings));
        }
        let members = (1..=people).map(TeammateId).collect();
        let team = TeamSettings { name: "Team".to_owned(), members, ..TeamSettings::default() };
        save(Document::Team(TeamId(1), team));
        let channel = ChannelSettings {
            name: "Line".to_owned(),
            number: "+15550000001".to_owned(),
            team: TeamId(1),
            recording: RecordingMode::Off,
            retired: Toggle::Off,
        };
        save(Document::Channel(ChannelId(1), channel));
        for id in (1..=people).map(TeammateId) {
            inputs.push(Input::TabOpened(id, TabId(id.0), TabPhone::Ready));
            let status = Command::SetStatus { teammate: id, status: Status::Active };
            inputs.push(Input::Command(id, status));
        }
        self.step(inputs);
    }

    fn arrivals(&mut self, n: usize) -> Vec<Input> {
        (0..n)
            .map(|_| {
                self.leg += 1;
                Input::CallArrived(Arrival {
                    leg: LegId::Caller(self.leg),
                    called: "+15550000001".to_owned(),
                    caller: Some(format!("+1555{:07}", self.leg % NUMBERS)),
                    caller_name: None,
                })
            })
            .collect()
    }

    /// Those who have talked longest end: teammates hang up, and the line says so.
    fn ends(&mut self, n: usize) -> Vec<Input> {
        let mut inputs = Vec::with_capacity(2 * n);
        for _ in 0..n {
            let Some((call, teammate)) = self.talking.pop_front() else { break };
            inputs.push(Input::Command(teammate, Command::End { call }));
            if let Some(leg) = self.legs.remove(&call) {
                inputs.push(Input::LegGone(leg, LegDeparture::HungUpByUs));
            }
        }
        inputs
    }

    /// One turn, and the turns in which those who are rung answer.
    fn step(&mut self, inputs: Vec<Input>) {
        let mut next = inputs;
        while !next.is_empty() {
            self.at += CALL_MS;
            let at = Millis(self.at);
            let batch = next.drain(..).map(|input| (at, input)).collect();
            let Ok(turn) = desk::turn(&mut self.desk, batch, &mut self.contacts);
            next = self.react(&turn);
        }
    }

    fn react(&mut self, turn: &Turn) -> Vec<Input> {
        self.facts += turn.facts.len() as u64;
        for row in &turn.rows {
            if let Row::Contact(row, content) = row {
                self.contacts.rows.insert(row.id, *row);
                if let Some(number) = content.as_ref().and_then(|content| content.number.clone()) {
                    self.contacts.by_number.entry(number).or_default().push(row.id);
                }
            }
        }
        let mut answers = Vec::new();
        for logged in &turn.facts {
            if let Fact::CallArrived { call, leg, .. } = logged.fact {
                self.legs.insert(call, leg);
            } else if let Fact::CallOffered { offer, teammate, .. } = logged.fact {
                answers.extend(answer(teammate, offer));
            } else if let Fact::CallAnswered { call, teammate, .. } = logged.fact {
                self.talking.push_back((call, teammate));
            }
        }
        answers
    }
}

fn answer(teammate: TeammateId, offer: OfferId) -> [Input; 2] {
    let tab = TabId(teammate.0);
    let answer = Command::Answer { offer, tab: Some(tab) };
    [Input::RingAcknowledged(teammate, offer, tab), Input::Command(teammate, answer)]
}
