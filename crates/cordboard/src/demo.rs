//! The demo: the real server with a sample workspace, and a world of synthetic callers
//! and teammates who reach it over real SIP on the loopback.

mod callers;
mod contacts;
mod habits;
mod history;
mod sample;
mod told;
mod visitor;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use desk::{CallId, Desk, Fact, Logged, Seq};
use phones::{Exchange, Played, Script};
use store::{Store, StoreError};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::arguments::{DemoArguments, Sample};
use crate::check;
use crate::clock;
use crate::config::{Config, Wrong};
use crate::run::{FAILED, OK, Signals, ready_line, say};
use crate::serve::{Running, WORKSPACE, sentence, start};

use self::sample::Audience;
use self::told::Told;

/// Calls of a headless demo when nobody says how many.
const CALLS_USUAL: u32 = 20;

/// After the last caller has gone, the last recordings are closed and the last rings
/// stopped within this time, or something is stuck.
const SETTLE: Duration = Duration::from_secs(15);

/// How often the end is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Lines of the log read at once.
const PAGE: u32 = 1_000;

/// Runs the demo; returns the exit code.
pub(crate) async fn demo(
    mut config: Config,
    arguments: &DemoArguments,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let home = home();
    let audience = if arguments.headless { Audience::Nobody } else { Audience::Visitor };
    let cast = sample::Cast::hire(home, arguments, audience).await?;
    let token = match arguments.workspace {
        Sample::Sample => sample::configure(&mut config, home, &cast, audience),
    };
    match audience {
        Audience::Nobody => alone(config, arguments, &cast, out).await,
        // The teammates' phones stay on their desks for as long as the cast is there.
        Audience::Visitor => visited(config, arguments, token, out).await,
    }
}

/// Takes so many calls, reports on each, and ends.
async fn alone(
    config: Config,
    arguments: &DemoArguments,
    cast: &sample::Cast,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let data = config.data_dir.display().to_string();
    let mut signals = Signals::new()?;
    let running = start(config.clone()).await?;
    say(out, &ready_line(&running, &data));
    let begin = last(&running.store().clone()).await?;
    let script = sample::script(&running, arguments, Audience::Nobody);
    let callers = Exchange::open(home()).await.map_err(unable)?;
    let habits = habits::Habits::new(arguments.seed, &running);
    let calls = arguments.calls.unwrap_or(CALLS_USUAL);
    say(out, &format!("{calls} calls are on their way, seed {}", arguments.seed));
    let script = Script { calls: Some(calls), ..script };
    let played = play(&script, &callers, cast, habits, &running, &mut signals).await?;
    let Some(played) = played else {
        running.stop().await;
        return Ok(FAILED);
    };
    let settled = settled(&running).await;
    let sound = report(&running, begin, played, out).await?;
    running.stop().await;
    if !settled {
        say(out, "something is stuck: calls or recordings have not come to their end");
    }
    let checked = check::check(&config, out).await?;
    Ok(if settled && sound { checked } else { FAILED })
}

/// Opens the Help Desk for somebody, and has it called until a signal.
async fn visited(
    config: Config,
    arguments: &DemoArguments,
    token: &str,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let data = config.data_dir.display().to_string();
    let mut signals = Signals::new()?;
    history::write(&config, arguments.seed, clock::now()).await?;
    let running = start(config).await?;
    say(out, &ready_line(&running, &data));
    let link = running.reception().demo_link(sample::VISITOR).await;
    let link = link.map_err(|trouble| Wrong::new(trouble.detail))?;
    say(out, &format!("Open the Help Desk in your browser: {link}"));
    let http = running.http_address();
    say(out, &format!("health http://{http}/readyz, figures http://{http}/metrics"));
    say(out, &format!("operator http://{http}/operator/v1 with the token {token}"));
    let script = sample::script(&running, arguments, Audience::Visitor);
    let script = Script { calls: arguments.calls, ..script };
    let exchange = Exchange::open(home()).await.map_err(unable)?;
    let callers = callers::Callers::new(&running, script, exchange);
    let habits = habits::Habits::new(arguments.seed, &running);
    watch(callers, habits, &running, &mut signals, out).await?;
    running.stop().await;
    Ok(OK)
}

fn home() -> IpAddr {
    IpAddr::V4(Ipv4Addr::LOCALHOST)
}

/// Lets the callers call; `None` when a signal came first.
async fn play(
    script: &Script,
    callers: &Exchange,
    cast: &sample::Cast,
    habits: habits::Habits<'_>,
    running: &Running,
    signals: &mut Signals,
) -> Result<Option<Played>, Wrong> {
    let facts = running.facts();
    tokio::select! {
        played = script.run(callers, cast.exchange.events()) => played.map(Some).map_err(unable),
        () = habits.live(facts) => Ok(None),
        () = running.lost() => Ok(None),
        () = signals.next() => Ok(None),
    }
}

/// Prints what happens as it happens, until a signal.
async fn watch(
    callers: callers::Callers<'_>,
    habits: habits::Habits<'_>,
    running: &Running,
    signals: &mut Signals,
    out: &mut (dyn Write + Send),
) -> Result<(), Wrong> {
    let mut facts = running.facts();
    let habitual = habits.live(running.facts());
    let (wish, wishes) = mpsc::channel(1);
    let attended = visitor::attend(running, wish);
    let mut told = Told::new(running).await?;
    let playing = callers.run(running.facts(), wishes);
    tokio::pin!(habitual, attended, playing);
    let mut played = false;
    loop {
        tokio::select! {
            ended = &mut playing, if !played => {
                ended?;
                played = true;
                say(out, "no more calls will come; press Ctrl-C to end");
            }
            () = &mut habitual => return Ok(()),
            () = &mut attended => return Ok(()),
            () = running.lost() => return Ok(()),
            () = signals.next() => return Ok(()),
            news = facts.recv() => match news {
                Ok(news) => {
                    for line in told.tell(&news) {
                        say(out, &line);
                    }
                }
                Err(RecvError::Lagged(missed)) => say(out, &format!("… {missed} turns not shown")),
                Err(RecvError::Closed) => return Ok(()),
            },
        }
    }
}

/// Waits until nothing is live and every recording is where it belongs.
async fn settled(running: &Running) -> bool {
    let until = tokio::time::Instant::now() + SETTLE;
    loop {
        let calls = running.look(open).await.unwrap_or(usize::MAX);
        let jobs = running.store().next_job_due().await;
        if calls == 0 && matches!(jobs, Ok(None)) {
            return true;
        }
        if tokio::time::Instant::now() > until {
            return false;
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn open(desk: &Desk) -> usize {
    desk.calls().filter(|call| call.live()).count() + desk.open_recordings().count()
}

/// Every call's timeline, then the table; whether no placed call is missing.
async fn report(
    running: &Running,
    begin: Seq,
    played: Played,
    out: &mut (dyn Write + Send),
) -> Result<bool, Wrong> {
    let store = running.store();
    let told = Told::new(running).await?;
    let calls = arrived(store, begin).await?;
    let mut outcomes = told::Outcomes::default();
    for call in &calls {
        let facts = store.facts_of_call(WORKSPACE, *call).await.map_err(unreadable)?;
        let Some(record) = store.call(WORKSPACE, *call).await.map_err(unreadable)? else {
            continue;
        };
        for line in told.call(&record, &facts) {
            say(out, &line);
        }
        outcomes.count(&record);
    }
    let figures = running.tally().figures().await.map_err(unreadable)?;
    for line in told.table(&outcomes, &figures) {
        say(out, &line);
    }
    let Played { placed, talked, gave_up, sent_away } = played;
    say(
        out,
        &format!(
            "callers: {placed} placed, {talked} talked, {gave_up} gave up, {sent_away} sent away"
        ),
    );
    let all = u64::try_from(calls.len()).unwrap_or(u64::MAX) == placed;
    if !all {
        say(out, &format!("{} calls reached the desk, {placed} were placed", calls.len()));
    }
    Ok(all && outcomes.ended(calls.len()))
}

/// The calls that came in after a line of the log.
async fn arrived(store: &Arc<Store>, after: Seq) -> Result<Vec<CallId>, Wrong> {
    let mut calls = Vec::new();
    let mut after = after;
    loop {
        let page = store.facts_after(WORKSPACE, after, PAGE).await.map_err(unreadable)?;
        let Some(last) = page.last() else { return Ok(calls) };
        after = last.seq;
        calls.extend(page.iter().filter_map(arrival));
    }
}

fn arrival(logged: &Logged) -> Option<CallId> {
    if let Fact::CallArrived { call, .. } = logged.fact { Some(call) } else { None }
}

async fn last(store: &Arc<Store>) -> Result<Seq, Wrong> {
    let last = store.last(WORKSPACE).await.map_err(unreadable)?;
    Ok(last.map_or(Seq(0), |(seq, _)| seq))
}

fn unreadable(error: StoreError) -> Wrong {
    Wrong::new(sentence(&error))
}

fn unable(error: std::io::Error) -> Wrong {
    Wrong::new(format!("The synthetic callers cannot speak: {error}."))
}
