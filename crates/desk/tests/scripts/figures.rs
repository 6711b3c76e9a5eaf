//! The figures of [002], against sums made by hand.

use crate::script::check;

/// [002.53] [002.54] In queue and active, as they are now.
#[test]
fn in_queue_and_active_are_what_is_now() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  +15550101 calls Support
        0:15  Ben answers
        0:20  +15550102 calls Support
        0:25  Ana holds +15550100
        0:40  Ana ends +15550100
        0:50  Ben ends +15550101
        1:00  +15550102 hangs up
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:10  +15550101: Queued for Support
        0:10  +15550101: Ringing Ben
        0:15  +15550101: Call answered by Ben.
        0:20  +15550102: Queued for Support
        0:25  +15550100: Call put on hold by Ana.
        0:40  +15550100: Call ended by Ana.
        0:40  +15550102: Ringing Ana
        0:50  +15550101: Call ended by Ben.
        1:00  +15550102: Call ended by customer before a teammate answered.
        at 0:00 figures: arrived 1, in queue 1
        at 0:05 figures: arrived 1, active 1
        at 0:10 now in Support: in queue 1, active 1
        at 0:20 figures: arrived 3, in queue 1, active 2
        at 0:25 figures: arrived 3, in queue 1, active 2
        at 0:40 figures: arrived 3, in queue 1, active 1, ended 1, completed 1
        figures: arrived 3, ended 3, completed 2, no answer 1
        now in Support: in queue 0, active 0",
    );
}

/// [002.55] [002.56] [002.57] Every ended call is in exactly one of the outcomes.
#[test]
fn the_outcomes_are_disjoint_and_add_up() {
    check(
        "Ana is available, the team Sales has nobody, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:01  the caller hangs up
        1:00  +15550101 calls Support
        1:05  +15550101 hears the announcement to its end
        1:06  Ana answers
        1:10  Ana holds +15550101
        1:20  +15550101 hangs up
        2:00  +15550102 calls Support
        2:05  +15550102 hears the announcement to its end
        2:06  +15550102 hangs up
        3:00  +15550103 calls Support
        3:05  +15550103 hears the announcement to its end
        3:06  Ana declines
        3:10  +15550103 hangs up
        4:00  +15550104 calls Sales
        4:05  +15550104 hangs up
        5:00  +15550105 calls Support
        5:05  +15550105 hears the announcement to its end
        5:06  Ana answers
        5:07  +15550105 vanishes
        6:00  +15550106 calls Support
        6:05  +15550106 hears the announcement to its end
        6:06  Ana answers
        6:30  Ana ends +15550106
        ---
        0:01  +15550100: Call ended by customer before a teammate answered.
        1:05  +15550101: Queued for Support
        1:05  +15550101: Ringing Ana
        1:06  +15550101: Call answered by Ana.
        1:10  +15550101: Call put on hold by Ana.
        1:20  +15550101: Call ended by customer.
        2:05  +15550102: Queued for Support
        2:05  +15550102: Ringing Ana
        2:06  +15550102: Call ended by customer before a teammate answered.
        3:05  +15550103: Queued for Support
        3:05  +15550103: Ringing Ana
        3:06  +15550103: Call declined by Ana using the Decline button.
        3:10  +15550103: Call ended by customer before a teammate answered.
        4:00  +15550104: Call deflected because No teammates available.
        4:05  +15550104: Call ended by customer before a teammate answered.
        5:05  +15550105: Queued for Support
        5:05  +15550105: Ringing Ana
        5:06  +15550105: Call answered by Ana.
        5:07  +15550105: Call ended because the connection to the customer was lost.
        6:05  +15550106: Queued for Support
        6:05  +15550106: Ringing Ana
        6:06  +15550106: Call answered by Ana.
        6:30  +15550106: Call ended by Ana.
        figures: arrived 7, ended 7, completed 1, abandoned 3, while routed 1, while queued 1, while on hold 1, no answer 1, deflected 1, failed 1",
    );
}

/// [002.60] [002.62] Dialled to end, and dialled to the first answer; routing and queue
/// are included.
#[test]
fn duration_and_answer_time_run_from_the_dialling() {
    check(
        "Ana is available, calls to Support are recorded after an announcement
        0:00  +15550100 calls Support
        0:06  +15550100 hears the announcement to its end
        0:10  Ana answers
        1:00  Ana ends +15550100
        2:00  +15550101 calls Support
        2:20  time passes
        2:50  +15550101 hangs up
        ---
        0:06  +15550100: Queued for Support
        0:06  +15550100: Ringing Ana
        0:10  +15550100: Call answered by Ana.
        1:00  +15550100: Call ended by Ana.
        2:20  +15550101: Queued for Support
        2:20  +15550101: Ringing Ana
        2:50  +15550101: Call missed by Ana.
        2:50  +15550101: Call ended by customer before a teammate answered.
        call duration: 2, 1:50 in all, longest 1:00
        call answer time: 1, 0:10 in all, longest 0:10
        segments of +15550100: routing 0:06, ring Ana 0:04, talk Ana 0:50
        segments of +15550101: routing 0:20, ring Ana 0:30",
    );
}

/// [002.62] The first answer counts, also when the call returns.
#[test]
fn the_answer_time_is_that_of_the_first_answer() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana's audio fails
        0:35  Ben answers
        1:00  Ben ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Connection to Ana lost; the call waits again.
        0:15  Ringing Ben
        0:35  Call answered by Ben.
        1:00  Call ended by Ben.
        first answered: 0:05
        call answer time: 1, 0:05 in all, longest 0:05
        call duration: 1, 1:00 in all, longest 1:00
        queue time of Support: 2, 0:25 in all, longest 0:20
        talk time of Ana: 0:10
        talk time of Ben: 0:25
        talk time of the team Support: 0:35",
    );
}

/// [002.64] [002.65] Each stay counts apart, ringing included, the same team twice as two.
#[test]
fn each_stay_in_a_queue_counts_apart() {
    check(
        "Ana and Eve are available, the team Sales has Eve
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:20  the supervisor assigns the call to the team Sales
        0:25  Eve declines
        1:00  the supervisor assigns the call to the team Support
        1:10  Ana claims the call
        2:00  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:20  Queued for Sales
        0:20  Ringing Eve
        0:25  Call declined by Eve using the Decline button.
        1:00  Queued for Support
        1:10  Manual answer requested by Ana.
        1:10  Ringing Ana
        1:10  Call answered by Ana.
        2:00  Call ended by Ana.
        queue time of Support: 2, 0:30 in all, longest 0:20
        queue time of Sales: 1, 0:40 in all, longest 0:40
        segments: ring Ana 0:05, queue Support 0:15, ring Eve 0:05, queue Sales 0:35, queue Support 0:10, talk Ana 0:50
        talk time of the team Support: 0:50
        talk time of the team Sales: 0:00
        stays: 3",
    );
}

/// [002.66] [002.67] Talk excludes hold.
#[test]
fn talk_time_excludes_hold() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:15  Ana holds the call
        0:45  Ana resumes the call
        1:00  Ana holds the call
        1:20  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Call put on hold by Ana.
        0:45  Call resumed by Ana.
        1:00  Call put on hold by Ana.
        1:20  Call ended by Ana.
        talk time of Ana: 0:25
        talk time of the team Support: 0:25
        segments: ring Ana 0:05, talk Ana 0:10, hold Ana 0:30, talk Ana 0:15, hold Ana 0:20
        outcome: completed",
    );
}

/// [002.66] Talking counts for the team the call is assigned to, whoever talks.
#[test]
fn team_talk_time_is_that_of_the_calls_team() {
    check(
        "Ana and Ben are available, the team Sales has Ana and Ben, the team Support has Ana and Ben
        0:00  +15550100 calls Sales
        0:05  Ana answers
        0:25  Ana ends +15550100
        1:00  +15550101 calls Support
        1:05  Ben answers
        1:15  Ben ends +15550101
        2:00  +15550102 calls Support
        2:05  Ana answers
        2:10  Ana ends +15550102
        ---
        0:00  +15550100: Queued for Sales
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:25  +15550100: Call ended by Ana.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Ben
        1:05  +15550101: Call answered by Ben.
        1:15  +15550101: Call ended by Ben.
        2:00  +15550102: Queued for Support
        2:00  +15550102: Ringing Ana
        2:05  +15550102: Call answered by Ana.
        2:10  +15550102: Call ended by Ana.
        talk time of the team Sales: 0:20
        talk time of the team Support: 0:15
        talk time of Ana: 0:25
        talk time of Ben: 0:10",
    );
}

/// What each teammate did with the offers.
#[test]
fn offers_are_tallied_by_teammate() {
    check(
        "Ana and Ben and Cleo are available
        0:00  +15550100 calls Support
        0:05  Ana declines
        0:40  Cleo goes Away
        5:05  Ana answers
        6:00  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        0:05  Ringing Ben
        0:35  Call missed by Ben.
        0:35  Ringing Cleo
        0:40  Call declined by Cleo
        5:05  Ringing Ana
        5:05  Call answered by Ana.
        6:00  Call ended by Ana.
        tally of Ana: answered 1, missed 0, declined 1
        tally of Ben: answered 0, missed 1, declined 0
        tally of Cleo: answered 0, missed 0, declined 1",
    );
}

/// [002.60] A deflected call has a duration and no time in a queue.
#[test]
fn a_call_turned_away_at_the_door_was_in_no_queue() {
    check(
        "Ana is away
        0:00  +15550100 calls Support
        0:07  the caller hears the announcement to its end
        ---
        0:00  Call deflected because No teammates available.
        0:07  Call ended.
        call duration: 1, 0:07 in all, longest 0:07
        call answer time: 0, 0:00 in all, longest 0:00
        queue time of Support: 0, 0:00 in all, longest 0:00
        segments: routing 0:07",
    );
}

/// [002.64] A stay that ends in a deflection counts; the announcement afterwards does not.
#[test]
fn the_announcement_after_the_hold_limit_is_not_time_in_the_queue() {
    check(
        "Ana is available, Support has a hold limit of 1 minute
        0:00  +15550100 calls Support
        0:05  Ana declines
        1:08  the caller hears the announcement to its end
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call declined by Ana using the Decline button.
        1:00  Call deflected because Customer has been waiting on hold for more than 1 minutes.
        1:08  Call ended.
        queue time of Support: 1, 1:00 in all, longest 1:00
        call duration: 1, 1:08 in all, longest 1:08
        segments: ring Ana 0:05, queue Support 0:55, routing 0:08
        figures: arrived 1, ended 1, deflected 1",
    );
}

/// M1: milliseconds are not lost anywhere.
#[test]
fn segments_add_up_to_the_millisecond() {
    check(
        "Ana and Ben are available
        0:00.001  +15550100 calls Support
        0:03.337  Ana declines
        0:05.104  Ben answers
        0:09.999  Ben holds the call
        0:10.001  Ben resumes the call
        0:12.345  the caller hangs up
        ---
        0:00.001  Queued for Support
        0:00.001  Ringing Ana
        0:03.337  Call declined by Ana using the Decline button.
        0:03.337  Ringing Ben
        0:05.104  Call answered by Ben.
        0:09.999  Call put on hold by Ben.
        0:10.001  Call resumed by Ben.
        0:12.345  Call ended by customer.
        call duration: 1, 0:12.344 in all, longest 0:12.344
        segments: ring Ana 0:03.336, ring Ben 0:01.767, talk Ben 0:04.895, hold Ben 0:00.002, talk Ben 0:02.344",
    );
}
