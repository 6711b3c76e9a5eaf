//! Calls over a browser phone.

use crate::rig::{PATIENCE, Rig, channels, is, settings, share, silence};
use line::{
    Departure, Holding, LegCommand, LegEvent, LegId, PhoneCodec, PhoneId, PhoneRefused, Repeat,
    Sound as Prompt, Switch,
};
use phones::{Browser, Conduct, Sound};

const ANA: PhoneId = PhoneId(11);
const BEN: PhoneId = PhoneId(12);
const DESK: LegId = LegId(1);
const OTHER: LegId = LegId(3);

#[tokio::test]
async fn caller_and_browser_hear_each_other_and_both_are_recorded() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.record(caller, DESK);
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    rig.wait_for(LegEvent::MediaFlowing { leg: DESK }).await;
    let heard = ana.heard().packets();
    ana.until_heard(PATIENCE, |now| now.packets() > heard + 100).await.unwrap();
    let (file, length_ms) = rig.stop_recording().await;
    let (left, right) = channels(&file);
    assert!(length_ms >= 2_000 && left.len() as u64 / 8 == length_ms);
    let (left, right) = (&left[left.len() - 12_000..], &right[right.len() - 12_000..]);
    assert!(share(left, 500) > 0.9 && share(right, 900) > 0.9);
    assert!(share(left, 900) < 0.01 && share(right, 500) < 0.01);
    let holding = |leg, other| Holding { leg, answered: true, bridged_with: Some(other) };
    assert_eq!(rig.line.inventory(), [holding(DESK, caller), holding(caller, DESK)]);
}

#[tokio::test]
async fn held_and_muted_are_silent_and_music_is_heard_by_a_browser_too() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    rig.mute(DESK, Switch::On);
    call.until_heard(PATIENCE, silence()).await.unwrap();
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    rig.mute(DESK, Switch::Off);
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    rig.mute(caller, Switch::On);
    ana.until_heard(PATIENCE, silence()).await.unwrap();
    rig.mute(caller, Switch::Off);
    rig.line.command(LegCommand::Unbridge { leg: DESK });
    ana.until_heard(PATIENCE, silence()).await.unwrap();
    call.until_heard(PATIENCE, silence()).await.unwrap();
    let (sound, repeat) = (Prompt::Ringback, Repeat::Forever);
    rig.line.command(LegCommand::Play { leg: DESK, sound, repeat });
    ana.until_heard(PATIENCE, |heard| heard.loudness(crate::rig::LISTEN) > 0.05).await.unwrap();
    rig.bridge(caller, DESK);
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
}

#[tokio::test]
async fn two_browsers_talk() {
    let mut rig = Rig::new().await;
    let (ana, ben) = (rig.browser(ANA).await, rig.browser(BEN).await);
    rig.leg(DESK, ANA).await;
    rig.leg(OTHER, BEN).await;
    rig.bridge(DESK, OTHER);
    ana.say(Sound::Tone(500));
    ben.say(Sound::Tone(900));
    ana.until_heard(PATIENCE, is(900)).await.unwrap();
    ben.until_heard(PATIENCE, is(500)).await.unwrap();
}

#[tokio::test]
async fn keys_are_told_and_passed_on_both_ways() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    assert!(ana.press('4') && ana.press('#') && call.press('7'));
    call.until_heard(PATIENCE, |heard| heard.digits() == "4#").await.unwrap();
    ana.until_heard(PATIENCE, |heard| heard.digits() == "7").await.unwrap();
    let mut pressed: Vec<(LegId, char)> = rig
        .told()
        .into_iter()
        .filter_map(|event| {
            let LegEvent::Digit { leg, digit } = event else { return None };
            Some((leg, digit))
        })
        .collect();
    pressed.sort_unstable();
    assert_eq!(pressed, [(DESK, '#'), (DESK, '4'), (caller, '7')]);
    call.until_heard(PATIENCE, is(900)).await.unwrap();
}

#[tokio::test]
async fn a_phone_that_was_hung_up_stays_warm_and_carries_the_next_call() {
    let mut rig = Rig::new().await;
    let ana = rig.browser(ANA).await;
    for turn in 0..3 {
        let desk = LegId(2 * turn + 1);
        let (call, caller) = rig.caller(Sound::Tone(500)).await;
        rig.leg(desk, ANA).await;
        rig.bridge(caller, desk);
        ana.say(Sound::Tone(900));
        call.until_heard(PATIENCE, is(900)).await.unwrap();
        ana.until_heard(PATIENCE, is(500)).await.unwrap();
        rig.line.command(LegCommand::HangUp { leg: desk });
        rig.wait_for(LegEvent::Gone { leg: desk, why: Departure::HungUpByUs }).await;
        rig.line.command(LegCommand::HangUp { leg: caller });
        rig.wait_for(LegEvent::Gone { leg: caller, why: Departure::HungUpByUs }).await;
        ana.conduct(Conduct::Warm);
    }
    assert_eq!(rig.line.inventory(), []);
    let down = |event: &LegEvent| matches!(event, LegEvent::PhoneDown { .. });
    assert!(!rig.told().iter().any(down));
}

#[tokio::test]
async fn a_new_leg_on_a_phone_that_is_not_up_is_gone_at_once() {
    let mut rig = Rig::new().await;
    let gone = LegEvent::Gone { leg: DESK, why: Departure::MediaFailed };
    rig.line.command(LegCommand::Connect { leg: DESK, phone: ANA });
    rig.wait_for(gone.clone()).await;
    let (_browser, offer) = Browser::offer(crate::rig::HOME).unwrap();
    rig.line.phone_open(ANA, offer, PhoneCodec::G711).await.unwrap();
    rig.line.command(LegCommand::Connect { leg: DESK, phone: ANA });
    rig.wait_for(gone).await;
    assert_eq!(rig.line.inventory(), []);
}

#[tokio::test]
async fn a_test_call_lets_the_browser_hear_itself_half_a_second_later() {
    let mut rig = Rig::new().await;
    let ana = rig.browser(ANA).await;
    ana.say(Sound::Tone(700));
    rig.line.command(LegCommand::Echo { phone: ANA, on: Switch::On });
    let heard = ana.until_heard(PATIENCE, is(700)).await.unwrap();
    assert!(heard.packets() > 0);
    rig.line.command(LegCommand::Echo { phone: ANA, on: Switch::Off });
    ana.until_heard(PATIENCE, silence()).await.unwrap();
    // A call ends it, and is not disturbed by it.
    rig.line.command(LegCommand::Echo { phone: ANA, on: Switch::On });
    ana.until_heard(PATIENCE, is(700)).await.unwrap();
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    call.until_heard(PATIENCE, is(700)).await.unwrap();
}

#[tokio::test]
async fn offers_of_no_use_are_refused_with_a_sentence() {
    let rig = Rig::with(line::LineSettings { max_phones: 1, ..settings() }).await;
    let offer = || Browser::offer(crate::rig::HOME).unwrap().1;
    let open = async |offer: String| rig.line.phone_open(ANA, offer, PhoneCodec::G711).await;
    let bad = |answer| matches!(answer, Err(PhoneRefused::BadOffer { .. }));
    assert!(bad(open(String::new()).await));
    assert!(bad(open(offer() + &"a=x\r\n".repeat(4_000)).await), "too long");
    assert!(bad(open(offer().replace("a=fingerprint", "a=finger")).await));
    assert!(bad(open(offer().replace("a=ice-pwd", "a=ice")).await));
    let two = offer() + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
    assert!(bad(open(two).await));
    let none = offer().replace("PCMU", "G729").replace("PCMA", "G722");
    let none = none.replace("rtpmap:0", "rtpmap:98").replace("rtpmap:8", "rtpmap:99");
    let none = none.replace("SAVPF 0 8", "SAVPF 98 99");
    assert_eq!(open(none).await, Err(PhoneRefused::NoCodec));
    for cut in (0..offer().len()).step_by(7) {
        // Whatever is left of an offer, it is answered or refused.
        let _ = open(offer()[..cut].to_owned()).await;
    }
    open(offer()).await.unwrap();
    let second = rig.line.phone_open(BEN, offer(), PhoneCodec::G711).await;
    assert_eq!(second, Err(PhoneRefused::TooMany { most: 1 }));
    open(offer()).await.unwrap();
}

#[tokio::test]
async fn a_line_that_stops_says_goodbye_to_its_browsers() {
    let mut rig = Rig::new().await;
    let ana = rig.browser(ANA).await;
    rig.leg(DESK, ANA).await;
    rig.line.stop().await;
    rig.wait_for(LegEvent::Gone { leg: DESK, why: Departure::HungUpByUs }).await;
    ana.until_over(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_line_without_an_address_for_browsers_has_no_phones() {
    let rig = Rig::with(line::LineSettings { browser_bind: None, ..settings() }).await;
    assert_eq!(rig.line.browser_address(), None);
    let offer = Browser::offer(crate::rig::HOME).unwrap().1;
    let opened = rig.line.phone_open(ANA, offer, PhoneCodec::G711).await;
    assert_eq!(opened, Err(PhoneRefused::SwitchedOff));
}

#[tokio::test]
async fn the_answer_names_the_address_the_world_sees() {
    let external_ip = Some([203, 0, 113, 9].into());
    let rig = Rig::with(line::LineSettings { external_ip, ..settings() }).await;
    let here = rig.line.browser_address().unwrap();
    assert_eq!(Some(here.ip()), external_ip);
    let offer = Browser::offer(crate::rig::HOME).unwrap().1;
    let answer = rig.line.phone_open(ANA, offer, PhoneCodec::G711).await.unwrap();
    assert!(answer.contains(&format!(" 203.0.113.9 {} typ host", here.port())), "{answer}");
    assert!(answer.contains("a=ice-lite"), "{answer}");
}
