//! Peers for tests: a line with its events, and a raw SIP peer that says exactly what a
//! test wants it to say.
#![allow(dead_code, reason = "every test file uses another part of it")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::net::SocketAddr;
use std::time::Duration;

use line::{Arrival, LegEvent, LegId, Line, LineSettings, Switch, Trunk, TrunkAccess};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Longer than anything here takes on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

pub(crate) fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

pub(crate) fn trunk() -> Trunk {
    Trunk {
        name: "carrier".to_owned(),
        access: TrunkAccess::Addresses(vec!["127.0.0.0/8".parse().unwrap()]),
        trust_identity: Switch::On,
    }
}

pub(crate) fn digest_trunk() -> Trunk {
    Trunk {
        name: "digest".to_owned(),
        access: TrunkAccess::Digest {
            user: "cord".to_owned(),
            password: "board".to_owned(),
            realm: "desk".to_owned(),
        },
        trust_identity: Switch::Off,
    }
}

pub(crate) fn settings(trunks: Vec<Trunk>) -> LineSettings {
    LineSettings {
        sip_bind: loopback(),
        external_ip: None,
        rtp_ports: 42_000..=47_998,
        trunks,
        setup_timeout: Duration::from_secs(180),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(5),
        max_legs: 100,
        user_agent: "Cordboard".to_owned(),
        browser_bind: None,
        max_phones: line::PHONES_MAX,
        intake: line::Intake::Open,
    }
}

/// A line and what it tells.
pub(crate) struct Desk {
    pub(crate) line: Line,
    events: mpsc::UnboundedReceiver<LegEvent>,
}

impl Desk {
    pub(crate) async fn start(settings: LineSettings) -> Desk {
        let (sink, events) = mpsc::unbounded_channel();
        let line = Line::start(settings, move |event| {
            let _ = sink.send(event);
        });
        Desk { line: line.await.unwrap(), events }
    }

    pub(crate) async fn with_trunk() -> Desk {
        Desk::start(settings(vec![trunk()])).await
    }

    /// The next event, except that media flows, which comes when it comes.
    pub(crate) async fn event(&mut self) -> LegEvent {
        loop {
            let event = timeout(DEADLINE, self.events.recv()).await.expect("no event in time");
            let event = event.unwrap();
            if !matches!(event, LegEvent::MediaFlowing { .. }) {
                return event;
            }
        }
    }

    /// The next event, which must be an arrival.
    pub(crate) async fn arrival(&mut self) -> Arrival {
        let event = self.event().await;
        let LegEvent::Arrived(arrival) = event else { panic!("not an arrival: {event:?}") };
        arrival
    }

    /// Nothing has been told that was not asked for. Call it after an answer on the wire
    /// proved that everything before was handled.
    pub(crate) fn nothing_else(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            assert!(matches!(event, LegEvent::MediaFlowing { .. }), "{event:?}");
        }
    }

    /// Waits until the line holds no leg.
    pub(crate) async fn empty(&self) {
        let wait = async {
            while self.line.counters().legs_live != 0 || !self.line.inventory().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        timeout(DEADLINE, wait).await.expect("legs are left");
    }

    pub(crate) fn refused(&self, cause: &str) -> u64 {
        let counters = self.line.counters();
        counters.messages_refused.iter().find(|(name, _)| *name == cause).unwrap().1
    }

    pub(crate) fn uri(&self) -> String {
        format!("sip:desk@{}", self.line.sip_address())
    }
}

/// A message as text, cut into its parts.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Message {
    pub(crate) fn parse(text: &str) -> Message {
        let (head, body) = text.split_once("\r\n\r\n").expect("no empty line");
        let mut lines = head.split("\r\n");
        let start = lines.next().unwrap().to_owned();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{line}")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Message { start, headers, body: body.to_owned() }
    }

    pub(crate) fn status(&self) -> u16 {
        self.start.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.maybe(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    pub(crate) fn maybe(&self, name: &str) -> Option<&str> {
        let named = |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    pub(crate) fn to_tag(&self) -> &str {
        self.header("To").rsplit_once(";tag=").expect("no tag").1
    }
}

/// A raw SIP peer over UDP, with the state of one call.
pub(crate) struct Peer {
    pub(crate) socket: UdpSocket,
    pub(crate) rtp: UdpSocket,
    pub(crate) desk: SocketAddr,
    pub(crate) here: SocketAddr,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    /// The To value of the dialog, once it has a tag.
    pub(crate) to: String,
    pub(crate) branch: String,
}

impl Peer {
    pub(crate) async fn new(desk: &Desk) -> Peer {
        let socket = UdpSocket::bind(loopback()).await.unwrap();
        let here = socket.local_addr().unwrap();
        Peer {
            socket,
            rtp: UdpSocket::bind(loopback()).await.unwrap(),
            desk: desk.line.sip_address(),
            here,
            call_id: format!("call-{}", here.port()),
            cseq: 0,
            to: format!("<sip:100@{}>", desk.line.sip_address()),
            branch: String::new(),
        }
    }

    /// The next request of this call, with further lines (each ending in CRLF) and a body.
    pub(crate) fn request(&mut self, method: &str, more: &str, body: &str) -> String {
        if method != "ACK" && method != "CANCEL" {
            self.cseq += 1;
        }
        if method != "CANCEL" {
            self.branch = format!("z9hG4bK{method}{}{}", self.cseq, self.here.port());
        }
        let kind = match body.is_empty() || more.contains("Content-Type") {
            true => "",
            false => "Content-Type: application/sdp\r\n",
        };
        format!(
            "{method} sip:100@{desk} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {here};rport;branch={branch}\r\n\
             Max-Forwards: 70\r\n\
             From: \"Ana\" <sip:+15550100@{here}>;tag=peer\r\n\
             To: {to}\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} {method}\r\n\
             Contact: <sip:ana@{here}>\r\n\
             {more}{kind}Content-Length: {length}\r\n\r\n{body}",
            desk = self.desk,
            here = self.here,
            branch = self.branch,
            to = self.to,
            call_id = self.call_id,
            cseq = self.cseq,
            length = body.len(),
        )
    }

    /// Our session description.
    pub(crate) fn sdp(&self, direction: &str) -> String {
        sdp(self.rtp.local_addr().unwrap().port(), direction)
    }

    pub(crate) async fn send(&self, message: &str) {
        self.socket.send_to(message.as_bytes(), self.desk).await.unwrap();
    }

    /// The next message of the line.
    pub(crate) async fn receive(&self) -> Message {
        let mut buffer = vec![0; 65_536];
        let (length, _) =
            timeout(DEADLINE, self.socket.recv_from(&mut buffer)).await.expect("silence").unwrap();
        Message::parse(std::str::from_utf8(&buffer[..length]).unwrap())
    }

    /// The next answer that is no 100 to a request with this method.
    pub(crate) async fn answer(&self, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            let to_it = message.maybe("CSeq").is_some_and(|cseq| cseq.ends_with(method));
            if to_it && message.start.starts_with("SIP/2.0") && message.status() != 100 {
                return message;
            }
        }
    }

    /// The next request of the line.
    pub(crate) async fn asked(&self, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            if message.method() == method {
                return message;
            }
        }
    }

    /// Sends a request and gives its answer.
    pub(crate) async fn ask(&mut self, method: &str, more: &str, body: &str) -> Message {
        let request = self.request(method, more, body);
        self.send(&request).await;
        self.answer(method).await
    }

    /// Answers a request of the line.
    pub(crate) async fn reply(&self, to: &Message, status: &str, more: &str, body: &str) {
        self.send(&reply(to, status, more, body)).await;
    }

    /// Calls, is answered, and acknowledges. Gives the leg and the 200.
    pub(crate) async fn call(&mut self, desk: &mut Desk, more: &str) -> (LegId, Message) {
        let offer = self.sdp("sendrecv");
        let invite = self.request("INVITE", more, &offer);
        self.send(&invite).await;
        let leg = desk.arrival().await.leg;
        desk.line.command(line::LegCommand::Answer { leg });
        let answer = self.answer("INVITE").await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        self.to = answer.header("To").to_owned();
        let ack = self.request("ACK", "", "");
        self.send(&ack).await;
        assert_eq!(desk.event().await, LegEvent::Answered { leg });
        (leg, answer)
    }
}

/// An answer to a request of the line, as text.
pub(crate) fn reply(to: &Message, status: &str, more: &str, body: &str) -> String {
    let mut text = format!("SIP/2.0 {status}\r\n");
    for (name, value) in &to.headers {
        let tag = if name == "To" && !value.contains(";tag=") { ";tag=phone" } else { "" };
        if ["Via", "From", "To", "Call-ID", "CSeq"].contains(&name.as_str()) {
            text.push_str(&format!("{name}: {value}{tag}\r\n"));
        }
    }
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    text + &format!("{more}{kind}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// A session description of a peer at this port.
pub(crate) fn sdp(port: u16, direction: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
    )
}
