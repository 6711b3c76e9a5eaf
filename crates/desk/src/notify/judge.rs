//! All notifications of one call, looked at together.

use super::condition::Look;
use super::names::Known;
use super::trial::{Put, Trial, planned, put};
use super::values::Values;
use super::{Addresses, NotificationSettings, SkipReason};
use crate::case::Case;
use crate::id::NotificationId;

/// What becomes of one notification.
pub(crate) struct Judged {
    pub(crate) notification: NotificationId,
    /// What it does, or why it does nothing.
    pub(crate) does: Result<Trial, SkipReason>,
}

/// Puts each notification to the call, in their order. The notes are read once for all.
pub(crate) fn judge_all(
    due: &[(NotificationId, &NotificationSettings)],
    case: &Case,
    names: &dyn Known,
    addresses: &Addresses,
) -> Vec<Judged> {
    let (look, values) = (Look::new(case, names), Values { case, names, addresses });
    let judged = due.iter().map(|(id, settings)| Judged {
        notification: *id,
        does: match put(settings, &look, &values) {
            Put::Fires(trial) => Ok(*trial),
            Put::Skips(why, _) => Err(why),
        },
    });
    judged.collect()
}

/// The mail of a notification that fired before, as it would be written now.
pub(crate) fn planned_again(
    settings: &NotificationSettings,
    case: &Case,
    names: &dyn Known,
    addresses: &Addresses,
) -> Trial {
    let plan = planned(settings, &Values { case, names, addresses });
    Trial { task: None, alert: None, ..plan }
}
