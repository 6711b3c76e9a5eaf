//! Finding the contact of a caller.

use crate::script::check;

/// [001.24]
#[test]
fn a_caller_is_matched_by_number_with_an_existing_contact() {
    check(
        "Ana is available
        the contact Xenia has +15550100 and was active 3 days ago
        0:00  +15550100 calls Support
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        contact: Xenia
        contact last active: 0:00
        new leads: 0",
    );
}

/// [001.24] Several contacts, equally active: always the same one, the older.
#[test]
fn of_contacts_equally_active_it_is_the_oldest() {
    check(
        "Ana is available
        the contact Xenia has +15550100 and was active 3 days ago
        the contact Yuri has +15550100 and was active 3 days ago
        0:00  +15550100 calls Support
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        contact: Xenia",
    );
}

/// [001.24] Several contacts with the number: the most recently active.
#[test]
fn of_several_contacts_with_the_number_it_is_the_most_recently_active() {
    for (first, second, third) in [(9, 2, 5), (2, 9, 5), (9, 5, 2)] {
        let latest = match (first, second) {
            (2, _) => "Xenia",
            (_, 2) => "Yuri",
            _ => "Zoe",
        };
        check(&format!(
            "Ana is available
            the contact Xenia has +15550100 and was active {first} days ago
            the contact Yuri has +15550100 and was active {second} days ago
            the contact Zoe has +15550100 and was active {third} days ago
            the contact Ada has +15550101 and was active 1 days ago
            0:00  +15550100 calls Support
            ---
            0:00  Queued for Support
            0:00  Ringing Ana
            contact: {latest}
            new leads: 0"
        ));
    }
}

/// [001.24] Calling makes a contact the most recently active one.
#[test]
fn the_contact_that_called_last_is_matched_again() {
    check(
        "Ana is available, always create lead is on
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        1:00  +15550100 calls Support
        1:10  +15550100 (2) hangs up
        2:00  the supervisor saves: always create lead is off
        3:00  +15550100 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550100: Call ended by customer before a teammate answered.
        1:00  +15550100 (2): Queued for Support
        1:00  +15550100 (2): Ringing Ana
        1:10  +15550100 (2): Call ended by customer before a teammate answered.
        3:00  +15550100 (3): Queued for Support
        3:00  +15550100 (3): Ringing Ana
        contact of +15550100 (3): the lead of +15550100 (2)
        new leads: 2",
    );
}

/// [001.25]
#[test]
fn a_number_that_matches_nobody_makes_a_new_lead_and_finds_it_the_next_time() {
    check(
        "Ana is available
        the contact Xenia has +15550109 and was active 3 days ago
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        1:00  +15550100 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550100: Call ended by customer before a teammate answered.
        1:00  +15550100 (2): Queued for Support
        1:00  +15550100 (2): Ringing Ana
        contact of +15550100: a new lead
        contact of +15550100 (2): the lead of +15550100
        new leads: 1",
    );
}

/// [001.26]
#[test]
fn always_create_lead_makes_a_new_lead_for_every_call() {
    check(
        "Ana is available, always create lead is on
        the contact Xenia has +15550100 and was active 3 days ago
        0:00  +15550100 calls Support
        0:10  the caller hangs up
        1:00  +15550100 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:10  +15550100: Call ended by customer before a teammate answered.
        1:00  +15550100 (2): Queued for Support
        1:00  +15550100 (2): Ringing Ana
        contact of +15550100: a new lead
        contact of +15550100 (2): a new lead
        new leads: 2",
    );
}

/// A withheld number is always a new lead.
#[test]
fn every_withheld_number_is_a_new_lead() {
    check(
        "Ana is available
        0:00  a withheld number calls Support
        0:10  the withheld caller hangs up
        1:00  a withheld number calls Support
        ---
        0:00  the withheld caller: Queued for Support
        0:00  the withheld caller: Ringing Ana
        0:10  the withheld caller: Call ended by customer before a teammate answered.
        1:00  the withheld caller (2): Queued for Support
        1:00  the withheld caller (2): Ringing Ana
        contact of the withheld caller (2): a new lead
        new leads: 2",
    );
}

/// C4: two first calls from one number that reach the desk together make one lead.
#[test]
fn two_first_calls_of_one_number_in_one_turn_make_one_lead() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support twice at once
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550100 (2): Queued for Support
        0:00  +15550100 (2): Ringing Ben
        contact of +15550100 (2): the lead of +15550100
        new leads: 1",
    );
}

/// C4: but with *Always create lead* they make two.
#[test]
fn two_calls_in_one_turn_make_two_leads_where_every_call_does() {
    check(
        "Ana and Ben are available, always create lead is on
        0:00  +15550100 calls Support twice at once
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:00  +15550100 (2): Queued for Support
        0:00  +15550100 (2): Ringing Ben
        contact of +15550100 (2): a new lead
        new leads: 2",
    );
}

/// [001.27] Every call has a conversation of its own, of its contact.
#[test]
fn every_call_lives_in_a_conversation_of_its_own() {
    check(
        "Ana and Ben are available
        0:00  +15550100 calls Support
        0:01  Ana answers
        0:02  Ana notes in the call: \"asks for a refund\"
        0:20  Ana ends the call
        1:00  +15550100 calls Support
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:01  +15550100: Call answered by Ana.
        0:20  +15550100: Call ended by Ana.
        1:00  +15550100 (2): Queued for Support
        1:00  +15550100 (2): Ringing Ben
        contact of +15550100 (2): the lead of +15550100
        conversation of +15550100: open, Ana, Support, 1 note
        conversation of +15550100 (2): open, nobody, Support",
    );
}

/// A number of no channel is refused at the door and leaves nothing behind.
#[test]
fn a_number_of_no_channel_is_refused_at_the_door() {
    check(
        "Ana is available
        0:00  +15550100 calls +15559999
        ---
        0:00  the line is told: No channel has the number that was called: add it, or correct the trunk.
        refused at the door: 404
        new leads: 0
        figures: none",
    );
}

/// The number called may be written in any of the ways trunks write it.
#[test]
fn the_channel_is_found_by_the_digits_of_its_number() {
    check(
        "Ana is available, Support has the number +4930123456
        0:00  +15550100 calls +49(30)123-456
        ---
        0:00  Queued for Support
        0:00  Ringing Ana",
    );
}

/// What teammates write into a contact stays until somebody writes something else; the
/// call log holds none of it.
#[test]
fn a_contact_is_named_by_hand() {
    check(
        "Ana is available
        the contact Xenia has +15550100 and was active 3 days ago
        0:00  +15550100 calls Support
        0:01  Ana names the contact of the call: \"Ruth Calloway\"
        0:02  Ana writes the e-mail of the call: ruth@example.com
        0:03  Ana writes the e-mail of the call: ruth at example
        0:05  the caller hangs up
        0:10  +15550100 calls Support
        0:11  Ana writes the e-mail of +15550100 (2): \"\"
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:03  Ana is told: That is not an e-mail address such as ruth@example.com: correct it, or leave it empty.
        0:05  +15550100: Call ended by customer before a teammate answered.
        0:10  +15550100 (2): Queued for Support
        0:10  +15550100 (2): Ringing Ana
        at 0:01 contact known as of +15550100: Ruth Calloway, no e-mail
        at 0:02 contact known as of +15550100: Ruth Calloway, ruth@example.com
        at 0:10 contact known as of +15550100 (2): Ruth Calloway, ruth@example.com
        contact known as of +15550100 (2): Ruth Calloway, no e-mail",
    );
}

/// A conversation's last activity moves with what happens in it, and with nothing else.
#[test]
fn a_conversations_last_activity_moves_with_what_happens_in_it() {
    check(
        "Ana is available
        0:00  +15550100 calls Support
        0:05  Ana answers
        0:07  Ana holds the call
        0:10  Ana notes in the call: \"Back on Monday.\"
        0:20  Ana ends the call
        0:30  Ana closes the conversation of the call
        0:31  Ana closes the conversation of the call
        0:40  Ana assigns the call to Ana
        ---
        0:00  Queued for Support
        0:00  Ringing Ana
        0:05  Call answered by Ana.
        0:07  Call put on hold by Ana.
        0:20  Call ended by Ana.
        at 0:01 conversation last active: 0:00
        at 0:05 conversation last active: 0:05
        at 0:08 conversation last active: 0:05
        at 0:10 conversation last active: 0:10
        at 0:20 conversation last active: 0:20
        at 0:31 conversation last active: 0:30
        conversation last active: 0:40",
    );
}
