//! Packets that carry the address of a live phone and are not its own.

use phones::{Browser, Conduct, Sound};

use super::*;
use crate::media::g711::Codec;
use crate::vocabulary::PhoneCodec;

const PATIENCE: Duration = Duration::from_secs(20);
const ANA: PhoneId = PhoneId(7);

/// Phones that are driven by hand, and one browser.
struct Rig {
    phones: Phones,
    counters: Counters,
    browser: Browser,
    spoken: u64,
    _runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn new() -> Rig {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let (socket, here) = open_socket(([127, 0, 0, 1], 0).into(), None).unwrap();
        let booth = Arc::new(Booth::new(here, 10).unwrap());
        let guard = runtime.enter();
        let (browser, offer) = Browser::offer(here.ip()).unwrap();
        drop(guard);
        let (opened, answer) = booth.open(ANA, &offer, PhoneCodec::G711).unwrap();
        let mut phones = Phones::new(Some((socket, booth)));
        let counters = Counters::default();
        phones.admit(opened, Outgoing::new(1, 2, 3), Instant::now(), &counters);
        browser.accept(&answer).unwrap();
        let mut rig = Rig { phones, counters, browser, spoken: 0, _runtime: runtime };
        rig.until(|rig| rig.phones.up(ANA).is_some());
        rig
    }

    /// Lets the phones live until something holds.
    fn until(&mut self, holds: impl Fn(&mut Rig) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self) {
            let now = Instant::now();
            assert!(now < deadline, "it never came");
            self.phones.receive(now, &self.counters);
            self.phones.ring_alarms(now, &self.counters);
            self.listen();
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }

    fn listen(&mut self) {
        while let Some(told) = self.phones.told() {
            match told {
                Told::Up(_) => {}
                Told::Spoke { .. } => self.spoken += 1,
                Told::Down { .. } => panic!("the phone is gone"),
            }
        }
    }

    /// Takes a datagram as if it came from the browser itself.
    fn forge(&mut self, datagram: &[u8]) {
        let (from, now) = (self.browser.address(), Instant::now());
        self.phones.came(from, datagram, now, &self.counters);
        while let Some((from, datagram)) = self.phones.handshakes.pop_front() {
            let _ = self.phones.datagram(from, &datagram, now, &self.counters);
        }
        self.listen();
    }

    /// Both ways are open: the browser is heard, and hears.
    fn talks(&mut self) {
        let place = self.phones.up(ANA).unwrap();
        self.browser.say(Sound::Tone(500));
        let spoken = self.spoken;
        self.until(|rig| rig.spoken > spoken + 10);
        let (end, mut outgoing) = self.phones.lend(place, 0).unwrap();
        let heard = self.browser.heard().packets();
        for _ in 0..5 {
            let now = Instant::now();
            let header = outgoing.own(now, 160, 0, end.codec);
            self.phones.say(place, header, &[0x55; 160], now, &self.counters);
        }
        self.phones.give_back(place, outgoing);
        self.until(|rig| rig.browser.heard().packets() >= heard + 5);
        self.browser.conduct(Conduct::Warm);
    }
}

/// Whatever can be said without the keys.
fn forgeries() -> Vec<Vec<u8>> {
    let record = |kind: u8, epoch: u8, body: &[u8]| {
        let mut record = vec![kind, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 9];
        record.extend((body.len() as u16).to_be_bytes());
        record.extend(body);
        record
    };
    let mut hello = vec![1, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0, 78, 0xfe, 0xfd];
    hello.resize(90, 0x11);
    let mut rtp = vec![0x80, Codec::Pcmu.payload_type(), 0, 9, 0, 0, 0, 9, 1, 2, 3, 4];
    rtp.resize(182, 0x77);
    let mut binding = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    binding.resize(20, 7);
    vec![
        record(22, 0, &hello),
        record(22, 1, &hello),
        record(20, 0, &[1]),
        // Goodbye, in the clear and under keys that are none.
        record(21, 0, &[1, 0]),
        record(21, 0, &[2, 40]),
        record(21, 1, &[0x33; 40]),
        record(23, 1, &[0x33; 200]),
        rtp,
        // RTCP BYE.
        vec![0x81, 203, 0, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0],
        binding,
    ]
}

#[test]
fn a_forged_sender_address_neither_ends_a_phone_nor_is_heard() {
    let mut rig = Rig::new();
    rig.talks();
    let silent = rig.spoken;
    let mut seed = 5u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        (seed >> 33) as usize
    };
    let forgeries = forgeries();
    for forgery in &forgeries {
        rig.forge(forgery);
        for cut in 0..forgery.len() {
            rig.forge(&forgery[..cut]);
        }
    }
    let forged_from = rig.spoken;
    for _ in 0..20_000 {
        let mut forgery = forgeries[random() % forgeries.len()].clone();
        for _ in 0..1 + random() % 4 {
            let at = random() % forgery.len();
            forgery[at] = random() as u8;
        }
        rig.forge(&forgery);
    }
    assert_eq!(rig.spoken, forged_from, "something forged was heard");
    assert!(forged_from - silent < 60, "only what the browser still had under way");
    rig.talks();
}

#[test]
fn handshakes_of_many_wait_for_their_turn_and_a_flood_of_them_is_dropped() {
    let mut rig = Rig::new();
    let from = rig.browser.address();
    let hello = &forgeries()[0];
    for _ in 0..HANDSHAKES_MAX + 10 {
        rig.phones.came(from, hello, Instant::now(), &rig.counters);
    }
    assert_eq!(rig.phones.handshakes.len(), HANDSHAKES_MAX);
    assert_eq!(rig.counters.readings().phone_flood, 10);
    assert_eq!(rig.phones.receive(Instant::now(), &rig.counters), Rest::More);
    assert_eq!(rig.phones.handshakes.len(), HANDSHAKES_MAX - HANDSHAKES_A_TURN);
    rig.talks();
}

#[test]
fn a_stranger_cannot_even_make_a_handshake_wait() {
    let mut rig = Rig::new();
    let stranger = ([127, 0, 0, 1], 9).into();
    rig.phones.came(stranger, &forgeries()[0], Instant::now(), &rig.counters);
    assert!(rig.phones.handshakes.is_empty());
    assert_eq!(rig.counters.readings().phone_stranger, 1);
}
