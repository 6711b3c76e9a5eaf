//! A TCP stream that is read line by line.
//!
//! Whoever sits on the way can send answers ahead, in the clear, behind the answer to
//! STARTTLS; a reader that has them in its buffer already takes them for answers from
//! inside TLS. Here nothing is handed out beyond the end of a line, so what was sent ahead
//! meets the TLS handshake instead, which fails.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// As long as an answer line may be (RFC 5321 4.5.3.1.5), twice over.
const HELD_MAX: usize = 1_024;

/// Reads to the end of a line at most.
#[derive(Debug)]
pub(super) struct Lines {
    stream: TcpStream,
    held: [u8; HELD_MAX],
    next: usize,
    end: usize,
}

impl Lines {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, held: [0; HELD_MAX], next: 0, end: 0 }
    }
}

impl AsyncTokioStream for Lines {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

impl AsyncRead for Lines {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.next == this.end {
            let mut fresh = ReadBuf::new(&mut this.held);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut fresh))?;
            (this.next, this.end) = (0, fresh.filled().len());
        }
        let held = &this.held[this.next..this.end];
        let line = held.iter().position(|byte| *byte == b'\n').map_or(held.len(), |at| at + 1);
        let taken = line.min(into.remaining());
        into.put_slice(&held[..taken]);
        this.next += taken;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Lines {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
