//! What goes wrong at a teammate's desk: each has its way out, and a sentence that says so.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::time::Duration;

use e2e::baresip::{Baresip, PicksUp};
use e2e::browser::{Browser, Desk, Find, Microphone, Page};
use e2e::floor::exchange;
use e2e::help_desk::{ANA_SAYS, HelpDesk};
use e2e::operator::CallPage;
use e2e::relay::Relay;
use e2e::server::{NUMBER, Setup};
use e2e::tones::Sounding;
use e2e::{SOON, until};
use phones::CallPlan;
use serde_json::{Value, json};

const CALLER: &str = "+15550124";
const SAYS: u16 = 440;
const BOTH: [u16; 2] = [SAYS, ANA_SAYS];

fn ana_and_ben(team: &str, channel: &str) -> Setup {
    Setup::help_desk(team, channel).teammate(1, "Ana", &[]).teammate(2, "Ben", &[])
}

async fn caller() -> Baresip {
    Baresip::start(CALLER, SAYS, PicksUp::ByHand).await
}

fn answer() -> Find {
    Find::button("Answer")
}

fn end_call() -> Find {
    Find::button("End call")
}

async fn until_talking(caller: &Baresip, page: &Page<'_>) {
    caller.until_hears(Sounding::Tone(ANA_SAYS), &BOTH).await;
    page.until_hears(Sounding::Tone(SAYS), &BOTH).await;
}

/// Ana has answered the caller and both hear each other.
async fn ana_talks(desk: &HelpDesk, caller: &Baresip, ana: &Page<'_>) {
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&answer()).await;
    ana.press("Alt+Shift+A").await;
    until_talking(caller, ana).await;
}

fn says(page: &CallPage, line: &str) {
    assert!(page.words().contains(&line), "no `{line}`: {:#?}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_microphone_is_said_and_the_next_teammate_is_rung() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let refused = Desk { microphone: Microphone::Refused, ..Desk::default() };
    let ana = desk.sign_in(1, "Ana", refused).await;
    let ben = desk.seat(2, "Ben").await;
    caller.dial(NUMBER, desk.server.sip());
    ben.until_shows(&answer()).await;
    assert_eq!(ana.count(&answer()).await, 0);
    assert!(!desk.operator.has_client(1).await, "a page without a microphone is no phone");
    ana.click(&Find::role("button", "Availability:")).await;
    ana.until_shows(&Find::text("The browser refuses the microphone to this page.")).await;
    // Allowed now, the phone is ready without a reload or a key.
    desk.browser.permit("Ana", &["microphone"]).await;
    desk.until_ready(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_microphone_is_no_phone_and_says_so() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let deaf = Browser::start_without_microphone().await;
    deaf.person("Ana", Desk::default()).await;
    let ana = deaf.page("Ana", &desk.operator.sign_in_link(1).await).await;
    ana.click(&Find::role("button", "Availability:")).await;
    ana.until_shows(&Find::text("No microphone is connected.")).await;
    assert!(!desk.operator.has_client(1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_closes_while_it_rings_gives_the_call_to_the_next_teammate() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    let ben = desk.seat(2, "Ben").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&answer()).await;
    ana.close().await;
    ben.until_shows(&answer()).await;
    ben.press("Alt+Shift+A").await;
    until_talking(&caller, &ben).await;
    caller.hang_up();
    let page = desk.operator.until_over(CALLER).await;
    says(&page, "Call declined by Ana");
    assert_eq!(page.line("Call declined by Ana").cause.as_deref(), Some("network_lost"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_closes_while_talking_leaves_the_caller_with_music_and_then_in_the_queue() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    let ben = desk.seat(2, "Ben").await;
    ana_talks(&desk, &caller, &ana).await;
    ana.close().await;
    caller.until_hears(Sounding::Music, &BOTH).await;
    until("Ben is rung", Duration::from_secs(40), async || {
        (ben.count(&answer()).await > 0).then_some(())
    })
    .await;
    ben.press("Alt+Shift+A").await;
    until_talking(&caller, &ben).await;
    caller.hang_up();
    let page = desk.operator.until_over(CALLER).await;
    says(&page, "Connection to Ana lost; the call waits again.");
    says(&page, "Call answered by Ben.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_comes_back_soon_has_the_same_call() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    ana_talks(&desk, &caller, &ana).await;
    ana.close().await;
    let ana = desk.browser.page("Ana", &desk.url("/")).await;
    ana.until_shows(&end_call()).await;
    until_talking(&caller, &ana).await;
    ana.press("Alt+Shift+E").await;
    caller.until_told("CALL_CLOSED", 1).await;
    let page = desk.operator.until_over(CALLER).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicated_tab_while_talking_is_no_second_phone() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    ana_talks(&desk, &caller, &ana).await;
    let second = desk.browser.page("Ana", &ana.url().await).await;
    second.until_shows(&end_call()).await;
    until_talking(&caller, &ana).await;
    second.press("Alt+Shift+M").await;
    caller.until_hears(Sounding::Silence, &BOTH).await;
    ana.until_shows(&Find::button("Unmute")).await;
    second.press("Alt+Shift+M").await;
    until_talking(&caller, &ana).await;
    // When the tab with the phone goes, the other takes the call over.
    ana.close().await;
    until_talking(&caller, &second).await;
    second.press("Alt+Shift+E").await;
    caller.until_told("CALL_CLOSED", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_put_to_sleep_while_nothing_happens_wakes_as_a_phone() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    ana.protocol("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
    ana.protocol("Page.setWebLifecycleState", json!({ "state": "active" })).await;
    desk.until_ready(1).await;
    ana_talks(&desk, &caller, &ana).await;
    ana.protocol("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
    ana.protocol("Page.setWebLifecycleState", json!({ "state": "active" })).await;
    until_talking(&caller, &ana).await;
    caller.hang_up();
    let page = desk.operator.until_over(CALLER).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
}

/// A call goes on while the page's wire to the server is cut for so long.
async fn a_cut_wire(cut: Duration) {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let relay = Relay::to(desk.server.http()).await;
    let base = format!("http://{}", relay.address());
    desk.browser.person("Ana", Desk::default()).await;
    let link = desk.operator.sign_in_link(1).await;
    let path = link.splitn(4, '/').nth(3).unwrap().to_owned();
    let ana = desk.browser.page("Ana", &format!("{base}/{path}")).await;
    desk.until_ready(1).await;
    ana_talks(&desk, &caller, &ana).await;
    relay.cut();
    let banner = Find::text("Your call goes on. Trying again.");
    if cut > Duration::from_secs(20) {
        ana.until_shows(&banner).await;
    }
    tokio::time::sleep(cut).await;
    until_talking(&caller, &ana).await;
    relay.mend();
    ana.until_gone(&banner).await;
    // Commands work again.
    ana.press("Alt+Shift+M").await;
    caller.until_hears(Sounding::Silence, &BOTH).await;
    ana.press("Alt+Shift+M").await;
    until_talking(&caller, &ana).await;
    ana.press("Alt+Shift+E").await;
    let page = desk.operator.until_over(CALLER).await;
    let words =
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by Ana."];
    assert_eq!(page.words(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_cut_for_a_second_is_not_noticed() {
    a_cut_wire(Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_cut_for_five_seconds_costs_nothing() {
    a_cut_wire(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_cut_for_thirty_seconds_is_said_and_the_call_goes_on() {
    a_cut_wire(Duration::from_secs(30)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_follows_its_server_through_a_restart() {
    let mut desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    desk.browser.person("Ana", Desk::default()).await;
    let link = desk.operator.sign_in_link(1).await;
    let ana = desk.browser.page("Ana", &link).await;
    desk.until_ready(1).await;
    ana_talks(&desk, &caller, &ana).await;
    desk.server.kill();
    desk.server.start_again();
    ana.until_gone(&end_call()).await;
    desk.until_ready(1).await;
    let page = desk.operator.until_over(CALLER).await;
    assert_eq!(page.call.outcome.as_deref(), Some("failed (node_lost)"));
    // The same page rings again, still signed in.
    let second = Baresip::start("+15550125", SAYS, PicksUp::ByHand).await;
    second.dial(NUMBER, desk.server.sip());
    ana.until_shows(&answer()).await;
    ana.press("Alt+Shift+A").await;
    until_talking(&second, &ana).await;
}

/// Asks the server from inside a page, with the page's cookie and origin.
async fn fetch(page: &Page<'_>, method: &str, path: &str, body: Option<Value>) -> (u64, Value) {
    let body = body.map_or("undefined".to_owned(), |body| {
        format!("JSON.stringify({})", serde_json::to_string(&body).unwrap())
    });
    let script = format!(
        "async () => {{ const answer = await fetch('/api/v1{path}', {{ method: '{method}', \
         headers: {{ 'content-type': 'application/json' }}, body: {body} }}); \
         return {{ status: answer.status, body: await answer.json().catch(() => null) }}; }}"
    );
    let told = page.run(&script).await;
    (told["status"].as_u64().unwrap(), told["body"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_mid_call_cuts_page_and_sound_and_the_call_waits_again() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    ana_talks(&desk, &caller, &ana).await;
    let (status, sessions) = fetch(&ana, "GET", "/sessions", None).await;
    assert_eq!(status, 200);
    let id = sessions[0]["id"].as_u64().unwrap();
    let begun = std::time::Instant::now();
    let (status, _) = fetch(&ana, "DELETE", &format!("/sessions/{id}"), None).await;
    assert!(status == 200 || status == 204, "{status}");
    desk.until_not_ready(1).await;
    desk.operator.until_stage(CALLER, "queued").await;
    ana.until_shows(&Find::role("button", "Sign in")).await;
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5) + SOON, "{took:?}");
    assert_eq!(ana.listen(&BOTH).await, Sounding::Silence);
    caller.hang_up();
    let page = desk.operator.until_over(CALLER).await;
    says(&page, "Connection to Ana lost; the call waits again.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teammate_removed_in_mid_call_is_cut_off_and_the_call_goes_to_the_next() {
    let setup = Setup::help_desk("", "")
        .table(
            "[[desk.role]]\nid = 1\nname = \"Owner\"\npermissions = [\"owner\", \"takes_calls\"]",
        )
        .teammate(1, "Ana", &[])
        .table(
            "[[desk.teammate]]\nid = 2\nname = \"Ben\"\nteams = [1]\nstatus = \"away\"\nrole = 1",
        );
    let desk = HelpDesk::open(&setup).await;
    let caller = caller().await;
    let ana = desk.seat(1, "Ana").await;
    let ben = desk.seat(2, "Ben").await;
    ana_talks(&desk, &caller, &ana).await;
    let (status, body) = fetch(&ben, "DELETE", "/teammates/1", None).await;
    assert!(status == 200 || status == 204, "{status}: {body}");
    desk.operator.until_stage(CALLER, "queued").await;
    ana.until_gone(&end_call()).await;
    assert_eq!(ana.listen(&BOTH).await, Sounding::Silence);
    caller.until_hears(Sounding::Music, &BOTH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_display_name_full_of_markup_is_only_text() {
    const NAME: &str = "<img src=x onerror=window.stolen=1><b>Bold</b>";
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let ana = desk.seat(1, "Ana").await;
    let callers = exchange(std::net::Ipv4Addr::LOCALHOST).await;
    let mut plan = CallPlan::new(NUMBER, desk.server.sip());
    plan.from = Some(CALLER.to_owned());
    plan.name = Some(NAME.to_owned());
    let call = callers.call(plan).unwrap();
    ana.until_shows(&answer()).await;
    ana.until_shows(&Find::text("img src=x")).await;
    assert_eq!(ana.count(&Find::css("img[src=x]")).await, 0);
    ana.press("Alt+Shift+A").await;
    ana.until_shows(&end_call()).await;
    ana.shots("markup-on-a-call").await;
    assert_eq!(ana.run("() => window.stolen ?? null").await, Value::Null);
    call.hang_up();
    let page = desk.operator.until_over(CALLER).await;
    ana.go(&desk.url(&format!("/inbox/all/{}", page.conversation()))).await;
    ana.until_shows(&Find::words("Call answered by Ana.")).await;
    assert_eq!(ana.count(&Find::css("img[src=x]")).await, 0);
    assert_eq!(ana.run("() => window.stolen ?? null").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_can_neither_ask_nor_listen() {
    let desk = HelpDesk::open(&ana_and_ben("", "")).await;
    let ana = desk.seat(1, "Ana").await;
    // Another origin on this machine; the browser sends it along, the cookie stays at home.
    let foreign = Relay::to(desk.server.http()).await;
    let script = format!(
        "async () => {{ const to = 'ws://{}/api/v1/live'; \
         return await new Promise((done) => {{ const socket = new WebSocket(to); \
         socket.onopen = () => done('open'); socket.onerror = () => done('refused'); }}); }}",
        foreign.address()
    );
    assert_eq!(ana.run(&script).await, json!("refused"));
    let script = format!(
        "async () => {{ try {{ await fetch('http://{}/api/v1/session', {{ method: 'DELETE', \
         credentials: 'include' }}); return 'read'; }} catch {{ return 'refused'; }} }}",
        foreign.address()
    );
    assert_eq!(ana.run(&script).await, json!("refused"));
    // Nothing of it has happened: Ana is still signed in.
    let (status, _) = fetch(&ana, "GET", "/session", None).await;
    assert_eq!(status, 200);
}
