//! The operator's endpoints, from the token to the recording.

use std::time::Duration;

use phones::Behaviour;
use serde_json::json;

use crate::http::ask;
use crate::stage::{SOON, Stage, TOKEN, words};

const SOON_ANSWERED: Behaviour = Behaviour::AnswerAfter(Duration::from_millis(20));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_rung_answered_and_accounted_for() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (caller, id) = stage.talking("+12025550171").await;
    let teammates = stage.get("/operator/v1/teammates").await.json();
    assert_eq!(teammates[0]["name"], "Ana");
    assert_eq!(teammates[0]["shown"], "Away: On a call");
    assert_eq!(teammates[0]["phone"], json!({ "is": "on_call", "call": id }));
    assert_eq!(teammates[1]["shown"], "Away");
    assert_eq!(teammates[0]["channels"], "all");
    let figures = stage.get("/operator/v1/figures").await.json();
    let on_phones = json!({ "1": 1 });
    assert_eq!(figures["available_for_phone"], on_phones, "Ana on her call, Ben is away");
    caller.hang_up();
    let call = stage
        .detail_until(id, |call| {
            call["stage"] == "ended" && call["recordings"][0]["stage"] == "stored"
        })
        .await;
    assert_eq!(call["outcome"], "completed");
    assert_eq!(call["caller"], "+12025550171");
    assert_eq!(
        words(&call),
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by customer."]
    );
    let kinds: Vec<_> =
        call["segments"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds.last(), Some(&json!("talk")));
    assert_eq!(call["offers"][0]["name"], "Ana");
    assert_eq!(call["offers"][0]["end"], "answered");
    let counts = json!([
        { "standing": "eligible", "count": 1 },
        { "standing": "away", "count": 1 },
    ]);
    assert_eq!(call["offers"][0]["counts"], counts, "who was considered");
    let ended = stage.get("/operator/v1/calls?state=ended").await.json();
    assert_eq!(ended[0]["id"], id);
    let figures = stage.get("/operator/v1/figures").await.json();
    assert_eq!((&figures["arrived"], &figures["completed"]), (&json!(1), &json!(1)));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_can_be_fetched_as_a_wav_file() {
    let stage = Stage::open(SOON_ANSWERED).await;
    stage.ana.set_audio(phones::Audio::On(phones::Sound::Tone(700)));
    let plan = phones::CallPlan {
        from: Some("+12025550172".to_owned()),
        audio: phones::Audio::On(phones::Sound::Tone(400)),
        ..phones::CallPlan::new(crate::stage::NUMBER, stage.sip())
    };
    let caller = stage.callers.call(plan).unwrap();
    let live = stage.live_until(|call| call["stage"] == "talking").await;
    let id = live["id"].as_u64().unwrap();
    caller
        .until_heard(SOON, |heard| heard.samples(Duration::from_secs(1)).len() >= 8_000)
        .await
        .unwrap();
    caller.hang_up();
    let call = stage.detail_until(id, |call| call["recordings"][0]["stage"] == "stored").await;
    let recording = call["recordings"][0]["id"].as_u64().unwrap();
    assert!(call["recordings"][0]["length_ms"].as_u64().unwrap() > 0);
    let path = format!("/operator/v1/recordings/{recording}");
    let wav = tokio::time::timeout(SOON, async {
        loop {
            let answer = stage.get(&path).await;
            if answer.status == 200 {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let wav = wav.await.unwrap();
    assert!(wav.head.contains("content-type: audio/wav"));
    assert_eq!(&wav.body[..4], b"RIFF");
    assert!(wav.body.len() > 44);
    assert_eq!(stage.get("/operator/v1/recordings/999999").await.status, 404);
    let left = std::fs::read_dir(stage.folder.path().join("data/live")).unwrap().count();
    assert_eq!(left, 0, "a stored recording has left the live folder");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_operator_may_use_the_operators_endpoints() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let server = stage.running.http_address();
    for token in [None, Some("the operator's toke"), Some("")] {
        let answer = ask(server, "GET", "/operator/v1/calls", token, None).await;
        assert_eq!(answer.status, 401);
        assert!(answer.head.contains("content-type: application/problem+json"));
        assert!(answer.head.contains("www-authenticate: bearer"));
        assert_eq!(answer.json()["code"], "unauthorized");
    }
    let open = ask(server, "GET", "/operator/v1/calls", Some(TOKEN), None).await;
    assert_eq!((open.status, open.json()), (200, json!([])));
    assert_eq!(ask(server, "GET", "/healthz", None, None).await.text(), "ok\n");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_a_problem_with_its_own_status() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (caller, id) = stage.talking("+12025550173").await;
    let code = async |teammate, command| {
        let answer = stage.command(teammate, command).await;
        assert!(answer.head.contains("application/problem+json"), "{answer:?}");
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status);
        assert!(problem["detail"].as_str().unwrap().ends_with('.'));
        (answer.status, problem["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(code(1, json!({ "do": "hold", "call": 999_999 })).await, (404, "not_found".into()));
    assert_eq!(code(2, json!({ "do": "end", "call": id })).await, (403, "not_allowed".into()));
    let claimed = code(2, json!({ "do": "claim", "call": id })).await;
    assert_eq!(claimed, (409, "already_answered".into()));
    assert_eq!(code(1, json!({ "do": "dance" })).await.0, 422);
    let server = stage.running.http_address();
    let stale = json!({ "version": 0, "document": { "Team": [1, { "name": "Support" }] } });
    let stale = ask(server, "PUT", "/operator/v1/settings", Some(TOKEN), Some(&stale)).await;
    assert_eq!((stale.status, &stale.json()["code"]), (409, &json!("stale_version")));
    let invalid = json!({ "version": 1, "document": { "Team": [1, { "name": "" }] } });
    let invalid = ask(server, "PUT", "/operator/v1/settings", Some(TOKEN), Some(&invalid)).await;
    assert_eq!((invalid.status, &invalid.json()["code"]), (422, &json!("invalid")));
    caller.hang_up();
    stage.detail_until(id, |call| call["stage"] == "ended").await;
    assert_eq!(code(1, json!({ "do": "end", "call": id })).await, (409, "call_ended".into()));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_saved_at_the_version_they_were_read_at() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let server = stage.running.http_address();
    let read = stage.get("/operator/v1/settings").await.json();
    let row = read.as_array().unwrap().iter().find(|row| !row["document"]["Team"].is_null());
    let mut row = row.unwrap().clone();
    assert_eq!(row["version"], 1);
    row["document"]["Team"][1]["wrap_up_ms"] = json!(5_000);
    let saved = ask(server, "PUT", "/operator/v1/settings", Some(TOKEN), Some(&row)).await;
    assert_eq!((saved.status, saved.json()), (200, json!({ "version": 2 })));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_are_there_for_prometheus() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (caller, id) = stage.talking("+12025550174").await;
    caller.hang_up();
    stage.detail_until(id, |call| call["stage"] == "ended").await;
    let text = stage.get("/metrics").await.text();
    for line in [
        "cordboard_inbound_calls_total 1",
        "cordboard_ended_calls_total{outcome=\"completed\"} 1",
        "cordboard_legs_arrived_total 1",
        "cordboard_legs_dialled_total 1",
        "cordboard_inbox_dropped_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    assert!(text.contains("cordboard_turn_seconds_bucket"));
    assert!(text.ends_with("# EOF\n"));
    stage.close().await;
}
