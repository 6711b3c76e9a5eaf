//! A switchboard fed with damaged datagrams and torn clocks.

use super::Switchboard;
use crate::chance::Chance;
use crate::media::Pacer;
use crate::outside::{Counts, Door, Outside};
use crate::plan::{Behaviour, CallPlan, PhonePlan};
use crate::sip::message::{self, Message};
use crate::view::{CallState, CallView, PhoneView};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

fn far() -> SocketAddr {
    "127.0.0.1:5060".parse().unwrap()
}

fn board() -> Switchboard {
    let mut board = Switchboard::new(Outside {
        now: Instant::now(),
        chance: Chance::new(1),
        pacer: Arc::new(Pacer::default()),
        sink: "127.0.0.1:9".parse().unwrap(),
        sent: Vec::new(),
        readers: Vec::new(),
        counts: Counts::default(),
    });
    board.add_door("127.0.0.1:5080".parse().unwrap());
    let answer = Behaviour::AnswerAfter(Duration::from_millis(30));
    for (user, behaviour) in [("ana", answer), ("ben", Behaviour::Ignore)] {
        let plan = PhonePlan::new(user, behaviour);
        assert!(board.add_phone(plan, watch::channel(PhoneView::default()).0));
    }
    board
}

/// A request from the far side; `tag` is that of the phone, once it is known.
fn request(method: &str, user: &str, nth: u64, tag: &str, body: &str) -> String {
    format!(
        "{method} sip:{user}@127.0.0.1:5080 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;rport;\
         branch=z9hG4bK{nth}\r\nMax-Forwards: 70\r\nRecord-Route: <sip:127.0.0.1:5060;lr>\r\n\
         From: \"A, B\" <sip:+1555@127.0.0.1>;tag=f{nth}\r\nTo: <sip:{user}@127.0.0.1>{tag}\r\n\
         Call-ID: c{nth}\r\nCSeq: 1 {method}\r\nContact: <sip:desk@127.0.0.1:5060>\r\n\
         Call-Info: <sip:x>;answer-after=1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The answer that a server would give to one of our requests.
fn answer(request: &str, status: &str) -> String {
    let echoed: String = request
        .lines()
        .filter(|line| {
            ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|it| line.starts_with(it))
        })
        .map(|line| format!("{line}\r\n"))
        .collect();
    format!(
        "SIP/2.0 {status}\r\n{echoed}Contact: <sip:desk@127.0.0.1:5060>\r\n\
         WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\"\r\n\
         Content-Length: {}\r\n\r\n{SDP}",
        SDP.len()
    )
}

/// Flips, cuts, doubles or drops a piece.
fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let length = bytes.len() as u64;
    let (one, other) = (chance.below(length) as usize, chance.below(length) as usize);
    let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 40));
    match chance.below(6) {
        0 => bytes.truncate(one),
        1 => bytes[one] = chance.next() as u8,
        2 => bytes[one] = b"\r\n;,:<>\"=@ \\0-"[chance.below(14) as usize],
        3 => drop(bytes.drain(from..to)),
        4 => {
            let piece = bytes[from..to].to_vec();
            bytes.splice(one..one, piece);
        }
        // Left whole, so that some calls come further.
        _ => {}
    }
}

/// Something the far side might say next.
fn next_word(nth: u64, sent: &[String], chance: &mut Chance) -> String {
    let user = ["ana", "ben", "nobody"][chance.below(3) as usize];
    let ours = (!sent.is_empty()).then(|| &sent[chance.below(sent.len() as u64) as usize]);
    let old = nth.saturating_sub(chance.below(4));
    match (chance.below(7), ours) {
        (0 | 1, _) => request("INVITE", user, nth, "", if chance.percent(80) { SDP } else { "" }),
        (2, _) => request("CANCEL", user, old, "", ""),
        (3 | 4, Some(ours)) if ours.starts_with("SIP/2.0") => {
            let tag = ours.lines().find(|line| line.starts_with("To:"));
            let tag = tag.and_then(|line| line.split(";tag=").nth(1)).unwrap_or("");
            let method = ["ACK", "BYE", "INVITE", "OPTIONS", "INFO"][chance.below(5) as usize];
            request(method, user, old, &format!(";tag={tag}"), SDP)
        }
        (_, Some(ours)) => {
            let status = ["100 a", "180 b", "183 c", "200 d", "401 e", "486 f", "491 g", "700 h"];
            answer(ours, status[chance.below(8) as usize])
        }
        (_, None) => request("OPTIONS", user, nth, "", ""),
    }
}

fn whole(text: &str) -> bool {
    Message::parse(&message::text(text.as_bytes())).is_some()
}

#[test]
fn damaged_datagrams_do_no_harm_and_leave_nothing_behind() {
    let (mut board, mut chance) = (board(), Chance::new(7));
    let mut sent: Vec<String> = Vec::new();
    let mut up = 0;
    for nth in 0..30_000 {
        board.outside.now += Duration::from_millis(chance.below(40));
        if chance.percent(5) {
            let view = watch::channel(CallView::new(CallState::Trying, board.outside.now));
            let plan =
                CallPlan { stay: Some(Duration::from_secs(9)), ..CallPlan::new("100", far()) };
            board.dial(&plan, None, view.0);
        }
        let mut bytes = next_word(nth, &sent, &mut chance).into_bytes();
        for _ in 0..chance.below(3) {
            if !bytes.is_empty() {
                damage(&mut bytes, &mut chance);
            }
        }
        board.datagram(Door(0), far(), &bytes);
        board.on_time();
        for datagram in board.take_sent() {
            // What came in damaged may go back as it came; what we wrote is whole.
            up += u32::from(datagram.text.starts_with("BYE ") && whole(&datagram.text));
            sent.push(datagram.text);
        }
        sent.drain(..sent.len().saturating_sub(20));
    }
    assert!(up > 100, "too few calls came through to prove anything: {up}");
    for user in ["ana", "ben"] {
        board.with_phone(user, crate::leg::Leg::hang_up);
    }
    for _ in 0..400 {
        board.outside.now += Duration::from_secs(1);
        board.on_time();
    }
    assert!(board.legs.is_empty(), "{:?}", board.legs.values().next());
    assert!(board.timers.is_empty() && board.invites.len() <= 64);
    board.take_sent();
    board.datagram(Door(0), far(), request("INVITE", "ana", 1 << 40, "", SDP).as_bytes());
    assert!(board.take_sent()[0].text.starts_with("SIP/2.0 180 Ringing\r\n"));
}
