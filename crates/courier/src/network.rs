//! Which addresses are inside: where a webhook must not reach, because whoever writes its
//! address is not necessarily one who may look into the operator's network.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A block of addresses, such as `10.0.0.0/8`; a single address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// What was written is no block of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is neither an IP address nor a block such as 10.0.0.0/8")]
pub struct NotANetwork {
    text: String,
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork { text: text.to_owned() };
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { first, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

impl Network {
    /// Whether the address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => in_block(first, self.bits, address),
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                first.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// An IPv4 block: its first address, its bits, and why nobody outside lives there.
type Block = (Ipv4Addr, u8);

/// What is no public IPv4 address: the special-purpose registry of RFC 6890 and multicast.
/// Clouds answer with their secrets at 169.254.169.254, which is link-local.
const INSIDE: [Block; 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Carrier-grade NAT; some clouds have their metadata there.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // The anycast of 6to4 relays, long gone.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // A public address that one cloud answers metadata on from within.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// Whether an address is inside, whatever form it is written in.
#[must_use]
pub fn inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => inside_v4(address),
        IpAddr::V6(address) => inside_v6(address),
    }
}

fn inside_v4(address: Ipv4Addr) -> bool {
    INSIDE.iter().any(|(first, bits)| in_block(*first, *bits, address))
}

/// Of IPv6 only what is given out to networks is outside; IPv4 addresses in IPv6 clothes
/// are judged as what they are.
fn inside_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, high, low] = address.segments();
    let [w, x] = high.to_be_bytes();
    let [y, z] = low.to_be_bytes();
    let worn = Ipv4Addr::new(w, x, y, z);
    match [a, b, c, d, e, f] {
        // ::ffff:0:0/96, IPv4-mapped: the system connects to the IPv4 address.
        [0, 0, 0, 0, 0, 0xffff] => return inside_v4(worn),
        // 64:ff9b::/96, NAT64 (RFC 6052): the translator does.
        [0x64, 0xff9b, 0, 0, 0, 0] => return inside_v4(worn),
        [..] => {}
    }
    let given_out = a & 0xe000 == 0x2000;
    // Protocol assignments, Teredo and benchmarks among them; documentation; 6to4.
    let special = match (a, b) {
        (0x2001, b) => b < 0x0200 || b == 0x0db8,
        (0x2002, _) => true,
        (0x3fff, b) => b < 0x1000,
        (_, _) => false,
    };
    !given_out || special
}

fn in_block(first: Ipv4Addr, bits: u8, address: Ipv4Addr) -> bool {
    let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
    first.to_bits() & mask == address.to_bits() & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn what_is_inside_is_known_in_every_form() {
        let all = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2001:0:53aa:64c::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for text in all {
            assert!(inside(address(text)), "{text}");
        }
    }

    #[test]
    fn the_rest_of_the_world_is_outside() {
        let all = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
        ];
        for text in all {
            assert!(!inside(address(text)), "{text}");
        }
    }

    #[test]
    fn blocks_are_read_and_hold_what_lies_in_them() {
        let block: Network = "10.1.0.0/16".parse().expect("a block");
        assert!(block.holds(address("10.1.255.255")) && !block.holds(address("10.2.0.0")));
        assert_eq!(block.to_string(), "10.1.0.0/16");
        let one: Network = "127.0.0.1".parse().expect("an address");
        assert!(one.holds(address("127.0.0.1")) && !one.holds(address("127.0.0.2")));
        let all: Network = "::/0".parse().expect("everything");
        assert!(all.holds(address("2606::1")) && !all.holds(address("1.2.3.4")));
        for wrong in ["", "10.0.0.0/33", "::/129", "here", "10.0.0/8", "10.0.0.0/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
