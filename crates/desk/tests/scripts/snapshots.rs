//! The team's availability at a past call.

use crate::script::check;

/// [002.31] Off by default: nothing is captured.
#[test]
fn team_composition_is_not_captured_unless_switched_on() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        ---
        with details
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        snapshots: none",
    );
}

/// [002.30] [002.32] [002.33] [002.34] At the entry in the timeline, at each offer under
/// *details*.
#[test]
fn a_snapshot_is_taken_at_the_entry_and_at_each_offer() {
    check(
        "show team composition is on
        Ana and Ben are available, Cleo is away, Dan has no phone client
        Eve is available for Conversations only
        0:00  +15550100 calls Support
        0:05  Ana declines
        ---
        with details
        0:00  Queued for Support
        0:00  Teammates away: 2
        0:00  Teammates available but with no active phone client: 1
        0:00  Teammates available: 2
        0:00  (Of those away, available for Conversations only: 1)
        0:00  (Teammates away: 2)
        0:00  (Teammates available but with no active phone client: 1)
        0:00  (Teammates available: 2)
        0:00  (Of those away, available for Conversations only: 1)
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:05  (Teammates away: 2)
        0:05  (Teammates available but with no active phone client: 1)
        0:05  (Teammates available: 2)
        0:05  (Of those away, available for Conversations only: 1)
        0:05  Ringing Ben",
    );
}

/// Details are hidden unless somebody asks for them.
#[test]
fn later_snapshots_are_hidden_under_details() {
    check(
        "show team composition is on
        Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana declines
        ---
        0:00  Queued for Support
        0:00  Teammates away: 0
        0:00  Teammates available but with no active phone client: 0
        0:00  Teammates available: 2
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:05  Ringing Ben",
    );
}

/// [002.32] On a call and in wrap-up count as away.
#[test]
fn on_a_call_and_in_wrap_up_count_as_away() {
    check(
        "show team composition is on, Support has a wrap-up of 60 seconds
        Ana and Ben and Cleo are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  +15550101 calls Support
        0:15  Ben answers
        0:20  Ana ends +15550100
        0:30  +15550102 calls Support
        0:31  time passes
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Teammates away: 0
        0:00  +15550100: Teammates available but with no active phone client: 0
        0:00  +15550100: Teammates available: 3
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Teammates away: 1
        0:10  +15550101: Teammates available but with no active phone client: 0
        0:10  +15550101: Teammates available: 2
        0:10  +15550101: Ringing Ben
        0:15  +15550101: Call answered by Ben.
        0:20  +15550100: Call ended by Ana.
        0:30  +15550102: Queued for Support
        0:30  +15550102: Teammates away: 2
        0:30  +15550102: Teammates available but with no active phone client: 0
        0:30  +15550102: Teammates available: 1
        0:30  +15550102: Ringing Cleo",
    );
}

/// Conversations only is counted apart within the away.
#[test]
fn conversations_only_is_counted_apart() {
    check(
        "show team composition is on
        Ana is available, Eve and Fay are available for Conversations only, Cleo is away
        0:00  +15550100 calls Support
        0:05  time passes
        ---
        0:00  Queued for Support
        0:00  Teammates away: 3
        0:00  Teammates available but with no active phone client: 0
        0:00  Teammates available: 1
        0:00  Ringing Ana
        snapshots: 3 away (2 for Conversations only), 0 without client, 1 available; 3 away (2 for Conversations only), 0 without client, 1 available",
    );
}

/// [002.33] A frozen tab is no client in the next snapshot.
#[test]
fn a_frozen_tab_counts_as_no_client() {
    check(
        "show team composition is on
        Ana and Ben are available
        0:00  Ana freezes
        0:01  +15550100 calls Support
        0:03  time passes
        ---
        0:01  Queued for Support
        0:01  Teammates away: 0
        0:01  Teammates available but with no active phone client: 0
        0:01  Teammates available: 2
        0:01  Ringing Ana
        0:02.5  Call declined by Ana
        0:02.5  Ringing Ben
        snapshots: 0 away, 0 without client, 2 available; 0 away, 0 without client, 2 available; 0 away, 1 without client, 1 available",
    );
}

/// A call that is turned away shows why nobody was there.
#[test]
fn a_deflected_call_has_its_snapshot() {
    check(
        "show team composition is on
        Ana is away, Ben has no phone client
        0:00  +15550100 calls Support
        ---
        0:00  Teammates away: 1
        0:00  Teammates available but with no active phone client: 1
        0:00  Teammates available: 0
        0:00  Call deflected because No teammates available.",
    );
}

/// Only the members of the call's team are counted.
#[test]
fn a_snapshot_counts_the_members_of_the_team() {
    check(
        "show team composition is on
        Ana and Ben are available, Cleo is away, the team Sales has Ben and Cleo
        0:00  +15550100 calls Sales
        0:01  time passes
        ---
        0:00  Queued for Sales
        0:00  Teammates away: 1
        0:00  Teammates available but with no active phone client: 0
        0:00  Teammates available: 1
        0:00  Ringing Ben",
    );
}

/// Each call has its own first snapshot.
#[test]
fn every_call_shows_the_snapshot_of_its_own_entry() {
    check(
        "show team composition is on
        Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Teammates away: 0
        0:00  +15550100: Teammates available but with no active phone client: 0
        0:00  +15550100: Teammates available: 2
        0:00  +15550100: Ringing Ana
        0:05  +15550101: Queued for Support
        0:05  +15550101: Teammates away: 0
        0:05  +15550101: Teammates available but with no active phone client: 0
        0:05  +15550101: Teammates available: 2
        0:05  +15550101: Ringing Ben",
    );
}

/// Whoever may not take calls is counted with those who are away.
#[test]
fn whoever_may_not_take_calls_counts_as_away() {
    check(
        "show team composition is on
        Ana and Ben are available, Ben may not take calls
        0:00  +15550100 calls Support
        0:01  time passes
        ---
        0:00  Queued for Support
        0:00  Teammates away: 1
        0:00  Teammates available but with no active phone client: 0
        0:00  Teammates available: 1
        0:00  Ringing Ana",
    );
}
