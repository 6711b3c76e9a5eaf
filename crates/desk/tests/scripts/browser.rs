//! Tabs as phones: which of them rings, which carries the call, and what happens when
//! its connection is lost.

use crate::script::check;

/// [001.2] The tab in which *Answer* is pressed carries the call: its leg is connected
/// before it is bridged.
#[test]
fn the_tab_in_which_a_call_is_answered_carries_it() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:05  Ana answers in the second tab
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        at 0:01 devices ringing: tab of Ana
        at 0:05 devices ringing: none
        at 0:05 browser phone of Ana: tab 2
        Ana hears: +15550100
        the caller hears: Ana",
    );
}

/// D10: two tabs of one teammate answer; the first has the call, the other is told so.
#[test]
fn the_second_tab_that_answers_is_told_that_the_call_was_answered() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:05  Ana answers in the second tab
        0:05  Ana answers in the first tab
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        0:05  Ana is told: The call was already answered.
        browser phone of Ana: tab 2",
    );
}

/// [002.20] A call that connects by itself is carried by the tab that first says that it
/// rings and has a phone; so is a claimed one.
#[test]
fn a_call_that_connects_by_itself_is_carried_by_the_first_tab_that_can() {
    check(
        "auto-answer mode is on, Ana is available
        0:00  Ana opens a second tab
        0:00  Ana's tab has no microphone
        0:01  +15550100 calls Support
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:01  Call answered by Ana.
        browser phone of Ana: tab 2",
    );
}

/// [002.46] A claimed call is carried by the tab of whoever claimed it.
#[test]
fn a_claimed_call_is_carried_by_the_claimers_tab() {
    check(
        "Ana and Ben are available, Ben is away
        0:00  +15550100 calls Support
        0:05  Ben claims the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Manual answer requested by Ben.
        0:05  Ringing Ben
        0:05  Call answered by Ben.
        browser phone of Ben: tab 1
        browser phone of Ana: nothing",
    );
}

/// A tab without a microphone could ring, but nobody could talk: it is no phone client.
#[test]
fn a_tab_without_a_microphone_is_no_phone_client() {
    check(
        "Ana and Ben are available, Ana has no microphone
        0:00  +15550100 calls Support
        0:10  Ana's tab has its phone again
        0:11  Ben declines
        ---
        0:00  Queued for Support
        0:00  Ringing Ben
        0:11  Call declined by Ben using the Decline button.
        0:11  Ringing Ana
        at 0:00 phone of Ana: This page has no working audio: allow the microphone, and calls can come.
        at 0:10 phone of Ana: ready",
    );
}

/// With a desk phone to answer on, a tab without a microphone rings all the same.
#[test]
fn beside_a_desk_phone_a_tab_without_a_microphone_counts() {
    check(
        "Fay has a desk phone, Fay has no microphone
        0:00  +15550100 calls Support
        0:05  Fay answers
        0:06  Fay answers on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Fay is told: Answer it on the phone that rings.
        0:06  Call answered by Fay.
        at 0:00 devices ringing: tab of Fay, desk phone of Fay
        at 0:06 devices ringing: none
        browser phone of Fay: nothing",
    );
}

/// The microphone goes while it rings: that is a lost client, with three seconds to come
/// back and without an exclusion.
#[test]
fn a_microphone_that_goes_while_it_rings_has_three_seconds() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:02  Ana's tab has no microphone
        0:03  Ana answers
        0:06  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:03  Ana is told: This page has no working audio: allow the microphone, or answer in another tab.
        0:05  Call declined by Ana
        0:05  Ringing Ben
        causes: network_lost",
    );
}

/// A second tab that sleeps is passed over; the first one rings on and answers.
#[test]
fn one_frozen_tab_of_two_freezes_nobody() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:00  Ana's second tab freezes
        0:01  +15550100 calls Support
        0:05  Ana answers in the first tab
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        at 0:04 devices ringing: tab of Ana
        browser phone of Ana: tab 1",
    );
}

/// When both sleep, the call moves on after a second and a half.
#[test]
fn two_frozen_tabs_pass_the_call_on() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  Ana opens a second tab
        0:00  Ana freezes
        0:01  +15550100 calls Support
        0:03  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:02.5  Call declined by Ana
        0:02.5  Ringing Ben
        causes: client_frozen
        phone of Ana: Your tab did not answer its last ring: it counts again as soon as it answers.",
    );
}

/// A tab that is closed while another one rings takes nothing with it.
#[test]
fn a_closed_tab_leaves_the_ring_to_the_other_one() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:02  Ana closes the tab
        0:10  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:10  Call answered by Ana.
        at 0:09 devices ringing: tab of Ana
        browser phone of Ana: tab 2",
    );
}

/// [002.41] The line finds the tab's phone dead when it is answered: the answer stands in
/// the log, the call is back in its place.
#[test]
fn an_answer_in_a_tab_whose_phone_is_dead_puts_the_call_back() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  Ana's tab fails to connect
        0:01  +15550100 calls Support
        0:05  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        0:05  Connection to Ana lost; the call waits again.
        0:05  Ringing Ben
        causes: media_failed",
    );
}

/// Promise: a reload comes back to the same call. The caller hears nothing for two
/// seconds at most, then music, then the teammate again.
#[test]
fn a_reload_in_mid_call_comes_back_to_the_same_call() {
    check(
        "Ana is available, calls to Support are recorded
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana reloads the page
        0:14  Ana opens a second tab
        1:00  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        1:00  Call ended by customer.
        at 0:09 the caller hears: Ana
        at 0:11 the caller hears: nothing
        at 0:12 the caller hears: hold music
        at 0:12 browser phone of Ana: tab 1, parted
        at 0:12 Ana is Away: On a call
        at 0:14 the caller hears: Ana
        at 0:14 Ana hears: +15550100
        at 0:14 browser phone of Ana: tab 2
        segments: ring Ana 0:05, talk Ana 0:55
        recording: stored 0:55
        outcome: completed",
    );
}

/// A reload that is quick is heard as a moment of silence only.
#[test]
fn a_quick_reload_plays_no_music() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana reloads the page
        0:11  Ana opens a second tab
        0:20  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        at 0:10 the caller hears: nothing
        at 0:11 the caller hears: Ana
        the caller hears: Ana",
    );
}

/// The new page is there before the line has noticed that the old one is gone.
#[test]
fn a_new_page_takes_the_call_over_before_the_loss_is_noticed() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana closes the tab
        0:11  Ana opens a second tab
        0:40  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        at 0:10 browser phone of Ana: tab 1
        at 0:10 the caller hears: Ana
        browser phone of Ana: tab 2
        the caller hears: Ana",
    );
}

/// The page's connection to the desk is cut while its phone goes on: nobody notices.
#[test]
fn a_cut_page_whose_phone_lives_keeps_the_call() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana closes the tab
        0:40  Ana comes back
        1:00  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        at 0:30 the caller hears: Ana
        browser phone of Ana: tab 1
        the caller hears: Ana",
    );
}

/// The network is back before any page had to be loaded.
#[test]
fn a_phone_that_finds_back_by_itself_goes_on() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:15  Ana's tab finds back by itself
        0:40  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        at 0:12 the caller hears: hold music
        at 0:15 the caller hears: Ana
        browser phone of Ana: tab 1
        the caller hears: Ana",
    );
}

/// Another tab of the same teammate has a phone: it carries on at once.
#[test]
fn another_tab_carries_on_when_the_first_is_lost() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:05  Ana answers in the first tab
        0:10  Ana reloads the page
        0:40  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        at 0:10 browser phone of Ana: tab 2
        at 0:10 the caller hears: Ana",
    );
}

/// Two tabs whose phones are both dead do not throw the call at each other: after twenty
/// seconds it is back in its place.
#[test]
fn two_dead_phones_lose_the_call_once() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago, Ben is away
        0:00  Ana opens a second tab
        0:01  +15550100 calls Support
        0:05  Ana answers in the first tab
        0:06  Ana's second tab fails to connect
        0:10  Ana's tab loses its phone
        0:20  Ben becomes Active
        0:31  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Connection to Ana lost; the call waits again.
        0:30  Ringing Ben
        at 0:12 the caller hears: hold music
        causes: network_lost",
    );
}

/// A phone that is not back within twenty seconds loses the call, which keeps its place
/// in the queue and counts as lost on the way.
#[test]
fn a_phone_that_stays_lost_for_twenty_seconds_loses_the_call() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana reloads the page
        0:29  time passes
        0:31  Ben answers
        1:00  the caller hangs up
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:30  Connection to Ana lost; the call waits again.
        0:30  Ringing Ben
        0:31  Call answered by Ben.
        1:00  Call ended by customer.
        at 0:29 the caller hears: hold music
        at 0:29 Ana is Away: On a call
        at 0:30 the caller hears: hold music
        at 0:30 browser phone of Ana: nothing
        causes: network_lost
        segments: ring Ana 0:05, talk Ana 0:25, ring Ben 0:01, talk Ben 0:29
        outcome: completed",
    );
}

/// A phone that was back has its twenty seconds anew.
#[test]
fn a_phone_that_was_back_and_is_lost_again_has_its_time_anew() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:15  Ana's tab has its phone again
        0:16  Ana's tab loses its phone
        0:36  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:36  Connection to Ana lost; the call waits again.
        0:36  Ringing Ben
        at 0:15 the caller hears: Ana
        at 0:17 the caller hears: nothing
        at 0:18 the caller hears: hold music",
    );
}

/// Put on hold before the phone was lost: the caller hears music throughout, and is
/// still on hold when it is back.
#[test]
fn a_held_call_stays_held_when_its_phone_is_back() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:08  Ana holds the call
        0:10  Ana reloads the page
        0:15  Ana opens a second tab
        0:20  Ana resumes the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:08  Call put on hold by Ana.
        0:20  Call resumed by Ana.
        at 0:09 the caller hears: hold music
        at 0:11 the caller hears: hold music
        at 0:15 the caller hears: hold music
        at 0:15 browser phone of Ana: tab 2
        the caller hears: Ana
        Ana hears: +15550100",
    );
}

/// Hold and resume are heard of while nobody can be heard: what is said counts when the
/// phone is back.
#[test]
fn hold_and_resume_while_the_phone_is_lost_count_when_it_is_back() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:11  Ana holds the call
        0:13  Ana resumes the call
        0:15  Ana's tab has its phone again
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:11  Call put on hold by Ana.
        0:13  Call resumed by Ana.
        at 0:11 the caller hears: hold music
        at 0:13 the caller hears: hold music
        at 0:15 the caller hears: Ana",
    );
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:13  Ana holds the call
        0:15  Ana's tab has its phone again
        0:20  Ana resumes the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:13  Call put on hold by Ana.
        0:20  Call resumed by Ana.
        at 0:15 the caller hears: hold music
        at 0:20 the caller hears: Ana",
    );
}

/// Ending works while the phone is lost, and starts wrap-up like any other end.
#[test]
fn a_call_can_be_ended_while_its_phone_is_lost() {
    check(
        "Ana is available, Support has a wrap-up of 30 seconds
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:15  Ana ends the call
        0:31  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:15  Call ended by Ana.
        at 0:15 Ana is Away: Call wrap up
        at 0:15 browser phone of Ana: nothing
        outcome: completed",
    );
}

/// The caller who hangs up meanwhile had talked: the call is completed.
#[test]
fn a_caller_who_hangs_up_while_the_phone_is_lost_ends_a_completed_call() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana reloads the page
        0:18  the caller hangs up
        0:31  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:18  Call ended by customer.
        outcome: completed",
    );
}

/// A muted microphone stays muted over a reload; the next call begins with it open.
#[test]
fn a_muted_microphone_stays_muted_over_a_reload_and_not_over_the_call() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:08  Ana mutes in the call
        0:10  Ana reloads the page
        0:11  Ana opens a second tab
        0:20  Ana ends +15550100
        0:30  +15550101 calls Support
        0:35  Ana answers
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:05  +15550100: Call answered by Ana.
        0:20  +15550100: Call ended by Ana.
        0:30  +15550101: Queued for Support
        0:30  +15550101: Ringing Ana
        0:35  +15550101: Call answered by Ana.
        at 0:08 browser phone of Ana: tab 1, muted
        at 0:11 browser phone of Ana: tab 2, muted
        at 0:11 +15550100 hears: Ana, muted
        browser phone of Ana: tab 2",
    );
}

/// A teammate who is removed while the phone is lost loses the call at once.
#[test]
fn a_removed_teammates_parted_call_goes_back_at_once() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:12  the supervisor saves: Ana is removed
        0:31  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:12  Connection to Ana lost; the call waits again.
        0:12  Ringing Ben
        causes: went_away",
    );
}

/// The desk is dropped and opened anew in mid-call, as after a commit that failed: the
/// tab still carries the call, and nothing is heard of it.
#[test]
fn a_desk_opened_anew_keeps_the_call_of_a_tab() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  the desk is opened anew
        0:40  time passes
        0:50  Ana ends the call
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:50  Call ended by Ana.
        at 0:10 the caller hears: Ana
        at 0:40 the caller hears: Ana
        at 0:40 browser phone of Ana: tab 1
        at 0:40 Ana is Away: On a call",
    );
}

/// A loss that the old desk had been told of is told again, and has its time anew.
#[test]
fn a_desk_opened_anew_is_told_again_of_a_lost_phone() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:10  Ana's tab loses its phone
        0:15  the desk is opened anew
        0:20  Ana's tab has its phone again
        0:25  Ana's tab loses its phone
        0:30  the desk is opened anew
        0:50  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:50  Connection to Ana lost; the call waits again.
        0:50  Ringing Ben
        at 0:20 the caller hears: Ana
        at 0:32 the caller hears: hold music",
    );
}

/// A ring survives it, too: the tab rings again, says so, and answers.
#[test]
fn a_desk_opened_anew_keeps_a_ring() {
    check(
        "Ana and Ben are available, Ana was assigned longest ago
        0:00  +15550100 calls Support
        0:05  the desk is opened anew
        0:10  Ana answers
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:10  Call answered by Ana.
        at 0:09 devices ringing: tab of Ana
        browser phone of Ana: tab 1",
    );
}

/// A tab that wakes while its teammate is still rung elsewhere rings with the others, and
/// takes the ring over when they go.
#[test]
fn a_tab_that_wakes_during_the_ring_joins_it() {
    check(
        "Ana is available
        0:00  Ana opens a second tab
        0:00  Ana's tab freezes
        0:01  +15550100 calls Support
        0:05  Ana acknowledges the ring late
        0:06  Ana closes the second tab
        0:20  Ana answers
        ---
        0:01  Queued for Support
        0:01  Ringing Ana
        0:20  Call answered by Ana.
        at 0:19 devices ringing: tab of Ana
        browser phone of Ana: tab 1",
    );
}
