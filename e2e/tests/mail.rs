//! Mail against a real server that fails in every way a mail server can: what became of
//! the letter, and what the server had taken by then.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use std::time::{Duration, SystemTime};

use courier::Authorities;
use courier::mail::{
    Letter, Login, MailError, Patience, Post, Refusal, Retry, SmtpSettings, Stage, Tls,
};
use e2e::mail::{Encrypts, MailServer, PASSWORD, USER};
use serde_json::{Value, json};

/// Long for a server that answers, short for one that hangs.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    step: Duration::from_millis(700),
    accepted: Duration::from_millis(700),
};

/// For tests in which nothing hangs, on a machine that is busy with something else.
const PATIENT: Patience = Patience {
    connect: Duration::from_secs(20),
    step: Duration::from_secs(20),
    accepted: Duration::from_secs(20),
};

fn letter(number: u64) -> Letter {
    Letter {
        message_id: format!("<1.{number}.1.0.1@mail.test>"),
        from_name: Some("Example".to_owned()),
        to: "ana@example.org".to_owned(),
        subject: format!("Call {number}"),
        html: "<p>Hello <b>Ana</b></p>".to_owned(),
        text: "Hello Ana\n.\nand more".to_owned(),
        date: SystemTime::UNIX_EPOCH + Duration::from_secs(1_763_700_000),
    }
}

fn settings(server: &MailServer, tls: Tls) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port: server.address().port(),
        tls,
        login: None,
        from: "Desk <desk@mail.test>".to_owned(),
        hello: "desk.test".to_owned(),
        authorities: Authorities::read(&MailServer::authority()).unwrap(),
        patience: PATIENT,
    }
}

fn signed_in(server: &MailServer, tls: Tls, password: &str) -> SmtpSettings {
    let login = Login { user: USER.to_owned(), password: password.to_owned() };
    SmtpSettings { login: Some(login), ..settings(server, tls) }
}

fn ids(mails: &[Value]) -> Vec<String> {
    mails.iter().map(|mail| mail["message_id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What a step of the plan has to lead to.
struct Case {
    step: Value,
    retry: Retry,
    stage: Stage,
    words: &'static str,
}

fn case(step: Value, retry: Retry, stage: Stage, words: &'static str) -> Case {
    Case { step, retry, stage, words }
}

fn reply(at: &str, text: &str) -> Value {
    json!({ "at": at, "do": "reply", "text": text })
}

const LATER: Retry = Retry::Later;

/// Sends a letter into a server that does this once; then the same letter again, which has
/// to be accepted under the same Message-ID.
async fn holds(server: &mut MailServer, settings: &SmtpSettings, case: &Case, number: u64) {
    let Case { step, retry, stage, words } = case;
    let before = server.accepted().len();
    server.plan(json!([step]));
    let letter = letter(number);
    let error = Post::new(settings.clone()).unwrap().send(&letter).await.expect_err("it fails");
    assert_eq!((error.retry, error.stage), (*retry, *stage), "{step}: {error}");
    assert!(error.words.contains(words), "{step}: {error}");
    assert!(error.words.ends_with('.') || error.code.is_some(), "{step}: {error}");
    assert!(!error.brief().contains('@'), "{}", error.brief());
    let taken = usize::from(step["do"] == "accept");
    assert_eq!(server.accepted().len(), before + taken, "{step}");

    let again = SmtpSettings { patience: PATIENT, ..settings.clone() };
    Post::new(again).unwrap().send(&letter).await.unwrap_or_else(|why| panic!("{step}: {why}"));
    let accepted = ids(&server.accepted()[before..]);
    assert_eq!(accepted, vec![letter.message_id; taken + 1], "{step}");
}

#[tokio::test]
async fn every_answer_of_a_server_has_its_meaning() {
    use Stage::{Accepted, Data, Greeting, Recipient, Sender, Tls as Encrypting};
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let settings = settings(&server, Tls::StartTls);
    let never = Retry::Never;
    let cases = [
        case(reply("greeting", "421 4.3.2 Too busy"), LATER, Greeting, "421"),
        case(reply("greeting", "554 5.3.2 No service"), LATER, Greeting, "554"),
        case(reply("ehlo", "421 4.3.2 Going down"), LATER, Greeting, "421"),
        case(reply("ehlo", "550 5.0.0 Who are you"), LATER, Greeting, "550"),
        case(json!({"at": "ehlo", "do": "unoffered"}), LATER, Encrypting, "STARTTLS"),
        case(reply("starttls", "454 4.7.0 Not now"), LATER, Encrypting, "454"),
        case(reply("starttls", "501 5.5.4 What"), LATER, Encrypting, "501"),
        case(reply("mail", "421 4.3.0 Going down"), LATER, Sender, "421"),
        case(reply("mail", "451 4.3.0 Busy"), LATER, Sender, "451 4.3.0 Busy"),
        case(reply("mail", "452 4.3.1 Full"), LATER, Sender, "452"),
        case(reply("mail", "530 5.7.0 Sign in first"), LATER, Sender, "530"),
        case(reply("mail", "550 5.7.1 Not you"), never(Refusal::Sender), Sender, "Not you"),
        case(reply("mail", "553 5.1.8 No domain"), never(Refusal::Sender), Sender, "553"),
        case(reply("rcpt", "421 4.3.0 Going down"), LATER, Recipient, "421"),
        case(reply("rcpt", "450 4.2.1 Greylisted"), LATER, Recipient, "Greylisted"),
        case(reply("rcpt", "552 5.2.2 Mailbox full"), LATER, Recipient, "552"),
        case(
            reply("rcpt", "550 5.1.1 No such user"),
            never(Refusal::Recipient),
            Recipient,
            "refuses the recipient: 550 5.1.1 No such user",
        ),
        case(reply("rcpt", "553 5.1.3 Bad"), never(Refusal::Recipient), Recipient, "553"),
        case(reply("data", "421 4.3.0 Going down"), LATER, Data, "421"),
        case(reply("data", "451 4.3.0 Busy"), LATER, Data, "451"),
        case(reply("data", "554 5.6.0 No"), never(Refusal::Message), Data, "554"),
        case(reply("data", "250 OK without the mail"), LATER, Data, "250"),
        case(reply("end", "421 4.3.0 Going down"), LATER, Accepted, "421"),
        case(reply("end", "451 4.7.1 Later"), LATER, Accepted, "451"),
        case(reply("end", "554 5.7.1 Spam"), never(Refusal::Message), Accepted, "Spam"),
        case(reply("end", "552 5.3.4 Too big"), never(Refusal::Message), Accepted, "552"),
        case(reply("end", "354 Go on"), LATER, Accepted, "354"),
    ];
    for (number, case) in cases.iter().enumerate() {
        holds(&mut server, &settings, case, number as u64).await;
    }
}

#[tokio::test]
async fn a_connection_that_ends_anywhere_is_tried_again_under_the_same_message_id() {
    use Stage::{Accepted, Data, Greeting, Recipient, Sender, Tls as Encrypting};
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let settings = settings(&server, Tls::StartTls);
    let stages = [
        ("connect", Greeting),
        ("ehlo", Greeting),
        ("starttls", Encrypting),
        ("mail", Sender),
        ("rcpt", Recipient),
        ("data", Data),
        ("end", Accepted),
    ];
    for (number, (at, stage)) in stages.into_iter().enumerate() {
        let broken = case(json!({"at": at, "do": "close"}), LATER, stage, "localhost");
        holds(&mut server, &settings, &broken, number as u64).await;
    }
    let step = json!({"at": "end", "do": "accept"});
    let accepted = case(step, LATER, Accepted, "before it said whether it accepted");
    holds(&mut server, &settings, &accepted, 99).await;
}

#[tokio::test]
async fn a_server_that_hangs_anywhere_is_left_and_tried_again() {
    use Stage::{Accepted, Data, Greeting, Recipient, Sender, Tls as Encrypting};
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let settings = SmtpSettings { patience: PATIENCE, ..settings(&server, Tls::StartTls) };
    let stages = [
        ("greeting", Greeting),
        ("ehlo", Greeting),
        ("starttls", Encrypting),
        ("mail", Sender),
        ("rcpt", Recipient),
        ("data", Data),
        ("end", Accepted),
    ];
    for (number, (at, stage)) in stages.into_iter().enumerate() {
        let silent = case(json!({"at": at, "do": "hang"}), LATER, stage, "within 0.7 s");
        holds(&mut server, &settings, &silent, number as u64).await;
    }
}

#[tokio::test]
async fn a_slow_server_gets_its_mail_all_the_same() {
    let mut server = MailServer::start(Encrypts::AtOnce).await;
    let stages = ["greeting", "ehlo", "mail", "rcpt", "data", "end"];
    let slow = stages.map(|at| json!({"at": at, "do": "slow", "ms": 200}));
    server.plan(json!(slow));
    let post = Post::new(settings(&server, Tls::Implicit)).unwrap();
    post.send(&letter(1)).await.unwrap();
    assert_eq!(server.accepted().len(), 1);
}

#[tokio::test]
async fn what_arrives_is_what_was_written() {
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let post = Post::new(settings(&server, Tls::StartTls)).unwrap();
    post.send(&letter(7)).await.unwrap();
    let mail = &server.accepted()[0];
    assert_eq!(mail["from"], "desk@mail.test");
    assert_eq!(mail["to"], json!(["ana@example.org"]));
    assert_eq!(mail["subject"], "Call 7");
    assert_eq!(mail["html"].as_str().unwrap().trim_end(), "<p>Hello <b>Ana</b></p>");
    assert_eq!(mail["text"].as_str().unwrap().replace('\r', "").trim_end(), letter(7).text);
    assert_eq!((&mail["tls"], &mail["hello"]), (&json!(true), &json!("desk.test")));
    let header = |name: &str| {
        let headers = mail["headers"].as_array().unwrap();
        let found: Vec<_> = headers.iter().filter(|header| header[0] == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        found[0][1].as_str().unwrap().to_owned()
    };
    assert_eq!(header("Message-ID"), letter(7).message_id);
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("From"), "Example <desk@mail.test>");
    assert!(header("Date").starts_with("Fri, 21 Nov 2025"), "{}", header("Date"));
}

#[tokio::test]
async fn nobody_is_there() {
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let settings = settings(&server, Tls::StartTls);
    server.stop();
    let post = Post::new(settings.clone()).unwrap();
    let error = post.send(&letter(1)).await.expect_err("refused");
    assert_eq!((error.retry, error.stage), (LATER, Stage::Connect), "{error}");
    assert!(error.words.contains("cannot be reached"), "{error}");
    server.begin().await;
    post.send(&letter(1)).await.unwrap();
    assert_eq!(server.accepted().len(), 1);
    let nowhere = SmtpSettings { host: "no-such-host.invalid".to_owned(), ..settings };
    let error = Post::new(nowhere).unwrap().send(&letter(2)).await.expect_err("no such name");
    assert_eq!((error.retry, error.stage), (LATER, Stage::Connect), "{error}");
}

#[tokio::test]
async fn nothing_goes_out_over_tls_that_does_not_hold() {
    for (encrypts, tls) in
        [(Encrypts::AfterStartTls, Tls::StartTls), (Encrypts::AtOnce, Tls::Implicit)]
    {
        let another = MailServer::start_as_another(encrypts).await;
        let error = sent(settings(&another, tls)).await.expect_err("another name");
        assert_eq!((error.retry, error.stage), (LATER, Stage::Tls), "{error}");
        assert!(another.accepted().is_empty());

        let unknown = MailServer::start(encrypts).await;
        let web = SmtpSettings { authorities: Authorities::default(), ..settings(&unknown, tls) };
        let error = sent(web).await.expect_err("an authority nobody knows");
        assert_eq!((error.retry, error.stage), (LATER, Stage::Tls), "{error}");
        assert!(unknown.accepted().is_empty());
    }
    // A server that never encrypts, asked to from the first byte.
    let plain = MailServer::start(Encrypts::Not).await;
    let patience = SmtpSettings { patience: PATIENCE, ..settings(&plain, Tls::Implicit) };
    let error = sent(patience).await.expect_err("no TLS there");
    assert_eq!(error.retry, LATER, "{error}");
    let error = sent(settings(&plain, Tls::StartTls)).await.expect_err("no STARTTLS there");
    assert_eq!((error.retry, error.stage), (LATER, Stage::Tls), "{error}");
    assert!(plain.accepted().is_empty());
    // And where the operator wrote that it may.
    sent(settings(&plain, Tls::None)).await.unwrap();
    assert_eq!(plain.accepted().len(), 1);
}

async fn sent(settings: SmtpSettings) -> Result<(), MailError> {
    Post::new(settings).unwrap().send(&letter(1)).await
}

#[tokio::test]
async fn answers_sent_ahead_of_tls_are_not_taken_for_answers_from_inside() {
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let ahead = "250-mail.test\r\n250 AUTH LOGIN\r\n250 OK\r\n250 OK\r\n354 go on\r\n250 OK\r\n";
    server.plan(json!([{"at": "starttls", "do": "inject", "text": ahead}]));
    let error = sent(settings(&server, Tls::StartTls)).await.expect_err("somebody meddles");
    assert_eq!((error.retry, error.stage), (LATER, Stage::Tls), "{error}");
    assert!(server.accepted().is_empty());
}

#[tokio::test]
async fn a_password_goes_over_tls_alone_and_a_wrong_one_waits_with_clear_words() {
    for (encrypts, tls) in
        [(Encrypts::AfterStartTls, Tls::StartTls), (Encrypts::AtOnce, Tls::Implicit)]
    {
        let mut server = MailServer::start_with_login(encrypts).await;
        sent(signed_in(&server, tls, PASSWORD)).await.unwrap();
        assert_eq!(server.accepted()[0]["user"], USER);

        let error = sent(signed_in(&server, tls, "wrong words")).await.expect_err("wrong");
        assert_eq!((error.retry, error.stage, error.code), (LATER, Stage::Login, Some(535)));
        assert!(error.words.contains("refuses the user and password"), "{error}");
        assert!(!format!("{error:?}").contains("wrong words"));

        // Without a login the server asks for one: that is the operator's to mend.
        let error = sent(settings(&server, tls)).await.expect_err("it wants a login");
        assert_eq!((error.retry, error.code), (LATER, Some(530)), "{error}");

        let echo = "454 4.7.0 AUTH PLAIN AGRlc2tAbWFpbC50ZXN0AGNvcnJlY3Q= failed";
        server.plan(json!([reply("auth", echo)]));
        let error = sent(signed_in(&server, tls, PASSWORD)).await.expect_err("not now");
        assert_eq!((error.retry, error.code), (LATER, Some(454)));
        assert!(!error.words.contains("AGRlc2"), "{error}");
        server.plan(json!([{"at": "auth", "do": "close"}]));
        let error = sent(signed_in(&server, tls, PASSWORD)).await.expect_err("gone");
        assert_eq!((error.retry, error.stage), (LATER, Stage::Login), "{error}");
    }
    let plain = MailServer::start(Encrypts::Not).await;
    assert!(Post::new(signed_in(&plain, Tls::None, PASSWORD)).is_err(), "never in the clear");
    let shown = format!("{:?}", signed_in(&plain, Tls::StartTls, PASSWORD));
    assert!(!shown.contains(PASSWORD), "{shown}");
}

#[tokio::test]
async fn a_connection_is_used_again_and_one_that_closed_meanwhile_costs_no_attempt() {
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let post = Post::new(settings(&server, Tls::StartTls)).unwrap();
    for number in 0..60 {
        post.send(&letter(number)).await.unwrap();
    }
    let peers = |server: &MailServer| {
        let mut peers: Vec<_> = server.accepted().iter().map(|mail| mail["peer"].clone()).collect();
        peers.dedup();
        peers.len()
    };
    assert_eq!(peers(&server), 2, "fifty letters a connection");
    // A refused recipient leaves the connection as it was.
    server.plan(json!([reply("rcpt", "550 5.1.1 No such user")]));
    post.close().await;
    post.send(&letter(60)).await.expect_err("refused");
    post.send(&letter(61)).await.unwrap();
    assert_eq!(peers(&server), 3);
    // The server goes and comes back while the connection waits.
    server.plan(json!([]));
    server.stop();
    server.begin().await;
    post.send(&letter(62)).await.unwrap();
    server.plan(json!([reply("mail", "421 4.4.2 You waited too long")]));
    server.stop();
    server.begin().await;
    let error = post.send(&letter(63)).await.expect_err("a fresh one is told the same");
    assert_eq!(error.retry, LATER);
    assert_eq!(server.accepted().len(), 62);
}

#[tokio::test]
async fn the_same_letter_has_the_same_message_id_however_often_it_fails() {
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    server.plan(json!([{"at": "end", "do": "accept", "times": 5}]));
    let post = Post::new(settings(&server, Tls::StartTls)).unwrap();
    let mut attempts = 0;
    while post.send(&letter(1)).await.is_err() {
        attempts += 1;
    }
    assert_eq!(attempts, 5);
    let accepted = server.accepted();
    assert_eq!(accepted.len(), 6);
    assert!(ids(&accepted).iter().all(|id| *id == letter(1).message_id));
    let dates: Vec<_> = accepted.iter().map(|mail| mail["headers"].to_string()).collect();
    let dated = dates.iter().all(|headers| headers.contains("Fri, 21 Nov 2025 04:40:00"));
    assert!(dated, "{dates:?}");
}

#[tokio::test]
async fn a_thousand_letters_are_all_accepted_once() {
    let server = MailServer::start(Encrypts::AfterStartTls).await;
    let post = std::sync::Arc::new(Post::new(settings(&server, Tls::StartTls)).unwrap());
    let lanes = (0..8_u64).map(|lane| {
        let post = std::sync::Arc::clone(&post);
        tokio::spawn(async move {
            for number in 0..125 {
                post.send(&letter(lane * 125 + number)).await.unwrap();
            }
        })
    });
    for lane in lanes.collect::<Vec<_>>() {
        lane.await.unwrap();
    }
    let mut ids = ids(&server.accepted());
    assert_eq!(ids.len(), 1_000);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1_000, "none twice");
}
