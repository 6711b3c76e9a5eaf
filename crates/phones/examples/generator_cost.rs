//! What the generator itself costs: callers of one exchange ring the phones of
//! another, nothing in between.
//!
//! `generator_cost calls [RATE [SECONDS]]` places RATE calls a second without RTP;
//! `generator_cost streams [CALLS [SECONDS]]` keeps CALLS calls up with RTP both ways.
//! CPU is that of the whole process, both ends of every call included.

use phones::{
    Audio, Behaviour, Call, CallPlan, CallState, Event, Exchange, Phone, PhonePlan, Sound,
};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Linux counts CPU time in hundredths of a second (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let mut words = std::env::args().skip(1);
    let kind = words.next().unwrap_or_else(|| "calls".into());
    let count = words.next().and_then(|word| word.parse().ok());
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(10);
    let seconds = Duration::from_secs(seconds);
    match kind.as_str() {
        "calls" => calls(count.unwrap_or(200), seconds).await,
        "streams" => streams(count.unwrap_or(300), seconds).await,
        other => Err(format!("{other} is neither calls nor streams").into()),
    }
}

/// CPU seconds of this process so far.
fn cpu() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or("");
    let ticks: f64 = after_name
        .split_ascii_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / TICKS_PER_SECOND)
}

async fn pair() -> std::io::Result<(Exchange, Exchange)> {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Ok((Exchange::open(ip).await?, Exchange::open(ip).await?))
}

async fn calls(rate: u32, seconds: Duration) -> Outcome {
    let (callers, desk) = pair().await?;
    let phones = (0..1_000)
        .map(|number| {
            let answer = Behaviour::AnswerAfter(Duration::from_millis(20));
            let talk = Some(Duration::from_millis(200));
            desk.phone(PhonePlan { talk, ..PhonePlan::new(format!("p{number}"), answer) })
        })
        .collect::<Result<Vec<Phone>, _>>()?;
    let mut events = desk.events();
    let (start, before) = (Instant::now(), cpu()?);
    let (mut placed, mut open) = (0_u32, Vec::<Call>::new());
    while start.elapsed() < seconds {
        let due = (start.elapsed().as_secs_f64() * f64::from(rate)) as u32;
        while placed < due {
            let phone = &phones[placed as usize % phones.len()];
            let from = Some(format!("+1555{placed:07}"));
            open.push(
                callers.call(CallPlan { from, ..CallPlan::new(phone.user(), phone.address()) })?,
            );
            placed += 1;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for call in &open {
        call.until(Duration::from_secs(5), |view| view.ending().is_some()).await?;
    }
    let (wall, used) = (start.elapsed().as_secs_f64(), cpu()? - before);
    let clean = open
        .iter()
        .filter(|call| matches!(call.view().state, CallState::Ended(it) if it.code == 200))
        .count();
    let mut rang = 0;
    while let Ok(event) = events.try_recv() {
        rang += u32::from(matches!(event, Event::Rang { .. }));
    }
    let resent = callers.counts().resent + desk.counts().resent;
    writeln!(
        std::io::stdout(),
        "{placed} calls in {wall:.1} s, {clean} clean, {rang} rang, {resent} datagrams resent\n\
         {used:.2} s CPU: {:.3} ms a call, both ends",
        used * 1_000.0 / f64::from(placed.max(1)),
    )?;
    Ok(())
}

async fn streams(count: u32, seconds: Duration) -> Outcome {
    let (callers, desk) = pair().await?;
    let mut pairs = Vec::new();
    for number in 0..count {
        let audio = Audio::On(Sound::Tone(660));
        let answer = Behaviour::AnswerAfter(Duration::ZERO);
        let phone =
            desk.phone(PhonePlan { audio, ..PhonePlan::new(format!("p{number}"), answer) })?;
        let audio = Audio::On(Sound::Tone(440));
        let call =
            callers.call(CallPlan { audio, ..CallPlan::new(phone.user(), phone.address()) })?;
        pairs.push((call, phone));
    }
    for (call, _) in &pairs {
        call.until(Duration::from_secs(10), |view| view.is_up()).await?;
    }
    let heard = |pairs: &[(Call, Phone)]| -> u64 {
        pairs.iter().map(|(call, phone)| call.heard().packets() + phone.heard().packets()).sum()
    };
    let packets = heard(&pairs);
    let (start, before) = (Instant::now(), cpu()?);
    tokio::time::sleep(seconds).await;
    let (wall, used) = (start.elapsed().as_secs_f64(), cpu()? - before);
    let packets = heard(&pairs) - packets;
    let skipped: u64 =
        pairs.iter().map(|(call, phone)| call.skipped_packets() + phone.skipped_packets()).sum();
    let gap = pairs.iter().map(|(call, _)| call.heard().gap_max()).max().unwrap_or_default();
    let last = Duration::from_secs(1);
    let clear = pairs
        .iter()
        .filter(|(call, phone)| {
            call.heard().amplitude(660, last) > 0.45 && phone.heard().amplitude(440, last) > 0.45
        })
        .count();
    writeln!(
        std::io::stdout(),
        "{count} calls, {packets} packets heard in {wall:.1} s ({:.0} %), {skipped} skipped, \
         longest gap {} ms, {clear} calls clear both ways\n\
         {used:.2} s CPU: {:.1} % of a core, {:.3} % a call, both ends",
        packets as f64 / (f64::from(count) * 100.0 * wall) * 100.0,
        gap.as_millis(),
        used / wall * 100.0,
        used / wall * 100.0 / f64::from(count.max(1)),
    )?;
    Ok(())
}
