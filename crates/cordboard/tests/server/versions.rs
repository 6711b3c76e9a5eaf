//! The database of another version, and one that another program holds.

use std::path::Path;
use std::time::Duration;

use phones::Behaviour;
use serde_json::json;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, Executor, SqlSafeStr, SqliteConnection};

use crate::process::{Server, run};
use crate::stage::{SOON, Stage, TOKEN};

/// Marks a database as ours: `Cord`.
const MARK: &str = "PRAGMA application_id = 1131377252";

/// The schema of version 2.
const SCHEMA_2: [(&str, &str); 2] = [
    ("start", include_str!("../../../store/migrations/sqlite/0001_start.sql")),
    ("browser", include_str!("../../../store/migrations/sqlite/0002_browser.sql")),
];

/// What the program of version 2 had written into it, in the middle of its work.
const WORK_OF_2: &str = include_str!("../../../store/tests/store/version_2.sql");

/// A configuration without a desk: what is stored counts.
fn configured(folder: &Path) {
    let toml = format!(
        "[sip]\nbind = \"127.0.0.1:0\"\n[phone]\nbind = \"127.0.0.1:0\"\n\
         [http]\nbind = \"127.0.0.1:0\"\noperator_token = \"{TOKEN}\"\n"
    );
    std::fs::write(folder.join("cordboard.toml"), toml).unwrap();
    std::fs::create_dir_all(folder.join("data")).unwrap();
}

async fn database(folder: &Path) -> SqliteConnection {
    let file = folder.join("data/cordboard.db");
    SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap()
}

/// A database as the program of version 2 left it.
async fn left_by_version_2(folder: &Path) {
    let mut old = database(folder).await;
    old.execute(MARK).await.unwrap();
    let migrations = (1..).zip(SCHEMA_2).map(|(version, (name, sql))| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect()).run(&mut old).await.unwrap();
    old.execute(WORK_OF_2).await.unwrap();
    old.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_program_takes_over_the_database_of_the_old_one_with_all_its_calls() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path());
    left_by_version_2(folder.path()).await;
    let data = folder.path().join("data").display().to_string();
    // To prove or to copy it, the database has to be of this version already.
    let (code, _, err) = run(&["check", "--data-dir", &data]);
    assert_eq!(code, Some(2), "{err}");
    let server = Server::start(folder.path());
    let calls = "/operator/v1/calls?state=ended";
    let ended = crate::http::ask(server.http, "GET", calls, Some(TOKEN), None).await.json();
    assert_eq!(ended.as_array().unwrap().len(), 5);
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    let (code, out, err) = run(&["check", "--data-dir", &data]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.starts_with("ok: 5 calls, "), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_program_refuses_the_database_of_a_newer_one_and_leaves_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path());
    let server = Server::start(folder.path());
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    let mut newer = database(folder.path()).await;
    newer
        .execute(
            "INSERT INTO _sqlx_migrations \
             SELECT 900, 'to come', installed_on, success, checksum, execution_time \
             FROM _sqlx_migrations ORDER BY version DESC LIMIT 1",
        )
        .await
        .unwrap();
    newer.close().await.unwrap();
    let file = folder.path().join("data/cordboard.db");
    let before = std::fs::read(&file).unwrap();
    let config = folder.path().join("cordboard.toml").display().to_string();
    let data = folder.path().join("data").display().to_string();
    let copy = folder.path().join("copy.db").display().to_string();
    for command in [&["serve"][..], &["check"], &["backup", "--to", &copy]] {
        let named = ["--config", &config, "--data-dir", &data];
        let (code, out, err) = run(&[command, &named].concat());
        assert_eq!(code, Some(2), "{command:?}: {out}{err}");
        let last = err.lines().last().unwrap_or_default();
        assert!(last.contains("made by a newer Cordboard"), "{command:?}: {err}");
        assert!(last.contains("nothing was changed"), "{command:?}: {err}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before, "not a byte was written");
    assert!(!Path::new(&copy).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_another_program_holds_the_database_live_calls_go_on_and_nothing_is_lost() {
    let stage = Stage::open(Behaviour::AnswerAfter(Duration::from_millis(20))).await;
    let (caller, id) = stage.talking("+12025550191").await;
    let mut holder = database(stage.folder.path()).await;
    holder.execute("BEGIN IMMEDIATE").await.unwrap();
    // What must always work is done at the latest when the wait for the database is given up.
    assert_eq!(stage.command(1, json!({ "do": "hold", "call": id })).await.status, 200);
    let why = stage.ready_until(503).await.json();
    assert_eq!(why["detail"], "The store cannot be written.");
    let late = stage.call("+12025550192");
    let gone = late.until(SOON, |call| call.ending().is_some()).await.unwrap();
    assert_eq!(gone.ending().map(|ending| ending.code), Some(503));
    assert_eq!(stage.command(1, json!({ "do": "resume", "call": id })).await.status, 200);
    assert!(caller.view().is_up());
    holder.execute("ROLLBACK").await.unwrap();
    stage.ready_until(200).await;
    caller.hang_up();
    let call = stage.detail_until(id, |call| call["stage"] == "ended").await;
    assert_eq!(call["outcome"], "completed");
    let told = crate::stage::words(&call);
    for line in ["Call put on hold by Ana.", "Call resumed by Ana."] {
        assert!(told.iter().any(|word| word == line), "{told:?}");
    }
    stage.close().await;
}
