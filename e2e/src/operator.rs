//! The operator's endpoints, as a person with the operator's token uses them.

use std::net::SocketAddr;
use std::time::Duration;

use desk::{Command, Document, SettingsRow};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::http::{self, Answer};
use crate::wait::{SOON, until, within};
use crate::wav::Wav;

/// More ended calls than any test makes.
const CALLS_MAX: u32 = 1_000;

/// Somebody with the operator's token.
#[derive(Debug, Clone)]
pub struct Operator {
    server: SocketAddr,
    token: String,
}

/// A call in a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: u64,
    /// The conversation it lives in.
    pub conversation: u64,
    /// The contact it is from.
    pub contact: u64,
    /// The caller's number; `None` when withheld.
    pub caller: Option<String>,
    /// `queued`, `ringing`, `talking`, `on_hold`, `ended` and so on.
    pub stage: String,
    /// Who is rung or talks.
    pub teammate: Option<u64>,
    /// The outcome, once it has one.
    pub outcome: Option<String>,
    /// When it arrived.
    pub placed_ms: u64,
    /// When it ended.
    pub ended_ms: Option<u64>,
}

/// All about a call.
#[derive(Debug, Clone, Deserialize)]
pub struct CallPage {
    /// What lists show.
    #[serde(flatten)]
    pub call: Call,
    /// The owner of its conversation.
    pub assignee: Option<u64>,
    /// Its log.
    pub timeline: Vec<Line>,
    /// Its time.
    pub segments: Vec<Segment>,
    /// Its offers.
    pub offers: Vec<Value>,
    /// Its recordings.
    pub recordings: Vec<Recording>,
}

/// A line of a call's log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// When.
    pub at_ms: u64,
    /// The words.
    pub text: String,
    /// Whether it is only shown under *details*.
    pub details: bool,
    /// The real cause of a decline.
    pub cause: Option<String>,
}

/// A piece of a call's time.
#[derive(Debug, Clone, Deserialize)]
pub struct Segment {
    /// What it was spent on.
    pub kind: String,
    /// Its start.
    pub from_ms: u64,
    /// Its end.
    pub to_ms: u64,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Recording {
    /// Its id.
    pub id: u64,
    /// `running`, `paused`, `closing`, `stored` or `failed`.
    pub stage: String,
    /// Milliseconds of audio, once it is closed.
    pub length_ms: Option<u64>,
}

/// Why something asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The problem's stable code.
    pub code: String,
}

impl CallPage {
    /// The words that are shown at once.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let shown = self.timeline.iter().filter(|line| !line.details);
        shown.map(|line| line.text.as_str()).collect()
    }

    /// The line with these words.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn line(&self, text: &str) -> &Line {
        let line = self.timeline.iter().find(|line| line.text == text);
        line.unwrap_or_else(|| panic!("the log has no `{text}`: {:#?}", self.words()))
    }

    /// The conversation it lives in.
    #[must_use]
    pub fn conversation(&self) -> u64 {
        self.call.conversation
    }

    /// The milliseconds spent on something.
    #[must_use]
    pub fn spent_ms(&self, kind: &str) -> u64 {
        let pieces = self.segments.iter().filter(|segment| segment.kind == kind);
        pieces.map(|segment| segment.to_ms - segment.from_ms).sum()
    }
}

impl Operator {
    pub(crate) fn new(server: SocketAddr, token: &str) -> Operator {
        Operator { server, token: token.to_owned() }
    }

    /// Asks for something in a teammate's name.
    ///
    /// # Errors
    /// The refusal.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn command(&self, teammate: u64, command: Command) -> Result<Value, Refused> {
        let body = json!({ "teammate": teammate, "command": command }).to_string();
        let answer = self.ask("POST", "/commands", Some(&body)).await;
        let answer = answer.unwrap_or_else(|why| panic!("{body}: {why}"));
        outcome(&answer)
    }

    /// The same, with nothing where the server does not answer.
    pub async fn try_command(
        &self,
        teammate: u64,
        command: Command,
    ) -> Option<Result<Value, Refused>> {
        let body = json!({ "teammate": teammate, "command": command }).to_string();
        let answer = self.ask("POST", "/commands", Some(&body)).await;
        answer.ok().map(|answer| outcome(&answer))
    }

    /// Saves a settings document as it is now, changed by `change`.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn change_settings(&self, change: impl Fn(&mut Document)) {
        let rows: Vec<SettingsRow> = self.read("/settings").await;
        for row in rows {
            let mut document = row.document.clone();
            change(&mut document);
            if document == row.document {
                continue;
            }
            let body = json!({ "version": row.version, "document": document }).to_string();
            let answer = self.ask("PUT", "/settings", Some(&body)).await;
            let answer = answer.unwrap_or_else(|why| panic!("{body}: {why}"));
            assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        }
    }

    /// Saves a settings document that was read at this version, 0 for a new one.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn save(&self, version: u64, document: Document) {
        let body = json!({ "version": version, "document": document }).to_string();
        let answer = self.ask("PUT", "/settings", Some(&body)).await;
        let answer = answer.unwrap_or_else(|why| panic!("{body}: {why}"));
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    }

    /// Calls that are live now.
    pub async fn live_calls(&self) -> Vec<Call> {
        self.read("/calls").await
    }

    /// Calls that have ended.
    pub async fn ended_calls(&self) -> Vec<Call> {
        self.read(&format!("/calls?state=ended&limit={CALLS_MAX}")).await
    }

    /// All calls.
    pub async fn calls(&self) -> Vec<Call> {
        // A call that ends between the two readings is found once: the ended ones come last.
        let mut calls = self.live_calls().await;
        let ended = self.ended_calls().await;
        calls.retain(|call| ended.iter().all(|other| other.id != call.id));
        calls.extend(ended);
        calls
    }

    /// All about a call.
    pub async fn page(&self, id: u64) -> CallPage {
        self.read(&format!("/calls/{id}")).await
    }

    /// All about a call, or nothing where the server does not answer or knows none.
    pub async fn try_page(&self, id: u64) -> Option<CallPage> {
        let answer = self.ask("GET", &format!("/calls/{id}"), None).await.ok()?;
        if answer.status != 200 {
            return None;
        }
        serde_json::from_slice(&answer.body).ok()
    }

    /// Calls that are live now, or nothing where the server does not answer.
    pub async fn try_live_calls(&self) -> Option<Vec<Call>> {
        let answer = self.ask("GET", "/calls", None).await.ok()?;
        if answer.status != 200 {
            return None;
        }
        serde_json::from_slice(&answer.body).ok()
    }

    /// The newest call of this caller, as soon as it stands there.
    ///
    /// # Panics
    /// When it does not come to stand there; its log is told.
    pub async fn until_stage(&self, caller: &str, stage: &str) -> Call {
        self.until_stage_within(caller, stage, SOON).await
    }

    async fn until_stage_within(&self, caller: &str, stage: &str, limit: Duration) -> Call {
        let stands = async || self.newest(caller).await.filter(|call| call.stage == stage);
        if let Some(call) = within(limit, stands).await {
            return call;
        }
        match self.newest(caller).await {
            Some(call) => {
                let log = self.page(call.id).await.timeline;
                panic!("the call of {caller} is {}, not {stage}; its log: {log:#?}", call.stage)
            }
            None => panic!("there is no call of {caller}"),
        }
    }

    async fn newest(&self, caller: &str) -> Option<Call> {
        let calls = self.calls().await.into_iter();
        let its = calls.filter(|call| call.caller.as_deref() == Some(caller));
        its.max_by_key(|call| call.id)
    }

    /// All about the newest call of this caller, as soon as it has ended and its
    /// recordings are closed.
    pub async fn until_over(&self, caller: &str) -> CallPage {
        self.until_over_within(caller, SOON).await
    }

    /// The same where requests may have to be sent again and again.
    pub async fn until_over_within(&self, caller: &str, limit: Duration) -> CallPage {
        let call = self.until_stage_within(caller, "ended", limit).await;
        until(&format!("the recordings of {caller} are closed"), SOON, async || {
            let page = self.page(call.id).await;
            let closed = page.recordings.iter().all(|one| one.length_ms.is_some());
            closed.then_some(page)
        })
        .await
    }

    /// Waits until a teammate is shown as this: `Active`, `Away: Call wrap up` and so on.
    pub async fn until_shown(&self, teammate: u64, shown: &str) {
        until(&format!("teammate {teammate} is shown as {shown}"), SOON, async || {
            (self.shown(teammate).await == shown).then_some(())
        })
        .await;
    }

    /// A link that signs a teammate in, once.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn sign_in_link(&self, teammate: u64) -> String {
        let body = json!({ "teammate": teammate }).to_string();
        let answer = self.ask("POST", "/sign-in-links", Some(&body)).await;
        let answer = answer.unwrap_or_else(|why| panic!("{body}: {why}"));
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        let read: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        let link = read["link"].as_str();
        link.unwrap_or_else(|| panic!("no link: {}", answer.text())).to_owned()
    }

    /// Whether a teammate has a proven phone client.
    pub async fn has_client(&self, teammate: u64) -> bool {
        let all: Vec<Value> = self.read("/teammates").await;
        let found = all.iter().find(|one| one["id"].as_u64() == Some(teammate));
        found.is_some_and(|one| one["has_client"] == true)
    }

    /// As what a teammate is shown.
    ///
    /// # Panics
    /// When there is no such teammate.
    pub async fn shown(&self, teammate: u64) -> String {
        let all: Vec<Value> = self.read("/teammates").await;
        let found = all.iter().find(|one| one["id"].as_u64() == Some(teammate));
        let shown = found.and_then(|one| one["shown"].as_str());
        shown.unwrap_or_else(|| panic!("there is no teammate {teammate}: {all:?}")).to_owned()
    }

    /// The figures.
    pub async fn figures(&self) -> Value {
        self.read("/figures").await
    }

    /// A recording, read as a player would.
    ///
    /// # Panics
    /// When it is not there, or no good file.
    pub async fn recording(&self, id: u64) -> Wav {
        // A closed file is put into its place a moment after its fact.
        let answer = until(&format!("recording {id} is stored"), SOON, async || {
            let answer = self.ask("GET", &format!("/recordings/{id}"), None).await;
            let answer = answer.unwrap_or_else(|why| panic!("recording {id}: {why}"));
            (answer.status != 404).then_some(answer)
        })
        .await;
        assert_eq!(answer.status, 200, "recording {id}: {}", answer.text());
        let wav = Wav::parse(&answer.body);
        wav.unwrap_or_else(|why| panic!("recording {id} ({} bytes): {why}", answer.body.len()))
    }

    /// Asks for anything below the operator's address.
    ///
    /// # Errors
    /// One sentence when there is no answer.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        json: Option<&str>,
    ) -> Result<Answer, String> {
        let path = format!("/operator/v1{path}");
        http::ask(self.server, method, &path, Some(&self.token), json).await
    }

    async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.ask("GET", path, None).await;
        let answer = answer.unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        let read = serde_json::from_slice(&answer.body);
        read.unwrap_or_else(|why| panic!("GET {path}: {why} in {}", answer.text()))
    }
}

fn outcome(answer: &Answer) -> Result<Value, Refused> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if answer.status == 200 {
        return Ok(body);
    }
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    Err(Refused { status: answer.status, code })
}
