//! Planted bugs: what a broken desk would hand over, made between the real one and the
//! world, so that every invariant is seen to catch something.

mod after;
mod facts;
mod offers;
mod rights;
mod rows;
mod shelf;

use std::collections::{BTreeMap, BTreeSet};

use desk::{CallId, Fact, Fold, Input, Logged, Millis, Row, RowKey, Turn};

use crate::model::Model;
use crate::profile::Profile;
use crate::watch::{Invariant, Lens};

pub(crate) use shelf::BUGS;

/// A planted bug.
pub(crate) struct Bug {
    /// What a person would call it.
    pub(crate) name: &'static str,
    /// The invariant that has to catch it, in the step in which it first shows.
    pub(crate) caught_by: Invariant,
    /// A kind of desk in which it has a chance to show.
    pub(crate) profile: Profile,
    pub(crate) plant: Plant,
}

/// Where a bug is planted.
#[derive(Clone, Copy)]
pub(crate) enum Plant {
    /// In the facts; rows follow suit.
    Facts(fn(&mut Step<'_>) -> bool),
    /// In rows, orders or replies, while the facts stay right.
    Outside(fn(&mut Step<'_>) -> bool),
    /// In what reaches the desk; every time.
    Inputs(fn(&Input) -> bool),
    /// In the shell: it acts before it has committed.
    EagerShell,
    /// In what the figures are made of.
    Lens(Lens),
}

/// A turn that a bug may change.
pub(crate) struct Step<'a> {
    pub(crate) batch: &'a [(Millis, Input)],
    pub(crate) turn: &'a mut Turn,
    /// The world before the turn.
    pub(crate) model: &'a Model,
}

/// A bug at work in one world.
pub(crate) struct Fault {
    plant: Plant,
    pub(crate) acted: bool,
    fold: Fold,
    on_file: BTreeSet<RowKey>,
}

impl Fault {
    pub(crate) fn new(bug: &Bug) -> Self {
        Self {
            plant: bug.plant,
            acted: matches!(bug.plant, Plant::Lens(_)),
            fold: Fold::new(crate::world::WORKSPACE),
            on_file: BTreeSet::new(),
        }
    }

    /// What bends the figures.
    pub(crate) fn lens(&self) -> Lens {
        match self.plant {
            Plant::Lens(lens) => lens,
            Plant::Facts(_) | Plant::Outside(_) | Plant::Inputs(_) | Plant::EagerShell => {
                Lens::default()
            }
        }
    }

    /// Whether the shell acts on this turn before it is committed.
    pub(crate) fn eager(&mut self, turn: &Turn) -> bool {
        let eager = matches!(self.plant, Plant::EagerShell) && !turn.orders.is_empty();
        self.acted |= eager;
        eager
    }

    /// What reaches the desk.
    pub(crate) fn inputs(&mut self, batch: &mut Vec<(Millis, Input)>) {
        if let Plant::Inputs(swallows) = self.plant {
            let before = batch.len();
            batch.retain(|(_, input)| !swallows(input));
            self.acted |= batch.len() < before;
        }
    }

    /// What the desk hands over.
    pub(crate) fn turn(&mut self, batch: &[(Millis, Input)], turn: &mut Turn, model: &Model) {
        let mut bent = false;
        if let Plant::Facts(plant) = self.plant
            && !self.acted
        {
            self.acted = plant(&mut Step { batch, turn, model });
            bent = self.acted;
            if bent {
                renumber(&mut turn.facts, model);
            }
        }
        for logged in &turn.facts {
            self.fold.apply(logged);
        }
        if bent {
            self.follow_suit(turn);
        }
        if let Plant::Outside(plant) = self.plant
            && !self.acted
        {
            self.acted = plant(&mut Step { batch, turn, model });
        }
        self.on_file.extend(turn.rows.iter().map(Row::key));
    }

    /// Rows that say what the bent facts say.
    fn follow_suit(&self, turn: &mut Turn) {
        let mut content: BTreeMap<RowKey, Row> = BTreeMap::new();
        let mut keys = BTreeSet::new();
        for row in turn.rows.drain(..) {
            keys.insert(row.key());
            content.insert(row.key(), row);
        }
        for logged in &turn.facts {
            keys.extend(subjects(&logged.fact));
            if let Some(call) = logged.fact.call() {
                let all = RowKey::Segment(call, 0)..=RowKey::Segment(call, u32::MAX);
                let new = self.fold.rows().range(all).map(|(key, _)| *key);
                keys.extend(new.filter(|key| !self.on_file.contains(key)));
            }
        }
        for key in keys {
            if let Some(row) = self.fold.rows().get(&key) {
                turn.rows.push(with_content(row.clone(), content.remove(&key)));
            }
        }
    }
}

/// What a fact is about, beside its call's conversation and contact.
fn subjects(fact: &Fact) -> Vec<RowKey> {
    let mut keys: Vec<RowKey> = fact.call().map(RowKey::Call).into_iter().collect();
    keys.extend(fact.offer().map(RowKey::Offer));
    if let Fact::CallOffered { teammate, .. }
    | Fact::CallDeclined { teammate, .. }
    | Fact::CallMissed { teammate, .. }
    | Fact::OfferWithdrawn { teammate, .. }
    | Fact::CallAnswered { teammate, .. }
    | Fact::StatusSet { teammate, .. }
    | Fact::WrapUpStarted { teammate, .. } = fact
    {
        keys.push(RowKey::Teammate(*teammate));
    }
    if let Fact::NotificationJudged { result, .. }
    | Fact::MailQueued { result, .. }
    | Fact::TaskCreated { result: Some(result), .. } = fact
    {
        keys.push(RowKey::Result(*result));
    }
    if let Fact::TaskCreated { task, .. } = fact {
        keys.push(RowKey::Task(*task));
    }
    keys
}

fn with_content(row: Row, with: Option<Row>) -> Row {
    match (row, with) {
        (Row::Contact(row, _), Some(Row::Contact(_, content))) => Row::Contact(row, content),
        (Row::Call(row, _), Some(Row::Call(_, content))) => Row::Call(row, content),
        (Row::Mail(row, _), Some(Row::Mail(_, content))) => Row::Mail(row, content),
        (Row::Task(row, _), Some(Row::Task(_, content))) => Row::Task(row, content),
        (Row::Alert(row, _), Some(Row::Alert(_, content))) => Row::Alert(row, content),
        (row, _) => row,
    }
}

/// Numbers the lines of each call anew, so that a bug in the facts shows as what it is.
fn renumber(facts: &mut [Logged], model: &Model) {
    let mut lines: BTreeMap<CallId, u32> = BTreeMap::new();
    for logged in facts {
        logged.call = logged.fact.call().map(|call| {
            let line = lines.entry(call).or_insert_with(|| {
                let live = model.live.get(&call).map(|call| call.lines);
                live.or_else(|| model.over.get(&call).map(|over| over.lines)).unwrap_or(0)
            });
            *line += 1;
            (call, *line)
        });
    }
}

impl Step<'_> {
    /// Changes the first fact for which `change` has another one.
    pub(crate) fn bend(&mut self, change: impl Fn(&Logged, &Model) -> Option<Fact>) -> bool {
        for logged in &mut self.turn.facts {
            if let Some(fact) = change(logged, self.model) {
                logged.fact = fact;
                return true;
            }
        }
        false
    }

    /// Changes the first row that `change` wants to.
    pub(crate) fn bend_row(&mut self, change: impl Fn(&mut Row, &Model) -> bool) -> bool {
        self.turn.rows.iter_mut().any(|row| change(row, self.model))
    }
}
