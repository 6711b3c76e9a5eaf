//! What the desk says of what would happen: whether a phone is ready, where a call would
//! go, and whether a command would be done.

use crate::script::check;

/// Everything that keeps calls from a teammate is said, each in its own words.
#[test]
fn a_phone_that_is_not_ready_says_why() {
    check(
        "Ana and Ben are available, Fay has no phone client, Gus is away
        Hal is available for Conversations only
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:02  Gus goes to Conversations only
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:01  Call answered by Ana.
        at 0:00 phone of Ana: ready
        phone of Ana: You are on a call: the next one comes when it is over.
        phone of Ben: ready
        phone of Fay: The Help Desk is open in no tab: calls come when it is.
        at 0:01 phone of Gus: You are Away: calls come again when you are Active.
        phone of Gus: You are Away: calls come again when you are Active. You are available for Conversations only: choose All or Phone for calls.
        phone of Hal: You are available for Conversations only: choose All or Phone for calls.",
    );
}

/// [002.11] Wrap-up says how it ends; a removed teammate has no phone here at all.
#[test]
fn wrap_up_and_removal_say_so() {
    check(
        "Ana is available, Support has a wrap-up of 30 seconds
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:05  Ana ends the call
        0:10  the supervisor saves: Ana is removed
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:01  Call answered by Ana.
        0:05  Call ended by Ana.
        at 0:05 phone of Ana: You are in wrap-up: calls come when it ends, or when you switch to active.
        phone of Ana: You are no longer a teammate here.",
    );
}

/// A desk phone that counts alone and cannot be reached is tried again.
#[test]
fn a_desk_phone_out_of_reach_says_so() {
    check(
        "a desk phone counts as a phone client, Fay has a desk phone only, Ben is available
        they were assigned in the order Fay then Ben
        0:00  Fay's desk phone becomes unreachable
        0:01  +15550100 calls Support
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:01  Call declined by Fay
        0:01  Ringing Ben
        phone of Fay: Your SIP phone could not be reached: it is tried again in half a minute.",
    );
}

/// Who is in no team with a number is not rung, and reads why.
#[test]
fn a_teammate_without_a_team_says_so() {
    check(
        "Ana is available, the team Sales has nobody
        0:00  the supervisor saves: the team Support has nobody
        ---
        phone of Ana: No phone number leads to a team of yours: ask to be added to one that takes calls.",
    );
}

/// [002.48] [002.50] [002.51] What would become of a call is said before anybody calls.
#[test]
fn a_number_says_where_a_call_would_go() {
    check(
        "Ana is available, Support has a queue maximum of 2
        0:00  +15550100 calls Support
        0:01  +15550101 calls Support
        0:02  time passes
        0:03  the supervisor saves: Support has no queue maximum
        0:04  the supervisor saves: Support is out of office
        0:05  the supervisor saves: the workspace is out of office
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550101: Queued for Support
        at 0:00 a call to Support: A call now would wait for Support, behind 1 other.
        at 0:02 a call to Support: A call now would be turned away: Queue is longer than 2 calls.
        at 0:03 a call to Support: A call now would wait for Support, behind 2 others.
        at 0:04 a call to Support: A call now would be turned away: Support is out of office.
        at 0:05 a call to Support: A call now would be turned away: Workspace out of office.",
    );
}

/// [002.13] The one who would be rung is the one who is rung.
#[test]
fn a_number_says_who_would_be_rung() {
    check(
        "Ana and Ben are available, they were assigned in the order Ben then Ana
        0:00  time passes
        0:01  the supervisor saves: auto-answer mode is on
        0:02  the supervisor saves: the workspace is a test workspace
        0:03  the supervisor saves: the workspace is a live workspace
        0:04  +15550100 calls Support
        ---
        0:04  Queued for Support
        0:04  Ringing Ben
        0:04  Call answered by Ben.
        at 0:00 a call to Support: A call now would ring Ben for Support.
        at 0:01 a call to Support: A call now would connect to Ben for Support, without action.
        at 0:02 a call to Support: A call now would wait for Support: nobody is free.
        a call to Support: A call now would connect to Ana for Support, without action.",
    );
    check(
        "Ana is away
        0:00  time passes
        ---
        a call to Support: A call now would be turned away: No teammates available.",
    );
}
