//! Live calls while strangers send what they can: five thousand messages a second, from a
//! thousand addresses and from one.

use crate::figure::{Figure, Goal};
use crate::floor::Floor;
use crate::server::{Recording, Server, Site};
use crate::usage::{Cost, Meter, memory};
use crate::{Bench, Failure};
use phones::{Audio, Behaviour, Call, Phone, PhonePlan, Sound};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Live recorded calls meanwhile; both ends of each are listened to.
const CALLS: usize = 20;

/// Messages a second.
const RATE: u32 = 5_000;

/// So many leave together: one system timer is not finer than a millisecond.
const VOLLEY: u32 = 25;

/// Addresses of the widest flood, all on this machine.
const ADDRESSES: usize = 1_000;

/// What floods are made of.
const METHODS: [&str; 3] = ["REGISTER", "OPTIONS", "INVITE"];

/// Setting one call up.
const UP_MAX: Duration = Duration::from_secs(10);

/// After the last answer hold music is over and recordings run; and after a flood the
/// answers still under way arrive.
const SETTLE: Duration = Duration::from_secs(2);

const MEGABYTE: f64 = 1_000_000.0;

pub(crate) async fn measure(bench: &Bench) -> Result<Vec<Figure>, Failure> {
    let time = bench.pace.seconds(10, 60);
    let mut floor = Floor::open().await?;
    let site = Site::prepare(CALLS, Recording::On, floor.phones())?;
    let server = site.open(bench).await?;
    let talks = Talks::connect(&mut floor, &server).await?;
    tokio::time::sleep(SETTLE).await;
    let quiet = talks.during(None, &server, time).await?;
    let wide = talks.during(Some(ADDRESSES), &server, time).await?;
    let narrow = talks.during(Some(1), &server, time).await?;
    talks.hang_up();
    server.stop().await?;
    Ok(vec![
        quiet.figure("packets lost by 20 live recorded calls, no flood"),
        wide.figure("the same in a flood of 5,000 messages/s from 1,000 addresses"),
        narrow.figure("the same in a flood of 5,000 messages/s from one address"),
    ])
}

/// Calls between callers and phones.
struct Talks {
    calls: Vec<Call>,
    phones: Vec<Phone>,
}

/// What a stretch of time brought.
struct Stretch {
    heard: u64,
    missing: u64,
    skipped: u64,
    flood: Sent,
    cost: Cost,
    /// Before and after, in bytes.
    memory: (u64, u64),
}

impl Talks {
    async fn connect(floor: &mut Floor, server: &Server) -> Result<Talks, Failure> {
        let at_once = Behaviour::AnswerAfter(Duration::ZERO);
        let phones = (1..=CALLS)
            .map(|number| {
                let audio = Audio::On(Sound::Tone(660));
                let user = format!("t{number}");
                floor.phone(PhonePlan { audio, ..PhonePlan::new(user, at_once.clone()) })
            })
            .collect::<Result<Vec<Phone>, _>>()?;
        let mut calls = Vec::new();
        for _ in 0..CALLS {
            calls.push(floor.call_with(server.sip, Audio::On(Sound::Tone(440)))?);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for call in &calls {
            call.until(UP_MAX, |view| view.is_up()).await?;
        }
        for phone in &phones {
            phone.until(UP_MAX, |view| view.is_up()).await?;
        }
        Ok(Talks { calls, phones })
    }

    /// Packets heard by all ends, packets missing, and packets never sent.
    fn counts(&self) -> (u64, u64, u64) {
        let callers = self.calls.iter().map(|call| (call.heard(), call.skipped_packets()));
        let phones = self.phones.iter().map(|phone| (phone.heard(), phone.skipped_packets()));
        callers.chain(phones).fold((0, 0, 0), |(heard, missing, skipped), (one, more)| {
            (heard + one.packets(), missing + one.missing(), skipped + more)
        })
    }

    async fn during(
        &self,
        addresses: Option<usize>,
        server: &Server,
        time: Duration,
    ) -> Result<Stretch, Failure> {
        let before = memory(server.id())?.resident;
        let flood = addresses.map(|count| Flood::start(server.sip, count)).transpose()?;
        let (heard, missing, skipped) = self.counts();
        let meter = Meter::start(server)?;
        tokio::time::sleep(time).await;
        let cost = meter.read()?;
        let now = self.counts();
        let flood = flood.map_or(Ok(Sent::default()), Flood::stop)?;
        tokio::time::sleep(SETTLE).await;
        let after = memory(server.id())?.resident;
        Ok(Stretch {
            heard: now.0 - heard,
            missing: now.1 - missing,
            skipped: now.2 - skipped,
            flood,
            cost,
            memory: (before, after),
        })
    }

    fn hang_up(&self) {
        for call in &self.calls {
            call.hang_up();
        }
    }
}

impl Stretch {
    fn figure(&self, what: &'static str) -> Figure {
        // What a generator too slow never sent is missing as well, and not lost by anybody.
        let lost = self.missing.saturating_sub(self.skipped);
        let percent = lost as f64 / (self.heard + lost).max(1) as f64 * 100.0;
        let seconds = self.cost.wall.as_secs_f64();
        let (before, after) = self.memory;
        let remark = format!(
            "{lost} of {} packets; {:.0} sent/s, {:.0} answered/s; server {:.1} s of CPU in \
             {seconds:.0} s; memory {:.1} MB before, {:.1} MB after",
            self.heard + lost,
            self.flood.sent as f64 / seconds,
            self.flood.answered as f64 / seconds,
            self.cost.server_cpu.as_secs_f64(),
            before as f64 / MEGABYTE,
            after as f64 / MEGABYTE,
        );
        Figure { what, value: percent, goal: Goal::less(0.1, 0.0, "%"), cost: self.cost, remark }
    }
}

/// A flood under way, on a thread of its own.
struct Flood {
    enough: Arc<AtomicBool>,
    thread: JoinHandle<Sent>,
}

/// What a flood sent, and what came back.
#[derive(Debug, Default, Clone, Copy)]
struct Sent {
    sent: u64,
    answered: u64,
}

impl Flood {
    fn start(server: SocketAddr, addresses: usize) -> Result<Flood, Failure> {
        let mut sockets = Vec::new();
        for number in 0..addresses {
            let [_, _, high, low] = (number as u32).to_be_bytes();
            let socket = UdpSocket::bind(SocketAddr::from(([127, 1, high, low], 0)))?;
            socket.set_nonblocking(true)?;
            sockets.push(socket);
        }
        let enough = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&enough);
        let thread = std::thread::spawn(move || pour(&sockets, server, &stop));
        Ok(Flood { enough, thread })
    }

    fn stop(self) -> Result<Sent, Failure> {
        self.enough.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the flood broke".into())
    }
}

/// Sends volleys at the rate until it is enough, and counts what comes back.
fn pour(sockets: &[UdpSocket], server: SocketAddr, enough: &AtomicBool) -> Sent {
    let mut flood = Sent::default();
    let begun = Instant::now();
    let mut buffer = [0; 2_048];
    for volley in 0_u32.. {
        if enough.load(Ordering::Relaxed) {
            break;
        }
        for number in volley * VOLLEY..(volley + 1) * VOLLEY {
            let socket = &sockets[number as usize % sockets.len()];
            let text = message(socket, server, number);
            flood.sent += u64::from(socket.send_to(text.as_bytes(), server).is_ok());
            while socket.recv(&mut buffer).is_ok() {
                flood.answered += 1;
            }
        }
        let due = Duration::from_secs(1) * ((volley + 1) * VOLLEY) / RATE;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
    }
    for socket in sockets {
        while socket.recv(&mut buffer).is_ok() {
            flood.answered += 1;
        }
    }
    flood
}

fn message(socket: &UdpSocket, server: SocketAddr, number: u32) -> String {
    let method = METHODS[number as usize % METHODS.len()];
    let here = socket.local_addr().map_or_else(|_| String::new(), |here| here.to_string());
    format!(
        "{method} sip:{number}@{server} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {here};rport;branch=z9hG4bKflood{number}\r\nMax-Forwards: 70\r\n\
         From: <sip:{number}@{here}>;tag=f{number}\r\nTo: <sip:{number}@{server}>\r\n\
         Call-ID: flood{number}@{here}\r\nCSeq: 1 {method}\r\nContact: <sip:f@{here}>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}
