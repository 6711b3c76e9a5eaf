//! The line, and a sender of one message at a time.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]
#![expect(clippy::print_stdout, reason = "the messages played are shown when one fails")]

use line::{LegCommand, LegEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::builder::{Draft, Way};
use crate::peer::{DEADLINE, Desk, Message};

/// What a message comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// This answer, and nothing is left.
    Answer(u16),
    /// A call to this number.
    Leg(&'static str),
}

/// What is different over TCP, where a length says where the next message begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverTcp {
    /// Nothing.
    Same,
    /// The answer, and the connection is closed: where the next message begins is unknown.
    Closes,
    /// Nothing is answered before the rest has come; it never does.
    Waits,
    /// It makes sense in a datagram only.
    Senseless,
}

/// One torture message.
pub(crate) struct Torture {
    /// The section of RFC 4475 and its title in our words.
    pub(crate) name: &'static str,
    pub(crate) write: fn(Way) -> Vec<u8>,
    pub(crate) fate: Fate,
    pub(crate) tcp: OverTcp,
    /// Why it is that, where the RFC allows something else as well.
    pub(crate) why: &'static str,
}

/// A row without a choice.
pub(crate) const fn row(name: &'static str, write: fn(Way) -> Vec<u8>, fate: Fate) -> Torture {
    Torture { name, write, fate, tcp: OverTcp::Same, why: "" }
}

/// Sends all of them, one after the other, over both wires, to one line.
pub(crate) async fn play(rows: &[Torture]) {
    let mut desk = Desk::with_trunk().await;
    for (number, row) in rows.iter().enumerate() {
        // Shown when the test fails.
        println!("{}: {:?}; {}", row.name, row.fate, row.why);
        over_udp(&mut desk, row, number).await;
        if row.tcp != OverTcp::Senseless {
            over_tcp(&mut desk, row, number).await;
        }
    }
    desk.empty().await;
    desk.nothing_else();
    assert_eq!(desk.line.counters().panics, 0);
    // And a good call after all of it.
    let mut caller = crate::peer::Peer::new(&desk).await;
    caller.call(&mut desk, "").await;
}

async fn over_udp(desk: &mut Desk, row: &Torture, number: usize) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let way = Way { transport: "UDP", port: socket.local_addr().unwrap().port() };
    let to = desk.line.sip_address();
    socket.send_to(&(row.write)(way), to).await.unwrap();
    let mut wire = Wire::Datagrams(socket);
    follow(desk, row, &mut wire).await;
    let question = question(way, number);
    let Wire::Datagrams(socket) = &wire else { return };
    socket.send_to(&question, to).await.unwrap();
    wire.is_answered(desk, row, number).await;
}

async fn over_tcp(desk: &mut Desk, row: &Torture, number: usize) {
    let stream = TcpStream::connect(desk.line.sip_address()).await.unwrap();
    let way = Way { transport: "TCP", port: stream.local_addr().unwrap().port() };
    let mut wire = Wire::Stream(stream, Vec::new());
    wire.write(&(row.write)(way)).await;
    match row.tcp {
        OverTcp::Same => {
            follow(desk, row, &mut wire).await;
            wire.write(&question(way, number)).await;
            wire.is_answered(desk, row, number).await;
        }
        OverTcp::Closes => {
            follow(desk, row, &mut wire).await;
            assert_eq!(wire.read().await.map(|it| it.start), None, "{}: open", row.name);
        }
        OverTcp::Waits => {
            let Wire::Stream(stream, _) = &mut wire else { return };
            stream.shutdown().await.unwrap();
            assert_eq!(wire.read().await.map(|it| it.start), None, "{}: answered", row.name);
        }
        OverTcp::Senseless => {}
    }
    desk.nothing_else();
}

/// Waits for what the row says.
async fn follow(desk: &mut Desk, row: &Torture, wire: &mut Wire) {
    let (name, why) = (row.name, row.why);
    match row.fate {
        Fate::Answer(status) => {
            let answer = wire.read().await.expect("closed");
            assert_eq!(answer.status(), status, "{name} ({why}): {answer:?}");
            assert!(answer.maybe("Via").is_some(), "{name}: {answer:?}");
        }
        Fate::Leg(called) => {
            let trying = wire.read().await.expect("closed");
            assert_eq!(trying.status(), 100, "{name} ({why}): {trying:?}");
            let arrival = desk.arrival().await;
            assert_eq!(arrival.called, called, "{name}");
            desk.line.command(LegCommand::Reject { leg: arrival.leg, status: 486 });
            assert_eq!(wire.read().await.expect("closed").status(), 486, "{name}");
            let gone = desk.event().await;
            assert!(matches!(gone, LegEvent::Gone { .. }), "{name}: {gone:?}");
        }
    }
}

/// A good OPTIONS.
fn question(way: Way, number: usize) -> Vec<u8> {
    let name = format!("question{number}");
    Draft::request(way, &name, "OPTIONS", "sip:desk@example.com").done()
}

/// One connection, or one socket.
pub(crate) enum Wire {
    Datagrams(UdpSocket),
    Stream(TcpStream, Vec<u8>),
}

impl Wire {
    async fn write(&mut self, bytes: &[u8]) {
        if let Wire::Stream(stream, _) = self {
            // A connection that is closed meanwhile is seen when it is read.
            let _ = stream.write_all(bytes).await;
        }
    }

    /// The next message; `None` when the connection is closed.
    async fn read(&mut self) -> Option<Message> {
        match self {
            Wire::Datagrams(socket) => {
                let mut buffer = vec![0; 65_535];
                let read = timeout(DEADLINE, socket.recv(&mut buffer)).await;
                let length = read.expect("silence").unwrap();
                Some(Message::parse(std::str::from_utf8(&buffer[..length]).unwrap()))
            }
            Wire::Stream(stream, buffer) => loop {
                if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                    // No answer here has a body.
                    let text: Vec<u8> = buffer.drain(..end + 4).collect();
                    return Some(Message::parse(std::str::from_utf8(&text).unwrap()));
                }
                let read = timeout(DEADLINE, stream.read_buf(buffer)).await;
                match read.expect("silence") {
                    Ok(1..) => {}
                    Ok(0) | Err(_) => return None,
                }
            },
        }
    }

    /// The next answer is that to the question: the line lives, and nothing else was said.
    async fn is_answered(&mut self, desk: &mut Desk, row: &Torture, number: usize) {
        loop {
            let answer = self.read().await.expect("closed");
            if answer.header("Call-ID") == format!("question{number}.torture") {
                assert_eq!(answer.status(), 200, "{}: {answer:?}", row.name);
                break;
            }
            // A refused INVITE is answered again until its ACK.
            let again = matches!(row.fate, Fate::Leg(_)) && answer.status() == 486;
            assert!(again, "{} ({}): {answer:?}", row.name, row.why);
        }
        desk.nothing_else();
    }
}
