//! Strangers who mean harm, against the real line: what they forge, flood and guess.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::net::SocketAddr;

use line::{Departure, LegCommand, LegEvent, LegId, Line, RecordingId};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::peer::{Desk, Message, Peer, digest_trunk, sdp, settings, trunk};
use crate::refusals::authorization;

/// Not the trunk, nor next door to it.
const ELSEWHERE: &str = "127.9.9.9:0";

/// A line whose trunk is one address.
async fn desk() -> Desk {
    let access = line::TrunkAccess::Addresses(vec!["127.0.0.1".parse().unwrap()]);
    Desk::start(settings(vec![line::Trunk { access, ..trunk() }])).await
}

/// Somebody at that address who knows everything about a call.
async fn thief(of: &Peer, at: &str) -> Peer {
    Peer {
        socket: UdpSocket::bind(at).await.unwrap(),
        rtp: UdpSocket::bind(at).await.unwrap(),
        call_id: of.call_id.clone(),
        to: of.to.clone(),
        branch: of.branch.clone(),
        ..*of
    }
}

/// Everything before is handled: a question is answered after it.
async fn settled(desk: &mut Desk) {
    let mut other = Peer::new(desk).await;
    assert_eq!(other.ask("OPTIONS", "", "").await.status(), 200);
    desk.nothing_else();
}

#[tokio::test]
async fn who_knows_all_of_a_call_but_sits_elsewhere_can_do_nothing_to_it() {
    let mut desk = desk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    let mut forger = thief(&peer, ELSEWHERE).await;
    let cancel = forger.request("CANCEL", "", "");
    forger.send(&cancel).await;
    assert_eq!(forger.answer("CANCEL").await.status(), 481);
    desk.line.command(LegCommand::Answer { leg });
    let answer = peer.answer("INVITE").await;
    peer.to = answer.header("To").to_owned();
    forger.to = peer.to.clone();
    let ack = forger.request("ACK", "", "");
    forger.send(&ack).await;
    settled(&mut desk).await;
    let ack = peer.request("ACK", "", "");
    peer.send(&ack).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    forger.cseq = 10;
    let away = forger.sdp("sendonly");
    for (method, body) in [("INVITE", &*away), ("UPDATE", &*away), ("INFO", ""), ("BYE", "")] {
        assert_eq!(forger.ask(method, "", body).await.status(), 481, "{method}");
    }
    settled(&mut desk).await;
    assert_eq!(desk.line.inventory().len(), 1);
    assert!(desk.refused("stranger") >= 4);
    assert_eq!(peer.ask("BYE", "", "").await.status(), 200);
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUp });
}

#[tokio::test]
async fn wrong_tags_and_old_numbers_end_no_call() {
    let mut desk = desk().await;
    let mut peer = Peer::new(&desk).await;
    let invite = peer.request("INVITE", "", &peer.sdp("sendrecv"));
    peer.send(&invite).await;
    let leg = desk.arrival().await.leg;
    let cancel = peer.request("CANCEL", "", "");
    for (old, new) in
        [("CSeq: 1 ", "CSeq: 2 "), (";tag=peer", ";tag=other"), ("z9hG4bK", "z9hG4bKx")]
    {
        peer.send(&cancel.replace(old, new)).await;
        assert_eq!(peer.answer("CANCEL").await.status(), 481, "{new}");
    }
    desk.line.command(LegCommand::Answer { leg });
    peer.to = peer.answer("INVITE").await.header("To").to_owned();
    let ack = peer.request("ACK", "", "");
    peer.send(&ack.replace(";tag=peer", ";tag=other")).await;
    peer.send(&ack.replace("CSeq: 1 ", "CSeq: 7 ")).await;
    settled(&mut desk).await;
    peer.send(&ack).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    let bye = peer.request("BYE", "", "");
    for (old, new, status) in [
        (";tag=peer", ";tag=other", 481),
        ("Call-ID: call", "Call-ID: other", 481),
        ("CSeq: 2 BYE", "CSeq: 0 BYE", 500),
    ] {
        let wrong =
            bye.replace(old, new).replace("z9hG4bK", &format!("z9hG4bK{status}{}", new.len()));
        peer.send(&wrong).await;
        assert_eq!(peer.answer("BYE").await.status(), status, "{new}");
    }
    settled(&mut desk).await;
    assert_eq!(desk.line.inventory().len(), 1);
    peer.send(&bye).await;
    assert_eq!(peer.answer("BYE").await.status(), 200);
}

#[tokio::test]
async fn passwords_are_guessed_slowly_and_the_right_one_from_elsewhere_opens_the_door() {
    let mut desk = Desk::start(settings(vec![digest_trunk()])).await;
    let mut guesser = Peer::new(&desk).await;
    let challenge = guesser.ask("INVITE", "", "").await;
    let mut refused = 0;
    for guess in 1..40 {
        let user = if guess % 2 == 0 { "cord" } else { "nobody" };
        let wrong = authorization(&challenge, &format!("guess{guess}"), guess, guesser.desk)
            .replace("\"cord\"", &format!("\"{user}\""));
        let answer = guesser.ask("INVITE", &wrong, "").await;
        match answer.status() {
            // A wrong name and a wrong password are told apart by nothing.
            401 => assert_eq!(refused, 0),
            403 => refused += 1,
            other => panic!("{other}: {answer:?}"),
        }
    }
    assert_eq!((desk.refused("credentials"), refused), (10, 29));
    settled(&mut desk).await;
    let mut trunk = thief(&Peer::new(&desk).await, ELSEWHERE).await;
    trunk.call_id = "honest".to_owned();
    trunk.here = trunk.socket.local_addr().unwrap();
    let challenge = trunk.ask("INVITE", "", "").await;
    let right = authorization(&challenge, "board", 1, trunk.desk);
    let invite = trunk.request("INVITE", &right, "");
    trunk.send(&invite).await;
    assert_eq!(desk.arrival().await.trunk, "digest");
}

#[tokio::test]
async fn a_scan_of_numbers_learns_nothing_and_leaves_nothing() {
    let mut desk = desk().await;
    let mut scanner = thief(&Peer::new(&desk).await, ELSEWHERE).await;
    scanner.here = scanner.socket.local_addr().unwrap();
    let mut answers = Vec::new();
    for number in 0..90 {
        let invite = scanner.request("INVITE", "", &sdp(4000, "sendrecv"));
        scanner.call_id = format!("scan{number}");
        scanner.send(&invite.replace("sip:100@", &format!("sip:{number}@"))).await;
        answers.push(scanner.answer("INVITE").await.start);
    }
    assert!(answers.iter().all(|answer| answer == "SIP/2.0 403 Forbidden"), "{answers:?}");
    settled(&mut desk).await;
    assert_eq!(desk.line.counters().legs_arrived, 0);
}

/// Five thousand messages and more from a thousand addresses, and from one.
#[tokio::test]
async fn a_flood_of_strangers_leaves_nothing_and_does_not_keep_a_trunk_out() {
    let mut desk = desk().await;
    let mut peer = Peer::new(&desk).await;
    let (leg, _) = peer.call(&mut desk, "").await;
    let mut sockets = Vec::new();
    for number in 0..1_000 {
        let at = format!("127.1.{}.{}:0", number / 250, 1 + number % 250);
        sockets.push(UdpSocket::bind(at).await.unwrap());
    }
    let methods = ["REGISTER", "OPTIONS", "INVITE", "CANCEL", "ACK", "BYE"];
    for round in 0..6 {
        for (number, socket) in sockets.iter().enumerate() {
            let socket = if round == 5 { &sockets[0] } else { socket };
            let mut stranger = flooder(socket, number, &desk.line);
            stranger = stranger.replace("METHOD", methods[(number + round) % methods.len()]);
            socket.send_to(stranger.as_bytes(), peer.desk).await.unwrap();
            if number % 50 == 0 {
                // Nobody floods faster than the system takes it.
                tokio::task::yield_now().await;
            }
        }
        // In the middle of it the trunk is answered, and calls.
        assert_eq!(peer.ask("OPTIONS", "", "").await.status(), 200);
        let mut caller = Peer::new(&desk).await;
        let (leg, _) = caller.call(&mut desk, "").await;
        assert_eq!(caller.ask("BYE", "", "").await.status(), 200);
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUp });
    }
    desk.nothing_else();
    assert_eq!(desk.line.counters().legs_arrived, 7);
    assert_eq!(desk.line.inventory().iter().map(|it| it.leg).collect::<Vec<LegId>>(), [leg]);
    assert!(desk.refused("stranger") > 100);
}

fn flooder(socket: &UdpSocket, number: usize, line: &Line) -> String {
    let (here, desk) = (socket.local_addr().unwrap(), line.sip_address());
    format!(
        "METHOD sip:{number}@{desk} SIP/2.0\r\nVia: SIP/2.0/UDP {here};rport;branch=z9hG4bK{number}\r\n\
         Max-Forwards: 70\r\nFrom: <sip:{number}@{here}>;tag=f{number}\r\nTo: <sip:{number}@{desk}>\r\n\
         Call-ID: flood{number}\r\nCSeq: 1 METHOD\r\nContact: <sip:{number}@{here}>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

#[tokio::test]
async fn a_datagram_of_any_length_is_refused_or_read() {
    let mut desk = desk().await;
    let mut peer = Peer::new(&desk).await;
    // In fragments below IP, put together by the system.
    let invite = peer.request("INVITE", &format!("X: {}\r\n", "x".repeat(60_000)), "");
    peer.send(&invite).await;
    assert_eq!(peer.answer("INVITE").await.start, "SIP/2.0 513 Message Too Large");
    let long = peer.request("INVITE", &format!("X: {}\r\n", "x".repeat(4_000)), "");
    peer.send(&long).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Reject { leg, status: 486 });
}

/// Where the line hears a leg.
fn port_of(answer: &Message) -> u16 {
    let media = answer.body.lines().find_map(|line| line.strip_prefix("m=audio ")).unwrap();
    media.split(' ').next().unwrap().parse().unwrap()
}

fn rtp(number: u16, payload_type: u8, byte: u8) -> Vec<u8> {
    let mut packet = vec![0x80, payload_type];
    packet.extend(number.to_be_bytes());
    packet.extend((u32::from(number) * 160).to_be_bytes());
    packet.extend([1, 2, 3, byte]);
    packet.extend([byte; 160]);
    packet
}

/// Between two packets of a telephone.
const PACE: std::time::Duration = std::time::Duration::from_millis(20);

/// A-law for a loud and for another loud sample.
const CALLER: u8 = 0x2a;
const STRANGER: u8 = 0xaa;

#[tokio::test]
async fn sound_and_reports_of_strangers_are_neither_heard_nor_recorded() {
    let mut desk = desk().await;
    let (mut caller, mut callee) = (Peer::new(&desk).await, Peer::new(&desk).await);
    let (a, answer) = caller.call(&mut desk, "").await;
    let (b, _) = callee.call(&mut desk, "").await;
    let into = SocketAddr::from(([127, 0, 0, 1], port_of(&answer)));
    desk.line.command(LegCommand::Bridge { a, b });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("call.wav");
    let recording = RecordingId(1);
    desk.line.command(LegCommand::Record { recording, caller: a, desk: b, file });
    let stranger = UdpSocket::bind(ELSEWHERE).await.unwrap();
    let next_door = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let report = [&[0x81, 201, 0, 7][..], &[0; 28]].concat();
    let goodbye = [0x81, 203, 0, 1, 1, 2, 3, 4];
    let mut buffer = [0; 2_000];
    let (mut number, mut heard) = (0_u16, 0);
    while heard < 60 {
        number += 1;
        assert!(number < 2_000, "only {heard} of {number} packets were heard");
        caller.rtp.send_to(&rtp(number, 8, CALLER), into).await.unwrap();
        for socket in [&stranger, &next_door] {
            socket.send_to(&rtp(number + 1_000, 8, STRANGER), into).await.unwrap();
            socket.send_to(&rtp(number, 101, STRANGER), into).await.unwrap();
        }
        // RTCP is not read at all, not even the far end's own.
        for socket in [&caller.rtp, &stranger] {
            socket.send_to(&report, into).await.unwrap();
            socket.send_to(&goodbye, into).await.unwrap();
            socket.send_to(&report, (into.ip(), into.port() + 1)).await.unwrap();
        }
        // Until the bridge stands nothing comes, or silence of the line's own.
        let next = timeout(PACE, callee.rtp.recv(&mut buffer)).await;
        let Ok(Ok(length)) = next else { continue };
        let sound = &buffer[12..length];
        assert!(!sound.contains(&STRANGER), "{number}: {sound:x?}");
        heard += usize::from(sound.contains(&CALLER));
    }
    desk.line.command(LegCommand::StopRecording { recording });
    let file = loop {
        let event = desk.event().await;
        assert!(!matches!(event, LegEvent::Digit { .. }), "a stranger's key was heard");
        if let LegEvent::RecordingStopped { file, .. } = event {
            break file;
        }
    };
    let wav = std::fs::read(file).unwrap();
    let left: Vec<i16> =
        wav[44..].chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]])).collect();
    let loud = left.iter().find(|sample| **sample != 0).copied().expect("nothing was recorded");
    assert!(left.iter().all(|sample| *sample == 0 || *sample == loud), "two voices in one channel");
    let counters = desk.line.counters();
    let strange = counters.media.iter().find(|(name, _)| *name == "dropped_stranger").unwrap().1;
    assert!(strange >= 100, "{strange} strange packets");
    assert_eq!(desk.line.inventory().len(), 2);
}
