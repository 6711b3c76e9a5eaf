//! Every invariant of the log is caught by its check: a sound log, and one line wrong.

use std::collections::BTreeSet;

use desk::{
    Actor, AnswerMode, CallId, Composition, DeclineCause, DeflectionReason, Fact, Failure, Millis,
    OfferHow, OfferId, Outcome, Seq, TeammateId, Toggle, WithdrawnWhy, WorkspaceSettings,
};

use crate::log::{Log, at};

fn only(invariant: &'static str) -> BTreeSet<&'static str> {
    BTreeSet::from([invariant])
}

/// A log with a call that is declined, missed, answered, held and completed, and one
/// that is abandoned while it rings.
fn sound() -> (Log, CallId, OfferId) {
    let mut log = Log::new();
    let first = log.queue(1_000);
    let declined = log.offer(1_000, first, 1);
    log.decline(5_000, first, declined, 1, DeclineCause::DeclineButton);
    let missed = log.offer(5_000, first, 2);
    log.miss(35_000, first, missed, 2);
    let answered = log.offer(35_000, first, 3);
    let second = log.queue(36_000);
    log.answer(40_000, first, answered, 3);
    log.push(50_000, Actor::Teammate(TeammateId(3)), Fact::CallHeld { call: first });
    let rung = log.offer(51_000, second, 1);
    log.withdraw(52_000, second, rung, 1, WithdrawnWhy::CallerGone);
    log.end(52_000, Actor::Caller, second, Outcome::NoAnswer);
    log.push(60_000, Actor::Teammate(TeammateId(3)), Fact::CallResumed { call: first });
    log.end(70_000, Actor::Caller, first, Outcome::Completed);
    (log, first, answered)
}

#[test]
fn a_sound_log_breaks_nothing() {
    assert_eq!(sound().0.breaks(), BTreeSet::new());
}

#[test]
fn s1_a_teammate_is_rung_for_two_calls() {
    let mut log = Log::new();
    let (one, two) = (log.queue(0), log.queue(0));
    log.offer(0, one, 1);
    log.offer(0, two, 1);
    assert!(log.breaks().contains("S1"));
}

#[test]
fn s1_a_teammate_who_talks_is_rung() {
    let mut log = Log::new();
    let (one, two) = (log.queue(0), log.queue(0));
    let offer = log.offer(0, one, 1);
    log.answer(1, one, offer, 1);
    log.offer(2, two, 1);
    assert!(log.breaks().contains("S1"));
}

#[test]
fn s2_a_call_rings_two_teammates() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.offer(0, call, 1);
    log.offer(0, call, 2);
    assert!(log.breaks().contains("S2"));
}

#[test]
fn s3_a_call_that_has_ended_is_offered() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.end(1, Actor::Caller, call, Outcome::AbandonedQueue);
    log.push(2, Actor::Desk, Fact::ManualAnswerRequested { call, teammate: TeammateId(1) });
    assert_eq!(log.breaks(), only("S3"));
}

#[test]
fn s3_an_offer_outlives_its_call() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.offer(0, call, 1);
    log.end(1, Actor::Caller, call, Outcome::NoAnswer);
    assert!(log.breaks().contains("S3"));
}

#[test]
fn s4_a_phone_rings_on_beyond_its_end() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.decline(30_001, call, offer, 1, DeclineCause::Busy);
    assert_eq!(log.breaks(), only("S4"));
}

#[test]
fn s4_a_ring_is_planned_longer_than_the_setting() {
    let mut log = Log::new();
    log.workspace(WorkspaceSettings { ring_ms: 20_000, ..WorkspaceSettings::default() });
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.decline(1_000, call, offer, 1, DeclineCause::Busy);
    assert_eq!(log.breaks(), only("S4"));
}

#[test]
fn s5_a_call_is_missed_before_its_ring_ends() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.miss(29_999, call, offer, 1);
    assert_eq!(log.breaks(), only("S5"));
}

#[test]
fn e5_a_call_is_missed_by_a_person() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.miss(30_000, call, offer, 1).by = Actor::Teammate(TeammateId(1));
    assert_eq!(log.breaks(), only("E5"));
}

#[test]
fn s6_a_teammate_is_rung_again_within_five_minutes() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.miss(30_000, call, offer, 1);
    let soon = log.clone().offer_then_end(329_999, call, OfferHow::Picked);
    assert_eq!(soon.breaks(), only("S6"));
    let late = log.clone().offer_then_end(330_000, call, OfferHow::Picked);
    assert_eq!(late.breaks(), BTreeSet::new());
    let claimed = log.offer_then_end(329_999, call, OfferHow::Claimed);
    assert_eq!(claimed.breaks(), BTreeSet::new());
}

#[test]
fn s6_a_decline_starts_no_peace() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    let line = log.decline(1_000, call, offer, 1, DeclineCause::Busy);
    if let Fact::CallDeclined { excluded_until, .. } = &mut line.fact {
        *excluded_until = None;
    }
    assert_eq!(log.breaks(), only("S6"));
}

#[test]
fn s12_a_later_caller_overtakes_an_earlier_one() {
    let mut log = Log::new();
    let (earlier, later) = (log.queue(0), log.queue(1));
    log.offer(2, later, 1);
    assert_eq!(log.breaks(), only("S12"));
    // Not when the earlier one could not have had that teammate.
    let mut log = Log::new();
    let earlier_too = log.queue(0);
    assert_eq!(earlier, earlier_too);
    let offer = log.offer(0, earlier_too, 1);
    log.decline(1, earlier_too, offer, 1, DeclineCause::Busy);
    let later = log.queue(2);
    log.offer(3, later, 1);
    assert_eq!(log.breaks(), BTreeSet::new());
}

#[test]
fn s14_an_auto_answered_call_is_declined_by_the_button() {
    let mut log = Log::new();
    let settings =
        WorkspaceSettings { answer_mode: AnswerMode::Auto, ..WorkspaceSettings::default() };
    log.workspace(settings);
    let call = log.queue(0);
    let offer = log.offer_as(0, call, 1, OfferHow::AutoAnswered);
    log.decline(1, call, offer, 1, DeclineCause::DeclineButton);
    assert_eq!(log.breaks(), only("S14"));
}

#[test]
fn c1_a_call_ends_twice() {
    let (mut log, call, _) = sound();
    log.end(71_000, Actor::Caller, call, Outcome::Completed);
    assert!(log.breaks().contains("C1"));
}

#[test]
fn c1_a_call_nobody_talked_on_is_completed() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.end(1, Actor::Caller, call, Outcome::Completed);
    assert_eq!(log.breaks(), only("C1"));
}

#[test]
fn c1_a_person_is_no_fault() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.end(1, Actor::Caller, call, Outcome::Failed(Failure::CallerLost));
    assert_eq!(log.breaks(), only("C1"));
}

#[test]
fn c2_a_waiting_call_is_held() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.push(1, Actor::Desk, Fact::CallHeld { call });
    assert_eq!(log.breaks(), only("C2"));
}

#[test]
fn c3_a_call_ends_deflected_for_another_reason() {
    let mut log = Log::new();
    let call = log.arrive(0);
    log.deflect(0, call, DeflectionReason::TeamOutOfOffice);
    let other = Outcome::Deflected(DeflectionReason::NoTeammatesAvailable);
    log.end(1, Actor::Desk, call, other);
    assert_eq!(log.breaks(), only("C3"));
}

#[test]
fn c3_a_call_is_turned_away_twice() {
    let mut log = Log::new();
    let call = log.arrive(0);
    log.deflect(0, call, DeflectionReason::TeamOutOfOffice);
    log.deflect(0, call, DeflectionReason::TeamOutOfOffice);
    assert_eq!(log.breaks(), only("C3"));
}

#[test]
fn e1_a_line_is_missing() {
    let (mut log, ..) = sound();
    log.facts.remove(7);
    assert!(log.breaks().contains("E1"));
}

#[test]
fn e1_a_line_of_a_call_is_missing() {
    let (mut log, ..) = sound();
    let place = log.facts.len() - 1;
    if let Some((_, line)) = &mut log.facts[place].call {
        *line += 1;
    }
    assert!(log.breaks().contains("E1"));
}

#[test]
fn e1_the_time_goes_back() {
    let (mut log, ..) = sound();
    let place = log.facts.len() - 3;
    log.facts[place].at = Millis(at(0).0 - 1);
    assert!(log.breaks().contains("E1"));
}

#[test]
fn e1_a_cause_comes_after_what_it_led_to() {
    let (mut log, ..) = sound();
    let place = log.facts.len() - 1;
    log.facts[place].cause = Some(Seq(log.facts[place].seq.0));
    assert_eq!(log.breaks(), only("E1"));
}

#[test]
fn e2_an_answer_without_an_offer() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.answer(1, call, OfferId(offer.0 + 100), 1);
    assert!(log.breaks().contains("E2"));
}

#[test]
fn e2_somebody_else_declines() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.decline(1, call, offer, 2, DeclineCause::Busy);
    assert!(log.breaks().contains("E2"));
}

#[test]
fn e3_the_button_was_pressed_by_somebody_else() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    let line = log.decline(1, call, offer, 1, DeclineCause::DeclineButton);
    line.by = Actor::Teammate(TeammateId(2));
    assert_eq!(log.breaks(), only("E3"));
}

#[test]
fn e6_the_desk_ends_a_call_as_if_the_customer_had_left() {
    let mut log = Log::new();
    let call = log.queue(0);
    log.end(1, Actor::Desk, call, Outcome::AbandonedQueue);
    assert_eq!(log.breaks(), only("E6"));
}

#[test]
fn e6_a_call_that_was_talked_on_ends_before_an_answer() {
    let mut log = Log::new();
    let call = log.queue(0);
    let offer = log.offer(0, call, 1);
    log.answer(1, call, offer, 1);
    log.end(2, Actor::Caller, call, Outcome::NoAnswer);
    assert_eq!(log.breaks(), only("E6"));
}

#[test]
fn e7_composition_is_logged_against_the_setting() {
    let mut log = Log::new();
    let call = log.queue(0);
    let counts = Composition { away: 0, conversations_only: 0, no_client: 0, available: 3 };
    log.push(0, Actor::Desk, Fact::AvailabilityNoted { call, counts });
    assert_eq!(log.breaks(), only("E7"));
}

#[test]
fn e7_the_composition_does_not_add_up_to_the_team() {
    let mut log = Log::new();
    let settings =
        WorkspaceSettings { show_team_composition: Toggle::On, ..WorkspaceSettings::default() };
    log.workspace(settings);
    let call = log.queue(0);
    let mut counts = Composition { away: 1, conversations_only: 1, no_client: 1, available: 1 };
    log.push(0, Actor::Desk, Fact::AvailabilityNoted { call, counts });
    assert_eq!(log.breaks(), BTreeSet::new());
    counts.available = 2;
    log.push(0, Actor::Desk, Fact::AvailabilityNoted { call, counts });
    assert_eq!(log.breaks(), only("E7"));
}

impl Log {
    fn offer_then_end(mut self, ms: i64, call: CallId, how: OfferHow) -> Self {
        let offer = self.offer_as(ms, call, 1, how);
        self.withdraw(ms + 1, call, offer, 1, WithdrawnWhy::CallerGone);
        self.end(ms + 1, Actor::Caller, call, Outcome::NoAnswer);
        self
    }
}
