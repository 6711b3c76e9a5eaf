//! `kill -9` at any moment: what was acknowledged is there, and all of it fits together.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::{CallId, Job, MailStage, Millis, Row, Seq};
use store::{Batch, CallFilter, DueJob, Store};

use crate::world::World;
use crate::{NOON, WORKSPACE, store_in};

/// Names the folder in which the busy desk works, when it runs to be killed.
const FOLDER: &str = "BUSY_DESK_FOLDER";

/// How often the desk is killed.
const KILLS: usize = 12;

/// A desk at work on what is stored: tells every commit after it is done, as it would tell
/// a caller. Ends after so many commits, or never.
async fn work(folder: &Path, commits: usize, mut tell: impl FnMut(Seq)) {
    let store = store_in(folder).await;
    let (mut world, epoch) = opened(&store).await;
    // The settings are one commit: half a workspace lets nobody in.
    let mut inputs_max = 64;
    let (mut done, mut idle) = (0, 0);
    while done < commits {
        let turn = world.turn(inputs_max);
        inputs_max = 8;
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
        for job in &turn.jobs {
            world.perform(job);
        }
        let Some(last) = turn.facts.last() else {
            idle += 1;
            assert!(idle < 10_000, "the desk has nothing to do");
            continue;
        };
        tell(last.seq);
        (done, idle) = (done + 1, 0);
    }
    store.close().await;
}

/// The desk as it is stored, taken over, with the jobs that nobody has done yet.
async fn opened(store: &Store) -> (World, i64) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let live = store.live(WORKSPACE).await.unwrap();
    let mut world = match live.last {
        None => World::notifying(10, 20, 1),
        Some((seq, at)) => World::reopen(live, at.plus(1_000), 20, seq.0 * 1_000),
    };
    let due = store.jobs_due(Millis(i64::MAX), 10_000, &BTreeSet::new()).await.unwrap();
    for due in due {
        match due.job {
            Job::Judge { call, .. } => world.learn(&rows_of(store, call).await),
            Job::SendMail { mail } => {
                let row = store.mail_for_desk(WORKSPACE, mail).await.unwrap().unwrap();
                world.learn(&[Row::Mail(row, None)]);
            }
            _ => {}
        }
        world.perform(&due.job);
    }
    (world, epoch)
}

/// The rows that a call's case is made of.
async fn rows_of(store: &Store, call: CallId) -> Vec<Row> {
    let case = store.case_for_desk(WORKSPACE, call).await.unwrap().unwrap();
    let mut rows = vec![
        Row::Call(Box::new(case.call), Some(case.content)),
        Row::Conversation(case.conversation),
    ];
    rows.extend(case.contact.map(|(row, content)| Row::Contact(row, Some(content))));
    rows.extend(case.results.into_iter().map(Row::Result));
    rows
}

/// Works on its own for a while, or, started by the test below, until it is killed.
#[tokio::test]
async fn a_busy_desk_stops_and_goes_on() {
    if let Ok(folder) = std::env::var(FOLDER) {
        let tell = |seq| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "acknowledged {seq}").unwrap();
            out.flush().unwrap();
        };
        work(&PathBuf::from(folder), usize::MAX, tell).await;
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut told, mut commits) = (Seq(0), 0);
    for _ in 0..2 {
        work(folder.path(), 40, |seq| {
            assert!(seq > told);
            (told, commits) = (seq, commits + 1);
        })
        .await;
    }
    assert_eq!(commits, 80);
    let store = store_in(folder.path()).await;
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
}

#[tokio::test]
async fn a_killed_desk_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    for kill in 0..KILLS {
        let acknowledged = work_and_kill(folder.path(), 1 + kill * kill);
        let store = store_in(folder.path()).await;
        let (last, _) = store.last(WORKSPACE).await.unwrap().unwrap();
        assert!(last >= acknowledged, "{acknowledged} was acknowledged, {last} is stored");
        assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
        store.close().await;
    }
    let store = store_in(folder.path()).await;
    let lost = store::CallFilter {
        outcome: Some("failed (node_lost)".to_owned()),
        ..store::CallFilter::default()
    };
    assert!(!store.ended_calls(WORKSPACE, &lost, 10).await.unwrap().is_empty());
    assert!(store.last(WORKSPACE).await.unwrap().unwrap().1 > NOON);
    every_job_runs_in_the_end(&store).await;
}

/// Every call that ended was judged once by each notification, and every mail came to its
/// end, however often the desk was killed in between.
async fn every_job_runs_in_the_end(store: &Store) {
    let (mut world, epoch) = opened(store).await;
    let mut jobs = Vec::new();
    // A job may lead to another, of which the world hears in the next round.
    for _ in 0..4 {
        for turn in world.wind_down() {
            store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
            jobs.extend(turn.jobs);
        }
        jobs.drain(..).for_each(|job| world.perform(&job));
    }
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    let left = store.jobs_due(Millis(i64::MAX), 10_000, &BTreeSet::new()).await.unwrap();
    let recordings = |job: &DueJob| matches!(job.job, Job::StoreRecording { .. });
    assert!(left.iter().all(recordings), "{left:?}");
    let ended = store.ended_calls(WORKSPACE, &CallFilter::default(), 100_000).await.unwrap();
    let mut mails = 0;
    for call in &ended {
        let results = store.results_of_call(WORKSPACE, call.state.id).await.unwrap();
        let judged: Vec<_> = results.iter().map(|result| result.notification.0).collect();
        assert_eq!(BTreeSet::from_iter(&judged), BTreeSet::from([&1, &2]), "{:?}", call.state.id);
        assert_eq!(judged.len(), 2, "{:?}", call.state.id);
        for mail in store.mails_of_call(WORKSPACE, call.state.id).await.unwrap() {
            assert_ne!(mail.row.stage, MailStage::Waiting, "{:?}", mail.row);
            mails += 1;
        }
    }
    assert_eq!(mails, 4 * ended.len());
}

/// Lets a desk work until it has acknowledged so many commits, kills it, and says up to
/// where it had acknowledged by then.
fn work_and_kill(folder: &Path, commits: usize) -> Seq {
    let mut desk = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::a_busy_desk_stops_and_goes_on", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(desk.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut said = lines.filter_map(|line| {
        let (_, seq) = line.split_once("acknowledged ")?;
        seq.trim().parse().ok().map(Seq)
    });
    let mut last = Seq(0);
    for _ in 0..commits {
        last = said.next().expect("the desk died by itself");
    }
    desk.kill().unwrap();
    // What it had said before the end counts, too.
    last = said.last().unwrap_or(last);
    desk.wait().unwrap();
    last
}
