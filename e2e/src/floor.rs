//! A server with a team of our own phones, and callers for it: the stage of every test
//! that needs no foreign peer.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use phones::{Audio, Behaviour, Call, CallPlan, CallView, Exchange, Phone, PhonePlan, Sound};

use crate::operator::{CallPage, Operator};
use crate::server::{NUMBER, Place, Server, Setup};
use crate::wait::SOON;

/// The names of the teammates, in the order of their ids from 1.
pub const NAMES: [&str; 6] = ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn"];

/// What every caller says.
pub const CALLER_HZ: u16 = 440;

/// What every phone says.
pub const PHONE_HZ: u16 = 1_000;

/// How long is listened before it is said what is heard.
const EARFUL: Duration = Duration::from_millis(500);

/// A server, its team Support, and callers.
#[derive(Debug)]
pub struct Floor {
    /// The program.
    pub server: Server,
    /// Whoever runs it.
    pub operator: Operator,
    callers: Exchange,
    desks: Vec<Phone>,
    // The phones live as long as their exchange.
    _phones: Exchange,
}

impl Floor {
    /// Opens with one teammate a behaviour, in the order of [`NAMES`].
    ///
    /// # Panics
    /// When something cannot be opened.
    pub async fn open(setup: Setup, behaviours: &[Behaviour]) -> Floor {
        let (setup, phones, desks) = team(setup, behaviours).await;
        Floor::with(Server::start(&setup).await, phones, desks).await
    }

    /// The same with a small disk under a folder of the server's data: which, and its size.
    ///
    /// # Panics
    /// When something cannot be opened.
    pub async fn open_on(setup: Setup, behaviours: &[Behaviour], disk: (&str, &str)) -> Floor {
        let (setup, phones, desks) = team(setup, behaviours).await;
        let server = Server::start_on_a_small_disk(&setup, disk.0, disk.1).await;
        Floor::with(server, phones, desks).await
    }

    /// The same with a command of the test's own before the program: it is told the program
    /// and the data folder.
    ///
    /// # Panics
    /// When something cannot be opened.
    pub async fn open_with(
        setup: Setup,
        behaviours: &[Behaviour],
        command: impl FnOnce(&Path, &Path) -> Command,
    ) -> Floor {
        let (setup, phones, desks) = team(setup, behaviours).await;
        let place = Place::free();
        let program = place.program().to_owned();
        let server = Server::start_with(place, &setup, |data| command(&program, data)).await;
        Floor::with(server, phones, desks).await
    }

    async fn with(server: Server, phones: Exchange, desks: Vec<Phone>) -> Floor {
        let callers = exchange(Ipv4Addr::LOCALHOST).await;
        let operator = server.operator();
        Floor { server, operator, callers, desks, _phones: phones }
    }

    /// A teammate's phone, by the teammate's id.
    #[must_use]
    pub fn phone(&self, id: usize) -> &Phone {
        &self.desks[id - 1]
    }

    /// Where the calls come from.
    #[must_use]
    pub fn callers(&self) -> &Exchange {
        &self.callers
    }

    /// A call from this number that says a tone.
    ///
    /// # Panics
    /// When it cannot be placed.
    #[must_use]
    pub fn call(&self, from: &str) -> Call {
        self.place(self.plan(from))
    }

    /// Places a call.
    ///
    /// # Panics
    /// When it cannot be placed.
    #[must_use]
    pub fn place(&self, plan: CallPlan) -> Call {
        self.callers.call(plan).unwrap_or_else(|why| panic!("a call cannot be placed: {why}"))
    }

    /// What [`call`](Floor::call) places.
    #[must_use]
    pub fn plan(&self, from: &str) -> CallPlan {
        CallPlan {
            from: Some(from.to_owned()),
            audio: Audio::On(Sound::Tone(CALLER_HZ)),
            ..CallPlan::new(NUMBER, self.server.sip())
        }
    }

    /// Waits until a phone rings.
    ///
    /// # Panics
    /// When it does not.
    pub async fn until_rings(&self, id: usize) {
        let rings = self.phone(id).until(SOON, phones::PhoneView::is_ringing).await;
        rings.unwrap_or_else(|late| panic!("{}'s phone rings: {late}", NAMES[id - 1]));
    }

    /// Waits until a phone neither rings nor talks.
    ///
    /// # Panics
    /// When it does not come to rest.
    pub async fn until_idle(&self, id: usize) {
        let idle = self.phone(id).until(SOON, phones::PhoneView::is_idle).await;
        idle.unwrap_or_else(|late| panic!("{}'s phone is idle: {late}", NAMES[id - 1]));
    }

    /// Waits until this phone and this caller are talking: each hears the other's tone.
    ///
    /// # Panics
    /// When they do not.
    pub async fn until_talking(&self, id: usize, call: &Call) {
        let clear = |heard: &phones::Heard, hz, other| {
            heard.amplitude(hz, EARFUL) > 0.3 && heard.amplitude(other, EARFUL) < 0.02
        };
        let heard = call.until_heard(SOON, |heard| clear(heard, PHONE_HZ, CALLER_HZ)).await;
        let name = NAMES[id - 1];
        heard.unwrap_or_else(|late| panic!("the caller hears {} instead of {name}", told(&late.0)));
        let phone = self.phone(id);
        let heard = phone.until_heard(SOON, |heard| clear(heard, CALLER_HZ, PHONE_HZ)).await;
        heard.unwrap_or_else(|late| panic!("{name} hears {} instead of a caller", told(&late.0)));
    }

    /// One of the server's figures, as Prometheus would read it.
    ///
    /// # Panics
    /// When there is no such figure.
    pub async fn metric(&self, name: &str) -> u64 {
        let answer = crate::http::ask(self.server.http(), "GET", "/metrics", None, None).await;
        let text = answer.unwrap_or_else(|why| panic!("{why}")).text();
        let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(is_value));
        let value = line.and_then(|line| line.rsplit(' ').next()).and_then(|one| one.parse().ok());
        value.unwrap_or_else(|| panic!("no figure {name} in {text}"))
    }

    /// Waits until a call is over, and for all about it.
    ///
    /// # Panics
    /// When its log does not read like this.
    pub async fn log_reads(&self, from: &str, words: &[&str]) -> CallPage {
        let page = self.operator.until_over(from).await;
        assert_eq!(page.words(), words, "the log of {from}");
        page
    }
}

fn is_value(rest: &str) -> bool {
    rest.starts_with(' ')
}

/// Puts up the phones, and adds their owners to the configuration.
async fn team(mut setup: Setup, behaviours: &[Behaviour]) -> (Setup, Exchange, Vec<Phone>) {
    let phones = exchange(Ipv4Addr::LOCALHOST).await;
    let mut desks = Vec::new();
    for ((behaviour, name), id) in behaviours.iter().zip(NAMES).zip(1..) {
        let audio = Audio::On(Sound::Tone(PHONE_HZ));
        let plan = PhonePlan { audio, ..PhonePlan::new(name.to_lowercase(), behaviour.clone()) };
        let phone = phones.phone(plan).unwrap_or_else(|why| panic!("{name}'s phone: {why}"));
        setup = setup.teammate(id, name, &[phone.uri()]);
        desks.push(phone);
    }
    (setup, phones, desks)
}

/// Waits until a call is up.
///
/// # Panics
/// When it does not come up.
pub async fn until_up(call: &Call) -> CallView {
    let up = call.until(SOON, CallView::is_up).await;
    up.unwrap_or_else(|late| panic!("the caller is answered: {late}"))
}

/// Waits until a call is over, and says how.
///
/// # Panics
/// When it does not end.
pub async fn until_over(call: &Call) -> phones::Ending {
    let over = call.until(SOON, |view| view.ending().is_some()).await;
    let over = over.unwrap_or_else(|late| panic!("the call is over: {late}"));
    over.ending().unwrap_or_else(|| panic!("the call has no ending"))
}

/// Waits until the caller hears something: music, or an announcement, but no phone.
///
/// # Panics
/// When nothing comes.
pub async fn until_hears_music(call: &Call) {
    let music = |heard: &phones::Heard| {
        heard.loudness(EARFUL) > 0.01
            && heard.samples(EARFUL).len() >= 4_000
            && heard.amplitude(PHONE_HZ, EARFUL) < 0.1
    };
    let heard = call.until_heard(SOON, music).await;
    heard.unwrap_or_else(|_| panic!("the caller hears no music"));
}

/// What was heard, for a message.
fn told(heard: &phones::Heard) -> String {
    format!(
        "{:.3} of a caller, {:.3} of a phone, {:.3} in all ({} packets)",
        heard.amplitude(CALLER_HZ, EARFUL),
        heard.amplitude(PHONE_HZ, EARFUL),
        heard.loudness(EARFUL),
        heard.packets()
    )
}

/// Opens an exchange.
///
/// # Panics
/// When the address cannot be bound.
pub async fn exchange(ip: Ipv4Addr) -> Exchange {
    let exchange = Exchange::open(IpAddr::V4(ip)).await;
    exchange.unwrap_or_else(|why| panic!("no exchange at {ip}: {why}"))
}
