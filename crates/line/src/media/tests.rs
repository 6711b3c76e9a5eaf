//! The engine with real loopback sockets as far ends.

mod calls;
mod files;
mod hostile;
mod phone;
mod recordings;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use self::phone::Phone;
use super::*;
use crate::vocabulary::{RecordingId, Repeat, Sound, Switch};

/// How long a condition may take to come true on a machine that is busy elsewhere.
const PATIENCE: Duration = Duration::from_secs(20);

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const CALLER: LegId = LegId(2);
const DESK: LegId = LegId(3);
const TAPE: RecordingId = RecordingId(1);

/// An engine and what it told.
struct Rig {
    media: Media,
    told: Arc<(Mutex<Vec<MediaEvent>>, Condvar)>,
    folder: tempfile::TempDir,
}

impl Rig {
    fn new() -> Rig {
        Rig::with(Duration::from_secs(30), Latch::Strict)
    }

    fn with(silence_limit: Duration, latch: Latch) -> Rig {
        let told: Arc<(Mutex<Vec<MediaEvent>>, Condvar)> = Arc::default();
        let ear = told.clone();
        let settings = MediaSettings {
            bind: HOME,
            ports: 30_000..=39_999,
            silence_limit,
            latch,
            browser: None,
        };
        let media = Media::start(settings, move |event| {
            ear.0.lock().unwrap().push(event);
            ear.1.notify_all();
        });
        Rig { media: media.unwrap(), told, folder: tempfile::tempdir().unwrap() }
    }

    /// A phone on a leg of its own that speaks a tone.
    fn phone(&self, leg: LegId, codec: Codec, tone: u32) -> Phone {
        let port = self.media.open(leg).unwrap();
        assert_eq!(port % 2, 0);
        let phone = Phone::new(port, codec);
        phone.speak(tone);
        self.media.connect(leg, phone.far_end());
        phone
    }

    /// Caller and desk, bridged: A-law at 500 Hz, µ-law at 900 Hz.
    fn call(&self) -> (Phone, Phone) {
        let caller = self.phone(CALLER, Codec::Pcma, 500);
        let desk = self.phone(DESK, Codec::Pcmu, 900);
        self.media.command(LegCommand::Bridge { a: CALLER, b: DESK });
        caller.hears(900);
        desk.hears(500);
        (caller, desk)
    }

    fn play(&self, leg: LegId, sound: Sound, repeat: Repeat) {
        self.media.command(LegCommand::Play { leg, sound, repeat });
    }

    fn mute(&self, leg: LegId, on: Switch) {
        self.media.command(LegCommand::Mute { leg, on });
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("call.wav")
    }

    fn record(&self) {
        self.record_into(self.file());
    }

    fn record_into(&self, file: PathBuf) {
        self.media.command(LegCommand::Record {
            recording: TAPE,
            caller: CALLER,
            desk: DESK,
            file,
        });
    }

    fn stop_recording(&self) -> (PathBuf, u64) {
        self.media.command(LegCommand::StopRecording { recording: TAPE });
        self.stopped()
    }

    fn stopped(&self) -> (PathBuf, u64) {
        self.wait(|event| match event {
            MediaEvent::Leg(LegEvent::RecordingStopped { file, length_ms, .. }) => {
                Some((file.clone(), *length_ms))
            }
            MediaEvent::Leg(_)
            | MediaEvent::Silent(_)
            | MediaEvent::Failed(_)
            | MediaEvent::Ended => None,
        })
    }

    /// Waits until something wanted was told.
    fn wait<T>(&self, wanted: impl Fn(&MediaEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut told = self.told.0.lock().unwrap();
        loop {
            if let Some(found) = told.iter().find_map(&wanted) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(left > Duration::ZERO, "told only {told:?}");
            told = self.told.1.wait_timeout(told, left).unwrap().0;
        }
    }

    fn wait_for(&self, wanted: &MediaEvent) {
        self.wait(|event| (event == wanted).then_some(()));
    }

    /// How often something was told until now.
    fn count(&self, wanted: impl Fn(&MediaEvent) -> bool) -> usize {
        self.told.0.lock().unwrap().iter().filter(|event| wanted(event)).count()
    }

    /// All orders given before have been obeyed.
    fn settle(&self) {
        self.media.bridges();
    }
}

/// Waits until a condition holds.
fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// The amplitude of a tone in samples, as a share of full scale (Goertzel).
fn amplitude(samples: &[i16], tone: u32) -> f64 {
    let turn = std::f64::consts::TAU * f64::from(tone) / 8_000.0;
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        let next = f64::from(*sample) + 2.0 * turn.cos() * last - before;
        (before, last) = (last, next);
    }
    let power = last * last + before * before - 2.0 * turn.cos() * last * before;
    power.max(0.0).sqrt() * 2.0 / samples.len() as f64 / 32_768.0
}

/// The shares of windows of 50 ms in which a tone is heard, and in which it is not.
fn shares(samples: &[i16], tone: u32) -> (f64, f64) {
    let windows: Vec<f64> =
        samples.chunks_exact(400).map(|window| amplitude(window, tone)).collect();
    let share = |of: &dyn Fn(&f64) -> bool| {
        windows.iter().filter(|window| of(window)).count() as f64 / windows.len() as f64
    };
    (share(&|heard| *heard > 0.3), share(&|heard| *heard < 0.02))
}

/// The two channels of a recording that has a good header.
fn channels(file: &std::path::Path) -> (Vec<i16>, Vec<i16>) {
    let bytes = std::fs::read(file).unwrap();
    let (header, audio) = bytes.split_at(44);
    let counted = u32::from_le_bytes(header[40..44].try_into().unwrap()) as usize;
    assert_eq!(header[..], riff::header(counted as u32)[..]);
    assert!(counted <= audio.len(), "the header counts more than there is");
    let frames = audio[..counted].as_chunks::<4>().0;
    frames
        .iter()
        .map(|[l0, l1, r0, r1]| (i16::from_le_bytes([*l0, *l1]), i16::from_le_bytes([*r0, *r1])))
        .unzip()
}
