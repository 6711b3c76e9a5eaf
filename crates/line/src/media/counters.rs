//! What the media thread counts. Every datagram is either accepted or dropped for one
//! counted cause.

use std::sync::atomic::{AtomicU64, Ordering};

use super::rtp::Fault;

/// The live counters, shared with whoever reports them.
#[derive(Debug, Default)]
pub(super) struct Counters {
    counts: [AtomicU64; 13],
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Accepted,
    Sent,
    NotRtp,
    Malformed,
    Oversized,
    WrongPayload,
    Stranger,
    NotConnected,
    SendFailed,
    Skipped,
    PhoneStranger,
    PhoneBroken,
    PhoneFlood,
}

impl Counters {
    pub(super) fn add(&self, count: Count) {
        self.counts[count as usize].fetch_add(1, Ordering::Relaxed);
    }

    fn read(&self, count: Count) -> u64 {
        self.counts[count as usize].load(Ordering::Relaxed)
    }

    pub(super) fn readings(&self) -> Readings {
        Readings {
            accepted: self.read(Count::Accepted),
            sent: self.read(Count::Sent),
            not_rtp: self.read(Count::NotRtp),
            malformed: self.read(Count::Malformed),
            oversized: self.read(Count::Oversized),
            wrong_payload: self.read(Count::WrongPayload),
            stranger: self.read(Count::Stranger),
            not_connected: self.read(Count::NotConnected),
            send_failed: self.read(Count::SendFailed),
            skipped: self.read(Count::Skipped),
            phone_stranger: self.read(Count::PhoneStranger),
            phone_broken: self.read(Count::PhoneBroken),
            phone_flood: self.read(Count::PhoneFlood),
        }
    }
}

impl From<Fault> for Count {
    fn from(fault: Fault) -> Count {
        match fault {
            Fault::NotRtp => Count::NotRtp,
            Fault::Malformed => Count::Malformed,
            Fault::Oversized => Count::Oversized,
        }
    }
}

/// The counters at one moment, in packets since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Readings {
    /// Received and believed.
    pub accepted: u64,
    /// Sent.
    pub sent: u64,
    /// Dropped: too short for RTP, or another version.
    pub not_rtp: u64,
    /// Dropped: lengths inside contradict the datagram.
    pub malformed: u64,
    /// Dropped: longer than anything a telephone sends.
    pub oversized: u64,
    /// Dropped: a payload type that was not agreed, or an impossible payload.
    pub wrong_payload: u64,
    /// Dropped: from an address that is not the far end's.
    pub stranger: u64,
    /// Dropped: came before the far end was agreed.
    pub not_connected: u64,
    /// Not sent: the system refused it.
    pub send_failed: u64,
    /// Not sent: packets of a played sound whose time had passed.
    pub skipped: u64,
    /// Dropped: for no browser phone, or none that accepts it.
    pub phone_stranger: u64,
    /// Dropped: nothing a browser sends, or of no use to the phone it is for.
    pub phone_broken: u64,
    /// Dropped: a handshake that would have waited behind too many others.
    pub phone_flood: u64,
}
