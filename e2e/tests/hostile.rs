//! The whole server among strangers: nothing they send becomes a call, a conversation or a
//! contact, and nobody on the phone notices.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use e2e::floor::Floor;
use e2e::raw::Stranger;
use e2e::server::{NUMBER, Setup};
use phones::Behaviour;

/// Who floods; every one has an address.
const STRANGERS: u8 = 200;
/// Messages of each of them.
const MESSAGES: usize = 25;

const ANA_CALLS: &str = "+15550451";

#[tokio::test(flavor = "multi_thread")]
async fn floods_and_scans_of_strangers_make_nothing_and_disturb_no_call() {
    let at_once = Behaviour::AnswerAfter(Duration::ZERO);
    let setup = Setup::support("", "recording = \"on\"");
    let floor = Floor::open(setup, &[at_once.clone(), at_once]).await;
    let call = floor.call(ANA_CALLS);
    floor.until_talking(1, &call).await;
    let before = facts(&floor).await;
    let mut strangers = Vec::new();
    for number in 1..=STRANGERS {
        let at = IpAddr::V4(Ipv4Addr::new(127, 1, 2, number));
        strangers.push(Stranger::at(at, floor.server.sip()).await);
    }
    let heard = call.heard();
    for round in 0..MESSAGES {
        for (number, stranger) in strangers.iter().enumerate() {
            let method = ["REGISTER", "OPTIONS", "INVITE", "BYE", "CANCEL"][(number + round) % 5];
            let id = format!("flood{round}x{number}");
            let to = if round % 2 == 0 { NUMBER.to_owned() } else { format!("+1900{round:04}") };
            let body = if method == "INVITE" { stranger.sdp() } else { String::new() };
            stranger.says(stranger.request(method, &to, &id, &body).as_bytes()).await;
        }
    }
    // The call goes on, gap-free as far as this machine lets it.
    floor.until_talking(1, &call).await;
    let after = call.heard();
    let missing = after.missing() - heard.missing();
    assert!(missing <= call.skipped_packets() + floor.phone(1).skipped_packets() + 5, "{missing}");
    assert_eq!(facts(&floor).await, before, "a stranger's message is in the log");
    assert_eq!(floor.operator.calls().await.len(), 1);
    // A trunk's call comes through while all of them are known for what they are.
    let second = floor.call("+15550452");
    floor.until_talking(2, &second).await;
    for call in [&call, &second] {
        call.hang_up();
    }
    floor.operator.until_over(ANA_CALLS).await;
}

/// How many lines were written to the log since the start.
async fn facts(floor: &Floor) -> u64 {
    let answer = e2e::http::ask(floor.server.http(), "GET", "/metrics", None, None).await;
    let text = answer.unwrap_or_else(|why| panic!("no metrics: {why}")).text();
    let line = text.lines().find(|line| line.starts_with("cordboard_facts_total"));
    let count = line.and_then(|line| line.rsplit(' ').next()).and_then(|count| count.parse().ok());
    count.unwrap_or_else(|| panic!("no count of facts in {text}"))
}
