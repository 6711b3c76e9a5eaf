//! A server, and how one gets into it.

use std::path::Path;

use cordboard::config::{Config, Given};
use cordboard::{Running, WORKSPACE};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};

pub(crate) const PASSWORD: &str = "a quiet morning";
pub(crate) const OPERATOR: &str = "the operator's token";

/// A server with a folder of its own.
pub(crate) struct House {
    pub(crate) running: Running,
    pub(crate) folder: tempfile::TempDir,
}

fn config(folder: &Path, more: &str) -> Config {
    let file = folder.join("cordboard.toml");
    let text = format!(
        "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"127.0.0.1:0\"\n\
         operator_token = \"{OPERATOR}\"\n{more}"
    );
    std::fs::write(&file, text).unwrap();
    let given = Given { file: Some(file), data_dir: Some(folder.join("data")) };
    Config::read(&given, std::iter::empty()).unwrap()
}

impl House {
    /// A server that nobody has set up.
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// The same, with more in its file; it stands in `[http]` at first.
    pub(crate) async fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let running = cordboard::start(config(folder.path(), more)).await.unwrap();
        Self { running, folder }
    }

    /// Starts it again, on the same data.
    pub(crate) async fn again(self, between: impl AsyncFnOnce(&Path)) -> Self {
        self.running.stop().await;
        between(&self.folder.path().join("data/cordboard.db")).await;
        let running = cordboard::start(config(self.folder.path(), "")).await.unwrap();
        Self { running, folder: self.folder }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::at(self.running.http_address())
    }

    pub(crate) async fn token(&self) -> Option<String> {
        let link = self.running.reception().setup_link().await?;
        Some(link.split_once("#token=").unwrap().1.to_owned())
    }

    /// Sets it up; the owner Ana is signed in.
    pub(crate) async fn owner(&self) -> Browser {
        let mut browser = self.browser();
        let body = set_up(&self.token().await.unwrap(), "ana@example.org");
        let answer = browser.post("/api/v1/setup", &body).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json());
        browser
    }

    /// Somebody whom the owner has invited, and their number.
    pub(crate) async fn invited(
        &self,
        owner: &mut Browser,
        email: &str,
        role: u64,
    ) -> (Browser, u64) {
        let body = json!({ "email": email, "name": "Ben", "role": role, "teams": [] });
        let invited = owner.post("/api/v1/invitations", &body).await.json();
        let mut browser = self.browser();
        let answer = accept(&mut browser, &token_in(&invited), PASSWORD).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json());
        let teammate = answer.json()["teammate"].as_u64().unwrap();
        (browser, teammate)
    }

    /// Signs somebody in.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> (Browser, Answer) {
        let mut browser = self.browser();
        let body = json!({ "email": email, "password": password });
        let answer = browser.post("/api/v1/session", &body).await;
        (browser, answer)
    }

    /// Ends it and proves that what it wrote is sound.
    pub(crate) async fn close(self) {
        let store = std::sync::Arc::clone(self.running.store());
        self.running.stop().await;
        let breaches = store.check(WORKSPACE).await.unwrap();
        assert!(breaches.is_empty(), "{breaches:#?}");
    }
}

pub(crate) fn set_up(token: &str, email: &str) -> Value {
    json!({
        "token": token,
        "workspace_name": "Harbour & <b>Sons</b>",
        "name": "Ana",
        "email": email,
        "password": PASSWORD,
    })
}

pub(crate) fn token_in(invited: &Value) -> String {
    invited["link"].as_str().unwrap().split_once("/invitation#token=").unwrap().1.to_owned()
}

pub(crate) async fn accept(browser: &mut Browser, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "name": "Ben", "password": password });
    browser.post("/api/v1/invitations/accept", &body).await
}

/// Whether the browser is signed in.
pub(crate) async fn signed_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/api/v1/session").await;
    let state = browser.get("/api/v1/state").await.json()["signed_in"].as_bool().unwrap();
    match answer.status {
        200 => assert!(state),
        401 => {
            assert_eq!(answer.json()["code"], "signed_out");
            assert!(!state);
        }
        other => panic!("{other}: {:?}", answer.json()),
    }
    state
}
