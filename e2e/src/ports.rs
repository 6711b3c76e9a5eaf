//! Free ports on loopback.
//!
//! They are taken below the range from which the system hands out ports by itself, so
//! that a server can be killed and come back on its port without anybody having taken it.
//! Test programs may run beside each other: each takes its ports from a ground of its own,
//! and a listener on the first port of the ground keeps the others out.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};

/// So many test programs at once: one a crate's test binary, a few engineers, a benchmark.
const GROUNDS: u16 = 16;

/// Signalling and control ports begin here.
const FIRST: u16 = 10_000;

/// So many of them in a ground; a busy test program has some dozens at once.
const GROUND: u16 = 600;

/// Ports for audio begin here, and end where the system's own range begins.
const RTP_FIRST: u16 = 20_000;

/// So many of them in a ground.
const RTP_GROUND: u16 = 750;

/// So many ports for the audio of one program: the busiest test has some thirty legs at
/// once, two ports a leg.
const RTP_BLOCK: u16 = 150;

static CLAIM: LazyLock<Claim> = LazyLock::new(Claim::stake);
static NEXT: AtomicU16 = AtomicU16::new(0);
static NEXT_RTP: AtomicU16 = AtomicU16::new(0);

/// This process's ground.
struct Claim {
    ground: u16,
    // Nobody connects to it; that it listens is what it is for.
    _fence: TcpListener,
}

impl Claim {
    fn stake() -> Claim {
        let claim = (0..GROUNDS).find_map(|ground| {
            let fence = TcpListener::bind(loopback(FIRST + ground * GROUND)).ok()?;
            Some(Claim { ground, _fence: fence })
        });
        claim.unwrap_or_else(|| panic!("{GROUNDS} test programs run already"))
    }
}

/// The first of `count` ports in a row that are free for UDP and TCP.
///
/// # Panics
/// When none is free.
#[must_use]
pub fn free(count: u16) -> u16 {
    let span = GROUND - 1 - count;
    for _ in 0..span {
        let step = NEXT.fetch_add(count, Ordering::Relaxed) % span;
        let first = FIRST + CLAIM.ground * GROUND + 1 + step;
        if (first..first + count).all(is_free) {
            return first;
        }
    }
    panic!("no {count} ports in a row are free on loopback");
}

/// A range of ports for the audio of one program, as `20000-20149`.
#[must_use]
pub fn audio() -> String {
    let (first, count) = audio_block();
    format!("{first}-{}", first + count - 1)
}

/// The same as its first port and their count.
#[must_use]
pub fn audio_block() -> (u16, u16) {
    let block = NEXT_RTP.fetch_add(1, Ordering::Relaxed) % (RTP_GROUND / RTP_BLOCK);
    (RTP_FIRST + CLAIM.ground * RTP_GROUND + block * RTP_BLOCK, RTP_BLOCK)
}

/// This port on loopback.
#[must_use]
pub fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn is_free(port: u16) -> bool {
    let address = loopback(port);
    UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{audio, free};

    #[test]
    fn what_was_given_is_not_given_again_soon() {
        let given: Vec<u16> = (0..20).map(|_| free(3)).collect();
        for (at, first) in given.iter().enumerate() {
            assert!(given[..at].iter().all(|other| other.abs_diff(*first) >= 3), "{given:?}");
        }
        assert_ne!(audio(), audio());
    }
}
