//! Callers of one exchange against the phones of another.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use phones::{
    Audio, Behaviour, Call, CallPlan, CallState, Codecs, Ending, Event, Exchange, Phone, PhonePlan,
    Port, Side, Sound, Speech,
};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Long enough for a machine that is doing something else.
const SOON: Duration = Duration::from_secs(10);
const WINDOW: Duration = Duration::from_millis(300);

struct World {
    callers: Exchange,
    phones: Exchange,
}

impl World {
    async fn open() -> World {
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        World {
            callers: Exchange::open(ip).await.unwrap(),
            phones: Exchange::open(ip).await.unwrap(),
        }
    }

    fn phone(&self, behaviour: Behaviour) -> Phone {
        let audio = Audio::On(Sound::Tone(660));
        self.phones.phone(PhonePlan { audio, ..PhonePlan::new("ana", behaviour) }).unwrap()
    }

    fn plan(&self, phone: &Phone) -> CallPlan {
        CallPlan {
            from: Some("+15550100".into()),
            audio: Audio::On(Sound::Tone(440)),
            ..CallPlan::new(phone.user(), phone.address())
        }
    }

    fn call(&self, phone: &Phone) -> Call {
        self.callers.call(self.plan(phone)).unwrap()
    }
}

fn now() -> Behaviour {
    Behaviour::AnswerAfter(Duration::ZERO)
}

fn ended(by: Side, code: u16) -> CallState {
    CallState::Ended(Ending { by, code })
}

async fn both_hear_each_other(call: &Call, phone: &Phone) {
    let clear = |heard: &phones::Heard, hz, other| {
        heard.amplitude(hz, WINDOW) > 0.4 && heard.amplitude(other, WINDOW) < 0.02
    };
    call.until_heard(SOON, |heard| clear(heard, 660, 440)).await.expect("the caller hears ana");
    phone.until_heard(SOON, |heard| clear(heard, 440, 660)).await.expect("ana hears the caller");
}

#[tokio::test]
async fn an_answered_call_carries_tones_both_ways_and_ends_on_both_sides() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::Ignore);
    let call = world.call(&phone);
    call.until(SOON, |view| view.state == CallState::Ringing).await.unwrap();
    let ringing = phone.until(SOON, |view| view.is_ringing()).await.unwrap();
    assert_eq!(ringing.call.unwrap().caller.as_deref(), Some("+15550100"));
    assert_eq!(call.heard().packets(), 0);
    phone.answer();
    call.until(SOON, |view| view.is_up()).await.unwrap();
    both_hear_each_other(&call, &phone).await;
    phone.hang_up();
    let over = call.until(SOON, |view| view.ending().is_some()).await.unwrap();
    assert_eq!(over.state, ended(Side::Far, 200));
    let idle = phone.until(SOON, |view| view.is_idle()).await.unwrap();
    assert_eq!(idle.last, Some(Ending { by: Side::Near, code: 200 }));
    assert_eq!((idle.rings, idle.answers, idle.collisions), (1, 1, 0));
}

#[tokio::test]
async fn the_caller_may_hang_up_and_call_again() {
    let world = World::open().await;
    let phone = world.phone(now());
    for round in 1..=3 {
        let call = world.call(&phone);
        phone.until(SOON, |view| view.is_up()).await.unwrap();
        call.until(SOON, |view| view.is_up()).await.unwrap();
        call.hang_up();
        let idle = phone.until(SOON, |view| view.is_idle()).await.unwrap();
        assert_eq!(idle.last, Some(Ending { by: Side::Far, code: 200 }));
        assert_eq!((idle.answers, idle.collisions), (round, 0));
    }
    assert_eq!(world.callers.counts().resent + world.phones.counts().resent, 0);
}

#[tokio::test]
async fn refusals_reach_the_caller_with_their_codes() {
    let world = World::open().await;
    let phone = world.phone(now());
    for (behaviour, code) in [
        (Behaviour::Busy, 486),
        (Behaviour::DeclineAfter(Duration::from_millis(30)), 603),
        (Behaviour::Refuse(500), 500),
        (Behaviour::Refuse(200), 480),
    ] {
        phone.set_behaviour(behaviour);
        let call = world.call(&phone);
        let over = call.until(SOON, |view| view.ending().is_some()).await.unwrap();
        assert_eq!(over.state, ended(Side::Far, code));
        assert_eq!(over.rang_at.is_some(), code == 603);
    }
    let nobody = world.callers.call(CallPlan::new("nobody", phone.address())).unwrap();
    let over = nobody.until(SOON, |view| view.ending().is_some()).await.unwrap();
    assert_eq!(over.state, ended(Side::Far, 404));
}

#[tokio::test]
async fn a_cancelled_call_stops_ringing() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::Ignore);
    let call = world.call(&phone);
    call.until(SOON, |view| view.state == CallState::Ringing).await.unwrap();
    call.hang_up();
    assert_eq!(call.view().state, ended(Side::Near, 487));
    let idle = phone.until(SOON, |view| view.rings == 1 && view.is_idle()).await.unwrap();
    assert_eq!(idle.last, Some(Ending { by: Side::Far, code: 487 }));
}

#[tokio::test]
async fn a_call_that_hangs_up_at_once_is_cancelled_all_the_same() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::Ignore);
    let call = world.call(&phone);
    call.hang_up();
    let idle = phone.until(SOON, |view| view.last.is_some()).await.unwrap();
    assert_eq!(idle.last, Some(Ending { by: Side::Far, code: 487 }));
}

#[tokio::test]
async fn an_answer_that_crosses_the_hang_up_is_followed_by_a_bye() {
    let world = World::open().await;
    let phone = world.phone(now());
    let call = world.call(&phone);
    call.hang_up();
    let idle = phone.until(SOON, |view| view.last.is_some()).await.unwrap();
    assert_eq!(idle.last, Some(Ending { by: Side::Far, code: 200 }));
}

#[tokio::test]
async fn the_plan_of_a_caller_or_a_phone_ends_the_call_by_itself() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::Ignore);
    let stay = Some(Duration::from_millis(50));
    let impatient = world.callers.call(CallPlan { stay, ..world.plan(&phone) }).unwrap();
    impatient.until(SOON, |view| view.state == ended(Side::Near, 487)).await.unwrap();
    phone.until(SOON, |view| view.rings == 1 && view.is_idle()).await.unwrap();
    phone.set_behaviour(now());
    phone.set_talk(stay);
    let call = world.call(&phone);
    call.until(SOON, |view| view.state == ended(Side::Far, 200)).await.unwrap();
}

#[tokio::test]
async fn hold_is_silent_both_ways_and_resume_is_not() {
    let world = World::open().await;
    let phone = world.phone(now());
    let call = world.call(&phone);
    call.until(SOON, |view| view.is_up()).await.unwrap();
    both_hear_each_other(&call, &phone).await;
    phone.hold();
    call.until(SOON, |view| view.held).await.unwrap();
    let holding = |view: &phones::PhoneView| view.call.as_ref().is_some_and(|it| it.view.holding);
    phone.until(SOON, holding).await.unwrap();
    let silent = |heard: &phones::Heard| heard.loudness(WINDOW) < 0.001;
    call.until_heard(SOON, silent).await.expect("the held caller hears nothing");
    phone.until_heard(SOON, silent).await.expect("the holding phone hears nothing");
    phone.resume();
    call.until(SOON, |view| !view.held).await.unwrap();
    both_hear_each_other(&call, &phone).await;
    // And the other way round.
    call.hold();
    call.until(SOON, |view| view.holding).await.unwrap();
    phone.until_heard(SOON, silent).await.expect("the held phone hears nothing");
    call.resume();
    call.until(SOON, |view| !view.holding).await.unwrap();
    both_hear_each_other(&call, &phone).await;
}

#[tokio::test]
async fn two_holds_at_the_same_moment_are_settled() {
    let world = World::open().await;
    let phone = world.phone(now());
    let call = world.call(&phone);
    call.until(SOON, |view| view.is_up()).await.unwrap();
    phone.until(SOON, |view| view.is_up()).await.unwrap();
    call.hold();
    phone.hold();
    call.until(SOON, |view| view.holding).await.unwrap();
    let holding = |view: &phones::PhoneView| view.call.as_ref().is_some_and(|it| it.view.holding);
    phone.until(SOON, holding).await.unwrap();
}

#[tokio::test]
async fn keys_are_heard_once_each() {
    let world = World::open().await;
    let phone = world.phone(now());
    let call = world.call(&phone);
    assert!(!call.press('1'), "nobody is there yet");
    call.until(SOON, |view| view.is_up()).await.unwrap();
    for key in "12*".chars() {
        assert!(call.press(key));
    }
    phone.until_heard(SOON, |heard| heard.digits() == "12*").await.unwrap();
    both_hear_each_other(&call, &phone).await;
}

#[tokio::test]
async fn speech_is_heard_and_a_caller_without_packets_is_not() {
    let world = World::open().await;
    let phone = world.phone(now());
    let call = world.call(&phone);
    call.until(SOON, |view| view.is_up()).await.unwrap();
    call.play(Sound::Speech(Speech::caller(1)));
    let loud = |heard: &phones::Heard| heard.loudness(WINDOW) > 0.02;
    phone
        .until_heard(SOON, |heard| loud(heard) && heard.amplitude(440, WINDOW) < 0.1)
        .await
        .unwrap();
    call.send_rtp(false);
    phone.until_heard(SOON, |heard| heard.loudness(WINDOW) < 0.001).await.unwrap();
    call.play(Sound::Tone(440));
    call.send_rtp(true);
    both_hear_each_other(&call, &phone).await;
}

#[tokio::test]
async fn both_laws_are_spoken_and_a_missing_one_is_refused() {
    let world = World::open().await;
    let audio = Audio::On(Sound::Tone(660));
    let only = |user: &str, codecs| PhonePlan {
        audio: audio.clone(),
        codecs,
        ..PhonePlan::new(user, now())
    };
    let mu = world.phones.phone(only("mu", Codecs::OnlyPcmu)).unwrap();
    let a = world.phones.phone(only("a", Codecs::OnlyPcma)).unwrap();
    for phone in [&mu, &a] {
        let call = world.call(phone);
        call.until(SOON, |view| view.is_up()).await.unwrap();
        both_hear_each_other(&call, phone).await;
        call.hang_up();
    }
    for (codecs, phone) in [(Codecs::OnlyPcma, &mu), (Codecs::Unspoken, &a)] {
        let call = world.callers.call(CallPlan { codecs, ..world.plan(phone) }).unwrap();
        call.until(SOON, |view| view.state == ended(Side::Far, 488)).await.unwrap();
    }
}

#[tokio::test]
async fn an_answer_nobody_can_use_ends_the_call() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::AnswerWithBadSdp(Duration::ZERO));
    let call = world.call(&phone);
    call.until(SOON, |view| view.state == ended(Side::Near, 488)).await.unwrap();
    phone.until(SOON, |view| view.answers == 1 && view.is_idle()).await.unwrap();
}

#[tokio::test]
async fn a_second_call_finds_the_phone_busy_and_is_counted() {
    let world = World::open().await;
    let phone = world.phone(now());
    let first = world.call(&phone);
    first.until(SOON, |view| view.is_up()).await.unwrap();
    let second = world.call(&phone);
    second.until(SOON, |view| view.state == ended(Side::Far, 486)).await.unwrap();
    assert_eq!((phone.view().rings, phone.view().collisions), (2, 1));
    both_hear_each_other(&first, &phone).await;
}

#[tokio::test]
async fn a_phone_may_have_a_port_of_its_own_but_no_double() {
    let world = World::open().await;
    let plan = PhonePlan { port: Port::Own, ..PhonePlan::new("ben", now()) };
    let phone = world.phones.phone(plan.clone()).unwrap();
    assert_ne!(phone.address(), world.phones.address());
    let call = world.call(&phone);
    call.until(SOON, |view| view.is_up()).await.unwrap();
    phone.hang_up();
    call.until(SOON, |view| view.state == ended(Side::Far, 200)).await.unwrap();
    assert!(world.phones.phone(plan).is_err());
}

#[tokio::test]
async fn a_withheld_number_is_withheld() {
    let world = World::open().await;
    let phone = world.phone(Behaviour::Ignore);
    let _call = world.callers.call(CallPlan { from: None, ..world.plan(&phone) }).unwrap();
    let ringing = phone.until(SOON, |view| view.is_ringing()).await.unwrap();
    assert_eq!(ringing.call.unwrap().caller, None);
}

#[tokio::test]
async fn one_exchange_can_call_its_own_phones_and_tells_what_happens() {
    let exchange = Exchange::open(IpAddr::V4(Ipv4Addr::LOCALHOST)).await.unwrap();
    let mut events = exchange.events();
    let talk = Some(Duration::ZERO);
    let phone = exchange.phone(PhonePlan { talk, ..PhonePlan::new("ana", now()) }).unwrap();
    let from = Some("+15550100".to_owned());
    exchange.call(CallPlan { from, ..CallPlan::new("ana", phone.address()) }).unwrap();
    let mut told = Vec::new();
    while told.len() < 6 {
        told.push(tokio::time::timeout(SOON, events.recv()).await.unwrap().unwrap());
    }
    let caller = |event: &Event| match event {
        Event::Invited { caller, .. }
        | Event::Connected { caller, .. }
        | Event::HungUp { caller, .. }
        | Event::Rang { caller, .. }
        | Event::Answered { caller, .. }
        | Event::Freed { caller, .. } => caller.clone(),
    };
    assert!(told.iter().all(|event| caller(event).as_deref() == Some("+15550100")));
    let (Event::Invited { at: sent, .. }, Event::Rang { at: rang, phone, .. }) =
        (&told[0], &told[1])
    else {
        panic!("{told:?}")
    };
    assert!(sent <= rang && &**phone == "ana");
    assert!(told.iter().any(|event| matches!(event, Event::Freed { .. })));
}
