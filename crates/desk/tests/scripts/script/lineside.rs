//! The far side of the orders: which legs there are, who hears what, what rings.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    DeflectionReason, Dial, LegId, OfferId, Order, RecordingId, Sound, TabId, TeammateId, Toggle,
    Wanted,
};

/// What the orders so far have made of the line.
#[derive(Debug, Default)]
pub(super) struct LineSide {
    callers: BTreeMap<LegId, Leg>,
    phones: BTreeMap<LegId, Leg>,
    /// Legs that browser phones carry, or carried until they were parted.
    tabs: BTreeMap<LegId, Leg>,
    carried: BTreeMap<LegId, (TeammateId, TabId)>,
    parted: BTreeSet<LegId>,
    /// Browser phones that the desk may believe ready, and that are not.
    broken: BTreeSet<(TeammateId, TabId)>,
    ringing_tabs: BTreeSet<(TeammateId, OfferId)>,
    recordings: BTreeMap<RecordingId, Recorder>,
    muted: BTreeSet<LegId>,
    rejected: Vec<u16>,
    /// The next order to close a recording is not heard.
    deaf_once: Toggle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leg {
    up: Toggle,
    hears: Hears,
}

/// What a leg hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hears {
    Nothing,
    Sound(Sound),
    Peer(LegId),
}

/// How long a recording is at a given time.
#[derive(Debug, Clone, Copy)]
struct Recorder {
    stored_ms: i64,
    running_since: Option<i64>,
}

/// What the line does by itself after an order.
#[derive(Debug, Clone)]
pub(super) enum Echo {
    /// The tabs of that teammate ring now.
    TabsRing(TeammateId, OfferId),
    /// A desk phone rings now, and may have been asked to connect by itself.
    PhoneRings(Dial),
    /// A leg that rang is gone, because we gave it up.
    GivenUp(LegId),
    /// A leg that was up is gone, because we hung up.
    HungUp(LegId),
    /// The file of a recording is closed.
    Closed(RecordingId, u64),
    /// A browser phone carries a parted leg again.
    Rejoined(LegId),
    /// It should have, and is not up.
    PartedAgain(LegId),
    /// No browser phone was up for a new leg.
    NotConnected(LegId),
}

impl LineSide {
    pub(super) fn caller_arrives(&mut self, leg: LegId) {
        self.callers.insert(leg, Leg { up: Toggle::Off, hears: Hears::Nothing });
    }

    /// The far end answered.
    pub(super) fn picks_up(&mut self, leg: LegId) {
        if let Some(leg) = self.phones.get_mut(&leg) {
            leg.up = Toggle::On;
        }
    }

    /// The far end went.
    pub(super) fn goes(&mut self, leg: LegId) {
        self.part(leg);
        self.callers.remove(&leg);
        self.phones.remove(&leg);
        self.tabs.remove(&leg);
        self.muted.remove(&leg);
        self.carried.remove(&leg);
        self.parted.remove(&leg);
    }

    fn connect(
        &mut self,
        leg: LegId,
        teammate: TeammateId,
        tab: TabId,
    ) -> Result<Option<Echo>, String> {
        if !leg.is_tab() {
            return Err("only a browser's leg can be connected".to_owned());
        }
        let other = self.carried.iter().find(|(id, by)| **id != leg && **by == (teammate, tab));
        if let Some((other, _)) = other {
            return Err(format!("the tab carries {other:?} already"));
        }
        let broken = self.broken.contains(&(teammate, tab));
        self.carried.insert(leg, (teammate, tab));
        if self.tabs.contains_key(&leg) {
            if broken {
                self.parted.insert(leg);
                return Ok(Some(Echo::PartedAgain(leg)));
            }
            return Ok(self.parted.remove(&leg).then_some(Echo::Rejoined(leg)));
        }
        self.tabs.insert(leg, Leg { up: Toggle::On, hears: Hears::Nothing });
        Ok(broken.then_some(Echo::NotConnected(leg)))
    }

    /// A tab's phone is gone; the leg that it carried, parted.
    pub(super) fn lose_phone(&mut self, who: TeammateId, tab: TabId) -> Option<LegId> {
        self.broken.insert((who, tab));
        let leg = self.carried_by(who, tab)?;
        self.parted.insert(leg).then_some(leg)
    }

    /// A tab's phone is up again.
    pub(super) fn mend_phone(&mut self, who: TeammateId, tab: TabId) {
        self.broken.remove(&(who, tab));
    }

    /// Nobody has noticed yet that a tab's phone is gone.
    pub(super) fn break_phone(&mut self, who: TeammateId, tab: TabId) {
        self.broken.insert((who, tab));
    }

    /// A tab's phone is back before anything was ordered.
    pub(super) fn find_back(&mut self, who: TeammateId, tab: TabId) -> Option<LegId> {
        self.mend_phone(who, tab);
        let leg = self.carried_by(who, tab)?;
        self.parted.remove(&leg).then_some(leg)
    }

    fn carried_by(&self, who: TeammateId, tab: TabId) -> Option<LegId> {
        self.carried.iter().find(|(_, by)| **by == (who, tab)).map(|(leg, _)| *leg)
    }

    /// The tab of somebody that carries a leg.
    pub(super) fn carrier(&self, who: TeammateId) -> Option<(TabId, LegId)> {
        self.carried.iter().find(|(_, by)| by.0 == who).map(|(leg, by)| (by.1, *leg))
    }

    /// Who should hear each other does, as the shell sees to every second.
    pub(super) fn align(&mut self, wanted: &[Wanted]) {
        for want in wanted {
            if let (Some(leg), Some(peer)) = (self.leg_mut(want.leg), want.bridged_with) {
                leg.hears = Hears::Peer(peer);
            }
        }
    }

    pub(super) fn parted(&self) -> impl Iterator<Item = LegId> {
        self.parted.iter().copied()
    }

    pub(super) fn phone_is_broken(&self, who: TeammateId, tab: TabId) -> bool {
        self.broken.contains(&(who, tab))
    }

    pub(super) fn lose_next_end(&mut self) {
        self.deaf_once = Toggle::On;
    }

    pub(super) fn is_parted(&self, leg: LegId) -> bool {
        self.parted.contains(&leg)
    }

    /// Obeys one order at `now`.
    ///
    /// # Errors
    /// When the order makes no sense, such as answering a caller twice.
    pub(super) fn obey(&mut self, order: &Order, now: i64) -> Result<Option<Echo>, String> {
        match order {
            Order::Answer(leg) => self.answer(*leg),
            Order::Reject(leg, status) => {
                self.callers.remove(leg).ok_or("no such caller to reject")?;
                self.rejected.push(*status);
                Ok(None)
            }
            Order::HangUp(leg) => Ok(self.hang_up(*leg)),
            Order::Dial(dial) => {
                self.phones.insert(dial.leg, Leg { up: Toggle::Off, hears: Hears::Nothing });
                Ok(Some(Echo::PhoneRings(dial.clone())))
            }
            Order::RingTabs(teammate, offer, _) => {
                self.ringing_tabs.insert((*teammate, *offer));
                Ok(Some(Echo::TabsRing(*teammate, *offer)))
            }
            Order::StopRinging(teammate, offer) => {
                if !self.ringing_tabs.remove(&(*teammate, *offer)) {
                    return Err(format!("{order:?}: no such ring"));
                }
                Ok(None)
            }
            Order::Connect { leg, teammate, tab } => {
                self.connect(*leg, *teammate, tab.ok_or("no tab is named")?)
            }
            Order::Play(leg, sound) => self.play(*leg, *sound),
            Order::Bridge(one, other) => self.bridge(*one, *other),
            Order::Unbridge(leg) => {
                self.part(*leg);
                Ok(None)
            }
            Order::Mute(leg, Toggle::On) => {
                self.muted.insert(*leg);
                Ok(None)
            }
            Order::Mute(leg, Toggle::Off) => {
                self.muted.remove(leg);
                Ok(None)
            }
            Order::Record { recording, caller, desk } => {
                if self.hears(*caller) != Some(Hears::Peer(*desk)) {
                    return Err(format!("{order:?}: these two do not talk"));
                }
                let recorder = Recorder { stored_ms: 0, running_since: Some(now) };
                self.recordings.insert(*recording, recorder);
                Ok(None)
            }
            Order::PauseRecording(id) => {
                self.recorder(*id)?.pause(now);
                Ok(None)
            }
            Order::ResumeRecording(id) => {
                self.recorder(*id)?.running_since = Some(now);
                Ok(None)
            }
            Order::StopRecording(_) if self.deaf_once == Toggle::On => {
                self.deaf_once = Toggle::Off;
                Ok(None)
            }
            Order::StopRecording(id) => Ok(Some(Echo::Closed(*id, self.close(*id, now)?))),
        }
    }

    /// Closes a recording's file; its length.
    pub(super) fn close(&mut self, id: RecordingId, now: i64) -> Result<u64, String> {
        self.recorder(id)?.pause(now);
        let recorder = self.recordings.remove(&id).ok_or("no such recording")?;
        u64::try_from(recorder.stored_ms).map_err(|error| error.to_string())
    }

    /// The process dies: every leg is gone, files stay as long as they are.
    pub(super) fn crash(&mut self, now: i64) {
        let mut recordings = std::mem::take(&mut self.recordings);
        for recorder in recordings.values_mut() {
            recorder.pause(now);
        }
        *self = Self { recordings, ..Self::default() };
    }

    pub(super) fn open_recordings(&self) -> impl Iterator<Item = RecordingId> {
        self.recordings.keys().copied()
    }

    fn recorder(&mut self, id: RecordingId) -> Result<&mut Recorder, String> {
        self.recordings.get_mut(&id).ok_or_else(|| format!("recording {id} does not run"))
    }

    fn answer(&mut self, leg: LegId) -> Result<Option<Echo>, String> {
        let caller = self.callers.get_mut(&leg).ok_or("no such caller to answer")?;
        if caller.up == Toggle::On {
            return Err("a caller is answered twice".to_owned());
        }
        caller.up = Toggle::On;
        Ok(None)
    }

    fn hang_up(&mut self, leg: LegId) -> Option<Echo> {
        let tab = self.tabs.contains_key(&leg);
        let up = self.leg(leg)?.up;
        self.goes(leg);
        match up {
            Toggle::On => Some(Echo::HungUp(leg)),
            // A tab that is up has just been told; it reports nothing.
            Toggle::Off if tab => None,
            Toggle::Off => Some(Echo::GivenUp(leg)),
        }
    }

    fn play(&mut self, leg: LegId, sound: Sound) -> Result<Option<Echo>, String> {
        self.part(leg);
        let caller = self.callers.get_mut(&leg).ok_or("no such caller to play to")?;
        if caller.up == Toggle::Off {
            return Err(format!("{sound:?} is played to a caller who was not answered"));
        }
        caller.hears = Hears::Sound(sound);
        Ok(None)
    }

    fn bridge(&mut self, caller: LegId, desk: LegId) -> Result<Option<Echo>, String> {
        for (leg, peer) in [(caller, desk), (desk, caller)] {
            let leg = self.leg_mut(leg).ok_or_else(|| format!("{leg:?} cannot be bridged"))?;
            if leg.up == Toggle::Off {
                return Err("a leg is bridged that is not up".to_owned());
            }
            leg.hears = Hears::Peer(peer);
        }
        Ok(None)
    }

    /// A leg and its peer no longer hear each other.
    fn part(&mut self, leg: LegId) {
        if let Some(Hears::Peer(peer)) = self.hears(leg) {
            for leg in [leg, peer] {
                if let Some(leg) = self.leg_mut(leg) {
                    leg.hears = Hears::Nothing;
                }
            }
        }
    }

    fn leg(&self, leg: LegId) -> Option<&Leg> {
        self.callers.get(&leg).or_else(|| self.phones.get(&leg)).or_else(|| self.tabs.get(&leg))
    }

    fn leg_mut(&mut self, leg: LegId) -> Option<&mut Leg> {
        match self.callers.get_mut(&leg) {
            Some(found) => Some(found),
            None => match self.phones.get_mut(&leg) {
                Some(found) => Some(found),
                None => self.tabs.get_mut(&leg),
            },
        }
    }

    /// What a leg hears; `None` when there is no such leg.
    pub(super) fn hears(&self, leg: LegId) -> Option<Hears> {
        self.leg(leg).map(|leg| leg.hears)
    }

    pub(super) fn muted(&self, leg: LegId) -> bool {
        self.muted.contains(&leg)
    }

    /// Whether the caller's line was opened.
    pub(super) fn answered(&self, leg: LegId) -> bool {
        self.leg(leg).is_some_and(|leg| leg.up == Toggle::On)
    }

    pub(super) fn ringing_tabs(&self) -> impl Iterator<Item = (TeammateId, OfferId)> {
        self.ringing_tabs.iter().copied()
    }

    pub(super) fn ringing_phones(&self) -> impl Iterator<Item = LegId> {
        self.phones.iter().filter(|(_, leg)| leg.up == Toggle::Off).map(|(id, _)| *id)
    }

    pub(super) fn rejected(&self) -> &[u16] {
        &self.rejected
    }

    /// The legs there are, as the desk names what it wants.
    pub(super) fn inventory(&self) -> Vec<Wanted> {
        let peer = |leg: &Leg| match leg.hears {
            Hears::Peer(peer) => Some(peer),
            Hears::Nothing | Hears::Sound(_) => None,
        };
        let legs = self.callers.iter().chain(&self.phones).chain(&self.tabs);
        legs.map(|(id, leg)| Wanted { leg: *id, bridged_with: peer(leg) }).collect()
    }
}

impl Recorder {
    fn pause(&mut self, now: i64) {
        if let Some(since) = self.running_since.take() {
            self.stored_ms += now - since;
        }
    }
}

/// A sound in words.
pub(super) fn sound_name(sound: Sound) -> &'static str {
    match sound {
        Sound::HoldMusic => "hold music",
        Sound::RecordingConsent => "the recording announcement",
        Sound::Deflection(reason) => match reason {
            DeflectionReason::WorkspaceOutOfOffice => "that the workspace is out of office",
            DeflectionReason::TeamOutOfOffice => "that the team is out of office",
            DeflectionReason::NoTeammatesAvailable => "that no teammates are available",
            DeflectionReason::QueueFull { .. } => "that the queue is full",
            DeflectionReason::HoldTimeout { .. } => "that the wait was too long",
        },
    }
}
