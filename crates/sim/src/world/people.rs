//! Teammates: their tabs and desk phones, and how they react when it rings.

use desk::{Channels, Command, Input, OfferId, Status, TabId, TabPhone, TeamId, TeammateId};

use super::World;
use crate::agenda::{Event, Reaction, TabTurn};
use crate::profile::Setup;
use crate::rng::Rng;

/// A teammate, as a person at a desk.
#[derive(Debug, Clone)]
pub(crate) struct Colleague {
    pub(crate) id: TeammateId,
    pub(crate) tabs: Vec<Tab>,
    /// The browser sleeps: tabs stay connected and say nothing.
    pub(crate) frozen: bool,
    /// How many desk phones.
    pub(crate) phones: u64,
    pub(crate) teams: Vec<TeamId>,
    /// The offer that rings on the screen.
    pub(crate) rings: Option<OfferId>,
}

/// An open tab.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tab {
    pub(crate) id: TabId,
    /// Its phone could carry a call.
    pub(crate) phone_up: bool,
    /// It sleeps alone, while others are awake.
    pub(crate) asleep: bool,
}

impl Tab {
    pub(crate) fn phone(&self) -> TabPhone {
        if self.phone_up { TabPhone::Ready } else { TabPhone::NotReady }
    }
}

/// The people of a world.
pub(super) fn hire(setup: &Setup, rng: &mut Rng) -> Vec<Colleague> {
    (1..=setup.people)
        .map(|id| {
            let first = 1 + (id - 1) % setup.teams;
            let also = (1..=setup.teams).filter(|team| *team != first);
            let mut teams = vec![TeamId(first)];
            teams.extend(also.filter(|_| rng.per_mille(setup.sharing_per_mille)).map(TeamId));
            let phones = if rng.per_mille(setup.sip_per_mille) { rng.between(1, 2) } else { 0 };
            let id = TeammateId(id);
            Colleague { id, tabs: Vec::new(), frozen: false, phones, teams, rings: None }
        })
        .collect()
}

impl World {
    pub(super) fn colleague(&mut self, id: TeammateId) -> Option<&mut Colleague> {
        let place = usize::try_from(id.0).ok()?.checked_sub(1)?;
        self.colleagues.get_mut(place)
    }

    /// Everybody opens the Help Desk and becomes Active, more or less.
    pub(super) fn come_to_work(&mut self) {
        for place in 0..self.colleagues.len() {
            let (id, phones) = (self.colleagues[place].id, self.colleagues[place].phones);
            if phones == 0 || self.rng.per_mille(700) {
                let at = self.rng.ms(0, 4_000);
                self.later(at, Event::Tab { teammate: id, turn: TabTurn::Open });
            }
            if self.rng.per_mille(900) {
                let at = self.rng.ms(0, 4_000);
                let status = Command::SetStatus { teammate: id, status: Status::Active };
                self.in_ms(at, Input::Command(id, status));
            }
            if self.rng.per_mille(150) {
                let channels =
                    if self.rng.per_mille(700) { Channels::Phone } else { Channels::Conversations };
                self.in_ms(1, Input::Command(id, Command::SetChannels { teammate: id, channels }));
            }
            let first = self.rng.spread(self.setup.life_ms) + 5_000;
            self.later(first, Event::Life(id));
        }
    }

    /// The ring reaches every tab that is awake; then the person does something.
    pub(super) fn tabs_ring(&mut self, id: TeammateId, offer: OfferId) {
        let Some(colleague) = self.colleague(id) else { return };
        let tabs = colleague.tabs.clone();
        if colleague.frozen || tabs.is_empty() {
            return;
        }
        let again = colleague.rings == Some(offer);
        colleague.rings = Some(offer);
        for tab in tabs.into_iter().filter(|tab| !tab.asleep).map(|tab| tab.id) {
            let slow = self.rng.per_mille(10);
            let at = if slow { self.rng.ms(1_400, 1_700) } else { self.rng.ms(5, 600) };
            self.in_ms(at, Input::RingAcknowledged(id, offer, tab));
        }
        if again {
            return;
        }
        let how = match self.rng.below(100) {
            0..=58 => Reaction::Answer,
            59..=69 => Reaction::Decline,
            70..=73 => Reaction::GoAway,
            74..=75 => Reaction::ConversationsOnly,
            76..=80 => Reaction::CloseTab,
            // Nobody looks.
            _ => return,
        };
        let at = self.reaction_ms(offer);
        self.later(at, Event::React { teammate: id, offer, how });
        if how == Reaction::Answer && self.rng.per_mille(60) {
            // Pressed in a second tab, too.
            let again = at + self.rng.ms(0, 40);
            self.later(again, Event::React { teammate: id, offer, how });
        }
    }

    pub(super) fn tabs_stop(&mut self, id: TeammateId, offer: OfferId) {
        // One in twenty presses crosses the word that it has stopped.
        let crosses = self.rng.per_mille(50);
        if let Some(colleague) = self.colleague(id)
            && colleague.rings == Some(offer)
            && !crosses
        {
            colleague.rings = None;
        }
    }

    pub(super) fn react(&mut self, id: TeammateId, offer: OfferId, how: Reaction) {
        let Some(colleague) = self.colleague(id) else { return };
        if colleague.rings != Some(offer) || colleague.tabs.is_empty() {
            return;
        }
        let tabs: Vec<_> = colleague.tabs.iter().map(|tab| tab.id).collect();
        let tab = self.rng.pick(&tabs).copied().filter(|_| self.rng.per_mille(800));
        let command = match how {
            Reaction::Answer => Command::Answer { offer, tab },
            Reaction::Decline => Command::Decline { offer },
            Reaction::GoAway => Command::SetStatus { teammate: id, status: Status::Away },
            Reaction::ConversationsOnly => {
                Command::SetChannels { teammate: id, channels: Channels::Conversations }
            }
            Reaction::CloseTab => {
                self.lose_tabs(id);
                return;
            }
        };
        self.arrive_at_desk(Input::Command(id, command));
    }

    /// All tabs lose their connection; they are back soon, or late.
    pub(super) fn lose_tabs(&mut self, id: TeammateId) {
        let Some(colleague) = self.colleague(id) else { return };
        let tabs = std::mem::take(&mut colleague.tabs);
        for tab in &tabs {
            self.arrive_at_desk(Input::TabLost(id, tab.id));
            self.may_lose_phone(id, tab.id);
        }
        let back = match self.rng.below(10) {
            0..=4 => self.rng.ms(50, 2_990),
            5 => 3_000,
            6..=8 => self.rng.ms(3_001, 20_000),
            _ => self.rng.ms(20_000, 120_000),
        };
        for tab in tabs {
            self.later(back, Event::Tab { teammate: id, turn: TabTurn::Back(tab.id) });
        }
    }

    /// With a page that is closed or loaded again goes its phone, which is noticed at
    /// once or after a while; a connection that merely broke leaves it alone.
    pub(super) fn may_lose_phone(&mut self, id: TeammateId, tab: TabId) {
        if self.rng.per_mille(500) {
            let at = if self.rng.per_mille(500) { 0 } else { self.rng.ms(1, 8_000) };
            self.later(at, Event::Tab { teammate: id, turn: TabTurn::PhoneGone(tab) });
        }
    }

    /// The network of a tab's phone breaks in mid-call, and comes back or not.
    pub(super) fn break_phone(&mut self, id: TeammateId, leg: desk::LegId) {
        let Some((_, tab)) = self.legs.get(&leg).and_then(|leg| leg.carrier) else { return };
        self.part_from(id, tab);
        let back = match self.rng.below(10) {
            0..=6 => self.rng.ms(400, 19_000),
            7 => 20_000,
            _ => self.rng.ms(20_001, 60_000),
        };
        if self.rng.per_mille(300) {
            self.later(back, Event::Tab { teammate: id, turn: TabTurn::FindsBack(tab) });
            return;
        }
        let Some(colleague) = self.colleague(id) else { return };
        let mut told = false;
        if let Some(open) = colleague.tabs.iter_mut().find(|open| open.id == tab) {
            open.phone_up = false;
            told = true;
        }
        if told {
            let lag = self.rng.ms(0, 300);
            self.in_ms(lag, Input::TabOpened(id, tab, TabPhone::NotReady));
            self.later(back, Event::Tab { teammate: id, turn: TabTurn::Phone(tab) });
        }
    }

    /// The microphone is taken away, and given back.
    pub(super) fn lose_microphone(&mut self, id: TeammateId) {
        let Some(colleague) = self.colleague(id) else { return };
        let Some(open) = colleague.tabs.iter_mut().find(|tab| tab.phone_up) else { return };
        open.phone_up = false;
        let tab = open.id;
        self.arrive_at_desk(Input::TabOpened(id, tab, TabPhone::NotReady));
        let back = self.rng.ms(500, 40_000);
        self.later(back, Event::Tab { teammate: id, turn: TabTurn::Phone(tab) });
    }

    pub(super) fn turn_tab(&mut self, id: TeammateId, turn: TabTurn) {
        let fresh = TabId(self.next_tab);
        if !self.on_file(id) {
            // The workspace was not committed yet: the page loads again.
            if self.open_for_business() {
                self.later(1_000, Event::Tab { teammate: id, turn });
            }
            return;
        }
        let Some(colleague) = self.colleague(id) else { return };
        match turn {
            TabTurn::Open => {
                // Some pages are opened before the microphone is allowed.
                colleague.tabs.push(Tab { id: fresh, phone_up: true, asleep: false });
                self.next_tab += 1;
                self.arrive_at_desk(Input::TabOpened(id, fresh, TabPhone::Ready));
                if self.rng.per_mille(80) {
                    self.lose_microphone(id);
                }
            }
            TabTurn::Back(tab) => {
                colleague.tabs.retain(|open| open.id != tab);
                colleague.tabs.push(Tab { id: tab, phone_up: true, asleep: false });
                self.arrive_at_desk(Input::TabOpened(id, tab, TabPhone::Ready));
            }
            TabTurn::Thaw => {
                colleague.frozen = false;
                for tab in &mut colleague.tabs {
                    tab.asleep = false;
                }
                // What the browser kept back comes now: the late word of its last ring,
                // or a connection of its own.
                let (rang, tabs) = (colleague.rings, colleague.tabs.clone());
                match rang {
                    Some(offer) if self.rng.per_mille(500) => {
                        for tab in tabs {
                            self.arrive_at_desk(Input::RingAcknowledged(id, offer, tab.id));
                        }
                    }
                    Some(_) | None => {
                        for tab in tabs {
                            self.arrive_at_desk(Input::TabOpened(id, tab.id, tab.phone()));
                        }
                    }
                }
            }
            TabTurn::Phone(tab) => {
                if let Some(open) = colleague.tabs.iter_mut().find(|open| open.id == tab) {
                    open.phone_up = true;
                    self.arrive_at_desk(Input::TabOpened(id, tab, TabPhone::Ready));
                }
            }
            TabTurn::PhoneGone(tab) => {
                // Open again meanwhile: its new phone is another one.
                if !colleague.tabs.iter().any(|open| open.id == tab) {
                    self.part_from(id, tab);
                }
            }
            TabTurn::FindsBack(tab) => self.find_back(id, tab),
        }
    }
}
