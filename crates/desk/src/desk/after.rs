//! After the call: when its data is ready, who is told, when its notifications are
//! judged, and what becomes of their mails.

use super::judge::in_use;
use super::{Desk, Furnished, Reply};
use crate::call::CallState;
use crate::fact::Fact;
use crate::id::{CallId, MailId, Seq, TeammateId};
use crate::input::Actor;
use crate::job::Job;
use crate::notify::{JudgePart, part_of};
use crate::row::{MailFailure, MailStage};
use crate::settings::Toggle;
use crate::teammate::Phone;
use crate::webhook::WebhookEvent;

impl Desk {
    /// A call is over and everything that was recorded of it is closed. The last of both
    /// comes here once.
    pub(super) fn data_ready(&mut self, call: CallId) {
        let over = self.state.calls.get(&call).is_some_and(|state| !state.live());
        if !over || self.records(call) {
            return;
        }
        let seq = self.log(Actor::Desk, Fact::CallDataReady { call });
        self.tell_webhooks(WebhookEvent::CallDataReady, call.0, seq);
        self.ask_to_judge(call, JudgePart::AtOnce);
        if !self.wraps_up(call) {
            self.ask_to_judge(call, JudgePart::AfterWrapUp);
        }
    }

    /// Whether a recording of the call may still change.
    pub(super) fn records(&self, call: CallId) -> bool {
        let recordings = self.calls.get(&call).map(|volatile| volatile.recordings.as_slice());
        recordings
            .unwrap_or_default()
            .iter()
            .any(|id| self.state.recordings.get(id).is_some_and(|row| row.stage.open()))
    }

    /// Whether somebody still finishes the work of the call.
    fn wraps_up(&self, call: CallId) -> bool {
        let who = self.calls.get(&call).and_then(|volatile| volatile.wraps_up);
        let phone = who.and_then(|id| self.state.teammates.get(&id)).map(|row| row.phone);
        matches!(phone, Some(Phone::WrapUp { call: of, .. }) if of == call)
    }

    /// Wrap-up is over, by the clock or by hand: what the call's notifications look at
    /// has been written.
    pub(super) fn end_wrap_up(&mut self, by: Actor, teammate: TeammateId) {
        let phone = self.state.teammates.get(&teammate).map(|row| row.phone);
        let Some(Phone::WrapUp { call, .. }) = phone else { return };
        self.log(by, Fact::WrapUpEnded { teammate });
        if !self.records(call) {
            self.ask_to_judge(call, JudgePart::AfterWrapUp);
        }
    }

    fn ask_to_judge(&mut self, call: CallId, part: JudgePart) {
        let mut used = self.state.notifications.values().filter(|settings| in_use(settings));
        if used.any(|settings| part_of(settings) == part) {
            self.out.jobs.push(Job::Judge { call, part });
        }
    }

    /// Every webhook that is told of such an event has a job of its own.
    pub(super) fn tell_webhooks(&mut self, event: WebhookEvent, subject: u64, seq: Seq) {
        for (webhook, settings) in &self.state.webhooks {
            let used = settings.on == Toggle::On && settings.retired == Toggle::Off;
            if used && settings.events.contains(&event) {
                self.out.jobs.push(Job::CallWebhook { webhook: *webhook, event, subject, seq });
            }
        }
    }

    /// A mail is taken once: what is said again changes nothing.
    pub(super) fn mail_sent(&mut self, mail: MailId) -> Reply {
        if self.mail_waits(mail) {
            self.log(Actor::Desk, Fact::MailSent { mail });
        }
        Reply::Done
    }

    pub(super) fn mail_failed(&mut self, mail: MailId, why: MailFailure) -> Reply {
        if self.mail_waits(mail) {
            self.log(Actor::Desk, Fact::MailFailed { mail, why });
        }
        Reply::Done
    }

    fn mail_waits(&self, mail: MailId) -> bool {
        self.state.mails.get(&mail).is_some_and(|row| row.stage == MailStage::Waiting)
    }

    /// Lets ended calls and what belongs to them in for the length of one step. Whom to
    /// see off again.
    pub(super) fn let_in(&mut self, furnished: &Furnished) -> Vec<CallId> {
        let mut guests = Vec::new();
        for case in furnished.cases.values().flatten() {
            let conversation = &case.conversation;
            self.state.conversations.entry(conversation.id).or_insert_with(|| conversation.clone());
            self.let_call_in(&case.call, &mut guests);
        }
        let recordings = furnished.recordings.values().flatten();
        for (row, call) in recordings.chain(furnished.recordings_of.values().flatten()) {
            self.state.recordings.entry(row.id).or_insert(*row);
            self.let_call_in(call, &mut guests);
        }
        for (row, _) in furnished.contact.values().flatten() {
            self.state.contacts.entry(row.id).or_insert(*row);
        }
        for (row, _) in furnished.tasks.values().flatten() {
            self.state.tasks.insert(row.id, *row);
        }
        for row in furnished.mails.values().flatten() {
            self.state.mails.insert(row.id, *row);
        }
        guests
    }

    fn let_call_in(&mut self, call: &CallState, guests: &mut Vec<CallId>) {
        self.state.calls.entry(call.id).or_insert_with(|| {
            guests.push(call.id);
            call.clone()
        });
    }

    pub(super) fn see_off(&mut self, guests: &[CallId]) {
        for call in guests {
            self.state.forget(*call);
        }
    }
}
