//! Somebody sets the clock of the machine while calls are live: forward, and back. And
//! weeks go by.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use desk::{CallId, Command as Press, ConversationId, Document};
use e2e::floor::Floor;
use e2e::operator::CallPage;
use e2e::server::Setup;
use e2e::session::Session;
use e2e::tones::{Sounding, listen};
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

    /// From now on the wall clock shows so many seconds more.
    fn set(&self, seconds: i64) {
        self.write(seconds, 0);
    }

    /// So many days have gone by since the start.
    fn pass(&self, days: i64) {
        self.write(0, days * 24 * HOUR_S);
    }

    fn write(&self, set: i64, passed: i64) {
        self.folder.write("next", format!("{set} {passed}"));
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

/// A call that is answered, talked over and hung up: its page.
async fn talk(floor: &Floor, from: &str) -> CallPage {
    let call = floor.call(from);
    floor.until_talking(1, &call).await;
    // A second of sound, to have something to listen to.
    call.until_heard(SOON, |heard| heard.packets() >= 75).await.unwrap();
    call.hang_up();
    let page = floor.operator.until_over(from).await;
    floor.until_idle(1).await;
    page
}

/// A recording of such a call is there, and can be heard: the caller left, Ana right.
async fn is_heard(floor: &Floor, page: &CallPage) {
    let wav = floor.operator.recording(page.recordings[0].id).await;
    let length_ms = wav.length_ms();
    assert!(length_ms >= 400, "{length_ms} ms");
    for (channel, tone) in [(0, 440), (1, 1_000)] {
        let samples = wav.between(channel, length_ms / 2, length_ms);
        assert_eq!(listen(samples, &[440, 1_000]), Sounding::Tone(tone));
    }
}

/// Every file of sound below a folder.
fn sounds(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sounds(&path));
        } else if path.extension().is_some_and(|end| end == "wav") {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_kept_for_so_many_days_and_the_rest_of_its_call_for_good() {
    let clock = WallClock::new();
    let setup = Setup::support("", "recording = \"on\"").owners();
    let at_once = Behaviour::AnswerAfter(Duration::ZERO);
    let floor = Floor::open_with(setup, &[at_once], |program, _data| clock.before(program)).await;
    let keep = |document: &mut Document| {
        if let Document::Workspace(workspace) = document {
            workspace.recordings_days = Some(30);
        }
    };
    floor.operator.change_settings(keep).await;
    let old = talk(&floor, CLEO).await;
    let conversation = ConversationId(old.conversation());
    let note = Press::AddNote { conversation, body: "Wants a quote.".to_owned() };
    floor.operator.command(1, note).await.unwrap();
    is_heard(&floor, &old).await;

    clock.pass(20);
    let young = talk(&floor, OTTO).await;
    is_heard(&floor, &young).await;
    is_heard(&floor, &old).await;
    let data = floor.server.data();
    assert_eq!(sounds(&data).len(), 2);

    clock.pass(35);
    let gone = until("the old recording is deleted", SOON, async || {
        let page = floor.operator.page(old.call.id).await;
        (page.recordings[0].stage == "deleted").then_some(page)
    })
    .await;
    until("its file is gone", SOON, async || (sounds(&data).len() == 1).then_some(())).await;
    let id = old.recordings[0].id;
    let answer = floor.operator.ask("GET", &format!("/recordings/{id}"), None).await.unwrap();
    assert_eq!(answer.status, 410);
    assert!(answer.text().contains("This recording was deleted."), "{}", answer.text());
    let ana = Session::begin(&floor.server, 1).await;
    let answer = ana.try_get(&format!("/conversations/{conversation}")).await.unwrap();
    let text = answer.to_string();
    assert!(text.contains("Wants a quote."), "the note is kept: {text}");
    assert_eq!(gone.recordings[0].length_ms, old.recordings[0].length_ms);
    assert_eq!(gone.call.outcome.as_deref(), Some("completed"));
    assert_eq!(gone.call.caller.as_deref(), Some(CLEO));
    assert!(gone.words().starts_with(&old.words()), "{:?}", gone.words());
    is_heard(&floor, &young).await;
    let check = floor.server.run(&["check"], SOON).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
}
