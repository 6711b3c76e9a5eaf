//! How calls come in: by address or by password, over UDP or TCP, with an offer or without.

use std::net::Ipv4Addr;
use std::time::Duration;

use e2e::floor::{Floor, exchange, until_over};
use e2e::server::{NUMBER, Setup};
use e2e::sipp::{Sipp, expect, invite, perhaps, request, sdp, send, within};
use phones::{Behaviour, CallPlan, Credentials, Side};

/// An address on loopback that is no trunk's.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Whom a scripted caller is.
const SCRIPTED: &str = "+15559999";

fn at_once() -> Behaviour {
    Behaviour::AnswerAfter(Duration::ZERO)
}

fn credentials(password: &str) -> Option<Credentials> {
    Some(Credentials { user: "branch".into(), password: password.into() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_with_a_password_may_call_from_anywhere_and_nobody_without_it() {
    let trunk = "[[sip.trunks]]\nname = \"branch\"\nuser = \"branch\"\npassword = \"open sesame\"";
    let floor = Floor::open(Setup::support("", "").table(trunk), &[at_once()]).await;
    let elsewhere = exchange(ELSEWHERE).await;
    for wrong in [None, credentials("open barley")] {
        let call = elsewhere.call(CallPlan { credentials: wrong, ..floor.plan("+15550801") });
        let ending = until_over(&call.unwrap()).await;
        assert_eq!(ending.by, Side::Far);
        assert!([401, 403].contains(&ending.code), "{ending:?}");
    }
    assert_eq!(floor.operator.calls().await, []);
    let right = credentials("open sesame");
    let call = elsewhere.call(CallPlan { credentials: right, ..floor.plan("+15550802") }).unwrap();
    floor.until_talking(1, &call).await;
    call.hang_up();
    let words =
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by customer."];
    floor.log_reads("+15550802", &words).await;
}

/// Waits for the answer, talks for half a second, hangs up.
fn talk(first: &str, ack: &str) -> String {
    let steps = [
        send(first),
        perhaps(100),
        perhaps(180),
        expect(200),
        send(ack),
        "<pause milliseconds=\"500\"/>\n".to_owned(),
        send(&within("BYE", 2, "", "")),
        expect(200),
    ];
    steps.concat()
}

async fn is_served(floor: &Floor) {
    let page = floor.operator.until_over(SCRIPTED).await;
    let words =
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by customer."];
    assert_eq!(page.words(), words);
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    floor.until_idle(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_may_call_over_tcp() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let offer = sdp("8 101", &["8 PCMA/8000", "101 telephone-event/8000"]);
    let script = talk(&invite(&offer), &within("ACK", 1, "", ""));
    Sipp::call_over_tcp(&script, NUMBER, floor.server.sip()).plays_to_its_end().await;
    is_served(&floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_may_leave_the_offer_to_us() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let answer = sdp("0", &["0 PCMU/8000"]);
    let ack = within("ACK", 1, "Content-Type: application/sdp\n", &answer);
    let script = talk(&request("INVITE", "", ""), &ack);
    Sipp::call(&script, NUMBER, floor.server.sip()).plays_to_its_end().await;
    is_served(&floor).await;
}
