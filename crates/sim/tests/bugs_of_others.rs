//! Defects that other phone systems have or had, each as a call that must go well here.

use desk::{
    Actor, CallId, Command, DeclineCause, Document, Fact, Input, LegDeparture, LegId, LegRefusal,
    OfferId, Order, Outcome, ProblemCode, Reply, Status, Subject, TabId, TabPhone, TeamId,
    TeamSettings, TeammateId, TeammateSettings,
};
use sim::Scene;

const ANA: TeammateId = TeammateId(1);
const BEN: TeammateId = TeammateId(2);
const CLEO: TeammateId = TeammateId(3);

/// The offers among facts, as (call, offer, teammate).
fn offers(facts: &[Fact]) -> Vec<(CallId, OfferId, TeammateId)> {
    let offered = facts.iter().filter_map(|fact| {
        let Fact::CallOffered { call, offer, teammate, .. } = fact else { return None };
        Some((*call, *offer, *teammate))
    });
    offered.collect()
}

fn offer(facts: &[Fact]) -> (CallId, OfferId, TeammateId) {
    match offers(facts).as_slice() {
        [one] => *one,
        other => panic!("one offer was expected, not {other:?} in {facts:?}"),
    }
}

fn answers(facts: &[Fact]) -> Vec<TeammateId> {
    let answered = facts.iter().filter_map(|fact| {
        if let Fact::CallAnswered { teammate, .. } = fact { Some(*teammate) } else { None }
    });
    answered.collect()
}

fn ends(facts: &[Fact]) -> Vec<Outcome> {
    let ended = facts.iter().filter_map(|fact| {
        if let Fact::CallEnded { outcome, .. } = fact { Some(*outcome) } else { None }
    });
    ended.collect()
}

fn call_of(facts: &[Fact]) -> CallId {
    let call = facts.iter().find_map(|fact| {
        if let Fact::CallArrived { call, .. } = fact { Some(*call) } else { None }
    });
    let Some(call) = call else { panic!("no call arrived: {facts:?}") };
    call
}

fn dials(scene: &mut Scene, team: u64) -> (LegId, Vec<Fact>) {
    let (leg, arrival) = scene.dials(team);
    (leg, scene.take(vec![arrival]))
}

fn press(by: TeammateId, command: Command) -> Input {
    Input::Command(by, command)
}

fn acknowledge(scene: &mut Scene, who: TeammateId, offer: OfferId) {
    scene.take(vec![Input::RingAcknowledged(who, offer, TabId(who.0))]);
}

/// Rings, is acknowledged and answered in a tab.
fn answer(scene: &mut Scene, who: TeammateId, offer: OfferId) -> Vec<Fact> {
    acknowledge(scene, who, offer);
    scene.take(vec![press(who, Command::Answer { offer, tab: None })])
}

fn away(who: TeammateId) -> Input {
    press(who, Command::SetStatus { teammate: who, status: Status::Away })
}

fn active(who: TeammateId) -> Input {
    press(who, Command::SetStatus { teammate: who, status: Status::Active })
}

fn code(reply: &Reply) -> Option<ProblemCode> {
    if let Reply::Refused(problem) = reply { Some(problem.code) } else { None }
}

/// Gives a teammate desk phones.
fn with_phones(scene: &mut Scene, who: TeammateId, phones: usize) {
    let settings = TeammateSettings {
        name: format!("Teammate {who}"),
        sip_phones: (0..phones).map(|n| format!("sip:{who}-{n}@192.0.2.7")).collect(),
        ..TeammateSettings::default()
    };
    let version = scene.desk().version(Subject::Teammate(who));
    let document = Document::Teammate(who, settings);
    scene.take(vec![Input::SaveSettings(Actor::Operator, version, document)]);
}

fn sound(scene: &Scene) {
    assert_eq!(scene.broken(), Vec::<String>::new());
}

/// asterisk/asterisk#176: a queue call answered and acknowledged by two teammates.
#[test]
fn two_who_answer_in_the_same_moment_make_one_bridge() {
    for claim_first in [false, true] {
        let mut scene = Scene::open(vec![Scene::team(&[1, 2])]);
        scene.take(vec![away(BEN)]);
        let (_, facts) = dials(&mut scene, 1);
        let (call, offer, rung) = offer(&facts);
        assert_eq!(rung, ANA);
        acknowledge(&mut scene, ANA, offer);
        let mut both = vec![
            press(ANA, Command::Answer { offer, tab: None }),
            press(BEN, Command::Claim { call }),
        ];
        if claim_first {
            both.reverse();
        }
        let facts = scene.take(both);
        let bridges = scene.orders.iter().filter(|order| matches!(order, Order::Bridge(..)));
        assert_eq!(bridges.count(), answers(&facts).len());
        if claim_first {
            assert_eq!(answers(&facts), Vec::new(), "the claim rings Ben's tab first");
            assert!(code(&scene.replies[1]).is_some(), "Ana is told no");
            let (_, claimed, who) = self::offer(&facts);
            assert_eq!(who, BEN);
            scene.take(vec![Input::RingAcknowledged(BEN, claimed, TabId(BEN.0))]);
        } else {
            assert_eq!(answers(&facts), [ANA]);
            assert_eq!(code(&scene.replies[1]), Some(ProblemCode::AlreadyAnswered));
        }
        sound(&scene);
    }
}

/// asterisk/asterisk#1557: one teammate answers and hangs up before the bridge, and all
/// other callers are dropped.
#[test]
fn an_answer_that_is_hung_up_at_once_ends_its_own_call_only() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    with_phones(&mut scene, ANA, 1);
    let (_, facts) = dials(&mut scene, 1);
    let (first, offered, _) = offer(&facts);
    let second = call_of(&dials(&mut scene, 1).1);
    let third = call_of(&dials(&mut scene, 1).1);
    acknowledge(&mut scene, ANA, offered);
    let phone = LegId::Offer(offered, 1);
    let facts =
        scene.take(vec![Input::LegAnswered(phone), Input::LegGone(phone, LegDeparture::HungUp)]);
    assert_eq!(answers(&facts), [ANA]);
    assert_eq!(ends(&facts), [Outcome::Completed]);
    assert_eq!(offer(&facts).0, second, "the next caller is offered in the same turn");
    let live: Vec<_> =
        scene.desk().calls().filter(|call| call.live()).map(|call| call.id).collect();
    assert_eq!(live, [second, third]);
    assert_ne!(first, second);
    sound(&scene);
}

/// asterisk/asterisk#1691: a call that joins at position 1 stops the queue.
#[test]
fn a_call_that_comes_back_to_the_front_is_served_and_so_are_the_others() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    with_phones(&mut scene, ANA, 1);
    let (_, facts) = dials(&mut scene, 1);
    let (front, offered, _) = offer(&facts);
    acknowledge(&mut scene, ANA, offered);
    let phone = LegId::Offer(offered, 1);
    scene.take(vec![Input::LegAnswered(phone)]);
    let behind = call_of(&dials(&mut scene, 1).1);
    scene.wait(5_000);
    let facts = scene.take(vec![Input::LegGone(phone, LegDeparture::MediaFailed)]);
    let (again, second_offer, _) = offer(&facts);
    assert_eq!(again, front, "the call that came back keeps its place");
    answer(&mut scene, ANA, second_offer);
    let facts = scene.take(vec![press(ANA, Command::End { call: front })]);
    assert_eq!(offer(&facts).0, behind);
    sound(&scene);
}

/// asterisk/asterisk#1006, #607, #1255: wrap-up ends early, and the last call is
/// forgotten, when settings are loaded again or the process starts again.
#[test]
fn wrap_up_and_the_last_assigned_date_survive_saving_and_starting_again() {
    let team = TeamSettings { wrap_up_ms: 60_000, ..Scene::team(&[1, 2]) };
    let mut scene = Scene::open(vec![team.clone()]);
    let (_, facts) = dials(&mut scene, 1);
    let (call, offered, _) = offer(&facts);
    answer(&mut scene, ANA, offered);
    scene.wait(1_000);
    let facts = scene.take(vec![press(ANA, Command::End { call })]);
    assert!(facts.iter().any(|fact| matches!(fact, Fact::WrapUpStarted { .. })));
    scene.wait(10_000);
    let version = scene.desk().version(Subject::Team(TeamId(1)));
    let saved = Document::Team(TeamId(1), TeamSettings { wrap_up_ms: 1_000, ..team });
    scene.take(vec![Input::SaveSettings(Actor::Operator, version, saved)]);
    scene.wait(10_000);
    scene.dies();
    scene.tabs(&[ANA, BEN]);
    let facts = scene.wait(39_999);
    assert!(!facts.iter().any(|fact| matches!(fact, Fact::WrapUpEnded { .. })), "{facts:?}");
    let facts = scene.wait(1);
    assert!(facts.contains(&Fact::WrapUpEnded { teammate: ANA }), "{facts:?}");
    assert_eq!(offer(&dials(&mut scene, 1).1).2, BEN, "Ana had a call, Ben never");
    sound(&scene);
}

/// signalwire/freeswitch#1973: a member stays *Answered* for hours after the end,
/// because two ends raced.
#[test]
fn a_call_that_both_sides_end_at_once_ends_once() {
    for caller_first in [false, true] {
        let mut scene = Scene::open(vec![Scene::team(&[1])]);
        let (leg, facts) = dials(&mut scene, 1);
        let (call, offered, _) = offer(&facts);
        answer(&mut scene, ANA, offered);
        let mut both =
            vec![press(ANA, Command::End { call }), Input::LegGone(leg, LegDeparture::HungUp)];
        if caller_first {
            both.reverse();
        }
        assert_eq!(ends(&scene.take(both)), [Outcome::Completed]);
        assert!(!scene.desk().calls().any(|call| call.live()));
        assert_eq!(offer(&dials(&mut scene, 1).1).2, ANA);
        sound(&scene);
    }
}

/// signalwire/freeswitch#2540: teammates stay *Reserved* after the caller has left.
/// signalwire/freeswitch#2529: the caller hung up and the teammate is still rung.
#[test]
fn a_caller_who_leaves_stops_the_ring_and_frees_the_teammate_for_the_next() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    with_phones(&mut scene, ANA, 1);
    let (leg, facts) = dials(&mut scene, 1);
    let (_, offered, _) = offer(&facts);
    acknowledge(&mut scene, ANA, offered);
    let (_, arrival) = scene.dials(1);
    let facts = scene.take(vec![Input::LegGone(leg, LegDeparture::HungUp), arrival]);
    assert_eq!(ends(&facts), [Outcome::NoAnswer]);
    assert!(scene.orders.contains(&Order::StopRinging(ANA, offered)));
    assert!(scene.orders.contains(&Order::HangUp(LegId::Offer(offered, 1))));
    assert_eq!(offer(&facts).2, ANA, "Ana is rung for the next caller in the same turn");
    let facts = scene.take(vec![Input::LegAnswered(LegId::Offer(offered, 1))]);
    assert!(scene.orders.contains(&Order::HangUp(LegId::Offer(offered, 1))));
    assert!(matches!(facts.as_slice(), [Fact::AssignmentStartedLate { .. }]), "{facts:?}");
    let facts = scene.take(vec![press(ANA, Command::Answer { offer: offered, tab: None })]);
    assert_eq!(code(&scene.replies[0]), Some(ProblemCode::CallEnded));
    assert_eq!(answers(&facts), Vec::new());
    sound(&scene);
}

/// signalwire/freeswitch#1062: a teammate is *Receiving* and a member *Trying* for ever.
#[test]
fn a_phone_that_never_says_a_word_does_not_keep_the_caller() {
    let mut scene = Scene::open(vec![Scene::team(&[1, 2])]);
    let (_, facts) = dials(&mut scene, 1);
    assert_eq!(offer(&facts).2, ANA);
    let facts = scene.wait(1_500);
    assert!(facts.iter().any(|fact| matches!(
        fact,
        Fact::CallDeclined { cause: DeclineCause::ClientFrozen, excluded_until: None, .. }
    )));
    assert_eq!(offer(&facts).2, BEN, "the next teammate is rung at once");
    sound(&scene);
}

/// signalwire/freeswitch#1641: the thread that hands out calls dies without a word.
#[test]
fn after_a_refused_commit_waiting_callers_are_served_again() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    scene.take(vec![away(ANA)]);
    scene.take(vec![active(ANA)]);
    let (_, facts) = dials(&mut scene, 1);
    let (first, offered, _) = offer(&facts);
    let waiting = call_of(&dials(&mut scene, 1).1);
    acknowledge(&mut scene, ANA, offered);
    scene.refused(vec![press(ANA, Command::Decline { offer: offered })]);
    scene.tabs(&[ANA]);
    acknowledge(&mut scene, ANA, offered);
    let facts = scene.take(vec![press(ANA, Command::Decline { offer: offered })]);
    assert_eq!(offer(&facts).0, waiting, "{first} is left in peace, {waiting} is offered");
    sound(&scene);
}

/// signalwire/freeswitch#1216: an unavailable last teammate halts the distribution.
#[test]
fn a_team_with_nobody_left_does_not_hold_up_another() {
    let mut scene = Scene::open(vec![Scene::team(&[1]), Scene::team(&[2])]);
    let (_, facts) = dials(&mut scene, 1);
    let (stuck, _, _) = offer(&facts);
    let facts = scene.take(vec![away(ANA)]);
    assert_eq!(offers(&facts), Vec::new());
    assert_eq!(offer(&dials(&mut scene, 2).1).2, BEN);
    scene.wait(299_000);
    scene.take(vec![active(ANA)]);
    let facts = scene.wait(1_000);
    assert!(offers(&facts).iter().any(|(call, _, who)| (*call, *who) == (stuck, ANA)));
    sound(&scene);
}

/// signalwire/freeswitch#2511: the wrong caller is served first.
#[test]
fn a_declined_caller_is_served_before_later_ones() {
    let mut scene = Scene::open(vec![Scene::team(&[1, 2])]);
    scene.take(vec![away(BEN)]);
    let (_, facts) = dials(&mut scene, 1);
    let (first, offered, _) = offer(&facts);
    let later = call_of(&dials(&mut scene, 1).1);
    acknowledge(&mut scene, ANA, offered);
    let facts = scene.take(vec![press(ANA, Command::Decline { offer: offered })]);
    assert_eq!(offer(&facts).0, later, "Ana is left in peace by the first");
    let facts = scene.take(vec![active(BEN)]);
    assert_eq!(offer(&facts).0, first);
    sound(&scene);
}

/// signalwire/freeswitch#1674: the member is gone just before it is assigned.
#[test]
fn a_caller_who_left_in_the_same_moment_is_not_offered() {
    for caller_first in [false, true] {
        let mut scene = Scene::open(vec![Scene::team(&[1, 2])]);
        let (_, facts) = dials(&mut scene, 1);
        let (_, offered, _) = offer(&facts);
        answer(&mut scene, ANA, offered);
        let (_, facts) = dials(&mut scene, 1);
        answer(&mut scene, BEN, offer(&facts).1);
        let (leg, facts) = dials(&mut scene, 1);
        let call = call_of(&facts);
        let ana = scene.desk().teammates().find(|(row, _)| row.id == ANA).map(|(row, _)| row.phone);
        let Some(desk::Phone::OnCall { call: first }) = ana else { panic!("Ana is on a call") };
        let mut both = vec![
            Input::LegGone(leg, LegDeparture::HungUp),
            press(ANA, Command::End { call: first }),
        ];
        if !caller_first {
            both.reverse();
        }
        let facts = scene.take(both);
        let after: Vec<_> = facts
            .iter()
            .skip_while(|fact| !matches!(fact, Fact::CallEnded { call: id, .. } if *id == call))
            .collect();
        assert!(!after.iter().any(|fact| matches!(fact, Fact::CallOffered { .. })));
        assert_eq!(offer(&dials(&mut scene, 1).1).2, ANA, "Ana is free");
        sound(&scene);
    }
}

/// OpenSIPS/opensips#3123, #2679: a teammate stays locked *incall*; wrap-up is released
/// late.
#[test]
fn a_lost_phone_frees_its_teammate_and_wrap_up_ends_on_time_even_if_seen_late() {
    let team = TeamSettings { wrap_up_ms: 5_000, ..Scene::team(&[1]) };
    let mut scene = Scene::open(vec![team]);
    with_phones(&mut scene, ANA, 1);
    let (_, facts) = dials(&mut scene, 1);
    let (call, offered, _) = offer(&facts);
    acknowledge(&mut scene, ANA, offered);
    let phone = LegId::Offer(offered, 1);
    scene.take(vec![Input::LegAnswered(phone)]);
    let facts = scene.take(vec![Input::LegGone(phone, LegDeparture::Lost)]);
    assert!(facts.iter().any(|fact| matches!(fact, Fact::CallReturned { .. })));
    let (again, offered, _) = offer(&facts);
    assert_eq!(again, call, "Ana is free, and her tab is still there");
    answer(&mut scene, ANA, offered);
    let facts = scene.take(vec![press(ANA, Command::End { call })]);
    let until = facts.iter().find_map(|fact| {
        if let Fact::WrapUpStarted { until, .. } = fact { Some(*until) } else { None }
    });
    let log = scene.oversleep(9_000);
    let over = log.iter().find(|line| matches!(line.fact, Fact::WrapUpEnded { .. }));
    assert_eq!(over.map(|line| line.at), until);
    sound(&scene);
}

/// OpenACD/OpenACD#5: in a burst all calls pick the same teammate.
#[test]
fn a_burst_of_callers_rings_as_many_teammates() {
    let mut scene = Scene::open(vec![Scene::team(&[1, 2, 3])]);
    let burst = (0..5).map(|_| scene.dials(1).1).collect();
    let rung: Vec<_> = offers(&scene.take(burst)).iter().map(|(_, _, who)| *who).collect();
    assert_eq!(rung, [ANA, BEN, CLEO]);
    sound(&scene);
}

/// OpenACD/OpenACD#6: ringing fails after a teammate has registered again.
#[test]
fn a_tab_that_comes_back_during_the_ring_rings_again_and_can_answer() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    let (_, facts) = dials(&mut scene, 1);
    let (call, offered, _) = offer(&facts);
    acknowledge(&mut scene, ANA, offered);
    scene.take(vec![Input::TabLost(ANA, TabId(1))]);
    scene.wait(2_000);
    let facts = scene.take(vec![Input::TabOpened(ANA, TabId(1), TabPhone::Ready)]);
    assert_eq!(facts, Vec::new(), "the same ring goes on");
    assert!(scene.orders.contains(&Order::RingTabs(ANA, offered, call)));
    scene.wait(1_400);
    assert_eq!(answers(&answer(&mut scene, ANA, offered)), [ANA]);
    sound(&scene);
}

/// OpenACD/OpenACD#6, for desk phones: one that refuses after it has been replaced.
#[test]
fn a_desk_phone_that_cannot_be_reached_leaves_the_tab_ringing() {
    let mut scene = Scene::open(vec![Scene::team(&[1])]);
    with_phones(&mut scene, ANA, 1);
    let (_, facts) = dials(&mut scene, 1);
    let (_, offered, _) = offer(&facts);
    acknowledge(&mut scene, ANA, offered);
    let refused = Input::LegRefused(LegId::Offer(offered, 1), LegRefusal::Unreachable);
    assert_eq!(scene.take(vec![refused]), Vec::new());
    let facts = scene.take(vec![press(ANA, Command::Answer { offer: offered, tab: None })]);
    assert_eq!(answers(&facts), [ANA]);
    sound(&scene);
}
