//! Free ports on loopback.
//!
//! They are taken below the range from which the system hands out ports by itself, so
//! that a server can be killed and come back on its port without anybody having taken it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};

/// Signalling and control ports: from here, …
const FIRST: u16 = 10_000;
/// … up to here.
const LAST: u16 = 19_999;

/// Ports for audio: from here, …
const RTP_FIRST: u16 = 20_000;
/// … up to here, where the system's own range begins.
const RTP_LAST: u16 = 32_700;

/// So many ports for the audio of one program: the busiest test has 100 calls at once,
/// two legs each, two ports a leg.
const RTP_BLOCK: u16 = 400;

static NEXT: AtomicU16 = AtomicU16::new(0);
static NEXT_RTP: AtomicU16 = AtomicU16::new(0);

/// The first of `count` ports in a row that are free for UDP and TCP.
///
/// # Panics
/// When none is free.
#[must_use]
pub fn free(count: u16) -> u16 {
    let span = LAST - FIRST - count;
    // Other test programs may run beside this one: each begins somewhere else.
    let start = (std::process::id() % u32::from(span)) as u16;
    for _ in 0..span {
        let step = NEXT.fetch_add(count, Ordering::Relaxed);
        let first = FIRST + ((u32::from(start) + u32::from(step)) % u32::from(span)) as u16;
        if (first..first + count).all(is_free) {
            return first;
        }
    }
    panic!("no {count} ports in a row are free on loopback");
}

/// A range of ports for the audio of one program, as `20000-20399`.
#[must_use]
pub fn audio() -> String {
    let blocks = (RTP_LAST - RTP_FIRST) / RTP_BLOCK;
    let start = (std::process::id() % u32::from(blocks)) as u16;
    let block = NEXT_RTP.fetch_add(1, Ordering::Relaxed).wrapping_add(start) % blocks;
    let first = RTP_FIRST + block * RTP_BLOCK;
    format!("{first}-{}", first + RTP_BLOCK - 1)
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
