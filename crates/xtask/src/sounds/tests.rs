use super::wav::{Sound, linear, mu_law};
use super::{PACKET_SAMPLES, RATE_HZ, lines, loudness, resample};
use std::f64::consts::TAU;
use std::path::Path;

fn shipped(path: &str) -> Vec<f64> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sound = Sound::read(&std::fs::read(root.join(path)).expect(path)).expect(path);
    assert_eq!((sound.tag, sound.channels, sound.bits), (7, 1, 8), "{path}");
    assert_eq!(sound.rate_hz, RATE_HZ, "{path}");
    assert_eq!(sound.data.len() % PACKET_SAMPLES, 0, "{path}");
    sound.data.iter().map(|&byte| linear(byte)).collect()
}

fn seconds(samples: &[f64]) -> f64 {
    samples.len() as f64 / f64::from(RATE_HZ)
}

#[test]
fn mu_law_bytes_are_those_of_the_standard() {
    assert_eq!(mu_law(0.0), 0xff);
    assert_eq!(mu_law(1.0), 0x80);
    assert_eq!(mu_law(-1.0), 0x00);
    for byte in 0..=u8::MAX {
        // Two bytes mean nothing at all: plus and minus zero.
        if byte != 0x7f {
            assert_eq!(mu_law(linear(byte)), byte);
        }
    }
}

#[test]
fn every_announcement_is_shipped_and_loud_enough_to_be_understood() {
    for spoken in lines::ANNOUNCEMENTS {
        let samples = shipped(&format!("crates/line/sounds/{}.wav", spoken.name));
        let length = seconds(&samples);
        assert!((1.0..8.0).contains(&length), "{} {length}", spoken.name);
        let level = loudness::decibels(loudness::root_mean_square(&samples));
        assert!((-26.0..-17.0).contains(&level), "{} {level}", spoken.name);
    }
}

#[test]
fn announcements_say_what_the_line_documents() {
    let documented = include_str!("../../../line/src/vocabulary.rs");
    for spoken in lines::ANNOUNCEMENTS {
        let quoted = format!("/// \"{}\"", spoken.text);
        assert!(documented.contains(&quoted), "{}", spoken.name);
    }
}

#[test]
fn the_lines_of_the_demo_last_four_to_eight_seconds() {
    for spoken in lines::DEMO {
        let samples = shipped(&format!("crates/phones/sounds/{}.wav", spoken.name));
        let length = seconds(&samples);
        assert!((4.0..=8.0).contains(&length), "{} {length}", spoken.name);
    }
}

#[test]
fn every_shipped_sound_has_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["crates/line/sounds", "crates/phones/sounds"] {
        for entry in std::fs::read_dir(root.join(folder)).expect(folder) {
            let name = entry.expect(folder).file_name();
            let name = name.to_string_lossy();
            let known = lines::ANNOUNCEMENTS.iter().chain(lines::DEMO).chain(lines::DEMO_TALK);
            let mut names = known.map(|spoken| spoken.name).chain(["hold-music"]);
            assert!(names.any(|n| format!("{n}.wav") == name), "{folder}/{name} is made by nobody");
        }
    }
}

#[test]
fn the_hold_music_is_quiet_and_has_no_seam() {
    let music = shipped("crates/line/sounds/hold-music.wav");
    let length = seconds(&music);
    assert!((20.0..=30.0).contains(&length), "{length}");
    let peak = loudness::decibels(loudness::peak(&music));
    assert!((-13.0..-11.5).contains(&peak), "{peak}");
    let largest_step = music.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
    let seam = (music[0] - music[music.len() - 1]).abs();
    assert!(seam <= largest_step, "{seam} against {largest_step}");
    // Nowhere does a caller think that the line went dead.
    for second in music.chunks(RATE_HZ as usize) {
        let level = loudness::decibels(loudness::root_mean_square(second));
        assert!(level > -38.0, "{level}");
    }
}

#[test]
fn a_tone_above_the_telephone_band_is_gone_after_resampling() {
    let tone = |hz: f64| -> Vec<f64> {
        (0..22_050).map(|i| (TAU * hz * f64::from(i) / 22_050.0).sin()).collect()
    };
    let level = |hz: f64| {
        let heard = resample::to_telephone(&tone(hz), 22_050, RATE_HZ);
        loudness::decibels(loudness::root_mean_square(&heard[1_000..7_000]))
    };
    assert!((-4.0..-2.0).contains(&level(1_000.0)), "{}", level(1_000.0));
    assert!(level(4_300.0) < -55.0, "{}", level(4_300.0));
    assert!(level(6_000.0) < -55.0, "{}", level(6_000.0));
    assert!(level(50.0) < -20.0, "{}", level(50.0));
}

#[test]
fn what_callers_go_on_to_say_lasts_two_to_eight_seconds_and_is_understood() {
    for spoken in lines::DEMO_TALK {
        let samples = shipped(&format!("crates/phones/sounds/{}.wav", spoken.name));
        let length = seconds(&samples);
        assert!((2.0..=8.0).contains(&length), "{} {length}", spoken.name);
        let level = loudness::decibels(loudness::root_mean_square(&samples));
        assert!((-26.0..-17.0).contains(&level), "{} {level}", spoken.name);
    }
}
