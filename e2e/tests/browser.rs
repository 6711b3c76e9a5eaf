//! The main job in the browser: a real phone calls, Chromium rings, a teammate answers by
//! keyboard, both hear each other, both are recorded, and the call is accounted for.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::time::{SystemTime, UNIX_EPOCH};

use desk::{Command, Status, TeammateId};
use e2e::baresip::{Baresip, PicksUp};
use e2e::browser::{Browser, Desk, Find, Page};
use e2e::help_desk::{ANA_SAYS, HelpDesk};
use e2e::operator::{CallPage, Operator};
use e2e::server::{NUMBER, Setup};
use e2e::tones::{Sounding, listen};

const CALLER: &str = "+15550123";
const SAYS: u16 = 440;
const BEN_SAYS: u16 = 620;
const BOTH: [u16; 2] = [SAYS, ANA_SAYS];

/// The last half of a second, in which something was proved at both ends.
#[derive(Debug, Clone, Copy)]
struct Span {
    from_ms: u64,
    to_ms: u64,
}

impl Span {
    fn just_now() -> Span {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let to_ms = u64::try_from(now).unwrap();
        Span { from_ms: to_ms - 450, to_ms: to_ms - 50 }
    }
}

async fn until_both_hear(
    caller: &Baresip,
    hears: Sounding,
    ana: &Page<'_>,
    heard: Sounding,
) -> Span {
    caller.until_hears(hears, &BOTH).await;
    ana.until_hears(heard, &BOTH).await;
    Span::just_now()
}

async fn until_talking(caller: &Baresip, ana: &Page<'_>) -> Span {
    until_both_hear(caller, Sounding::Tone(ANA_SAYS), ana, Sounding::Tone(SAYS)).await
}

/// What both channels of a call's recording hold in a span.
async fn recorded(operator: &Operator, page: &CallPage, span: Span) -> [Sounding; 2] {
    let recording = operator.recording(page.recordings[0].id).await;
    let start = page.line("Call answered by Ana.").at_ms;
    let (from, to) = (span.from_ms - start, span.to_ms - start);
    [0, 1].map(|channel| listen(recording.between(channel, from, to), &BOTH))
}

async fn ana_alone(team: &str, channel: &str) -> HelpDesk {
    HelpDesk::open(&Setup::help_desk(team, channel).teammate(1, "Ana", &[])).await
}

async fn caller() -> Baresip {
    Baresip::start(CALLER, SAYS, PicksUp::ByHand).await
}

fn ringing() -> Find {
    Find::button("Answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_answered_by_keyboard_held_muted_reloaded_recorded_and_accounted_for() {
    let desk = ana_alone("wrap_up_seconds = 3", "recording = \"on\"").await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&ringing()).await;
    assert!(ana.title().await.contains("Ringing"), "{}", ana.title().await);
    caller.until_hears(Sounding::Music, &BOTH).await;
    ana.press("Alt+Shift+A").await;
    let talk = until_talking(&caller, &ana).await;
    operator.until_shown(1, "Away: On a call").await;

    ana.press("Alt+Shift+H").await;
    let hold = until_both_hear(&caller, Sounding::Music, &ana, Sounding::Silence).await;
    ana.press("Alt+Shift+H").await;
    until_talking(&caller, &ana).await;
    ana.press("Alt+Shift+M").await;
    let mute = until_both_hear(&caller, Sounding::Silence, &ana, Sounding::Tone(SAYS)).await;
    ana.press("Alt+Shift+M").await;
    let again = until_talking(&caller, &ana).await;

    ana.reload().await;
    ana.until_shows(&Find::button("End call")).await;
    let reloaded = until_talking(&caller, &ana).await;

    caller.hang_up();
    operator.until_shown(1, "Away: Call wrap up").await;
    ana.until_shows(&Find::button("Switch to active")).await;
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call answered by Ana.",
        "Call put on hold by Ana.",
        "Call resumed by Ana.",
        "Call ended by customer.",
    ];
    assert_eq!(page.words(), words);
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let both = [Sounding::Tone(SAYS), Sounding::Tone(ANA_SAYS)];
    assert_eq!(recorded(operator, &page, talk).await, both);
    assert_eq!(recorded(operator, &page, hold).await, [Sounding::Silence; 2]);
    assert_eq!(recorded(operator, &page, mute).await, [Sounding::Tone(SAYS), Sounding::Silence]);
    assert_eq!(recorded(operator, &page, again).await, both);
    assert_eq!(recorded(operator, &page, reloaded).await, both);
    operator.until_shown(1, "Active").await;

    // What the operator reads in the log, Ana reads on her screen.
    ana.go(&desk.url(&format!("/inbox/all/{}", page.conversation()))).await;
    for line in words {
        ana.until_shows(&Find::words(line)).await;
    }
    ana.click(&Find::button("Play")).await;
    ana.until_shows(&Find::button("Pause")).await;
    let complaints = ana.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_is_told_as_one_and_leaves_the_teammate_in_peace() {
    let desk = ana_alone("", "").await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&ringing()).await;
    ana.press("Alt+Shift+D").await;
    ana.until_gone(&ringing()).await;
    operator.until_stage(CALLER, "queued").await;
    operator.until_shown(1, "Active").await;
    caller.until_hears(Sounding::Music, &BOTH).await;
    caller.hang_up();
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana using the Decline button.",
        "Call ended by customer before a teammate answered.",
    ];
    assert_eq!(page.words(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_that_nobody_answers_is_missed_and_says_so() {
    let setup = Setup::help_desk("", "").desk("ring_seconds = 3").teammate(1, "Ana", &[]);
    let desk = HelpDesk::open(&setup).await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&ringing()).await;
    ana.until_gone(&ringing()).await;
    operator.until_stage(CALLER, "queued").await;
    caller.hang_up();
    let page = operator.until_over(CALLER).await;
    assert!(page.words().contains(&"Call missed by Ana."), "{:?}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_away_teammate_claims_a_waiting_call_and_talks() {
    let desk = ana_alone("", "").await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&ringing()).await;
    ana.press("Alt+Shift+D").await;
    operator.until_stage(CALLER, "queued").await;
    let away = Command::SetStatus { teammate: TeammateId(1), status: Status::Away };
    operator.command(1, away).await.unwrap();
    ana.go(&desk.url("/inbox/waiting")).await;
    ana.click(&Find::role("button", "Claim")).await;
    until_talking(&caller, &ana).await;
    ana.press("Alt+Shift+E").await;
    caller.until_told("CALL_CLOSED", 1).await;
    let page = operator.until_over(CALLER).await;
    assert!(page.words().contains(&"Manual answer requested by Ana."), "{:?}", page.words());
    assert_eq!(page.words().last(), Some(&"Call ended by Ana."));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_auto_answer_mode_the_browser_connects_without_a_key_and_has_no_decline() {
    let setup = Setup::help_desk("", "").desk("answer_mode = \"auto\"").teammate(1, "Ana", &[]);
    let desk = HelpDesk::open(&setup).await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    until_talking(&caller, &ana).await;
    assert_eq!(ana.count(&Find::button("Decline")).await, 0);
    caller.hang_up();
    let page = operator.until_over(CALLER).await;
    assert_eq!(page.offers[0]["how"], "auto_answered");
    assert!(page.words().contains(&"Call answered by Ana."), "{:?}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_teammates_in_two_browsers_the_second_gets_what_the_first_declines() {
    let setup = Setup::help_desk("", "").teammate(1, "Ana", &[]).teammate(2, "Ben", &[]);
    let desk = HelpDesk::open(&setup).await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    let other = Browser::start(BEN_SAYS).await;
    other.person("Ben", Desk::default()).await;
    let ben = other.page("Ben", &operator.sign_in_link(2).await).await;
    desk.until_ready(2).await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&ringing()).await;
    assert_eq!(ben.count(&ringing()).await, 0, "one call, one ring");
    ana.press("Alt+Shift+D").await;
    ben.until_shows(&ringing()).await;
    ben.press("Alt+Shift+A").await;
    let all = [SAYS, ANA_SAYS, BEN_SAYS];
    caller.until_hears(Sounding::Tone(BEN_SAYS), &all).await;
    ben.until_hears(Sounding::Tone(SAYS), &all).await;
    assert_eq!(ana.count(&ringing()).await, 0);
    ben.press("Alt+Shift+E").await;
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana using the Decline button.",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by Ben.",
    ];
    assert_eq!(page.words(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_rings_as_well_and_stops_when_the_first_answers() {
    let desk = ana_alone("", "").await;
    let caller = caller().await;
    let first = desk.seat(1, "Ana").await;
    let second = desk.browser.page("Ana", &desk.url("/inbox/all")).await;
    second.until_shows(&Find::role("navigation", "Cordboard")).await;
    caller.dial(NUMBER, desk.server.sip());
    first.until_shows(&ringing()).await;
    second.until_shows(&ringing()).await;
    second.press("Alt+Shift+A").await;
    first.until_gone(&ringing()).await;
    caller.until_hears(Sounding::Tone(ANA_SAYS), &BOTH).await;
    second.until_shows(&Find::button("End call")).await;
    first.until_shows(&Find::button("End call")).await;
    // Either tab ends the call, whichever of them is the phone.
    first.press("Alt+Shift+E").await;
    caller.until_told("CALL_CLOSED", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_tab_is_passed_by_and_counts_again_when_it_wakes() {
    let setup = Setup::help_desk("", "").teammate(1, "Ana", &[]).teammate(2, "Ben", &[]);
    let desk = HelpDesk::open(&setup).await;
    let (operator, caller) = (&desk.operator, caller().await);
    let ana = desk.seat(1, "Ana").await;
    let ben = desk.seat(2, "Ben").await;
    ana.protocol("Debugger.enable", serde_json::json!({})).await;
    ana.protocol("Debugger.pause", serde_json::json!({})).await;
    caller.dial(NUMBER, desk.server.sip());
    ben.until_shows(&ringing()).await;
    ben.press("Alt+Shift+A").await;
    ana.protocol("Debugger.resume", serde_json::json!({})).await;
    ben.until_shows(&Find::button("End call")).await;
    desk.until_ready(1).await;
    ben.press("Alt+Shift+E").await;
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by Ben.",
    ];
    assert_eq!(page.words(), words);
    assert_eq!(page.line("Call declined by Ana").cause.as_deref(), Some("client_frozen"));
}
