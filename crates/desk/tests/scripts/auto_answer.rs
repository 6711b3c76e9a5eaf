//! Auto-answer mode.

use crate::script::check;

/// [002.20]
#[test]
fn an_assigned_call_connects_without_any_action() {
    check(
        "auto-answer mode is on
        Ana is available
        0:00  +15550100 calls Support
        1:00  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:00  Call answered by Ana.
        1:00  Call ended by Ana.
        at 0:00 the caller hears: Ana
        at 0:00 Ana is Away: On a call
        outcome: completed",
    );
}

/// [002.20] A desk phone is asked to connect by itself.
#[test]
fn a_desk_phone_connects_by_itself_as_well() {
    check(
        "auto-answer mode is on, a desk phone counts as a phone client
        Fay has a desk phone only
        0:00  +15550100 calls Support
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:00  Call answered by Fay.
        Fay hears: +15550100",
    );
}

/// [002.21] Nobody can decline, neither on the screen nor on the phone.
#[test]
fn there_is_no_decline() {
    check(
        "auto-answer mode is on, a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  Fay's desk phone does not connect by itself
        0:01  +15550100 calls Support
        0:03  Fay declines
        0:05  Fay declines on the desk phone
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:03  Fay is told: This call connects by itself and cannot be declined.
        0:05  Call declined by Fay
        0:05  Ringing Ben
        0:05  Call answered by Ben.
        causes: busy",
    );
}

/// [002.22] [002.40] Going Away between the offer and the connection is shown as a
/// decline, without the button.
#[test]
fn going_away_before_the_connection_is_shown_as_a_decline() {
    check(
        "auto-answer mode is on, a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  Fay's desk phone does not connect by itself
        0:01  +15550100 calls Support
        0:02  Fay goes Away
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:02  Call declined by Fay
        0:02  Ringing Ben
        0:02  Call answered by Ben.
        causes: went_away",
    );
}

/// [002.20] The mode switched on while it rings is for the next ring.
#[test]
fn a_ring_that_runs_is_still_answered_by_hand_but_no_longer_declined() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor saves: auto-answer mode is on
        0:06  Ana declines
        0:30  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:06  Ana is told: This call connects by itself and cannot be declined.
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        0:30  Call answered by Ben.",
    );
}
