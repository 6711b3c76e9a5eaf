//! What browser phones cost: `browser_load warm 1000` opens so many and lets them be,
//! `browser_load calls 30` bridges and records so many calls from SIP to a browser (`opus`
//! after the number: over Opus). The far ends live in a process of their own, so that the
//! figures are the line's alone.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may panic")]

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use audio_codec::opus::{OpusApplication, OpusDecoder, OpusEncoder};
use audio_codec::{Decoder, Encoder};
use line::{
    LegCommand, LegEvent, LegId, Line, LineSettings, PhoneCodec, PhoneId, RecordingId, Switch,
    Trunk, TrunkAccess,
};
use phones::{Audio, Browser, CallPlan, Coder, Exchange, Sound};
use tokio::sync::mpsc;

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// How long is measured.
const MEASURED: Duration = Duration::from_secs(20);

/// Until everything that was set up has come to rest.
const SETTLE: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["far", server, count, kind] => {
            far(server.parse().unwrap(), count.parse().unwrap(), kind).await
        }
        ["warm", count] => warm(count.parse().unwrap()).await,
        ["calls", count] => calls(count.parse().unwrap(), "calls").await,
        ["calls", count, "opus"] => calls(count.parse().unwrap(), "opus").await,
        [..] => say("browser_load warm N | calls N [opus]"),
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").unwrap();
}

fn settings(max_phones: usize) -> LineSettings {
    let trunk = Trunk {
        name: "carrier".to_owned(),
        access: TrunkAccess::Addresses(vec!["127.0.0.0/8".parse().unwrap()]),
        trust_identity: Switch::On,
    };
    LineSettings {
        sip_bind: (HOME, 0).into(),
        external_ip: None,
        rtp_ports: 50_000..=58_998,
        trunks: vec![trunk],
        setup_timeout: Duration::from_secs(180),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(5),
        max_legs: 1_000,
        user_agent: "Cordboard".to_owned(),
        browser_bind: Some((HOME, 0).into()),
        max_phones,
        intake: line::Intake::Open,
    }
}

/// The far ends, and the way their offers and our answers take.
struct Far {
    process: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Far {
    fn start(line: &Line, count: usize, kind: &str) -> Far {
        let server = line.sip_address().to_string();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["far", &server, &count.to_string(), kind])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Far { process, lines }
    }

    async fn open(&mut self, line: &Line, phone: u64, codec: PhoneCodec) {
        let offer = self.lines.next().unwrap().unwrap().replace('|', "\r\n");
        let answer = line.phone_open(PhoneId(phone), offer, codec).await.unwrap();
        let answer = answer.replace("\r\n", "|");
        writeln!(self.process.stdin.as_mut().unwrap(), "{answer}").unwrap();
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn start(max_phones: usize) -> (Line, mpsc::UnboundedReceiver<LegEvent>) {
    let (tell, events) = mpsc::unbounded_channel();
    let line = Line::start(settings(max_phones), move |event| {
        let _ = tell.send(event);
    });
    (line.await.unwrap(), events)
}

async fn warm(count: usize) {
    let (line, mut events) = start(count).await;
    let before = resident_kib();
    let mut far = Far::start(&line, count, "warm");
    let (began, spent) = (Instant::now(), cpu());
    for phone in 0..count as u64 {
        far.open(&line, phone, PhoneCodec::G711).await;
    }
    let mut up = 0;
    while up < count {
        if let Some(LegEvent::PhoneUp { .. }) = events.recv().await {
            up += 1;
        }
    }
    let spent = cpu() - spent;
    say(&format!(
        "{count} phones up after {:.1} s, {:.2} ms CPU each",
        began.elapsed().as_secs_f64(),
        spent * 1_000.0 / count as f64
    ));
    tokio::time::sleep(SETTLE).await;
    say(&format!("{:.1} KiB a phone", (resident_kib() - before) as f64 / count as f64));
    let share = measure().await;
    say(&format!("{share:.2} % of a core while all are warm"));
    say(&format!("{:?}", line.counters().media));
}

async fn calls(count: usize, kind: &str) {
    let (line, mut events) = start(count).await;
    let folder = tempfile::tempdir().unwrap();
    let codec = if kind == "opus" { PhoneCodec::Opus } else { PhoneCodec::G711 };
    let idle = measure().await;
    let mut far = Far::start(&line, count, kind);
    for phone in 0..count as u64 {
        far.open(&line, phone, codec).await;
    }
    let (mut up, mut callers) = (0, Vec::new());
    let mut flowing = 0;
    while up < count || callers.len() < count || flowing < 2 * count {
        match events.recv().await.expect("the line has ended") {
            LegEvent::PhoneUp { phone } => {
                up += 1;
                let leg = LegId(2 * phone.0 + 1);
                line.command(LegCommand::Connect { leg, phone });
            }
            LegEvent::Arrived(arrival) => {
                line.command(LegCommand::Answer { leg: arrival.leg });
                callers.push(arrival.leg);
            }
            LegEvent::MediaFlowing { .. } => flowing += 1,
            LegEvent::Ringing { .. }
            | LegEvent::Answered { .. }
            | LegEvent::Refused { .. }
            | LegEvent::Gone { .. }
            | LegEvent::HeldByPeer { .. }
            | LegEvent::ResumedByPeer { .. }
            | LegEvent::Digit { .. }
            | LegEvent::PlayEnded { .. }
            | LegEvent::RecordingStopped { .. }
            | LegEvent::RecordingFailed { .. }
            | LegEvent::PhoneDown { .. }
            | LegEvent::Parted { .. }
            | LegEvent::Rejoined { .. } => {}
        }
    }
    for (nth, caller) in (0u64..).zip(&callers) {
        let (a, b) = (*caller, LegId(2 * nth + 1));
        line.command(LegCommand::Bridge { a, b });
        line.command(LegCommand::Record {
            recording: RecordingId(nth),
            caller: a,
            desk: b,
            file: folder.path().join(format!("{nth}.wav")),
        });
    }
    tokio::time::sleep(SETTLE).await;
    let share = measure().await;
    say(&format!(
        "{count} recorded calls: {share:.2} % of a core, {:.3} % a call",
        (share - idle) / count as f64
    ));
    say(&format!("{:?}", line.counters().media));
}

/// The share of a core this process takes, in per cent.
async fn measure() -> f64 {
    let (began, spent) = (Instant::now(), cpu());
    tokio::time::sleep(MEASURED).await;
    (cpu() - spent) * 100.0 / began.elapsed().as_secs_f64()
}

/// Seconds of CPU that this process has taken.
fn cpu() -> f64 {
    std::fs::read_dir("/proc/self/task")
        .unwrap()
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
        .filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok())
        .sum::<u64>() as f64
        / 1e9
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Browsers, and callers where calls are wanted.
async fn far(server: SocketAddr, count: usize, kind: &str) {
    let exchange = Exchange::open(HOME).await.unwrap();
    let mut browsers = Vec::new();
    let mut callers = Vec::new();
    let mut answer = String::new();
    for _ in 0..count {
        let (browser, offer) = match kind {
            "opus" => Browser::offer_opus(HOME, Coders::new()).unwrap(),
            _ => Browser::offer(HOME).unwrap(),
        };
        say(&offer.replace("\r\n", "|"));
        answer.clear();
        std::io::stdin().lock().read_line(&mut answer).unwrap();
        browser.accept(&answer.trim().replace('|', "\r\n")).unwrap();
        if kind != "warm" {
            browser.say(Sound::Tone(900));
            let mut plan = CallPlan::new("100", server);
            plan.audio = Audio::On(Sound::Tone(500));
            callers.push(exchange.call(plan).unwrap());
        }
        browsers.push(browser);
    }
    std::future::pending::<()>().await;
}

struct Coders(OpusEncoder, OpusDecoder);

impl Coders {
    fn new() -> Box<Coders> {
        let encoder = OpusEncoder::new_with_application(8_000, 1, OpusApplication::Voip);
        Box::new(Coders(encoder, OpusDecoder::new(8_000, 1)))
    }
}

impl Coder for Coders {
    fn encode(&mut self, samples: &[i16]) -> Vec<u8> {
        let mut packet = [0; 1_275];
        let length = self.0.encode_into(samples, &mut packet).unwrap();
        packet[..length].to_vec()
    }

    fn decode(&mut self, packet: &[u8]) -> Vec<i16> {
        let mut samples = [0; 320];
        let length = self.1.decode_into(packet, &mut samples).unwrap();
        samples[..length].to_vec()
    }
}
