//! The whole server among strangers: nothing they send becomes a call, a conversation or a
//! contact, and nobody on the phone notices. And what callers put into a call stays text
//! wherever it is shown.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use desk::notify::{
    AlertPlan, AlertTo, Block, MailPlan, NotificationSettings, Piece, TaskPlan, Variable, When,
};
use desk::{Document, NotificationId, Toggle, WebhookEvent, WebhookId, WebhookSettings};
use e2e::database::sqlite;
use e2e::floor::Floor;
use e2e::hook::Receiver;
use e2e::mail::{Encrypts, MailServer};
use e2e::raw::Stranger;
use e2e::server::{NUMBER, Setup};
use e2e::session::Session;
use e2e::{SOON, until};
use phones::Behaviour;
use serde_json::{Value, json};

/// Who floods; every one has an address.
const STRANGERS: u8 = 200;
/// Messages of each of them.
const MESSAGES: usize = 25;

const ANA_CALLS: &str = "+15550451";

#[tokio::test(flavor = "multi_thread")]
async fn floods_and_scans_of_strangers_make_nothing_and_disturb_no_call() {
    let at_once = Behaviour::AnswerAfter(Duration::ZERO);
    let setup = Setup::support("", "recording = \"on\"");
    let floor = Floor::open(setup, &[at_once.clone(), at_once]).await;
    let call = floor.call(ANA_CALLS);
    floor.until_talking(1, &call).await;
    let before = facts(&floor).await;
    let mut strangers = Vec::new();
    for number in 1..=STRANGERS {
        let at = IpAddr::V4(Ipv4Addr::new(127, 1, 2, number));
        strangers.push(Stranger::at(at, floor.server.sip()).await);
    }
    let heard = call.heard();
    for round in 0..MESSAGES {
        for (number, stranger) in strangers.iter().enumerate() {
            let method = ["REGISTER", "OPTIONS", "INVITE", "BYE", "CANCEL"][(number + round) % 5];
            let id = format!("flood{round}x{number}");
            let to = if round % 2 == 0 { NUMBER.to_owned() } else { format!("+1900{round:04}") };
            let body = if method == "INVITE" { stranger.sdp() } else { String::new() };
            stranger.says(stranger.request(method, &to, &id, &body).as_bytes()).await;
        }
    }
    // The call goes on, gap-free as far as this machine lets it.
    floor.until_talking(1, &call).await;
    let after = call.heard();
    let missing = after.missing() - heard.missing();
    assert!(missing <= call.skipped_packets() + floor.phone(1).skipped_packets() + 5, "{missing}");
    assert_eq!(facts(&floor).await, before, "a stranger's message is in the log");
    assert_eq!(floor.operator.calls().await.len(), 1);
    // A trunk's call comes through while all of them are known for what they are.
    let second = floor.call("+15550452");
    floor.until_talking(2, &second).await;
    for call in [&call, &second] {
        call.hang_up();
    }
    floor.operator.until_over(ANA_CALLS).await;
}

/// How many lines were written to the log since the start.
async fn facts(floor: &Floor) -> u64 {
    let answer = e2e::http::ask(floor.server.http(), "GET", "/metrics", None, None).await;
    let text = answer.unwrap_or_else(|why| panic!("no metrics: {why}")).text();
    let line = text.lines().find(|line| line.starts_with("cordboard_facts_total"));
    let count = line.and_then(|line| line.rsplit(' ').next()).and_then(|count| count.parse().ok());
    count.unwrap_or_else(|| panic!("no count of facts in {text}"))
}

/// A call that a hostile carrier places, byte by byte.
struct Strange {
    what: &'static str,
    /// The user part of From and the display name before it.
    user: &'static str,
    name: &'static [u8],
    call_id: &'static str,
    /// Further lines.
    more: &'static str,
    /// The user and the name of the session description.
    sdp: [&'static str; 2],
    /// What becomes of it.
    status: u16,
}

/// One with nothing strange in it, to be spoilt.
const PLAIN: Strange = Strange {
    what: "plain",
    user: "+15550900",
    name: b"\"Ruth\"",
    call_id: "plain@carrier",
    more: "",
    sdp: ["-", "-"],
    status: 200,
};

/// Angle brackets reach us in a number alone, where they may be written as escapes.
const MARKUP: &str = "%3Cb%20onmouseover%3Dalert(1)%3E%26%22'%0d%0aBcc:%20evil@example.org";

const CALLS: [Strange; 8] = [
    Strange {
        what: "markup",
        user: MARKUP,
        name: br#""<script>alert(\"evil\")</script> & 'it' {{agent_name}}""#,
        call_id: r#"<script>evil("1")</script>'{x}@carrier"#,
        more: "User-Agent: <img src=x onerror=evil(1)>\r\n\
               Subject: </title><script>evil()</script>\r\n\
               Organization: \"evil\"; drop table fact\r\n",
        sdp: ["<b>evil</b>", "</script><script>evil(1)</script>"],
        ..PLAIN
    },
    Strange {
        what: "a name of two lines, as RFC 3261 7.3.1 folds them",
        user: "+15550901",
        name: b"\"Ruth\r\n Bcc: evil@example.org\"",
        call_id: "folded@carrier",
        ..PLAIN
    },
    Strange {
        what: "control characters behind a backslash",
        user: "+15550902",
        name: b"\"bell \\\x07 escape \\\x1b[31m evil\"",
        call_id: "quoted@carrier",
        ..PLAIN
    },
    Strange {
        what: "Latin-1, and bytes that are no text at all",
        user: "+15550903",
        name: b"\"Jos\xe9 \xff\xfe\xc0\x80 evil\"",
        call_id: "latin@carrier",
        ..PLAIN
    },
    Strange {
        what: "marks that turn the writing round, and breaks of lines that are none of ASCII",
        user: "+15550904",
        name: "\"\u{202e}evil\u{2028}next\u{2029}\u{85}\u{feff}\u{0}\"".as_bytes(),
        call_id: "turned@carrier",
        status: 400,
        ..PLAIN
    },
    Strange {
        what: "a naked escape",
        user: "+15550905",
        name: b"\"\x1b]0;evil\x07\"",
        call_id: "escape@carrier",
        status: 400,
        ..PLAIN
    },
    Strange {
        what: "an escape in another header",
        user: "+15550906",
        call_id: "agent@carrier",
        more: "User-Agent: \u{1b}[2Jevil\r\n",
        status: 400,
        ..PLAIN
    },
    Strange {
        what: "the same marks without the NUL",
        user: "+15550907",
        name: "\"\u{202e}evil\u{2028}next\u{2029}\u{feff} \u{1f980}\"".as_bytes(),
        call_id: "marks@carrier",
        ..PLAIN
    },
];

impl Strange {
    fn bytes(&self, carrier: &Stranger, server: std::net::SocketAddr) -> Vec<u8> {
        let (near, [owner, title]) = (carrier.address(), self.sdp);
        let sdp = carrier.sdp().replace("o=- ", &format!("o={owner} "));
        let sdp = sdp.replace("s=-", &format!("s={title}"));
        let mut head = self.request("INVITE", 1, near, &format!("sip:{NUMBER}@{server}"), "");
        head.extend(self.more.as_bytes());
        head.extend(b"Content-Type: application/sdp\r\n");
        head.extend(format!("Content-Length: {}\r\n\r\n{sdp}", sdp.len()).as_bytes());
        head
    }

    /// A request without its last lines; `to_tag` begins with `;tag=` or is empty.
    fn request(
        &self,
        method: &str,
        sequence: u32,
        near: std::net::SocketAddr,
        uri: &str,
        to_tag: &str,
    ) -> Vec<u8> {
        let Strange { user, name, call_id, .. } = self;
        let branch = format!("z9hG4bK{}{method}", call_id.len());
        let mut bytes = format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {near};branch={branch}{user_len}\r\n\
             Max-Forwards: 70\r\nCSeq: {sequence} {method}\r\nCall-ID: {call_id}\r\n\
             To: <sip:{NUMBER}@desk>{to_tag}\r\n\
             Contact: \"<svg onload=evil(1)>\" <sip:x@{near}>\r\nFrom: ",
            user_len = user.len(),
        )
        .into_bytes();
        bytes.extend(*name);
        bytes.extend(format!(" <sip:{user}@{near}>;tag=here\r\n").as_bytes());
        bytes
    }

    /// Places it; one that is taken is hung up again.
    async fn place(&self, carrier: &Stranger, server: std::net::SocketAddr) {
        let answer = carrier.is_answered(&self.bytes(carrier, server), SOON).await;
        let (status, answer) = answer.unwrap_or_else(|| panic!("{}: no answer", self.what));
        assert_eq!(status, self.status, "{}: {answer}", self.what);
        let line = |name: &str| answer.lines().find(|line| line.starts_with(name));
        let tag = line("To:").and_then(|to| to.split_once(";tag=")).map(|(_, tag)| tag.trim());
        let tag = format!(";tag={}", tag.unwrap_or_default());
        let uri = line("Contact:").and_then(|contact| contact.split(['<', '>']).nth(1));
        let Some(uri) = uri.filter(|_| status == 200) else {
            let uri = format!("sip:{NUMBER}@{server}");
            return carrier.says(&self.last("ACK", 1, carrier, &uri, &tag)).await;
        };
        carrier.says(&self.last("ACK", 1, carrier, uri, &tag)).await;
        let bye = self.last("BYE", 2, carrier, uri, &tag);
        until(&format!("{}: the BYE is answered", self.what), SOON, async || {
            // The answer to the INVITE may come once more before it.
            let (status, answer) = carrier.is_answered(&bye, SOON).await?;
            (status == 200 && answer.contains("BYE")).then_some(())
        })
        .await;
    }

    fn last(&self, method: &str, n: u32, carrier: &Stranger, uri: &str, tag: &str) -> Vec<u8> {
        let mut bytes = self.request(method, n, carrier.address(), uri, tag);
        bytes.extend(b"Content-Length: 0\r\n\r\n");
        bytes
    }
}

/// Everything a mail can say of a caller, as text, as a heading and in a list.
fn every_word() -> NotificationSettings {
    let all: Vec<Piece> =
        Variable::SYSTEM.iter().map(|variable| Piece::variable(variable.clone(), "-")).collect();
    let who = vec![
        Piece::variable(Variable::CustomerName, "nobody"),
        Piece::text(" "),
        Piece::variable(Variable::CustomerNumber, "nobody"),
    ];
    NotificationSettings {
        name: "Every word".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(MailPlan {
            recipients: vec!["ana@example.org".to_owned()],
            subject: who.clone(),
            body: vec![
                Block::Heading { pieces: who.clone() },
                Block::Bullets { items: vec![all.clone()] },
                Block::Paragraph { pieces: all },
            ],
        }),
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan { title: who, ..TaskPlan::default() }),
        retired: Toggle::Off,
    }
}

/// No text in it has a control character, but for the ends of lines where there are lines,
/// and nothing that turns the writing round.
fn is_text(what: &str, value: &Value) {
    let lines = ["text", "html", "body"];
    match value {
        Value::String(text) => {
            let turns = |c| matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let bad = text.chars().find(|c| c.is_control() || turns(*c));
            assert_eq!(bad, None, "{what}: {text:?}");
        }
        Value::Array(items) => items.iter().for_each(|item| is_text(what, item)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().filter(|_| lines.contains(&name.as_str())) {
                    Some(text) => is_text(name, &json!(text.replace('\n', " "))),
                    None => is_text(name, value),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A page of HTML in which nothing came from outside but text.
fn is_our_page(html: &str) {
    for tag in html.split('<').skip(1) {
        let tag = tag.split(['>', ' ']).next().unwrap();
        let tag = tag.trim_start_matches('/');
        let ours = [
            "!DOCTYPE", "html", "head", "meta", "title", "body", "div", "p", "h2", "ul", "li", "br",
        ];
        assert!(ours.contains(&tag), "<{tag}: {html}");
    }
    assert!(!html.contains("evil(\"") && !html.contains("\"evil"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hostile_carrier_puts_into_a_call_stays_text_wherever_it_is_shown() {
    let mail = MailServer::start(Encrypts::AfterStartTls).await;
    let hook = Receiver::answering(&["200 OK"]).await;
    let setup = Setup::support("", "").table(&mail.section()).owners();
    let setup = setup.table("[webhooks]\nallow_internal = [\"127.0.0.0/8\"]");
    let floor = Floor::open(setup, &[Behaviour::Ignore]).await;
    floor.operator.save(0, Document::Notification(NotificationId(1), every_word())).await;
    let webhook = WebhookSettings {
        name: "All".to_owned(),
        url: hook.url(),
        events: [WebhookEvent::CallEnded, WebhookEvent::TaskCreated].into(),
        on: Toggle::On,
        retired: Toggle::Off,
    };
    floor.operator.save(0, Document::Webhook(WebhookId(1), webhook)).await;
    let ana = Session::begin(&floor.server, 1).await;
    ana.post("/webhooks/1/secret", &json!({})).await;

    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let carrier = Stranger::at(local, floor.server.sip()).await;
    for strange in &CALLS {
        strange.place(&carrier, floor.server.sip()).await;
    }
    let taken = CALLS.iter().filter(|strange| strange.status == 200).count();
    let mails = mail.until_accepted(taken).await;
    until("every webhook is called", SOON, async || (hook.told().len() == taken * 2).then_some(()))
        .await;
    mails_are_clean(&mails);
    for told in hook.told() {
        is_text("a webhook", &told.body);
    }
    everything_shown_is_text(&floor, &ana, taken).await;
    // Facts hold no words, and the log of the program none of a caller's.
    let file = floor.server.data().join("cordboard.db");
    let facts = "SELECT body FROM fact WHERE body LIKE '%evil%' OR body LIKE '%Ruth%'";
    assert_eq!(sqlite(&file, facts), Vec::<Value>::new());
    for line in floor.server.lines() {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.contains("evil") && !line.contains("1555090"), "{line}");
    }
    let jobs = floor.server.run(&["jobs", "--done"], SOON).await.said;
    jobs.lines().for_each(|line| is_text("the list of jobs", &json!(line)));
    let check = floor.server.run(&["check"], SOON).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
}

fn mails_are_clean(mails: &[Value]) {
    for mail in mails {
        let headers = mail["headers"].as_array().unwrap();
        let names: Vec<_> = headers.iter().map(|header| header[0].as_str().unwrap()).collect();
        assert!(!names.iter().any(|name| name.eq_ignore_ascii_case("bcc")), "{names:?}");
        headers.iter().for_each(|header| is_text("a header", header));
        assert_eq!(mail["to"], json!(["ana@example.org"]));
        is_our_page(mail["html"].as_str().unwrap());
        is_text("a mail", &json!({ "text": mail["text"].as_str().unwrap().replace('\r', "") }));
    }
    let markup = mails.iter().find(|mail| mail["html"].as_str().unwrap().contains("onmouseover"));
    let html = markup.unwrap()["html"].as_str().unwrap();
    assert!(html.contains("&lt;b onmouseover=alert(1)&gt;&amp;&quot;&#39;"), "{html}");
    assert!(html.contains("{{agent_name}}"), "a name is no template: {html}");
}

/// Every answer that shows a call, its caller, and what was done about it.
async fn everything_shown_is_text(floor: &Floor, ana: &Session, taken: usize) {
    let calls = floor.operator.calls().await;
    assert_eq!(calls.len(), taken, "what was refused made no call: {calls:?}");
    let mut paths = vec![
        "/search?q=evil".to_owned(),
        "/tasks?view=open".to_owned(),
        "/alerts".to_owned(),
        "/outbox".to_owned(),
        "/jobs?state=done".to_owned(),
        "/conversations?state=any".to_owned(),
    ];
    for call in &calls {
        let page = floor.operator.ask("GET", &format!("/calls/{}", call.id), None).await.unwrap();
        is_text("the operator's page", &serde_json::from_slice(&page.body).unwrap());
        paths.push(format!("/conversations/{}", call.conversation));
        paths.push(format!("/contacts/{}", call.contact));
        paths.push(format!("/calls/{}/notifications", call.id));
        paths.push(format!("/calls/{}/why", call.id));
    }
    for mail in ana.get("/outbox").await["items"].as_array().unwrap() {
        paths.push(format!("/outbox/{}", mail["id"]));
    }
    let mut shown = String::new();
    for path in paths {
        let value = ana.get(&path).await;
        is_text(&path, &value);
        shown.push_str(&value.to_string());
    }
    for word in ["<b onmouseover=alert(1)>", "Jos?", "Bcc: evil@example.org", "\u{1f980}"] {
        assert!(shown.contains(word), "{word} is shown as it came");
    }
}
