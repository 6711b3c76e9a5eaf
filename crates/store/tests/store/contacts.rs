//! Finding contacts, and who did what.

use desk::{ContactContent, ContactId, ContactRow, Millis, Row, TeammateId};
use store::{Audited, Batch, Store};

use crate::{NOON, WORKSPACE};

on_both! {
    who_listened_is_written_down_in_order,
    contacts_are_found_by_what_people_know_of_them_the_last_active_first,
    signs_that_mean_something_to_a_database_mean_nothing_here,
    an_edited_contact_is_found_by_what_it_is_called_now,
}

fn contact(id: u64, name: Option<&str>, email: Option<&str>, number: Option<&str>) -> Row {
    let active = Millis(NOON.0 + i64::try_from(id).unwrap());
    let row = ContactRow { id: ContactId(id), created: NOON, last_active: active, erased: None };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let content = ContactContent { number: owned(number), name: owned(name), email: owned(email) };
    Row::Contact(row, Some(content))
}

async fn filled(store: Store) -> Store {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let rows = [
        contact(1, Some("Änne Ada"), Some("Anne@Example.org"), Some("+493012345678")),
        contact(2, Some("Anna 100%"), None, Some("+15550100")),
        contact(3, Some("_under"), None, Some("+15550199")),
        contact(4, None, Some("ann@example.net"), None),
        contact(5, Some("<b>Bold</b>"), None, Some("+4930999")),
    ];
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    store
}

async fn found(store: &Store, words: &str) -> Vec<u64> {
    let found = store.find_contacts(WORKSPACE, words, 10).await.unwrap();
    found.into_iter().map(|(row, _)| row.id.0).collect()
}

async fn contacts_are_found_by_what_people_know_of_them_the_last_active_first(store: Store) {
    let store = filled(store).await;
    assert_eq!(found(&store, "ÄNN").await, [1]);
    assert_eq!(found(&store, "ann").await, [4, 2, 1]);
    assert_eq!(found(&store, "anne@example.org").await, [1]);
    assert_eq!(found(&store, "<B>bo").await, [5]);
    assert_eq!(found(&store, "+1 555 01").await, [3, 2]);
    assert_eq!(found(&store, "5678").await, [1]);
    assert_eq!(found(&store, "030 123 456 78").await, [1]);
    assert_eq!(found(&store, "0100").await, [2]);
}

async fn signs_that_mean_something_to_a_database_mean_nothing_here(store: Store) {
    let store = filled(store).await;
    assert_eq!(found(&store, "%").await, [0; 0]);
    assert_eq!(found(&store, "_").await, [3]);
    assert_eq!(found(&store, "' OR 1=1 --").await, [0; 0]);
    assert_eq!(found(&store, "").await, [0; 0]);
    assert_eq!(found(&store, "12").await, [0; 0]);
}

async fn an_edited_contact_is_found_by_what_it_is_called_now(store: Store) {
    let store = filled(store).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let rows = [contact(2, Some("Zoe"), None, Some("+15550100"))];
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    assert_eq!(found(&store, "zo").await, [2]);
    assert_eq!(found(&store, "anna").await, [0; 0]);
    let known = store.contacts(WORKSPACE, &[ContactId(2), ContactId(77)]).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[&ContactId(2)].1.name.as_deref(), Some("Zoe"));
}

async fn who_listened_is_written_down_in_order(store: Store) {
    let (ana, ben) = (TeammateId(1), TeammateId(2));
    store.audit(WORKSPACE, NOON, Some(ana), Audited::RecordingPlayed, 7, "").await.unwrap();
    store.audit(WORKSPACE, NOON, Some(ben), Audited::RecordingDownloaded, 7, "").await.unwrap();
    let lines = store.audited(WORKSPACE, 10).await.unwrap();
    let told: Vec<_> =
        lines.iter().map(|line| (line.teammate, line.what.as_str(), line.subject)).collect();
    assert_eq!(told, [(Some(ben), "recording_downloaded", 7), (Some(ana), "recording_played", 7)]);
    assert_eq!(store.audited(WORKSPACE, 1).await.unwrap(), lines[..1]);
}
