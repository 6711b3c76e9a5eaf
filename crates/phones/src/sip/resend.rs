//! Sending again what was not answered (RFC 3261, 17; UDP loses packets).

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The guessed round trip (RFC 3261, table 4).
pub(crate) const T1: Duration = Duration::from_millis(500);

/// The longest wait between two retransmissions of anything but an INVITE.
const T2: Duration = Duration::from_secs(4);

/// Timers B, F and H: after this nobody will answer any more.
pub(crate) const PATIENCE: Duration = Duration::from_secs(32);

/// A message that is sent again until it is answered or given up.
#[derive(Debug)]
pub(crate) struct Resend {
    pub(crate) text: String,
    pub(crate) to: SocketAddr,
    next: Instant,
    wait: Duration,
    wait_max: Duration,
    give_up: Instant,
}

/// What the clock asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    Again,
    GiveUp,
}

impl Resend {
    /// An INVITE, first sent at `now`: timer A doubles without bound.
    pub(crate) fn invite(text: String, to: SocketAddr, now: Instant) -> Resend {
        Resend { wait_max: PATIENCE, ..Resend::other(text, to, now) }
    }

    /// Any other request, or a final answer to an INVITE: doubling up to T2
    /// (timers E and G, and 13.3.1.4).
    pub(crate) fn other(text: String, to: SocketAddr, now: Instant) -> Resend {
        Resend { text, to, next: now + T1, wait: T1, wait_max: T2, give_up: now + PATIENCE }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.next.min(self.give_up)
    }

    pub(crate) fn due(&mut self, now: Instant) -> Due {
        if now >= self.give_up {
            return Due::GiveUp;
        }
        if now < self.next {
            return Due::Nothing;
        }
        self.wait = (self.wait * 2).min(self.wait_max);
        self.next = now + self.wait;
        Due::Again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(mut resend: Resend, start: Instant) -> Vec<u128> {
        let mut moments = Vec::new();
        loop {
            let now = resend.deadline();
            match resend.due(now) {
                Due::Again => moments.push((now - start).as_millis()),
                Due::GiveUp => return moments,
                Due::Nothing => panic!("the deadline was too early"),
            }
        }
    }

    #[test]
    fn an_invite_is_sent_seven_times_in_all() {
        let (to, now) = ("127.0.0.1:5060".parse().unwrap(), Instant::now());
        let again = moments(Resend::invite(String::new(), to, now), now);
        assert_eq!(again, [500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    }

    #[test]
    fn other_requests_are_sent_eleven_times_in_all() {
        let (to, now) = ("127.0.0.1:5060".parse().unwrap(), Instant::now());
        let again = moments(Resend::other(String::new(), to, now), now);
        assert_eq!(again.len(), 10);
        assert_eq!(again[..5], [500, 1_500, 3_500, 7_500, 11_500]);
    }
}
