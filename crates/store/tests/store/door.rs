//! Accounts, sessions, invitations and sign-in links.

use desk::{Millis, TeamId, TeammateId};
use store::{
    Account, Invitation, InvitationId, Opened, SessionId, SessionRecord, SignInLink, Store,
    StoreError, TokenHash,
};

use crate::{NOON, WORKSPACE, settings_in, store_in};

on_both! {
    an_address_has_one_account_however_it_is_written,
    the_first_account_is_the_first_once,
    a_password_changes_only_from_the_one_that_was_known,
    what_expired_or_was_not_used_is_forgotten,
    no_two_sessions_have_one_token,
    a_link_signs_in_once_and_not_too_late,
    an_invitation_works_once_until_it_expires_or_is_withdrawn,
    a_second_invitation_to_an_address_replaces_the_first,
}

const LATER: Millis = Millis(NOON.0 + 1_000);

fn account(teammate: u64, email: &str) -> Account {
    Account {
        teammate: TeammateId(teammate),
        email: email.to_owned(),
        password: Some(format!("a hash for {teammate}")),
        created: NOON,
    }
}

fn token(n: u64) -> TokenHash {
    TokenHash(format!("{n:064x}"))
}

fn session(id: u64, teammate: u64) -> SessionRecord {
    SessionRecord {
        id: SessionId(id),
        token: token(id),
        teammate: TeammateId(teammate),
        created: NOON,
        last_seen: NOON,
        expires: NOON.plus(60_000),
        agent: "A browser <b>'; DROP TABLE session".to_owned(),
    }
}

fn invitation(id: u64, email: &str) -> Invitation {
    Invitation {
        id: InvitationId(id),
        token: token(id),
        email: email.to_owned(),
        name: "<script>alert(1)</script>".to_owned(),
        role: 3,
        teams: vec![TeamId(1), TeamId(2)],
        invited_by: TeammateId(9),
        created: NOON.plus(id),
        expires: NOON.plus(60_000),
    }
}

async fn an_address_has_one_account_however_it_is_written(store: Store) {
    assert!(!store.any_account(WORKSPACE).await.unwrap());
    let ana = account(1, "Ana@Example.org");
    assert_eq!(store.open_account(WORKSPACE, &ana).await.unwrap(), Opened::Stored);
    assert!(store.any_account(WORKSPACE).await.unwrap());
    let again = account(2, "ana@example.ORG");
    assert_eq!(store.open_account(WORKSPACE, &again).await.unwrap(), Opened::Taken);
    let twice = account(1, "other@example.org");
    assert_eq!(store.open_account(WORKSPACE, &twice).await.unwrap(), Opened::Taken);
    let found = store.account_by_email(WORKSPACE, " aNA@example.org ").await.unwrap();
    assert_eq!(found.as_ref(), Some(&ana), "as it was written");
    assert_eq!(store.account_of(WORKSPACE, TeammateId(1)).await.unwrap(), Some(ana.clone()));
    assert_eq!(store.account_of(WORKSPACE, TeammateId(2)).await.unwrap(), None);
    assert_eq!(store.accounts(WORKSPACE).await.unwrap(), [ana]);
    store.close_account(WORKSPACE, TeammateId(1)).await.unwrap();
    assert_eq!(store.open_account(WORKSPACE, &again).await.unwrap(), Opened::Stored);
}

async fn the_first_account_is_the_first_once(store: Store) {
    let (one, other) = (account(1, "ana@example.org"), account(2, "ben@example.org"));
    let both = tokio::join!(
        store.open_first_account(WORKSPACE, &one),
        store.open_first_account(WORKSPACE, &other),
    );
    let both = [both.0.unwrap(), both.1.unwrap()];
    assert!(both.contains(&Opened::Stored) && both.contains(&Opened::Taken), "{both:?}");
    assert_eq!(store.accounts(WORKSPACE).await.unwrap().len(), 1);
}

async fn a_password_changes_only_from_the_one_that_was_known(store: Store) {
    let ana = account(1, "ana@example.org");
    store.open_account(WORKSPACE, &ana).await.unwrap();
    let change = |old, new| store.change_password(WORKSPACE, TeammateId(1), old, new);
    let old = ana.password.as_deref();
    assert_eq!(change(old, "new").await.unwrap(), Opened::Stored);
    assert_eq!(change(old, "newer").await.unwrap(), Opened::Taken);
    assert_eq!(change(None, "newer").await.unwrap(), Opened::Taken);
    let stored = store.account_of(WORKSPACE, TeammateId(1)).await.unwrap().unwrap();
    assert_eq!(stored.password.as_deref(), Some("new"));
}

#[tokio::test]
async fn sessions_are_kept_over_a_restart_and_end_one_by_one_or_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for (id, teammate) in [(1, 7), (2, 7), (3, 7), (4, 8)] {
        store.begin_session(WORKSPACE, &session(id, teammate)).await.unwrap();
    }
    store.session_seen(WORKSPACE, SessionId(1), LATER).await.unwrap();
    store.session_seen(WORKSPACE, SessionId(1), NOON).await.unwrap();
    store.close().await;
    let store = store_in(folder.path()).await;
    let stored = store.sessions(WORKSPACE).await.unwrap();
    let seen = SessionRecord { last_seen: LATER, ..session(1, 7) };
    assert_eq!(stored, [seen, session(2, 7), session(3, 7), session(4, 8)]);
    store.end_session(WORKSPACE, SessionId(1)).await.unwrap();
    store.end_session(WORKSPACE, SessionId(1)).await.unwrap();
    assert_eq!(ids(&store).await, [2, 3, 4]);
    store.end_sessions_of(WORKSPACE, TeammateId(7), Some(SessionId(3))).await.unwrap();
    assert_eq!(ids(&store).await, [3, 4]);
    store.end_sessions_of(WORKSPACE, TeammateId(7), None).await.unwrap();
    assert_eq!(ids(&store).await, [4]);
}

async fn ids(store: &Store) -> Vec<u64> {
    let stored = store.sessions(WORKSPACE).await.unwrap();
    stored.into_iter().map(|session| session.id.0).collect()
}

async fn what_expired_or_was_not_used_is_forgotten(store: Store) {
    for id in 1..4 {
        store.begin_session(WORKSPACE, &session(id, 7)).await.unwrap();
    }
    let long = SessionRecord { expires: NOON.plus(1_000_000), ..session(4, 7) };
    store.begin_session(WORKSPACE, &long).await.unwrap();
    store.session_seen(WORKSPACE, SessionId(2), LATER).await.unwrap();
    let before = Millis(NOON.0 - 1);
    store.forget_sessions(WORKSPACE, NOON, before).await.unwrap();
    assert_eq!(ids(&store).await, [1, 2, 3, 4]);
    store.forget_sessions(WORKSPACE, LATER, NOON).await.unwrap();
    assert_eq!(ids(&store).await, [2]);
    store.forget_sessions(WORKSPACE, NOON.plus(60_000), before).await.unwrap();
    assert_eq!(ids(&store).await, Vec::<u64>::new());
}

async fn no_two_sessions_have_one_token(store: Store) {
    store.begin_session(WORKSPACE, &session(1, 7)).await.unwrap();
    let same = SessionRecord { token: token(1), ..session(2, 8) };
    let refused = store.begin_session(WORKSPACE, &same).await;
    assert!(matches!(refused, Err(StoreError::Broken { .. })), "{refused:?}");
    assert!(!format!("{same:?}").contains("0001"), "a hash is not for the log");
}

async fn a_link_signs_in_once_and_not_too_late(store: Store) {
    let link = |n, teammate| SignInLink {
        token: token(n),
        teammate: TeammateId(teammate),
        created: NOON,
        expires: LATER,
    };
    store.make_sign_in_link(WORKSPACE, &link(1, 7)).await.unwrap();
    store.make_sign_in_link(WORKSPACE, &link(2, 8)).await.unwrap();
    let used = |n, at| {
        let (store, token) = (&store, token(n));
        async move { store.use_sign_in_link(WORKSPACE, &token, at).await.unwrap() }
    };
    assert_eq!(used(3, NOON).await, None);
    assert_eq!(used(1, NOON).await, Some(TeammateId(7)));
    assert_eq!(used(1, NOON).await, None);
    assert_eq!(used(2, LATER).await, None, "too late");
    // The next one made sweeps out those that work no more.
    let later = SignInLink { created: LATER, expires: LATER.plus(1), ..link(4, 7) };
    store.make_sign_in_link(WORKSPACE, &later).await.unwrap();
    assert_eq!(used(2, NOON).await, None);
}

async fn an_invitation_works_once_until_it_expires_or_is_withdrawn(store: Store) {
    let (ana, ben) = (invitation(1, "ana@example.org"), invitation(2, "ben@example.org"));
    store.invite(WORKSPACE, &ana).await.unwrap();
    store.invite(WORKSPACE, &ben).await.unwrap();
    assert_eq!(store.invitations(WORKSPACE).await.unwrap(), [ben.clone(), ana.clone()]);
    let open = |n, at| {
        let (store, token) = (&store, token(n));
        async move { store.invitation_by_token(WORKSPACE, &token, at).await.unwrap() }
    };
    assert_eq!(open(1, NOON).await.as_ref(), Some(&ana));
    assert_eq!(open(1, NOON.plus(60_000)).await, None);
    let used = |at| store.use_invitation(WORKSPACE, &ana.token, at);
    assert_eq!(used(NOON.plus(60_000)).await.unwrap(), None);
    let both = tokio::join!(used(NOON), used(NOON));
    let both = [both.0.unwrap(), both.1.unwrap()];
    assert!(both.contains(&Some(ana.clone())) && both.contains(&None), "{both:?}");
    assert_eq!(open(1, NOON).await, None);
    store.unuse_invitation(WORKSPACE, ana.id).await.unwrap();
    assert_eq!(open(1, NOON).await, Some(ana));
    assert!(store.withdraw_invitation(WORKSPACE, ben.id).await.unwrap());
    assert!(!store.withdraw_invitation(WORKSPACE, ben.id).await.unwrap());
    assert_eq!(open(2, NOON).await, None);
}

async fn a_second_invitation_to_an_address_replaces_the_first(store: Store) {
    store.invite(WORKSPACE, &invitation(1, "ana@example.org")).await.unwrap();
    let second = invitation(2, "ANA@example.org");
    store.invite(WORKSPACE, &second).await.unwrap();
    assert_eq!(store.invitations(WORKSPACE).await.unwrap(), [second]);
    assert_eq!(store.invitation_by_token(WORKSPACE, &token(1), NOON).await.unwrap(), None);
    // After it was used, the address may be invited again.
    store.use_invitation(WORKSPACE, &token(2), NOON).await.unwrap().unwrap();
    store.invite(WORKSPACE, &invitation(3, "ana@example.org")).await.unwrap();
    assert_eq!(store.invitations(WORKSPACE).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_store_opened_beside_a_server_writes_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Store::open_beside(&settings_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotThere { .. }), "{refused:?}");
    let server = store_in(folder.path()).await;
    std::fs::remove_file(folder.path().join("desk.db-reserve")).unwrap();
    let beside = Store::open_beside(&settings_in(folder.path())).await.unwrap();
    let link =
        SignInLink { token: token(1), teammate: TeammateId(7), created: NOON, expires: LATER };
    beside.make_sign_in_link(WORKSPACE, &link).await.unwrap();
    beside.close().await;
    let used = server.use_sign_in_link(WORKSPACE, &token(1), NOON).await.unwrap();
    assert_eq!(used, Some(TeammateId(7)));
    assert!(!folder.path().join("desk.db-reserve").exists());
}
