//! What becomes of a datagram: a function of the seed, its stream and its place there.

use std::time::Duration;

/// A thousandth.
pub type PerMille = u16;

/// All of a thousand.
const ALL: u64 = 1_000;

/// How bad the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weather {
    /// So many of a thousand datagrams are lost.
    pub loss: PerMille,
    /// So many arrive twice.
    pub doubles: PerMille,
    /// So many are kept until their successors have overtaken them.
    pub reorders: PerMille,
    /// So many have a few of their bits turned.
    pub spoils: PerMille,
    /// Every one takes so long,
    pub delay: Duration,
    /// and up to so much longer. It waits in a queue meanwhile: what comes later does not
    /// overtake it.
    pub jitter: Duration,
}

impl Weather {
    /// Everything arrives at once.
    pub const CALM: Weather = Weather {
        loss: 0,
        doubles: 0,
        reorders: 0,
        spoils: 0,
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
    };
}

/// What becomes of one datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// It never arrives.
    pub lost: bool,
    /// It arrives twice.
    pub doubled: bool,
    /// Its successors overtake it.
    pub overtaken: bool,
    /// Which bits are turned, if any are.
    pub spoilt: Option<u64>,
    /// How long it is on its way.
    pub takes: Duration,
}

/// The fate of the datagram at this place of this stream.
#[must_use]
pub fn fate(seed: u64, stream: u64, place: u64, weather: Weather) -> Fate {
    let mut dice = Dice(draw(seed, stream, place));
    // Every draw is made in any weather, so that one kind of trouble more leaves the
    // others where they were.
    let (loss, double, reorder, spoil) = (dice.next(), dice.next(), dice.next(), dice.next());
    let (bits, late) = (dice.next(), dice.next());
    let happens = |drawn: u64, share: PerMille| drawn % ALL < u64::from(share);
    let lost = happens(loss, weather.loss);
    let jitter_us = u64::try_from(weather.jitter.as_micros()).unwrap_or(u64::MAX);
    let late = Duration::from_micros(late % jitter_us.saturating_add(1));
    Fate {
        lost,
        doubled: !lost && happens(double, weather.doubles),
        overtaken: !lost && happens(reorder, weather.reorders),
        spoilt: (!lost && happens(spoil, weather.spoils)).then_some(bits),
        takes: weather.delay + late,
    }
}

/// Turns one to four bits.
pub(super) fn spoil(bytes: &mut [u8], bits: u64) {
    let mut dice = Dice(bits);
    for _ in 0..=dice.next() % 4 {
        let (at, bit) = (dice.next(), dice.next() % 8);
        let length = bytes.len().max(1) as u64;
        if let Some(byte) = bytes.get_mut((at % length) as usize) {
            *byte ^= 1 << bit;
        }
    }
}

/// A number for this place of this stream.
pub(super) fn draw(seed: u64, stream: u64, place: u64) -> u64 {
    let mut dice = Dice(seed);
    let (seed, stream) = (dice.next(), stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    Dice(seed ^ stream).next() ^ Dice(place).next()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Weather, fate, spoil};
    use std::time::Duration;

    #[test]
    fn the_same_place_has_the_same_fate_and_the_shares_are_as_asked_for() {
        let weather = Weather {
            loss: 200,
            doubles: 20,
            reorders: 20,
            spoils: 10,
            delay: Duration::from_millis(5),
            jitter: Duration::from_millis(50),
        };
        let fates = |seed, stream| -> Vec<Fate> {
            (0..10_000).map(|place| fate(seed, stream, place, weather)).collect()
        };
        let one = fates(3, 1);
        assert_eq!(one, fates(3, 1));
        assert_ne!(one, fates(3, 2));
        assert_ne!(one, fates(4, 1));
        let count = |is: fn(&Fate) -> bool| one.iter().filter(|fate| is(fate)).count();
        assert!((1_800..2_200).contains(&count(|fate| fate.lost)));
        assert!((100..240).contains(&count(|fate| fate.doubled)));
        assert!((100..240).contains(&count(|fate| fate.overtaken)));
        assert!((40..130).contains(&count(|fate| fate.spoilt.is_some())));
        let takes: Vec<Duration> = one.iter().map(|fate| fate.takes).collect();
        assert!(takes.iter().all(|takes| (5..=55).contains(&takes.as_millis())));
        assert!(takes.iter().any(|takes| takes.as_millis() > 50));
    }

    #[test]
    fn in_calm_weather_nothing_happens() {
        let calm = |place| fate(9, 0, place, Weather::CALM);
        let untouched = Fate {
            lost: false,
            doubled: false,
            overtaken: false,
            spoilt: None,
            takes: Duration::ZERO,
        };
        assert!((0..1_000).all(|place| calm(place) == untouched));
    }

    #[test]
    fn a_spoilt_datagram_keeps_its_length_and_differs_almost_always() {
        let differs = (0..200_u64).filter(|bits| {
            let mut bytes = *b"INVITE sip:+15550100@127.0.0.1";
            spoil(&mut bytes, *bits);
            bytes != *b"INVITE sip:+15550100@127.0.0.1"
        });
        assert!(differs.count() > 190);
        spoil(&mut [], 1);
    }
}
