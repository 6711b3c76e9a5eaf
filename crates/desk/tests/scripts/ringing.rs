//! A call rings one teammate at a time, and what ends a ring.

use crate::script::check;

/// [001.1] [001.2] [002.5] [002.36]
#[test]
fn an_answer_connects_teammate_and_customer() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:07  Ana answers
        1:07  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:07  Call answered by Ana.
        1:07  Call ended by customer.
        at 0:03 ringing: Ana
        at 0:03 the caller hears: hold music
        at 0:07 ringing: nobody
        at 0:07 the caller hears: Ana
        at 0:07 Ana hears: +15550100
        at 1:07 the caller hears: nothing, the line is closed
        outcome: completed
        offers: Ana answered
        conversation: open, Ana, Support",
    );
}

/// [001.3] [002.5] [002.37]
#[test]
fn a_declined_caller_keeps_waiting_and_the_next_available_teammate_is_rung() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:04  Ana declines
        0:06  Ben answers
        0:30  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:04  Call declined by Ana using the Decline button.
        0:04  Ringing Ben
        0:06  Call answered by Ben.
        0:30  Call ended by Ben.
        at 0:04 the caller hears: hold music
        at 0:04 ringing: Ben
        causes: decline_button
        outcome: completed",
    );
}

/// [001.8] [002.17] [002.18] The same caller leaves the decliner in peace, others do not.
#[test]
fn a_declined_call_skips_the_decliner_for_five_minutes() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  Ana declines
        1:00  +15550101 calls Support
        1:05  Ana answers
        1:30  Ana ends +15550101
        5:10  time passes
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550100: Call declined by Ana using the Decline button.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Ana
        1:05  +15550101: Call answered by Ana.
        1:30  +15550101: Call ended by Ana.
        5:10  +15550100: Ringing Ana
        at 5:09.999 ringing: nobody
        at 5:10 ringing: Ana",
    );
}

/// [002.17] D2: the five minutes begin when the ring ends.
#[test]
fn a_missed_call_skips_the_teammate_for_five_minutes_from_the_end_of_the_ring() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        5:30  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        5:30  Ringing Ana
        at 0:29.999 ringing: Ana
        at 0:30 ringing: nobody
        at 5:29.999 ringing: nobody",
    );
}

/// [002.17] An exclusion ends only once; after a second miss it begins anew.
#[test]
fn every_miss_begins_five_minutes_of_its_own() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        11:00  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        5:30  Ringing Ana
        6:00  Call missed by Ana.
        11:00  Ringing Ana",
    );
}

/// D3: a lone teammate who declined leaves the caller waiting, music playing.
#[test]
fn the_caller_of_a_lone_decliner_waits_on() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  Ana declines
        2:00  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call declined by Ana using the Decline button.
        2:00  Call ended by customer before a teammate answered.
        at 1:00 the caller hears: hold music
        outcome: abandoned (queue)",
    );
}

/// [001.11] [001.12] [002.42]
#[test]
fn a_phone_rings_for_thirty_seconds_and_then_the_next_one_rings() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        1:00  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        1:00  Call missed by Ben.
        at 0:29.999 ringing: Ana
        at 0:30 ringing: Ben
        at 1:00 ringing: nobody
        offers: Ana missed, Ben missed",
    );
}

/// [001.11]
#[test]
fn the_length_of_a_ring_is_a_setting() {
    check(
        "Ana is available, a phone rings for 12 seconds
        0:00  +15550100 calls Support
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:12  Call missed by Ana.",
    );
}

/// [001.11] A ring that has begun keeps the length it began with.
#[test]
fn a_new_ring_length_is_for_new_rings() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor saves: a phone rings for 10 seconds
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        0:40  Call missed by Ben.",
    );
}

/// [001.11] D10: one call, one ring, whatever else is free.
#[test]
fn a_call_rings_one_teammate_at_a_time() {
    check(
        "Ana and Ben and Cleo are available
        0:00  +15550100 calls Support
        0:10  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        ringing: Ana",
    );
}

/// Two callers ring two teammates at once, each one of them.
#[test]
fn several_callers_ring_several_teammates_at_once() {
    check(
        "Ana and Ben are available
        0:00  +15550100 and +15550101 and +15550102 call Support
        0:05  Ben answers
        0:06  Ana answers
        0:20  Ana ends +15550100
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben
        0:00  +15550102: Queued for Support
        0:05  +15550101: Call answered by Ben.
        0:06  +15550100: Call answered by Ana.
        0:20  +15550100: Call ended by Ana.
        0:20  +15550102: Ringing Ana
        at 0:00 ringing: Ana and Ben
        at 0:06 +15550101 hears: Ben
        at 0:06 +15550102 hears: hold music",
    );
}

/// [002.40] D4: going Away while it rings counts as a decline, and excludes.
#[test]
fn going_away_while_it_rings_is_a_decline_without_the_button() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  Ana goes Away
        0:12  Ana becomes Active
        0:40  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call declined by Ana
        0:10  Ringing Ben
        0:40  Call missed by Ben.
        causes: went_away
        at 0:10 Ana is Away
        at 0:12 Ana is Active
        ringing: nobody",
    );
}

/// [002.40] So does leaving phone calls by the channel availability.
#[test]
fn going_to_conversations_only_while_it_rings_is_a_decline() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  Ana goes to Conversations only
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call declined by Ana
        0:10  Ringing Ben
        causes: went_away",
    );
}

/// Phone only still takes phone calls: the ring goes on.
#[test]
fn going_to_phone_only_while_it_rings_changes_nothing() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  Ana goes to Phone only
        0:15  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:15  Call answered by Ana.",
    );
}

/// [002.40] A supervisor who sets a ringing teammate Away ends the ring as well.
#[test]
fn being_set_away_while_it_rings_is_a_decline() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  the supervisor sets Ana Away
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call declined by Ana
        0:10  Ringing Ben
        causes: went_away",
    );
}

/// [002.43]
#[test]
fn a_caller_who_hangs_up_stops_the_ring_and_frees_the_teammate_at_once() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  +15550101 calls Support
        0:10  +15550100 hangs up
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550101: Queued for Support
        0:10  +15550100: Call ended by customer before a teammate answered.
        0:10  +15550101: Ringing Ana
        at 0:09 ringing: Ana
        at 0:10 ringing: Ana
        outcome of +15550100: no answer
        offers of +15550100: Ana withdrawn (caller gone)",
    );
}

/// A ring is refused to everybody else.
#[test]
fn only_the_teammate_who_is_rung_may_answer_or_decline() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ben answers the ring of Ana
        0:06  Ben declines the ring of Ana
        0:08  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Ben is told: This call rings another teammate.
        0:06  Ben is told: This call rings another teammate.
        0:08  Call answered by Ana.",
    );
}

/// D10: the first answer wins, the other one is told so.
#[test]
fn the_second_answer_is_told_that_the_call_was_answered() {
    check(
        "Ana is available, Ben is away
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:05  Ana answers
        0:06  Ana declines
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:05  Ana is told: The call was already answered.
        0:06  Ana is told: The call was already answered.
        the caller hears: Ana",
    );
}

/// An answer that comes after the ring's end finds it ended.
#[test]
fn an_answer_after_the_ring_is_too_late() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:31  Ana answers
        0:35  Ben answers
        0:36  Ana answers
        0:40  the caller hangs up
        0:41  Ana answers
        2:00  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        0:31  Ana is told: The call has stopped ringing here.
        0:35  Call answered by Ben.
        0:36  Ana is told: The call was already answered.
        0:40  Call ended by customer.
        0:41  Ana is told: The call has ended.
        2:00  Ana is told: There is no such offer.",
    );
}

/// [001.5] [002.16] Whatever way the team's conversations are assigned.
#[test]
fn calls_use_balanced_assignment_whatever_the_method_of_the_team() {
    for method in ["by hand", "in turn", "balanced"] {
        check(&format!(
            "Ana and Ben and Cleo are available, they were assigned in the order Ben then Cleo then Ana
            Support assigns conversations {method}
            0:00  +15550100 calls Support
            0:01  Ben answers
            0:02  +15550101 calls Support
            ---
            0:00  +15550100: Queued for Support
            0:00  +15550100: Ringing Ben
            0:01  +15550100: Call answered by Ben.
            0:02  +15550101: Queued for Support
            0:02  +15550101: Ringing Cleo"
        ));
    }
}
