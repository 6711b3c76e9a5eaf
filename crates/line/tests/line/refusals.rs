//! What a line refuses, and that nothing is left of it: raw messages over UDP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use crate::peer::{Desk, Peer, digest_trunk, sdp, settings, trunk};
use line::{Closure, Intake, LegCommand, LegEvent, LineSettings, Trunk, TrunkAccess};

/// A message with one thing changed, and what is answered.
struct Case {
    old: &'static str,
    new: &'static str,
    status: u16,
    reason: &'static str,
}

const fn case(old: &'static str, new: &'static str, status: u16, reason: &'static str) -> Case {
    Case { old, new, status, reason }
}

const CASES: [Case; 33] = [
    case("Max-Forwards: 70\r\n", "", 400, "Missing Max-Forwards"),
    case("Max-Forwards: 70", "Max-Forwards: many", 400, "Malformed Max-Forwards"),
    case("Max-Forwards: 70", "Max-Forwards: 0", 483, "Too Many Hops"),
    case(
        "Max-Forwards: 70",
        "Max-Forwards: 70\r\nMax-Forwards: 70",
        400,
        "More than one Max-Forwards",
    ),
    case("Call-ID: ", "X-Call-ID: ", 400, "Missing Call-ID"),
    case("Call-ID: ", "Call-ID: other\r\nCall-ID: ", 400, "More than one Call-ID"),
    case("To: ", "X-To: ", 400, "Missing To"),
    case("To: <sip:100@", "To: <sip:100@x>\r\nTo: <sip:100@", 400, "More than one To"),
    case("From: ", "X-From: ", 400, "Missing From"),
    case(";tag=peer", "", 400, "From without tag"),
    case(";tag=peer", ";tag=peer;tag=two", 400, "Malformed From"),
    case("From: \"Ana\" <", "From: \"Ana\" <<", 400, "Malformed From"),
    case("From: \"Ana\" <", "From: \"Ana <", 400, "Malformed From"),
    case("CSeq: 1 INVITE\r\n", "", 400, "Missing CSeq"),
    case("CSeq: 1 INVITE", "CSeq: 1 OPTIONS", 400, "CSeq method does not match the request"),
    case("CSeq: 1 INVITE", "CSeq: 4294967296 INVITE", 400, "Malformed CSeq"),
    case("CSeq: 1 INVITE", "CSeq: -1 INVITE", 400, "Malformed CSeq"),
    case(";branch=z9hG4bKINVITE1", ";unbranch=", 400, "Via without branch"),
    case("Contact: <sip:ana@", "X-Contact: <sip:ana@", 400, "Missing Contact"),
    case("Contact: <sip:ana@", "Contact: <tel:1>, <sip:ana@", 400, "More than one Contact"),
    case("Contact: <sip:ana@", "Contact: <sip:@", 400, "Malformed Contact"),
    case("Content-Type: application/sdp\r\n", "", 400, "Body without Content-Type"),
    case(
        "Content-Type: application/sdp",
        "Content-Type: text/plain",
        415,
        "Unsupported Media Type",
    ),
    case(
        "Content-Type: ",
        "Content-Encoding: gzip\r\nContent-Type: ",
        415,
        "Unsupported Media Type",
    ),
    case("Content-Length: ", "Content-Length: 9", 400, "Content-Length exceeds the message"),
    case("Content-Length: ", "Content-Length: -", 400, "Malformed Content-Length"),
    case("Content-Length: ", "l: 1\r\nContent-Length: ", 400, "More than one Content-Length"),
    case("INVITE sip:100@", "INVITE tel:100@", 416, "Unsupported URI Scheme"),
    case("INVITE sip:100@", "INVITE  sip:100@", 400, "Malformed request line"),
    case("INVITE sip:100@", "INVITE <sip:100@", 400, "Malformed Request-URI"),
    case(" SIP/2.0\r\nVia", " SIP/7.0\r\nVia", 505, "Version Not Supported"),
    case("Contact: ", "Require: 100rel, timer, precondition\r\nContact: ", 420, "Bad Extension"),
    case("Contact: ", "no colon here\r\nContact: ", 400, "Header line without colon"),
];

#[tokio::test]
async fn malformed_invites_are_refused_with_the_reason_and_leave_nothing() {
    let mut desk = Desk::with_trunk().await;
    for Case { old, new, status, reason } in CASES {
        let mut peer = Peer::new(&desk).await;
        let invite = peer.request("INVITE", "", &sdp(4000, "sendrecv"));
        let broken = invite.replacen(old, new, 1);
        assert_ne!(broken, invite, "{old} is not in the message");
        peer.send(&broken).await;
        let answer = peer.receive().await;
        assert_eq!(answer.start, format!("SIP/2.0 {status} {reason}"));
        if status == 420 {
            assert_eq!(answer.header("Unsupported"), "100rel, precondition");
        }
    }
    desk.empty().await;
    desk.nothing_else();
    assert!(desk.refused("malformed") > 20);
}

#[tokio::test]
async fn a_sound_invite_is_taken_and_its_copies_make_one_leg() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &sdp(4000, "sendrecv"));
    for _ in 0..3 {
        peer.send(&invite).await;
    }
    let leg = desk.arrival().await.leg;
    assert_eq!(peer.receive().await.start, "SIP/2.0 100 Trying");
    desk.line.command(LegCommand::Answer { leg });
    let first = peer.answer("INVITE").await;
    peer.send(&invite).await;
    // The stack repeats the 200 until the ACK; every copy is the same.
    assert_eq!(peer.answer("INVITE").await.header("To"), first.header("To"));
    assert_eq!(desk.line.inventory().len(), 1);
    desk.nothing_else();
}

#[tokio::test]
async fn the_same_call_by_another_way_is_a_loop() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &sdp(4000, "sendrecv"));
    peer.send(&invite).await;
    desk.arrival().await;
    let branch = peer.branch.clone();
    peer.send(&invite.replace(&branch, "z9hG4bKother")).await;
    assert_eq!(peer.answer("INVITE").await.start, "SIP/2.0 482 Loop Detected");
    assert_eq!(desk.line.inventory().len(), 1);
}

#[tokio::test]
async fn a_request_that_went_through_this_line_is_a_loop() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    peer.call(&mut desk, "").await;
    let mut other = Peer::new(&desk).await;
    let own = format!("Via: SIP/2.0/UDP {};branch=z9hG4bKown\r\nContact", desk.line.sip_address());
    let invite = other.request("INVITE", "", "").replacen("Contact", &own, 1);
    other.send(&invite).await;
    assert_eq!(other.receive().await.start, "SIP/2.0 482 Loop Detected");
}

#[tokio::test]
async fn codecs_nobody_speaks_are_refused_with_488() {
    let mut desk = Desk::with_trunk().await;
    let offers = [
        (488, sdp(4000, "sendrecv").replace("8 0 101", "18 3")),
        (488, sdp(0, "sendrecv")),
        (488, sdp(4000, "sendrecv").replace("RTP/AVP", "RTP/SAVP")),
        (400, "this is no SDP".to_owned()),
    ];
    for (status, offer) in offers {
        let mut peer = Peer::new(&desk).await;
        assert_eq!(peer.ask("INVITE", "", &offer).await.status(), status, "{offer}");
    }
    desk.empty().await;
    desk.nothing_else();
    assert_eq!(desk.refused("no_codec"), 3);
}

#[tokio::test]
async fn strangers_create_nothing() {
    let elsewhere =
        Trunk { access: TrunkAccess::Addresses(vec!["192.0.2.0/24".parse().unwrap()]), ..trunk() };
    let mut desk = Desk::start(settings(vec![elsewhere])).await;
    let mut peer = Peer::new(&desk).await;
    let answer = peer.ask("INVITE", "", &sdp(4000, "sendrecv")).await;
    assert_eq!(answer.start, "SIP/2.0 403 Forbidden");
    assert!(answer.maybe("WWW-Authenticate").is_none());
    assert!(answer.header("Via").contains(&format!("rport={}", peer.here.port())));
    for method in ["REGISTER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "REFER", "NOTIFY"] {
        let answer = peer.ask(method, "", "").await;
        assert_eq!(answer.start, "SIP/2.0 405 Method Not Allowed", "{method}");
        assert!(answer.header("Allow").contains("INVITE"));
    }
    assert_eq!(peer.ask("DANCE", "", "").await.start, "SIP/2.0 501 Not Implemented");
    for method in ["BYE", "UPDATE", "INFO"] {
        assert_eq!(peer.ask(method, "", "").await.status(), 481, "{method}");
    }
    peer.to.push_str(";tag=guess");
    for method in ["INVITE", "BYE", "OPTIONS", "REGISTER"] {
        assert_eq!(peer.ask(method, "", "").await.status(), 481, "{method}");
    }
    // A CANCEL and an ACK of nothing.
    let cancel = peer.request("CANCEL", "", "");
    peer.send(&cancel).await;
    assert_eq!(peer.answer("CANCEL").await.status(), 481);
    let ack = peer.request("ACK", "", "");
    peer.send(&ack).await;
    desk.empty().await;
    desk.nothing_else();
    assert_eq!(desk.line.counters().legs_arrived, 0);
}

#[tokio::test]
async fn a_dialog_is_only_open_to_its_own_peer() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let (leg, _) = peer.call(&mut desk, "").await;
    let mut thief = Peer::new(&desk).await;
    thief.to = peer.to.clone();
    thief.cseq = 10;
    assert_eq!(thief.ask("BYE", "", "").await.status(), 481);
    assert_eq!(desk.line.inventory().len(), 1);
    assert_eq!(peer.ask("BYE", "", "").await.status(), 200);
    let gone = LegEvent::Gone { leg, why: line::Departure::HungUp };
    assert_eq!(desk.event().await, gone);
    // And to nobody once it is over.
    assert_eq!(peer.ask("BYE", "", "").await.status(), 481);
}

#[tokio::test]
async fn options_tells_what_is_spoken_and_whether_calls_are_taken() {
    let desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let answer = peer.ask("OPTIONS", "", "").await;
    assert_eq!(answer.start, "SIP/2.0 200 OK");
    assert_eq!(answer.header("Accept"), "application/sdp");
    assert!(answer.header("Allow").contains("UPDATE"));
    for why in [Closure::Draining, Closure::StoreDown] {
        desk.line.intake(Intake::Closed { why });
        for (method, body) in [("OPTIONS", ""), ("INVITE", &*sdp(4000, "sendrecv"))] {
            let mut peer = Peer::new(&desk).await;
            let answer = peer.ask(method, "", body).await;
            assert_eq!(answer.start, "SIP/2.0 503 Service Unavailable", "{method}");
            assert!(answer.header("Retry-After").parse::<u32>().is_ok());
        }
    }
    desk.line.intake(Intake::Open);
    assert_eq!(peer.ask("OPTIONS", "", "").await.status(), 200);
    desk.empty().await;
}

#[tokio::test]
async fn a_line_that_starts_closed_lets_nobody_in_before_it_is_opened() {
    let intake = Intake::Closed { why: Closure::Draining };
    let desk = Desk::start(LineSettings { intake, ..settings(vec![trunk()]) }).await;
    let mut peer = Peer::new(&desk).await;
    assert_eq!(peer.ask("OPTIONS", "", "").await.status(), 503);
    let mut caller = Peer::new(&desk).await;
    assert_eq!(caller.ask("INVITE", "", &sdp(4000, "sendrecv")).await.status(), 503);
    desk.line.intake(Intake::Open);
    assert_eq!(Peer::new(&desk).await.ask("OPTIONS", "", "").await.status(), 200);
    desk.empty().await;
}

#[tokio::test]
async fn calls_beyond_the_limit_of_legs_are_shed() {
    let mut desk = Desk::start(LineSettings { max_legs: 1, ..settings(vec![trunk()]) }).await;
    let mut first = Peer::new(&desk).await;
    let invite = first.request("INVITE", "", "");
    first.send(&invite).await;
    desk.arrival().await;
    let mut second = Peer::new(&desk).await;
    let answer = second.ask("INVITE", "", "").await;
    assert_eq!(answer.status(), 503);
    assert!(answer.maybe("Retry-After").is_some());
    assert_eq!(desk.refused("overload"), 1);
}

#[tokio::test]
async fn noise_does_not_disturb_the_line() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let mut noise: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\0".to_vec(),
        b"\r\n".to_vec(),
        b"hello".to_vec(),
        b"INVITE\r\n\r\n".to_vec(),
        b"SIP/2.0 200 OK\r\n\r\n".to_vec(),
        b"SIP/2.0 999 Odd\r\nVia: x\r\n\r\n".to_vec(),
        vec![0xff; 2000],
        vec![b'A'; 9000],
    ];
    // Every piece of a sound message.
    let invite = peer.request("INVITE", "", &sdp(4000, "sendrecv"));
    noise.extend((1..invite.len()).step_by(7).map(|end| invite.as_bytes()[..end].to_vec()));
    for piece in noise {
        peer.socket.send_to(&piece, desk.line.sip_address()).await.unwrap();
    }
    assert_eq!(Peer::new(&desk).await.ask("OPTIONS", "", "").await.status(), 200);
    desk.empty().await;
    desk.nothing_else();
    // A ping is answered (RFC 5626).
    let pinger = Peer::new(&desk).await;
    pinger.socket.send_to(b"\r\n\r\n", desk.line.sip_address()).await.unwrap();
    let mut pong = [0; 16];
    let wait = tokio::time::timeout(crate::peer::DEADLINE, pinger.socket.recv(&mut pong));
    assert_eq!(wait.await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn a_name_in_latin_1_and_a_missing_content_length_are_no_reason_to_lose_a_call() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let offer = sdp(4000, "sendrecv");
    let invite = peer.request("INVITE", "", &offer).replace("\"Ana\"", "\"J#rgen <A>, B\"");
    let invite = invite.replace(&format!("Content-Length: {}\r\n", offer.len()), "");
    let bytes: Vec<u8> = invite.bytes().map(|b| if b == b'#' { 0xfc } else { b }).collect();
    peer.socket.send_to(&bytes, peer.desk).await.unwrap();
    let arrival = desk.arrival().await;
    assert_eq!(arrival.caller_name.as_deref(), Some("J?rgen  A , B"));
    desk.line.command(LegCommand::Answer { leg: arrival.leg });
    // The offer was read: the answer keeps its order.
    let answer = peer.answer("INVITE").await;
    assert!(answer.body.contains("RTP/AVP 8 0 101\r\n"), "{}", answer.body);
}

#[tokio::test]
async fn a_digest_trunk_must_prove_itself() {
    let mut desk = Desk::start(settings(vec![digest_trunk()])).await;
    let mut peer = Peer::new(&desk).await;
    let challenge = peer.ask("INVITE", "", &sdp(4000, "sendrecv")).await;
    assert_eq!(challenge.start, "SIP/2.0 401 Unauthorized");
    desk.empty().await;

    let wrong = authorization(&challenge, "wrong", 1, peer.desk);
    assert_eq!(peer.ask("INVITE", &wrong, &sdp(4000, "sendrecv")).await.status(), 401);
    assert_eq!(desk.refused("credentials"), 1);

    let right = authorization(&challenge, "board", 1, peer.desk);
    let invite = peer.request("INVITE", &right, &sdp(4000, "sendrecv"));
    peer.send(&invite).await;
    peer.send(&invite).await;
    let arrival = desk.arrival().await;
    assert_eq!(arrival.trunk, "digest");

    // The same credentials do not open the door twice.
    let mut copy = Peer::new(&desk).await;
    let again = copy.ask("INVITE", &right, &sdp(4000, "sendrecv")).await;
    assert_eq!(again.status(), 401);
    assert!(again.header("WWW-Authenticate").contains("stale=true"));
    assert_eq!(desk.line.inventory().len(), 1);
    desk.nothing_else();
}

#[tokio::test]
async fn guessing_passwords_ends_in_a_closed_door() {
    let desk = Desk::start(settings(vec![digest_trunk()])).await;
    let mut peer = Peer::new(&desk).await;
    let challenge = peer.ask("INVITE", "", "").await;
    let mut last = 401;
    for guess in 0..20 {
        let wrong = authorization(&challenge, &format!("guess{guess}"), guess + 1, peer.desk);
        last = peer.ask("INVITE", &wrong, "").await.status();
        if last == 403 {
            break;
        }
    }
    assert_eq!(last, 403);
    // Even the right password has to wait now.
    let right = authorization(&challenge, "board", 99, peer.desk);
    assert_eq!(peer.ask("INVITE", &right, "").await.status(), 403);
    desk.empty().await;
}

#[tokio::test]
async fn forged_credentials_do_not_lock_a_trunk_out_and_guess_nothing() {
    let mut desk = Desk::start(settings(vec![digest_trunk()])).await;
    let mut forger = Peer::new(&desk).await;
    let mut forged = forger.ask("INVITE", "", "").await;
    for (_, value) in forged.headers.iter_mut().filter(|(name, _)| name == "WWW-Authenticate") {
        let nonce = value.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        *value = value.replace(&nonce, "0123456789abcdef0123456789abcdef");
    }
    for guess in 1..30 {
        for password in ["wrong", "board"] {
            let made_up = authorization(&forged, password, guess, forger.desk);
            let answer = forger.ask("INVITE", &made_up, "").await;
            assert_eq!(answer.status(), 401);
            assert!(answer.header("WWW-Authenticate").contains("stale=true"), "{password}");
        }
    }
    let mut trunk = Peer::new(&desk).await;
    let challenge = trunk.ask("INVITE", "", "").await;
    let right = authorization(&challenge, "board", 1, trunk.desk);
    let invite = trunk.request("INVITE", &right, "");
    trunk.send(&invite).await;
    assert_eq!(desk.arrival().await.trunk, "digest");
}

/// An Authorization header line for a challenge of the line.
pub(crate) fn authorization(
    challenge: &crate::peer::Message,
    password: &str,
    count: u32,
    desk: std::net::SocketAddr,
) -> String {
    let header = challenge.header("WWW-Authenticate");
    let nonce = header.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    let uri = format!("sip:100@{desk}");
    let hash = |text: String| {
        use md5::{Digest as _, Md5};
        Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let ha1 = hash(format!("cord:desk:{password}"));
    let ha2 = hash(format!("INVITE:{uri}"));
    let response = hash(format!("{ha1}:{nonce}:{count:08x}:abc:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"cord\", realm=\"desk\", nonce=\"{nonce}\", \
         uri=\"{uri}\", response=\"{response}\", algorithm=MD5, qop=auth, nc={count:08x}, \
         cnonce=\"abc\"\r\n"
    )
}
