//! Whom a call rings.

use crate::script::check;

/// [002.13]
#[test]
fn the_teammate_whose_last_assignment_is_oldest_is_rung_first() {
    check(
        "Ana and Ben and Cleo are available, they were assigned in the order Cleo then Ana then Ben
        0:00  +15550100 calls Support
        0:05  Cleo declines
        0:06  Ana declines
        0:07  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Cleo
        0:05  Call declined by Cleo using the Decline button.
        0:05  Ringing Ana
        0:06  Call declined by Ana using the Decline button.
        0:06  Ringing Ben",
    );
}

/// [002.13] Somebody who was never assigned anything comes before all others.
#[test]
fn never_assigned_comes_first() {
    check(
        "Ana and Ben and Cleo are available, they were assigned in the order Ana then Ben
        0:00  +15550100 calls Support
        ---
        0:00  Queued for Support
        0:00  Ringing Cleo",
    );
}

/// [002.13] Ties are broken by a stable order, so that the same desk decides the same.
#[test]
fn ties_go_by_the_order_of_the_teammates() {
    check(
        "Ana and Ben and Cleo are available
        0:00  +15550100 and +15550101 call Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben",
    );
}

/// [002.13] The assignment of any conversation counts, not only of calls.
#[test]
fn another_conversation_moves_its_assignee_to_the_end() {
    check(
        "Ana and Ben are available, they were assigned in the order Ana then Ben
        0:00  another conversation is assigned to Ana
        0:01  +15550100 calls Support
        ---
        0:01  Queued for Support
        0:01  Ringing Ben",
    );
}

/// D9: the date moves when the offer is made, else whoever missed would be first again.
#[test]
fn the_last_assigned_date_moves_with_the_offer() {
    check(
        "Ana and Ben and Cleo are available, they were assigned in the order Ana then Ben then Cleo
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:08  Ben answers
        0:10  +15550101 calls Support
        0:12  Cleo answers
        0:20  +15550102 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call declined by Ana using the Decline button.
        0:05  +15550100: Ringing Ben
        0:08  +15550100: Call answered by Ben.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Cleo
        0:12  +15550101: Call answered by Cleo.
        0:20  +15550102: Queued for Support
        0:20  +15550102: Ringing Ana",
    );
}

/// [001.6] [002.14] Neither counts of conversations nor limits on them matter.
#[test]
fn the_number_of_conversations_does_not_matter() {
    check(
        "Ana and Ben are available, Support has a conversation limit of 1
        0:00  another conversation is assigned to Ana
        0:01  another conversation is assigned to Ana
        0:02  another conversation is assigned to Ana
        0:03  another conversation is assigned to Ben
        0:04  +15550100 calls Support
        ---
        0:04  Queued for Support
        0:04  Ringing Ana",
    );
}

/// [002.15] One call is the limit; a running offer counts as one.
#[test]
fn a_teammate_with_a_call_or_a_ring_gets_no_other() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:02  +15550101 calls Support
        0:05  Ana answers
        0:09  Ana holds +15550100
        0:20  Ana ends +15550100
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:02  +15550101: Queued for Support
        0:05  +15550100: Call answered by Ana.
        0:09  +15550100: Call put on hold by Ana.
        0:20  +15550100: Call ended by Ana.
        0:20  +15550101: Ringing Ana",
    );
}

/// [002.18] [002.17] The exclusion is for this call and this teammate only: a free other
/// teammate is rung, and the excluded one is rung for others.
#[test]
fn an_exclusion_binds_one_call_and_one_teammate() {
    check(
        "Ana is available, Ben is away
        0:00  +15550100 calls Support
        0:03  Ana declines
        0:10  +15550101 calls Support
        0:13  Ana declines
        0:20  Ben becomes Active
        0:25  Ben answers
        0:30  Ben ends +15550100
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:03  +15550100: Call declined by Ana using the Decline button.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Ana
        0:13  +15550101: Call declined by Ana using the Decline button.
        0:20  +15550100: Ringing Ben
        0:25  +15550100: Call answered by Ben.
        0:30  +15550100: Call ended by Ben.
        0:30  +15550101: Ringing Ben",
    );
}

/// [002.17] The end of an exclusion finds the teammate busy: the call rings once free.
#[test]
fn an_exclusion_that_ends_during_another_call_waits_for_its_end() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:10  Ana declines
        5:00  +15550101 calls Support
        5:05  Ana answers
        6:00  Ana ends +15550101
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550100: Call declined by Ana using the Decline button.
        5:00  +15550101: Queued for Support
        5:00  +15550101: Ringing Ana
        5:05  +15550101: Call answered by Ana.
        6:00  +15550101: Call ended by Ana.
        6:00  +15550100: Ringing Ana",
    );
}

/// [002.19]
#[test]
fn in_a_test_workspace_nobody_is_rung_until_somebody_takes_the_call() {
    check(
        "the workspace is a test workspace
        Ana and Ben are available
        0:00  +15550100 calls Support
        1:00  Ben claims the call
        1:30  Ben ends the call
        ---
        0:00  Queued for Support
        1:00  Manual answer requested by Ben.
        1:00  Ringing Ben
        1:00  Call answered by Ben.
        1:30  Call ended by Ben.
        at 0:59 ringing: nobody
        at 0:59 the caller hears: hold music
        outcome: completed",
    );
}

/// [002.19] When the workspace goes live, those who wait are offered.
#[test]
fn a_test_workspace_that_goes_live_offers_its_callers() {
    check(
        "the workspace is a test workspace
        Ana is available
        0:00  +15550100 calls Support
        1:00  the supervisor saves: the workspace is a live workspace
        ---
        0:00  Queued for Support
        1:00  Ringing Ana",
    );
}

/// [002.23] *Listen to calls* has no influence.
#[test]
fn listening_to_calls_does_not_matter_for_assignment() {
    check(
        "Ana and Ben are available, Ana may not listen to calls, Ben may listen to calls
        0:00  +15550100 and +15550101 call Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben",
    );
}

/// [002.23] Our one exception: the permission *takes calls*.
#[test]
fn whoever_may_not_take_calls_is_not_rung_and_cannot_claim() {
    check(
        "Ana and Ben are available, Ana may not take calls
        0:00  +15550100 calls Support
        0:03  Ana claims the call
        0:05  Ben declines
        0:10  the supervisor saves: Ana may take calls
        ---
        0:00  Queued for Support
        0:00  Ringing Ben
        0:03  Ana is told: Your role lacks the permission to take calls.
        0:05  Call declined by Ben using the Decline button.
        0:10  Ringing Ana",
    );
}

/// [002.23] The permission taken away while it rings takes the ring away.
#[test]
fn the_permission_taken_away_stops_the_ring() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  the supervisor saves: Ana may not take calls
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  (Stopped ringing Ana.)
        0:05  Ringing Ben
        ringing: Ben",
    );
}

/// Who was considered is kept, and why the others were not: the answer to *why was this
/// call not answered?*
#[test]
fn every_offer_keeps_who_was_considered_and_why_not() {
    check(
        "Ana and Ben and Cleo are available, Dan is away, Eve has no phone client
        Fay is available for Conversations only, Gus is available, Gus may not take calls
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:10  +15550101 calls Support
        0:12  Cleo answers
        0:20  Ben declines
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call declined by Ana using the Decline button.
        0:05  +15550100: Ringing Ben
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Cleo
        0:12  +15550101: Call answered by Cleo.
        0:20  +15550100: Call declined by Ben using the Decline button.
        offer 1 named of +15550100: Ana eligible, Ben eligible, Cleo eligible
        offer 1 counted of +15550100: 3 eligible, 1 away, 1 for Conversations only, 1 without client, 1 not permitted
        offer 2 named of +15550100: Ben eligible, Ana excluded, Cleo eligible
        offer 2 counted of +15550100: 2 eligible, 1 away, 1 for Conversations only, 1 without client, 1 excluded, 1 not permitted
        offer 1 named of +15550101: Cleo eligible, Ana eligible
        offer 1 counted of +15550101: 2 eligible, 1 away, 1 for Conversations only, 1 without client, 1 ringing, 1 not permitted",
    );
}

/// A teammate of two teams serves the caller who came first.
#[test]
fn a_teammate_of_two_teams_serves_the_earlier_caller() {
    check(
        "Ana is away
        the team Sales has Ana, the team Support has Ana
        0:00  the supervisor sets Ana Active
        0:01  +15550109 calls Sales
        0:02  Ana answers
        0:10  +15550100 calls Sales
        0:11  +15550101 calls Support
        0:20  Ana ends +15550109
        0:21  Ana declines
        ---
        0:01  +15550109: Queued for Sales
        0:01  +15550109: Ringing Ana
        0:02  +15550109: Call answered by Ana.
        0:10  +15550100: Queued for Sales
        0:11  +15550101: Queued for Support
        0:20  +15550109: Call ended by Ana.
        0:20  +15550100: Ringing Ana
        0:21  +15550100: Call declined by Ana using the Decline button.
        0:21  +15550101: Ringing Ana",
    );
}

/// Only members of the team are rung.
#[test]
fn only_members_of_the_team_are_rung() {
    check(
        "Ana and Ben are available, the team Sales has Ben
        0:00  +15550100 calls Sales
        0:30  time passes
        1:00  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Sales
        0:00  +15550100: Ringing Ben
        0:30  +15550100: Call missed by Ben.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Ana",
    );
}

/// Somebody who joins the team is rung for those who wait; who leaves it stops ringing.
#[test]
fn members_who_come_and_go_are_rung_and_let_go_at_once() {
    check(
        "Ana and Ben are available, the team Sales has Ana
        0:00  +15550100 calls Sales
        0:05  the supervisor saves: the team Sales has Ben
        0:08  the supervisor saves: the team Sales has Ana and Ben
        0:10  Ben answers
        ---
        with details
        0:00  Queued for Sales
        0:00  Ringing Ana
        0:05  (Stopped ringing Ana.)
        0:05  Ringing Ben
        0:10  Call answered by Ben.",
    );
}

/// A teammate who is removed stops ringing, and a call of theirs goes back to its place.
#[test]
fn a_removed_teammate_rings_for_nothing_and_cuts_nobody_off() {
    check(
        "Ana and Ben and Cleo are available
        0:00  +15550100 and +15550101 call Support
        0:02  Ana answers
        0:05  the supervisor saves: Ana is removed
        0:06  the supervisor saves: Ben is removed
        0:07  Ben answers
        0:10  Cleo answers
        ---
        with details
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Queued for Support
        0:00  +15550101: Ringing Ben
        0:02  +15550100: Call answered by Ana.
        0:05  +15550100: Connection to Ana lost; the call waits again.
        0:05  +15550100: Ringing Cleo
        0:06  +15550101: (Stopped ringing Ben.)
        0:07  Ben is told: There is no such teammate in this workspace.
        0:10  +15550100: Call answered by Cleo.
        +15550101 hears: hold music
        +15550100 hears: Cleo",
    );
}

/// Twenty teammates who become free in one moment take the first twenty callers, in
/// order.
#[test]
fn a_whole_team_that_becomes_free_at_once_takes_the_callers_in_their_order() {
    let names: Vec<String> = ('A'..='T').map(|letter| format!("{letter}na")).collect();
    let mut script =
        format!("the workspace is a test workspace\n{} are available\n", names.join(" and "));
    let mut expected = String::new();
    for n in 0..25 {
        script.push_str(&format!("0:{n:02}  +155501{n:02} calls Support\n"));
        expected.push_str(&format!("0:{n:02}  +155501{n:02}: Queued for Support\n"));
    }
    script.push_str("1:00  the supervisor saves: the workspace is a live workspace\n---\n");
    for (n, name) in names.iter().enumerate() {
        expected.push_str(&format!("1:00  +155501{n:02}: Ringing {name}\n"));
    }
    check(&format!("{script}{expected}"));
}
