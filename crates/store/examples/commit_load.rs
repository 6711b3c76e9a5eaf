//! Measures the commit loop: turns of a real desk, decided beforehand, are committed one
//! after the other. Prints facts a second and CPU time a fact, then checks what is
//! stored.
//!
//! `commit_load [URL] [CALLS] [INPUTS A COMMIT]`; without a URL, SQLite in a folder of
//! its own under the system's temporary one.

use std::io::Write;
use std::time::Instant;

use desk::Fact;
use store::{Batch, Store, StoreSettings};

#[expect(dead_code, reason = "the tests need more of it")]
#[path = "../tests/store/world.rs"]
mod world;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = std::env::temp_dir().join(format!("commit-load-{}", std::process::id()));
    let url = arguments.next().filter(|url| url != "-");
    let url = url.unwrap_or_else(|| format!("sqlite://{}/load.db", folder.display()));
    let calls: usize = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let batch: usize = arguments.next().map_or(Ok(64), |text| text.parse())?;
    let turns = decide(calls, batch);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = runtime.block_on(commit(&url, &turns));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    measured
}

fn decide(calls: usize, batch: usize) -> Vec<desk::Turn> {
    let mut world = world::World::new(200, 150, 1);
    let (mut turns, mut ended) = (Vec::new(), 0);
    while ended < calls {
        let turn = world.turn(batch);
        let ends = |logged: &&desk::Logged| matches!(logged.fact, Fact::CallEnded { .. });
        ended += turn.facts.iter().filter(ends).count();
        turns.push(turn);
    }
    turns.extend(world.wind_down());
    turns
}

async fn commit(url: &str, turns: &[desk::Turn]) -> Result<(), Failure> {
    let store = Store::open(&StoreSettings::new(url)).await?;
    let epoch = store.raise_epoch(world::WORKSPACE).await?;
    let (wall, cpu) = (Instant::now(), cpu_seconds()?);
    let mut longest = std::time::Duration::ZERO;
    for turn in turns {
        let at = turn.facts.last().map_or_else(Default::default, |logged| logged.at);
        let one = Instant::now();
        store.commit(world::WORKSPACE, epoch, at, &Batch::of(turn)).await?;
        longest = longest.max(one.elapsed());
    }
    let (wall, cpu) = (wall.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
    let facts: usize = turns.iter().map(|turn| turn.facts.len()).sum();
    let rows: usize = turns.iter().map(|turn| turn.rows.len()).sum();
    let ends = |logged: &&desk::Logged| matches!(logged.fact, Fact::CallEnded { .. });
    let calls = turns.iter().flat_map(|turn| &turn.facts).filter(ends).count();
    let per_call = |count: usize| count as f64 / calls as f64;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} commits, {calls} calls, {:.1} facts and {:.1} rows a call",
        turns.len(),
        per_call(facts),
        per_call(rows)
    )?;
    writeln!(
        out,
        "{:.0} facts/s, {:.0} rows/s, {:.0} calls/s; {:.2} us CPU a fact, {:.0} us wall a \
         commit, longest {:.1} ms",
        facts as f64 / wall,
        rows as f64 / wall,
        calls as f64 / wall,
        cpu * 1e6 / facts as f64,
        wall * 1e6 / turns.len() as f64,
        longest.as_secs_f64() * 1e3,
    )?;
    let breaches = store.check(world::WORKSPACE).await?;
    writeln!(out, "{} breaches found by the check", breaches.len())?;
    for breach in breaches.iter().take(10) {
        writeln!(out, "{breach}")?;
    }
    drop(out);
    store.close().await;
    Ok(())
}

/// User and system time of this process so far, from `/proc` (proc(5)).
fn cpu_seconds() -> Result<f64, Failure> {
    /// Clock ticks a second; 100 on every Linux there is.
    const TICKS: f64 = 100.0;
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let field = |place: usize| after_name.split_whitespace().nth(place).unwrap_or("0").parse();
    let (user, system): (f64, f64) = (field(11)?, field(12)?);
    Ok((user + system) / TICKS)
}
