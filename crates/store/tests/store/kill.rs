//! `kill -9` at any moment: what was acknowledged is there, and all of it fits together.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::Seq;
use store::Batch;

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
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let live = store.live(WORKSPACE).await.unwrap();
    let mut world = match live.last {
        None => World::new(10, 20, 1),
        Some((seq, at)) => World::reopen(live, at.plus(1_000), 20, seq.0 * 1_000),
    };
    // The settings are one commit: half a workspace lets nobody in.
    let mut inputs_max = 64;
    let (mut done, mut idle) = (0, 0);
    while done < commits {
        let turn = world.turn(inputs_max);
        inputs_max = 8;
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
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
