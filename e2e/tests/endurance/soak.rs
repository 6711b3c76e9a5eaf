//! A minute of a busy desk on every run of the tests.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use e2e::soak::{Plan, run};

/// `cargo xtask bench --only soak --minutes 60` takes an hour.
const LASTING: Duration = Duration::from_secs(60);

/// Far above what a minute's calls may leave in caches, far below what a leak of a
/// recording a call would.
const GROWTH_KB_MAX: u64 = 40_000;

#[tokio::test(flavor = "multi_thread")]
async fn after_a_minute_of_traffic_all_descriptors_are_back_and_memory_is_flat() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let plan = Plan { lasting: LASTING, seed: now.as_micros() as u64, program: None };
    let report = run(&plan, |_sample| {}).await;
    let _ = writeln!(std::io::stdout(), "soak, seed {}: {report}", plan.seed);
    assert!(report.calls > 50 && report.pages > 20, "{report}");
    assert!(report.files_after <= report.files_before, "{report}");
    let (least_kb, most_kb) = report.span(|sample| sample.resident_kb);
    assert!(most_kb - least_kb < GROWTH_KB_MAX, "{report}");
}
