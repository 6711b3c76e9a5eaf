//! Whether something asked for would be done, and if not why: the same checks whether
//! a screen asks beforehand or a person presses.

use super::{Desk, refused};
use crate::call::{CallState, Stage, Talk};
use crate::id::{CallId, ConversationId, OfferId, TabId, TeamId, TeammateId};
use crate::input::Command;
use crate::offer::OfferHow;
use crate::problem::{Problem, ProblemCode};
use crate::row::{ConversationRow, RecordingStage};
use crate::settings::{AnswerMode, Employment, Permission, Toggle};
use crate::teammate::Phone;

/// The longest note: a page or two of a conversation, far below what a row may hold.
const NOTE_CHARACTERS_MAX: usize = 20_000;

/// The longest name of a contact, in characters, like any other shown name.
const NAME_CHARACTERS_MAX: usize = 100;

/// The longest e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const EMAIL_CHARACTERS_MAX: usize = 254;

type Allowed = Result<(), Problem>;

impl Desk {
    /// Whether a teammate's command would be done now, and if not why. A conversation
    /// that the desk does not hold in memory counts as there: whoever asks has seen it.
    ///
    /// # Errors
    /// What the command would be refused with.
    pub fn may(&self, by: TeammateId, command: &Command) -> Result<(), Problem> {
        self.employed(by)?;
        match command {
            Command::Answer { offer, tab } => self.may_answer(by, *offer, *tab).map(drop),
            Command::Decline { offer } => self.may_decline(by, *offer),
            Command::Claim { call } => self.may_claim(by, *call).map(drop),
            Command::Hold { call }
            | Command::Resume { call }
            | Command::Mute { call, .. }
            | Command::End { call } => self.talking(by, *call).map(drop),
            Command::PauseRecording { call } => {
                let none = "There is no running recording to pause.";
                self.may_switch_recording(by, *call, RecordingStage::Running, none)
            }
            Command::ResumeRecording { call } => {
                let none = "There is no paused recording to resume.";
                self.may_switch_recording(by, *call, RecordingStage::Paused, none)
            }
            Command::SetStatus { teammate, .. } | Command::SetChannels { teammate, .. } => {
                self.may_look_after(by, *teammate)
            }
            Command::AddNote { body, .. } => may_note(body),
            Command::Assign { teammate, team, .. } => self.may_assign(*teammate, *team),
            Command::SwitchToActive | Command::Close { .. } | Command::Open { .. } => Ok(()),
            Command::EditContact { name, email, .. } => {
                name.as_deref().map_or(Ok(()), may_name)?;
                email.as_deref().map_or(Ok(()), may_email)
            }
            Command::Tag { conversation, tag } => self.may_tag(*conversation, *tag),
            Command::Untag { tag, .. } => self.may_untag(*tag),
            Command::CreateTask { title, assignee, due, .. } => {
                self.may_plan_task(Some(title), *assignee, *due)
            }
            Command::ChangeTask { title, assignee, due, .. } => {
                self.may_plan_task(title.as_deref(), *assignee, *due)
            }
            Command::FinishTask { .. } | Command::ReopenTask { .. } => Ok(()),
            Command::DeleteRecording { recording } => self.may_delete_recording(by, *recording),
            Command::EraseContact { contact } => self.may_erase(by, *contact),
            Command::ResendNotification { .. } => self.permitted(by, Permission::WorkflowsAccess),
        }
    }

    /// Whether a teammate's role gives that permission.
    pub(super) fn permitted(&self, by: TeammateId, permission: Permission) -> Allowed {
        if self.state.permits(by, permission) {
            return Ok(());
        }
        Err(refused(
            ProblemCode::NotAllowed,
            format!("This takes the permission {:?}, which your role lacks.", permission.words()),
        ))
    }

    pub(super) fn employed(&self, id: TeammateId) -> Allowed {
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

    /// The talk, if it is this teammate's.
    pub(super) fn talking(&self, by: TeammateId, call: CallId) -> Result<Talk, Problem> {
        match self.live_call(call)?.talk() {
            Some(talk) if talk.teammate == by => Ok(talk),
            Some(_) => Err(refused(
                ProblemCode::NotAllowed,
                "Another teammate is on this call: only that teammate can control it.",
            )),
            None => Err(refused(ProblemCode::NotNow, "Nobody has answered this call yet.")),
        }
    }

    fn may_switch_recording(
        &self,
        by: TeammateId,
        call: CallId,
        from: RecordingStage,
        none: &str,
    ) -> Allowed {
        self.talking(by, call)?;
        let recording = self.state.calls.get(&call).and_then(|state| state.recording);
        let stage = recording.and_then(|id| self.state.recordings.get(&id)).map(|row| row.stage);
        if stage == Some(from) { Ok(()) } else { Err(refused(ProblemCode::NotNow, none)) }
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

    /// The tab whose phone would carry the call.
    pub(super) fn may_answer(
        &self,
        by: TeammateId,
        offer: OfferId,
        tab: Option<TabId>,
    ) -> Result<TabId, Problem> {
        self.ringing_for(by, offer)?;
        self.answering_tab(by, offer, tab).ok_or_else(|| {
            let sentence = if self.has_sip_phones(by) {
                "Answer it on the phone that rings."
            } else {
                "This page has no working audio: allow the microphone, or answer in another tab."
            };
            refused(ProblemCode::NotNow, sentence)
        })
    }

    fn may_decline(&self, by: TeammateId, offer: OfferId) -> Allowed {
        self.ringing_for(by, offer)?;
        let claimed = self.state.offers.get(&offer).is_some_and(|row| row.how == OfferHow::Claimed);
        // [002] when auto-answer mode is on, no Decline exists.
        if self.state.workspace.answer_mode == AnswerMode::Auto || claimed {
            return Err(refused(
                ProblemCode::AutoAnswerOn,
                "This call connects by itself and cannot be declined.",
            ));
        }
        Ok(())
    }

    /// [002] any member of the team with a phone client and no call or wrap-up may
    /// take a waiting call by hand, whatever the status or exclusion. The offer that
    /// rings somebody else meanwhile.
    pub(super) fn may_claim(&self, by: TeammateId, id: CallId) -> Result<Option<OfferId>, Problem> {
        let call = self.live_call(id)?;
        let (team, rings) = match call.stage {
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
        if call.barred.contains(&by) {
            return Err(refused(
                ProblemCode::NotNow,
                "The call was assigned to you by hand: somebody else has to answer it.",
            ));
        }
        self.may_claim_from(by, team)?;
        Ok(rings)
    }

    /// Whether a teammate could claim the waiting calls of a team.
    ///
    /// # Errors
    /// Why not.
    pub fn may_claim_from(&self, by: TeammateId, team: TeamId) -> Result<(), Problem> {
        let member = self.state.teams.get(&team).is_some_and(|team| team.members.contains(&by));
        if !member {
            return Err(refused(
                ProblemCode::NotAllowed,
                "Only members of the call's team can take it.",
            ));
        }
        if !self.state.permits(by, Permission::TakesCalls) {
            return Err(refused(
                ProblemCode::NotAllowed,
                "Your role lacks the permission to take calls.",
            ));
        }
        let busy = match self.state.teammates.get(&by).map(|row| row.phone) {
            Some(Phone::Free) => None,
            Some(Phone::Ringing { .. }) => Some("Another call rings here already."),
            Some(Phone::OnCall { .. }) => Some("You are on a call."),
            Some(Phone::WrapUp { .. }) => Some("You are in wrap-up: switch to active first."),
            None => {
                return Err(refused(ProblemCode::NotFound, "There is no such teammate."));
            }
        };
        if let Some(busy) = busy {
            return Err(refused(ProblemCode::NotNow, busy));
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

    /// One's own availability is one's own; another's needs the permission.
    fn may_look_after(&self, by: TeammateId, who: TeammateId) -> Allowed {
        self.employed(who)?;
        if by == who || self.state.permits(by, Permission::ManageAvailability) {
            return Ok(());
        }
        Err(refused(
            ProblemCode::NotAllowed,
            "Your role lacks the permission to change another teammate's availability.",
        ))
    }

    pub(super) fn conversation(&self, id: ConversationId) -> Result<&ConversationRow, Problem> {
        self.state.conversations.get(&id).ok_or_else(|| {
            refused(ProblemCode::NotFound, "There is no such conversation in this workspace.")
        })
    }

    fn may_assign(&self, teammate: Option<TeammateId>, team: Option<TeamId>) -> Allowed {
        if teammate.is_none() && team.is_none() {
            return Err(refused(ProblemCode::Invalid, "Name a teammate or a team to assign to."));
        }
        if let Some(teammate) = teammate {
            self.employed(teammate)?;
        }
        match team.map(|team| self.state.teams.get(&team)) {
            Some(None) => Err(refused(ProblemCode::NotFound, "There is no such team.")),
            Some(Some(team)) if team.retired == Toggle::On => Err(refused(
                ProblemCode::NotNow,
                format!("{} is retired: choose another team.", team.name),
            )),
            Some(Some(_)) | None => Ok(()),
        }
    }
}

fn may_note(body: &str) -> Allowed {
    if body.trim().is_empty() {
        return Err(refused(ProblemCode::Invalid, "A note needs some words."));
    }
    if body.chars().count() > NOTE_CHARACTERS_MAX {
        return Err(refused(
            ProblemCode::Invalid,
            format!("A note has at most {NOTE_CHARACTERS_MAX} characters: split it."),
        ));
    }
    Ok(())
}

fn may_name(name: &str) -> Allowed {
    if name.chars().count() > NAME_CHARACTERS_MAX || name.chars().any(char::is_control) {
        return Err(refused(
            ProblemCode::Invalid,
            format!(
                "A contact's name has at most {NAME_CHARACTERS_MAX} characters, none of them \
                 control characters."
            ),
        ));
    }
    Ok(())
}

/// An address is checked for what would break a mail, not for being somebody's.
fn may_email(email: &str) -> Allowed {
    let email = email.trim();
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    let parts = email.rsplit_once('@').is_some_and(|(before, after)| {
        !before.is_empty()
            && !before.contains('@')
            && after.contains('.')
            && !after.starts_with('.')
            && !after.ends_with('.')
    });
    if email.is_empty() || (plain && parts && email.chars().count() <= EMAIL_CHARACTERS_MAX) {
        return Ok(());
    }
    Err(refused(
        ProblemCode::Invalid,
        "That is not an e-mail address such as ruth@example.com: correct it, or leave it empty.",
    ))
}
