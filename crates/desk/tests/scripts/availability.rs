//! Who is available for phone.

use crate::script::check;

/// [002.1] [002.2] [002.3] [002.4] All and Phone take calls, Conversations does not.
#[test]
fn all_and_phone_take_calls_and_conversations_does_not() {
    check(
        "Ana is available for Conversations only, Ben is available for Phone only, Cleo is available
        0:00  +15550100 and +15550101 and +15550102 call Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ben
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Cleo
        0:00  +15550102: Queued for Support
        ringing: Ben and Cleo
        available for phone in Support: 2
        Ana is Active",
    );
}

/// [002.12] Eligible: channel, status and a tab; each alone is not enough.
#[test]
fn channel_status_and_a_tab_are_all_needed() {
    check(
        "Ana is away, Ben has no phone client, Cleo is available for Conversations only
        Dan is available
        0:00  +15550100 calls Support
        0:05  Dan declines
        1:00  Ana becomes Active
        1:01  Ana declines
        2:00  Ben opens a tab
        2:01  Ben declines
        3:00  Cleo goes to All
        ---
        0:00  Queued for Support
        0:00  Ringing Dan
        0:05  Call declined by Dan using the Decline button.
        1:00  Ringing Ana
        1:01  Call declined by Ana using the Decline button.
        2:00  Ringing Ben
        2:01  Call declined by Ben using the Decline button.
        3:00  Ringing Cleo",
    );
}

/// [001.4] [002.12] Nobody outside the Help Desk is assigned a call.
#[test]
fn without_an_open_help_desk_nobody_is_rung() {
    check(
        "Ana has no phone client, Ben is available
        0:00  +15550100 calls Support
        0:05  Ben declines
        0:20  Ana opens a tab
        ---
        0:00  Queued for Support
        0:00  Ringing Ben
        0:05  Call declined by Ben using the Decline button.
        0:20  Ringing Ana
        at 0:19 ringing: nobody",
    );
}

/// [001.4] A desk phone alone is not enough unless the workspace says so.
#[test]
fn a_desk_phone_alone_counts_only_where_the_workspace_lets_it() {
    check(
        "Fay has a desk phone only, Ben is available
        0:00  +15550100 calls Support
        0:05  Ben declines
        0:20  the supervisor saves: a desk phone counts as a phone client
        0:25  Fay answers on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Ben
        0:05  Call declined by Ben using the Decline button.
        0:20  Ringing Fay
        0:25  Call answered by Fay.
        at 0:20 devices ringing: desk phone of Fay
        the caller hears: Fay",
    );
}

/// [002.7] Away on a call, without anybody's doing, and as before afterwards.
#[test]
fn on_a_call_the_status_is_away_on_a_call() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:20  Ana holds the call
        0:30  Ana resumes the call
        1:00  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:20  Call put on hold by Ana.
        0:30  Call resumed by Ana.
        1:00  Call ended by Ana.
        at 0:04 Ana is Active
        at 0:05 Ana is Away: On a call
        at 0:25 Ana is Away: On a call
        at 0:59 Ana is Away: On a call
        at 1:00 Ana is Active",
    );
}

/// [002.24] [002.29] A supervisor changes the channel availability of somebody else, and
/// those who wait ring at once.
#[test]
fn a_supervisor_makes_a_teammate_available_and_the_waiting_caller_rings() {
    check(
        "Ana is available, Ben is available for Conversations only, Cleo is available for Conversations only
        0:00  +15550100 calls Support
        0:01  +15550101 calls Support
        0:02  Ana answers
        0:30  the supervisor makes Ben available for Phone only
        0:35  Ben answers
        0:40  +15550102 calls Support
        0:41  the supervisor makes Cleo available for All
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550101: Queued for Support
        0:02  +15550100: Call answered by Ana.
        0:30  +15550101: Ringing Ben
        0:35  +15550101: Call answered by Ben.
        0:40  +15550102: Queued for Support
        0:41  +15550102: Ringing Cleo",
    );
}

/// [002.29] So does becoming Active, or opening the Help Desk.
#[test]
fn whoever_becomes_available_is_rung_for_the_longest_waiting_caller() {
    check(
        "Ana is available, Ben is away, Cleo has no phone client
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:10  +15550101 calls Support
        0:11  +15550102 calls Support
        0:20  Ben becomes Active
        0:30  Cleo opens a tab
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:11  +15550102: Queued for Support
        0:20  +15550101: Ringing Ben
        0:30  +15550102: Ringing Cleo",
    );
}

/// [002.63] Those handling a call count as well.
#[test]
fn the_count_of_available_teammates_includes_those_on_calls() {
    check(
        "Ana and Ben are available, Cleo is away, Dan has no phone client
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana goes Away
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        at 0:00 available for phone in Support: 2
        at 0:05 available for phone in Support: 2
        at 0:10 available for phone in Support: 2",
    );
}

/// A lost tab has three seconds to come back; the ring goes on meanwhile.
#[test]
fn a_lost_tab_that_comes_back_within_three_seconds_rings_on() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  Ana closes the tab
        0:12  Ana comes back
        0:15  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:15  Call answered by Ana.
        at 0:13 ringing: Ana",
    );
}

/// A lost tab ends the ring after its three seconds, and starts no exclusion: the
/// teammate is rung again as soon as the tab is back.
#[test]
fn a_tab_that_stays_lost_passes_the_call_on_without_an_exclusion() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:10  Ana closes the tab
        0:20  Ben declines
        0:30  Ana comes back
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:13  Call declined by Ana
        0:13  Ringing Ben
        0:20  Call declined by Ben using the Decline button.
        0:30  Ringing Ana
        at 0:12.999 ringing: Ana
        causes: network_lost, decline_button",
    );
}

/// While a tab is lost, its teammate is offered nothing new.
#[test]
fn during_the_grace_of_a_lost_tab_nothing_new_is_offered() {
    check(
        "Ana and Ben are available
        0:00  Ana closes the tab
        0:01  +15550100 calls Support
        ---
        0:01  Queued for Support
        0:01  Ringing Ben",
    );
}

/// Two tabs: one of them may close.
#[test]
fn a_teammate_with_a_second_tab_loses_nothing_by_closing_one() {
    check(
        "Ana and Ben are available
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:05  Ana closes the tab
        0:20  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:20  Call answered by Ana.",
    );
}

/// [002.12] [002.39] A tab that does not acknowledge a ring within 1.5 s is no client:
/// the offer moves on at once, and until it answers again nothing rings there.
#[test]
fn a_frozen_tab_passes_the_call_on_after_a_second_and_a_half() {
    check(
        "Ana and Ben are available
        0:00  Ana freezes
        0:01  +15550100 calls Support
        0:05  Ben declines
        0:20  Ana comes back
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:02.5  Call declined by Ana
        0:02.5  Ringing Ben
        0:05  Call declined by Ben using the Decline button.
        0:20  Ringing Ana
        causes: client_frozen, decline_button
        at 0:10 available for phone in Support: 1",
    );
}

/// A late acknowledgement proves the tab again.
#[test]
fn a_frozen_tab_that_answers_late_is_a_client_again() {
    check(
        "Ana is available, Ben is away
        0:00  Ana freezes
        0:01  +15550100 calls Support
        0:07  Ana acknowledges the ring late
        0:10  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:02.5  Call declined by Ana
        0:07  Ringing Ana
        0:10  Call answered by Ana.",
    );
}

/// Three offers of one call may be lost on the way to one teammate, not more; other
/// calls are not concerned.
#[test]
fn a_call_is_lost_on_the_way_to_one_teammate_three_times_at_most() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:01  Ana closes the tab
        0:10  Ana comes back
        0:11  Ana closes the tab
        0:20  Ana comes back
        0:21  Ana closes the tab
        0:30  Ana comes back
        0:31  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:04  +15550100: Call declined by Ana
        0:10  +15550100: Ringing Ana
        0:14  +15550100: Call declined by Ana
        0:20  +15550100: Ringing Ana
        0:24  +15550100: Call declined by Ana
        0:31  +15550101: Queued for Support
        0:31  +15550101: Ringing Ana
        causes of +15550100: network_lost, network_lost, network_lost
        offer 1 counted of +15550101: 1 eligible",
    );
}
