//! Judging an ended call's notifications: results, mails, alerts and tasks in one commit,
//! once, however often the job runs [004].

use super::commands::Asked;
use super::{Desk, Furnished, Reply, refused};
use crate::case::Case;
use crate::fact::Fact;
use crate::id::{AlertId, CallId, MailId, NotificationId, ResultId, TaskId, TeammateId};
use crate::input::Actor;
use crate::job::Job;
use crate::notify::{
    Addresses, Held, JudgePart, Judged, NotificationSettings, PlannedAlert, PlannedTask,
    SkipReason, Trial, Verdict, judge_all, part_of, planned_again,
};
use crate::problem::{Problem, ProblemCode};
use crate::row::{AlertContent, AlertRow, MailContent, Row, RowKey};
use crate::settings::{Employment, Subject, Toggle};
use crate::webhook::WebhookEvent;

/// How often one notification of one call is sent again: enough for every mistake in an
/// address, too few to be a way to pester somebody.
const RESENDS_MAX: u32 = 20;

const HOUR_MS: u64 = 3_600_000;

/// Which result is being written.
struct Place<'a> {
    case: &'a Case,
    notification: NotificationId,
    version: u64,
    resend: u32,
    by: Actor,
}

impl Desk {
    pub(super) fn judge(
        &mut self,
        call: CallId,
        part: JudgePart,
        addresses: &Addresses,
        furnished: &Furnished,
    ) -> Reply {
        let Some(case) = self.case(call, furnished) else { return Reply::Done };
        if case.call.live() {
            return Reply::Done;
        }
        let due: Vec<(NotificationId, &NotificationSettings)> = self
            .state
            .notifications
            .iter()
            .filter(|(_, settings)| in_use(settings))
            // What was moved to the earlier part meanwhile is not lost: the later one
            // judges whatever has no result yet.
            .filter(|(_, settings)| part == JudgePart::AfterWrapUp || part_of(settings) == part)
            .filter(|(id, _)| case.results.iter().all(|result| result.notification != **id))
            .map(|(id, settings)| (*id, settings))
            .collect();
        let held = Held { id: self.workspace, state: &self.state };
        let judged = judge_all(&due, &case, &held, addresses);
        for Judged { notification, does } in judged {
            let version = self.version(Subject::Notification(notification));
            let place = Place { case: &case, notification, version, resend: 0, by: Actor::Desk };
            self.write_result(&place, does, addresses);
        }
        Reply::Done
    }

    /// The mail of a result once more, as its notification would write it now. Task and
    /// alert were given once and stay alone.
    pub(super) fn resend(
        &mut self,
        by: TeammateId,
        result: ResultId,
        addresses: &Addresses,
        furnished: &Furnished,
    ) -> Asked {
        let gone = || refused(ProblemCode::NotFound, "There is no such result in this workspace.");
        let row = furnished.results.get(&result).cloned().flatten().ok_or_else(gone)?;
        let case = self.case(row.call, furnished).ok_or_else(gone)?;
        let settings = self.state.notifications.get(&row.notification).ok_or_else(gone)?;
        may_send_again(row.verdict, settings)?;
        let earlier = case.results.iter().filter(|one| one.notification == row.notification);
        let resend = earlier.map(|one| one.resend).max().unwrap_or(row.resend).saturating_add(1);
        if resend > RESENDS_MAX {
            return Err(refused(
                ProblemCode::NotNow,
                format!("It was sent again {RESENDS_MAX} times already, which has to do."),
            ));
        }
        let held = Held { id: self.workspace, state: &self.state };
        let trial = planned_again(settings, &case, &held, addresses);
        if trial.recipients.is_empty() {
            return Err(refused(ProblemCode::Invalid, "There is nobody to send it to."));
        }
        let notification = row.notification;
        let version = self.version(Subject::Notification(notification));
        let by = Actor::Teammate(by);
        let place = Place { case: &case, notification, version, resend, by };
        Ok(Reply::Result(self.write_result(&place, Ok(trial), addresses)))
    }

    /// The case as it is now: what the desk holds in memory is newer than what was read.
    fn case(&self, call: CallId, furnished: &Furnished) -> Option<Case> {
        let mut case = furnished.cases.get(&call)?.as_deref()?.clone();
        if let Some(state) = self.state.calls.get(&call) {
            case.call = state.clone();
        }
        if let Some(row) = self.state.conversations.get(&case.conversation.id) {
            case.conversation = row.clone();
        }
        Some(case)
    }

    fn write_result(
        &mut self,
        place: &Place<'_>,
        does: Result<Trial, SkipReason>,
        addresses: &Addresses,
    ) -> ResultId {
        let result = ResultId(self.state.next().0);
        let call = place.case.call.id;
        let fact = Fact::NotificationJudged {
            result,
            call,
            notification: place.notification,
            version: place.version,
            resend: place.resend,
            verdict: match &does {
                Ok(_) => Verdict::Fired,
                Err(why) => Verdict::Skipped { why: *why },
            },
        };
        self.log(place.by, fact);
        let Ok(trial) = does else { return result };
        if let Some(mail) = trial.mail {
            for (n, recipient) in trial.recipients.iter().enumerate() {
                let Place { notification, resend, .. } = place;
                let (workspace, domain) = (self.workspace, domain(&addresses.mail_domain));
                // Ids begin anew in every database; the moment of the call tells two desks
                // of one domain apart, and a desk from the one that stood there before it.
                let placed = place.case.call.placed.0;
                let content = MailContent {
                    message_id: format!(
                        "<{workspace}.{call}.{notification}.{resend}.{n}.{placed}@{domain}>"
                    ),
                    from_name: self.state.workspace.name.clone(),
                    recipient: recipient.clone(),
                    subject: mail.subject.clone(),
                    html: mail.html.clone(),
                    text: mail.text.clone(),
                };
                self.queue_mail(call, result, content);
            }
        }
        if let Some(alert) = trial.alert {
            self.alert(place.case, result, alert);
        }
        if let Some(task) = trial.task {
            self.follow_up(place.case, result, task);
        }
        result
    }

    fn queue_mail(&mut self, call: CallId, result: ResultId, content: MailContent) {
        let mail = MailId(self.state.next().0);
        self.log(Actor::Desk, Fact::MailQueued { mail, call, result });
        if let Some(row) = self.state.mails.get(&mail) {
            self.out.content.insert(RowKey::Mail(mail), Row::Mail(*row, Some(content)));
        }
        self.out.jobs.push(Job::SendMail { mail });
    }

    fn alert(&mut self, case: &Case, result: ResultId, plan: PlannedAlert) {
        let (id, call) = (AlertId(self.state.next().0), case.call.id);
        let (conversation, to) = (case.call.conversation, plan.to);
        let fact = Fact::TeamAlerted { alert: id, call, conversation, result, to: to.clone() };
        self.log(Actor::Desk, fact);
        let row = AlertRow { id, result, call, conversation, to, at: self.now };
        let content = AlertContent { title: plan.title };
        self.out.content.insert(RowKey::Alert(id), Row::Alert(row, Some(content)));
    }

    fn follow_up(&mut self, case: &Case, result: ResultId, plan: PlannedTask) {
        let task = TaskId(self.state.next().0);
        let here = |id: &TeammateId| {
            self.state.people.get(id).is_some_and(|person| person.employment == Employment::Here)
        };
        let fact = Fact::TaskCreated {
            task,
            conversation: case.call.conversation,
            call: Some(case.call.id),
            result: Some(result),
            priority: plan.priority,
            assignee: plan.assignee.filter(here),
            due: plan.due_after_hours.map(|hours| self.now.plus(u64::from(hours) * HOUR_MS)),
        };
        let seq = self.log(Actor::Desk, fact);
        self.keep_title(task, &plan.title);
        self.tell_webhooks(WebhookEvent::TaskCreated, task.0, seq);
    }
}

/// Whether a notification is judged at all.
pub(super) fn in_use(settings: &NotificationSettings) -> bool {
    settings.on == Toggle::On && settings.retired == Toggle::Off
}

fn may_send_again(verdict: Verdict, settings: &NotificationSettings) -> Result<(), Problem> {
    let why = match verdict {
        Verdict::Skipped { .. } => {
            "This notification did not fire for this call: there is nothing to send again."
        }
        Verdict::Fired if settings.retired == Toggle::On => {
            "This notification is retired: nothing of it is sent any more."
        }
        Verdict::Fired if settings.mail.is_none() => "This notification sends no mail.",
        Verdict::Fired => return Ok(()),
    };
    Err(refused(ProblemCode::NotNow, why))
}

/// What may stand behind the @ of a message's id.
fn domain(text: &str) -> &str {
    let good = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if good && !text.is_empty() { text } else { "localhost" }
}
