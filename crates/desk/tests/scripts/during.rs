//! While a teammate and a customer talk.

use crate::script::check;

/// [001.33]
#[test]
fn on_hold_the_caller_hears_music_until_taken_back() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana holds the call
        0:30  Ana resumes the call
        0:40  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Call put on hold by Ana.
        0:30  Call resumed by Ana.
        0:40  Call ended by Ana.
        at 0:20 the caller hears: hold music
        at 0:20 Ana hears: nothing
        at 0:35 the caller hears: Ana
        at 0:35 Ana hears: +15550100
        segments: ring Ana 0:05, talk Ana 0:05, hold Ana 0:20, talk Ana 0:10",
    );
}

/// [001.33] Holding twice is one hold.
#[test]
fn holding_twice_is_one_hold() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:06  Ana resumes the call
        0:10  Ana holds the call
        0:12  Ana holds the call
        0:30  Ana resumes the call
        0:31  Ana resumes the call
        0:40  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Call put on hold by Ana.
        0:30  Call resumed by Ana.
        0:40  Call ended by Ana.",
    );
}

/// [001.34]
#[test]
fn the_teammate_can_mute_the_own_microphone() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana mutes in the call
        0:20  Ana unmutes in the call
        0:30  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:15 the caller hears: Ana, muted
        at 0:15 Ana hears: +15550100
        at 0:25 the caller hears: Ana",
    );
}

/// [001.36] [001.43]
#[test]
fn the_teammate_can_end_the_call_also_from_hold() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana holds the call
        0:15  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Call put on hold by Ana.
        0:15  Call ended by Ana.
        outcome: completed
        the caller hears: nothing, the line is closed
        Ana hears: nothing",
    );
}

/// The controls belong to the teammate on the call.
#[test]
fn only_the_teammate_on_the_call_controls_it() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:02  Ben ends the call
        0:05  Ana answers
        0:10  Ben holds the call
        0:11  Ben ends the call
        0:12  Ben mutes in the call
        0:13  the supervisor ends the call
        0:20  the caller hangs up
        0:21  Ana holds the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:02  Ben is told: Nobody has answered this call yet.
        0:05  Call answered by Ana.
        0:10  Ben is told: Another teammate is on this call: only that teammate can control it.
        0:11  Ben is told: Another teammate is on this call: only that teammate can control it.
        0:12  Ben is told: Another teammate is on this call: only that teammate can control it.
        0:13  the supervisor is told: Another teammate is on this call: only that teammate can control it.
        0:20  Call ended by customer.
        0:21  Ana is told: The call has ended.",
    );
}

/// [001.27] [001.28] Notes and assignment work during the call, by anybody.
#[test]
fn the_conversation_works_during_the_call() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:02  Ben notes in the call: \"knows this caller\"
        0:05  Ana answers
        0:10  Ana notes in the call: \"wants a refund\"
        0:12  the supervisor assigns the call to Ben
        0:15  Ana closes the conversation of the call
        0:20  Ana opens the conversation of the call
        0:30  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        at 0:02 conversation: open, nobody, Support, 1 note
        at 0:05 conversation: open, Ana, Support, 1 note
        at 0:10 conversation: open, Ana, Support, 2 notes
        at 0:12 conversation: open, Ben, Support, 2 notes
        at 0:15 conversation: closed, Ben, Support, 2 notes
        at 0:20 conversation: open, Ben, Support, 2 notes",
    );
}

/// [001.28] And after it, for as long as the conversation exists.
#[test]
fn the_conversation_works_after_the_call() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:30  Ana ends the call
        5:00  Ben notes in the call: \"called back\"
        5:01  the supervisor assigns the call to Ben
        5:02  Ben closes the conversation of the call
        5:03  Ben closes the conversation of the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Call ended by Ana.
        conversation: closed, Ben, Support, 1 note",
    );
}

/// A note needs words.
#[test]
fn an_empty_note_is_refused() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:02  Ana notes in the call: \" \"
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:02  Ana is told: A note needs some words.",
    );
}

/// A note has a limit, and its last character still fits.
#[test]
fn a_note_of_twenty_thousand_characters_fits_and_no_longer_one() {
    let longest = "ä".repeat(20_000);
    check(&format!(
        "Ana is available
        0:00  +15550100 calls Support
        0:02  Ana notes in the call: {longest}
        0:03  Ana notes in the call: {longest}x
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:03  Ana is told: A note has at most 20000 characters: split it.
        conversation: open, nobody, Support, 1 note"
    ));
}

/// D6: the customer who leaves while put on hold by a teammate.
#[test]
fn a_customer_who_leaves_on_hold_has_abandoned_the_call_on_hold() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana holds the call
        0:40  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Call put on hold by Ana.
        0:40  Call ended by customer.
        outcome: abandoned (on hold)
        figures: arrived 1, ended 1, abandoned 1, while on hold 1",
    );
}

/// A teammate whose side is lost while the caller is on hold gives the caller back.
#[test]
fn a_teammate_lost_during_hold_puts_the_caller_back_in_the_queue() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana holds the call
        0:20  Ana closes the tab
        0:20  Ana's connection is lost
        0:25  Ben answers
        0:30  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:10  Call put on hold by Ana.
        0:20  Connection to Ana lost; the call waits again.
        0:20  Ringing Ben
        0:25  Call answered by Ben.
        0:30  Call ended by Ben.
        at 0:22 the caller hears: hold music
        at 0:22 Ana is Active
        segments: ring Ana 0:05, talk Ana 0:05, hold Ana 0:10, ring Ben 0:05, talk Ben 0:05",
    );
}

/// [001.34] Mute is of the teammate's own side and outlives a hold.
#[test]
fn mute_outlives_a_hold() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana mutes in the call
        0:15  Ana holds the call
        0:20  Ana resumes the call
        0:25  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Call put on hold by Ana.
        0:20  Call resumed by Ana.
        the caller hears: Ana, muted",
    );
}
