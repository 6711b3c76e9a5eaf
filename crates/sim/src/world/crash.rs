//! The process dies, or the desk is dropped after a refused commit; then it is opened
//! from the rows again.

use desk::{Desk, Input, RecordingFile, RecordingStage, Row};

use super::{WORKSPACE, World};
use crate::agenda::{Event, TabTurn};

impl World {
    /// `kill -9`: every leg is cut, whatever was under way is lost, the desk comes
    /// back from its rows, and browsers find their way back one by one.
    pub(super) fn crash(&mut self) {
        self.life += 1;
        self.inbox.clear();
        self.legs.clear();
        self.tapes.clear();
        self.now += self.rng.ms(50, 2_000);
        self.busy_until = self.now;
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.watch.killed(&self.shelf);
        for place in 0..self.colleagues.len() {
            let teammate = self.colleagues[place].id;
            self.colleagues[place].frozen = false;
            for tab in std::mem::take(&mut self.colleagues[place].tabs) {
                let back = self.rng.ms(10, 6_000);
                self.later(back, Event::Tab { teammate, turn: TabTurn::Back(tab.id) });
            }
        }
        self.tick_at = None;
        self.find_jobs();
        let at = self.wall();
        let mut batch = vec![(at, Input::Restarted)];
        batch.extend(self.salvage().into_iter().map(|input| (at, input)));
        self.turn(batch);
    }

    /// Files that the dead process left open are closed by the new one.
    fn salvage(&mut self) -> Vec<Input> {
        let open = self.shelf.live().recordings;
        let mut inputs = Vec::new();
        for (row, _) in open {
            let path = format!("live/{}.wav", row.id);
            let length_ms = self.rng.between(0, 60_000);
            let file = RecordingFile { path, length_ms };
            inputs.push(match row.stage {
                RecordingStage::Closing => Input::RecordingStopped(row.id, file),
                RecordingStage::Running
                | RecordingStage::Paused
                | RecordingStage::Stored { .. }
                | RecordingStage::Failed { .. }
                | RecordingStage::Deleted { .. } => Input::RecordingFailed(row.id, file),
            });
        }
        inputs
    }

    /// The store refused a commit: memory may be ahead of it, so the desk is dropped
    /// and opened from the rows; the line and the browsers are still there.
    pub(super) fn reopen(&mut self) {
        self.desk = Desk::open(WORKSPACE, self.shelf.live());
        self.watch.reopened();
        self.tick_at = None;
        let at = self.wall();
        for colleague in &self.colleagues {
            for tab in &colleague.tabs {
                self.inbox.push((at, Input::TabOpened(colleague.id, tab.id, tab.phone())));
            }
        }
        // Legs that have lost their phone are told of again.
        let parted = self.legs.iter().filter(|(_, leg)| leg.parted).map(|(id, _)| *id);
        self.inbox.extend(parted.map(|leg| (at, Input::LegParted(leg))));
        self.forget_unborn_callers();
        self.plan_sweep();
        self.plan_tick();
    }

    /// Callers whose arrival was never committed were answered with an error, and the
    /// line lets them go.
    fn forget_unborn_callers(&mut self) {
        let known: Vec<_> = self.watch.model.live.values().map(|call| call.leg).collect();
        let waiting: Vec<_> = self
            .inbox
            .iter()
            .filter_map(|(_, input)| {
                if let Input::CallArrived(arrival) = input { Some(arrival.leg) } else { None }
            })
            .collect();
        self.legs.retain(|leg, _| match leg {
            desk::LegId::Caller(_) => known.contains(leg) || waiting.contains(leg),
            desk::LegId::Offer(..) => true,
        });
    }

    /// Compares the line with what the desk wants, as the shell does every second.
    pub(super) fn sweep(&mut self) {
        self.sweep_planned = false;
        if !self.inbox.is_empty() {
            self.plan_sweep();
            return;
        }
        let wanted = self.desk.wanted();
        let known: Vec<_> = self.legs.keys().copied().collect();
        for leg in known {
            if !wanted.iter().any(|want| want.leg == leg) {
                self.hang_up(leg);
            }
        }
        for want in wanted {
            match self.legs.get_mut(&want.leg) {
                Some(leg) => leg.peer = want.bridged_with,
                None => {
                    self.in_ms(1, Input::LegGone(want.leg, desk::LegDeparture::Lost));
                }
            }
        }
        self.close_tapes();
    }

    /// A recording whose end was never ordered ends with the call it belongs to.
    fn close_tapes(&mut self) {
        let open: Vec<_> = self
            .shelf
            .live()
            .recordings
            .iter()
            .filter(|(row, _)| row.stage == RecordingStage::Closing)
            .map(|(row, _)| row.id)
            .collect();
        for recording in open {
            self.stop_tape(recording);
        }
    }

    pub(super) fn plan_sweep(&mut self) {
        if !self.sweep_planned {
            self.sweep_planned = true;
            self.later(1_000, Event::Sweep);
        }
    }

    /// Whether the store knows a teammate, for those who come back early.
    pub(super) fn on_file(&self, teammate: desk::TeammateId) -> bool {
        matches!(self.shelf.rows.get(&desk::RowKey::Teammate(teammate)), Some(Row::Teammate(_)))
    }
}
