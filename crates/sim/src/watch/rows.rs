//! The rows a turn writes, against the fold of the log and against the reference.

use desk::{CallState, Row, RowKey, Segment, SegmentKind, TeammateState, Turn};

use super::{Invariant, Watch};
use crate::shelf::Shelf;

impl Watch {
    /// Compares what a turn writes.
    pub(super) fn rows(&mut self, turn: &Turn) {
        for row in &turn.rows {
            let key = row.key();
            let folded = self.fold.rows().get(&key);
            let call = call_of(key);
            let same = folded.is_some_and(|folded| same_state(folded, row));
            self.ledger.check(Invariant::E9, call, same, || {
                format!("the row is {row:?}, the log folds to {folded:?}")
            });
            match row {
                Row::Teammate(state) => self.teammate_row(state),
                Row::Call(state, _) => self.call_row(state),
                Row::Segment(segment) => self.segment_row(segment),
                Row::Settings(_)
                | Row::Contact(..)
                | Row::Conversation(_)
                | Row::Offer(_)
                | Row::Note(..)
                | Row::Recording(..)
                | Row::Result(_)
                | Row::Mail(..)
                | Row::Task(..)
                | Row::Alert(..) => {}
            }
        }
    }

    fn teammate_row(&mut self, row: &TeammateState) {
        let Some(person) = self.model.person(row.id) else { return };
        let (phone, status, date) = (person.phone, person.status, person.last_assigned);
        self.ledger.check(Invariant::S15, None, row.phone == phone, || {
            format!("teammate {}: the phone is {:?}, {phone:?} would be right", row.id, row.phone)
        });
        self.ledger.check(Invariant::D11, None, row.status == status, || {
            format!("teammate {}: {:?}, chosen was {status:?}", row.id, row.status)
        });
        self.ledger.check(Invariant::D9, None, row.last_assigned == date, || {
            format!("teammate {}: last assigned {:?}, was {date:?}", row.id, row.last_assigned)
        });
    }

    fn call_row(&mut self, row: &CallState) {
        let some = Some(row.id);
        let Some(call) = self.model.live.get(&row.id) else { return };
        let ledger = &mut self.ledger;
        ledger.check(Invariant::L1, some, row.stage == call.stage, || {
            format!("it is {:?}, {:?} would be right", row.stage, call.stage)
        });
        ledger.check(Invariant::D5, some, row.rank == call.rank, || {
            format!("its place is {:?}, it was {:?}", row.rank, call.rank)
        });
        ledger.check(Invariant::L3, some, row.hold_until == call.hold_until, || {
            format!("its limit is {:?}, it was {:?}", row.hold_until, call.hold_until)
        });
        ledger.check(Invariant::M4, some, row.first_answer == call.first_answer, || {
            format!("first answer {:?}, was {:?}", row.first_answer, call.first_answer)
        });
        ledger.check(Invariant::M2, some, row.stay == call.stay, || {
            format!("stay {} in a queue, it is the {}.", row.stay, call.stay)
        });
        let peace = call.peace.iter().all(|(who, until)| row.excluded.get(who) == Some(until));
        ledger.check(Invariant::D2, some, peace, || {
            format!("passed by are {:?}, right are {:?}", row.excluded, call.peace)
        });
        let barred = call.barred.iter().all(|who| row.barred.contains(who));
        ledger.check(Invariant::S13, some, barred, || {
            format!("barred are {:?}, right are {:?}", row.barred, call.barred)
        });
    }

    fn segment_row(&mut self, row: &Segment) {
        let id = row.call;
        let (segments, stored) = if let Some(call) = self.model.live.get_mut(&id) {
            (&call.segments, &mut call.stored)
        } else if let Some(over) = self.model.over.get_mut(&id) {
            (&over.segments, &mut over.stored)
        } else {
            return;
        };
        *stored += 1;
        let place = usize::try_from(row.n).unwrap_or(0).wrapping_sub(1);
        let right = segments.get(place).copied();
        let invariant = match row.kind {
            SegmentKind::Queue | SegmentKind::Ring => Invariant::M2,
            SegmentKind::Talk => Invariant::M3,
            SegmentKind::Routing | SegmentKind::Hold => Invariant::M1,
        };
        self.ledger.check(invariant, Some(id), right.as_ref() == Some(row), || {
            format!("a piece of time is {row:?}, {right:?} would be right")
        });
    }

    /// [M1] the pieces of a call that ended, on file, add up.
    pub(super) fn ended_calls(&mut self) {
        for id in std::mem::take(&mut self.ended) {
            let Some(over) = self.model.over.get(&id) else { continue };
            let some = Some(id);
            let n = u32::try_from(over.segments.len()).unwrap_or(u32::MAX);
            self.ledger.check(Invariant::M1, some, over.stored == n, || {
                format!("{} pieces of time are stored, it has {n}", over.stored)
            });
            let mut at = over.placed;
            let mut sum = 0;
            let mut whole = true;
            for segment in &over.segments {
                whole &= segment.from == at && segment.to > segment.from;
                sum += segment.to.since(segment.from);
                at = segment.to;
            }
            let lasted = over.ended.since(over.placed);
            whole &= at == over.ended && sum == lasted;
            self.ledger.check(Invariant::M1, some, whole, || {
                format!("{sum} ms in pieces, {lasted} ms in all: {:?}", over.segments)
            });
        }
    }

    /// [E9] the whole log against all rows on file.
    pub(super) fn whole_fold(&mut self, shelf: &Shelf) {
        let folded = self.fold.rows();
        let missing = folded
            .iter()
            .find(|(key, row)| !shelf.rows.get(key).is_some_and(|stored| same_state(row, stored)));
        let found = missing.map(|(key, row)| (*key, format!("{row:?}"), shelf.rows.get(key)));
        let call = found.as_ref().and_then(|(key, ..)| call_of(*key));
        self.ledger.check(Invariant::E9, call, found.is_none(), || {
            format!("the log folds to a row that is not on file: {found:?}")
        });
        let (here, there) = (shelf.rows.len(), folded.len());
        self.ledger.check(Invariant::E9, None, here == there, || {
            format!("{here} rows are on file, the log folds to {there}")
        });
        let (log, facts) = (shelf.log.len() as u64, self.facts);
        self.ledger.check(Invariant::E8, None, log == facts, || {
            format!("{log} lines are on file, {facts} were seen")
        });
    }
}

fn call_of(key: RowKey) -> Option<desk::CallId> {
    match key {
        RowKey::Call(call) | RowKey::Segment(call, _) => Some(call),
        RowKey::Settings(_)
        | RowKey::Teammate(_)
        | RowKey::Contact(_)
        | RowKey::Conversation(_)
        | RowKey::Offer(_)
        | RowKey::Note(_)
        | RowKey::Recording(_)
        | RowKey::Result(_)
        | RowKey::Mail(_)
        | RowKey::Task(_)
        | RowKey::Alert(_) => None,
    }
}

/// Whether two rows are the same but for their content.
fn same_state(one: &Row, other: &Row) -> bool {
    match (one, other) {
        (Row::Contact(one, _), Row::Contact(other, _)) => one == other,
        (Row::Call(one, _), Row::Call(other, _)) => one == other,
        (Row::Note(one, _), Row::Note(other, _)) => one == other,
        (Row::Recording(one, _), Row::Recording(other, _)) => one == other,
        (Row::Mail(one, _), Row::Mail(other, _)) => one == other,
        (Row::Task(one, _), Row::Task(other, _)) => one == other,
        (Row::Alert(one, _), Row::Alert(other, _)) => one == other,
        (one, other) => one == other,
    }
}
