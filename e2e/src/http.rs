//! The smallest HTTP client that serves: one request a connection, answers read whole.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server that does not answer by then hangs.
const PATIENCE: Duration = Duration::from_secs(15);

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Asks for something.
///
/// # Errors
/// One sentence when there is no answer, or no sensible one.
pub async fn ask(
    server: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    json: Option<&str>,
) -> Result<Answer, String> {
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
    ask_with(server, method, path, bearer.as_deref().unwrap_or_default(), json).await
}

/// Asks for something with header lines of one's own, each with its end.
///
/// # Errors
/// One sentence when there is no answer, or no sensible one.
pub async fn ask_with(
    server: SocketAddr,
    method: &str,
    path: &str,
    lines: &str,
    json: Option<&str>,
) -> Result<Answer, String> {
    let told = |why: &dyn std::fmt::Display| format!("{method} {path}: {why}");
    let exchange = exchange(server, method, path, lines, json);
    let bytes = match tokio::time::timeout(PATIENCE, exchange).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(why)) => return Err(told(&why)),
        Err(_) => return Err(told(&"no answer")),
    };
    parse(&bytes).ok_or_else(|| told(&"the answer is not HTTP"))
}

async fn exchange(
    server: SocketAddr,
    method: &str,
    path: &str,
    lines: &str,
    json: Option<&str>,
) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{lines}");
    let body = json.unwrap_or_default();
    if json.is_some() {
        request.push_str("Content-Type: application/json\r\n");
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: bytes[end + 4..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunked(&answer.body)?;
    } else if let Some(length) = answer.header("content-length") {
        (length.parse() == Ok(answer.body.len())).then_some(())?;
    }
    Some(answer)
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let length = std::str::from_utf8(&rest[..end]).ok()?;
        let length = usize::from_str_radix(length.trim(), 16).ok()?;
        let chunk = rest.get(end + 2..)?;
        if length == 0 {
            return Some(body);
        }
        body.extend(chunk.get(..length)?);
        rest = chunk.get(length + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn plain_and_chunked_bodies_are_read_and_torn_ones_are_not() {
        let plain = parse(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").unwrap();
        assert_eq!((plain.status, plain.text().as_str()), (200, "hi"));
        let head = "HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunked = parse(format!("{head}2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n").as_bytes()).unwrap();
        assert_eq!((chunked.status, chunked.text().as_str()), (503, "hi!"));
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi").is_none());
        assert!(parse(format!("{head}2\r\nhi\r\n").as_bytes()).is_none());
    }
}
