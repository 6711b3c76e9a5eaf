//! Teams and channels that are retired: no new calls, names that stay, numbers that are
//! free.

use crate::script::check;

/// A retired number is nobody's: callers are refused, and another channel may have it.
#[test]
fn a_retired_channels_number_is_free() {
    check(
        "Ana and Ben are available, the team Sales has Ben, Sales has the number +15551234
        0:00  the supervisor saves: the number of Sales is retired
        0:01  +15550100 calls +15551234
        0:02  the supervisor saves: Support has the number +15551234
        0:03  +15550101 calls Support
        0:04  the supervisor tries to save: the number of Sales is in use
        ---
        0:01  the line is told: No channel has the number that was called: add it, or correct the trunk.
        0:03  +15550101: Queued for Support
        0:03  +15550101: Ringing Ana
        0:04  the supervisor is told: Channel 1 has the number +15551234 already.
        at 0:01 refused at the door: 404
        a call to Sales: No channel in use has this number: a caller would be refused.",
    );
}

/// Nothing retires under a live call.
#[test]
fn what_has_live_calls_does_not_retire() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:01  the supervisor tries to save: the number of Support is retired
        0:02  Ana answers
        0:03  the supervisor tries to save: the number of Support is retired
        0:10  Ana ends the call
        0:11  the supervisor saves: the number of Support is retired
        0:12  the supervisor saves: Support is retired
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:01  the supervisor is told: Calls are going on here: retire it when they are over.
        0:02  Call answered by Ana.
        0:03  the supervisor is told: Calls are going on here: retire it when they are over.
        0:10  Call ended by Ana.",
    );
}

/// A team retires after the numbers that lead to it, and none may lead to it then.
#[test]
fn a_team_retires_after_its_numbers() {
    check(
        "Ana is available
        0:00  the supervisor tries to save: Support is retired
        0:01  the supervisor saves: the number of Support is retired
        0:02  the supervisor saves: Support is retired
        0:03  the supervisor tries to save: the number of Support is in use
        ---
        0:00  the supervisor is told: The channel Support leads here: let it lead to another team first.
        0:03  the supervisor is told: Support is retired: choose another team.
        phone of Ana: No phone number leads to a team of yours: ask to be added to one that takes calls.",
    );
}

/// No call is assigned to a retired team.
#[test]
fn a_call_cannot_be_assigned_to_a_retired_team() {
    check(
        "Ana and Ben are available, the team Sales has Ben
        0:00  the supervisor saves: the number of Sales is retired
        0:01  the supervisor saves: Sales is retired
        0:02  +15550100 calls Support
        0:03  Ana assigns the call to the team Sales
        ---
        0:02  Queued for Support
        0:02  Ringing Ana
        0:03  Ana is told: Sales is retired: choose another team.
        conversation: open, nobody, Support",
    );
}

/// A call on its way to a team, still hearing the announcement, keeps that team from
/// retiring.
#[test]
fn a_call_on_its_way_keeps_its_team() {
    check(
        "Ana and Ben are available, the team Sales has Ben
        calls to Support are recorded after an announcement
        0:00  the supervisor saves: the number of Sales is retired
        0:01  +15550100 calls Support
        0:02  the supervisor assigns the call to the team Sales
        0:03  the supervisor tries to save: Sales is retired
        0:05  the caller hears the announcement to its end
        ---
        0:03  the supervisor is told: Calls are going on here: retire it when they are over.
        0:05  Queued for Sales
        0:05  Ringing Ben",
    );
}
