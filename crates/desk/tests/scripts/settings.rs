//! Settings: versions, and what is refused.

use desk::{
    Actor, ChannelId, ChannelSettings, Desk, Document, Fact, Furnished, Input, Live, Millis,
    ProblemCode, RecordingMode, Reply, Subject, TeamId, TeamSettings, TeammateId, TeammateSettings,
    WorkspaceId, WorkspaceSettings,
};

use crate::script::check;

/// A document read before somebody else saved it is refused.
#[test]
fn a_stale_version_is_refused_and_changes_nothing() {
    check(
        "Ana is available, Ana may change phone settings, Support has a queue maximum of 5
        0:00  the supervisor saves: Support has a queue maximum of 1
        0:01  Ana saves what was read long ago: Support has a queue maximum of 9
        0:02  +15550100 calls Support
        0:03  +15550101 calls Support
        ---
        0:01  Ana is told: Somebody else saved these settings meanwhile (version 2, yours was read at 1): read them again and repeat your change.
        0:02  +15550100: Queued for Support
        0:02  +15550100: Ringing Ana
        0:03  +15550101: Call deflected because Queue is longer than 1 calls.",
    );
}

#[track_caller]
fn refused(setting: &str, sentence: &str) {
    check(&format!(
        "Ana is available
        0:00  the supervisor tries to save: {setting}
        0:01  +15550100 calls Support
        ---
        0:00  the supervisor is told: {sentence}
        0:01  Queued for Support
        0:01  Ringing Ana"
    ));
}

#[test]
fn a_ring_has_a_length_of_one_second_to_ten_minutes() {
    refused(
        "a phone rings for 0 seconds",
        "A phone rings for 1 to 600 seconds, not 0 milliseconds.",
    );
    refused(
        "a phone rings for 601 seconds",
        "A phone rings for 1 to 600 seconds, not 601000 milliseconds.",
    );
}

#[test]
fn a_hold_limit_is_a_minute_to_a_day() {
    for minutes in [0, 1_441] {
        refused(
            &format!("Support has a hold limit of {minutes} minutes"),
            "The hold limit is 1 to 1440 minutes, or none.",
        );
    }
}

#[test]
fn wrap_up_is_eight_hours_at_most() {
    refused("Support has a wrap-up of 28801 seconds", "Wrap-up is at most eight hours.");
}

#[test]
fn names_are_short_and_not_empty() {
    let sentence = |of: &str| {
        format!("The name of a {of} has 1 to 100 characters, none of them control characters.")
    };
    refused("Support has the name \" \"", &sentence("team"));
    refused("the workspace is called \"\"", &sentence("workspace"));
    refused(&format!("Support has the name {}", "x".repeat(101)), &sentence("team"));
    refused("Support has the name \"a\tb\"", &sentence("team"));
}

#[test]
fn hours_in_an_unknown_zone_are_refused() {
    refused(
        "Support is open Monday 09:00 to 17:00 in Europe/Atlantis",
        "The time zone \"Europe/Atlantis\" is not in the time zone database.",
    );
}

#[test]
fn a_teammate_has_eight_desk_phones_at_most() {
    refused("Ana has nine desk phones", "A teammate has at most 8 SIP phones.");
}

#[test]
fn two_channels_cannot_have_one_number() {
    check(
        "Ana is available, the team Sales has Ana, Sales has the number +15551234
        0:00  the supervisor tries to save: Support has the number +15551234
        ---
        0:00  the supervisor is told: Channel 2 has the number +15551234 already.",
    );
}

#[test]
fn a_channel_needs_digits() {
    refused(
        "Support has the number reception",
        "The number \"reception\" of a channel needs 1 to 15 digits (E.164).",
    );
}

/// One number may not be written in two ways for two channels: the calls of one of them
/// would reach the other.
#[test]
fn a_number_written_differently_is_the_same_number() {
    check(
        "Ana is available, the team Sales has Ana, Sales has the number +15551234
        0:00  the supervisor tries to save: Support has the number +1-555-1234
        ---
        0:00  the supervisor is told: Channel 2 has the number +15551234 already.",
    );
}

/// Settings that change while a call waits count for what comes next.
#[test]
fn settings_count_from_the_moment_they_are_saved() {
    check(
        "Ana is available, Support has a queue maximum of 1
        0:00  +15550100 calls Support
        0:01  the supervisor saves: Support has no queue maximum
        0:02  +15550101 calls Support
        0:03  the supervisor saves: Support is out of office
        0:04  +15550102 calls Support
        0:05  Ana answers
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:02  +15550101: Queued for Support
        0:04  +15550102: Call deflected because Support is out of office.
        0:05  +15550100: Call answered by Ana.",
    );
}

fn save(desk: &mut Desk, read_at: u64, document: Document) -> Reply {
    let input = Input::SaveSettings(Actor::Operator, read_at, document);
    desk.handle(Millis(1_000), input, &Furnished::default()).reply
}

#[track_caller]
fn sentence(reply: Reply) -> String {
    match reply {
        Reply::Refused(problem) => {
            assert_eq!(problem.code, ProblemCode::Invalid);
            problem.sentence
        }
        Reply::Done
        | Reply::Task(_)
        | Reply::Result(_)
        | Reply::Call(_)
        | Reply::Note(_)
        | Reply::Version(_) => {
            panic!("was not refused: {reply:?}")
        }
    }
}

/// What a document names has to exist.
#[test]
fn strangers_in_documents_are_refused() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let team = TeamSettings {
        name: "Support".to_owned(),
        members: vec![TeammateId(7)],
        ..TeamSettings::default()
    };
    let why = sentence(save(&mut desk, 0, Document::Team(TeamId(1), team)));
    assert_eq!(why, "Teammate 7 does not exist: add the teammate first.");
    let channel = ChannelSettings {
        name: "Main".to_owned(),
        number: "+15551234".to_owned(),
        team: TeamId(3),
        recording: RecordingMode::Off,
        retired: desk::Toggle::Off,
    };
    let why = sentence(save(&mut desk, 0, Document::Channel(ChannelId(1), channel)));
    assert_eq!(why, "Team 3 does not exist: add the team first.");
    let teammate = TeammateSettings {
        name: "Ana".to_owned(),
        sip_phones: vec!["ana@192.0.2.7".to_owned()],
        ..TeammateSettings::default()
    };
    let why = sentence(save(&mut desk, 0, Document::Teammate(TeammateId(1), teammate)));
    assert_eq!(why, "\"ana@192.0.2.7\" is not a SIP address such as sip:ana@192.0.2.7.");
}

/// Versions count 1, 2, 3, for each document apart; a refusal counts nothing.
#[test]
fn versions_count_up_for_each_document_apart() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let named = |name: &str| {
        let settings = WorkspaceSettings { name: name.to_owned(), ..WorkspaceSettings::default() };
        Document::Workspace(settings)
    };
    assert_eq!(desk.version(Subject::Workspace), 0);
    assert_eq!(save(&mut desk, 0, named("One")), Reply::Version(1));
    assert_eq!(save(&mut desk, 1, named("Two")), Reply::Version(2));
    assert!(matches!(save(&mut desk, 1, named("Three")), Reply::Refused(_)));
    assert!(matches!(save(&mut desk, 2, named("")), Reply::Refused(_)));
    assert_eq!(desk.settings().name, "Two");
    assert_eq!(desk.version(Subject::Workspace), 2);
    let team = TeamSettings { name: "Support".to_owned(), ..TeamSettings::default() };
    assert_eq!(save(&mut desk, 0, Document::Team(TeamId(1), team)), Reply::Version(1));
}

/// Time never goes back in the log, whatever the machine's clock does.
#[test]
fn a_clock_that_goes_back_counts_as_one_that_stands() {
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let mut at = |ms: i64, name: &str, read_at: u64| {
        let settings = WorkspaceSettings { name: name.to_owned(), ..WorkspaceSettings::default() };
        let input = Input::SaveSettings(Actor::Operator, read_at, Document::Workspace(settings));
        let step = desk.handle(Millis(ms), input, &Furnished::default());
        assert!(matches!(step.facts[0].fact, Fact::SettingsSaved { .. }));
        step.facts[0].at
    };
    assert_eq!(at(5_000, "One", 0), Millis(5_000));
    assert_eq!(at(4_000, "Two", 1), Millis(5_000));
    assert_eq!(at(6_000, "Three", 2), Millis(6_000));
}
