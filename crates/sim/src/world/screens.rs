//! What people and callers do once they see or hear what became true.

use desk::{CallId, Command, Fact, Input, LegDeparture, LegId, Logged, TeammateId, Toggle};

use super::World;
use crate::agenda::Event;

/// Offers and calls that somebody may still come too late for.
const RECENT_MAX: usize = 16;

impl World {
    /// A committed fact reaches the screens.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a screen shows a few facts")]
    pub(super) fn show(&mut self, logged: &Logged) {
        match &logged.fact {
            Fact::CallOffered { teammate, offer, .. } => {
                self.recent_offers.push((*teammate, *offer));
                if self.recent_offers.len() > RECENT_MAX {
                    self.recent_offers.remove(0);
                }
            }
            Fact::CallAnswered { call, teammate, leg, .. } => {
                self.plan_talk(*call, *teammate, *leg);
            }
            Fact::CallReturned { call, .. } => {
                if let Some(leg) = self.caller_of(*call) {
                    let patience = self.patience();
                    self.plan_leaving(leg, patience);
                }
            }
            Fact::CallDeflected { call, .. } => {
                if self.rng.per_mille(250)
                    && let Some(leg) = self.caller_of(*call)
                {
                    let soon = self.rng.ms(0, 3_000);
                    self.plan_leaving(leg, soon);
                }
            }
            Fact::CallEnded { call, .. } => {
                self.recent_calls.push(*call);
                if self.recent_calls.len() > RECENT_MAX {
                    self.recent_calls.remove(0);
                }
            }
            Fact::WrapUpStarted { teammate, .. } if self.rng.per_mille(250) => {
                let at = self.rng.ms(0, 8_000);
                self.in_ms(at, Input::Command(*teammate, Command::SwitchToActive));
            }
            _ => {}
        }
    }

    fn caller_of(&self, call: CallId) -> Option<LegId> {
        self.watch.model.live.get(&call).map(|call| call.leg)
    }

    /// How long they talk, and who ends it.
    fn plan_talk(&mut self, call: CallId, teammate: TeammateId, leg: LegId) {
        let talk = match self.rng.below(100) {
            0..=3 => self.rng.ms(0, 50),
            _ => self.rng.spread(self.setup.talk_ms) + 200,
        };
        let Some(caller) = self.caller_of(call) else { return };
        match self.rng.below(100) {
            0..=54 => self.plan_leaving(caller, talk),
            55..=84 => {
                self.plan_leaving(caller, talk * 3 + 10_000);
                self.in_ms(talk, Input::Command(teammate, Command::End { call }));
            }
            n => {
                self.plan_leaving(caller, talk * 3 + 10_000);
                let how = match n {
                    85..=93 => LegDeparture::HungUp,
                    94..=95 => LegDeparture::MediaFailed,
                    96..=97 => LegDeparture::Silent,
                    _ => LegDeparture::Lost,
                };
                let plan = self.legs.get(&leg).map_or(0, |leg| leg.plan);
                self.later(talk, Event::Leave { leg, how, plan });
            }
        }
        if self.rng.per_mille(350) {
            let at = self.rng.ms(10, 5_000);
            self.later(at, Event::Widget { teammate, call });
        }
    }

    /// The call widget: hold, resume, mute, pause, and presses that come too late.
    pub(super) fn use_widget(&mut self, teammate: TeammateId, call: CallId) {
        let Some(state) = self.watch.model.live.get(&call) else { return };
        let held = matches!(state.stage, desk::Stage::OnHold(_));
        let leg = match state.stage {
            desk::Stage::Talking(talk) | desk::Stage::OnHold(talk) => talk.leg,
            desk::Stage::Menu
            | desk::Stage::Queued { .. }
            | desk::Stage::Ringing { .. }
            | desk::Stage::Deflected { .. }
            | desk::Stage::Ended { .. } => return,
        };
        if leg.is_tab() && self.rng.per_mille(150) {
            self.break_phone(teammate, leg);
        }
        let input = match self.rng.below(8) {
            0..=2 if held => Input::Command(teammate, Command::Resume { call }),
            0..=1 => Input::Command(teammate, Command::Hold { call }),
            2 => Input::LegHeld(leg),
            3 if held => Input::LegResumed(leg),
            3 | 4 => Input::Command(teammate, Command::PauseRecording { call }),
            5 => Input::Command(teammate, Command::ResumeRecording { call }),
            6 => Input::Command(teammate, Command::Mute { call, mute: Toggle::On }),
            _ => Input::Command(teammate, Command::Mute { call, mute: Toggle::Off }),
        };
        self.arrive_at_desk(input);
        let next = self.rng.spread(4_000) + 10;
        self.later(next, Event::Widget { teammate, call });
    }
}
