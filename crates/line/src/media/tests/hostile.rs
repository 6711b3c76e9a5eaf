use super::*;

#[test]
fn junk_is_counted_by_cause_and_the_call_goes_on() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let before = rig.media.counters();
    let mut good = vec![0x80, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
    good.extend_from_slice(&[0xd5; 160]);
    let changed = |at: usize, byte: u8| {
        let mut packet = good.clone();
        packet[at] = byte;
        packet
    };
    for junk in [vec![], vec![0x80], b"OPTIONS sip:x SIP/2.0".to_vec(), changed(0, 0x40)] {
        desk.throw(&junk);
    }
    for junk in [changed(0, 0x9f), good[..12].iter().copied().chain([0; 3]).collect()] {
        // An extension that is not there; then padding that is longer than the packet.
        let mut junk = junk;
        junk[0] |= 0x20;
        desk.throw(&junk);
    }
    desk.throw(&[0x80; 1_600]);
    for junk in
        [changed(1, 96), changed(1, 72), good[..12].to_vec(), [&good[..], &[0; 1_000]].concat()]
    {
        desk.throw(&junk);
    }
    let dropped = |readings: Readings| {
        [readings.not_rtp, readings.malformed, readings.oversized, readings.wrong_payload]
    };
    let expected = [4, 2, 1, 4];
    until("all junk counted", || {
        let now = dropped(rig.media.counters());
        let then = dropped(before);
        (0..4).all(|cause| now[cause] - then[cause] == expected[cause])
    });
    caller.hears(900);
    desk.hears(500);
}

#[test]
fn a_flood_of_random_bytes_changes_nothing() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let mut seed = 7u64;
    for round in 0..20_000usize {
        let mut bytes = [0u8; 64];
        for byte in &mut bytes {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            *byte = (seed >> 56) as u8;
        }
        // Never a payload type that was agreed.
        bytes[1] |= 0x60;
        bytes[1] &= !0x05;
        desk.throw(&bytes[..round % 65]);
    }
    caller.hears(900);
    desk.hears(500);
    assert_eq!(rig.count(|event| matches!(event, MediaEvent::Failed(_))), 0);
}

#[test]
fn a_stranger_is_not_heard() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let stranger = Phone::new(desk.line().port(), Codec::Pcma);
    stranger.speak(1_700);
    until("fifty strange packets", || rig.media.counters().stranger >= 50);
    caller.hears(900);
    assert!(shares(&caller.samples(), 1_700).0 < 0.01);
    assert_eq!(stranger.samples(), []);
}

#[test]
fn a_far_end_behind_a_router_is_latched_to_after_probation() {
    let rig = Rig::with(Duration::from_secs(30), Latch::Probation { packets: 5 });
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    let desk = rig.phone(DESK, Codec::Pcmu, 0);
    rig.media.command(LegCommand::Bridge { a: CALLER, b: DESK });
    let router = Phone::new(desk.line().port(), Codec::Pcmu);
    router.speak(1_100);
    caller.hears(1_100);
    router.hears(500);
    assert_eq!(rig.media.counters().stranger, 4);
    // The agreed address wins its leg back, and then keeps it.
    desk.speak(900);
    caller.hears(900);
    desk.hears(500);
    let strange = rig.media.counters().stranger;
    until("strange again", || rig.media.counters().stranger > strange + 20);
    caller.hears(900);
}

#[test]
fn packets_before_the_far_end_is_known_are_dropped() {
    let rig = Rig::new();
    let port = rig.media.open(CALLER).unwrap();
    let caller = Phone::new(port, Codec::Pcma);
    caller.speak(500);
    until("too early", || rig.media.counters().not_connected >= 5);
    assert_eq!(rig.count(|_| true), 0);
    rig.media.connect(CALLER, caller.far_end());
    rig.wait_for(&MediaEvent::Leg(LegEvent::MediaFlowing { leg: CALLER }));
}

#[test]
fn ports_run_out_with_a_clear_error_and_come_back() {
    let told = |_| {};
    let mut begin = 45_000;
    let (media, ports) = loop {
        let settings = MediaSettings {
            bind: HOME,
            ports: begin..=begin + 9,
            silence_limit: Duration::from_secs(30),
            latch: Latch::Strict,
            browser: None,
        };
        let media = Media::start(settings, told).unwrap();
        let ports: Vec<u16> = (0..5).filter_map(|leg| media.open(LegId(leg)).ok()).collect();
        if ports.len() == 5 {
            break (media, ports);
        }
        begin += 20;
    };
    let error = media.open(LegId(9)).unwrap_err().to_string();
    assert!(error.ends_with("is used up by 5 legs"), "{error}");
    media.close(LegId(3));
    until("the port is free", || media.open(LegId(9)).is_ok_and(|port| port == ports[3]));
    media.stop();
    assert!(matches!(
        media.open(LegId(11)),
        Err(MediaError::PortsUsedUp { .. } | MediaError::Stopped)
    ));
    assert_eq!(media.bridges(), []);
}
