//! Conditions on ended calls [004.2], each met and not met, with what was seen in words.

#![expect(clippy::expect_used, reason = "a test may panic")]

use desk::notify::{part_of, trial};
use desk::{
    AnyAll, Case, Command, Condition, Direction, Document, JudgePart, NotificationSettings,
    OutcomeKind, RecordingMode, TagId, TagSettings, Toggle, Verdict, When,
};

use crate::office::{ANA, FRONT, Office, SUPPORT, addresses, always};

fn ruled(condition: &Condition) -> NotificationSettings {
    NotificationSettings { when: When::Rule { condition: condition.clone() }, ..always("Rule") }
}

/// Whether it is met, and its findings as lines.
fn weigh(office: &Office, case: &Case, condition: &Condition) -> (bool, Vec<String>) {
    let done = trial(&ruled(condition), case, &office.desk.names(), &addresses());
    let lines = done.findings.into_iter().map(|finding| {
        let met = if finding.met { "yes" } else { "no" };
        format!("{}: {met}, {}", finding.test, finding.seen)
    });
    (done.verdict == Verdict::Fired, lines.collect())
}

#[track_caller]
fn says(office: &Office, case: &Case, condition: Condition, met: bool, line: &str) {
    assert_eq!(weigh(office, case, &condition), (met, vec![line.to_owned()]));
}

fn tagged() -> (Office, Case) {
    let mut office = Office::open(RecordingMode::Off, 0);
    for (id, name) in [(1, "VIP"), (2, "Refund")] {
        let tag = TagSettings { name: name.to_owned(), retired: Toggle::Off };
        office.save(Document::Tag(TagId(id), tag));
    }
    let call = office.call_of_a_minute(Some("+4915112345"), None);
    let conversation = office.conversation(call).id;
    office.asks(ANA, Command::Tag { conversation, tag: TagId(1) });
    let body = "Angry about the INVOICE;\n\twants a call-back".to_owned();
    office.asks(ANA, Command::AddNote { conversation, body });
    let case = office.shelf.case_of(call).expect("stored");
    (office, case)
}

/// [004.24] The call's own facts.
#[test]
fn conditions_look_at_the_call() {
    let (office, case) = tagged();
    let (o, c) = (&office, &case);
    let missed = [OutcomeKind::NoAnswer, OutcomeKind::AbandonedQueue].into();
    says(
        o,
        c,
        Condition::Outcome { one_of: missed },
        false,
        "The outcome is abandoned (queue) or no answer: no, completed",
    );
    let one_of = [OutcomeKind::Completed].into();
    says(o, c, Condition::Outcome { one_of }, true, "The outcome is completed: yes, completed");
    let inbound = Condition::Direction { direction: Direction::Inbound };
    says(o, c, inbound, true, "The call is inbound: yes, inbound");
    let outbound = Condition::Direction { direction: Direction::Outbound };
    says(o, c, outbound, false, "The call is outbound: no, inbound");
    let team = Condition::Team { one_of: [SUPPORT].into() };
    says(o, c, team, true, "The team is Support: yes, Support");
    let team = Condition::Team { one_of: [desk::TeamId(9)].into() };
    says(o, c, team, false, "The team is team 9: no, Support");
    let channel = Condition::Channel { one_of: [FRONT].into() };
    says(o, c, channel, true, "The channel is Front: yes, Front");
    let caller = |start: &str| Condition::Caller { starts_with: vec![start.to_owned()] };
    says(
        o,
        c,
        caller("+49 151"),
        true,
        "The caller's number begins with +49 151: yes, +4915112345",
    );
    says(o, c, caller("+1"), false, "The caller's number begins with +1: no, +4915112345");
}

/// Whole seconds count, as they are shown; talk is shorter than the call.
#[test]
fn conditions_look_at_how_long_it_took() {
    let (office, case) = tagged();
    let (o, c) = (&office, &case);
    let took = |at_least_s, at_most_s| Condition::Duration { at_least_s, at_most_s };
    says(o, c, took(Some(62), None), true, "The call took 01:02 or longer: yes, 01:02");
    says(o, c, took(None, Some(61)), false, "The call took 01:01 or less: no, 01:02");
    says(o, c, took(Some(1), Some(62)), true, "The call took 00:01 to 01:02: yes, 01:02");
    let talked = Condition::Talked { at_least_s: Some(61), at_most_s: None };
    says(o, c, talked, false, "Talk took 01:01 or longer: no, 01:00");
}

/// What the team left in the conversation.
#[test]
fn conditions_look_at_tags_and_notes() {
    let (office, case) = tagged();
    let (o, c) = (&office, &case);
    let both = [TagId(1), TagId(2)];
    let tags = |mode| Condition::Tags { mode, tags: both.into() };
    says(o, c, tags(AnyAll::Any), true, "The tags include VIP or Refund: yes, VIP");
    says(o, c, tags(AnyAll::All), false, "The tags include VIP and Refund: no, VIP");
    let none = Condition::NotTags { tags: [TagId(2)].into() };
    says(o, c, none, true, "The tags are not Refund: yes, VIP");
    let none = Condition::NotTags { tags: both.into() };
    says(o, c, none, false, "The tags are not VIP or Refund: no, VIP");
    let words = |mode, words: &[&str]| Condition::NoteWords {
        mode,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    };
    says(
        o,
        c,
        words(AnyAll::Any, &["refund", "the invoice wants"]),
        true,
        "The notes contain “refund” or “the invoice wants”: yes, “the invoice wants” in 1 note",
    );
    says(
        o,
        c,
        words(AnyAll::All, &["Call Back", "voice"]),
        false,
        "The notes contain “Call Back” and “voice”: no, “Call Back” in 1 note",
    );
    says(
        o,
        c,
        words(AnyAll::Any, &["refund"]),
        false,
        "The notes contain “refund”: no, none of them in 1 note",
    );
    says(o, c, Condition::NoNotes, false, "Nobody wrote a note: no, 1 note");
}

/// A phrase does not reach from one note into the next, and a withheld number begins with
/// nothing.
#[test]
fn what_is_not_known_is_not_met() {
    let (office, mut case) = tagged();
    let (row, mut content) = case.notes[0].clone();
    content.body = "tomorrow".to_owned();
    case.notes.push((row, content));
    let condition =
        Condition::NoteWords { mode: AnyAll::Any, words: vec!["back tomorrow".to_owned()] };
    assert!(!weigh(&office, &case, &condition).0);
    case.content.caller = None;
    let condition = Condition::Caller { starts_with: vec!["+".to_owned(), "+49".to_owned()] };
    let (met, lines) = weigh(&office, &case, &condition);
    assert!(!met);
    assert_eq!(lines, ["The caller's number begins with + or +49: no, withheld"]);
}

/// Groups, and every one of their tests is shown.
#[test]
fn groups_show_all_their_tests() {
    let (office, case) = tagged();
    let no = || Condition::NoNotes;
    let yes = || Condition::Direction { direction: Direction::Inbound };
    for (condition, met) in [
        (Condition::All { of: vec![yes(), no()] }, false),
        (Condition::All { of: vec![yes(), yes()] }, true),
        (Condition::Any { of: vec![no(), yes()] }, true),
        (Condition::Any { of: vec![no(), no()] }, false),
    ] {
        let (seen, lines) = weigh(&office, &case, &condition);
        assert_eq!((seen, lines.len()), (met, 2), "{condition:?}");
    }
    let nested = Condition::All { of: vec![yes(), Condition::Any { of: vec![no(), yes()] }] };
    assert_eq!(weigh(&office, &case, &nested).1.len(), 3);
}

/// Only tags and notes are waited for.
#[test]
fn what_looks_at_tags_or_notes_belongs_after_wrap_up() {
    let part = |condition: Condition| part_of(&ruled(&condition));
    assert_eq!(part_of(&always("Every call")), JudgePart::AtOnce);
    assert_eq!(part(Condition::Direction { direction: Direction::Inbound }), JudgePart::AtOnce);
    assert_eq!(part(Condition::NoNotes), JudgePart::AfterWrapUp);
    let deep = Condition::Any { of: vec![Condition::NotTags { tags: [TagId(1)].into() }] };
    assert_eq!(part(deep), JudgePart::AfterWrapUp);
}
