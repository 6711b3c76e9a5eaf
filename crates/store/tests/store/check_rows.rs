//! Every invariant of the rows is caught by its check: a real desk's rows, and one wrong.

use std::collections::{BTreeMap, BTreeSet};

use desk::{Fold, Logged, Millis, OfferEnd, Phone, Row, RowKey, SegmentKind, Stage};
use sqlx::Executor;
use store::Batch;
use store::check::check;

use crate::world::World;
use crate::{WORKSPACE, commit_turns, raw_connection, store_in};

/// The log of a desk with calls going on, and its rows.
fn busy() -> (Vec<Logged>, BTreeMap<RowKey, Row>) {
    let mut world = World::new(5, 12, 3);
    let mut log = Vec::new();
    let rings = |stage: &Stage| matches!(stage, Stage::Ringing { .. });
    let talks = |stage: &Stage| matches!(stage, Stage::Talking(_));
    let waits = |stage: &Stage| matches!(stage, Stage::Queued { .. });
    let all = |world: &World| {
        let some = |at: fn(&Stage) -> bool| world.desk.calls().any(|call| at(&call.stage));
        some(rings) && some(talks) && some(waits)
    };
    while log.len() < 500 || !all(&world) {
        // Turns of all sizes: few inputs let phones ring on, many let callers wait.
        log.extend(world.turn(1 + log.len() % 17).facts);
        assert!(log.len() < 50_000, "the desk is never busy");
    }
    let mut fold = Fold::new(WORKSPACE);
    for logged in &log {
        fold.apply(logged);
    }
    let rows = fold.rows().clone();
    (log, rows)
}

/// Which invariants are broken once a row is changed.
fn breaks_after(change: impl FnMut(&mut Row) -> bool) -> BTreeSet<&'static str> {
    let (log, mut rows) = busy();
    assert_eq!(check(WORKSPACE, &log, &rows), Vec::new());
    assert!(rows.values_mut().any(change), "no row to change");
    let breaches = check(WORKSPACE, &log, &rows);
    breaches.into_iter().map(|breach| breach.invariant).collect()
}

#[test]
fn l1_a_live_call_stands_nowhere() {
    let broken = breaks_after(|row| match row {
        Row::Call(state, _) if matches!(state.stage, Stage::Queued { .. }) => {
            state.rank = None;
            true
        }
        _ => false,
    });
    assert_eq!(broken, BTreeSet::from(["E9", "L1"]));
}

#[test]
fn s1_a_phone_is_busy_with_a_call_that_does_not_know_it() {
    let broken = breaks_after(|row| match row {
        Row::Call(state, _) if matches!(state.stage, Stage::Talking(_)) => {
            if let Stage::Talking(talk) = &mut state.stage {
                talk.teammate.0 += 100;
            }
            true
        }
        _ => false,
    });
    assert!(broken.is_superset(&BTreeSet::from(["S1", "L1"])), "{broken:?}");
}

#[test]
fn s1_a_free_phone_belongs_to_a_call() {
    let broken = breaks_after(|row| match row {
        Row::Teammate(state) if matches!(state.phone, Phone::OnCall { .. }) => {
            state.phone = Phone::Free;
            true
        }
        _ => false,
    });
    assert_eq!(broken, BTreeSet::from(["E9", "L1"]));
}

#[test]
fn s2_an_ended_offer_is_open_again() {
    let broken = breaks_after(|row| match row {
        Row::Offer(offer) if matches!(offer.ended, Some((_, OfferEnd::Answered))) => {
            offer.ended = None;
            true
        }
        _ => false,
    });
    assert_eq!(broken, BTreeSet::from(["E9", "S2"]));
}

#[test]
fn m1_a_segment_is_a_millisecond_short() {
    let broken = breaks_after(|row| match row {
        Row::Segment(segment) if segment.kind == SegmentKind::Ring => {
            segment.to = Millis(segment.to.0 - 1);
            true
        }
        _ => false,
    });
    assert!(broken.contains("M1"), "{broken:?}");
}

#[test]
fn m2_a_segment_is_counted_to_another_stay() {
    let broken = breaks_after(|row| match row {
        Row::Segment(segment) if segment.kind == SegmentKind::Ring => {
            segment.stay += 1;
            true
        }
        _ => false,
    });
    assert_eq!(broken, BTreeSet::from(["E9", "M2"]));
}

#[test]
fn m4_the_answer_time_is_another() {
    let broken = breaks_after(|row| match row {
        Row::Call(state, _) if state.first_answer.is_some() => {
            state.first_answer = state.first_answer.map(|at| at.plus(1));
            true
        }
        _ => false,
    });
    assert_eq!(broken, BTreeSet::from(["E9", "M4"]));
}

#[test]
fn e9_a_row_is_missing_or_too_many() {
    let (log, mut rows) = busy();
    let key = *rows.keys().find(|key| matches!(key, RowKey::Contact(_))).unwrap();
    let row = rows.remove(&key).unwrap();
    let missing = check(WORKSPACE, &log, &rows);
    assert_eq!(missing.iter().map(|breach| breach.invariant).collect::<Vec<_>>(), ["E9"]);
    rows.insert(RowKey::Contact(desk::ContactId(u64::MAX)), row.clone());
    rows.insert(key, row);
    let too_many = check(WORKSPACE, &log, &rows);
    assert_eq!(too_many.iter().map(|breach| breach.invariant).collect::<Vec<_>>(), ["E9"]);
}

/// What the stored workspace breaks after a statement by somebody else.
async fn breaks_after_sql(sql: &'static str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(5, 8, 1);
    commit_turns(&store, epoch, &mut world, 60).await;
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    let changed = raw_connection(folder.path()).await.execute(sql).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    let breaches = store.check(WORKSPACE).await.unwrap();
    breaches.into_iter().map(|breach| breach.invariant).collect()
}

#[tokio::test]
async fn m6_an_outcome_is_counted_elsewhere() {
    let broken = breaks_after_sql(
        "UPDATE call SET outcome = 'no answer' WHERE id = \
         (SELECT min(id) FROM call WHERE outcome = 'completed')",
    )
    .await;
    // The column contradicts the row's own state, too.
    assert_eq!(BTreeSet::from_iter(broken), BTreeSet::from(["E9", "M6"]));
}

#[tokio::test]
async fn c4_two_contacts_have_one_number() {
    let sql = "UPDATE contact SET number = \
               (SELECT number FROM contact WHERE id = (SELECT min(id) FROM contact)) \
               WHERE id = (SELECT max(id) FROM contact)";
    assert_eq!(breaks_after_sql(sql).await, ["C4"]);
}

#[tokio::test]
async fn e9_a_stored_row_was_changed_by_somebody_else() {
    let sql = "UPDATE teammate SET state = replace(state, 'active', 'away') WHERE id = 2";
    assert_eq!(breaks_after_sql(sql).await, ["E9"]);
}

#[tokio::test]
async fn e9_a_stored_row_cannot_be_read() {
    let sql = "UPDATE contact SET state = 'nonsense' WHERE id = (SELECT min(id) FROM contact)";
    // Unreadable, and missing.
    assert_eq!(breaks_after_sql(sql).await, ["E9", "E9"]);
}

#[tokio::test]
async fn e9_a_column_contradicts_its_row() {
    let sql = "UPDATE contact SET last_active = 7 WHERE id = (SELECT min(id) FROM contact)";
    assert_eq!(breaks_after_sql(sql).await, ["E9"]);
}

#[tokio::test]
async fn e1_a_stored_line_was_deleted() {
    let sql = "DELETE FROM fact WHERE seq = (SELECT max(seq) - 1 FROM fact)";
    assert!(breaks_after_sql(sql).await.contains(&"E1"));
}

#[tokio::test]
async fn a_desk_at_work_and_wound_down_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(20, 30, 5);
    commit_turns(&store, epoch, &mut world, 200).await;
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    for turn in world.wind_down() {
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
    }
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
    assert!(store.live(WORKSPACE).await.unwrap().offers.is_empty());
}
