//! The UDP socket as the stack sees it: only what passed the gate.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use rsipstack::platform::net::UdpSocket as StackSocket;
use tokio::net::UdpSocket;

use super::gate::{Gate, Verdict};
use super::strict::Wire;

/// Answers RFC 5626 4.4.1 keep-alives.
const PING: &[u8] = b"\r\n\r\n";
const PONG: &[u8] = b"\r\n";

/// A socket behind the gate.
pub(crate) struct GatedSocket {
    socket: UdpSocket,
    gate: Arc<Gate>,
}

impl GatedSocket {
    pub(crate) fn new(socket: UdpSocket, gate: Arc<Gate>) -> GatedSocket {
        GatedSocket { socket, gate }
    }

    /// The length of the message, when it is one for the stack.
    async fn take(&self, buffer: &mut [u8], length: usize, from: SocketAddr) -> Option<usize> {
        if buffer[..length].iter().all(u8::is_ascii_whitespace) {
            if &buffer[..length] == PING {
                let _ = self.socket.send_to(PONG, from).await;
            }
            return None;
        }
        // A datagram that fills the stack's buffer was cut off by the system.
        let verdict = match length < buffer.len() {
            true => self.gate.examine(buffer, length, from, Wire::Datagram),
            false => self.gate.oversized(buffer, from),
        };
        match verdict {
            Verdict::Pass(length) => Some(length),
            Verdict::Answer(bytes, to) => {
                let _ = self.socket.send_to(&bytes, to).await;
                None
            }
            Verdict::Drop => None,
        }
    }
}

#[async_trait]
impl StackSocket for GatedSocket {
    async fn recv_from(&self, buffer: &mut [u8]) -> rsipstack::Result<(usize, SocketAddr)> {
        loop {
            match self.socket.recv_from(buffer).await {
                Ok((length, from)) => {
                    if let Some(length) = self.take(buffer, length, from).await {
                        return Ok((length, from));
                    }
                }
                // An ICMP error of an earlier send; the socket itself is fine.
                Err(_) => tokio::task::yield_now().await,
            }
        }
    }

    async fn send_to(&self, message: &[u8], to: SocketAddr) -> rsipstack::Result<usize> {
        Ok(self.socket.send_to(message, to).await?)
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }
}
