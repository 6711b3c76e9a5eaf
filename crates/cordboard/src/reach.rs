//! What the live hub acts on: the workspace's loop and the telephony edge. It exists
//! before both do, because both tell the hub things.

use std::sync::OnceLock;

use api::live::Reach;
use desk::{Input, LegId, TabId};
use line::{LegCommand, Line, PhoneId};

use crate::inbox::Inbox;
use crate::wire::leg_to_line;

/// The way from the hub to the rest of the server.
pub(crate) struct Ways {
    inbox: Inbox,
    line: std::sync::Arc<OnceLock<Line>>,
}

impl Ways {
    /// Ways to a loop, and to a line that is still being started.
    pub(crate) fn new(inbox: Inbox, line: std::sync::Arc<OnceLock<Line>>) -> Self {
        Self { inbox, line }
    }
}

impl Reach for Ways {
    fn tell(&self, input: Input) -> bool {
        self.inbox.tell(input)
    }

    fn close_phone(&self, tab: TabId) {
        if let Some(line) = self.line.get() {
            line.phone_close(PhoneId(tab.0));
        }
    }

    fn connect(&self, leg: LegId, tab: TabId) {
        if let Some(line) = self.line.get() {
            line.command(LegCommand::Connect { leg: leg_to_line(leg), phone: PhoneId(tab.0) });
        }
    }

    fn hang_up(&self, leg: LegId) {
        if let Some(line) = self.line.get() {
            line.command(LegCommand::HangUp { leg: leg_to_line(leg) });
        }
    }
}
