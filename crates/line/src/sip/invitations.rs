//! The INVITEs that were let in, by what their CANCEL and ACK repeat of them (RFC 3261 9.1
//! and 17.1.1.3), and the dialogs they have made, by our tag and by who may speak in them.
//! What belongs to none of them does not reach the stack.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::sources::are_neighbours;
use super::strict::Sound;

/// INVITEs remembered of one generation: five minutes of a hundred calls a second and their
/// re-INVITEs. They come from trunks and out of dialogs only.
const GENERATION_MAX: usize = 60_000;
/// Beyond the time a call may ring: the copies of an answer, and of its ACK (64*T1).
const GENERATION_MORE: Duration = Duration::from_secs(64);

/// Who a message may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Peers {
    /// These, their neighbours, and every trunk that is known by its address.
    Addresses(Vec<IpAddr>),
    /// The peer goes by a name, so its addresses are not known.
    Anybody,
}

impl Peers {
    fn include(&self, ip: IpAddr) -> bool {
        match self {
            Peers::Addresses(addresses) => addresses.iter().any(|one| are_neighbours(*one, ip)),
            Peers::Anybody => true,
        }
    }

    /// These as well.
    fn join(&mut self, others: Peers) {
        match (&mut *self, others) {
            (Peers::Addresses(addresses), Peers::Addresses(others)) => {
                // A peer that moves all the time is known by where it was last.
                const ADDRESSES_MAX: usize = 16;
                let new = others.into_iter().filter(|ip| !addresses.contains(ip));
                let new: Vec<IpAddr> = new.collect();
                addresses.extend(new);
                let surplus = addresses.len().saturating_sub(ADDRESSES_MAX);
                addresses.drain(..surplus);
            }
            (Peers::Anybody, _) => {}
            (Peers::Addresses(_), Peers::Anybody) => *self = Peers::Anybody,
        }
    }
}

/// Which dialogs exist or ended a moment ago.
#[derive(Default)]
pub(crate) struct Dialogs(RwLock<HashMap<String, Peers>>);

/// What the gate says of a request inside a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There is such a dialog, and the sender is part of it.
    Member,
    /// There is such a dialog, and the sender is somebody else.
    Outsider,
    /// There is none.
    Unknown,
}

impl Dialogs {
    /// A dialog with this local tag exists, and these may speak in it (too).
    pub(crate) fn know(&self, tag: &str, peers: Peers) {
        let mut dialogs = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match dialogs.get_mut(tag) {
            Some(known) => known.join(peers),
            None => drop(dialogs.insert(tag.to_owned(), peers)),
        }
    }

    /// The dialog with this local tag is forgotten.
    pub(crate) fn forget(&self, tag: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(tag);
    }

    /// `is_trunk`: the sender is a trunk that is known by its address.
    pub(crate) fn standing(
        &self,
        tag: &str,
        from: IpAddr,
        is_trunk: impl FnOnce() -> bool,
    ) -> Standing {
        let dialogs = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match dialogs.get(tag) {
            Some(peers) if peers.include(from) || is_trunk() => Standing::Member,
            Some(_) => Standing::Outsider,
            None => Standing::Unknown,
        }
    }
}

/// INVITEs let in of late.
pub(crate) struct Invitations {
    key: RandomState,
    life: Duration,
    generations: Mutex<Generations>,
}

/// Who sent what, in two halves: the older one is forgotten as a whole.
struct Generations {
    since: Instant,
    young: HashMap<u64, IpAddr>,
    old: HashMap<u64, IpAddr>,
}

impl Invitations {
    /// `ringing`: how long an INVITE may wait for its answer.
    pub(crate) fn new(ringing: Duration) -> Invitations {
        let generations =
            Generations { since: Instant::now(), young: HashMap::new(), old: HashMap::new() };
        Invitations {
            key: RandomState::new(),
            life: ringing + GENERATION_MORE,
            generations: Mutex::new(generations),
        }
    }

    /// This INVITE is let in.
    pub(crate) fn note(&self, invite: &Sound<'_>, from: IpAddr, now: Instant) {
        let mark = self.mark(invite);
        let mut all = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(all.since) >= self.life || all.young.len() >= GENERATION_MAX {
            all.old = std::mem::take(&mut all.young);
            all.since = now;
        }
        // Whoever was first has it: a copy from elsewhere does not take it over.
        if !all.old.contains_key(&mark) {
            all.young.entry(mark).or_insert(from);
        }
    }

    /// Did this CANCEL's or ACK's INVITE come from there.
    pub(crate) fn know(
        &self,
        request: &Sound<'_>,
        from: IpAddr,
        is_trunk: impl FnOnce() -> bool,
    ) -> bool {
        let mark = self.mark(request);
        let all = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = all.young.get(&mark).or_else(|| all.old.get(&mark)).copied();
        drop(all);
        sender.is_some_and(|sender| are_neighbours(sender, from) || is_trunk())
    }

    fn mark(&self, request: &Sound<'_>) -> u64 {
        let hop = (request.top.branch, request.top.host, request.top.port);
        self.key.hash_one((hop, request.call_id, request.cseq, request.from_tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_dialog_is_open_to_its_peer_its_neighbours_and_trunks() {
        let dialogs = Dialogs::default();
        dialogs.know("tag", Peers::Addresses(vec![ip("192.0.2.7")]));
        let standing = |from: &str, trunk| dialogs.standing("tag", ip(from), || trunk);
        assert_eq!(standing("192.0.2.7", false), Standing::Member);
        assert_eq!(standing("192.0.2.8", false), Standing::Member);
        assert_eq!(standing("198.51.100.1", false), Standing::Outsider);
        assert_eq!(standing("198.51.100.1", true), Standing::Member);
        // The peer moves, and says so from where it was.
        dialogs.know("tag", Peers::Addresses(vec![ip("198.51.100.1")]));
        assert_eq!(standing("198.51.100.1", false), Standing::Member);
        assert_eq!(standing("192.0.2.7", false), Standing::Member);
        dialogs.know("tag", Peers::Anybody);
        assert_eq!(standing("203.0.113.1", false), Standing::Member);
        dialogs.forget("tag");
        assert_eq!(standing("192.0.2.7", true), Standing::Unknown);
    }
}
