//! What became of a notification, in words. Nothing in here reads or decides anything.

use desk::{MailFailure, MailStage, Millis, ResultRow, SkipReason, Verdict};
use store::{JobRecord, MailRecord};

use crate::rooms::Rooms;
use crate::schema::{MailState, ResultState};

/// A mail, and how its sending goes.
#[derive(Debug, Clone)]
pub(crate) struct MailSeen {
    pub(crate) record: MailRecord,
    /// Whether there is a mail server to send it by.
    pub(crate) configured: bool,
    /// How often it was tried in vain.
    pub(crate) attempts: u32,
    /// When it is tried next, while it waits.
    pub(crate) next: Option<Millis>,
    /// The same as a person says it: `14:02`.
    pub(crate) next_time: Option<String>,
    /// What the last try said.
    pub(crate) error: Option<String>,
}

impl MailSeen {
    /// Its words are not kept any more.
    pub(crate) fn forgotten(&self) -> bool {
        self.record.recipient.is_none()
    }

    fn to(&self) -> &str {
        self.record.recipient.as_deref().unwrap_or("an address that was removed")
    }
}

/// A moment as `14:02`, in the workspace's zone.
pub(crate) fn local_time(rooms: &Rooms, at: Millis) -> String {
    let staff = rooms.reception.staff();
    desk::notify::local_time(at, desk::notify::zone_of(&staff.workspace))
}

/// Where a mail stands.
pub(crate) fn mail_state(stage: MailStage) -> MailState {
    match stage {
        MailStage::Waiting => MailState::Waiting,
        MailStage::Sent { .. } => MailState::Sent,
        MailStage::Failed { .. } => MailState::Failed,
    }
}

/// What became of a mail.
pub(crate) fn mail(mail: &MailSeen) -> String {
    match mail.record.row.stage {
        MailStage::Waiting => waiting(mail),
        MailStage::Sent { .. } => format!("Sent to {}.", mail.to()),
        MailStage::Failed { why, .. } => format!("Failed: {}.", failure(why)),
    }
}

fn waiting(mail: &MailSeen) -> String {
    if !mail.configured {
        return "Waiting: no mail server is configured.".to_owned();
    }
    match (&mail.error, &mail.next_time) {
        (Some(error), Some(next)) => {
            format!("Waiting: {}; next try at {next}.", error.trim_end_matches('.'))
        }
        (Some(error), None) => format!("Waiting: {}.", error.trim_end_matches('.')),
        (None, _) => format!("Waiting to be sent to {}.", mail.to()),
    }
}

fn failure(why: MailFailure) -> &'static str {
    match why {
        MailFailure::RecipientRefused => "the recipient's mail server refuses this address",
        MailFailure::SenderRefused => "the mail server refuses our sender address",
        MailFailure::MessageRefused => "the mail server refuses this message",
        MailFailure::GaveUp => "it could not be sent for days and is not tried any more",
        MailFailure::NotConfigured => "no mail server was configured in time",
    }
}

/// Where a result stands.
pub(crate) fn state(row: &ResultRow, mails: impl IntoIterator<Item = MailStage>) -> ResultState {
    if let Verdict::Skipped { .. } = row.verdict {
        return ResultState::Skipped;
    }
    let mut state = ResultState::Sent;
    for stage in mails {
        match stage {
            MailStage::Waiting => return ResultState::Waiting,
            MailStage::Failed { .. } => state = ResultState::Failed,
            MailStage::Sent { .. } => {}
        }
    }
    state
}

/// Where a result stands, and what became of it.
pub(crate) fn result(row: &ResultRow, mails: &[MailSeen]) -> (ResultState, String) {
    let state = state(row, mails.iter().map(|mail| mail.record.row.stage));
    let words = match row.verdict {
        Verdict::Skipped { why } => format!("Skipped: {}.", skipped(why)),
        Verdict::Fired => fired(row, mails),
    };
    (state, words)
}

/// Why a notification does nothing.
pub(crate) fn skipped(why: SkipReason) -> &'static str {
    match why {
        SkipReason::ConditionNotMet => "the condition was not met",
        SkipReason::NoTranscript => "there is no transcript",
        SkipReason::NoValidRecipient => "there is no valid recipient",
    }
}

fn fired(row: &ResultRow, mails: &[MailSeen]) -> String {
    let mut words = Vec::new();
    // What went wrong comes first: it is what somebody has to act on.
    let stands =
        |state| mails.iter().filter(move |seen| mail_state(seen.record.row.stage) == state);
    for bad in stands(MailState::Failed).chain(stands(MailState::Waiting)) {
        let sentence = mail(bad);
        if !words.contains(&sentence) {
            words.push(sentence);
        }
    }
    let sent: Vec<&str> = stands(MailState::Sent).map(MailSeen::to).collect();
    if !sent.is_empty() {
        words.push(format!("Sent to {}.", listed(&sent)));
    }
    if row.task.is_some() {
        words.push("Task created.".to_owned());
    }
    if row.alert.is_some() {
        words.push("Team alerted.".to_owned());
    }
    if words.is_empty() {
        words.push("Done.".to_owned());
    }
    words.join(" ")
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Why notifications were not judged yet.
pub(crate) fn unjudged(job: &JobRecord, next: String) -> String {
    match (&job.last_error, job.given_up) {
        (Some(error), Some(_)) => {
            format!("Failed: {}; the job is not tried any more.", error.trim_end_matches('.'))
        }
        (None, Some(_)) => "Failed: the job is not tried any more.".to_owned(),
        (Some(error), None) => {
            format!("Waiting: {}; next try at {next}.", error.trim_end_matches('.'))
        }
        (None, None) => "Waiting: notifications are being looked at.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use desk::{CallId, ConversationId, MailId, MailRow, NotificationId, ResultId, TaskId};

    use super::*;

    fn row(verdict: Verdict) -> ResultRow {
        ResultRow {
            id: ResultId(9),
            call: CallId(2),
            conversation: ConversationId(3),
            notification: NotificationId(1),
            version: 1,
            resend: 0,
            verdict,
            at: Millis(0),
            mails: Vec::new(),
            task: None,
            alert: None,
        }
    }

    fn seen(to: &str, stage: MailStage) -> MailSeen {
        let (id, call, result) = (MailId(4), CallId(2), ResultId(9));
        MailSeen {
            record: MailRecord {
                row: MailRow { id, call, result, stage, at: Millis(0) },
                recipient: Some(to.to_owned()),
                subject: Some("Callback".to_owned()),
            },
            configured: true,
            attempts: 0,
            next: None,
            next_time: None,
            error: None,
        }
    }

    const SENT: MailStage = MailStage::Sent { at: Millis(1) };

    #[test]
    fn a_result_says_in_words_what_became_of_it() {
        let why = SkipReason::ConditionNotMet;
        let skipped = result(&row(Verdict::Skipped { why }), &[]);
        assert_eq!(skipped.1, "Skipped: the condition was not met.");
        let sent = [seen("ana@example.org", SENT), seen("ben@example.org", SENT)];
        let (state, words) = result(&row(Verdict::Fired), &sent[..1]);
        assert_eq!((state, words.as_str()), (ResultState::Sent, "Sent to ana@example.org."));
        let task = ResultRow { task: Some(TaskId(5)), ..row(Verdict::Fired) };
        let words = result(&task, &sent).1;
        assert_eq!(words, "Sent to ana@example.org and ben@example.org. Task created.");
    }

    #[test]
    fn what_waits_says_for_what_and_what_failed_says_why() {
        let mut waits = seen("ana@example.org", MailStage::Waiting);
        assert_eq!(mail(&waits), "Waiting to be sent to ana@example.org.");
        waits.error = Some("the mail server did not answer".to_owned());
        waits.next_time = Some("14:02".to_owned());
        assert_eq!(mail(&waits), "Waiting: the mail server did not answer; next try at 14:02.");
        let why = MailFailure::RecipientRefused;
        let failed = seen("ben@example.org", MailStage::Failed { at: Millis(1), why });
        let both = [failed, waits.clone(), seen("cleo@example.org", SENT)];
        let (state, words) = result(&row(Verdict::Fired), &both);
        assert_eq!(state, ResultState::Waiting);
        assert_eq!(
            words,
            "Failed: the recipient's mail server refuses this address. \
             Waiting: the mail server did not answer; next try at 14:02. \
             Sent to cleo@example.org."
        );
        waits.configured = false;
        assert_eq!(mail(&waits), "Waiting: no mail server is configured.");
    }
}
