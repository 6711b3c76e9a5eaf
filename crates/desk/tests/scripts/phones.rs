//! All phones of a teammate are one offer: tabs and desk phones ring together, the
//! first that answers has the call.

use crate::script::check;

/// [001.1] Tab and desk phone ring beside each other; the one not used stops.
#[test]
fn tab_and_desk_phone_ring_together_and_one_answer_stops_the_other() {
    check(
        "Fay has a desk phone
        0:00  +15550100 calls Support
        0:05  Fay answers on the desk phone
        0:30  Fay hangs up on the desk phone
        1:00  +15550101 calls Support
        1:05  Fay answers
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Fay
        0:05  +15550100: Call answered by Fay.
        0:30  +15550100: Call ended by Fay.
        1:00  +15550101: Queued for Support
        1:00  +15550101: Ringing Fay
        1:05  +15550101: Call answered by Fay.
        at 0:00 devices ringing: tab of Fay, desk phone of Fay
        at 0:05 devices ringing: none
        at 0:05 +15550100 hears: Fay
        at 1:00 devices ringing: tab of Fay, desk phone of Fay
        at 1:05 devices ringing: none
        at 1:05 Fay hears: +15550101
        outcome of +15550100: completed",
    );
}

/// D10: two phones of one teammate answer at once; one has the call, the other is let go.
#[test]
fn the_second_phone_that_answers_is_hung_up() {
    check(
        "Fay has two desk phones
        0:00  +15550100 calls Support
        0:05  Fay answers on the second desk phone
        0:05  Fay answers on the desk phone
        0:05  Fay answers
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call answered by Fay.
        0:05  Fay is told: The call was already answered.
        at 0:00 devices ringing: tab of Fay, desk phone of Fay, second desk phone of Fay
        devices ringing: none
        the caller hears: Fay",
    );
}

/// [002.37] On a desk phone its own reject key (603) is the *Decline* button.
#[test]
fn a_press_of_reject_on_the_desk_phone_is_the_decline_button() {
    check(
        "Fay has a desk phone, Ben is available
        0:00  +15550100 calls Support
        0:05  Fay declines on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call declined by Fay using the Decline button.
        0:05  Ringing Ben
        devices ringing: tab of Ben
        causes: decline_button",
    );
}

/// [002.38] Busy (486) is a decline without the words about the button, and excludes.
#[test]
fn a_busy_desk_phone_declines_without_the_button() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  +15550100 calls Support
        0:05  Fay's desk phone becomes busy
        0:06  Fay's desk phone works again
        0:10  Ben declines
        4:59  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call declined by Fay
        0:05  Ringing Ben
        0:10  Call declined by Ben using the Decline button.
        causes: busy, decline_button
        ringing: nobody",
    );
}

/// [002.38] [002.39] A desk phone that cannot be reached is a lost connection: no
/// exclusion, and it is tried again after half a minute.
#[test]
fn an_unreachable_desk_phone_is_tried_again_later() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only
        0:00  Fay's desk phone becomes unreachable
        0:05  +15550100 calls Support
        0:20  Fay's desk phone works again
        0:40  Fay answers on the desk phone
        ---
        0:05  Queued for Support
        0:05  Ringing Fay
        0:05  Call declined by Fay
        0:35  Ringing Fay
        0:40  Call answered by Fay.
        causes: network_lost",
    );
}

/// [002.38] A desk phone without a common codec fails before the answer.
#[test]
fn a_desk_phone_without_audio_declines_without_the_button() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  Fay's desk phone loses its audio
        0:05  +15550100 calls Support
        ---
        0:05  Queued for Support
        0:05  Ringing Fay
        0:05  Call declined by Fay
        0:05  Ringing Ben
        causes: media_failed",
    );
}

/// One busy phone of several does not end the ring of the others.
#[test]
fn the_other_phones_of_a_teammate_ring_on() {
    check(
        "Fay has two desk phones
        0:00  +15550100 calls Support
        0:03  Fay's desk phone becomes busy
        0:05  Fay's second desk phone becomes unreachable
        0:10  Fay answers
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:10  Call answered by Fay.
        at 0:04 devices ringing: tab of Fay, second desk phone of Fay
        at 0:06 devices ringing: tab of Fay",
    );
}

/// A frozen tab beside a desk phone that counts stops ringing alone.
#[test]
fn a_frozen_tab_leaves_the_desk_phone_ringing_where_that_counts() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone
        0:00  Fay freezes
        0:01  +15550100 calls Support
        0:10  Fay answers on the desk phone
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:10  Call answered by Fay.
        at 0:02 devices ringing: tab of Fay, desk phone of Fay
        at 0:03 devices ringing: desk phone of Fay",
    );
}

/// [001.4] Where a desk phone is no client, it stops with the frozen tab.
#[test]
fn a_frozen_tab_stops_the_desk_phone_where_that_does_not_count() {
    check(
        "Fay has a desk phone, Ben is available
        0:00  Fay freezes
        0:01  +15550100 calls Support
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:02.5  Call declined by Fay
        0:02.5  Ringing Ben
        causes: client_frozen
        at 0:03 devices ringing: tab of Ben",
    );
}

/// A tab that opens while its teammate is rung rings, too.
#[test]
fn a_tab_that_opens_during_the_ring_rings() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only
        0:00  +15550100 calls Support
        0:05  Fay opens a tab
        0:10  Fay answers
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:10  Call answered by Fay.
        at 0:04 devices ringing: desk phone of Fay
        at 0:06 devices ringing: tab of Fay, desk phone of Fay",
    );
}

/// The workspace stops counting desk phones: a ring that only a desk phone proved ends.
#[test]
fn a_ring_on_a_desk_phone_that_no_longer_counts_ends() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only, Ben is available
        0:00  +15550100 calls Support
        0:05  the supervisor saves: a desk phone does not count as a phone client
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call declined by Fay
        0:05  Ringing Ben
        causes: network_lost",
    );
}

/// [001.33] The desk phone's own hold key is the button on the screen.
#[test]
fn the_hold_key_of_the_desk_phone_holds() {
    check(
        "Fay has a desk phone
        0:00  +15550100 calls Support
        0:05  Fay's desk phone rings
        0:05  Fay answers on the desk phone
        0:10  Fay presses hold on the desk phone
        0:20  Fay takes the caller back on the desk phone
        0:30  Fay hangs up on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call answered by Fay.
        0:10  Call put on hold by Fay.
        0:20  Call resumed by Fay.
        0:30  Call ended by Fay.
        at 0:15 the caller hears: hold music
        at 0:25 the caller hears: Fay
        outcome: completed",
    );
}

/// The second ring of a call that a lost phone made wait goes to another phone, the
/// number shown is the caller's.
#[test]
fn a_desk_phone_lost_during_the_talk_puts_the_caller_back() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone only
        0:00  +15550100 calls Support
        0:05  Fay answers on the desk phone
        0:20  Fay's side falls silent
        0:51  Fay answers on the desk phone
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:05  Call answered by Fay.
        0:20  Connection to Fay lost; the call waits again.
        0:50  Ringing Fay
        0:51  Call answered by Fay.
        at 0:30 the caller hears: hold music
        causes: network_lost",
    );
}

/// A teammate none of whose phones rings any more is not rung: the tab was lost, then
/// the desk phone turns out busy.
#[test]
fn a_busy_desk_phone_beside_a_lost_tab_ends_the_ring() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone, Ben is available
        0:00  +15550100 calls Support
        0:05  Fay closes the tab
        0:10  Fay's desk phone becomes busy
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:10  Call declined by Fay
        0:10  Ringing Ben
        causes: busy",
    );
}

/// The same the other way round: the desk phone is busy, then the tab is lost for good.
#[test]
fn a_lost_tab_beside_a_busy_desk_phone_ends_the_ring() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone, Ben is available
        0:00  +15550100 calls Support
        0:03  Fay's desk phone becomes busy
        0:05  Fay closes the tab
        0:10  time passes
        ---
        0:00  Queued for Support
        0:00  Ringing Fay
        0:08  Call declined by Fay
        0:08  Ringing Ben",
    );
}

/// And with a frozen tab: the last phone that rang is the busy one.
#[test]
fn a_frozen_tab_beside_a_busy_desk_phone_ends_the_ring() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone, Ben is available
        0:00  Fay freezes
        0:01  +15550100 calls Support
        0:02  Fay's desk phone becomes busy
        0:05  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:02.5  Call declined by Fay
        0:02.5  Ringing Ben",
    );
}

/// A desk phone that could not be reached beside a tab that then closes.
#[test]
fn a_closed_tab_beside_an_unreachable_desk_phone_ends_the_ring() {
    check(
        "a desk phone counts as a phone client
        Fay has a desk phone, Ben is available
        0:00  Fay's desk phone becomes unreachable
        0:01  +15550100 calls Support
        0:05  Fay closes the tab
        0:10  time passes
        ---
        0:01  Queued for Support
        0:01  Ringing Fay
        0:08  Call declined by Fay
        0:08  Ringing Ben
        causes: network_lost",
    );
}
