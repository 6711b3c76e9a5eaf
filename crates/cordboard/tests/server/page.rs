//! A page without a browser: signs in by a link and holds the live connection.

use std::net::SocketAddr;

use cordboard::Running;
use desk::TeammateId;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::http::{Answer, ask, ask_as};
use crate::stage::SOON;

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    server: SocketAddr,
    cookie: String,
}

/// A page's live connection.
pub(crate) struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Everything that was said, in order.
    pub(crate) said: Vec<Value>,
    /// Whether rings are acknowledged as they come.
    pub(crate) answers_rings: bool,
}

/// Signs a teammate in.
pub(crate) async fn sign_in(running: &Running, teammate: u64) -> Session {
    let link = running.reception().sign_in_link(TeammateId(teammate)).await.unwrap();
    sign_in_by(&link).await
}

/// Signs in by such a link.
pub(crate) async fn sign_in_by(link: &str) -> Session {
    let (server, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let (server, path) = (server.parse().unwrap(), format!("/{path}"));
    let answer = ask(server, "GET", &path, None, None).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    // The head is in small letters, the token is not.
    let whole = String::from_utf8(answer.raw).unwrap();
    let at = whole.to_ascii_lowercase().find(cookie).unwrap();
    let cookie = whole[at..].split(';').next().unwrap().to_owned();
    Session { server, cookie }
}

/// A hello of a tab that holds nothing yet.
pub(crate) fn hello(tab: u64) -> Value {
    json!({ "type": "hello", "tab": tab, "browser": "firefox", "after": null, "epoch": null })
}

/// A hello of a tab that comes back.
pub(crate) fn back(tab: u64, after: &Value, epoch: &Value) -> Value {
    json!({ "type": "hello", "tab": tab, "browser": "firefox", "after": after, "epoch": epoch })
}

impl Session {
    /// Opens a live connection and says hello.
    pub(crate) async fn open(&self, hello: Value) -> Page {
        let origin = format!("http://{}", self.server);
        let mut page = self.connect(&origin).await.unwrap();
        page.say(hello).await;
        page
    }

    /// Opens a live connection, as a page of that origin.
    pub(crate) async fn connect(&self, origin: &str) -> Result<Page, Error> {
        let url = format!("ws://{}/api/v1/live", self.server);
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("cookie", self.cookie.parse().unwrap());
        headers.insert("origin", origin.parse().unwrap());
        let (socket, _) = connect_async(request).await?;
        Ok(Page { socket, said: Vec::new(), answers_rings: true })
    }

    /// Asks as the page would.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        ask_as(self.server, method, &format!("/api/v1{path}"), &self.cookie, body).await
    }

    /// The same, with another header.
    pub(crate) async fn ask_with(&self, method: &str, path: &str, header: &str) -> Answer {
        // A header is a line of its own, so it can follow the cookie's.
        let cookie = format!("{}\r\n{}", self.cookie, header.trim_end());
        ask_as(self.server, method, &format!("/api/v1{path}"), &cookie, None).await
    }
}

impl Page {
    pub(crate) async fn say(&mut self, words: Value) {
        self.socket.send(Message::text(words.to_string())).await.unwrap();
    }

    /// The next frame; `None` when the connection has ended. Ticks are answered, and
    /// rings acknowledged, as a page does it.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let message = timeout(SOON, self.socket.next()).await.unwrap();
            let frame: Value = match message {
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => continue,
            };
            if frame["type"] == "tick" {
                self.say(json!({ "type": "pong" })).await;
            }
            if frame["type"] == "ring" && self.answers_rings {
                self.say(json!({ "type": "ringing", "offer": frame["offer"] })).await;
            }
            self.said.push(frame.clone());
            return Some(frame);
        }
    }

    /// Reads until a frame is as wanted.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        match timeout(SOON, self.wait_for(wanted)).await {
            Ok(frame) => frame,
            Err(_) => panic!("it did not come; said: {:#?}", self.said),
        }
    }

    /// The same, however long it takes.
    pub(crate) async fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            match self.next().await {
                Some(frame) if wanted(&frame) => return frame,
                Some(_) => {}
                None => panic!("the connection has ended; said: {:#?}", self.said),
            }
        }
    }

    /// Reads until a frame of that type.
    pub(crate) async fn frame(&mut self, kind: &str) -> Value {
        self.until(|frame| frame["type"] == kind).await
    }

    /// Reads until the teammate's own state is as wanted.
    pub(crate) async fn me(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        self.until(|frame| frame["type"] == "me" && wanted(&frame["me"])).await["me"].clone()
    }

    /// Closes as a browser does when the page is unloaded.
    pub(crate) async fn unload(mut self) {
        let away = CloseFrame { code: CloseCode::Away, reason: "".into() };
        self.socket.close(Some(away)).await.unwrap();
    }
}
