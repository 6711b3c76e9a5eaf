//! The figures, against a slow recount.

use std::collections::BTreeMap;

use desk::metrics::{Figures, Spread};
use desk::{Desk, Outcome, Phone, SegmentKind, Stage, TeamId, TeammateId};

use super::{Invariant, Watch};
use crate::model::Verdict;

impl Watch {
    /// [M5, M7] what a dashboard shows now.
    pub(super) fn counts(&mut self, desk: &Desk) {
        let figures = self.metrics.figures();
        let (mut queue, mut active) = (0, 0);
        for call in self.model.live.values() {
            match call.stage {
                Stage::Queued { .. } | Stage::Ringing { .. } => queue += 1,
                Stage::Talking(_) | Stage::OnHold(_) => active += 1,
                Stage::Menu | Stage::Deflected { .. } | Stage::Ended { .. } => {}
            }
        }
        let shown = (figures.in_queue, figures.active, figures.ended);
        let counted = (queue, active, self.model.over.len() as u64);
        self.ledger.check(Invariant::M5, None, shown == counted, || {
            format!("in queue, active, ended: {shown:?} is shown, {counted:?} is counted")
        });
        let teams: Vec<TeamId> = self.model.teams.keys().copied().collect();
        for team in teams {
            let (mut least, mut most) = (0, 0);
            for (_, person) in self.model.members(team) {
                let permitted = person.takes_calls();
                match person.phone {
                    Phone::OnCall { .. } | Phone::Ringing { .. } => {
                        least += u32::from(permitted);
                        most += 1;
                    }
                    Phone::Free | Phone::WrapUp { .. } => {
                        match person.free(self.model.now, &self.model.workspace) {
                            Verdict::Yes => {
                                least += 1;
                                most += 1;
                            }
                            Verdict::Unclear => most += 1,
                            Verdict::No(_) => {}
                        }
                    }
                }
            }
            let shown = desk.available_for_phone(team);
            let shown = self.lens.map_or(shown, |lens| (lens.available)(shown));
            self.ledger.check(Invariant::M7, None, (least..=most).contains(&shown), || {
                format!("team {team}: {shown} available is shown, {least} to {most} are")
            });
        }
    }

    /// [M1 to M6, M9] everything once more from the pieces of time.
    pub(super) fn recount(&mut self) {
        let mut recount = Recount::default();
        for over in self.model.over.values() {
            recount.take(over.outcome);
            recount.duration.push(over.ended.since(over.placed));
            if let Some(answer) = over.first_answer {
                recount.answer.push(answer.since(over.placed));
            }
            recount.pieces(&over.segments);
        }
        let figures = self.metrics.figures().clone();
        let f = &figures;
        let sum = f.completed
            + f.abandoned_ivr
            + f.abandoned_queue
            + f.abandoned_on_hold
            + f.no_answer
            + f.deflected
            + f.failed;
        let ended = self.model.over.len() as u64;
        self.ledger.check(Invariant::M6, None, sum == f.ended && f.ended == ended, || {
            format!("outcomes add up to {sum}, {} ended, {ended} were counted", f.ended)
        });
        self.ledger.check(Invariant::M6, None, recount.same_outcomes(f), || {
            format!("outcomes shown {f:?}, counted {:?}", recount.outcomes)
        });
        let (answer, duration) = (spread(&recount.answer), spread(&recount.duration));
        self.ledger.check(Invariant::M4, None, f.answer_time == answer, || {
            format!("answer time {:?}, counted {answer:?}", f.answer_time)
        });
        self.ledger.check(Invariant::M5, None, f.duration == duration, || {
            format!("duration {:?}, counted {duration:?}", f.duration)
        });
        for (who, ms) in &recount.by_teammate {
            let shown = f.teammates.get(who).map_or(0, |figures| figures.talk_ms);
            self.ledger.check(Invariant::M3, None, shown == *ms, || {
                format!("teammate {who} talked {ms} ms, {shown} ms is shown")
            });
        }
        for (team, ms) in &recount.by_team {
            let shown = f.teams.get(team).map_or(0, |figures| figures.talk_ms);
            self.ledger.check(Invariant::M3, None, shown == *ms, || {
                format!("team {team} talked {ms} ms, {shown} ms is shown")
            });
        }
        for (team, stays) in &recount.stays() {
            let shown = f.teams.get(team).map_or(0, |figures| figures.queue_time.total_ms);
            self.ledger.check(Invariant::M2, None, shown == *stays, || {
                format!("team {team} kept callers for {stays} ms, {shown} ms is shown")
            });
        }
        let longest = f.duration.longest_ms.max(f.answer_time.longest_ms);
        self.ledger.check(Invariant::M9, None, longest < 1 << 40, || {
            format!("a duration of {longest} ms is a negative one in disguise")
        });
    }
}

/// A recount.
#[derive(Debug, Default)]
struct Recount {
    outcomes: BTreeMap<&'static str, u64>,
    duration: Vec<u64>,
    answer: Vec<u64>,
    by_teammate: BTreeMap<TeammateId, u64>,
    by_team: BTreeMap<TeamId, u64>,
    waited: BTreeMap<TeamId, u64>,
}

impl Recount {
    fn take(&mut self, outcome: Outcome) {
        let name = match outcome {
            Outcome::Completed => "completed",
            Outcome::AbandonedIvr => "ivr",
            Outcome::AbandonedQueue => "queue",
            Outcome::AbandonedOnHold => "hold",
            Outcome::NoAnswer => "no answer",
            Outcome::Deflected(_) => "deflected",
            Outcome::Failed(_) => "failed",
        };
        *self.outcomes.entry(name).or_default() += 1;
    }

    fn pieces(&mut self, segments: &[desk::Segment]) {
        for piece in segments {
            let ms = piece.to.since(piece.from);
            match piece.kind {
                SegmentKind::Talk => {
                    if let Some(who) = piece.teammate {
                        *self.by_teammate.entry(who).or_default() += ms;
                    }
                    if let Some(team) = piece.team {
                        *self.by_team.entry(team).or_default() += ms;
                    }
                }
                SegmentKind::Queue | SegmentKind::Ring => {
                    if let Some(team) = piece.team {
                        *self.waited.entry(team).or_default() += ms;
                    }
                }
                SegmentKind::Routing | SegmentKind::Hold => {}
            }
        }
    }

    fn stays(&self) -> BTreeMap<TeamId, u64> {
        self.waited.clone()
    }

    fn same_outcomes(&self, f: &Figures) -> bool {
        let count = |name: &str| self.outcomes.get(name).copied().unwrap_or(0);
        [
            ("completed", f.completed),
            ("ivr", f.abandoned_ivr),
            ("queue", f.abandoned_queue),
            ("hold", f.abandoned_on_hold),
            ("no answer", f.no_answer),
            ("deflected", f.deflected),
            ("failed", f.failed),
        ]
        .into_iter()
        .all(|(name, shown)| shown == count(name))
    }
}

fn spread(durations: &[u64]) -> Spread {
    Spread {
        count: durations.len() as u64,
        total_ms: durations.iter().sum(),
        longest_ms: durations.iter().copied().max().unwrap_or(0),
    }
}
