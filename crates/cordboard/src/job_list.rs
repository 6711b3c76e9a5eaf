//! `cordboard jobs`: what must still be done, and what became of the rest. Reads the store
//! itself, so that it also helps where the server does not run.

use std::io::Write;

use api::{AboutJobs, NamesOf};
use desk::{Job, Millis, WorkspaceId};
use store::{JobCounts, JobFilter, JobPlace, JobRecord, Store, StoreError};

use crate::arguments::JobsArguments;
use crate::clock;
use crate::config::{Config, Wrong};
use crate::run::{FAILED, OK, say};
use crate::serve::{sentence, store_settings};

/// So many jobs are printed: the newest. Who needs more asks the database.
const PRINTED_MAX: usize = 1_000;

/// So many are read at a time.
const READ_AT_ONCE: u32 = 200;

/// Lists jobs, or makes one due.
pub(crate) async fn jobs(
    config: &Config,
    asked: &JobsArguments,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let store = Store::open_beside(&store_settings(config)).await.map_err(|it| wrong(&it))?;
    let done = match &asked.retry {
        Some(key) => retry(&store, config.workspace_id, key, out).await,
        None => list(&store, config.workspace_id, asked, out).await,
    };
    store.close().await;
    done.map_err(|error| wrong(&error))
}

async fn retry(
    store: &Store,
    workspace: WorkspaceId,
    key: &str,
    out: &mut (dyn Write + Send),
) -> Result<u8, StoreError> {
    if store.retry_job(workspace, key, clock::now()).await? {
        say(out, &format!("{key} is due now; a server that runs takes it up within half a minute"));
        return Ok(OK);
    }
    let there = store.job(workspace, key).await?.is_some();
    let why = if there { "is done already" } else { "is no job here" };
    say(out, &format!("{key} {why}"));
    Ok(FAILED)
}

async fn list(
    store: &Store,
    workspace: WorkspaceId,
    asked: &JobsArguments,
    out: &mut (dyn Write + Send),
) -> Result<u8, StoreError> {
    let filters: &[JobFilter] = match (asked.failing, asked.given_up, asked.done) {
        (true, _, _) => &[JobFilter::Failing],
        (_, true, _) => &[JobFilter::GivenUp],
        (_, _, true) => &[JobFilter::Done],
        // What a person may have to look after comes first.
        (false, false, false) => &[JobFilter::GivenUp, JobFilter::Failing, JobFilter::Waiting],
    };
    let mut records = Vec::new();
    for filter in filters {
        read(store, workspace, *filter, &mut records).await?;
    }
    let counts = store.job_counts(workspace).await?;
    let now = clock::now();
    let about = about(store, workspace, &records).await?;
    let lines: Vec<_> = records.iter().map(|record| line(record, &about, now)).collect();
    for line in table(&lines) {
        say(out, &line);
    }
    say(out, &summary(counts));
    Ok(OK)
}

/// What these jobs are about, by name.
async fn about(
    store: &Store,
    workspace: WorkspaceId,
    records: &[JobRecord],
) -> Result<AboutJobs, StoreError> {
    let webhooks = NamesOf::settings(&store.settings(workspace).await?).webhooks();
    AboutJobs::read(store, workspace, records.iter().map(|record| &record.job), webhooks).await
}

async fn read(
    store: &Store,
    workspace: WorkspaceId,
    filter: JobFilter,
    into: &mut Vec<JobRecord>,
) -> Result<(), StoreError> {
    let mut before: Option<JobPlace> = None;
    while into.len() < PRINTED_MAX {
        let page = store.jobs_page(workspace, filter, None, before.as_ref(), READ_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.place(filter));
        into.extend(page);
    }
    into.truncate(PRINTED_MAX);
    Ok(())
}

fn summary(counts: JobCounts) -> String {
    let JobCounts { waiting, failing, given_up, done } = counts;
    format!("{waiting} waiting, {failing} failing, {given_up} given up, {done} done")
}

/// Key, what it does, how it stands, what the last attempt said.
type Line = [String; 4];

fn line(record: &JobRecord, about: &AboutJobs, now: Millis) -> Line {
    let tries = match record.attempts {
        0 => "not tried yet".to_owned(),
        1 => "failed once".to_owned(),
        times => format!("failed {times} times"),
    };
    let stands = match (record.done, record.given_up) {
        (Some(done), _) => format!("done {} ago", span(now.since(done))),
        (None, Some(at)) => format!("{tries}, given up {} ago", span(now.since(at))),
        (None, None) if record.due <= now => format!("{tries}, due"),
        (None, None) => format!("{tries}, next in {}", span(record.due.since(now))),
    };
    let words = record.last_error.as_deref().unwrap_or_default();
    [record.key.clone(), what(&record.job, about), stands, words.to_owned()]
}

/// What a job does, in words.
fn what(job: &Job, about: &AboutJobs) -> String {
    match job {
        Job::StoreRecording { recording, call, .. } => {
            format!("store {}", about.recording(*recording, *call))
        }
        Job::Judge { call, .. } => format!("judge the notifications of {}", about.call(*call)),
        Job::SendMail { mail } => format!("send {}", about.mail(*mail)),
        Job::CallWebhook { webhook, .. } => format!("call {}", about.webhook(*webhook)),
        Job::DeleteRecording { recording, call } => {
            format!("delete {}", about.recording(*recording, *call))
        }
        Job::EraseContact { contact } => format!("erase contact {contact}"),
    }
}

/// A length of time as people say it.
fn span(ms: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min")];
    // From two of a unit on: 90 minutes say more than one hour.
    let step = STEPS.iter().find(|(length, _)| ms >= 2 * length);
    step.map_or_else(
        || format!("{} s", ms.div_ceil(1_000)),
        |(length, unit)| format!("{} {unit}", ms / length),
    )
}

/// Columns as wide as their widest cell.
fn table(lines: &[Line]) -> Vec<String> {
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let shown = |line: &Line| {
        let [key, what, stands, words] = line;
        let text =
            format!("{key:0$}  {what:1$}  {stands:2$}  {words}", widths[0], widths[1], widths[2]);
        text.trim_end().to_owned()
    };
    lines.iter().map(shown).collect()
}

fn wrong(error: &StoreError) -> Wrong {
    Wrong::new(sentence(error))
}

#[cfg(test)]
mod tests {
    use desk::MailId;

    use super::*;

    fn record(attempts: u32, due: i64, words: &str) -> JobRecord {
        let job = Job::SendMail { mail: MailId(7) };
        JobRecord {
            key: job.key(),
            kind: "send_mail".to_owned(),
            job,
            due: Millis(due),
            attempts,
            last_error: Some(words.to_owned()).filter(|words| !words.is_empty()),
            done: None,
            given_up: None,
            created: Millis(0),
        }
    }

    #[test]
    fn every_job_is_a_line_in_plain_words() {
        let now = Millis(1_000_000);
        let mut done = record(0, 0, "");
        done.done = Some(Millis(0));
        let mut given_up = record(28, 0, "mail.test:587 refuses the mail: 554 No");
        given_up.given_up = Some(Millis(400_000));
        let records = [
            record(0, 0, ""),
            record(1, 1_010_000, "No SMTP server is configured."),
            given_up,
            done,
        ];
        let about = AboutJobs::default();
        let lines: Vec<_> = records.iter().map(|record| line(record, &about, now)).collect();
        let expected = [
            "send-mail-7  send mail 7  not tried yet, due",
            "send-mail-7  send mail 7  failed once, next in 10 s                No SMTP server is \
             configured.",
            "send-mail-7  send mail 7  failed 28 times, given up 10 min ago  mail.test:587 refuses \
             the mail: 554 No",
            "send-mail-7  send mail 7  done 16 min ago",
        ];
        let wide = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (shown, expected) in table(&lines).iter().zip(expected) {
            assert_eq!(wide(shown), wide(expected));
        }
        let starts: Vec<_> = table(&lines).iter().filter_map(|line| line.find("No SMTP")).collect();
        assert_eq!(starts.len(), 1);
    }

    #[test]
    fn a_span_is_said_in_the_unit_that_fits() {
        let all = [(0, "0 s"), (1, "1 s"), (119_999, "120 s"), (120_000, "2 min")];
        let long = [(7_199_999, "119 min"), (7_200_000, "2 h"), (172_800_000, "2 d")];
        for (ms, words) in all.into_iter().chain(long) {
            assert_eq!(span(ms), words);
        }
    }
}
