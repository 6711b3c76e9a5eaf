//! Who may do what: permissions, owners, what is retired, and that people are told
//! beforehand what they would be told.

#![expect(clippy::wildcard_enum_match_arm, reason = "only a few facts take a permission")]

use desk::{
    Actor, Command, DeletedWhy, Document, Fact, Input, Logged, Permission, Problem, ProblemCode,
    Reply, TeammateId, Toggle,
};

use super::{Batch, Invariant, Watch};

impl Watch {
    /// [P1] a teammate's act, before it is true.
    pub(super) fn permitted(&mut self, logged: &Logged) {
        let Actor::Teammate(by) = logged.by else { return };
        let needed = match &logged.fact {
            Fact::SettingsSaved { document, version } => match document {
                Document::Workspace(_) | Document::Team(..) | Document::Channel(..) => {
                    Permission::PhoneSettings
                }
                Document::Teammate(..) | Document::Role(..) => Permission::ManageTeammates,
                Document::Notification(..) | Document::Webhook(..) => Permission::WorkflowsAccess,
                // Anybody may make a tag.
                Document::Tag(..) if *version == 1 => return,
                Document::Tag(..) => Permission::WorkflowsAccess,
            },
            Fact::RecordingDeleted { why: DeletedWhy::ByHand, .. } => Permission::DeleteRecordings,
            Fact::ContactErased { .. } => Permission::EraseData,
            Fact::NotificationJudged { .. } => Permission::WorkflowsAccess,
            Fact::StatusSet { teammate, .. } | Fact::ChannelsSet { teammate, .. }
                if *teammate != by =>
            {
                Permission::ManageAvailability
            }
            _ => return,
        };
        let may = self.may(by, needed);
        self.ledger.check(Invariant::P1, logged.fact.call(), may, || {
            format!("teammate {by} lacks {needed:?} for {:?}", logged.fact)
        });
    }

    fn may(&self, who: TeammateId, permission: Permission) -> bool {
        self.model.person(who).is_some_and(|person| {
            person.may.contains(&permission) && person.settings.employment == desk::Employment::Here
        })
    }

    /// [P4] what is retired, before it is true.
    pub(super) fn retires(&mut self, logged: &Logged) {
        if let Fact::CallArrived { call, channel, .. } = logged.fact {
            let channel = self.model.channels.get(&channel);
            let used = channel.is_some_and(|channel| channel.retired == Toggle::Off);
            self.ledger
                .check(Invariant::P4, Some(call), used, || format!("it came by {channel:?}"));
        }
        let Fact::SettingsSaved { document, .. } = &logged.fact else { return };
        let in_it = self.model.live.values().find(|call| match document {
            Document::Channel(id, channel) => channel.retired == Toggle::On && call.channel == *id,
            Document::Team(id, team) => {
                team.retired == Toggle::On
                    && (call.team == Some(*id)
                        || (call.stage == desk::Stage::Menu
                            && self.model.leads_to(call) == Some(*id)))
            }
            Document::Workspace(_)
            | Document::Teammate(..)
            | Document::Role(..)
            | Document::Notification(..)
            | Document::Tag(..)
            | Document::Webhook(..) => false,
        });
        let in_it = in_it.map(|call| call.id);
        self.ledger.check(Invariant::P4, in_it, in_it.is_none(), || {
            format!("{:?} retires in mid-call", document.subject())
        });
    }

    /// [P1, P2] who owned the workspace before, and who does now that it is true.
    pub(super) fn owned(&mut self, logged: &Logged, before: &[TeammateId]) {
        if !matches!(logged.fact, Fact::SettingsSaved { .. }) {
            return;
        }
        let after: Vec<TeammateId> = self.model.owners().collect();
        let stays = before.is_empty() || !after.is_empty();
        self.ledger.check(Invariant::P2, None, stays, || {
            format!("{before:?} owned the workspace, and nobody does now")
        });
        if let Actor::Teammate(by) = logged.by
            && before != after
        {
            let owner = before.contains(&by);
            self.ledger.check(Invariant::P1, None, owner, || {
                format!("{by}, who is no owner, changed the owners from {before:?} to {after:?}")
            });
        }
    }

    /// [P3] what the desk said before a command that came alone is what it was told.
    pub(super) fn told_beforehand(
        &mut self,
        batch: &Batch<'_>,
        said: Option<&Result<(), Problem>>,
    ) {
        let ([(_, Input::Command(_, command))], [reply]) = (batch.inputs, batch.replies) else {
            return;
        };
        let Some(said) = said else { return };
        let refused = match reply {
            Reply::Refused(problem) => Some(problem),
            Reply::Done
            | Reply::Call(_)
            | Reply::Note(_)
            | Reply::Version(_)
            | Reply::Task(_)
            | Reply::Result(_) => None,
        };
        // What the desk does not hold in memory counts as there beforehand, and as in the
        // right state.
        let unread = refused.is_some_and(|problem| match command {
            Command::AddNote { .. }
            | Command::Assign { .. }
            | Command::Close { .. }
            | Command::Open { .. }
            | Command::EditContact { .. } => problem.code == ProblemCode::NotFound,
            Command::Tag { .. }
            | Command::Untag { .. }
            | Command::CreateTask { .. }
            | Command::ChangeTask { .. }
            | Command::FinishTask { .. }
            | Command::ReopenTask { .. }
            | Command::DeleteRecording { .. }
            | Command::EraseContact { .. }
            | Command::ResendNotification { .. } => problem.code != ProblemCode::NotAllowed,
            _ => false,
        });
        let same = said.as_ref().err() == refused || (unread && said.is_ok());
        self.ledger.check(Invariant::P3, None, same, || {
            format!("{command:?}: beforehand {said:?}, then {reply:?}")
        });
    }
}
