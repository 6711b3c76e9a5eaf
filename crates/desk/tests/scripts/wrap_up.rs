//! After the call: wrap-up.

use crate::script::check;

/// [001.43] [001.44] [002.10] [002.11]
#[test]
fn after_a_call_the_team_may_give_wrap_up() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:30  Ana ends the call
        0:40  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:30  +15550100: Call ended by Ana.
        0:40  +15550101: Queued for Support
        1:30  +15550101: Ringing Ana
        at 0:29 Ana is Away: On a call
        at 0:30 Ana is Away: Call wrap up
        at 1:29.999 Ana is Away: Call wrap up
        at 1:30 Ana is Active",
    );
}

/// [001.43] [002.10] Whoever ended the call.
#[test]
fn wrap_up_follows_whoever_ended_the_call() {
    for (end, line) in [
        ("the caller hangs up", "Call ended by customer."),
        ("the caller vanishes", "Call ended because the connection to the customer was lost."),
        ("Ana ends the call", "Call ended by Ana."),
    ] {
        check(&format!(
            "Ana is available, Support has a wrap-up of 60 seconds
            0:00  +15550100 calls Support
            0:05  Ana answers
            0:30  {end}
            ---
            0:00  Queued for Support
            0:00  Ringing Ana
            0:05  Call answered by Ana.
            0:30  {line}
            at 0:30 Ana is Away: Call wrap up
            at 1:30 Ana is Active"
        ));
    }
}

/// [001.43] [002.10] A team without wrap-up lets its teammates go at once.
#[test]
fn without_wrap_up_the_next_call_rings_at_once() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  +15550101 calls Support
        0:30  Ana ends +15550100
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:30  +15550100: Call ended by Ana.
        0:30  +15550101: Ringing Ana
        at 0:30 Ana is Active",
    );
}

/// [001.45] [002.11]
#[test]
fn switch_to_active_ends_wrap_up_at_once() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:30  Ana ends the call
        0:40  +15550101 calls Support
        0:45  Ana switches to active
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:30  +15550100: Call ended by Ana.
        0:40  +15550101: Queued for Support
        0:45  +15550101: Ringing Ana
        at 0:44 Ana is Away: Call wrap up
        at 0:45 Ana is Active",
    );
}

/// An old wrap-up timer never touches a later state.
#[test]
fn the_timer_of_an_old_wrap_up_does_not_end_a_later_one() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana ends the call
        0:20  Ana switches to active
        0:30  +15550101 calls Support
        0:31  Ana answers
        0:50  Ana ends +15550101
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550100: Call ended by Ana.
        0:30  +15550101: Queued for Support
        0:30  +15550101: Ringing Ana
        0:31  +15550101: Call answered by Ana.
        0:50  +15550101: Call ended by Ana.
        at 1:10 Ana is Away: Call wrap up
        at 1:49 Ana is Away: Call wrap up
        at 1:50 Ana is Active",
    );
}

/// Nor does it touch a call that rings or is talked on by then.
#[test]
fn the_timer_of_an_old_wrap_up_does_not_touch_a_call() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana ends the call
        0:20  Ana switches to active
        1:00  +15550101 calls Support
        1:09  Ana answers
        1:20  time passes
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550100: Call ended by Ana.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Ana
        1:09  +15550101: Call answered by Ana.
        at 1:15 Ana is Away: On a call",
    );
}

/// D11: Away by hand during the call stays Away after the wrap-up.
#[test]
fn away_by_hand_during_the_call_stays_away_after_wrap_up() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana goes Away
        0:30  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:10 Ana is Away: On a call
        at 0:30 Ana is Away: Call wrap up
        at 1:30 Ana is Away",
    );
}

/// D11: and without wrap-up at once.
#[test]
fn away_by_hand_during_the_call_stays_away_where_there_is_no_wrap_up() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana goes Away
        0:30  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:30 Ana is Away",
    );
}

/// D11: Away by hand during the wrap-up, too.
#[test]
fn away_by_hand_during_wrap_up_stays_away() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:30  Ana ends the call
        0:40  Ana goes Away
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 1:30 Ana is Away",
    );
}

/// *Switch to active* during the call does not end the call's status.
#[test]
fn active_by_hand_during_the_call_shows_after_it() {
    check(
        "Ana is available, Ben is away
        0:00  +15550100 calls Support
        0:05  Ben claims the call
        0:10  Ben switches to active
        0:30  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Manual answer requested by Ben.
        0:05  Ringing Ben
        0:05  Call answered by Ben.
        0:30  Call ended by Ben.
        at 0:10 Ben is Away: On a call
        at 0:30 Ben is Active",
    );
}

/// Wrap-up has the length that the team had when the call ended.
#[test]
fn wrap_up_is_as_long_as_the_team_says_at_the_end_of_the_call() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  the supervisor saves: Support has a wrap-up of 10 seconds
        0:30  Ana ends the call
        0:35  the supervisor saves: Support has a wrap-up of 90 seconds
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:39 Ana is Away: Call wrap up
        at 0:40 Ana is Active",
    );
}

/// An unanswered call gives nobody wrap-up.
#[test]
fn a_call_that_was_not_answered_gives_no_wrap_up() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call ended by customer before a teammate answered.
        Ana is Active",
    );
}

/// A call that returns to the queue gives no wrap-up to whom it was lost by.
#[test]
fn a_call_that_returns_to_the_queue_gives_no_wrap_up() {
    check(
        "Ana and Ben are available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's audio fails
        0:11  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Connection to Ana lost; the call waits again.
        0:10  Ringing Ben
        Ana is Active",
    );
}
