//! What people ask for, and when they are told no.

use super::{Desk, Reply, refused};
use crate::call::{CallState, Stage, Talk};
use crate::fact::{ConversationState, Fact};
use crate::id::{CallId, ConversationId, LegId, NoteId, OfferId, TeamId, TeammateId};
use crate::input::{Actor, Channels, Command, Status};
use crate::offer::{DeclineCause, OfferHow, WithdrawnWhy};
use crate::order::Order;
use crate::problem::{Problem, ProblemCode};
use crate::row::{NoteContent, NoteRow, Row, RowKey};
use crate::settings::{AnswerMode, Employment, Toggle};
use crate::teammate::Phone;

/// The longest note: a page or two of a conversation, far below what a row may hold.
const NOTE_CHARACTERS_MAX: usize = 20_000;

type Asked = Result<Reply, Problem>;

/// The conversation a command needs to have read.
pub(super) fn conversation_of(command: &Command) -> Option<ConversationId> {
    match command {
        Command::AddNote { conversation, .. }
        | Command::Assign { conversation, .. }
        | Command::Close { conversation }
        | Command::Open { conversation } => Some(*conversation),
        Command::Answer { .. }
        | Command::Decline { .. }
        | Command::Claim { .. }
        | Command::Hold { .. }
        | Command::Resume { .. }
        | Command::Mute { .. }
        | Command::PauseRecording { .. }
        | Command::ResumeRecording { .. }
        | Command::End { .. }
        | Command::SetStatus { .. }
        | Command::SetChannels { .. }
        | Command::SwitchToActive => None,
    }
}

impl Desk {
    pub(super) fn obey(&mut self, by: TeammateId, command: Command) -> Asked {
        self.employed(by)?;
        match command {
            Command::Answer { offer } => self.press_answer(by, offer),
            Command::Decline { offer } => self.press_decline(by, offer),
            Command::Claim { call } => self.claim(by, call),
            Command::Hold { call } => {
                self.talking(by, call)?;
                self.hold(call, by);
                Ok(Reply::Done)
            }
            Command::Resume { call } => {
                self.talking(by, call)?;
                self.resume(call, by);
                Ok(Reply::Done)
            }
            Command::Mute { call, mute } => {
                let talk = self.talking(by, call)?;
                self.order(Order::Mute(talk.leg, mute));
                Ok(Reply::Done)
            }
            Command::PauseRecording { call } => {
                self.talking(by, call)?;
                let paused = self.pause_recording(call, Actor::Teammate(by));
                done_or(paused, "There is no running recording to pause.")
            }
            Command::ResumeRecording { call } => {
                self.talking(by, call)?;
                let resumed = self.resume_recording(call, Actor::Teammate(by));
                done_or(resumed, "There is no paused recording to resume.")
            }
            Command::End { call } => {
                self.talking(by, call)?;
                let by = Actor::Teammate(by);
                self.end(call, crate::outcome::Outcome::Completed, by, self.now);
                Ok(Reply::Done)
            }
            Command::SetStatus { teammate, status } => self.set_status(by, teammate, status),
            Command::SetChannels { teammate, channels } => {
                self.set_channels(by, teammate, channels)
            }
            Command::SwitchToActive => self.switch_to_active(by),
            Command::AddNote { conversation, body } => self.add_note(by, conversation, body),
            Command::Assign { conversation, teammate, team } => {
                self.assign(by, conversation, teammate, team)
            }
            Command::Close { conversation } => {
                self.set_state(by, conversation, ConversationState::Closed)
            }
            Command::Open { conversation } => {
                self.set_state(by, conversation, ConversationState::Open)
            }
        }
    }

    fn employed(&self, id: TeammateId) -> Result<(), Problem> {
        match self.state.people.get(&id) {
            Some(person) if person.employment == Employment::Here => Ok(()),
            Some(_) | None => {
                Err(refused(ProblemCode::NotFound, "There is no such teammate in this workspace."))
            }
        }
    }

    fn live_call(&self, id: CallId) -> Result<&CallState, Problem> {
        match self.state.calls.get(&id) {
            Some(call) if call.live() => Ok(call),
            Some(_) => Err(refused(ProblemCode::CallEnded, "The call has ended.")),
            None => Err(refused(ProblemCode::NotFound, "There is no such live call.")),
        }
    }

    fn talking(&self, by: TeammateId, call: CallId) -> Result<Talk, Problem> {
        match self.live_call(call)?.talk() {
            Some(talk) if talk.teammate == by => Ok(talk),
            Some(_) => Err(refused(
                ProblemCode::NotAllowed,
                "Another teammate is on this call: only that teammate can control it.",
            )),
            None => Err(refused(ProblemCode::NotNow, "Nobody has answered this call yet.")),
        }
    }

    /// The offer, if it still rings this teammate; else what became of it.
    fn ringing_for(&self, by: TeammateId, offer: OfferId) -> Result<CallId, Problem> {
        if let Some(row) = self.state.offers.get(&offer).filter(|row| row.ended.is_none()) {
            if row.teammate == by {
                return Ok(row.call);
            }
            return Err(refused(ProblemCode::NotAllowed, "This call rings another teammate."));
        }
        let call = self.offered.get(&offer).and_then(|call| self.state.calls.get(call));
        match call.map(|call| (call.live(), call.talk())) {
            Some((true, Some(_))) => {
                Err(refused(ProblemCode::AlreadyAnswered, "The call was already answered."))
            }
            Some((true, None)) => {
                Err(refused(ProblemCode::NotNow, "The call has stopped ringing here."))
            }
            Some((false, _)) => Err(refused(ProblemCode::CallEnded, "The call has ended.")),
            None => Err(refused(ProblemCode::NotFound, "There is no such offer.")),
        }
    }

    fn press_answer(&mut self, by: TeammateId, offer: OfferId) -> Asked {
        match self.ringing_for(by, offer) {
            Ok(_) if self.rings_in_tabs(offer) => {
                self.answer(offer, LegId::Offer(offer, 0));
                Ok(Reply::Done)
            }
            Ok(_) => Err(refused(ProblemCode::NotNow, "Answer it on the phone that rings.")),
            Err(problem) => {
                if problem.code == ProblemCode::CallEnded
                    && let Some(call) = self.offered.get(&offer).copied()
                {
                    self.note_late_assignment(call);
                }
                Err(problem)
            }
        }
    }

    fn press_decline(&mut self, by: TeammateId, offer: OfferId) -> Asked {
        self.ringing_for(by, offer)?;
        let claimed = self.state.offers.get(&offer).is_some_and(|row| row.how == OfferHow::Claimed);
        // [002] when auto-answer mode is on, no Decline exists.
        if self.state.workspace.answer_mode == AnswerMode::Auto || claimed {
            return Err(refused(
                ProblemCode::AutoAnswerOn,
                "This call connects by itself and cannot be declined.",
            ));
        }
        self.decline(offer, DeclineCause::DeclineButton, Actor::Teammate(by));
        Ok(Reply::Done)
    }

    /// [002] any member of the team with a phone client and no call or wrap-up may
    /// take a waiting call by hand, whatever the status or exclusion.
    fn claim(&mut self, by: TeammateId, id: CallId) -> Asked {
        if let Some(call) = self.state.calls.get(&id)
            && !call.live()
        {
            self.note_late_assignment(id);
        }
        let call = self.live_call(id)?;
        let stage = call.stage;
        let barred = call.barred.contains(&by);
        let (team, rings) = match stage {
            Stage::Queued { team } => (team, None),
            Stage::Ringing { teammate, .. } if teammate == by => {
                return Err(refused(ProblemCode::NotNow, "The call rings here: answer it."));
            }
            Stage::Ringing { team, offer, .. } => (team, Some(offer)),
            Stage::Talking(_) | Stage::OnHold(_) => {
                return Err(refused(
                    ProblemCode::AlreadyAnswered,
                    "The call was already answered.",
                ));
            }
            Stage::Menu | Stage::Deflected { .. } | Stage::Ended { .. } => {
                return Err(refused(ProblemCode::NotNow, "The call is not waiting in a queue."));
            }
        };
        if barred {
            return Err(refused(
                ProblemCode::NotNow,
                "The call was assigned to you by hand: somebody else has to answer it.",
            ));
        }
        self.may_claim(by, team)?;
        self.log(Actor::Teammate(by), Fact::ManualAnswerRequested { call: id, teammate: by });
        if let Some(offer) = rings {
            self.withdraw(offer, WithdrawnWhy::Claimed, Actor::Teammate(by));
        }
        self.offer(id, by, OfferHow::Claimed);
        Ok(Reply::Done)
    }

    fn may_claim(&self, by: TeammateId, team: TeamId) -> Result<(), Problem> {
        let member = self.state.teams.get(&team).is_some_and(|team| team.members.contains(&by));
        if !member {
            return Err(refused(
                ProblemCode::NotAllowed,
                "Only members of the call's team can take it.",
            ));
        }
        let permitted =
            self.state.people.get(&by).is_some_and(|person| person.takes_calls == Toggle::On);
        if !permitted {
            return Err(refused(
                ProblemCode::NotAllowed,
                "Your role lacks the permission to take calls.",
            ));
        }
        match self.state.teammates.get(&by).map(|row| row.phone) {
            Some(Phone::Free) => {}
            Some(Phone::Ringing { .. }) => {
                return Err(refused(ProblemCode::NotNow, "Another call rings here already."));
            }
            Some(Phone::OnCall { .. }) => {
                return Err(refused(ProblemCode::NotNow, "You are on a call."));
            }
            Some(Phone::WrapUp { .. }) => {
                return Err(refused(
                    ProblemCode::NotNow,
                    "You are in wrap-up: switch to active first.",
                ));
            }
            None => {
                return Err(refused(ProblemCode::NotFound, "There is no such teammate."));
            }
        }
        if self.client_of(by) {
            Ok(())
        } else {
            Err(refused(
                ProblemCode::NotNow,
                "No phone of yours is connected: open the Help Desk in a tab.",
            ))
        }
    }

    fn set_status(&mut self, by: TeammateId, who: TeammateId, status: Status) -> Asked {
        self.employed(who)?;
        let Some(row) = self.state.teammates.get(&who).copied() else { return Ok(Reply::Done) };
        let changes = row.status != status;
        if changes {
            self.log(Actor::Teammate(by), Fact::StatusSet { teammate: who, status });
        }
        match (status, row.phone) {
            // Going Away between offer and connection counts as a decline [002].
            (Status::Away, Phone::Ringing { offer, .. }) if changes => {
                self.decline(offer, DeclineCause::WentAway, Actor::Teammate(who));
            }
            (Status::Active, Phone::WrapUp { .. }) => {
                self.log(Actor::Teammate(by), Fact::WrapUpEnded { teammate: who });
            }
            (
                Status::Active | Status::Away,
                Phone::Free | Phone::Ringing { .. } | Phone::OnCall { .. } | Phone::WrapUp { .. },
            ) => {}
        }
        Ok(Reply::Done)
    }

    fn set_channels(&mut self, by: TeammateId, who: TeammateId, channels: Channels) -> Asked {
        self.employed(who)?;
        let Some(row) = self.state.teammates.get(&who).copied() else { return Ok(Reply::Done) };
        if row.channels == channels {
            return Ok(Reply::Done);
        }
        self.log(Actor::Teammate(by), Fact::ChannelsSet { teammate: who, channels });
        if let (Phone::Ringing { offer, .. }, false) = (row.phone, channels.phone()) {
            self.decline(offer, DeclineCause::WentAway, Actor::Teammate(who));
        }
        Ok(Reply::Done)
    }

    /// [001] *Switch to active* ends wrap-up at once.
    fn switch_to_active(&mut self, by: TeammateId) -> Asked {
        self.set_status(by, by, Status::Active)
    }

    fn conversation(&self, id: ConversationId) -> Result<&crate::row::ConversationRow, Problem> {
        self.state.conversations.get(&id).ok_or_else(|| {
            refused(ProblemCode::NotFound, "There is no such conversation in this workspace.")
        })
    }

    fn add_note(&mut self, by: TeammateId, conversation: ConversationId, body: String) -> Asked {
        self.conversation(conversation)?;
        if body.trim().is_empty() {
            return Err(refused(ProblemCode::Invalid, "A note needs some words."));
        }
        if body.chars().count() > NOTE_CHARACTERS_MAX {
            return Err(refused(
                ProblemCode::Invalid,
                format!("A note has at most {NOTE_CHARACTERS_MAX} characters: split it."),
            ));
        }
        let note = NoteId(self.state.next().0);
        self.log(Actor::Teammate(by), Fact::NoteAdded { conversation, note });
        let row = NoteRow { id: note, conversation, by: Actor::Teammate(by), at: self.now };
        let row = Row::Note(row, Some(NoteContent { body }));
        self.out.content.insert(RowKey::Note(note), row);
        Ok(Reply::Note(note))
    }

    /// [001] assigning a waiting call by hand sets its owner, who may not answer it;
    /// it stays queued for the others. Another team takes it into its own queue.
    fn assign(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        teammate: Option<TeammateId>,
        team: Option<TeamId>,
    ) -> Asked {
        if teammate.is_none() && team.is_none() {
            return Err(refused(ProblemCode::Invalid, "Name a teammate or a team to assign to."));
        }
        let call = self.conversation(conversation)?.call;
        if let Some(teammate) = teammate {
            self.employed(teammate)?;
        }
        if team.is_some_and(|team| !self.state.teams.contains_key(&team)) {
            return Err(refused(ProblemCode::NotFound, "There is no such team."));
        }
        let state = call.and_then(|call| self.state.calls.get(&call));
        let waits = state.and_then(|state| Some((state.id, state.waits_for()?, state.stage)));
        let moves = waits.and_then(|(_, old, _)| team.filter(|team| *team != old));
        if let Some((_, _, Stage::Ringing { offer, teammate: rung, .. })) = waits {
            if moves.is_some() {
                self.withdraw(offer, WithdrawnWhy::MovedToTeam, Actor::Teammate(by));
            } else if teammate == Some(rung) {
                self.withdraw(offer, WithdrawnWhy::AssignedByHand, Actor::Teammate(by));
            }
        }
        let waiting = waits.map(|(call, ..)| call);
        self.log(
            Actor::Teammate(by),
            Fact::ConversationAssigned { conversation, waiting, teammate, team },
        );
        if let (Some(call), Some(team)) = (waiting, moves) {
            self.queue(call, team);
        } else if let Some((call, ..)) = waits {
            self.past_hold_limit(call);
        }
        Ok(Reply::Done)
    }

    fn set_state(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        state: ConversationState,
    ) -> Asked {
        if self.conversation(conversation)?.state != state {
            let fact = Fact::ConversationStateSet { conversation, state };
            self.log(Actor::Teammate(by), fact);
        }
        Ok(Reply::Done)
    }
}

fn done_or(done: bool, otherwise: &str) -> Asked {
    if done { Ok(Reply::Done) } else { Err(refused(ProblemCode::NotNow, otherwise)) }
}
