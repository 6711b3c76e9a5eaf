//! A long time on a busy desk, in compressed traffic: callers who wait, talk and hang up at
//! any moment, phones that answer, decline and ignore, hold keys, pages that open and
//! close, recordings that are stored. Memory and descriptors are read all the while and
//! must come to rest where they began.
//!
//! The test takes a minute of it, `cargo xtask bench --only soak --minutes 60` an hour.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "it fails by a panic")]

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use desk::{CallId, Command};
use futures_util::{SinkExt, StreamExt};
use phones::{Audio, Behaviour, CallPlan, Exchange, PhonePlan, Sound, Temper};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::floor::{CALLER_HZ, PHONE_HZ, exchange};
use crate::kills::Dice;
use crate::operator::Operator;
use crate::proc::{allocated_kb, open_files, resident_kb};
use crate::server::{NUMBER, Place, Server, Setup};
use crate::session::Session;
use crate::{SOON, until};

const TEAMMATES: u64 = 6;

/// A new caller comes so often: some 200 calls a minute, a day of a busy desk in an hour.
const CALLERS_EVERY: Duration = Duration::from_millis(300);

/// Memory and descriptors are read so often.
const SAMPLE_EVERY: Duration = Duration::from_secs(2);

/// What the server keeps of its database in memory at most.
const PAGES_KB_MAX: u64 = 65_536;

/// Bytes of one page of the database on the disk, and of the same page in memory, where
/// SQLite keeps its place in the tree beside it.
const PAGE_ON_DISK: u64 = 4_096;
const PAGE_IN_MEMORY: u64 = 4_376;

/// A page is open for at least and at most so long.
const PAGE_MS: (u64, u64) = (200, 3_000);

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How long.
    pub lasting: Duration,
    /// Everything that is drawn follows from it.
    pub seed: u64,
    /// The program, when it is not the one beside this.
    pub program: Option<PathBuf>,
}

/// The server at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Since the begin of the traffic.
    pub at: Duration,
    /// Its resident set, in kilobytes.
    pub resident_kb: u64,
    /// What of it is neither the program itself nor another file.
    pub allocated_kb: u64,
    /// Its database on the disk, in kilobytes: of this the server keeps up to 64 MiB of
    /// pages in memory, so that so much growth is no leak.
    pub database_kb: u64,
    /// Its open descriptors, those of its database aside.
    pub files: usize,
}

impl Sample {
    /// What was allocated, without what may be pages of the database.
    #[must_use]
    pub fn own_kb(&self) -> u64 {
        let pages_kb = self.database_kb * PAGE_IN_MEMORY / PAGE_ON_DISK;
        self.allocated_kb.saturating_sub(pages_kb.min(PAGES_KB_MAX))
    }
}

/// What was seen.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// All samples under traffic.
    pub samples: Vec<Sample>,
    /// Calls that reached the log.
    pub calls: u64,
    /// Pages that were opened.
    pub pages: u64,
    /// Open descriptors before the traffic, after a first call.
    pub files_before: usize,
    /// Open descriptors once everybody had gone.
    pub files_after: usize,
}

impl Report {
    /// The samples without the first quarter, in which caches and pools fill.
    #[must_use]
    pub fn settled(&self) -> &[Sample] {
        &self.samples[self.samples.len() / 4..]
    }

    /// By how many kilobytes a minute something grows: the line of least squares through the
    /// settled samples.
    #[must_use]
    pub fn slope_kb_a_minute(&self, of: impl Fn(&Sample) -> u64) -> f64 {
        let points: Vec<(f64, f64)> = self
            .settled()
            .iter()
            .map(|one| (one.at.as_secs_f64() / 60.0, of(one) as f64))
            .collect();
        let count = points.len().max(1) as f64;
        let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
        let (x, y) = (x / count, y / count);
        let rise: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
        let run: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
        if run == 0.0 { 0.0 } else { rise / run }
    }

    /// The least and the most of something in the settled samples.
    #[must_use]
    pub fn span(&self, of: impl Fn(&Sample) -> u64) -> (u64, u64) {
        let values = || self.settled().iter().map(&of);
        (values().min().unwrap_or_default(), values().max().unwrap_or_default())
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lasted = self.samples.last().map_or(0.0, |last| last.at.as_secs_f64() / 60.0);
        let (least_kb, most_kb) = self.span(|one| one.resident_kb);
        let (fewest, most) = self.span(|one| one.files as u64);
        write!(
            out,
            "{lasted:.1} minutes, {} calls, {} pages; memory {:.1} to {:.1} MB, {:+.1} kB a minute, \
             {:+.1} without the program's own file and the pages of the database; descriptors {fewest} to {most} under traffic, {} before it and {} after",
            self.calls,
            self.pages,
            least_kb as f64 / 1_024.0,
            most_kb as f64 / 1_024.0,
            self.slope_kb_a_minute(|one| one.resident_kb),
            self.slope_kb_a_minute(Sample::own_kb),
            self.files_before,
            self.files_after,
        )
    }
}

/// Lets the traffic run, tells every sample, and waits until the server has come to rest.
pub async fn run(plan: &Plan, mut told: impl FnMut(&Sample)) -> Report {
    let mut dice = Dice::new(plan.seed);
    let (callers, phones) =
        (exchange(Ipv4Addr::LOCALHOST).await, exchange(Ipv4Addr::LOCALHOST).await);
    let setup = seat(&phones, plan.seed);
    let place = plan.program.clone().map_or_else(Place::free, Place::of);
    let mut server = Server::start_at(place, &setup).await;
    let operator = server.operator();
    let mut sessions = Vec::new();
    for teammate in 1..=TEAMMATES {
        sessions.push(Session::begin(&server, teammate).await);
    }
    let mut report = Report { files_before: at_rest(&server, &callers).await, ..Report::default() };
    let mut traffic = JoinSet::new();
    traffic.spawn(press_keys(operator.clone()));
    let visits = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    for (nth, session) in sessions.into_iter().enumerate() {
        let dice = Dice::new(plan.seed ^ (nth as u64 + 1) << 20);
        // No two pages have one number.
        let first_tab = (nth as u64 + 1) * 1_000_000;
        traffic.spawn(come_and_go(session, first_tab, dice, std::sync::Arc::clone(&visits)));
    }
    let (begun, mut next_sample, mut dialled) = (Instant::now(), Duration::ZERO, 0_u32);
    while begun.elapsed() < plan.lasting {
        dialled += 1;
        dial(&callers, &server, dialled, Duration::from_millis(dice.between(50, 3_500)));
        tokio::time::sleep_until((begun + CALLERS_EVERY * dialled).into()).await;
        if begun.elapsed() >= next_sample {
            next_sample += SAMPLE_EVERY;
            let sample = Sample {
                at: begun.elapsed(),
                resident_kb: resident_kb(server.id()),
                allocated_kb: allocated_kb(server.id()),
                database_kb: database_kb(&server),
                files: open_files(server.id()),
            };
            told(&sample);
            report.samples.push(sample);
        }
    }
    // Neither keys nor pages end by themselves, unless something was not as it should be.
    if let Some(ended) = traffic.try_join_next() {
        ended.unwrap();
    }
    traffic.shutdown().await;
    until("all callers have left", SOON * 2, async || {
        operator.live_calls().await.is_empty().then_some(())
    })
    .await;
    // Streams that nobody reads any more are closed when the server next writes to them.
    let before = report.files_before;
    let rest = crate::within(SOON * 3, async || {
        let open = open_files(server.id());
        (open <= before).then_some(open)
    })
    .await;
    report.files_after = rest.unwrap_or_else(|| open_files(server.id()));
    report.pages = visits.load(std::sync::atomic::Ordering::Relaxed);
    report.calls = operator.figures().await["arrived"].as_u64().unwrap_or_default();
    server.terminate();
    assert_eq!(server.end(SOON).await.code, Some(0));
    let check = server.run(&["check"], SOON * 6).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
    report
}

fn database_kb(server: &Server) -> u64 {
    let file = std::fs::metadata(server.data().join("cordboard.db"));
    file.map_or(0, |file| file.len() / 1_024)
}

/// The teammates' phones, with habits.
fn seat(phones: &Exchange, seed: u64) -> Setup {
    let millis = Duration::from_millis;
    let mut setup =
        Setup::support("wrap_up_seconds = 1", "recording = \"on\"").desk("ring_seconds = 2");
    for teammate in 1..=TEAMMATES {
        let temper = Temper {
            seed,
            answers_percent: 80,
            declines_percent: 10,
            thinks: (millis(10), millis(200)),
            talks: (millis(200), millis(1_500)),
        };
        let plan = PhonePlan {
            audio: Audio::On(Sound::Tone(PHONE_HZ)),
            ..PhonePlan::new(format!("mate{teammate}"), Behaviour::Varied(temper))
        };
        let phone = phones.phone(plan).unwrap();
        setup = setup.teammate(teammate, &format!("Mate {teammate}"), &[phone.uri()]);
    }
    setup
}

fn dial(callers: &Exchange, server: &Server, nth: u32, stay: Duration) {
    let plan = CallPlan {
        // Callers come back, as they do.
        from: Some(format!("+1555{:07}", nth % 500)),
        audio: Audio::On(Sound::Tone(CALLER_HZ)),
        stay: Some(stay),
        ..CallPlan::new(NUMBER, server.sip())
    };
    // The exchange keeps the call until it is over.
    drop(callers.call(plan).unwrap());
}

/// A first call has opened what stays open; returns the descriptors after it.
async fn at_rest(server: &Server, callers: &Exchange) -> usize {
    let operator = server.operator();
    for nth in 900..910 {
        dial(callers, server, nth, Duration::from_millis(1_000));
    }
    until("a few calls are over", SOON, async || {
        let ended = operator.ended_calls().await.len();
        (ended >= 10 && operator.live_calls().await.is_empty()).then_some(())
    })
    .await;
    until("descriptors have come to rest", SOON, async || {
        let open = open_files(server.id());
        tokio::time::sleep(Duration::from_millis(500)).await;
        (open == open_files(server.id())).then_some(open)
    })
    .await
}

/// Puts calls on hold and takes them back, and reads as an operator does.
async fn press_keys(operator: Operator) {
    loop {
        for call in operator.try_live_calls().await.unwrap_or_default() {
            let command = match call.stage.as_str() {
                "talking" => Command::Hold { call: CallId(call.id) },
                "on_hold" => Command::Resume { call: CallId(call.id) },
                _ => continue,
            };
            if let Some(teammate) = call.teammate {
                // It may be over by now.
                let _ = operator.try_command(teammate, command).await;
            }
            let _ = operator.try_page(call.id).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A page that is opened, read for a while and closed, again and again.
async fn come_and_go(
    session: Session,
    first_tab: u64,
    mut dice: Dice,
    visits: std::sync::Arc<std::sync::atomic::AtomicU64>,
) {
    for tab in first_tab.. {
        let server = session.server();
        let mut request = format!("ws://{server}/api/v1/live").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("cookie", session.cookie().parse().unwrap());
        headers.insert("origin", format!("http://{server}").parse().unwrap());
        let stream = TcpStream::connect(server).await.unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        let hello = json!({ "type": "hello", "tab": tab, "browser": "soak" });
        socket.send(Message::text(hello.to_string())).await.unwrap();
        let closes = tokio::time::sleep(Duration::from_millis(dice.between(PAGE_MS.0, PAGE_MS.1)));
        tokio::pin!(closes);
        loop {
            tokio::select! {
                () = &mut closes => break,
                frame = socket.next() => assert!(matches!(frame, Some(Ok(_))), "{frame:?}"),
            }
        }
        // Half of them say goodbye.
        if dice.between(0, 1) == 0 {
            let _ = socket.close(None).await;
        }
        visits.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Sample};
    use std::time::Duration;

    #[test]
    fn the_slope_is_that_of_the_samples() {
        let sample = |minute: u64, resident_kb| Sample {
            at: Duration::from_secs(minute * 60),
            resident_kb,
            allocated_kb: resident_kb - 20_000,
            database_kb: 512 * minute,
            files: 10 + minute as usize % 3,
        };
        let steady = (0..40).map(|minute| sample(minute, 50_000 + minute % 2)).collect();
        let steady = Report { samples: steady, ..Report::default() };
        assert!(steady.slope_kb_a_minute(|one| one.resident_kb).abs() < 0.1);
        assert_eq!(steady.span(|one| one.files as u64), (10, 12));
        let growing = (0..40).map(|minute| sample(minute, 50_000 + 1_000 * minute)).collect();
        let growing = Report { samples: growing, ..Report::default() };
        assert!((growing.slope_kb_a_minute(|one| one.resident_kb) - 1_000.0).abs() < 0.1);
        // 512 kB of pages on the disk are 547 in memory.
        assert!((growing.slope_kb_a_minute(Sample::own_kb) - 453.0).abs() < 0.1);
        assert_eq!(growing.settled()[0].at, Duration::from_secs(600));
    }
}
