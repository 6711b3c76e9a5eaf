//! What people are told: who won, who was too late, what is not possible.

use desk::{AnswerMode, Command, Fact, Input, Phone, ProblemCode, Reply, TeammateId, Turn};

use super::{Batch, Invariant, Watch};

impl Watch {
    /// Looks at every reply of a turn.
    pub(super) fn replies(&mut self, batch: &Batch<'_>, turn: &Turn) {
        let alone = batch.inputs.len() == 1;
        for ((_, input), reply) in batch.inputs.iter().zip(batch.replies) {
            match input {
                Input::Command(by, Command::Answer { offer, tab }) => {
                    self.answer_reply(turn, *by, (*offer, *tab), reply, alone);
                }
                Input::Command(by, Command::Decline { offer }) => {
                    self.decline_reply(*by, *offer, reply, alone);
                }
                Input::Command(by, Command::Claim { call }) => {
                    self.claim_reply(*by, *call, reply, alone);
                }
                Input::SaveSettings(_, version, document) => {
                    let saved = matches!(reply, Reply::Version(_));
                    let right = !saved || *reply == Reply::Version(version + 1);
                    self.ledger.check(Invariant::E8, None, right, || {
                        format!("{:?} read at {version}: {reply:?}", document.subject())
                    });
                }
                Input::Command(..)
                | Input::Tick
                | Input::Restarted
                | Input::CallArrived(_)
                | Input::LegRinging(_)
                | Input::LegAnswered(_)
                | Input::LegRefused(..)
                | Input::LegGone(..)
                | Input::LegHeld(_)
                | Input::LegResumed(_)
                | Input::LegParted(_)
                | Input::LegRejoined(_)
                | Input::PlayEnded(_)
                | Input::RecordingStopped(..)
                | Input::RecordingFailed(..)
                | Input::TabOpened(..)
                | Input::TabLost(..)
                | Input::RingAcknowledged(..)
                | Input::JudgeCall { .. }
                | Input::MailSent { .. }
                | Input::MailFailed { .. }
                | Input::RecordingsExpired { .. } => {}
            }
        }
    }

    /// [E4, D10, L6, L7] an accepted press is in the log; a refused one says why.
    fn answer_reply(
        &mut self,
        turn: &Turn,
        by: TeammateId,
        (offer, tab): (desk::OfferId, Option<desk::TabId>),
        reply: &Reply,
        alone: bool,
    ) {
        let Some((call, rung)) = self.model.offered.get(&offer).copied() else { return };
        let some = Some(call);
        let code = code(reply);
        if code.is_none() {
            let logged = turn.facts.iter().any(|line| {
                matches!(line.fact, Fact::CallAnswered { offer: of, teammate, .. }
                    if of == offer && teammate == by)
            });
            self.ledger.check(Invariant::E4, some, logged, || {
                format!("{by} pressed Answer, which was accepted and not logged")
            });
            return;
        }
        self.too_late(call, code);
        let employed = self.model.person(by).is_some_and(here);
        if !alone || rung != by || !employed {
            return;
        }
        let live = self.model.live.get(&call);
        let answered = live.is_some_and(|call| {
            matches!(call.stage, desk::Stage::Talking(_) | desk::Stage::OnHold(_))
        });
        if answered {
            let told =
                code == Some(ProblemCode::AlreadyAnswered) || code == Some(ProblemCode::NotFound);
            self.ledger.check(Invariant::D10, some, told, || {
                format!("{by} pressed Answer on an answered call, and was told {code:?}")
            });
        }
        // A page without sound is no way to answer.
        let able = self.model.person(by).is_some_and(|p| p.could_answer(tab) && here(p));
        let open = able && self.model.offers.contains_key(&offer);
        self.ledger.check(Invariant::L7, some, !open, || {
            format!("{by} pressed Answer on an open offer, and was told {code:?}")
        });
    }

    /// [L6] who came after the end is told so, and it is logged.
    fn too_late(&mut self, call: desk::CallId, code: Option<ProblemCode>) {
        let Some(over) = self.model.over.get(&call) else { return };
        if code == Some(ProblemCode::CallEnded) && over.first_answer.is_none() {
            self.ledger.check(Invariant::L6, Some(call), over.late > 0, || {
                "an answer after its end is not told of in the log".into()
            });
        }
    }

    /// [S14] no decline where calls connect by themselves.
    fn decline_reply(&mut self, by: TeammateId, offer: desk::OfferId, reply: &Reply, alone: bool) {
        let call = self.model.offered.get(&offer).map(|(call, _)| *call);
        let auto = alone && self.model.workspace.answer_mode == AnswerMode::Auto;
        self.ledger.check(Invariant::S14, call, !(auto && code(reply).is_none()), || {
            format!("a decline of {by} was accepted in auto-answer mode")
        });
    }

    /// [S13, L7, L6] a claim holds the call or nothing.
    fn claim_reply(&mut self, by: TeammateId, id: desk::CallId, reply: &Reply, alone: bool) {
        let some = Some(id);
        let code = code(reply);
        self.too_late(id, code);
        if !alone {
            return;
        }
        let Some(person) = self.model.person(by).filter(|person| here(person)) else { return };
        let phone = person.phone;
        let holds = match phone {
            Phone::Ringing { call, .. } | Phone::OnCall { call } => call == id,
            Phone::Free | Phone::WrapUp { .. } => false,
        };
        let live = self.model.live.get(&id);
        let barred = live.is_some_and(|call| call.barred.contains(&by));
        self.ledger.check(Invariant::S13, some, !(barred && code.is_none()), || {
            format!("{by}, to whom it was assigned by hand, may claim it")
        });
        if code.is_none() {
            self.ledger.check(Invariant::L7, some, holds, || {
                format!("{by} claimed it, and the phone is {phone:?}")
            });
        } else if live.is_some_and(|call| {
            matches!(call.stage, desk::Stage::Talking(talk) | desk::Stage::OnHold(talk)
                if talk.teammate != by)
        }) {
            let told = code == Some(ProblemCode::AlreadyAnswered);
            self.ledger.check(Invariant::L7, some, told && !holds, || {
                format!("{by} claimed an answered call, and was told {code:?}")
            });
        }
    }
}

/// Who was removed is told that there is no such teammate, whatever was asked.
fn here(person: &crate::model::Person) -> bool {
    person.settings.employment == desk::Employment::Here
}

fn code(reply: &Reply) -> Option<ProblemCode> {
    match reply {
        Reply::Refused(problem) => Some(problem.code),
        Reply::Done
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_)
        | Reply::Task(_)
        | Reply::Result(_) => None,
    }
}
