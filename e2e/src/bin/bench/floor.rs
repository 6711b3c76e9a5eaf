//! Callers on one side, teammates' phones on the other, and what was seen of both.

use crate::Failure;
use crate::server::NUMBER;
use phones::{Audio, Behaviour, Call, CallPlan, Event, Exchange, PhonePlan, Temper};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::sync::mpsc::Receiver;

/// Phones have another address than the trunk, as they do in life.
const PHONES: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const CALLERS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// All habits come from one seed, so that runs resemble each other.
const SEED: u64 = 1;

pub(crate) struct Floor {
    callers: Exchange,
    phones: Exchange,
    of_callers: Receiver<Event>,
    of_phones: Receiver<Event>,
    placed: u32,
}

/// How long teammates let it ring, and how long they talk: shortest and longest.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) thinks_ms: (u64, u64),
    pub(crate) talks_ms: (u64, u64),
}

impl Floor {
    pub(crate) async fn open() -> Result<Floor, Failure> {
        let (callers, phones) = (Exchange::open(CALLERS).await?, Exchange::open(PHONES).await?);
        let (of_callers, of_phones) = (callers.events(), phones.events());
        Ok(Floor { callers, phones, of_callers, of_phones, placed: 0 })
    }

    /// Where all phones are.
    pub(crate) fn phones(&self) -> SocketAddr {
        self.phones.address()
    }

    /// Teammates t1, t2, … sit down; every one answers every call.
    pub(crate) fn seat(&self, teammates: usize, habits: Habits) -> Result<(), Failure> {
        let temper = Temper {
            seed: SEED,
            answers_percent: 100,
            declines_percent: 0,
            thinks: milliseconds(habits.thinks_ms),
            talks: milliseconds(habits.talks_ms),
        };
        for number in 1..=teammates {
            let behaviour = Behaviour::Varied(temper.clone());
            self.phones.phone(PhonePlan::new(format!("t{number}"), behaviour))?;
        }
        Ok(())
    }

    /// One more phone, with habits of its own.
    pub(crate) fn phone(&self, plan: PhonePlan) -> Result<phones::Phone, Failure> {
        Ok(self.phones.phone(plan)?)
    }

    /// A caller nobody has seen before places a call without RTP.
    pub(crate) fn call(&mut self, server: SocketAddr) -> Result<Call, Failure> {
        self.call_with(server, Audio::Off)
    }

    pub(crate) fn call_with(&mut self, server: SocketAddr, audio: Audio) -> Result<Call, Failure> {
        self.placed += 1;
        let from = Some(format!("+1556{:07}", self.placed));
        Ok(self.callers.call(CallPlan { from, audio, ..CallPlan::new(NUMBER, server) })?)
    }

    /// What has happened since the last time; callers first.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for receiver in [&mut self.of_callers, &mut self.of_phones] {
            while let Ok(event) = receiver.try_recv() {
                events.push(event);
            }
        }
        events
    }

    /// Datagrams both sides had to send again, and events nobody could keep.
    pub(crate) fn losses(&self) -> (u64, u64) {
        let (callers, phones) = (self.callers.counts(), self.phones.counts());
        (callers.resent + phones.resent, callers.events_lost + phones.events_lost)
    }
}

fn milliseconds((shortest, longest): (u64, u64)) -> (Duration, Duration) {
    (Duration::from_millis(shortest), Duration::from_millis(longest))
}
