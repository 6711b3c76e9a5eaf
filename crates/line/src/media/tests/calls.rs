use super::*;

#[test]
fn both_sides_hear_each_other_through_one_continuous_stream() {
    let rig = Rig::new();
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    let desk = rig.phone(DESK, Codec::Pcmu, 900);
    rig.wait_for(&MediaEvent::Leg(LegEvent::MediaFlowing { leg: CALLER }));
    rig.wait_for(&MediaEvent::Leg(LegEvent::MediaFlowing { leg: DESK }));
    rig.play(CALLER, Sound::Ringback, Repeat::Forever);
    until("a second of ringback", || caller.samples().len() > 8_000);
    rig.media.command(LegCommand::Bridge { a: CALLER, b: DESK });
    until("a second of the desk", || caller.samples().len() > 16_000);
    assert_eq!(rig.media.bridges(), [(CALLER, DESK)]);
    rig.play(CALLER, Sound::HoldMusic, Repeat::Forever);
    until("a second of music", || caller.samples().len() > 24_000);
    desk.hears(500);

    let heard = caller.heard();
    let markers = heard.iter().filter(|(packet, _)| packet.marker).count();
    // The silence at the connection, ringback, the desk, the music.
    assert_eq!(markers, 4);
    for pair in heard.windows(2) {
        let (one, next) = (&pair[0].0, &pair[1].0);
        assert_eq!(one.ssrc, next.ssrc);
        assert_eq!(one.sequence.wrapping_add(1), next.sequence);
        let step = next.timestamp.wrapping_sub(one.timestamp);
        assert!(if next.marker { step >= 160 } else { step.is_multiple_of(160) }, "{step}");
        assert!((160..8_000).contains(&step), "{step}");
    }
    assert_eq!(rig.count(|event| matches!(event, MediaEvent::Leg(_))), 2, "flowing once each");
}

#[test]
fn the_laws_are_transcoded_or_passed_through() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    assert!(caller.heard().iter().all(|(packet, _)| packet.payload_type == 8));
    assert!(desk.heard().iter().all(|(packet, _)| packet.payload_type == 0));

    let same = rig.phone(LegId(5), Codec::Pcma, 700);
    rig.media.command(LegCommand::Bridge { a: LegId(5), b: CALLER });
    caller.hears(700);
    same.hears(500);
    desk.hears_nothing_of(&caller, &rig);
    assert_eq!(rig.media.bridges(), [(CALLER, LegId(5))]);
    // Both laws are understood, whichever was agreed.
    rig.media.connect(LegId(5), FarEnd { codec: Codec::Pcmu, ..same.far_end() });
    until("µ-law", || same.heard().last().is_some_and(|(packet, _)| packet.payload_type == 0));
    same.hears(500);
    caller.hears(700);
    assert!(same.heard().iter().all(|(packet, _)| packet.payload_type == 0));
}

#[test]
fn a_held_caller_hears_music_and_the_desk_hears_nothing() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.media.command(LegCommand::Unbridge { leg: DESK });
    desk.hears_nothing_of(&caller, &rig);
    caller.hears_nothing_of(&desk, &rig);
    assert_eq!(rig.media.bridges(), []);
    rig.play(CALLER, Sound::HoldMusic, Repeat::Forever);
    caller.forget();
    until("music", || caller.samples().len() > 8_000);
    assert!(caller.samples().iter().any(|sample| sample.unsigned_abs() > 500));
    assert!(shares(&caller.samples(), 900).0 < 0.2);
    rig.media.command(LegCommand::Bridge { a: DESK, b: CALLER });
    caller.hears(900);
    desk.hears(500);
}

#[test]
fn a_muted_leg_is_heard_by_nobody_keys_included() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.mute(DESK, Switch::On);
    caller.hears_nothing_of(&desk, &rig);
    desk.hears(500);
    desk.press(3, 700_000);
    caller.hears_nothing_of(&desk, &rig);
    rig.mute(DESK, Switch::Off);
    caller.hears(900);
    desk.press(4, 900_000);
    rig.wait_for(&MediaEvent::Leg(LegEvent::Digit { leg: DESK, digit: '4' }));
    let digits = rig.count(|event| matches!(event, MediaEvent::Leg(LegEvent::Digit { .. })));
    assert_eq!(digits, 1);
}

#[test]
fn a_key_is_told_once_and_passed_on_where_it_is_understood() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.media.connect(DESK, FarEnd { telephone_event: Some(96), ..desk.far_end() });
    rig.settle();
    caller.press(5, 700_000);
    caller.press(5, 900_000);
    caller.press(11, 990_000);
    let keys = || {
        let heard = desk.heard();
        heard.into_iter().filter(|(packet, _)| packet.payload_type == 96).collect::<Vec<_>>()
    };
    until("three keys at the desk", || keys().len() == 21);
    assert!(keys().iter().all(|(_, payload)| payload.len() == 4));
    let told = |digit| {
        let wanted = MediaEvent::Leg(LegEvent::Digit { leg: CALLER, digit });
        rig.count(|event| *event == wanted)
    };
    rig.wait_for(&MediaEvent::Leg(LegEvent::Digit { leg: CALLER, digit: '#' }));
    assert_eq!((told('5'), told('#')), (2, 1));

    rig.media.connect(DESK, FarEnd { telephone_event: None, ..desk.far_end() });
    rig.settle();
    desk.forget();
    caller.press(1, 999_000);
    rig.wait_for(&MediaEvent::Leg(LegEvent::Digit { leg: CALLER, digit: '1' }));
    desk.hears(500);
    assert!(desk.heard().iter().all(|(packet, _)| packet.payload_type == 0));
}

#[test]
fn a_far_end_that_holds_us_gets_nothing_but_may_speak() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.media.connect(DESK, FarEnd { hold: FarHold::Held, ..desk.far_end() });
    desk.hears_nothing_of(&caller, &rig);
    assert_eq!(desk.samples(), [], "not even silence");
    caller.hears(900);
    rig.media.connect(DESK, desk.far_end());
    desk.hears(500);
}

#[test]
fn a_far_end_may_move_by_a_re_invite() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let moved = Phone::new(desk.line().port(), Codec::Pcma);
    moved.speak(1_300);
    rig.media.connect(DESK, moved.far_end());
    moved.hears(500);
    caller.hears(1_300);
    desk.hears_nothing_of(&caller, &rig);
}

#[test]
fn a_vanished_far_end_is_told_once_and_only_when_it_should_speak() {
    let rig = Rig::with(Duration::from_millis(300), Latch::Strict);
    let (caller, desk) = rig.call();
    let silent = |leg| rig.count(|event| *event == MediaEvent::Silent(leg));
    // Muted or holding us, a phone may be silent; the other one is told.
    rig.mute(CALLER, Switch::On);
    rig.settle();
    caller.speak(0);
    let waiting = rig.phone(LegId(5), Codec::Pcmu, 0);
    rig.media.connect(LegId(5), FarEnd { hold: FarHold::Held, ..waiting.far_end() });
    rig.settle();
    let before = silent(LegId(5));
    desk.speak(0);
    rig.wait_for(&MediaEvent::Silent(DESK));
    let never = rig.phone(LegId(7), Codec::Pcmu, 0);
    rig.wait_for(&MediaEvent::Silent(LegId(7)));
    assert_eq!((silent(CALLER), silent(DESK), silent(LegId(5))), (0, 1, before));
    assert!(before <= 1);
    never.speak(440);
    rig.wait_for(&MediaEvent::Leg(LegEvent::MediaFlowing { leg: LegId(7) }));

    desk.speak(900);
    caller.hears(900);
    desk.speak(0);
    until("vanished again", || silent(DESK) == 2);
    rig.mute(CALLER, Switch::Off);
    rig.wait_for(&MediaEvent::Silent(CALLER));
}

#[test]
fn a_leg_that_only_waits_is_not_taken_for_vanished_nor_forgotten() {
    let rig = Rig::with(Duration::from_millis(300), Latch::Strict);
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    let accepted = rig.media.counters().accepted;
    until("1.5 s of packets", || rig.media.counters().accepted > accepted + 75);
    assert_eq!(rig.count(|event| matches!(event, MediaEvent::Silent(_))), 0);
    // It hears a packet of silence now and then, so that it does not give us up.
    assert!(caller.samples().len() >= 2 * 160);
    assert!(caller.samples().iter().all(|sample| sample.unsigned_abs() <= 8));
}
