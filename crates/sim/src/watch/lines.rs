//! Numbers, times and causes of lines, and the transitions they make.

use desk::{Fact, Logged, Stage};

use super::{Invariant, Watch};

impl Watch {
    /// [E1, E8] lines are numbered without a gap, in order, after their causes.
    pub(super) fn number(&mut self, logged: &Logged) {
        let call = logged.fact.call();
        let (last, at) = self.last.map_or((0, logged.at), |(seq, at)| (seq.0, at));
        self.ledger.check(Invariant::E8, call, logged.seq.0 == last + 1, || {
            format!("line {} follows line {last}", logged.seq)
        });
        self.ledger.check(Invariant::E1, call, logged.at >= at, || {
            format!("line {} is {} ms earlier than the line before", logged.seq, at.0 - logged.at.0)
        });
        self.ledger.check(
            Invariant::E1,
            call,
            logged.cause.is_none_or(|cause| cause < logged.seq),
            || format!("line {} is older than its cause {:?}", logged.seq, logged.cause),
        );
        self.last = Some((logged.seq, logged.at.max(at)));
        let before = call.map_or(0, |call| {
            let live = self.model.live.get(&call).map(|call| call.lines);
            live.or_else(|| self.model.over.get(&call).map(|over| over.lines)).unwrap_or(0)
        });
        let fits = logged.call == call.map(|call| (call, before + 1));
        self.ledger.check(Invariant::E1, call, fits, || {
            format!("line {} is {:?} of its call, after {before}", logged.seq, logged.call)
        });
    }

    /// [C1, C2, S3] what may happen to a call where it stands.
    pub(super) fn transition(&mut self, logged: &Logged) {
        let Some(id) = logged.fact.call() else { return };
        if let Some(over) = self.model.over.get(&id) {
            let again = matches!(logged.fact, Fact::CallEnded { .. });
            self.ledger.check(Invariant::C1, Some(id), !again, || {
                format!("it ended again, after {:?}", over.outcome)
            });
            let after = afterwards(&logged.fact);
            self.ledger.check(Invariant::S3, Some(id), after, || {
                format!("after its end: {:?}", logged.fact)
            });
            return;
        }
        let stage = self.model.live.get(&id).map(|call| call.stage);
        self.ledger.check(Invariant::C2, Some(id), may_follow(stage, &logged.fact), || {
            format!("{:?} while it was {stage:?}", logged.fact)
        });
    }
}

/// What may still be said of a call that has ended.
fn afterwards(fact: &Fact) -> bool {
    match fact {
        Fact::WrapUpStarted { .. }
        | Fact::AssignmentStartedLate { .. }
        | Fact::RecordingStored { .. }
        | Fact::RecordingFailed { .. }
        | Fact::RecordingDeleted { .. }
        | Fact::CallDataReady { .. }
        | Fact::NotificationJudged { .. }
        | Fact::MailQueued { .. }
        | Fact::TeamAlerted { .. }
        | Fact::TaskCreated { .. } => true,
        Fact::SettingsSaved { .. }
        | Fact::Restarted
        | Fact::ContactCreated { .. }
        | Fact::ContactEdited { .. }
        | Fact::ConversationCreated { .. }
        | Fact::CallArrived { .. }
        | Fact::ConsentHeard { .. }
        | Fact::CallQueued { .. }
        | Fact::AvailabilityNoted { .. }
        | Fact::CallOffered { .. }
        | Fact::ManualAnswerRequested { .. }
        | Fact::CallDeclined { .. }
        | Fact::CallMissed { .. }
        | Fact::OfferWithdrawn { .. }
        | Fact::CallAnswered { .. }
        | Fact::CallReturned { .. }
        | Fact::CallHeld { .. }
        | Fact::CallResumed { .. }
        | Fact::CallDeflected { .. }
        | Fact::CallEnded { .. }
        | Fact::WrapUpEnded { .. }
        | Fact::StatusSet { .. }
        | Fact::ChannelsSet { .. }
        | Fact::RecordingStarted { .. }
        | Fact::RecordingPaused { .. }
        | Fact::RecordingResumed { .. }
        | Fact::ConversationAssigned { .. }
        | Fact::NoteAdded { .. }
        | Fact::ConversationStateSet { .. }
        | Fact::ConversationTagged { .. }
        | Fact::ConversationUntagged { .. }
        | Fact::MailSent { .. }
        | Fact::MailFailed { .. }
        | Fact::TaskChanged { .. }
        | Fact::TaskDone { .. }
        | Fact::TaskReopened { .. }
        | Fact::ContactErased { .. } => false,
    }
}

/// The table of transitions.
fn may_follow(stage: Option<Stage>, fact: &Fact) -> bool {
    let Some(stage) = stage else { return matches!(fact, Fact::CallArrived { .. }) };
    let (menu, queued, ringing, talking, held) = match stage {
        Stage::Menu => (true, false, false, false, false),
        Stage::Queued { .. } => (false, true, false, false, false),
        Stage::Ringing { .. } => (false, false, true, false, false),
        Stage::Talking(_) => (false, false, false, true, false),
        Stage::OnHold(_) => (false, false, false, false, true),
        Stage::Deflected { .. } | Stage::Ended { .. } => (false, false, false, false, false),
    };
    match fact {
        Fact::CallArrived { .. } => false,
        Fact::ConsentHeard { .. } => menu,
        Fact::CallQueued { .. } | Fact::CallDeflected { .. } => menu || queued,
        Fact::CallOffered { .. } => queued,
        Fact::CallDeclined { .. }
        | Fact::CallMissed { .. }
        | Fact::OfferWithdrawn { .. }
        | Fact::CallAnswered { .. } => ringing,
        Fact::CallReturned { .. } => talking || held,
        Fact::CallHeld { .. } => talking,
        Fact::CallResumed { .. } => held,
        Fact::RecordingStarted { .. } => talking,
        Fact::RecordingPaused { .. } | Fact::RecordingResumed { .. } => talking || held,
        Fact::ManualAnswerRequested { .. } => queued || ringing,
        Fact::AvailabilityNoted { .. } => menu || queued,
        Fact::ConversationAssigned { .. } => menu || queued || ringing,
        Fact::AssignmentStartedLate { .. }
        | Fact::WrapUpStarted { .. }
        | Fact::CallDataReady { .. }
        | Fact::NotificationJudged { .. }
        | Fact::MailQueued { .. }
        | Fact::TeamAlerted { .. } => false,
        Fact::CallEnded { .. }
        | Fact::RecordingStored { .. }
        | Fact::RecordingFailed { .. }
        | Fact::SettingsSaved { .. }
        | Fact::Restarted
        | Fact::ContactCreated { .. }
        | Fact::ContactEdited { .. }
        | Fact::ConversationCreated { .. }
        | Fact::WrapUpEnded { .. }
        | Fact::StatusSet { .. }
        | Fact::ChannelsSet { .. }
        | Fact::NoteAdded { .. }
        | Fact::ConversationStateSet { .. }
        | Fact::RecordingDeleted { .. }
        | Fact::TaskCreated { .. }
        | Fact::ConversationTagged { .. }
        | Fact::ConversationUntagged { .. }
        | Fact::MailSent { .. }
        | Fact::MailFailed { .. }
        | Fact::TaskChanged { .. }
        | Fact::TaskDone { .. }
        | Fact::TaskReopened { .. }
        | Fact::ContactErased { .. } => true,
    }
}
