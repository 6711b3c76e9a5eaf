//! The words of the call log, verbatim, where the other scripts do not show them.

use desk::timeline::{Names, Place, cause_name, deflection, timeline};
use desk::{
    Actor, CallId, DeclineCause, DeflectionReason, Fact, Logged, Millis, OfferId, Seq, TeamId,
    TeammateId,
};

use crate::script::check;

/// Everybody is called Ana, every team Support.
struct Nameplates;

impl Names for Nameplates {
    fn teammate(&self, _: TeammateId) -> String {
        "Ana".to_owned()
    }
    fn team(&self, _: TeamId) -> String {
        "Support".to_owned()
    }
}

fn line_of(fact: Fact) -> desk::timeline::Line {
    let logged = Logged {
        seq: Seq(1),
        at: Millis(0),
        by: Actor::Desk,
        cause: None,
        call: Some((CallId(1), 1)),
        fact,
    };
    let mut lines = timeline(&[logged], &Nameplates);
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

/// [002.35] [002.36] [002.42] [002.43] A call leaves a timeline with names.
#[test]
fn every_call_leaves_a_timeline() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:35  Ben answers
        0:50  Ben ends the call
        1:00  +15550101 calls Support
        1:05  +15550101 hangs up
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:30  +15550100: Call missed by Ana.
        0:30  +15550100: Ringing Ben
        0:35  +15550100: Call answered by Ben.
        0:50  +15550100: Call ended by Ben.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Ana
        1:05  +15550101: Call ended by customer before a teammate answered.",
    );
}

/// [002.37] [002.38] [002.39] [002.40] Six causes of a decline: the words tell the button
/// alone, the stored cause tells each.
#[test]
fn the_words_tell_the_button_and_the_stored_cause_tells_all_six() {
    let causes = [
        (DeclineCause::DeclineButton, "Call declined by Ana using the Decline button."),
        (DeclineCause::Busy, "Call declined by Ana"),
        (DeclineCause::NetworkLost, "Call declined by Ana"),
        (DeclineCause::MediaFailed, "Call declined by Ana"),
        (DeclineCause::WentAway, "Call declined by Ana"),
        (DeclineCause::ClientFrozen, "Call declined by Ana"),
    ];
    let stored: Vec<&str> = causes.iter().map(|(cause, _)| cause_name(*cause)).collect();
    let expected =
        ["decline_button", "busy", "network_lost", "media_failed", "went_away", "client_frozen"];
    assert_eq!(stored, expected);
    for (cause, words) in causes {
        let line = line_of(Fact::CallDeclined {
            call: CallId(1),
            offer: OfferId(2),
            teammate: TeammateId(3),
            cause,
            excluded_until: None,
        });
        assert_eq!(line.text, words);
        assert_eq!(line.detail, Some(cause_name(cause)));
        assert_eq!(line.place, Place::Timeline);
    }
}

/// [002.39] Deliberate acts, busy and going Away exclude; what the network did does not.
#[test]
fn what_the_network_did_excludes_nobody() {
    let excluding: Vec<DeclineCause> = [
        DeclineCause::DeclineButton,
        DeclineCause::Busy,
        DeclineCause::NetworkLost,
        DeclineCause::MediaFailed,
        DeclineCause::WentAway,
        DeclineCause::ClientFrozen,
    ]
    .into_iter()
    .filter(|cause| cause.excludes())
    .collect();
    assert_eq!(
        excluding,
        [DeclineCause::DeclineButton, DeclineCause::Busy, DeclineCause::WentAway]
    );
}

/// [002.44] [002.48] [002.49] [002.50] [002.51] [002.52] One full stop at the end, always.
#[test]
fn deflection_reasons_have_their_exact_words() {
    let reasons = [
        (DeflectionReason::QueueFull { max: 12 }, "Queue is longer than 12 calls."),
        (DeflectionReason::NoTeammatesAvailable, "No teammates available."),
        (DeflectionReason::WorkspaceOutOfOffice, "Workspace out of office."),
        (DeflectionReason::TeamOutOfOffice, "Support is out of office."),
        (
            DeflectionReason::HoldTimeout { minutes: 7 },
            "Customer has been waiting on hold for more than 7 minutes.",
        ),
    ];
    for (reason, words) in reasons {
        assert_eq!(deflection(reason, "Support"), words);
        let line = line_of(Fact::CallDeflected { call: CallId(1), team: TeamId(1), reason });
        assert_eq!(line.text, format!("Call deflected because {words}"));
    }
}

/// [002.46] [002.47] The rest of the words that people see, each as it is written.
#[test]
fn the_rare_lines_have_their_exact_words() {
    let (call, teammate) = (CallId(1), TeammateId(3));
    let requested = line_of(Fact::ManualAnswerRequested { call, teammate });
    assert_eq!(requested.text, "Manual answer requested by Ana.");
    let late = line_of(Fact::AssignmentStartedLate { call });
    assert_eq!(late.text, "Started assignment after call ended without an assignee.");
    let missed =
        Fact::CallMissed { call, offer: OfferId(2), teammate, excluded_until: Millis(300_000) };
    assert_eq!(line_of(missed).text, "Call missed by Ana.");
}

/// [002.41] The answer stands before whatever becomes of it.
#[test]
fn the_answer_is_in_the_log_when_the_connection_fails_right_after() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:05  Ana closes the tab
        0:05  Ana's connection is lost
        0:20  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:05  Connection to Ana lost; the call waits again.
        0:20  Call ended by customer.
        causes: network_lost",
    );
}

/// A teammate is shown under the name of today.
#[test]
fn a_team_that_was_renamed_shows_its_new_name() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  the supervisor saves: Support has the name Helpdesk
        ---
        0:00  Queued for Helpdesk
        0:00  Ringing Ana",
    );
}
