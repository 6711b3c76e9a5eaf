//! Trunks that change while the line runs, and trunks that are asked.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use crate::peer::{DEADLINE, Desk, Message, Peer, loopback, trunk};
use line::TrunkTest;
use tokio::net::UdpSocket;

#[tokio::test]
async fn trunks_are_replaced_and_calls_under_way_go_on() {
    let mut desk = Desk::with_trunk().await;
    let mut talking = Peer::new(&desk).await;
    talking.call(&mut desk, "").await;
    desk.line.set_trunks(Vec::new());
    let mut late = Peer::new(&desk).await;
    let offer = late.sdp("sendrecv");
    assert_eq!(late.ask("INVITE", "", &offer).await.status(), 403);
    assert_eq!(talking.ask("OPTIONS", "", "").await.status(), 200);
    assert_eq!(talking.ask("INVITE", "", &talking.sdp("sendrecv")).await.status(), 200);
    desk.line.set_trunks(vec![trunk()]);
    let mut next = Peer::new(&desk).await;
    next.call(&mut desk, "").await;
    assert_eq!(desk.line.inventory().len(), 2);
}

/// Answers one OPTIONS with this status.
async fn answers(socket: UdpSocket, status: &str) {
    let mut buffer = [0; 4_096];
    let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
    let asked = Message::parse(std::str::from_utf8(&buffer[..length]).unwrap());
    assert_eq!(asked.method(), "OPTIONS");
    let header = |name: &str| format!("{name}: {}\r\n", asked.header(name));
    let answer = format!(
        "SIP/2.0 {status}\r\n{}{}{};tag=1\r\n{}{}Content-Length: 0\r\n\r\n",
        header("Via"),
        header("From"),
        header("To").trim_end(),
        header("Call-ID"),
        header("CSeq"),
    );
    socket.send_to(answer.as_bytes(), from).await.unwrap();
}

#[tokio::test]
async fn a_trunk_that_is_asked_answers_or_is_silent_or_cannot_be_asked() {
    let desk = Desk::start(crate::peer::settings(Vec::new())).await;
    for status in ["200 OK", "403 Forbidden"] {
        let there = UdpSocket::bind(loopback()).await.unwrap();
        let to = there.local_addr().unwrap();
        let (told, ()) = tokio::join!(desk.line.test_trunk(to), answers(there, status));
        let wanted: u16 = status[..3].parse().unwrap();
        assert!(matches!(told, TrunkTest::Answered { status, .. } if status == wanted), "{told:?}");
    }
    let other = Desk::start(crate::peer::settings(Vec::new())).await;
    let told = desk.line.test_trunk(other.line.sip_address()).await;
    assert!(matches!(told, TrunkTest::Answered { status: 200, .. }), "{told:?}");
    let silent = UdpSocket::bind(loopback()).await.unwrap();
    let told = desk.line.test_trunk(silent.local_addr().unwrap()).await;
    assert_eq!(told, TrunkTest::Silent);
    // An address of another family than ours.
    let told = desk.line.test_trunk("[::1]:5060".parse().unwrap()).await;
    assert!(matches!(told, TrunkTest::Refused { .. }), "{told:?}");
    desk.line.stop().await;
    let told = tokio::time::timeout(DEADLINE, desk.line.test_trunk(loopback())).await.unwrap();
    assert!(matches!(told, TrunkTest::Refused { .. }), "{told:?}");
}
