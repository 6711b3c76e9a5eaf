//! The RTP ports: even ones of the configured range, each with the odd one above it left
//! free for RTCP (RFC 3550 section 11), which we neither send nor read.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, UdpSocket};
use std::ops::RangeInclusive;

use super::MediaError;
use crate::vocabulary::LegId;

/// Expedited forwarding (RFC 3246), as the traffic class byte: networks that know it
/// carry voice first.
const EXPEDITED: u32 = 0xb8;

/// Which leg has which port.
#[derive(Debug)]
pub(super) struct Ports {
    bind: IpAddr,
    range: RangeInclusive<u16>,
    legs: HashMap<LegId, u16>,
    taken: Vec<Use>,
    /// Where the search goes on: a freed port rests as long as possible, so that the
    /// last packets of an old call do not meet a new one.
    next: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Free,
    Taken,
}

impl Ports {
    pub(super) fn new(bind: IpAddr, range: RangeInclusive<u16>) -> Result<Ports, MediaError> {
        let last = *range.end();
        let first = range.start().checked_next_multiple_of(2).filter(|first| *first < last);
        let Some(first) = first else {
            return Err(MediaError::NoPorts { range });
        };
        let count = usize::from((last - first).div_ceil(2));
        let taken = vec![Use::Free; count];
        Ok(Ports { bind, range: first..=last, legs: HashMap::new(), taken, next: 0 })
    }

    /// Binds the next free port for a leg.
    pub(super) fn open(&mut self, leg: LegId) -> Result<(u16, UdpSocket), MediaError> {
        if self.legs.contains_key(&leg) {
            return Err(MediaError::AlreadyOpen { leg });
        }
        for step in 0..self.taken.len() {
            let at = (self.next + step) % self.taken.len();
            if self.taken[at] == Use::Taken {
                continue;
            }
            // `at` counts even ports of the range, so the sum stays inside it.
            let port = self.range.start() + 2 * at as u16;
            match socket(self.bind, port) {
                Ok(socket) => {
                    self.taken[at] = Use::Taken;
                    self.next = (at + 1) % self.taken.len();
                    self.legs.insert(leg, port);
                    return Ok((port, socket));
                }
                // Another program's: try the next.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(source) => return Err(MediaError::Bind { bind: self.bind, port, source }),
            }
        }
        Err(MediaError::PortsUsedUp { range: self.range.clone(), legs: self.legs.len() })
    }

    /// Gives back the port of a leg whose socket is closed.
    pub(super) fn free(&mut self, leg: LegId) {
        if let Some(port) = self.legs.remove(&leg) {
            let at = usize::from((port - self.range.start()) / 2);
            self.taken[at] = Use::Free;
        }
    }
}

fn socket(bind: IpAddr, port: u16) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((bind, port))?;
    socket.set_nonblocking(true)?;
    mark_expedited(&socket, bind);
    Ok(socket)
}

/// Has a socket's packets carried first, where the network knows of it.
pub(super) fn mark_expedited(socket: &UdpSocket, bind: IpAddr) {
    let mark = match bind {
        IpAddr::V4(_) => socket2::SockRef::from(socket).set_tos_v4(EXPEDITED),
        IpAddr::V6(_) => socket2::SockRef::from(socket).set_tclass_v6(EXPEDITED),
    };
    if let Err(error) = mark {
        tracing::debug!(%error, "voice packets go out unmarked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_range_gives_its_even_ports_then_a_clear_error_then_a_freed_one() {
        // Room for four even ports, wherever the system has four free ones.
        let mut begin = 41_001;
        let (mut ports, first) = loop {
            let mut ports = Ports::new(HOME, begin..=begin + 8).unwrap();
            let taken: Vec<_> = (0..4).filter_map(|leg| ports.open(LegId(leg)).ok()).collect();
            if taken.len() == 4 {
                break (ports, taken);
            }
            begin += 20;
        };
        assert!(first.iter().all(|(port, _)| port % 2 == 0));
        let error = ports.open(LegId(9)).unwrap_err();
        assert!(matches!(error, MediaError::PortsUsedUp { legs: 4, .. }), "{error}");
        assert!(matches!(ports.open(LegId(1)), Err(MediaError::AlreadyOpen { leg: LegId(1) })));
        let freed = first[2].0;
        drop(first);
        ports.free(LegId(2));
        assert_eq!(ports.open(LegId(9)).unwrap().0, freed);
    }

    #[test]
    fn a_range_without_a_pair_is_refused() {
        for range in [5_001..=5_002, 5_000..=5_000, 65_535..=65_535] {
            let error = Ports::new(HOME, range).unwrap_err();
            assert!(matches!(error, MediaError::NoPorts { .. }));
        }
        assert!(Ports::new(HOME, 65_534..=65_535).is_ok());
    }
}
