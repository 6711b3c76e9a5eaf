//! Whose packets a leg believes. Anybody can send to an open port; a stranger's audio in
//! a call is known as RTP bleed.

use std::net::SocketAddr;

use super::rtp::Packet;

/// Which sources are accepted beside the address agreed by SDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Latch {
    /// None.
    #[cfg_attr(not(test), expect(dead_code, reason = "every trunk may sit behind a NAT"))]
    Strict,
    /// Another source (the far end behind a NAT) after this many consecutive good packets
    /// of one stream, and only while nothing from the agreed address was heard.
    Probation {
        /// How many.
        packets: u8,
    },
}

/// The state of one leg's latch.
#[derive(Debug)]
pub(super) struct Source {
    agreed: SocketAddr,
    rule: Latch,
    state: State,
}

#[derive(Debug)]
enum State {
    Unheard,
    Trying { from: SocketAddr, ssrc: u32, sequence: u16, good: u8 },
    Latched(SocketAddr),
    Agreed,
}

impl Source {
    pub(super) fn new(agreed: SocketAddr, rule: Latch) -> Source {
        Source { agreed, rule, state: State::Unheard }
    }

    /// Where to send: to where the far end sends from, once that is known.
    pub(super) fn address(&self) -> SocketAddr {
        match self.state {
            State::Unheard | State::Trying { .. } | State::Agreed => self.agreed,
            State::Latched(source) => source,
        }
    }

    /// Is this packet, good in itself, from the far end?
    pub(super) fn accepts(&mut self, from: SocketAddr, packet: &Packet) -> bool {
        if from == self.agreed {
            // The agreed address always wins back its leg.
            self.state = State::Agreed;
            return true;
        }
        let Latch::Probation { packets } = self.rule else {
            return false;
        };
        let good = match &self.state {
            State::Agreed => return false,
            State::Latched(source) => return *source == from,
            State::Trying { from: candidate, ssrc, sequence, good }
                if *candidate == from
                    && *ssrc == packet.ssrc
                    && sequence.wrapping_add(1) == packet.sequence =>
            {
                good.saturating_add(1)
            }
            State::Unheard | State::Trying { .. } => 1,
        };
        if good >= packets {
            self.state = State::Latched(from);
            return true;
        }
        self.state = State::Trying { from, ssrc: packet.ssrc, sequence: packet.sequence, good };
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    fn packet(sequence: u16) -> Packet {
        Packet { marker: false, payload_type: 0, sequence, timestamp: 0, ssrc: 1, payload: 12..172 }
    }

    #[test]
    fn a_strict_leg_hears_its_agreed_address_only() {
        let mut source = Source::new(address(1), Latch::Strict);
        for sequence in 0..100 {
            assert!(!source.accepts(address(2), &packet(sequence)));
        }
        assert!(source.accepts(address(1), &packet(0)));
        assert_eq!(source.address(), address(1));
    }

    #[test]
    fn a_stranger_passes_probation_with_consecutive_packets_only() {
        let mut source = Source::new(address(1), Latch::Probation { packets: 3 });
        for sequence in [1, 2, 4, 5, 9, 10] {
            assert!(!source.accepts(address(2), &packet(sequence)));
        }
        assert!(!source.accepts(address(3), &packet(11)), "another stranger");
        assert!(!source.accepts(address(2), &packet(12)));
        assert!(!source.accepts(address(2), &packet(13)));
        assert!(source.accepts(address(2), &packet(14)));
        assert_eq!(source.address(), address(2));
        assert!(!source.accepts(address(3), &packet(15)), "one far end at a time");
        assert!(source.accepts(address(1), &packet(16)), "the agreed one wins it back");
        assert!(!source.accepts(address(2), &packet(17)));
    }

    #[test]
    fn nobody_else_is_heard_once_the_agreed_address_spoke() {
        let mut source = Source::new(address(1), Latch::Probation { packets: 2 });
        assert!(source.accepts(address(1), &packet(1)));
        for sequence in 0..100 {
            assert!(!source.accepts(address(2), &packet(sequence)));
        }
    }
}
