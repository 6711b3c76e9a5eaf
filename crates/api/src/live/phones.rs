//! Browser phones: which tab's WebRTC connection is up, and which leg it carries.

use desk::{Input, LegDeparture, LegId, TabId, TabPhone, TeammateId};

use super::{Hub, Owner};

impl Hub {
    /// A phone of this tab is about to be opened, or opened anew. Whoever signed out in the
    /// meantime opens none: then it returns false.
    #[must_use]
    pub fn phone_opens(&self, tab: TabId, owner: &Owner) -> bool {
        let mut floor = self.floor();
        let stays = floor.tabs.viewer(tab) == Some(owner) && !floor.stopping;
        if stays {
            floor.tabs.phone_opens(tab, owner.clone());
        }
        stays
    }

    /// A phone is connected and can carry a leg. What another phone of the same browser
    /// carried, or nobody does any more, comes over to it at once: a page that was
    /// reloaded is back in its call.
    pub fn phone_up(&self, tab: TabId) {
        let mut floor = self.floor();
        let (served, legs) = floor.tabs.phone_up(tab);
        for leg in legs {
            self.reach.connect(leg, tab);
        }
        for (teammate, tab) in served {
            self.reach.tell(Input::TabOpened(teammate, tab, TabPhone::Ready));
        }
    }

    /// A phone is gone, or was never connected.
    pub fn phone_down(&self, tab: TabId) {
        for (teammate, tab) in self.floor().tabs.phone_down(tab) {
            self.reach.tell(Input::TabOpened(teammate, tab, TabPhone::NotReady));
        }
    }

    /// The page is unloaded: its phone is closed at once, so that the next page finds the
    /// call parted instead of waiting for the silence to be noticed.
    pub(super) fn page_gone(&self, tab: TabId) {
        self.phone_down(tab);
        self.reach.close_phone(tab);
    }

    /// A leg is to be carried by a phone of the teammate: the tab's own, else one of the
    /// tab's browser, else any. When there is none, a leg that has only now been asked for
    /// is told to be gone; one that was carried before is waited for.
    pub fn connect(&self, leg: LegId, teammate: TeammateId, tab: Option<TabId>) {
        let mut floor = self.floor();
        if let LegId::Offer(offer, _) = leg {
            floor.answered_in(offer, tab);
        }
        match floor.tabs.carrier(teammate, tab) {
            Some(carrier) => {
                floor.tabs.carry(leg, carrier);
                self.reach.connect(leg, carrier);
            }
            None if floor.tabs.carries(leg).is_some() => {}
            None => {
                self.reach.tell(Input::LegGone(leg, LegDeparture::MediaFailed));
            }
        }
    }

    /// A leg is gone, or is being hung up.
    pub fn leg_gone(&self, leg: LegId) {
        self.floor().tabs.put_down(leg);
    }
}
