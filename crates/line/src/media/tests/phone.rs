//! A telephone: a socket that speaks a tone every 20 ms and keeps what it hears.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::super::rtp::{Header, Packet};
use super::*;

/// The telephone-event payload type of all phones unless they are told another.
pub(super) const EVENT: u8 = 101;

pub(super) struct Phone {
    pub(super) codec: Codec,
    socket: Arc<UdpSocket>,
    line: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    tone: AtomicU32,
    sent: AtomicU32,
    over: AtomicBool,
    heard: Mutex<Vec<(Packet, Vec<u8>)>>,
}

impl Phone {
    pub(super) fn new(port: u16, codec: Codec) -> Phone {
        let socket = Arc::new(UdpSocket::bind((HOME, 0)).unwrap());
        let line = SocketAddr::from((HOME, port));
        let state = Arc::new(State::default());
        let (ear, mouth) = (state.clone(), socket.clone());
        let thread = std::thread::spawn(move || live(&mouth, line, codec, &ear));
        Phone { codec, socket, line, state, thread: Some(thread) }
    }

    pub(super) fn far_end(&self) -> FarEnd {
        FarEnd {
            rtp: self.socket.local_addr().unwrap(),
            codec: self.codec,
            telephone_event: Some(EVENT),
            hold: FarHold::Active,
        }
    }

    /// The leg's address.
    pub(super) fn line(&self) -> SocketAddr {
        self.line
    }

    /// Speaks a tone of so many Hz; 0 sends nothing.
    pub(super) fn speak(&self, tone: u32) {
        self.state.tone.store(tone, Ordering::Relaxed);
    }

    /// Sends any bytes.
    pub(super) fn throw(&self, bytes: &[u8]) {
        self.socket.send_to(bytes, self.line).unwrap();
    }

    /// Presses a key as phones do: seven packets, the last three being its end.
    pub(super) fn press(&self, event: u8, timestamp: u32) {
        for nth in 0..7u16 {
            let header = Header {
                marker: nth == 0,
                payload_type: EVENT,
                sequence: 40_000 + nth,
                timestamp,
                ssrc: 0xfeed,
            };
            let end = if nth >= 4 { 0x80 } else { 0 };
            let [high, low] = (160 * (nth.min(4) + 1)).to_be_bytes();
            let mut packet = header.bytes().to_vec();
            packet.extend_from_slice(&[event, end | 10, high, low]);
            self.throw(&packet);
        }
    }

    /// Packets sent until now.
    pub(super) fn sent(&self) -> u32 {
        self.state.sent.load(Ordering::Relaxed)
    }

    /// Everything heard until now.
    pub(super) fn heard(&self) -> Vec<(Packet, Vec<u8>)> {
        self.state.heard.lock().unwrap().clone()
    }

    /// Forgets what was heard.
    pub(super) fn forget(&self) {
        self.state.heard.lock().unwrap().clear();
    }

    /// The samples heard, one packet after the other.
    pub(super) fn samples(&self) -> Vec<i16> {
        let law = |packet: &Packet| Codec::of_payload_type(packet.payload_type);
        let heard = self.state.heard.lock().unwrap();
        let audio = heard.iter().filter_map(|(packet, bytes)| Some((law(packet)?, bytes)));
        audio.flat_map(|(law, bytes)| bytes.iter().map(move |byte| law.decode(*byte))).collect()
    }

    /// Waits until the last 200 ms heard are this tone.
    pub(super) fn hears(&self, tone: u32) {
        self.forget();
        until(&format!("a tone of {tone} Hz"), || {
            let samples = self.samples();
            let tail = samples.last_chunk::<1_600>();
            tail.is_some_and(|tail| amplitude(tail, tone) > 0.3)
        });
    }

    /// While `speaker` says half a second of tone, this phone hears nothing of it, at
    /// most packets of silence.
    pub(super) fn hears_nothing_of(&self, speaker: &Phone, rig: &Rig) {
        rig.settle();
        self.forget();
        let (sent, accepted) = (speaker.sent(), rig.media.counters().accepted);
        until("25 packets more", || {
            speaker.sent() >= sent + 25 && rig.media.counters().accepted >= accepted + 25
        });
        let samples = self.samples();
        let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        assert!(loudest <= 8, "heard something as loud as {loudest}");
        assert!(samples.len() <= 160 * 3, "{} samples", samples.len());
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn live(socket: &UdpSocket, line: SocketAddr, codec: Codec, state: &State) {
    let begin = Instant::now();
    let mut buffer = [0; 2_048];
    let mut spoken = 0u32;
    while !state.over.load(Ordering::Relaxed) {
        let due = begin + Duration::from_millis(20) * spoken;
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            speak(socket, line, codec, state, spoken);
            spoken += 1;
            continue;
        }
        socket.set_read_timeout(Some(left)).unwrap();
        match socket.recv(&mut buffer) {
            Ok(length) => {
                let packet = Packet::read(&buffer[..length]).unwrap();
                let payload = buffer[packet.payload.clone()].to_vec();
                state.heard.lock().unwrap().push((packet, payload));
            }
            Err(error) => assert!(
                matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionRefused
                ),
                "{error}"
            ),
        }
    }
}

fn speak(socket: &UdpSocket, line: SocketAddr, codec: Codec, state: &State, nth: u32) {
    let tone = state.tone.load(Ordering::Relaxed);
    if tone == 0 {
        return;
    }
    let header = Header {
        marker: false,
        payload_type: codec.payload_type(),
        sequence: nth as u16,
        timestamp: nth * 160,
        ssrc: 0xfeed,
    };
    let mut packet = header.bytes().to_vec();
    for sample in nth * 160..(nth + 1) * 160 {
        let turn = std::f64::consts::TAU * f64::from(tone) * f64::from(sample) / 8_000.0;
        packet.push(codec.encode((16_384.0 * turn.sin()) as i16));
    }
    // The line may have closed its port already.
    let _ = socket.send_to(&packet, line);
    state.sent.fetch_add(1, Ordering::Relaxed);
}
