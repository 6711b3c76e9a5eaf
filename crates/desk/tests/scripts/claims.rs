//! Taking a waiting call by hand, and assigning one by hand.

use crate::script::check;

/// [002.46] Ahead of its assignment; it connects at once and is recorded as an offer.
#[test]
fn a_claim_connects_at_once() {
    check(
        "Ana is available, Ben is away
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  Ben claims the call
        0:40  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:10  Manual answer requested by Ben.
        0:10  Ringing Ben
        0:10  Call answered by Ben.
        0:40  Call ended by Ben.
        offers: Ana declined, Ben answered
        at 0:10 Ben is Away: On a call
        at 0:40 Ben is Away
        conversation: open, Ben, Support",
    );
}

/// [002.46] Whatever the status or the exclusion, and for Conversations only.
#[test]
fn a_claim_overrides_status_channels_and_exclusion() {
    check(
        "Ana is available, Ben is available for Conversations only
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  Ana claims the call
        0:20  Ana ends the call
        0:25  +15550101 calls Support
        0:26  Ben claims +15550101
        0:30  +15550101 hangs up
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call declined by Ana using the Decline button.
        0:10  +15550100: Manual answer requested by Ana.
        0:10  +15550100: Ringing Ana
        0:10  +15550100: Call answered by Ana.
        0:20  +15550100: Call ended by Ana.
        0:25  +15550101: Queued for Support
        0:25  +15550101: Ringing Ana
        0:26  +15550101: Manual answer requested by Ben.
        0:26  +15550101: Ringing Ben
        0:26  +15550101: Call answered by Ben.
        0:30  +15550101: Call ended by customer.
        at 0:26 ringing: nobody
        offers of +15550101: Ana withdrawn (claimed), Ben answered",
    );
}

/// [002.46] A claim takes the ring from whoever was rung, who is not excluded by that.
#[test]
fn a_claim_stops_the_ring_of_the_other() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ben claims the call
        0:06  Ana answers
        0:10  +15550101 calls Support
        ---
        with details
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Manual answer requested by Ben.
        0:05  +15550100: (Stopped ringing Ana.)
        0:05  +15550100: Ringing Ben
        0:05  +15550100: Call answered by Ben.
        0:06  Ana is told: The call was already answered.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Ana",
    );
}

/// Two claims of one call: one bridge, the other is told.
#[test]
fn the_second_claim_is_told_that_the_call_was_answered() {
    check(
        "the workspace is a test workspace
        Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ben claims the call
        0:05  Ana claims the call
        ---
        0:00  Queued for Support
        0:05  Manual answer requested by Ben.
        0:05  Ringing Ben
        0:05  Call answered by Ben.
        0:05  Ana is told: The call was already answered.
        Ana is Active",
    );
}

/// Claims that are refused, each with its sentence.
#[test]
fn a_claim_is_refused_with_the_reason() {
    check(
        "Ana and Ben and Cleo are available, Dan has no phone client, Eve is available
        the team Sales has Eve, Support has a wrap-up of 60 seconds
        0:00  +15550100 and +15550101 and +15550102 call Support
        0:01  Ana answers
        0:02  Ana claims +15550101
        0:03  Ben claims +15550101
        0:04  Ben claims +15550102
        0:05  Dan claims +15550102
        0:06  Eve claims +15550102
        0:10  Ana ends +15550100
        0:11  Ana claims +15550102
        0:12  Ana claims +15550100
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben
        0:00  +15550102: Queued for Support
        0:00  +15550102: Ringing Cleo
        0:01  +15550100: Call answered by Ana.
        0:02  Ana is told: You are on a call.
        0:03  Ben is told: The call rings here: answer it.
        0:04  Ben is told: Another call rings here already.
        0:05  Dan is told: No phone of yours is connected: open the Help Desk in a tab.
        0:06  Eve is told: Only members of the call's team can take it.
        0:10  +15550100: Call ended by Ana.
        0:11  Ana is told: You are in wrap-up: switch to active first.
        0:12  Ana is told: The call has ended.",
    );
}

/// [002.47] A claim of a call that had just ended unanswered.
#[test]
fn a_claim_of_a_call_that_ended_unanswered_is_logged_as_late() {
    check(
        "the workspace is a test workspace
        Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the caller hangs up
        0:06  Ana claims the call
        0:07  Ben claims the call
        ---
        0:00  Queued for Support
        0:05  Call ended by customer before a teammate answered.
        0:06  Started assignment after call ended without an assignee.
        0:06  Ana is told: The call has ended.
        0:07  Ben is told: The call has ended.",
    );
}

/// A claimed call whose tab is frozen goes back to its place, and a claim cannot be
/// declined.
#[test]
fn a_claim_that_cannot_connect_gives_the_call_back() {
    check(
        "Ana and Ben are available
        0:00  Ben freezes
        0:01  +15550100 calls Support
        0:05  Ben claims the call
        0:06  Ben declines
        0:10  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Manual answer requested by Ben.
        0:05  Ringing Ben
        0:06  Ben is told: This call connects by itself and cannot be declined.
        0:06.5  Call declined by Ben
        0:06.5  Ringing Ana
        0:10  Call answered by Ana.
        causes: client_frozen",
    );
}

/// [001.7] Assigned by hand: the call stays queued for the others, and whoever answers
/// becomes the assignee.
#[test]
fn whoever_was_assigned_by_hand_cannot_answer_the_call() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor assigns the call to Ana
        0:06  Ana answers
        0:07  Ana claims the call
        0:10  Ben answers
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  (Stopped ringing Ana.)
        0:05  (Assigned to Ana.)
        0:05  Ringing Ben
        0:06  Ana is told: The call has stopped ringing here.
        0:07  Ana is told: The call was assigned to you by hand: somebody else has to answer it.
        0:10  Call answered by Ben.
        at 0:05 conversation: open, Ana, Support
        at 0:05 ringing: Ben
        at 0:10 conversation: open, Ben, Support
        offers: Ana withdrawn (assigned by hand), Ben answered",
    );
}

/// [001.7] The ring of somebody else goes on, and the assignee is passed by for good.
#[test]
fn an_assignment_by_hand_lets_the_ring_of_others_go_on() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor assigns the call to Ben
        0:10  Ana declines
        5:10  time passes
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  (Assigned to Ben.)
        0:10  Call declined by Ana using the Decline button.
        5:10  Ringing Ana
        at 0:05 ringing: Ana
        at 0:11 ringing: nobody
        offer 2 counted: 1 eligible, 1 barred",
    );
}

/// [001.7] [002.13] Being assigned by hand moves the last assigned date.
#[test]
fn an_assignment_by_hand_moves_the_last_assigned_date() {
    check(
        "Ana and Ben are available, they were assigned in the order Ana then Ben
        the workspace is a test workspace
        0:00  +15550100 calls Support
        0:05  the supervisor assigns the call to Ana
        0:06  the supervisor saves: the workspace is a live workspace
        0:07  Ben declines
        0:10  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:06  +15550100: Ringing Ben
        0:07  +15550100: Call declined by Ben using the Decline button.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Ana",
    );
}

/// A waiting call assigned to another team goes into that team's queue: a new stay, its
/// original place.
#[test]
fn a_waiting_call_moves_to_another_team_and_keeps_its_place() {
    check(
        "Ana and Eve are available, the team Sales has Eve
        0:00  +15550100 calls Support
        0:10  +15550101 calls Sales
        0:15  +15550102 calls Sales
        0:20  the supervisor assigns +15550100 to the team Sales
        0:25  Eve declines
        ---
        with details
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550101: Queued for Sales
        0:10  +15550101: Ringing Eve
        0:15  +15550102: Queued for Sales
        0:20  +15550100: (Stopped ringing Ana.)
        0:20  +15550100: (Assigned to Sales.)
        0:20  +15550100: Queued for Sales
        0:25  +15550101: Call declined by Eve using the Decline button.
        0:25  +15550100: Ringing Eve
        stays of +15550100: 2
        conversation of +15550100: open, nobody, Sales
        offers of +15550100: Ana withdrawn (moved to another team), Eve ringing",
    );
}

/// D8: on an answered call an assignment moves the conversation, never the audio.
#[test]
fn assigning_an_answered_call_moves_the_conversation_only() {
    check(
        "Ana and Ben are available, the team Sales has Ben
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  the supervisor assigns the call to Ben in the team Sales
        0:20  Ana ends the call
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:20  Call ended by Ana.
        at 0:10 the caller hears: Ana
        at 0:10 conversation: open, Ben, Sales
        talk time of the team Support: 0:15
        outcome: completed",
    );
}

/// An assignment names somebody, and only those there are.
#[test]
fn an_assignment_to_nobody_is_refused() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor assigns the call
        0:06  the supervisor saves: Ben is removed
        0:07  the supervisor assigns the call to Ben
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  the supervisor is told: Name a teammate or a team to assign to.
        0:07  the supervisor is told: There is no such teammate in this workspace.",
    );
}

/// [002.37] A claimed call has no Decline: the reject key of the desk phone is no button.
#[test]
fn rejecting_a_claimed_call_on_the_desk_phone_is_not_the_decline_button() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  Fay's desk phone does not connect by itself
        0:00  Fay goes Away
        0:01  +15550100 calls Support
        0:05  Fay claims the call
        0:07  Fay declines on the desk phone
        ---
        0:01  Queued for Support
        0:01  Ringing Ben
        0:05  Manual answer requested by Fay.
        0:05  Ringing Fay
        0:07  Call declined by Fay
        0:07  Ringing Ben
        causes: busy",
    );
}

/// A claim whose phone never connects is missed like any other ring.
#[test]
fn a_claim_that_never_connects_is_missed_after_the_ring() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  Fay's desk phone does not connect by itself
        0:00  Ben goes Away
        0:01  +15550100 calls Support
        0:31  time passes
        0:40  Fay claims the call
        1:10  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:31  Call missed by Fay.
        0:40  Manual answer requested by Fay.
        0:40  Ringing Fay
        1:10  Call missed by Fay.
        at 1:00 the caller hears: hold music",
    );
}
