//! Mails as they are written [004]: every variable with its availability and fallback, the
//! body twice, and values that want to be more than text.

#![expect(clippy::expect_used, reason = "a test may panic")]

use desk::notify::{RenderedMail, trial};
use desk::{
    Block, CallId, Case, Command, MailPlan, NotificationSettings, OfficeHours, OpenSpan, Outcome,
    Piece, RecordingMode, Stage, TaskPlan, Toggle, Variable,
};

use crate::office::{ANA, Office, addresses, always, mail};

/// What a mail of one line with that piece says, as plain text and as HTML.
fn said(office: &Office, case: &Case, piece: Piece) -> RenderedMail {
    let settings = NotificationSettings {
        mail: Some(mail(&["team@example.com"], vec![piece])),
        ..always("Try")
    };
    let names = office.desk.names();
    trial(&settings, case, &names, &addresses()).mail.expect("it sends a mail")
}

fn value(office: &Office, case: &Case, of: Variable) -> String {
    said(office, case, Piece::variable(of, "")).text.trim_end().to_owned()
}

fn case(office: &Office, call: CallId) -> Case {
    office.shelf.case_of(call).unwrap_or_else(|| panic!("the call is not stored"))
}

/// The paragraph of a body of one line.
fn inner(html: &str) -> &str {
    let after =
        html.split_once("<p dir=\"auto\" style=\"margin:0 0 14px\">").expect("a paragraph").1;
    after.split_once("</p>").expect("its end").0
}

/// [004.14] [004.15] [004.16] [004.17] A whole call, with all there is to know.
#[test]
fn every_variable_of_a_call_that_is_all_known() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    let contact = office.conversation(call).contact;
    let email = Some("ruth@example.com".to_owned());
    office.asks(ANA, Command::EditContact { contact, name: None, email });
    let case = case(&office, call);
    let conversation = case.conversation.id;
    let expected = [
        (Variable::ConversationDate, "2026-03-02 13:02".to_owned()),
        (Variable::ConversationTime, "1:02 PM".to_owned()),
        (Variable::ConversationDuration, "01:02".to_owned()),
        (Variable::ConversationStatus, "Completed".to_owned()),
        (Variable::ConversationDirection, "Inbound".to_owned()),
        (Variable::ConversationSummary, "There is no summary of this call.".to_owned()),
        (Variable::ConversationTranscript, "There is no transcript of this call.".to_owned()),
        (Variable::ConversationUrl, format!("https://desk.example.org/inbox/all/{conversation}")),
        (Variable::ConversationUuid, format!("00000000-0007-8000-8000-{:012x}", conversation.0)),
        (Variable::AgentName, "Ana Costa".to_owned()),
        (Variable::AccountName, "Harbour & Sons".to_owned()),
        (Variable::CustomerNumber, "+15550100".to_owned()),
        (Variable::CustomerName, "Ruth Doe".to_owned()),
        (Variable::CustomerEmail, "ruth@example.com".to_owned()),
        (Variable::ToNumber, "+4930000000".to_owned()),
    ];
    assert_eq!(expected.len(), Variable::SYSTEM.len());
    for (of, value_of) in expected {
        assert_eq!(value(&office, &case, of.clone()), value_of, "{of:?}");
    }
}

/// [004.16] [004.17] [004.18] [004.19] What is not there is empty, or what was written
/// beside it; a dynamic value needs a model to find it.
#[test]
fn what_is_not_there_has_its_fallback() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.rings(None, None);
    office.hangs_up(call);
    let mut case = case(&office, call);
    case.contact = None;
    let dynamic = Variable::from("dyn_appointment_date".to_owned());
    let absent = [
        Variable::AgentName,
        Variable::CustomerNumber,
        Variable::CustomerName,
        Variable::CustomerEmail,
        dynamic,
    ];
    for of in absent {
        assert_eq!(value(&office, &case, of.clone()), "", "{of:?}");
        assert_eq!(
            said(&office, &case, Piece::variable(of, "nobody knows")).text,
            "nobody knows\n"
        );
    }
    let told =
        said(&office, &case, Piece::variable(Variable::ConversationTranscript, "Not recorded."));
    assert_eq!(told.text, "Not recorded.\n");
    // Without a public address there is no link.
    let settings = NotificationSettings {
        mail: Some(mail(
            &["a@example.com"],
            vec![Piece::variable(Variable::ConversationUrl, "no link")],
        )),
        ..always("Try")
    };
    let written = trial(&settings, &case, &office.desk.names(), &desk::Addresses::default());
    assert_eq!(written.mail.expect("a mail").text, "no link\n");
}

/// [004.14] Minutes grow past 59, and the words of an outcome are few.
#[test]
fn durations_and_statuses_are_written_as_people_read_them() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let mut case = case(&office, call);
    for (seconds, shown) in [(0, "00:00"), (59, "00:59"), (3_599, "59:59"), (7_503, "125:03")] {
        case.call.ended = Some(case.call.placed.plus(seconds * 1_000 + 999));
        assert_eq!(value(&office, &case, Variable::ConversationDuration), shown);
    }
    let outcomes = [
        (Outcome::Completed, "Completed"),
        (Outcome::AbandonedIvr, "Abandoned"),
        (Outcome::AbandonedQueue, "Abandoned"),
        (Outcome::AbandonedOnHold, "Abandoned"),
        (Outcome::NoAnswer, "No answer"),
        (Outcome::Deflected(desk::DeflectionReason::NoTeammatesAvailable), "Deflected"),
        (Outcome::Failed(desk::Failure::NodeLost), "Failed"),
    ];
    for (outcome, shown) in outcomes {
        case.call.stage = Stage::Ended { outcome };
        assert_eq!(value(&office, &case, Variable::ConversationStatus), shown);
    }
}

/// [004.14] Times are those of the workspace's own zone.
#[test]
fn times_are_those_of_the_workspace() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let mut settings = office.desk.settings().clone();
    let day = |weekday| OpenSpan { weekday, from: 0, to: 1_440 };
    let zone = "Asia/Kolkata".to_owned();
    settings.hours = OfficeHours::Weekly { zone, open: (1..=7).map(day).collect() };
    office.save(desk::Document::Workspace(settings));
    let case = case(&office, call);
    assert_eq!(value(&office, &case, Variable::ConversationDate), "2026-03-02 18:32");
    assert_eq!(value(&office, &case, Variable::ConversationTime), "6:32 PM");
}

/// Without a transcript, what the team wrote is the best there is, and it says so.
#[test]
fn notes_stand_in_for_a_summary() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let conversation = office.conversation(call).id;
    for body in ["Wants <b>red</b> ones.\r\nCall back", "Called back."] {
        office.asks(ANA, Command::AddNote { conversation, body: body.to_owned() });
    }
    let case = case(&office, call);
    let told = said(&office, &case, Piece::variable(Variable::ConversationSummary, ""));
    assert_eq!(told.text, "From the notes: Wants <b>red</b> ones.\nCall back\nCalled back.\n");
    assert_eq!(
        inner(&told.html),
        "From the notes: Wants &lt;b&gt;red&lt;/b&gt; ones.<br>\nCall back<br>\nCalled back."
    );
}

/// [004.13] Headings, lists, marks and links, as HTML and as plain text.
#[test]
fn a_body_is_written_twice() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    let conversation = office.conversation(call).id;
    let link = |words: &str, to: &str| Piece::Text {
        text: words.to_owned(),
        bold: false,
        italic: false,
        link: Some(to.to_owned()),
    };
    let bold = Piece::Text { text: "Now".to_owned(), bold: true, italic: true, link: None };
    let plan = MailPlan {
        recipients: vec!["team@example.com".to_owned()],
        subject: vec![Piece::text("Call of "), Piece::variable(Variable::CustomerName, "somebody")],
        body: vec![
            Block::Heading { pieces: vec![Piece::text("To do")] },
            Block::Paragraph { pieces: vec![bold, Piece::Break, Piece::text("or never")] },
            Block::Bullets { items: vec![vec![Piece::text("one")], vec![Piece::text("two")]] },
            Block::Numbers { items: vec![vec![link("Open it", "{{conversation_url}}")]] },
            Block::Paragraph {
                pieces: vec![link("https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2")],
            },
        ],
    };
    let settings = NotificationSettings { mail: Some(plan), ..always("Try") };
    let case = case(&office, call);
    let mail = trial(&settings, &case, &office.desk.names(), &addresses()).mail.expect("a mail");
    assert_eq!(mail.subject, "Call of Ruth Doe");
    assert_eq!(
        mail.text,
        format!(
            "To do\n\nNow\nor never\n\n- one\n- two\n\n1. Open it \
             (https://desk.example.org/inbox/all/{conversation})\n\nhttps://example.com/?a=1&b=2\n"
        )
    );
    assert!(mail.html.contains("<strong><em>Now</em></strong><br>\nor never"), "{}", mail.html);
    assert!(mail.html.contains("<li dir=\"auto\">two</li>"));
    assert!(mail.html.contains("href=\"https://example.com/?a=1&amp;b=2\""));
    assert!(mail.html.contains("<title>Call of Ruth Doe</title>"));
}

/// [004.27] P6, P7: markup, braces, line breaks, marks that turn the reading direction, and a
/// hundred thousand characters are text like any other.
#[test]
fn values_are_text_and_nothing_else() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let mut case = case(&office, call);
    let mut named = |name: &str| {
        if let Some((_, content)) = &mut case.contact {
            content.name = Some(name.to_owned());
        }
        let subject = vec![Piece::variable(Variable::CustomerName, "")];
        let mut plan =
            mail(&["team@example.com"], vec![Piece::variable(Variable::CustomerName, "")]);
        plan.subject = subject.clone();
        let settings = NotificationSettings {
            mail: Some(plan),
            task: Some(TaskPlan { title: subject, ..TaskPlan::default() }),
            ..always("Try")
        };
        let done = trial(&settings, &case, &office.desk.names(), &addresses());
        (done.mail.expect("a mail"), done.task.expect("a task").title)
    };
    let (mail, _) = named("<img src=x onerror=alert(1)>\"'&");
    assert_eq!(inner(&mail.html), "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;");
    assert!(!mail.html.contains("<img"));
    let (mail, title) = named("{{customer_number}} {{conversation_url}}");
    assert_eq!(mail.subject, "{{customer_number}} {{conversation_url}}");
    assert_eq!(title, mail.subject);
    let (mail, _) = named("https://evil.example/ javascript:alert(1)");
    assert!(!mail.html.contains("<a "));
    let (mail, title) = named("Ruth\r\nBcc: all@example.com\r\n\r\n<p>\u{2028}x\u{0}y\u{85}z");
    for line in [&mail.subject, &title] {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.contains('\u{2028}'));
    }
    assert!(mail.subject.starts_with("Ruth  Bcc: all@example.com"));
    let (mail, _) = named("ana\u{202E}gpj.exe\u{2066}\u{200F}\u{FEFF}");
    assert_eq!(mail.subject, "anagpj.exe");
    let (mail, title) = named(&"ä".repeat(100_000));
    assert_eq!(mail.text.trim().chars().count(), 500);
    assert!(mail.text.trim().ends_with('…'));
    assert_eq!((mail.subject.chars().count(), title.chars().count()), (200, 200));
    let (mail, title) = named("\u{202E} \r\n ");
    assert_eq!((mail.subject.as_str(), title.as_str()), ("", "Try"));
}

/// Whatever the name, the page has the same tags: nothing a caller says becomes one.
#[test]
fn no_value_changes_the_page_around_it() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let mut case = case(&office, call);
    let tags = |html: &str| html.matches('<').count();
    let mut quiet = None;
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let letters: Vec<char> = "<>&\"'{}/=:;%\\`\n\r\t\0 a\u{202E}\u{2028}é漢".chars().collect();
    for round in 0..2_000 {
        let mut name = "x".to_owned();
        for _ in 0..(round % 40) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            name.push(letters[(dice % letters.len() as u64) as usize]);
        }
        if let Some((_, content)) = &mut case.contact {
            content.name = Some(name.clone());
        }
        let mail = said(&office, &case, Piece::variable(Variable::CustomerName, ""));
        let quiet = *quiet.get_or_insert_with(|| tags(&mail.html));
        assert_eq!(tags(&mail.html), quiet, "{name:?}");
        assert!(!inner(&mail.html).contains(['<', '>', '"', '\'']), "{name:?}");
        assert!(!mail.text.trim_end().contains('\n'), "{name:?}");
    }
}

/// A link that could not have been saved leads nowhere, should it be stored all the same.
#[test]
fn a_link_that_may_not_be_saved_leads_nowhere() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let case = case(&office, call);
    for link in ["javascript:alert(1)", "https://a\" onclick=\"x", "data:text/html,x", "//x", ""] {
        let piece = Piece::Text {
            text: "Press".to_owned(),
            bold: false,
            italic: false,
            link: Some(link.to_owned()),
        };
        let mail = said(&office, &case, piece);
        assert_eq!((inner(&mail.html), mail.text.as_str()), ("Press", "Press\n"), "{link:?}");
    }
}

/// [004.20] [004.22] Trying out sends nothing and shows the mail also where the condition
/// is not met; an unknown variable, should one be stored, yields nothing.
#[test]
fn a_trial_shows_everything_and_does_nothing() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let lines = office.log.len();
    let settings = NotificationSettings {
        on: Toggle::Off,
        when: desk::When::Rule { condition: desk::Condition::NoNotes },
        mail: Some(mail(
            &["team@example.com", "not an address"],
            vec![
                Piece::text("a"),
                Piece::variable(Variable::from("custmer_name".to_owned()), ""),
                Piece::text("b"),
            ],
        )),
        ..always("Try")
    };
    let mut case = case(&office, call);
    let names = office.desk.names();
    let met = trial(&settings, &case, &names, &addresses());
    assert_eq!(met.verdict, desk::Verdict::Fired);
    assert_eq!(met.recipients, ["team@example.com"]);
    let note = desk::NoteRow {
        id: desk::NoteId(1),
        conversation: case.conversation.id,
        by: desk::Actor::Teammate(ANA),
        at: office.now,
    };
    case.notes.push((note, desk::NoteContent { body: "x".to_owned() }));
    let not = trial(&settings, &case, &names, &addresses());
    let why = desk::SkipReason::ConditionNotMet;
    assert_eq!(not.verdict, desk::Verdict::Skipped { why });
    assert_eq!(not.mail.expect("the mail is shown").text, "ab\n");
    assert_eq!(not.findings.len(), 1);
    assert_eq!((not.findings[0].met, not.findings[0].seen.as_str()), (false, "1 note"));
    assert_eq!(office.log.len(), lines);
    assert!(office.waiting().is_empty());
}
