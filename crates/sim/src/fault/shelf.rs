//! All planted bugs: at least one for every invariant.

use desk::{Fact, Input, Logged, Outcome};

use super::{Bug, Plant, after, facts, offers, rights, rows};
use crate::profile::Profile;
use crate::watch::{Invariant, Lens};

const fn bug(caught_by: Invariant, profile: Profile, name: &'static str, plant: Plant) -> Bug {
    Bug { name, caught_by, profile, plant }
}

/// All of them, by the invariant that has to catch them.
pub(crate) const BUGS: &[Bug] = {
    use Invariant as I;
    use Plant::{EagerShell, Facts, Inputs, Outside};
    use Profile as P;
    &[
        bug(I::S1, P::Small, "a teammate on a call is rung", Facts(offers::to_the_busy)),
        bug(
            I::S2,
            P::Small,
            "the next phone rings while the first still does",
            Facts(facts::second_ring),
        ),
        bug(
            I::S3,
            P::Small,
            "a call is put on hold after its end",
            Facts(facts::holds_an_ended_call),
        ),
        bug(I::S4, P::Small, "a phone rings 31 seconds", Facts(facts::rings_31_seconds)),
        bug(
            I::S4,
            P::Small,
            "the clock never wakes the desk",
            Inputs(|input| *input == Input::Tick),
        ),
        bug(I::S5, P::Small, "a stale timer ends a ring", Facts(facts::stale_timer_ends_ring)),
        bug(
            I::S6,
            P::Small,
            "a decliner is rung again within five minutes",
            Facts(offers::in_spite_of_peace),
        ),
        bug(
            I::S7,
            P::Tight,
            "peace from one call is peace from all",
            Facts(offers::peace_from_every_call),
        ),
        bug(I::S8, P::Small, "who is Away is rung", Facts(offers::to_the_away)),
        bug(I::S8, P::Small, "who is off phones is rung", Facts(offers::to_the_off_phones)),
        bug(I::S8, P::Small, "who has no tab is rung", Facts(offers::to_the_tabless)),
        bug(I::S8, P::Small, "who is in wrap-up is rung", Facts(offers::to_the_wrapping_up)),
        bug(I::S8, P::Shared, "a stranger to the team is rung", Facts(offers::to_a_stranger)),
        bug(I::S9, P::Small, "the second in turn is rung", Facts(offers::to_the_second_best)),
        bug(
            I::S10,
            P::Small,
            "who has fewer conversations is preferred",
            Facts(offers::by_assignment_method),
        ),
        bug(
            I::S11,
            P::Test,
            "a test workspace offers by itself",
            Facts(facts::offers_in_a_test_workspace),
        ),
        bug(
            I::S12,
            P::Small,
            "the latest caller is served first",
            Facts(offers::to_the_latest_caller),
        ),
        bug(
            I::S13,
            P::Shared,
            "who was assigned the call by hand is rung",
            Facts(offers::to_the_barred),
        ),
        bug(I::S13, P::Shared, "the bar is not written down", Outside(rows::forgets_who_is_barred)),
        bug(
            I::S14,
            P::Auto,
            "auto-answer tells of a Decline button",
            Facts(facts::button_in_auto_answer),
        ),
        bug(I::S14, P::Auto, "auto-answer lets decline", Outside(rows::decline_in_auto_answer)),
        bug(I::S15, P::Small, "wrap-up lasts five seconds more", Facts(facts::wraps_up_too_long)),
        bug(I::S15, P::Small, "a teammate stays reserved", Outside(rows::stays_reserved)),
        bug(
            I::S17,
            P::Small,
            "who may not listen is passed over",
            Facts(offers::never_to_the_deaf),
        ),
        bug(
            I::S18,
            P::Tight,
            "a call that was turned away is offered",
            Facts(facts::offers_the_turned_away),
        ),
        bug(
            I::L1,
            P::Small,
            "a caller who left waits for ever",
            Facts(facts::forgets_that_the_caller_left),
        ),
        bug(I::L2, P::Small, "an offer is forgotten", Facts(facts::forgets_an_offer)),
        bug(I::L3, P::Tight, "the hold limit is forgotten", Facts(facts::forgets_the_limit)),
        bug(
            I::L4,
            P::Tight,
            "one more than the maximum gets in",
            Facts(facts::lets_one_too_many_in),
        ),
        bug(I::L5, P::Small, "the phone rings on after the caller left", Outside(rows::rings_on)),
        bug(
            I::L6,
            P::Small,
            "a late answer leaves no trace",
            Outside(facts::says_nothing_of_late_answers),
        ),
        bug(
            I::L7,
            P::Test,
            "two claim one call, both are told yes",
            Outside(rows::two_hands_one_call),
        ),
        bug(I::C1, P::Small, "a call ends twice", Facts(facts::ends_twice)),
        bug(
            I::C2,
            P::Small,
            "a call is resumed that was not held",
            Facts(facts::resumes_what_is_not_held),
        ),
        bug(I::C3, P::Tight, "the wrong maximum is told", Facts(facts::tells_a_wrong_maximum)),
        bug(I::C3, P::Hours, "the wrong reason is told", Facts(facts::tells_a_wrong_reason)),
        bug(I::C4, P::Small, "a call is given to another contact", Facts(facts::mixes_up_contacts)),
        bug(
            I::E1,
            P::Small,
            "a line is older than the one before",
            Outside(facts::a_line_from_the_past),
        ),
        bug(
            I::E2,
            P::Small,
            "somebody answers who was not rung",
            Facts(facts::somebody_else_answers),
        ),
        bug(
            I::E3,
            P::Small,
            "going Away counts as the Decline button",
            Facts(facts::away_counts_as_button),
        ),
        bug(I::E4, P::Small, "an answer is not logged", Facts(facts::swallows_an_answer)),
        bug(I::E5, P::Small, "a ring is missed before its time", Facts(facts::misses_too_early)),
        bug(
            I::E6,
            P::Small,
            "a vanished caller is said to have hung up",
            Facts(facts::blames_the_customer),
        ),
        bug(I::E7, P::Shared, "one teammate too many is noted", Facts(facts::miscounts_the_team)),
        bug(I::E8, P::Small, "a line gets lost", Outside(facts::loses_a_line)),
        bug(I::E9, P::Small, "a row is not written", Outside(rows::forgets_a_row)),
        bug(I::E9, P::Small, "a row says something else", Outside(rows::writes_a_wrong_row)),
        bug(I::E10, P::Small, "orders leave before the commit", EagerShell),
        bug(
            I::E11,
            P::Rough,
            "a cut call counts as completed",
            Facts(facts::a_cut_call_is_completed),
        ),
        bug(
            I::M1,
            P::Small,
            "a piece of time is a millisecond too long",
            Outside(rows::mis_sums_a_piece),
        ),
        bug(I::M1, P::Small, "a piece of time is not stored", Outside(rows::forgets_a_piece)),
        bug(I::M2, P::Small, "two stays in a queue become one", Outside(rows::joins_two_stays)),
        bug(
            I::M3,
            P::Small,
            "talk time goes to somebody else",
            Outside(rows::credits_the_wrong_teammate),
        ),
        bug(
            I::M3,
            P::Small,
            "time on hold counts as talk",
            Plant::Lens(Lens { figures: hold_is_talk, available: same }),
        ),
        bug(
            I::M4,
            P::Small,
            "the answer time moves with a later change",
            Outside(rows::answers_again),
        ),
        bug(
            I::M5,
            P::Small,
            "the dashboard misses who queues",
            Plant::Lens(Lens { figures: no_queue, available: same }),
        ),
        bug(
            I::M6,
            P::Small,
            "completed calls count as unanswered",
            Plant::Lens(Lens { figures: no_answer, available: same }),
        ),
        bug(
            I::M7,
            P::Small,
            "who handles a call is not available",
            Plant::Lens(Lens { figures: whole, available: one_less }),
        ),
        bug(I::M9, P::Small, "a call ends before it began", Facts(facts::ends_before_it_began)),
        bug(
            I::D1,
            P::Tight,
            "a call is offered after its limit",
            Facts(facts::offers_after_the_limit),
        ),
        bug(
            I::D2,
            P::Small,
            "peace is counted from the ring's start",
            Facts(facts::peace_from_the_rings_start),
        ),
        bug(
            I::D3,
            P::Tight,
            "a waiting caller is turned away for want of teammates",
            Facts(facts::lone_decliner_costs_the_caller),
        ),
        bug(
            I::D4,
            P::Small,
            "a frozen tab is left in peace",
            Facts(facts::frozen_is_left_in_peace),
        ),
        bug(I::D5, P::Small, "a call that returns goes to the end", Outside(rows::back_to_the_end)),
        bug(
            I::D6,
            P::Small,
            "leaving while on hold counts as completed",
            Facts(facts::leaving_on_hold_is_completed),
        ),
        bug(I::D8, P::Shared, "assigning moves the audio", Facts(facts::assigning_moves_the_audio)),
        bug(I::D9, P::Small, "the date moves with the answer", Outside(rows::dates_the_answer)),
        bug(
            I::D10,
            P::Small,
            "a second press is told nonsense",
            Outside(rows::second_press_is_told_nonsense),
        ),
        bug(
            I::D11,
            P::Small,
            "the end of wrap-up makes everybody Active",
            Facts(facts::wakes_who_went_away),
        ),
        bug(
            I::B1,
            P::Small,
            "a call is connected to a tab of nobody",
            Outside(rights::connects_a_stranger),
        ),
        bug(
            I::B2,
            P::Small,
            "a lost browser phone is waited for for ever",
            Facts(rights::waits_for_ever_for_a_lost_phone),
        ),
        bug(
            I::B3,
            P::Shared,
            "two calls are connected to one tab",
            Outside(rights::connects_one_tab_twice),
        ),
        bug(
            I::B4,
            P::Small,
            "no music plays while a browser phone is lost",
            Outside(rights::plays_no_music_for_a_lost_phone),
        ),
        bug(
            I::B5,
            P::Small,
            "a call is bridged before its tab is connected",
            Outside(rights::bridges_before_it_connects),
        ),
        bug(I::P1, P::Shared, "anybody saves settings", Facts(rights::lets_anybody_save)),
        bug(I::P2, P::Shared, "the last owner is let go", Facts(rights::loses_the_last_owner)),
        bug(I::P3, P::Small, "what may be done is refused", Outside(rights::promises_too_much)),
        bug(I::P4, P::Shared, "a number retires in mid-call", Facts(rights::retires_in_mid_call)),
        bug(
            I::N1,
            P::Small,
            "a call's data is ready while it goes on",
            Facts(after::is_ready_too_early),
        ),
        bug(
            I::N2,
            P::Small,
            "one notification is judged twice, another never",
            Facts(after::judges_one_twice_and_one_never),
        ),
        bug(
            I::N2,
            P::Small,
            "a job is ticked off before it is done",
            Outside(after::ticks_off_what_was_not_done),
        ),
        bug(
            I::N3,
            P::Small,
            "a task is made instead of a mail",
            Facts(after::makes_a_task_instead_of_a_mail),
        ),
        bug(
            I::N4,
            P::Small,
            "a mail that nobody wrote was sent",
            Facts(after::sends_what_nobody_wrote),
        ),
        bug(
            I::N5,
            P::Small,
            "a notification fires against its condition",
            Facts(after::fires_against_its_condition),
        ),
        bug(
            I::N6,
            P::Small,
            "a deleted recording keeps its file",
            Outside(after::keeps_a_deleted_file),
        ),
    ]
};

fn whole(logged: &Logged) -> Option<Logged> {
    Some(logged.clone())
}

fn same(n: u32) -> u32 {
    n
}

fn one_less(n: u32) -> u32 {
    n.saturating_sub(1)
}

fn no_queue(logged: &Logged) -> Option<Logged> {
    (!matches!(logged.fact, Fact::CallQueued { .. })).then(|| logged.clone())
}

fn hold_is_talk(logged: &Logged) -> Option<Logged> {
    (!matches!(logged.fact, Fact::CallHeld { .. } | Fact::CallResumed { .. }))
        .then(|| logged.clone())
}

fn no_answer(logged: &Logged) -> Option<Logged> {
    let mut logged = logged.clone();
    if let Fact::CallEnded { outcome: outcome @ Outcome::Completed, .. } = &mut logged.fact {
        *outcome = Outcome::NoAnswer;
    }
    Some(logged)
}
