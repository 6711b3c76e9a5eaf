//! After a crash or a stop: what was live is lost with the process that carried it.

use super::Desk;
use crate::fact::Fact;
use crate::id::CallId;
use crate::input::Actor;
use crate::outcome::{Failure, Outcome};

impl Desk {
    /// Closes every call that was live, as of the last moment that is known.
    pub(super) fn restart(&mut self) {
        let last = self.state.now;
        self.log(Actor::Operator, Fact::Restarted);
        let live: Vec<CallId> =
            self.state.calls.values().filter(|call| call.live()).map(|call| call.id).collect();
        for call in live {
            self.end(call, Outcome::Failed(Failure::NodeLost), Actor::Line, last);
        }
        // They were lost with their process; the line may number new ones alike.
        self.legs.clear();
    }
}
