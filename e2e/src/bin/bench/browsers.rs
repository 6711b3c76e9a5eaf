//! The Help Desk in many browsers: how soon it rings there, what it costs to have it open,
//! and what a call in it costs.

use crate::figure::{Figure, Goal};
use crate::floor::Floor;
use crate::pages::{self, Rang, Session};
use crate::samples::Samples;
use crate::server::{Recording, Server, Site};
use crate::usage::{Cost, Meter, memory};
use crate::{Bench, Failure};
use phones::{Audio, Browser, Call, Event, Sound};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const TEAMMATES: usize = 1_000;

/// Those who take calls while the others only watch.
const ACTIVE: usize = 50;

/// Callers who wait all the time.
const WAITING: u64 = 500;

/// So fast the queue is filled; a trunk brings it no faster.
const FILL_RATE: u32 = 100;

/// Every teammate lets it ring for so long, and declines.
const DECLINES_AFTER: Duration = Duration::from_secs(1);

/// Each is so much slower than the one before, so that they do not press as one.
const SLOWER_BY: Duration = Duration::from_millis(11);

/// After the queue is full, the first changes have been told.
const SETTLE: Duration = Duration::from_secs(2);

const LOOK_AGAIN: Duration = Duration::from_millis(1);

const CALLS: u32 = 100;

/// Calls are set up at this rate, so that their packets spread over the 20 ms.
const RATE: u32 = 10;

/// Setting one call up.
const UP_MAX: Duration = Duration::from_secs(20);

const PACKETS: f64 = 50.0;

/// The voices of both ends, in hertz.
const CALLER_TONE: u16 = 440;
const BROWSER_TONE: u16 = 660;

/// A tone is sent at half of full scale; less has lost packets.
const CLEAR: f32 = 0.4;

const MEGABYTE: f64 = 1_000_000.0;

/// From the press of *Decline*, which makes a teammate free, to the next ring on the
/// teammate's socket; everybody's page is told of every change meanwhile.
pub(crate) async fn measure_rings(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let mut floor = Floor::open().await?;
    let site = Site::for_browsers(TEAMMATES, ACTIVE, Recording::Off)?;
    let server = site.open(bench).await?;
    let (rings, mut rung) = mpsc::unbounded_channel();
    let mut phones = Vec::new();
    for teammate in 1..=TEAMMATES {
        let session = pages::open(&server, teammate, rings.clone()).await?;
        if teammate <= ACTIVE {
            phones.push(session.phone(teammate).await?);
        }
    }
    let mut queue = Queue::fill(&mut floor, &server).await?;
    let (mut samples, mut free) = (Samples::default(), HashMap::new());
    let begin = Instant::now() + SETTLE;
    let end = begin + bench.pace.seconds(8, 18);
    let (mut due, mut meter) = (Vec::new(), None);
    while Instant::now() < end {
        tokio::time::sleep(LOOK_AGAIN).await;
        queue.refill(&mut floor, &server)?;
        while let Ok(rang) = rung.try_recv() {
            if let Some(since) = free.remove(&rang.teammate)
                && since > begin
            {
                samples.add(rang.at.saturating_duration_since(since));
            }
            let slowness = SLOWER_BY * u32::try_from(rang.teammate)?;
            due.push((rang.at + DECLINES_AFTER + slowness, rang));
        }
        if meter.is_none() && Instant::now() > begin {
            meter = Some(Meter::start(&server)?);
        }
        decline_due(&server, &mut due, &mut free);
    }
    let cost = meter.ok_or("the run was too short")?.read()?;
    let remark = format!(
        "{} rings, {TEAMMATES} sockets, {WAITING} waiting with hold music, every change told to \
         all; server {:.0} %, generator {:.0} % of its core",
        samples.len(),
        cost.server_percent(),
        cost.generator_percent(),
    );
    let figure = |what, value: Option<f64>, goal| {
        let value = value.ok_or("no page rang again")?;
        Ok::<_, Failure>(Figure { what, value, goal, cost, remark: remark.clone() })
    };
    let goal = Goal::less(20.0, 10.0, "ms");
    Ok(vec![
        figure("teammate free → ring on the page's socket, p50", samples.p50_ms(), goal)?,
        figure("teammate free → ring on the page's socket, p99", samples.p99_ms(), goal)?,
    ])
}

fn decline_due(
    server: &Server,
    due: &mut Vec<(Instant, Rang)>,
    free: &mut HashMap<usize, Instant>,
) {
    let now = Instant::now();
    let address = server.http;
    due.retain(|(at, rang)| {
        if *at > now {
            return true;
        }
        let rang = *rang;
        free.insert(rang.teammate, now);
        tokio::spawn(async move {
            // The caller may have gone this very moment.
            let _ = pages::decline(address, rang).await;
        });
        false
    });
}

/// Callers who wait.
struct Queue {
    waiting: u64,
}

impl Queue {
    async fn fill(floor: &mut Floor, server: &Server) -> Result<Queue, Failure> {
        let start = Instant::now();
        let mut queue = Queue { waiting: 0 };
        for placed in 0..u32::try_from(WAITING)? {
            tokio::time::sleep_until((start + Duration::from_secs(1) * placed / FILL_RATE).into())
                .await;
            floor.call(server.sip)?;
        }
        queue.refill(floor, server)?;
        Ok(queue)
    }

    /// For every caller who left another one comes.
    fn refill(&mut self, floor: &mut Floor, server: &Server) -> Result<(), Failure> {
        self.enter(floor.events())?;
        for _ in self.waiting..WAITING {
            floor.call(server.sip)?;
        }
        self.enter(floor.events())
    }

    fn enter(&mut self, events: Vec<Event>) -> Result<(), Failure> {
        for event in events {
            match event {
                Event::Invited { .. } => self.waiting += 1,
                Event::HungUp { ending, .. } if ending.code != 200 => {
                    return Err(format!("a caller was turned away with {}", ending.code).into());
                }
                Event::HungUp { .. } => self.waiting = self.waiting.saturating_sub(1),
                Event::Connected { .. }
                | Event::Rang { .. }
                | Event::Answered { .. }
                | Event::Freed { .. } => {}
            }
        }
        Ok(())
    }
}

/// A thousand pages with warm phones, then a hundred of them on recorded calls.
pub(crate) async fn measure_calls(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let time = bench.pace.seconds(10, 40);
    let mut floor = Floor::open().await?;
    let site = Site::for_browsers(TEAMMATES, TEAMMATES, Recording::On)?;
    let server = site.open(bench).await?;
    let (rings, mut rung) = mpsc::unbounded_channel();
    let mut browsers = Vec::new();
    for teammate in 1..=TEAMMATES {
        let session: Session = pages::open(&server, teammate, rings.clone()).await?;
        browsers.push(session.phone(teammate).await?);
    }
    tokio::time::sleep(SETTLE).await;
    let idle = cost_of(&server, time).await?;
    let warm = memory(server.id())?;
    let calls = connect(&mut floor, &server, &browsers, &mut rung).await?;
    tokio::time::sleep(SETTLE).await;
    let heard = calls.heard();
    let cost = cost_of(&server, time).await?;
    let heard = calls.heard() - heard;
    let full = memory(server.id())?;
    let expected = f64::from(CALLS) * 2.0 * PACKETS * cost.wall.as_secs_f64();
    let clear = calls.clear();
    let percent = (cost.server_percent() - idle.server_percent()) / f64::from(CALLS);
    let remark = format!(
        "{CALLS} calls, {:.1} % of packets heard, {clear} of {} ends clear; {TEAMMATES} warm \
         phones alone {:.1} % of the core; generator {:.0} % of its core",
        heard as f64 / expected * 100.0,
        CALLS * 2,
        idle.server_percent(),
        cost.generator_percent(),
    );
    let rest = format!(
        "RSS; Pss {:.1} MB; {:.1} MB before the first call",
        full.proportional as f64 / MEGABYTE,
        warm.resident as f64 / MEGABYTE,
    );
    Ok(vec![
        Figure {
            what: "SIP to browser call with recording, G.711, 50 packets/s both ways",
            value: percent,
            goal: Goal::less(0.6, 0.4, "% of a core"),
            cost,
            remark,
        },
        Figure {
            what: "memory with 1,000 connected teammates and 100 live recorded calls",
            value: full.resident as f64 / MEGABYTE,
            goal: Goal::less(250.0, 180.0, "MB"),
            cost: Cost::default(),
            remark: rest,
        },
    ])
}

async fn cost_of(server: &Server, time: Duration) -> Result<Cost, Failure> {
    let meter = Meter::start(server)?;
    tokio::time::sleep(time).await;
    meter.read()
}

/// Callers, and the browsers that answered them.
struct Talks<'a> {
    callers: Vec<Call>,
    browsers: Vec<&'a Browser>,
}

async fn connect<'a>(
    floor: &mut Floor,
    server: &Server,
    browsers: &'a [Browser],
    rung: &mut mpsc::UnboundedReceiver<Rang>,
) -> Result<Talks<'a>, Failure> {
    let mut talks = Talks { callers: Vec::new(), browsers: Vec::new() };
    for _ in 0..CALLS {
        talks.callers.push(floor.call_with(server.sip, Audio::On(Sound::Tone(CALLER_TONE)))?);
        let rang = tokio::time::timeout(UP_MAX, rung.recv()).await?;
        let rang = rang.ok_or("no page is left")?;
        pages::answer(server.http, rang).await?;
        let browser = browsers.get(rang.teammate - 1).ok_or("nobody has that number")?;
        browser.say(Sound::Tone(BROWSER_TONE));
        talks.browsers.push(browser);
        tokio::time::sleep(Duration::from_secs(1) / RATE).await;
    }
    for call in &talks.callers {
        call.until(UP_MAX, |view| view.is_up()).await?;
    }
    Ok(talks)
}

impl Talks<'_> {
    fn heard(&self) -> u64 {
        let callers = self.callers.iter().map(|call| call.heard().packets());
        callers.chain(self.browsers.iter().map(|browser| browser.heard().packets())).sum()
    }

    /// Ends that heard the other end's tone for the last second.
    fn clear(&self) -> usize {
        let last = Duration::from_secs(1);
        let callers = self.callers.iter().map(|call| call.heard().amplitude(BROWSER_TONE, last));
        let browsers =
            self.browsers.iter().map(|browser| browser.heard().amplitude(CALLER_TONE, last));
        callers.chain(browsers).filter(|amplitude| *amplitude > CLEAR).count()
    }
}
