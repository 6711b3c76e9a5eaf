//! Recordings: when they begin, pause, and end.

use crate::script::check;

/// [001.47] From the answer to the end.
#[test]
fn where_recording_is_on_the_ended_call_has_its_recording() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:45  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:45  Call ended by Ana.
        at 0:04 recording: none
        at 0:05 recording: running
        recording: stored 0:40
        jobs: 1",
    );
}

/// [001.47] Where it is off, nothing is stored and there is nothing to pause.
#[test]
fn where_recording_is_off_nothing_is_recorded() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana pauses the recording of the call
        0:11  Ana resumes the recording of the call
        0:45  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Ana is told: There is no running recording to pause.
        0:11  Ana is told: There is no paused recording to resume.
        0:45  Call ended by Ana.
        recording: none
        jobs: 0",
    );
}

/// R1: with an announcement the call enters the queue once it was heard, and only then
/// may be recorded.
#[test]
fn the_announcement_is_heard_before_the_queue() {
    check(
        "Ana is available, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:06  the caller hears the announcement to its end
        0:10  Ana answers
        0:30  Ana ends the call
        ---
        with details
        0:06  (Recording announcement heard.)
        0:06  Queued for Support
        0:06  Ringing Ana
        0:10  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:00 the caller hears: the recording announcement
        at 0:05 ringing: nobody
        recording: stored 0:20
        segments: routing 0:06, ring Ana 0:04, talk Ana 0:20",
    );
}

/// R1: when nobody knows whether it was heard, the call goes on without a recording.
#[test]
fn an_announcement_not_known_to_be_heard_means_no_recording() {
    check(
        "Ana is available, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:25  Ana answers
        0:30  the caller hears the announcement to its end
        0:40  Ana ends the call
        ---
        with details
        0:20  Queued for Support
        0:20  Ringing Ana
        0:25  Call answered by Ana.
        0:40  Call ended by Ana.
        recording: none",
    );
}

/// [001.35] R2: nothing is stored during a pause.
#[test]
fn a_paused_recording_stores_nothing() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana pauses the recording of the call
        0:16  Ana pauses the recording of the call
        0:45  Ana resumes the recording of the call
        0:46  Ana resumes the recording of the call
        1:00  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Recording paused by Ana.
        0:16  Ana is told: There is no running recording to pause.
        0:45  Recording resumed by Ana.
        0:46  Ana is told: There is no paused recording to resume.
        1:00  Call ended by Ana.
        at 0:20 recording: paused
        at 0:50 recording: running
        recording: stored 0:25",
    );
}

/// [001.35] Only the teammate on the call pauses.
#[test]
fn only_the_teammate_on_the_call_pauses_the_recording() {
    check(
        "Ana and Ben are available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ben pauses the recording of the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Ben is told: Another teammate is on this call: only that teammate can control it.
        recording: running",
    );
}

/// A call that ends during a pause keeps what was stored before.
#[test]
fn a_call_that_ends_during_a_pause_keeps_the_rest() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana pauses the recording of the call
        0:45  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Recording paused by Ana.
        0:45  Call ended by customer.
        recording: stored 0:10",
    );
}

/// A recording that cannot be stored any more stops, and the call goes on.
#[test]
fn a_recording_that_fails_does_not_stop_the_call() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:20  the recording of the call cannot be stored any more
        0:25  Ana pauses the recording of the call
        0:45  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:20  Recording stopped: it could not be stored. The call went on.
        0:25  Ana is told: There is no running recording to pause.
        0:45  Call ended by Ana.
        recording: failed 0:15
        outcome: completed",
    );
}

/// A call that returns and is answered again has two recordings.
#[test]
fn a_call_answered_twice_has_two_recordings() {
    check(
        "Ana and Ben are available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana's audio fails
        0:20  Ben answers
        0:50  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Connection to Ana lost; the call waits again.
        0:15  Ringing Ben
        0:20  Call answered by Ben.
        0:50  Call ended by Ben.
        recording: stored 0:10, stored 0:30
        jobs: 2",
    );
}

/// A call that nobody answered has none, also with the announcement heard.
#[test]
fn an_unanswered_call_has_no_recording() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call ended by customer before a teammate answered.
        recording: none
        jobs: 0",
    );
}

/// A call assigned to another team while the caller hears the announcement goes there,
/// not to its number's team; whoever it was assigned to may not answer it.
#[test]
fn an_assignment_during_the_announcement_stands() {
    check(
        "Ana and Ben and Cleo are available, the team Sales has Ben and Cleo
        they were assigned in the order Ben then Cleo then Ana
        calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:02  Ana assigns the call to Ben in the team Sales
        0:06  the caller hears the announcement to its end
        0:10  Ben claims the call
        ---
        0:06  Queued for Sales
        0:06  Ringing Cleo
        0:10  Ben is told: The call was assigned to you by hand: somebody else has to answer it.
        at 0:03 conversation: open, Ben, Sales
        conversation: open, Ben, Sales
        offers: Cleo ringing",
    );
}

/// R15: the word that a file is closed has not come within ten seconds: it is asked for
/// again.
#[test]
fn a_recording_that_does_not_close_is_asked_for_again() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:40  the next end of a recording gets lost
        0:45  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:45  Call ended by Ana.
        at 0:45 recording: closing
        at 0:54 recording: closing
        at 0:55 recording: stored 0:50
        jobs: 1",
    );
}
