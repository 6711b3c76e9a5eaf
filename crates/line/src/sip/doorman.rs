//! Who may start a call: configured trunks, known by address or by digest credentials
//! (RFC 3261 22). Everybody else is turned away without a trace.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::digest::{Credentials, Secret};
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
/// Addresses whose failures are remembered; the oldest window is dropped for a new one.
const FAILING_ADDRESSES_MAX: usize = 4_096;

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

struct Failures {
    since: Instant,
    count: u32,
}

/// All configured trunks.
struct Doors {
    doors: Vec<Door>,
    /// Those that a stranger is challenged with.
    realms: Vec<String>,
}

/// Stands at the gate. Shared by all wires.
pub(crate) struct Doorman {
    /// Replaced as a whole when the settings change.
    doors: RwLock<Arc<Doors>>,
    key: RandomState,
    opened: Instant,
    spent: Mutex<HashMap<String, Spent>>,
    failures: Mutex<HashMap<IpAddr, Failures>>,
}

impl Doorman {
    pub(crate) fn new(trunks: &[Trunk]) -> Doorman {
        Doorman {
            doors: RwLock::new(Arc::new(Doors::of(trunks))),
            key: RandomState::new(),
            opened: Instant::now(),
            spent: Mutex::default(),
            failures: Mutex::default(),
        }
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
        locked(&self.failures).get(&from).is_some_and(|failures| {
            failures.count >= FAILURES_MAX && now.duration_since(failures.since) < FAILURES_WINDOW
        })
    }

    fn note_failure(&self, from: IpAddr, now: Instant) {
        let mut failures = locked(&self.failures);
        if failures.len() >= FAILING_ADDRESSES_MAX && !failures.contains_key(&from) {
            failures.retain(|_, f| now.duration_since(f.since) < FAILURES_WINDOW);
            let oldest = failures.iter().min_by_key(|(_, f)| f.since).map(|(ip, _)| *ip);
            if let Some(oldest) = oldest.filter(|_| failures.len() >= FAILING_ADDRESSES_MAX) {
                failures.remove(&oldest);
            }
        }
        let entry = failures.entry(from).or_insert(Failures { since: now, count: 0 });
        if now.duration_since(entry.since) >= FAILURES_WINDOW {
            *entry = Failures { since: now, count: 0 };
        }
        entry.count += 1;
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
        Doors { doors, realms }
    }

    fn by_address(&self, from: IpAddr) -> Option<&Door> {
        let from = from.to_canonical();
        self.doors.iter().find(|door| match &door.key {
            Key::Addresses(networks) => networks.iter().any(|network| network.contains(from)),
            Key::Digest { .. } => false,
        })
    }

    fn by_credentials(&self, credentials: &Credentials<'_>, method: &str) -> Option<&Door> {
        self.doors.iter().find(|door| match &door.key {
            Key::Addresses(_) => false,
            Key::Digest { user, realm, secret } => {
                *user == credentials.user
                    && *realm == credentials.realm
                    && secret.made(credentials, method)
            }
        })
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
