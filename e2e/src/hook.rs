//! A program that is told what happens: it takes every webhook, answers as it should, and
//! keeps what it was told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Longer than anything we tell.
const REQUEST_MAX: usize = 1 << 20;

/// Such a program; it ends with the value's runtime.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    told: Arc<Mutex<Vec<Told>>>,
}

/// What it was told once.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The message's own id, the same when it is told again.
    pub id: String,
    /// What it says.
    pub body: Value,
}

impl Receiver {
    /// Starts it; it answers with these statuses, one after the other, and the last one
    /// stays.
    ///
    /// # Panics
    /// When there is no port for it.
    pub async fn answering(statuses: &'static [&'static str]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.unwrap_or_else(|why| panic!("no port for webhooks: {why}"));
        let address = listener.local_addr().unwrap_or_else(|why| panic!("no address: {why}"));
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let kept = Arc::clone(&told);
        tokio::spawn(async move {
            let mut statuses = statuses.iter();
            let mut status = "200 OK";
            while let Ok((mut stream, _)) = listener.accept().await {
                status = statuses.next().copied().unwrap_or(status);
                let Some(told) = heard(&mut stream).await else {
                    panic!("a webhook is cut off, or is no JSON")
                };
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(told);
                let answer =
                    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                // Whoever is gone by now tells it again.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Receiver { address, told }
    }

    /// Where it is told.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// All that it was told.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One request; nothing when it is cut off, or its body is no JSON.
async fn heard(stream: &mut TcpStream) -> Option<Told> {
    let mut bytes = Vec::new();
    while bytes.len() < REQUEST_MAX {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let length: usize = header(head, "content-length")?.parse().ok()?;
        if let Some(body) = bytes.get(end + 4..end + 4 + length) {
            let id = header(head, "webhook-id").unwrap_or_default().to_owned();
            return Some(Told { id, body: serde_json::from_slice(body).ok()? });
        }
    }
    None
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (of, value) = line.split_once(": ")?;
        of.eq_ignore_ascii_case(name).then_some(value)
    })
}
