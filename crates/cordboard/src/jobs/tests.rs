use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use desk::{CallId, RecordingId, WorkspaceId};
use line::{Line, LineSettings};
use sqlx::{Connection, SqliteConnection};
use store::StoreSettings;

use super::*;
use crate::intake::Against;

const WORKSPACE: WorkspaceId = WorkspaceId(1);

struct Room {
    runner: Runner,
    other: SqliteConnection,
    folder: tempfile::TempDir,
    // Held, so that the runner is not stopped.
    _stop: watch::Sender<bool>,
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
    let runner = Runner {
        store,
        recordings: Arc::new(recordings),
        live_dir,
        doorkeeper,
        bell: Arc::default(),
        gauges: Arc::default(),
        stop,
    };
    let other = SqliteConnection::connect(&url).await.expect("another connection");
    Room { runner, other, folder, _stop: stop_sender }
}

impl Room {
    /// A job that is due, about a file in the live folder, which is written when there
    /// are bytes.
    async fn job(&mut self, number: u64, attempts: u32, bytes: Option<&[u8]>) -> RecordingKey {
        let path = self.runner.live_dir.join(format!("{number}.wav"));
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
            "INSERT INTO job (workspace, key, kind, body, due, attempts) \
             VALUES (1, ?, 'store_recording', ?, 0, ?)",
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

    fn attempts(&self) -> u64 {
        self.runner.gauges.jobs_done.get() + self.runner.gauges.jobs_failed.get()
    }
}

#[tokio::test]
async fn jobs_whose_receipt_cannot_be_written_wait_longer_each_time() {
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
        rests.push(room.runner.round(&mut trouble).await);
    }
    let seconds = [1, 2, 4, 8, 16, 32, 64, 120, 120];
    assert_eq!(rests, seconds.map(|seconds| Rest::Undisturbed(Duration::from_secs(seconds))));
    assert_eq!(room.attempts(), 9, "the first receipt that fails ends the round");

    room.sql("DROP TRIGGER no_receipt").await;
    assert_eq!(room.runner.round(&mut trouble).await, Rest::None, "there are more than 16");
    assert_eq!(trouble, TROUBLE_FIRST);
    assert_eq!(room.runner.round(&mut trouble).await, Rest::UntilRung(IDLE));
    assert_eq!(room.runner.store.next_job_due().await.expect("read"), None);
}

#[tokio::test]
async fn no_job_is_done_while_the_log_has_the_store_for_itself() {
    let mut room = room().await;
    let key = room.job(1, 0, Some(b"audio")).await;
    let mut trouble = TROUBLE_FIRST;
    room.runner.doorkeeper.close(Against::StoreDown);
    assert_eq!(room.runner.round(&mut trouble).await, Rest::Undisturbed(KEPT_BACK));
    assert_eq!(room.attempts(), 0);
    room.runner.doorkeeper.lift(Against::StoreDown);
    assert_eq!(room.runner.round(&mut trouble).await, Rest::UntilRung(IDLE));
    assert_eq!(room.runner.recordings.size(&key).await.expect("stored"), 5);
}

#[tokio::test]
async fn a_job_whose_file_is_gone_is_tried_again_and_given_up_in_the_end() {
    let mut room = room().await;
    room.job(1, 0, None).await;
    room.job(2, RETRY_DOUBLINGS_MAX, None).await;
    let mut trouble = TROUBLE_FIRST;
    room.runner.round(&mut trouble).await;
    let much_later = clock::now().plus(3_600_000);
    let left = room.runner.store.jobs_due(much_later, 10).await.expect("read");
    let left: Vec<_> = left.iter().map(|job| (job.key.as_str(), job.attempts)).collect();
    assert_eq!(left, [("store-recording-1", 1)]);
}

#[tokio::test]
async fn a_recording_is_found_in_a_data_folder_that_was_moved() {
    let mut room = room().await;
    let before = room.folder.path().join("before/live/7.wav");
    let key = room.job_at(7, 0, &before).await;
    std::fs::write(room.runner.live_dir.join("7.wav"), b"audio").expect("written");
    room.runner.round(&mut TROUBLE_FIRST.clone()).await;
    assert_eq!(room.runner.recordings.size(&key).await.expect("stored"), 5);
}
