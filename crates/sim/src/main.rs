//! `sim`: simulate, replay, show the planted bugs, measure the desk.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sim::{Campaign, PROFILES, Profile, Tally, Treadmill};

const USAGE: &str = "\
sim --seed N --calls M [--profile P] [--world W]   simulate, check every invariant
sim --planted                                      show every planted bug caught
sim --speed                                        the desk alone, on one core
";

/// Calls of one measurement: a second or more, so that a busy machine evens out.
const SPEED_CALLS: u64 = 100_000;

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match act(&mut out) {
        Ok(code) => code,
        // Whoever reads has gone.
        Err(_) => ExitCode::FAILURE,
    }
}

/// What the command line asks for.
#[derive(Debug, Clone, Copy)]
struct Asked {
    campaign: Campaign,
    world: Option<u64>,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Simulate,
    Plant,
    Measure,
}

fn act(out: &mut impl Write) -> io::Result<ExitCode> {
    match asked(std::env::args().skip(1)) {
        Ok(asked) => match asked.what {
            What::Simulate => simulate(asked, out),
            What::Plant => plant(out),
            What::Measure => measure(out),
        },
        Err(why) => {
            let names: Vec<_> = PROFILES.iter().map(|profile| profile.name()).collect();
            writeln!(out, "{why}\n{USAGE}profiles: {}", names.join(", "))?;
            Ok(ExitCode::from(2))
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked {
        campaign: Campaign { seed: 1, calls: 10_000, profile: None },
        world: None,
        what: What::Simulate,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value."));
        let number =
            |text: String| text.parse::<u64>().map_err(|_| format!("{text} is not a number."));
        match word.as_str() {
            "--seed" => asked.campaign.seed = number(value()?)?,
            "--calls" => asked.campaign.calls = number(value()?)?,
            "--world" => asked.world = Some(number(value()?)?),
            "--planted" => asked.what = What::Plant,
            "--speed" => asked.what = What::Measure,
            "--profile" => {
                let name = value()?;
                let profile = Profile::named(&name).ok_or(format!("{name} is not a profile."))?;
                asked.campaign.profile = Some(profile);
            }
            _ => return Err(format!("{word} is not an option.")),
        }
    }
    Ok(asked)
}

fn simulate(asked: Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    let campaign = asked.campaign;
    let result = match asked.world {
        Some(world) => {
            let mut tally = Tally::new();
            let found = sim::run_world(campaign, world, &mut tally);
            match found {
                Ok(()) => Ok(tally),
                Err(found) => Err(Box::new((tally, *found))),
            }
        }
        None => sim::run(campaign),
    };
    match result {
        Ok(tally) => {
            tally.write(campaign.seed, out)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            let (tally, found) = *broken;
            tally.write(campaign.seed, out)?;
            found.write(out)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn plant(out: &mut impl Write) -> io::Result<ExitCode> {
    let (mut bugs, mut missed) = (0, 0);
    for caught in sim::planted() {
        bugs += 1;
        missed += u32::from(!caught.ok());
        caught.write(out)?;
    }
    writeln!(out, "{bugs} bugs planted, {missed} not caught")?;
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(out: &mut impl Write) -> io::Result<ExitCode> {
    writeln!(out, "teammates  waiting     calls/s    calls/s of CPU    facts/call    us CPU/call")?;
    for people in [100, 1_000] {
        for waiting in [0, 100, 1_000] {
            let mut mill = Treadmill::new(people, waiting);
            let _warm = mill.run(SPEED_CALLS / 10);
            let (wall, cpu) = (now(), cpu());
            let (calls, facts) = mill.run(SPEED_CALLS);
            let wall = wall.elapsed();
            let cpu = self::cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before));
            let cpu = cpu.unwrap_or(wall);
            writeln!(
                out,
                "{people:>9}  {waiting:>7}  {:>10}  {:>16}  {:>6}.{:02}  {:>12}.{:02}",
                rate(calls, wall),
                rate(calls, cpu),
                facts / calls,
                facts * 100 / calls % 100,
                cpu.as_nanos() / 1_000 / u128::from(calls),
                cpu.as_nanos() / 10 / u128::from(calls) % 100,
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn rate(calls: u64, time: Duration) -> u128 {
    u128::from(calls) * 1_000_000 / time.as_micros().max(1)
}

#[expect(clippy::disallowed_methods, reason = "a measurement needs the real clock")]
fn now() -> Instant {
    Instant::now()
}

/// Time on the processor so far, as Linux tells it; `None` elsewhere.
fn cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let ns = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(ns))
}
