//! A few kills on every run of the tests.

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use e2e::kills::{Plan, run};

/// Enough to hit a call in each of its states; `cargo xtask bench --only kill` takes 500.
const KILLS: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn after_every_kill_nothing_acknowledged_is_lost() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let plan = Plan { kills: KILLS, seed: now.as_micros() as u64, program: None };
    let _ = writeln!(std::io::stdout(), "kill test, seed {}", plan.seed);
    let report = run(&plan).await;
    let _ = writeln!(std::io::stdout(), "{report}");
    assert_eq!((report.kills, report.back.len()), (KILLS, KILLS));
    assert!(report.cut > 0 && report.calls > report.cut, "{report}");
}
