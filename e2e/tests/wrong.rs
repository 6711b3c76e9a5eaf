//! What goes wrong on the wire: it is refused with a clear word, and nobody else notices.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use e2e::SOON;
use e2e::floor::{Floor, exchange, until_over, until_up};
use e2e::raw::Stranger;
use e2e::server::{NUMBER, Setup};
use e2e::sipp::{self, Sipp, ack_of_a_refusal, expect, invite, perhaps, sdp, send};
use phones::{Behaviour, CallState, Codecs, Ending, Side};

const CLEO: &str = "+15550401";

/// An address on loopback that no trunk has.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn at_once() -> Behaviour {
    Behaviour::AnswerAfter(Duration::ZERO)
}

/// Nobody was rung, no call, no conversation and no contact was made: the log is as long
/// as it was. A real call still goes through.
async fn nothing_was_created(floor: &Floor, facts_before: u64) {
    assert_eq!(facts(floor).await, facts_before);
    assert_eq!(floor.operator.calls().await, []);
    assert_eq!(floor.phone(1).view().rings, 0);
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    assert!(facts(floor).await > facts_before);
}

/// How many lines were written to the log since the start.
async fn facts(floor: &Floor) -> u64 {
    let answer = e2e::http::ask(floor.server.http(), "GET", "/metrics", None, None).await.unwrap();
    let text = answer.text();
    let line = text.lines().find(|line| line.starts_with("cordboard_facts_total"));
    let count = line.and_then(|line| line.rsplit(' ').next()).and_then(|count| count.parse().ok());
    count.unwrap_or_else(|| panic!("no count of facts in {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_invites_are_refused_with_400_and_make_nothing() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let before = facts(&floor).await;
    let carrier = Stranger::at(IpAddr::V4(Ipv4Addr::LOCALHOST), floor.server.sip()).await;
    type Spoil = fn(String) -> String;
    let spoils: [(&str, Spoil); 10] = [
        ("no From", |text| without(&text, "From:")),
        ("no To", |text| without(&text, "To:")),
        ("no Call-ID", |text| without(&text, "Call-ID:")),
        ("no CSeq", |text| without(&text, "CSeq:")),
        ("no Max-Forwards", |text| without(&text, "Max-Forwards:")),
        ("no tag", |text| text.replacen(";tag=here", "", 1)),
        ("another method", |text| text.replacen("CSeq: 1 INVITE", "CSeq: 1 BYE", 1)),
        ("a huge CSeq", |text| text.replacen("CSeq: 1 ", "CSeq: 36893488147419103232 ", 1)),
        ("two spaces", |text| text.replacen("INVITE sip:", "INVITE  sip:", 1)),
        ("a cut body", |text| text.replacen("Content-Length: ", "Content-Length: 9", 1)),
    ];
    for (at, (what, spoil)) in spoils.into_iter().enumerate() {
        let good = carrier.request("INVITE", NUMBER, &format!("spoilt-{at}"), &carrier.sdp());
        let answer = carrier.asks(&spoil(good), SOON).await;
        assert_eq!(answer, Some(400), "{what}");
    }
    // What is no SIP at all gets no answer, and does no harm.
    for noise in
        [&b"\r\n\r\n"[..], b"\0\xff\0", b"INVITE", b"SIP/2.0 200 OK\r\n\r\n", &[b'A'; 60_000]]
    {
        carrier.says(noise).await;
    }
    let options = carrier.request("OPTIONS", NUMBER, "well", "");
    assert_eq!(carrier.asks(&options, SOON).await, Some(200), "still there");
    nothing_was_created(&floor, before).await;
}

/// The message without its line that starts so.
fn without(text: &str, start: &str) -> String {
    text.split_inclusive("\r\n").filter(|line| !line.starts_with(start)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scripted_carrier_that_forgets_a_header_is_refused_with_400() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let before = facts(&floor).await;
    let spoilt = without_line(&invite(&sdp("0", &["0 PCMU/8000"])), "Max-Forwards");
    let steps = [send(&spoilt), perhaps(100), expect(400), send(&ack_of_a_refusal())];
    Sipp::call(&steps.concat(), NUMBER, floor.server.sip()).plays_to_its_end().await;
    nothing_was_created(&floor, before).await;
}

fn without_line(text: &str, start: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_from_a_stranger_makes_nothing() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let before = facts(&floor).await;
    let strangers = exchange(ELSEWHERE).await;
    let plan = floor.plan("+15550666");
    let call = strangers.call(plan).unwrap();
    let ending = until_over(&call).await;
    assert_eq!(ending.by, Side::Far);
    assert!([401, 403, 404].contains(&ending.code), "{ending:?}");
    // Nor does a stranger who sends the rest of a dialog that never was.
    let stranger = Stranger::at(IpAddr::V4(ELSEWHERE), floor.server.sip()).await;
    for (method, answers) in [("BYE", [481, 403]), ("CANCEL", [481, 403]), ("REGISTER", [403, 405])]
    {
        let request = stranger.request(method, NUMBER, &format!("stray-{method}"), "");
        let answer = stranger.asks(&request, SOON).await;
        assert!(answer.is_some_and(|status| answers.contains(&status)), "{method}: {answer:?}");
    }
    nothing_was_created(&floor, before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_end_a_call_that_is_not_his() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    let page = floor.operator.until_stage(CLEO, "talking").await;
    let call_id = floor.phone(1).view().call.unwrap().call_id;
    let stranger = Stranger::at(IpAddr::V4(ELSEWHERE), floor.server.sip()).await;
    let bye = stranger.request("BYE", NUMBER, &call_id, "");
    let answer = stranger.asks(&bye, SOON).await;
    assert!(answer.is_some_and(|status| (400..500).contains(&status)), "{answer:?}");
    floor.until_talking(1, &call).await;
    let still = floor.operator.until_stage(CLEO, "talking").await;
    assert_eq!(still.id, page.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_codec_that_nobody_speaks_is_refused_with_488_and_makes_nothing() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let before = facts(&floor).await;
    let offer = sdp("18 96", &["18 G729/8000", "96 opus/48000/2"]);
    let steps = [send(&invite(&offer)), perhaps(100), expect(488), send(&ack_of_a_refusal())];
    Sipp::call(&steps.concat(), NUMBER, floor.server.sip()).plays_to_its_end().await;
    nothing_was_created(&floor, before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_and_phones_of_either_law_hear_each_other() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    for (codecs, from) in [(Codecs::OnlyPcmu, "+15550411"), (Codecs::OnlyPcma, "+15550412")] {
        let call = floor.place(phones::CallPlan { codecs, ..floor.plan(from) });
        floor.until_talking(1, &call).await;
        call.hang_up();
        floor.operator.until_over(from).await;
        floor.until_idle(1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_may_hang_up_at_any_moment_and_the_phone_is_free_again() {
    let floor = Floor::open(Setup::support("", "recording = \"on\""), &[at_once()]).await;
    let slow = Behaviour::AnswerAfter(Duration::from_millis(120));
    floor.phone(1).set_behaviour(slow);
    // From before the answer to well into the talk.
    let stays = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 110, 119, 121, 125, 130, 150, 200, 300];
    for (at, stay) in stays.into_iter().enumerate() {
        let from = format!("+1555043{at:02}");
        let stay = Some(Duration::from_millis(stay));
        let call = floor.place(phones::CallPlan { stay, ..floor.plan(&from) });
        until_over(&call).await;
        let page = floor.operator.until_over(&from).await;
        let outcome = page.call.outcome.unwrap_or_default();
        let possible = ["abandoned (ivr)", "abandoned (queue)", "no answer", "completed"];
        assert!(possible.contains(&outcome.as_str()), "after {stay:?}: {outcome}");
        floor.until_idle(1).await;
        floor.operator.until_shown(1, "Active").await;
    }
    assert_eq!(floor.operator.ended_calls().await.len(), stays.len());
    assert_eq!(floor.operator.live_calls().await, []);
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_phones_that_answer_at_once_one_is_connected_and_the_other_is_let_go() {
    let own = exchange(Ipv4Addr::LOCALHOST).await;
    let phone = |user: &str| {
        let audio = phones::Audio::On(phones::Sound::Tone(e2e::floor::PHONE_HZ));
        own.phone(phones::PhonePlan { audio, ..phones::PhonePlan::new(user, at_once()) }).unwrap()
    };
    let (desk, home) = (phone("desk"), phone("home"));
    let setup = Setup::support("", "").teammate(1, "Ana", &[desk.uri(), home.uri()]);
    let floor = Floor::open(setup, &[]).await;
    for round in 0..10 {
        let from = format!("+155504{round:02}");
        let call = floor.call(&from);
        until_up(&call).await;
        let talking = floor.operator.until_stage(&from, "talking").await;
        let one = e2e::until("one phone is left", SOON, async || {
            let up = (desk.view().is_up(), home.view().is_up());
            let idle = (desk.view().is_idle(), home.view().is_idle());
            [(up.0 && idle.1).then_some(&desk), (up.1 && idle.0).then_some(&home)]
                .into_iter()
                .flatten()
                .next()
        })
        .await;
        let heard = |heard: &phones::Heard| heard.amplitude(440, Duration::from_millis(200)) > 0.3;
        one.until_heard(SOON, heard).await.unwrap();
        let page = floor.operator.page(talking.id).await;
        let words = ["Queued for Support", "Ringing Ana", "Call answered by Ana."];
        assert_eq!(page.words(), words, "one ring, one answer");
        call.hang_up();
        floor.operator.until_over(&from).await;
        for phone in [&desk, &home] {
            phone.until(SOON, phones::PhoneView::is_idle).await.unwrap();
        }
    }
    let rings = (desk.view().rings, home.view().rings);
    assert_eq!(rings, (10, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_never_replies_is_passed_by_and_nobody_is_said_to_have_pressed_a_button() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Dead, at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(2, &call).await;
    call.hang_up();
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by customer.",
    ];
    let page = floor.log_reads(CLEO, &words).await;
    assert_eq!(page.line("Call declined by Ana").cause.as_deref(), Some("network_lost"));
    let nearest = page.offers[1]["nearest"].as_array().unwrap().clone();
    let ana = nearest.iter().find(|one| one["name"] == "Ana").map(|one| one["standing"].clone());
    assert_ne!(ana, Some("excluded".into()), "no peace is due to a phone that is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_answer_nobody_can_use_puts_the_call_back_in_its_place() {
    let bad = Behaviour::AnswerWithBadSdp(Duration::from_millis(50));
    let floor = Floor::open(Setup::support("", ""), &[bad, at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(2, &call).await;
    call.hang_up();
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let cause = page.timeline.iter().find_map(|line| line.cause.clone());
    assert_eq!(cause.as_deref(), Some("media_failed"));
    floor.until_idle(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scripted_phone_that_declines_with_603_has_pressed_the_button() {
    let steps = [
        sipp::hear("INVITE"),
        send(&sipp::answer("100 Trying", "", "")),
        send(&sipp::answer("180 Ringing", "", "")),
        send(&sipp::answer("603 Decline", "", "")),
        sipp::hear("ACK"),
    ];
    let phone = Sipp::phone(&steps.concat());
    let setup = Setup::support("", "").teammate(1, "Ana", &[phone.uri("ana")]);
    let floor = Floor::open(setup, &[]).await;
    let call = floor.call(CLEO);
    phone.plays_to_its_end().await;
    floor.operator.until_stage(CLEO, "queued").await;
    call.hang_up();
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana using the Decline button.",
        "Call ended by customer before a teammate answered.",
    ];
    floor.log_reads(CLEO, &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_a_number_that_nobody_has_is_refused() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let before = facts(&floor).await;
    let call = floor.place(phones::CallPlan { to: "+15559998".into(), ..floor.plan(CLEO) });
    assert_eq!(until_over(&call).await, Ending { by: Side::Far, code: 404 });
    nothing_was_created(&floor, before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_number_is_a_call_like_any_other() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let call = floor.place(phones::CallPlan { from: None, ..floor.plan(CLEO) });
    floor.until_talking(1, &call).await;
    let calls = floor.operator.live_calls().await;
    assert_eq!(calls[0].caller, None);
    assert_eq!(floor.phone(1).view().call.unwrap().caller, None);
    assert_eq!(call.view().state, CallState::Up);
}
