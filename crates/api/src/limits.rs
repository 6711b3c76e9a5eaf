//! How often one may try. Wrong passwords count, right ones do not: a whole office that
//! signs in from one address in the morning is not held up by its size.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use store::SessionId;

use crate::problem::Trouble;

/// Wrong passwords from one address before it has to wait: an office on a bad morning.
const WRONG_BY_ADDRESS: (u32, Duration) = (30, Duration::from_secs(5));

/// Wrong passwords for one account before it has to wait: nobody misspells so often, and
/// a guesser gets one try in half a minute.
const WRONG_BY_ACCOUNT: (u32, Duration) = (10, Duration::from_secs(30));

/// Requests from one address that need no session: set-up, links, invitations. An office
/// that reloads at once is a few hundred.
const OPEN_BY_ADDRESS: (u32, Duration) = (300, Duration::from_millis(100));

/// Requests of one session: a page that fetches everything again sends some dozens.
const BY_SESSION: (u32, Duration) = (300, Duration::from_millis(20));

/// How many addresses, accounts or sessions are remembered by one limit; some megabytes.
/// Those that rested long enough are forgotten first; beyond this, newcomers wait.
const KEYS_MAX: usize = 50_000;

/// What newcomers wait when too many are remembered.
const CROWD: Duration = Duration::from_secs(30);

/// A limit by key; its sentence says how long to wait.
#[derive(Debug)]
struct Limit<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new((burst, every): (u32, Duration)) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        // A period of zero would be a mistake of ours; a second is harmless.
        let quota = Quota::with_period(every).unwrap_or(Quota::per_second(burst));
        let limiter = RateLimiter::keyed(quota.allow_burst(burst));
        Self { limiter, clock: DefaultClock::default() }
    }

    /// Takes one of the key's tries; how long to wait when there is none.
    fn take(&self, key: &K) -> Result<(), Duration> {
        if self.limiter.len() >= KEYS_MAX {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
            if self.limiter.len() >= KEYS_MAX {
                return Err(CROWD);
            }
        }
        let taken = self.limiter.check_key(key);
        taken.map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}

/// A limit of failures: looking is free, failing is not.
#[derive(Debug)]
struct Failures<K: Hash + Eq + Clone> {
    limit: Limit<K>,
    /// Who has to wait, and until when.
    shut: Mutex<HashMap<K, Moment>>,
}

type Moment = <DefaultClock as Clock>::Instant;

impl<K: Hash + Eq + Clone> Failures<K> {
    fn new(quota: (u32, Duration)) -> Self {
        Self { limit: Limit::new(quota), shut: Mutex::default() }
    }

    /// Whether the key may try now; how long to wait when not.
    fn look(&self, key: &K) -> Result<(), Duration> {
        let shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = shut.get(key) else { return Ok(()) };
        let left = left(*until, self.limit.clock.now());
        if left.is_zero() { Ok(()) } else { Err(left) }
    }

    /// A try has failed.
    fn failed(&self, key: &K) {
        let Err(wait) = self.limit.take(key) else { return };
        let now = self.limit.clock.now();
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        if shut.len() >= KEYS_MAX {
            shut.retain(|_, until| !left(*until, now).is_zero());
        }
        if shut.len() < KEYS_MAX {
            shut.insert(key.clone(), now + wait);
        }
    }
}

fn left(until: Moment, now: Moment) -> Duration {
    until.saturating_duration_since(now)
}

/// All limits of the door.
#[derive(Debug)]
pub(crate) struct Limits {
    wrong_by_address: Failures<IpAddr>,
    wrong_by_account: Failures<String>,
    open_by_address: Limit<IpAddr>,
    by_session: Limit<SessionId>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wrong_by_address: Failures::new(WRONG_BY_ADDRESS),
            wrong_by_account: Failures::new(WRONG_BY_ACCOUNT),
            open_by_address: Limit::new(OPEN_BY_ADDRESS),
            by_session: Limit::new(BY_SESSION),
        }
    }
}

impl Limits {
    /// Whether a password may be tried.
    pub(crate) fn password(&self, from: IpAddr, email: &str) -> Result<(), Trouble> {
        let address = self.wrong_by_address.look(&network(from));
        let account = self.wrong_by_account.look(&account(email));
        address.and(account).map_err(tries)
    }

    /// A password was wrong.
    pub(crate) fn wrong_password(&self, from: IpAddr, email: &str) {
        self.wrong_by_address.failed(&network(from));
        self.wrong_by_account.failed(&account(email));
    }

    /// A request without a session, from that address.
    pub(crate) fn open(&self, from: IpAddr) -> Result<(), Trouble> {
        self.open_by_address.take(&network(from)).map_err(requests)
    }

    /// A request of a session.
    pub(crate) fn session(&self, session: SessionId) -> Result<(), Trouble> {
        self.by_session.take(&session).map_err(requests)
    }
}

/// Whoever has one address of version 6 has a /64 of them.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        },
    }
}

fn account(email: &str) -> String {
    email.trim().to_lowercase()
}

fn tries(wait: Duration) -> Trouble {
    let seconds = seconds(wait);
    let detail = format!("Too many wrong tries; wait {seconds} seconds and try again.");
    Trouble::too_many("too_many_tries", seconds, detail)
}

fn requests(wait: Duration) -> Trouble {
    let seconds = seconds(wait);
    let detail = format!("Too many requests at once; wait {seconds} seconds and try again.");
    Trouble::too_many("too_many_requests", seconds, detail)
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn ten_wrong_passwords_for_an_account_are_too_many_wherever_they_come_from() {
        let limits = Limits::default();
        for try_ in 0..11 {
            let address = from(&format!("192.0.2.{try_}"));
            assert!(limits.password(address, "ana@example.org").is_ok(), "try {try_}");
            limits.wrong_password(address, "ana@example.org");
        }
        let refused = limits.password(from("192.0.2.99"), " ANA@example.org").expect_err("shut");
        assert_eq!((refused.status, refused.code), (429, "too_many_tries"));
        assert!(refused.retry_after.is_some_and(|seconds| (1..=31).contains(&seconds)));
        assert!(limits.password(from("192.0.2.1"), "ben@example.org").is_ok());
    }

    #[test]
    fn thirty_wrong_passwords_from_an_address_are_too_many_whoever_is_meant() {
        let limits = Limits::default();
        for try_ in 0..31 {
            let (address, email) = (from(&format!("2001:db8::{try_:x}")), format!("{try_}@x"));
            assert!(limits.password(address, &email).is_ok(), "try {try_}");
            limits.wrong_password(address, &email);
        }
        assert!(limits.password(from("2001:db8::ffff"), "new@x").is_err(), "the same /64");
        assert!(limits.password(from("2001:db8:0:1::1"), "new@x").is_ok());
    }

    #[test]
    fn right_passwords_cost_nothing() {
        let limits = Limits::default();
        let office = from("192.0.2.1");
        for person in 0..1_000 {
            assert!(limits.password(office, &format!("{person}@example.org")).is_ok());
        }
    }

    #[test]
    fn a_session_that_asks_without_end_is_told_to_wait_and_others_are_not() {
        let limits = Limits::default();
        let refused = (0..10_000).find_map(|_| limits.session(SessionId(1)).err());
        let refused = refused.expect("some request was too many");
        assert_eq!((refused.status, refused.code), (429, "too_many_requests"));
        assert!(limits.session(SessionId(2)).is_ok());
    }
}
