//! Browsers that go and come back in mid-call.

use crate::rig::{PATIENCE, Rig, channels, is, settings, silence, windows};
use line::{Departure, LegCommand, LegEvent, LegId, PhoneId, Switch};
use phones::{Conduct, Sound};
use std::time::Duration;

const ANA: PhoneId = PhoneId(11);
const AGAIN: PhoneId = PhoneId(12);
const DESK: LegId = LegId(1);

#[tokio::test]
async fn a_reloaded_browser_rejoins_its_call_and_the_recording_keeps_its_time() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.record(caller, DESK);
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    ana.close();
    rig.wait_for(LegEvent::Parted { leg: DESK }).await;
    rig.wait_for(LegEvent::PhoneDown { phone: ANA }).await;
    let long = Duration::from_secs(1);
    call.until_heard(PATIENCE, |heard| heard.loudness(long) < 0.002).await.unwrap();
    assert_eq!(rig.line.inventory().len(), 2, "the leg lives on");
    let parted = call.heard().last_at();
    let ana = rig.browser(AGAIN).await;
    rig.line.command(LegCommand::Connect { leg: DESK, phone: AGAIN });
    rig.wait_for(LegEvent::Rejoined { leg: DESK }).await;
    ana.say(Sound::Tone(1_300));
    call.until_heard(PATIENCE, is(1_300)).await.unwrap();
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    assert!(call.heard().last_at() > parted);
    let (file, length_ms) = rig.stop_recording().await;
    let (left, right) = channels(&file);
    assert_eq!((left.len() as u64 / 8, right.len()), (length_ms, left.len()));
    // Both sides stop and go on together: what is said to nobody is not stored.
    let gap = |channel: &[i16], before: u16, after: u16| {
        let last = windows(channel, before).iter().rposition(|there| *there).unwrap();
        let next = windows(channel, after).iter().skip(last + 1).position(|there| *there).unwrap();
        (last, last + 1 + next)
    };
    let (stopped, went_on) = gap(&right, 900, 1_300);
    let silent = &windows(&left, 500)[stopped + 3..went_on - 8];
    let heard = silent.iter().filter(|there| **there).count();
    assert!(heard == 0, "the caller was stored while nobody heard: {silent:?}");
    assert!(windows(&left, 500)[..stopped].iter().any(|there| *there));
    assert!(windows(&left, 500)[went_on..].iter().any(|there| *there));
}

#[tokio::test]
async fn a_browser_whose_network_is_gone_is_noticed_and_its_leg_parted() {
    let mut rig = Rig::new().await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    ana.vanish();
    rig.wait_for(LegEvent::Parted { leg: DESK }).await;
    rig.wait_for(LegEvent::PhoneDown { phone: ANA }).await;
    rig.line.command(LegCommand::Connect { leg: DESK, phone: AGAIN });
    rig.wait_for(LegEvent::Parted { leg: DESK }).await;
    rig.line.command(LegCommand::HangUp { leg: DESK });
    rig.wait_for(LegEvent::Gone { leg: DESK, why: Departure::HungUpByUs }).await;
}

#[tokio::test]
async fn a_phone_opened_anew_parts_what_it_carried() {
    let mut rig = Rig::new().await;
    let old = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    let (browser, offer) = phones::Browser::offer(crate::rig::HOME).unwrap();
    let answer = rig.line.phone_open(ANA, offer, line::PhoneCodec::G711).await.unwrap();
    rig.wait_for(LegEvent::Parted { leg: DESK }).await;
    rig.wait_for(LegEvent::PhoneDown { phone: ANA }).await;
    old.until_over(PATIENCE).await.unwrap();
    browser.accept(&answer).unwrap();
    rig.wait_for(LegEvent::PhoneUp { phone: ANA }).await;
    rig.line.command(LegCommand::Connect { leg: DESK, phone: ANA });
    rig.wait_for(LegEvent::Rejoined { leg: DESK }).await;
    rig.line.phone_close(ANA);
    rig.wait_for(LegEvent::Parted { leg: DESK }).await;
    browser.until_over(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_call_moves_from_one_browser_to_another() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let (one, other) = (rig.browser(ANA).await, rig.browser(AGAIN).await);
    rig.leg(DESK, ANA).await;
    rig.leg(LegId(3), AGAIN).await;
    rig.bridge(caller, DESK);
    one.say(Sound::Tone(900));
    other.say(Sound::Tone(1_300));
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    rig.line.command(LegCommand::Connect { leg: DESK, phone: AGAIN });
    rig.wait_for(LegEvent::Parted { leg: LegId(3) }).await;
    rig.wait_for(LegEvent::Rejoined { leg: DESK }).await;
    call.until_heard(PATIENCE, is(1_300)).await.unwrap();
    other.until_heard(PATIENCE, is(500)).await.unwrap();
    one.until_heard(PATIENCE, silence()).await.unwrap();
}

#[tokio::test]
async fn a_browser_that_never_connects_is_told_as_down() {
    let mut rig = Rig::new().await;
    let (_browser, offer) = phones::Browser::offer(crate::rig::HOME).unwrap();
    rig.line.phone_open(ANA, offer, line::PhoneCodec::G711).await.unwrap();
    rig.wait_for(LegEvent::PhoneDown { phone: ANA }).await;
}

#[tokio::test]
async fn a_browser_that_is_muted_or_heard_by_nobody_may_be_silent() {
    let silence_limit = Duration::from_millis(300);
    let mut rig = Rig::with(line::LineSettings { silence_limit, ..settings() }).await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.mute(DESK, Switch::On);
    // Nobody hears this one, as on hold.
    let _cleo = rig.browser(PhoneId(13)).await;
    rig.leg(LegId(9), PhoneId(13)).await;
    // Many times the limit goes by while other legs, which should be heard, are found silent.
    let _ben = rig.browser(AGAIN).await;
    for leg in [3, 5, 7].map(LegId) {
        rig.leg(leg, AGAIN).await;
        rig.bridge(DESK, leg);
        rig.wait_for(LegEvent::Gone { leg, why: Departure::Silent }).await;
    }
    let left: Vec<LegId> = rig.line.inventory().iter().map(|holding| holding.leg).collect();
    assert_eq!(left, [DESK, LegId(9)]);
    rig.mute(DESK, Switch::Off);
    ana.conduct(Conduct::Speaking);
    rig.wait_for(LegEvent::MediaFlowing { leg: DESK }).await;
}
