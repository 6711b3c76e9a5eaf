//! Where messages come from, and how many answers go back there. Whoever forges an address
//! has our answers sent to somebody else, and whoever owns many can ask a lot: answers to
//! those we do not know are counted.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A customer of a provider has this much of IPv6, and can send from all of it.
const V6_PREFIX: u32 = 64;
/// Machines of one carrier that take over from each other share this much of IPv4.
const V4_PREFIX: u32 = 24;

/// The one that is counted and shut out: an address, or the whole network of an IPv6 one.
pub(crate) fn source(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => {
            IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << (128 - V6_PREFIX))))
        }
    }
}

/// Do two addresses lie so close together that one carrier has both.
pub(crate) fn are_neighbours(one: IpAddr, other: IpAddr) -> bool {
    let network = |ip: IpAddr| match source(ip) {
        IpAddr::V4(ip) => {
            IpAddr::V4(Ipv4Addr::from_bits(ip.to_bits() & (u32::MAX << (32 - V4_PREFIX))))
        }
        IpAddr::V6(ip) => IpAddr::V6(ip),
    };
    network(one) == network(other)
}

/// So many answers a second in all, and to each source.
pub(crate) struct Budget {
    all: u32,
    each: u32,
    second: Mutex<Second>,
}

/// What is left of this second.
struct Second {
    begun: Instant,
    left: u32,
    /// Given in this second, by source; never more entries than answers.
    given: HashMap<IpAddr, u32>,
}

impl Budget {
    pub(crate) fn new(all: u32, each: u32) -> Budget {
        let second = Second { begun: Instant::now(), left: all, given: HashMap::new() };
        Budget { all, each, second: Mutex::new(second) }
    }

    /// May one more answer go there.
    pub(crate) fn spend(&self, on: IpAddr, now: Instant) -> bool {
        let mut second = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(second.begun) >= Duration::from_secs(1) {
            (second.begun, second.left) = (now, self.all);
            second.given.clear();
        }
        if second.left == 0 {
            return false;
        }
        let given = second.given.entry(source(on)).or_insert(0);
        if *given >= self.each {
            return false;
        }
        *given += 1;
        second.left -= 1;
        true
    }

    /// Sources that are remembered.
    #[cfg(test)]
    pub(crate) fn remembered(&self) -> usize {
        self.second.lock().unwrap().given.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_of_ipv6_is_one_source() {
        assert_eq!(source(ip("2001:db8::1")), source(ip("2001:db8::ffff:1:2:3")));
        assert_ne!(source(ip("2001:db8::1")), source(ip("2001:db8:0:1::1")));
        assert_eq!(source(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        assert_ne!(source(ip("192.0.2.1")), source(ip("192.0.2.2")));
        assert!(are_neighbours(ip("192.0.2.1"), ip("192.0.2.200")));
        assert!(!are_neighbours(ip("192.0.2.1"), ip("192.0.3.1")));
    }

    #[test]
    fn answers_are_limited_for_each_and_in_all_and_come_back_after_a_second() {
        let budget = Budget::new(10, 3);
        let now = Instant::now();
        let answers = |from: &str, now| (0..100).filter(|_| budget.spend(ip(from), now)).count();
        assert_eq!(answers("192.0.2.1", now), 3);
        assert_eq!(answers("192.0.2.2", now), 3);
        assert_eq!(answers("2001:db8::1", now), 3);
        assert_eq!(answers("2001:db8::2", now), 0, "the same network");
        assert_eq!(answers("192.0.2.3", now), 1, "none are left");
        assert_eq!(answers("192.0.2.1", now + Duration::from_secs(1)), 3);
    }

    #[test]
    fn a_flood_from_everywhere_does_not_fill_the_memory() {
        let budget = Budget::new(1_000, 100);
        let now = Instant::now();
        for bits in 0..100_000 {
            budget.spend(IpAddr::V4(Ipv4Addr::from_bits(bits)), now);
        }
        assert_eq!(budget.remembered(), 1_000);
    }
}
