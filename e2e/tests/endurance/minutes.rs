//! Limits that are counted in minutes, and the demo.

use std::time::Duration;

use e2e::floor::{Floor, until_hears_music, until_over};
use e2e::server::{self, Setup};
use e2e::{Folder, SOON, until};
use phones::{Behaviour, Ending, Side};

/// The shortest hold limit, and time to notice.
const OVER_A_MINUTE: Duration = Duration::from_secs(80);

const CLEO: &str = "+15550601";
const OTTO: &str = "+15550602";

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_waits_too_long_is_turned_away_but_a_ring_may_finish() {
    let setup = Setup::support("hold_limit_minutes = 1", "").desk("ring_seconds = 63");
    let floor = Floor::open(setup, &[Behaviour::Ignore]).await;
    let rung = floor.call(CLEO);
    floor.until_rings(1).await;
    let waiting = floor.call(OTTO);
    floor.operator.until_stage(OTTO, "queued").await;
    until("the limit passes", OVER_A_MINUTE, async || {
        let calls = floor.operator.live_calls().await;
        let stage = |caller| calls.iter().find(|call| call.caller.as_deref() == Some(caller));
        assert_ne!(stage(CLEO).map(|call| call.stage.as_str()), Some("queued"));
        let turned_away = stage(OTTO).is_none_or(|call| call.stage == "deflected");
        // The one whose phone rings is let be.
        turned_away.then(|| assert_eq!(stage(CLEO).unwrap().stage, "ringing"))
    })
    .await;
    until_hears_music(&waiting).await;
    assert_eq!(until_over(&waiting).await, Ending { by: Side::Far, code: 200 });
    assert_eq!(until_over(&rung).await, Ending { by: Side::Far, code: 200 });
    let deflected =
        "Call deflected because Customer has been waiting on hold for more than 1 minutes.";
    let page = floor.log_reads(OTTO, &["Queued for Support", deflected, "Call ended."]).await;
    assert_eq!(page.call.outcome.as_deref(), Some("deflected (hold timeout)"));
    assert_eq!(page.spent_ms("queue"), 60_000);
    let words =
        ["Queued for Support", "Ringing Ana", "Call missed by Ana.", deflected, "Call ended."];
    let page = floor.log_reads(CLEO, &words).await;
    assert_eq!(page.spent_ms("ring"), 63_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_prints_every_call_and_a_closing_table_and_ends_well() {
    let folder = Folder::new("demo");
    let arguments = ["demo", "--calls", "20", "--seed", "1", "--headless"];
    let demo = server::run(&arguments, folder.path(), SOON * 10).await;
    assert_eq!(demo.code, Some(0), "{}", demo.said);
    let said: Vec<&str> = demo.said.lines().collect();
    let calls = said.iter().filter(|line| line.starts_with("Call ") && line.contains(" from "));
    assert_eq!(calls.count(), 20, "{}", demo.said);
    let table = said.iter().position(|line| line.starts_with("Outcome")).unwrap();
    let counts: Vec<u64> = said[table + 1..]
        .iter()
        .take_while(|line| !line.is_empty())
        .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
        .collect();
    let (all, outcomes) = counts.split_last().unwrap();
    assert_eq!(*all, 20);
    assert_eq!(outcomes.iter().sum::<u64>(), 20, "every call has one outcome");
    assert!(said.iter().any(|line| line.contains("Call answered by ")), "{}", demo.said);
    assert!(said.iter().any(|line| line.starts_with("Teammate call talk time")));
}
