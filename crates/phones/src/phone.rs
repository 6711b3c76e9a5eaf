//! The handle of a desk phone.

use crate::exchange::Shared;
use crate::leg::{Hold, Leg};
use crate::media::{Audio, Heard, Sound, Stream};
use crate::outside::Outside;
use crate::plan::Behaviour;
use crate::view::PhoneView;
use crate::wait::{self, Late};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A desk phone on a teammate's desk. Everything said here about a call means
/// the one that rings or is up.
#[derive(Debug)]
pub struct Phone {
    shared: Arc<Shared>,
    user: String,
    address: SocketAddr,
    view: watch::Receiver<PhoneView>,
}

impl Phone {
    pub(crate) fn new(
        shared: Arc<Shared>,
        user: String,
        address: SocketAddr,
        view: watch::Receiver<PhoneView>,
    ) -> Phone {
        Phone { shared, user, address, view }
    }

    /// The user part of its address.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as SIP writes it.
    pub fn uri(&self) -> String {
        format!("sip:{}@{}", self.user, self.address)
    }

    /// How the phone stands.
    pub fn view(&self) -> PhoneView {
        self.view.borrow().clone()
    }

    /// The view as it changes.
    pub fn views(&self) -> watch::Receiver<PhoneView> {
        self.view.clone()
    }

    /// Waits until the phone looks as wanted.
    ///
    /// # Errors
    /// [`Late`] with the last view when it does not within `within`.
    pub async fn until(
        &self,
        within: Duration,
        wanted: impl FnMut(&PhoneView) -> bool,
    ) -> Result<PhoneView, Late<PhoneView>> {
        wait::until(self.view.clone(), within, wanted).await
    }

    /// What it does with the next INVITE.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        let user = &self.user;
        self.shared.act(|board| board.change_plan(user, |plan| plan.behaviour = behaviour));
    }

    /// What is said after the next answer; Off opens no socket for it.
    pub fn set_audio(&self, audio: Audio) {
        let user = &self.user;
        self.shared.act(|board| board.change_plan(user, |plan| plan.audio = audio));
    }

    /// How long after the next answer it hangs up.
    pub fn set_talk(&self, talk: Option<Duration>) {
        let user = &self.user;
        self.shared.act(|board| board.change_plan(user, |plan| plan.talk = talk));
    }

    /// Picks up.
    pub fn answer(&self) {
        self.order(Leg::answer);
    }

    /// Refuses the ringing call with this code: 603 is the Decline button, 486
    /// busy.
    pub fn decline(&self, code: u16) {
        let code = if (300..700).contains(&code) { code } else { 603 };
        self.order(|leg, outside| leg.decline(code, outside));
    }

    /// Hangs up, or declines what still rings.
    pub fn hang_up(&self) {
        self.order(Leg::hang_up);
    }

    /// Puts the far side on hold by re-INVITE; no sound is sent meanwhile.
    pub fn hold(&self) {
        self.order(|leg, outside| leg.set_hold(Hold::On, outside));
    }

    /// Takes the far side back.
    pub fn resume(&self) {
        self.order(|leg, outside| leg.set_hold(Hold::Off, outside));
    }

    /// Vanishes from its call without a word: no sound, no BYE, no answer.
    pub fn vanish(&self) {
        self.order(Leg::vanish);
    }

    /// Presses a key (RFC 4733); false when there is no sound, the far side
    /// takes no keys, or there is no such key.
    pub fn press(&self, key: char) -> bool {
        wait::press(self.stream().as_ref(), key)
    }

    /// Says something else from now on; without RTP nothing happens.
    pub fn play(&self, sound: Sound) {
        wait::play(self.stream().as_ref(), sound);
    }

    /// Stops sending RTP (`false`) or takes it up again, without telling
    /// anybody, as a network does that loses everything.
    pub fn send_rtp(&self, sending: bool) {
        wait::send_rtp(self.stream().as_ref(), sending);
    }

    /// True once everything has been said and typed.
    pub fn has_finished_speaking(&self) -> bool {
        wait::is_quiet(self.stream().as_ref())
    }

    /// Packets left out because this machine was too slow.
    pub fn skipped_packets(&self) -> u64 {
        wait::skipped(self.stream().as_ref())
    }

    /// What has been heard in this call up to now, or in the one before.
    pub fn heard(&self) -> Heard {
        wait::heard(self.stream().as_ref())
    }

    /// Waits until what has been heard is as wanted.
    ///
    /// # Errors
    /// [`Late`] with what was heard last when it is not within `within`.
    pub async fn until_heard(
        &self,
        within: Duration,
        wanted: impl FnMut(&Heard) -> bool,
    ) -> Result<Heard, Late<Heard>> {
        wait::until_heard(|| self.stream(), within, wanted).await
    }

    fn stream(&self) -> Option<Arc<Stream>> {
        self.shared.act(|board| board.phone_stream(&self.user))
    }

    fn order(&self, order: impl FnOnce(&mut Leg, &mut Outside)) {
        self.shared.act(|board| board.with_phone(&self.user, order));
    }
}
