//! The live connection: rings, acknowledgements, and pages that go and come back.

use desk::{Actor, Command, Document, Employment, Input, OfferId, Status, Subject, TeammateId};
use phones::Behaviour;
use serde_json::{Value, json};

use crate::http::ask;
use crate::page::{Page, Session, back, hello, sign_in};
use crate::stage::{SOON, Stage, TOKEN, config, toml};

const ANA: TeammateId = TeammateId(1);

async fn tab(session: &Session, tab: u64) -> Page {
    let mut page = session.open(hello(tab)).await;
    page.frame("welcome").await;
    page.me(|me| me["ready"] == true).await;
    page
}

async fn command(stage: &Stage, teammate: TeammateId, command: Command) {
    let reply = stage.running.ask(Input::Command(teammate, command)).await;
    assert!(!matches!(reply, Ok(desk::Reply::Refused(_)) | Err(_)), "{reply:?}");
}

fn stops(offer: &Value, why: &'static str) -> impl Fn(&Value) -> bool {
    let offer = offer.clone();
    move |frame| frame["type"] == "stop_ring" && frame["offer"] == offer && frame["why"] == why
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_rings_in_every_tab_and_a_press_of_decline_silences_them_all() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let (mut one, mut two) = (tab(&session, 11).await, tab(&session, 12).await);
    let _caller = stage.call("+12025550171");
    let ring = one.frame("ring").await;
    assert_eq!(ring["contact"]["number"], "+12025550171");
    assert_eq!(
        (&ring["team"]["name"], &ring["channel"]["name"]),
        (&json!("Support"), &json!("Support line"))
    );
    assert_eq!((&ring["how"], &ring["auto"]), (&json!("picked"), &json!(false)));
    assert!(ring["ring_until_ms"].as_i64() > ring["server_ms"].as_i64());
    assert_eq!(two.frame("ring").await["offer"], ring["offer"]);
    one.me(|me| me["phone"]["state"] == "ringing").await;
    let offer = OfferId(ring["offer"].as_u64().unwrap());
    command(&stage, ANA, Command::Decline { offer }).await;
    one.until(stops(&ring["offer"], "declined")).await;
    two.until(stops(&ring["offer"], "declined")).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_answered_on_the_desk_phone_rings_no_more_in_the_page() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let mut page = tab(&sign_in(&stage.running, 1).await, 11).await;
    let _caller = stage.call("+12025550172");
    let ring = page.frame("ring").await;
    stage.ana.until(SOON, |phone| phone.is_ringing()).await.unwrap();
    stage.ana.answer();
    let stop = page.until(stops(&ring["offer"], "answered_elsewhere")).await;
    assert!(stop["sentence"].as_str().unwrap().ends_with('.'));
    let call = page.me(|me| me["call"]["stage"] == "talking").await;
    assert_eq!((&call["call"]["id"], &call["phone_tab"]), (&ring["call"], &Value::Null));
    assert_eq!(call["shown"], "Away: On a call");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_comes_back_within_three_seconds_still_rings() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let mut page = tab(&session, 11).await;
    let _caller = stage.call("+12025550173");
    let offer = page.frame("ring").await["offer"].clone();
    drop(page);
    let mut page = session.open(hello(11)).await;
    assert_eq!(page.frame("ring").await["offer"], offer, "the same ring goes on");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_page_loses_its_ring_to_the_next_teammate_and_is_no_client_any_more() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let mut ana = tab(&sign_in(&stage.running, 1).await, 11).await;
    let mut ben = tab(&sign_in(&stage.running, 2).await, 21).await;
    ana.answers_rings = false;
    let _caller = stage.call("+12025550174");
    let ring = ana.frame("ring").await;
    ana.until(stops(&ring["offer"], "frozen")).await;
    assert_eq!(ben.frame("ring").await["call"], ring["call"]);
    let me = ana.me(|me| me["ready"] == false).await;
    assert_eq!(me["reasons"][0]["code"], "tab_frozen");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_state_is_sent_when_it_changes_and_only_then() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let mut page = tab(&sign_in(&stage.running, 1).await, 11).await;
    for status in [Status::Away, Status::Away, Status::Active, Status::Active, Status::Away] {
        command(&stage, ANA, Command::SetStatus { teammate: ANA, status }).await;
    }
    page.me(|me| me["shown"] == "Away").await;
    page.me(|me| me["shown"] == "Active").await;
    let me = page.me(|me| me["shown"] == "Away").await;
    assert_eq!(me["reasons"][0]["code"], "away");
    let said: Vec<&Value> = page.said.iter().filter(|frame| frame["type"] == "me").collect();
    assert!(said.windows(2).all(|two| two[0] != two[1]), "{said:#?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teammate_who_is_removed_is_cut_and_told_why() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 2).await;
    let mut page = tab(&session, 21).await;
    let subject = Subject::Teammate(TeammateId(2));
    let read = stage.running.look(move |desk| (desk.version(subject), desk.document(subject)));
    let (version, document) = read.await.unwrap();
    let Some(Document::Teammate(id, mut settings)) = document else { panic!("no Ben") };
    settings.employment = Employment::Removed;
    let removed = Input::SaveSettings(Actor::Operator, version, Document::Teammate(id, settings));
    stage.running.ask(removed).await.unwrap();
    let bye = page.frame("bye").await;
    assert_eq!(bye["why"], "removed");
    assert_eq!(page.next().await, None);
    let origin = format!("http://{}", stage.running.http_address());
    // The reception reads it a moment later; who slips in before is cut once more.
    while session.connect(&origin).await.is_ok() {}
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_closes_all_tabs_of_the_session_and_of_no_other() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let (here, there) = (sign_in(&stage.running, 1).await, sign_in(&stage.running, 1).await);
    let (mut one, mut two) = (tab(&here, 11).await, tab(&here, 12).await);
    let mut other = tab(&there, 13).await;
    assert_eq!(here.ask("DELETE", "/session", None).await.status, 204);
    assert_eq!(one.frame("bye").await["why"], "signed_out");
    assert_eq!(two.frame("bye").await["why"], "signed_out");
    let _caller = stage.call("+12025550175");
    other.frame("ring").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_page_gets_no_live_connection() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let refused = session.connect("http://evil.example").await.err();
    let Some(tokio_tungstenite::tungstenite::Error::Http(answer)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(answer.status(), 403);
    let nobody = ask(stage.running.http_address(), "GET", "/api/v1/session", Some(TOKEN), None);
    assert_eq!(nobody.await.status, 401, "the operator's token is no session");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_number_is_taken_over_by_its_own_session_and_by_no_other() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let (here, there) = (sign_in(&stage.running, 1).await, sign_in(&stage.running, 2).await);
    let mut first = tab(&here, 11).await;
    let mut second = here.open(hello(11)).await;
    second.frame("welcome").await;
    assert_eq!(first.frame("bye").await["why"], "replaced");
    let mut thief = there.open(hello(11)).await;
    assert_eq!(thief.frame("bye").await["why"], "replaced");
    let _caller = stage.call("+12025550176");
    second.frame("ring").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_has_twenty_tabs_and_no_more() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let mut pages = Vec::new();
    for number in 1..=20 {
        let mut page = session.open(hello(number)).await;
        page.frame("welcome").await;
        pages.push(page);
    }
    let mut one_more = session.open(hello(21)).await;
    assert_eq!(one_more.next().await, None, "{:?}", one_more.said);
    drop(pages.pop());
    let mut again = session.open(hello(22)).await;
    // The server notices the closed tab before or after; the page tries again.
    while again.next().await.is_none() {
        again = session.open(hello(22)).await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_started_again_tells_the_page_to_read_everything_anew() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let mut page = session.open(hello(11)).await;
    let welcome = page.frame("welcome").await;
    assert_eq!(welcome["resumed"], false);
    let Stage { running, folder, .. } = stage;
    running.stop().await;
    assert_eq!(page.frame("bye").await["why"], "stopping");
    let again = config(folder.path(), &toml("sip:ana@127.0.0.1:9", "sip:ben@127.0.0.1:9"));
    let running = cordboard::start(again).await.unwrap();
    let session = sign_in(&running, 1).await;
    let mut page = session.open(back(11, &welcome["seq"], &welcome["epoch"])).await;
    let anew = page.frame("welcome").await;
    assert_eq!(anew["resumed"], false);
    assert_ne!(anew["epoch"], welcome["epoch"]);
    running.stop().await;
}
