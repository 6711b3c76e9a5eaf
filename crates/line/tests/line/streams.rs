//! SIP over TCP: where messages begin and end, and what is done about those that lie.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use crate::peer::{DEADLINE, Desk, Message, Peer};
use line::{LegCommand, LegEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    async fn open(desk: &Desk) -> Wire {
        let stream = TcpStream::connect(desk.line.sip_address()).await.unwrap();
        Wire { stream, buffer: Vec::new() }
    }

    async fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    async fn read(&mut self) -> Message {
        loop {
            if let Some(message) = self.cut() {
                return message;
            }
            let read = timeout(DEADLINE, self.stream.read_buf(&mut self.buffer));
            assert_ne!(read.await.expect("silence").unwrap(), 0, "closed");
        }
    }

    fn cut(&mut self) -> Option<Message> {
        let text = String::from_utf8(self.buffer.clone()).unwrap();
        let head = text.find("\r\n\r\n")? + 4;
        let length = Message::parse(&text[..head]).header("Content-Length").parse::<usize>();
        let end = head + length.unwrap();
        let message = text.get(..end).map(Message::parse)?;
        self.buffer.drain(..end);
        Some(message)
    }

    async fn is_closed(&mut self) {
        let mut rest = Vec::new();
        let _ = timeout(DEADLINE, self.stream.read_to_end(&mut rest)).await.expect("still open");
    }
}

fn tcp(message: String) -> String {
    message.replace("SIP/2.0/UDP", "SIP/2.0/TCP")
}

#[tokio::test]
async fn a_call_over_one_connection_in_small_pieces() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let mut wire = Wire::open(&desk).await;
    let invite = tcp(peer.request("INVITE", "", &peer.sdp("sendrecv")));
    for piece in invite.as_bytes().chunks(100) {
        wire.stream.write_all(piece).await.unwrap();
        wire.stream.flush().await.unwrap();
    }
    let leg = desk.arrival().await.leg;
    assert_eq!(wire.read().await.status(), 100);
    desk.line.command(LegCommand::Answer { leg });
    let answer = wire.read().await;
    assert!(answer.header("Contact").contains(";transport=tcp"));
    peer.to = answer.header("To").to_owned();
    let ack = tcp(peer.request("ACK", "", ""));
    // A ping and two messages at once.
    let options = tcp(peer.request("OPTIONS", "", ""));
    wire.write(&format!("{ack}\r\n\r\n{options}")).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    let mut pong = [0; 2];
    wire.stream.read_exact(&mut pong).await.unwrap();
    assert_eq!(&pong, b"\r\n");
    assert_eq!(wire.read().await.status(), 200);
    // Our BYE comes by the same connection.
    desk.line.command(LegCommand::HangUp { leg });
    let bye = wire.read().await;
    assert_eq!(bye.method(), "BYE");
    wire.write(&crate::peer::reply(&bye, "200 OK", "", "")).await;
    desk.empty().await;
}

#[tokio::test]
async fn a_message_whose_end_is_unknown_is_refused_and_closes_the_connection() {
    let mut desk = Desk::with_trunk().await;
    for (length, reason) in [
        ("", "Missing Content-Length"),
        ("Content-Length: some\r\n", "Malformed Content-Length"),
        ("Content-Length: 0\r\nContent-Length: 0\r\n", "More than one Content-Length"),
        ("Content-Length: 99999999\r\n", "Message Too Large"),
    ] {
        let mut peer = Peer::new(&desk).await;
        let mut wire = Wire::open(&desk).await;
        let invite = tcp(peer.request("INVITE", "", ""));
        wire.write(&invite.replace("Content-Length: 0\r\n", length)).await;
        assert!(wire.read().await.start.ends_with(reason), "{reason}");
        wire.is_closed().await;
    }
    desk.nothing_else();
}

#[tokio::test]
async fn one_bad_message_does_not_cost_the_connection() {
    let desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let mut wire = Wire::open(&desk).await;
    let bad = tcp(peer.request("OPTIONS", "", "")).replace("Max-Forwards: 70\r\n", "");
    let good = tcp(peer.request("OPTIONS", "", ""));
    wire.write(&(bad + &good)).await;
    assert_eq!(wire.read().await.start, "SIP/2.0 400 Missing Max-Forwards");
    assert_eq!(wire.read().await.start, "SIP/2.0 200 OK");
}

#[tokio::test]
async fn endless_headers_close_the_connection() {
    let desk = Desk::with_trunk().await;
    let mut wire = Wire::open(&desk).await;
    let flood = format!("OPTIONS sip:a@b SIP/2.0\r\n{}", "X: y\r\n".repeat(4000));
    let _ = wire.stream.write_all(flood.as_bytes()).await;
    wire.is_closed().await;
    assert_eq!(desk.refused("oversized"), 1);
}

#[tokio::test]
async fn a_call_outlives_its_connection() {
    let mut desk = Desk::with_trunk().await;
    let mut peer = Peer::new(&desk).await;
    let mut wire = Wire::open(&desk).await;
    // The peer can be reached again where its Contact says.
    let listener = tokio::net::TcpListener::bind(crate::peer::loopback()).await.unwrap();
    let contact = format!("<sip:ana@{};transport=tcp>", listener.local_addr().unwrap());
    let invite = tcp(peer.request("INVITE", "", &peer.sdp("sendrecv")));
    let own = format!("<sip:ana@{}>", peer.here);
    wire.write(&invite.replace(&own, &contact)).await;
    let leg = desk.arrival().await.leg;
    desk.line.command(LegCommand::Answer { leg });
    assert_eq!(wire.read().await.status(), 100);
    peer.to = wire.read().await.header("To").to_owned();
    wire.write(&tcp(peer.request("ACK", "", ""))).await;
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    wire.stream.shutdown().await.unwrap();
    wire.is_closed().await;
    desk.line.command(LegCommand::HangUp { leg });
    let (stream, _) = timeout(DEADLINE, listener.accept()).await.expect("no connection").unwrap();
    let mut again = Wire { stream, buffer: Vec::new() };
    assert_eq!(again.read().await.method(), "BYE");
}

/// Longer than a connection that says nothing whole is kept.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

async fn from(desk: &Desk, ip: [u8; 4]) -> TcpStream {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind((ip, 0).into()).unwrap();
    socket.connect(desk.line.sip_address()).await.unwrap()
}

/// The system takes a connection before the line sees it, and the line closes it then.
async fn is_kept(stream: &mut TcpStream) -> bool {
    let ping = stream.write_all(b"\r\n\r\n").await;
    let mut pong = [0; 2];
    let answered = timeout(DEADLINE, stream.read_exact(&mut pong)).await.expect("neither");
    ping.is_ok() && answered.is_ok()
}

#[tokio::test]
async fn bytes_that_trickle_in_for_ever_and_half_a_header_close_their_connection() {
    let mut desk = Desk::with_trunk().await;
    let mut half = Wire::open(&desk).await;
    half.write("INVITE sip:100@desk SIP/2.0\r\nVia: SIP/2.0/TCP h").await;
    let mut slow = TcpStream::connect(desk.line.sip_address()).await.unwrap();
    let mut byte = [0];
    let closed = timeout(PATIENCE, async {
        loop {
            let gone = slow.write_all(b"X").await.is_err();
            let read = timeout(std::time::Duration::from_millis(200), slow.read(&mut byte)).await;
            if gone || read.is_ok() {
                return;
            }
        }
    });
    closed.await.expect("one byte after the other kept the connection open");
    let mut rest = Vec::new();
    let end = timeout(PATIENCE, half.stream.read_to_end(&mut rest)).await;
    assert_eq!(end.expect("still open").unwrap_or(0), 0);
    desk.nothing_else();
}

#[tokio::test]
async fn a_strangers_connection_that_only_pings_is_not_kept() {
    let access = line::TrunkAccess::Addresses(vec!["192.0.2.1".parse().unwrap()]);
    let trunk = line::Trunk { access, ..crate::peer::trunk() };
    let desk = Desk::start(crate::peer::settings(vec![trunk])).await;
    let mut stream = from(&desk, [127, 0, 0, 1]).await;
    let closed = timeout(PATIENCE, async {
        while is_kept(&mut stream).await {
            let pause = std::time::Duration::from_millis(200);
            let _ = timeout(pause, stream.readable()).await;
        }
    });
    closed.await.expect("still open");
}

#[tokio::test]
async fn strangers_take_no_connection_away_from_a_trunk() {
    let access = line::TrunkAccess::Addresses(vec!["127.0.0.1".parse().unwrap()]);
    let trunk = line::Trunk { access, ..crate::peer::trunk() };
    let desk = Desk::start(crate::peer::settings(vec![trunk])).await;
    let mut held = Vec::new();
    let mut kept = [0; 20];
    for (address, kept) in kept.iter_mut().enumerate() {
        for _ in 0..20 {
            let mut stream = from(&desk, [127, 1, 0, 1 + address as u8]).await;
            if is_kept(&mut stream).await {
                *kept += 1;
                held.push(stream);
            }
        }
    }
    assert_eq!(kept[0], 16, "of one stranger: {kept:?}");
    assert_eq!(held.len(), 256, "of all of them: {kept:?}");
    let mut trunk = from(&desk, [127, 0, 0, 1]).await;
    assert!(is_kept(&mut trunk).await);
    assert!(desk.refused("overload") > 0);
}
