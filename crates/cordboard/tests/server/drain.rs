//! Draining: live calls go on, nothing new is let in.

use std::time::Duration;

use phones::Behaviour;

use crate::stage::{SOON, Stage, config};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_lets_the_live_call_end_by_itself_and_refuses_new_ones() {
    let stage = Stage::open(Behaviour::AnswerAfter(Duration::from_millis(20))).await;
    let (caller, id) = stage.talking("+12025550179").await;
    let draining = stage.running.drain(SOON);
    let meanwhile = async {
        stage.ready_until(503).await;
        let stranger = stage.call("+12025550180");
        let gone = stranger.until(SOON, |call| call.ending().is_some()).await.unwrap();
        assert_eq!(gone.ending().map(|ending| ending.code), Some(503));
        assert!(caller.view().is_up(), "the live call goes on");
        caller.hang_up();
    };
    let (left, ()) = tokio::join!(draining, meanwhile);
    assert_eq!(left, 0);
    let call = stage.detail_until(id, |_| true).await;
    assert_eq!(call["outcome"], "completed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_waits_no_longer_than_it_is_told() {
    let stage = Stage::open(Behaviour::AnswerAfter(Duration::from_millis(20))).await;
    let (caller, _) = stage.talking("+12025550181").await;
    assert!(stage.running.drain(Duration::from_millis(50)).await > 0);
    assert!(caller.view().is_up());
    // What is cut is closed in the log by the next start.
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_nothing_was_recorded_into_are_gone_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        config(folder.path(), "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"127.0.0.1:0\"");
    let empty = config.live_dir().join("17.wav");
    std::fs::create_dir_all(config.live_dir()).unwrap();
    std::fs::write(&empty, [0; 44]).unwrap();
    let running = cordboard::start(config).await.unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(!empty.exists());
    running.stop().await;
}
