//! A program that is told what happens: it takes every webhook, and keeps what it was told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Longer than anything we tell.
const REQUEST_MAX: usize = 1 << 20;

/// Such a program; it ends with the value's runtime.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    /// Starts it.
    ///
    /// # Panics
    /// When there is no port for it.
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.unwrap_or_else(|why| panic!("no port for webhooks: {why}"));
        let address = listener.local_addr().unwrap_or_else(|why| panic!("no address: {why}"));
        let bodies: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&bodies);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(body) = heard(&mut stream).await else { continue };
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(body);
                // Whoever is gone by now tells it again.
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(answer).await;
            }
        });
        Receiver { address, bodies }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What it was told, byte for byte.
    #[must_use]
    pub fn bodies(&self) -> Vec<String> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The body of one request; nothing when it is cut off, or is not UTF-8.
async fn heard(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while bytes.len() < REQUEST_MAX {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&bytes[..end]).ok()?.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        let length: usize = length.trim().parse().ok()?;
        if let Some(body) = bytes.get(end + 4..end + 4 + length) {
            return String::from_utf8(body.to_vec()).ok();
        }
    }
    None
}
