//! The store cannot be written: live calls can still be ended and held, new ones are
//! refused, and nothing is lost once it can be written again.

use std::time::Duration;

use phones::{Behaviour, CallState};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use crate::stage::{SOON, Stage, words};

const SOON_ANSWERED: Behaviour = Behaviour::AnswerAfter(Duration::from_millis(20));

/// Another program's hand in the database: from now on every line of the log is refused,
/// as it would be by a full disk.
pub(crate) async fn break_store(stage: &Stage) -> SqliteConnection {
    let file = stage.folder.path().join("data/cordboard.db");
    let mut other =
        SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    for table in ["fact", "probe"] {
        let sql = format!(
            "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    }
    other
}

pub(crate) async fn heal_store(mut other: SqliteConnection) {
    for table in ["fact", "probe"] {
        let sql = format!("DROP TRIGGER no_{table}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    }
    other.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_call_can_be_held_and_ended_and_new_ones_get_503() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (caller, id) = stage.talking("+12025550175").await;
    let other = break_store(&stage).await;
    // The first thing that would have to be written shows it.
    let note = json!({ "do": "set_status", "teammate": 2, "status": "active" });
    let refused = stage.command(2, note.clone()).await;
    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("store_down")));
    let why = stage.ready_until(503).await.json();
    assert_eq!(why["detail"], "The store cannot be written.");
    let stranger = stage.call("+12025550176");
    let gone = stranger.until(SOON, |call| call.ending().is_some()).await.unwrap();
    assert_eq!(gone.ending().map(|ending| ending.code), Some(503));

    assert_eq!(stage.command(1, json!({ "do": "hold", "call": id })).await.status, 200);
    assert_eq!(stage.command(1, json!({ "do": "resume", "call": id })).await.status, 200);
    let mute = json!({ "do": "mute", "call": id, "mute": "on" });
    assert_eq!(stage.command(1, mute).await.status, 200);
    let not_mine = stage.command(2, json!({ "do": "end", "call": id })).await;
    assert_eq!(not_mine.status, 503);
    assert_eq!(stage.command(1, json!({ "do": "end", "call": id })).await.status, 200);
    caller.until(SOON, |call| call.ending().is_some()).await.unwrap();
    stage.ana.until(SOON, |phone| phone.is_idle()).await.unwrap();

    heal_store(other).await;
    stage.ready_until(200).await;
    let call = stage.detail_until(id, |call| call["stage"] == "ended").await;
    assert_eq!(call["outcome"], "completed");
    assert_eq!(
        words(&call)[2..],
        [
            "Call answered by Ana.",
            "Call put on hold by Ana.",
            "Call resumed by Ana.",
            "Call ended by Ana."
        ]
    );
    assert_eq!(stage.command(2, note).await.status, 200);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_hangs_up_meanwhile_stops_the_ring_and_is_in_the_log_afterwards() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let caller = stage.call("+12025550177");
    stage.ana.until(SOON, |phone| phone.is_ringing()).await.unwrap();
    let live = stage.live_until(|call| call["stage"] == "ringing").await;
    let id = live["id"].as_u64().unwrap();
    let other = break_store(&stage).await;
    caller.hang_up();
    stage.ana.until(SOON, |phone| phone.is_idle()).await.unwrap();
    stage.ready_until(503).await;
    heal_store(other).await;
    let call = stage.detail_until(id, |call| call["stage"] == "ended").await;
    assert_eq!(call["outcome"], "no answer");
    assert_eq!(
        words(&call).last().map(String::as_str),
        Some("Call ended by customer before a teammate answered.")
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_cannot_be_committed_leaves_no_trace_and_the_call_goes_on() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (caller, id) = stage.talking("+12025550178").await;
    let before = stage.running.store().last(cordboard::WORKSPACE).await.unwrap();
    let other = break_store(&stage).await;
    let away = json!({ "do": "set_status", "teammate": 2, "status": "active" });
    assert_eq!(stage.command(2, away).await.status, 503);
    heal_store(other).await;
    stage.ready_until(200).await;
    assert_eq!(stage.running.store().last(cordboard::WORKSPACE).await.unwrap(), before);
    let teammates = stage.get("/operator/v1/teammates").await.json();
    assert_eq!(teammates[1]["shown"], "Away", "memory holds what is written, not more");
    assert_eq!(teammates[0]["phone"], json!({ "is": "on_call", "call": id }));
    assert!(caller.view().is_up());
    // The desk that was opened again still knows both legs of the call.
    stage.ana.hang_up();
    caller.until(SOON, |call| matches!(call.state, CallState::Ended(_))).await.unwrap();
    let call = stage.detail_until(id, |call| call["stage"] == "ended").await;
    assert_eq!(call["outcome"], "completed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_outage_a_caller_who_waits_is_offered_to_whoever_may_be_reached_again() {
    let stage = Stage::open(Behaviour::Refuse(480)).await;
    let caller = stage.call("+12025550185");
    let live = stage.live_until(|call| call["stage"] == "queued").await;
    let id = live["id"].as_u64().unwrap();
    stage.detail_until(id, |call| !call["offers"][0]["end"].is_null()).await;
    let other = break_store(&stage).await;
    let note = json!({ "do": "set_status", "teammate": 2, "status": "active" });
    assert_eq!(stage.command(2, note).await.status, 503);
    stage.ready_until(503).await;
    stage.ana.set_behaviour(SOON_ANSWERED);
    // Nothing was told meanwhile, and nothing is due: only the reopened desk knows that
    // Ana's phone may be tried.
    heal_store(other).await;
    stage.ana.until(SOON, |phone| phone.is_up()).await.unwrap();
    stage.detail_until(id, |call| call["stage"] == "talking").await;
    caller.hang_up();
    stage.detail_until(id, |call| call["outcome"] == "completed").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_ends_by_the_clock_even_without_a_store() {
    let stage = Stage::open_with(Behaviour::Ignore, "ring_seconds = 1").await;
    let caller = stage.call("+12025550183");
    let live = stage.live_until(|call| call["stage"] == "ringing").await;
    let id = live["id"].as_u64().unwrap();
    stage.ana.until(SOON, |phone| phone.is_ringing()).await.unwrap();
    let other = break_store(&stage).await;
    stage.ana.until(SOON, |phone| phone.rings > 0 && phone.is_idle()).await.unwrap();
    heal_store(other).await;
    stage.ready_until(200).await;
    let call = stage.detail_until(id, |call| call["stage"] == "queued").await;
    assert_eq!(words(&call).last().map(String::as_str), Some("Call missed by Ana."));
    assert!(caller.view().ending().is_none(), "the caller waits on");
    caller.hang_up();
    stage.detail_until(id, |call| call["outcome"] == "abandoned (queue)").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_workspace_was_taken_over_says_so_and_writes_no_more() {
    let stage = Stage::open(SOON_ANSWERED).await;
    stage.running.store().raise_epoch(cordboard::WORKSPACE).await.unwrap();
    let caller = stage.call("+12025550184");
    let gone = caller.until(SOON, |call| call.ending().is_some()).await.unwrap();
    assert_eq!(gone.ending().map(|ending| ending.code), Some(503));
    tokio::time::timeout(SOON, stage.running.lost()).await.unwrap();
    let why = stage.ready_until(503).await.json();
    assert_eq!(why["detail"], "The workspace's loop has ended.");
    let status = json!({ "do": "set_status", "teammate": 2, "status": "active" });
    assert_eq!(stage.command(2, status).await.json()["code"], "stopping");
    stage.close().await;
}
