//! Deleted means deleted: recordings by hand and by age, contacts with all that is known.

#![expect(clippy::wildcard_enum_match_arm, clippy::expect_used, reason = "a test may panic")]

use desk::{
    CallId, Command, ContactContent, Fact, Input, Job, RecordingMode, RecordingStage, Row, RowKey,
};

use desk::timeline::{Names, timeline};

use crate::office::{ANA, BEN, Office};

struct Known;

impl Names for Known {
    fn teammate(&self, id: desk::TeammateId) -> String {
        if id == ANA { "Ana Costa".to_owned() } else { "Ben Ito".to_owned() }
    }

    fn team(&self, _: desk::TeamId) -> String {
        "Support".to_owned()
    }
}

fn deletions(office: &Office) -> Vec<String> {
    let jobs = office.shelf.jobs.iter().map(Job::key);
    jobs.filter(|key| key.starts_with("delete-") || key.starts_with("erase-")).collect()
}

fn stage(office: &Office, recording: desk::RecordingId) -> RecordingStage {
    match office.row(RowKey::Recording(recording)) {
        Row::Recording(row, _) => row.stage,
        other => panic!("{other:?}"),
    }
}

fn contact_of(office: &Office, call: CallId) -> (desk::ContactRow, ContactContent) {
    office.shelf.case_of(call).and_then(|case| case.contact).expect("a contact")
}

/// R6: the log keeps that there was one, and for how long.
#[test]
fn a_recording_is_deleted_by_hand_once() {
    let mut office = Office::open(RecordingMode::On, 0);
    let call = office.call_of_a_minute(Some("+15550100"), None);
    let recording = office.shelf.case_of(call).and_then(|case| case.call.recording);
    let recording = recording.expect("it was recorded");
    let delete = Command::DeleteRecording { recording };
    assert_eq!(office.refuses(ANA, delete.clone()), "The recording is not closed yet.");
    office.closes_the_file(60_000);
    assert_eq!(
        office.refuses(BEN, delete.clone()),
        "This takes the permission \"delete recordings\", which your role lacks."
    );
    office.wait(300_000);
    office.asks(ANA, delete.clone());
    office.asks(ANA, delete);
    assert_eq!(stage(&office, recording), RecordingStage::Deleted { length_ms: 60_000 });
    assert_eq!(deletions(&office), [format!("delete-recording-{recording}")]);
    assert_eq!(office.count(|fact| matches!(fact, Fact::RecordingDeleted { .. })), 1);
    let words: Vec<_> = timeline(&office.log, &Known).into_iter().map(|line| line.text).collect();
    assert_eq!(words.last().map(String::as_str), Some("Recording deleted by Ana Costa."));
    let gone = Command::DeleteRecording { recording: desk::RecordingId(9_999) };
    assert_eq!(office.refuses(ANA, gone), "There is no such recording in this workspace.");
}

/// What is older than the workspace keeps recordings goes, and what is open stays.
#[test]
fn recordings_expire() {
    let mut office = Office::open(RecordingMode::On, 0);
    let first = office.call_of_a_minute(Some("+15550100"), None);
    let old = office.closes_the_file(60_000);
    office.wait(300_000);
    let second = office.call_of_a_minute(Some("+15550101"), None);
    let open = office.shelf.case_of(second).and_then(|case| case.call.recording).expect("one");
    let recordings = vec![(old, first), (open, second), (desk::RecordingId(9_999), first)];
    office.give(Input::RecordingsExpired { recordings: recordings.clone() });
    assert_eq!(stage(&office, old), RecordingStage::Deleted { length_ms: 60_000 });
    assert_eq!(stage(&office, open), RecordingStage::Closing);
    let lines = office.log.len();
    office.give(Input::RecordingsExpired { recordings });
    assert_eq!(office.log.len(), lines);
    assert_eq!(deletions(&office), [format!("delete-recording-{old}")]);
}

/// Everything that is known of a contact goes: its own row at once, recordings and the
/// rest under their jobs; the number is nobody's any more.
#[test]
fn an_erased_contact_is_known_no_more() {
    let mut office = Office::open(RecordingMode::On, 0);
    let first = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    let one = office.closes_the_file(60_000);
    office.wait(300_000);
    let second = office.call_of_a_minute(Some("+15550100"), None);
    let contact = contact_of(&office, first).0.id;
    assert_eq!(contact_of(&office, second).0.id, contact);
    let erase = Command::EraseContact { contact };
    assert_eq!(
        office.refuses(ANA, erase.clone()),
        "A recording of this contact is being stored: try again in a moment."
    );
    let two = office.closes_the_file(30_000);
    assert_eq!(
        office.refuses(BEN, erase.clone()),
        "This takes the permission \"erase data\", which your role lacks."
    );
    office.asks(ANA, erase.clone());
    let (row, content) = contact_of(&office, first);
    assert_eq!((row.erased, content), (Some(office.now), ContactContent::default()));
    for recording in [one, two] {
        assert!(matches!(stage(&office, recording), RecordingStage::Deleted { .. }));
    }
    assert_eq!(
        deletions(&office),
        [
            format!("delete-recording-{one}"),
            format!("delete-recording-{two}"),
            format!("erase-contact-{contact}")
        ]
    );
    let erased_at = row.erased;
    office.wait(60_000);
    office.asks(ANA, erase);
    assert_eq!(contact_of(&office, first).0.erased, erased_at, "it stays as it was");
    assert_eq!(deletions(&office).len(), 3);
    let edit = Command::EditContact { contact, name: Some("Ruth".to_owned()), email: None };
    assert_eq!(office.refuses(ANA, edit), "This contact was erased.");
    // Whoever calls from that number is somebody new.
    let third = office.rings(Some("+15550100"), Some("Ruth Doe"));
    assert_ne!(contact_of(&office, third).0.id, contact);
}

/// Nobody is forgotten in mid-call, nor who never was.
#[test]
fn a_contact_on_the_phone_is_not_erased() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let call = office.rings(Some("+15550100"), None);
    let contact = contact_of(&office, call).0.id;
    assert_eq!(
        office.refuses(ANA, Command::EraseContact { contact }),
        "A call of this contact is going on: erase the contact when it is over."
    );
    let contact = desk::ContactId(9_999);
    assert_eq!(
        office.refuses(ANA, Command::EraseContact { contact }),
        "There is no such contact in this workspace."
    );
}

/// [004.16] A mail that is written after its contact was erased has no number and no name.
#[test]
fn what_is_judged_after_erasure_knows_nobody() {
    let mut office = Office::open(RecordingMode::Off, 0);
    let who = desk::Variable::CustomerNumber;
    let line = vec![desk::Piece::variable(who, "withheld")];
    let settings = desk::NotificationSettings {
        mail: Some(crate::office::mail(&["team@example.com"], line)),
        ..crate::office::always("Every call")
    };
    office.notification(1, settings);
    let call = office.call_of_a_minute(Some("+15550100"), Some("Ruth Doe"));
    let contact = contact_of(&office, call).0.id;
    office.asks(ANA, Command::EraseContact { contact });
    office.judges();
    assert_eq!(office.mails()[0].1.text, "withheld\n");
}
