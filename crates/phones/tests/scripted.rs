//! Callers and phones against a far side that is played word for word: lost
//! packets, challenges, proxies, late offers.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use phones::{
    Behaviour, Call, CallPlan, CallState, Credentials, Ending, Exchange, Phone, PhonePlan, Side,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;

const SOON: Duration = Duration::from_secs(10);
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 9 RTP/AVP 0\r\n";

/// The far side.
struct Peer {
    socket: UdpSocket,
    near: SocketAddr,
}

impl Peer {
    async fn facing(near: SocketAddr) -> Peer {
        Peer { socket: UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap(), near }
    }

    fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    async fn hears(&self) -> String {
        let mut buffer = [0; 4_096];
        let received = tokio::time::timeout(SOON, self.socket.recv_from(&mut buffer)).await;
        let (length, _) = received.expect("something is sent").unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    /// The next message, which has to start like this.
    async fn expects(&self, start: &str) -> String {
        let text = self.hears().await;
        assert!(text.starts_with(start), "wanted {start}, got:\n{text}");
        text
    }

    async fn says(&self, text: &str) {
        self.socket.send_to(text.as_bytes(), self.near).await.unwrap();
    }

    async fn answers(&self, request: &str, status: &str, headers: &str, body: &str) {
        let echoed: String = request
            .lines()
            .filter(|line| {
                ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|it| line.starts_with(it))
            })
            .map(|line| match line.strip_prefix("To:") {
                Some(to) if !to.contains(";tag=") => format!("To:{to};tag=peer\r\n"),
                _ => format!("{line}\r\n"),
            })
            .collect();
        let contact = format!("Contact: <sip:peer@{}>\r\n", self.address());
        let length = body.len();
        self.says(&format!(
            "SIP/2.0 {status}\r\n{echoed}{contact}{headers}Content-Length: {length}\r\n\r\n{body}"
        ))
        .await;
    }

    /// An INVITE, or what follows it in its dialog.
    async fn asks(&self, method: &str, seq: u32, to_tag: &str, headers: &str, body: &str) {
        let (near, far) = (self.near, self.address());
        self.says(&format!(
            "{method} sip:ana@{near} SIP/2.0\r\nVia: SIP/2.0/UDP {far};branch=z9hG4bK{seq}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:+15550100@{far}>;tag=peer\r\n\
             To: <sip:ana@{near}>{to_tag}\r\nCall-ID: one\r\nCSeq: {seq} {method}\r\n\
             Contact: <sip:peer@{far}>\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        ))
        .await;
    }
}

fn header<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("")
}

fn tag(text: &str) -> String {
    format!(";tag={}", header(text, "To").split(";tag=").nth(1).expect("a tag"))
}

async fn exchange() -> Exchange {
    Exchange::open(IpAddr::V4(Ipv4Addr::LOCALHOST)).await.unwrap()
}

async fn calling(credentials: Option<Credentials>) -> (Exchange, Peer, Call) {
    let exchange = exchange().await;
    let peer = Peer::facing(exchange.address()).await;
    let plan = CallPlan { credentials, ..CallPlan::new("100", peer.address()) };
    let call = exchange.call(plan).unwrap();
    (exchange, peer, call)
}

async fn called(behaviour: Behaviour) -> (Exchange, Peer, Phone) {
    let exchange = exchange().await;
    let peer = Peer::facing(exchange.address()).await;
    let phone = exchange.phone(PhonePlan::new("ana", behaviour)).unwrap();
    (exchange, peer, phone)
}

#[tokio::test]
async fn a_lost_invite_is_sent_again_unchanged() {
    let (exchange, peer, call) = calling(None).await;
    let lost = peer.expects("INVITE sip:100@").await;
    let again = peer.expects("INVITE sip:100@").await;
    assert_eq!(lost, again);
    peer.answers(&again, "180 Ringing", "", "").await;
    call.until(SOON, |view| view.state == CallState::Ringing).await.unwrap();
    assert_eq!(exchange.counts().resent, 1);
}

#[tokio::test]
async fn a_repeated_answer_gets_the_same_ack_and_a_lost_bye_is_sent_again() {
    let (_exchange, peer, call) = calling(None).await;
    let invite = peer.expects("INVITE").await;
    peer.answers(&invite, "200 OK", "", SDP).await;
    let ack = peer.expects(&format!("ACK sip:peer@{} SIP/2.0", peer.address())).await;
    peer.answers(&invite, "200 OK", "", SDP).await;
    assert_eq!(peer.expects("ACK").await, ack);
    call.hang_up();
    let lost = peer.expects("BYE").await;
    assert_eq!(peer.expects("BYE").await, lost);
    peer.answers(&lost, "200 OK", "", "").await;
    assert_eq!(header(&lost, "CSeq"), "2 BYE");
}

#[tokio::test]
async fn a_refusal_is_acknowledged_each_time_it_comes() {
    let (_exchange, peer, call) = calling(None).await;
    let invite = peer.expects("INVITE").await;
    for _ in 0..2 {
        peer.answers(&invite, "486 Busy Here", "", "").await;
        let ack = peer.expects("ACK sip:100@").await;
        assert_eq!(header(&ack, "Via"), header(&invite, "Via"));
        assert!(header(&ack, "To").ends_with(";tag=peer"));
    }
    assert_eq!(call.view().ending(), Some(Ending { by: Side::Far, code: 486 }));
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_a_second_one_is_a_refusal() {
    for (status, asks, answers) in [
        ("401 Unauthorized", "WWW-Authenticate", "Authorization"),
        ("407 Proxy Authentication Required", "Proxy-Authenticate", "Proxy-Authorization"),
    ] {
        let credentials = Credentials { user: "trunk".into(), password: "secret".into() };
        let (_exchange, peer, call) = calling(Some(credentials)).await;
        let first = peer.expects("INVITE").await;
        let challenge =
            format!("{asks}: Digest realm=\"desk\", nonce=\"n1\", qop=\"auth\", opaque=\"o\"\r\n");
        peer.answers(&first, status, &challenge, "").await;
        peer.expects("ACK").await;
        let second = peer.expects("INVITE").await;
        assert_eq!(header(&second, "CSeq"), "2 INVITE");
        assert_eq!(header(&second, "Call-ID"), header(&first, "Call-ID"));
        let answer = header(&second, answers);
        assert!(answer.starts_with("Digest username=\"trunk\", realm=\"desk\""), "{answer}");
        assert!(answer.contains("nc=00000001") && !second.contains("secret"), "{answer}");
        peer.answers(&second, status, &challenge, "").await;
        peer.expects("ACK").await;
        let over = call.until(SOON, |view| view.ending().is_some()).await.unwrap();
        assert_eq!(over.ending().unwrap().by, Side::Far);
    }
}

#[tokio::test]
async fn a_cancel_waits_for_the_first_answer() {
    let (_exchange, peer, call) = calling(None).await;
    let invite = peer.expects("INVITE").await;
    call.hang_up();
    // Still nothing but the INVITE, until a provisional answer comes.
    peer.expects("INVITE").await;
    peer.answers(&invite, "100 Trying", "", "").await;
    let cancel = peer.expects("CANCEL sip:100@").await;
    assert_eq!(header(&cancel, "Via"), header(&invite, "Via"));
    assert_eq!(header(&cancel, "CSeq"), "1 CANCEL");
    assert_eq!(header(&cancel, "To"), header(&invite, "To"));
    peer.answers(&cancel, "200 OK", "", "").await;
    peer.answers(&invite, "487 Request Terminated", "", "").await;
    peer.expects("ACK").await;
}

#[tokio::test]
async fn early_sound_and_a_proxy_in_the_way_are_taken_as_they_come() {
    let (_exchange, peer, call) = calling(None).await;
    let invite = peer.expects("INVITE").await;
    peer.answers(&invite, "183 Session Progress", "", SDP).await;
    call.until(SOON, |view| view.state == CallState::Early).await.unwrap();
    let trail = format!(
        "Record-Route: <sip:127.0.0.77:7;lr>\r\nRecord-Route: <sip:{};lr>\r\n",
        peer.address()
    );
    peer.answers(&invite, "200 OK", &trail, SDP).await;
    let ack = peer.expects("ACK sip:peer@").await;
    let routes: Vec<&str> = ack.lines().filter(|line| line.starts_with("Route:")).collect();
    assert_eq!(routes.len(), 2);
    assert_eq!(routes[1], "Route: <sip:127.0.0.77:7;lr>");
}

#[tokio::test]
async fn a_phone_repeats_its_answer_until_the_ack_and_says_bye_only_after_it() {
    let (_exchange, peer, phone) = called(Behaviour::AnswerAfter(Duration::ZERO)).await;
    peer.asks("INVITE", 1, "", "", SDP).await;
    peer.expects("SIP/2.0 180").await;
    let answer = peer.expects("SIP/2.0 200").await;
    assert_eq!(peer.expects("SIP/2.0 200").await, answer);
    peer.asks("INVITE", 1, "", "", SDP).await;
    assert_eq!(peer.expects("SIP/2.0 200").await, answer, "the INVITE again, the answer again");
    phone.hang_up();
    assert_eq!(peer.expects("SIP/2.0 200").await, answer, "no BYE before the ACK");
    peer.asks("ACK", 1, &tag(&answer), "", "").await;
    let bye = peer.expects(&format!("BYE sip:peer@{} SIP/2.0", peer.address())).await;
    assert_eq!(header(&bye, "To"), format!("<sip:+15550100@{}>;tag=peer", peer.address()));
    peer.answers(&bye, "200 OK", "", "").await;
    assert_eq!(phone.view().rings, 1);
}

#[tokio::test]
async fn an_invite_without_an_offer_gets_one_and_the_ack_answers_it() {
    let (_exchange, peer, phone) = called(Behaviour::AnswerAfter(Duration::ZERO)).await;
    peer.asks("INVITE", 1, "", "", "").await;
    peer.expects("SIP/2.0 180").await;
    let answer = peer.expects("SIP/2.0 200").await;
    assert!(answer.contains("m=audio ") && answer.contains("RTP/AVP 0 8 101"), "{answer}");
    peer.asks("ACK", 1, &tag(&answer), "", SDP).await;
    // A refresh, again without an offer, keeps the call.
    peer.asks("INVITE", 2, &tag(&answer), "", "").await;
    let again = peer.expects("SIP/2.0 200").await;
    assert!(again.contains("m=audio "), "{again}");
    peer.asks("ACK", 2, &tag(&answer), "", "").await;
    // That ACK had no answer in it, so the phone gives up.
    peer.expects("BYE").await;
    assert!(phone.view().is_idle());
}

#[tokio::test]
async fn a_reinvite_holds_the_phone_and_a_bad_one_changes_nothing() {
    let (_exchange, peer, phone) = called(Behaviour::AnswerAfter(Duration::ZERO)).await;
    peer.asks("INVITE", 1, "", "", SDP).await;
    peer.expects("SIP/2.0 180").await;
    let answer = peer.expects("SIP/2.0 200").await;
    peer.asks("ACK", 1, &tag(&answer), "", "").await;
    peer.asks("INVITE", 2, &tag(&answer), "", &format!("{SDP}a=sendonly\r\n")).await;
    assert!(peer.expects("SIP/2.0 200").await.contains("a=recvonly\r\n"));
    peer.asks("ACK", 2, &tag(&answer), "", "").await;
    let held = |view: &phones::PhoneView| view.call.as_ref().is_some_and(|it| it.view.held);
    phone.until(SOON, held).await.unwrap();
    peer.asks("INVITE", 3, &tag(&answer), "", &SDP.replace("AVP 0", "AVP 18")).await;
    peer.expects("SIP/2.0 488").await;
    peer.asks("ACK", 3, &tag(&answer), "", "").await;
    assert!(held(&phone.view()));
    peer.asks("INVITE", 2, &tag(&answer), "", SDP).await;
    peer.expects("SIP/2.0 500").await;
    peer.asks("BYE", 4, &tag(&answer), "", "").await;
    peer.expects("SIP/2.0 200").await;
    peer.asks("BYE", 4, &tag(&answer), "", "").await;
    peer.expects("SIP/2.0 200").await;
    assert_eq!(phone.view().last, Some(Ending { by: Side::Far, code: 200 }));
}

#[tokio::test]
async fn an_invite_that_asks_for_it_is_answered_at_once() {
    let (_exchange, peer, phone) = called(Behaviour::Ignore).await;
    let please = "Call-Info: <sip:desk>;answer-after=0\r\n";
    peer.asks("INVITE", 1, "", please, SDP).await;
    peer.expects("SIP/2.0 180").await;
    peer.expects("SIP/2.0 200").await;
    assert!(phone.view().is_up());
}

#[tokio::test]
async fn a_dead_phone_says_nothing_and_a_vanished_one_nothing_more() {
    let (_exchange, peer, phone) = called(Behaviour::Dead).await;
    let options = |seq| peer.asks("OPTIONS", seq, "", "", "");
    peer.asks("INVITE", 1, "", "", SDP).await;
    options(2).await;
    assert_eq!(header(&peer.expects("SIP/2.0 200").await, "CSeq"), "2 OPTIONS");
    assert_eq!((phone.view().rings, phone.view().is_idle()), (1, true));
    phone.set_behaviour(Behaviour::Ignore);
    peer.asks("INVITE", 3, "", "", SDP).await;
    let ringing = peer.expects("SIP/2.0 180").await;
    phone.vanish();
    peer.asks("BYE", 4, &tag(&ringing), "", "").await;
    options(5).await;
    assert_eq!(header(&peer.expects("SIP/2.0 200").await, "CSeq"), "5 OPTIONS");
}

#[tokio::test]
async fn what_belongs_to_nobody_gets_the_answer_of_the_rfc() {
    let (exchange, peer, _phone) = called(Behaviour::Ignore).await;
    peer.says("\r\n\r\n").await;
    peer.says("no SIP at all").await;
    peer.asks("BYE", 1, ";tag=0123456789abcdef", "", "").await;
    peer.expects("SIP/2.0 481").await;
    peer.asks("CANCEL", 2, "", "", "").await;
    peer.expects("SIP/2.0 481").await;
    peer.asks("REGISTER", 3, "", "", "").await;
    assert!(peer.expects("SIP/2.0 405").await.contains("\r\nAllow: INVITE, ACK"));
    peer.asks("INVITE", 4, "", "Require: 100rel\r\n", SDP).await;
    assert_eq!(header(&peer.expects("SIP/2.0 420").await, "Unsupported"), "100rel");
    assert_eq!(exchange.counts().strays, 1);
}
