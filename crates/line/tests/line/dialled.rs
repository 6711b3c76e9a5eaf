//! What a dialled phone sees, and every way it can behave: a raw phone over UDP.

use crate::peer::{Desk, Message, Peer};
use line::{LegCommand, LegEvent, LegId, Refusal};

const LEG: LegId = LegId(7);

async fn phone() -> (Desk, Peer) {
    let desk = Desk::start(crate::peer::settings(Vec::new())).await;
    let phone = Peer::new(&desk).await;
    (desk, phone)
}

fn dial(phone: &Peer) -> LegCommand {
    LegCommand::Dial {
        leg: LEG,
        to: format!("sip:ana@{}", phone.here),
        caller: Some("+15550100".to_owned()),
        caller_name: Some("Ana \"x\"".to_owned()),
        auto_answer: false,
    }
}

async fn rung(desk: &Desk, phone: &Peer) -> Message {
    desk.line.command(dial(phone));
    phone.asked("INVITE").await
}

fn contact(phone: &Peer) -> String {
    format!("Contact: <sip:ana@{}>\r\n", phone.here)
}

#[tokio::test]
async fn the_invite_says_who_calls_and_offers_g711() {
    let (desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    let here = desk.line.sip_address();
    assert_eq!(invite.start, format!("INVITE sip:ana@{} SIP/2.0", phone.here));
    let from = format!("\"Ana x\" <sip:+15550100@{here}>;tag=");
    assert!(invite.header("From").starts_with(&from), "{invite:?}");
    assert_eq!(invite.header("To"), format!("<sip:ana@{}>", phone.here));
    assert_eq!(invite.header("Contact"), format!("<sip:{here}>"));
    assert!(invite.body.contains("RTP/AVP 0 8 101\r\n"), "{}", invite.body);
    assert!(invite.maybe("Call-Info").is_none());
    assert!(!invite.header("Call-ID").contains("restsend"));
}

#[tokio::test]
async fn an_anonymous_call_that_answers_by_itself() {
    let (desk, phone) = phone().await;
    desk.line.command(LegCommand::Dial {
        leg: LEG,
        to: format!("sip:ana@{}", phone.here),
        caller: None,
        caller_name: Some("Ana".to_owned()),
        auto_answer: true,
    });
    let invite = phone.asked("INVITE").await;
    assert!(invite.header("From").starts_with("\"Anonymous\" <sip:anonymous@anonymous.invalid>"));
    assert_eq!(invite.header("Privacy"), "id");
    assert!(invite.header("Call-Info").ends_with(";answer-after=0"));
    assert!(invite.header("Alert-Info").contains("info=alert-autoanswer"));
}

#[tokio::test]
async fn a_phone_rings_once_and_is_talked_to() {
    let (mut desk, mut phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    for answer in ["100 Trying", "183 Session Progress", "180 Ringing", "180 Ringing"] {
        phone.reply(&invite, answer, "", "").await;
    }
    assert_eq!(desk.event().await, LegEvent::Ringing { leg: LEG });
    let answer = phone.sdp("sendrecv");
    phone.reply(&invite, "200 OK", &contact(&phone), &answer).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg: LEG });
    let ack = phone.asked("ACK").await;
    assert_eq!(ack.header("CSeq"), "1 ACK");
    // The phone hangs up in the same dialog.
    phone.call_id = invite.header("Call-ID").to_owned();
    phone.to = invite.header("From").to_owned();
    let bye = phone.request("BYE", "", "");
    let from = format!("{};tag=phone", invite.header("To"));
    let own = format!("\"Ana\" <sip:+15550100@{}>;tag=peer", phone.here);
    phone.send(&bye.replace(&own, &from)).await;
    assert_eq!(phone.answer("BYE").await.status(), 200);
    let gone = LegEvent::Gone { leg: LEG, why: line::Departure::HungUp };
    assert_eq!(desk.event().await, gone);
}

#[tokio::test]
async fn an_answer_without_a_usable_session_is_hung_up() {
    for body in [String::new(), crate::peer::sdp(4000, "sendrecv").replace("8 0 101", "18")] {
        let (mut desk, phone) = phone().await;
        let invite = rung(&desk, &phone).await;
        phone.reply(&invite, "200 OK", &contact(&phone), &body).await;
        phone.asked("ACK").await;
        let bye = phone.asked("BYE").await;
        phone.reply(&bye, "200 OK", "", "").await;
        let refused = LegEvent::Refused { leg: LEG, why: Refusal::MediaFailed };
        assert_eq!(desk.event().await, refused);
        desk.empty().await;
    }
}

#[tokio::test]
async fn cancel_waits_for_the_first_answer() {
    let (mut desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    desk.line.command(LegCommand::HangUp { leg: LEG });
    let refused = LegEvent::Refused { leg: LEG, why: Refusal::Cancelled };
    assert_eq!(desk.event().await, refused);
    // No CANCEL may be sent before the phone said anything (RFC 3261 9.1).
    phone.reply(&invite, "180 Ringing", "", "").await;
    let cancel = phone.asked("CANCEL").await;
    assert_eq!(cancel.header("Via"), invite.header("Via"));
    assert_eq!(cancel.header("CSeq"), "1 CANCEL");
    assert_eq!(cancel.header("Call-ID"), invite.header("Call-ID"));
    phone.reply(&cancel, "200 OK", "", "").await;
    phone.reply(&invite, "487 Request Terminated", "", "").await;
    assert_eq!(phone.asked("ACK").await.header("CSeq"), "1 ACK");
    desk.empty().await;
    desk.nothing_else();
}

#[tokio::test]
async fn a_200_that_crosses_the_cancel_is_acknowledged_and_hung_up() {
    let (mut desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    phone.reply(&invite, "180 Ringing", "", "").await;
    assert_eq!(desk.event().await, LegEvent::Ringing { leg: LEG });
    desk.line.command(LegCommand::HangUp { leg: LEG });
    phone.asked("CANCEL").await;
    phone.reply(&invite, "200 OK", &contact(&phone), &phone.sdp("sendrecv")).await;
    phone.asked("ACK").await;
    let bye = phone.asked("BYE").await;
    phone.reply(&bye, "200 OK", "", "").await;
    let refused = LegEvent::Refused { leg: LEG, why: Refusal::Cancelled };
    assert_eq!(desk.event().await, refused);
    desk.nothing_else();
}

#[tokio::test]
async fn a_second_phone_behind_the_same_number_is_hung_up() {
    let (mut desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    let answer = crate::peer::reply(&invite, "200 OK", &contact(&phone), &phone.sdp("sendrecv"));
    phone.send(&answer).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg: LEG });
    phone.asked("ACK").await;
    // A copy of the answer is acknowledged again, and means nothing.
    phone.send(&answer).await;
    phone.asked("ACK").await;
    phone.send(&answer.replace(";tag=phone", ";tag=second")).await;
    let bye = phone.asked("BYE").await;
    assert!(bye.header("To").ends_with(";tag=second"), "{bye:?}");
    phone.reply(&bye, "200 OK", "", "").await;
    assert_eq!(desk.line.inventory().len(), 1);
    desk.nothing_else();
}

#[tokio::test]
async fn a_lost_invite_is_sent_again() {
    let (desk, phone) = phone().await;
    let first = rung(&desk, &phone).await;
    let second = phone.asked("INVITE").await;
    assert_eq!(first.header("Via"), second.header("Via"));
}

#[tokio::test]
async fn peers_are_told_the_external_address() {
    let external_ip = Some("192.0.2.7".parse().unwrap());
    let desk =
        Desk::start(line::LineSettings { external_ip, ..crate::peer::settings(Vec::new()) }).await;
    let phone = Peer::new(&desk).await;
    let invite = rung(&desk, &phone).await;
    let port = desk.line.sip_address().port();
    assert_eq!(invite.header("Contact"), format!("<sip:192.0.2.7:{port}>"));
    assert!(invite.header("Via").starts_with(&format!("SIP/2.0/UDP 192.0.2.7:{port};")));
    assert!(invite.body.contains("c=IN IP4 192.0.2.7\r\n"), "{}", invite.body);
}

#[tokio::test]
async fn a_phone_hears_of_the_end_before_it_rings_again() {
    let (mut desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    phone.reply(&invite, "200 OK", &contact(&phone), &phone.sdp("sendrecv")).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg: LEG });
    phone.asked("ACK").await;
    desk.line.command(LegCommand::HangUp { leg: LEG });
    let LegCommand::Dial { to, caller, caller_name, auto_answer, .. } = dial(&phone) else {
        unreachable!()
    };
    let next = LegId(9);
    desk.line.command(LegCommand::Dial { leg: next, to, caller, caller_name, auto_answer });
    let bye = phone.receive().await;
    assert_eq!(bye.method(), "BYE");
    // Nothing more comes while the phone has not confirmed.
    let early = std::time::Duration::from_millis(50);
    assert!(tokio::time::timeout(early, phone.receive()).await.is_err());
    phone.reply(&bye, "200 OK", "", "").await;
    assert_eq!(phone.receive().await.method(), "INVITE");
}

#[tokio::test]
async fn a_phone_that_does_not_confirm_the_end_rings_again_all_the_same() {
    let (mut desk, phone) = phone().await;
    let invite = rung(&desk, &phone).await;
    phone.reply(&invite, "180 Ringing", "", "").await;
    assert_eq!(desk.event().await, LegEvent::Ringing { leg: LEG });
    desk.line.command(LegCommand::HangUp { leg: LEG });
    let LegCommand::Dial { to, caller, caller_name, auto_answer, .. } = dial(&phone) else {
        unreachable!()
    };
    let next = LegId(9);
    desk.line.command(LegCommand::Dial { leg: next, to, caller, caller_name, auto_answer });
    phone.asked("CANCEL").await;
    let again = phone.asked("INVITE").await;
    assert_ne!(again.header("Call-ID"), invite.header("Call-ID"));
}

#[tokio::test]
async fn a_phone_is_not_blamed_when_no_rtp_port_is_free() {
    // Exactly one port, and free.
    let port = loop {
        let socket = tokio::net::UdpSocket::bind(crate::peer::loopback()).await.unwrap();
        let port = socket.local_addr().unwrap().port();
        if port.is_multiple_of(2) {
            break port;
        }
    };
    let settings = crate::peer::settings(Vec::new());
    let one = line::LineSettings { rtp_ports: port..=port + 1, ..settings };
    let mut desk = Desk::start(one).await;
    let first = Peer::new(&desk).await;
    rung(&desk, &first).await;
    let (leg, to) = (LegId(9), format!("sip:bea@{}", first.here));
    let (caller, caller_name) = (None, None);
    desk.line.command(LegCommand::Dial { leg, to, caller, caller_name, auto_answer: false });
    assert_eq!(desk.event().await, LegEvent::Refused { leg, why: Refusal::Failed(503) });
}
