//! Who may start a call: configured trunks, known by address or by digest credentials
//! (RFC 3261 22). Everybody else is turned away without a trace.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::digest::{Credentials, Secret};
use super::sources::source;
use super::strict::Sound;
use crate::line::{Network, Trunk, TrunkAccess};
use crate::vocabulary::Switch;

/// A nonce older than this is asked for again; a trunk answers a challenge within a second.
const NONCE_LIFE: Duration = Duration::from_secs(60);
/// Remembered used nonces; beyond it new ones are called stale, which only costs a round.
const NONCES_MAX: usize = 8_192;
/// Wrong credentials for nonces of ours that an address may send a minute before it is not
/// listened to.
const FAILURES_MAX: u32 = 10;
const FAILURES_WINDOW: Duration = Duration::from_secs(60);
/// How long it is not listened to then: the second time twice as long, and so on, so that
/// guessing from one address comes to ten passwords an hour.
const BAN_MIN: Duration = Duration::from_secs(60);
const BAN_MAX: Duration = Duration::from_secs(3_600);
/// Whoever sent nothing wrong for so long begins anew.
const FAILURES_FORGOTTEN: Duration = Duration::from_secs(24 * 3_600);
/// Addresses whose failures are remembered; the one that failed longest ago is dropped for
/// a new one.
const FAILING_ADDRESSES_MAX: usize = 4_096;
/// A trunk that has proved itself is known by its address for so long: it is answered while
/// strangers are many.
const ACQUAINTED_FOR: Duration = Duration::from_secs(3_600);
/// Such addresses; nobody gets among them without a password.
const ACQUAINTED_MAX: usize = 1_024;

/// What becomes of an INVITE.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It comes from this trunk.
    Trunk,
    /// 401; the lines are its WWW-Authenticate headers.
    Challenge(Vec<String>),
    /// 401 too, after wrong credentials.
    WrongCredentials(Vec<String>),
    /// 403.
    Stranger,
}

/// One configured trunk, ready for comparison.
struct Door {
    name: String,
    trust_identity: Switch,
    key: Key,
}

enum Key {
    Addresses(Vec<Network>),
    Digest { user: String, realm: String, secret: Secret },
}

/// What the switchboard learns of the trunk an INVITE came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) trunk: String,
    pub(crate) trust_identity: Switch,
}

/// A nonce that was used: how far its counter went, and by which request.
struct Spent {
    at: Instant,
    count: u32,
    request: u64,
}

/// The wrong passwords of one source.
struct Failures {
    /// Since when they are counted.
    since: Instant,
    count: u32,
    last: Instant,
    /// How often it was not listened to any more, and until when.
    bans: u32,
    banned_until: Option<Instant>,
}

impl Failures {
    fn is_banned(&self, now: Instant) -> bool {
        self.banned_until.is_some_and(|until| now < until)
    }

    fn add(&mut self, now: Instant) {
        if now.duration_since(self.since) >= FAILURES_WINDOW {
            (self.since, self.count) = (now, 0);
        }
        self.count += 1;
        self.last = now;
        if self.count >= FAILURES_MAX {
            let longer = 1_u32.checked_shl(self.bans).unwrap_or(u32::MAX);
            self.banned_until = Some(now + BAN_MIN.saturating_mul(longer).min(BAN_MAX));
            self.bans = self.bans.saturating_add(1);
            self.count = 0;
        }
    }
}

/// All configured trunks.
struct Doors {
    doors: Vec<Door>,
    /// Those that a stranger is challenged with.
    realms: Vec<String>,
    /// Nobody's: a wrong user name takes as long as a wrong password.
    decoy: Secret,
}

/// Stands at the gate. Shared by all wires.
pub(crate) struct Doorman {
    /// Replaced as a whole when the settings change.
    doors: RwLock<Arc<Doors>>,
    key: RandomState,
    opened: Instant,
    spent: Mutex<HashMap<String, Spent>>,
    failures: Mutex<HashMap<IpAddr, Failures>>,
    acquainted: Mutex<HashMap<IpAddr, Instant>>,
}

impl Doorman {
    pub(crate) fn new(trunks: &[Trunk]) -> Doorman {
        Doorman {
            doors: RwLock::new(Arc::new(Doors::of(trunks))),
            key: RandomState::new(),
            opened: Instant::now(),
            spent: Mutex::default(),
            failures: Mutex::default(),
            acquainted: Mutex::default(),
        }
    }

    /// Is this the address of a trunk.
    pub(crate) fn is_trunk(&self, ip: IpAddr) -> bool {
        self.doors().by_address(ip).is_some()
    }

    /// Is this the address of a trunk, or of one that has proved itself of late.
    pub(crate) fn knows(&self, ip: IpAddr, now: Instant) -> bool {
        let recent = |seen: &Instant| now.duration_since(*seen) < ACQUAINTED_FOR;
        self.is_trunk(ip) || locked(&self.acquainted).get(&source(ip)).is_some_and(recent)
    }

    fn acquaint(&self, ip: IpAddr, now: Instant) {
        let mut acquainted = locked(&self.acquainted);
        let ip = source(ip);
        if acquainted.len() >= ACQUAINTED_MAX && !acquainted.contains_key(&ip) {
            let oldest = acquainted.iter().min_by_key(|(_, seen)| **seen).map(|(ip, _)| *ip);
            oldest.map(|oldest| acquainted.remove(&oldest));
        }
        acquainted.insert(ip, now);
    }

    /// Lets in these trunks from now on, and no others.
    pub(crate) fn replace(&self, trunks: &[Trunk]) {
        let doors = Arc::new(Doors::of(trunks));
        *self.doors.write().unwrap_or_else(PoisonError::into_inner) = doors;
    }

    fn doors(&self) -> Arc<Doors> {
        Arc::clone(&self.doors.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Decides on an INVITE outside of dialogs.
    pub(crate) fn admit<'a>(
        &self,
        request: &Sound<'_>,
        authorization: impl Iterator<Item = &'a str>,
        from: SocketAddr,
        now: Instant,
    ) -> Admission {
        let doors = self.doors();
        if doors.by_address(from.ip()).is_some() {
            return Admission::Trunk;
        }
        if doors.realms.is_empty() || self.is_failing(from.ip(), now) {
            return Admission::Stranger;
        }
        let mut wrong = false;
        for credentials in authorization.filter_map(Credentials::parse) {
            if !doors.realms.iter().any(|realm| *realm == credentials.realm) {
                continue;
            }
            if !self.is_ours(credentials.nonce, from.ip(), now) {
                // Before the password is looked at: who forges the address of a trunk never
                // sees a nonce of ours, so it can neither lock the trunk out nor guess.
                return Admission::Challenge(self.challenges(
                    &doors,
                    from.ip(),
                    now,
                    ", stale=true",
                ));
            }
            let bound = credentials.uri.eq_ignore_ascii_case(request.uri);
            if !bound || doors.by_credentials(&credentials, request.method).is_none() {
                wrong = true;
                continue;
            }
            if self.is_unused(&credentials, request, now) {
                self.acquaint(from.ip(), now);
                return Admission::Trunk;
            }
            return Admission::Challenge(self.challenges(&doors, from.ip(), now, ", stale=true"));
        }
        let challenges = self.challenges(&doors, from.ip(), now, "");
        if wrong {
            self.note_failure(from.ip(), now);
            return Admission::WrongCredentials(challenges);
        }
        Admission::Challenge(challenges)
    }

    /// The trunk of an INVITE that the gate admitted.
    pub(crate) fn origin<'a>(
        &self,
        from: IpAddr,
        method: &str,
        authorization: impl Iterator<Item = &'a str>,
    ) -> Option<Origin> {
        let doors = self.doors();
        let door = doors.by_address(from).or_else(|| {
            authorization
                .filter_map(Credentials::parse)
                .find_map(|credentials| doors.by_credentials(&credentials, method))
        })?;
        Some(Origin { trunk: door.name.clone(), trust_identity: door.trust_identity })
    }

    fn challenges(&self, doors: &Doors, from: IpAddr, now: Instant, stale: &str) -> Vec<String> {
        let issued = now.duration_since(self.opened).as_millis() as u64;
        let nonce = format!("{issued:016x}{:016x}", self.key.hash_one((issued, from)));
        let one = |realm: &String| {
            format!(
                "WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"{nonce}\", \
                 algorithm=MD5, qop=\"auth\"{stale}"
            )
        };
        doors.realms.iter().map(one).collect()
    }

    /// A nonce that was given to this address less than its life ago.
    fn is_ours(&self, nonce: &str, from: IpAddr, now: Instant) -> bool {
        let issued = nonce.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let Some(issued) = issued else { return false };
        let signed = format!("{issued:016x}{:016x}", self.key.hash_one((issued, from)));
        let age = now.duration_since(self.opened).as_millis() as u64;
        let young = age.checked_sub(issued).is_some_and(|age| age < NONCE_LIFE.as_millis() as u64);
        signed == nonce && young
    }

    /// The nonce was not used by another request.
    fn is_unused(&self, credentials: &Credentials<'_>, request: &Sound<'_>, now: Instant) -> bool {
        // A retransmission is the same request; anything else must count further.
        let mark = self.key.hash_one((request.call_id, request.cseq, request.top.branch));
        let mut spent = locked(&self.spent);
        if let Some(used) = spent.get_mut(credentials.nonce) {
            let further = credentials.count > used.count;
            if further {
                *used = Spent { at: now, count: credentials.count, request: mark };
            }
            return further || used.request == mark;
        }
        if spent.len() >= NONCES_MAX {
            spent.retain(|_, used| now.duration_since(used.at) < NONCE_LIFE);
        }
        let room = spent.len() < NONCES_MAX;
        if room {
            let used = Spent { at: now, count: credentials.count, request: mark };
            spent.insert(credentials.nonce.to_owned(), used);
        }
        room
    }

    fn is_failing(&self, from: IpAddr, now: Instant) -> bool {
        locked(&self.failures).get(&source(from)).is_some_and(|failures| failures.is_banned(now))
    }

    fn note_failure(&self, from: IpAddr, now: Instant) {
        let from = source(from);
        let mut failures = locked(&self.failures);
        if failures.len() >= FAILING_ADDRESSES_MAX && !failures.contains_key(&from) {
            failures.retain(|_, failed| now.duration_since(failed.last) < FAILURES_FORGOTTEN);
            let oldest = failures.iter().min_by_key(|(_, f)| f.last).map(|(ip, _)| *ip);
            if let Some(oldest) = oldest.filter(|_| failures.len() >= FAILING_ADDRESSES_MAX) {
                failures.remove(&oldest);
            }
        }
        let new = Failures { since: now, count: 0, last: now, bans: 0, banned_until: None };
        let failed = failures.entry(from).or_insert(new);
        if now.duration_since(failed.last) >= FAILURES_FORGOTTEN {
            failed.bans = 0;
        }
        failed.add(now);
    }
}

impl Doors {
    fn of(trunks: &[Trunk]) -> Doors {
        let doors: Vec<Door> = trunks.iter().map(Door::of).collect();
        let mut realms: Vec<String> = Vec::new();
        for door in &doors {
            if let Key::Digest { realm, .. } = &door.key
                && !realms.contains(realm)
            {
                realms.push(realm.clone());
            }
        }
        Doors { doors, realms, decoy: Secret::new("nobody", "nowhere", "nothing") }
    }

    fn by_address(&self, from: IpAddr) -> Option<&Door> {
        let from = from.to_canonical();
        self.doors.iter().find(|door| match &door.key {
            Key::Addresses(networks) => networks.iter().any(|network| network.contains(from)),
            Key::Digest { .. } => false,
        })
    }

    /// One digest is made at least, so that the time tells nothing about user names.
    fn by_credentials(&self, credentials: &Credentials<'_>, method: &str) -> Option<&Door> {
        let mut named = self.doors.iter().filter_map(|door| match &door.key {
            Key::Digest { user, realm, secret }
                if *user == credentials.user && *realm == credentials.realm =>
            {
                Some((door, secret))
            }
            Key::Digest { .. } | Key::Addresses(_) => None,
        });
        let Some((door, secret)) = named.next() else {
            self.decoy.made(credentials, method);
            return None;
        };
        if secret.made(credentials, method) {
            return Some(door);
        }
        named.find(|(_, secret)| secret.made(credentials, method)).map(|(door, _)| door)
    }
}

impl Door {
    fn of(trunk: &Trunk) -> Door {
        let key = match &trunk.access {
            TrunkAccess::Addresses(networks) => Key::Addresses(networks.clone()),
            TrunkAccess::Digest { user, password, realm } => Key::Digest {
                user: user.clone(),
                realm: realm.clone(),
                secret: Secret::new(user, realm, password),
            },
        };
        Door { name: trunk.name.clone(), trust_identity: trunk.trust_identity, key }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doorman() -> Doorman {
        let access = TrunkAccess::Digest {
            user: "cord".to_owned(),
            password: "board".to_owned(),
            realm: "desk".to_owned(),
        };
        Doorman::new(&[Trunk { name: "far".to_owned(), access, trust_identity: Switch::Off }])
    }

    fn ip(bits: u32) -> IpAddr {
        std::net::Ipv4Addr::from_bits(bits).into()
    }

    #[test]
    fn whoever_goes_on_guessing_is_shut_out_for_longer_each_time() {
        let doorman = doorman();
        let mut now = Instant::now();
        let mut bans = Vec::new();
        for _ in 0..9 {
            for _ in 0..FAILURES_MAX {
                assert!(!doorman.is_failing(ip(1), now));
                doorman.note_failure(ip(1), now);
            }
            assert!(doorman.is_failing(ip(1), now));
            assert!(!doorman.is_failing(ip(2), now), "somebody else");
            let since = now;
            while doorman.is_failing(ip(1), now) {
                now += Duration::from_secs(1);
            }
            bans.push((now - since).as_secs());
        }
        assert_eq!(bans, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        // A day later it is anybody again.
        now += FAILURES_FORGOTTEN;
        for _ in 0..FAILURES_MAX {
            doorman.note_failure(ip(1), now);
        }
        assert!(!doorman.is_failing(ip(1), now + BAN_MIN));
    }

    #[test]
    fn a_few_wrong_passwords_now_and_then_shut_nobody_out() {
        let doorman = doorman();
        let mut now = Instant::now();
        for _ in 0..100 {
            doorman.note_failure(ip(1), now);
            now += FAILURES_WINDOW / (FAILURES_MAX - 2);
            assert!(!doorman.is_failing(ip(1), now));
        }
    }

    #[test]
    fn those_who_fail_and_those_who_are_known_are_remembered_within_bounds() {
        let doorman = doorman();
        let now = Instant::now();
        for bits in 0..20_000 {
            doorman.note_failure(ip(bits), now);
            doorman.acquaint(ip(bits), now + Duration::from_millis(u64::from(bits)));
        }
        assert_eq!(locked(&doorman.failures).len(), FAILING_ADDRESSES_MAX);
        assert_eq!(locked(&doorman.acquainted).len(), ACQUAINTED_MAX);
        let later = now + Duration::from_secs(20);
        assert!(doorman.knows(ip(19_999), later) && !doorman.knows(ip(1), later));
        assert!(!doorman.knows(ip(19_999), later + ACQUAINTED_FOR));
    }
}
