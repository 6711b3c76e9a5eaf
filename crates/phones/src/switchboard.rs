//! Everything an exchange knows: legs, phones, timers. Datagrams and orders go
//! in, datagrams come out; no socket and no clock in here.

#[cfg(test)]
mod hostile;
mod incoming;

use crate::leg::{Face, Leg, LegKey};
use crate::media::Stream;
use crate::outside::{Datagram, Door, Outside};
use crate::plan::{CallPlan, PhonePlan};
use crate::view::{CallView, PhoneCall, PhoneView};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;

/// A desk phone, between and during its calls.
#[derive(Debug)]
struct Handset {
    plan: PhonePlan,
    user: Arc<str>,
    /// The leg that rings or is up.
    live: Option<LegKey>,
    /// The sound of the live call, or else of the one before.
    stream: Option<Arc<Stream>>,
    view: watch::Sender<PhoneView>,
}

#[derive(Debug)]
pub(crate) struct Switchboard {
    pub(crate) outside: Outside,
    /// The signalling address of each door.
    doors: Vec<SocketAddr>,
    legs: HashMap<LegKey, Leg>,
    phones: HashMap<Arc<str>, Handset>,
    /// Which leg an INVITE made, for the INVITE and the CANCEL that carry no
    /// tag of ours yet.
    invites: HashMap<String, LegKey>,
    timers: BinaryHeap<Reverse<(Instant, LegKey)>>,
    /// When the driver will look at the timers next; None: not before a nudge.
    pub(crate) awake_at: Option<Instant>,
}

impl Switchboard {
    pub(crate) fn new(outside: Outside) -> Switchboard {
        Switchboard {
            outside,
            doors: Vec::new(),
            legs: HashMap::new(),
            phones: HashMap::new(),
            invites: HashMap::new(),
            timers: BinaryHeap::new(),
            awake_at: None,
        }
    }

    pub(crate) fn add_door(&mut self, address: SocketAddr) -> Door {
        self.doors.push(address);
        Door(self.doors.len() - 1)
    }

    fn address(&self, door: Door) -> SocketAddr {
        self.doors.get(door.0).copied().unwrap_or(self.outside.sink)
    }

    pub(crate) fn take_sent(&mut self) -> Vec<Datagram> {
        std::mem::take(&mut self.outside.sent)
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.timers.peek().map(|Reverse((at, _))| *at)
    }

    /// Places a call.
    pub(crate) fn dial(
        &mut self,
        plan: &CallPlan,
        stream: Option<Arc<Stream>>,
        view: watch::Sender<CallView>,
    ) -> LegKey {
        let door = (Door(0), self.address(Door(0)));
        let leg = Leg::dial(plan, door, stream, view, &mut self.outside);
        self.add(leg)
    }

    fn add(&mut self, leg: Leg) -> LegKey {
        let key = leg.key;
        self.legs.insert(key, leg);
        self.settle(key);
        key
    }

    /// Puts a phone on its hook; false when the user has one already.
    pub(crate) fn add_phone(&mut self, plan: PhonePlan, view: watch::Sender<PhoneView>) -> bool {
        let user: Arc<str> = Arc::from(plan.user.as_str());
        if self.phones.contains_key(&user) {
            return false;
        }
        let handset = Handset { plan, user: Arc::clone(&user), live: None, stream: None, view };
        self.phones.insert(user, handset);
        true
    }

    /// Does something with a leg, if it is still there.
    pub(crate) fn with_leg(&mut self, key: LegKey, act: impl FnOnce(&mut Leg, &mut Outside)) {
        if let Some(leg) = self.legs.get_mut(&key) {
            act(leg, &mut self.outside);
            self.settle(key);
        }
    }

    /// Does something with the live leg of a phone, if there is one.
    pub(crate) fn with_phone(&mut self, user: &str, act: impl FnOnce(&mut Leg, &mut Outside)) {
        if let Some(key) = self.phones.get(user).and_then(|phone| phone.live) {
            self.with_leg(key, act);
        }
    }

    pub(crate) fn change_plan(&mut self, user: &str, change: impl FnOnce(&mut PhonePlan)) {
        if let Some(phone) = self.phones.get_mut(user) {
            change(&mut phone.plan);
        }
    }

    /// The sound of a phone's call, or of the one before.
    pub(crate) fn phone_stream(&self, user: &str) -> Option<Arc<Stream>> {
        self.phones.get(user)?.stream.clone()
    }

    /// Ends all sound; the exchange is going away.
    pub(crate) fn close_streams(&mut self) {
        for leg in self.legs.values() {
            leg.close_stream(&self.outside);
        }
    }

    pub(crate) fn on_time(&mut self) {
        let now = self.outside.now;
        while let Some(Reverse((at, key))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            let Some(leg) = self.legs.get_mut(&key).filter(|leg| leg.scheduled == Some(at)) else {
                continue;
            };
            leg.scheduled = None;
            if leg.is_gone(now) {
                self.legs.remove(&key);
                continue;
            }
            leg.on_time(&mut self.outside);
            self.settle(key);
        }
        // Keys of forgotten legs are forgotten in bulk: one look at every key
        // costs less than keeping it in its leg.
        if self.invites.len() > 2 * self.legs.len() + 64 {
            self.invites.retain(|_, key| self.legs.contains_key(key));
        }
    }

    /// Shows what has changed and sets the leg's alarm.
    fn settle(&mut self, key: LegKey) {
        let Some(leg) = self.legs.get_mut(&key) else { return };
        if let Some(deadline) = leg.deadline()
            && leg.scheduled.is_none_or(|scheduled| deadline < scheduled)
        {
            leg.scheduled = Some(deadline);
            self.timers.push(Reverse((deadline, key)));
        }
        if !std::mem::take(&mut leg.changed) {
            return;
        }
        match &leg.face {
            Face::Caller(view) => {
                view.send_replace(leg.view.clone());
            }
            Face::Phone(user) => {
                if let Some(phone) = self.phones.get_mut(user) {
                    phone.show(leg);
                }
            }
        }
    }
}

impl Handset {
    fn show(&mut self, leg: &Leg) {
        if self.live != Some(leg.key) {
            return;
        }
        let ending = leg.view.ending();
        if ending.is_some() {
            self.live = None;
        }
        self.view.send_modify(|shown| {
            let was_up = shown.is_up();
            if ending.is_some() {
                (shown.call, shown.last) = (None, ending);
                return;
            }
            match &mut shown.call {
                Some(call) => call.view = leg.view.clone(),
                None => {
                    shown.call = Some(PhoneCall {
                        caller: leg.caller.clone(),
                        call_id: Arc::from(leg.dialog.call_id.as_str()),
                        view: leg.view.clone(),
                    });
                }
            }
            shown.answers += u64::from(!was_up && shown.is_up());
        });
    }
}
