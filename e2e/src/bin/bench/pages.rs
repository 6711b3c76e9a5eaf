//! Pages without browsers: signed in, with the live connection open, and a phone where one
//! is wanted.

use crate::Failure;
use crate::server::{Server, TOKEN};
use e2e::http;
use futures_util::{SinkExt, StreamExt};
use phones::Browser;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Sign-ins come from so many addresses, as they do in life: the server lets one address
/// sign in only so often.
const ADDRESSES: usize = 200;

/// The browser phone connects within this time.
const CONNECTED_MAX: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<TcpStream>;

/// A call that rings in a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rang {
    pub(crate) teammate: usize,
    pub(crate) offer: u64,
    pub(crate) at: Instant,
}

/// A page's session: the cookie.
pub(crate) struct Session {
    server: SocketAddr,
    from: IpAddr,
    cookie: String,
}

/// Signs a teammate in and opens the live connection. Every ring is acknowledged and told.
pub(crate) async fn open(
    server: &Server,
    teammate: usize,
    rings: mpsc::UnboundedSender<Rang>,
) -> Result<Session, Failure> {
    let session = Session::begin(server.http, teammate).await?;
    let socket = session.connect(teammate).await?;
    tokio::spawn(read(socket, teammate, rings));
    Ok(session)
}

/// The tab of a teammate's page.
fn tab(teammate: usize) -> usize {
    teammate + 1_000_000
}

impl Session {
    async fn begin(server: SocketAddr, teammate: usize) -> Result<Session, Failure> {
        let wanted = json!({ "teammate": teammate }).to_string();
        let path = "/operator/v1/sign-in-links";
        let link = http::ask(server, "POST", path, Some(TOKEN), Some(&wanted)).await?;
        let link: Value = serde_json::from_str(&link.text())?;
        let link = link["link"].as_str().ok_or("no link to sign in by")?;
        let path = link.splitn(4, '/').nth(3).ok_or("the link is no address")?;
        let from = u8::try_from(teammate % ADDRESSES)? + 10;
        let from = IpAddr::V4(Ipv4Addr::new(127, 0, 0, from));
        let answer = ask(server, from, &format!("GET /{path}"), "", "").await?;
        let cookie = answer
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("set-cookie: "))
            .and_then(|line| line.get(12..)?.split(';').next())
            .ok_or_else(|| format!("no cookie in: {answer}"))?;
        Ok(Session { server, from, cookie: cookie.to_owned() })
    }

    async fn connect(&self, teammate: usize) -> Result<Socket, Failure> {
        let mut request = format!("ws://{}/api/v1/live", self.server).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("cookie", self.cookie.parse()?);
        headers.insert("origin", format!("http://{}", self.server).parse()?);
        let stream = dial(self.server, self.from).await?;
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        let browser = format!("browser-{teammate}");
        let hello = json!({ "type": "hello", "tab": tab(teammate), "browser": browser });
        socket.send(Message::text(hello.to_string())).await?;
        // The phone is opened once the tab is known.
        socket.next().await.ok_or("no welcome")??;
        Ok(socket)
    }

    /// Opens the page's phone and waits until it is connected.
    pub(crate) async fn phone(&self, teammate: usize) -> Result<Browser, Failure> {
        let (browser, offer) = Browser::offer(IpAddr::V4(Ipv4Addr::LOCALHOST))?;
        let body = json!({ "tab": tab(teammate), "sdp": offer }).to_string();
        let cookie = format!("Cookie: {}\r\nOrigin: http://{}\r\n", self.cookie, self.server);
        let answer = ask(self.server, self.from, "POST /api/v1/phone", &cookie, &body).await?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer to the phone's offer")?;
        let sdp: Value = serde_json::from_str(body).map_err(|why| format!("{why}: {answer}"))?;
        browser.accept(sdp["sdp"].as_str().ok_or_else(|| format!("no SDP in {sdp}"))?)?;
        browser.until_connected(CONNECTED_MAX).await?;
        Ok(browser)
    }
}

/// A teammate presses *Decline*.
pub(crate) async fn decline(server: SocketAddr, rang: Rang) -> Result<(), Failure> {
    press(server, rang.teammate, json!({ "do": "decline", "offer": rang.offer })).await
}

/// A teammate presses *Answer* in the page.
pub(crate) async fn answer(server: SocketAddr, rang: Rang) -> Result<(), Failure> {
    let tab = tab(rang.teammate);
    press(server, rang.teammate, json!({ "do": "answer", "offer": rang.offer, "tab": tab })).await
}

async fn press(server: SocketAddr, teammate: usize, command: Value) -> Result<(), Failure> {
    let body = json!({ "teammate": teammate, "command": command }).to_string();
    let path = "/operator/v1/commands";
    let answer = http::ask(server, "POST", path, Some(TOKEN), Some(&body)).await?;
    if answer.status == 200 { Ok(()) } else { Err(answer.text().into()) }
}

/// Only what a page has to answer is looked into: the rest is read and let go.
async fn read(mut socket: Socket, teammate: usize, rings: mpsc::UnboundedSender<Rang>) {
    while let Some(Ok(message)) = socket.next().await {
        let at = Instant::now();
        let Message::Text(text) = message else { continue };
        let reply = if text.starts_with("{\"type\":\"ring\"") {
            let Ok(ring) = serde_json::from_str::<Value>(&text) else { return };
            let offer = ring["offer"].as_u64().unwrap_or_default();
            // Who stopped counting needs no more.
            let _ = rings.send(Rang { teammate, offer, at });
            json!({ "type": "ringing", "offer": offer })
        } else if text.starts_with("{\"type\":\"tick\"") {
            json!({ "type": "pong" })
        } else {
            continue;
        };
        if socket.send(Message::text(reply.to_string())).await.is_err() {
            return;
        }
    }
}

async fn dial(server: SocketAddr, from: IpAddr) -> Result<TcpStream, Failure> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    let stream = socket.connect(server).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One request from that address; the whole answer as text.
async fn ask(
    server: SocketAddr,
    from: IpAddr,
    what: &str,
    headers: &str,
    body: &str,
) -> Result<String, Failure> {
    let mut stream = dial(server, from).await?;
    let length = body.len();
    let request = format!(
        "{what} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{headers}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
