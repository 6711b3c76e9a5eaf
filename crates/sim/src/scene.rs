//! A small world that goes by a script instead of by chance, under the same watch.

use desk::{
    Actor, Arrival, ChannelId, ChannelSettings, Command, Desk, Document, Fact, Input, LegId, Live,
    Logged, Millis, Order, RecordingMode, Reply, Status, TabId, TabPhone, TeamId, TeamSettings,
    TeammateId, TeammateSettings, Toggle,
};

use crate::shelf::Shelf;
use crate::watch::{Clock, Watch};
use crate::world::WORKSPACE;

/// 2026-03-02T08:00:00Z, a Monday.
const START: i64 = 1_772_438_400_000;

/// A scripted world. Team 1 has the number `+15550000001`, team 2 `+15550000002`, and
/// so on; everybody is Active with one open tab.
pub struct Scene {
    desk: Desk,
    shelf: Shelf,
    watch: Watch,
    at: i64,
    next_leg: u64,
    /// What the last turn ordered.
    pub orders: Vec<Order>,
    /// What the last turn replied.
    pub replies: Vec<Reply>,
}

impl Scene {
    /// A desk with these teams, numbered from 1; members are hired as they are named.
    #[must_use]
    pub fn open(teams: Vec<TeamSettings>) -> Self {
        let mut scene = Self {
            desk: Desk::open(WORKSPACE, Live::default()),
            shelf: Shelf::default(),
            watch: Watch::new(None, Clock::Runs),
            at: START,
            next_leg: 1,
            orders: Vec::new(),
            replies: Vec::new(),
        };
        let mut people: Vec<TeammateId> =
            teams.iter().flat_map(|team| team.members.clone()).collect();
        people.sort_unstable();
        people.dedup();
        let mut documents: Vec<Document> = people
            .iter()
            .map(|id| {
                let name = format!("Teammate {id}");
                Document::Teammate(*id, TeammateSettings { name, ..TeammateSettings::default() })
            })
            .collect();
        for (n, team) in (1..).zip(teams) {
            documents.push(Document::Team(TeamId(n), team));
            documents.push(Document::Channel(
                ChannelId(n),
                ChannelSettings {
                    name: format!("Line {n}"),
                    number: format!("+1555000{n:04}"),
                    team: TeamId(n),
                    recording: RecordingMode::Off,
                    retired: Toggle::Off,
                },
            ));
        }
        let saves = documents.into_iter().map(|it| Input::SaveSettings(Actor::Operator, 0, it));
        scene.take(saves.collect());
        scene.tabs(&people);
        let active = |id: &TeammateId| {
            let status = Command::SetStatus { teammate: *id, status: Status::Active };
            Input::Command(*id, status)
        };
        scene.take(people.iter().map(active).collect());
        scene
    }

    /// A team with these members and nothing else set.
    #[must_use]
    pub fn team(members: &[u64]) -> TeamSettings {
        TeamSettings {
            name: "Support".to_owned(),
            members: members.iter().copied().map(TeammateId).collect(),
            ..TeamSettings::default()
        }
    }

    /// Opens the Help Desk of these teammates in one tab each.
    pub fn tabs(&mut self, people: &[TeammateId]) -> Vec<Fact> {
        self.take(
            people.iter().map(|id| Input::TabOpened(*id, TabId(id.0), TabPhone::Ready)).collect(),
        )
    }

    /// A caller with a number of his own dials a team; the leg is the caller's.
    pub fn dials(&mut self, team: u64) -> (LegId, Input) {
        let leg = LegId::Caller(self.next_leg);
        self.next_leg += 1;
        let arrival = Arrival {
            leg,
            called: format!("+1555000{team:04}"),
            caller: Some(format!("+1555900{:04}", self.next_leg)),
            caller_name: None,
        };
        (leg, Input::CallArrived(arrival))
    }

    /// One turn of the loop, now; what became true.
    pub fn take(&mut self, inputs: Vec<Input>) -> Vec<Fact> {
        let at = Millis(self.at);
        let batch: Vec<(Millis, Input)> = inputs.into_iter().map(|input| (at, input)).collect();
        let Ok(turn) = desk::turn(&mut self.desk, batch.clone(), &mut self.shelf);
        self.watch.turn(&batch, &turn, &self.desk, None);
        self.shelf.commit(&turn);
        self.orders = turn.orders;
        self.replies = turn.replies;
        turn.facts.into_iter().map(|logged| logged.fact).collect()
    }

    /// Lets that much time go by; the desk is woken whenever it wants to be.
    pub fn wait(&mut self, ms: i64) -> Vec<Fact> {
        let until = self.at + ms;
        let mut facts = Vec::new();
        while let Some((due, _)) = self.desk.deadline()
            && due.0 <= until
        {
            self.at = self.at.max(due.0);
            facts.extend(self.take(vec![Input::Tick]));
        }
        self.at = until;
        facts
    }

    /// Lets that much time go by without waking the desk, and wakes it then.
    pub fn oversleep(&mut self, ms: i64) -> Vec<Logged> {
        self.at += ms;
        let before = self.shelf.log.len();
        self.take(vec![Input::Tick]);
        self.shelf.log[before..].to_vec()
    }

    /// A turn whose commit the store refuses: the desk is opened from the rows again.
    pub fn refused(&mut self, inputs: Vec<Input>) {
        let at = Millis(self.at);
        let batch = inputs.into_iter().map(|input| (at, input)).collect();
        let Ok(_lost) = desk::turn(&mut self.desk, batch, &mut self.shelf);
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.watch.reopened();
    }

    /// The process dies and starts again.
    pub fn dies(&mut self) -> Vec<Fact> {
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.watch.killed(&self.shelf);
        self.take(vec![Input::Restarted])
    }

    /// The desk itself.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What broke, in words; empty when nothing did.
    #[must_use]
    pub fn broken(&self) -> Vec<String> {
        let breaches = self.watch.ledger.breaches().iter();
        breaches.map(|breach| format!("{}: {}", breach.invariant.name(), breach.seen)).collect()
    }
}
