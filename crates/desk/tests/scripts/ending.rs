//! How calls end: one outcome each, by where the call stood, and races.

use crate::script::check;

/// The stage *menu*: the caller leaves during the announcement before the queue.
#[test]
fn a_caller_who_leaves_while_being_routed_has_abandoned_the_ivr() {
    check(
        "Ana is available, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:04  the caller hangs up
        ---
        0:04  Call ended by customer before a teammate answered.
        outcome: abandoned (ivr)
        segments: routing 0:04",
    );
}

/// [002.43] The stage *queue*.
#[test]
fn a_caller_who_leaves_while_waiting_has_abandoned_the_queue() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  +15550101 calls Support
        0:20  +15550101 hangs up
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:20  +15550101: Call ended by customer before a teammate answered.
        outcome of +15550101: abandoned (queue)
        segments of +15550101: queue Support 0:10",
    );
}

/// [002.43] [002.57] The stage *ringing*: no answer.
#[test]
fn a_caller_who_leaves_while_it_rings_got_no_answer() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call ended by customer before a teammate answered.
        outcome: no answer
        segments: ring Ana 0:10",
    );
}

/// [002.57] The last stage wins: rung before, but waiting when the caller leaves.
#[test]
fn the_last_stage_decides_the_outcome() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:40  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:40  Call ended by customer before a teammate answered.
        outcome: abandoned (queue)",
    );
}

/// [002.55] The stage *talking*, whoever hangs up.
#[test]
fn a_call_that_ends_while_talking_is_completed() {
    for (end, line) in [
        ("Ana ends the call", "Call ended by Ana."),
        ("the caller hangs up", "Call ended by customer."),
    ] {
        check(&format!(
            "Ana is available
            0:00  +15550100 calls Support
            0:05  Ana answers
            0:30  {end}
            ---
            0:00  Queued for Support
            0:00  Ringing Ana
            0:05  Call answered by Ana.
            0:30  {line}
            outcome: completed"
        ));
    }
}

/// A call that returned and is left in the queue is abandoned there; the words know
/// that a teammate had answered.
#[test]
fn a_call_that_returned_and_is_left_in_the_queue_is_abandoned_there() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana closes the tab
        0:10  Ana's connection is lost
        0:30  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Connection to Ana lost; the call waits again.
        0:30  Call ended by customer.
        outcome: abandoned (queue)
        segments: ring Ana 0:05, talk Ana 0:05, queue Support 0:20",
    );
}

/// L8: a caller who vanishes without a word does not hold a teammate.
#[test]
fn a_caller_who_vanishes_ends_the_call_as_failed() {
    for (end, outcome, line) in [
        (
            "the caller vanishes",
            "failed (caller_lost)",
            "Call ended because the connection to the customer was lost.",
        ),
        (
            "the caller's connection is lost",
            "failed (caller_lost)",
            "Call ended because the connection to the customer was lost.",
        ),
        (
            "the caller's audio fails",
            "failed (media_failed)",
            "Call ended because no audio could be set up with the customer.",
        ),
    ] {
        check(&format!(
            "Ana is available
            0:00  +15550100 calls Support
            0:05  Ana answers
            0:30  {end}
            ---
            0:00  Queued for Support
            0:00  Ringing Ana
            0:05  Call answered by Ana.
            0:30  {line}
            outcome: {outcome}
            Ana is Active"
        ));
    }
}

/// A fault while waiting is a fault, not an abandoned call.
#[test]
fn a_caller_who_vanishes_while_waiting_is_a_failed_call() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  the caller vanishes
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  (Stopped ringing Ana.)
        0:05  Call ended because the connection to the customer was lost.
        outcome: failed (caller_lost)
        ringing: nobody",
    );
}

/// [002.47] L6: an answer that crosses the caller's hang-up.
#[test]
fn an_answer_that_crosses_the_hang_up_is_logged_as_late() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        0:10  Ana answers
        0:11  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call ended by customer before a teammate answered.
        0:10  Started assignment after call ended without an assignee.
        0:10  Ana is told: The call has ended.
        0:11  Ana is told: The call has ended.
        outcome: no answer
        Ana is Active",
    );
}

/// [002.47] On a desk phone as well, whose leg is let go.
#[test]
fn a_desk_phone_that_answers_after_the_hang_up_is_let_go_and_logged() {
    check(
        "Fay has a desk phone
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        0:10  Fay answers on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:10  Call ended by customer before a teammate answered.
        0:10  Started assignment after call ended without an assignee.
        devices ringing: none
        Fay is Active",
    );
}

/// [002.47] Not for a call that had been answered.
#[test]
fn a_late_answer_of_an_answered_call_is_only_refused() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:30  Ben answers
        0:40  the caller hangs up
        0:41  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        0:30  Call answered by Ben.
        0:40  Call ended by customer.
        0:41  Ana is told: The call has ended.",
    );
}

/// S3: after its end nothing happens to a call any more.
#[test]
fn nothing_happens_to_a_call_after_its_end() {
    check(
        "Ana and Ben are available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  the caller hangs up
        0:11  the caller hangs up
        0:12  the caller hears the announcement to its end
        0:13  Ben declines
        0:14  Ben claims the call
        6:00  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:05  Ringing Ben
        0:10  Call ended by customer before a teammate answered.
        0:13  Ben is told: The call has ended.
        0:14  Started assignment after call ended without an assignee.
        0:14  Ben is told: The call has ended.
        outcome: no answer",
    );
}

/// A call is answered at the last moment of its ring: the deadline comes first.
#[test]
fn an_answer_at_the_very_end_of_the_ring_is_too_late() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:30  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ana is told: The call has stopped ringing here.",
    );
}

/// One moment earlier it is not.
#[test]
fn an_answer_just_before_the_end_of_the_ring_connects() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:29.999  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:29.999  Call answered by Ana.",
    );
}
