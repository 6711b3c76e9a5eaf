//! A notification put to a past call: settings, and every word a caller or a teammate could
//! have put into the case. The input is the settings as JSON, then the words, each behind a
//! zero byte.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use desk::notify::{Names, Trial, trial, zone_of};
use desk::{
    Actor, Addresses, CallContent, CallId, CallState, Case, ChannelId, Consent, ContactContent,
    ContactId, ContactRow, ConversationId, ConversationRow, ConversationState, LegId, Millis,
    NoteContent, NoteId, NoteRow, NotificationSettings, Outcome, Stage, TagId, TeamId, TeammateId,
    Verdict, WorkspaceId, WorkspaceSettings,
};

/// Everything that a mail's page is made of beside text.
const TAGS: [&str; 14] = [
    "!DOCTYPE html",
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "p",
    "h2",
    "ul",
    "ol",
    "li",
    "a",
    "br",
];
/// What marks a piece of text.
const MARKS: [&str; 2] = ["em", "strong"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0);
    let settings = serde_json::from_slice::<NotificationSettings>(parts.next().unwrap_or_default());
    let Ok(settings) = settings else { return };
    let mut words = parts.map(|part| String::from_utf8_lossy(part).into_owned());
    let names = names(&mut words);
    let case = case(&mut words);
    let public_url = words.next().filter(|url| !url.is_empty());
    let addresses = Addresses { public_url, mail_domain: "desk.example.org".to_owned() };
    let tried = trial(&settings, &case, &names, &addresses);
    assert_eq!(tried, trial(&settings, &case, &names, &addresses), "the same asked twice");
    holds(&settings, &tried);
});

fn names(words: &mut impl Iterator<Item = String>) -> Names {
    let mut name = || words.next().unwrap_or_default();
    Names {
        id: WorkspaceId(1),
        workspace: name(),
        zone: zone_of(&WorkspaceSettings::default()),
        teams: BTreeMap::from([(TeamId(1), name())]),
        channels: BTreeMap::from([(ChannelId(1), name())]),
        tags: BTreeMap::from([(TagId(1), name())]),
        teammates: BTreeMap::from([(TeammateId(1), name())]),
    }
}

/// A call; the length of a word draws what is no word.
fn case(words: &mut impl Iterator<Item = String>) -> Case {
    let mut word = || words.next();
    let content =
        CallContent { caller: word(), caller_name: word(), called: word().unwrap_or_default() };
    let contact = ContactContent { number: word(), name: word(), email: word() };
    let lasted = content.called.len() as u64 * 1_000;
    let (placed, talked) = (Millis(1_772_460_120_000), lasted / 2);
    let answered = (talked > 0).then_some(TeammateId(1));
    let outcome = if talked > 0 { Outcome::Completed } else { Outcome::NoAnswer };
    let notes: Vec<_> = words
        .take(4)
        .enumerate()
        .map(|(n, body)| {
            let (id, by) = (NoteId(n as u64), Actor::Teammate(TeammateId(1)));
            let row = NoteRow { id, conversation: ConversationId(5), by, at: placed };
            (row, NoteContent { body })
        })
        .collect();
    Case {
        call: call(placed, lasted, outcome),
        content,
        conversation: ConversationRow {
            id: ConversationId(5),
            contact: ContactId(4),
            channel: ChannelId(1),
            call: Some(CallId(6)),
            state: ConversationState::Open,
            teammate: answered,
            team: Some(TeamId(1)),
            notes: notes.len() as u32,
            active: placed,
            tags: BTreeSet::from([TagId(1)]),
        },
        contact: Some((
            ContactRow { id: ContactId(4), created: placed, last_active: placed, erased: None },
            contact,
        )),
        answered_by: answered,
        talk_ms: talked,
        notes,
        results: Vec::new(),
    }
}

fn call(placed: Millis, lasted: u64, outcome: Outcome) -> CallState {
    CallState {
        id: CallId(6),
        conversation: ConversationId(5),
        contact: ContactId(4),
        channel: ChannelId(1),
        leg: LegId::Caller(2),
        placed,
        stage: Stage::Ended { outcome },
        since: placed,
        team: Some(TeamId(1)),
        rank: None,
        stay: 1,
        stay_since: placed,
        hold_until: None,
        first_answer: None,
        excluded: BTreeMap::new(),
        lost: BTreeMap::new(),
        barred: Vec::new(),
        consent: Consent::NotRecorded,
        recording: None,
        lines: 1,
        segments: 1,
        ended: Some(placed.plus(lasted)),
    }
}

/// Only what was asked for is done, a line is one line, and text never becomes markup.
fn holds(settings: &NotificationSettings, tried: &Trial) {
    let wanted = settings.mail.as_ref().map(|mail| mail.recipients.as_slice()).unwrap_or_default();
    assert!(tried.recipients.iter().all(|one| wanted.contains(one)), "a mail to somebody else");
    assert!(tried.recipients.iter().all(|one| is_one_line(one)), "{:?}", tried.recipients);
    if tried.verdict == Verdict::Fired {
        let does = !tried.recipients.is_empty() || tried.task.is_some() || tried.alert.is_some();
        assert!(does, "it fires and does nothing");
    }
    let titles = [
        tried.mail.as_ref().map(|mail| &mail.subject),
        tried.alert.as_ref().map(|alert| &alert.title),
    ];
    assert!(titles.iter().flatten().all(|title| is_one_line(title)), "{titles:?}");
    let Some(mail) = &tried.mail else { return };
    let mut text = mail.html.split('<');
    assert_eq!(text.next(), Some(""), "the page begins with a tag");
    for piece in text {
        let Some((tag, behind)) = piece.split_once('>') else { panic!("an open tag: {piece}") };
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        let known = tag == TAGS[0] || TAGS.contains(&name) || MARKS.contains(&name);
        assert!(known, "a tag of somebody's own: {tag}");
        let quotes = tag.bytes().filter(|byte| *byte == b'"').count();
        assert!(quotes.is_multiple_of(2) && !tag.contains("=javascript"), "{tag}");
        assert!(!behind.contains(['>', '"']), "not escaped: {behind}");
    }
}

fn is_one_line(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}
