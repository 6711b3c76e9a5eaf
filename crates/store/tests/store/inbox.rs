//! Lists of conversations, page by page.

use std::collections::BTreeSet;

use desk::{
    CallId, ChannelId, ContactId, ConversationId, ConversationRow, ConversationState, Millis, Row,
    TeamId, TeammateId,
};
use store::{Batch, COUNTED_MAX, InboxPage, Sort, Store, Whose};

use crate::{NOON, WORKSPACE};

on_both! {
    the_pages_of_a_list_hold_everything_once_and_in_order,
    open_conversations_are_counted_up_to_a_limit,
    what_changes_moves_to_its_new_place,
}

/// So many conversations that three in a row are equally active, and every combination of
/// owner, team, state and contact occurs.
const ALL: u64 = 300;

fn conversation(id: u64) -> ConversationRow {
    let some = |remainder: u64| (!id.is_multiple_of(remainder)).then_some(id % remainder);
    ConversationRow {
        id: ConversationId(id),
        contact: ContactId(id % 7),
        channel: ChannelId(1),
        call: Some(CallId(id)),
        state: if id.is_multiple_of(2) {
            ConversationState::Open
        } else {
            ConversationState::Closed
        },
        teammate: some(3).map(TeammateId),
        team: some(5).map(TeamId),
        notes: 0,
        active: Millis(NOON.0 + i64::try_from(id / 3).unwrap()),
        tags: BTreeSet::new(),
    }
}

async fn filled(store: Store, all: u64) -> Store {
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let rows: Vec<_> = (1..=all).map(|id| Row::Conversation(conversation(id))).collect();
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    store
}

fn belongs(row: &ConversationRow, whose: Whose) -> bool {
    match whose {
        Whose::All => true,
        Whose::Unassigned => row.teammate.is_none(),
        Whose::Teammate(id) => row.teammate == Some(id),
        Whose::Team(id) => row.team == Some(id),
        Whose::Contact(id) => row.contact == id,
    }
}

fn every_list() -> Vec<(Whose, Option<ConversationState>, Sort)> {
    let mut lists = Vec::new();
    for whose in [
        Whose::All,
        Whose::Unassigned,
        Whose::Teammate(TeammateId(1)),
        Whose::Team(TeamId(2)),
        Whose::Contact(ContactId(4)),
    ] {
        for standing in [None, Some(ConversationState::Open), Some(ConversationState::Closed)] {
            for sort in [Sort::Newest, Sort::Oldest] {
                lists.push((whose, standing, sort));
            }
        }
    }
    lists
}

async fn the_pages_of_a_list_hold_everything_once_and_in_order(store: Store) {
    let store = filled(store, ALL).await;
    for (whose, standing, sort) in every_list() {
        let mut wanted: Vec<_> = (1..=ALL).map(conversation).collect();
        wanted.retain(|row| belongs(row, whose));
        wanted.retain(|row| standing.is_none_or(|standing| row.state == standing));
        wanted.sort_by_key(|row| (row.active, row.id));
        if sort == Sort::Newest {
            wanted.reverse();
        }
        assert!(!wanted.is_empty());
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = InboxPage { whose, standing, sort, after, limit: 7 };
            let page = store.inbox(WORKSPACE, &page).await.unwrap();
            assert!(page.len() <= 7);
            let Some(last) = page.last() else { break };
            after = Some((last.active, last.id));
            found.extend(page);
        }
        assert_eq!(found, wanted, "{whose:?} {standing:?} {sort:?}");
    }
}

async fn open_conversations_are_counted_up_to_a_limit(store: Store) {
    let all = 2 * u64::from(COUNTED_MAX) + 100;
    let store = filled(store, all).await;
    let open = |whose| {
        let rows = (1..=all).map(conversation);
        let open = rows.filter(|row| row.state == ConversationState::Open && belongs(row, whose));
        u32::try_from(open.count()).unwrap().min(COUNTED_MAX)
    };
    assert_eq!(open(Whose::All), COUNTED_MAX);
    for whose in [Whose::All, Whose::Unassigned, Whose::Teammate(TeammateId(1))] {
        let counted = store.open_conversations(WORKSPACE, whose).await.unwrap();
        assert_eq!(counted, open(whose), "{whose:?}");
    }
    let teams: Vec<_> = (0..250).map(TeamId).collect();
    let counted = store.open_by_team(WORKSPACE, &teams).await.unwrap();
    assert_eq!(counted.len(), 250);
    for team in teams {
        assert_eq!(counted[&team], open(Whose::Team(team)), "{team:?}");
    }
}

async fn what_changes_moves_to_its_new_place(store: Store) {
    let store = filled(store, 10).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut row = conversation(2);
    row.active = Millis(NOON.0 + 1_000);
    row.teammate = Some(TeammateId(9));
    let rows = [Row::Conversation(row.clone())];
    let batch = Batch { facts: &[], rows: &rows, jobs: &[], receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    let first = |whose| InboxPage {
        whose,
        standing: Some(ConversationState::Open),
        sort: Sort::Newest,
        after: None,
        limit: 1,
    };
    let of = |teammate| first(Whose::Teammate(TeammateId(teammate)));
    assert_eq!(store.inbox(WORKSPACE, &first(Whose::All)).await.unwrap(), [row.clone()]);
    assert_eq!(store.inbox(WORKSPACE, &of(9)).await.unwrap(), [row.clone()]);
    assert_ne!(store.inbox(WORKSPACE, &of(2)).await.unwrap(), [row.clone()]);
    let ids = [ConversationId(99), ConversationId(2), ConversationId(1)];
    let found = store.conversations(WORKSPACE, &ids).await.unwrap();
    assert_eq!(found, [conversation(1), row]);
}
