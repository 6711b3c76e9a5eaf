//! What the line has against what the desk wants: the net under every lost order and
//! every lost event.

use std::collections::{BTreeMap, BTreeSet};

use desk::{LegId, Wanted};
use line::Holding;

use crate::wire::leg_to_desk;

/// What has to be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Amiss {
    /// The line has a leg that nobody wants: hang it up.
    Unwanted(LegId),
    /// A wanted leg is not there: it is lost.
    Missing(LegId),
    /// Two answered legs should hear each other and do not: bridge them.
    Unbridged(LegId, LegId),
    /// A leg hears another that it should not: part them.
    Bridged(LegId),
}

/// Compares again and again; what is amiss once may be under way, what is amiss twice in
/// a row is put right.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    before: BTreeSet<Amiss>,
}

impl Comparison {
    /// What has been amiss in this comparison and in the last one.
    pub(crate) fn compare(&mut self, wanted: &[Wanted], held: &[Holding]) -> Vec<Amiss> {
        let now = amiss(wanted, held);
        let twice = now.intersection(&self.before).copied().collect();
        self.before = now;
        twice
    }
}

fn amiss(wanted: &[Wanted], held: &[Holding]) -> BTreeSet<Amiss> {
    let wanted: BTreeMap<LegId, Option<LegId>> =
        wanted.iter().map(|wanted| (wanted.leg, wanted.bridged_with)).collect();
    let held: BTreeMap<LegId, &Holding> =
        held.iter().map(|holding| (leg_to_desk(holding.leg), holding)).collect();
    let mut amiss = BTreeSet::new();
    amiss.extend(held.keys().filter(|leg| !wanted.contains_key(leg)).copied().map(Amiss::Unwanted));
    for (leg, peer) in &wanted {
        let Some(holding) = held.get(leg) else {
            amiss.insert(Amiss::Missing(*leg));
            continue;
        };
        let Some(peer) = *peer else {
            if holding.bridged_with.is_some() {
                amiss.insert(Amiss::Bridged(*leg));
            }
            continue;
        };
        let answered = holding.answered && held.get(&peer).is_some_and(|other| other.answered);
        let apart = holding.bridged_with.map(leg_to_desk) != Some(peer);
        if answered && apart {
            amiss.insert(Amiss::Unbridged((*leg).min(peer), (*leg).max(peer)));
        }
    }
    amiss
}

#[cfg(test)]
mod tests {
    use desk::OfferId;

    use super::*;
    use crate::wire::leg_to_line;

    const CALLER: LegId = LegId::Caller(2);
    const PHONE: LegId = LegId::Offer(OfferId(9), 1);

    fn wanted(leg: LegId, bridged_with: Option<LegId>) -> Wanted {
        Wanted { leg, bridged_with }
    }

    fn held(leg: LegId, bridged_with: Option<LegId>) -> Holding {
        Holding {
            leg: leg_to_line(leg),
            answered: true,
            bridged_with: bridged_with.map(leg_to_line),
        }
    }

    #[test]
    fn what_is_as_wanted_is_left_alone() {
        let mut comparison = Comparison::default();
        let wants = [wanted(CALLER, Some(PHONE)), wanted(PHONE, Some(CALLER))];
        let has = [held(CALLER, Some(PHONE)), held(PHONE, Some(CALLER))];
        for _ in 0..3 {
            assert_eq!(comparison.compare(&wants, &has), []);
        }
    }

    #[test]
    fn a_leg_nobody_wants_is_hung_up_when_seen_twice() {
        let mut comparison = Comparison::default();
        assert_eq!(comparison.compare(&[], &[held(PHONE, None)]), []);
        assert_eq!(comparison.compare(&[], &[held(PHONE, None)]), [Amiss::Unwanted(PHONE)]);
    }

    #[test]
    fn a_wanted_leg_that_is_missing_twice_in_a_row_is_lost() {
        let mut comparison = Comparison::default();
        let wants = [wanted(CALLER, None)];
        assert_eq!(comparison.compare(&wants, &[]), []);
        assert_eq!(comparison.compare(&wants, &[held(CALLER, None)]), []);
        assert_eq!(comparison.compare(&wants, &[]), []);
        assert_eq!(comparison.compare(&wants, &[]), [Amiss::Missing(CALLER)]);
    }

    #[test]
    fn answered_legs_that_do_not_hear_each_other_are_bridged() {
        let mut comparison = Comparison::default();
        let wants = [wanted(CALLER, Some(PHONE)), wanted(PHONE, Some(CALLER))];
        let has = [held(CALLER, None), held(PHONE, None)];
        comparison.compare(&wants, &has);
        assert_eq!(comparison.compare(&wants, &has), [Amiss::Unbridged(CALLER, PHONE)]);
    }

    #[test]
    fn a_caller_on_hold_who_is_still_heard_is_parted() {
        let mut comparison = Comparison::default();
        let wants = [wanted(CALLER, None), wanted(PHONE, None)];
        let has = [held(CALLER, Some(PHONE)), held(PHONE, Some(CALLER))];
        assert_eq!(comparison.compare(&wants, &has), []);
        let amiss = comparison.compare(&wants, &has);
        assert_eq!(amiss, [Amiss::Bridged(CALLER), Amiss::Bridged(PHONE)]);
        let apart = [held(CALLER, None), held(PHONE, None)];
        assert_eq!(comparison.compare(&wants, &apart), []);
    }

    #[test]
    fn a_browsers_leg_is_looked_for_like_any_other() {
        let mut comparison = Comparison::default();
        let browser = LegId::Offer(OfferId(9), 0);
        let wants = [wanted(CALLER, Some(browser)), wanted(browser, Some(CALLER))];
        let has = [held(CALLER, None), held(browser, None)];
        comparison.compare(&wants, &has);
        assert_eq!(comparison.compare(&wants, &has), [Amiss::Unbridged(CALLER, browser)]);
        let has = [held(CALLER, None)];
        comparison.compare(&wants, &has);
        assert_eq!(comparison.compare(&wants, &has), [Amiss::Missing(browser)]);
        let has = [held(browser, None)];
        comparison.compare(&[], &has);
        assert_eq!(comparison.compare(&[], &has), [Amiss::Unwanted(browser)]);
    }
}
