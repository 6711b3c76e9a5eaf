//! The readers of what browsers send, each callable by itself (see `crate::readers`).

use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::Instant;

use str0m::Input;
use str0m::ice::StunMessage;
use str0m::net::{Protocol, Receive};

use super::booth::Booth;
use super::opus::Voice;
use super::phone::{Outlet, Phone, Stage};
use super::socket::open_socket;
use crate::media::counters::Counters;
use crate::media::outgoing::Outgoing;
use crate::media::rtp::DATAGRAM_MAX;
use crate::vocabulary::{PhoneCodec, PhoneId};

/// A connection is made anew after so many datagrams, so that what one of them does to it is
/// not hidden for ever by another.
const DATAGRAMS_MAX: u32 = 256;

/// What a datagram comes to.
struct Bench {
    booth: Booth,
    socket: mio::net::UdpSocket,
    here: SocketAddr,
    counters: Counters,
    phone: Option<(Phone, u32)>,
}

impl Bench {
    fn new() -> Option<Bench> {
        let (socket, here) = open_socket(([127, 0, 0, 1], 0).into(), None).ok()?;
        let socket = mio::net::UdpSocket::from_std(socket);
        let booth = Booth::new(here, 1).ok()?;
        Some(Bench { booth, socket, here, counters: Counters::default(), phone: None })
    }

    fn phone(&mut self) -> Option<&mut Phone> {
        let spent = |(phone, seen): &(Phone, u32)| {
            *seen >= DATAGRAMS_MAX || matches!(phone.stage, Stage::Over | Stage::Broken)
        };
        if self.phone.as_ref().is_none_or(spent) {
            let offer = crate::readers::SEEDS.iter().find(|(name, ..)| *name == "browser_offer");
            let offer = offer.and_then(|(_, seeds, _)| seeds().pop()).unwrap_or_default();
            let offer = String::from_utf8_lossy(&offer).into_owned();
            self.booth.closed(PhoneId(1));
            let (opened, _) = self.booth.open(PhoneId(1), &offer, PhoneCodec::Opus).ok()?;
            let phone = Phone::new(opened, Outgoing::new(1, 2, 3), Instant::now());
            self.phone = Some((phone, 0));
        }
        let (phone, seen) = self.phone.as_mut()?;
        *seen += 1;
        Some(phone)
    }
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = RefCell::new(Bench::new());
}

fn at_the_bench(work: impl FnOnce(&mut Bench)) {
    BENCH.with_borrow_mut(|bench| {
        let Some(bench) = bench else { panic!("no socket is free") };
        work(bench);
    });
}

/// A datagram with the address of a live phone, whoever sent it. The gate of the live line
/// (`Rtc::accepts`) is left out: an address can be forged.
pub fn phone(bytes: &[u8]) {
    at_the_bench(|bench| {
        let (here, now) = (bench.here, Instant::now());
        let Ok(received) = Receive::new(Protocol::Udp, here, here, bytes) else { return };
        let Some(_) = bench.phone() else { panic!("an offer of ours is refused") };
        let Bench { phone, socket, counters, .. } = bench;
        if let Some((phone, _)) = phone {
            let input = Input::Receive(now, received);
            phone.accepts(&input);
            let (outcome, _) = phone.take(input, now, &Outlet { socket, counters });
            assert!(!outcome.up, "a connection without a handshake");
            assert!(outcome.heard.is_empty(), "sound without a key");
        }
    });
}

/// A STUN message, as far as it is read to find whose it is.
pub fn stun(bytes: &[u8]) {
    if let Ok(message) = StunMessage::parse(bytes) {
        message.split_username();
    }
}

/// A browser's offer.
pub(crate) fn offer(text: &str) {
    at_the_bench(|bench| {
        bench.booth.closed(PhoneId(1));
        if let Ok((_, answer)) = bench.booth.open(PhoneId(1), text, PhoneCodec::Opus) {
            let sections = answer.lines().filter(|line| line.starts_with("m=")).count();
            assert_eq!(sections, 1, "{answer}");
        }
    });
}

/// One Opus packet, to a decoder that has heard others.
pub fn opus(bytes: &[u8]) {
    thread_local! {
        static VOICE: RefCell<Voice> = RefCell::default();
    }
    VOICE.with_borrow_mut(|voice| {
        let mut room = [0; DATAGRAM_MAX];
        let length = voice.decode(bytes, &mut room);
        assert!(length.is_none_or(|length| length <= room.len()), "more than there is room for");
    });
}
