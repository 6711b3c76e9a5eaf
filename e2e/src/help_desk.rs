//! Teammates at work: the real server, and Chromium with a Help Desk page for each of
//! them, signed in and ready to be rung.

use crate::browser::{Browser, Desk, Find, Page};
use crate::operator::Operator;
use crate::server::{Server, Setup};
use crate::wait::{SOON, until};

/// The tone that the microphone of the first browser says.
pub const ANA_SAYS: u16 = 1_000;

/// A server with one browser before it.
#[derive(Debug)]
pub struct HelpDesk {
    /// The server.
    pub server: Server,
    /// The operator, who sees everything.
    pub operator: Operator,
    /// The browser.
    pub browser: Browser,
}

impl HelpDesk {
    /// Opens a desk with this configuration; nobody is signed in yet.
    pub async fn open(setup: &Setup) -> HelpDesk {
        let server = Server::start(setup).await;
        let operator = server.operator();
        let browser = Browser::start(ANA_SAYS).await;
        HelpDesk { server, operator, browser }
    }

    /// The address of a page.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.http())
    }

    /// A teammate signs in, sits down before a page of the usual size, and can be rung.
    pub async fn seat(&self, teammate: u64, name: &str) -> Page<'_> {
        let page = self.sign_in(teammate, name, Desk::default()).await;
        self.until_ready(teammate).await;
        page
    }

    /// A teammate signs in.
    pub async fn sign_in(&self, teammate: u64, name: &str, desk: Desk) -> Page<'_> {
        self.browser.person(name, desk).await;
        let link = self.operator.sign_in_link(teammate).await;
        let page = self.browser.page(name, &link).await;
        page.until_shows(&Find::role("navigation", "Cordboard")).await;
        page
    }

    /// The token by which the first owner sets the desk up, as the server has printed it.
    pub async fn set_up_token(&self) -> String {
        until("the server prints a set-up token", SOON, async || {
            let lines = self.server.lines();
            let line = lines.iter().find(|line| line.starts_with("set up at "))?;
            line.split_once("#token=").map(|(_, token)| token.trim().to_owned())
        })
        .await
    }

    /// Waits until the server would ring this teammate's browser.
    pub async fn until_ready(&self, teammate: u64) {
        until(&format!("the phone of teammate {teammate} is ready"), SOON, async || {
            self.operator.has_client(teammate).await.then_some(())
        })
        .await;
    }

    /// Waits until the server would not.
    pub async fn until_not_ready(&self, teammate: u64) {
        until(&format!("the phone of teammate {teammate} is gone"), SOON, async || {
            (!self.operator.has_client(teammate).await).then_some(())
        })
        .await;
    }
}
