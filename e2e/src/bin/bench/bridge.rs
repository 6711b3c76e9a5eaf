//! Recorded calls between two SIP phones: what they cost, and what they hold.

use crate::figure::{Figure, Goal};
use crate::floor::Floor;
use crate::server::{Recording, Server, Site};
use crate::usage::{Cost, Meter, memory};
use crate::{Bench, Failure};
use phones::{Audio, Behaviour, Call, Phone, PhonePlan, Sound};
use std::fs;
use std::path::Path;
use std::time::Duration;

const CALLS: u32 = 100;

/// Calls are set up at this rate, so that their packets spread over the 20 ms.
const RATE: u32 = 20;

/// Setting one call up.
const UP_MAX: Duration = Duration::from_secs(10);

/// After the last answer hold music is over and recordings run.
const SETTLE: Duration = Duration::from_secs(2);

/// Packets a second in each direction.
const PACKETS: f64 = 50.0;

/// Bytes of a recording a second: 8,000 samples of 16 bits, two channels.
const RECORDED: u64 = 32_000;

/// The voices of both ends, apart enough to be told from each other, in hertz.
const CALLER_TONE: u16 = 440;
const PHONE_TONE: u16 = 660;

/// A tone is sent at half of full scale; less has lost packets.
const CLEAR: f32 = 0.45;

const MEGABYTE: f64 = 1_000_000.0;

/// A caller and the handles of all phones; which phone has which caller is the server's choice.
struct Pairs {
    calls: Vec<Call>,
    phones: Vec<Phone>,
}

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let time = bench.pace.seconds(10, 40);
    let mut floor = Floor::open().await?;
    let site = Site::prepare(CALLS as usize, Recording::On, floor.phones())?;
    let server = site.open(bench).await?;
    let empty = memory(server.id())?;
    let pairs = Pairs::connect(&mut floor, &server).await?;
    tokio::time::sleep(SETTLE).await;

    let (heard, meter) = (pairs.heard(), Meter::start(&server)?);
    tokio::time::sleep(time).await;
    let (cost, heard) = (meter.read()?, pairs.heard() - heard);
    let full = memory(server.id())?;
    let expected = f64::from(CALLS) * 2.0 * PACKETS * cost.wall.as_secs_f64();
    let arrived = heard as f64 / expected * 100.0;
    let clear = pairs.clear();

    let recorded = recordings(&site.data(), RECORDED * time.as_secs())?;
    for call in &pairs.calls {
        call.hang_up();
    }
    server.stop().await?;
    let percent = cost.server_percent() / f64::from(CALLS);
    let work = work(&cost, arrived, clear, recorded);
    let rest = format!(
        "RSS; Pss {:.1} MB; {:.1} MB before the first call; {recorded} recordings running",
        full.proportional as f64 / MEGABYTE,
        empty.resident as f64 / MEGABYTE,
    );
    Ok(vec![
        Figure {
            what: "bridged SIP to SIP call with recording, 50 packets/s both ways",
            value: percent,
            goal: Goal::less(0.6, 0.2, "% of a core"),
            cost,
            remark: work,
        },
        Figure {
            what: "memory with 100 live recorded calls",
            value: full.resident as f64 / MEGABYTE,
            goal: Goal::less(120.0, 80.0, "MB"),
            cost: Cost::default(),
            remark: rest,
        },
    ])
}

fn work(cost: &Cost, arrived: f64, clear: usize, recorded: usize) -> String {
    format!(
        "{CALLS} calls, {arrived:.1} % of packets heard, {clear} of {} ends clear, \
         {recorded} recordings; generator {:.0} % of its core",
        CALLS * 2,
        cost.generator_percent(),
    )
}

impl Pairs {
    async fn connect(floor: &mut Floor, server: &Server) -> Result<Pairs, Failure> {
        let at_once = Behaviour::AnswerAfter(Duration::ZERO);
        let phones = (1..=CALLS)
            .map(|number| {
                let audio = Audio::On(Sound::Tone(PHONE_TONE));
                let user = format!("t{number}");
                floor.phone(PhonePlan { audio, ..PhonePlan::new(user, at_once.clone()) })
            })
            .collect::<Result<Vec<Phone>, _>>()?;
        let mut calls = Vec::new();
        for _ in 0..CALLS {
            calls.push(floor.call_with(server.sip, Audio::On(Sound::Tone(CALLER_TONE)))?);
            tokio::time::sleep(Duration::from_secs(1) / RATE).await;
        }
        for call in &calls {
            call.until(UP_MAX, |view| view.is_up()).await?;
        }
        for phone in &phones {
            phone.until(UP_MAX, |view| view.is_up()).await?;
        }
        Ok(Pairs { calls, phones })
    }

    fn heard(&self) -> u64 {
        let callers = self.calls.iter().map(|call| call.heard().packets());
        callers.chain(self.phones.iter().map(|phone| phone.heard().packets())).sum()
    }

    /// Ends that heard the other end's tone for the last second.
    fn clear(&self) -> usize {
        let last = Duration::from_secs(1);
        let callers = self.calls.iter().map(|call| call.heard().amplitude(PHONE_TONE, last));
        let phones = self.phones.iter().map(|phone| phone.heard().amplitude(CALLER_TONE, last));
        callers.chain(phones).filter(|amplitude| *amplitude > CLEAR).count()
    }
}

/// Files below the folder that are as long as the calls were, whatever their place.
fn recordings(folder: &Path, least: u64) -> Result<usize, Failure> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            count += recordings(&entry.path(), least)?;
        } else if entry.path().extension().is_some_and(|kind| kind == "wav") {
            count += usize::from(entry.metadata()?.len() >= least);
        }
    }
    Ok(count)
}
