//! Notifications, tags and webhooks where they are saved: one sentence for each mistake.

#![expect(clippy::expect_used, reason = "a test may panic")]

use desk::{
    Actor, AlertPlan, AlertTo, AnyAll, Block, Condition, Document, MailPlan, NotificationId,
    NotificationSettings, Piece, RecordingMode, TagId, TagSettings, TaskAssignee, TaskPlan, TeamId,
    TeammateId, Toggle, Variable, WebhookEvent, WebhookId, WebhookSettings, When,
};

use crate::office::{ANA, BEN, Office, always, mail};

fn office() -> Office {
    Office::open(RecordingMode::Off, 0)
}

#[track_caller]
fn refused(office: &mut Office, settings: NotificationSettings) -> String {
    let document = Document::Notification(NotificationId(1), settings);
    office.tries_to_save(Actor::Operator, document).expect_err("it is refused")
}

fn with(plan: MailPlan) -> NotificationSettings {
    NotificationSettings { mail: Some(plan), ..always("Try") }
}

fn of_pieces(line: Vec<Piece>) -> NotificationSettings {
    with(mail(&["team@example.com"], line))
}

fn ruled(condition: Condition) -> NotificationSettings {
    NotificationSettings { when: When::Rule { condition }, ..always("Try") }
}

/// [004.12] A notification begun from nothing does something.
#[test]
fn a_notification_does_at_least_one_thing() {
    let mut office = office();
    let nothing = NotificationSettings { name: "Empty".to_owned(), ..Default::default() };
    assert_eq!(
        refused(&mut office, nothing.clone()),
        "A notification sends a mail, alerts the team or makes a task: choose one of these at \
         least."
    );
    let task = NotificationSettings { task: Some(TaskPlan::default()), ..nothing };
    office.notification(1, task);
}

/// [004.5] [004.21] Each recipient is one address, and nothing that could be more.
#[test]
fn recipients_are_addresses() {
    let mut office = office();
    let bad = [
        "",
        "team",
        "team@",
        "@example.com",
        "team@example",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "Team <a@example.com>",
        "a b@example.com",
        "a@@example.com",
        "a@exa_mple.com",
        "a@-example.com",
        "a@example..com",
        ".a@example.com",
        "-a@example.com",
        "ä@example.com",
        "a@example.com.",
        "\"a\"@example.com",
    ];
    for address in bad {
        let sentence = refused(&mut office, with(mail(&[address], vec![Piece::text("x")])));
        assert!(
            sentence.ends_with(
                "is not an e-mail address such as team@example.com: write one address in each \
                 field."
            ),
            "{address:?}: {sentence}"
        );
        assert!(!sentence.contains(['\r', '\n']));
    }
    for address in ["a@example.com", "a.b+c@mail.example.co.uk", "x@xn--bcher-kva.example"] {
        office.notification(1, with(mail(&[address], vec![Piece::text("x")])));
    }
    assert_eq!(
        refused(&mut office, with(mail(&[], vec![Piece::text("x")]))),
        "A mail needs 1 to 20 recipients."
    );
    assert_eq!(
        refused(&mut office, with(mail(&["a@b.com", "A@B.com"], vec![Piece::text("x")]))),
        "A@B.com is there twice: one mail is enough."
    );
}

/// [004.22] Names are exact, and the nearest right one is offered.
#[test]
fn a_misspelt_variable_is_refused_with_the_right_one() {
    let mut office = office();
    let named = |name: &str| Piece::variable(Variable::from(name.to_owned()), "");
    for (wrong, right) in [
        ("custmer_name", "customer_name"),
        ("conversation_sumary", "conversation_summary"),
        ("agent", "agent_name"),
        ("Conversation_date", "conversation_date"),
    ] {
        assert_eq!(
            refused(&mut office, of_pieces(vec![named(wrong)])),
            format!("There is no variable {{{{{wrong}}}}}: did you mean {{{{{right}}}}}?")
        );
    }
    assert_eq!(
        refused(&mut office, of_pieces(vec![named("dyn_Meeting Link")])),
        "{{dyn_Meeting Link}} is not the name of a variable: after dyn_ come 1 to 40 small \
         letters, digits and underscores."
    );
    assert_eq!(
        refused(&mut office, of_pieces(vec![Piece::text("Hello {{ custmer_name }}")])),
        "There is no variable {{custmer_name}}: did you mean {{customer_name}}?"
    );
    assert_eq!(
        refused(&mut office, of_pieces(vec![Piece::text("Hello {{customer_name}}")])),
        "{{customer_name}} stands in the text as words: put it in as a variable."
    );
    office.notification(1, of_pieces(vec![named("dyn_meeting_link"), Piece::text("a }} b {{ c")]));
}

/// [004.13] A subject is one plain line, links lead where mails may lead.
#[test]
fn subjects_and_links_are_what_mails_can_have() {
    let mut office = office();
    let subject = |pieces: Vec<Piece>| {
        with(MailPlan { subject: pieces, ..mail(&["a@example.com"], vec![Piece::text("x")]) })
    };
    let bold = Piece::Text { text: "x".to_owned(), bold: true, italic: false, link: None };
    let line = "The subject is one line of plain words and variables.";
    for pieces in [vec![bold], vec![Piece::Break], vec![Piece::text("a\nBcc: b@example.com")]] {
        assert_eq!(refused(&mut office, subject(pieces)), line);
    }
    assert_eq!(
        refused(&mut office, of_pieces(vec![Piece::text("a\r\nb")])),
        "The text has characters in it that cannot be shown: write it anew."
    );
    assert_eq!(refused(&mut office, subject(Vec::new())), "A mail needs a subject.");
    let linked = |link: &str| Piece::Text {
        text: "x".to_owned(),
        bold: false,
        italic: false,
        link: Some(link.to_owned()),
    };
    for link in [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "/inbox",
        "https://",
        "https://a b",
        "https://a\"b",
        "{{customer_name}}",
        "{{conversation_url}}/x",
    ] {
        let sentence = refused(&mut office, of_pieces(vec![linked(link)]));
        assert!(sentence.contains("is not a link that a mail can have"), "{link}: {sentence}");
    }
    let good = ["https://example.com/a?b=c#d", "HTTP://example.com", "mailto:a@example.com"];
    for link in good.into_iter().chain(["tel:+4930123", "{{conversation_url}}"]) {
        office.notification(1, of_pieces(vec![linked(link)]));
    }
}

/// Bodies end somewhere.
#[test]
fn a_mail_has_its_limits() {
    let mut office = office();
    let body = |body| with(MailPlan { body, ..mail(&["a@example.com"], Vec::new()) });
    let paragraph = |pieces| Block::Paragraph { pieces };
    assert_eq!(
        refused(&mut office, body(Vec::new())),
        "The body of a mail has 1 to 200 paragraphs."
    );
    assert_eq!(
        refused(&mut office, body(vec![paragraph(vec![Piece::text("x")]); 201])),
        "The body of a mail has 1 to 200 paragraphs."
    );
    assert_eq!(
        refused(&mut office, body(vec![paragraph(vec![Piece::text("x"); 201])])),
        "A line is made of at most 200 pieces."
    );
    assert_eq!(
        refused(&mut office, body(vec![Block::Bullets { items: Vec::new() }])),
        "A list has 1 to 200 lines."
    );
    assert_eq!(
        refused(&mut office, body(vec![paragraph(vec![Piece::text(&"x".repeat(5_001))])])),
        "One piece of text has at most 5000 characters."
    );
    assert_eq!(
        refused(&mut office, body(vec![paragraph(vec![Piece::text(&"x".repeat(5_000))]); 11])),
        "A mail has at most 50000 characters: shorten it."
    );
    let long = Piece::variable(Variable::CustomerName, &"x".repeat(501));
    assert_eq!(
        refused(&mut office, of_pieces(vec![long])),
        "The words instead of {{customer_name}} have at most 500 characters."
    );
}

/// Conditions are deep and long enough for people, and no deeper.
#[test]
fn conditions_have_their_limits() {
    let mut office = office();
    let all = |of| Condition::All { of };
    let deep = all(vec![all(vec![all(vec![Condition::NoNotes])])]);
    assert_eq!(refused(&mut office, ruled(deep)), "Conditions lie at most 3 deep in each other.");
    office.notification(1, ruled(all(vec![all(vec![Condition::NoNotes])])));
    assert_eq!(
        refused(&mut office, ruled(all(vec![Condition::NoNotes; 51]))),
        "A notification has at most 50 conditions."
    );
    assert_eq!(
        refused(&mut office, ruled(all(Vec::new()))),
        "A group of conditions needs at least one."
    );
    let words = |words: Vec<String>| ruled(Condition::NoteWords { mode: AnyAll::Any, words });
    assert_eq!(
        refused(&mut office, words(Vec::new())),
        "A condition on notes names 1 to 50 words or phrases."
    );
    for word in ["!!".to_owned(), "x".repeat(101)] {
        let sentence = refused(&mut office, words(vec![word]));
        assert!(sentence.contains("cannot be looked for"), "{sentence}");
    }
    let took = |at_least_s, at_most_s| ruled(Condition::Duration { at_least_s, at_most_s });
    assert_eq!(
        refused(&mut office, took(None, None)),
        "A condition on how long it took needs a limit."
    );
    assert_eq!(
        refused(&mut office, took(Some(9), Some(8))),
        "No call takes at least longer than at most: correct the two limits."
    );
    let caller = |start: &str| ruled(Condition::Caller { starts_with: vec![start.to_owned()] });
    assert_eq!(
        refused(&mut office, caller("Ruth")),
        "\"Ruth\" is not how a number begins: write it like +49."
    );
    let outcomes = ruled(Condition::Outcome { one_of: Default::default() });
    assert_eq!(
        refused(&mut office, outcomes),
        "A condition on outcomes needs at least one of them."
    );
}

/// What a notification names has to exist.
#[test]
fn strangers_in_notifications_are_refused() {
    let mut office = office();
    let team = ruled(Condition::Team { one_of: [TeamId(9)].into() });
    assert_eq!(
        refused(&mut office, team),
        "Team 9 does not exist: choose another one in the condition."
    );
    let tags = Condition::Tags { mode: AnyAll::Any, tags: [TagId(9)].into() };
    assert_eq!(
        refused(&mut office, ruled(Condition::Any { of: vec![tags] })),
        "Tag 9 does not exist: choose another one in the condition."
    );
    let alert = |teammates: Vec<TeammateId>| NotificationSettings {
        alert: Some(AlertPlan { to: AlertTo::Teammates { teammates } }),
        ..always("Try")
    };
    assert_eq!(
        refused(&mut office, alert(vec![TeammateId(9)])),
        "Teammate 9 does not exist: choose another one."
    );
    assert_eq!(
        refused(&mut office, alert(Vec::new())),
        "A team alert goes to everybody, or to 1 to 200 chosen teammates."
    );
    let assignee = TaskAssignee::Teammate(TeammateId(9));
    let task = TaskPlan { assignee, ..TaskPlan::default() };
    assert_eq!(
        refused(&mut office, NotificationSettings { task: Some(task), ..always("Try") }),
        "Teammate 9 does not exist: choose another one."
    );
}

/// Whoever may not change automations is told so; a tag is anybody's to make.
#[test]
fn notifications_and_webhooks_take_a_permission_and_new_tags_do_not() {
    let mut office = office();
    let lacks = "This takes the permission \"workflows access\", which your role lacks.";
    let by = Actor::Teammate(BEN);
    let notification = Document::Notification(NotificationId(1), always("Every call"));
    assert_eq!(office.tries_to_save(by, notification.clone()), Err(lacks.to_owned()));
    assert_eq!(office.tries_to_save(Actor::Teammate(ANA), notification), Ok(1));
    let tag = |name: &str, retired| {
        Document::Tag(TagId(1), TagSettings { name: name.to_owned(), retired })
    };
    assert_eq!(office.tries_to_save(by, tag("VIP", Toggle::Off)), Ok(1));
    assert_eq!(office.tries_to_save(by, tag("Very", Toggle::Off)), Err(lacks.to_owned()));
    assert_eq!(office.tries_to_save(by, tag("VIP", Toggle::On)), Err(lacks.to_owned()));
    let twin = TagSettings { name: " vip ".to_owned(), retired: Toggle::Off };
    assert_eq!(
        office.tries_to_save(by, Document::Tag(TagId(2), twin)),
        Err("There is a tag called \"VIP\" already.".to_owned())
    );
}

/// A webhook has an address without a secret in it, and something to be told.
#[test]
fn webhooks_are_checked() {
    let mut office = office();
    let hook = |url: &str| WebhookSettings {
        name: "Ledger".to_owned(),
        url: url.to_owned(),
        events: [WebhookEvent::CallEnded].into(),
        on: Toggle::On,
        retired: Toggle::Off,
    };
    let mut save = |hook: WebhookSettings| {
        office.tries_to_save(Actor::Operator, Document::Webhook(WebhookId(1), hook))
    };
    for url in ["", "ftp://example.com", "https://", "https://a:b@example.com", "https://a b"] {
        let sentence = save(hook(url)).expect_err("it is refused");
        assert!(sentence.contains("is not an address such as"), "{url}: {sentence}");
    }
    let untold = WebhookSettings { events: Default::default(), ..hook("https://example.com") };
    assert_eq!(save(untold), Err("A webhook is told of at least one kind of event.".to_owned()));
    assert_eq!(save(hook("https://example.com/a")), Ok(1));
}

/// Kept is kept for days, and not for none.
#[test]
fn retention_is_checked() {
    let mut office = office();
    let mut settings = office.desk.settings().clone();
    assert_eq!((settings.recordings_days, settings.mails_days), (None, Some(30)));
    settings.recordings_days = Some(0);
    assert_eq!(
        office.tries_to_save(Actor::Operator, Document::Workspace(settings)),
        Err("What is kept for a while is kept for 1 to 3650 days, not 0.".to_owned())
    );
}

/// Every document is stored as JSON and read again as it was.
#[test]
fn documents_survive_being_stored() {
    let condition = Condition::All {
        of: vec![
            Condition::Direction { direction: desk::Direction::Inbound },
            Condition::Talked { at_least_s: Some(5), at_most_s: None },
            Condition::NoNotes,
        ],
    };
    let settings = NotificationSettings {
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan { assignee: TaskAssignee::Teammate(ANA), ..TaskPlan::default() }),
        ..ruled(condition)
    };
    let text = serde_json::to_string(&settings).expect("it is JSON");
    assert!(text.contains(r#""when":{"when":"rule","condition":{"is":"all","of":["#), "{text}");
    assert!(text.contains(r#"{"is":"direction","direction":"inbound"}"#), "{text}");
    assert!(text.contains(r#""assignee":{"teammate":1}"#), "{text}");
    assert_eq!(serde_json::from_str::<NotificationSettings>(&text).expect("it is read"), settings);
    let piece = Piece::variable(Variable::CustomerName, "x");
    let text = serde_json::to_string(&piece).expect("it is JSON");
    assert!(text.starts_with(r#"{"piece":"variable","variable":"customer_name""#), "{text}");
}
