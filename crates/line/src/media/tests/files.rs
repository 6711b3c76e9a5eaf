use super::*;
use crate::vocabulary::Announcement;

/// An 8 kHz mono WAV file with a tone of 600 Hz.
fn tone_file(rig: &Rig, milliseconds: u32) -> PathBuf {
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0".to_vec();
    file.extend_from_slice(b"\x80\x3e\0\0\x02\0\x10\0data");
    file.extend_from_slice(&(milliseconds * 16).to_le_bytes());
    for sample in 0..milliseconds * 8 {
        let turn = std::f64::consts::TAU * 600.0 * f64::from(sample) / 8_000.0;
        file.extend_from_slice(&((16_384.0 * turn.sin()) as i16).to_le_bytes());
    }
    let path = rig.folder.path().join("tone.wav");
    std::fs::write(&path, file).unwrap();
    path
}

fn ended(leg: LegId, sound: Sound) -> MediaEvent {
    MediaEvent::Leg(LegEvent::PlayEnded { leg, sound })
}

#[test]
fn a_file_is_played_to_its_end_and_then_the_peer_is_heard_again() {
    let rig = Rig::new();
    let (caller, desk) = rig.call();
    let sound = Sound::File(tone_file(&rig, 500));
    caller.forget();
    rig.play(CALLER, sound.clone(), Repeat::Once);
    rig.wait_for(&ended(CALLER, sound));
    let heard = caller.samples();
    let loud = heard.chunks_exact(400).filter(|window| amplitude(window, 600) > 0.3).count();
    assert!((9..=10).contains(&loud), "{loud} windows of 50 ms");
    caller.hears(900);
    desk.hears(500);
}

#[test]
fn a_sound_starts_when_the_far_end_is_known() {
    let rig = Rig::new();
    let port = rig.media.open(CALLER).unwrap();
    let caller = Phone::new(port, Codec::Pcma);
    let sound = Sound::File(tone_file(&rig, 300));
    rig.play(CALLER, sound.clone(), Repeat::Once);
    rig.settle();
    rig.media.connect(CALLER, caller.far_end());
    rig.wait_for(&ended(CALLER, sound));
    let heard = caller.samples();
    let loud = heard.chunks_exact(400).filter(|window| amplitude(window, 600) > 0.3).count();
    assert!((5..=6).contains(&loud), "{loud} windows of 50 ms");
}

#[test]
fn two_listeners_share_one_file_and_music_goes_round() {
    let rig = Rig::new();
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    let desk = rig.phone(DESK, Codec::Pcmu, 900);
    let sound = Sound::File(tone_file(&rig, 100));
    rig.play(CALLER, sound.clone(), Repeat::Forever);
    caller.hears(600);
    rig.play(DESK, sound.clone(), Repeat::Forever);
    desk.hears(600);
    until("ten rounds", || desk.samples().len() > 8_000);
    assert!(shares(&desk.samples(), 600).0 > 0.9);
    rig.media.command(LegCommand::StopPlay { leg: DESK });
    desk.hears_nothing_of(&caller, &rig);
    assert_eq!(rig.count(|event| matches!(event, MediaEvent::Leg(LegEvent::PlayEnded { .. }))), 0);
}

#[test]
fn a_replaced_sound_does_not_end_and_a_missing_one_does() {
    let rig = Rig::new();
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    let first = Sound::Announcement(Announcement::Sorry);
    rig.play(CALLER, first.clone(), Repeat::Once);
    let missing = Sound::File(rig.folder.path().join("nothing.wav"));
    rig.play(CALLER, missing.clone(), Repeat::Once);
    rig.wait_for(&ended(CALLER, missing));
    let last = Sound::File(tone_file(&rig, 200));
    rig.play(CALLER, last.clone(), Repeat::Once);
    rig.wait_for(&ended(CALLER, last));
    assert_eq!(rig.count(|event| *event == ended(CALLER, first.clone())), 0);
    drop(caller);
}

#[test]
fn ringback_is_two_tones() {
    let rig = Rig::new();
    let caller = rig.phone(CALLER, Codec::Pcma, 500);
    caller.forget();
    rig.play(CALLER, Sound::Ringback, Repeat::Forever);
    until("a second", || caller.samples().len() >= 8_000);
    let samples = &caller.samples()[800..4_800];
    for tone in [440, 480] {
        let heard = amplitude(samples, tone);
        assert!((0.1..0.15).contains(&heard), "{tone} Hz at {heard}");
    }
}
