//! Packets that mean no good.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use crate::rig::{PATIENCE, Rig, is};
use line::{LegEvent, LegId, PhoneId};
use phones::Sound;
use tokio::net::UdpSocket;

const ANA: PhoneId = PhoneId(11);
const DESK: LegId = LegId(1);

/// Numbers of a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.next() >> 24) as u8).collect()
    }
}

/// A STUN binding request for this user name, with a wrong integrity or none.
fn stun(name: &str, integrity: bool) -> Vec<u8> {
    let mut attributes = vec![0, 6];
    attributes.extend((name.len() as u16).to_be_bytes());
    attributes.extend(name.as_bytes());
    attributes.resize(attributes.len().next_multiple_of(4), 0);
    attributes.extend([0, 0x25, 0, 0]); // USE-CANDIDATE
    attributes.extend([0, 0x24, 0, 4, 0x6e, 0xff, 0xff, 0xff]); // PRIORITY
    if integrity {
        attributes.extend([0, 8, 0, 20]);
        attributes.extend([0x5a; 20]);
    }
    let mut message = vec![0, 1];
    message.extend((attributes.len() as u16).to_be_bytes());
    message.extend([0x21, 0x12, 0xa4, 0x42]);
    message.extend([7; 12]);
    message.extend(attributes);
    message
}

/// The beginning of a DTLS ClientHello (RFC 6347 4.2).
fn client_hello() -> Vec<u8> {
    let mut record = vec![22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90];
    record.extend([1, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0, 78, 0xfe, 0xfd]);
    record.resize(13 + 90, 0x11);
    record
}

/// RTP, as a telephone would send it.
fn rtp(number: u16) -> Vec<u8> {
    let [high, low] = number.to_be_bytes();
    let mut packet = vec![0x80, 0, high, low, 0, 0, high, low, 0xfe, 0xed, 0xbe, 0xef];
    packet.extend([0x10; 160]);
    packet
}

/// Everything a stranger may try who has read offer and answer, but for the password; cut
/// off and changed at every place; and noise.
fn hostility(ours: &str, theirs: &str) -> Vec<Vec<u8>> {
    let mut crafted = vec![
        stun("nobody:nobody", true),
        stun(&format!("{ours}:{theirs}"), true),
        stun(&format!("{ours}:{theirs}"), false),
        stun(ours, true),
        stun(&format!("{ours}:"), true),
        client_hello(),
        rtp(7),
        vec![0x80, 200, 0, 1, 0, 0, 0, 1],
        vec![0x40; 30],
        vec![0; 20],
        vec![0; 2_000],
    ];
    let mut random = Random(3);
    for packet in crafted.clone() {
        for cut in (0..packet.len().min(200)).step_by(3) {
            crafted.push(packet[..cut].to_vec());
        }
        for _ in 0..40 {
            let mut changed = packet.clone();
            let (at, to) = (random.next() as usize % changed.len(), random.next() as u8);
            changed[at] = to;
            crafted.push(changed);
        }
    }
    for _ in 0..2_000 {
        let length = random.next() as usize % 1_400;
        crafted.push(random.bytes(length));
    }
    crafted
}

#[tokio::test]
async fn strangers_and_junk_do_nothing_to_a_live_call() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let (browser, offer) = phones::Browser::offer(crate::rig::HOME).unwrap();
    let theirs = credential(&offer, "a=ice-ufrag:");
    let answer = rig.line.phone_open(ANA, offer, line::PhoneCodec::G711).await.unwrap();
    let ours = credential(&answer, "a=ice-ufrag:");
    browser.accept(&answer).unwrap();
    rig.wait_for(LegEvent::PhoneUp { phone: ANA }).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    browser.say(Sound::Tone(900));
    call.until_heard(PATIENCE, is(900)).await.unwrap();

    let stranger = UdpSocket::bind((crate::rig::HOME, 0)).await.unwrap();
    stranger.connect(rig.line.browser_address().unwrap()).await.unwrap();
    let crafted = hostility(&ours, &theirs);
    let before = dropped(&rig);
    // Every one of them is dropped for a counted cause; a few at a time, so that the
    // system itself drops none.
    let mut sent = 0;
    for packets in crafted.chunks(16) {
        for packet in packets {
            stranger.send(packet).await.unwrap();
            sent += 1;
        }
        let counted = async {
            while dropped(&rig) < before + sent {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, counted).await.unwrap();
    }
    let mut buffer = [0; 100];
    let answered = stranger.try_recv(&mut buffer);
    assert!(answered.is_err(), "answered {:?}", &buffer[..answered.unwrap_or(0)]);
    let heard = browser.heard().packets();
    browser.until_heard(PATIENCE, |now| now.packets() > heard + 25 && is(500)(now)).await.unwrap();
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    let lost = |event: &LegEvent| {
        matches!(
            event,
            LegEvent::PhoneDown { .. } | LegEvent::Parted { .. } | LegEvent::Gone { .. }
        )
    };
    assert!(!rig.told().iter().any(lost));
}

/// Whoever has read the answer may be faster than the browser it was for: with the start of
/// a handshake of its own, with STUN that proves nothing, and with sound.
#[tokio::test]
async fn a_stranger_who_is_faster_than_the_browser_wins_nothing() {
    let mut rig = Rig::new().await;
    let (browser, offer) = phones::Browser::offer(crate::rig::HOME).unwrap();
    let theirs = credential(&offer, "a=ice-ufrag:");
    let answer = rig.line.phone_open(ANA, offer, line::PhoneCodec::G711).await.unwrap();
    let ours = credential(&answer, "a=ice-ufrag:");
    let stranger = UdpSocket::bind((crate::rig::HOME, 0)).await.unwrap();
    stranger.connect(rig.line.browser_address().unwrap()).await.unwrap();
    let mut sent = 0;
    for _ in 0..50 {
        for packet in [client_hello(), stun(&format!("{ours}:{theirs}"), true), rtp(1)] {
            stranger.send(&packet).await.unwrap();
            sent += 1;
        }
    }
    let counted = async {
        while dropped(&rig) < sent {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, counted).await.unwrap();
    assert!(stranger.try_recv(&mut [0; 100]).is_err(), "the stranger was answered");
    browser.accept(&answer).unwrap();
    rig.wait_for(LegEvent::PhoneUp { phone: ANA }).await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    browser.say(Sound::Tone(900));
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    browser.until_heard(PATIENCE, is(500)).await.unwrap();
}

fn credential(sdp: &str, name: &str) -> String {
    sdp.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned()
}

fn dropped(rig: &Rig) -> u64 {
    rig.count("dropped_phone_stranger") + rig.count("dropped_phone_broken")
}
