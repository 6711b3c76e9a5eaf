//! From a teammate's BYE to the next ring of that phone, while callers wait.

use crate::figure::{Figure, Goal};
use crate::floor::{Floor, Habits};
use crate::samples::Samples;
use crate::server::{Recording, Server, Site};
use crate::usage::{Cost, Meter};
use crate::{Bench, Failure};
use phones::{Event, Side};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Some fifty calls end in a second, and even the last of 1,000 waits less than the
/// 30 s after which a far end without RTP is taken for gone.
const TEAMMATES: usize = 50;
const HABITS: Habits = Habits { thinks_ms: (0, 20), talks_ms: (800, 1_200) };

/// So fast the queue is filled; a trunk brings it no faster.
const FILL_RATE: u32 = 100;

/// After the queue is full the first calls end as they will go on ending.
const SETTLE: Duration = Duration::from_secs(2);

const LOOK_AGAIN: Duration = Duration::from_millis(1);

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let (mut figures, mut longest_of_all) = (Vec::new(), 0.0_f64);
    for (waiting, what) in [
        (10, "teammate free → next ring, p50, 10 waiting"),
        (100, "teammate free → next ring, p50, 100 waiting"),
        (1_000, "teammate free → next ring, p50, 1,000 waiting"),
    ] {
        let (samples, cost) = run(bench, waiting).await?;
        let value = samples.p50_ms().ok_or("no phone rang again")?;
        let p99 = samples.p99_ms().unwrap_or_default();
        let longest = samples.percentile_ms(100.0).unwrap_or_default();
        longest_of_all = longest.max(longest_of_all);
        let (server, count) = (cost.server_percent(), samples.len());
        let remark = format!(
            "{count} times, p99 {p99:.1} ms, longest {longest:.1} ms, hold music to all who wait; \
             server {server:.0} %"
        );
        figures.push(Figure { what, value, goal: Goal::less(20.0, 5.0, "ms"), cost, remark });
    }
    // The promise is about every one of them.
    figures.push(Figure {
        what: "teammate free → next ring, the longest of all",
        value: longest_of_all,
        goal: Goal::less(250.0, 100.0, "ms"),
        cost: Cost::default(),
        remark: String::new(),
    });
    Ok(figures)
}

async fn run(bench: &Bench, waiting: u32) -> Result<(Samples, Cost), Failure> {
    let mut floor = Floor::open().await?;
    floor.seat(TEAMMATES, HABITS)?;
    let site = Site::prepare(TEAMMATES, Recording::Off, floor.phones())?;
    let server = site.open(bench).await?;
    let mut watch = Watch::default();
    let start = Instant::now();
    let mut placed = 0;
    while watch.waiting < u64::from(waiting) {
        if watch.refused > 0 {
            return Err(format!("{} callers were turned away", watch.refused).into());
        }
        tokio::time::sleep_until((start + Duration::from_secs(1) * placed / FILL_RATE).into())
            .await;
        floor.call(server.sip)?;
        placed += 1;
        watch.enter(floor.events());
    }
    refill(&mut floor, &server, &mut watch, SETTLE).await?;
    watch.samples = Samples::default();
    let meter = Meter::start(&server)?;
    refill(&mut floor, &server, &mut watch, bench.pace.seconds(5, 20)).await?;
    let cost = meter.read()?;
    if watch.refused > 0 {
        return Err(format!("{} callers were turned away", watch.refused).into());
    }
    // Whoever still waits is hung up on.
    drop(server);
    Ok((watch.samples, cost))
}

/// For every caller who got through another one takes the last place.
async fn refill(
    floor: &mut Floor,
    server: &Server,
    watch: &mut Watch,
    time: Duration,
) -> Result<(), Failure> {
    let (wanted, end) = (watch.waiting, Instant::now() + time);
    while Instant::now() < end {
        tokio::time::sleep(LOOK_AGAIN).await;
        watch.enter(floor.events());
        for _ in watch.waiting..wanted {
            floor.call(server.sip)?;
        }
        watch.enter(floor.events());
    }
    Ok(())
}

/// Who waits, and which phone is free since when.
#[derive(Default)]
struct Watch {
    waiting: u64,
    refused: u32,
    free: HashMap<Arc<str>, Instant>,
    samples: Samples,
}

impl Watch {
    fn enter(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Invited { .. } => self.waiting += 1,
                Event::Rang { phone, at, .. } => {
                    self.waiting = self.waiting.saturating_sub(1);
                    if let Some(since) = self.free.remove(&phone) {
                        self.samples.add(at.saturating_duration_since(since));
                    }
                }
                Event::Freed { phone, ending, at, .. } if ending.by == Side::Near => {
                    self.free.insert(phone, at);
                }
                Event::HungUp { ending, .. } if ending.code != 200 => self.refused += 1,
                Event::Freed { .. }
                | Event::HungUp { .. }
                | Event::Connected { .. }
                | Event::Answered { .. } => {}
            }
        }
    }
}
