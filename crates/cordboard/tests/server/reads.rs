//! What the page reads: lists, one conversation, why, recordings.

use std::time::Duration;

use phones::{Audio, Behaviour, CallPlan, Sound};
use serde_json::{Value, json};

use crate::page::{Session, sign_in};
use crate::stage::{NUMBER, SOON, Stage};

const SOON_ANSWERED: Behaviour = Behaviour::AnswerAfter(Duration::from_millis(20));

/// A caller's name with signs that mean something elsewhere.
const NAME: &str = "Ada & Sons; drop";

/// A name that is markup, and has to stay text.
const MARKUP: &str = "<img src=x onerror=alert(1)>";

/// A caller who says something, with a display name.
fn caller(stage: &Stage, name: &str, number: &str) -> phones::Call {
    let plan = CallPlan {
        from: Some(number.to_owned()),
        name: Some(name.to_owned()),
        audio: Audio::On(Sound::Tone(400)),
        ..CallPlan::new(NUMBER, stage.sip())
    };
    stage.callers.call(plan).unwrap()
}

/// Asks until the answer is as wanted.
async fn until(session: &Session, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    let looking = async {
        loop {
            let answer = session.ask("GET", path, None).await;
            if answer.status == 200 {
                last = answer.json();
                if wanted(&last) {
                    return last.clone();
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    match tokio::time::timeout(SOON, looking).await {
        Ok(found) => found,
        Err(_) => panic!("{path} did not come in time; at last: {last:#}"),
    }
}

async fn ids(session: &Session, query: &str) -> Vec<u64> {
    let answer = session.ask("GET", &format!("/conversations?{query}"), None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let page = answer.json();
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

fn texts(detail: &Value) -> Vec<String> {
    let entries = detail["entries"].as_array().unwrap().iter();
    let shown = entries.filter(|entry| entry["under_details"] == false);
    shown.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

fn reason<'a>(may: &'a Value, action: &str) -> &'a Value {
    let found = may.as_array().unwrap().iter().find(|one| one["action"] == action);
    &found.unwrap_or_else(|| panic!("{action} is not in {may}"))["reason"]
}

async fn command(session: &Session, command: Value) -> Value {
    let body = json!({ "command": command, "tab": null });
    let answer = session.ask("POST", "/commands", Some(&body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_tells_all_that_happened_in_it_in_order() {
    let stage = Stage::open(SOON_ANSWERED).await;
    let (ana, ben) = (sign_in(&stage.running, 1).await, sign_in(&stage.running, 2).await);
    let talker = caller(&stage, NAME, "+12025550171");
    let live = stage.live_until(|call| call["stage"] == "talking").await;
    let (call, id) = (live["id"].as_u64().unwrap(), live["conversation"].as_u64().unwrap());
    // Live: in Ana's list, among the active ones, and hers to control.
    assert_eq!(ids(&ana, "view=yours").await, [id]);
    assert_eq!(ids(&ana, "view=active").await, [id]);
    assert_eq!(ids(&ana, "view=waiting").await, [0; 0]);
    assert_eq!(ids(&ana, "view=team&team=1").await, [id]);
    assert_eq!(ids(&ben, "view=yours").await, [0; 0]);
    let views = ana.ask("GET", "/views", None).await.json();
    let support = json!([{ "id": 1, "name": "Support", "open": 1 }]);
    let wanted = json!({
        "yours": 1, "unassigned": 0, "all": 1, "waiting": 0, "teams": support,
        "tasks_mine": 0, "alerts_unseen": 0
    });
    assert_eq!(views, wanted);
    let detail = ana.ask("GET", &format!("/conversations/{id}"), None).await.json();
    assert_eq!(detail["item"]["preview"], "Talking with Ana");
    assert_eq!(detail["item"]["contact"]["name"], NAME);
    assert_eq!(detail["calls"][0]["stage"], "talking");
    assert_eq!(reason(&detail["calls"][0]["may"], "hold"), &Value::Null);
    let of_ben = ben.ask("GET", &format!("/conversations/{id}"), None).await.json();
    assert!(reason(&of_ben["calls"][0]["may"], "hold").is_string(), "it is not Ben's call");
    // Notes, an assignment, the end, and a closing.
    let note = "<script>alert('x')</script> & \"so on\"";
    let added = command(&ana, json!({"do": "add_note", "conversation": id, "body": note})).await;
    let assign = json!({"do": "assign", "conversation": id, "teammate": 2, "team": null});
    command(&ana, assign).await;
    talker.hang_up();
    let path = format!("/conversations/{id}");
    until(&ana, &path, |detail| detail["calls"][0]["stage"] == "ended").await;
    command(&ben, json!({"do": "close", "conversation": id})).await;
    let detail = ana.ask("GET", &path, None).await.json();
    let wanted = [
        &format!("Call from {NAME}"),
        "Queued for Support",
        "Ringing Ana",
        "Call answered by Ana.",
        note,
        "Assigned to Ben.",
        "Call ended by customer.",
        "Conversation closed by Ben.",
    ];
    assert_eq!(texts(&detail), wanted);
    let entries = detail["entries"].as_array().unwrap();
    let noted = entries.iter().find(|entry| entry["kind"] == "note").unwrap();
    assert_eq!(noted["note"], added["note"]);
    assert_eq!(noted["by"], json!({ "id": 1, "name": "Ana" }));
    let began = entries.iter().find(|entry| entry["kind"] == "call").unwrap();
    assert_eq!(began["call"], call);
    assert_eq!(detail["item"]["state"], "closed");
    assert_eq!(detail["item"]["teammate"]["name"], "Ben");
    assert_eq!(reason(&detail["may"], "close"), "It is closed already.");
    assert_eq!(reason(&detail["may"], "open"), &Value::Null);
    let card = &detail["calls"][0];
    assert_eq!(
        (&card["outcome_words"], &card["ended_by"]),
        (&json!("Completed"), &json!("the customer"))
    );
    assert_eq!(card["teammate"]["name"], "Ana", "who talked");
    let parts = ["routing_ms", "queue_ms", "ring_ms", "talk_ms", "hold_ms"];
    let sum: u64 = parts.iter().map(|part| card["durations"][part].as_u64().unwrap()).sum();
    assert_eq!(card["durations"]["total_ms"], sum);
    let whole = card["ended_ms"].as_i64().unwrap() - card["placed_ms"].as_i64().unwrap();
    assert_eq!(i64::try_from(sum).unwrap(), whole, "the parts add up to the call");
    assert_eq!(ids(&ana, "view=all&state=closed").await, [id]);
    assert_eq!(ids(&ana, "view=all").await, [0; 0]);
    assert_eq!(ids(&ana, "view=all&state=any&sort=oldest").await, [id]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_is_found_corrected_and_found_again() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = sign_in(&stage.running, 1).await;
    let first = caller(&stage, NAME, "+12025550171");
    let live = stage.live_until(|call| call["stage"] == "ringing").await;
    let contact = live["contact"].as_u64().unwrap();
    first.hang_up();
    stage.detail_until(live["id"].as_u64().unwrap(), |call| call["stage"] == "ended").await;
    let second = caller(&stage, NAME, "+12025550171");
    let again = stage.live_until(|call| call["stage"] == "ringing").await;
    second.hang_up();
    stage.detail_until(again["id"].as_u64().unwrap(), |call| call["stage"] == "ended").await;
    let found = |words: &'static str| {
        let ana = ana.clone();
        async move { ana.ask("GET", &format!("/search?q={words}"), None).await.json() }
    };
    let brief = json!({ "id": contact, "name": NAME, "number": "+12025550171" });
    for words in ["ada%20%26", "0171", "%2B1202", "(202)%20555-0171"] {
        let result = found(words).await;
        assert_eq!(result["contacts"], json!([brief]), "{words}");
        assert_eq!(result["conversations"].as_array().unwrap().len(), 2);
    }
    let edit = json!({
        "do": "edit_contact", "contact": contact, "name": MARKUP, "email": "Sons@example.org"
    });
    command(&ana, edit).await;
    assert_eq!(found("ada").await["contacts"], json!([]));
    assert_eq!(found("%3CIMG").await["contacts"][0]["name"], MARKUP);
    assert_eq!(found("sons%40example").await["contacts"][0]["id"], contact);
    let panel = ana.ask("GET", &format!("/contacts/{contact}"), None).await.json();
    assert_eq!((&panel["name"], &panel["email"]), (&json!(MARKUP), &json!("Sons@example.org")));
    let past = panel["conversations"].as_array().unwrap();
    assert_eq!(past.len(), 2);
    assert!(past[0]["active_ms"].as_i64() >= past[1]["active_ms"].as_i64(), "the last one first");
    assert_eq!(past[0]["preview"], "No answer");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_a_call_was_not_answered_is_said_in_words() {
    let stage = Stage::open(Behaviour::DeclineAfter(Duration::from_millis(20))).await;
    let ben = sign_in(&stage.running, 2).await;
    let waiting = stage.call("+12025550173");
    // Ana has declined, Ben is Away: nobody is left.
    let path = "/operator/v1/calls?state=live";
    let live = stage.live_until(|call| call["stage"] == "queued").await;
    let id = live["id"].as_u64().unwrap();
    let why = until(&ben, &format!("/calls/{id}/why"), |why| {
        why["offers"][0]["end_words"] == "Ana pressed Decline."
    })
    .await;
    let summary = why["summary"].as_str().unwrap();
    assert!(summary.starts_with("The call has been waiting for Support for "), "{summary}");
    let nobody = "Nobody is free: 1 is Away, 1 passed by after declining or missing this call.";
    assert!(summary.contains(nobody), "{summary}");
    assert!(summary.ends_with("It rang: Ana declined."), "{summary}");
    let offer = &why["offers"][0];
    assert_eq!(offer["teammate"], json!({ "id": 1, "name": "Ana" }));
    assert_eq!((&offer["how"], &offer["cause"]), (&json!("picked"), &json!("decline_button")));
    let words: Vec<_> =
        offer["counts"].as_array().unwrap().iter().map(|one| &one["words"]).collect();
    assert_eq!(words, [&json!("1 was free"), &json!("1 was Away")]);
    // It waits where everybody sees it, and Ben may not take it without a phone client.
    let waits = ben.ask("GET", "/waiting", None).await.json();
    assert_eq!(waits[0]["call"], id);
    assert_eq!((&waits[0]["place"], &waits[0]["stage"]), (&json!(1), &json!("queued")));
    assert_eq!(waits[0]["team"], json!({ "id": 1, "name": "Support" }));
    let conversation = live["conversation"].as_u64().unwrap();
    assert_eq!(ids(&ben, "view=waiting").await, [conversation]);
    assert_eq!(ids(&ben, "view=unassigned").await, [conversation]);
    let strip = ben.ask("GET", "/figures", None).await.json();
    assert_eq!((&strip["in_queue"], &strip["active"]), (&json!(1), &json!(0)));
    assert_eq!(strip["longest_wait_since_ms"], waits[0]["since_ms"]);
    waiting.hang_up();
    stage.detail_until(id, |call| call["stage"] == "ended").await;
    let why = ben.ask("GET", &format!("/calls/{id}/why"), None).await.json();
    let summary = why["summary"].as_str().unwrap();
    assert!(summary.starts_with("The customer left after "), "{summary}");
    assert!(summary.ends_with(" It rang: Ana declined. Of the others, 1 was Away."), "{summary}");
    assert_eq!(why["stays"].as_array().unwrap().len(), 1);
    assert_eq!(why["stays"][0]["words"], "Abandoned in queue.");
    assert!(stage.get(path).await.json().as_array().unwrap().is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_heard_in_pieces_seen_and_kept_and_each_play_is_written_down() {
    let stage = Stage::open(SOON_ANSWERED).await;
    stage.ana.set_audio(Audio::On(Sound::Tone(700)));
    let ana = sign_in(&stage.running, 1).await;
    let talker = caller(&stage, "Ada", "+12025550174");
    let live = stage.live_until(|call| call["stage"] == "talking").await;
    let id = live["conversation"].as_u64().unwrap();
    let recording = stage.live_until(|call| call["recording"].is_u64()).await["recording"].clone();
    let audio = format!("/recordings/{recording}/audio");
    let early = ana.ask("GET", &audio, None).await;
    assert_eq!((early.status, &early.json()["code"]), (409, &json!("not_now")));
    let second = |heard: &phones::Heard| heard.samples(Duration::from_secs(1)).len() >= 8_000;
    talker.until_heard(SOON, second).await.unwrap();
    talker.hang_up();
    let path = format!("/conversations/{id}");
    let playable = |detail: &Value| detail["calls"][0]["recordings"][0]["playable"] == true;
    let detail = until(&ana, &path, playable).await;
    let length = detail["calls"][0]["recordings"][0]["length_ms"].as_u64().unwrap();
    let peaks = until(&ana, &format!("/recordings/{recording}/peaks?n=40"), |_| true).await;
    assert_eq!(peaks["length_ms"], length);
    for side in ["left", "right"] {
        let side = peaks[side].as_array().unwrap();
        assert_eq!(side.len(), 40);
        assert!(side.iter().all(|peak| (0.0..=1.0).contains(&peak.as_f64().unwrap())));
        assert!(side.iter().any(|peak| peak.as_f64().unwrap() > 0.05), "a tone was heard");
    }
    let whole = ana.ask("GET", &audio, None).await;
    assert_eq!(whole.status, 200);
    assert!(whole.body.starts_with(b"RIFF"));
    assert!(whole.head.contains("accept-ranges: bytes"), "{}", whole.head);
    let piece = ana.ask_with("GET", &audio, "Range: bytes=8-11\r\n").await;
    assert_eq!((piece.status, piece.body.as_slice()), (206, b"WAVE".as_slice()));
    let range = format!("content-range: bytes 8-11/{}", whole.body.len());
    assert!(piece.head.contains(&range), "{}", piece.head);
    let beyond = ana.ask_with("GET", &audio, "Range: bytes=99999999-\r\n").await;
    assert_eq!(beyond.status, 416);
    let kept = ana.ask("GET", &format!("{audio}?download=1"), None).await;
    assert_eq!(kept.body, whole.body);
    let name = format!("attachment; filename=\"call-{}-recording-{recording}.wav\"", live["id"]);
    assert!(kept.head.contains(&name), "{}", kept.head);
    let lines = stage.running.store().audited(cordboard::WORKSPACE, 10).await.unwrap();
    let told: Vec<_> =
        lines.iter().map(|line| (line.teammate.map_or(0, |id| id.0), line.what.as_str())).collect();
    assert_eq!(told, [(1, "recording_downloaded"), (1, "recording_played")]);
    assert!(lines.iter().all(|line| recording == line.subject));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_in_a_sentence() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let ana = sign_in(&stage.running, 1).await;
    for (path, status) in [
        ("/conversations?view=mine", 422),
        ("/conversations?view=team", 422),
        ("/conversations?after=nonsense", 422),
        ("/conversations?limit=-1", 422),
        ("/conversations?surprise=1", 422),
        ("/conversations/99999", 404),
        ("/contacts/99999", 404),
        ("/calls/99999/why", 404),
        ("/recordings/99999/audio", 404),
        ("/recordings/99999/peaks", 404),
        ("/settings/channels/99/route", 404),
        ("/conversations/first", 404),
        ("/recordings/1/peaks?n=many", 422),
    ] {
        let answer = ana.ask("GET", path, None).await;
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        let problem = answer.json();
        assert!(
            problem["detail"].as_str().is_some_and(|it| it.ends_with('.')),
            "{path}: {problem}"
        );
    }
    let bad = json!({ "command": { "do": "fly" }, "tab": null });
    assert_eq!(ana.ask("POST", "/commands", Some(&bad)).await.status, 422);
    let gone = json!({ "command": { "do": "claim", "call": 99_999 }, "tab": null });
    let answer = ana.ask("POST", "/commands", Some(&gone)).await;
    assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("not_found")));
    // Another's availability takes a permission.
    let other = json!({
        "command": { "do": "set_status", "teammate": 2, "status": "active" }, "tab": null
    });
    let answer = ana.ask("POST", "/commands", Some(&other)).await;
    assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("not_allowed")));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_signed_in_reads_nothing() {
    let stage = Stage::open(Behaviour::Ignore).await;
    let server = stage.running.http_address();
    for path in [
        "/views",
        "/conversations",
        "/conversations/1",
        "/contacts/1",
        "/search?q=ada",
        "/calls/1/why",
        "/teammates",
        "/waiting",
        "/figures",
        "/settings",
        "/settings/channels/1/route",
        "/recordings/1/audio",
        "/recordings/1/peaks",
    ] {
        let answer = crate::http::ask(server, "GET", &format!("/api/v1{path}"), None, None).await;
        assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("signed_out")), "{path}");
    }
    stage.close().await;
}
