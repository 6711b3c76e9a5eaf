//! Who sends a request: the other end of its connection, or whom a proxy of ours names.

use std::net::IpAddr;

/// The sender, where `peer` is the other end and `forwarded` all of `X-Forwarded-For`.
pub(super) fn sender(peer: IpAddr, forwarded: Option<&str>, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    // The nearest proxy writes at the end; what stands before, anybody may have written.
    let named = forwarded.unwrap_or_default().rsplit(',').map(str::trim);
    let named = named.map_while(|text| text.parse::<IpAddr>().ok());
    let mut last = peer;
    for address in named {
        last = address;
        if !proxies.contains(&address) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: Option<&str>) -> String {
        let address = |text: &str| text.parse().expect("an address");
        let proxies = [address("127.0.0.1"), address("10.0.0.1")];
        sender(address(peer), forwarded, &proxies).to_string()
    }

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else_is() {
        assert_eq!(of("192.0.2.7", None), "192.0.2.7");
        assert_eq!(of("192.0.2.7", Some("198.51.100.1")), "192.0.2.7", "anybody can write that");
        assert_eq!(of("127.0.0.1", Some("198.51.100.1")), "198.51.100.1");
        assert_eq!(of("127.0.0.1", Some("203.0.113.9, 198.51.100.1")), "198.51.100.1");
        assert_eq!(of("127.0.0.1", Some("198.51.100.1, 10.0.0.1")), "198.51.100.1");
    }

    #[test]
    fn a_header_that_says_nothing_leaves_the_proxy_as_the_sender() {
        assert_eq!(of("127.0.0.1", None), "127.0.0.1");
        assert_eq!(of("127.0.0.1", Some("unknown")), "127.0.0.1");
        assert_eq!(of("127.0.0.1", Some("198.51.100.1, unknown")), "127.0.0.1");
    }
}
