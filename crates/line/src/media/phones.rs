//! Browser phones: WebRTC connections (ICE-lite, DTLS-SRTP) over one UDP socket. Which
//! phone a datagram is for is found by the name it asks for (STUN) or by the address it
//! comes from; then the phone itself is asked whether it accepts it, and only then does it
//! see it.

mod booth;
mod echo;
mod opus;
mod phone;
pub(super) mod reader;
mod socket;
mod wire;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::Registry;
use mio::net::UdpSocket;
use slab::Slab;
use str0m::Input;
use str0m::ice::StunMessage;
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpPacket;

pub(crate) use self::booth::{Booth, Opened};
use self::phone::{Outcome, Outlet, Phone, Stage};
pub(crate) use self::socket::open_socket;
use super::counters::{Count, Counters};
use super::leg::End;
use super::outgoing::Outgoing;
use super::rtp::{DATAGRAM_MAX, Header, Packet};
use crate::vocabulary::{PhoneId, Switch};

/// Datagrams taken in one turn before the other sockets have theirs.
const BURST: usize = 64;

/// A step of a handshake costs up to a millisecond, so that only so many are taken in one
/// turn: a thousand browsers that come back at once must not be heard in the calls.
const HANDSHAKES_A_TURN: usize = 2;

/// Handshake steps that wait; beyond it browsers repeat theirs a second later.
const HANDSHAKES_MAX: usize = 2_048;

/// No phone is woken more often than this, whatever its connection says.
const STEP_MIN: Duration = Duration::from_millis(1);

/// All browser phones.
pub(super) struct Phones {
    /// The socket and who makes phones for it; `None`: there are none.
    ground: Option<Ground>,
    phones: Slab<Phone>,
    places: HashMap<PhoneId, usize>,
    fragments: HashMap<String, usize>,
    addresses: HashMap<SocketAddr, usize>,
    /// When a phone is to be woken, its slot and its serial; old ones mean nothing.
    alarms: BinaryHeap<Reverse<(Instant, usize, u64)>>,
    handshakes: VecDeque<(SocketAddr, Vec<u8>)>,
    told: VecDeque<Told>,
    buffer: Vec<u8>,
}

/// What phones stand on.
struct Ground {
    socket: UdpSocket,
    booth: Arc<Booth>,
}

/// What happened to a phone.
#[expect(clippy::large_enum_variant, reason = "most of what is told is the large one")]
#[derive(Debug)]
pub(super) enum Told {
    /// It can carry a leg.
    Up(PhoneId),
    /// It is gone, and the leg it carried is without it.
    Down { phone: PhoneId, leg: Option<usize> },
    /// It said something, not yet decoded.
    Spoke { place: usize, packet: RtpPacket },
}

/// Does more lie in the socket?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    Nothing,
    More,
}

impl Phones {
    pub(super) fn new(ground: Option<(std::net::UdpSocket, Arc<Booth>)>) -> Phones {
        let ground =
            ground.map(|(socket, booth)| Ground { socket: UdpSocket::from_std(socket), booth });
        Phones {
            ground,
            phones: Slab::new(),
            places: HashMap::new(),
            fragments: HashMap::new(),
            addresses: HashMap::new(),
            alarms: BinaryHeap::new(),
            handshakes: VecDeque::new(),
            told: VecDeque::new(),
            buffer: vec![0; DATAGRAM_MAX + 1],
        }
    }

    /// Has the socket watched.
    pub(super) fn watch(&mut self, registry: &Registry, token: mio::Token) -> io::Result<()> {
        match &mut self.ground {
            Some(ground) => registry.register(&mut ground.socket, token, mio::Interest::READABLE),
            None => Ok(()),
        }
    }

    /// Takes a phone that was just opened; one of the same name makes room for it.
    pub(super) fn admit(
        &mut self,
        opened: Opened,
        outgoing: Outgoing,
        now: Instant,
        counters: &Counters,
    ) {
        if let Some(old) = self.places.get(&opened.id).copied() {
            let was = self.phones[old].stage;
            if let (Some(down), Stage::Up) = (self.remove(old, now, counters), was) {
                self.told.push_back(down);
            }
        }
        let Some(ground) = &self.ground else {
            return;
        };
        ground.booth.taken(opened.id);
        let slot = self.phones.vacant_entry();
        let place = slot.key();
        self.places.insert(opened.id, place);
        self.fragments.insert(opened.fragment.clone(), place);
        slot.insert(Phone::new(opened, outgoing, now));
        self.arm(place, now);
    }

    /// Closes a phone from our side.
    pub(super) fn close(&mut self, phone: PhoneId, now: Instant, counters: &Counters) {
        if let Some(place) = self.places.get(&phone).copied() {
            let down = self.remove(place, now, counters);
            self.told.extend(down);
        }
    }

    /// Says goodbye to all of them.
    pub(super) fn close_all(&mut self, now: Instant, counters: &Counters) {
        let all: Vec<PhoneId> = self.places.keys().copied().collect();
        for phone in all {
            self.close(phone, now, counters);
        }
    }

    /// What happened, in order; to be asked after everything that is done here.
    pub(super) fn told(&mut self) -> Option<Told> {
        self.told.pop_front()
    }

    /// The slot of a phone that can carry a leg.
    pub(super) fn up(&self, phone: PhoneId) -> Option<usize> {
        let place = *self.places.get(&phone)?;
        (self.phones.get(place)?.stage == Stage::Up).then_some(place)
    }

    /// Gives the phone to a leg. Whatever it carried must have been let go.
    pub(super) fn lend(&mut self, place: usize, leg: usize) -> Option<(End, Outgoing)> {
        let phone = self.phones.get_mut(place)?;
        let lent = phone.lend()?;
        phone.leg = Some(leg);
        phone.echo = None;
        Some(lent)
    }

    /// A leg has left the phone.
    pub(super) fn give_back(&mut self, place: usize, outgoing: Outgoing) {
        if let Some(phone) = self.phones.get_mut(place) {
            phone.give_back(outgoing);
        }
    }

    /// The leg that a phone carries.
    pub(super) fn leg(&self, place: usize) -> Option<usize> {
        self.phones.get(place)?.leg
    }

    /// Lets a phone that carries no leg hear itself, or no more.
    pub(super) fn echo(&mut self, phone: PhoneId, on: Switch) {
        let Some(place) = self.up(phone) else {
            return;
        };
        let phone = &mut self.phones[place];
        phone.echo = match on {
            Switch::On if phone.leg.is_none() => Some(phone.echo.take().unwrap_or_default()),
            Switch::On | Switch::Off => None,
        };
        if phone.echo.is_none() && phone.leg.is_none() {
            phone.wire.rest();
        }
    }

    /// Decodes what a phone said into the buffer. `None`: it is for nobody else, or of no
    /// use.
    pub(super) fn decode(
        &mut self,
        place: usize,
        said: &RtpPacket,
        buffer: &mut [u8],
        now: Instant,
        counters: &Counters,
    ) -> Option<Packet> {
        let phone = self.phones.get_mut(place)?;
        if phone.leg.is_none() && phone.echo.is_none() {
            // A microphone that is on although nobody listens.
            return None;
        }
        let packet = match phone.wire.inward(said, buffer) {
            Ok(packet) => packet,
            Err(cause) => {
                counters.add(cause);
                return None;
            }
        };
        if let Some(echo) = &mut phone.echo {
            echo.keep(packet.clone(), buffer.get(packet.payload.clone()).unwrap_or_default(), now);
            self.arm(place, now);
            return None;
        }
        Some(packet)
    }

    /// Sends one packet of the inner world to a phone.
    pub(super) fn say(
        &mut self,
        place: usize,
        header: Header,
        payload: &[u8],
        now: Instant,
        counters: &Counters,
    ) {
        self.with(place, now, counters, |phone, outlet| phone.say(header, payload, now, outlet));
    }

    /// Takes what lies in the socket.
    pub(super) fn receive(&mut self, now: Instant, counters: &Counters) -> Rest {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut rest = Rest::More;
        for _ in 0..BURST {
            let Some(ground) = &self.ground else {
                break;
            };
            match ground.socket.recv_from(&mut buffer) {
                Ok((length, from)) => self.came(from, &buffer[..length], now, counters),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    rest = Rest::Nothing;
                    break;
                }
                // That a packet sent before could not be delivered says nothing here.
                Err(_) => {}
            }
        }
        self.buffer = buffer;
        for _ in 0..HANDSHAKES_A_TURN {
            let Some((from, datagram)) = self.handshakes.pop_front() else {
                return rest;
            };
            if let Err(cause) = self.datagram(from, &datagram, now, counters) {
                counters.add(cause);
            }
        }
        if self.handshakes.is_empty() { rest } else { Rest::More }
    }

    /// One datagram of the socket.
    fn came(&mut self, from: SocketAddr, datagram: &[u8], now: Instant, counters: &Counters) {
        let taken = match is_handshake(datagram) {
            false => self.datagram(from, datagram, now, counters),
            // A stranger's would only take the room of others.
            true if !self.addresses.contains_key(&from) => Err(Count::PhoneStranger),
            true if self.handshakes.len() >= HANDSHAKES_MAX => Err(Count::PhoneFlood),
            true => {
                self.handshakes.push_back((from, datagram.to_vec()));
                Ok(())
            }
        };
        if let Err(cause) = taken {
            counters.add(cause);
        }
    }

    /// Gives a datagram to the phone it is for; the error is the cause of its drop.
    fn datagram(
        &mut self,
        from: SocketAddr,
        datagram: &[u8],
        now: Instant,
        counters: &Counters,
    ) -> Result<(), Count> {
        let named = match is_stun(datagram) {
            true => self.asked_for(datagram)?,
            false => None,
        };
        let known = self.addresses.get(&from).copied();
        let place = named.or(known).ok_or(Count::PhoneStranger)?;
        let (Some(ground), Some(phone)) = (&self.ground, self.phones.get_mut(place)) else {
            return Err(Count::PhoneStranger);
        };
        let here = ground.booth.here();
        let received = Receive::new(Protocol::Udp, from, here, datagram);
        let input = Input::Receive(now, received.map_err(|_| Count::PhoneBroken)?);
        if !phone.accepts(&input) {
            return Err(Count::PhoneStranger);
        }
        if named.is_some() && known != Some(place) {
            // The name was proved by the password just now.
            if let Some(other) = known.and_then(|other| self.phones.get_mut(other)) {
                other.addresses.retain(|address| *address != from);
            }
            if let Some(forgotten) = self.phones[place].heard_from(from) {
                self.addresses.remove(&forgotten);
            }
            self.addresses.insert(from, place);
        }
        let mut taken = Ok(());
        self.with(place, now, counters, |phone, outlet| {
            let (outcome, result) = phone.take(input, now, outlet);
            taken = result;
            outcome
        });
        taken
    }

    /// The phone that a STUN request names: our own half of its USERNAME.
    fn asked_for(&self, datagram: &[u8]) -> Result<Option<usize>, Count> {
        let message = StunMessage::parse(datagram).map_err(|_| Count::PhoneBroken)?;
        match message.split_username() {
            Some((ours, _)) => {
                self.fragments.get(ours).copied().map(Some).ok_or(Count::PhoneStranger)
            }
            None => Ok(None),
        }
    }

    /// When the next phone wants to be woken.
    pub(super) fn next_alarm(&self) -> Option<Instant> {
        self.alarms.peek().map(|Reverse((at, _, _))| *at)
    }

    /// Wakes the phones whose time has come.
    pub(super) fn ring_alarms(&mut self, now: Instant, counters: &Counters) {
        while let Some(Reverse((at, place, serial))) = self.alarms.peek().copied()
            && at <= now
        {
            self.alarms.pop();
            let Some(phone) = self.phones.get_mut(place) else {
                continue;
            };
            if phone.serial != serial || phone.armed != Some(at) {
                continue;
            }
            phone.armed = None;
            match phone.due() <= now {
                true => self.wake(place, now, counters),
                // Something happened since the alarm was set.
                false => self.arm(place, now),
            }
        }
    }

    fn wake(&mut self, place: usize, now: Instant, counters: &Counters) {
        if self.phones[place].is_lost(now) {
            let down = self.remove(place, now, counters);
            self.told.extend(down);
            return;
        }
        self.with(place, now, counters, |phone, outlet| {
            let first = phone.wake(now, outlet);
            first.and(phone.echo(now, outlet))
        });
    }

    /// Does something with a phone, and tells what came of it.
    fn with(
        &mut self,
        place: usize,
        now: Instant,
        counters: &Counters,
        work: impl FnOnce(&mut Phone, &Outlet<'_>) -> Outcome,
    ) {
        let (Some(ground), Some(phone)) = (&self.ground, self.phones.get_mut(place)) else {
            return;
        };
        let outlet = Outlet { socket: &ground.socket, counters };
        // A mistake of the library ends this phone, and no call of anybody else.
        let done = catch_unwind(AssertUnwindSafe(|| work(phone, &outlet)));
        let outcome = done.unwrap_or_else(|_| {
            tracing::error!(phone.id = phone.id.0, "a mistake ended a browser phone");
            phone.stage = Stage::Broken;
            Outcome::default()
        });
        if outcome.up {
            self.told.push_back(Told::Up(phone.id));
        }
        let over = matches!(phone.stage, Stage::Over | Stage::Broken);
        let spoke = outcome.heard.into_iter().map(|packet| Told::Spoke { place, packet });
        self.told.extend(spoke);
        if over {
            let down = self.remove(place, now, counters);
            self.told.extend(down);
        } else {
            self.arm(place, now);
        }
    }

    /// Sees to it that a phone is woken in time.
    fn arm(&mut self, place: usize, now: Instant) {
        let Some(phone) = self.phones.get_mut(place) else {
            return;
        };
        let due = phone.due().max(now + STEP_MIN);
        // One that is set too early sets itself anew when it rings.
        if phone.armed.is_none_or(|armed| due < armed) {
            phone.armed = Some(due);
            self.alarms.push(Reverse((due, place, phone.serial)));
        }
    }

    /// The one place where a phone leaves.
    fn remove(&mut self, place: usize, now: Instant, counters: &Counters) -> Option<Told> {
        let mut phone = self.phones.try_remove(place)?;
        if let Some(ground) = &self.ground {
            if phone.stage != Stage::Broken {
                phone.part(now, &Outlet { socket: &ground.socket, counters });
            }
            ground.booth.closed(phone.id);
        }
        self.places.remove(&phone.id);
        self.fragments.remove(&phone.fragment);
        for address in &phone.addresses {
            self.addresses.remove(address);
        }
        Some(Told::Down { phone: phone.id, leg: phone.leg })
    }
}

/// A step of a DTLS handshake (RFC 7983 7), or its end.
fn is_handshake(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| (20..64).contains(first))
}

fn is_stun(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| *first < 4)
}

#[cfg(test)]
mod tests;
