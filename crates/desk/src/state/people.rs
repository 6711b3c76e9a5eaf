//! What facts do to teammates.

use super::{State, Touched};
use crate::fact::Fact;
use crate::id::TeammateId;
use crate::row::RowKey;
use crate::teammate::{Phone, TeammateState};

impl State {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` has sorted all facts into groups; the rest belong to others"
    )]
    pub(super) fn apply_person(&mut self, fact: &Fact, touched: &mut Touched) {
        match fact {
            Fact::StatusSet { teammate, status } => {
                self.person(*teammate, touched, |row| row.status = *status);
            }
            Fact::ChannelsSet { teammate, channels } => {
                self.person(*teammate, touched, |row| row.channels = *channels);
            }
            Fact::WrapUpStarted { teammate, call, until } => {
                let phone = Phone::WrapUp { call: *call, until: *until };
                self.person(*teammate, touched, |row| row.phone = phone);
            }
            Fact::WrapUpEnded { teammate } => {
                self.person(*teammate, touched, |row| row.phone = Phone::Free);
            }
            other => debug_assert!(false, "{other:?} is not about a teammate alone"),
        }
    }

    pub(super) fn person(
        &mut self,
        id: TeammateId,
        touched: &mut Touched,
        change: impl FnOnce(&mut TeammateState),
    ) {
        if let Some(row) = self.teammates.get_mut(&id) {
            change(row);
            touched.key(RowKey::Teammate(id));
        }
    }

    /// [002] the *last assigned* date moves with any conversation.
    pub(super) fn assigned(&mut self, id: TeammateId, touched: &mut Touched) {
        let now = self.now;
        self.person(id, touched, |row| row.last_assigned = Some(now));
    }
}
