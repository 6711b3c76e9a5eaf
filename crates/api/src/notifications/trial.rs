//! What a notification would do, as it is shown.

use desk::notify::{self, Names};
use desk::{AlertTo, Millis, TeammateId, Verdict};

use crate::results::words;
use crate::schema::{FindingView, NameRef, Trial, TrialAlert, TrialMail, TrialTask};
use crate::tasks;

/// An hour.
const HOUR_MS: u64 = 3_600_000;

/// A trial as it is shown.
pub(super) fn shown(trial: notify::Trial, names: &Names, now: Millis) -> Trial {
    let fires = matches!(trial.verdict, Verdict::Fired);
    Trial {
        fires,
        words: said(&trial),
        findings: trial
            .findings
            .into_iter()
            .map(|finding| FindingView { test: finding.test, met: finding.met, seen: finding.seen })
            .collect(),
        recipients: trial.recipients,
        mail: trial.mail.map(|mail| TrialMail {
            subject: mail.subject,
            html: mail.html,
            text: mail.text,
        }),
        task: trial.task.map(|task| TrialTask {
            title: task.title,
            priority: tasks::shown(task.priority),
            assignee: task.assignee.map(|id| NameRef { id: id.0, name: named(names, id) }),
            due_ms: task.due_after_hours.map(|hours| now.plus(u64::from(hours) * HOUR_MS).0),
        }),
        alert: trial.alert.map(|alert| TrialAlert { title: alert.title, to: to(&alert.to, names) }),
    }
}

fn named(names: &Names, id: TeammateId) -> String {
    names.teammates.get(&id).cloned().unwrap_or_else(|| format!("Teammate {id}"))
}

fn said(trial: &notify::Trial) -> String {
    match trial.verdict {
        Verdict::Skipped { why } => format!("Would be skipped: {}.", words::skipped(why)),
        Verdict::Fired => {
            let mail = match trial.recipients.as_slice() {
                [] => None,
                [one] => Some(format!("would be sent to {one}")),
                all => Some(format!("would be sent to {} addresses", all.len())),
            };
            let task = trial.task.as_ref().map(|_| "a task would be created".to_owned());
            let alert = trial.alert.as_ref().map(|_| "the team would be alerted".to_owned());
            let done: Vec<String> = [mail, task, alert].into_iter().flatten().collect();
            match done.as_slice() {
                [] => "Would fire.".to_owned(),
                done => format!("Would fire: {}.", done.join(", ")),
            }
        }
    }
}

fn to(to: &AlertTo, names: &Names) -> String {
    match to {
        AlertTo::Everybody => "Everybody".to_owned(),
        AlertTo::Teammates { teammates } => {
            let names: Vec<String> = teammates.iter().map(|id| named(names, *id)).collect();
            names.join(", ")
        }
    }
}
