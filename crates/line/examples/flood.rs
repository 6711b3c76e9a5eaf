//! Live calls while strangers flood the line: bridged and recorded in pairs, first left
//! alone, then in a flood from a thousand addresses, then from one. Callers and flood are in
//! this process too, so the CPU seconds are those of all of it.
//!
//! `cargo run -p line --example flood -- CALLS MESSAGES_PER_SECOND SECONDS`

use std::error::Error;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use line::{
    LegCommand, LegEvent, LegId, Line, LineSettings, RecordingId, Switch, Trunk, TrunkAccess,
};
use phones::{Audio, Call, CallPlan, Exchange, Sound};
use tokio::sync::mpsc;

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Setting one call up.
const UP_MAX: Duration = Duration::from_secs(10);
/// What is under way arrives.
const SETTLE: Duration = Duration::from_secs(2);
/// Addresses of the widest flood.
const ADDRESSES: u32 = 1_000;
/// Messages that leave together.
const VOLLEY: u32 = 25;

fn settings() -> LineSettings {
    LineSettings {
        sip_bind: (HOME, 0).into(),
        external_ip: None,
        rtp_ports: 20_000..=29_998,
        trunks: vec![Trunk {
            name: "carrier".to_owned(),
            access: TrunkAccess::Addresses(vec![HOME.into()]),
            trust_identity: Switch::Off,
        }],
        setup_timeout: Duration::from_secs(180),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(5),
        max_legs: 5_000,
        user_agent: "Cordboard".to_owned(),
        browser_bind: None,
        max_phones: 1,
        intake: line::Intake::Open,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1);
    let calls: usize = numbers.next().map_or(Ok(20), |n| n.parse())?;
    let rate: u32 = numbers.next().map_or(Ok(5_000), |n| n.parse())?;
    let seconds: u64 = numbers.next().map_or(Ok(20), |n| n.parse())?;
    let (tell, mut events) = mpsc::unbounded_channel();
    let line = Line::start(settings(), move |event| {
        let _ = tell.send(event);
    })
    .await?;
    let exchange = Exchange::open(HOME).await?;
    let folder = tempfile::tempdir()?;
    let (mut talks, mut legs) = (Vec::new(), Vec::new());
    for number in 0..calls {
        let hz = if number % 2 == 0 { 440 } else { 660 };
        let mut plan = CallPlan::new("100", line.sip_address());
        plan.audio = Audio::On(Sound::Tone(hz));
        talks.push(exchange.call(plan)?);
        legs.push(answered(&line, &mut events).await?);
    }
    for (number, pair) in legs.chunks_exact(2).enumerate() {
        let (a, b, recording) = (pair[0], pair[1], RecordingId(number as u64));
        line.command(LegCommand::Bridge { a, b });
        let file = folder.path().join(format!("{number}.wav"));
        line.command(LegCommand::Record { recording, caller: a, desk: b, file });
    }
    tokio::time::sleep(SETTLE).await;
    for (name, addresses) in [("no flood", 0), ("1,000 addresses", ADDRESSES), ("one address", 1)] {
        let told = stretch(&line, &talks, addresses, rate, seconds).await?;
        writeln!(std::io::stdout(), "{name}: {told}")?;
    }
    line.stop().await;
    Ok(())
}

/// The next caller's leg, once it is up.
async fn answered(
    line: &Line,
    events: &mut mpsc::UnboundedReceiver<LegEvent>,
) -> Result<LegId, Box<dyn Error>> {
    let wait = async {
        while let Some(event) = events.recv().await {
            if let LegEvent::Arrived(arrival) = event {
                line.command(LegCommand::Answer { leg: arrival.leg });
            } else if let LegEvent::Answered { leg } = event {
                return Some(leg);
            }
        }
        None
    };
    tokio::time::timeout(UP_MAX, wait).await?.ok_or_else(|| "the line has ended".into())
}

async fn stretch(
    line: &Line,
    talks: &[Call],
    addresses: u32,
    rate: u32,
    seconds: u64,
) -> Result<String, Box<dyn Error>> {
    let counts = || {
        talks.iter().fold((0, 0, 0), |(heard, missing, skipped), call| {
            let one = call.heard();
            (heard + one.packets(), missing + one.missing(), skipped + call.skipped_packets())
        })
    };
    let sockets = (0..addresses).map(|number| {
        let [_, _, high, low] = number.to_be_bytes();
        let socket = UdpSocket::bind((Ipv4Addr::new(127, 1, high, low), 0))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    });
    let sockets = sockets.collect::<std::io::Result<Vec<UdpSocket>>>()?;
    let enough = Arc::new(AtomicBool::new(addresses == 0));
    let (stop, to) = (Arc::clone(&enough), line.sip_address());
    let (memory, work, before) = (resident()?, cpu()?, counts());
    let flood = std::thread::spawn(move || pour(&sockets, to, rate, &stop));
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    enough.store(true, Ordering::Relaxed);
    let (sent, answered) = flood.join().map_err(|_| "the flood broke")?;
    tokio::time::sleep(SETTLE).await;
    let (after, work, memory_after) = (counts(), cpu()? - work, resident()?);
    let (heard, missing) = (after.0 - before.0, after.1 - before.1);
    let skipped = after.2 - before.2;
    let lost = missing.saturating_sub(skipped);
    Ok(format!(
        "{lost} of {} packets lost ({:.3} %; {skipped} were never sent), {} sent/s, {} answered/s, \
         {work:.1} s of CPU in {} s, memory {memory:.1} MB before, {memory_after:.1} MB after",
        heard + lost,
        lost as f64 / (heard + lost).max(1) as f64 * 100.0,
        sent / seconds,
        answered / seconds,
        seconds + SETTLE.as_secs(),
    ))
}

/// Sends until it is enough; gives how much was sent and answered.
fn pour(sockets: &[UdpSocket], to: SocketAddr, rate: u32, enough: &AtomicBool) -> (u64, u64) {
    let (mut sent, mut answered, mut buffer) = (0, 0, [0; 2_048]);
    let begun = Instant::now();
    let mut number = 0_u32;
    while !enough.load(Ordering::Relaxed) {
        for _ in 0..VOLLEY {
            let socket = &sockets[number as usize % sockets.len()];
            let text = message(socket, to, number);
            sent += u64::from(socket.send_to(text.as_bytes(), to).is_ok());
            while socket.recv(&mut buffer).is_ok() {
                answered += 1;
            }
            number += 1;
        }
        let due = Duration::from_secs_f64(f64::from(number) / f64::from(rate));
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
    }
    for socket in sockets {
        while socket.recv(&mut buffer).is_ok() {
            answered += 1;
        }
    }
    (sent, answered)
}

fn message(socket: &UdpSocket, to: SocketAddr, number: u32) -> String {
    let method = ["REGISTER", "OPTIONS", "INVITE"][number as usize % 3];
    let here = socket.local_addr().map_or_else(|_| String::new(), |here| here.to_string());
    format!(
        "{method} sip:{number}@{to} SIP/2.0\r\nVia: SIP/2.0/UDP {here};rport;branch=z9hG4bK{number}\r\n\
         Max-Forwards: 70\r\nFrom: <sip:{number}@{here}>;tag=f{number}\r\nTo: <sip:{number}@{to}>\r\n\
         Call-ID: flood{number}@{here}\r\nCSeq: 1 {method}\r\nContact: <sip:f@{here}>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// CPU seconds of this process.
fn cpu() -> Result<f64, Box<dyn Error>> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> =
        stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok());
    Ok((ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS_PER_SECOND)
}

/// Memory of this process, in megabytes.
fn resident() -> Result<f64, Box<dyn Error>> {
    const PAGE: f64 = 4_096.0;
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages: f64 = pages.split_whitespace().nth(1).unwrap_or_default().parse()?;
    Ok(pages * PAGE / 1e6)
}
