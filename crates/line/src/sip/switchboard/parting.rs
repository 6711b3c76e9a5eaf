//! A phone that is being hung up is not rung again before it has heard so: an INVITE that
//! overtook the BYE or CANCEL of the call before it would find the phone busy.

use std::collections::HashMap;
use std::time::Duration;

use super::super::leg::Stage;
use super::{Due, Switchboard};
use crate::vocabulary::LegId;

/// How long a new call waits for a phone to confirm the end of the last one: one
/// retransmission (T1, RFC 3261 17.1.1.1), far less than anybody waits for a ring.
const PARTING_TIME_MAX: Duration = Duration::from_millis(500);

/// Phones that are being hung up, and the calls that wait for it.
#[derive(Debug, Default)]
pub(super) struct Partings {
    leaving: HashMap<LegId, String>,
    waiting: HashMap<String, Vec<LegId>>,
}

impl Switchboard {
    /// A leg towards a phone ends from our side.
    pub(super) fn part(&mut self, id: LegId, phone: String, stage: &Stage) {
        match stage {
            // Nothing was sent to the phone yet.
            Stage::Resolving(_) => {}
            Stage::Calling(_) | Stage::Offered(_) | Stage::Answering(_) | Stage::Talking(_, _) => {
                self.partings.leaving.insert(id, phone);
                self.at(PARTING_TIME_MAX, Due::Parted(id));
            }
        }
    }

    /// Whether a new call to the phone has to wait; it goes on by itself.
    pub(super) fn waits_for_parting(&mut self, id: LegId, phone: &str) -> bool {
        let waits = self.partings.leaving.values().any(|leaving| leaving == phone);
        if waits {
            self.partings.waiting.entry(phone.to_owned()).or_default().push(id);
        }
        waits
    }

    /// The phone has confirmed, or took too long.
    pub(super) fn parted(&mut self, id: LegId) {
        let Some(phone) = self.partings.leaving.remove(&id) else { return };
        if self.partings.leaving.values().any(|leaving| *leaving == phone) {
            return;
        }
        for waiting in self.partings.waiting.remove(&phone).unwrap_or_default() {
            self.look_up(waiting);
        }
    }
}
