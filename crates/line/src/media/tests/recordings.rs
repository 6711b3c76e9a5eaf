use super::*;

/// A window of the recording in milliseconds.
fn part(channel: &[i16], from: usize, until: usize) -> &[i16] {
    &channel[from * 8..until * 8]
}

/// Waits until both phones sent so many packets more.
fn talk(phones: [&Phone; 2], packets: u32) {
    let before = phones.map(Phone::sent);
    until("talking", || {
        phones.iter().zip(before).all(|(phone, before)| phone.sent() >= before + packets)
    });
}

fn failures(rig: &Rig) -> usize {
    rig.count(|event| matches!(event, MediaEvent::Leg(LegEvent::RecordingFailed { .. })))
}

#[test]
fn both_channels_hold_their_own_side_for_the_time_that_passed() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let earliest = Instant::now();
    rig.record();
    rig.settle();
    let latest = Instant::now();
    talk([&caller, &desk], 100);
    let least = latest.elapsed().as_millis() as u64;
    let (file, length) = rig.stop_recording();
    let most = earliest.elapsed().as_millis() as u64;
    assert!((least.saturating_sub(100)..=most + 100).contains(&length), "{least} {length} {most}");
    let (left, right) = channels(&file);
    assert_eq!(left.len() as u64 / 8, length);
    assert!(shares(&left, 500).0 > 0.95 && shares(&left, 900).1 > 0.95);
    assert!(shares(&right, 900).0 > 0.95 && shares(&right, 500).1 > 0.95);
    assert_eq!(failures(&rig), 0);
}

#[test]
fn a_side_is_stored_only_while_the_other_hears_it() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.record();
    talk([&caller, &desk], 50);
    rig.mute(CALLER, Switch::On);
    caller.press(7, 700_000);
    desk.hears_nothing_of(&caller, &rig);
    rig.mute(CALLER, Switch::Off);
    rig.media.command(LegCommand::Unbridge { leg: CALLER });
    desk.hears_nothing_of(&caller, &rig);
    rig.media.command(LegCommand::Bridge { a: CALLER, b: DESK });
    rig.play(DESK, Sound::HoldMusic, Repeat::Forever);
    rig.settle();
    talk([&caller, &desk], 50);
    let (file, length) = rig.stop_recording();
    let (left, right) = channels(&file);
    let end = length as usize;
    assert!(shares(part(&left, 0, 950), 500).0 > 0.9);
    // Muted, parted, drowned by music: nobody heard the caller any more.
    assert!(shares(part(&left, end - 1_900, end), 500).1 > 0.9);
    // The desk was heard again in the last second, and was not while parted.
    assert!(shares(part(&right, end - 900, end), 900).0 > 0.9);
    assert!(shares(&right, 900).1 > 0.1);
}

#[test]
fn a_pause_is_cut_out() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.record();
    talk([&caller, &desk], 50);
    rig.media.command(LegCommand::PauseRecording { recording: TAPE });
    rig.settle();
    caller.speak(1_500);
    desk.speak(1_900);
    caller.hears(1_900);
    talk([&caller, &desk], 50);
    let paused = Instant::now();
    caller.speak(500);
    desk.speak(900);
    caller.hears(900);
    desk.hears(500);
    rig.media.command(LegCommand::ResumeRecording { recording: TAPE });
    rig.settle();
    let resumed = Instant::now();
    talk([&caller, &desk], 50);
    let least = resumed.elapsed().as_millis() as u64;
    let (file, length) = rig.stop_recording();
    let (left, right) = channels(&file);
    assert!(length >= 900 + least - 100, "{length}");
    // A second of pause is missing.
    assert!(length < 1_100 + paused.elapsed().as_millis() as u64, "{length}");
    assert!(shares(&left, 1_500).1 > 0.99 && shares(&right, 1_900).1 > 0.99);
    assert!(shares(&left, 500).0 > 0.9 && shares(&right, 900).0 > 0.9);
}

#[test]
fn another_teammate_takes_over_the_right_channel() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let second = rig.phone(LegId(5), Codec::Pcmu, 1_300);
    rig.record();
    talk([&caller, &desk], 50);
    rig.media.command(LegCommand::RecordDesk { recording: TAPE, desk: LegId(5) });
    rig.media.command(LegCommand::Bridge { a: CALLER, b: LegId(5) });
    rig.settle();
    rig.media.close(DESK);
    talk([&caller, &second], 50);
    // The caller goes: the recording stops by itself.
    rig.media.close(CALLER);
    let (file, length) = rig.stopped();
    let (left, right) = channels(&file);
    let end = length as usize;
    assert!(shares(part(&left, 0, 900), 500).0 > 0.9);
    assert!(shares(part(&left, end - 900, end), 500).0 > 0.9);
    assert!(shares(part(&right, 0, 900), 900).0 > 0.9);
    assert!(shares(part(&right, end - 900, end), 1_300).0 > 0.9);
    assert_eq!(rig.media.bridges(), []);
}

#[test]
fn the_file_is_good_at_any_moment_and_follows_the_call() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.record();
    rig.settle();
    until("the file", || std::fs::metadata(rig.file()).is_ok_and(|file| file.len() >= 44));
    let mut grown = 0;
    for _ in 0..5 {
        talk([&caller, &desk], 25);
        let (left, _) = channels(&rig.file());
        assert!(left.len() >= grown);
        grown = left.len();
    }
    until("another second in the file", || channels(&rig.file()).0.len() > grown + 8_000);
    let (left, right) = channels(&rig.file());
    assert!(shares(&left, 500).0 > 0.9 && shares(&right, 900).0 > 0.9);
}

#[test]
fn a_full_disk_fails_the_recording_once_and_the_call_goes_on() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    std::os::unix::fs::symlink("/dev/full", rig.file()).unwrap();
    rig.record();
    let why = rig.wait(|event| match event {
        MediaEvent::Leg(LegEvent::RecordingFailed {
            recording: TAPE, length_ms: 0, why, ..
        }) => Some(why.clone()),
        MediaEvent::Leg(_) | MediaEvent::Silent(_) | MediaEvent::Failed(_) | MediaEvent::Ended => {
            None
        }
    });
    assert!(why.contains("No space left"), "{why}");
    talk([&caller, &desk], 30);
    rig.media.command(LegCommand::StopRecording { recording: TAPE });
    caller.hears(900);
    desk.hears(500);
    // Once by itself, once as the answer.
    until("answered", || failures(&rig) == 2);
    assert_eq!(
        rig.count(|event| matches!(event, MediaEvent::Leg(LegEvent::RecordingStopped { .. }))),
        0
    );
}

#[test]
fn what_was_recorded_before_is_never_overwritten() {
    let rig = Rig::new();
    let (_caller, _desk) = rig.call();
    std::fs::write(rig.file(), b"an earlier call").unwrap();
    rig.record();
    until("refused", || failures(&rig) == 1);
    assert_eq!(std::fs::read(rig.file()).unwrap(), b"an earlier call");
    rig.media.command(LegCommand::StopRecording { recording: TAPE });
    until("answered", || failures(&rig) == 2);
    // A folder that is not there; then a caller who is not there.
    rig.media.command(LegCommand::Record {
        recording: RecordingId(2),
        caller: CALLER,
        desk: DESK,
        file: rig.folder.path().join("nowhere/call.wav"),
    });
    until("refused again", || failures(&rig) == 3);
    rig.media.command(LegCommand::Record {
        recording: RecordingId(3),
        caller: LegId(40),
        desk: DESK,
        file: rig.folder.path().join("other.wav"),
    });
    until("refused for good", || failures(&rig) == 4);
}

#[test]
fn the_end_of_a_recording_is_told_whoever_asks_for_it_and_whenever() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let stop = |recording| rig.media.command(LegCommand::StopRecording { recording });
    stop(RecordingId(99));
    let why = "no such recording runs".to_owned();
    let (recording, file, length_ms) = (RecordingId(99), PathBuf::new(), 0);
    let unknown = LegEvent::RecordingFailed { recording, file, length_ms, why };
    rig.wait_for(&MediaEvent::Leg(unknown));
    // One that has ended well is never called a failure afterwards.
    rig.record();
    talk([&caller, &desk], 30);
    rig.media.close(CALLER);
    stop(TAPE);
    let (file, length_ms) = rig.stopped();
    stop(TAPE);
    let ended = LegEvent::RecordingStopped { recording: TAPE, file, length_ms };
    until("told three times", || rig.count(|event| *event == MediaEvent::Leg(ended.clone())) == 3);
    assert_eq!(failures(&rig), 1);
}

#[test]
fn stopping_the_engine_closes_its_recordings() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    rig.record();
    talk([&caller, &desk], 20);
    rig.media.stop();
    let (file, length) = rig.stopped();
    assert_eq!(channels(&file).0.len() as u64 / 8, length);
    assert!(length >= 300, "{length}");
}

#[test]
fn a_disk_that_hangs_holds_up_no_packet() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    // Opening a pipe that nobody reads hangs, as a lost network disk does.
    let made = std::process::Command::new("mkfifo").arg(rig.file()).status().unwrap();
    assert!(made.success());
    rig.record();
    caller.hears(900);
    desk.hears(500);
    talk([&caller, &desk], 40);
    assert_eq!(failures(&rig), 0);
    let reader = std::fs::File::open(rig.file()).unwrap();
    until("the recording failed", || failures(&rig) == 1);
    drop(reader);
    caller.hears(900);
    assert_eq!(failures(&rig), 1);
}
