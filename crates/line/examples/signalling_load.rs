//! What a call costs in signalling: one line dials another on loopback, is answered, and
//! hangs up at once. Each call is one outgoing and one incoming leg, both in this process,
//! with their media opened and closed, so the figure is the line's whole cost of a call
//! without RTP.
//!
//! `cargo run -p line --example signalling_load -- CALLS RATE`

use std::error::Error;
use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use line::{Arrival, LegCommand, LegEvent, LegId, Line, LineSettings, Switch, Trunk, TrunkAccess};
use tokio::sync::mpsc;

static DESK: OnceLock<Line> = OnceLock::new();

fn settings(trunks: Vec<Trunk>, rtp_ports: std::ops::RangeInclusive<u16>) -> LineSettings {
    LineSettings {
        sip_bind: ([127, 0, 0, 1], 0).into(),
        external_ip: None,
        rtp_ports,
        trunks,
        setup_timeout: Duration::from_secs(180),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(5),
        max_legs: 5_000,
        user_agent: "Cordboard".to_owned(),
        browser_bind: None,
        max_phones: line::PHONES_MAX,
        intake: line::Intake::Open,
    }
}

/// The desk answers whatever arrives.
fn pick_up(event: LegEvent) {
    if let (LegEvent::Arrived(Arrival { leg, .. }), Some(desk)) = (event, DESK.get()) {
        desk.command(LegCommand::Ring { leg });
        desk.command(LegCommand::Answer { leg });
    }
}

/// CPU seconds of this process, user and system.
fn cpu() -> Result<f64, Box<dyn Error>> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> =
        stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok());
    Ok((ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS_PER_SECOND)
}

fn percentile(sorted: &[Duration], part: f64) -> f64 {
    let at = (sorted.len() as f64 * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1);
    let calls: u64 = numbers.next().map_or(Ok(2_000), |n| n.parse())?;
    let rate: u64 = numbers.next().map_or(Ok(100), |n| n.parse())?;
    let loopback: line::Network = "127.0.0.0/8".parse()?;
    let trunk = Trunk {
        name: "load".to_owned(),
        access: TrunkAccess::Addresses(vec![loopback]),
        trust_identity: Switch::Off,
    };
    let desk = Line::start(settings(vec![trunk], 30_000..=39_999), pick_up).await?;
    let to = format!("sip:desk@{}", desk.sip_address());
    DESK.set(desk.clone()).map_err(|_| "started twice")?;
    let (sink, mut events) = mpsc::unbounded_channel();
    let caller = Line::start(settings(Vec::new(), 40_000..=49_999), move |event| {
        let _ = sink.send((Instant::now(), event));
    });
    let caller = caller.await?;

    let before = cpu()?;
    let began = Instant::now();
    let dialler = caller.clone();
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(Duration::from_micros(1_000_000 / rate));
        for call in 0..calls {
            clock.tick().await;
            dialler.command(LegCommand::Dial {
                leg: LegId(2 * call + 1),
                to: to.clone(),
                caller: Some("+15550100".to_owned()),
                caller_name: None,
                auto_answer: false,
            });
        }
    });
    let (mut rung, mut answered, mut ended, mut refused) = (Vec::new(), Vec::new(), 0, 0);
    while ended + refused < calls {
        let Some((at, event)) = events.recv().await else { break };
        match event {
            LegEvent::Ringing { leg } => rung.push(since(began, leg, rate, at)),
            LegEvent::Answered { leg } => {
                answered.push(since(began, leg, rate, at));
                caller.command(LegCommand::HangUp { leg });
            }
            LegEvent::Gone { .. } => ended += 1,
            LegEvent::Refused { .. } => refused += 1,
            LegEvent::Arrived(_)
            | LegEvent::MediaFlowing { .. }
            | LegEvent::HeldByPeer { .. }
            | LegEvent::ResumedByPeer { .. }
            | LegEvent::Digit { .. }
            | LegEvent::PlayEnded { .. }
            | LegEvent::PhoneUp { .. }
            | LegEvent::PhoneDown { .. }
            | LegEvent::Parted { .. }
            | LegEvent::Rejoined { .. }
            | LegEvent::RecordingStopped { .. }
            | LegEvent::RecordingFailed { .. } => {}
        }
    }
    emptied(&desk).await;
    let (wall, spent) = (began.elapsed().as_secs_f64(), cpu()? - before);
    let mut out = std::io::stdout().lock();
    writeln!(out, "calls {calls}, answered {}, refused {refused}", answered.len())?;
    writeln!(out, "wall {wall:.2} s, {:.0} calls/s", calls as f64 / wall)?;
    writeln!(out, "cpu {spent:.2} s, {:.3} ms a call", spent * 1000.0 / calls as f64)?;
    for (name, mut times) in [("ringing", rung), ("answered", answered)] {
        times.sort_unstable();
        let (half, most) = (percentile(&times, 0.5), percentile(&times, 0.99));
        writeln!(out, "dial to {name}: p50 {half:.2} ms, p99 {most:.2} ms")?;
    }
    Ok(())
}

/// Waits until every leg is gone.
async fn emptied(desk: &Line) {
    while desk.counters().legs_live > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// How long after its turn in the schedule something happened to a call.
fn since(began: Instant, leg: LegId, rate: u64, at: Instant) -> Duration {
    let turn = Duration::from_micros(leg.0 / 2 * (1_000_000 / rate));
    at.duration_since(began).saturating_sub(turn)
}
