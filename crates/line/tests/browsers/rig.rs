//! A line with browser phones, what it told, and who speaks to it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use line::{
    Arrival, LegCommand, LegEvent, LegId, Line, LineSettings, PhoneCodec, PhoneId, RecordingId,
    Switch, Trunk, TrunkAccess,
};
use phones::{Audio, Browser, Call, CallPlan, Exchange, Heard, Sound};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What is listened to at the end of a wait, and in how long windows.
pub(crate) const LISTEN: Duration = Duration::from_millis(400);
pub(crate) const WINDOW: Duration = Duration::from_millis(50);

pub(crate) const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub(crate) const TAPE: RecordingId = RecordingId(1);

pub(crate) fn settings() -> LineSettings {
    let trunk = Trunk {
        name: "carrier".to_owned(),
        access: TrunkAccess::Addresses(vec!["127.0.0.0/8".parse().unwrap()]),
        trust_identity: Switch::On,
    };
    LineSettings {
        sip_bind: (HOME, 0).into(),
        external_ip: None,
        rtp_ports: 31_000..=39_998,
        trunks: vec![trunk],
        setup_timeout: Duration::from_secs(180),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(5),
        max_legs: 100,
        user_agent: "Cordboard".to_owned(),
        browser_bind: Some((HOME, 0).into()),
        max_phones: 2_000,
        intake: line::Intake::Open,
    }
}

pub(crate) struct Rig {
    pub(crate) line: Line,
    events: mpsc::UnboundedReceiver<LegEvent>,
    exchange: Exchange,
    pub(crate) folder: tempfile::TempDir,
}

impl Rig {
    pub(crate) async fn new() -> Rig {
        Rig::with(settings()).await
    }

    pub(crate) async fn with(settings: LineSettings) -> Rig {
        let (tell, events) = mpsc::unbounded_channel();
        let line = Line::start(settings, move |event| {
            let _ = tell.send(event);
        });
        Rig {
            line: line.await.unwrap(),
            events,
            exchange: Exchange::open(HOME).await.unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Waits for something to be told; what is told before is passed over.
    pub(crate) async fn wait<T>(&mut self, wanted: impl Fn(&LegEvent) -> Option<T>) -> T {
        let mut before = Vec::new();
        let found = timeout(PATIENCE, async {
            loop {
                let event = self.events.recv().await.expect("the line has ended");
                if let Some(found) = wanted(&event) {
                    return found;
                }
                before.push(event);
            }
        });
        let found = found.await.ok();
        found.unwrap_or_else(|| panic!("told only {before:?}"))
    }

    pub(crate) async fn wait_for(&mut self, wanted: LegEvent) {
        self.wait(|event| (*event == wanted).then_some(())).await;
    }

    /// Everything told until now.
    pub(crate) fn told(&mut self) -> Vec<LegEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    /// A browser that is connected and warm.
    pub(crate) async fn browser(&mut self, phone: PhoneId) -> Browser {
        let (browser, offer) = Browser::offer(HOME).unwrap();
        self.connect(phone, &browser, offer, PhoneCodec::G711).await;
        browser
    }

    pub(crate) async fn connect(
        &mut self,
        phone: PhoneId,
        browser: &Browser,
        offer: String,
        codec: PhoneCodec,
    ) {
        let answer = self.line.phone_open(phone, offer, codec).await.unwrap();
        browser.accept(&answer).unwrap();
        self.wait_for(LegEvent::PhoneUp { phone }).await;
        browser.until_connected(PATIENCE).await.unwrap();
    }

    /// A caller who is answered and says this.
    pub(crate) async fn caller(&mut self, sound: Sound) -> (Call, LegId) {
        let mut plan = CallPlan::new("100", self.line.sip_address());
        plan.audio = Audio::On(sound);
        let call = self.exchange.call(plan).unwrap();
        let arrived = |event: &LegEvent| {
            let LegEvent::Arrived(Arrival { leg, .. }) = event else { return None };
            Some(*leg)
        };
        let leg = self.wait(arrived).await;
        self.line.command(LegCommand::Answer { leg });
        self.wait_for(LegEvent::Answered { leg }).await;
        (call, leg)
    }

    /// A leg on a phone that is up.
    pub(crate) async fn leg(&mut self, leg: LegId, phone: PhoneId) {
        self.line.command(LegCommand::Connect { leg, phone });
        self.wait_for(LegEvent::Answered { leg }).await;
    }

    pub(crate) fn bridge(&self, a: LegId, b: LegId) {
        self.line.command(LegCommand::Bridge { a, b });
    }

    pub(crate) fn mute(&self, leg: LegId, on: Switch) {
        self.line.command(LegCommand::Mute { leg, on });
    }

    pub(crate) fn record(&self, caller: LegId, desk: LegId) {
        let file = self.folder.path().join("call.wav");
        self.line.command(LegCommand::Record { recording: TAPE, caller, desk, file });
    }

    pub(crate) async fn stop_recording(&mut self) -> (PathBuf, u64) {
        self.line.command(LegCommand::StopRecording { recording: TAPE });
        self.wait(|event| {
            let LegEvent::RecordingStopped { file, length_ms, .. } = event else { return None };
            Some((file.clone(), *length_ms))
        })
        .await
    }

    /// The count of this name.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let counters = self.line.counters();
        counters.media.iter().find(|(known, _)| *known == name).unwrap().1
    }
}

/// Most of what was heard of late is this tone.
pub(crate) fn is(hz: u16) -> impl Fn(&Heard) -> bool {
    move |heard| {
        let enough = LISTEN.as_millis() as usize * phones::SAMPLE_RATE as usize / 1_000;
        heard.samples(LISTEN).len() >= enough && heard.share(hz, 0.3, LISTEN, WINDOW) > 0.9
    }
}

/// Nothing was heard of late.
pub(crate) fn silence() -> impl Fn(&Heard) -> bool {
    |heard| heard.packets() > 0 && heard.loudness(LISTEN) < 0.002
}

/// The two channels of a recording.
pub(crate) fn channels(file: &Path) -> (Vec<i16>, Vec<i16>) {
    let bytes = std::fs::read(file).unwrap();
    let (header, audio) = bytes.split_at(44);
    let counted = u32::from_le_bytes(header[40..44].try_into().unwrap()) as usize;
    let frames = audio[..counted].as_chunks::<4>().0;
    frames
        .iter()
        .map(|[l0, l1, r0, r1]| (i16::from_le_bytes([*l0, *l1]), i16::from_le_bytes([*r0, *r1])))
        .unzip()
}

/// The amplitude of a tone, 1.0 being full scale (Goertzel).
pub(crate) fn amplitude(samples: &[i16], hz: u16) -> f64 {
    let turn = std::f64::consts::TAU * f64::from(hz) / 8_000.0;
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        let next = f64::from(*sample) + 2.0 * turn.cos() * last - before;
        (before, last) = (last, next);
    }
    let power = last * last + before * before - 2.0 * turn.cos() * last * before;
    power.max(0.0).sqrt() * 2.0 / samples.len() as f64 / 32_768.0
}

/// In each 50 ms: is the tone there?
pub(crate) fn windows(samples: &[i16], hz: u16) -> Vec<bool> {
    samples.chunks_exact(400).map(|window| amplitude(window, hz) > 0.3).collect()
}

/// The share of windows in which the tone is there.
pub(crate) fn share(samples: &[i16], hz: u16) -> f64 {
    let windows = windows(samples, hz);
    windows.iter().filter(|there| **there).count() as f64 / windows.len().max(1) as f64
}
