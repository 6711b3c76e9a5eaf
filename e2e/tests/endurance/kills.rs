//! `kill -9` at random moments under a stream of calls. Whatever was acknowledged, by an
//! answer of HTTP or SIP or by a ring, is in the log afterwards; what was cut is closed as
//! such; what was recorded can be played.

mod evidence;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use desk::{CallId, Command};
use e2e::floor::{CALLER_HZ, PHONE_HZ, exchange};
use e2e::operator::{self, Line, Operator};
use e2e::raw::Stranger;
use e2e::server::{self, NUMBER, Server, Setup};
use e2e::{SOON, until};
use phones::{
    Audio, Behaviour, Call, CallPlan, Event, Exchange, Phone, PhonePlan, Port, Sound, Temper,
};
use tokio::sync::mpsc::Receiver;

use self::evidence::{
    Talks, all_pages, cut_calls_are_closed_as_such, is_cut, nothing_acknowledged_is_lost,
    recordings_are_whole, what_was_seen_on_the_wire_is_in_the_log,
};

const KILLS: usize = 55;

const TEAMMATES: u64 = 8;

/// A new caller comes so often.
const CALLERS_EVERY: Duration = Duration::from_millis(120);

/// A server lives at least and at most so long between two kills.
const LIFE: (u64, u64) = (250, 1_400);

/// Who is who: teammates and phones are named by their number.
fn name(teammate: u64) -> String {
    format!("Mate {teammate}")
}

/// Chance from one number; the test prints it.
struct Dice(u64);

impl Dice {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        // xorshift64 (Marsaglia 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        low + self.0 % (high - low + 1)
    }
}

/// What the server has acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// The longest log seen of each call.
    logs: BTreeMap<u64, Vec<Line>>,
    /// Commands that were answered with 200, by call and words.
    commands: BTreeMap<(u64, String), usize>,
}

/// Callers and phones, and what happened to them.
struct World {
    callers: Exchange,
    phones: Vec<Phone>,
    _phones: Exchange,
    told: [Receiver<Event>; 2],
    events: Vec<Event>,
    calls: Vec<Call>,
    dialled: u64,
}

impl World {
    async fn open(mut setup: Setup, seed: u64) -> (World, Setup) {
        let (callers, phones) =
            (exchange(Ipv4Addr::LOCALHOST).await, exchange(Ipv4Addr::LOCALHOST).await);
        let told = [callers.events(), phones.events()];
        let millis = Duration::from_millis;
        let mut desks = Vec::new();
        for teammate in 1..=TEAMMATES {
            let temper = Temper {
                seed,
                answers_percent: 85,
                declines_percent: 10,
                thinks: (millis(10), millis(150)),
                talks: (millis(200), millis(3_000)),
            };
            let plan = PhonePlan {
                audio: Audio::On(Sound::Tone(PHONE_HZ)),
                port: Port::Own,
                ..PhonePlan::new(format!("mate{teammate}"), Behaviour::Varied(temper))
            };
            let phone = phones.phone(plan).unwrap();
            setup = setup.teammate(teammate, &name(teammate), &[phone.uri()]);
            desks.push(phone);
        }
        let (events, calls) = (Vec::new(), Vec::new());
        let world =
            World { callers, phones: desks, _phones: phones, told, events, calls, dialled: 0 };
        (world, setup)
    }

    /// One more caller, each from a number of its own.
    fn dial(&mut self, server: &Server, stay: Duration) {
        self.dialled += 1;
        let plan = CallPlan {
            from: Some(format!("+1555{:07}", self.dialled)),
            audio: Audio::On(Sound::Tone(CALLER_HZ)),
            stay: Some(stay),
            ..CallPlan::new(NUMBER, server.sip())
        };
        self.calls.push(self.callers.call(plan).unwrap());
    }

    fn hear(&mut self) {
        for told in &mut self.told {
            while let Ok(event) = told.try_recv() {
                self.events.push(event);
            }
        }
    }

    /// The far side is gone; everybody notices.
    fn give_up(&mut self) {
        self.hear();
        for call in self.calls.drain(..) {
            call.vanish();
        }
        for phone in &self.phones {
            phone.vanish();
        }
    }
}

/// Watches the server as an operator would, and presses hold keys; all it is told is kept.
async fn audit(operator: Operator, kept: Arc<Mutex<Acknowledged>>) {
    let mut turn = 0_usize;
    loop {
        turn += 1;
        let calls = operator.try_live_calls().await.unwrap_or_default();
        let count = calls.len().max(1);
        for call in calls.iter().cycle().skip(turn % count).take(count.min(4)) {
            if let Some(page) = operator.try_page(call.id).await {
                let mut kept = kept.lock().unwrap();
                let log = kept.logs.entry(call.id).or_default();
                if page.timeline.len() > log.len() {
                    *log = page.timeline;
                }
            }
        }
        let up = |call: &&operator::Call| call.stage == "talking" || call.stage == "on_hold";
        // Mostly it is left alone, so that there is something to hear.
        let chosen = calls.iter().filter(up).cycle().nth(turn).filter(|_| turn.is_multiple_of(4));
        if let Some((call, teammate)) = chosen.and_then(|call| Some((call, call.teammate?))) {
            let id = CallId(call.id);
            let (command, words) = match call.stage.as_str() {
                "talking" => (Command::Hold { call: id }, "put on hold"),
                _ => (Command::Resume { call: id }, "resumed"),
            };
            if let Some(Ok(_done)) = operator.try_command(teammate, command).await {
                let words = format!("Call {words} by {}.", name(teammate));
                let mut kept = kept.lock().unwrap();
                *kept.commands.entry((call.id, words)).or_default() += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until a call gets through, and returns how long that took since `since`.
async fn serving_again(world: &mut World, server: &Server, since: Instant) -> Duration {
    let knocker = Stranger::at(Ipv4Addr::LOCALHOST.into(), server.sip()).await;
    let mut knocks = 0;
    until("the server answers again", SOON, async || {
        knocks += 1;
        let id = format!("knock-{}-{knocks}", world.dialled);
        let knock = knocker.request("OPTIONS", NUMBER, &id, "");
        (knocker.asks(&knock, Duration::from_millis(10)).await == Some(200)).then_some(())
    })
    .await;
    world.dial(server, Duration::from_secs(2));
    let call = world.calls.last().unwrap();
    let up = call.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
    assert!(up.is_up(), "the first call after a restart: {up:?}");
    since.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_every_kill_nothing_acknowledged_is_lost() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut dice = Dice(now.as_micros() as u64 | 1);
    let seed = dice.0;
    let setup = Setup::support("", "recording = \"on\"").desk("ring_seconds = 3");
    let (mut world, setup) = World::open(setup, seed).await;
    let mut server = Server::start(&setup).await;
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    let auditor = tokio::spawn(audit(server.operator(), Arc::clone(&acknowledged)));
    let (mut kills, mut back) = (Vec::new(), Vec::new());
    for _ in 0..KILLS {
        let end = Instant::now() + Duration::from_millis(dice.between(LIFE.0, LIFE.1));
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            world.dial(&server, Duration::from_millis(dice.between(50, 3_000)));
            tokio::time::sleep(left.min(CALLERS_EVERY)).await;
        }
        server.kill();
        kills.push(Instant::now());
        world.give_up();
        let started = Instant::now();
        server.start_again();
        back.push(serving_again(&mut world, &server, started).await);
    }
    let operator = server.operator();
    until("all callers have left", SOON, async || {
        world.hear();
        operator.live_calls().await.is_empty().then_some(())
    })
    .await;
    auditor.abort();
    let pages = all_pages(&operator).await;
    back.sort_unstable();
    let talks = Talks::of(&world.events, &kills);
    let _ = writeln!(
        std::io::stdout(),
        "kill test (seed {seed}): {KILLS} kills, {} calls, {} closed as node_lost; first call after \
         a restart: p50 {} ms, longest {} ms",
        pages.len(),
        pages.values().filter(|page| is_cut(page)).count(),
        back[back.len() / 2].as_millis(),
        back[back.len() - 1].as_millis(),
    );
    nothing_acknowledged_is_lost(&pages, &acknowledged.lock().unwrap());
    what_was_seen_on_the_wire_is_in_the_log(&pages, &world.events);
    cut_calls_are_closed_as_such(&pages, &world.events, &kills);
    let lost_ms = recordings_are_whole(&operator, &pages, &talks).await;
    let _ = writeln!(std::io::stdout(), "kill test: at most {lost_ms} ms of a recording were lost");
    server.terminate();
    assert_eq!(server.end(SOON).await.code, Some(0));
    let config = server.config();
    let arguments = ["check", "--config", config.to_str().unwrap()];
    let check = server::run(&arguments, &server.data(), SOON * 3).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
}
