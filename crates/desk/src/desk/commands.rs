//! What people ask for, done. Whether it may be done is said in `may.rs`.

use super::tasks::Values;
use super::{Desk, Furnished, Reply, refused};
use crate::call::Stage;
use crate::fact::{ConversationState, Fact};
use crate::id::{CallId, ConversationId, LegId, NoteId, OfferId, TabId, TeamId, TeammateId};
use crate::input::{Actor, Channels, Command, Status};
use crate::offer::{DeclineCause, OfferHow, WithdrawnWhy};
use crate::order::Order;
use crate::outcome::Outcome;
use crate::problem::{Problem, ProblemCode};
use crate::row::{ContactContent, ContactRow, NoteContent, NoteRow, Row, RowKey};
use crate::settings::Toggle;
use crate::teammate::{Phone, TeammateState};

pub(super) type Asked = Result<Reply, Problem>;

/// The conversation a command needs to have read.
pub(super) fn conversation_of(command: &Command) -> Option<ConversationId> {
    match command {
        Command::AddNote { conversation, .. }
        | Command::Assign { conversation, .. }
        | Command::Close { conversation }
        | Command::Open { conversation }
        | Command::Tag { conversation, .. }
        | Command::Untag { conversation, .. }
        | Command::CreateTask { conversation, .. } => Some(*conversation),
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
        | Command::SwitchToActive
        | Command::EditContact { .. }
        | Command::ChangeTask { .. }
        | Command::FinishTask { .. }
        | Command::ReopenTask { .. }
        | Command::DeleteRecording { .. }
        | Command::EraseContact { .. }
        | Command::ResendNotification { .. } => None,
    }
}

impl Desk {
    pub(super) fn obey(
        &mut self,
        by: TeammateId,
        command: Command,
        furnished: &Furnished,
    ) -> Asked {
        if let Err(problem) = self.may(by, &command) {
            self.too_late(&command, &problem);
            return Err(problem);
        }
        if let Some(conversation) = conversation_of(&command) {
            self.conversation(conversation)?;
        }
        self.carry_out(by, command, furnished)
    }

    /// The only place that takes a command apart: each goes to the function that does it,
    /// with its parts, so that none is accepted by a function that does not know it.
    fn carry_out(&mut self, by: TeammateId, command: Command, furnished: &Furnished) -> Asked {
        match command {
            Command::Answer { offer, tab } => self.press_answer(by, offer, tab),
            Command::Decline { offer } => self.press_decline(by, offer),
            Command::Claim { call } => self.claim(by, call),
            Command::Hold { call } => {
                self.hold(call, by);
                Ok(Reply::Done)
            }
            Command::Resume { call } => {
                self.resume(call, by);
                Ok(Reply::Done)
            }
            Command::Mute { call, mute } => self.mute(by, call, mute),
            Command::PauseRecording { call } => {
                self.pause_recording(call, Actor::Teammate(by));
                Ok(Reply::Done)
            }
            Command::ResumeRecording { call } => {
                self.resume_recording(call, Actor::Teammate(by));
                Ok(Reply::Done)
            }
            Command::End { call } => {
                self.end(call, Outcome::Completed, Actor::Teammate(by), self.now);
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
            Command::EditContact { contact, name, email } => {
                let known = furnished.contact.get(&contact).cloned().flatten();
                self.edit_contact(by, known, name, email)
            }
            Command::Tag { conversation, tag } => self.tag(by, conversation, tag),
            Command::Untag { conversation, tag } => self.untag(by, conversation, tag),
            Command::CreateTask { conversation, title, priority, assignee, due } => {
                self.create_task(by, conversation, &title, Values { priority, assignee, due })
            }
            Command::ChangeTask { task, title, priority, assignee, due } => {
                let values = Values { priority, assignee, due };
                self.change_task(by, task, title.as_deref(), values, furnished)
            }
            Command::FinishTask { task } => self.finish_task(by, task),
            Command::ReopenTask { task } => self.reopen_task(by, task),
            Command::DeleteRecording { recording } => self.delete_recording(by, recording),
            Command::EraseContact { contact } => self.erase_contact(by, contact, furnished),
            Command::ResendNotification { result, addresses } => {
                self.resend(by, result, &addresses, furnished)
            }
        }
    }

    /// [002] whoever reaches for a call that ended unanswered leaves a line in its log.
    fn too_late(&mut self, command: &Command, problem: &Problem) {
        if problem.code != ProblemCode::CallEnded {
            return;
        }
        let call = match command {
            Command::Answer { offer, .. } => self.offered.get(offer).copied(),
            Command::Claim { call } => Some(*call),
            Command::Decline { .. }
            | Command::Hold { .. }
            | Command::Resume { .. }
            | Command::Mute { .. }
            | Command::PauseRecording { .. }
            | Command::ResumeRecording { .. }
            | Command::End { .. }
            | Command::SetStatus { .. }
            | Command::SetChannels { .. }
            | Command::SwitchToActive
            | Command::AddNote { .. }
            | Command::Assign { .. }
            | Command::Close { .. }
            | Command::Open { .. }
            | Command::EditContact { .. }
            | Command::Tag { .. }
            | Command::Untag { .. }
            | Command::CreateTask { .. }
            | Command::ChangeTask { .. }
            | Command::FinishTask { .. }
            | Command::ReopenTask { .. }
            | Command::DeleteRecording { .. }
            | Command::EraseContact { .. }
            | Command::ResendNotification { .. } => None,
        };
        if let Some(call) = call {
            self.note_late_assignment(call);
        }
    }

    fn mute(&mut self, by: TeammateId, call: CallId, mute: Toggle) -> Asked {
        let talk = self.talking(by, call)?;
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.muted = mute;
        }
        self.order(Order::Mute(talk.leg, mute));
        Ok(Reply::Done)
    }

    fn press_answer(&mut self, by: TeammateId, offer: OfferId, tab: Option<TabId>) -> Asked {
        let tab = self.may_answer(by, offer, tab)?;
        self.thaw(by, tab);
        self.answer(offer, LegId::Offer(offer, 0), Some(tab));
        Ok(Reply::Done)
    }

    fn press_decline(&mut self, by: TeammateId, offer: OfferId) -> Asked {
        self.decline(offer, DeclineCause::DeclineButton, Actor::Teammate(by));
        Ok(Reply::Done)
    }

    fn claim(&mut self, by: TeammateId, call: CallId) -> Asked {
        let rings = self.may_claim(by, call)?;
        self.log(Actor::Teammate(by), Fact::ManualAnswerRequested { call, teammate: by });
        if let Some(offer) = rings {
            self.withdraw(offer, WithdrawnWhy::Claimed, Actor::Teammate(by));
        }
        self.offer(call, by, OfferHow::Claimed);
        Ok(Reply::Done)
    }

    /// Where a teammate stands. Whoever is employed has such a row.
    fn standing_of(&self, who: TeammateId) -> Result<TeammateState, Problem> {
        let row = self.state.teammates.get(&who).copied();
        row.ok_or_else(|| refused(ProblemCode::NotFound, "There is no such teammate."))
    }

    fn set_status(&mut self, by: TeammateId, who: TeammateId, status: Status) -> Asked {
        let row = self.standing_of(who)?;
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
                self.end_wrap_up(Actor::Teammate(by), who);
            }
            (
                Status::Active | Status::Away,
                Phone::Free | Phone::Ringing { .. } | Phone::OnCall { .. } | Phone::WrapUp { .. },
            ) => {}
        }
        Ok(Reply::Done)
    }

    fn set_channels(&mut self, by: TeammateId, who: TeammateId, channels: Channels) -> Asked {
        let row = self.standing_of(who)?;
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

    fn add_note(&mut self, by: TeammateId, conversation: ConversationId, body: String) -> Asked {
        let note = NoteId(self.state.next().0);
        self.log(Actor::Teammate(by), Fact::NoteAdded { conversation, note });
        let row = NoteRow { id: note, conversation, by: Actor::Teammate(by), at: self.now };
        let row = Row::Note(row, Some(NoteContent { body }));
        self.out.content.insert(RowKey::Note(note), row);
        Ok(Reply::Note(note))
    }

    /// [001] assigning a waiting call by hand sets its owner, who may not answer it;
    /// it stays queued for the others. Another team takes it into its own queue, at once
    /// or, while the caller hears an announcement, when that is over.
    fn assign(
        &mut self,
        by: TeammateId,
        conversation: ConversationId,
        teammate: Option<TeammateId>,
        team: Option<TeamId>,
    ) -> Asked {
        let call = self.conversation(conversation)?.call;
        let state = call.and_then(|call| self.state.calls.get(&call));
        let routed = state.filter(|state| state.stage == Stage::Menu).map(|state| state.id);
        let waits = state.and_then(|state| Some((state.id, state.waits_for()?, state.stage)));
        let moves = waits.and_then(|(_, old, _)| team.filter(|team| *team != old));
        if let Some((_, _, Stage::Ringing { offer, teammate: rung, .. })) = waits {
            if moves.is_some() {
                self.withdraw(offer, WithdrawnWhy::MovedToTeam, Actor::Teammate(by));
            } else if teammate == Some(rung) {
                self.withdraw(offer, WithdrawnWhy::AssignedByHand, Actor::Teammate(by));
            }
        }
        let waiting = waits.map(|(call, ..)| call).or(routed);
        self.log(
            Actor::Teammate(by),
            Fact::ConversationAssigned { conversation, waiting, teammate, team },
        );
        if let (Some((call, ..)), Some(team)) = (waits, moves) {
            self.queue(call, team);
        } else if let Some((call, ..)) = waits {
            self.past_hold_limit(call);
        }
        Ok(Reply::Done)
    }

    /// What is known of a contact: what is absent stays, what is empty is taken away.
    fn edit_contact(
        &mut self,
        by: TeammateId,
        known: Option<(ContactRow, ContactContent)>,
        name: Option<String>,
        email: Option<String>,
    ) -> Asked {
        let Some((row, mut content)) = known else {
            return Err(refused(
                ProblemCode::NotFound,
                "There is no such contact in this workspace.",
            ));
        };
        if row.erased.is_some() {
            return Err(refused(ProblemCode::NotFound, "This contact was erased."));
        }
        let before = content.clone();
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(name) = name {
            content.name = filled(name);
        }
        if let Some(email) = email {
            content.email = filled(email);
        }
        if content == before {
            return Ok(Reply::Done);
        }
        self.state.contacts.insert(row.id, row);
        self.log(Actor::Teammate(by), Fact::ContactEdited { contact: row.id });
        let row = Row::Contact(row, Some(content));
        self.out.content.insert(row.key(), row);
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
