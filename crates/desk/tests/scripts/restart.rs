//! The server stops in the middle of things and starts again, or oversleeps.

use crate::script::check;

/// E11: calls that were live are closed as failed (node_lost), in every stage.
#[test]
fn live_calls_are_closed_as_lost_with_the_server() {
    check(
        "Ana and Ben and Cleo are available, they were assigned in the order Ana then Ben then Cleo
        the team Sales has Cleo, calls to Sales are recorded after an announcement
        0:00  +15550100 and +15550101 and +15550102 call Support
        0:02  +15550103 calls Sales
        0:05  Ana answers
        0:06  Ana holds +15550100
        0:10  the server restarts
        ---
        with details
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben
        0:00  +15550102: Queued for Support
        0:05  +15550100: Call answered by Ana.
        0:06  +15550100: Call put on hold by Ana.
        0:10  +15550100: Call ended because the server that carried it stopped.
        0:10  +15550101: (Stopped ringing Ben.)
        0:10  +15550101: Call ended because the server that carried it stopped.
        0:10  +15550102: Call ended because the server that carried it stopped.
        0:10  +15550103: Call ended because the server that carried it stopped.
        outcome of +15550100: failed (node_lost)
        outcome of +15550101: failed (node_lost)
        outcome of +15550102: failed (node_lost)
        outcome of +15550103: failed (node_lost)
        offers of +15550101: Ben withdrawn (server lost)
        figures: arrived 4, ended 4, failed 4
        Ana is Active
        Ben is Active",
    );
}

/// They end at the last moment that is known, so that no figure counts the outage.
#[test]
fn a_lost_call_ends_at_the_last_moment_that_is_known() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:20  Ana holds the call
        9:00  the server restarts
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:20  Call put on hold by Ana.
        9:00  Call ended because the server that carried it stopped.
        segments: ring Ana 0:05, talk Ana 0:15
        call duration: 1, 0:20 in all, longest 0:20",
    );
}

/// Presence of tabs is not remembered: they have to come back before anybody is rung.
#[test]
fn after_a_restart_tabs_have_to_come_back() {
    check(
        "Ana and Ben are available
        0:00  the server restarts
        0:05  +15550100 calls Support
        0:10  Ben comes back
        0:11  +15550101 calls Support
        ---
        0:05  +15550100: Call deflected because No teammates available.
        0:11  +15550101: Queued for Support
        0:11  +15550101: Ringing Ben",
    );
}

/// Status, channels, exclusions' owners, settings and the order of assignment survive.
#[test]
fn choices_and_the_order_of_assignment_survive_a_restart() {
    check(
        "Ana and Ben and Cleo are available, they were assigned in the order Ben then Cleo then Ana
        Support has a queue maximum of 1
        0:00  Cleo goes Away
        0:01  the server restarts
        0:02  Ana comes back
        0:02  Ben comes back
        0:02  Cleo comes back
        0:05  +15550100 calls Support
        0:06  +15550101 calls Support
        0:10  Ben declines
        ---
        0:05  +15550100: Queued for Support
        0:05  +15550100: Ringing Ben
        0:06  +15550101: Call deflected because Queue is longer than 1 calls.
        0:10  +15550100: Call declined by Ben using the Decline button.
        0:10  +15550100: Ringing Ana
        Cleo is Away",
    );
}

/// A wrap-up that ran goes on, and ends by its own clock; one that ended meanwhile is over.
#[test]
fn a_wrap_up_survives_a_restart() {
    check(
        "Ana and Ben are available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana ends the call
        0:30  the server restarts
        0:31  Ana comes back
        0:40  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550100: Call ended by Ana.
        0:40  +15550101: Queued for Support
        1:10  +15550101: Ringing Ana
        at 0:35 Ana is Away: Call wrap up
        at 1:10 Ana is Active",
    );
}

/// A call cut by the crash gives its teammate wrap-up from its end on.
#[test]
fn a_call_cut_by_a_crash_gives_wrap_up() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:25  the server restarts
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:25  Call ended because the server that carried it stopped.
        at 0:25 Ana is Away: Call wrap up
        at 1:05 Ana is Active",
    );
}

/// The recording of a cut call is closed and kept.
#[test]
fn the_recording_of_a_cut_call_is_kept() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:25  the server restarts
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:25  Call ended because the server that carried it stopped.
        recording: stored 0:20
        jobs: 1",
    );
}

/// Two restarts in a row close a call once.
#[test]
fn a_call_is_closed_once() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:25  the server restarts
        0:26  the server restarts
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:25  Call ended because the server that carried it stopped.
        figures: arrived 1, ended 1, failed 1",
    );
}

/// An answer that crosses the crash finds the call ended.
#[test]
fn an_answer_after_a_restart_finds_the_call_ended() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  the server restarts
        0:11  Ana comes back
        0:12  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call ended because the server that carried it stopped.
        0:12  Started assignment after call ended without an assignee.
        0:12  Ana is told: The call has ended.
        ringing: nobody",
    );
}

/// What fell due while the server was down happens at its start, once.
#[test]
fn a_wrap_up_that_ended_while_the_server_was_down_is_over_at_its_start() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana ends the call
        0:20  the server is killed
        5:00  the server starts again
        5:01  Ana comes back
        5:02  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550100: Call ended by Ana.
        5:02  +15550101: Queued for Support
        5:02  +15550101: Ringing Ana
        at 5:00 Ana is Active",
    );
}

/// A wrap-up that a cut call would have given is over when the server was down longer.
#[test]
fn the_wrap_up_of_a_cut_call_is_counted_from_the_calls_end() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:20  the server is killed
        5:00  the server starts again
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        5:00  Call ended because the server that carried it stopped.
        at 5:00 Ana is Active",
    );
}

/// A ring that would have ended meanwhile is nobody's miss.
#[test]
fn a_ring_cut_by_the_crash_is_no_miss() {
    check(
        "Ana is available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  the server is killed
        3:00  the server starts again
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        3:00  (Stopped ringing Ana.)
        3:00  Call ended because the server that carried it stopped.
        tally of Ana: answered 0, missed 0, declined 0
        offers: Ana withdrawn (server lost)
        outcome: failed (node_lost)",
    );
}

/// A paused recording stays as long as it was.
#[test]
fn a_paused_recording_survives_the_crash_as_it_was() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana pauses the recording of the call
        0:25  the server is killed
        1:00  the server starts again
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Recording paused by Ana.
        1:00  Call ended because the server that carried it stopped.
        recording: stored 0:10
        segments: ring Ana 0:05, talk Ana 0:10",
    );
}

/// A machine that was suspended: what fell due happened at its own time, and nobody is
/// rung in the past.
#[test]
fn what_fell_due_during_a_sleep_happened_at_its_own_time() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  the machine falls asleep
        2:00  the machine wakes up
        2:05  Ben answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        2:00  Ringing Ben
        2:05  Call answered by Ben.
        segments: ring Ana 0:30, queue Support 1:30, ring Ben 0:05",
    );
}

/// A hold limit that passed during a sleep turns the caller away at the limit.
#[test]
fn a_hold_limit_that_passed_during_a_sleep_passed_at_its_own_time() {
    check(
        "Ana is available, Ben is away, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  the machine falls asleep
        1:10  the machine wakes up
        1:11  Ben becomes Active
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        1:00  Call deflected because Customer has been waiting on hold for more than 1 minutes.",
    );
}

/// A call that ended long ago in a sleep is still stored as ended, and ends once.
#[test]
fn a_call_that_ended_during_a_long_sleep_ends_once() {
    check(
        "Ana is away
        0:00  +15550100 calls Support
        0:10  the machine falls asleep
        5:00  the machine wakes up
        5:01  the server restarts
        ---
        0:00  Call deflected because No teammates available.
        0:20  Call ended.
        outcome: deflected (no teammates available)
        figures: arrived 1, ended 1, deflected 1",
    );
}
