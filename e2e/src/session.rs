//! A teammate's session without a browser: what the page would ask for.

use std::net::SocketAddr;

use serde_json::Value;

use crate::http::{self, Answer};
use crate::server::Server;

/// A signed-in teammate.
#[derive(Debug, Clone)]
pub struct Session {
    server: SocketAddr,
    cookie: String,
}

impl Session {
    /// Signs a teammate in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn begin(server: &Server, teammate: u64) -> Session {
        let link = server.operator().sign_in_link(teammate).await;
        let path = link.split_once("/sign-in/").map(|(_, token)| format!("/sign-in/{token}"));
        let path = path.unwrap_or_else(|| panic!("{link} is no sign-in link"));
        let answer = http::ask_with(server.http(), "GET", &path, "", None).await;
        let answer = answer.unwrap_or_else(|why| panic!("{path}: {why}"));
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.unwrap_or_else(|| panic!("{path}: {} no cookie", answer.status));
        Session { server: server.http(), cookie: cookie.to_owned() }
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> SocketAddr {
        self.server
    }

    /// What the browser would send along as its cookie.
    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Reads something below `/api/v1`.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None).await
    }

    /// The same, with nothing when it is too much just now.
    ///
    /// # Panics
    /// When it cannot be read for another reason.
    pub async fn try_get(&self, path: &str) -> Option<Value> {
        let answer = self.exchange("GET", path, None).await;
        if answer.status == 429 {
            return None;
        }
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        Some(serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
    }

    /// Asks for something to be done.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, Some(&body.to_string())).await
    }

    async fn ask(&self, method: &str, path: &str, json: Option<&str>) -> Value {
        let answer = self.exchange(method, path, json).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text());
        serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
    }

    async fn exchange(&self, method: &str, path: &str, json: Option<&str>) -> Answer {
        let path = format!("/api/v1{path}");
        let lines = format!("Cookie: {}\r\nOrigin: http://{}\r\n", self.cookie, self.server);
        let answer = http::ask_with(self.server, method, &path, &lines, json).await;
        answer.unwrap_or_else(|why| panic!("{why}"))
    }
}
