//! A notification put to a call: what it would do, and why. Judging does what this says,
//! and trying it out shows what this says.

use super::check::address_is_good;
use super::condition::{Finding, Look};
use super::names::Names;
use super::render::RenderedMail;
use super::values::{Values, one_line};
use super::{
    Addresses, AlertTo, NotificationSettings, SkipReason, TaskAssignee, Variable, Verdict, When,
};
use crate::case::Case;
use crate::desk::TITLE_CHARACTERS_MAX;
use crate::id::TeammateId;
use crate::row::Priority;

/// What a notification would do after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Whether it fires.
    pub verdict: Verdict,
    /// Each test of its condition; none where it always fires.
    pub findings: Vec<Finding>,
    /// Who gets the mail.
    pub recipients: Vec<String>,
    /// The mail, the same for each of them.
    pub mail: Option<RenderedMail>,
    /// The task.
    pub task: Option<PlannedTask>,
    /// The team alert.
    pub alert: Option<PlannedAlert>,
}

/// A task that would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTask {
    /// What is to be done.
    pub title: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Whose it is, if anybody's.
    pub assignee: Option<TeammateId>,
    /// How long there is for it.
    pub due_after_hours: Option<u32>,
}

/// A team alert that would be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAlert {
    /// What it says.
    pub title: String,
    /// Who is told.
    pub to: AlertTo,
}

/// Puts a notification to a call. Nothing is sent or made. What it would send stands there
/// also when its condition is not met, so that a person who tries it sees the mail.
#[must_use]
pub fn trial(
    settings: &NotificationSettings,
    case: &Case,
    names: &Names,
    addresses: &Addresses,
) -> Trial {
    let values = Values { case, names, addresses };
    match put(settings, &Look::new(case, names), &values) {
        Put::Fires(trial) => *trial,
        Put::Skips(why, findings) => {
            let verdict = Verdict::Skipped { why };
            Trial { verdict, findings, ..planned(settings, &values) }
        }
    }
}

/// What becomes of a notification; nothing is written out for one that does not fire.
pub(super) enum Put {
    Fires(Box<Trial>),
    Skips(SkipReason, Vec<Finding>),
}

pub(super) fn put(settings: &NotificationSettings, look: &Look<'_>, values: &Values<'_>) -> Put {
    let (met, findings) = match &settings.when {
        When::Always => (true, Vec::new()),
        When::Rule { condition } => look.meets(condition),
    };
    if !met {
        return Put::Skips(SkipReason::ConditionNotMet, findings);
    }
    let trial = planned(settings, values);
    let nothing = trial.recipients.is_empty() && trial.task.is_none() && trial.alert.is_none();
    if nothing {
        return Put::Skips(SkipReason::NoValidRecipient, findings);
    }
    Put::Fires(Box::new(Trial { findings, ..trial }))
}

/// What it would do, whatever its condition says.
pub(super) fn planned(settings: &NotificationSettings, values: &Values<'_>) -> Trial {
    let recipients = settings.mail.as_ref().map(|plan| plan.recipients.as_slice());
    let good = recipients.unwrap_or_default().iter().filter(|one| address_is_good(one));
    Trial {
        verdict: Verdict::Fired,
        findings: Vec::new(),
        recipients: good.cloned().collect(),
        mail: settings.mail.as_ref().map(|plan| values.mail(plan)),
        task: settings.task.as_ref().map(|plan| {
            let title = values.line(&plan.title, TITLE_CHARACTERS_MAX);
            PlannedTask {
                title: if title.is_empty() { settings.name.clone() } else { title },
                priority: plan.priority,
                assignee: match plan.assignee {
                    TaskAssignee::Nobody => None,
                    TaskAssignee::WhoAnswered => values.case.answered_by,
                    TaskAssignee::Teammate(id) => Some(id),
                },
                due_after_hours: plan.due_after_hours,
            }
        }),
        alert: settings
            .alert
            .as_ref()
            .map(|plan| PlannedAlert { title: alert_title(settings, values), to: plan.to.clone() }),
    }
}

/// Which notification, and after whose call.
fn alert_title(settings: &NotificationSettings, values: &Values<'_>) -> String {
    let who = [Variable::CustomerName, Variable::CustomerNumber];
    let who = who.iter().find_map(|variable| values.value(variable));
    let who = who.unwrap_or_else(|| "a withheld number".to_owned());
    one_line(&format!("{}: {who}", settings.name), TITLE_CHARACTERS_MAX)
}
