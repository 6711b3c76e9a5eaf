//! Calls that are turned away instead of queued: the five reasons and their order.

use crate::script::check;

/// [002.44] [002.50]
#[test]
fn a_workspace_out_of_office_turns_calls_away() {
    check(
        "Ana is available, the workspace is out of office
        0:00  +15550100 calls Support
        0:08  the caller hears the announcement to its end
        ---
        0:00  Call deflected because Workspace out of office.
        0:08  Call ended.
        at 0:00 the caller hears: that the workspace is out of office
        at 0:08 the caller hears: nothing, the line is closed
        outcome: deflected (workspace out of office)
        stays: 0",
    );
}

/// [002.44] [002.51]
#[test]
fn a_team_out_of_office_turns_its_calls_away() {
    check(
        "Ana and Ben are available, the team Sales has Ben, Sales is out of office
        0:00  +15550100 calls Sales
        0:01  +15550101 calls Support
        0:08  +15550100 hears the announcement to its end
        ---
        0:00  +15550100: Call deflected because Sales is out of office.
        0:01  +15550101: Queued for Support
        0:01  +15550101: Ringing Ana
        0:08  +15550100: Call ended.
        at 0:00 +15550100 hears: that the team is out of office
        outcome of +15550100: deflected (team out of office)",
    );
}

/// [002.44] [002.49]
#[test]
fn with_nobody_there_calls_are_turned_away() {
    check(
        "Ana is away, Ben is available for Conversations only, Cleo has no phone client
        0:00  +15550100 calls Support
        0:08  the caller hears the announcement to its end
        ---
        0:00  Call deflected because No teammates available.
        0:08  Call ended.
        at 0:00 the caller hears: that no teammates are available
        outcome: deflected (no teammates available)",
    );
}

/// [002.49] A team without members has nobody there.
#[test]
fn a_team_of_nobody_turns_calls_away() {
    check(
        "Ana is available, the team Sales has nobody
        0:00  +15550100 calls Sales
        ---
        0:00  Call deflected because No teammates available.",
    );
}

/// [002.49] Who rings, talks or is in wrap-up is there: the caller waits.
#[test]
fn busy_teammates_count_as_there() {
    check(
        "Ana is available, Support has a wrap-up of 60 seconds
        0:00  +15550100 calls Support
        0:01  +15550101 calls Support
        0:05  Ana answers
        0:06  +15550102 calls Support
        0:10  Ana ends +15550100
        0:11  +15550103 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550101: Queued for Support
        0:05  +15550100: Call answered by Ana.
        0:06  +15550102: Queued for Support
        0:10  +15550100: Call ended by Ana.
        0:11  +15550103: Queued for Support
        ringing: nobody",
    );
}

/// [002.49] A teammate on a call who is available for Conversations only is not there.
#[test]
fn a_busy_teammate_who_left_phone_calls_does_not_count_as_there() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana goes to Conversations only
        0:20  +15550101 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:20  +15550101: Call deflected because No teammates available.",
    );
}

/// [002.49] Decided on entering only: the caller who waits stays when all go Away.
#[test]
fn nobody_there_is_decided_on_entering_only() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana goes Away
        1:00  +15550101 calls Support
        2:00  Ana becomes Active
        5:05  time passes
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call declined by Ana
        1:00  +15550101: Call deflected because No teammates available.
        1:20  +15550101: Call ended.
        5:05  +15550100: Ringing Ana
        at 1:00 +15550100 hears: hold music",
    );
}

/// [002.44] [002.48] Waiting and ringing calls count; the one beyond is turned away.
#[test]
fn a_full_queue_turns_the_next_caller_away() {
    check(
        "Ana is available, Support has a queue maximum of 2
        0:00  +15550100 calls Support
        0:01  +15550101 calls Support
        0:02  +15550102 calls Support
        0:05  Ana answers
        0:06  +15550103 calls Support
        0:10  +15550102 hears the announcement to its end
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550101: Queued for Support
        0:02  +15550102: Call deflected because Queue is longer than 2 calls.
        0:05  +15550100: Call answered by Ana.
        0:06  +15550103: Queued for Support
        0:10  +15550102: Call ended.
        at 0:02 +15550102 hears: that the queue is full
        outcome of +15550102: deflected (queue full)",
    );
}

/// [002.48] Several callers in one turn count one by one.
#[test]
fn callers_of_one_turn_fill_the_queue_one_by_one() {
    check(
        "Ana is available, Support has a queue maximum of 1
        0:00  +15550100 and +15550101 and +15550102 call Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550101: Call deflected because Queue is longer than 1 calls.
        0:00  +15550102: Call deflected because Queue is longer than 1 calls.",
    );
}

/// [002.48] A maximum of 0 lets nobody wait, not even to be rung.
#[test]
fn a_queue_maximum_of_zero_lets_nobody_in() {
    check(
        "Ana is available, Support has a queue maximum of 0
        0:00  +15550100 calls Support
        ---
        0:00  Call deflected because Queue is longer than 0 calls.",
    );
}

/// [002.48] Each team has a maximum of its own.
#[test]
fn the_queue_of_one_team_does_not_fill_that_of_another() {
    check(
        "Ana and Eve are available, the team Sales has Eve, a queue maximum of 1
        Support has a queue maximum of 1
        0:00  +15550100 calls Support
        0:01  +15550101 calls Sales
        0:02  +15550102 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550101: Queued for Sales
        0:01  +15550101: Ringing Eve
        0:02  +15550102: Call deflected because Queue is longer than 1 calls.",
    );
}

/// [002.44] [002.52]
#[test]
fn a_caller_who_waits_longer_than_the_limit_is_turned_away() {
    check(
        "Ana is available, Support has a hold limit of 3 minutes
        0:00  +15550100 calls Support
        0:05  Ana declines
        3:08  the caller hears the announcement to its end
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        3:00  Call deflected because Customer has been waiting on hold for more than 3 minutes.
        3:08  Call ended.
        at 2:59.999 the caller hears: hold music
        at 3:00 the caller hears: that the wait was too long
        outcome: deflected (hold timeout)
        stays: 1",
    );
}

/// The order of the checks: workspace hours, team hours, nobody there, queue full.
#[test]
fn the_first_reason_in_order_is_given() {
    let reasons = [
        ("the workspace is out of office", "Workspace out of office."),
        ("Support is out of office", "Support is out of office."),
        ("Ana is away", "No teammates available."),
        ("Support has a queue maximum of 0", "Queue is longer than 0 calls."),
    ];
    for n in 0..reasons.len() {
        let all: Vec<&str> = reasons[n..].iter().map(|(setting, _)| *setting).collect();
        let all = all.join(", ");
        let reason = reasons[n].1;
        check(&format!(
            "Ana is available, {all}
            0:00  +15550100 calls Support
            ---
            0:00  Call deflected because {reason}"
        ));
    }
}

/// A turned-away caller whose announcement is never heard of again is let go after 20 s.
#[test]
fn a_lost_announcement_does_not_keep_a_turned_away_caller() {
    check(
        "Ana is away
        0:00  +15550100 calls Support
        ---
        0:00  Call deflected because No teammates available.
        0:20  Call ended.
        outcome: deflected (no teammates available)",
    );
}

/// A caller who leaves during the announcement was deflected all the same.
#[test]
fn a_turned_away_caller_who_leaves_at_once_is_deflected_all_the_same() {
    check(
        "Ana is away
        0:00  +15550100 calls Support
        0:03  the caller hangs up
        ---
        0:00  Call deflected because No teammates available.
        0:03  Call ended by customer before a teammate answered.
        outcome: deflected (no teammates available)",
    );
}

/// Nobody is rung for a call that was turned away, and nobody can claim it.
#[test]
fn a_turned_away_call_is_not_waiting_any_more() {
    check(
        "Ana is away
        0:00  +15550100 calls Support
        0:03  Ana becomes Active
        0:05  Ana claims the call
        0:08  the caller hears the announcement to its end
        ---
        0:00  Call deflected because No teammates available.
        0:05  Ana is told: The call is not waiting in a queue.
        0:08  Call ended.",
    );
}

/// The announcement of an earlier step is no reason to cut the present one short.
#[test]
fn the_time_of_the_consent_announcement_does_not_shorten_the_deflection() {
    check(
        "Ana is away, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:12  the caller hears the announcement to its end
        ---
        0:12  Call deflected because No teammates available.
        0:32  Call ended.
        at 0:05 the caller hears: the recording announcement
        at 0:31 the caller hears: that no teammates are available",
    );
}
