//! Calls in the page: a browser phone without a browser, a caller over SIP.

use std::time::Duration;

use desk::{CallId, Command, Input, OfferId, TabId, TeammateId, Toggle};
use phones::{Audio, Browser, Call, CallPlan, Heard, Sound};
use serde_json::{Value, json};

use crate::outage::{break_store, heal_store};
use crate::page::{Page, Session, hello, sign_in};
use crate::stage::{HOME, NUMBER, SOON, Stage};

const ANA: TeammateId = TeammateId(1);

/// The caller's tone, and that of the teammate's microphone.
const CALLER_HZ: u16 = 400;
const TEAMMATE_HZ: u16 = 1_000;

/// A tab with a warm phone.
struct Desk {
    page: Page,
    browser: Browser,
}

pub(crate) async fn open_phone(session: &Session, tab: u64) -> Browser {
    let (browser, offer) = Browser::offer(HOME).unwrap();
    let body = json!({ "tab": tab, "sdp": offer });
    let answer = session.ask("POST", "/phone", Some(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    browser.accept(answer.json()["sdp"].as_str().unwrap()).unwrap();
    browser.until_connected(SOON).await.unwrap();
    browser.say(Sound::Tone(TEAMMATE_HZ));
    browser
}

async fn desk(session: &Session, tab: u64) -> Desk {
    let mut page = session.open(hello(tab)).await;
    page.frame("welcome").await;
    let browser = open_phone(session, tab).await;
    page.me(|me| me["phone_tab"] == tab).await;
    Desk { page, browser }
}

fn caller(stage: &Stage, number: &str) -> Call {
    let plan = CallPlan {
        from: Some(number.to_owned()),
        audio: Audio::On(Sound::Tone(CALLER_HZ)),
        ..CallPlan::new(NUMBER, stage.sip())
    };
    stage.callers.call(plan).unwrap()
}

async fn command(stage: &Stage, command: Command) -> desk::Reply {
    stage.running.ask(Input::Command(ANA, command)).await.unwrap()
}

async fn answer(stage: &Stage, ring: &Value, tab: u64) -> CallId {
    let offer = OfferId(ring["offer"].as_u64().unwrap());
    let reply = command(stage, Command::Answer { offer, tab: Some(TabId(tab)) }).await;
    assert_eq!(reply, desk::Reply::Done);
    CallId(ring["call"].as_u64().unwrap())
}

/// How much of what was heard last has to be the tone, and how long is listened.
const SHARE: f32 = 0.8;
const LISTEN: Duration = Duration::from_millis(400);
const WINDOW: Duration = Duration::from_millis(50);

fn is(hz: u16) -> impl Fn(&Heard) -> bool {
    move |heard| heard.share(hz, 0.3, LISTEN, WINDOW) >= SHARE
}

async fn both_hear(caller: &Call, browser: &Browser) {
    caller.until_heard(SOON, is(TEAMMATE_HZ)).await.unwrap();
    browser.until_heard(SOON, is(CALLER_HZ)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_answered_in_the_page_and_both_hear_each_other() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let mut second = session.open(hello(12)).await;
    second.frame("welcome").await;
    let caller = caller(&stage, "+12025550181");
    let ring = ana.page.frame("ring").await;
    second.frame("ring").await;
    let call = answer(&stage, &ring, 11).await;
    assert_eq!(ana.page.frame("stop_ring").await["why"], "answered");
    assert_eq!(second.frame("stop_ring").await["why"], "answered_elsewhere");
    let me = ana.page.me(|me| me["call"]["stage"] == "talking").await;
    assert_eq!((&me["phone_tab"], &me["call"]["recording"]), (&json!(11), &json!("running")));
    both_hear(&caller, &ana.browser).await;

    command(&stage, Command::Mute { call, mute: Toggle::On }).await;
    ana.page.me(|me| me["call"]["muted"] == true).await;
    let silent = |heard: &Heard| heard.loudness(LISTEN) < 0.01;
    caller.until_heard(SOON, silent).await.unwrap();
    command(&stage, Command::End { call }).await;
    ana.page.me(|me| me["call"] == Value::Null && me["ready"] == true).await;
    caller.until(SOON, |call| call.ending().is_some()).await.unwrap();
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_loaded_again_in_mid_call_is_back_in_it() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let caller = caller(&stage, "+12025550182");
    let ring = ana.page.frame("ring").await;
    let call = answer(&stage, &ring, 11).await;
    both_hear(&caller, &ana.browser).await;
    ana.browser.vanish();
    ana.page.unload().await;
    let mut page = session.open(hello(12)).await;
    let me = page.me(|me| me["call"]["parted"] == true).await;
    assert_eq!(me["phone_tab"], 11, "the tab that carried it last");
    let browser = open_phone(&session, 12).await;
    let me = page.me(|me| me["call"]["parted"] == false && me["phone_tab"] == 12).await;
    assert_eq!(me["call"]["id"], call.0);
    both_hear(&caller, &browser).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_tab_of_the_same_browser_takes_the_call_over() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let caller = caller(&stage, "+12025550183");
    let ring = ana.page.frame("ring").await;
    answer(&stage, &ring, 11).await;
    both_hear(&caller, &ana.browser).await;
    let mut page = session.open(hello(12)).await;
    page.frame("welcome").await;
    let browser = open_phone(&session, 12).await;
    page.me(|me| me["phone_tab"] == 12 && me["call"]["parted"] == false).await;
    both_hear(&caller, &browser).await;
    assert_eq!(session.ask("DELETE", "/phone?tab=11", None).await.status, 204);
    both_hear(&caller, &browser).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_without_a_phone_is_told_why_and_answers_on_the_phone_of_its_browser() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut page = session.open(hello(12)).await;
    let me = page.me(|me| me["ready"] == false).await;
    assert_eq!(me["reasons"][0]["code"], "no_audio");
    let mut ana = desk(&session, 11).await;
    page.me(|me| me["ready"] == true).await;
    let caller = caller(&stage, "+12025550184");
    let ring = page.frame("ring").await;
    answer(&stage, &ring, 12).await;
    page.me(|me| me["phone_tab"] == 11).await;
    ana.page.me(|me| me["call"]["stage"] == "talking").await;
    both_hear(&caller, &ana.browser).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_out_in_mid_call_is_cut_and_the_caller_waits_again() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let caller = caller(&stage, "+12025550185");
    let ring = ana.page.frame("ring").await;
    let call = answer(&stage, &ring, 11).await;
    both_hear(&caller, &ana.browser).await;
    assert_eq!(session.ask("DELETE", "/session", None).await.status, 204);
    assert_eq!(ana.page.frame("bye").await["why"], "signed_out");
    ana.browser.until_over(SOON).await.unwrap();
    let waits = |one: &Value| one["id"] == call.0 && one["stage"] == "queued";
    stage.live_until(waits).await;
    let silent = |heard: &Heard| !is(TEAMMATE_HZ)(heard) && heard.loudness(LISTEN) > 0.01;
    caller.until_heard(SOON, silent).await.unwrap();
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_auto_answer_mode_a_page_that_rings_is_connected() {
    let stage = Stage::open_for_browsers("answer_mode = \"auto\"").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let caller = caller(&stage, "+12025550186");
    let ring = ana.page.frame("ring").await;
    assert_eq!((&ring["how"], &ring["auto"]), (&json!("auto_answered"), &json!(true)));
    ana.page.me(|me| me["call"]["stage"] == "talking").await;
    both_hear(&caller, &ana.browser).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_outage_of_the_store_the_desk_knows_who_is_there() {
    let stage = Stage::open_for_browsers("").await;
    let session = sign_in(&stage.running, 1).await;
    let mut ana = desk(&session, 11).await;
    let first = caller(&stage, "+12025550187");
    let ring = ana.page.frame("ring").await;
    let call = answer(&stage, &ring, 11).await;
    both_hear(&first, &ana.browser).await;
    let other = break_store(&stage).await;
    let set = Command::SetChannels { teammate: ANA, channels: desk::Channels::Phone };
    let refused = stage.running.ask(Input::Command(ANA, set)).await;
    assert_eq!(refused, Err(api::Unheard::StoreDown));
    assert_eq!(command(&stage, Command::Hold { call }).await, desk::Reply::Done);
    assert_eq!(command(&stage, Command::Resume { call }).await, desk::Reply::Done);
    both_hear(&first, &ana.browser).await;
    assert_eq!(command(&stage, Command::End { call }).await, desk::Reply::Done);
    first.until(SOON, |call| call.ending().is_some()).await.unwrap();
    heal_store(other).await;
    stage.ready_until(200).await;
    let second = caller(&stage, "+12025550188");
    let ring = ana.page.until(|frame| frame["type"] == "ring" && frame["call"] != call.0).await;
    answer(&stage, &ring, 11).await;
    both_hear(&second, &ana.browser).await;
    stage.close().await;
}
