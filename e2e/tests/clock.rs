//! Somebody sets the clock of the machine while calls are live: forward, and back.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use desk::{CallId, Command as Press};
use e2e::floor::Floor;
use e2e::operator::CallPage;
use e2e::server::Setup;
use e2e::{Folder, SOON, until};
use phones::Behaviour;

const CLEO: &str = "+15551001";
const OTTO: &str = "+15551002";

const HOUR_S: i64 = 3_600;
const HOUR_MS: u64 = 3_600_000;

/// Far more than a call of this test lasts, far less than the clock is moved.
const TEN_MINUTES_MS: u64 = 600_000;

/// A wall clock that can be set, for one program.
struct WallClock {
    folder: Folder,
    library: PathBuf,
}

impl WallClock {
    /// The C compiler without which nothing here could have been built makes the library.
    fn new() -> WallClock {
        let folder = Folder::new("clock");
        let library = folder.join("shifted.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("clock").join("shifted.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(source).arg("-ldl");
        let made = compiler.status().unwrap();
        assert!(made.success(), "{compiler:?}");
        let clock = WallClock { folder, library };
        clock.set(0);
        clock
    }

    /// From now on the clock shows so many seconds more.
    fn set(&self, seconds: i64) {
        self.folder.write("next", seconds.to_string());
        std::fs::rename(self.folder.join("next"), self.folder.join("shift")).unwrap();
    }

    fn before(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("LD_PRELOAD", &self.library).env("CLOCK_SHIFT", self.folder.join("shift"));
        command
    }
}

/// Its lines are in order, its pieces of time follow each other, and nothing lasts longer
/// than such a call can.
fn is_sane(page: &CallPage) {
    let times: Vec<u64> = page.timeline.iter().map(|line| line.at_ms).collect();
    assert!(times.is_sorted(), "{page:#?}");
    for segment in &page.segments {
        assert!(segment.from_ms <= segment.to_ms, "{page:#?}");
    }
    let lasted = page.call.ended_ms.unwrap().checked_sub(page.call.placed_ms).unwrap();
    assert!(lasted < TEN_MINUTES_MS, "{page:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_moves_no_ring_and_no_talk() {
    let clock = WallClock::new();
    let setup = Setup::support("", "").desk("ring_seconds = 5");
    let at_once = Behaviour::AnswerAfter(Duration::ZERO);
    let floor = Floor::open_with(setup, &[Behaviour::Ignore, at_once], |program, _data| {
        clock.before(program)
    })
    .await;
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    // Set forward while a phone rings: it rings on, and the next one is rung when it is due.
    clock.set(HOUR_S);
    floor.until_talking(2, &call).await;
    let live = floor.operator.until_stage(CLEO, "talking").await;
    let page = floor.operator.page(live.id).await;
    let missed = page.line("Call missed by Ana.").at_ms;
    assert_eq!(missed - page.line("Ringing Ana").at_ms, 5_000);
    assert!(page.line("Ringing Ben").at_ms - missed < 5_000, "{page:#?}");
    // Set back, and forward again, while two talk.
    let id = CallId(live.id);
    for shift in [-2 * HOUR_S, 5 * HOUR_S, 0] {
        clock.set(shift);
        floor.operator.command(2, Press::Hold { call: id }).await.unwrap();
        floor.operator.command(2, Press::Resume { call: id }).await.unwrap();
        floor.until_talking(2, &call).await;
    }
    clock.set(-HOUR_S);
    call.hang_up();
    is_sane(&floor.operator.until_over(CLEO).await);
    floor.until_idle(2).await;
    // In a quiet moment a clock that is ahead is believed.
    clock.set(HOUR_S);
    let later = until("calls are placed an hour later", SOON, async || {
        let next = floor.call(OTTO);
        next.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
        next.hang_up();
        let page = floor.operator.until_over(OTTO).await;
        (page.call.placed_ms >= live.placed_ms + HOUR_MS).then_some(page)
    })
    .await;
    is_sane(&later);
    let check = floor.server.run(&["check"], SOON).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
}
