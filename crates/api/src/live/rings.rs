//! Rings: the one thing here that somebody waits for. Nothing is read on this way.

use desk::{Desk, Logged, Millis, OfferHow, OfferId, TabId, TeammateId};

use super::frame::{Ring, ToPage};
use super::views::{channel, contact, team};
use super::words::{self, Why};
use super::{Floor, Hub};

/// An offer that rings, as its fact told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Who is rung.
    pub teammate: TeammateId,
    /// Picked, auto-answered or claimed.
    pub how: OfferHow,
    /// When the ring ends.
    pub until: Millis,
}

/// Why a ring stops that no fact ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The tabs did not acknowledge it; another phone of the teammate may ring on.
    Frozen,
    /// Its time is over while nothing can be written down.
    RungOut,
    /// It was declined while nothing can be written down.
    Declined,
    /// The caller hung up while nothing can be written down.
    CallerGone,
}

/// An offer that rings in tabs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ringing {
    teammate: TeammateId,
    /// The tab in which it was answered.
    answered_in: Option<TabId>,
}

impl Hub {
    /// Rings all tabs of the teammate.
    pub fn ring(&self, desk: &Desk, offer: OfferId, call: desk::CallId, rung: Rung, now: Millis) {
        let mut floor = self.floor();
        let Some(ring) = frame(desk, &floor, (offer, call), rung, now) else { return };
        let ringing = Ringing { teammate: rung.teammate, answered_in: None };
        floor.ringing.insert(offer, ringing);
        let text = ToPage::Ring(Box::new(ring)).text();
        let slow = floor.tabs.send(rung.teammate, &text);
        self.drop_slow(&mut floor, slow);
    }

    /// Stops the rings that end with these facts.
    pub fn rings_ended(&self, facts: &[Logged]) {
        for (offer, why) in facts.iter().filter_map(|logged| words::ended(&logged.fact)) {
            self.stop_ring(offer, why);
        }
    }

    /// Stops a ring that no fact ends.
    pub fn stop_ringing(&self, offer: OfferId, why: Silence) {
        self.stop_ring(
            offer,
            match why {
                Silence::Frozen => words::FROZEN,
                Silence::RungOut => words::MISSED,
                Silence::Declined => words::DECLINED,
                Silence::CallerGone => words::CALLER_GONE,
            },
        );
    }

    fn stop_ring(&self, offer: OfferId, why: Why) {
        let mut floor = self.floor();
        let Some(ringing) = floor.ringing.remove(&offer) else { return };
        let stop = |(why, sentence): Why| ToPage::StopRing { offer: offer.0, why, sentence }.text();
        let here = ringing.answered_in.filter(|_| why == words::ANSWERED_ELSEWHERE);
        let (text, own) = (stop(why), stop(words::ANSWERED_HERE));
        let mut slow = Vec::new();
        for (tab, viewer) in floor.tabs.of(ringing.teammate) {
            let text = if Some(tab) == here { &own } else { &text };
            if viewer.send(text.clone()).is_err() {
                slow.push(tab);
            }
        }
        self.drop_slow(&mut floor, slow);
    }
}

impl Floor {
    /// An offer is answered by a browser phone, on behalf of a tab.
    pub(super) fn answered_in(&mut self, offer: OfferId, tab: Option<TabId>) {
        if let Some(ringing) = self.ringing.get_mut(&offer) {
            ringing.answered_in = tab;
        }
    }
}

fn frame(
    desk: &Desk,
    floor: &Floor,
    (offer, call): (OfferId, desk::CallId),
    rung: Rung,
    now: Millis,
) -> Option<Ring> {
    let state = desk.call(call)?;
    let content = desk.call_content(call).cloned().unwrap_or_default();
    let (how, auto) = match rung.how {
        OfferHow::Picked => ("picked", false),
        OfferHow::AutoAnswered => ("auto_answered", true),
        OfferHow::Claimed => ("claimed", true),
    };
    Some(Ring {
        offer: offer.0,
        call: call.0,
        conversation: state.conversation.0,
        contact: contact(state.contact, &content, &floor.names),
        team: team(desk, state.team?),
        channel: channel(desk, state.channel),
        how,
        ring_until_ms: rung.until.0,
        server_ms: now.0,
        auto,
    })
}
