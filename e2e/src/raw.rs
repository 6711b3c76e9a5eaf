//! A bare socket that says what no program would say.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;

/// A UDP socket of somebody who speaks SIP by hand.
#[derive(Debug)]
pub struct Stranger {
    socket: UdpSocket,
    address: SocketAddr,
    server: SocketAddr,
}

impl Stranger {
    /// Sits at this address and speaks to `server`.
    ///
    /// # Panics
    /// When the address cannot be bound.
    pub async fn at(ip: IpAddr, server: SocketAddr) -> Stranger {
        let socket = UdpSocket::bind((ip, 0)).await;
        let socket = socket.unwrap_or_else(|why| panic!("{ip} cannot be bound: {why}"));
        let address = socket.local_addr().unwrap_or_else(|why| panic!("no local address: {why}"));
        Stranger { socket, address, server }
    }

    /// Where it sits.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends these bytes.
    ///
    /// # Panics
    /// When the system does not take them.
    pub async fn says(&self, bytes: &[u8]) {
        let sent = self.socket.send_to(bytes, self.server).await;
        sent.unwrap_or_else(|why| panic!("{} bytes cannot be sent: {why}", bytes.len()));
    }

    /// The next datagram that comes within `within`.
    pub async fn hears(&self, within: Duration) -> Option<String> {
        let mut buffer = vec![0; 65_535];
        let heard = tokio::time::timeout(within, self.socket.recv_from(&mut buffer)).await;
        let (length, _from) = heard.ok()?.ok()?;
        Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
    }

    /// Sends it and returns the status of the first final answer that comes.
    pub async fn asks(&self, message: &str, within: Duration) -> Option<u16> {
        self.is_answered(message.as_bytes(), within).await.map(|(status, _)| status)
    }

    /// Sends these bytes and returns the first final answer that comes, and its status.
    pub async fn is_answered(&self, bytes: &[u8], within: Duration) -> Option<(u16, String)> {
        self.says(bytes).await;
        loop {
            // Something else may come first: the reply to a keep-alive (RFC 5626 4.4.1).
            let answer = self.hears(within).await?;
            let status = answer.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3));
            if let Some(status @ 200..) = status.and_then(|status| status.parse().ok()) {
                return Some((status, answer));
            }
        }
    }

    /// A request to the server with nothing wrong in it, to be spoilt.
    #[must_use]
    pub fn request(&self, method: &str, number: &str, call_id: &str, body: &str) -> String {
        let (near, far) = (self.address, self.server);
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} sip:{number}@{far} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {near};branch=z9hG4bK{call_id}\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:+15558888@{near}>;tag=here\r\n\
             To: <sip:{number}@{far}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: 1 {method}\r\n\
             Contact: <sip:+15558888@{near}>\r\n\
             {kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// A session description of ordinary audio.
    #[must_use]
    pub fn sdp(&self) -> String {
        let ip = self.address.ip();
        format!(
            "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
             m=audio 9000 RTP/AVP 0 8\r\n"
        )
    }
}
