//! A database of an earlier version becomes one of this version with everything in it.

use std::collections::BTreeSet;

use desk::{
    CallId, ContactId, ConversationId, ConversationState, Job, Live, Millis, RecordingId, Seq,
    TeammateId,
};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};
use store::{Batch, CallFilter, InboxPage, JobFilter, Sort, Store, StoreSettings, Whose};

use crate::world::World;
use crate::{WORKSPACE, commit_turns, postgres, settings_in};

/// Marks a database as ours: `Cord`.
const MARK: &str = "PRAGMA application_id = 1131377252";

/// The first versions as SQLite and PostgreSQL have them, oldest first.
const SQLITE: [(&str, &str); 2] = [
    ("start", include_str!("../../migrations/sqlite/0001_start.sql")),
    ("browser", include_str!("../../migrations/sqlite/0002_browser.sql")),
];
const POSTGRES: [(&str, &str); 2] = [
    ("start", include_str!("../../migrations/postgres/0001_start.sql")),
    ("browser", include_str!("../../migrations/postgres/0002_browser.sql")),
];

/// What the program of schema 2 had written.
const VERSION_2: &str = include_str!("version_2.sql");

/// The schema of the first so many versions.
fn until(versions: &[(&'static str, &'static str)]) -> Migrator {
    let migrations = (1..).zip(versions).map(|(version, (name, sql))| {
        let kind = MigrationType::Simple;
        Migration::new(version, (*name).into(), kind, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Two conversations: one with a call that was answered and ended and a later note, one
/// that was closed.
const ROWS: &str = r#"
INSERT INTO fact (workspace, seq, at, actor, cause, call, call_seq, kind, body) VALUES
    (1, 1, 1000, '"desk"', NULL, NULL, NULL, 'contact_created', '{"fact":"contact_created","contact":1}'),
    (1, 2, 1000, '"desk"', NULL, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":2,"contact":1,"channel":1}'),
    (1, 3, 1000, '"caller"', NULL, 3, 1, 'call_arrived', '{"fact":"call_arrived","call":3,"conversation":2,"contact":1,"channel":1,"leg":{"Caller":1}}'),
    (1, 4, 2000, '"desk"', NULL, 3, 2, 'call_answered', '{"fact":"call_answered","call":3,"offer":4,"teammate":1,"leg":{"Offer":[4,0]}}'),
    (1, 5, 3000, '"caller"', NULL, 3, 3, 'call_ended', '{"fact":"call_ended","call":3,"outcome":"completed","ended":3000}'),
    (1, 6, 4000, '{"teammate":1}', NULL, NULL, NULL, 'note_added', '{"fact":"note_added","conversation":2,"note":6}'),
    (1, 7, 4500, '"desk"', NULL, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":7,"contact":1,"channel":1}'),
    (1, 8, 5000, '{"teammate":1}', NULL, NULL, NULL, 'conversation_state_set', '{"fact":"conversation_state_set","conversation":7,"state":"closed"}');
INSERT INTO contact (workspace, id, last_active, state, number, name) VALUES
    (1, 1, 3000, '{"id":1,"created":1000,"last_active":3000}', '+15550123', 'ADA');
INSERT INTO conversation (workspace, id, contact, call, teammate, team, standing, state) VALUES
    (1, 2, 1, 3, 1, NULL, 'open', '{"id":2,"contact":1,"channel":1,"call":3,"state":"open","teammate":1,"team":null,"notes":1}'),
    (1, 7, 1, NULL, NULL, NULL, 'closed', '{"id":7,"contact":1,"channel":1,"call":null,"state":"closed","teammate":null,"team":null,"notes":0}');
INSERT INTO call (workspace, id, conversation, contact, channel, placed, ended, outcome, state, called) VALUES
    (1, 3, 2, 1, 1, 1000, 3000, 'completed', '{}', '+15550000');
"#;

/// A database in which so many versions were applied, with these rows.
async fn old_sqlite(folder: &std::path::Path, versions: usize, rows: &'static str) -> Store {
    let url = format!("sqlite://{}/desk.db?mode=rwc", folder.display());
    let mut old = SqliteConnection::connect(&url).await.unwrap();
    old.execute(MARK).await.unwrap();
    until(&SQLITE[..versions]).run(&mut old).await.unwrap();
    old.execute(rows).await.unwrap();
    old.close().await.unwrap();
    Store::open(&settings_in(folder)).await.unwrap()
}

async fn old_postgres(versions: usize, rows: &'static str) -> Store {
    let url = postgres::database();
    let mut old = PgConnection::connect(&url).await.unwrap();
    until(&POSTGRES[..versions]).run(&mut old).await.unwrap();
    old.execute(rows).await.unwrap();
    old.close().await.unwrap();
    Store::open(&StoreSettings::new(url)).await.unwrap()
}

#[tokio::test]
async fn version_1_of_sqlite_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let store = old_sqlite(folder.path(), 1, ROWS).await;
    old_conversations_stand_at_their_place_and_old_contacts_are_found(store).await;
}

#[tokio::test]
async fn version_1_of_postgres_is_brought_up_to_date() {
    let store = old_postgres(1, ROWS).await;
    old_conversations_stand_at_their_place_and_old_contacts_are_found(store).await;
}

#[tokio::test]
async fn version_2_of_sqlite_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    a_desk_of_version_2_goes_on(old_sqlite(folder.path(), 2, VERSION_2).await).await;
}

#[tokio::test]
async fn version_2_of_postgres_is_brought_up_to_date() {
    a_desk_of_version_2_goes_on(old_postgres(2, VERSION_2).await).await;
}

/// Everything that was known is known, holds together, and goes on.
async fn a_desk_of_version_2_goes_on(store: Store) {
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    let ended = store.ended_calls(WORKSPACE, &CallFilter::default(), 100).await.unwrap();
    assert_eq!(ended.len(), 5);
    assert!(store.account_of(WORKSPACE, TeammateId(1)).await.unwrap().is_some());
    let told = store.audit_page(WORKSPACE, None, 9).await.unwrap();
    assert_eq!(
        (told.len(), told[0].teammate, told[0].detail.as_str()),
        (1, Some(TeammateId(2)), "")
    );
    let due = store.jobs_due(Millis(i64::MAX), 100, &BTreeSet::new()).await.unwrap();
    assert_eq!(due.len(), 4);
    for job in &due {
        let Job::StoreRecording { .. } = job.job else { panic!("{job:?}") };
        assert_eq!(job.lane, "house");
    }
    let waiting = store.jobs_page(WORKSPACE, JobFilter::Waiting, None, None, 9).await.unwrap();
    assert!(waiting.iter().all(|job| job.created == job.due), "{waiting:?}");
    assert_eq!(waiting.len(), 4);
    let old = store.recordings_older_than(WORKSPACE, Millis(1_700_000_000_015), 9).await.unwrap();
    assert_eq!(old, [(RecordingId(26), CallId(17))]);
    let (live, last) = (store.live(WORKSPACE).await.unwrap(), store.last(WORKSPACE).await.unwrap());
    assert_eq!(last.unwrap().0, Seq(54));
    assert_eq!(live.recordings.len(), 1);
    work_on(&store, live).await;
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    assert!(store.last(WORKSPACE).await.unwrap().unwrap().0 > Seq(100));
}

async fn work_on(store: &Store, live: Live) {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    assert_eq!(epoch, 2);
    let at = live.last.unwrap().1;
    let mut world = World::reopen(live, at.plus(1_000), 5, 1_000);
    commit_turns(store, epoch, &mut world, 20).await;
    for turn in world.wind_down() {
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
    }
}

async fn old_conversations_stand_at_their_place_and_old_contacts_are_found(store: Store) {
    let page = |standing| InboxPage {
        whose: Whose::Contact(ContactId(1)),
        standing,
        sort: Sort::Newest,
        after: None,
        limit: 10,
    };
    let all = store.inbox(WORKSPACE, &page(None)).await.unwrap();
    let places: Vec<_> = all.iter().map(|row| (row.id, row.active)).collect();
    assert_eq!(places, [(ConversationId(7), Millis(5000)), (ConversationId(2), Millis(4000))]);
    let open = page(Some(ConversationState::Open));
    assert_eq!(store.inbox(WORKSPACE, &open).await.unwrap(), all[1..]);
    for words in ["ad", "+1555", "0123"] {
        let found = store.find_contacts(WORKSPACE, words, 10).await.unwrap();
        assert_eq!(found.len(), 1, "{words}");
    }
    let of = store.facts_of_conversation(WORKSPACE, ConversationId(2)).await.unwrap();
    assert_eq!(of.len(), 1);
    store.close().await;
}
