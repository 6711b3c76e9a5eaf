//! The sessions, in memory as they are in the store: whether a request is somebody's
//! costs no read, and a session that ended is gone at once.

use std::collections::HashMap;

use desk::{Millis, TeammateId};
use store::{SessionId, SessionRecord, TokenHash};

/// A session ends when it was not used for that long: a working day and the way home.
pub(crate) const IDLE_MS: u64 = 12 * 3_600_000;

/// A session ends after that long, used or not: a stolen one is not for ever.
pub(crate) const LONGEST_MS: u64 = 14 * 24 * 3_600_000;

/// How exactly the store knows when a session was last used: three writes a second with a
/// thousand teammates, and after a crash at most that much less idle time.
const SEEN_MS: u64 = 5 * 60_000;

/// Sessions of one teammate: phones, laptops and forgotten ones. One more ends the one
/// that was not used for longest.
const PER_TEAMMATE_MAX: usize = 20;

/// The sessions that are not over.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_token: HashMap<TokenHash, Held>,
    /// The same sessions by their number: a live connection knows no more of its own.
    tokens: HashMap<SessionId, TokenHash>,
}

#[derive(Debug)]
struct Held {
    record: SessionRecord,
    /// What the store knows as the last use.
    written: Millis,
}

/// A session that was used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) session: SessionId,
    pub(super) teammate: TeammateId,
    /// Whether the store should be told.
    pub(super) tell: bool,
}

impl Sessions {
    /// As they are stored.
    pub(super) fn of(stored: Vec<SessionRecord>) -> Self {
        let mut sessions = Self::default();
        for record in stored {
            sessions.hold(record);
        }
        sessions
    }

    fn hold(&mut self, record: SessionRecord) {
        let written = record.last_seen;
        self.tokens.insert(record.id, record.token.clone());
        self.by_token.insert(record.token.clone(), Held { record, written });
    }

    /// Adds a session; returns which ones of the same teammate have to go for it.
    pub(super) fn begin(&mut self, record: SessionRecord) -> Vec<SessionId> {
        let teammate = record.teammate;
        self.hold(record);
        let mut own = self.of_teammate(teammate);
        own.sort_by_key(|record| std::cmp::Reverse((record.last_seen, record.created)));
        own.into_iter().skip(PER_TEAMMATE_MAX).map(|record| record.id).collect()
    }

    /// The session with that token, unless it is over, and that it is used now.
    pub(super) fn find(&mut self, token: &TokenHash, now: Millis) -> Option<Used> {
        let held = self.by_token.get_mut(token)?;
        if over(&held.record, now) {
            return None;
        }
        Some(held.used(now))
    }

    /// Notes that a session is used now: its page holds a live connection.
    pub(super) fn seen(&mut self, session: SessionId, now: Millis) -> Option<Used> {
        let token = self.tokens.get(&session)?.clone();
        self.find(&token, now)
    }

    /// A teammate's sessions.
    pub(super) fn of_teammate(&self, teammate: TeammateId) -> Vec<SessionRecord> {
        let own = self.by_token.values().filter(|held| held.record.teammate == teammate);
        own.map(|held| held.record.clone()).collect()
    }

    /// Who is signed in.
    pub(super) fn teammates(&self) -> Vec<TeammateId> {
        let mut all: Vec<_> = self.by_token.values().map(|held| held.record.teammate).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Takes a session out.
    pub(super) fn end(&mut self, session: SessionId) {
        if let Some(token) = self.tokens.remove(&session) {
            self.by_token.remove(&token);
        }
    }

    /// Takes out those that are over, and returns them.
    pub(super) fn sweep(&mut self, now: Millis) -> Vec<SessionId> {
        let gone = self.by_token.values().filter(|held| over(&held.record, now));
        let gone: Vec<SessionId> = gone.map(|held| held.record.id).collect();
        for session in &gone {
            self.end(*session);
        }
        gone
    }
}

impl Held {
    fn used(&mut self, now: Millis) -> Used {
        self.record.last_seen = self.record.last_seen.max(now);
        let tell = now.since(self.written) >= SEEN_MS;
        if tell {
            self.written = now;
        }
        Used { session: self.record.id, teammate: self.record.teammate, tell }
    }
}

fn over(record: &SessionRecord, now: Millis) -> bool {
    now >= record.expires || now.since(record.last_seen) >= IDLE_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: u64, teammate: u64, at: i64) -> SessionRecord {
        SessionRecord {
            id: SessionId(id),
            token: TokenHash(format!("{id:064}")),
            teammate: TeammateId(teammate),
            created: Millis(at),
            last_seen: Millis(at),
            expires: Millis(at).plus(LONGEST_MS),
            agent: String::new(),
        }
    }

    #[test]
    fn a_session_that_is_used_lives_fourteen_days_and_not_a_moment_longer() {
        let mut sessions = Sessions::default();
        let session = record(1, 7, 0);
        sessions.begin(session.clone());
        let mut now = Millis(0);
        while now.plus(IDLE_MS - 1) < session.expires {
            now = now.plus(IDLE_MS - 1);
            assert!(sessions.find(&session.token, now).is_some(), "at {now:?}");
        }
        let last = Millis(session.expires.0 - 1);
        assert!(sessions.find(&session.token, last).is_some());
        assert!(sessions.find(&session.token, session.expires).is_none());
        assert_eq!(sessions.sweep(session.expires), [session.id]);
        assert!(sessions.find(&session.token, last).is_none(), "swept out");
    }

    #[test]
    fn a_session_that_is_not_used_for_twelve_hours_is_over() {
        let mut sessions = Sessions::default();
        let session = record(1, 7, 0);
        sessions.begin(session.clone());
        assert!(sessions.find(&session.token, Millis(0).plus(IDLE_MS)).is_none());
        assert!(sessions.seen(session.id, Millis(0).plus(IDLE_MS)).is_none());
        assert_eq!(sessions.sweep(Millis(0).plus(IDLE_MS - 1)), []);
        assert_eq!(sessions.sweep(Millis(0).plus(IDLE_MS)), [session.id]);
    }

    #[test]
    fn the_store_is_told_of_use_every_five_minutes() {
        let mut sessions = Sessions::default();
        let session = record(1, 7, 0);
        sessions.begin(session.clone());
        let mut told = 0;
        for second in 0..=600 {
            let used = sessions.find(&session.token, Millis(second * 1_000)).expect("alive");
            told += u32::from(used.tell);
        }
        assert_eq!(told, 2);
    }

    #[test]
    fn one_session_too_many_ends_the_one_that_rested_longest() {
        let mut sessions = Sessions::default();
        for id in 0..20 {
            assert_eq!(sessions.begin(record(id, 7, 0)), []);
        }
        let token = record(0, 7, 0).token;
        sessions.find(&token, Millis(500)).expect("alive");
        sessions.seen(SessionId(1), Millis(400)).expect("alive");
        for id in 2..20 {
            sessions.seen(SessionId(id), Millis(600)).expect("alive");
        }
        assert_eq!(sessions.begin(record(99, 8, 700)), [], "somebody else's");
        assert_eq!(sessions.begin(record(20, 7, 700)), [SessionId(1)]);
    }
}
