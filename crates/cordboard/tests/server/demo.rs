//! The demo that somebody visits: one link, a call that rings soon, and a caller who
//! talks, listens and leaves.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use phones::{Heard, Sound, Speech};
use serde_json::json;
use tokio::time::timeout;

use crate::page::{hello, sign_in_by};
use crate::stage::SOON;
use crate::talk::open_phone;

/// The promise: a call rings within a minute after the page is open.
const A_MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_visitor_is_signed_in_by_a_link_rung_within_a_minute_and_talked_to() {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_cordboard"))
        .args(["demo", "--seed", "3"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let _demo = Killed(demo);
    let line = lines.find_map(|line| {
        line.ok()?.split_once("in your browser: ").map(|(_, link)| link.to_owned())
    });
    let link = line.expect("a link");
    // Somebody has to read what it says, or it stands still.
    std::thread::spawn(move || lines.for_each(drop));
    let first = sign_in_by(&link).await;
    let session = sign_in_by(&link).await;
    assert_eq!(first.ask("GET", "/session", None).await.status, 200, "the link works twice");
    let conversations = "/conversations?view=all&state=any&limit=100";
    let before = session.ask("GET", conversations, None).await.json();
    assert!(before["items"].as_array().unwrap().len() >= 20, "there is some history: {before}");

    let mut page = session.open(hello(31)).await;
    page.frame("welcome").await;
    let browser = open_phone(&session, 31).await;
    browser.say(Sound::Speech(Speech::teammate(1)));
    page.me(|me| me["ready"] == true).await;
    let ring = timeout(A_MINUTE, page.wait_for(|frame| frame["type"] == "ring")).await.unwrap();
    let answer = json!({ "command": { "do": "answer", "offer": ring["offer"] }, "tab": 31 });
    let answered = session.ask("POST", "/commands", Some(&answer)).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    page.me(|me| me["call"]["stage"] == "talking").await;
    let voice = |heard: &Heard| heard.loudness(Duration::from_millis(400)) > 0.02;
    browser.until_heard(SOON, voice).await.unwrap();
    let over = page.wait_for(|frame| frame["type"] == "me" && frame["me"]["call"].is_null());
    timeout(A_MINUTE * 2, over).await.expect("the caller leaves by itself");
}

/// A program that ends with its test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
