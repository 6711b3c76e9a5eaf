//! After the call: every notification is judged once, what it made belongs to it, a mail
//! ends once, and a recording is deleted once (P2, P3, P8, R6).

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    AlertId, CallId, Fact, Logged, MailId, Millis, NotificationId, RecordingId, ResultId,
    ResultRow, Row, RowKey, Seq, TaskId, Verdict,
};

use super::audit::{Audit, Place};

/// What the log said so far of what happens after calls.
#[derive(Debug, Default)]
pub(super) struct After {
    /// Where each call's data was ready.
    pub(super) ready: BTreeMap<CallId, Seq>,
    /// Recordings that are not closed, by call.
    open: BTreeMap<CallId, BTreeSet<RecordingId>>,
    deleted: BTreeSet<RecordingId>,
    /// How often each was judged.
    pub(super) judged: BTreeMap<(CallId, NotificationId), u32>,
    results: BTreeMap<ResultId, Told>,
    mails: BTreeMap<MailId, Mail>,
    /// When each task was last changed: its words may be as young as that.
    pub(super) changed: BTreeMap<TaskId, Millis>,
}

/// What was said of a result.
#[derive(Debug)]
struct Told {
    call: CallId,
    fired: bool,
    task: Option<TaskId>,
    alert: Option<AlertId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mail {
    Waiting,
    Ended,
}

impl Audit {
    /// Reads a line about what happens after calls; of all others, nothing.
    pub(super) fn see_after(&mut self, logged: &Logged) {
        let fact = &logged.fact;
        if let Fact::RecordingStarted { call, recording } = fact {
            self.after.open.entry(*call).or_default().insert(*recording);
        } else if let Fact::RecordingStored { call, recording, .. }
        | Fact::RecordingFailed { call, recording, .. } = fact
        {
            self.after.open.entry(*call).or_default().remove(recording);
        } else if let Fact::RecordingDeleted { call, recording, .. } = fact {
            self.deleted(logged, *call, *recording);
        } else if let Fact::CallDataReady { call } = fact {
            self.ready(logged, *call);
        } else if let Fact::NotificationJudged {
            result, call, notification, resend, verdict, ..
        } = fact
        {
            self.judged(logged, *result, (*call, *notification), *resend, *verdict);
        } else if let Fact::MailQueued { mail, call, result } = fact {
            self.belongs(logged, *result, *call);
            if self.after.mails.insert(*mail, Mail::Waiting).is_some() {
                self.breach("P3", logged, format!("mail {mail} is written twice"));
            }
        } else if let Fact::MailSent { mail } | Fact::MailFailed { mail, .. } = fact {
            if self.after.mails.insert(*mail, Mail::Ended) != Some(Mail::Waiting) {
                self.breach("P3", logged, format!("mail {mail} did not wait"));
            }
        } else if let Fact::TaskChanged { task, .. } = fact {
            self.after.changed.insert(*task, logged.at);
        } else if let Fact::TaskCreated { task, call: Some(call), result: Some(result), .. } = fact
        {
            let made = self.belongs(logged, *result, *call);
            if made.is_some_and(|told| told.task.replace(*task).is_some()) {
                self.breach("P8", logged, format!("result {result} makes two tasks"));
            }
        } else if let Fact::TeamAlerted { alert, call, result, .. } = fact {
            let made = self.belongs(logged, *result, *call);
            if made.is_some_and(|told| told.alert.replace(*alert).is_some()) {
                self.breach("P8", logged, format!("result {result} makes two alerts"));
            }
        }
    }

    fn deleted(&mut self, logged: &Logged, call: CallId, recording: RecordingId) {
        let open = self.after.open.get(&call).is_some_and(|open| open.contains(&recording));
        if open || !self.after.deleted.insert(recording) {
            let what = format!("recording {recording} is deleted while it runs, or twice");
            self.breach("R6", logged, what);
        }
    }

    fn ready(&mut self, logged: &Logged, call: CallId) {
        let ended = self.calls.get(&call).is_some_and(|call| call.place == Place::Ended);
        let open = self.after.open.get(&call).is_some_and(|open| !open.is_empty());
        if !ended || open {
            self.breach("P2", logged, "its data is ready before it is over".to_owned());
        }
        if self.after.ready.insert(call, logged.seq).is_some() {
            self.breach("P2", logged, "its data was ready before".to_owned());
        }
    }

    fn judged(
        &mut self,
        logged: &Logged,
        result: ResultId,
        of: (CallId, NotificationId),
        resend: u32,
        verdict: Verdict,
    ) {
        if !self.after.ready.contains_key(&of.0) {
            self.breach("P2", logged, "it is judged before its data is ready".to_owned());
        }
        let times = self.after.judged.entry(of).or_default();
        let next = *times;
        *times += 1;
        if resend != next {
            let what =
                format!("notification {} is judged as its time {resend}, after {next}", of.1);
            self.breach("P2", logged, what);
        }
        let fired = match verdict {
            Verdict::Fired => true,
            Verdict::Skipped { .. } => false,
        };
        let told = Told { call: of.0, fired, task: None, alert: None };
        self.after.results.insert(result, told);
    }

    /// What a result makes belongs to a result of the same call that fired.
    fn belongs(&mut self, logged: &Logged, result: ResultId, call: CallId) -> Option<&mut Told> {
        let fits =
            self.after.results.get(&result).is_some_and(|told| told.fired && told.call == call);
        if !fits {
            let what = format!("something is made for result {result}, which did not ask for it");
            self.breach("P8", logged, what);
        }
        self.after.results.get_mut(&result)
    }
}

/// P8 at rest: results and what they made name each other.
pub(super) fn examine(audit: &mut Audit, rows: &BTreeMap<RowKey, Row>) {
    for row in rows.values() {
        let (made, result, call) = match row {
            Row::Result(row) => {
                whole(audit, rows, row);
                continue;
            }
            Row::Mail(mail, _) => (RowKey::Mail(mail.id), Some(mail.result), Some(mail.call)),
            Row::Task(task, _) => (RowKey::Task(task.id), task.result, task.call),
            Row::Alert(alert, _) => (RowKey::Alert(alert.id), Some(alert.result), Some(alert.call)),
            Row::Settings(_)
            | Row::Teammate(_)
            | Row::Contact(..)
            | Row::Conversation(_)
            | Row::Call(..)
            | Row::Offer(_)
            | Row::Segment(_)
            | Row::Note(..)
            | Row::Recording(..) => continue,
        };
        let Some(result) = result else { continue };
        let named = match rows.get(&RowKey::Result(result)) {
            Some(Row::Result(row)) => makes(row).contains(&made) && Some(row.call) == call,
            Some(_) | None => false,
        };
        if !named {
            let what = format!("{made:?} says it is of result {result}, which does not say so");
            audit.breach_at_rest("P8", call, what);
        }
    }
}

/// Everything that a result says it made is there.
fn whole(audit: &mut Audit, rows: &BTreeMap<RowKey, Row>, row: &ResultRow) {
    for made in makes(row) {
        if !rows.contains_key(&made) {
            let what = format!("result {} made {made:?}, which is not stored", row.id);
            audit.breach_at_rest("P8", Some(row.call), what);
        }
    }
}

fn makes(row: &ResultRow) -> Vec<RowKey> {
    let mails = row.mails.iter().map(|mail| RowKey::Mail(*mail));
    let task = row.task.map(RowKey::Task);
    let alert = row.alert.map(RowKey::Alert);
    mails.chain(task).chain(alert).collect()
}
