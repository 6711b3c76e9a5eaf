//! A database of the first version becomes one of this version with everything in it.

use desk::{ContactId, ConversationId, ConversationState, Millis};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, Executor, SqlSafeStr, SqliteConnection};
use store::{InboxPage, Sort, Store, Whose};

use crate::{WORKSPACE, settings_in};

const FIRST: &str = include_str!("../../migrations/sqlite/0001_start.sql");

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

#[tokio::test]
async fn old_conversations_stand_at_their_place_and_old_contacts_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/desk.db?mode=rwc", folder.path().display());
    let mut old = SqliteConnection::connect(&url).await.unwrap();
    // `Cord`, as every database of ours says.
    old.execute("PRAGMA application_id = 1131377252").await.unwrap();
    let start =
        Migration::new(1, "start".into(), MigrationType::Simple, FIRST.into_sql_str(), false);
    Migrator::with_migrations(vec![start]).run(&mut old).await.unwrap();
    old.execute(ROWS).await.unwrap();
    old.close().await.unwrap();
    let store = Store::open(&settings_in(folder.path())).await.unwrap();
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
