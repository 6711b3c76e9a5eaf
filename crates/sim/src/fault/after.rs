//! What goes wrong after the calls.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bends one kind of thing and leaves all others alone"
)]

use desk::notify::Verdict;
use desk::{Fact, Job, MailId, Priority, TaskId};

use super::Step;
use crate::world::{ALWAYS, UNANSWERED};

pub(super) fn is_ready_too_early(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::RecordingPaused { call, .. } if model.live.contains_key(&call) => {
            Some(Fact::CallDataReady { call })
        }
        _ => None,
    })
}

pub(super) fn judges_one_twice_and_one_never(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| {
        let mut fact = logged.fact.clone();
        let Fact::NotificationJudged { notification, .. } = &mut fact else { return None };
        if *notification != UNANSWERED {
            return None;
        }
        *notification = ALWAYS;
        Some(fact)
    })
}

/// Both parts are ticked off in the commit that made them: the later one would make up
/// for the first.
pub(super) fn ticks_off_what_was_not_done(step: &mut Step<'_>) -> bool {
    let judge = |job: &&Job| matches!(job, Job::Judge { .. });
    let keys: Vec<_> = step.turn.jobs.iter().filter(judge).map(Job::key).collect();
    let found = keys.len() == 2;
    if found {
        step.turn.receipts.extend(keys);
    }
    found
}

pub(super) fn makes_a_task_instead_of_a_mail(step: &mut Step<'_>) -> bool {
    step.bend(|logged, model| match logged.fact {
        Fact::MailQueued { mail, call, result } => Some(Fact::TaskCreated {
            task: TaskId(mail.0),
            conversation: model.over.get(&call)?.conversation,
            call: Some(call),
            result: Some(result),
            priority: Priority::Low,
            assignee: None,
            due: None,
        }),
        _ => None,
    })
}

pub(super) fn sends_what_nobody_wrote(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| match logged.fact {
        Fact::MailSent { .. } => Some(Fact::MailSent { mail: MailId(1) }),
        _ => None,
    })
}

pub(super) fn fires_against_its_condition(step: &mut Step<'_>) -> bool {
    step.bend(|logged, _| {
        let mut fact = logged.fact.clone();
        let Fact::NotificationJudged { verdict, .. } = &mut fact else { return None };
        if *verdict == Verdict::Fired {
            return None;
        }
        *verdict = Verdict::Fired;
        Some(fact)
    })
}

pub(super) fn keeps_a_deleted_file(step: &mut Step<'_>) -> bool {
    let before = step.turn.jobs.len();
    step.turn.jobs.retain(|job| !matches!(job, Job::DeleteRecording { .. }));
    step.turn.jobs.len() < before
}
