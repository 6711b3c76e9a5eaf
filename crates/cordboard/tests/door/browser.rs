//! A browser as far as the door is concerned: it keeps the cookie and says where it is.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The header of that name, of the first line that has it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A problem's status and code.
    pub(crate) fn refused(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

/// A browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    server: SocketAddr,
    /// `name=value`, as it was set.
    pub(crate) cookie: Option<String>,
    /// What it says about the page that asks; its own, unless told otherwise.
    pub(crate) says: Vec<(&'static str, String)>,
}

impl Browser {
    /// On a page of that server.
    pub(crate) fn at(server: SocketAddr) -> Self {
        let says = vec![("Origin", format!("http://{server}"))];
        Self { server, cookie: None, says }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.ask("DELETE", path, None).await
    }

    pub(crate) async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let says: Vec<_> = self.says.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let mut headers = says;
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json"));
        }
        let cookie = self.cookie.clone();
        if let Some(cookie) = &cookie {
            headers.push(("Cookie", cookie));
        }
        let answer = raw(self.server, method, path, &headers, &body).await;
        if let Some(set) = answer.header("set-cookie") {
            let pair = set.split(';').next().unwrap();
            self.cookie =
                pair.split_once('=').filter(|it| !it.1.is_empty()).map(|_| pair.to_owned());
        }
        answer
    }
}

/// Sends exactly that and reads the whole answer.
pub(crate) async fn raw(
    server: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    raw_bytes(server, method, path, headers, body.as_bytes()).await
}

/// The same with a body that need not be text.
pub(crate) async fn raw_bytes(
    server: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {server}\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("connection")) {
        request += "Connection: close\r\n";
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() {
        request += &format!("Content-Length: {}\r\n", body.len());
    }
    let mut stream = TcpStream::connect(server).await.unwrap();
    let whole_request = [format!("{request}\r\n").as_bytes(), body].concat();
    stream.write_all(&whole_request).await.unwrap();
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while !whole(&answer) {
        let read = stream.read(&mut piece).await.unwrap();
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&piece[..read]);
    }
    let split = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let rest = &answer[split + 4..];
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { unchunk(rest) } else { rest.to_vec() };
    Answer { status, head, body }
}

/// Whether nothing more can come: an upgraded connection stays open, and one that was to
/// be upgraded is kept.
fn whole(answer: &[u8]) -> bool {
    let Some(split) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..split]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map(|length| length.parse::<usize>().unwrap());
    head.starts_with("http/1.1 101") || length.is_some_and(|it| answer.len() >= split + 4 + it)
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        rest = &rest[line + 2..];
        if size == 0 {
            return body;
        }
        body.extend(&rest[..size]);
        rest = &rest[size + 2..];
    }
}
