//! The handle of a caller.

use crate::exchange::Shared;
use crate::leg::{Hold, Leg, LegKey};
use crate::media::{Heard, Sound, Stream};
use crate::view::CallView;
use crate::wait::{self, Late};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A caller on the phone.
#[derive(Debug)]
pub struct Call {
    shared: Arc<Shared>,
    key: LegKey,
    view: watch::Receiver<CallView>,
    stream: Option<Arc<Stream>>,
}

impl Call {
    pub(crate) fn new(
        shared: Arc<Shared>,
        key: LegKey,
        view: watch::Receiver<CallView>,
        stream: Option<Arc<Stream>>,
    ) -> Call {
        Call { shared, key, view, stream }
    }

    /// How the call stands.
    pub fn view(&self) -> CallView {
        self.view.borrow().clone()
    }

    /// The view as it changes.
    pub fn views(&self) -> watch::Receiver<CallView> {
        self.view.clone()
    }

    /// Waits until the call looks as wanted.
    ///
    /// # Errors
    /// [`Late`] with the last view when it does not within `within`.
    pub async fn until(
        &self,
        within: Duration,
        wanted: impl FnMut(&CallView) -> bool,
    ) -> Result<CallView, Late<CallView>> {
        wait::until(self.view.clone(), within, wanted).await
    }

    /// Hangs up: CANCEL before the answer, BYE after it.
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

    /// Vanishes without a word: no sound, no BYE, no answer to anything.
    pub fn vanish(&self) {
        self.order(Leg::vanish);
    }

    /// Presses a key (RFC 4733); false when there is no sound, the far side
    /// takes no keys, or there is no such key.
    pub fn press(&self, key: char) -> bool {
        wait::press(self.stream.as_ref(), key)
    }

    /// Says something else from now on; without RTP nothing happens.
    pub fn play(&self, sound: Sound) {
        wait::play(self.stream.as_ref(), sound);
    }

    /// Stops sending RTP (`false`) or takes it up again, without telling
    /// anybody, as a network does that loses everything.
    pub fn send_rtp(&self, sending: bool) {
        wait::send_rtp(self.stream.as_ref(), sending);
    }

    /// True once everything has been said and typed.
    pub fn has_finished_speaking(&self) -> bool {
        wait::is_quiet(self.stream.as_ref())
    }

    /// Packets left out because this machine was too slow.
    pub fn skipped_packets(&self) -> u64 {
        wait::skipped(self.stream.as_ref())
    }

    /// What has been heard up to now.
    pub fn heard(&self) -> Heard {
        wait::heard(self.stream.as_ref())
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
        wait::until_heard(|| self.stream.clone(), within, wanted).await
    }

    fn order(&self, order: impl FnOnce(&mut Leg, &mut crate::outside::Outside)) {
        self.shared.act(|board| board.with_leg(self.key, order));
    }
}
