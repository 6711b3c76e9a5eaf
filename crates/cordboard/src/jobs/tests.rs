use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use courier::webhook::{Caller, CallerSettings};
use desk::{CallId, RecordingId, WorkspaceId};
use line::{Line, LineSettings};
use sqlx::{Connection, SqliteConnection};
use store::{RecordingKey, StoreSettings};

use super::*;
use crate::inbox::{Entry, Next, Outlet, inbox};
use crate::intake::Against;

const WORKSPACE: WorkspaceId = WorkspaceId(1);

struct Room {
    runner: Runner,
    other: SqliteConnection,
    folder: tempfile::TempDir,
    // Held, so that the runner is not stopped.
    _stop: watch::Sender<bool>,
    // Where no desk is needed, nobody reads it.
    outlet: Option<Outlet>,
}

async fn line() -> Line {
    let settings = LineSettings {
        sip_bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
        external_ip: None,
        rtp_ports: 20_000..=20_100,
        trunks: Vec::new(),
        setup_timeout: Duration::from_secs(30),
        silence_limit: Duration::from_secs(30),
        dial_timeout: Duration::from_secs(4),
        max_legs: 1,
        user_agent: "test".to_owned(),
        browser_bind: None,
        max_phones: line::PHONES_MAX,
        intake: line::Intake::Open,
    };
    Line::start(settings, |_| {}).await.expect("a line")
}

async fn room() -> Room {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("desk.db").display());
    let store = Arc::new(Store::open(&StoreSettings::new(&url)).await.expect("a store"));
    let recordings = Recordings::in_folder(&folder.path().join("kept")).expect("a place");
    let live_dir = folder.path().join("live");
    std::fs::create_dir(&live_dir).expect("made");
    let doorkeeper = Arc::new(Doorkeeper::new(line().await));
    let (stop_sender, stop) = watch::channel(false);
    let (inbox, outlet) = inbox();
    let caller = Caller::new(CallerSettings::default()).expect("a caller");
    let around = Around {
        workspace: WORKSPACE,
        epoch: store.raise_epoch(WORKSPACE).await.expect("an epoch"),
        store,
        recordings: Arc::new(recordings),
        live_dir,
        inbox,
        ways: Ways { post: None, caller: Arc::new(caller) },
        addresses: Addresses::default(),
        gauges: Arc::default(),
    };
    let runner = Runner {
        around: Arc::new(around),
        doorkeeper,
        bell: Arc::default(),
        stop,
        under_way: UnderWay::default(),
    };
    let other = SqliteConnection::connect(&url).await.expect("another connection");
    Room { runner, other, folder, _stop: stop_sender, outlet: Some(outlet) }
}

impl Room {
    /// A job that is due, about a file in the live folder, which is written when there
    /// are bytes.
    async fn job(&mut self, number: u64, attempts: u32, bytes: Option<&[u8]>) -> RecordingKey {
        let path = self.runner.around.live_dir.join(format!("{number}.wav"));
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).expect("written");
        }
        self.job_at(number, attempts, &path).await
    }

    async fn job_at(&mut self, number: u64, attempts: u32, path: &Path) -> RecordingKey {
        let (recording, call) = (RecordingId(number), CallId(number));
        let path = path.display().to_string();
        let job = Job::StoreRecording { recording, call, path };
        let body = serde_json::to_string(&job).expect("JSON");
        sqlx::query(
            "INSERT INTO job (workspace, key, kind, lane, body, due, attempts, created) \
             VALUES (1, ?, 'store_recording', 'house', ?, 0, ?, 0)",
        )
        .bind(job.key())
        .bind(body)
        .bind(attempts)
        .execute(&mut self.other)
        .await
        .expect("inserted");
        RecordingKey { workspace: WORKSPACE, call, recording }
    }

    async fn sql(&mut self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.other).await.expect("done");
    }

    fn done(&self) -> u64 {
        self.runner.around.gauges.jobs_done.get()
    }

    /// A round, and the end of what it began.
    async fn round(&mut self, trouble: &mut Duration) -> Rest {
        let rest = self.runner.round(trouble).await;
        while let Some(ended) = self.runner.under_way.tasks.join_next_with_id().await {
            self.runner.noted(ended).await;
        }
        rest
    }

    /// Rounds until nothing is left to do now.
    async fn all(&mut self) {
        while self.round(&mut TROUBLE_FIRST.clone()).await != Rest::UntilRung(IDLE) {}
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_written_is_waited_for_and_nothing_is_done_twice() {
    let mut room = room().await;
    for number in 1..=20 {
        room.job(number, 0, Some(b"audio")).await;
    }
    room.sql(
        "CREATE TRIGGER no_receipt BEFORE UPDATE ON job \
              BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    )
    .await;
    let mut trouble = TROUBLE_FIRST;
    let mut rests = Vec::new();
    for _ in 0..9 {
        rests.push(room.round(&mut trouble).await);
    }
    assert_eq!(rests[0], Rest::UntilRung(CROWDED), "there are more than may be under way");
    let seconds = [1, 2, 4, 8, 16, 32, 64, 120];
    assert_eq!(rests[1..], seconds.map(|seconds| Rest::Undisturbed(Duration::from_secs(seconds))));
    assert_eq!(room.done(), 0);
    let begun = room.runner.under_way.keys().len();
    assert_eq!(begun, fair::HOUSE.workspace, "nothing new begins meanwhile");

    room.sql("DROP TRIGGER no_receipt").await;
    assert_eq!(room.round(&mut trouble).await, Rest::UntilRung(CROWDED));
    assert_eq!(trouble, TROUBLE_FIRST);
    room.all().await;
    assert_eq!(room.done(), 20);
    assert_eq!(room.runner.around.store.next_job_due().await.expect("read"), None);
}

#[tokio::test]
async fn no_job_is_done_while_the_log_has_the_store_for_itself() {
    let mut room = room().await;
    let key = room.job(1, 0, Some(b"audio")).await;
    let mut trouble = TROUBLE_FIRST;
    room.runner.doorkeeper.close(Against::StoreDown);
    assert_eq!(room.round(&mut trouble).await, Rest::Undisturbed(KEPT_BACK));
    assert_eq!(room.done(), 0);
    room.runner.doorkeeper.lift(Against::StoreDown);
    room.all().await;
    assert_eq!(room.runner.around.recordings.size(&key).await.expect("stored"), 5);
}

#[tokio::test]
async fn a_job_whose_file_is_gone_is_tried_again_and_given_up_in_the_end() {
    let mut room = room().await;
    room.job(1, 0, None).await;
    room.job(2, 10, None).await;
    let mut trouble = TROUBLE_FIRST;
    room.round(&mut trouble).await;
    let much_later = clock::now().plus(3_600_000);
    let store = &room.runner.around.store;
    let left = store.jobs_due(much_later, 10, &BTreeSet::new()).await.expect("read");
    let left: Vec<_> = left.iter().map(|job| (job.key.as_str(), job.attempts)).collect();
    assert_eq!(left, [("store-recording-1", 1)]);
    let given_up = store.job(WORKSPACE, "store-recording-2").await.expect("read").expect("kept");
    assert!(given_up.given_up.is_some() && given_up.last_error.is_some(), "{given_up:?}");
}

#[tokio::test]
async fn a_recording_is_found_in_a_data_folder_that_was_moved() {
    let mut room = room().await;
    let before = room.folder.path().join("before/live/7.wav");
    let key = room.job_at(7, 0, &before).await;
    std::fs::write(room.runner.around.live_dir.join("7.wav"), b"audio").expect("written");
    room.round(&mut TROUBLE_FIRST.clone()).await;
    assert_eq!(room.runner.around.recordings.size(&key).await.expect("stored"), 5);
}

#[tokio::test]
async fn jobs_of_another_workspace_are_left_to_its_own_server() {
    let mut room = room().await;
    room.sql("INSERT INTO lease (workspace, node, epoch) VALUES (2, 'other', 1)").await;
    room.job(1, 0, Some(b"audio")).await;
    room.sql("UPDATE job SET workspace = 2").await;
    assert_eq!(room.round(&mut TROUBLE_FIRST.clone()).await, Rest::UntilRung(CROWDED));
    assert!(room.runner.under_way.keys().is_empty());
    assert_eq!(room.done(), 0);
}

#[tokio::test]
async fn who_was_overtaken_begins_no_job_and_says_so() {
    let mut room = room().await;
    room.job(1, 0, Some(b"audio")).await;
    room.runner.around.store.raise_epoch(WORKSPACE).await.expect("somebody else's now");
    assert_eq!(room.round(&mut TROUBLE_FIRST.clone()).await, Rest::Undisturbed(TROUBLE_LONGEST));
    assert!(room.runner.under_way.keys().is_empty());
    assert_eq!(room.done(), 0);
}

#[tokio::test]
async fn a_deleted_recording_is_gone_from_both_places_and_is_not_stored_again() {
    let mut room = room().await;
    let key = room.job(1, 0, Some(b"audio")).await;
    let stored = room.job(2, 0, Some(b"audio")).await;
    let path = room.runner.around.live_dir.join("2.wav");
    room.runner.around.recordings.put(&stored, &path).await.expect("stored before");
    for key in [&key, &stored] {
        let job = Job::DeleteRecording { recording: key.recording, call: key.call };
        let body = serde_json::to_string(&job).expect("JSON");
        sqlx::query(
            "INSERT INTO job (workspace, key, kind, lane, body, due, attempts, created) \
             VALUES (1, ?, 'delete_recording', 'house', ?, -1, 0, 0)",
        )
        .bind(job.key())
        .bind(body)
        .execute(&mut room.other)
        .await
        .expect("inserted");
    }
    room.all().await;
    for key in [&key, &stored] {
        let missing = room.runner.around.recordings.size(key).await.expect_err("deleted");
        assert!(matches!(missing, store::RecordingsError::Missing { .. }), "{missing:?}");
    }
    let live = std::fs::read_dir(&room.runner.around.live_dir).expect("listed");
    assert_eq!(live.count(), 0);
    assert_eq!(room.runner.around.store.next_job_due().await.expect("read"), None);
}

/// A desk that keeps recordings for a day: looks are answered, and what it is told of is
/// handed on.
fn desk_of_a_day(outlet: Outlet) -> std::sync::mpsc::Receiver<Input> {
    let settings =
        desk::WorkspaceSettings { recordings_days: Some(1), ..desk::WorkspaceSettings::default() };
    let row = desk::SettingsRow { version: 1, document: desk::Document::Workspace(settings) };
    let live = desk::Live { settings: vec![row], ..desk::Live::default() };
    let desk = desk::Desk::open(WORKSPACE, live);
    let (sender, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let far = std::time::Instant::now() + Duration::from_secs(60);
        while let Next::Entry(entry) = outlet.first(far) {
            match entry {
                Entry::Look(look) => look(&desk),
                Entry::Heard(heard) => {
                    let _ = sender.send(heard.input);
                    drop(heard.asker.map(|asker| asker.send(Ok(desk::Reply::Done))));
                }
                Entry::Compare => {}
                Entry::Stop => return,
            }
        }
    });
    told
}

#[tokio::test]
async fn what_was_kept_for_long_enough_is_swept_and_nothing_younger() {
    let mut room = room().await;
    let told = desk_of_a_day(room.outlet.take().expect("there"));
    let now = clock::now();
    let days = |days: u64| before(now, days * 24 * 3_600_000);
    for (number, started) in [(1, days(2)), (2, before(now, 3_600_000)), (3, days(400))] {
        sqlx::query(
            "INSERT INTO recording (workspace, id, call, stage, state, path, started) \
             VALUES (1, ?, ?, 'stored', '{}', 'x', ?)",
        )
        .bind(number)
        .bind(number + 10)
        .bind(started.0)
        .execute(&mut room.other)
        .await
        .expect("inserted");
    }
    for (number, done) in [(1, days(31)), (2, days(29))] {
        let key = room.job(number, 0, None).await.recording.0;
        sqlx::query("UPDATE job SET done = ? WHERE key = ?")
            .bind(done.0)
            .bind(format!("store-recording-{key}"))
            .execute(&mut room.other)
            .await
            .expect("changed");
    }
    room.runner.around.sweep(now).await.expect("swept");
    let Ok(Input::RecordingsExpired { recordings }) = told.try_recv() else { panic!("told") };
    let expired = [(RecordingId(3), CallId(13)), (RecordingId(1), CallId(11))];
    assert_eq!(recordings, expired);
    assert!(told.try_recv().is_err(), "what stays is asked for once, not in a circle");
    let store = &room.runner.around.store;
    let left = |key: &'static str| async move { store.job(WORKSPACE, key).await.expect("read") };
    assert_eq!(left("store-recording-1").await, None);
    assert!(left("store-recording-2").await.is_some());
}
