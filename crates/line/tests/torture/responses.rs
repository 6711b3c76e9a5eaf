//! The responses of RFC 4475: those that are right answer a question of ours, and the others
//! are nothing, however often they come.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use line::TrunkTest;
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::builder::Draft;
use crate::peer::{DEADLINE, Desk, Message, reply};

/// Has the line ask a trunk; it is answered with what `answers` make of the question, and
/// then properly. What the line believes is told.
async fn asked(answers: impl Fn(&Message) -> Vec<Vec<u8>>) -> TrunkTest {
    let desk = Desk::with_trunk().await;
    let trunk = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = trunk.local_addr().unwrap();
    let line = desk.line.clone();
    let told = tokio::spawn(async move { line.test_trunk(address).await });
    let mut buffer = vec![0; 65_535];
    let heard = timeout(DEADLINE, trunk.recv_from(&mut buffer)).await.expect("no question");
    let (length, from) = heard.unwrap();
    let question = Message::parse(std::str::from_utf8(&buffer[..length]).unwrap());
    for answer in answers(&question) {
        trunk.send_to(&answer, from).await.unwrap();
    }
    trunk.send_to(reply(&question, "299 Properly", "", "").as_bytes(), from).await.unwrap();
    let told = timeout(DEADLINE, told).await.expect("nothing was told").unwrap();
    assert_eq!(desk.line.counters().panics, 0);
    told
}

fn status(told: &TrunkTest) -> Option<u16> {
    match told {
        TrunkTest::Answered { status, .. } => Some(*status),
        TrunkTest::Refused { .. } | TrunkTest::Silent => None,
    }
}

fn answer(question: &Message, status: &str) -> Vec<u8> {
    reply(question, status, "", "").into_bytes()
}

#[tokio::test]
async fn rfc_4475_3_1_1_12_an_unusual_reason_is_no_matter() {
    let reason = "200 = 2**3 * 5**2 \u{441}\u{442}\u{43e} - \u{43f}\u{440}\u{43e}\u{441}\u{442}";
    let told = asked(|question| vec![answer(question, reason)]).await;
    assert_eq!(status(&told), Some(200), "{told:?}");
}

#[tokio::test]
async fn rfc_4475_3_1_1_13_neither_is_none_at_all() {
    let told = asked(|question| vec![answer(question, "100 "), answer(question, "200 ")]).await;
    assert_eq!(status(&told), Some(200), "{told:?}");
}

#[tokio::test]
async fn rfc_4475_3_1_2_5_19_and_3_3_10_broken_responses_are_nothing() {
    let told = asked(|question| {
        let text = reply(question, "503 Service Unavailable", "", "");
        let cseq = question.header("CSeq");
        let large = text.replace(cseq, "9292394834772304023312 OPTIONS").replacen(
            "Content-Length",
            "Retry-After: 949302838503028349304023988\r\nWarning: 1812 x \"y\"\r\nContent-Length",
            1,
        );
        let via = format!("Via: {}", question.header("Via"));
        let two =
            text.replace(&via, &format!("{via}\r\nVia: SIP/2.0/UDP 255.255.255.255;branch=z"));
        vec![
            // 3.1.2.5: numbers that are too large.
            large.into_bytes(),
            // 3.1.2.19: a status nobody can count to.
            answer(question, "4294967301 better not break the receiver"),
            // 3.3.10: a second Via, and where it leads to is everybody.
            two.into_bytes(),
        ]
    })
    .await;
    assert_eq!(status(&told), Some(299), "{told:?}");
}

/// Out of nowhere they are nothing either, over both wires.
#[tokio::test]
async fn responses_to_nothing_are_dropped() {
    let mut desk = Desk::with_trunk().await;
    let stray = Draft::new("SIP/2.0 200 OK")
        .line("Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKnobody")
        .line("To: <sip:desk@example.com>;tag=1")
        .line("From: <sip:caller@example.net>;tag=2")
        .line("Call-ID: stray.torture")
        .line("CSeq: 1 INVITE")
        .done();
    let mut peer = crate::peer::Peer::new(&desk).await;
    for _ in 0..100 {
        peer.socket.send_to(&stray, peer.desk).await.unwrap();
    }
    assert_eq!(peer.ask("OPTIONS", "", "").await.status(), 200);
    desk.nothing_else();
    desk.empty().await;
}
