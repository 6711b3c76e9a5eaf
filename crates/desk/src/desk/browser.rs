//! A leg that a browser phone carries: which tab it was connected to, and what happens
//! while that phone has lost its connection. The leg lives on without sound, so the call
//! does too: a reload or a lost network comes back to the same call. All of it is
//! volatile; only a call that is given up becomes a fact.

use super::{Desk, Due, Reply};
use crate::call::{Stage, Talk};
use crate::id::{CallId, LegId, TabId, TeammateId};
use crate::offer::DeclineCause;
use crate::order::{Order, Sound};
use crate::settings::Toggle;
use crate::teammate::Phone;
use crate::time::Millis;

/// How long a caller hears nothing of a teammate whose browser phone was lost, before
/// hold music says that somebody still is there: longer than a hiccup of the network.
const SILENCE_MS_MAX: u64 = 2_000;

/// How long a browser phone may be lost before the call goes back to its place: enough
/// to load the page again or to change networks, short enough for a caller to hold.
const PARTED_MS_MAX: u64 = 20_000;

/// What is known of the browser phone that carries a call's leg.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The tab it was last connected to; unknown after the desk was opened anew.
    tab: Option<TabId>,
    /// Its connection is lost.
    parted: Option<Parted>,
}

#[derive(Debug, Clone, Copy)]
struct Parted {
    since: Millis,
    caller: Hears,
}

/// What the caller hears of a parted leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hears {
    /// Nothing, until then.
    Silence(Millis),
    Music,
    /// The leg, as soon as the tab it was connected to brings it back.
    Leg,
}

impl Desk {
    /// Lets a tab's phone carry a leg.
    pub(super) fn connect(&mut self, call: CallId, teammate: TeammateId, leg: LegId, tab: TabId) {
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.carried.tab = Some(tab);
        }
        self.order(Order::Connect { leg, teammate, tab: Some(tab) });
    }

    /// The tab that carries a call's leg, as far as it is known.
    #[must_use]
    pub fn carried_by(&self, call: CallId) -> Option<TabId> {
        self.calls.get(&call).and_then(|volatile| volatile.carried.tab)
    }

    /// Whether the teammate's browser phone on that call has lost its connection.
    #[must_use]
    pub fn parted(&self, call: CallId) -> bool {
        self.calls.get(&call).is_some_and(|volatile| volatile.carried.parted.is_some())
    }

    /// Whether hold music plays because of a parted leg.
    pub(super) fn music_for_parted(&self, call: CallId) -> bool {
        let carried = self.calls.get(&call).map(|volatile| &volatile.carried);
        let parted = carried.and_then(|carried| carried.parted);
        parted.is_some_and(|parted| parted.caller == Hears::Music)
    }

    /// Whether the teammate on that call has silenced the own microphone.
    #[must_use]
    pub fn muted(&self, call: CallId) -> bool {
        self.calls.get(&call).is_some_and(|volatile| volatile.muted == Toggle::On)
    }

    /// Nobody carries the call's leg any more, and a muted microphone is forgotten.
    pub(super) fn let_go(&mut self, call: CallId) {
        if let Some(volatile) = self.calls.get_mut(&call) {
            volatile.carried = Carried::default();
            volatile.muted = Toggle::Off;
        }
    }

    pub(super) fn leg_parted(&mut self, leg: LegId) -> Reply {
        let Some((call, talk)) = self.talk_on(leg) else { return Reply::Done };
        let silent_until = self.now.plus(SILENCE_MS_MAX);
        let caller = if self.on_hold(call) { Hears::Music } else { Hears::Silence(silent_until) };
        let now = self.now;
        let Some(volatile) = self.calls.get_mut(&call) else { return Reply::Done };
        let carrier = volatile.carried.tab;
        let first = volatile.carried.parted.is_none();
        match &mut volatile.carried.parted {
            // The tab that should have brought it back has not.
            Some(parted) if parted.caller == Hears::Leg => parted.caller = caller,
            Some(_) => return Reply::Done,
            none @ None => *none = Some(Parted { since: now, caller }),
        }
        self.timers.insert((silent_until, Due::PartedSilence(call)));
        if first {
            self.timers.insert((now.plus(PARTED_MS_MAX), Due::PartedOver(call)));
            // Another tab of the same teammate has a phone: it carries on at once. Only
            // once, or two dead phones would throw the leg at each other.
            let another = self.tabs_ready(talk.teammate).find(|tab| Some(*tab) != carrier);
            if let Some(tab) = another {
                self.bring_back(call, talk, tab);
            }
        }
        Reply::Done
    }

    pub(super) fn leg_rejoined(&mut self, leg: LegId) -> Reply {
        let Some((call, talk)) = self.talk_on(leg) else { return Reply::Done };
        let Some(volatile) = self.calls.get_mut(&call) else { return Reply::Done };
        let parted = volatile.carried.parted.take();
        if parted.is_some_and(|parted| parted.caller == Hears::Music) {
            self.bridge_talk(call, talk);
        }
        Reply::Done
    }

    /// A tab's phone is ready: a parted leg of its teammate comes back by it.
    pub(super) fn rejoin(&mut self, teammate: TeammateId, tab: TabId) {
        if let Some((call, talk)) = self.talk_in_browser(teammate)
            && self.parted(call)
        {
            self.bring_back(call, talk, tab);
        }
    }

    /// A new tab's phone is ready while the tab that carries the call is gone: the page
    /// was loaded again, and the line has not noticed yet.
    pub(super) fn take_over(&mut self, teammate: TeammateId, tab: TabId) {
        let Some((call, talk)) = self.talk_in_browser(teammate) else { return };
        let gone = self.carried_by(call).is_some_and(|carrier| !self.tab_open(teammate, carrier));
        if gone && !self.parted(call) {
            self.connect(call, teammate, talk.leg, tab);
        }
    }

    fn bring_back(&mut self, call: CallId, talk: Talk, tab: TabId) {
        self.connect(call, talk.teammate, talk.leg, tab);
        if self.on_hold(call) {
            return;
        }
        if let Some(volatile) = self.calls.get_mut(&call)
            && let Some(parted) = &mut volatile.carried.parted
        {
            parted.caller = Hears::Leg;
        }
        self.bridge_talk(call, talk);
    }

    /// Lets caller and teammate hear each other, unless the caller is on hold.
    fn bridge_talk(&mut self, call: CallId, talk: Talk) {
        let Some(state) = self.state.calls.get(&call) else { return };
        let leg = state.leg;
        match state.stage {
            Stage::Talking(_) => self.order(Order::Bridge(leg, talk.leg)),
            Stage::OnHold(_)
            | Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => {}
        }
    }

    /// The caller was parked or taken back while the leg is parted: what is heard
    /// changes only where somebody could be heard.
    pub(super) fn held_while_parted(&mut self, call: CallId) {
        if let Some(volatile) = self.calls.get_mut(&call)
            && let Some(parted) = &mut volatile.carried.parted
        {
            parted.caller = Hears::Music;
        }
    }

    /// [001] the caller hears music, not nothing.
    pub(super) fn parted_silence(&mut self, call: CallId, due: Millis) {
        let Some(volatile) = self.calls.get_mut(&call) else { return };
        let Some(parted) = &mut volatile.carried.parted else { return };
        if parted.caller != Hears::Silence(due) {
            return;
        }
        parted.caller = Hears::Music;
        let Some(leg) = self.state.calls.get(&call).map(|state| state.leg) else { return };
        self.order(Order::Unbridge(leg));
        self.order(Order::Play(leg, Sound::HoldMusic));
    }

    /// The browser phone has not come back: as any lost phone, it loses the call.
    pub(super) fn parted_over(&mut self, call: CallId, due: Millis) {
        let parted = self.calls.get(&call).and_then(|volatile| volatile.carried.parted);
        if parted.is_none_or(|parted| parted.since.plus(PARTED_MS_MAX) != due) {
            return;
        }
        if let Some(talk) = self.state.calls.get(&call).and_then(|state| state.talk()) {
            self.return_call(call, talk, DeclineCause::NetworkLost);
        }
    }

    /// The call a teammate talks on in a browser.
    fn talk_in_browser(&self, teammate: TeammateId) -> Option<(CallId, Talk)> {
        let Phone::OnCall { call } = self.state.teammates.get(&teammate)?.phone else {
            return None;
        };
        let talk = self.state.calls.get(&call)?.talk()?;
        talk.leg.is_tab().then_some((call, talk))
    }
}
