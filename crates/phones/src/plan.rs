//! What callers and phones are told to do.

use crate::chance::Chance;
use crate::media::Audio;
use crate::sip::digest::Credentials;
use crate::sip::sdp::Codecs;
use std::net::SocketAddr;
use std::time::Duration;

/// A call that is about to be placed.
#[derive(Debug, Clone)]
pub struct CallPlan {
    /// The caller's number; None withholds it (RFC 3323, `Privacy: id`).
    pub from: Option<String>,
    /// The caller's display name, whatever it holds; not sent with a withheld number.
    pub name: Option<String>,
    /// The number that is called.
    pub to: String,
    /// Where the INVITE is sent.
    pub server: SocketAddr,
    /// RTP or none, and the first words.
    pub audio: Audio,
    /// The laws offered.
    pub codecs: Codecs,
    /// For a server that asks for a digest.
    pub credentials: Option<Credentials>,
    /// The caller hangs up so long after the INVITE, whatever has happened;
    /// None stays until somebody hangs up.
    pub stay: Option<Duration>,
}

impl CallPlan {
    /// A silent call without RTP from a withheld number.
    pub fn new(to: impl Into<String>, server: SocketAddr) -> CallPlan {
        CallPlan {
            from: None,
            name: None,
            to: to.into(),
            server,
            audio: Audio::Off,
            codecs: Codecs::default(),
            credentials: None,
            stay: None,
        }
    }
}

/// A desk phone.
#[derive(Debug, Clone)]
pub struct PhonePlan {
    /// The user part of its address; one phone a user in an exchange.
    pub user: String,
    /// What it does with an INVITE.
    pub behaviour: Behaviour,
    /// RTP or none, and what is said after the answer.
    pub audio: Audio,
    /// The laws spoken.
    pub codecs: Codecs,
    /// The phone hangs up so long after it answered; None never does.
    pub talk: Option<Duration>,
    /// Whether it shares the exchange's port.
    pub port: Port,
    /// For a server that asks for a digest at re-INVITE or BYE.
    pub credentials: Option<Credentials>,
}

impl PhonePlan {
    /// A phone without RTP on the exchange's port.
    pub fn new(user: impl Into<String>, behaviour: Behaviour) -> PhonePlan {
        PhonePlan {
            user: user.into(),
            behaviour,
            audio: Audio::Off,
            codecs: Codecs::default(),
            talk: None,
            port: Port::Shared,
            credentials: None,
        }
    }
}

/// The signalling port of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// The exchange's; phones are told apart by the user part.
    Shared,
    /// A port of its own.
    Own,
}

/// What a phone does with an INVITE. A phone that already rings or talks
/// answers 486 in any case, except a dead one.
#[derive(Debug, Clone, PartialEq)]
pub enum Behaviour {
    /// Rings (180) and answers after so long; at once when the INVITE asks for
    /// auto-answer.
    AnswerAfter(Duration),
    /// Rings and declines with 603 after so long; an INVITE that asks for
    /// auto-answer is answered.
    DeclineAfter(Duration),
    /// Answers 486 at once.
    Busy,
    /// Answers at once with this code, without ringing. Codes that are no
    /// final failure (400 to 699) count as 480.
    Refuse(u16),
    /// Rings until it is told otherwise by [`Phone`](crate::Phone) or cancelled;
    /// an INVITE that asks for auto-answer is answered.
    Ignore,
    /// Says nothing at all.
    Dead,
    /// Answers after so long with a session description nobody can use.
    AnswerWithBadSdp(Duration),
    /// Draws what to do at every ring.
    Varied(Temper),
}

/// The habits of a scripted teammate. What is drawn depends on the seed, the
/// user and the count of the ring alone, never on time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temper {
    /// The seed of the draws.
    pub seed: u64,
    /// So many rings of a hundred are answered …
    pub answers_percent: u32,
    /// … and so many declined; the others are ignored.
    pub declines_percent: u32,
    /// The shortest and the longest time before an answer or a decline.
    pub thinks: (Duration, Duration),
    /// The shortest and the longest time before this teammate hangs up.
    pub talks: (Duration, Duration),
}

/// What was decided for one ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) act: Act,
    pub(crate) after: Duration,
    /// When to hang up, counted from the answer.
    pub(crate) talk: Option<Duration>,
}

/// What a phone does with a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Answer,
    AnswerBadly,
    /// After ringing.
    Decline(u16),
    /// Without ringing.
    Refuse(u16),
    RingOn,
    Nothing,
}

impl PhonePlan {
    /// The decision for the ring with this count.
    pub(crate) fn decide(&self, ring: u64) -> Decision {
        let (act, after) = match &self.behaviour {
            Behaviour::AnswerAfter(after) => (Act::Answer, *after),
            Behaviour::DeclineAfter(after) => (Act::Decline(603), *after),
            Behaviour::Busy => (Act::Refuse(486), Duration::ZERO),
            Behaviour::Refuse(code) if (400..700).contains(code) => {
                (Act::Refuse(*code), Duration::ZERO)
            }
            Behaviour::Refuse(_) => (Act::Refuse(480), Duration::ZERO),
            Behaviour::Ignore => (Act::RingOn, Duration::ZERO),
            Behaviour::Dead => (Act::Nothing, Duration::ZERO),
            Behaviour::AnswerWithBadSdp(after) => (Act::AnswerBadly, *after),
            Behaviour::Varied(temper) => return temper.decide(&self.user, ring),
        };
        Decision { act, after, talk: self.talk }
    }
}

impl Temper {
    fn decide(&self, user: &str, ring: u64) -> Decision {
        let name = user
            .bytes()
            .fold(0_u64, |name, byte| name.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte));
        let mut chance = Chance::new(self.seed ^ name.rotate_left(17) ^ ring.rotate_left(41));
        let draw = chance.below(100);
        let answers = u64::from(self.answers_percent);
        let declines = answers + u64::from(self.declines_percent);
        let act = match draw {
            low if low < answers => Act::Answer,
            middle if middle < declines => Act::Decline(603),
            _ => Act::RingOn,
        };
        let after = between(&mut chance, self.thinks);
        Decision { act, after, talk: Some(between(&mut chance, self.talks)) }
    }
}

/// Evenly drawn, to the millisecond; the bounds may come in any order.
pub(crate) fn between(chance: &mut Chance, (one, other): (Duration, Duration)) -> Duration {
    let (low, high) = (one.min(other), one.max(other));
    let span = u64::try_from((high - low).as_millis()).unwrap_or(u64::MAX);
    low + Duration::from_millis(chance.below(span.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temper_draws_the_same_again_and_in_its_shares() {
        let second = Duration::from_secs(1);
        let temper = Temper {
            seed: 9,
            answers_percent: 70,
            declines_percent: 20,
            thinks: (second, second * 3),
            talks: (second * 4, second * 9),
        };
        let plan = PhonePlan::new("ana", Behaviour::Varied(temper));
        let drawn: Vec<Decision> = (0..1_000).map(|ring| plan.decide(ring)).collect();
        assert_eq!(drawn, (0..1_000).map(|ring| plan.decide(ring)).collect::<Vec<_>>());
        let count = |act| drawn.iter().filter(|decision| decision.act == act).count();
        assert!((650..750).contains(&count(Act::Answer)));
        assert!((150..250).contains(&count(Act::Decline(603))));
        assert!(drawn.iter().all(|one| (second..=second * 3).contains(&one.after)));
    }
}
