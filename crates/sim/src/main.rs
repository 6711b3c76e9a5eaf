//! `sim`: simulate, replay, show the planted bugs, measure.

use std::io::{self, Write};
use std::process::ExitCode;

use sim::{Campaign, PROFILES, Profile, Tally};

const USAGE: &str = "\
sim --seed N --calls M [--profile P] [--world W]   simulate, check every invariant
sim --planted                                       show every planted bug caught
";

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match act(&mut out) {
        Ok(code) => code,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What the command line asks for.
struct Asked {
    campaign: Campaign,
    world: Option<u64>,
    planted: bool,
}

fn act(out: &mut impl Write) -> io::Result<ExitCode> {
    match asked(std::env::args().skip(1)) {
        Ok(asked) if asked.planted => plant(out),
        Ok(asked) => simulate(&asked, out),
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
        planted: false,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{text}: no number"));
        match word.as_str() {
            "--seed" => asked.campaign.seed = number(value()?)?,
            "--calls" => asked.campaign.calls = number(value()?)?,
            "--planted" => asked.planted = true,
            "--world" => asked.world = Some(number(value()?)?),
            "--profile" => {
                let name = value()?;
                let profile = Profile::named(&name).ok_or(format!("{name}: no such profile"))?;
                asked.campaign.profile = Some(profile);
            }
            _ => return Err(format!("{word}: what is that?")),
        }
    }
    Ok(asked)
}

fn plant(out: &mut impl Write) -> io::Result<ExitCode> {
    let mut missed = 0;
    let mut bugs = 0;
    for caught in sim::planted() {
        bugs += 1;
        missed += u32::from(!caught.ok());
        caught.write(out)?;
    }
    writeln!(out, "{bugs} bugs planted, {missed} not caught")?;
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn simulate(asked: &Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    let campaign = asked.campaign;
    let result = match asked.world {
        Some(world) => {
            let mut tally = Tally::new();
            let calls = campaign.calls_of(world);
            let result = sim::run_world(campaign, world, calls, &mut tally);
            result.map(|()| tally.clone()).map_err(|found| Box::new((tally, *found)))
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
