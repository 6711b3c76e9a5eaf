//! `kill -9` at random moments under a stream of calls. Whatever was acknowledged, by an
//! answer of HTTP or SIP or by a ring, is in the log afterwards; what was cut is closed as
//! such; what was recorded can be played; and what was to be done after a call is done.
//!
//! The test takes a few kills, `cargo xtask bench --only kill` as many as wanted.
#![expect(clippy::unwrap_used, reason = "it fails by a panic")]

mod evidence;

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use desk::notify::{NotificationSettings, TaskAssignee, TaskPlan, When};
use desk::{CallId, Command, Document, NotificationId, Priority, Toggle};
use phones::{
    Audio, Behaviour, Call, CallPlan, Event, Exchange, Phone, PhonePlan, Port, Sound, Temper,
};
use tokio::sync::mpsc::Receiver;

use crate::floor::{CALLER_HZ, PHONE_HZ, exchange};
use crate::operator::{self, CallPage, Line, Operator};
use crate::raw::Stranger;
use crate::server::{NUMBER, Place, Server, Setup};
use crate::session::Session;
use crate::{SOON, until};

use self::evidence::{
    Talks, all_pages, blur_ms, cut_calls_are_closed_as_such, is_cut, nothing_acknowledged_is_lost,
    recordings_are_whole, what_was_seen_on_the_wire_is_in_the_log,
};

/// So many kills hit one folder of data; then a fresh one is taken, because every call of
/// it is read and compared afterwards.
const ROUND_MAX: usize = 60;

const TEAMMATES: u64 = 8;

/// Whoever may read what became of each call afterwards.
const READER: u64 = 1;

/// A new caller comes so often.
const CALLERS_EVERY: Duration = Duration::from_millis(120);

/// A server lives at least and at most so long between two kills.
const LIFE: (u64, u64) = (250, 1_400);

/// Who is who: teammates and phones are named by their number.
fn name(teammate: u64) -> String {
    format!("Mate {teammate}")
}

/// Chance from one number; the test prints it.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
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
        setup = setup.table(
            "[[desk.role]]\nid = 1\nname = \"Owner\"\npermissions = [\"owner\", \"takes_calls\"]",
        );
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
            if teammate == READER {
                // One more line of the table just written.
                setup = setup.table("role = 1");
            }
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
    until("a call is taken again", SOON, async || {
        world.dial(server, Duration::from_secs(2));
        let call = world.calls.last().unwrap();
        let seen = call.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
        // While it still opens its desk, a server says so.
        assert!(seen.is_up() || seen.ending().is_some_and(|end| end.code == 503), "{seen:?}");
        seen.is_up().then_some(())
    })
    .await;
    since.elapsed()
}

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How often the server is killed.
    pub kills: usize,
    /// Everything that is drawn follows from it.
    pub seed: u64,
    /// The program, when it is not the one beside this.
    pub program: Option<PathBuf>,
}

/// What was found; anything that was lost would have been a panic.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Kills.
    pub kills: usize,
    /// Calls that reached the log.
    pub calls: usize,
    /// Those that a kill has cut, closed as such.
    pub cut: usize,
    /// From the start of the program to the first call it accepted, each time.
    pub back: Vec<Duration>,
    /// The most that a recording has lost, in milliseconds.
    pub lost_ms: u64,
}

/// Kills the server again and again under calls, and proves that nothing was lost.
pub async fn run(plan: &Plan) -> Report {
    let mut dice = Dice::new(plan.seed);
    let mut report = Report::default();
    while report.kills < plan.kills {
        let kills = ROUND_MAX.min(plan.kills - report.kills);
        let round = round(kills, &mut dice, plan.program.as_deref()).await;
        report.kills += kills;
        report.calls += round.calls;
        report.cut += round.cut;
        report.back.extend(round.back);
        report.lost_ms = report.lost_ms.max(round.lost_ms);
    }
    report.back.sort_unstable();
    report
}

/// So many kills of one folder.
async fn round(kills_wanted: usize, dice: &mut Dice, program: Option<&Path>) -> Report {
    let seed = dice.0;
    let setup = Setup::support("", "recording = \"on\"").desk("ring_seconds = 3");
    let (mut world, setup) = World::open(setup, seed).await;
    let place = program.map_or_else(Place::free, |program| Place::of(program.to_owned()));
    let mut server = Server::start_at(place, &setup).await;
    let document = Document::Notification(NotificationId(1), task_after_every_call());
    server.operator().save(0, document).await;
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    let auditor = tokio::spawn(audit(server.operator(), Arc::clone(&acknowledged)));
    let (mut kills, mut back) = (Vec::new(), Vec::new());
    for _ in 0..kills_wanted {
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
    let blur_ms = blur_ms(&back);
    let talks = Talks::of(&world.events, &kills, blur_ms);
    nothing_acknowledged_is_lost(&pages, &acknowledged.lock().unwrap(), kills_wanted);
    what_was_seen_on_the_wire_is_in_the_log(&pages, &world.events, kills_wanted);
    cut_calls_are_closed_as_such(&pages, &world.events, &kills, blur_ms);
    let lost_ms = recordings_are_whole(&operator, &pages, &talks, kills_wanted, blur_ms).await;
    what_was_to_follow_has_followed(&server, &pages).await;
    server.terminate();
    assert_eq!(server.end(SOON).await.code, Some(0));
    let check = server.run(&["check"], SOON * 3).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
    let cut = pages.values().filter(|page| is_cut(page)).count();
    Report { kills: kills_wanted, calls: pages.len(), cut, back, lost_ms }
}

/// What has to follow on every call: a task.
fn task_after_every_call() -> NotificationSettings {
    NotificationSettings {
        name: "Every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: None,
        alert: None,
        task: Some(TaskPlan {
            priority: Priority::Low,
            title: Vec::new(),
            due_after_hours: None,
            assignee: TaskAssignee::Nobody,
        }),
        retired: Toggle::Off,
    }
}

/// Every call was judged once, however often the server died on the way.
async fn what_was_to_follow_has_followed(server: &Server, pages: &HashMap<String, CallPage>) {
    let session = Session::begin(server, READER).await;
    for page in pages.values() {
        let path = format!("/calls/{}/notifications", page.call.id);
        until(&format!("call {} is judged", page.call.id), SOON, async || {
            // A page asks for one call after the other, not for hundreds at once.
            let read = session.try_get(&path).await?;
            let items = read["items"].as_array().unwrap();
            assert!(items.len() <= 1, "judged twice: {read}");
            items.iter().any(|item| item["state"] == "sent").then_some(())
        })
        .await;
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Report { kills, calls, cut, back, lost_ms } = self;
        let at = |share: usize| {
            let place = (back.len() * share).div_ceil(100).saturating_sub(1);
            back.get(place).map_or(0, Duration::as_millis)
        };
        write!(
            out,
            "{kills} kills, {calls} calls, {cut} closed as node_lost; first call after a restart: \
             p50 {} ms, p99 {} ms, longest {} ms; at most {lost_ms} ms of a recording were lost; \
             no acknowledged fact was lost; \
             every call was judged once; check clean",
            at(50),
            at(99),
            at(100),
        )
    }
}
