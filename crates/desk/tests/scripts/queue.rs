//! Waiting: places, returns, and the hold clock.

use crate::script::check;

/// First come, first served.
#[test]
fn the_first_caller_is_served_first() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:10  +15550101 calls Support
        0:11  +15550102 calls Support
        0:20  Ana ends +15550100
        0:21  Ana answers
        0:30  Ana ends +15550101
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:11  +15550102: Queued for Support
        0:20  +15550100: Call ended by Ana.
        0:20  +15550101: Ringing Ana
        0:21  +15550101: Call answered by Ana.
        0:30  +15550101: Call ended by Ana.
        0:30  +15550102: Ringing Ana",
    );
}

/// D5: a call that returns keeps its original place, even when the queue is full.
#[test]
fn a_call_that_returns_keeps_its_place_and_is_never_refused() {
    check(
        "Ana and Ben are available, Support has a queue maximum of 2
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:02  +15550101 calls Support
        0:03  Ben answers
        0:05  +15550102 calls Support
        0:06  +15550103 calls Support
        0:10  Ana's audio fails
        0:12  Ben ends +15550101
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550100: Call answered by Ana.
        0:02  +15550101: Queued for Support
        0:02  +15550101: Ringing Ben
        0:03  +15550101: Call answered by Ben.
        0:05  +15550102: Queued for Support
        0:06  +15550103: Queued for Support
        0:10  +15550100: Connection to Ana lost; the call waits again.
        0:10  +15550100: Ringing Ana
        0:12  +15550101: Call ended by Ben.
        0:12  +15550102: Ringing Ben
        stays of +15550100: 2",
    );
}

/// [002.41] E4: an answer is logged when it is pressed; media that then fail add a line.
#[test]
fn an_answer_whose_audio_fails_puts_the_call_back_in_its_place() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:05.4  Ana's audio fails
        0:10  Ben answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:05.4  Connection to Ana lost; the call waits again.
        0:05.4  Ringing Ben
        0:10  Call answered by Ben.
        at 0:05.4 the caller hears: hold music
        at 0:05.4 Ana is Active
        causes: media_failed
        offers: Ana answered, Ben answered
        the caller hears: Ben",
    );
}

/// D1: a hold limit that passes while a phone rings lets that ring finish.
#[test]
fn a_hold_limit_that_passes_during_a_ring_waits_for_its_end() {
    check(
        "Ana and Ben are available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:45  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:30  Call missed by Ana.
        0:30  Ringing Ben
        1:00  Call missed by Ben.
        1:00  Call deflected because Customer has been waiting on hold for more than 1 minutes.",
    );
}

/// D1: an answer during that ring still connects.
#[test]
fn a_ring_that_outlasts_the_hold_limit_can_be_answered() {
    check(
        "Ana is available, Ben is away, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:50  Ben becomes Active
        1:10  Ben answers
        3:00  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:50  Ringing Ben
        1:10  Call answered by Ben.
        3:00  Call ended by Ben.
        at 1:05 ringing: Ben
        outcome: completed",
    );
}

/// D1: the ring ends without an answer: no new offer, whoever is free.
#[test]
fn no_new_offer_is_made_after_the_hold_limit() {
    check(
        "Ana and Cleo are available, Ben is away, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:06  Cleo declines
        0:50  Ben becomes Active
        1:05  Ben declines
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:05  Ringing Cleo
        0:06  Call declined by Cleo using the Decline button.
        0:50  Ringing Ben
        1:05  Call declined by Ben using the Decline button.
        1:05  Call deflected because Customer has been waiting on hold for more than 1 minutes.
        at 1:05 outcome: none yet",
    );
}

/// D1: nor when the ring is taken back, whatever the reason.
#[test]
fn a_ring_taken_back_after_the_hold_limit_deflects() {
    for (what, line) in [
        ("the supervisor saves: Ben may not take calls", "(Stopped ringing Ben.)"),
        ("the supervisor saves: Ben is removed", "(Stopped ringing Ben.)"),
        ("the supervisor saves: the team Support has Ana", "(Stopped ringing Ben.)"),
        ("Ben goes Away", "Call declined by Ben"),
    ] {
        check(&format!(
            "Ana is available, Ben is away, Support has a hold limit of 1 minute
            0:00  +15550100 calls Support
            0:05  Ana declines
            0:50  Ben becomes Active
            1:05  {what}
            ---
            with details
            0:00  Queued for Support
            0:00  Ringing Ana
            0:05  Call declined by Ana using the Decline button.
            0:50  Ringing Ben
            1:05  {line}
            1:05  Call deflected because Customer has been waiting on hold for more than 1 minutes."
        ));
    }
}

/// The hold clock starts at each stay in a team's queue.
#[test]
fn the_hold_clock_starts_anew_with_each_stay() {
    check(
        "Ana and Eve are available, the team Sales has Eve, a hold limit of 2 minutes
        Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:50  the supervisor assigns the call to the team Sales
        0:55  Eve declines
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:50  Queued for Sales
        0:50  Ringing Eve
        0:55  Call declined by Eve using the Decline button.
        2:50  Call deflected because Customer has been waiting on hold for more than 2 minutes.",
    );
}

/// So it does when an answered call returns.
#[test]
fn the_hold_clock_starts_anew_when_a_call_returns() {
    check(
        "Ana is available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:20  Ana answers
        0:50  Ana closes the tab
        0:50  Ana's connection is lost
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:20  Call answered by Ana.
        0:50  Connection to Ana lost; the call waits again.
        1:50  Call deflected because Customer has been waiting on hold for more than 1 minutes.
        at 1:00 the caller hears: hold music
        causes: network_lost",
    );
}

/// The clock of a stay does not run during the talk.
#[test]
fn talking_is_not_waiting() {
    check(
        "Ana is available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:20  Ana answers
        0:30  Ana holds the call
        9:00  Ana resumes the call
        9:30  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:20  Call answered by Ana.
        0:30  Call put on hold by Ana.
        9:00  Call resumed by Ana.
        9:30  Call ended by Ana.
        outcome: completed",
    );
}

/// A limit that is changed is for stays that begin afterwards.
#[test]
fn a_new_hold_limit_is_for_new_stays() {
    check(
        "Ana is available, Support has a hold limit of 2 minutes
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  the supervisor saves: Support has a hold limit of 1 minute
        0:20  +15550101 calls Support
        0:25  Ana declines
        2:10  time passes
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call declined by Ana using the Decline button.
        0:20  +15550101: Queued for Support
        0:20  +15550101: Ringing Ana
        0:25  +15550101: Call declined by Ana using the Decline button.
        1:20  +15550101: Call deflected because Customer has been waiting on hold for more than 1 minutes.
        1:40  +15550101: Call ended.
        2:00  +15550100: Call deflected because Customer has been waiting on hold for more than 2 minutes.",
    );
}

/// D12: the exclusion belongs to the call and survives its stays.
#[test]
fn an_exclusion_survives_the_way_to_another_team_and_back() {
    check(
        "Ana and Eve are available, the team Sales has Eve
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  the supervisor assigns the call to the team Sales
        0:15  Eve declines
        0:20  the supervisor assigns the call to the team Support
        5:05  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:10  Queued for Sales
        0:10  Ringing Eve
        0:15  Call declined by Eve using the Decline button.
        0:20  Queued for Support
        5:05  Ringing Ana
        stays: 3",
    );
}

/// The call is answered (200 OK) on entering the queue, and hears music.
#[test]
fn the_caller_hears_music_from_the_first_moment_in_the_queue() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:02  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        at 0:00 the caller hears: hold music",
    );
}
