//! What happens inside a call: hold and resume, new addresses, late offers, timers, keys.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use crate::peer::{Desk, Message, Peer};
use line::{Departure, LegCommand, LegEvent, Switch};
use tokio::net::UdpSocket;

async fn acknowledge(peer: &mut Peer, body: &str) {
    let ack = peer.request("ACK", "", body);
    peer.send(&ack).await;
}

fn version(answer: &Message) -> u64 {
    let origin = answer.body.lines().find(|line| line.starts_with("o=")).unwrap();
    origin.split(' ').nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_peer_holds_and_resumes() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let (leg, first) = peer.call(&mut desk, "").await;
    assert_eq!(version(&first), 1);
    let old_way = peer.sdp("sendrecv").replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0");
    let steps = [
        (peer.sdp("sendonly"), "a=recvonly", Some(LegEvent::HeldByPeer { leg }), 2),
        (peer.sdp("inactive"), "a=inactive", None, 3),
        (peer.sdp("sendrecv"), "a=sendrecv", Some(LegEvent::ResumedByPeer { leg }), 4),
        (peer.sdp("sendrecv"), "a=sendrecv", None, 4),
        (old_way, "a=recvonly", Some(LegEvent::HeldByPeer { leg }), 5),
        (peer.sdp("sendrecv"), "a=sendrecv", Some(LegEvent::ResumedByPeer { leg }), 6),
    ];
    for (offer, answered, event, o) in steps {
        let answer = peer.ask("INVITE", "", &offer).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("To"), peer.to, "the dialog has changed its name");
        assert!(answer.body.contains(answered), "{}", answer.body);
        assert_eq!(version(&answer), o);
        if let Some(event) = event {
            assert_eq!(desk.event().await, event);
        }
        acknowledge(&mut peer, "").await;
    }
    desk.nothing_else();
    // UPDATE does the same (RFC 3311).
    assert_eq!(peer.ask("UPDATE", "", &peer.sdp("sendonly")).await.status(), 200);
    assert_eq!(desk.event().await, LegEvent::HeldByPeer { leg });
}

#[tokio::test]
async fn media_follows_the_peer_to_another_address() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let (leg, _) = peer.call(&mut desk, "").await;
    peer.rtp = UdpSocket::bind(crate::peer::loopback()).await.unwrap();
    let answer = peer.ask("INVITE", "", &peer.sdp("sendrecv")).await;
    assert_eq!(answer.status(), 200);
    acknowledge(&mut peer, "").await;
    let sound = line::Sound::Ringback;
    desk.line.command(LegCommand::Play { leg, sound, repeat: line::Repeat::Forever });
    let mut packet = [0; 1500];
    let wait = tokio::time::timeout(crate::peer::DEADLINE, peer.rtp.recv(&mut packet));
    assert!(wait.await.expect("no RTP at the new address").unwrap() > 12);
}

#[tokio::test]
async fn an_offer_nobody_can_take_leaves_the_call_as_it_was() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    peer.call(&mut desk, "").await;
    for (more, body, status) in [
        ("", peer.sdp("sendrecv").replace("8 0 101", "18"), 488),
        ("", "nothing".to_owned(), 400),
        ("Content-Type: text/plain\r\n", "nothing".to_owned(), 415),
    ] {
        assert_eq!(peer.ask("INVITE", more, &body).await.status(), status);
        acknowledge(&mut peer, "").await;
    }
    assert_eq!(desk.line.inventory().len(), 1);
    desk.nothing_else();
    assert_eq!(peer.ask("BYE", "", "").await.status(), 200);
}

#[tokio::test]
async fn requests_out_of_order_and_on_top_of_each_other_are_refused() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    peer.call(&mut desk, "").await;
    assert_eq!(peer.ask("INVITE", "", &peer.sdp("sendrecv")).await.status(), 200);
    // Its ACK is not sent yet.
    let answer = peer.ask("INVITE", "", &peer.sdp("sendonly")).await;
    assert_eq!(answer.status(), 500);
    assert!(answer.maybe("Retry-After").is_some());
    peer.cseq = 0;
    assert_eq!(peer.ask("INFO", "", "").await.status(), 500);
    desk.nothing_else();
}

#[tokio::test]
async fn a_late_offer_is_answered_in_the_ack() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", "");
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    let offer = peer.answer("INVITE").await;
    assert!(offer.body.contains("RTP/AVP 0 8 101\r\n"), "{}", offer.body);
    peer.to = offer.header("To").to_owned();
    let answer = peer.sdp("sendrecv").replace("8 0 101", "8 101");
    acknowledge(&mut peer, &answer).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    // In a re-INVITE too.
    let offer = peer.ask("INVITE", "", "").await;
    assert!(offer.body.contains("m=audio"), "{}", offer.body);
    let answer = peer.sdp("sendonly");
    acknowledge(&mut peer, &answer).await;
    assert_eq!(desk.event().await, LegEvent::HeldByPeer { leg });
}

#[tokio::test]
async fn a_late_offer_without_a_usable_answer_ends_the_call() {
    for answer in ["", "v=0\r\n"] {
        let mut desk = Desk::with_trunk().await;
        let mut peer = Peer::new(&desk).await;
        let invite = peer.request("INVITE", "", "");
        peer.send(&invite).await;
        let leg = desk.arrival().await.leg;
        desk.line.command(LegCommand::Answer { leg });
        peer.to = peer.answer("INVITE").await.header("To").to_owned();
        acknowledge(&mut peer, answer).await;
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::MediaFailed });
        let bye = peer.asked("BYE").await;
        peer.reply(&bye, "200 OK", "", "").await;
        desk.empty().await;
    }
}

#[tokio::test]
async fn hanging_up_before_the_ack_waits_for_it() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    let answer = peer.answer("INVITE").await;
    desk.line.command(LegCommand::HangUp { leg });
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUpByUs });
    peer.to = answer.header("To").to_owned();
    acknowledge(&mut peer, "").await;
    let bye = peer.asked("BYE").await;
    assert_eq!(bye.header("From"), peer.to);
    peer.reply(&bye, "200 OK", "", "").await;
    desk.nothing_else();
}

#[tokio::test]
async fn a_peer_may_hang_up_before_its_ack() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    peer.to = peer.answer("INVITE").await.header("To").to_owned();
    assert_eq!(peer.ask("BYE", "", "").await.status(), 200);
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUp });
    desk.empty().await;
}

#[tokio::test]
async fn a_caller_cancels_and_hears_487() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Ring { leg });
    let ringing = peer.answer("INVITE").await;
    assert_eq!((ringing.status(), ringing.body.as_str()), (180, ""));
    let cancel = peer.request("CANCEL", "", "");
    peer.send(&cancel).await;
    let mut answers = [peer.receive().await, peer.receive().await].map(|answer| {
        (answer.header("CSeq").split(' ').nth(1).unwrap().to_owned(), answer.status())
    });
    answers.sort();
    assert_eq!(answers, [("CANCEL".to_owned(), 200), ("INVITE".to_owned(), 487)]);
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::Cancelled });
}

#[tokio::test]
async fn routes_and_contacts_are_followed() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let more = format!(
        "Record-Route: <sip:{}:{};lr>\r\nRecord-Route: <sip:far.invalid;lr>\r\n",
        peer.here.ip(),
        peer.here.port()
    );
    let (leg, answer) = peer.call(&mut desk, &more).await;
    assert!(answer.header("Record-Route").contains(&peer.here.to_string()));
    desk.line.command(LegCommand::HangUp { leg });
    let bye = peer.asked("BYE").await;
    assert_eq!(bye.start, format!("BYE sip:ana@{} SIP/2.0", peer.here));
    let routes: Vec<&str> =
        bye.headers.iter().filter(|(name, _)| name == "Route").map(|(_, v)| v.as_str()).collect();
    assert_eq!(routes, [&*format!("<sip:{};lr>", peer.here), "<sip:far.invalid;lr>"]);
    peer.reply(&bye, "200 OK", "", "").await;
}

#[tokio::test]
async fn a_session_timer_of_the_peer_is_accepted_or_said_to_be_too_short() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let short = "Supported: timer\r\nSession-Expires: 60\r\n";
    let answer = peer.ask("INVITE", short, &peer.sdp("sendrecv")).await;
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.header("Min-SE"), "90");
    acknowledge(&mut peer, "").await;
    let timer = "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n";
    let (_, answer) = peer.call(&mut desk, timer).await;
    assert_eq!(answer.header("Session-Expires"), "1800;refresher=uac");
    assert_eq!(answer.header("Require"), "timer");
    let refresh = peer.ask("UPDATE", timer, "").await;
    assert_eq!(refresh.status(), 200);
    assert_eq!(refresh.header("Session-Expires"), "1800;refresher=uac");
    assert_eq!(desk.line.inventory().len(), 1);
}

#[tokio::test]
async fn keys_come_by_info_unless_the_leg_is_muted() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let (leg, _) = peer.call(&mut desk, "").await;
    let relay = "Content-Type: application/dtmf-relay\r\n";
    let keys = [
        (relay, "Signal=5\r\nDuration=160\r\n", 200, Some('5')),
        (relay, "Signal= #\r\n", 200, Some('#')),
        ("Content-Type: application/dtmf\r\n", "10", 200, Some('*')),
        (relay, "Signal=xy\r\n", 400, None),
        ("Content-Type: text/plain\r\n", "5", 415, None),
        ("", "", 200, None),
    ];
    for (more, body, status, digit) in keys {
        assert_eq!(peer.ask("INFO", more, body).await.status(), status, "{body}");
        if let Some(digit) = digit {
            assert_eq!(desk.event().await, LegEvent::Digit { leg, digit });
        }
    }
    desk.line.command(LegCommand::Mute { leg, on: Switch::On });
    assert_eq!(peer.ask("INFO", relay, "Signal=5\r\n").await.status(), 200);
    desk.nothing_else();
}

#[tokio::test]
async fn other_requests_inside_a_call_are_answered() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    peer.call(&mut desk, "").await;
    assert_eq!(peer.ask("OPTIONS", "", "").await.status(), 200);
    assert_eq!(peer.ask("PRACK", "", "").await.status(), 481);
    for method in ["REFER", "MESSAGE", "NOTIFY"] {
        assert_eq!(peer.ask(method, "", "").await.status(), 405, "{method}");
    }
    assert_eq!(desk.line.inventory().len(), 1);
}

#[tokio::test]
async fn a_silent_far_end_is_hung_up() {
    let silence_limit = std::time::Duration::from_millis(300);
    let settings =
        line::LineSettings { silence_limit, ..crate::peer::settings(vec![crate::peer::trunk()]) };
    let mut desk = Desk::start(settings).await;
    let mut peer = Peer::new(&desk).await;
    let (leg, _) = peer.call(&mut desk, "").await;
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::Silent });
    let bye = peer.asked("BYE").await;
    peer.reply(&bye, "200 OK", "", "").await;
}

/// A line that asks a silent far end every second.
async fn curious() -> Desk {
    let silence_limit = std::time::Duration::from_millis(1_500);
    let settings =
        line::LineSettings { silence_limit, ..crate::peer::settings(vec![crate::peer::trunk()]) };
    Desk::start(settings).await
}

/// A caller that holds us from the beginning.
async fn on_hold(desk: &mut Desk) -> (Peer, line::LegId) {
    let mut peer = Peer::new(desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendonly"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    peer.to = peer.answer("INVITE").await.header("To").to_owned();
    acknowledge(&mut peer, "").await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    assert_eq!(desk.event().await, LegEvent::HeldByPeer { leg });
    (peer, leg)
}

/// The next question that is no copy of one before.
async fn question(peer: &Peer, last: &mut u32) -> Message {
    loop {
        let options = peer.asked("OPTIONS").await;
        let number = options.header("CSeq").split(' ').next().unwrap().parse().unwrap();
        if number > *last {
            *last = number;
            return options;
        }
    }
}

async fn is_hung_up(mut desk: Desk, peer: &Peer, leg: line::LegId) {
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::Silent });
    let bye = peer.asked("BYE").await;
    peer.reply(&bye, "200 OK", "", "").await;
    desk.empty().await;
}

#[tokio::test]
async fn a_far_end_that_holds_us_is_asked_and_hung_up_when_it_answers_no_more() {
    let mut desk = curious().await;
    let (peer, leg) = on_hold(&mut desk).await;
    let mut last = 0;
    // A refusal is a sign of life; one lost answer is no sign of death.
    for status in [Some("200 OK"), None, Some("405 Method Not Allowed"), None] {
        let options = question(&peer, &mut last).await;
        assert_eq!(options.header("From"), peer.to);
        assert_eq!(options.start, format!("OPTIONS sip:ana@{} SIP/2.0", peer.here));
        if let Some(status) = status {
            peer.reply(&options, status, "", "").await;
        }
    }
    desk.nothing_else();
    question(&peer, &mut last).await;
    is_hung_up(desk, &peer, leg).await;
    assert_eq!(last, 5);
}

#[tokio::test]
async fn a_far_end_that_knows_no_such_call_is_hung_up_at_once() {
    let mut desk = curious().await;
    let (peer, leg) = on_hold(&mut desk).await;
    let options = question(&peer, &mut 0).await;
    peer.reply(&options, "481 Call/Transaction Does Not Exist", "", "").await;
    is_hung_up(desk, &peer, leg).await;
}

#[tokio::test]
async fn a_muted_far_end_is_asked_too() {
    let mut desk = curious().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    desk.line.command(LegCommand::Mute { leg, on: Switch::On });
    peer.to = peer.answer("INVITE").await.header("To").to_owned();
    acknowledge(&mut peer, "").await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    let mut last = 0;
    question(&peer, &mut last).await;
    question(&peer, &mut last).await;
    is_hung_up(desk, &peer, leg).await;
}
