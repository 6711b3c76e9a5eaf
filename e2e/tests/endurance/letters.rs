//! Mail after many calls that end together.

use std::io::Write;

use e2e::letters::{Together, together};

/// `cargo xtask bench --only mail` takes 1,000.
const CALLS: u16 = 120;

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_end_together_lose_no_mail_and_send_none_twice() {
    let report = together(&Together { calls: CALLS, program: None }).await;
    let _ = writeln!(std::io::stdout(), "{report}");
    assert_eq!((report.took.len(), report.twice), (usize::from(CALLS), 0), "{report}");
}
