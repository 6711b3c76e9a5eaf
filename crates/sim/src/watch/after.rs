//! After the calls: each notification is judged once a call, by what is known then, and
//! what it makes is made once, whatever crashes and whatever the mail server says.

use std::collections::{BTreeMap, BTreeSet};

use desk::notify::{Condition, JudgePart, NotificationSettings, Verdict, When};
use desk::{
    CallId, ConversationId, Document, Fact, Input, Job, Logged, MailId, NotificationId,
    OutcomeKind, RecordingId, ResultId, Row, TagId, Toggle, Turn,
};

use super::{Batch, Invariant, Watch};
use crate::shelf::Shelf;
use crate::world::{ALWAYS, WORDS};

/// What the watch remembers of it.
#[derive(Debug, Default)]
pub(crate) struct After {
    notifications: BTreeMap<NotificationId, (u64, NotificationSettings)>,
    /// Calls whose data is ready.
    ready: BTreeSet<CallId>,
    /// Recordings that are not closed, by call.
    open: BTreeMap<CallId, BTreeSet<RecordingId>>,
    deleted: BTreeSet<RecordingId>,
    tags: BTreeSet<(ConversationId, TagId)>,
    /// Conversations with a note that says the words, and those with any.
    said: BTreeSet<ConversationId>,
    /// How often each was judged, without what was sent again by hand.
    judged: BTreeMap<(CallId, NotificationId), u32>,
    results: BTreeMap<ResultId, Made>,
    /// Results of the running turn.
    fresh: Vec<ResultId>,
    /// Whether a mail has come to its end.
    mails: BTreeMap<MailId, End>,
}

/// What a result has made.
#[derive(Debug)]
struct Made {
    call: CallId,
    notification: NotificationId,
    resend: u32,
    verdict: Verdict,
    mails: usize,
    tasks: usize,
    alerts: usize,
}

/// Whether a mail was taken or given up.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Waits,
    Over,
}

impl After {
    /// A notification as it was saved last.
    pub(crate) fn notification(&self, id: NotificationId) -> Option<&NotificationSettings> {
        self.notifications.get(&id).map(|(_, settings)| settings)
    }
}

impl Watch {
    /// Looks at one fact, before it is true.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what happens during calls is elsewhere")]
    pub(super) fn after_call(&mut self, logged: &Logged) {
        match &logged.fact {
            Fact::SettingsSaved { version, document: Document::Notification(id, settings) } => {
                self.after.notifications.insert(*id, (*version, settings.clone()));
            }
            Fact::RecordingStarted { call, recording } => {
                self.after.open.entry(*call).or_default().insert(*recording);
            }
            Fact::RecordingStored { call, recording, .. }
            | Fact::RecordingFailed { call, recording, .. } => {
                let gone = self.after.deleted.contains(recording);
                self.ledger.check(Invariant::N6, Some(*call), !gone, || {
                    format!("recording {recording} was deleted and is stored again")
                });
                if let Some(open) = self.after.open.get_mut(call) {
                    open.remove(recording);
                }
            }
            Fact::RecordingDeleted { call, recording, .. } => {
                let first = self.after.deleted.insert(*recording);
                self.ledger.check(Invariant::N6, Some(*call), first, || {
                    format!("recording {recording} is deleted for the second time")
                });
            }
            Fact::ConversationTagged { conversation, tag } => {
                self.after.tags.insert((*conversation, *tag));
            }
            Fact::ConversationUntagged { conversation, tag } => {
                self.after.tags.remove(&(*conversation, *tag));
            }
            Fact::CallDataReady { call } => self.data_ready(*call),
            Fact::NotificationJudged { .. } => self.notification_judged(logged),
            Fact::MailQueued { mail, result, .. } => {
                self.after.mails.insert(*mail, End::Waits);
                self.made(*result, |made| made.mails += 1);
            }
            Fact::TaskCreated { result: Some(result), .. } => {
                self.made(*result, |made| made.tasks += 1);
            }
            Fact::TeamAlerted { result, .. } => self.made(*result, |made| made.alerts += 1),
            Fact::MailSent { mail } | Fact::MailFailed { mail, .. } => {
                let end = self.after.mails.insert(*mail, End::Over);
                let waited = end == Some(End::Waits);
                self.ledger.check(Invariant::N4, None, waited, || {
                    format!("mail {mail} was {end:?} and ends with {:?}", logged.fact)
                });
            }
            _ => {}
        }
    }

    /// [N1] once, after the end, when nothing is being recorded any more.
    fn data_ready(&mut self, call: CallId) {
        let over = self.model.over.contains_key(&call);
        let open = self.after.open.get(&call).is_some_and(|open| !open.is_empty());
        let first = self.after.ready.insert(call);
        self.ledger.check(Invariant::N1, Some(call), over && !open && first, || {
            format!("data is ready: ended {over}, being recorded {open}, first {first}")
        });
    }

    fn notification_judged(&mut self, logged: &Logged) {
        let Fact::NotificationJudged { result, call, notification, version, resend, verdict } =
            logged.fact
        else {
            return;
        };
        let some = Some(call);
        let ready = self.after.ready.contains(&call);
        self.ledger.check(Invariant::N1, some, ready, || {
            format!("notification {notification} is judged before the data is ready")
        });
        let known = self.after.notifications.get(&notification);
        let known = known.map(|(version, settings)| (*version, settings.clone()));
        let current = known.as_ref().is_some_and(|(at, _)| *at == version);
        let judges = known.as_ref().is_some_and(|(_, settings)| {
            resend > 0 || (settings.on == Toggle::On && settings.retired == Toggle::Off)
        });
        self.ledger.check(Invariant::N2, some, current && judges, || {
            format!("notification {notification} is judged at version {version}: {known:?}")
        });
        let times = self.after.judged.entry((call, notification)).or_default();
        let first = if resend == 0 { *times == 0 } else { *times == resend };
        *times += 1;
        self.ledger.check(Invariant::N2, some, first, || {
            format!("notification {notification}, time {resend}, after {} results", *times - 1)
        });
        let made = Made { call, notification, resend, verdict, mails: 0, tasks: 0, alerts: 0 };
        self.after.results.insert(result, made);
        self.after.fresh.push(result);
    }

    fn made(&mut self, result: ResultId, count: impl FnOnce(&mut Made)) {
        let fresh = self.after.fresh.contains(&result);
        let call = self.after.results.get(&result).map(|made| made.call);
        self.ledger.check(Invariant::N3, call, fresh, || {
            format!("something is made for result {result} in another commit than its own")
        });
        if let Some(made) = self.after.results.get_mut(&result) {
            count(made);
        }
    }

    /// Looks at a turn once all its facts are true.
    pub(super) fn after_turn(&mut self, batch: &Batch<'_>, turn: &Turn) {
        for result in std::mem::take(&mut self.after.fresh) {
            self.whole_result(result);
        }
        self.notes_of(turn);
        for ((_, input), receipt) in batch.inputs.iter().filter_map(|both| {
            if let (_, Input::JudgeCall { job, .. }) = both { Some((both, job)) } else { None }
        }) {
            if let Input::JudgeCall { call, part, .. } = input {
                self.receipt(turn, *call, *part, receipt);
            }
        }
        for logged in &turn.facts {
            if let Fact::RecordingDeleted { recording, call, .. } = logged.fact {
                let job = turn.jobs.iter().any(|job| {
                    matches!(job, Job::DeleteRecording { recording: of, .. } if *of == recording)
                });
                self.ledger.check(Invariant::N6, Some(call), job, || {
                    format!("recording {recording} is deleted and nobody deletes its file")
                });
            }
        }
    }

    /// [N3] what fired made what its settings say, and nothing else did.
    fn whole_result(&mut self, id: ResultId) {
        let Some(made) = self.after.results.get(&id) else { return };
        let Some((_, settings)) = self.after.notifications.get(&made.notification) else { return };
        let fired = made.verdict == Verdict::Fired;
        let first = made.resend == 0;
        let recipients = settings.mail.as_ref().map_or(0, |mail| mail.recipients.len());
        let mails = if fired { recipients } else { 0 };
        let tasks = usize::from(fired && first && settings.task.is_some());
        let alerts = usize::from(fired && first && settings.alert.is_some());
        let right = (made.mails, made.tasks, made.alerts) == (mails, tasks, alerts);
        self.ledger.check(Invariant::N3, Some(made.call), right, || {
            format!("{made:?}, right are {mails} mails, {tasks} tasks, {alerts} alerts")
        });
        if first {
            let meets = self.meets(made.call, &settings.when);
            let (call, verdict) = (made.call, made.verdict);
            self.ledger.check(
                Invariant::N5,
                Some(call),
                meets.is_none_or(|it| it == fired),
                || format!("the condition holds: {meets:?}, the verdict is {verdict:?}"),
            );
        }
    }

    /// Whether a call meets a condition, as far as the reference can say.
    fn meets(&self, call: CallId, when: &When) -> Option<bool> {
        let over = self.model.over.get(&call)?;
        match when {
            When::Always => Some(true),
            When::Rule { condition: Condition::Outcome { one_of } } => {
                Some(one_of.contains(&kind(over.outcome.name())?))
            }
            When::Rule { condition: Condition::Tags { tags, .. } } => {
                Some(tags.iter().any(|tag| self.after.tags.contains(&(over.conversation, *tag))))
            }
            When::Rule { condition: Condition::NoteWords { .. } } => {
                Some(self.after.said.contains(&over.conversation))
            }
            When::Rule { .. } => None,
        }
    }

    fn notes_of(&mut self, turn: &Turn) {
        for row in &turn.rows {
            if let Row::Note(row, Some(content)) = row
                && content.body.contains(WORDS)
            {
                self.after.said.insert(row.conversation);
            }
        }
    }

    /// [N2] with the receipt, everything of that part that is on has its result.
    fn receipt(&mut self, turn: &Turn, call: CallId, part: JudgePart, job: &str) {
        if !turn.receipts.iter().any(|receipt| receipt == job) {
            return;
        }
        let late = turn.facts.iter().any(|line| matches!(line.fact, Fact::SettingsSaved { .. }));
        if late {
            // Somebody saved in the same turn: either order is right.
            return;
        }
        let missing = self.after.notifications.iter().find(|(id, (_, settings))| {
            settings.on == Toggle::On
                && settings.retired == Toggle::Off
                && part_of(&settings.when) == part
                && !self.after.judged.contains_key(&(call, **id))
        });
        let missing = missing.map(|(id, _)| *id);
        self.ledger.check(Invariant::N2, Some(call), missing.is_none(), || {
            format!("{job} has its receipt, and {missing:?} was not judged")
        });
    }

    /// [N1, N2] the world is over: every call's work is done.
    pub(super) fn after_all(&mut self, shelf: &Shelf) {
        let unready = self.model.over.keys().find(|call| !self.after.ready.contains(call)).copied();
        self.ledger.check(Invariant::N1, unready, unready.is_none(), || {
            "it ended, and its data was never ready".to_owned()
        });
        let unjudged = self
            .model
            .over
            .keys()
            .find(|call| !self.after.judged.contains_key(&(**call, ALWAYS)))
            .copied();
        self.ledger.check(Invariant::N2, unjudged, unjudged.is_none(), || {
            "it ended, and what is always sent was never judged".to_owned()
        });
        let undone = shelf.jobs.keys().find(|key| !shelf.done.contains(*key));
        self.ledger.check(Invariant::N2, None, undone.is_none(), || {
            format!("{undone:?} has no receipt, and nothing more will happen")
        });
        let waits = self.after.mails.iter().find(|(_, end)| **end == End::Waits);
        self.ledger.check(Invariant::N4, None, waits.is_none(), || {
            format!("{waits:?}: nothing more will happen to it")
        });
    }
}

/// What looks at tags or notes waits for whoever writes them.
#[expect(clippy::wildcard_enum_match_arm, reason = "the worlds use a few conditions")]
fn part_of(when: &When) -> JudgePart {
    match when {
        When::Rule { condition: Condition::Tags { .. } | Condition::NoteWords { .. } } => {
            JudgePart::AfterWrapUp
        }
        _ => JudgePart::AtOnce,
    }
}

/// The kinds that the worlds ask for, by the outcome's name.
fn kind(name: &str) -> Option<OutcomeKind> {
    match name {
        "completed" => Some(OutcomeKind::Completed),
        "abandoned (queue)" => Some(OutcomeKind::AbandonedQueue),
        "no answer" => Some(OutcomeKind::NoAnswer),
        "abandoned (ivr)" => Some(OutcomeKind::AbandonedIvr),
        "abandoned (on hold)" => Some(OutcomeKind::AbandonedOnHold),
        other if other.starts_with("deflected") => Some(OutcomeKind::Deflected),
        other if other.starts_with("failed") => Some(OutcomeKind::Failed),
        _ => None,
    }
}
